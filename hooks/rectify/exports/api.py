"""The ledger as JSON: ``campaigns.json``, and of each campaign ``issues.json`` and ``units.json``."""

from __future__ import annotations

import functools
import json
from typing import TYPE_CHECKING, Any, NamedTuple

from rectify.exports import shapes
from rectify.exports.feed import Export, Feed
from rectify.html import urls
from rectify.html.links import Way
from rectify.ledger import periods

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from rectify.html.page import Books
    from rectify.html.rendering import Renderer
    from rectify.ledger.ledger import Ledger


_one = json.JSONEncoder(ensure_ascii=False).encode


class Claims(NamedTuple):
    """How many findings were handed down, and how many answers were asked for and given."""

    findings: int
    asked: int
    answered: int


class Contents(NamedTuple):
    """What a file is made from; ``rows`` are the records of its list."""

    site: str
    rows: list[dict[str, Any]]
    book: Ledger | None = None
    claims: Claims | None = None
    last_report: date | None = None


def feeds(books: Books, renderer: Renderer) -> Iterator[Feed]:
    """The index of campaigns, two files for each, and the schemas of the three."""
    yield Feed(urls.CAMPAIGNS, functools.partial(_campaigns, books, renderer))
    for campaign in books.campaigns:
        yield Feed(urls.issues_file(campaign.id), functools.partial(_issues, books, renderer, campaign.id))
        yield Feed(urls.units_file(campaign.id), functools.partial(_units, books, renderer, campaign.id))
    for name in shapes.FILES:
        schema = functools.partial(shapes.schema, name, books.words)
        yield Feed(urls.schema(name.removesuffix(".json")), lambda schema=schema: _plain(schema()))  # type: ignore[misc]


def _campaigns(books: Books, renderer: Renderer) -> bytes:
    rows = []
    for campaign in books.campaigns:
        context = _context(books, renderer, campaign.id)
        rows.append(shapes.record("listed", books.now(campaign.id), context))
    file = Contents(renderer.site_url, rows)
    return _told("campaigns.json", urls.CAMPAIGNS, file, _context(books, renderer, ""))


def _issues(books: Books, renderer: Renderer, campaign: str) -> bytes:
    context = _context(books, renderer, campaign)
    book = books.now(campaign)
    rows = [shapes.record("issue", each, context) for each in book.standings]
    return _told("issues.json", urls.issues_file(campaign), Contents(renderer.site_url, rows, book), context)


def _units(books: Books, renderer: Renderer, campaign: str) -> bytes:
    context = _context(books, renderer, campaign)
    book = books.now(campaign)
    week = periods.last_week(book.campaign, book.as_of)
    file = Contents(
        renderer.site_url,
        [shapes.record("unit", unit, context) for unit in book.units],
        book,
        Claims(len(book.round.findings), book.applicable(), len(book.claims)),
        week.report if week else None,
    )
    return _told("units.json", urls.units_file(campaign), file, context)


def _context(books: Books, renderer: Renderer, campaign: str) -> shapes.Context:
    return shapes.Context(books, campaign, Way("", renderer.directory_urls))


def _told(name: str, url: str, file: Contents, context: shapes.Context) -> bytes:
    """The file, a line for each record of its list, so that versions can be compared line by line."""
    schema = urls.root(url) + urls.schema(name.removesuffix(".json"))
    made = {"$schema": schema, **shapes.record(name, file, context)}
    lines = []
    for key, value in made.items():
        told = _one(value)
        if isinstance(value, list) and value:
            # Outside of texts, where a quote would be escaped, this is where one record ends.
            told = "[\n" + told[1:-1].replace('}, {"', '},\n{"') + "\n]"
        lines.append(f"{_one(key)}: {told}")
    return ("{\n" + ",\n".join(lines) + "\n}\n").encode(errors="replace")


def _plain(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


EXPORT = Export(order=30, feeds=feeds)
