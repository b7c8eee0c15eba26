"""Badges: the completion rate and what is overdue, as a small SVG that other pages show as an image."""

from __future__ import annotations

import functools
import unicodedata
from typing import TYPE_CHECKING

from rectify.exports.feed import Export, Feed
from rectify.html import urls
from rectify.ledger import counts
from rectify.pages import unchanged

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rectify.html.page import Books
    from rectify.html.rendering import Renderer
    from rectify.ledger.counts import Counts
    from rectify.ledger.ledger import Standing

SIZE = 12
"""Of the letters, in pixels; a Chinese character is as wide, a Latin one about 0.6 of it."""

MARGIN = 8


def feeds(books: Books, renderer: Renderer) -> Iterator[Feed]:
    """One for each campaign, and one for each of its units."""
    for campaign in books.campaigns:
        book = books.now(campaign.id)
        made = functools.partial(_badge, books, renderer)
        url = urls.badge(campaign.id)
        yield Feed(url, functools.partial(made, url, campaign.name, book.standings))
        for unit in book.units:
            url = urls.badge(campaign.id, unit.id)
            content = functools.partial(made, url, unit.name, book.of_unit(unit.id))
            yield Feed(url, content, functools.partial(unchanged.of_units, books, book, (unit.id,)))


def _badge(books: Books, renderer: Renderer, url: str, name: str, standings: tuple[Standing, ...]) -> bytes:
    total = counts.count(standings)
    late_and_near = total.flag["overdue"] and total.flag["due_soon"]
    said = books.words(
        "feeds.badge.both" if late_and_near else f"feeds.badge.{state(total)}",
        rate=total.completion_rate,
        overdue=total.flag["overdue"],
        due=total.flag["due_soon"],
    )
    left, right = width(name), width(said)
    values = {
        "name": name,
        "said": said,
        "state": state(total),
        "counts": total,
        "left": left,
        "right": right,
        "margin": MARGIN,
        "size": SIZE,
    }
    return renderer.feed("badge.svg", url, values)


def state(total: Counts) -> str:
    """What a badge has to say first: none, overdue, due, done or fine."""
    if not total.total:
        return "none"
    if total.flag["overdue"]:
        return "overdue"
    if total.flag["due_soon"]:
        return "due"
    return "fine" if total.open else "done"


def width(text: str) -> int:
    """How wide a text is, in pixels; it is drawn exactly so, whatever the reader's fonts."""
    wide = sum(1.0 if unicodedata.east_asian_width(sign) in "WF" else 0.6 for sign in text)
    return round(wide * SIZE)


EXPORT = Export(order=60, feeds=feeds)
