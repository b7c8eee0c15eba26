"""The lists of changes since the last report, and of countable results."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, NamedTuple

from rectify.html import urls
from rectify.html.page import Books, Page
from rectify.ledger import counts
from rectify.pages import sheets
from rectify.pages.dashboard.page import since_report

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from decimal import Decimal

    from rectify.ledger.counts import Event
    from rectify.ledger.ledger import Ledger
    from rectify.ledger.standing import Standing
    from rectify.read.records import Campaign

RESULTS = ("recovered", "dealt_with", "talked_to")


class Result(NamedTuple):
    """A kind of result: its issues, what each brought, and the ``total``."""

    name: str
    lines: tuple[tuple[Standing, Decimal | int], ...]
    total: Decimal | int


class Part(NamedTuple):
    """A kind of change: the first events, and their number."""

    rows: tuple[Event, ...]
    total: int


OF_EACH = 50
"""Issues per kind on the page of all changes."""

ROWS = 400
"""Rows per sheet of a result."""


def pages(books: Books, book: Ledger) -> Iterator[Page]:
    """The changes since the last report, and each kind of result, in sheets."""
    campaign = book.campaign
    make = functools.partial(_page, books, campaign)
    results = functools.cache(functools.partial(_results, book))
    yield make(urls.section(campaign.id, "changes"), "changes.title", "changes.html", lambda: _changes(book))
    yield make(
        urls.section(campaign.id, "results"),
        "results.title",
        "results.html",
        lambda: {
            "book": book.head,
            "results": [(each.name, len(each.lines), each.total) for each in results()],
        },
    )
    for place, result in enumerate(results()):
        for sheet in range(1, sheets.count(len(result.lines), ROWS) + 1):
            url = urls.sheet(urls.result(campaign.id, result.name), sheet)
            given = functools.partial(_result_sheet, book, results, place, sheet)
            yield make(url, f"results.{result.name}", "result.html", given)


def _page(
    books: Books, campaign: Campaign, url: str, title: str, template: str, given: Callable[[], dict[str, Any]]
) -> Page:
    return Page(
        url=url,
        title=books.words(title),
        template=template,
        given=given,
        crumbs=books.crumbs(campaign),
        campaign=campaign.id,
        wide=True,
    )


def _changes(book: Ledger) -> dict[str, Any]:
    found = since_report(book)
    if found is None:
        return {"book": book.head, "change": None}
    parts = {name: Part(events[:OF_EACH], len(events)) for name, events in found.change._asdict().items()}
    return {"book": book.head, "period": found.period, "change": parts}


def _results(book: Ledger) -> tuple[Result, ...]:
    """Every kind of result with its issues."""
    brought, outcome = counts.effective(book.standings), counts.outcome(book.standings, book.as_of)
    lines = {name: [(each, getattr(each.issue.results, name)) for each in brought] for name in RESULTS}
    return tuple(
        Result(name, tuple(line for line in lines[name] if line[1]), getattr(outcome, name))
        for name in RESULTS
    )


def _result_sheet(
    book: Ledger, results: Callable[[], tuple[Result, ...]], place: int, sheet: int
) -> dict[str, Any]:
    name, lines, total = results()[place]
    some = lines[(sheet - 1) * ROWS : sheet * ROWS]
    last = sheets.count(len(lines), ROWS)
    return {
        "book": book.head,
        "name": name,
        "total": total,
        "number": len(lines),
        "lines": some,
        "sheet": sheet,
        "last": last,
    }
