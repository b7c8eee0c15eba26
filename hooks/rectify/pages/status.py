"""状态表: the tables of all issues, by status, and of what needs attention."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from rectify import counts, ledger, reporting, urls
from rectify.pages import sheets
from rectify.pages.page import Books, Crumb, Page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rectify.ledger import Ledger, Standing

SELECTIONS: dict[str, Callable[[Standing], bool]] = {
    "overdue": lambda each: each.overdue,
    "due": lambda each: each.due_soon,
    "returned": lambda each: each.returned,
    "silent": lambda each: each.silent,
}
"""The tables of ``urls.TABLES``: which issues each holds."""

WHERE = {
    "all": "",
    "overdue": "flags:overdue",
    "due": "flags:due_soon",
    "returned": "flags:returned",
    "silent": "flags:silent",
}
"""The same for a browser, as a column of ``rows.json`` and what it must hold; of a status, the status."""

ORDER = {"overdue": "days", "due": "deadline"}
"""The column by which a table is sorted, if it isn't in the order of the ledger."""


def pages(books: Books, book: Ledger) -> Iterator[Page]:
    """The table of all issues, one for each status, one for each selection."""
    campaign = book.campaign
    crumbs = books.crumbs(campaign)
    issues = urls.section(campaign.id, "issues")
    everything = Crumb(books.words("page.issues"), issues)

    def page(
        url: str, kind: str, title: str, select: Callable[[Standing], bool], *way: Crumb
    ) -> Iterator[Page]:
        chosen = functools.cache(lambda: _chosen(book, kind, select))
        first = Page(
            url=url,
            title=title,
            template="status.html",
            values=dict,
            crumbs=(*crumbs, *way),
            campaign=campaign.id,
            wide=True,
        )
        values = functools.partial(_table, book, kind, url, chosen)
        yield from sheets.pages(first, sum(map(select, book.standings)), values, books.words)

    yield from page(issues, "all", everything.title, lambda each: True)
    for status in ledger.STATUSES:
        title = books.words(f"status.{status}")
        url = urls.status(campaign.id, status)
        yield from page(url, status, title, functools.partial(_has, status), everything)
    for name in urls.TABLES:
        title = books.words(f"page.{name}")
        yield from page(urls.section(campaign.id, name), name, title, SELECTIONS[name], everything)


def _has(status: str, standing: Standing) -> bool:
    return standing.status == status


def _chosen(book: Ledger, kind: str, select: Callable[[Standing], bool]) -> list[Standing]:
    """The rows of a table, in its order."""
    chosen = [each for each in book.standings if select(each)]
    if kind == "overdue":
        chosen.sort(key=lambda each: each.days_left)
    elif kind == "due":
        chosen.sort(key=lambda each: each.deadline)
    return chosen


def _table(
    book: Ledger, kind: str, url: str, chosen: Callable[[], list[Standing]], number: int
) -> dict[str, Any]:
    again = [each for each in book.standings if each.returns and not each.returned]
    return {
        "book": book,
        "kind": kind,
        "sheet": sheets.cut(chosen(), number, url),
        "where": WHERE.get(kind, f"status:{kind}"),
        "order": ORDER.get(kind, ""),
        "counts": counts.count(book.standings),
        "once_returned": again if kind == "returned" and number == 1 else [],
        "week": reporting.last_week(book.campaign, book.as_of),
    }
