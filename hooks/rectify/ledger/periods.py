"""Report days and the weeks that they cover."""

from __future__ import annotations

import calendar
import datetime
import itertools
from typing import TYPE_CHECKING, NamedTuple

from rectify.ledger import workdays

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

    @property
    def planned(self) -> date:
        """The day of the report if no holiday had put it off."""
        return self.last + _DAY

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
    for first, planned in itertools.pairwise(_regular_days(campaign, plan)):
        report = _put_off(campaign, plan, planned)
        if report > as_of or first > end:
            break
        if planned > campaign.started:
            if regular and regular[-1].report == report:  # both put off to one day are one report
                first = regular.pop().first
            regular.append(Week(report, first, planned - _DAY))
    known = {week.report for week in regular}
    extra = [
        Week(
            day,
            max((week.planned for week in regular if week.report < day), default=campaign.started),
            day - _DAY,
            True,
        )
        for day in {*plan.also} - known
        if campaign.started < day <= as_of
    ]
    return tuple(sorted([*regular, *extra]))


def _put_off(campaign: Campaign, plan: Reports, planned: date) -> date:
    """The day of a report: no day off, where the plan says so. Its period and the next stay."""
    return workdays.of(campaign.calendar).next(planned) if plan.holidays == "next_workday" else planned


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


def next_report(campaign: Campaign, report: date) -> date:
    """The regular report day after a report."""
    if campaign.reports is None:
        return report + datetime.timedelta(7)
    plan = campaign.reports
    days = (_put_off(campaign, plan, day) for day in _regular_days(campaign, plan))
    return next(day for day in days if day > report)


class Period(NamedTuple):
    """The days whose changes are shown, both ends included."""

    first: date
    last: date


def since_report(campaign: Campaign, as_of: date) -> Period | None:
    """The period since the latest report before a day; None before the first.

    On a report day it is the period of that day's report, so that both show the same.
    """
    known = weeks(campaign, as_of)
    before = [week for week in known if week.report < as_of and not week.extra]
    if not before:
        return None
    if known[-1].report == as_of:
        return Period(known[-1].first, known[-1].last)
    return Period(before[-1].planned, as_of)
