"""Stacked bars: the statuses of issues, and their signals."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

BAR_WIDTH = 200
"""The width of a bar's view box, which stretches to fit."""

LEAST = 30
"""The minimum width of a labelled part, so that its shape and number fit."""


class Segment(NamedTuple):
    """A part of a stacked bar: its name, count, offset and width."""

    name: str
    number: int
    x: float
    width: float


def bar(numbers: Mapping[str, int]) -> tuple[Segment, ...]:
    """A stacked bar; closed issues first, so that progress grows from the left."""
    total = sum(numbers.values())
    segments: list[Segment] = []
    x = 0.0
    for name in reversed(list(numbers)):
        if numbers[name]:
            width = BAR_WIDTH * numbers[name] / total
            segments.append(Segment(name, numbers[name], round(x, 2), round(width, 2)))
            x += width
    return tuple(segments)


def signals(numbers: Mapping[str, int]) -> tuple[Segment, ...]:
    """A strip of signals, red first; each part fits its label, the rest is proportional."""
    there = {name: number for name, number in numbers.items() if number}
    total, room = sum(there.values()), BAR_WIDTH - LEAST * len(there)
    segments: list[Segment] = []
    x = 0.0
    for name, number in there.items():
        width = LEAST + room * number / total
        segments.append(Segment(name, number, round(x, 2), round(width, 2)))
        x += width
    return tuple(segments)
