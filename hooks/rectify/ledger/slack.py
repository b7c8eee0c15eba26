"""倒排工期: the slack of an issue before its deadline, and whether it can still be met."""

from __future__ import annotations

import statistics
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from rectify.ledger.brief import Brief
    from rectify.ledger.standing import Standing

USUAL_DAYS = 2
"""Days from application to verification, assumed until an issue of the campaign is closed."""

REASONS = ("overdue", "measures", "closing")
"""Why a deadline can't be met; the first that applies is shown."""


class Pace(NamedTuple):
    """How long closing takes in a campaign: medians of its closed issues in days, rounded up.

    ``closing`` is from the last application to verification, ``verifying`` from the last review to
    verification; ``known`` is the number of issues in the sample, 0 if assumed.
    """

    closing: int
    verifying: int
    known: int


class Plan(NamedTuple):
    """The schedule of an open issue, in calendar days.

    ``begins`` is the earliest day for closing: the due day of the last open measure or the ledger's day,
    whichever is later. ``slack`` is from then to the deadline (negative if past). ``needed`` is the expected
    time for review and verification. ``reason`` is one of ``REASONS``; empty if the deadline can be met.
    """

    begins: date
    slack: int
    needed: int
    reason: str


def pace(standings: Iterable[Standing]) -> Pace:
    """The pace of closing, measured on some issues."""
    spans = [_spans(each.issue, each.closed_on) for each in standings if each.closed_on]
    closing = [whole for whole, _ in spans if whole is not None]
    verifying = [last for _, last in spans if last is not None]
    if not closing:
        return Pace(USUAL_DAYS, USUAL_DAYS, 0)
    whole = _median(closing)
    return Pace(whole, min(_median(verifying) if verifying else whole, whole), len(closing))


def plan(standing: Standing, as_of: date, pace: Pace) -> Plan:
    """The plan of an open issue on the ledger's day."""
    due = last_due(standing.issue, as_of)
    begins = max(due, as_of) if due else as_of
    slack = (standing.deadline - begins).days
    needed = _needed(standing, as_of, pace)
    reason = ""
    if standing.overdue:
        reason = "overdue"
    elif standing.secured:
        pass  # it was applied for in time, whenever it is closed
    elif slack < 0:
        reason = "measures"
    elif slack < needed:
        reason = "closing"
    return Plan(begins, slack, needed, reason)


def last_due(issue: Brief, as_of: date) -> date | None:
    """The latest due day of the measures not done by a day; None if all are done."""
    left = [measure.due for measure in issue.measures if not (measure.done and measure.done <= as_of)]
    return max(left, default=None)


def _needed(standing: Standing, as_of: date, pace: Pace) -> int:
    """Expected days for the remaining steps of closing, less the time that the current one has taken."""
    if standing.status == "in_verification":
        return max(pace.verifying - _since(standing.issue, "review", as_of), 0)
    if standing.status == "in_review":
        return max(pace.closing - _since(standing.issue, "apply", as_of), pace.verifying)
    return pace.closing


def _since(issue: Brief, step: str, as_of: date) -> int:
    days = [each.date for each in issue.closure if each.step == step and each.date <= as_of]
    return (as_of - max(days, default=as_of)).days


def _spans(issue: Brief, closed: date | None) -> tuple[int | None, int | None]:
    """Days from the last application, and from the last review, to closing; None if unknown."""
    found = []
    for step in ("apply", "review"):
        days = [each.date for each in issue.closure if closed and each.step == step and each.date <= closed]
        found.append((closed - max(days)).days if closed and days else None)
    return found[0], found[1]


def _median(days: list[int]) -> int:
    return -int(-statistics.median(days) // 1)
