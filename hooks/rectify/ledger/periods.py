"""Report days and the weeks that they cover."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import date

    from rectify.read.records import Campaign

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


BRIEF_FROM = 500
"""Campaigns with more issues have brief reports."""


class Week(NamedTuple):
    """A report day and the seven days before it, which it covers."""

    report: date
    first: date
    last: date

    @classmethod
    def before(cls, report: date) -> Week:
        """The week that a report covers."""
        return cls(report, report - datetime.timedelta(7), report - datetime.timedelta(1))

    def covers(self, day: date) -> bool:
        """Whether a day is in the week."""
        return self.first <= day <= self.last


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
    return tuple(Week.before(first + datetime.timedelta(7 * n)) for n in range(max(count, 0)))


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
