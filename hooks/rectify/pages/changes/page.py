"""What changed since the last report, and the results that can be counted: the lists behind both."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, NamedTuple

from rectify.html import urls
from rectify.html.page import Books, Page
from rectify.ledger import counts
from rectify.pages.dashboard.page import since_report

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from decimal import Decimal

    from rectify.ledger.ledger import Ledger, Standing
    from rectify.read.records import Campaign

RESULTS = ("recovered", "dealt_with", "talked_to")


class Result(NamedTuple):
    """A kind of result: the issues that brought it, and what each did, which adds up to ``total``."""

    name: str
    lines: tuple[tuple[Standing, Decimal | int], ...]
    total: Decimal | int


ROWS = 50
"""How many issues of a kind of change stand on the page of all changes."""

ROWS = 400
"""How many rows a sheet of a result holds."""


def pages(books: Books, book: Ledger) -> Iterator[Page]:
    """The changes since the last report, and each kind of result, in sheets."""
    campaign = book.campaign
    make = functools.partial(_page, books, book.campaign)
    brought = counts.effective(book.standings)

    def whole() -> dict[str, Any]:
        return {"book": book, "results": results()}

    def made_from() -> Iterator[Any]:
        for each in brought:
            yield each
            if found := each.issue.results:
                yield str(found.recovered), found.dealt_with, found.talked_to

    results = functools.cache(functools.partial(_results, book))
    changes = functools.partial(_changes, books, book)
    of_changes = functools.partial(_changes_made_from, books, book)
    yield make(urls.section(campaign.id, "changes"), "changes.title", "changes.html", changes, of_changes)
    yield make(urls.section(campaign.id, "results"), "results.title", "results.html", whole, made_from)
    for place, name in enumerate(RESULTS):
        number = sum(bool(getattr(each.issue.results, name)) for each in brought)
        for sheet in range(1, max(-(-number // ROWS), 1) + 1):
            url = urls.sheet(urls.result(campaign.id, name), sheet)
            values = functools.partial(_result_sheet, book, results, place, sheet)
            yield make(url, f"results.{name}", "result.html", values, made_from)


def _page(
    books: Books,
    campaign: Campaign,
    url: str,
    title: str,
    template: str,
    values: Callable[[], dict[str, Any]],
    made_from: Callable[[], Iterable[Any]],
) -> Page:
    return Page(
        url=url,
        title=books.words(title),
        template=template,
        values=values,
        made_from=made_from,
        crumbs=books.crumbs(campaign),
        campaign=campaign.id,
        wide=True,
    )


def _changes_made_from(books: Books, book: Ledger) -> Iterator[Any]:
    found = since_report(books, book)
    if found is None:
        return
    yield str(found.period)
    for name, part in found.change._asdict().items():
        yield name, len(part)
        yield from part[:ROWS]


def _changes(books: Books, book: Ledger) -> dict[str, Any]:
    found = since_report(books, book)
    told = {"period": found.period, "change": found.change} if found else {"change": None}
    return {"book": book, "few": ROWS, **told}


def _results(book: Ledger) -> tuple[Result, ...]:
    """Every kind of result, with the issues that brought it."""
    brought, outcome = counts.effective(book.standings), counts.outcome(book.standings, book.as_of)
    lines = {name: [(each, getattr(each.issue.results, name)) for each in brought] for name in RESULTS}
    return tuple(
        Result(name, tuple(line for line in lines[name] if line[1]), getattr(outcome, name))
        for name in RESULTS
    )


def _result_sheet(
    book: Ledger, results: Callable[[], tuple[Result, ...]], place: int, sheet: int
) -> dict[str, Any]:
    whole = results()[place]
    last = max(-(-len(whole.lines) // ROWS), 1)
    lines = whole.lines[(sheet - 1) * ROWS : sheet * ROWS]
    return {"book": book, "result": whole, "lines": lines, "sheet": sheet, "last": last}
