"""责任到人: who answers for what."""

from __future__ import annotations

import functools
import operator
from collections import defaultdict
from typing import TYPE_CHECKING, Any, NamedTuple

from rectify.html import urls
from rectify.html.page import Books, Common, Derived, Page
from rectify.ledger import counts
from rectify.pages import sheets
from rectify.read import identity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rectify.ledger.counts import Counts
    from rectify.ledger.ledger import Ledger
    from rectify.ledger.standing import Standing

ROLES = ("leader", "owner", "supervisor")
_held = operator.attrgetter(*ROLES)


class Person(NamedTuple):
    """A name, its units, its issues by role, and its measures.

    Measures of others' issues count too: whoever does a task answers for it.
    """

    name: str
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
        )
        yield from sheets.pages(
            page,
            len(_names(book)),
            functools.partial(Subject, Derived(book, people), url),
            books.words,
        )


def _view(common: Common, given: Subject) -> dict[str, Any]:
    sheet = sheets.cut(given.everybody.value, given.number, given.url)
    return {"book": given.everybody.book.head, "sheet": sheet, "roles": ROLES}


def _names(book: Ledger) -> set[str]:
    """The skeletons of all names in the table of people."""
    named = {name for each in book.standings for name in _held(each.issue)}
    named |= {measure.owner for each in book.standings for measure in each.issue.measures}
    return set(map(identity.skeleton, named))


def people(book: Ledger) -> list[Person]:
    """Everybody who leads, owns or supervises an issue or owns a measure, most burdened first.

    Spellings of one name are merged under the first.
    """
    who = identity.skeleton
    spelled: dict[str, str] = {}
    issues: dict[str, dict[str, list[Standing]]] = defaultdict(lambda: {role: [] for role in ROLES})
    units: dict[str, dict[str, None]] = defaultdict(dict)
    measures: dict[str, int] = defaultdict(int)
    for each in book.standings:
        issue = each.issue
        for role, name in zip(ROLES, _held(issue), strict=True):
            spelled.setdefault(who(name), name)
            issues[who(name)][role].append(each)
        units[who(issue.leader)][each.unit] = units[who(issue.owner)][each.unit] = None
        for measure in issue.measures:
            spelled.setdefault(who(measure.owner), measure.owner)
            units[who(measure.owner)][each.unit] = None
            if each.open and (measure.done is None or measure.done > book.as_of):
                measures[who(measure.owner)] += 1
    found = [_person(spelled[one], tuple(units[one]), issues[one], measures[one]) for one in spelled]
    found.sort(key=lambda each: (-each.counts.flag["overdue"], -each.counts.open, each.name))
    return found


def _person(name: str, units: tuple[str, ...], roles: dict[str, list[Standing]], measures: int) -> Person:
    held = {each.issue.id: each for issues in roles.values() for each in issues}
    return Person(
        name,
        units,
        {role: tuple(issues) for role, issues in roles.items()},
        measures,
        counts.count(held.values()),
    )
