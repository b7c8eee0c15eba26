"""牵头部门: the departments that lead or support, and a page for each."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, NamedTuple

from rectify.html import urls
from rectify.html.page import Books, Crumb, Page
from rectify.ledger import counts, ledger
from rectify.pages import sheets

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rectify.ledger.counts import Counts
    from rectify.ledger.ledger import Ledger, Standing
    from rectify.read.records import Unit


class Department(NamedTuple):
    """A department, and the issues that it leads and supports."""

    unit: Unit
    led: tuple[Standing, ...]
    supported: tuple[Standing, ...]
    counts: Counts


def pages(books: Books, book: Ledger) -> Iterator[Page]:
    """The index of departments and a page for each."""
    campaign = book.campaign
    crumbs = books.crumbs(campaign)
    if not books.options.shows("departments"):
        return
    index = urls.section(campaign.id, "departments")
    found = _departments(books, book)
    yield Page(
        url=index,
        title=books.words("page.departments"),
        template="departments.html",
        values=lambda: {"book": book, "departments": found},
        made_from=functools.partial(_index_made_from, book),
        crumbs=crumbs,
        campaign=campaign.id,
        wide=True,
    )
    for department in found:
        page = Page(
            url=urls.department(campaign.id, department.unit.id),
            title=department.unit.name,
            template="department.html",
            values=dict,
            crumbs=(*crumbs, Crumb(books.words("page.departments"), index)),
            campaign=campaign.id,
            wide=True,
        )
        longest = max(len(department.led), len(department.supported))
        values = functools.partial(_values, book, department, page.url)
        made_from = functools.partial(_made_from, values)
        yield from sheets.pages(page, longest, values, books.words, made_from)


def _index_made_from(book: Ledger) -> Iterator[Any]:
    for each in book.standings:
        yield each
        yield each.issue.support


def _departments(books: Books, book: Ledger) -> list[Department]:
    """The departments with the issues that they lead and support."""
    led = ledger.grouped(book.standings, lambda each: each.issue.lead)
    supported: dict[str, list[Standing]] = {}
    for each in book.standings:
        for id in dict.fromkeys(each.issue.support):
            supported.setdefault(id, []).append(each)
    return [
        Department(
            unit, led.get(unit.id, ()), tuple(supported.get(unit.id, ())), counts.count(led.get(unit.id, ()))
        )
        for unit in books.leads(book)
    ]


def _values(book: Ledger, made: Department, url: str, number: int) -> dict[str, Any]:
    """What a sheet of a department's page shows: so many of the issues it leads, and as many it supports."""
    return {
        "book": book,
        "department": made,
        "led": sheets.cut(made.led, number, url),
        "supported": sheets.cut(made.supported, number, url),
        "findings": [finding for finding in book.round.findings if finding.lead == made.unit.id],
        "number": number,
    }


def _made_from(values: Callable[[int], dict[str, Any]], number: int) -> Iterator[Any]:
    made = values(number)
    for sheet in (made["led"], made["supported"]):
        yield from sheet.rows
        yield sheet.total
    yield made["department"].counts
