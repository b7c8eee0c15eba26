"""整改成效: what rectification brought, as far as it can be counted.

A dated result counts from its day, whether its issue is closed or not. Results without days, which files of
earlier days hold, count while their issue is closed.
"""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from rectify.ledger.brief import Gain
from rectify.read.entries import ACTIVITIES, MONEY, PEOPLE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from rectify.ledger.standing import Standing
    from rectify.read.records import Activity, Campaign, ResultKind

NOT_SETTLED = "avoided"
"""The kind of money that was never lost, so that none of it comes back."""

BESIDE = "transferred"
"""The kind of people that is counted beside those dealt with."""

UNDIVIDED = "dealt_with"
"""People dealt with, of no kind: only results without days say so."""

ORDER = (*MONEY, UNDIVIDED, *PEOPLE)


class Sum(NamedTuple):
    """All results of one kind: how much, ``of`` what, and from how many issues."""

    kind: str
    of: str
    number: Decimal | int
    issues: int


class Outcome(NamedTuple):
    """The results of a set of issues on a day, or in a period.

    ``stake`` is all the money at stake, ``settled`` how much of it has been settled (已整改到位). ``dated``:
    some results have days. ``tells_people``: people are among them.
    """

    sums: tuple[Sum, ...]
    stake: Decimal
    settled: Decimal
    regulations: int
    dated: bool
    tells_people: bool = True

    def without_people(self) -> Outcome:
        """The same without people, of whom only the whole campaign tells."""
        return self._replace(
            sums=tuple(each for each in self.sums if each.of != "people"), tells_people=False
        )

    @property
    def unsettled(self) -> Decimal:
        """未整改到位."""
        return self.stake - self.settled

    @property
    def recovered(self) -> Decimal:
        """追缴收回."""
        return Decimal(self.of_kind("recovered"))

    @property
    def talked_to(self) -> int:
        """谈话提醒."""
        return int(self.of_kind("talked_to"))

    @property
    def dealt_with(self) -> int:
        """People dealt with otherwise than by a talk."""
        return self.people - self.talked_to

    @property
    def people(self) -> int:
        """处理人次: all people but those handed over."""
        return sum(int(each.number) for each in self.sums if each.of == "people" and each.kind != BESIDE)

    @property
    def transferred(self) -> int:
        """移交."""
        return int(self.of_kind(BESIDE))

    def of_kind(self, kind: str) -> Decimal | int:
        """The total of a kind."""
        return next((each.number for each in self.sums if each.kind == kind), 0)

    def some(self, of: str) -> tuple[Sum, ...]:
        """The kinds of money, of people or of other things."""
        return tuple(each for each in self.sums if each.of == of)


def gains(standing: Standing, as_of: date) -> Iterator[Gain]:
    """The results of an issue up to a day; those without days are of the day on which it was closed."""
    for gain in standing.issue.gains:
        if gain.date <= as_of:
            yield gain
    closed, results = standing.closed_on, standing.issue.results
    if closed and results and closed <= as_of:
        yield Gain(closed, "recovered", "money", results.recovered)
        yield Gain(closed, UNDIVIDED, "people", results.dealt_with)
        yield Gain(closed, "talked_to", "people", results.talked_to)


def settled(standing: Standing, as_of: date) -> Decimal:
    """How much of the money at stake has been settled: all that was brought but what was only not lost."""
    stake = standing.issue.amount
    if stake is None:
        return Decimal(0)
    found = (each for each in gains(standing, as_of) if each.of == "money" and each.kind != NOT_SETTLED)
    return min(stake, sum((Decimal(each.number) for each in found), Decimal(0)))


def outcome(standings: Iterable[Standing], as_of: date, first: date | None = None) -> Outcome:
    """The results of issues up to a day; with ``first`` only those from that day on."""
    totals: dict[str, tuple[str, Decimal | int, set[str]]] = {}
    stake = whole = Decimal(0)
    rules, dated = 0, False
    for each in standings:
        issue = each.issue
        rules += sum(day <= as_of and (first is None or first <= day) for day in issue.issued)
        if not each.aside:  # its money goes on with the others
            stake += issue.amount or 0
        if not issue.gains and not issue.results:
            continue
        whole += settled(each, as_of)
        if first is not None:
            whole -= settled(each, first - datetime.timedelta(1))
        for gain in gains(each, as_of):
            if first is None or first <= gain.date:
                of, number, ids = totals.setdefault(gain.kind, (gain.of, 0, set()))
                totals[gain.kind] = of, number + gain.number, ids | ({issue.id} if gain.number else set())
        dated |= any(gain.date <= as_of for gain in issue.gains)
    sums = [Sum(kind, of, number, len(ids)) for kind, (of, number, ids) in totals.items() if number]
    sums.sort(key=lambda it: (ORDER.index(it.kind) if it.kind in ORDER else len(ORDER), it.kind))
    return Outcome(tuple(sums), stake, whole, rules, dated)


def brought(
    standings: Iterable[Standing], kind: str, as_of: date
) -> tuple[tuple[Standing, date, Decimal | int], ...]:
    """Each result of a kind: its issue, day and number. ``UNDIVIDED``: of all that ``dealt_with`` counts."""
    alone = (kind,) if kind != UNDIVIDED else ()
    return tuple(
        (each, gain.date, gain.number)
        for each in standings
        for gain in gains(each, as_of)
        if gain.number and (gain.kind in alone or (not alone and _is_dealt_with(gain)))
    )


def _is_dealt_with(gain: Gain) -> bool:
    return gain.of == "people" and gain.kind not in (BESIDE, "talked_to")


def tells_people(campaign: Campaign) -> bool:
    """Whether results about people are shown of issues and units, not only of the whole campaign."""
    return campaign.people_results == "issues"


def own_kinds(campaign: Campaign) -> dict[str, ResultKind]:
    """The campaign's own kinds of results by id."""
    return {kind.id: kind for kind in campaign.result_kinds}


class Done(NamedTuple):
    """All activities of one kind: how many times, and the entries."""

    kind: str
    number: int
    entries: tuple[Activity, ...]


def activities(campaign: Campaign, as_of: date, first: date | None = None) -> tuple[Done, ...]:
    """The campaign's activities up to a day by kind; with ``first`` only those from that day on."""
    found: dict[str, list[Activity]] = {}
    for each in sorted(campaign.activities, key=lambda each: each.date):
        if each.date <= as_of and (first is None or first <= each.date):
            found.setdefault(each.kind, []).append(each)
    done = [Done(kind, sum(each.count_ for each in some), tuple(some)) for kind, some in found.items()]
    done.sort(key=lambda it: ACTIVITIES.index(it.kind) if it.kind in ACTIVITIES else len(ACTIVITIES))
    return tuple(done)
