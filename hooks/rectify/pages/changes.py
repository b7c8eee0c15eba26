"""What changed since the last report, and the results that can be counted: the lists behind both."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, NamedTuple

from rectify import counts, reporting, urls
from rectify.pages.page import Books, Page

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from rectify.ledger import Ledger, Standing

RESULTS = ("recovered", "dealt_with", "talked_to")


class Result(NamedTuple):
    """A kind of result: the issues that brought it, and what each did, which adds up to ``total``."""

    name: str
    lines: tuple[tuple[Standing, Decimal | int], ...]
    total: Decimal | int


def pages(books: Books, book: Ledger) -> Iterator[Page]:
    """The changes since the last report, and the results."""
    campaign = book.campaign
    for name, title, values in (
        ("changes", "changes.title", _changes),
        ("results", "results.title", _results),
    ):
        yield Page(
            url=urls.section(campaign.id, name),
            title=books.words(title),
            template=f"{name}.html",
            values=functools.partial(values, books, book),
            crumbs=books.crumbs(campaign),
            campaign=campaign.id,
            wide=True,
        )


def _changes(books: Books, book: Ledger) -> dict[str, Any]:
    previous = reporting.previous_report(book.campaign, book.as_of)
    changed = counts.change(books.on(book.campaign.id, previous), book) if previous else None
    return {"book": book, "previous": previous, "change": changed}


def _results(books: Books, book: Ledger) -> dict[str, Any]:
    outcome = counts.outcome(book.standings, book.as_of)
    return {"book": book, "results": [_result(book, name, getattr(outcome, name)) for name in RESULTS]}


def _result(book: Ledger, name: str, total: Decimal | int) -> Result:
    lines = [(each, getattr(each.issue.results, name)) for each in counts.effective(book.standings)]
    return Result(name, tuple(line for line in lines if line[1]), total)
