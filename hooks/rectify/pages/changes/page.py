"""The lists of changes since the last report, and of countable results."""

from __future__ import annotations

import functools
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from rectify.html import urls
from rectify.html.page import Books, Common, Page, as_given
from rectify.ledger import results as ledger
from rectify.pages import sheets, tallies
from rectify.pages.dashboard.page import since_report

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import date

    from rectify.ledger.counts import Event
    from rectify.ledger.ledger import Ledger
    from rectify.ledger.results import Outcome
    from rectify.ledger.standing import Standing
    from rectify.read.records import Campaign


class Result(NamedTuple):
    """A kind of result, what brought it when, and the total.

    ``listed``: its issues may be told.
    """

    total: tallies.Tally
    lines: tuple[tuple[Standing, date, Decimal | int], ...]
    listed: bool


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
    title = books.words
    results = functools.cache(functools.partial(_results, books, book))
    yield make(
        urls.section(campaign.id, "changes"), title("changes.title"), "changes.html", lambda: _changes(book)
    )
    yield make(
        urls.section(campaign.id, "results"),
        title("results.title"),
        "results.html",
        functools.partial(_all_results, book, results),
        _all_view,
    )
    for place, result in enumerate(results()):
        for sheet in range(1, sheets.count(len(result.lines), ROWS) + 1):
            url = urls.sheet(urls.result(campaign.id, result.total.name), sheet)
            given = functools.partial(_result_sheet, book, results, place, sheet)
            yield make(url, result.total.label, "result.html", given)


def _page(
    books: Books,
    campaign: Campaign,
    url: str,
    title: str,
    template: str,
    given: Callable[[], dict[str, Any]],
    view: Callable[[Common, Any], Mapping[str, Any]] = as_given,
) -> Page:
    return Page(
        url=url,
        title=title,
        template=template,
        given=given,
        view=view,
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


def _all_results(book: Ledger, results: Callable[[], tuple[Result, ...]]) -> dict[str, Any]:
    told = tallies.tell(book)
    return {
        "book": book.head,
        "outcome": ledger.outcome(book.earning(), book.as_of) if told else None,
        "results": [] if told else [each.total for each in results()],
        "totals_only": not ledger.tells_people(book.campaign),
    }


def _all_view(common: Common, given: Mapping[str, Any]) -> Mapping[str, Any]:
    """The results by kind, if they are told so."""
    campaign, as_of = given["book"]
    outcome: Outcome | None = given["outcome"]
    if outcome is None:
        return given
    return {
        **given,
        "tallies": tallies.tallies(common.words, campaign, outcome, whole=True),
        "activities": tallies.activities(common.words, campaign, as_of),
        "doings": tallies.doings(common.words, campaign, as_of),
    }


def _results(books: Books, book: Ledger) -> tuple[Result, ...]:
    """Every kind of result with its issues: those of earlier days, and whichever there are."""
    campaign = book.campaign
    outcome, people = ledger.outcome(book.earning(), book.as_of), ledger.tells_people(campaign)
    kinds = [*tallies.OLD, *(each.name for each in _listed(books, campaign, outcome))]
    return tuple(_result(books, book, outcome, kind, people) for kind in dict.fromkeys(kinds))


def _listed(books: Books, campaign: Campaign, outcome: Outcome) -> list[tallies.Tally]:
    """The kinds that have a list of their own."""
    return [each for each in tallies.tallies(books.words, campaign, outcome, whole=True) if each.url]


def _result(books: Books, book: Ledger, outcome: Outcome, kind: str, people: bool) -> Result:
    campaign = book.campaign
    dated = outcome.dated and kind != ledger.UNDIVIDED
    name = tallies.label(books.words, campaign, kind, dated=dated)
    found = next((each for each in _listed(books, campaign, outcome) if each.name == kind), None)
    of = found.of if found else "money" if kind == "recovered" else "people"
    lines = ledger.brought(book.earning(), kind, book.as_of)
    number = len({each.issue.id for each, _, _ in lines})
    total = outcome.dealt_with if kind == ledger.UNDIVIDED else outcome.of_kind(kind)
    if of == "money":
        total = Decimal(total)  # none is 0, and money is shown to the fen
    unit = found.unit if found else ""
    url = urls.result(campaign.id, kind)
    listed = people or of != "people"
    return Result(tallies.Tally(kind, name, of, total, unit, number, url), lines if listed else (), listed)


def _result_sheet(
    book: Ledger, results: Callable[[], tuple[Result, ...]], place: int, sheet: int
) -> dict[str, Any]:
    result = results()[place]
    return {
        "book": book.head,
        "result": result.total,
        "listed": result.listed,
        "dated": tallies.tell(book),
        "lines": result.lines[(sheet - 1) * ROWS : sheet * ROWS],
        "sheet": sheet,
        "last": sheets.count(len(result.lines), ROWS),
    }
