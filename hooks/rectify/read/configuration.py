"""mkdocs.yml, read without MkDocs as MkDocs reads it, or what is wrong with it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, NamedTuple

import yaml

from rectify.ground import environment
from rectify.read import load, source, yamltree
from rectify.read.problems import Problem, error

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_DEEPEST = 10
"""So many files may inherit from one another; more is a circle."""


class _Loader(yaml.CSafeLoader):
    """Safe YAML that lets MkDocs' own tags pass: ``!ENV`` is read, all others are nothing."""


def _environment(loader: _Loader, node: yaml.Node) -> Any:
    """What ``!ENV [NAME, …, default]`` stands for: of the type that it looks like, as for MkDocs."""
    nodes = node.value if isinstance(node, yaml.SequenceNode) else [node]
    names, default = (nodes[:-1], nodes[-1]) if len(nodes) > 1 else (nodes, None)
    found = environment.first_set([str(name.value) for name in names])
    if found is not None:
        resolved: str = loader.resolve(yaml.ScalarNode, found, (True, False))  # type: ignore[no-untyped-call]
        return loader.construct_object(yaml.ScalarNode(resolved, found))
    return None if default is None else loader.construct_object(default)


class _NoDay(str):
    """What looks like a day, but there is none such: the text, and where it stands."""

    line, column = 1, 1


def _day(loader: _Loader, node: yaml.ScalarNode) -> Any:
    """A day; one that does not exist stays text, so that whoever expects a day can say so."""
    try:
        return loader.construct_yaml_timestamp(node)
    except (ValueError, AttributeError):  # the latter, of PyYAML, for what is not like a day at all
        found = _NoDay(node.value)
        found.line, found.column = node.start_mark.line + 1, node.start_mark.column + 1
        return found


def _no_days(value: object) -> Iterator[_NoDay]:
    """What looks like a day in a value, and is none: MkDocs itself fails at it, whatever key it stands at."""
    if isinstance(value, _NoDay):
        yield value
    for each in (
        (*value, *value.values()) if isinstance(value, dict) else value if isinstance(value, list) else ()
    ):
        yield from _no_days(each)


_Loader.add_constructor("!ENV", _environment)
_Loader.add_constructor("tag:yaml.org,2002:timestamp", _day)
_Loader.add_multi_constructor("", lambda loader, suffix, node: None)


class Configuration(NamedTuple):
    """What mkdocs.yml says, where our options stand in it, and why it can't be read."""

    values: dict[str, Any]
    options_at: source.Place
    problems: list[Problem]

    @property
    def options(self) -> Any:
        """What stands under ``extra: rectify:``."""
        extra = self.values.get("extra")
        return extra.get("rectify") if isinstance(extra, dict) else None


def read(file: Path, shown: str = "mkdocs.yml", depth: int = 0) -> Configuration:
    """What a file says, over what the one says that it inherits from."""
    nowhere = source.Place(source.Source(shown, "", ""))
    try:
        text = source.read(file, shown, foreign=True)
        values = yaml.load(text.text, Loader=_Loader)  # noqa: S506  (a safe loader)
    except OSError as failure:
        reason = failure.strerror or type(failure).__name__
        return Configuration({}, nowhere, [error("structure.unreadable", "file", nowhere, reason=reason)])
    except source.NotText as wrong:
        return Configuration({}, nowhere, [error("structure.encoding", wrong.kind, wrong.place)])
    except yaml.MarkedYAMLError as wrong:
        return Configuration({}, nowhere, [load.fault(text, yamltree.complaint(wrong))])
    except (yaml.YAMLError, ValueError, RecursionError) as wrong:
        faults = yamltree.parse(text.text, tags=True).faults
        fault = faults[0] if faults else yamltree.Fault("syntax", 1, 1, str(wrong).split("\n")[0])
        return Configuration({}, nowhere, [load.fault(text, fault)])
    if not isinstance(values, dict):
        return Configuration({}, nowhere, [error("structure.empty", "file", nowhere, example="site_name: …")])
    at, parent = options_place(text), values.pop("INHERIT", None)
    if unreal := list(_no_days(values)):
        told = [
            error("options", "day", source.Place(text, each.line, each.column), value=each) for each in unreal
        ]
        return Configuration({}, nowhere, told)
    if parent is None:
        return Configuration(values, at or source.Place(text), [])
    if depth == _DEEPEST:
        return Configuration({}, nowhere, [error("options", "circle", source.Place(text))])
    above = os.path.normpath(file.parent / str(parent))
    under = read(type(file)(above), str(parent), depth + 1)
    return Configuration(_merged(under.values, values), at or under.options_at, under.problems)


def _merged(under: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    """What an inheriting file says together with what it inherits."""
    made = dict(under)
    for key, value in over.items():
        below = made.get(key)
        both = isinstance(value, dict) and isinstance(below, dict)
        made[key] = _merged(below, value) if both and below is not None else value
    return made


def options_place(text: source.Source) -> source.Place | None:
    """Where ``extra: rectify:`` stands in mkdocs.yml, as well as that can be told."""
    return place(text, "extra", "rectify")


def place(text: source.Source, *keys: str) -> source.Place | None:
    """Where the value of a key of a key stands, if it does."""
    node: yamltree.Node = yamltree.parse(text.text, tags=True).root
    for key in keys:
        pairs = node.pairs if isinstance(node, yamltree.Mapping) else []
        found = [value for name, value in pairs if name.text == key]
        if not found:
            return None
        node = found[0]
    return source.Place(text, node.line, node.column)
