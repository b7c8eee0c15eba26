"""Who has which role in an issue on a day."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rectify.ledger import past

if TYPE_CHECKING:
    from datetime import date

    from rectify.read.records import Issue


class Roles(NamedTuple):
    """The people of an issue, by role."""

    leader: tuple[str, ...]
    owner: tuple[str, ...]
    supervisor: tuple[str, ...]


def roles_on(issue: Issue, day: date) -> Roles:
    """Who has the roles of an issue at the end of a day; what was handed over later is not yet."""
    then = past.without(issue, (), lambda each: each.date > day) if issue.handovers else issue
    return Roles(then.leader, then.owner, then.supervisor)
