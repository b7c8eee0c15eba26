"""Pagination: a page with a long table is split into sheets.

The first sheet is the page itself. Every row is on exactly one sheet, in order, so the whole list can be
read without JavaScript.
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
"""Rows of a table per sheet; about 150 kB of HTML."""

NEAR = 2
"""A pager links so many sheets on either side, besides the first and last."""

Line = TypeVar("Line")


class Sheet(NamedTuple, Generic[Line]):
    """The rows of a table on one sheet of the page at ``url``. Numbers begin at 1.

    ``size`` is the number of rows on a full sheet.
    """

    rows: Sequence[Line]
    number: int
    total: int
    url: str
    size: int

    @property
    def first(self) -> int:
        """The number of its first row in the table."""
        return (self.number - 1) * self.size + 1

    @property
    def last(self) -> int:
        """The number of its last row in the table."""
        return self.first + len(self.rows) - 1

    @property
    def several(self) -> bool:
        """Whether there are other sheets."""
        return self.total > self.size

    def addresses(self) -> list[tuple[int, str]]:
        """The numbers of the sheets that the pager links, with their addresses; 0 is a gap."""
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
        """The address of the previous sheet, or empty."""
        return urls.sheet(self.url, self.number - 1) if self.number > 1 else ""

    @property
    def later(self) -> str:
        """The address of the next sheet, or empty."""
        return urls.sheet(self.url, self.number + 1) if self.number < count(self.total, self.size) else ""


def count(rows: int, size: int = 0) -> int:
    """The number of sheets for so many rows, at least one."""
    return max(1, -(-rows // (size or ROWS)))


def cut(rows: Sequence[Line], number: int, url: str, size: int = 0) -> Sheet[Line]:
    """The rows of one sheet."""
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
    """A page and its further sheets, for ``longest`` rows.

    ``given`` makes a sheet's data from its number.
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
