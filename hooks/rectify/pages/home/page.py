"""The home page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from rectify.html import urls
from rectify.html.page import Books, Common, Page
from rectify.ledger import findings
from rectify.ledger.counts import percent
from rectify.ledger.ledger import is_finished
from rectify.pages import selections
from rectify.pages.dashboard.page import ROWS, Rate, overview, row, subject

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rectify.ledger.findings import Tally
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
            "alive": [*(_row(common, book) for book in alive), _total(common, alive)],
            "overdue": [each for each in map(_overdue, alive) if each.total],
            "campaigns": [_row(common, book) for book in given.books if book not in alive],
        }
    now = overview(common, given.current) if given.current else {"book": None}
    return {**now, "alive": [], "campaigns": [_row(common, book) for book in given.books]}


def _is_alive(book: Ledger) -> bool:
    """Whether a campaign has begun and is not over."""
    return book.campaign.received <= book.as_of and not is_finished(book.campaign, book.as_of)


def _row(common: Common, book: Ledger) -> Row:
    id = book.campaign.id
    made = row(book.campaign.name, urls.campaign(id), book.standings)
    lists = {"issues": urls.section(id, "issues")}
    if common.options.shows("findings"):
        lists["findings"] = f"{urls.section(id, 'findings')}#states"
    rates = tuple(each._replace(url=lists.get(each.level, "")) for each in _rates([book]))
    return made._replace(links=selections.links(id), rates=rates)


def _total(common: Common, books: list[Ledger]) -> Row:
    standings = tuple(each for book in books for each in book.standings)
    return row(common.words("results.total"), "", standings)._replace(rates=_rates(books))


def _rates(books: list[Ledger]) -> tuple[Rate, ...]:
    """The rates of findings and of issues; none where nothing was handed down.

    Those of findings lead if they do in all of the campaigns.
    """
    handed = [findings.of_findings(book) for book in books if book.findings]
    if not handed:
        return ()
    taken = [findings.of_issues(book.standings) for book in books]
    rates = (_rate("findings", handed), _rate("issues", taken))
    return rates if all(book.by_finding_first for book in books) else rates[::-1]


def _rate(level: str, tallies: list[Tally]) -> Rate:
    done, total = sum(each.done for each in tallies), sum(each.total for each in tallies)
    return Rate(level, done, total, percent(done, total))


def _overdue(book: Ledger) -> Across:
    late = sorted((each for each in book.standings if each.overdue), key=selections.urgency)
    return Across(book.head, tuple(late[:ROWS]), len(late), selections.url(book.campaign.id, "overdue"))
