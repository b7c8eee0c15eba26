"""How a measure stands on a day."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import date

    from rectify.read.records import Measure


class Task(NamedTuple):
    """A measure on a day: it is ``late`` if it was done after its due day, or is undone when that is past."""

    measure: Measure
    done: bool
    late: bool

    @property
    def state(self) -> str:
        """In a word: done, late or open."""
        return "done" if self.done else "late" if self.late else "open"


def task(measure: Measure, as_of: date) -> Task:
    """How a measure stands on a day."""
    done = measure.done is not None and measure.done <= as_of
    until = measure.done if done and measure.done else as_of
    return Task(measure, done, measure.due < until)
