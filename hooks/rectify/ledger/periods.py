"""Report days and the weeks they cover."""

from __future__ import annotations

import datetime
import functools
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import date

    from rectify.read.records import Campaign, Issue, Round

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


LARGE = 500
"""The reports of a round with more issues are brief."""


class Week(NamedTuple):
    """A report day and the seven days it covers, which end with the day before it."""

    report: date

    @property
    def first(self) -> date:
        return self.report - datetime.timedelta(7)

    @property
    def last(self) -> date:
        return self.report - datetime.timedelta(1)

    def __contains__(self, day: object) -> bool:
        return isinstance(day, datetime.date) and 0 < (self.report - day).days <= 7


FOLLOWED = datetime.timedelta(3653)
"""A campaign that nobody says is finished is reported on for ten years after its superior's deadline."""


def followed_until(campaign: Campaign) -> date:
    """The day on which reports and charts of a campaign end at the latest, however late it is by now."""
    return campaign.finished or campaign.deadlines.superior + FOLLOWED


def weeks(campaign: Campaign, as_of: date) -> tuple[Week, ...]:
    """Every report of a campaign up to a day, the first after the list was received.

    A finished campaign ends with the report that covers its last day.
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
    """The latest report day before a day: what is new since then is what changed since the last report."""
    found = [week.report for week in weeks(campaign, as_of) if week.report < as_of]
    return found[-1] if found else None


class Period(NamedTuple):
    """From a report day to the last day of which the changes are told."""

    first: date
    last: date


def since_report(campaign: Campaign, as_of: date) -> Period | None:
    """What is new on a day: since the latest report before it, whose own seven days ended the day before.

    On a report day that is what the report of the day covers, so that both say the same.
    """
    previous, week = previous_report(campaign, as_of), last_week(campaign, as_of)
    if previous is None or week is None:
        return None
    return Period(previous, week.last if week.report == as_of else as_of)


def is_brief(round_: Round) -> bool:
    """Whether reports show the first rows of their lists alone: whole ones of a large round nobody reads.

    All issues of the round count, so that a report stays as it was when later ones are taken on.
    """
    return sum(len(file.issues) for file in round_.files) > LARGE


@functools.cache
def _days(week: Week) -> tuple[date, date]:
    """The first and the last day of a week, for those who ask it of every issue."""
    return week.first, week.last


def is_silent(issue: Issue, week: Week) -> bool:
    """No progress entry in a report week in which the issue existed (未报告).

    An entry that says 本周无进展 and why counts as reported.
    """
    first, last = _days(week)
    return issue.opened <= last and not any(first <= entry.date <= last for entry in issue.progress)
