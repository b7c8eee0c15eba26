"""Rules on the calendar of working days."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rectify.ledger import workdays
from rectify.read.problems import problem

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from rectify.read.problems import Problem
    from rectify.read.records import Campaign, Data, Holiday

LONGEST = 60
"""No holiday is longer in days: a wrong year makes one of a year."""

_SATURDAY = 5
_DECEMBER = 12


def calendar(data: Data, day: date) -> Iterator[Problem]:
    """A holiday ends after it begins, no day is there twice, and only weekends are worked instead."""
    if data.calendar is None:
        return
    known: dict[date, int] = {}
    for each in data.calendar.holidays:
        wrong = _span(each)
        if wrong:
            yield problem(
                "structure.calendar", wrong, each.at.of("to"), first=each.from_, value=each.last, n=LONGEST
            )
            continue
        for one in workdays.days(each):
            if one in known:
                yield problem("structure.calendar", "twice", each.at, value=one, line=known[one])
                break
            known[one] = each.at.line
    for worked in data.calendar.workdays:
        if worked.date in known:
            line = known[worked.date]
            yield problem("structure.calendar", "twice", worked.at, value=worked.date, line=line)
        elif worked.date.weekday() < _SATURDAY:
            yield problem("structure.calendar", "weekday", worked.at.of("date"), value=worked.date)
        known[worked.date] = worked.at.line


def _span(holiday: Holiday) -> str:
    """What is wrong with the days of a holiday."""
    if holiday.last < holiday.from_:
        return "order"
    return "long" if (holiday.last - holiday.from_).days >= LONGEST else ""


def years(data: Data, day: date) -> Iterator[Problem]:
    """A campaign that counts working days has its years in the calendar; else their days all count."""
    known = workdays.of(data.calendar)
    for round_ in data.rounds:
        campaign, reports = round_.campaign, round_.campaign.reports
        for year in _needed(campaign, day):
            if year in known.years:
                continue
            if campaign.day_count == "working":
                yield problem("days.calendar", "year", campaign.at.of("day_count"), year=year)
            elif reports and reports.holidays == "next_workday":
                yield problem("days.calendar", "reports", reports.at.of("holidays"), year=year)


def _needed(campaign: Campaign, day: date) -> range:
    """The years up to the day, and the next in December: by then its holidays are announced."""
    end = campaign.finished or max(day, campaign.deadlines.superior)
    known = day.year + (day.month == _DECEMBER)
    return range(campaign.started.year, min(end.year, max(known, campaign.started.year)) + 1)
