"""The state of a measure on a day."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rectify.read import source

if TYPE_CHECKING:
    from datetime import date

    from rectify.read.records import Issue, Measure


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


def known(issue: Issue, day: date) -> Issue:
    """An issue with only the measures that were added by a day.

    It then has a place without a digest, which does not stand for the whole one (``Issue.fingerprint``).
    """
    there = tuple([each for each in issue.measures if each.added is None or each.added <= day])
    if len(there) == len(issue.measures):
        return issue
    return issue._replace(measures=there, at=source.start_of(issue.at.path))
