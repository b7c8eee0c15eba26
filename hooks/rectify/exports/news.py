"""Atom feeds (RFC 4287) of what was closed, returned and reopened: one per campaign and one for all."""

from __future__ import annotations

import functools
import itertools
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from rectify.exports.feed import Export, Feed, site_id
from rectify.html import urls
from rectify.ledger.brief import gone
from rectify.ledger.standing import reopenings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import date

    from rectify.html.page import Books
    from rectify.html.rendering import Renderer
    from rectify.ledger.ledger import Ledger
    from rectify.ledger.standing import Standing
    from rectify.read.records import Campaign, Issue

ENTRIES = 100
TAG = "tag:rectify,2026:"
"""The prefix of every id (RFC 4151); the site follows."""


class Entry(NamedTuple):
    """An entry. ``id`` is unique and permanent within the site."""

    id: str
    kind: str
    day: date
    by: str
    said: str
    campaign: str
    standing: Standing


class Subject(NamedTuple):
    """The contents of a feed; ``name`` is its campaign's, or empty for the feed of all."""

    url: str
    name: str
    home: str
    entries: tuple[Entry, ...]
    day: date


def feeds(books: Books) -> Iterator[Feed]:
    """The feed of the whole site and of each campaign."""
    found = functools.cache(lambda campaign: tuple(entries(books, books.now(campaign))))
    ids = tuple(campaign.id for campaign in books.campaigns)
    yield Feed(urls.NEWS, lambda: _given(books, urls.NEWS, "", urls.HOME, [*map(found, ids)]), _feed)
    for campaign in books.campaigns:
        given = functools.partial(_of_campaign, books, campaign, found)
        yield Feed(urls.news(campaign.id), given, _feed)


def _of_campaign(books: Books, campaign: Campaign, found: Callable[[str], tuple[Entry, ...]]) -> Subject:
    home = urls.campaign(campaign.id)
    return _given(books, urls.news(campaign.id), campaign.name, home, [found(campaign.id)])


def _given(books: Books, url: str, name: str, home: str, found: Iterable[tuple[Entry, ...]]) -> Subject:
    newest = sorted(itertools.chain.from_iterable(found), key=lambda entry: entry.day, reverse=True)
    return Subject(url, name, home, tuple(newest[:ENTRIES]), newest[0].day if newest else books.options.as_of)


def _feed(renderer: Renderer, given: Subject) -> bytes:
    words = renderer.common.words
    values = {
        "title": given.name or words("feeds.news.all"),
        "file": given.url,
        "tag": f"{TAG}{site_id(renderer)}/",
        "home": given.home,
        "entries": given.entries,
        "updated": given.day,
    }
    return renderer.feed("news.xml", given.url, values)


def entries(books: Books, book: Ledger) -> Iterator[Entry]:
    """The events up to the ledger's day, in ledger order."""
    campaign = book.campaign.id
    for standing, issue in zip(book.everything, books.issues_of(campaign, book.everything), strict=True):
        seen: Counter[tuple[date, str]] = Counter()
        ended = set(reopenings(standing.life))
        for day, kind, by, said in _events(issue):
            if day > book.as_of:
                continue
            if kind == "reopened" and (day not in ended or seen[day, kind]):
                continue  # nothing was closed, or the failed recheck has reopened it
            seen[day, kind] += 1
            again = f"/{seen[day, kind]}" if seen[day, kind] > 1 else ""
            yield Entry(f"{campaign}/{issue.id}/{day}/{kind}{again}", kind, day, by, said, campaign, standing)


def _events(issue: Issue) -> Iterable[tuple[date, str, str, str]]:
    for step in issue.closure:
        if step.result == "return":
            yield step.date, "returned", step.by, step.opinion or ""
        elif step.step == "reopen":
            yield step.date, "reopened", step.by, step.opinion or ""
        elif step.step == "verify":
            yield step.date, "closed", step.by, step.opinion or ""
    if left := gone(issue):
        yield left.date, left.why, left.by, left.reason
    for recheck in issue.rechecks:
        if recheck.result == "fail":
            yield recheck.date, "reopened", recheck.by, recheck.opinion or ""


EXPORT = Export(order=50, feeds=feeds)
