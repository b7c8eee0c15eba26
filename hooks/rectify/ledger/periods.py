"""Report days and the weeks that they cover."""

from __future__ import annotations

import calendar
import datetime
import itertools
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from rectify.read.records import Campaign, Reports

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


_DAY = datetime.timedelta(1)

BRIEF_FROM = 500
"""Campaigns with more issues have brief reports."""


class Week(NamedTuple):
    """A report day and the days before it that it covers: from the regular report before on.

    ``extra``: a report beside the regular ones, which makes nobody silent.
    """

    report: date
    first: date
    last: date
    extra: bool = False

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
    if campaign.reports:
        return _planned(campaign, campaign.reports, as_of)
    until = min(as_of, followed_until(campaign))
    if campaign.finished:
        until = min(as_of, campaign.finished + datetime.timedelta(7))
    weekday = _WEEKDAYS.index(campaign.report_weekday)
    first = campaign.received + datetime.timedelta(1)
    first += datetime.timedelta((weekday - first.weekday()) % 7)
    count = (until - first).days // 7 + 1
    return tuple(Week.before(first + datetime.timedelta(7 * n)) for n in range(max(count, 0)))


def _planned(campaign: Campaign, plan: Reports, as_of: date) -> tuple[Week, ...]:
    """The reports of a campaign with a plan of its own, none before its start."""
    end = followed_until(campaign)
    regular: list[Week] = []
    for first, report in itertools.pairwise(_regular_days(campaign, plan)):
        if report > as_of or first > end:
            break
        if report > campaign.started:
            regular.append(Week(report, first, report - _DAY))
    known = {week.report for week in regular}
    extra = [
        Week(
            day,
            max((week.report for week in regular if week.report < day), default=campaign.started),
            day - _DAY,
            True,
        )
        for day in {*plan.also} - known
        if campaign.started < day <= as_of
    ]
    return tuple(sorted([*regular, *extra]))


def _regular_days(campaign: Campaign, plan: Reports) -> Iterator[date]:
    """The regular report days from the one before the first report on, without an end."""
    if plan.every == "month":
        month = campaign.started.replace(day=1) - _DAY
        while True:
            length = calendar.monthrange(month.year, month.month)[1]
            yield month.replace(day=min(max(plan.day or 1, 1), length))
            month = month.replace(day=length) + _DAY
    weekday = _WEEKDAYS.index(plan.weekday or campaign.report_weekday)
    step = datetime.timedelta(7 if plan.every == "week" else 14)
    day = campaign.started + _DAY
    day += datetime.timedelta((weekday - day.weekday()) % 7) - step
    while True:
        yield day
        day += step


def last_week(campaign: Campaign, as_of: date) -> Week | None:
    """The period of the latest regular report up to a day; None before the first."""
    found = [week for week in weeks(campaign, as_of) if not week.extra]
    return found[-1] if found else None


def previous_report(campaign: Campaign, as_of: date) -> date | None:
    """The latest regular report day before a day; None before the first."""
    found = [week.report for week in weeks(campaign, as_of) if week.report < as_of and not week.extra]
    return found[-1] if found else None


def next_report(campaign: Campaign, report: date) -> date:
    """The regular report day after a report."""
    if campaign.reports is None:
        return report + datetime.timedelta(7)
    return next(day for day in _regular_days(campaign, campaign.reports) if day > report)


class Period(NamedTuple):
    """The days whose changes are shown, both ends included."""

    first: date
    last: date


def since_report(campaign: Campaign, as_of: date) -> Period | None:
    """The period since the latest report before a day; None before the first.

    On a report day it is the period of that day's report, so that both show the same.
    """
    previous = previous_report(campaign, as_of)
    if previous is None:
        return None
    reported = any(week.report == as_of for week in weeks(campaign, as_of)[-1:])
    return Period(previous, as_of - _DAY if reported else as_of)
