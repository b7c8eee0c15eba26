"""Who has a part in a matter, and so can't approve it."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from rectify.ledger.participation import is_finished

if TYPE_CHECKING:
    from collections.abc import Set
    from datetime import date

    from rectify.ledger.people import People
    from rectify.read.records import Data, Issue, Round, UnitFile


class Parties:
    """Who has a part in what is approved, by who they are (``ledger.people``), under any spelling."""

    def __init__(
        self, data: Data, round_: Round, files: tuple[UnitFile, ...], people: People, day: date
    ) -> None:
        self.data, self.round, self.files, self.people, self.day = data, round_, files, people, day

    def key(self, name: str) -> str:
        """Who a name is."""
        one = self.files[0].unit if len(self.files) == 1 else self.round.campaign.verified_by
        return self.people.key(name, one, day=self.day)

    @functools.cached_property
    def heads(self) -> Set[str]:
        """The heads of the supervising body, who have nobody above."""
        return self._leaders(self.round.campaign.verified_by)

    @functools.cached_property
    def units(self) -> Set[str]:
        """The people of the units: who leads them, and who leads or does what they rectify."""
        found: set[str] = set()
        for file in self.files:
            if not is_finished(self.round.campaign, self.day):  # others may have led it then
                found |= self._leaders(file.unit)
            for issue in file.issues:
                names = {*issue.leader, *issue.owner, *(each.owner for each in issue.measures)}
                names |= {each.from_ for each in issue.handovers if each.role in ("owner", "leader")}
                found |= {self.people.key(name, file.unit, day=self.day) for name in names}
        return found

    def of_units(self) -> Set[str]:
        """The people of the units; of several of them, not the heads of the supervising body."""
        return self.units if len(self.files) == 1 else self.units - self.heads

    def of_issue(self, issue: Issue) -> Set[str]:
        """The same of an issue, with who applied and who supervises it, unless they head that body."""
        applied = {self.key(step.by) for step in issue.closure if step.step == "apply"}
        left = [self._leaders(each.from_) for each in issue.transfers]
        return set(self.units).union(*left) | applied | (set(map(self.key, issue.supervisor)) - self.heads)

    def elsewhere(self, name: str) -> str:
        """The unit of a listed person who never was of the supervising body or above it; or none."""
        body = self.round.campaign.verified_by
        member = self.people.member(name, body, day=self.day)
        units = [each.unit for each in member.entries] if member else []
        below = self.people.is_below
        near = any(below(unit, body) or below(body, unit) for unit in units)
        return "" if near or not units else units[-1]

    def _leaders(self, id: str) -> set[str]:
        units = [unit for unit in self.data.organization.units if unit.id == id]
        names = [name for unit in units for name in (unit.leader, unit.deputy) if name]
        return {self.people.key(name, id, day=self.day) for name in names}
