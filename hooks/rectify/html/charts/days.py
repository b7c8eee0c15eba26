"""Charts over the days of a campaign: burn-down and stacked statuses."""

from __future__ import annotations

import datetime
import itertools
from typing import TYPE_CHECKING, NamedTuple

from rectify.ledger import counts
from rectify.ledger.periods import followed_until

if TYPE_CHECKING:
    from datetime import date

    from rectify.ledger.counts import Day
    from rectify.ledger.ledger import Ledger


class Form(NamedTuple):
    """The size of a chart, and the minimum distance of its day labels."""

    name: str
    width: int
    height: int
    right: float
    apart: float


FORMS = (Form("desk", 600, 300, 20.0, 46.0), Form("phone", 350, 240, 20.0, 44.0))
"""Each chart is drawn twice: shrunk for a phone, its text would be unreadable."""

LABEL = 74.0
"""The width of a line's label."""

ROOM = 112.0
"""The width of the labels beside the last day, in any language."""

LINE = 14.0
"""The minimum distance of the labels at the right end."""


class Line(NamedTuple):
    """A vertical line at a day; its label is centred at ``label`` in a row above the chart."""

    x: float
    kind: str
    day: date
    label: float
    row: int


class Mark(NamedTuple):
    """A label on an axis."""

    at: float
    number: int = 0
    day: date | None = None


class Frame(NamedTuple):
    """The axes of a chart in one form: maps days and numbers to coordinates."""

    form: Form
    first: date
    last: date
    top_number: int
    left: float
    right: float
    top: float
    bottom: float

    def x(self, day: date) -> float:
        """The x coordinate of a day."""
        span = max((self.last - self.first).days, 1)
        return round(self.left + (self.right - self.left) * (day - self.first).days / span, 1)

    def y(self, number: float) -> float:
        """The y coordinate of a number."""
        return round(self.bottom - (self.bottom - self.top) * number / self.top_number, 1)

    def points(self, values: list[tuple[date, float]]) -> str:
        """The points of a line or an area."""
        return " ".join(f"{self.x(day)},{self.y(number)}" for day, number in values)

    @property
    def x_marks(self) -> tuple[Mark, ...]:
        """Day labels, as many as fit."""
        span = max((self.last - self.first).days, 1)
        stride = max(-(-span * self.form.apart // (self.right - self.left)), 1)
        days = (self.first + datetime.timedelta(n) for n in range(1, span + 1, int(stride)))
        return tuple(Mark(self.x(day), day=day) for day in days)

    @property
    def y_marks(self) -> tuple[Mark, ...]:
        """Number labels, in round steps."""
        step = _round_step(self.top_number)
        return tuple(Mark(self.y(number), number) for number in range(0, self.top_number + 1, step))


class Area(NamedTuple):
    """The area of a status: its outline, the last day's number, and where that is labelled."""

    status: str
    points: str
    number: int
    label_y: float
    edge_y: float


class BurnDown(NamedTuple):
    """Open issues day by day against the ideal line, in one form."""

    frame: Frame
    area: str
    path: str
    ideal: str
    ideal_label: tuple[float, float]
    lines: tuple[Line, ...]
    last: tuple[float, float]
    open_y: float
    gap_y: float
    ideal_last: float
    open: int
    ideal_open: int


class Stack(NamedTuple):
    """All issues day by day by status, closed ones at the bottom, in one form."""

    frame: Frame
    areas: tuple[Area, ...]
    lines: tuple[Line, ...]


class Drawn(NamedTuple):
    """A chart in every form, and the numbers behind it."""

    forms: tuple[BurnDown | Stack, ...]
    days: tuple[Day, ...]


def burn_down(book: Ledger) -> Drawn | None:
    """The burn-down from mobilisation to a few days past the superior's deadline; None without issues.

    The ideal line falls evenly from all issues at mobilisation to none at the units' deadline.
    """
    found = _span(book)
    if found is None:
        return None
    days, end = found
    return Drawn(tuple(_burn_down(book, days, _frame(form, days, end)) for form in FORMS), days)


def stack(book: Ledger) -> Drawn | None:
    """The statuses of all issues over the same days; None without issues."""
    found = _span(book)
    if found is None:
        return None
    days, end = found
    return Drawn(tuple(_stack(book, days, _frame(form, days, end)) for form in FORMS), days)


def _span(book: Ledger) -> tuple[tuple[Day, ...], date] | None:
    """The days with data, and the end of the axis."""
    campaign = book.campaign
    first = campaign.started - datetime.timedelta(1)
    if not book.standings or book.as_of < first:
        return None
    end = campaign.deadlines.superior + datetime.timedelta(3)
    end = max(end, min(book.as_of, followed_until(campaign)))
    return tuple(counts.series(book, first, min(end, book.as_of))), end


def _frame(form: Form, days: tuple[Day, ...], end: date) -> Frame:
    top = max(max(day.total for day in days), 1)
    usual = Frame(form, days[0].day, end, top, 34.0, form.width - form.right, 48.0, form.height - 24.0)
    room = form.width - usual.x(days[-1].day)
    return usual if room >= ROOM else usual._replace(right=form.width - ROOM)


def _burn_down(book: Ledger, days: tuple[Day, ...], frame: Frame) -> BurnDown:
    campaign = book.campaign
    path = frame.points([(day.day, float(day.open)) for day in days])
    last = days[-1]
    wanted = counts.ideal_open(book)
    beside = _beside(frame, last, wanted)
    return BurnDown(
        frame,
        area=f"{frame.x(days[0].day)},{frame.bottom} {path} {frame.x(last.day)},{frame.bottom}",
        path=path,
        ideal=frame.points([(campaign.started, float(last.total)), (campaign.deadlines.units, 0.0)]),
        ideal_label=_along(
            frame, [(campaign.started, last.total), (campaign.deadlines.units, 0)], days, beside[1:]
        ),
        lines=_lines(book, frame),
        last=beside[0],
        open_y=beside[1],
        gap_y=beside[2],
        ideal_last=frame.y(wanted),
        open=last.open,
        ideal_open=wanted,
    )


def _beside(frame: Frame, last: Day, wanted: int) -> tuple[tuple[float, float], float, float]:
    """The last day's point; beside it, clear of the labels above, the heights of "open" and "behind"."""
    here = (frame.x(last.day), frame.y(last.open))
    open_ = max(here[1] - 6, frame.top + 8)
    gap = max((here[1] + frame.y(wanted)) / 2 + 4, open_ + LINE + 2)
    low = max(gap - frame.bottom, 0.0) if last.open > wanted else 0.0
    return here, round(open_ - low, 1), round(gap - low, 1)


def _along(
    frame: Frame, ideal: list[tuple[date, int]], days: tuple[Day, ...], beside: tuple[float, float]
) -> tuple[float, float]:
    """Where the ideal line is labelled: clear of the burn-down and of the labels at its end."""
    (first, top), (last, _) = ideal
    path = [(frame.x(day.day), frame.y(day.open)) for day in days]
    taken = [(a, min(c, d), b, max(c, d)) for (a, c), (b, d) in itertools.pairwise(path)]
    after, (above, below) = path[-1][0] + 10, beside
    taken.append((after, above - LINE, after + ROOM, below + 3))
    places = []
    for part in (0.1, 0.3, 0.5, 0.2, 0.4, 0.6):
        x = frame.x(first) + (frame.x(last) - frame.x(first)) * part + 8
        y = frame.y(top * (1 - part)) + 4
        places.append((round(x, 1), round(y, 1)))
        if not any(a < x + LABEL and x < b and c < y + 5 and y - LINE < d for a, c, b, d in taken):
            return places[-1]
    return places[0]


def _stack(book: Ledger, days: tuple[Day, ...], frame: Frame) -> Stack:
    """Areas from the bottom up, closed first; labels are moved apart where they would touch."""
    order = tuple(days[-1].status)[::-1]  # what was carried over, if anything, lies at the bottom
    areas: list[Area] = []
    floor = frame.bottom + LINE / 2
    for place, status in enumerate(order):
        upper = [(day.day, float(sum(day.status[s] for s in order[: place + 1]))) for day in days]
        lower = [(day.day, float(sum(day.status[s] for s in order[:place]))) for day in days]
        edge = (frame.y(upper[-1][1]) + frame.y(lower[-1][1])) / 2
        number = days[-1].status[status]
        label = min(edge + 4, floor) if number else edge
        floor = label - LINE if number else floor
        points = f"{frame.points(upper)} {frame.points(lower[::-1])}"
        areas.append(Area(status, points, number, round(label, 1), round(edge, 1)))
    return Stack(frame, tuple(areas), _lines(book, frame))


def _lines(book: Ledger, frame: Frame) -> tuple[Line, ...]:
    """Both deadlines and the day itself; labels that would touch go into different rows."""
    deadlines = book.campaign.deadlines
    days = [("units", deadlines.units), ("superior", deadlines.superior)]
    if frame.first <= book.as_of <= frame.last:
        days.append(("today", book.as_of))
    taken: list[list[tuple[float, float]]] = [[], [], []]
    found = []
    for kind, day in days:
        x = frame.x(day)
        half = LABEL / 2
        middle = min(max(x, half), frame.form.width - half)
        ends = (middle - half, middle + half)
        row = next(
            (n for n, spans in enumerate(taken) if all(ends[1] <= a or b <= ends[0] for a, b in spans)), 2
        )
        taken[row].append(ends)
        found.append(Line(x, kind, day, round(middle, 1), row))
    return tuple(found)


def _round_step(top: int) -> int:
    """An axis step that gives four to eight round labels."""
    return next(
        step for step in (1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000, 10**6) if top / step <= 6
    )
