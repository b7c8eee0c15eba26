"""Geometry of the charts; the markup of their SVG is in the templates. Lengths in SVG units."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, NamedTuple

from rectify import counts
from rectify.ledger import STATUSES

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from rectify.counts import Day
    from rectify.ledger import Ledger

BAR_WIDTH = 200
"""The width of a bar's view box; it stretches to its place."""


class Segment(NamedTuple):
    """A part of a stacked bar: what it counts, how many, where it begins and how wide it is."""

    name: str
    number: int
    x: float
    width: float


def bar(numbers: Mapping[str, int]) -> tuple[Segment, ...]:
    """A stacked bar of a breakdown, closed issues first, so that what is done grows from the left."""
    total = sum(numbers.values())
    segments: list[Segment] = []
    x = 0.0
    for name in reversed(list(numbers)):
        if numbers[name]:
            width = BAR_WIDTH * numbers[name] / total
            segments.append(Segment(name, numbers[name], round(x, 2), round(width, 2)))
            x += width
    return tuple(segments)


class Line(NamedTuple):
    """A line across a chart at a day."""

    x: float
    kind: str
    day: date


class Mark(NamedTuple):
    """A label on an axis."""

    at: float
    number: int = 0
    day: date | None = None


class BurnDown(NamedTuple):
    """Open issues day by day against the ideal line, with the statuses stacked beneath."""

    width: int
    height: int
    left: float
    right: float
    top: float
    bottom: float
    areas: tuple[tuple[str, str], ...]
    path: str
    ideal: str
    lines: tuple[Line, ...]
    x_marks: tuple[Mark, ...]
    y_marks: tuple[Mark, ...]
    days: tuple[Day, ...]
    last: tuple[float, float]


def burn_down(book: Ledger, width: int = 720, height: int = 260) -> BurnDown | None:
    """The burn-down from mobilisation to a few days past the superior's deadline; None with no issue.

    The ideal line falls evenly from all issues at mobilisation to none at the units' deadline.
    """
    campaign = book.campaign
    first = campaign.started - datetime.timedelta(1)
    if not book.standings or book.as_of < first:
        return None
    end = campaign.deadlines.superior + datetime.timedelta(3)
    if campaign.finished is None:
        end = max(end, book.as_of)
    days = counts.series(book, first, min(end, book.as_of))
    top_number = max(max(day.total for day in days), 1)
    left, right, top, bottom = 40.0, width - 14.0, 18.0, height - 30.0
    span = max((end - first).days, 1)

    def x(day: date) -> float:
        return round(left + (right - left) * (day - first).days / span, 1)

    def y(number: float) -> float:
        return round(bottom - (bottom - top) * number / top_number, 1)

    def points(values: list[tuple[date, float]]) -> str:
        return " ".join(f"{x(day)},{y(number)}" for day, number in values)

    areas = []
    for place, status in enumerate(STATUSES[:-1]):
        upper = [(day.day, float(sum(day.status[s] for s in STATUSES[place:-1]))) for day in days]
        lower = [(day.day, float(sum(day.status[s] for s in STATUSES[place + 1 : -1]))) for day in days]
        areas.append((status, f"{points(upper)} {points(lower[::-1])}"))
    lines = [
        Line(x(campaign.deadlines.units), "units", campaign.deadlines.units),
        Line(x(campaign.deadlines.superior), "superior", campaign.deadlines.superior),
    ]
    if first <= book.as_of <= end:
        lines.append(Line(x(book.as_of), "today", book.as_of))
    step = _round_step(top_number)
    stride = max(span // 8, 1)
    return BurnDown(
        width=width,
        height=height,
        left=left,
        right=right,
        top=top,
        bottom=bottom,
        areas=tuple(areas),
        path=points([(day.day, float(day.open)) for day in days]),
        ideal=points([(campaign.started, float(top_number)), (campaign.deadlines.units, 0.0)]),
        lines=tuple(lines),
        x_marks=tuple(
            Mark(x(first + datetime.timedelta(n)), day=first + datetime.timedelta(n))
            for n in range(1, span + 1, stride)
        ),
        y_marks=tuple(Mark(y(number), number=number) for number in range(0, top_number + 1, step)),
        days=tuple(days),
        last=(x(days[-1].day), y(days[-1].open)),
    )


def _round_step(top: int) -> int:
    """A step for the axis that gives four to eight round labels."""
    return next(
        step for step in (1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000, 10**6) if top / step <= 6
    )
