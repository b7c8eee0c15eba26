"""What pages a site has. Adding a kind of page: a module here, a template, and a line below."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from rectify.html.page import Books, Crumb, Page
from rectify.pages import unchanged
from rectify.pages.analogy import page as analogy
from rectify.pages.archive import page as archive
from rectify.pages.board import page as board
from rectify.pages.changes import page as changes
from rectify.pages.dashboard import page as dashboard
from rectify.pages.findings import page as findings
from rectify.pages.issue import page as issue
from rectify.pages.people import page as people
from rectify.pages.quality import page as quality
from rectify.pages.regulations import page as regulations
from rectify.pages.search import page as search
from rectify.pages.status import page as status
from rectify.pages.units import page as units
from rectify.pages.wall import page as wall
from rectify.pages.weekly import page as weekly

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
