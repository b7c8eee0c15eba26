"""What went from one unit to another, or from one hand to another, and what became of units."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, NamedTuple

from rectify.ledger.participation import joined_claims_due
from rectify.read.records import Handover, Transfer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from rectify.html.page import Books, Common
    from rectify.ledger.ledger import Ledger
    from rectify.read.records import Unit
    from rectify.words.messages import Catalogue

_DAY = datetime.timedelta(1)

KINDS = ("transfer", "handover")
"""The kinds of events of an issue that it tells."""


class Transferred(NamedTuple):
    """An issue that went from one unit to another, both by id, and when, by whom and why."""

    id: str
    title: str
    day: date
    before: str
    after: str
    by: str
    reason: str


class Handed(NamedTuple):
    """A role of an issue that went from one hand to another, and when and why."""

    id: str
    title: str
    day: date
    role: str
    before: str
    after: str
    reason: str


class Moves(NamedTuple):
    """What moved, by day."""

    transfers: tuple[Transferred, ...]
    handovers: tuple[Handed, ...]

    def of(self, first: date, last: date) -> Moves:
        """What moved in a period."""
        return Moves(
            tuple(each for each in self.transfers if first <= each.day <= last),
            tuple(each for each in self.handovers if first <= each.day <= last),
        )


class UnitChange(NamedTuple):
    """A unit that has another name, has ended or takes part, from a day on; an end is its last day.

    ``other`` is its former name, or the unit that it went into; ``due`` the day by which it answers.
    """

    day: date
    kind: str
    unit: str
    other: str
    due: date | None


class Other(NamedTuple):
    """Another unit: its name, its page if there is one, and its last day if it has ended."""

    name: str
    url: str
    ended: date | None


class Became(NamedTuple):
    """What became of a unit by the day.

    ``into`` is where it went, ``took`` what went into it; ``names`` are former ones and their last days.
    ``joined`` are the day from which it takes part and that by which it answers, if it joined later.
    """

    ended: date | None
    into: Other | None
    names: tuple[tuple[str, date], ...]
    took: tuple[Other, ...]
    joined: tuple[date, date] | None


def told(words: Catalogue, unit_name: Callable[[str], str], entry: Transfer | Handover | Handed) -> str:
    """From whom to whom; the reason is told beside it."""
    if isinstance(entry, Transfer):
        return words("moves.transfer", before=unit_name(entry.from_), after=unit_name(entry.to))
    before, after = (entry.before, entry.after) if isinstance(entry, Handed) else (entry.from_, entry.to)
    if entry.role == "lead":
        before, after = unit_name(before), unit_name(after)
    return words("moves.handover", role=words(f"role.{entry.role}"), before=before, after=after)


def came(common: Common, transfers: Sequence[Transfer], as_of: date) -> str:
    """From which unit an issue came last, in brackets."""
    if not transfers:
        return ""
    last = max(transfers, key=lambda each: each.date)
    words = common.words
    before = words("moves.came", unit=common.unit_name(last.from_), day=words.brief(last.date, as_of))
    return words("format.paren", text=before)


def transfers(books: Books, book: Ledger) -> list[Transferred]:
    """All transfers of a campaign's issues up to the day, by day."""
    found = []
    for each in book.everything:
        if each.issue.left:
            issue = books.records[book.campaign.id, each.issue.id]
            found += [
                Transferred(issue.id, issue.title, one.date, one.from_, one.to, one.by, one.reason)
                for one in issue.transfers
            ]
    return sorted(found, key=lambda each: (each.day, each.id))


def handovers(books: Books, book: Ledger) -> list[Handed]:
    """All handovers of a campaign's issues up to the day, by day."""
    found = []
    for each in book.everything:
        issue = books.records[book.campaign.id, each.issue.id]
        found += [
            Handed(issue.id, issue.title, one.date, one.role, one.from_, one.to, one.reason)
            for one in issue.handovers
        ]
    return sorted(found, key=lambda each: (each.day, each.id))


def moves(books: Books, book: Ledger) -> Moves:
    """What moved in a campaign up to the day."""
    return Moves(tuple(transfers(books, book)), tuple(handovers(books, book)))


def unit_changes(book: Ledger, first: date, last: date) -> list[UnitChange]:
    """The units that were renamed, ended or joined in a period before the ledger's day, by day."""
    found: list[UnitChange] = []
    for unit in book.organization.units:
        found += [UnitChange(each.until + _DAY, "renamed", unit.id, each.name, None) for each in unit.names]
        if unit.ended:
            found.append(UnitChange(unit.ended, "ended", unit.id, unit.successor or "", None))
    found += [
        UnitChange(each.date, "joined", each.unit, "", joined_claims_due(each))
        for each in book.campaign.joined
    ]
    return sorted((each for each in found if first <= each.day <= last), key=lambda each: each.day)


def became(units: Iterable[Unit], book: Ledger, unit: Unit, urls: Mapping[str, str]) -> Became:
    """What became of a unit, as the day knows ``units``; ``urls`` are the pages of some by id."""
    others = {each.id: Other(each.name, urls.get(each.id, ""), each.ended) for each in units}
    joined = [each for each in book.campaign.joined if each.unit == unit.id and each.date <= book.as_of]
    return Became(
        unit.ended,
        others.get(unit.successor or ""),
        tuple([(each.name, each.until) for each in sorted(unit.names, key=lambda each: each.until)]),
        tuple([others[each.id] for each in units if each.successor == unit.id and each.id in urls]),
        next(((each.date, joined_claims_due(each)) for each in joined), None),
    )


def texts(told: Became) -> Iterator[str]:
    """Search texts of a unit: the names that it had, and the units that went into it."""
    yield from (name for name, _ in told.names)
    yield from (each.name for each in told.took)
