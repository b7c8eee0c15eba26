"""Sheets: a page whose table is too long for one is cut into several, a page each.

The first sheet is the page itself. Every row stands on exactly one sheet, in the table's order, so that
the whole list can be read without JavaScript.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

from rectify.html import urls
from rectify.html.page import Crumb, Page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from rectify.words.messages import Catalogue

ROWS = 200
"""So many rows of a table stand on a sheet; about 150 kB of HTML."""

NEAR = 2
"""So many neighbours of a sheet, on either side, a pager names beside the first and the last."""

Line = TypeVar("Line")


class Sheet(NamedTuple, Generic[Line]):
    """The rows of a table on one sheet of a page; ``url`` is that of the page. Numbers begin at 1.

    ``size`` is how many rows stand on a full sheet.
    """

    rows: Sequence[Line]
    number: int
    total: int
    url: str
    size: int

    @property
    def first(self) -> int:
        """The place of the first row in the whole table."""
        return (self.number - 1) * self.size + 1

    @property
    def last(self) -> int:
        """The place of the last row in the whole table."""
        return self.first + len(self.rows) - 1

    @property
    def several(self) -> bool:
        """Whether the table has rows on other sheets."""
        return self.total > self.size

    def addresses(self) -> list[tuple[int, str]]:
        """The numbers of the sheets that a pager names, with their addresses; 0 stands for a gap."""
        last = count(self.total, self.size)
        near = range(self.number - NEAR, self.number + NEAR + 1)
        named = sorted({1, last, *(each for each in near if 1 <= each <= last)})
        found: list[tuple[int, str]] = []
        for each in named:
            if found and each > found[-1][0] + 1:
                found.append((0, ""))
            found.append((each, urls.sheet(self.url, each)))
        return found

    @property
    def earlier(self) -> str:
        """The address of the sheet before, or empty."""
        return urls.sheet(self.url, self.number - 1) if self.number > 1 else ""

    @property
    def later(self) -> str:
        """The address of the sheet after, or empty."""
        return urls.sheet(self.url, self.number + 1) if self.number < count(self.total, self.size) else ""


def count(rows: int, size: int = 0) -> int:
    """How many sheets so many rows take, ``ROWS`` or ``size`` on each; none take one too."""
    return max(1, -(-rows // (size or ROWS)))


def cut(rows: Sequence[Line], number: int, url: str, size: int = 0) -> Sheet[Line]:
    """What stands on a sheet of a page, of ``ROWS`` rows or of ``size``."""
    size = size or ROWS
    start = (number - 1) * size
    return Sheet(rows[start : start + size], number, len(rows), url, size)


def pages(
    page: Page,
    longest: int,
    given: Callable[[int], Any],
    words: Catalogue,
    size: int = 0,
) -> Iterator[Page]:
    """A page and its further sheets, where its longest table has so many rows.

    ``given`` makes what a sheet shows, by its number.
    """
    yield page._replace(given=functools.partial(given, 1))
    for number in range(2, count(longest, size) + 1):
        yield page._replace(
            url=urls.sheet(page.url, number),
            title=words("sheet.title", title=page.title, n=number),
            given=functools.partial(given, number),
            crumbs=(*page.crumbs, Crumb(page.title, page.url)),
            sheet=number,
        )
