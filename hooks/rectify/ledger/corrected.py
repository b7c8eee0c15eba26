"""What was corrected (更正): each correction with what it changed, as pages tell it.

A correction names what it changed as it stood right after it, so later ones are undone to read it, and
followed to find where that stands now.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from rectify.read import corrections, shapes
from rectify.read.entries import Entries
from rectify.read.fields import Either, Many, Shape, Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rectify.read.fields import Kind
    from rectify.read.records import Correction, Organization, Round

_DAYS = ("date", "issued", "added")
"""Keys that tell an entry of a list by its day."""

_ORDERED = ("measure", "step")
"""Entries that are told by their number, although they have days."""


class Part(NamedTuple):
    """A part of the way to what was corrected: a key (``issue.closure``), and which entry of its list.

    ``name`` tells the entry by its id, or by its day; else its ``number`` does.
    """

    of: str
    number: int = 0
    name: Any = None


class Corrected(NamedTuple):
    """A correction of a record, ``kind`` and ``id``, in a unit's file if it is one.

    ``number`` counts the record's corrections from 1. ``way`` leads to what was corrected, ``now`` is what it
    has been since, until the next correction of it; ``at`` is where that stands in the present record, empty
    if it is gone.
    """

    kind: str
    id: str
    unit: str
    number: int
    correction: Correction
    way: tuple[Part, ...]
    now: Any
    at: tuple[int, ...]

    @property
    def key(self) -> str:
        """The key of the record that holds it."""
        return self.way[0].of.rpartition(".")[2]


def of_record(record: Any, id: str = "", unit: str = "") -> tuple[Corrected, ...]:
    """The corrections of a record in the order of the file."""
    shape = _SHAPES[type(record)]
    found: dict[int, Corrected] = {}
    then, later = record, list["Correction"]()
    for place in corrections.order(record.corrections):
        one = record.corrections[place]
        way, now = _way(shape, then, one)
        found[place] = Corrected(shape.name, id, unit, place + 1, one, way, now, _followed(one, later))
        then = corrections.undone(then, one)
        later.insert(0, one)
    return tuple(found[place] for place in sorted(found))


def of_round(round_: Round, organization: Organization) -> Iterator[Corrected]:
    """The corrections of a campaign: of issues, answers, findings, its own, and of the organisation."""
    for file in round_.files:
        for issue in file.issues:
            yield from of_record(issue, issue.id, file.unit) if issue.corrections else ()
        yield from of_record(file, unit=file.unit) if file.corrections else ()
    for finding in round_.findings:
        yield from of_record(finding, finding.id) if finding.corrections else ()
    yield from of_record(round_.campaign)
    received = round_.campaign.received
    yield from (each for each in of_record(organization) if each.correction.date >= received)


def entry(record: Any, each: Corrected) -> Any:
    """The entry of a list in the present record that holds what was corrected; None if there is none."""
    if len(each.at) < 2:
        return None
    there = record[each.at[0]]
    return None if hasattr(there, "_fields") else there[each.at[1]]


def newest_first(some: Iterable[Corrected]) -> list[Corrected]:
    """Corrections by day, the newest first; those of one day as they came."""
    return sorted(some, key=lambda each: each.correction.date, reverse=True)


def _way(shape: Shape, then: Any, one: Correction) -> tuple[tuple[Part, ...], Any]:
    """The way to what was corrected in a record as it stood then, and what it was since."""
    kind: Kind = shape
    value, parts = then, list[Part]()
    for step, place in enumerate(one.path, 1):
        gone = one.removed and step == len(one.path)
        if isinstance(kind, Entries):
            kind = kind.before if hasattr(value, "_fields") else Many(kind.item)
        if isinstance(kind, Shape):
            name, key = next((name, key) for name, key in kind.keys.items() if key.place == place)
            parts.append(Part(f"{kind.name}.{name}"))
            kind, value = key.kind, None if gone else value[place]
        else:
            item = _item(kind)
            value = one.was if gone else value[place]
            parts[-1] = parts[-1]._replace(number=place + 1, name=_name(item, kind, value))
            kind, value = item, None if gone else value
    return tuple(parts), value


def _item(kind: Kind) -> Shape:
    item = kind.item if isinstance(kind, Many | Either) else kind.shape if isinstance(kind, Table) else None
    if not isinstance(item, Shape):
        raise TypeError(kind)  # reading lets nobody correct an item of another list
    return item


def _name(item: Shape, kind: Kind, value: Any) -> Any:
    """What tells an entry from others: its id, or its day; None if its number has to."""
    if isinstance(kind, Table):
        return getattr(value, kind.key)
    if "id" in item.keys:
        return value.id
    if item.name in _ORDERED:
        return None
    return next((getattr(value, key) for key in _DAYS if key in item.keys), None)


def _followed(one: Correction, later: Iterable[Correction]) -> tuple[int, ...]:
    """Where what was corrected stands after later corrections."""
    path = one.path
    if one.removed and "." not in one.of:
        path = path[:-1]
    for each in later:
        *head, last = each.path
        n = len(head)
        if path[:n] != tuple(head) or len(path) <= n:
            continue
        if "." in each.of:  # a key: what a whole list held is not comparable with what it holds now
            path = path[: n + 1] if path[n] == last else path
        elif each.added and path[n] >= last:
            path = (*head, path[n] + 1, *path[n + 1 :])
        elif each.removed and path[n] == last:
            path = each.path[:-1]
        elif each.removed and path[n] > last:
            path = (*head, path[n] - 1, *path[n + 1 :])
    return path


_SHAPES = {shape.record: shape for shape in shapes.SHAPES.values() if "corrections" in shape.keys}
