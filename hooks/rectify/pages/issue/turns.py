"""What an issue's page tells of its turns and deadlines."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rectify.html.columns import returned
from rectify.html.page import Common, past
from rectify.ledger.deadlines import shifts
from rectify.ledger.timeline import happened
from rectify.ledger.turns import turns
from rectify.read.records import Extension

if TYPE_CHECKING:
    from datetime import date

    from rectify.ledger.standing import Standing
    from rectify.read.records import Issue, Recheck, Step


class Moved(NamedTuple):
    """A change of the deadline: when, by what kind of event, from which day to which, by whom and why.

    ``of`` is the entry of the issue that says so.
    """

    day: date
    kind: str
    before: date
    to: date
    by: str
    reason: str
    of: Extension | Step | Recheck


def told_turn(common: Common, standing: Standing, as_of: date) -> str:
    """The turn that an issue is in, since when, and how often it was returned at which step."""
    words = common.words
    last = turns([move for move in standing.life if move.day <= as_of])[-1]
    told = words("turn.number", n=standing.turn)
    if last.began:
        told += words("format.comma") + words(f"turn.{last.began}", day=words.brief(last.since, as_of))
    if standing.returns:
        steps = returned(words, standing.returns - standing.verify_returns, standing.verify_returns)
        told += words("format.comma") + words("turn.returned", n=standing.returns, steps=steps)
    return told


def extensions(issue: Issue, as_of: date) -> list[Moved]:
    """The changes of the deadline, from the original on."""
    found = []
    for day, before, to, entry in past(shifts(issue), as_of):
        if isinstance(entry, Extension):
            found.append(Moved(day, "extension", before, to, entry.approved_by, entry.reason, entry))
        else:
            found.append(Moved(day, happened(entry), before, to, entry.by, entry.opinion or "", entry))
    return found
