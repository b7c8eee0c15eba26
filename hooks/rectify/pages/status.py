"""状态表: the tables of all issues, by status, by category, and of what needs attention."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from rectify import counts, ledger, reporting, selections, urls
from rectify.pages.page import Books, Crumb, Page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rectify.ledger import Ledger, Standing


def pages(books: Books, book: Ledger) -> Iterator[Page]:
    """The table of all issues, one for each status, one for each selection, those of each category."""
    campaign = book.campaign
    crumbs = books.crumbs(campaign)
    issues = urls.section(campaign.id, "issues")
    everything = Crumb(books.words("page.issues"), issues)

    def page(url: str, kind: str, title: str, select: Callable[[Standing], bool], *way: Crumb) -> Page:
        return Page(
            url=url,
            title=title,
            template="status.html",
            values=functools.partial(_table, book, kind, select),
            crumbs=(*crumbs, *way),
            campaign=campaign.id,
            wide=True,
        )

    yield page(issues, "all", everything.title, lambda each: True)
    for status in ledger.STATUSES:
        title = books.words(f"status.{status}")
        url = urls.status(campaign.id, status)
        yield page(url, status, title, functools.partial(_has, status), everything)
    for name, selection in selections.ALL.items():
        title = books.words(f"page.{name}") if name in urls.TABLES else title_of(books, name)
        yield page(selections.url(campaign.id, name), name, title, selection.holds, everything)
    for category in campaign.categories:
        whole = urls.category(campaign.id, category.id)
        for part, holds in selections.OF_CATEGORY.items():
            title, way = category.name, [everything]
            if part:
                title = books.words("selection.of", name=title, part=books.words(f"figure.{part}"))
                way.append(Crumb(category.name, whole))
            url = urls.category(campaign.id, category.id, part)
            select = functools.partial(_in_category, category.id, holds)
            yield page(url, "category", title, select, *way)
    for name in counts.Change._fields:
        title = books.words("changes.of", change=books.words(f"change.{name}"))
        changed = Crumb(books.words("changes.title"), urls.section(campaign.id, "changes"))
        yield page(urls.change(campaign.id, name), "change", title, _Changed(books, book, name), changed)


class _Changed:
    """Whether something has happened to an issue since the last report; worked out when it is asked."""

    def __init__(self, books: Books, book: Ledger, name: str) -> None:
        self.books, self.book, self.name = books, book, name

    @functools.cached_property
    def ids(self) -> frozenset[str]:
        """The issues to which it has happened."""
        previous = reporting.previous_report(self.book.campaign, self.book.as_of)
        if previous is None:
            return frozenset()
        changed = counts.change(self.books.on(self.book.campaign.id, previous), self.book)
        return frozenset(each.issue.id for each in getattr(changed, self.name))

    def __call__(self, standing: Standing) -> bool:
        return standing.issue.id in self.ids


def title_of(books: Books, name: str) -> str:
    """What a list of ``selections.ALL`` is called."""
    if name.startswith("signal_"):
        return books.words(f"colour.{name.removeprefix('signal_')}")
    return books.words(f"selection.{name}.title")


def _has(status: str, standing: Standing) -> bool:
    return standing.status == status


def _in_category(category: str, holds: Callable[[Standing], bool], standing: Standing) -> bool:
    return standing.category == category and holds(standing)


def _table(book: Ledger, kind: str, select: Callable[[Standing], bool]) -> dict[str, Any]:
    chosen = [each for each in book.standings if select(each)]
    if kind == "overdue" or kind.startswith("band_"):
        chosen.sort(key=lambda each: each.days_left)
    elif kind in ("due", "week"):
        chosen.sort(key=lambda each: each.deadline)
    again = [each for each in book.standings if each.returns and not each.returned]
    return {
        "book": book,
        "kind": kind,
        "shape": _shape(kind),
        "standings": chosen,
        "counts": counts.count(book.standings),
        "once_returned": again if kind == "returned" else [],
        "week": reporting.last_week(book.campaign, book.as_of),
    }


def _shape(kind: str) -> str:
    """Which of the sets of columns a list has."""
    if kind in ("overdue", "due", "week", "open") or kind.startswith("band_"):
        return "overdue"
    return "closed" if kind in ("closed", "on_time", "closed_late") else "usual"
