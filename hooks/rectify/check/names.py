"""Rules on how people are named: one name in one place, and brackets that name a unit."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from rectify.check.newer import lowered
from rectify.ground.suggest import Matcher
from rectify.ledger.people import People
from rectify.read import format, fullnames, identity
from rectify.read.fields import NAME, Either, Many, Shape, Table
from rectify.read.problems import problem
from rectify.read.several import OneOrMany
from rectify.read.yamltree import Scalar, Sequence

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from rectify.read.fields import Kind
    from rectify.read.problems import Problem
    from rectify.read.records import Data, Issue
    from rectify.read.source import Place

Name = tuple[str, "Place", str]
"""A name, the place of its record and its key there."""


def several(data: Data, day: date) -> Iterator[Problem]:
    """One name is of one person: not 刘鹏 王强, and not 刘鹏和王强."""
    for unit in data.organization.units:
        for each in named(unit, format.UNIT):
            if fullnames.may_be_several(each[0]):
                yield from _several(each, several=False)
    for round_ in data.rounds:
        for file in round_.files:
            for issue in file.issues:
                suspects = [each for each in named(issue, format.ISSUE) if fullnames.may_be_several(each[0])]
                for each in suspects:
                    takes = each[1] is issue.at and isinstance(format.ISSUE.keys[each[2]].kind, OneOrMany)
                    for found in _several(each, several=takes):
                        yield lowered(found, round_.campaign, data.organization, issue)


def _several(each: Name, *, several: bool) -> Iterator[Problem]:
    """The problem of a name, of a key that takes ``several`` as a list or that takes one."""
    name, at, key = each
    typed = _typed(name, at, key)
    if names := fullnames.several(typed):
        values = {"key": key, "value": typed, "n": len(names), "better": f"[{', '.join(names)}]"}
        yield problem("responsibility.several", "list" if several else "single", at.of(key), **values)


def _typed(name: str, at: Place, key: str) -> str:
    """A name as it stands in the file."""
    mapping = at.source.mapping_at(at.line, at.column)
    for other, value in mapping.pairs if mapping else ():
        if other.text == key:
            for item in value.items if isinstance(value, Sequence) else [value]:
                if isinstance(item, Scalar) and identity.normalise(item.text.strip()) == name:
                    return item.text.strip()
    return name


def bracket(data: Data, day: date) -> Iterator[Problem]:
    """What stands in brackets behind a name is a unit or a department, or is listed with that name."""
    register = People(data.organization, day)
    listed = {register.canonical(each.name) for each in data.organization.people}
    matcher = Matcher([unit.name for unit in data.organization.units])
    for round_ in data.rounds:
        for file in round_.files:
            for issue in file.issues:
                for found in _brackets(issue, register, matcher):
                    if register.canonical(found.values["name"]) not in listed:
                        yield found


def _brackets(issue: Issue, people: People, matcher: Matcher) -> Iterator[Problem]:
    for name, at, key in named(issue, format.ISSUE):
        _, said = identity.bracket(name)
        if said and identity.skeleton(said) not in people.units:
            values = {"name": name, "value": said, "better": matcher.nearest(said)}
            yield problem("responsibility.bracket", "unknown", at.of(key), **values)


def named(record: Any, shape: Shape) -> list[Name]:
    """Every name in a record and in what it holds."""
    found: list[Name] = []
    _collect(record, shape, found)
    return found


def _collect(record: Any, shape: Shape, found: list[Name]) -> None:
    for place, key, inner in _plan(shape):
        value = record[place]
        if not value:
            continue
        if inner is None:
            names = (value,) if isinstance(value, str) else value
            found += [(name, record.at, key) for name in names]
        elif type(value) is inner.record:
            _collect(value, inner, found)
        elif type(value) is tuple:  # results were another record once; they name nobody
            for each in value:
                _collect(each, inner, found)


@functools.cache
def _plan(shape: Shape) -> tuple[tuple[int, str, Shape | None], ...]:
    """Where a record of a shape holds names, or records that do: place, key and their shape."""
    found: list[tuple[int, str, Shape | None]] = []
    for key, (kind, _, place) in shape.keys.items():
        inner = _item(kind)
        if inner is NAME:
            found.append((place, key, None))
        elif isinstance(inner, Shape) and _plan(inner):
            found.append((place, key, inner))
    return tuple(found)


def _item(kind: Kind) -> Kind:
    if isinstance(kind, (Many, Either)):
        return _item(kind.item)
    return kind.shape if isinstance(kind, Table) else kind
