"""Which days are worked: holidays, and weekends that are worked instead (调休)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import datetime

    from rectify.read.source import Place


class Holiday(NamedTuple):
    """Days off (放假), both ends included; without ``to`` one day."""

    from_: datetime.date
    name: str
    at: Place
    to: datetime.date | None = None

    @property
    def last(self) -> datetime.date:
        """The last day."""
        return self.to or self.from_


class Workday(NamedTuple):
    """A Saturday or Sunday that is worked (调休上班), for the holiday ``name``."""

    date: datetime.date
    name: str
    at: Place


class Calendar(NamedTuple):
    """The days on which it is not as the days of the week say."""

    at: Place
    holidays: tuple[Holiday, ...] = ()
    workdays: tuple[Workday, ...] = ()
