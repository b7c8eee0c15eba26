"""状态表: the tables of all issues, by status, by category, and of what needs attention."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from rectify.html import urls
from rectify.html.columns import COLUMNS
from rectify.html.page import Books, Crumb, Page
from rectify.ledger import counts, ledger, limits, periods
from rectify.ledger.silence import HELD
from rectify.ledger.standing import CARRIED, STATUSES
from rectify.pages import selections, sheets
from rectify.pages.dashboard.page import since_report

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rectify.ledger.counts import Event
    from rectify.ledger.ledger import Ledger
    from rectify.ledger.standing import Standing

ORDER = {"overdue": "days", "due": "deadline", "week": "deadline"}
"""The sort column of tables that are not in ledger order; bands are sorted as overdue."""


def pages(books: Books, book: Ledger) -> Iterator[Page]:
    """The tables of all issues, each status, each selection and each category."""
    campaign = book.campaign
    crumbs = books.crumbs(campaign)
    issues = urls.section(campaign.id, "issues")
    everything = Crumb(books.words("page.issues"), issues)
    by_status = ledger.grouped(book.standings, lambda each: each.status)
    carried = CARRIED in by_status
    over = ledger.is_finished(campaign, book.as_of)
    total = functools.cache(lambda: counts.count(book.standings))
    again = functools.cache(lambda: [each for each in book.standings if each.returns and not each.returned])

    def page(
        url: str,
        kind: str,
        title: str,
        found: Sequence[Standing] | Sequence[Event],
        where: str | None,
        *way: Crumb,
    ) -> Iterator[Page]:
        chosen = functools.cache(functools.partial(_ordered, kind, found))
        chosen = functools.cache(functools.partial(_ordered, kind, found))
        where = where and selections.where(where, carried=carried)

        def given(number: int) -> dict[str, Any]:
            return {
                "book": book.head,
                "kind": kind,
                "shape": _shape(kind),
                "sheet": sheets.cut(chosen(), number, url),
                "where": where,
                "order": _order(kind),
                "counts": total(),
                "once_returned": again() if kind == "returned" and number == 1 else [],
                "week": None if over else periods.last_week(campaign, book.as_of),
            }

        first = Page(
            url=url,
            title=title,
            template="status.html",
            given=dict,
            crumbs=(*crumbs, *way),
            campaign=campaign.id,
            wide=True,
        )
        yield from sheets.pages(first, len(found), given, books.words)

    yield from page(issues, "all", everything.title, book.standings, "")
    for status in (*STATUSES, *([CARRIED] if carried else [])):
        title = books.words(f"status.{status}")
        url = urls.status(campaign.id, status)
        yield from page(url, status, title, by_status.get(status, ()), f"status:{status}", everything)
    for name, chosen in selections.of(book):
        title = books.words(f"page.{name}") if name in urls.TABLES else title_of(books, name)
        url = selections.url(campaign.id, name)
        found = list(filter(chosen.holds, book.standings))
        yield from page(url, name, title, found, chosen.where, everything)
    by_category = ledger.grouped(book.standings, lambda each: each.category)
    for category in campaign.categories:
        whole = urls.category(campaign.id, category.id)
        for part, (holds, where) in selections.OF_CATEGORY.items():
            title, way = category.name, [everything]
            if part:
                title = books.words("selection.of", name=title, part=books.words(f"figure.{part}"))
                way.append(Crumb(category.name, whole))
            url = urls.category(campaign.id, category.id, part)
            found = list(filter(holds, by_category.get(category.id, ())))
            where = ";".join(filter(None, (f"category:{category.id}", where)))
            yield from page(url, "category", title, found, where, *way)
    for url, kind, title, some in _others(books, book):
        yield from page(url, kind, title, some, None, everything)
    since = since_report(book)
    for name in counts.Change._fields:
        title = books.words("changes.of", change=books.words(f"change.{name}"))
        way = [Crumb(books.words("changes.title"), urls.section(campaign.id, "changes"))]
        events = list(getattr(since.change, name)) if since else []
        yield from page(urls.change(campaign.id, name), "change", title, events, None, *way)


def _others(books: Books, book: Ledger) -> Iterator[tuple[str, str, str, Sequence[Standing]]]:
    """The lists that only some campaigns have: each batch, and what stands aside."""
    id = book.campaign.id
    for batch, some in limits.batched(book.campaign.deadlines, book.standings):
        yield urls.batch(id, batch.id), "batch", batch.name, some
    for kind, aside in (("aside", book.withdrawn), ("moved", book.moved)):
        if aside:
            yield urls.section(id, kind), kind, books.words(f"selection.{kind}.title"), aside


def title_of(books: Books, name: str) -> str:
    """The title of a list of ``selections.ALL``."""
    if name.startswith("signal_"):
        return books.words(f"colour.{name.removeprefix('signal_')}")
    return books.words(f"selection.{name}.title")


def _order(kind: str) -> str:
    return ORDER.get("overdue" if kind.startswith("band_") else kind, "")


def _ordered(kind: str, found: Sequence[Any]) -> Sequence[Any]:
    """The rows of a table in its order."""
    order = _order(kind)
    return sorted(found, key=COLUMNS[order].sort) if order else found


def _shape(kind: str) -> str:
    """The name of a list's set of columns."""
    if kind in ("overdue", "due", "week", "open") or kind.startswith("band_"):
        return "overdue"
    if kind in (*HELD, "review_overdue"):
        return "held"
    if kind == "returned":
        return "returned"
    return (
        "closed"
        if kind in ("closed", "on_time", "closed_late", "follow_up_due", "by_correction")
        else "usual"
    )
