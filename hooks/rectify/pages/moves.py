"""Sentences that tell what went from one unit to another, or from one hand to another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rectify.read.records import Handover, Transfer

if TYPE_CHECKING:
    from collections.abc import Callable

    from rectify.words.messages import Catalogue

KINDS = ("transfer", "handover")
"""The kinds of events that it tells."""


def told(words: Catalogue, unit_name: Callable[[str], str], entry: Transfer | Handover) -> str:
    """From whom to whom; the reason is told beside it."""
    before, after = entry.from_, entry.to
    if isinstance(entry, Transfer):
        return words("moves.transfer", before=unit_name(before), after=unit_name(after))
    if entry.role == "lead":
        before, after = unit_name(before), unit_name(after)
    return words("moves.handover", role=words(f"role.{entry.role}"), before=before, after=after)
