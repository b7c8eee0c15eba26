"""Deadline rules (倒排工期): due days fit the deadline, which is advanced freely but extended by rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rectify.check import dates
from rectify.check.turns import current_turn
from rectify.read import identity
from rectify.read.problems import problem

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from rectify.read.problems import Problem
    from rectify.read.records import Data, Issue


def measure_due(data: Data, day: date) -> Iterator[Problem]:
    """A measure is due by the deadline of its issue, including extensions.

    One that was done by then is exempt: the deadline may have been advanced since.
    """
    for round_ in data.rounds:
        for file in round_.files:
            for issue in file.issues:
                last = max([issue.deadline, *(each.to for each in issue.extensions)])
                for each in issue.measures:
                    if (
                        each.due > last
                        and dates.is_plausible(round_.campaign, each.due)
                        and (each.done is None or each.done > last)
                    ):
                        at = each.at.of("due")
                        yield problem("days.measure-due", "late", at, due=each.due, deadline=last)


def unit_deadline(data: Data, day: date) -> Iterator[Problem]:
    """An issue is due by the units' deadline of its campaign, unless it is long-term.

    One that was closed by then is exempt: the units' deadline may have been advanced since.
    """
    for round_ in data.rounds:
        limit = round_.campaign.deadlines.units
        if limit < round_.campaign.started:
            continue  # a slip of campaign.yml, told there, and none of the units'
        for file in round_.files:
            for issue in file.issues:
                late = issue.kind != "long_term" and issue.deadline > limit
                if (
                    late
                    and dates.is_plausible(round_.campaign, issue.deadline)
                    and not _closed_by(issue, limit)
                ):
                    at = issue.at.of("deadline")
                    yield problem("days.unit-deadline", "late", at, deadline=issue.deadline, limit=limit)


def _closed_by(issue: Issue, limit: date) -> bool:
    last = current_turn(issue)[-1:]
    return any(step.step == "verify" and step.date <= limit for step in last)


def advance_only(data: Data, day: date) -> Iterator[Problem]:
    """No deadline is extended in an advance-only campaign (只能提前不能拖后)."""
    for round_ in data.rounds:
        if round_.campaign.deadline_policy != "advance_only":
            continue
        for file in round_.files:
            for issue in file.issues:
                for each in issue.extensions:
                    if each.to > (each.from_ or issue.deadline):
                        yield problem("days.advance-only", "extension", each.at, to=each.to)


def extension(data: Data, day: date) -> Iterator[Problem]:
    """An extension starts from the current deadline, before it has passed, approved by someone else."""
    for round_ in data.rounds:
        for file in round_.files:
            for issue in file.issues:
                deadline = issue.deadline
                for each in sorted(issue.extensions, key=lambda each: each.date):
                    if each.from_ and each.from_ != deadline:
                        at, values = each.at.of("from"), {"value": each.from_, "better": deadline}
                        yield problem("days.extension", "from", at, **values)
                    if each.date > deadline:
                        at = each.at.of("date")
                        yield problem("days.extension", "past", at, value=each.date, deadline=deadline)
                    if identity.skeleton(each.approved_by) == identity.skeleton(issue.owner):
                        at = each.at.of("approved_by")
                        yield problem("days.extension", "self", at, name=issue.owner)
                    deadline = each.to
