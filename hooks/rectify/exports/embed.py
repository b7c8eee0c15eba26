"""Small pages for a portal: the numbers of a campaign or a unit, for an iframe or to be included."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from rectify.exports.feed import Export, Feed
from rectify.html import urls
from rectify.ledger import counts
from rectify.pages import unchanged

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rectify.html.page import Books
    from rectify.html.rendering import Renderer
    from rectify.ledger.ledger import Ledger
    from rectify.read.records import Unit


def feeds(books: Books, renderer: Renderer) -> Iterator[Feed]:
    """One for each campaign, and one for each of its units."""
    for campaign in books.campaigns:
        book = books.now(campaign.id)
        made = functools.partial(_page, renderer, book)
        yield Feed(urls.embed(campaign.id), functools.partial(made, None))
        for unit in book.units:
            depends = functools.partial(unchanged.of_units, books, book, (unit.id,))
            yield Feed(urls.embed(campaign.id, unit.id), functools.partial(made, unit), depends)


def _page(renderer: Renderer, book: Ledger, unit: Unit | None) -> bytes:
    id = book.campaign.id
    total = counts.count(book.of_unit(unit.id) if unit else book.standings)
    values = {
        "book": book,
        "unit": unit,
        "name": unit.name if unit else book.campaign.name,
        "page": urls.unit(id, unit.id) if unit else urls.campaign(id),
        "counts": total,
        "share": (counts.tenths(total.closed, total.total) or 0) / 10,
    }
    return renderer.feed("embed.html", urls.embed(id, unit.id if unit else ""), values)


EXPORT = Export(order=70, feeds=feeds)
