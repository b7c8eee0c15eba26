"""挂图: every unit's issues against the days, as geometry for an SVG. Lengths in SVG units."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, NamedTuple

from rectify import reporting, urls
from rectify.pages.page import Books, Page

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from rectify.ledger import Ledger, Standing
    from rectify.records import Unit

WIDTH, LABEL, HEAD, ROW, BAR = 1120, 300, 34, 20, 11
_MARGIN_DAYS = 3


class Tick(NamedTuple):
    """A day on the axis: where, its label, whether reports are due on it, whether it is a line."""

    x: float
    day: date
    report: bool


class Mark(NamedTuple):
    """A line across the days: units' deadline, superior's deadline, or today."""

    x: float
    kind: str
    day: date


class Peg(NamedTuple):
    """A measure's due day on its issue's bar."""

    x: float
    done: bool
    late: bool


class Bar(NamedTuple):
    """An issue from opened to its deadline.

    ``done_x`` is where it was struck off, if it was; ``late_x`` how far it has run over;
    ``clipped`` when the deadline lies beyond the sheet.
    """

    standing: Standing
    y: float
    x: float
    width: float
    done_x: float | None
    late_x: float | None
    clipped: bool
    pegs: tuple[Peg, ...]


class Strip(NamedTuple):
    """A unit's sheet of the wall."""

    unit: Unit
    width: int
    height: int
    label: int
    head: int
    row: int
    thickness: int
    ticks: tuple[Tick, ...]
    marks: tuple[Mark, ...]
    bars: tuple[Bar, ...]


class Axis:
    """Days to lengths: the first day of the sheet stands at its left edge, the last at its right."""

    def __init__(self, book: Ledger) -> None:
        campaign = book.campaign
        self.first = min([campaign.started, *(each.issue.opened for each in book.standings)])
        end = campaign.deadlines.superior + datetime.timedelta(_MARGIN_DAYS)
        if campaign.finished is None:
            end = max(end, min(book.as_of, end + datetime.timedelta(28)))
        self.last = end
        self.step = (WIDTH - LABEL) / ((self.last - self.first).days + 1)

    def x(self, day: date) -> float:
        """The left edge of a day, held within the sheet."""
        offset = (day - self.first).days * self.step
        return round(LABEL + min(max(offset, 0.0), float(WIDTH - LABEL)), 1)

    def has(self, day: date) -> bool:
        """Whether a day lies on the sheet."""
        return self.first <= day <= self.last


def pages(books: Books, book: Ledger) -> Iterator[Page]:
    """The wall of a campaign."""
    if books.options.shows("wall"):
        axis = Axis(book)
        yield Page(
            url=urls.section(book.campaign.id, "wall"),
            title=books.words("page.wall"),
            template="wall.html",
            values=lambda: {"book": book, "strips": [strip(book, unit, axis) for unit in book.units]},
            crumbs=books.crumbs(book.campaign),
            campaign=book.campaign.id,
            wide=True,
        )


def strip(book: Ledger, unit: Unit, axis: Axis) -> Strip:
    """One unit's sheet."""
    standings = sorted(book.of_unit(unit.id), key=lambda each: (each.deadline, each.issue.id))
    bars = tuple(_bar(axis, book, each, HEAD + place * ROW) for place, each in enumerate(standings))
    return Strip(
        unit=unit,
        width=WIDTH,
        height=HEAD + len(bars) * ROW + 6,
        label=LABEL,
        head=HEAD,
        row=ROW,
        thickness=BAR,
        ticks=_ticks(axis, book),
        marks=_marks(axis, book),
        bars=bars,
    )


def _bar(axis: Axis, book: Ledger, standing: Standing, y: float) -> Bar:
    issue = standing.issue
    start = axis.x(issue.opened)
    end = axis.x(standing.deadline + datetime.timedelta(1))
    over = None
    if standing.overdue:
        over = axis.x(book.as_of + datetime.timedelta(1))
    elif standing.closed_late and standing.closed_on:
        over = axis.x(standing.closed_on + datetime.timedelta(1))
    pegs = tuple(
        Peg(axis.x(measure.due + datetime.timedelta(1)), done, not done and measure.due < book.as_of)
        for measure in issue.measures
        if axis.has(measure.due)
        for done in (measure.done is not None and measure.done <= book.as_of,)
    )
    return Bar(
        standing=standing,
        y=y + (ROW - BAR) / 2,
        x=start,
        width=round(max(end - start, 2.0), 1),
        done_x=axis.x(standing.closed_on + datetime.timedelta(1)) if standing.closed_on else None,
        late_x=over,
        clipped=standing.deadline > axis.last,
        pegs=pegs,
    )


def _ticks(axis: Axis, book: Ledger) -> tuple[Tick, ...]:
    days = (axis.last - axis.first).days + 1
    reports = {week.report for week in reporting.weeks(book.campaign, axis.last)}
    each_day = (axis.first + datetime.timedelta(n) for n in range(days))
    daily = days <= 35  # a longer round has room for its report days only
    return tuple(Tick(axis.x(day), day, day in reports) for day in each_day if daily or day in reports)


def _marks(axis: Axis, book: Ledger) -> tuple[Mark, ...]:
    deadlines = book.campaign.deadlines
    marks = [
        Mark(axis.x(deadlines.units + datetime.timedelta(1)), "units", deadlines.units),
        Mark(axis.x(deadlines.superior + datetime.timedelta(1)), "superior", deadlines.superior),
    ]
    if axis.has(book.as_of):
        marks.append(Mark(round(axis.x(book.as_of) + axis.step / 2, 1), "today", book.as_of))
    return tuple(marks)
