"""What pages a site has. Adding a kind of page: a module here, a template, and a line below."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from rectify.pages import (
    analogy,
    archive,
    board,
    changes,
    dashboard,
    findings,
    issue,
    people,
    quality,
    regulations,
    search,
    status,
    unchanged,
    units,
    wall,
    weekly,
)
from rectify.pages.page import Books, Crumb, Page

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Books", "Crumb", "Page", "plan"]

CAMPAIGN_PAGES = (
    dashboard.campaign_page,
    units.pages,
    issue.pages,
    findings.pages,
    analogy.pages,
    status.pages,
    changes.pages,
    people.pages,
    wall.pages,
    board.pages,
    weekly.pages,
    regulations.pages,
    quality.pages,
)


def plan(books: Books) -> Iterator[Page]:
    """Every page of the site but the handbook's, in a stable order."""
    return unchanged.told(books, _pages(books))


def _pages(books: Books) -> Iterator[Page]:
    yield dashboard.home_page(books)
    for campaign in books.campaigns:
        book = books.now(campaign.id)
        yield from itertools.chain.from_iterable(make(books, book) for make in CAMPAIGN_PAGES)
    yield from archive.pages(books)
    yield from search.pages(books)
