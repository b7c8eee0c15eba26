"""Who did an issue's work, and whether a name is one of them, however it is spelled."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rectify.check.newer import lowered
from rectify.check.people import units_of
from rectify.ledger.participation import is_finished
from rectify.ledger.people import People
from rectify.ledger.roles import roles_on
from rectify.read import identity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from rectify.read.problems import Problem
    from rectify.read.records import Data, Issue, Round, Step


class Case(NamedTuple):
    """An issue and what a rule on its people needs: its unit, its campaign, and who a name is."""

    people: People
    data: Data
    round: Round
    unit: str
    issue: Issue
    day: date

    def key(self, name: str, day: date | None, *first: str) -> str:
        """Who is named, on the day of what they do; see ``People.key``."""
        return self.people.key(name, self.unit, *first, day=day)

    def by(self, step: Step) -> str:
        """Who did a step."""
        return self.key(step.by, step.date, *self.first(step))

    def of(self, names: Iterable[str], day: date) -> set[str]:
        """Who is named, as the unit's people."""
        return {self.key(name, day) for name in names}

    def first(self, step: Step) -> tuple[str, ...]:
        """The units that who did a step rather is of."""
        return units_of(step, self.issue, self.round.campaign)

    def owners(self, day: date) -> set[str]:
        """Who owned the issue on a day."""
        return self.of(roles_on(self.issue, day).owner, day)

    def levelled(self, found: Problem, name: str, others: Iterable[str]) -> Problem:
        """A problem with a name that is spelled like none of the others: it was allowed once."""
        if identity.skeleton(name) in map(identity.skeleton, others):
            return found
        return self.newly(found)

    def newly(self, found: Problem) -> Problem:
        """A problem with what was allowed once."""
        return lowered(found, self.round.campaign, self.data.organization, self.issue)

    def heads(self) -> list[str]:
        """The present leaders of the unit, and of units that the issue left; of no finished campaign."""
        if is_finished(self.round.campaign, self.day):
            return []
        own = {self.unit, *(each.from_ for each in self.issue.transfers)}
        units = [unit for unit in self.data.organization.units if unit.id in own]
        return [name for unit in units for name in (unit.leader, unit.deputy) if name]

    def of_unit(self, name: str, day: date, *first: str) -> bool:
        """Whether somebody is listed as of the unit on a day."""
        member = self.people.member(name, self.unit, *first, day=day)
        return member is not None and any(
            self.people.is_below(each.unit, self.unit) for each in member.on(day)
        )


def cases(data: Data, day: date) -> Iterator[Case]:
    """Every issue."""
    people = People(data.organization, day)
    for round_ in data.rounds:
        for file in round_.files:
            for issue in file.issues:
                yield Case(people, data, round_, file.unit, issue, day)
