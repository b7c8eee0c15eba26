"""Atom feeds (RFC 4287) of what was closed, returned and reopened: of each campaign and of all."""

from __future__ import annotations

import functools
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from rectify.exports.feed import Export, Feed, site_id
from rectify.html import urls
from rectify.ledger.ledger import reopenings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from rectify.html.page import Books
    from rectify.html.rendering import Renderer
    from rectify.ledger.ledger import Ledger, Standing
    from rectify.read.records import Issue

ENTRIES = 100
TAG = "tag:rectify,2026:"
"""What every id begins with (RFC 4151), the site after it."""


class Entry(NamedTuple):
    """Something that a reader is told. ``id`` is its own for good, and no other site has it."""

    id: str
    kind: str
    day: date
    by: str
    said: str
    campaign: str
    standing: Standing


def feeds(books: Books, renderer: Renderer) -> Iterator[Feed]:
    """The feed of the whole site and of each campaign."""
    ids = tuple(campaign.id for campaign in books.campaigns)
    yield Feed(
        urls.NEWS, functools.partial(_feed, books, renderer, urls.NEWS, books.words("feeds.news.all"), ids)
    )
    for campaign in books.campaigns:
        url = urls.news(campaign.id)
        yield Feed(url, functools.partial(_feed, books, renderer, url, campaign.name, (campaign.id,)))


def _feed(books: Books, renderer: Renderer, url: str, title: str, campaigns: tuple[str, ...]) -> bytes:
    tag = f"{TAG}{site_id(books, renderer)}/"
    found = [entry for id in campaigns for entry in entries(books.now(id), tag)]
    found.sort(key=lambda entry: entry.day, reverse=True)
    values = {
        "title": title,
        "file": url,
        "id": f"{tag}{url}",
        "home": urls.HOME if url == urls.NEWS else urls.campaign(campaigns[0]),
        "entries": found[:ENTRIES],
        "updated": found[0].day if found else books.options.as_of,
    }
    return renderer.feed("news.xml", url, values)


def entries(book: Ledger, tag: str) -> Iterator[Entry]:
    """What happened up to the ledger's day, in the order of the ledger."""
    for standing in book.standings:
        seen: Counter[tuple[date, str]] = Counter()
        ended = set(reopenings(standing.life))
        for day, kind, by, said in _happened(standing.issue):
            if day > book.as_of:
                continue
            if kind == "reopened" and (day not in ended or seen[day, kind]):
                continue  # nothing was closed, or the look back that failed has opened it
            seen[day, kind] += 1
            again = f"/{seen[day, kind]}" if seen[day, kind] > 1 else ""
            id = f"{tag}{book.campaign.id}/{standing.issue.id}/{day}/{kind}{again}"
            yield Entry(id, kind, day, by, said, book.campaign.id, standing)


def _happened(issue: Issue) -> Iterable[tuple[date, str, str, str]]:
    for step in issue.closure:
        if step.result == "return":
            yield step.date, "returned", step.by, step.opinion or ""
        elif step.step == "reopen":
            yield step.date, "reopened", step.by, step.opinion or ""
        elif step.step == "verify":
            yield step.date, "closed", step.by, step.opinion or ""
    for recheck in issue.rechecks:
        if recheck.result == "fail":
            yield recheck.date, "reopened", recheck.by, recheck.opinion or ""


EXPORT = Export(order=50, feeds=feeds)
