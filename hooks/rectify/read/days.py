"""Parse days typed as ``yyyy-mm-dd``."""

from __future__ import annotations

import datetime
import functools
import re
from collections import Counter
from typing import Final

FIRST_DAY: Final = datetime.date(1949, 1, 1)
LAST_DAY: Final = datetime.date(2100, 12, 31)
"""The range of days in a ledger; a day outside it is a typo and is not computed with."""

_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_YEAR = re.compile(r"\b((?:19|20)\d\d)-\d\d-\d\d\b", re.ASCII)


def iso_day(text: str) -> datetime.date | None:
    """The day of ``yyyy-mm-dd``; None if malformed, non-existent or out of range."""
    day = parse_day(text)
    return day if day and FIRST_DAY <= day <= LAST_DAY else None


@functools.cache
def parse_day(text: str) -> datetime.date | None:
    """The day of ``yyyy-mm-dd`` in any year; None if malformed or non-existent."""
    if not _ISO_DATE.fullmatch(text):
        return None
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        return None


def years_in(text: str) -> list[int]:
    """The years of the dates in a text, most frequent first."""
    found = Counter(int(year) for year in _YEAR.findall(text))
    return sorted(found, key=lambda year: (-found[year], year))
