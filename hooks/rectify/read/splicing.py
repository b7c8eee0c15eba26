"""Edit YAML in place: what an edit does not touch stays byte for byte.

Each edit tries the ways to write it, the nearest to the present style first, and takes the first after which
the text says what was meant and nothing else. So a way that YAML reads otherwise can't damage a file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import yaml

from rectify.read import yamltext
from rectify.read.layout import Layout

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from rectify.read.layout import Path, Way
    from rectify.read.yamltext import Data


class UnwritableError(Exception):
    """No way of writing an edit reads as what was meant."""


def replace(text: str, path: Path, value: Data, order: Sequence[str] = ()) -> str:
    """Give the value at a path another one; of a mapping or list only what differs is written.

    ``order`` is the usual order of the keys of a mapping, for those that are new.
    """
    there = Layout(text)
    old = yamltext.values(there.node(path))
    if old == value:
        return text
    if isinstance(old, dict) and isinstance(value, dict) and old and value:
        for key in value:
            at = (*path, key)
            text = replace(text, at, value[key]) if key in old else insert(text, at, value[key], order)
        for key in [key for key in old if key not in value]:
            text = remove(text, (*path, key))
        return text
    if isinstance(old, list) and isinstance(value, list) and old and value:
        return _list(text, path, old, value)
    return _tried(text, _changed(there.values, path, lambda _: value), there.replacing(path, value))


def _list(text: str, path: Path, old: list[Data], new: list[Data]) -> str:
    """Make a list another one; entries that are the same at its start or its end stay."""
    short = min(len(old), len(new))
    first = next((n for n in range(short) if old[n] != new[n]), short)
    last = next((n for n in range(short - first) if old[-1 - n] != new[-1 - n]), short - first)
    for place in range(first, short - last):
        text = replace(text, (*path, place), new[place])
    for place in range(short - last, len(new) - last):
        text = insert(text, (*path, place), new[place])
    for place in reversed(range(short - last, len(old) - last)):
        text = remove(text, (*path, place))
    return text


def insert(text: str, path: Path, value: Data, order: Sequence[str] = (), written: Sequence[str] = ()) -> str:
    """Add a key to a mapping, behind those before it in the usual ``order``, or an entry to a list.

    A list or mapping that is not there yet is added with it. ``written`` are the lines of an entry as it
    stands elsewhere, see ``entry``.
    """
    *above, last = path
    if above and isinstance(above[-1], str) and above[-1] not in Layout(text).keys(tuple(above[:-1])):
        return insert(text, tuple(above), [value] if isinstance(last, int) else {last: value}, order)
    there = Layout(text)
    parent = there.node(tuple(above))
    if not parent.value or isinstance(parent, yaml.ScalarNode):
        made: Data = [value] if isinstance(last, int) else {last: value}
        return replace(text, tuple(above), made)
    if isinstance(last, int):
        flow = there.is_flow(tuple(above))
        ways = there.adding_item(parent, last, value, written, flow=flow)
    else:
        ways = there.adding_key(parent, last, value, order, flow=there.is_flow(tuple(above)))
    return _tried(text, _changed(there.values, tuple(above), lambda old: _more(old, last, value)), ways)


def value(text: str, path: Path) -> Data:
    """What a text says at a path. Raises ``KeyError``."""
    return yamltext.values(Layout(text).node(path))


def entry(text: str, path: Path) -> list[str]:
    """The lines of an entry of a list, without what they are indented by; none if it stands in brackets."""
    there = Layout(text)
    return [] if there.is_flow(path) else there.lines(there.node(path))


def remove(text: str, path: Path) -> str:
    """Take out a key or an entry; a list or mapping that is empty then goes with it."""
    *above, last = path
    there = Layout(text)
    parent = there.node(tuple(above))
    ways = there.removing(parent, last)
    if len(parent.value) > 1:
        return _tried(text, _changed(there.values, tuple(above), lambda old: _less(old, last)), ways)
    left: Data = None if not parent.flow_style else [] if isinstance(last, int) else {}
    text = _tried(text, _changed(there.values, tuple(above), lambda _: left), ways)
    return remove(text, tuple(above)) if above else text


def _tried(text: str, wanted: Data, ways: Iterator[Way]) -> str:
    """The text after the first way that says what is wanted."""
    for way in ways:
        new = text[: way.start] + way.new + text[way.end :]
        try:
            if yamltext.read(new) == wanted:
                return new
        except (yaml.YAMLError, UnicodeError):  # half a character, from the command line
            continue
    raise UnwritableError


def _changed(values: Data, path: Path, change: Callable[[Data], Data]) -> Data:
    """Values after a change of the one at a path."""
    if not path:
        return change(values)
    step, rest = path[0], path[1:]
    if isinstance(values, list) and isinstance(step, int):
        return [_changed(each, rest, change) if n == step else each for n, each in enumerate(values)]
    if isinstance(values, dict) and isinstance(step, str):
        return {key: _changed(each, rest, change) if key == step else each for key, each in values.items()}
    raise KeyError(path)


def _more(values: Data, step: str | int, value: Data) -> Data:
    if isinstance(values, list) and isinstance(step, int):
        return [*values[:step], value, *values[step:]]
    return {**(values if isinstance(values, dict) else {}), str(step): value}


def _less(values: Data, step: str | int) -> Data:
    if isinstance(values, list):
        return [each for n, each in enumerate(values) if n != step]
    return (
        {key: each for key, each in (values or {}).items() if key != step}
        if not isinstance(values, str)
        else None
    )
