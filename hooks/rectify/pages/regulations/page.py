"""制度成果: the rules made or changed because of an issue."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, NamedTuple

from rectify.html import urls
from rectify.html.page import Books, Page
from rectify.pages import sheets

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rectify.ledger.ledger import Ledger, Standing
    from rectify.read.records import Regulation


class Line(NamedTuple):
    """A rule and the issue that brought it about."""

    rule: Regulation
    standing: Standing


def pages(books: Books, book: Ledger) -> Iterator[Page]:
    """The table of rules issued by the day, the newest first."""
    if books.options.shows("regulations"):
        url = urls.section(book.campaign.id, "regulations")
        found = functools.cache(lambda: lines(book))
        page = Page(
            url=url,
            title=books.words("page.regulations"),
            template="regulations.html",
            values=dict,
            crumbs=books.crumbs(book.campaign),
            campaign=book.campaign.id,
            wide=True,
        )
        yield from sheets.pages(
            page,
            len(found()),
            lambda number: {"book": book, "sheet": sheets.cut(found(), number, url)},
            books.words,
            lambda number: _made_from(sheets.cut(found(), number, url)),
        )


def _made_from(sheet: sheets.Sheet[Line]) -> Iterator[Any]:
    yield sheet.total
    for rule, standing in sheet.rows:
        yield standing
        yield [rule.name, rule.number, rule.kind, str(rule.issued)]


def lines(book: Ledger) -> list[Line]:
    """Every rule issued by the day, the newest first."""
    found = [
        Line(rule, each)
        for each in book.standings
        for rule in each.issue.regulations
        if rule.issued <= book.as_of
    ]
    return sorted(found, key=lambda line: line.rule.issued, reverse=True)
