"""The lists of issues that numbers link to: their names, addresses and conditions."""

from __future__ import annotations

import functools
import operator
from typing import TYPE_CHECKING, NamedTuple

from rectify.html import urls
from rectify.ledger.findings import official
from rectify.ledger.standing import CARRIED, COLOURS

if TYPE_CHECKING:
    from collections.abc import Callable

    from rectify.ledger.ledger import Ledger
    from rectify.ledger.standing import Standing

WEEK = 7
"""Days of "due this week", including the day itself."""

OPEN = "!status:closed"


def where(query: str, *, carried: bool) -> str:
    """A query of a campaign's lists: where anything was ``carried`` over, that is not open either."""
    return query.replace(OPEN, f"{OPEN};!status:{CARRIED}") if carried else query


BANDS: tuple[tuple[int, int | None], ...] = ((1, 3), (4, 7), (8, None))
"""Ranges of days overdue, inclusive."""


class Selection(NamedTuple):
    """A list: its texts are ``selection.<name>``, its address is ``path`` below the campaign.

    ``where`` is ``holds`` as a query for the browser: conditions joined by ``;`` that all hold. Each is a
    column of ``rows.json`` and a key (``flags:overdue``) or a range of numbers (``days:0..6``),
    negated by ``!``; None if the browser can't tell.
    """

    name: str
    path: str
    holds: Callable[[Standing], bool]
    where: str | None


def band(first: int, last: int | None, each: Standing) -> bool:
    """Whether an issue is overdue by a number of days in this range."""
    return each.overdue and first <= -each.days_left and (last is None or -each.days_left <= last)


def band_path(first: int, last: int | None) -> str:
    """The path of a band's list."""
    return f"overdue/{first}-{last}" if last else f"overdue/{first}"


def due_this_week(each: Standing) -> bool:
    """Open, and due on the day or the six after it."""
    return each.open and 0 <= each.days_left < WEEK


def urgency(each: Standing) -> tuple[int, str]:
    """The sort key of issues: the fewest days left first; of closed ones, the latest."""
    return -each.closed_on.toordinal() if each.closed_on else each.days_left, each.issue.id


def _has_colour(colour: str, each: Standing) -> bool:
    return each.light.colour == colour


ALL: dict[str, Selection] = {
    each.name: each
    for each in (
        Selection("overdue", "overdue", operator.attrgetter("overdue"), "flags:overdue"),
        Selection(
            "review_overdue", "review-overdue", operator.attrgetter("review_overdue"), "flags:review_overdue"
        ),
        Selection("due", "due", operator.attrgetter("due_soon"), "flags:due_soon"),
        Selection("returned", "returned", operator.attrgetter("returned"), "flags:returned"),
        Selection("silent", "silent", operator.attrgetter("silent"), "flags:silent"),
        Selection("open", "open", lambda each: each.open, OPEN),
        Selection("week", "due-week", due_this_week, f"days:0..{WEEK - 1}"),
        Selection(
            "basically_done", "basically-done", operator.attrgetter("basically_done"), "flags:basically_done"
        ),
        Selection(
            "under_way",
            "under-way",
            lambda each: official(each) == "in_progress",
            f"{OPEN};!status:not_started;!flags:basically_done",
        ),
        Selection("sustained", "sustained", operator.attrgetter("sustained"), None),
        Selection("recheck_due", "recheck-due", operator.attrgetter("recheck_due"), None),
        Selection("completed", "completed", lambda each: official(each) == "completed", None),
        Selection(
            "on_time",
            "closed-on-time",
            lambda each: bool(each.closed_on) and not each.closed_late,
            "status:closed;!flags:closed_late",
        ),
        Selection("closed_late", "closed-late", operator.attrgetter("closed_late"), "flags:closed_late"),
        Selection("follow_up_due", "follow-up", operator.attrgetter("follow_up_due"), "flags:follow_up_due"),
        Selection(
            "by_correction", "by-correction", operator.attrgetter("by_correction"), "flags:by_correction"
        ),
        Selection("reopened", "reopened", operator.attrgetter("reopened"), "flags:reopened"),
        Selection("extended", "extended", operator.attrgetter("extended"), "flags:extended"),
        *(
            Selection(
                f"band_{first}",
                band_path(first, last),
                functools.partial(band, first, last),
                f"days:{-last if last else ''}..{-first}",
            )
            for first, last in BANDS
        ),
        *(
            Selection(
                f"signal_{colour}",
                f"signals/{colour}",
                functools.partial(_has_colour, colour),
                f"signal:{colour}",
            )
            for colour in COLOURS
        ),
    )
}
"""The lists of a campaign except those of a status or category."""

OF_CATEGORY: dict[str, tuple[Callable[[Standing], bool], str]] = {
    "": (lambda each: True, ""),
    "open": (lambda each: each.open, OPEN),
    "overdue": (operator.attrgetter("overdue"), "flags:overdue"),
}
"""The lists of a category by path: their condition, and the query for the browser."""


def of(book: Ledger) -> list[tuple[str, Selection]]:
    """The lists that a campaign has: some are only of those whose data know what they list."""
    without = set() if book.campaign.on_time == "applied" else {"review_overdue"}
    if not any(each.follow_up for each in book.standings):
        without.add("follow_up_due")
    if not any(each.by_correction for each in book.standings):
        without.add("by_correction")
    return [(name, each) for name, each in ALL.items() if name not in without]


def url(campaign: str, name: str) -> str:
    """The address of a list."""
    return urls.section(campaign, ALL[name].path)


def links(campaign: str) -> dict[str, str]:
    """The addresses of the lists behind a campaign's figures, by ``Counts.figure``."""
    return {
        "total": urls.section(campaign, "issues"),
        "open": url(campaign, "open"),
        "closed": urls.status(campaign, "closed"),
        "due_soon": url(campaign, "due"),
        **{
            name: url(campaign, name)
            for name in (
                "overdue",
                "review_overdue",
                "returned",
                "silent",
                "basically_done",
                "reopened",
                "extended",
                "closed_late",
                "follow_up_due",
                "by_correction",
            )
        },
    }


def unit_links(page: str) -> dict[str, str]:
    """The anchors of the lists behind a unit's figures."""
    flags = ("overdue", "due_soon", "returned", "silent", "basically_done")
    return {
        "total": f"{page}#problems",
        "closed": f"{page}#status-closed",
        **{flag: f"{page}#flag-{flag}" for flag in flags},
    }


def category_links(campaign: str, category: str) -> dict[str, str]:
    """The addresses of the lists behind a category's figures."""
    return {
        "total": urls.category(campaign, category),
        "open": urls.category(campaign, category, "open"),
        "overdue": urls.category(campaign, category, "overdue"),
    }
