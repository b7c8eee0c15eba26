"""举一反三: units that answered 无 but show signs, chains of analogies, recurrences."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, NamedTuple

from rectify.html import urls
from rectify.html.page import Books, Common, Page
from rectify.ledger import analogy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rectify.ledger.ledger import Ledger
    from rectify.read.records import Issue

ROWS = 100
"""Rows per table."""


def pages(books: Books, book: Ledger) -> Iterator[Page]:
    """The page of analogies."""
    if books.options.shows("analogy"):
        yield Page(
            url=urls.section(book.campaign.id, "analogy"),
            title=books.words("page.analogy"),
            template="analogy.html",
            given=functools.partial(_given, books, book),
            view=_view,
            crumbs=books.crumbs(book.campaign),
            campaign=book.campaign.id,
            wide=True,
        )


class Subject(NamedTuple):
    """The data of the page.

    If there are texts to compare, ``issues`` are those of this round, then of each earlier one, by id.
    """

    book: Ledger
    earlier: tuple[Ledger, ...]
    issues: tuple[dict[str, Issue], ...]


def _given(books: Books, book: Ledger) -> Subject:
    received = book.campaign.received
    earlier = tuple(books.now(each.id) for each in books.campaigns if each.received < received)
    rounds = (book, *earlier)
    if not earlier and all(each.issue.finding for each in book.standings):
        rounds = ()
    issues = tuple(
        {issue.id: issue for issue in books.issues_of(each.campaign.id, each.standings)} for each in rounds
    )
    return Subject(book, earlier, issues)


def _view(common: Common, given: Subject) -> dict[str, Any]:
    book, earlier, issues = given
    doubts = analogy.doubts(book, issues[0]) if issues else []
    chains = analogy.chains(book)
    again = analogy.recurrences(book, issues[0], [*zip(earlier, issues[1:], strict=True)]) if issues else []
    return {
        "book": book.head,
        "doubts": doubts[:ROWS],
        "all_doubts": len(doubts),
        "units": len({doubt.unit for doubt in doubts}),
        "chains": chains[:ROWS],
        "all_chains": len(chains),
        "found": sum(each.origin == "by_analogy" for each in book.standings),
        "again": again[:ROWS],
        "all_again": len(again),
        "findings": {finding.id: finding for finding in book.findings},
        "earlier": bool(earlier),
        "alike": analogy.ALIKE,
        "most": ROWS,
    }
