"""Every file that other programs read: what ``plan`` lists is what the site has beside its pages.

To add one: a module here with ``feeds(books)``, and its line in ``FEEDS``.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from rectify.feeds import build, rows
from rectify.feeds.feed import Feed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rectify.pages.page import Books

__all__ = ["Feed", "plan"]

FEEDS = (build.feeds, rows.feeds)


def plan(books: Books) -> Iterator[Feed]:
    """Every such file, in a stable order."""
    return itertools.chain.from_iterable(make(books) for make in FEEDS)
