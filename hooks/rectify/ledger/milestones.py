"""The milestones of a round (节点) on a day."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rectify.ledger import workdays

if TYPE_CHECKING:
    from datetime import date

    from rectify.read.records import Campaign
    from rectify.words.messages import Catalogue

KINDS = ("plan", "meeting", "period", "report", "publication")
"""The kinds that have a word in every language; others are shown as they are typed."""


class Reached(NamedTuple):
    """A milestone on a day. ``done`` is None until that day, ``state`` is done (also if late), late or open.

    ``days`` are those left, negative when late: for one that is done, on the day it was. ``working`` are the
    working days among them, where these count.
    """

    kind: str
    due: date
    done: date | None
    ref: str | None
    state: str
    days: int
    working: int | None


def milestones(campaign: Campaign, as_of: date) -> list[Reached]:
    """The milestones of a campaign on a day, by the day on which they are due."""
    found = []
    for each in sorted(campaign.milestones, key=lambda each: each.due):
        done = each.done if each.done and each.done <= as_of else None
        days = (each.due - (done or as_of)).days
        working = workdays.between(campaign, done or as_of, each.due)
        state = "done" if done else "late" if days < 0 else "open"
        # A document is part of what was done.
        ref = each.ref if done or each.done is None else None
        found.append(Reached(each.kind, each.due, done, ref, state, days, working))
    return found


def name(kind: str, words: Catalogue) -> str:
    """The name of a milestone."""
    return words(f"milestone.{kind}") if kind in KINDS else kind


def told(each: Reached, words: Catalogue) -> str:
    """How a milestone stands, in words."""
    if each.done:
        return words(
            f"milestone.{'done' if each.days >= 0 else 'done_late'}", day=words.day(each.done), n=-each.days
        )
    if each.state == "late":
        return workdays.told(words, "milestone.late", each.days, each.working)
    return (
        workdays.told(words, "milestone.left", each.days, each.working)
        if each.days
        else words("milestone.today")
    )
