"""Which days are worked, by the data folder's calendar; nothing else knows holidays.

A year is there if the calendar has its 1 January, the first day off of each year. Of other years nothing is
known, so all their days count.
"""

from __future__ import annotations

import datetime
import functools
import itertools
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from rectify.read.records import Calendar, Campaign, Holiday
    from rectify.words.messages import Catalogue

_DAY = datetime.timedelta(1)
_SATURDAY = 5


class Workdays:
    """The working days of a calendar. Get it by ``of``."""

    def __init__(self, calendar: Calendar | None) -> None:
        self.off = {day: each.name for each in calendar.holidays for day in days(each)} if calendar else {}
        self.worked = {each.date: each.name for each in calendar.workdays} if calendar else {}
        self.years = frozenset(day.year for day in self.off if (day.month, day.day) == (1, 1))
        first, last = min(self.years, default=1), max(self.years, default=0)
        self._first = datetime.date(first, 1, 1).toordinal()
        length = datetime.date(last, 12, 31).toordinal() - self._first + 1 if self.years else 0
        every = (datetime.date.fromordinal(self._first + n) for n in range(length))
        self._sums = list(itertools.accumulate(map(self.is_worked, every), initial=0))

    def is_worked(self, day: date) -> bool:
        """Whether a day is a working day; in a year that is not there every day is."""
        return day.year not in self.years or not self.is_rest(day)

    def is_rest(self, day: date) -> bool:
        """Whether a day is a holiday, or a weekend that is not worked."""
        return day in self.off or (day.weekday() >= _SATURDAY and day not in self.worked)

    def number(self, day: date) -> int:
        """Working days up to a day, counted from one that is always the same."""
        place, last = day.toordinal() - self._first + 1, len(self._sums) - 1
        if place <= 0:
            return place
        return self._sums[place] if place <= last else self._sums[last] + place - last

    def next(self, day: date) -> date:
        """A day, or the first working day after it."""
        while not self.is_worked(day):
            day += _DAY
        return day


def days(holiday: Holiday) -> Iterator[date]:
    """The days of a holiday."""
    for n in range((holiday.last - holiday.from_).days + 1):
        yield holiday.from_ + n * _DAY


@functools.lru_cache(maxsize=8)
def of(calendar: Calendar | None) -> Workdays:
    """The working days of a calendar."""
    return Workdays(calendar)


def counted(campaign: Campaign) -> Workdays | None:
    """The working days of a campaign that counts them; None if it counts calendar days."""
    return of(campaign.calendar) if campaign.day_count == "working" else None


def between(campaign: Campaign, first: date, last: date) -> int | None:
    """Working days after one day up to another, negative if it is earlier; None if calendar days count."""
    known = counted(campaign)
    return None if known is None else known.number(last) - known.number(first)


def told(words: Catalogue, key: str, days: int, working: int | None, **values: object) -> str:
    """A text with a number of days, either sign; for working days, and for none of them, there are others."""
    if working is None:
        return words(key, n=abs(days), **values)
    return (
        words(f"working.{key}", n=abs(working), **values) if working else words(f"no_working.{key}", **values)
    )
