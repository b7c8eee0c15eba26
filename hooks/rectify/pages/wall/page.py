"""挂图: every unit's issues on a time line, as geometry. Widths are percentages of the axis.

So the browser can stretch the axis, while strokes, symbols and text keep their shape.
"""

from __future__ import annotations

import datetime
import functools
from typing import TYPE_CHECKING, Any, NamedTuple

from rectify.html import urls
from rectify.html.page import Books, Common, Page
from rectify.ledger import counts, milestones, periods, slack, workdays
from rectify.ledger.ledger import is_finished
from rectify.ledger.measures import task

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import date

    from rectify.ledger.counts import Counts
    from rectify.ledger.ledger import Ledger
    from rectify.ledger.slack import Pace, Plan
    from rectify.ledger.standing import Standing
    from rectify.read.records import Issue, Measure, Unit

UNITS, ISSUES = 20, 500
"""Maximum units and issues per sheet; a single unit may have more issues."""

PART = 30
"""So many bars of a unit are kept together in print."""

_MARGIN_DAYS = 3
_DAILY = 35
_DAY = datetime.timedelta(1)


class Tick(NamedTuple):
    """A labelled day of the axis: its start, its middle, whether the label names the month.

    ``why``: it is a ``holiday``, or a weekend that is ``worked``; ``name`` says which one or why.
    """

    start: float
    x: float
    day: date
    month: bool
    report: bool
    rest: bool
    today: bool
    why: str = ""
    name: str = ""


class Mark(NamedTuple):
    """A vertical line: the units' deadline, the superior's deadline, a milestone, or today.

    ``milestone`` is the kind of a milestone.
    """

    x: float
    kind: str
    day: date
    milestone: str = ""


class Peg(NamedTuple):
    """A measure on its due day; ``state`` is done, open or late."""

    x: float
    state: str
    measure: Measure


class Bar(NamedTuple):
    """An issue from opening to deadline, both days included.

    ``work`` is where only slack is left (or the issue was closed), ``end`` the deadline, ``over`` how far the
    bar runs past it, ``closed`` the middle of the closing day; None where not applicable. ``clipped`` if the
    deadline is beyond the sheet.
    """

    standing: Standing
    plan: Plan | None
    start: float
    work: float
    end: float
    over: float | None
    closed: float | None
    clipped: bool
    pegs: tuple[Peg, ...]


class Strip(NamedTuple):
    """A unit's part of the wall and its counts; ``hopeless`` issues can't meet their deadline.

    ``parts`` are its bars in groups, each of which fits on a printed page.
    """

    unit: Unit
    bars: tuple[Bar, ...]
    parts: tuple[tuple[Bar, ...], ...]
    counts: Counts
    hopeless: int


class Paths(NamedTuple):
    """The background of the bars as SVG paths, one unit per day wide and one high."""

    rest: str
    days: str
    reports: str


class Chart(NamedTuple):
    """A sheet of the wall: axis, background, units. ``day`` is the width of a day."""

    days: int
    day: float
    daily: bool
    ticks: tuple[Tick, ...]
    marks: tuple[Mark, ...]
    paths: Paths
    strips: tuple[Strip, ...]


class Axis(NamedTuple):
    """Maps days to percent, from the start of the first to the end of the last; shared by a round's units.

    ``pace`` is how long closing takes in the round.
    """

    first: date
    last: date
    pace: Pace

    @property
    def days(self) -> int:
        """The number of days."""
        return (self.last - self.first).days + 1

    def x(self, day: date, part: float = 0.0) -> float:
        """The start of a day, or a point within it (0 to 1), clamped to the axis."""
        share = ((day - self.first).days + part) / self.days
        return round(min(max(share, 0.0), 1.0) * 100, 2)

    def has(self, day: date) -> bool:
        """Whether a day is on the axis."""
        return self.first <= day <= self.last

    def plan(self, standing: Standing, as_of: date) -> Plan | None:
        """The plan of an open issue, else None."""
        return slack.plan(standing, as_of, self.pace) if standing.open else None


def axis(book: Ledger) -> Axis:
    """The axis from the first issue or mobilisation to a few days past the last deadline."""
    campaign = book.campaign
    first = min([campaign.started, *(each.issue.opened for each in book.standings)])
    end = campaign.deadlines.superior
    if not is_finished(campaign, book.as_of):
        end = max(end, min(book.as_of, end + 28 * _DAY))
    last = max(end, first) + max(_MARGIN_DAYS, (end - first).days // 12) * _DAY
    return Axis(first, last, slack.pace(book.standings))


class Subject(NamedTuple):
    """The data of a sheet: its units' part of the ledger, and totals of the round.

    ``hopeless`` is the number of issues of the round that can't meet their deadline, ``sheets`` the units of
    each sheet.
    """

    book: Ledger
    issues: tuple[Issue, ...]
    axis: Axis
    counts: Counts
    hopeless: int
    number: int
    sheets: tuple[tuple[Unit, ...], ...]


def pages(books: Books, book: Ledger) -> Iterator[Page]:
    """The wall of a campaign, in sheets."""
    if not books.options.shows("wall"):
        return
    url = urls.section(book.campaign.id, "wall")
    sheets = tuple(divided(book))
    made = functools.cache(lambda: _round(book))
    for number in range(1, len(sheets) + 1):
        yield Page(
            url=urls.sheet(url, number),
            title=books.words("page.wall"),
            template="wall.html",
            given=functools.partial(_given, books, book, made, sheets, number),
            view=_view,
            crumbs=books.crumbs(book.campaign),
            campaign=book.campaign.id,
            wide=True,
            sheet=number,
        )


def divided(book: Ledger) -> list[tuple[Unit, ...]]:
    """The units of each sheet, in order; at least one sheet."""
    sheets: list[list[Unit]] = [[]]
    held = 0
    for unit in book.units:
        more = len(book.of_unit(unit.id))
        if sheets[-1] and (len(sheets[-1]) == UNITS or held + more > ISSUES):
            sheets.append([])
            held = 0
        sheets[-1].append(unit)
        held += more
    return [tuple(sheet) for sheet in sheets]


def _round(book: Ledger) -> tuple[Axis, Counts, int]:
    """What all sheets share: the axis, and counts of the round."""
    days = axis(book)
    plans = (days.plan(each, book.as_of) for each in book.standings)
    return days, counts.count(book.standings), sum(bool(plan.reason) for plan in plans if plan)


def _given(
    books: Books,
    book: Ledger,
    made: Callable[[], tuple[Axis, Counts, int]],
    sheets: tuple[tuple[Unit, ...], ...],
    number: int,
) -> Subject:
    days, total, late = made()
    part = book.of_units(unit.id for unit in sheets[number - 1])
    issues = books.issues_of(book.campaign.id, part.standings)
    return Subject(part, issues, days, total, late, number, sheets)


def _view(common: Common, given: Subject) -> dict[str, Any]:
    made = chart(given.book, given.axis, {issue.id: issue for issue in given.issues})
    return {
        "book": given.book.head,
        "counts": given.counts,
        "hopeless": given.hopeless,
        "number": given.number,
        "sheets": given.sheets,
        "chart": made,
        "pace": given.axis.pace,
        "milestones": milestones.milestones(given.book.campaign, given.book.as_of),
        "listed": hopeless(made),
    }


def hopeless(made: Chart) -> list[Bar]:
    """The issues of a sheet that can't meet their deadline, the worst first."""
    bars = [bar for strip in made.strips for bar in strip.bars if bar.plan and bar.plan.reason]
    return sorted(bars, key=lambda bar: (bar.plan.slack if bar.plan else 0, bar.standing.deadline))


def chart(book: Ledger, axis: Axis, issues: Mapping[str, Issue]) -> Chart:
    """The wall of a ledger's units; ``issues`` are its issues with their texts, by id."""
    return Chart(
        days=axis.days,
        day=round(100 / axis.days, 3),
        daily=axis.days <= _DAILY,
        ticks=_ticks(axis, book),
        marks=_marks(axis, book),
        paths=_paths(axis, book),
        strips=tuple(_strip(book, axis, unit, issues) for unit in book.busy),
    )


def _strip(book: Ledger, axis: Axis, unit: Unit, issues: Mapping[str, Issue]) -> Strip:
    own = sorted(book.of_unit(unit.id), key=lambda each: (each.deadline, each.issue.id))
    bars = tuple(_bar(axis, book, each, issues[each.issue.id]) for each in own)
    parts = tuple(bars[n : n + PART] for n in range(0, len(bars), PART)) or ((),)
    late = sum(bool(bar.plan and bar.plan.reason) for bar in bars)
    return Strip(unit, bars, parts, counts.count(own), late)


def _bar(axis: Axis, book: Ledger, standing: Standing, issue: Issue) -> Bar:
    start, end = axis.x(standing.issue.opened), axis.x(standing.deadline, 1)
    plan = axis.plan(standing, book.as_of)
    past = standing.closed_on or book.as_of
    until = min(plan.begins if plan else past, standing.deadline)
    late = standing.overdue or standing.closed_late
    return Bar(
        standing=standing,
        plan=plan,
        start=start,
        work=min(max(axis.x(until, 1), start), end),
        end=end,
        over=axis.x(past, 1) if late else None,
        closed=axis.x(standing.closed_on, 0.5) if standing.closed_on else None,
        clipped=standing.deadline > axis.last,
        pegs=_pegs(axis, book, issue),
    )


def _pegs(axis: Axis, book: Ledger, issue: Issue) -> tuple[Peg, ...]:
    """The measures by day; those of one day share its width."""
    by_day: dict[date, list[Measure]] = {}
    for measure in issue.measures:
        by_day.setdefault(measure.due, []).append(measure)
    return tuple(
        Peg(axis.x(day, place / (len(group) + 1)), task(measure, book.as_of).state, measure)
        for day, group in sorted(by_day.items())
        for place, measure in enumerate(group, 1)
    )


def _ticks(axis: Axis, book: Ledger) -> tuple[Tick, ...]:
    """The labelled days: every day, or only report days in a long round."""
    reports = {week.report for week in periods.weeks(book.campaign, axis.last)}
    worked = workdays.of(book.campaign.calendar)
    found: list[Tick] = []
    for n in range(axis.days):
        day = axis.first + n * _DAY
        if axis.days <= _DAILY or day in reports:
            month = not found or found[-1].day.month != day.month
            at = (axis.x(day), axis.x(day, 0.5), day, month, day in reports)
            found.append(Tick(*at, worked.is_rest(day), day == book.as_of, *_why(worked, day)))
    return tuple(found)


def _why(known: workdays.Workdays, day: date) -> tuple[str, str]:
    """What the calendar says of a day, and its name."""
    if day in known.off:
        return "holiday", known.off[day]
    return ("worked", known.worked[day]) if day in known.worked else ("", "")


def _paths(axis: Axis, book: Ledger) -> Paths:
    days = [axis.first + n * _DAY for n in range(axis.days)]
    reports = {week.report for week in periods.weeks(book.campaign, axis.last)}
    daily = axis.days <= _DAILY
    worked = workdays.of(book.campaign.calendar)
    return Paths(
        rest="".join(f"M{n} 0h1v1h-1z" for n, day in enumerate(days) if worked.is_rest(day)),
        days="".join(f"M{n} 0v1" for n, day in enumerate(days) if daily and day not in reports),
        reports="".join(f"M{n} 0v1" for n, day in enumerate(days) if day in reports),
    )


def _marks(axis: Axis, book: Ledger) -> tuple[Mark, ...]:
    deadlines = book.campaign.deadlines
    marks = [
        Mark(axis.x(deadlines.units, 1), "units", deadlines.units),
        Mark(axis.x(deadlines.superior, 1), "superior", deadlines.superior),
    ]
    marks += [
        Mark(axis.x(each.due, 1), "milestone", each.due, each.kind)
        for each in milestones.milestones(book.campaign, book.as_of)
        if axis.has(each.due)
    ]
    if axis.has(book.as_of):
        marks.append(Mark(axis.x(book.as_of, 0.5), "today", book.as_of))
    return tuple(marks)
