"""The turn (整改轮次) that an issue is in: what rules hold to the record as it stands today."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from rectify.read.records import Issue, Step


def turn(issue: Issue) -> tuple[Step, ...]:
    """The steps of the turn in force: those from the last application on, unless it came to nothing.

    A return, a reopening or a recheck that failed ends a turn. What it was held to on its days may have
    changed since: measures were added, somebody else took over. So only the turn in force is held to the
    record as it stands today.
    """
    steps: list[Step] = []
    for step in issue.closure:
        if step.step == "apply":
            steps = []
        steps.append(step)
        if step.step == "reopen" or step.result == "return":
            steps = []
    if steps and steps[-1].step == "verify" and _failed(issue, steps[-1].date):
        return ()
    return tuple(steps)


def _failed(issue: Issue, closed: date) -> bool:
    """Whether a recheck failed on the day of a closing or later: of one day, it comes after the steps."""
    return any(each.result == "fail" and each.date >= closed for each in issue.rechecks)
