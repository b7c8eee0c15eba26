"""销号归档: every closed item with its closing record and the digests of its evidence."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, NamedTuple

from rectify import urls
from rectify.pages import sheets
from rectify.pages.issue import Proof, proofs
from rectify.pages.page import Books, Crumb, Page, past

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from rectify.ledger import Ledger, Standing
    from rectify.records import Campaign, Step


class Item(NamedTuple):
    """A closed issue: the steps that closed it and what proves it."""

    campaign: Campaign
    standing: Standing
    closed_on: date
    closure: tuple[Step, ...]
    evidence: tuple[Proof, ...]


class Shelf(NamedTuple):
    """A page of the archive: a month's or a campaign's items."""

    name: str
    url: str
    items: tuple[Item, ...]


def pages(books: Books) -> Iterator[Page]:
    """The index, a page a campaign, a page a month."""
    if not books.options.shows("archive"):
        return
    words = books.words
    items = [item for campaign in books.campaigns for item in _items(books, books.now(campaign.id))]
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
        values=lambda: {"by_campaign": by_campaign, "by_month": by_month, "items": items},
        crumbs=crumbs,
        wide=True,
    )
    for shelf in (*by_campaign, *by_month):
        page = Page(
            url=shelf.url,
            title=words("archive.title", name=shelf.name),
            template="archive_shelf.html",
            values=dict,
            crumbs=(*crumbs, Crumb(words("page.archive"), urls.ARCHIVE)),
            wide=True,
        )
        yield from sheets.pages(page, len(shelf.items), functools.partial(_values, shelf), words)


def _values(shelf: Shelf, number: int) -> dict[str, Any]:
    return {"sheet": sheets.cut(shelf.items, number, shelf.url)}


def _items(books: Books, book: Ledger) -> list[Item]:
    return [
        Item(
            book.campaign,
            each,
            each.closed_on,
            past(each.issue.closure, book.as_of),
            tuple(proofs(books, book, each)),
        )
        for each in book.standings
        if each.closed_on
    ]
