"""A campaign's records in brief, as they stood for some time."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rectify.ledger.participation import participants
from rectify.ledger.parts import Part, Parts

if TYPE_CHECKING:
    from collections.abc import Container
    from datetime import date

    from rectify.read.records import Campaign, Finding, Organization, Round, Unit


class State(NamedTuple):
    """A campaign's records in brief, as they stood for some time."""

    campaign: Campaign
    findings: tuple[Finding, ...]
    organization: Organization
    parts: tuple[Part, ...]
    units: tuple[Unit, ...]

    def of_units(self, ids: Container[str]) -> State:
        """The state of only these units."""
        parts = tuple(
            [
                part if part.unit in ids else _shared(part, ids)
                for part in self.parts
                if part.unit in ids or any(unit in ids for unit in part.joint)
            ]
        )
        return self._replace(parts=parts, units=tuple(unit for unit in self.units if unit.id in ids))

    def of_issues(self, ids: Container[str]) -> State:
        """The state of only these issues and the units that have any."""
        chosen = ((part, tuple([each for each in part.issues if each.id in ids])) for part in self.parts)
        parts = tuple(part._replace(issues=issues) for part, issues in chosen if issues)
        wanted = {part.unit for part in parts}
        units = tuple(unit for unit in self.units if unit.id in wanted)
        return self._replace(parts=parts, units=units)


def state_on(round_: Round, organization: Organization, part: Parts, day: date) -> State:
    """The records of a day in brief. Units that ended before they had any issue or claim are not there."""
    order = {unit.id: place for place, unit in enumerate(organization.units)}
    files = sorted(round_.files, key=lambda file: (order.get(file.unit, len(order)), file.unit))
    busy = {file.unit for file in files if file.issues or file.claims}
    busy |= {each.from_ for file in files for issue in file.issues for each in issue.transfers}
    there = participants(round_.campaign, organization, day)
    units = tuple([unit for unit in there if unit.ended is None or unit.id in busy])
    return State(round_.campaign, round_.findings, organization, tuple(map(part, files)), units)


def _shared(part: Part, units: Container[str]) -> Part:
    """What a unit shares with others of its file; its answers are its own."""
    issues = tuple([each for each in part.issues if any(unit in units for unit in each.joint)])
    return Part(part.unit, issues, (), part.joint)
