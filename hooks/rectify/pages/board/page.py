"""看板: the issues in columns by status, the most urgent first; of a round and of each of its units.

A unit's board lies beside the others (``board/<unit>/``), not below the unit's page: boards are pages of
one kind in one folder, which go through the theme once.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, NamedTuple

from rectify.html import urls
from rectify.html.page import Books, Crumb, Page
from rectify.ledger import counts, ledger
from rectify.ledger.standing import STATUSES
from rectify.pages import selections

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rectify.ledger.ledger import Ledger
    from rectify.ledger.standing import Standing
    from rectify.read.records import Unit

CARDS = 50
"""A column shows so many issues; the rest are in the list that it links to."""


UNITS = 40
"""The boards of so many units name one another; those of more lead to that of the round, which names all."""


class Lane(NamedTuple):
    """The issues of one status: how many there are, the first of them, and where all are listed."""

    status: str
    number: int
    shown: tuple[Standing, ...]
    url: str


def pages(books: Books, book: Ledger) -> Iterator[Page]:
    """The board of a campaign and of each unit that takes part."""
    if not books.options.shows("board"):
        return
    campaign = book.campaign
    title = books.words("page.board")
    url = urls.section(campaign.id, "board")
    crumbs = books.crumbs(campaign)
    yield Page(
        url=url,
        title=title,
        template="board.html",
        given=functools.partial(_given, book, None),
        crumbs=crumbs,
        campaign=campaign.id,
        wide=True,
    )
    for unit in book.units:
        yield Page(
            url=urls.board(campaign.id, unit.id),
            title=books.words("board.of_unit", unit=unit.name),
            template="board.html",
            given=functools.partial(_given, book, unit),
            crumbs=(*crumbs, Crumb(title, url)),
            campaign=campaign.id,
            wide=True,
            unit=unit.id,
        )


def _given(book: Ledger, unit: Unit | None) -> dict[str, Any]:
    standings = book.of_unit(unit.id) if unit else book.standings
    return {
        "book": book.head,
        "unit": unit,
        "lanes": lanes(book.campaign.id, standings, unit),
        "counts": counts.count(standings),
        "units": book.units if unit is None or len(book.units) <= UNITS else (),
        "whole": unit is None,
    }


def lanes(campaign: str, standings: Sequence[Standing], unit: Unit | None = None) -> list[Lane]:
    """A column for each status. Those with the fewest days left come first, the latest closed too."""
    by_status = ledger.grouped(standings, lambda each: each.status)
    made = []
    for status in STATUSES:
        there = sorted(by_status.get(status, ()), key=selections.urgency)
        url = f"{urls.unit(campaign, unit.id)}#problems" if unit else urls.status(campaign, status)
        made.append(Lane(status, len(there), tuple(there[:CARDS]), url))
    return made
