"""Turns (整改轮次) of an issue: the first begins when it is opened, the next with each return or reopening.

The day of a return, a reopening or a failed recheck belongs to the new turn.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

BEGINS = {"in_review": "review", "in_verification": "verify", "closed": "reopen"}
"""What it is called when an issue leaves a status for another turn: ``turn.<name>`` in the catalogue."""


class Turn(NamedTuple):
    """A turn: since when, and what began it (a value of ``BEGINS``; empty for the first)."""

    since: date
    began: str


def turns(moves: Sequence[tuple[date, str]]) -> tuple[Turn, ...]:
    """The turns of an issue by the changes of its status up to a day. Hot."""
    found = [Turn(moves[0][0], "")]
    if len(moves) < 3:  # opened, applied, returned
        return tuple(found)
    before = ""
    for day, status in moves:
        if status == "in_progress" and before in BEGINS:
            found.append(Turn(day, BEGINS[before]))
        before = status
    return tuple(found)
