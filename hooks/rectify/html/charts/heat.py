"""The heat map: open issues by unit and category."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from rectify.html import urls
from rectify.ledger.standing import CARRIED

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rectify.ledger.ledger import Ledger
    from rectify.read.records import Category, Unit

LEVELS = 4
"""Shades, not counting blank."""


class HeatCell(NamedTuple):
    """A unit's issues of a category: open, overdue, all; the shade."""

    open: int
    overdue: int
    total: int
    level: int
    url: str


class HeatRow(NamedTuple):
    """A unit, with a cell for each category."""

    unit: Unit
    cells: tuple[HeatCell, ...]


class Heat(NamedTuple):
    """The rows; ``foot`` totals all units of the campaign, shown or not."""

    categories: tuple[Category, ...]
    rows: tuple[HeatRow, ...]
    foot: tuple[HeatCell, ...]


def heat(book: Ledger, units: Iterable[Unit], *, linked: bool = True) -> Heat:
    """Open issues of these units by category, shaded relative to the largest number.

    ``linked`` is false when the ledger holds only some of the issues, so that cells lead to no list.
    """
    id, categories = book.campaign.id, book.campaign.categories
    # What units rectify together counts under each of them.
    all_ = [(unit, each) for unit, some in book.by_unit.items() for each in some]
    total = Counter((unit, each.category) for unit, each in all_ if each.status != CARRIED)
    open_ = Counter((unit, each.category) for unit, each in all_ if each.open)
    late = Counter((unit, each.category) for unit, each in all_ if each.overdue)
    most = max(open_.values(), default=0)

    def cell(unit: str, category: str) -> HeatCell:
        at = (unit, category)
        url = f"{urls.unit(id, unit)}#category-{category}" if linked else ""
        return HeatCell(open_[at], late[at], total[at], shade(open_[at], most), url)

    def foot(category: str) -> HeatCell:
        issues = [each for each in book.standings if each.category == category]
        number = sum(each.open for each in issues)
        url = urls.category(id, category, "open") if linked else ""
        return HeatCell(number, sum(each.overdue for each in issues), len(issues), 0, url)

    rows = (HeatRow(unit, tuple(cell(unit.id, each.id) for each in categories)) for unit in units)
    return Heat(categories, tuple(rows), tuple(foot(each.id) for each in categories))


def shade(number: int, most: int) -> int:
    """0 for none, else 1 to ``LEVELS``, in even steps up to the largest number."""
    return -(-LEVELS * number // most) if number else 0
