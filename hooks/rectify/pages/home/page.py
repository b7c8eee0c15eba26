"""The home page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from rectify.html import urls
from rectify.html.page import Books, Common, Page
from rectify.ledger.ledger import is_finished
from rectify.pages import selections
from rectify.pages.dashboard.page import ROWS, overview, row, subject

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rectify.ledger.ledger import Head, Ledger
    from rectify.ledger.standing import Standing
    from rectify.pages.dashboard.page import Row, Subject


class Whole(NamedTuple):
    """The data: the overview of the current campaign, if any, and all campaigns, newest first."""

    current: Subject | None
    books: tuple[Ledger, ...]


class Across(NamedTuple):
    """What is overdue in a campaign: the first few, their number, and the address of all."""

    book: Head
    standings: tuple[Standing, ...]
    total: int
    url: str


def pages(books: Books) -> Iterator[Page]:
    """The home page: the current campaign, and a row for each of the others; with several unfinished, all."""
    yield Page(
        url=urls.HOME,
        title=books.words("page.home"),
        template="home.html",
        given=lambda: Whole(
            subject(books, books.now(books.current.id)) if books.current else None,
            tuple(books.now(campaign.id) for campaign in books.campaigns),
        ),
        view=_view,
        campaign=books.current.id if books.current else "",
        wide=True,
    )


def _view(common: Common, given: Whole) -> dict[str, Any]:
    alive = [book for book in given.books if _is_alive(book)]
    if len(alive) > 1:
        return {
            "book": None,
            "alive": [*map(_row, alive), _total(common, alive)],
            "overdue": [each for each in map(_overdue, alive) if each.total],
            "campaigns": [_row(book) for book in given.books if book not in alive],
        }
    now = overview(common, given.current) if given.current else {"book": None}
    return {**now, "alive": [], "campaigns": [_row(book) for book in given.books]}


def _is_alive(book: Ledger) -> bool:
    """Whether a campaign has begun and is not over."""
    return book.campaign.received <= book.as_of and not is_finished(book.campaign, book.as_of)


def _row(book: Ledger) -> Row:
    id = book.campaign.id
    return row(book.campaign.name, urls.campaign(id), book.standings)._replace(links=selections.links(id))


def _total(common: Common, books: list[Ledger]) -> Row:
    return row(common.words("results.total"), "", tuple(each for book in books for each in book.standings))


def _overdue(book: Ledger) -> Across:
    late = sorted((each for each in book.standings if each.overdue), key=selections.urgency)
    return Across(book.head, tuple(late[:ROWS]), len(late), selections.url(book.campaign.id, "overdue"))
