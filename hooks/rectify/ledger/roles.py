"""Who has which role in an issue on a day."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import date

    from rectify.read.records import Issue


class Roles(NamedTuple):
    """The people of an issue, by role."""

    leader: tuple[str, ...]
    owner: tuple[str, ...]
    supervisor: tuple[str, ...]


def roles_on(issue: Issue, day: date) -> Roles:
    """Who has the roles of an issue at the end of a day."""
    return Roles(issue.leader, issue.owner, issue.supervisor)
