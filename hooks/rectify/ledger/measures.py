"""The state of a measure on a day."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rectify.ledger.counts import percent
from rectify.read import source

if TYPE_CHECKING:
    from datetime import date

    from rectify.read.records import Issue, Measure, Reached


class Task(NamedTuple):
    """A measure on a day. ``late``: done after its due day, or not done and overdue.

    ``reached`` is the last entry that says how far it has come.
    """

    measure: Measure
    done: bool
    late: bool
    reached: Reached | None = None

    @property
    def share(self) -> str:
        """How much of its target has been reached, as a percentage."""
        target = self.measure.target
        if target is None or self.reached is None:
            return ""
        return percent(int(self.reached.amount * 1000), int(target.amount * 1000))

    @property
    def state(self) -> str:
        """``done`` (also if late), ``late`` or ``open``."""
        return "done" if self.done else "late" if self.late else "open"


def task(measure: Measure, as_of: date) -> Task:
    """The state of a measure on a day."""
    done = measure.done is not None and measure.done <= as_of
    until = measure.done if done and measure.done else as_of
    return Task(measure, done, measure.due < until, _reached(measure, as_of))


def known(issue: Issue, day: date) -> Issue:
    """An issue with only the measures that were added by a day.

    It then has a place without a digest, which does not stand for the whole one (``Issue.fingerprint``).
    """
    there = tuple([each for each in issue.measures if each.added is None or each.added <= day])
    if len(there) == len(issue.measures):
        return issue
    return issue._replace(measures=there, at=source.start_of(issue.at.path))


def _reached(measure: Measure, as_of: date) -> Reached | None:
    """How much was reached on the last day up to ``as_of`` (file order within a day)."""
    past = [each for each in measure.reached if each.date <= as_of]
    return sorted(past, key=lambda each: each.date)[-1] if past else None
