"""Days as they are typed: ``yyyy-mm-dd``, in years that a ledger may have."""

from __future__ import annotations

import datetime
import functools
import re
from collections import Counter
from typing import Final

FIRST_DAY: Final = datetime.date(1949, 1, 1)
LAST_DAY: Final = datetime.date(2100, 12, 31)
"""No ledger has days before or after these; one that has is mistyped, and nothing is worked out of it."""

_ISO = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_YEAR = re.compile(r"\b((?:19|20)\d\d)-\d\d-\d\d\b", re.ASCII)


def iso_day(text: str) -> datetime.date | None:
    """The day of ``yyyy-mm-dd``; None if it is no such text, no such day or none of a ledger's years."""
    day = written(text)
    return day if day and FIRST_DAY <= day <= LAST_DAY else None


@functools.cache
def written(text: str) -> datetime.date | None:
    """The day of ``yyyy-mm-dd``, in whatever year."""
    if not _ISO.fullmatch(text):
        return None
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        return None


def years_in(text: str) -> list[int]:
    """The years of the days in a text, those that most days have first."""
    found = Counter(int(year) for year in _YEAR.findall(text))
    return sorted(found, key=lambda year: (-found[year], year))
