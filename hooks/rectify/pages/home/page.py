"""The home page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from rectify.html import urls
from rectify.html.page import Books, Common, Page
from rectify.pages import selections
from rectify.pages.dashboard.page import overview, row

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rectify.ledger.ledger import Ledger


class Subject(NamedTuple):
    """The data: the current campaign, if any, and all campaigns, newest first."""

    current: Ledger | None
    books: tuple[Ledger, ...]


def pages(books: Books) -> Iterator[Page]:
    """The home page: the current campaign, and a row for each of the others."""
    yield Page(
        url=urls.HOME,
        title=books.words("page.home"),
        template="home.html",
        given=lambda: Subject(
            books.now(books.current.id) if books.current else None,
            tuple(books.now(campaign.id) for campaign in books.campaigns),
        ),
        view=_view,
        campaign=books.current.id if books.current else "",
        wide=True,
    )


def _view(common: Common, given: Subject) -> dict[str, Any]:
    rows = [
        row(book.campaign.name, urls.campaign(book.campaign.id), book.standings)._replace(
            links=selections.links(book.campaign.id)
        )
        for book in given.books
    ]
    now = overview(common, given.current) if given.current else {"book": None}
    return {**now, "campaigns": rows}
