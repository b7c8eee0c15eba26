"""Read mkdocs.yml the way MkDocs does, but without MkDocs, and report what is wrong with it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, NamedTuple

import yaml

from rectify.ground import environment
from rectify.read import load, source, yamltree
from rectify.read.problems import Problem, problem

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_MAX_INHERIT = 10
"""Longest chain of ``INHERIT``; a longer one is a cycle."""


class _Loader(yaml.CSafeLoader):
    """Safe YAML with MkDocs' tags: ``!ENV`` is resolved, any other tag reads as None."""


def _environment(loader: _Loader, node: yaml.Node) -> Any:
    """The value of ``!ENV [NAME, …, default]``, typed by YAML's rules as MkDocs does."""
    nodes = node.value if isinstance(node, yaml.SequenceNode) else [node]
    names, default = (nodes[:-1], nodes[-1]) if len(nodes) > 1 else (nodes, None)
    found = environment.first_set([str(name.value) for name in names])
    if found is not None:
        resolved: str = loader.resolve(yaml.ScalarNode, found, (True, False))  # type: ignore[no-untyped-call]
        return loader.construct_object(yaml.ScalarNode(resolved, found))
    return None if default is None else loader.construct_object(default)


class _InvalidDate(str):
    """The text of a date that does not exist, such as 2019-02-30, with its position."""

    line, column = 1, 1


def _day(loader: _Loader, node: yaml.ScalarNode) -> Any:
    """A date; one that does not exist stays text, so that it can be reported."""
    try:
        return loader.construct_yaml_timestamp(node)
    except (ValueError, AttributeError):  # AttributeError: PyYAML on a text unlike any date
        found = _InvalidDate(node.value)
        found.line, found.column = node.start_mark.line + 1, node.start_mark.column + 1
        return found


def _invalid_dates(value: object) -> Iterator[_InvalidDate]:
    """All invalid dates in a value. MkDocs fails on them under any key."""
    if isinstance(value, _InvalidDate):
        yield value
    for each in (
        (*value, *value.values()) if isinstance(value, dict) else value if isinstance(value, list) else ()
    ):
        yield from _invalid_dates(each)


_Loader.add_constructor("!ENV", _environment)
_Loader.add_constructor("tag:yaml.org,2002:timestamp", _day)
_Loader.add_multi_constructor("", lambda loader, suffix, node: None)


class Configuration(NamedTuple):
    """The values of mkdocs.yml, the place of our options in it, and its problems."""

    values: dict[str, Any]
    options_at: source.Place
    problems: list[Problem]

    @property
    def options(self) -> Any:
        """The value of ``extra: rectify:``."""
        extra = self.values.get("extra")
        return extra.get("rectify") if isinstance(extra, dict) else None


def read(file: Path, shown: str = "mkdocs.yml", depth: int = 0) -> Configuration:
    """Read a file, merged over the one that it inherits from. ``shown`` is its path in messages."""
    nowhere = source.start_of(shown)
    try:
        text = source.read(file, shown, foreign=True)
        values = yaml.load(text.text, Loader=_Loader)  # noqa: S506  (a safe loader)
    except OSError as failure:
        reason = failure.strerror or type(failure).__name__
        return Configuration({}, nowhere, [problem("structure.unreadable", "file", nowhere, reason=reason)])
    except source.NotText as wrong:
        return Configuration({}, nowhere, [problem("structure.encoding", wrong.kind, wrong.place)])
    except yaml.MarkedYAMLError as wrong:
        return Configuration({}, nowhere, [load.fault(text, yamltree.to_fault(wrong))])
    except (yaml.YAMLError, ValueError, RecursionError) as wrong:
        faults = yamltree.parse(text.text, tags=True).faults
        fault = faults[0] if faults else yamltree.Fault("syntax", 1, 1, str(wrong).split("\n")[0])
        return Configuration({}, nowhere, [load.fault(text, fault)])
    if not isinstance(values, dict):
        return Configuration(
            {}, nowhere, [problem("structure.empty", "file", nowhere, example="site_name: …")]
        )
    at, parent = options_place(text), values.pop("INHERIT", None)
    if invalid := list(_invalid_dates(values)):
        found = [
            problem("options", "day", source.Place(text, each.line, each.column), value=each)
            for each in invalid
        ]
        return Configuration({}, nowhere, found)
    if parent is None:
        return Configuration(values, at or source.Place(text), [])
    if depth == _MAX_INHERIT:
        return Configuration({}, nowhere, [problem("options", "circle", source.Place(text))])
    above = os.path.normpath(file.parent / str(parent))
    under = read(type(file)(above), str(parent), depth + 1)
    return Configuration(_merge(under.values, values), at or under.options_at, under.problems)


def _merge(under: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    """A deep merge of two mappings in which ``over`` wins."""
    made = dict(under)
    for key, value in over.items():
        below = made.get(key)
        both = isinstance(value, dict) and isinstance(below, dict)
        made[key] = _merge(below, value) if both and below is not None else value
    return made


def options_place(text: source.Source) -> source.Place | None:
    """The place of ``extra: rectify:`` in mkdocs.yml; None if absent."""
    return place(text, "extra", "rectify")


def place(text: source.Source, *keys: str) -> source.Place | None:
    """The place of the value at a path of keys; None if absent."""
    node: yamltree.Node = yamltree.parse(text.text, tags=True).root
    for key in keys:
        pairs = node.pairs if isinstance(node, yamltree.Mapping) else []
        found = [value for name, value in pairs if name.text == key]
        if not found:
            return None
        node = found[0]
    return source.Place(text, node.line, node.column)
