"""未报告: which issues a report names because nothing was heard of them, and who holds those that wait.

A pure function of an issue and a report period; nothing dated after the period changes it.
"""

from __future__ import annotations

import datetime
import functools
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from rectify.ledger.brief import Brief
    from rectify.ledger.periods import Week
    from rectify.read.records import Issue

HELD = ("in_review", "in_verification")
"""Statuses in which the unit waits for the lead department or the verifying body."""

_GRACE = datetime.timedelta(1)
"""An issue opened in a period's last two days need not be reported on in it."""


class Span(NamedTuple):
    """The days of a period, both included, and the first day on which an issue is too young to be asked."""

    first: date
    last: date
    young: date


@functools.cache
def span(week: Week) -> Span:
    """The days of a period, memoised for loops over issues."""
    return Span(week.first, week.last, week.last - _GRACE)


def is_reported(issue: Issue | Brief, week: Week) -> bool:
    """Whether something was heard of an issue in a period.

    An entry, one with a reason for no progress (本周无进展) too, a finished measure, a step of closing, or a
    failed recheck, which reopens it.
    """
    first, last, _ = span(week)
    return (
        any(first <= entry.date <= last for entry in issue.progress)
        or any(first <= step.date <= last for step in issue.closure)
        or any(each.done is not None and first <= each.done <= last for each in issue.measures)
        or any(each.result == "fail" and first <= each.date <= last for each in issue.rechecks)
    )


def is_asked(issue: Issue | Brief, week: Week) -> bool:
    """Whether an issue was there long enough before a period's end to be reported on."""
    return issue.opened < span(week).young


def is_held(issue: Issue | Brief, status: str, week: Week) -> bool:
    """Whether an issue lay with review or verification for the whole period; ``status``: at its end."""
    return status in HELD and not any(week.first <= step.date <= week.last for step in issue.closure)


def is_silent(issue: Issue | Brief, status: str, week: Week) -> bool:
    """Whether an issue has to be reported on in a period and was not; ``status`` is that at its end."""
    over = status in ("closed", "carried_over", *HELD)
    return not over and is_asked(issue, week) and not is_reported(issue, week)


def status_on(life: Iterable[tuple[date, str]], day: date) -> str:
    """The status at the end of a day; empty before the issue was opened."""
    found = ""
    for since, status in life:
        if since > day:
            break
        found = status
    return found
