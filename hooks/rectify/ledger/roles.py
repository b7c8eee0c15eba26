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
    later = [each for each in issue.handovers if each.date > day]
    then = past.without(issue, (), later) if later else issue
    return Roles(then.leader, then.owner, then.supervisor)
