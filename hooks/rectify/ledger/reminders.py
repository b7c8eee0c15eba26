"""催办: the ladder of reminders, and which one an open issue is due for on a day; for the office alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rectify.ledger.lights import scheme, warning_days
from rectify.ledger.silence import HELD
from rectify.read import identity

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from rectify.ledger.standing import Standing
    from rectify.read.records import Campaign, Issue
    from rectify.words.messages import Catalogue

KINDS = ("notice", "order", "guidance", "admonition")
"""Kinds that have a word in every language; others are shown as they are typed."""


class Rung(NamedTuple):
    """A step of the ladder: ``days`` before the deadline (due) or after it, what, and to which role."""

    when: str
    days: int
    kind: str
    to: str


class Reminder(NamedTuple):
    """What has to be sent today: the step of the ladder, and to whom."""

    standing: Standing
    rung: Rung
    name: str


def ladder(campaign: Campaign) -> tuple[Rung, ...]:
    """The campaign's ladder from the lowest step up, or the usual one."""
    if campaign.ladder:
        own = [Rung(each.when, each.days, each.kind, each.to) for each in campaign.ladder]
        return tuple(sorted(own, key=_height))
    return (
        Rung("due", warning_days(scheme(campaign)), "notice", "owner"),
        Rung("overdue", 1, "order", "leader"),
    )


def _height(rung: Rung) -> tuple[bool, int]:
    """Nearer to the deadline, then further past it, is higher."""
    return (True, rung.days) if rung.when == "overdue" else (False, -rung.days)


def to_send(campaign: Campaign, some: Iterable[tuple[Standing, Issue]], day: date) -> list[Reminder]:
    """The reminders that are due on a day and were not sent, the latest issues first."""
    steps = ladder(campaign)
    found = [each for standing, issue in some if (each := _next(steps, standing, issue, day))]
    return sorted(found, key=lambda each: (each.standing.days_left, each.standing.issue.id))


def _next(steps: tuple[Rung, ...], standing: Standing, issue: Issue, day: date) -> Reminder | None:
    """The highest step that was reached, unless it or a higher one was sent since the deadline in force."""
    if not standing.open or standing.status in HELD:
        return None  # what waits for review or verification, its unit can't hurry
    reached = [number for number, rung in enumerate(steps) if _is_reached(rung, standing)]
    if not reached:
        return None
    since = max([issue.opened, *(each.date for each in standing.issue.deadlines if each.date <= day)])
    sent = {each.kind for each in issue.reminders if since <= each.date <= day}
    if any(rung.kind in sent for rung in steps[reached[-1] :]):
        return None
    rung = steps[reached[-1]]
    return Reminder(standing, rung, identity.together(getattr(issue, rung.to)))


def _is_reached(rung: Rung, standing: Standing) -> bool:
    if rung.when == "due":
        return standing.days_left >= 0 and standing.left <= rung.days
    return standing.days_left < 0 and -standing.left >= rung.days


def name(kind: str, words: Catalogue) -> str:
    """The name of a kind of reminder."""
    return words(f"reminder.{kind}") if kind in KINDS else kind
