"""Turns (整改轮次) of an issue: from an application to a closing, a return or a reopening."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rectify.read.records import Issue, Step


def current_turn(issue: Issue) -> tuple[Step, ...]:
    """The steps of the current turn, from the last application on; empty if the last turn failed.

    A return, a reopening or a failed recheck ends a turn. The record may have changed since (measures added,
    another owner), so only the current turn is checked against the record as it is today.
    """
    steps: list[Step] = []
    for step in issue.closure:
        if step.step == "apply":
            steps = []
        steps.append(step)
        if step.step == "reopen" or step.result == "return":
            steps = []
    if steps and steps[-1].step == "verify" and _failed(issue, steps[-1].date, datetime.date.max):
        return ()
    return tuple(steps)


def is_closed(issue: Issue, day: datetime.date = datetime.date.max) -> bool:
    """Whether an issue is closed by the end of a day (default: the whole record)."""
    steps = sorted((each for each in issue.closure if each.date <= day), key=lambda each: each.date)
    passed = bool(steps) and (steps[-1].step, steps[-1].result) == ("verify", "pass")
    return passed and not _failed(issue, steps[-1].date, day)


def _failed(issue: Issue, closed: datetime.date, day: datetime.date) -> bool:
    """Whether a recheck failed up to a day. One on the day of closing comes after it."""
    return any(each.result == "fail" and closed <= each.date <= day for each in issue.rechecks)


def closed_on(issue: Issue) -> datetime.date | None:
    """The day on which an issue was closed; None if it is open."""
    return max(step.date for step in issue.closure) if is_closed(issue) else None
