"""制度成果: the regulations made or changed because of an issue."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, NamedTuple

from rectify.html import urls
from rectify.html.page import Books, Page
from rectify.pages import sheets

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rectify.ledger.ledger import Ledger
    from rectify.ledger.standing import Standing
    from rectify.read.records import Issue, Regulation


class Line(NamedTuple):
    """A regulation and its issue."""

    rule: Regulation
    standing: Standing


def pages(books: Books, book: Ledger) -> Iterator[Page]:
    """The table of regulations issued by the day, newest first."""
    if books.options.shows("regulations"):
        url = urls.section(book.campaign.id, "regulations")
        found = functools.cache(lambda: lines(book, books.issues_of(book.campaign.id, book.earning())))
        page = Page(
            url=url,
            title=books.words("page.regulations"),
            template="regulations.html",
            given=dict,
            crumbs=books.crumbs(book.campaign),
            campaign=book.campaign.id,
            wide=True,
        )
        yield from sheets.pages(
            page,
            len(found()),
            lambda number: {"book": book.head, "sheet": sheets.cut(found(), number, url)},
            books.words,
        )


def lines(book: Ledger, issues: Iterable[Issue]) -> list[Line]:
    """Every regulation issued by the day, newest first; ``issues`` are those of the ledger."""
    found = [
        Line(rule, each)
        for each, issue in zip(book.earning(), issues, strict=True)
        for rule in issue.regulations
        if rule.issued <= book.as_of
    ]
    return sorted(found, key=lambda line: line.rule.issued, reverse=True)
