"""销号归档: every closed item with its closing record and the digests of its evidence."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, NamedTuple

from rectify.html import urls
from rectify.html.page import Books, Crumb, Page, past
from rectify.pages import sheets
from rectify.pages.issue.page import Proof, proofs

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from rectify.ledger.ledger import Ledger, Standing
    from rectify.read.records import Campaign, Step


LATEST = 20
"""How many of the latest closed issues stand on the archive's own page."""


class Item(NamedTuple):
    """A closed issue, with the steps that closed it and what proves it."""

    campaign: Campaign
    standing: Standing
    closed_on: date
    books: Books

    @property
    def closure(self) -> tuple[Step, ...]:
        """The steps up to the day."""
        return past(self.standing.issue.closure, self.books.options.as_of)

    @property
    def evidence(self) -> list[Proof]:
        """What proves it."""
        return proofs(self.books, self.books.now(self.campaign.id), self.standing)


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
        values=lambda: {"by_campaign": by_campaign, "by_month": by_month, "items": items, "latest": LATEST},
        made_from=functools.partial(_made_from, by_campaign, by_month, items),
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
        values = functools.partial(_values, shelf)
        made_from = functools.partial(_shelf_made_from, books, shelf)
        yield from sheets.pages(page, len(shelf.items), values, words, made_from)


def _values(shelf: Shelf, number: int) -> dict[str, Any]:
    return {"sheet": sheets.cut(shelf.items, number, shelf.url)}


def _items(books: Books, book: Ledger) -> list[Item]:
    return [Item(book.campaign, each, each.closed_on, books) for each in book.standings if each.closed_on]


def _made_from(by_campaign: list[Shelf], by_month: list[Shelf], items: list[Item]) -> Iterator[Any]:
    for shelf in (*by_campaign, *by_month):
        yield shelf.name, len(shelf.items)
    for item in items[:LATEST]:
        yield item.campaign.id
        yield item.standing


def _shelf_made_from(books: Books, shelf: Shelf, number: int) -> Iterator[Any]:
    yield len(shelf.items)
    for item in sheets.cut(shelf.items, number, shelf.url).rows:
        issue = item.standing.issue
        yield item.campaign.id
        yield item.standing
        yield [
            (str(each.date), each.step, each.by, each.result, each.opinion, each.method)
            for each in issue.closure
        ]
        yield [(each.file, each.ref, each.note, str(each.added)) for each in issue.evidence]
        yield books.rounds[item.campaign.id].evidence.get(issue.id, ())
