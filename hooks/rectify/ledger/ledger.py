"""The state of every issue on a day: a pure function of one campaign's records and ``as_of``.

Issues are held in brief (``brief``); their texts are in the records. Nothing dated after the day counts,
so the same records give last Monday's report and today's dashboard.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeVar

from rectify.ledger import periods
from rectify.ledger.brief import Brief, brief
from rectify.ledger.participation import applies, is_received, is_withdrawn, participants
from rectify.ledger.participation import is_finished as is_finished
from rectify.ledger.standing import Day, Standing, life, standing

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable
    from datetime import date

    from rectify.read.records import Campaign, Claim, Finding, Organization, Round, Unit

Key = TypeVar("Key")


class Head(NamedTuple):
    """What pages say of the campaign and the day of their issues."""

    campaign: Campaign
    as_of: date


class Ledger(NamedTuple):
    """The issues of a campaign on a day, by organisation order, then by id.

    ``units`` are the participating units and departments in organisation order; ``claims`` are their answers
    by finding and unit. ``findings`` are those handed down by the day, withdrawn ones too. ``everything`` has
    also the issues that stand aside, which are not counted; those of a finding or an answer have them too.
    """

    register: Register
    as_of: date
    units: tuple[Unit, ...]
    standings: tuple[Standing, ...]
    claims: dict[tuple[str, str], Claim]
    by_unit: dict[str, tuple[Standing, ...]]
    by_finding: dict[str | None, tuple[Standing, ...]]
    by_answer: dict[tuple[str | None, str], tuple[Standing, ...]]
    findings: tuple[Finding, ...]
    everything: tuple[Standing, ...]

    def fingerprint(self) -> object:
        """What the ledger is computed from."""
        return self.register, self.as_of

    @property
    def campaign(self) -> Campaign:
        return self.register.campaign

    @property
    def by_finding_first(self) -> bool:
        """Whether the numbers of findings lead, rather than those of issues."""
        return self.campaign.count_by == "findings" and bool(self.findings)

    @property
    def head(self) -> Head:
        return Head(self.campaign, self.as_of)

    @property
    def large(self) -> bool:
        """Whether reports show only the first rows of their lists: nobody reads whole ones of a large round.

        Counts all issues of the round, so that reports don't change when later ones are taken on.
        """
        return self.register.size > periods.BRIEF_FROM

    def on(self, day: date) -> Ledger:
        """The ledger of the same issues on another day."""
        return self.register.on(day, self)

    def of_unit(self, unit: str) -> tuple[Standing, ...]:
        """The issues of one unit."""
        return self.by_unit.get(unit, ())

    def of_finding(self, finding: str) -> tuple[Standing, ...]:
        """The issues of all units from one finding."""
        return self.by_finding.get(finding, ())

    def answered_by(self, finding: str, unit: str) -> tuple[Standing, ...]:
        """The issues of one unit from one finding."""
        return self.by_answer.get((finding, unit), ())

    def of_issues(self, ids: Iterable[str]) -> Ledger:
        """The ledger of only these issues and the units that have any."""
        wanted = frozenset(ids)
        return self.register.of_issues(wanted).on(self.as_of, self)

    def of_units(self, units: Iterable[str]) -> Ledger:
        """The ledger of only these units: their own numbers stay the same, the round's are missing."""
        part = self.register.of_units(units)
        return part.with_standings(
            self.as_of, tuple([each for unit in part.parts for each in self._known_of(unit.unit)])
        )

    def _known_of(self, unit: str) -> tuple[Standing, ...]:
        """The issues of one unit, with those that stand aside."""
        if self.everything is self.standings:
            return self.of_unit(unit)
        return tuple(each for each in self.everything if each.unit == unit)

    @property
    def aside(self) -> tuple[Standing, ...]:
        """The issues that stand aside."""
        return tuple(each for each in self.everything if each.aside)

    @property
    def asked(self) -> tuple[Finding, ...]:
        """The findings that have to be answered: those that were not withdrawn."""
        return tuple(each for each in self.findings if not is_withdrawn(each, self.as_of))

    def applicable(self) -> int:
        """How many answers are asked for: findings × units that they apply to."""
        return sum(applies(finding, unit) for finding in self.asked for unit in self.units)

    def answered(self) -> int:
        """How many of them were given."""
        asked = {finding.id for finding in self.asked}
        return sum(finding in asked for finding, _ in self.claims)


class Part(NamedTuple):
    """A unit's file, in brief."""

    unit: str
    issues: tuple[Brief, ...]
    claims: tuple[Claim, ...]


class Register:
    """A campaign's issues in brief, and their ledger on any day (memoised)."""

    def __init__(
        self,
        campaign: Campaign,
        findings: tuple[Finding, ...],
        organization: Organization,
        parts: tuple[Part, ...],
        units: tuple[Unit, ...],
    ) -> None:
        self.campaign = campaign
        self.findings = findings
        self.organization = organization
        self.parts = parts
        self.size = sum(len(part.issues) for part in parts)
        self.units = units
        self._days: dict[date, Ledger] = {}

    def fingerprint(self) -> object:
        """All that it holds."""
        return self.campaign, self.findings, self.organization, self.parts, self.units

    def on(self, day: date, known: Ledger | None = None) -> Ledger:
        """The ledger of a day. ``known``, that of another day, saves deriving the issues' moves again."""
        if day not in self._days:
            self.with_standings(day, self._standings(day, known))
        return self._days[day]

    def with_standings(self, day: date, standings: tuple[Standing, ...]) -> Ledger:
        """The ledger of a day on which these are known to be the standings of everything."""
        self._days[day] = self._derive(day, standings)
        return self._days[day]

    def of_units(self, ids: Iterable[str]) -> Register:
        """The register of only these units."""
        wanted = frozenset(ids)
        parts = tuple(part for part in self.parts if part.unit in wanted)
        units = tuple(unit for unit in self.units if unit.id in wanted)
        return Register(self.campaign, self.findings, self.organization, parts, units)

    def of_issues(self, ids: Container[str]) -> Register:
        """The register of only these issues."""
        chosen = ((part, tuple([each for each in part.issues if each.id in ids])) for part in self.parts)
        parts = tuple(part._replace(issues=issues) for part, issues in chosen if issues)
        wanted = {part.unit for part in parts}
        units = tuple(unit for unit in self.units if unit.id in wanted)
        return Register(self.campaign, self.findings, self.organization, parts, units)

    def _derive(self, as_of: date, everything: tuple[Standing, ...]) -> Ledger:
        later = {finding.id for finding in self.findings if not is_received(finding, as_of)}
        standings = everything
        if any(each.aside for each in everything):
            standings = tuple(each for each in everything if not each.aside)
        asked = {unit.id for unit in self.units}
        narrow = {finding.id: finding.applies_to for finding in self.findings if finding.applies_to}
        claims = {
            (claim.finding, part.unit): claim
            for part in self.parts
            if part.unit in asked
            for claim in part.claims
            if (claim.checked is None or claim.checked <= as_of)
            and (claim.finding not in narrow or part.unit in narrow[claim.finding])
            and claim.finding not in later
        }
        return Ledger(
            self,
            as_of,
            self.units,
            standings,
            claims,
            by_unit=grouped(standings, lambda each: each.unit),
            by_finding=grouped(everything, lambda each: each.issue.finding),
            by_answer=grouped(everything, lambda each: (each.issue.finding, each.unit)),
            findings=tuple(each for each in self.findings if each.id not in later)
            if later
            else self.findings,
            everything=everything,
        )

    def _standings(self, as_of: date, known: Ledger | None) -> tuple[Standing, ...]:
        day = Day.of(self.campaign, self.findings, as_of)
        before = known.by_unit if known else {}
        found = []
        for part in self.parts:
            lives = {each.issue.id: each.life for each in before.get(part.unit, ())}
            found += [
                standing(issue, lives.get(issue.id) or life(issue, self.campaign.finished), part.unit, day)
                for issue in part.issues
                if issue.opened <= as_of
            ]
        return tuple(found)


def register(round_: Round, organization: Organization) -> Register:
    """The register of a campaign: units in organisation order, issues by id."""
    order = {unit.id: place for place, unit in enumerate(organization.units)}
    files = sorted(round_.files, key=lambda file: (order.get(file.unit, len(order)), file.unit))
    parts = tuple(
        Part(file.unit, tuple(sorted(map(brief, file.issues), key=lambda issue: issue.id)), file.claims)
        for file in files
    )
    units = participants(round_.campaign, organization)
    return Register(round_.campaign, round_.findings, organization, parts, units)


def ledger(round_: Round, organization: Organization, as_of: date) -> Ledger:
    """The ledger of a campaign on a day."""
    return register(round_, organization).on(as_of)


def grouped(standings: Iterable[Standing], key: Callable[[Standing], Key]) -> dict[Key, tuple[Standing, ...]]:
    """Standings grouped by a key, in order."""
    found: dict[Key, list[Standing]] = {}
    for each in standings:
        found.setdefault(key(each), []).append(each)
    return {name: tuple(group) for name, group in found.items()}
