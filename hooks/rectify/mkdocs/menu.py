"""The menu on every page: one campaign's lists and units, and links to the others.

It has no numbers, so that an edit of one issue does not change every page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rectify.html import urls
from rectify.ledger import ledger
from rectify.ledger.standing import STATUSES
from rectify.pages import KINDS

if TYPE_CHECKING:
    from rectify.html.page import Books


UNITS = 40
"""A campaign with more units lists them on a page of their own, not in the menu."""


class Link(NamedTuple):
    """An entry: its text, its address from the site's root, whether it is the current page."""

    title: str
    url: str
    here: bool


class Entries(NamedTuple):
    """Entries under a heading, which may be empty."""

    title: str
    links: tuple[Link, ...]


class Menu(NamedTuple):
    """The menu; ``campaign`` is the name of the campaign whose lists it shows."""

    campaign: str
    finished: bool
    groups: tuple[Entries, ...]


def menu(books: Books, campaign: str, here: str | None) -> Menu:
    """The menu of a page. Pages without a campaign show the current one's."""
    words, show = books.words, books.options.shows
    shown = books.rounds[campaign].campaign if campaign else books.current

    def link(title: str, url: str) -> Link:
        return Link(title, url, url == here)

    site = [link(words("page.home"), urls.HOME)]
    site += [
        link(each.name, urls.campaign(each.id))
        for each in books.campaigns
        if not shown or each.id != shown.id
    ]
    if show("archive"):
        site.append(link(words("page.archive"), urls.ARCHIVE))
    site.append(link(words("page.handbook"), urls.HANDBOOK))
    if shown is None:
        return Menu("", False, (Entries(words("menu.site"), tuple(site)),))
    id = shown.id
    overview = [link(words("page.campaign"), urls.campaign(id))]
    overview += [
        link(words(f"page.{kind.name}"), urls.section(id, kind.name))
        for kind in sorted(KINDS, key=lambda kind: kind.menu)
        if kind.menu and show(kind.name) and (kind.there is None or kind.there(books, id))
    ]
    lists = [link(words("page.issues"), urls.section(id, "issues"))]
    lists += [link(words(f"status.{status}"), urls.status(id, status)) for status in STATUSES]
    attention = [link(words(f"page.{name}"), urls.section(id, name)) for name in urls.TABLES]
    book = books.now(id)
    units = [link(words("page.units"), urls.section(id, "units"))]
    if len(book.units) <= UNITS:
        units += [
            link(
                words("unit.ended_name", name=unit.name) if unit.ended else unit.name, urls.unit(id, unit.id)
            )
            for unit in book.units
        ]
    return Menu(
        shown.name,
        ledger.is_finished(shown, books.options.as_of),
        (
            Entries("", tuple(overview)),
            Entries(words("menu.lists"), tuple(lists)),
            Entries(words("menu.attention"), tuple(attention)),
            Entries(words("menu.units"), tuple(units)),
            Entries(words("menu.site"), tuple(site)),
        ),
    )
