"""销号归档: closed issues with their closing steps and the digests of their evidence."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, NamedTuple

from rectify.html import urls
from rectify.html.page import Books, Crumb, Page, past
from rectify.ledger.timeline import Event, timeline
from rectify.pages import sheets
from rectify.pages.issue.proofs import Proof, proofs

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from rectify.ledger.ledger import Ledger
    from rectify.ledger.standing import Standing
    from rectify.read.records import Campaign, Result, Results, Step


AFTER = ("follow_up", "recheck_pass", "evidence", "regulation_new", "regulation_revised")
"""Kinds of events that may follow closing (销号后补充)."""

LATEST = 20
"""The archive's own page shows so many of the latest closed issues."""


class Item(NamedTuple):
    """A closed issue and its campaign."""

    campaign: Campaign
    standing: Standing
    closed_on: date


class Record(NamedTuple):
    """An entry of the archive: a closed issue, the steps that closed it, its evidence, its dated results.

    ``later`` is what was added after closing, other evidence than ``evidence``; ``corrected`` where its
    corrections are told, empty if there are none.
    """

    campaign: Campaign
    standing: Standing
    closed_on: date
    closure: tuple[Step, ...]
    evidence: tuple[Proof, ...]
    results: Results | tuple[Result, ...] | None
    later: tuple[Event, ...]
    corrected: str


class Shelf(NamedTuple):
    """A page of the archive: the items of a month or campaign."""

    name: str
    url: str
    items: tuple[Item, ...]

    @property
    def line(self) -> Line:
        """Its line in the list of all."""
        return Line(self.name, self.url, len(self.items))


class Line(NamedTuple):
    """A page of the archive in the list of all."""

    name: str
    url: str
    number: int


def pages(books: Books) -> Iterator[Page]:
    """The index, a page a campaign, a page a month."""
    if not books.options.shows("archive"):
        return
    words = books.words
    items = [item for campaign in books.campaigns for item in _items(books.now(campaign.id))]
    items.sort(key=lambda item: item.closed_on, reverse=True)
    by_campaign = [
        Shelf(
            campaign.name,
            urls.archived(campaign.id),
            tuple(item for item in items if item.campaign.id == campaign.id),
        )
        for campaign in books.campaigns
    ]
    months: dict[str, list[Item]] = {}
    for item in items:
        months.setdefault(urls.month(item.closed_on), []).append(item)
    by_month = [Shelf(words.month(group[0].closed_on), url, tuple(group)) for url, group in months.items()]
    crumbs = books.crumbs()
    yield Page(
        url=urls.ARCHIVE,
        title=words("page.archive"),
        template="archive.html",
        given=lambda: {
            "by_campaign": [shelf.line for shelf in by_campaign],
            "by_month": [shelf.line for shelf in by_month],
            "latest": items[:LATEST],
            "total": len(items),
            "lasting": sorted(
                (each for each in items if each.standing.sustained and not each.standing.aside),
                key=_next_look,
            ),
        },
        crumbs=crumbs,
        wide=True,
    )
    for shelf in (*by_campaign, *by_month):
        page = Page(
            url=shelf.url,
            title=words("archive.title", name=shelf.name),
            template="archive_shelf.html",
            given=dict,
            crumbs=(*crumbs, Crumb(words("page.archive"), urls.ARCHIVE)),
            wide=True,
        )
        yield from sheets.pages(page, len(shelf.items), functools.partial(_given, books, shelf), words)


def _given(books: Books, shelf: Shelf, number: int) -> dict[str, Any]:
    sheet = sheets.cut(shelf.items, number, shelf.url)
    return {"sheet": sheet, "records": [_record(books, item) for item in sheet.rows]}


def _record(books: Books, item: Item) -> Record:
    campaign, standing, closed_on = item
    issue, as_of = books.issues[campaign.id, standing.issue.id], books.options.as_of
    proved = proofs(books, books.now(campaign.id), standing)
    later = tuple(event for event in timeline(issue, as_of) if event.kind in AFTER and event.day > closed_on)
    url = f"{urls.issue(campaign.id, issue.id)}#corrections" if issue.corrections else ""
    return Record(*item, past(issue.closure, as_of), proved, issue.results, later, url)


def _next_look(item: Item) -> tuple[bool, date, str]:
    """The order of what has to last: the next look first, those without any last."""
    again = item.standing.recheck_on
    return again is None, again or item.closed_on, item.standing.issue.id


def _items(book: Ledger) -> list[Item]:
    return [Item(book.campaign, each, each.closed_on) for each in book.everything if each.closed_on]
