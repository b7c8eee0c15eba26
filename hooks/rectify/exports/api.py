"""The ledger as JSON: ``campaigns.json``, and files of issues, findings and units for each campaign."""

from __future__ import annotations

import functools
import json
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from rectify.exports import keys, schemas, shapes
from rectify.exports.feed import Export, Feed
from rectify.html import urls
from rectify.html.links import Way
from rectify.ledger import findings, moved, periods
from rectify.pages import moves

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from rectify.html.page import Books
    from rectify.html.rendering import Renderer
    from rectify.ledger.corrected import Corrected
    from rectify.ledger.ledger import Ledger
    from rectify.pages.moves import Handed, Moves, Transferred


Given = TypeVar("Given")
Entry = TypeVar("Entry", "Corrected", "Transferred", "Handed")

_to_json = json.JSONEncoder(ensure_ascii=False).encode


class Claims(NamedTuple):
    """The numbers of findings, of answers asked for, and of answers given."""

    findings: int
    asked: int
    answered: int


class Contents(NamedTuple):
    """The contents of a file; ``rows`` are its records, ``aside`` those of issues that are not counted."""

    site: str
    rows: list[dict[str, Any]]
    book: Ledger | None = None
    current: str | None = None
    claims: Claims | None = None
    last_report: date | None = None
    aside: Sequence[dict[str, Any]] = ()


class Listing(NamedTuple):
    """What the index lists: the newest campaign first, and the id of the current one."""

    books: tuple[Ledger, ...]
    current: str | None


class OfIssues(NamedTuple):
    """What the file of issues says: their ledger, their corrections, and what went elsewhere."""

    book: Ledger
    corrected: tuple[Corrected, ...]
    moves: Moves


def feeds(books: Books) -> Iterator[Feed]:
    """The index of campaigns, three files for each, and the schemas."""
    ledgers = tuple(books.now(campaign.id) for campaign in books.campaigns)
    yield Feed(
        urls.CAMPAIGNS, lambda: Listing(ledgers, books.current.id if books.current else None), _campaigns
    )
    for book in ledgers:
        given = functools.partial(_of_issues, books, book)
        yield Feed(urls.issues_file(book.campaign.id), given, _issues)
        yield Feed(urls.findings_file(book.campaign.id), functools.partial(_identity, book), _findings)
        yield Feed(urls.units_file(book.campaign.id), functools.partial(_identity, book), _units)
    for name in shapes.FILES:
        yield Feed(urls.schema(name.removesuffix(".json")), functools.partial(_identity, name), _schema)


def _of_issues(books: Books, book: Ledger) -> OfIssues:
    return OfIssues(book, books.corrected[book.campaign.id], moves.moves(books, book))


def _identity(given: Given) -> Given:
    return given


def _campaigns(renderer: Renderer, given: Listing) -> bytes:
    rows = [keys.record("listed", book, _context(renderer, book)) for book in given.books]
    file = Contents(renderer.site_url, rows, current=given.current)
    return _encode("campaigns.json", urls.CAMPAIGNS, file, _context(renderer, None))


def _issues(renderer: Renderer, given: OfIssues) -> bytes:
    book = given.book
    sources = moved.sources((each.issue for each in book.moved), book.as_of)
    came_from = {id: tuple(each.id for each in some) for id, some in sources.items()}
    context = _context(renderer, book)._replace(
        sources=came_from,
        corrected=_by_issue(each for each in given.corrected if each.kind == "issue"),
        transfers=_by_issue(given.moves.transfers),
        handovers=_by_issue(given.moves.handovers),
    )
    rows = [keys.record("issue", each, context) for each in book.standings]
    aside = [keys.record("issue", each, context) for each in book.aside]
    file = Contents(renderer.site_url, rows, book, aside=aside)
    return _encode("issues.json", urls.issues_file(book.campaign.id), file, context)


def _by_issue(some: Iterable[Entry]) -> dict[str, tuple[Entry, ...]]:
    found: dict[str, list[Entry]] = {}
    for each in some:
        found.setdefault(each.id, []).append(each)
    return {id: tuple(entries) for id, entries in found.items()}


def _findings(renderer: Renderer, book: Ledger) -> bytes:
    context = _context(renderer, book)._replace(states=findings.states(book))
    rows = [keys.record("finding", each, context) for each in book.findings]
    file = Contents(renderer.site_url, rows, book)
    return _encode("findings.json", urls.findings_file(book.campaign.id), file, context)


def _units(renderer: Renderer, book: Ledger) -> bytes:
    context = _context(renderer, book)
    week = periods.last_week(book.campaign, book.as_of)
    file = Contents(
        renderer.site_url,
        [keys.record("unit", unit, context) for unit in book.units],
        book,
        claims=Claims(len(book.findings), book.applicable(), book.answered()),
        last_report=week.report if week else None,
    )
    return _encode("units.json", urls.units_file(book.campaign.id), file, context)


def _context(renderer: Renderer, book: Ledger | None) -> keys.Context:
    return keys.Context(renderer.common, book, Way("", renderer.directory_urls), shapes.SHAPES)


def _encode(name: str, url: str, file: Contents, context: keys.Context) -> bytes:
    """The file with one record per line, so that versions can be diffed."""
    schema = urls.root(url) + urls.schema(name.removesuffix(".json"))
    made = {"$schema": schema, **keys.record(name, file, context)}
    lines = []
    for key, value in made.items():
        told = _to_json(value)
        if isinstance(value, list) and value:
            # Between records only: within texts the quote would be escaped.
            told = "[\n" + told[1:-1].replace('}, {"', '},\n{"') + "\n]"
        lines.append(f"{_to_json(key)}: {told}")
    return ("{\n" + ",\n".join(lines) + "\n}\n").encode(errors="replace")


def _schema(renderer: Renderer, name: str) -> bytes:
    schema = schemas.schema(name, renderer.common.words)
    return (json.dumps(schema, ensure_ascii=False, indent=1) + "\n").encode()


EXPORT = Export(order=30, feeds=feeds)
