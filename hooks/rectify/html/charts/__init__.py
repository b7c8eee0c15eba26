"""Geometry of the charts; the markup of their SVG is in the templates. Lengths in SVG units."""

from rectify.html.charts.bars import Segment, bar, signals
from rectify.html.charts.days import BurnDown, Frame, Stack, burn_down, stack
from rectify.html.charts.heat import Heat, heat

__all__ = [
    "BurnDown",
    "Frame",
    "Heat",
    "Segment",
    "Stack",
    "bar",
    "burn_down",
    "heat",
    "signals",
    "stack",
]
