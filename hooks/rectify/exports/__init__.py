"""Every file that other programs read: what ``plan`` lists is what the site has beside its pages.

To add one: a module here with ``feeds(books, renderer)``, and its line in ``FEEDS`` or, for files that a
site may do without, in ``OFFERED``.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from rectify.exports import api, badges, build, calendar, embed, news, rows
from rectify.exports.feed import Feed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rectify.html.page import Books
    from rectify.html.rendering import Renderer

__all__ = ["Feed", "plan"]

FEEDS = (build.feeds, rows.feeds)
WORD = "feeds"
"""The word with which the option ``hide`` leaves out what a site may do without."""

OFFERED = (api.feeds, calendar.feeds, news.feeds, badges.feeds, embed.feeds)
"""What ``hide: [feeds]`` leaves out."""


def plan(books: Books, renderer: Renderer) -> Iterator[Feed]:
    """Every such file, in a stable order."""
    wanted = OFFERED if books.options.shows(WORD) else ()
    return itertools.chain.from_iterable(make(books, renderer) for make in (*FEEDS, *wanted))
