"""Small pages for a portal's iframe or include: the numbers of a campaign or unit."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, NamedTuple

from rectify.exports.feed import Export, Feed, of_units
from rectify.html import urls
from rectify.ledger import counts, findings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rectify.html.page import Books
    from rectify.html.rendering import Renderer
    from rectify.ledger.counts import Counts
    from rectify.ledger.findings import Tally
    from rectify.ledger.ledger import Head, Ledger
    from rectify.read.records import Unit


class Subject(NamedTuple):
    """A campaign, or a unit in it; ``findings`` are the numbers of a campaign's, which may lead."""

    book: Head
    unit: Unit | None
    counts: Counts
    findings: Tally | None
    findings_lead: bool


def feeds(books: Books) -> Iterator[Feed]:
    """One for each campaign and each of its units."""
    for campaign in books.campaigns:
        book = books.now(campaign.id)
        yield Feed(urls.embed(campaign.id), functools.partial(_given, book, None), _page)
        for unit in book.units:
            url, given = urls.embed(campaign.id, unit.id), functools.partial(_given, book, unit)
            yield Feed(url, given, _page, of_units(campaign.id, unit.id))


def _given(book: Ledger, unit: Unit | None) -> Subject:
    handed = findings.of_findings(book) if book.findings and not unit else None
    total = counts.count(book.of_unit(unit.id) if unit else book.standings)
    return Subject(book.head, unit, total, handed, book.by_finding_first and handed is not None)


def _page(renderer: Renderer, given: Subject) -> bytes:
    book, unit, total, handed, leads = given
    done, of = (handed.done, handed.total) if handed and leads else (total.closed, total.total)
    id = book.campaign.id
    values = {
        "book": book,
        "unit": unit,
        "name": unit.name if unit else book.campaign.name,
        "page": urls.unit(id, unit.id) if unit else urls.campaign(id),
        "counts": total,
        "findings": handed,
        "findings_lead": leads,
        "share": (counts.tenths(done, of) or 0) / 10,
    }
    return renderer.feed("embed.html", urls.embed(id, unit.id if unit else ""), values)


EXPORT = Export(order=70, feeds=feeds)
