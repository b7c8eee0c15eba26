"""The state of a measure on a day."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import date

    from rectify.read.records import Measure


class Task(NamedTuple):
    """A measure on a day. ``late``: done after its due day, or not done and overdue."""

    measure: Measure
    done: bool
    late: bool

    @property
    def state(self) -> str:
        """``done`` (also if late), ``late`` or ``open``."""
        return "done" if self.done else "late" if self.late else "open"


def task(measure: Measure, as_of: date) -> Task:
    """The state of a measure on a day."""
    done = measure.done is not None and measure.done <= as_of
    until = measure.done if done and measure.done else as_of
    return Task(measure, done, measure.due < until)
