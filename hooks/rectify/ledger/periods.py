"""Report days and the weeks that they cover."""

from __future__ import annotations

import datetime
import functools
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import date

    from rectify.ledger.brief import Brief
    from rectify.read.records import Campaign, Issue

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


BRIEF_FROM = 500
"""Campaigns with more issues have brief reports."""


class Week(NamedTuple):
    """A report day and the seven days before it, which it covers."""

    report: date

    @property
    def first(self) -> date:
        return self.report - datetime.timedelta(7)

    @property
    def last(self) -> date:
        return self.report - datetime.timedelta(1)

    def __contains__(self, day: object) -> bool:
        return isinstance(day, datetime.date) and 0 < (self.report - day).days <= 7


_FOLLOW_UP = datetime.timedelta(3653)
"""Reports of an unfinished campaign end ten years after the superior's deadline."""


def followed_until(campaign: Campaign) -> date:
    """The last day of a campaign's reports and charts."""
    return campaign.finished or campaign.deadlines.superior + _FOLLOW_UP


def weeks(campaign: Campaign, as_of: date) -> tuple[Week, ...]:
    """All reports of a campaign up to a day, from the first report day after the findings were received.

    The last one of a finished campaign covers its last day.
    """
    until = min(as_of, followed_until(campaign))
    if campaign.finished:
        until = min(as_of, campaign.finished + datetime.timedelta(7))
    weekday = _WEEKDAYS.index(campaign.report_weekday)
    first = campaign.received + datetime.timedelta(1)
    first += datetime.timedelta((weekday - first.weekday()) % 7)
    count = (until - first).days // 7 + 1
    return tuple(Week(first + datetime.timedelta(7 * n)) for n in range(max(count, 0)))


def last_week(campaign: Campaign, as_of: date) -> Week | None:
    """The week of the latest report up to a day; None before the first."""
    found = weeks(campaign, as_of)
    return found[-1] if found else None


def previous_report(campaign: Campaign, as_of: date) -> date | None:
    """The latest report day before a day; None before the first."""
    found = [week.report for week in weeks(campaign, as_of) if week.report < as_of]
    return found[-1] if found else None


class Period(NamedTuple):
    """The days whose changes are shown, both ends included."""

    first: date
    last: date


def since_report(campaign: Campaign, as_of: date) -> Period | None:
    """The period since the latest report before a day; None before the first.

    On a report day it is the period of that day's report, so that both show the same.
    """
    previous, week = previous_report(campaign, as_of), last_week(campaign, as_of)
    if previous is None or week is None:
        return None
    return Period(previous, week.last if week.report == as_of else as_of)


@functools.cache
def _days(week: Week) -> tuple[date, date]:
    """The first and last day of a week, memoised for loops over issues."""
    return week.first, week.last


def is_silent(issue: Issue | Brief, week: Week) -> bool:
    """Whether an issue that existed in a report week has no progress entry in it (未报告).

    An entry with a reason for no progress (本周无进展) counts.
    """
    first, last = _days(week)
    return issue.opened <= last and not any(first <= entry.date <= last for entry in issue.progress)
