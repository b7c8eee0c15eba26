"""牵头部门: the departments that lead or support, and a page for each."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, NamedTuple

from rectify.html import urls
from rectify.html.page import Books, Common, Crumb, Page
from rectify.ledger import counts, ledger
from rectify.pages import moves, sheets

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rectify.ledger.counts import Counts
    from rectify.ledger.ledger import Ledger
    from rectify.ledger.standing import Standing
    from rectify.read.records import Unit


class Department(NamedTuple):
    """A department and the issues that it leads and supports."""

    unit: Unit
    led: tuple[Standing, ...]
    supported: tuple[Standing, ...]
    counts: Counts

    @property
    def line(self) -> Line:
        """Its row in the list of all."""
        return Line(self.unit, len(self.led), len(self.supported), self.counts)


class Line(NamedTuple):
    """A department's row: how many issues it leads and supports, and the counts of those that it leads."""

    unit: Unit
    led: int
    supported: int
    counts: Counts


def pages(books: Books, book: Ledger) -> Iterator[Page]:
    """The index of departments and a page for each."""
    campaign = book.campaign
    crumbs = books.crumbs(campaign)
    if not books.options.shows("departments"):
        return
    index = urls.section(campaign.id, "departments")
    found = _departments(books, book)
    addresses = {each.unit.id: urls.department(campaign.id, each.unit.id) for each in found}
    yield Page(
        url=index,
        title=books.words("page.departments"),
        template="departments.html",
        given=lambda: {"book": book.head, "departments": [each.line for each in found]},
        crumbs=crumbs,
        campaign=campaign.id,
        wide=True,
    )
    for department in found:
        page = Page(
            url=addresses[department.unit.id],
            title=department.unit.name,
            template="department.html",
            given=dict,
            crumbs=(*crumbs, Crumb(books.words("page.departments"), index)),
            campaign=campaign.id,
            wide=True,
            texts=_texts,
        )
        longest = max(len(department.led), len(department.supported))
        given = functools.partial(_given, books, book, department, addresses)
        yield from sheets.pages(page, longest, given, books.words)


def _texts(common: Common, given: dict[str, Any]) -> Iterator[str]:
    """Search texts of a department: the names that it had."""
    yield from moves.texts(given["became"])


def _departments(books: Books, book: Ledger) -> list[Department]:
    """The departments with the issues that they lead and support."""
    led = ledger.by_each(book.standings, lambda each: each.issue.lead)
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


def _given(
    books: Books, book: Ledger, made: Department, addresses: dict[str, str], number: int
) -> dict[str, Any]:
    """A sheet of a department's page: a part of the issues that it leads, and of those that it supports."""
    url = addresses[made.unit.id]
    return {
        "became": moves.became(books.data.organization.units, book, made.unit, addresses),
        "book": book.head,
        "department": made.line,
        "led": sheets.cut(made.led, number, url),
        "supported": sheets.cut(made.supported, number, url),
        "findings": [finding for finding in book.findings if made.unit.id in finding.lead],
        "waiting": [each for each in made.led if each.review_overdue and each.held_by == made.unit.id],
        "number": number,
    }
