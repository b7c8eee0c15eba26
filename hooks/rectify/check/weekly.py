"""Weekly rules: silence is named."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rectify.ledger.participation import is_finished
from rectify.ledger.periods import is_silent, last_week
from rectify.read.problems import problem

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from rectify.read.problems import Problem
    from rectify.read.records import Data, Issue


def silent(data: Data, day: date) -> Iterator[Problem]:
    """An open issue has a progress entry in every report week, if only to say why there is nothing."""
    for round_ in data.rounds:
        week = last_week(round_.campaign, day)
        if week is None or is_finished(round_.campaign, day):
            continue
        for file in round_.files:
            for issue in file.issues:
                if issue.opened <= day and not _closed(issue, day) and is_silent(issue, week):
                    values = {"issue": issue.id, "first": week.first, "last": week.last}
                    yield problem("weekly.silent", "week", issue.at, **values)


def _closed(issue: Issue, day: date) -> bool:
    """Whether the last step up to a day was a verification that passed."""
    if not issue.closure:
        return False
    steps = sorted((each for each in issue.closure if each.date <= day), key=lambda each: each.date)
    passed = bool(steps) and steps[-1].step == "verify" and steps[-1].result == "pass"
    failed = any(
        each.result == "fail" and each.date <= day and steps and each.date >= steps[-1].date
        for each in issue.rechecks
    )
    return passed and not failed
