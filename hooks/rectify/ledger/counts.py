"""Every number of a page has one function here, named as the page names it."""

from __future__ import annotations

import datetime
import itertools
import operator
from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from rectify.ledger.ledger import COLOURS, FLAGS, STATUSES, reopenings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from rectify.ledger.ledger import Ledger, Standing


class Counts(NamedTuple):
    """What a set of issues adds up to on a day. Every field is a number of issues."""

    total: int
    status: dict[str, int]
    flag: dict[str, int]
    colour: dict[str, int]

    @property
    def closed(self) -> int:
        return self.status["closed"]

    @property
    def open(self) -> int:
        return self.total - self.closed

    @property
    def completion_rate(self) -> str:
        """完成率: struck off ÷ all taken on, as published reports count it."""
        return percent(self.closed, self.total)

    @property
    def on_time_rate(self) -> str:
        """按期销号率: struck off by their deadline ÷ struck off."""
        return percent(self.on_time, self.closed)

    @property
    def on_time(self) -> int:
        """Struck off by their deadline."""
        return self.closed - self.flag["closed_late"]

    def figure(self, name: str) -> int | str:
        """A number or rate by its name: total, open, closed, a rate, a status or a flag."""
        if name in self.flag:
            return self.flag[name]
        if name in self.status and name != "closed":
            return self.status[name]
        found: int | str = getattr(self, name)
        return found


_counted = operator.attrgetter("status", "light.colour", *FLAGS)


def count(standings: Iterable[Standing]) -> Counts:
    """Count a set of issues."""
    found = Counts(0, dict.fromkeys(STATUSES, 0), dict.fromkeys(FLAGS, 0), dict.fromkeys(COLOURS, 0))
    # Many issues are alike in all of this: a large round has a few dozen sorts of them.
    alike = Counter(map(_counted, standings))
    for (status, colour, *flags), number in alike.items():
        found.status[status] += number
        found.colour[colour] += number
        for flag, up in zip(FLAGS, flags, strict=True):
            found.flag[flag] += number * up
    return found._replace(total=alike.total())


def percent(part: int, whole: int) -> str:
    """One decimal, half up; 100.0% only when all are; a dash of nothing."""
    found = tenths(part, whole)
    return "—" if found is None else f"{found // 10}.{found % 10}%"


def tenths(part: int, whole: int) -> int | None:
    """What ``percent`` shows, in tenths of a percent; None of nothing."""
    if whole == 0:
        return None
    return min((2000 * part + whole) // (2 * whole), 1000 if part >= whole else 999)


def ideal_open(book: Ledger) -> int:
    """How many issues the even line from mobilisation to the units' deadline leaves open by the day.

    It falls from all issues taken on to none; half up.
    """
    campaign, total = book.campaign, len(book.standings)
    whole = max((campaign.deadlines.units - campaign.started).days, 1)
    left = min(max((campaign.deadlines.units - book.as_of).days, 0), whole)
    return (2 * total * left + whole) // (2 * whole)


class Outcome(NamedTuple):
    """整改成效: what the closed issues brought that can be counted. Money in 元."""

    recovered: Decimal
    dealt_with: int
    talked_to: int
    regulations: int


def effective(standings: Iterable[Standing]) -> tuple[Standing, ...]:
    """The struck-off issues whose results count."""
    return tuple(each for each in standings if each.issue.results and not each.open)


def outcome(standings: Iterable[Standing], as_of: date) -> Outcome:
    """Results of issues that are struck off, and the rules issued by the day."""
    standings = tuple(standings)
    results = [standing.issue.results for standing in effective(standings) if standing.issue.results]
    rules = [rule for standing in standings for rule in standing.issue.regulations if rule.issued <= as_of]
    return Outcome(
        recovered=sum((result.recovered for result in results), Decimal(0)),
        dealt_with=sum(result.dealt_with for result in results),
        talked_to=sum(result.talked_to for result in results),
        regulations=len(rules),
    )


class Day(NamedTuple):
    """A day of the burn-down: issues taken on so far, by status."""

    day: date
    status: dict[str, int]

    @property
    def total(self) -> int:
        return sum(self.status.values())

    @property
    def open(self) -> int:
        return self.total - self.status["closed"]


def series(book: Ledger, first: date, last: date) -> list[Day]:
    """The status of all issues on every day from ``first`` to ``last``, never past the ledger's own.

    Equals counting the ledger of each of these days, in one pass.
    """
    last = min(last, book.as_of)
    lives = [standing.life for standing in book.standings]
    changes: Counter[tuple[date, str]] = Counter()
    for (day, status), number in Counter(itertools.chain.from_iterable(lives)).items():
        changes[max(day, first), status] += number
    ended = Counter((after.day, move.status) for life in lives for move, after in itertools.pairwise(life))
    for (day, status), number in ended.items():
        changes[max(day, first), status] -= number
    days, there = [], dict.fromkeys(STATUSES, 0)
    for n in range((last - first).days + 1):
        day = first + datetime.timedelta(n)
        for name in STATUSES:
            there[name] += changes.get((day, name), 0)
        days.append(Day(day, dict(there)))
    return days


class Event(NamedTuple):
    """Something that happened to an issue on a day, beside the issue as it stands on the later day."""

    day: date
    standing: Standing


class Change(NamedTuple):
    """What happened between two days, each list in the order of the ledger."""

    opened: tuple[Event, ...]
    closed: tuple[Event, ...]
    returned: tuple[Event, ...]
    reopened: tuple[Event, ...]
    overdue: tuple[Event, ...]
    extended: tuple[Event, ...]


def change(before: Ledger, after: Ledger, last: date) -> Change:
    """What changed from one ledger of a campaign to a later one.

    Closed and newly overdue is what stands so on the later day and did not on the earlier. All else is
    every entry dated from the earlier day to ``last``, each once, whatever became of the issue since: one
    extended twice stands there twice.
    """
    was = {standing.issue.id: standing for standing in before.standings}
    found: dict[str, list[Event]] = {name: [] for name in Change._fields}
    for now in after.standings:
        then = was.get(now.issue.id)
        if now.closed_on and not (then and then.closed_on):
            found["closed"].append(Event(now.closed_on, now))
        if now.overdue and not (then and then.overdue):
            found["overdue"].append(Event(now.deadline + datetime.timedelta(1), now))
        for name, day in _happened(now):
            if before.as_of <= day <= last:
                found[name].append(Event(day, now))
    return Change(**{name: tuple(events) for name, events in found.items()})


def _happened(standing: Standing) -> Iterator[tuple[str, date]]:
    """Every entry of an issue that a report counts, and its day."""
    issue = standing.issue
    yield "opened", issue.opened
    for step in issue.closure:
        if step.result == "return":
            yield "returned", step.date
    for day in reopenings(standing.life):
        yield "reopened", day
    for extension in issue.extensions:
        yield "extended", extension.date
