"""看板: issues in columns by status, most urgent first; of a round and of each unit.

Units' boards are in one folder (``board/<unit>/``) rather than below the units' pages, so that they go
through the theme once.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, NamedTuple

from rectify.html import urls
from rectify.html.page import Books, Crumb, Page
from rectify.ledger import counts, ledger
from rectify.ledger.standing import CARRIED, STATUSES
from rectify.pages import selections

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rectify.ledger.ledger import Ledger
    from rectify.ledger.standing import Standing
    from rectify.read.records import Unit

CARDS = 50
"""Cards per column; it links to the list of the rest."""


UNITS = 40
"""Up to so many units' boards link one another; beyond that they link to the round's, which links all."""


class Lane(NamedTuple):
    """A column: the number of issues of a status, the first of them, and the link to all."""

    status: str
    number: int
    shown: tuple[Standing, ...]
    url: str


def pages(books: Books, book: Ledger) -> Iterator[Page]:
    """The boards of a campaign and of each participating unit."""
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
    """A column for each status: the fewest days left first, or the latest closed."""
    by_status = ledger.grouped(standings, lambda each: each.status)
    made = []
    for status in (*STATUSES, *(name for name in by_status if name == CARRIED)):
        there = sorted(by_status.get(status, ()), key=selections.urgency)
        url = f"{urls.unit(campaign, unit.id)}#problems" if unit else urls.status(campaign, status)
        made.append(Lane(status, len(there), tuple(there[:CARDS]), url))
    return made
