"""Weekly rules: missing progress entries are reported."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rectify.check.turns import is_closed
from rectify.ledger.brief import brief, is_moved
from rectify.ledger.participation import is_finished, is_withdrawn
from rectify.ledger.periods import last_week
from rectify.ledger.silence import is_asked, is_held, is_reported, is_silent, status_on
from rectify.ledger.standing import moves
from rectify.read.problems import problem

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from rectify.ledger.periods import Week
    from rectify.read.problems import Problem
    from rectify.read.records import Data, Issue


def milestone(data: Data, day: date) -> Iterator[Problem]:
    """A milestone of an unfinished round whose day has passed is done."""
    for round_ in data.rounds:
        for each in round_.campaign.milestones:
            done = each.done is not None and each.done <= day
            if each.due < day and not done and not is_finished(round_.campaign, day):
                yield problem("weekly.milestone", "late", each.at, name=each.kind, due=each.due)


def silent(data: Data, day: date) -> Iterator[Problem]:
    """An open issue is reported on in every period; one that waits for others is called theirs."""
    names = {unit.id: unit.name for unit in data.organization.units}
    for round_ in data.rounds:
        week = last_week(round_.campaign, day)
        if week is None or is_finished(round_.campaign, day):
            continue
        gone = {finding.id for finding in round_.findings if is_withdrawn(finding, day)}
        for file in round_.files:
            for issue in file.issues:
                if (issue.finding and gone.issuperset(issue.finding)) or is_moved(issue, day):
                    continue
                variant, status = _unheard(issue, week, day)
                if variant:
                    holder = issue.lead[0] if status == "in_review" else round_.campaign.verified_by
                    values = {"issue": issue.id, "first": week.first, "last": week.last}
                    at = issue.at
                    if variant == "held":
                        values["holder"] = names.get(holder, holder)
                    yield problem("weekly.silent", variant, at, **values)


def _unheard(issue: Issue, week: Week, day: date) -> tuple[str, str]:
    """Why a report names an open issue (``week`` or ``held``; empty if it doesn't), and its status then."""
    if not is_asked(issue, week) or is_reported(issue, week) or is_closed(issue, day):
        return "", ""
    status = status_on(moves(brief(issue)), week.last)
    if is_silent(issue, status, week):
        return "week", status
    return ("held", status) if is_held(issue, status, week) else ("", "")


def plan(data: Data, day: date) -> Iterator[Problem]:
    """A plan of reports names a weekday, or of monthly ones the day, and no day before the start."""
    for round_ in data.rounds:
        campaign, reports = round_.campaign, round_.campaign.reports
        if reports is None:
            continue
        monthly = reports.every == "month"
        if monthly and reports.day is None:
            yield problem("weekly.plan", "no-day", reports.at)
        elif reports.day is not None and monthly and not 1 <= reports.day <= 31:
            yield problem("weekly.plan", "day", reports.at.of("day"), value=reports.day)
        elif reports.day is not None and not monthly:
            yield problem("weekly.plan", "needless", reports.at.of("day"), key="day", other="weekday")
        if monthly and reports.weekday is not None:
            yield problem("weekly.plan", "needless", reports.at.of("weekday"), key="weekday", other="day")
        for each in reports.also:
            if each <= campaign.started:
                values = {"value": each, "started": campaign.started}
                yield problem("weekly.plan", "early", reports.at.of("also"), **values)
