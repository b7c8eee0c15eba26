"""Numbers shown on pages: one function each, named as the page names it."""

from __future__ import annotations

import datetime
import itertools
import operator
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from rectify.ledger import silence
from rectify.ledger.standing import CARRIED, COLOURS, FLAGS, STATUSES, reopenings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from rectify.ledger.ledger import Ledger
    from rectify.ledger.periods import Week
    from rectify.ledger.standing import Move, Standing
    from rectify.read.records import Campaign


class Counts(NamedTuple):
    """Numbers of issues in a set on a day: in total, and by status, flag and colour."""

    total: int
    status: dict[str, int]
    flag: dict[str, int]
    colour: dict[str, int]

    @property
    def closed(self) -> int:
        return self.status["closed"]

    @property
    def open(self) -> int:
        return self.total - self.closed - self.carried_over

    @property
    def carried_over(self) -> int:
        """转入下一轮; part of the total, and of nothing else."""
        return self.status.get(CARRIED, 0)

    @property
    def completion_rate(self) -> str:
        """完成率: closed ÷ total, as published reports count it."""
        return percent(self.closed, self.total)

    @property
    def on_time_rate(self) -> str:
        """按期销号率: closed by their deadline ÷ closed."""
        return percent(self.on_time, self.closed)

    @property
    def on_time(self) -> int:
        """Closed by their deadline."""
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
    # Group first: even a large campaign has only a few dozen combinations.
    alike = Counter(map(_counted, standings))
    for (status, colour, *flags), number in alike.items():
        found.status[status] = found.status.get(status, 0) + number  # carried over: only where there is any
        found.colour[colour] += number
        for flag, up in zip(FLAGS, flags, strict=True):
            found.flag[flag] += number * up
    return found._replace(total=alike.total())


def percent(part: int, whole: int) -> str:
    """A percentage with one decimal, half up; 100.0% only if complete; a dash if ``whole`` is 0."""
    found = tenths(part, whole)
    return "—" if found is None else f"{found // 10}.{found % 10}%"


def tenths(part: int, whole: int) -> int | None:
    """``percent`` in tenths of a percent; None if ``whole`` is 0."""
    if whole == 0:
        return None
    return min((2000 * part + whole) // (2 * whole), 1000 if part >= whole else 999)


def ideal_open(book: Ledger) -> int:
    """Open issues on the ideal burn-down line, which falls from all to none, half up.

    It runs from the campaign's start to the units' deadline.
    """
    campaign, total = book.campaign, len(book.standings)
    whole = max((campaign.deadlines.units - campaign.started).days, 1)
    left = min(max((campaign.deadlines.units - book.as_of).days, 0), whole)
    return (2 * total * left + whole) // (2 * whole)


def waiting(book: Ledger, week: Week) -> dict[str, tuple[Standing, ...]]:
    """The issues that lay with review or verification for a whole period, by the id of who holds them.

    In the organisation's order. A report names the holder of these, not their unit.
    """
    found: dict[str, list[Standing]] = {}
    for each in book.standings:
        status = silence.status_on(each.life, week.last)
        if silence.is_held(each.issue, status, week):
            holder = each.issue.lead[0] if status == "in_review" else book.campaign.verified_by
            found.setdefault(holder, []).append(each)
    order = (unit.id for unit in book.organization.units)
    return {unit: tuple(found[unit]) for unit in order if unit in found}


class Day(NamedTuple):
    """A day of the burn-down: issues opened so far, by status."""

    day: date
    status: dict[str, int]

    @property
    def total(self) -> int:
        return sum(self.status.values())

    @property
    def open(self) -> int:
        return self.total - self.status["closed"] - self.status.get(CARRIED, 0)


def series(book: Ledger, first: date, last: date) -> list[Day]:
    """The status counts of every day from ``first`` to ``last``, ending with the ledger's own day.

    Equals counting the ledger of each of these days, in one pass for each spell without corrections.
    """
    carried = (CARRIED,) if any(each.status == CARRIED for each in book.everything) else ()
    found = []
    for start, end in book.register.spells(first, min(last, book.as_of)):
        there = book if book.register.state(end) is book.state else book.on(end)
        found += _spell(there, start, end, (*STATUSES, *carried))
    return found


def _spell(book: Ledger, first: date, last: date, statuses: Iterable[str]) -> list[Day]:
    """``series`` of days on which the records stood as they do in the ledger."""
    lives = [standing.life for standing in book.standings]
    changes: Counter[tuple[date, str]] = Counter()
    for life, until in _ended(book):
        lives.append(life)
        changes[max(until, first), life[-1].status] -= 1
    for (day, status), number in Counter(itertools.chain.from_iterable(lives)).items():
        changes[max(day, first), status] += number
    ended = Counter((after.day, move.status) for life in lives for move, after in itertools.pairwise(life))
    for (day, status), number in ended.items():
        changes[max(day, first), status] -= number
    days, there = [], dict.fromkeys(statuses, 0)
    for n in range((last - first).days + 1):
        day = first + datetime.timedelta(n)
        for name in there:
            there[name] += changes.get((day, name), 0)
        days.append(Day(day, dict(there)))
    return days


def _ended(book: Ledger) -> Iterator[tuple[tuple[Move, ...], date]]:
    """The lives of issues that stand aside, as far as they were counted, and the day on which that ended."""
    for each in book.aside:
        life = tuple(move for move in each.life if each.aside_on and move.day < each.aside_on)
        if life and each.aside_on:
            yield life, each.aside_on


class Event(NamedTuple):
    """The day of an event, and the issue as of the later ledger."""

    day: date
    standing: Standing


class Change(NamedTuple):
    """Events between two days, each list in the order of the ledger."""

    opened: tuple[Event, ...]
    closed: tuple[Event, ...]
    returned: tuple[Event, ...]
    reopened: tuple[Event, ...]
    overdue: tuple[Event, ...]
    extended: tuple[Event, ...]


def change(before: Ledger, after: Ledger, last: date) -> Change:
    """What changed from one ledger of a campaign to a later one.

    ``closed`` and ``overdue`` compare the two states. The others list every entry dated from the earlier day
    to ``last``, whatever happened to the issue since: one extended twice is listed twice.
    """
    was = {standing.issue.id: standing for standing in before.standings}
    found: dict[str, list[Event]] = {name: [] for name in Change._fields}
    for now in after.standings:
        then = was.get(now.issue.id)
        if now.closed_on and not (then and then.closed_on):
            found["closed"].append(Event(now.closed_on, now))
        if now.overdue and not (then and then.overdue):
            found["overdue"].append(Event(_overdue_since(now, after.campaign), now))
        for name, day in _happened(now):
            if before.as_of <= day <= last:
                found[name].append(Event(day, now))
    return Change(**{name: tuple(events) for name, events in found.items()})


def _overdue_since(standing: Standing, campaign: Campaign) -> date:
    """The first day on which an open issue was overdue; where applications count, a return can make it so."""
    day = standing.deadline + datetime.timedelta(1)
    returned = standing.held_since if standing.turn > 1 and campaign.on_time == "applied" else None
    return max(day, returned) if returned else day


def _happened(standing: Standing) -> Iterator[tuple[str, date]]:
    """The entries of an issue that reports count, with their days."""
    issue = standing.issue
    yield "opened", issue.opened
    for step in issue.closure:
        if step.result == "return":
            yield "returned", step.date
    for day in reopenings(standing.life):
        yield "reopened", day
    for day in issue.extensions:
        yield "extended", day
