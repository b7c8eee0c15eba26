"""举一反三: who answered 无 but shows signs, what was looked for elsewhere, what came back."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from rectify.html import urls
from rectify.html.page import Books, Page
from rectify.ledger import analogy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rectify.ledger.ledger import Ledger

ROWS = 100
"""How many lines a table shows."""


def pages(books: Books, book: Ledger) -> Iterator[Page]:
    """The page of analogies."""
    if books.options.shows("analogy"):
        yield Page(
            url=urls.section(book.campaign.id, "analogy"),
            title=books.words("page.analogy"),
            template="analogy.html",
            values=functools.partial(_analogy, books, book),
            made_from=functools.partial(_made_from, books, book),
            crumbs=books.crumbs(book.campaign),
            campaign=book.campaign.id,
            wide=True,
        )


def _earlier(books: Books, book: Ledger) -> list[Ledger]:
    received = book.campaign.received
    return [books.now(each.id) for each in books.campaigns if each.received < received]


def _made_from(books: Books, book: Ledger) -> Iterator[Any]:
    """The rows alone where there is nothing to compare texts with, or else all that the units wrote."""
    earlier = _earlier(books, book)
    yield from book.standings
    if earlier or not all(each.issue.finding for each in book.standings):
        for each in (book, *earlier):
            yield from each.standings
            yield from each.round.files
            yield [each.campaign.id, [[category.id, category.name] for category in each.campaign.categories]]


def _analogy(books: Books, book: Ledger) -> dict[str, Any]:
    earlier = _earlier(books, book)
    doubts = analogy.doubts(book)
    chains = analogy.chains(book)
    again = analogy.recurrences(book, earlier)
    return {
        "book": book,
        "doubts": doubts[:ROWS],
        "all_doubts": len(doubts),
        "units": len({doubt.unit for doubt in doubts}),
        "chains": chains[:ROWS],
        "all_chains": len(chains),
        "found": sum(each.origin == "by_analogy" for each in book.standings),
        "again": again[:ROWS],
        "all_again": len(again),
        "findings": {finding.id: finding for finding in book.round.findings},
        "earlier": earlier,
        "alike": analogy.ALIKE,
        "most": ROWS,
    }
