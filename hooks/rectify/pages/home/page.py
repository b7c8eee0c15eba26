"""The home page."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from rectify.html import urls
from rectify.html.page import Books, Page
from rectify.pages import selections
from rectify.pages.dashboard.page import overview, row

if TYPE_CHECKING:
    from collections.abc import Iterator


def pages(books: Books) -> Iterator[Page]:
    """The home page: the campaign that is alive, and a line for each of the others."""
    yield Page(
        url=urls.HOME,
        title=books.words("page.home"),
        template="home.html",
        values=lambda: _home(books),
        made_from=functools.partial(_home_made_from, books),
        campaign=books.current.id if books.current else "",
        wide=True,
    )


def _home_made_from(books: Books) -> Iterator[Any]:
    """What the home page is worked out from: its campaign, and the numbers of all."""
    if books.current:
        book = books.now(books.current.id)
        yield from (book, len(book.claims))
    for campaign in books.campaigns:
        yield campaign.name
        yield from books.now(campaign.id).standings


def _home(books: Books) -> dict[str, Any]:
    rows = [
        row(campaign.name, urls.campaign(campaign.id), books.now(campaign.id).standings)._replace(
            links=selections.links(campaign.id)
        )
        for campaign in books.campaigns
    ]
    now = overview(books, books.now(books.current.id)) if books.current else {"book": None}
    return {**now, "campaigns": rows}
