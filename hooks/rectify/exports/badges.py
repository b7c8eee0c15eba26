"""Badges: completion rate and overdue issues as a small SVG for other pages."""

from __future__ import annotations

import functools
import unicodedata
from typing import TYPE_CHECKING, NamedTuple

from rectify.exports.feed import Export, Feed, of_units
from rectify.html import urls
from rectify.ledger import counts, findings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rectify.html.page import Books
    from rectify.html.rendering import Renderer
    from rectify.ledger.counts import Counts
    from rectify.ledger.ledger import Ledger
    from rectify.ledger.standing import Standing

SIZE = 12
"""The font size in pixels; a Chinese character is as wide, a Latin one about 0.6 of it."""

MARGIN = 8


class Subject(NamedTuple):
    """Whose badge it is, and its numbers."""

    url: str
    name: str
    counts: Counts
    rate: str


def feeds(books: Books) -> Iterator[Feed]:
    """One for each campaign and each of its units."""
    for campaign in books.campaigns:
        book = books.now(campaign.id)
        url = urls.badge(campaign.id)
        yield Feed(url, functools.partial(_whole, url, book), _badge)
        for unit in book.units:
            url = urls.badge(campaign.id, unit.id)
            given = functools.partial(_given, url, unit.name, book.of_unit(unit.id))
            yield Feed(url, given, _badge, of_units(campaign.id, unit.id))


def _given(url: str, name: str, standings: tuple[Standing, ...]) -> Subject:
    total = counts.count(standings)
    return Subject(url, name, total, total.completion_rate)


def _whole(url: str, book: Ledger) -> Subject:
    """A campaign's: its rate is that of the level that leads."""
    given = _given(url, book.campaign.name, book.standings)
    return given._replace(rate=findings.of_findings(book).rate) if book.by_finding_first else given


def _badge(renderer: Renderer, given: Subject) -> bytes:
    url, name, total, rate = given
    late_and_near = total.flag["overdue"] and total.flag["due_soon"]
    said = renderer.common.words(
        "feeds.badge.both" if late_and_near else f"feeds.badge.{state(total)}",
        rate=rate,
        overdue=total.flag["overdue"],
        due=total.flag["due_soon"],
    )
    values = {
        "name": name,
        "said": said,
        "state": state(total),
        "counts": total,
        "left": width(name),
        "right": width(said),
        "margin": MARGIN,
        "size": SIZE,
    }
    return renderer.feed("badge.svg", url, values)


def state(total: Counts) -> str:
    """The badge's message: none, overdue, due, done or fine."""
    if not total.total:
        return "none"
    if total.flag["overdue"]:
        return "overdue"
    if total.flag["due_soon"]:
        return "due"
    return "fine" if total.open else "done"


def width(text: str) -> int:
    """The width of a text in pixels; it is drawn at this width in any font."""
    wide = sum(1.0 if unicodedata.east_asian_width(sign) in "WF" else 0.6 for sign in text)
    return round(wide * SIZE)


EXPORT = Export(order=60, feeds=feeds)
