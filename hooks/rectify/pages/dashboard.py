"""总览: the home page, and each campaign's own."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from rectify import charts, counts, ledger, reporting, urls
from rectify.pages.page import Books, Page

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rectify.counts import Counts
    from rectify.ledger import Ledger, Standing


class Row(NamedTuple):
    """A line of a breakdown: its name, its address if it has a page, and what it adds up to."""

    name: str
    url: str
    counts: Counts
    bar: tuple[charts.Segment, ...]


def home_page(books: Books) -> Page:
    """The home page: the campaign that is alive, and a line for each of the others."""
    return Page(
        url=urls.HOME,
        title=books.words("page.home"),
        template="home.html",
        values=lambda: _home(books),
        campaign=books.current.id if books.current else "",
        wide=True,
    )


def campaign_page(books: Books, book: Ledger) -> Iterator[Page]:
    """A campaign's own overview."""
    campaign = book.campaign
    yield Page(
        url=urls.campaign(campaign.id),
        title=campaign.name,
        template="campaign.html",
        values=lambda: overview(books, book),
        crumbs=books.crumbs(),
        campaign=campaign.id,
        wide=True,
    )


def _home(books: Books) -> dict[str, Any]:
    rows = [
        row(campaign.name, urls.campaign(campaign.id), books.now(campaign.id).standings)
        for campaign in books.campaigns
    ]
    now = overview(books, books.now(books.current.id)) if books.current else {"book": None}
    return {**now, "campaigns": rows}


def row(name: str, url: str, standings: tuple[Standing, ...]) -> Row:
    """A line of a breakdown."""
    total = counts.count(standings)
    return Row(name, url, total, charts.bar(total.status))


def unit_rows(book: Ledger) -> list[Row]:
    """A line for each unit that takes part: what needs attention first."""
    id = book.campaign.id
    rows = [row(unit.name, urls.unit(id, unit.id), book.of_unit(unit.id)) for unit in book.units]
    rows.sort(key=lambda each: (-each.counts.flag["overdue"], -each.counts.open, -each.counts.total))
    return rows


def category_rows(books: Books, book: Ledger) -> list[Row]:
    """A line for each category, in the order of the list handed down."""
    findings = urls.section(book.campaign.id, "findings") if books.options.shows("findings") else ""
    return [
        row(
            category.name,
            f"{findings}#{category.id}" if findings else "",
            tuple(standing for standing in book.standings if standing.category == category.id),
        )
        for category in book.campaign.categories
    ]


def overview(books: Books, book: Ledger) -> dict[str, Any]:
    """Everything that a campaign's overview shows."""
    as_of, campaign = book.as_of, book.campaign
    week_end = as_of + datetime.timedelta(7)
    standings = book.standings
    weeks = reporting.weeks(campaign, as_of)
    previous = weeks[-1].report if weeks and weeks[-1].report < as_of else None
    if previous is None and len(weeks) > 1:
        previous = weeks[-2].report
    return {
        "book": book,
        "campaign": campaign,
        "finished": ledger.is_finished(campaign, as_of),
        "counts": counts.count(standings),
        "outcome": counts.outcome(standings, as_of),
        "units": unit_rows(book),
        "categories": category_rows(books, book),
        "burn": charts.burn_down(book),
        "status_bar": charts.bar(counts.count(standings).status),
        "overdue": sorted((each for each in standings if each.overdue), key=lambda each: each.days_left),
        "due": sorted(
            (each for each in standings if each.open and as_of <= each.deadline < week_end),
            key=lambda each: (each.deadline, each.unit),
        ),
        "returned": [each for each in standings if each.returned],
        "silent_units": silent_units(book),
        "last_report": weeks[-1] if weeks else None,
        "previous": previous,
        "change": counts.change(books.on(campaign.id, previous), book) if previous else None,
        "findings": len(book.round.findings),
        "answered": len(book.claims),
        "applicable": book.applicable(),
    }


def silent_units(book: Ledger) -> list[tuple[str, int]]:
    """The units with open issues that the last report week says nothing of, and how many."""
    found = [(unit.id, sum(each.silent for each in book.of_unit(unit.id))) for unit in book.units]
    return [(unit, number) for unit, number in found if number]
