"""Weekly rules: missing progress entries are reported."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rectify.check.turns import is_closed
from rectify.ledger.participation import is_finished
from rectify.ledger.periods import is_silent, last_week
from rectify.read.problems import problem

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from rectify.read.problems import Problem
    from rectify.read.records import Data


def silent(data: Data, day: date) -> Iterator[Problem]:
    """An open issue has a progress entry in every report week, if only to say why there is none."""
    for round_ in data.rounds:
        week = last_week(round_.campaign, day)
        if week is None or is_finished(round_.campaign, day):
            continue
        for file in round_.files:
            for issue in file.issues:
                if issue.opened <= day and not is_closed(issue, day) and is_silent(issue, week):
                    values = {"issue": issue.id, "first": week.first, "last": week.last}
                    yield problem("weekly.silent", "week", issue.at, **values)
