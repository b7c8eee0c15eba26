"""责任到人: who answers for what."""

from __future__ import annotations

import functools
from collections import defaultdict
from typing import TYPE_CHECKING, Any, NamedTuple

from rectify.html import urls
from rectify.html.page import Books, Common, Derived, Page
from rectify.ledger import counts
from rectify.ledger.everyone import ROLES, everyone, keys, named
from rectify.ledger.people import People
from rectify.pages import sheets

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rectify.ledger.counts import Counts
    from rectify.ledger.everyone import Someone
    from rectify.ledger.ledger import Ledger
    from rectify.ledger.standing import Standing


class Person(NamedTuple):
    """A person, the present posts, the units, the issues by role, and the measures.

    Measures of others' issues count too: whoever does a task answers for it.
    """

    name: str
    posts: tuple[str, ...]
    units: tuple[str, ...]
    roles: dict[str, tuple[Standing, ...]]
    open_measures: int
    counts: Counts


class Subject(NamedTuple):
    """The data of a sheet; ``url`` is that of the first."""

    everybody: Derived[list[Person]]
    url: str
    number: int


def pages(books: Books, book: Ledger) -> Iterator[Page]:
    """The page of all people."""
    campaign = book.campaign
    crumbs = books.crumbs(campaign)
    if books.options.shows("people"):
        url = urls.section(campaign.id, "people")
        page = Page(
            url=url,
            title=books.words("page.people"),
            template="people.html",
            given=dict,
            view=_view,
            crumbs=crumbs,
            campaign=campaign.id,
            wide=True,
            texts=_texts,
        )
        everybody = Derived(book, people)
        yield from sheets.pages(
            page,
            len(everyone(book, People(book.organization, book.as_of))),
            functools.partial(Subject, everybody, url),
            books.words,
        )


def _view(common: Common, given: Subject) -> dict[str, Any]:
    sheet = sheets.cut(given.everybody.value, given.number, given.url)
    book = given.everybody.book
    listed = bool(People(book.organization, book.as_of).listed)
    return {"book": book.head, "sheet": sheet, "roles": ROLES, "posts": listed}


def _texts(common: Common, given: Subject) -> Iterator[str]:
    """Search texts of the people: who holds a post."""
    book = given.everybody.book
    for each in given.everybody.value if book.organization.people else ():
        if each.posts:
            yield " ".join((*each.posts, each.name))


def people(book: Ledger) -> list[Person]:
    """Everybody who leads, owns or supervises an issue or owns a measure, most burdened first."""
    register = People(book.organization, book.as_of)
    key = keys(book, register)
    issues: dict[str, dict[str, list[Standing]]] = defaultdict(lambda: {role: [] for role in ROLES})
    units: dict[str, dict[str, None]] = defaultdict(dict)
    measures: dict[str, int] = defaultdict(int)
    for each in book.standings:
        for role, name in named(each.issue):
            who = key(name, role, each.unit)
            if role != "supervisor":
                units[who][each.unit] = None
            if role != "measure":
                issues[who][role].append(each)
        for measure in each.issue.measures if each.open else ():
            if measure.done is None or measure.done > book.as_of:
                measures[key(measure.owner, "measure", each.unit)] += 1
    found = [
        _person(one, tuple(units[one.key]), issues[one.key], measures[one.key])
        for one in everyone(book, register).values()
    ]
    found.sort(key=lambda each: (-each.counts.flag["overdue"], -each.counts.open, each.name))
    return found


def _person(one: Someone, units: tuple[str, ...], roles: dict[str, list[Standing]], measures: int) -> Person:
    held = {each.issue.id: each for issues in roles.values() for each in issues}
    return Person(
        one.name,
        one.posts,
        units,
        {role: tuple(issues) for role, issues in roles.items()},
        measures,
        counts.count(held.values()),
    )
