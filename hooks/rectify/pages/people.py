"""责任到人: who answers for what; and each department's page."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, NamedTuple

from rectify import counts, urls
from rectify.pages import sheets
from rectify.pages.page import Books, Crumb, Page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rectify.counts import Counts
    from rectify.ledger import Ledger, Standing
    from rectify.records import Unit

ROLES = ("leader", "owner", "supervisor")


class Person(NamedTuple):
    """A name, the units it stands in, and its issues by role.

    The measures are those of others' issues too: who does a task answers for it.
    """

    name: str
    units: tuple[str, ...]
    roles: dict[str, tuple[Standing, ...]]
    open_measures: int
    counts: Counts


class Department(NamedTuple):
    """A department, and the issues that it leads and supports."""

    unit: Unit
    led: tuple[Standing, ...]
    supported: tuple[Standing, ...]
    counts: Counts


def pages(books: Books, book: Ledger) -> Iterator[Page]:
    """The page of all people, the index of departments and a page for each."""
    campaign = book.campaign
    crumbs = books.crumbs(campaign)
    if books.options.shows("people"):
        url = urls.section(campaign.id, "people")
        everybody = functools.cache(lambda: people(book))
        page = Page(
            url=url,
            title=books.words("page.people"),
            template="people.html",
            values=dict,
            crumbs=crumbs,
            campaign=campaign.id,
            wide=True,
        )
        yield from sheets.pages(
            page,
            len(_names(book)),
            lambda number: {"book": book, "sheet": sheets.cut(everybody(), number, url), "roles": ROLES},
            books.words,
            lambda number: [book],
        )
    if not books.options.shows("departments"):
        return
    index = urls.section(campaign.id, "departments")
    found = functools.cache(lambda: [_department(book, unit) for unit in books.leads(book)])
    yield Page(
        url=index,
        title=books.words("page.departments"),
        template="departments.html",
        values=lambda: {"book": book, "departments": found()},
        made_from=functools.partial(_index_made_from, book),
        crumbs=crumbs,
        campaign=campaign.id,
        wide=True,
    )
    for unit in books.leads(book):
        page = Page(
            url=urls.department(campaign.id, unit.id),
            title=unit.name,
            template="department.html",
            values=dict,
            crumbs=(*crumbs, Crumb(books.words("page.departments"), index)),
            campaign=campaign.id,
            wide=True,
        )
        led, supported = _share(book, unit)
        department = functools.cache(functools.partial(_department, book, unit))
        longest = max(len(led), len(supported))
        values = functools.partial(_values, book, department, page.url)
        made_from = functools.partial(_made_from, values)
        yield from sheets.pages(page, longest, values, books.words, made_from)


def _index_made_from(book: Ledger) -> Iterator[Any]:
    for each in book.standings:
        yield each
        yield each.issue.support


def _department(book: Ledger, unit: Unit) -> Department:
    led, supported = _share(book, unit)
    return Department(unit, led, supported, counts.count(led))


def _share(book: Ledger, unit: Unit) -> tuple[tuple[Standing, ...], tuple[Standing, ...]]:
    """The issues that a department leads, and those that it supports."""
    led = tuple(each for each in book.standings if each.issue.lead == unit.id)
    supported = tuple(each for each in book.standings if unit.id in each.issue.support)
    return led, supported


def _values(book: Ledger, department: Callable[[], Department], url: str, number: int) -> dict[str, Any]:
    """What a sheet of a department's page shows: so many of the issues it leads, and as many it supports."""
    made = department()
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


def _names(book: Ledger) -> set[str]:
    """Whoever stands in the table of people."""
    named = {getattr(each.issue, role) for each in book.standings for role in ROLES}
    return named | {measure.owner for each in book.standings for measure in each.issue.measures}


def people(book: Ledger) -> list[Person]:
    """Everybody who leads, owns or supervises an issue or owns a measure; the most burdened first."""
    issues: dict[str, dict[str, list[Standing]]] = {}
    units: dict[str, dict[str, None]] = {}
    measures: dict[str, int] = {}
    for each in book.standings:
        for role in ROLES:
            name = getattr(each.issue, role)
            issues.setdefault(name, {role: [] for role in ROLES})[role].append(each)
            if role != "supervisor":
                units.setdefault(name, {})[each.unit] = None
        for measure in each.issue.measures:
            issues.setdefault(measure.owner, {role: [] for role in ROLES})
            units.setdefault(measure.owner, {})[each.unit] = None
            done = measure.done is not None and measure.done <= book.as_of
            measures[measure.owner] = measures.get(measure.owner, 0) + (not done and each.open)
    found = [
        Person(
            name,
            tuple(units.get(name, {})),
            {role: tuple(each) for role, each in roles.items()},
            measures.get(name, 0),
            counts.count({each.issue.id: each for role in ROLES for each in roles[role]}.values()),
        )
        for name, roles in issues.items()
    ]
    found.sort(key=lambda each: (-each.counts.flag["overdue"], -each.counts.open, each.name))
    return found
