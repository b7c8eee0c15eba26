"""状态表: the tables of all issues, by status, by category, and of what needs attention."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from rectify import counts, ledger, reporting, selections, urls
from rectify.columns import COLUMNS
from rectify.pages import sheets
from rectify.pages.page import Books, Crumb, Page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rectify.ledger import Ledger, Standing

ORDER = {"overdue": "days", "due": "deadline", "week": "deadline"}
"""The column by which a table is sorted, if it isn't in the order of the ledger; a band's is as overdue's."""


def pages(books: Books, book: Ledger) -> Iterator[Page]:
    """The table of all issues, one for each status, one for each selection, those of each category."""
    campaign = book.campaign
    crumbs = books.crumbs(campaign)
    issues = urls.section(campaign.id, "issues")
    everything = Crumb(books.words("page.issues"), issues)
    total = functools.cache(lambda: counts.count(book.standings))
    again = functools.cache(lambda: [each for each in book.standings if each.returns and not each.returned])

    def page(
        url: str, kind: str, title: str, select: Callable[[Standing], bool], where: str | None, *way: Crumb
    ) -> Iterator[Page]:
        chosen = functools.cache(lambda: _chosen(book, kind, select))

        def values(number: int) -> dict[str, Any]:
            return {
                "book": book,
                "kind": kind,
                "shape": _shape(kind),
                "sheet": sheets.cut(chosen(), number, url),
                "where": where,
                "order": _order(kind),
                "counts": total(),
                "once_returned": again() if kind == "returned" and number == 1 else [],
                "week": reporting.last_week(campaign, book.as_of),
            }

        def made_from(number: int) -> Iterator[Any]:
            made = values(number)
            yield from made["sheet"].rows
            yield from made["once_returned"]
            yield made["sheet"].total, made["counts"]

        first = Page(
            url=url,
            title=title,
            template="status.html",
            values=dict,
            crumbs=(*crumbs, *way),
            campaign=campaign.id,
            wide=True,
        )
        yield from sheets.pages(first, sum(map(select, book.standings)), values, books.words, made_from)

    yield from page(issues, "all", everything.title, lambda each: True, "")
    for status in ledger.STATUSES:
        title = books.words(f"status.{status}")
        url = urls.status(campaign.id, status)
        yield from page(url, status, title, functools.partial(_has, status), f"status:{status}", everything)
    for name, chosen in selections.ALL.items():
        title = books.words(f"page.{name}") if name in urls.TABLES else title_of(books, name)
        url = selections.url(campaign.id, name)
        yield from page(url, name, title, chosen.holds, chosen.where, everything)
    for category in campaign.categories:
        whole = urls.category(campaign.id, category.id)
        for part, (holds, where) in selections.OF_CATEGORY.items():
            title, way = category.name, [everything]
            if part:
                title = books.words("selection.of", name=title, part=books.words(f"figure.{part}"))
                way.append(Crumb(category.name, whole))
            url = urls.category(campaign.id, category.id, part)
            select = functools.partial(_in_category, category.id, holds)
            where = ";".join(filter(None, (f"category:{category.id}", where)))
            yield from page(url, "category", title, select, where, *way)
    changed = _changed(books, book)
    for name in counts.Change._fields:
        title = books.words("changes.of", change=books.words(f"change.{name}"))
        way = [Crumb(books.words("changes.title"), urls.section(campaign.id, "changes"))]
        select = functools.partial(_among, changed[name])
        yield from page(urls.change(campaign.id, name), "change", title, select, None, *way)


def _changed(books: Books, book: Ledger) -> dict[str, frozenset[str]]:
    """The issues to which something has happened since the last report, by what it is."""
    previous = reporting.previous_report(book.campaign, book.as_of)
    if previous is None:
        return dict.fromkeys(counts.Change._fields, frozenset())
    changed = counts.change(books.on(book.campaign.id, previous), book)
    return {
        name: frozenset(each.issue.id for each in getattr(changed, name)) for name in counts.Change._fields
    }


def _among(ids: frozenset[str], standing: Standing) -> bool:
    return standing.issue.id in ids


def title_of(books: Books, name: str) -> str:
    """What a list of ``selections.ALL`` is called."""
    if name.startswith("signal_"):
        return books.words(f"colour.{name.removeprefix('signal_')}")
    return books.words(f"selection.{name}.title")


def _has(status: str, standing: Standing) -> bool:
    return standing.status == status


def _in_category(category: str, holds: Callable[[Standing], bool], standing: Standing) -> bool:
    return standing.category == category and holds(standing)


def _order(kind: str) -> str:
    return ORDER.get("overdue" if kind.startswith("band_") else kind, "")


def _chosen(book: Ledger, kind: str, select: Callable[[Standing], bool]) -> list[Standing]:
    """The rows of a table, in its order."""
    chosen = [each for each in book.standings if select(each)]
    if order := _order(kind):
        chosen.sort(key=COLUMNS[order])
    return chosen


def _shape(kind: str) -> str:
    """Which of the sets of columns a list has."""
    if kind in ("overdue", "due", "week", "open") or kind.startswith("band_"):
        return "overdue"
    return "closed" if kind in ("closed", "on_time", "closed_late") else "usual"
