"""Results (整改成效) in the JSON files; people only of a whole campaign, unless it says otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rectify.exports.keys import Key, several
from rectify.ledger import results

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rectify.exports.keys import Context
    from rectify.ledger.results import Outcome
    from rectify.ledger.standing import Standing


KINDS = (several("kinds", "sum", lambda it, _: it.sums),)
"""The sums of each kind."""


def people(name: str) -> Key:
    """A number of people, null of a part of a campaign that tells it only of the whole."""
    return Key(name, "count", lambda it, _: getattr(it, name) if it.tells_people else None, null=True)


def money(name: str) -> Key:
    return Key(name, "number", lambda it, _: float(getattr(it, name)))


def of_part(standings: Iterable[Standing], context: Context) -> Outcome:
    """The results of a part of a campaign, without people unless it tells them so."""
    found = results.outcome(standings, context.common.options.as_of)
    return found if results.tells_people(context.head) else found.without_people()


def brought(it: Standing, context: Context) -> Outcome | None:
    """What an issue brought; None if it is nothing that may be told."""
    found = of_part((it,), context)
    return found if found.sums or (it.issue.results and it.closed_on and found.tells_people) else None


def settled(it: Standing, context: Context, *, rest: bool) -> float | None:
    """How much of an issue's money has been settled, or has not."""
    if it.issue.amount is None:
        return None
    done = results.settled(it, context.common.options.as_of)
    return float(it.issue.amount - done if rest else done)


def unit_of(kind: str, context: Context) -> str | None:
    own = results.own_kinds(context.head).get(kind)
    return own.unit if own else None
