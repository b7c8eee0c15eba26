"""The state of every issue on a day: a pure function of one campaign's records and ``as_of``.

Issues are held in brief (``brief``); their texts are in the records. Nothing dated after the day counts,
so the same records give last Monday's report and today's dashboard.
"""

from __future__ import annotations

import bisect
import datetime
import functools
import itertools
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from rectify.ledger import moved, past, periods
from rectify.ledger.participation import applies, is_received, is_withdrawn, joined_claims_due
from rectify.ledger.participation import is_finished as is_finished
from rectify.ledger.parts import Part, Parts
from rectify.ledger.standing import Day, Standing, life, standing
from rectify.ledger.state import State, state_on

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator, Mapping
    from datetime import date

    from rectify.ledger.brief import Brief
    from rectify.read.records import Campaign, Claim, Finding, Organization, Round, Unit

Key = TypeVar("Key")

_DAY = datetime.timedelta(1)


class Head(NamedTuple):
    """What pages say of the campaign and the day of their issues."""

    campaign: Campaign
    as_of: date


class Ledger(NamedTuple):
    """The issues of a campaign on a day, by organisation order, then by id.

    ``state`` are the records as they stood on that day, ``claims`` the units' answers by finding and unit.
    ``findings`` are those handed down by the day, withdrawn ones too. ``everything`` has also the issues that
    stand aside, which are not counted. Those of a finding that was withdrawn stay among its own, those that
    go on in others (split, merged) among the answers of their unit.
    """

    register: Register
    as_of: date
    state: State
    standings: tuple[Standing, ...]
    claims: dict[tuple[str, str], Claim]
    by_unit: dict[str, tuple[Standing, ...]]
    by_finding: dict[str, tuple[Standing, ...]]
    by_answer: dict[tuple[str, str], tuple[Standing, ...]]
    findings: tuple[Finding, ...]
    everything: tuple[Standing, ...]

    def fingerprint(self) -> object:
        """What the ledger is computed from."""
        return self.register, self.as_of

    @property
    def campaign(self) -> Campaign:
        return self.state.campaign

    @property
    def organization(self) -> Organization:
        """The units, as the day knew them."""
        return self.state.organization

    @property
    def units(self) -> tuple[Unit, ...]:
        """The participating units and departments, in the order of the organisation."""
        return self.state.units

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
        wanted = frozenset(units)
        part = self.register.of_units(wanted)
        known = [self._known_of(each, wanted) for each in part.state(self.as_of).parts]
        return part.with_standings(self.as_of, tuple(itertools.chain.from_iterable(known)))

    def _known_of(self, part: Part, wanted: Container[str]) -> tuple[Standing, ...]:
        """The issues of a unit's file, with those that stand aside; of another's only what they share."""
        if self.everything is not self.standings:
            there = tuple(each for each in self.everything if each.unit == part.unit)
        else:
            there = self.of_unit(part.unit)
            if self.is_shared:
                there = tuple(each for each in there if each.unit == part.unit)
        if part.unit in wanted:
            return there
        shared = {issue.id for issue in part.issues}
        return tuple(each for each in there if each.issue.id in shared)

    @property
    def is_shared(self) -> bool:
        """Whether units rectify some issues together: these count under each of them, and once in all."""
        return any(part.joint for part in self.state.parts)

    @property
    def aside(self) -> tuple[Standing, ...]:
        """The issues that stand aside."""
        if self.everything is self.standings:
            return ()
        return tuple(each for each in self.everything if each.aside)

    @property
    def withdrawn(self) -> tuple[Standing, ...]:
        """Those of them whose findings were withdrawn."""
        return tuple(each for each in self.aside if each.aside == "withdrawn")

    @property
    def moved(self) -> tuple[Standing, ...]:
        """The others: split, merged or void."""
        return tuple(each for each in self.aside if each.aside in moved.MOVED)

    def earning(self, unit: str = "") -> tuple[Standing, ...]:
        """The issues whose results count, of all units or of one: what was split or merged keeps its own."""
        counted = self.of_unit(unit) if unit else self.standings
        own = (each for each in self.aside if each.aside in ("split", "merged"))
        return (*counted, *(each for each in own if unit in ("", each.unit)))

    @property
    def asked(self) -> tuple[Finding, ...]:
        """The findings that have to be answered: those that were not withdrawn."""
        return tuple(each for each in self.findings if not is_withdrawn(each, self.as_of))

    @property
    def busy(self) -> tuple[Unit, ...]:
        """The units that reports list: all but those that have ended and have no issue any more."""
        return tuple([unit for unit in self.units if unit.ended is None or unit.id in self.by_unit])

    @property
    def answering(self) -> tuple[Unit, ...]:
        """The units that are asked: those that have not ended, nor joined and not to answer yet."""
        joined = {each.unit: each for each in self.campaign.joined if joined_claims_due(each) >= self.as_of}
        given = {unit for _, unit in self.claims} if joined else frozenset()
        return tuple(
            [
                unit
                for unit in self.units
                if unit.ended is None and (unit.id not in joined or unit.id in given)
            ]
        )

    def applicable(self) -> int:
        """How many answers are asked for: findings × units that they apply to."""
        answering = self.answering
        return sum(applies(finding, unit) for finding in self.asked for unit in answering)

    def answered(self) -> int:
        """How many of them were given."""
        asked = {finding.id for finding in self.asked}
        answering = {unit.id for unit in self.answering}
        return sum(finding in asked and unit in answering for finding, unit in self.claims)


class Register:
    """A campaign's issues in brief, and their ledger on any day (memoised).

    ``states`` are the records as they stood, the last one as they stand; state ``n`` begins on the day
    ``changes[n - 1]``, on which something was corrected, handed over or the like.
    """

    def __init__(self, states: tuple[State, ...], changes: tuple[date, ...] = ()) -> None:
        self.states = states
        self.changes = changes
        self._days: dict[date, Ledger] = {}

    def fingerprint(self) -> object:
        """All that it holds."""
        return self.states, self.changes

    @functools.cached_property
    def size(self) -> int:
        """How many issues there are, later ones too."""
        return sum(len(part.issues) for part in self.states[-1].parts)

    def state(self, day: date) -> State:
        """The records as they stood at the end of a day."""
        return self.states[bisect.bisect_right(self.changes, day)]

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
        return Register(tuple(state.of_units(wanted) for state in self.states), self.changes)

    def of_issues(self, ids: Container[str]) -> Register:
        """The register of only these issues."""
        return Register(tuple(state.of_issues(ids) for state in self.states), self.changes)

    def spells(self, first: date, last: date) -> Iterator[tuple[date, date]]:
        """The days from ``first`` to ``last`` in spells, in each of which the records stood the same."""
        for change in self.changes:
            if first < change <= last:
                yield first, change - _DAY
                first = change
        yield first, last

    def _derive(self, as_of: date, everything: tuple[Standing, ...]) -> Ledger:
        state = self.state(as_of)
        later = {finding.id for finding in state.findings if not is_received(finding, as_of)}
        standings = everything
        if any(each.aside for each in everything):
            standings = tuple(each for each in everything if not each.aside)
        asked = {unit.id for unit in state.units}
        narrow = {finding.id: finding.applies_to for finding in state.findings if finding.applies_to}
        claims = {
            (claim.finding, part.unit): claim
            for part in state.parts
            if part.unit in asked
            for claim in part.claims
            if (claim.checked is None or claim.checked <= as_of)
            and (claim.finding not in narrow or part.unit in narrow[claim.finding])
            and claim.finding not in later
        }
        listed = [each for each in everything if each.aside not in moved.MOVED]
        by_finding = by_each(listed, lambda each: each.issue.findings)
        answers = [each for each in everything if each.aside != "void"]
        by_answer = by_each(answers, _answered_by)
        return Ledger(
            self,
            as_of,
            state,
            standings,
            claims,
            by_unit=_by_unit(standings, any(part.joint for part in state.parts)),
            by_finding=by_finding,
            by_answer=by_answer,
            findings=tuple(each for each in state.findings if each.id not in later)
            if later
            else state.findings,
            everything=everything,
        )

    def _standings(self, as_of: date, known: Ledger | None) -> tuple[Standing, ...]:
        state = self.state(as_of)
        day = Day.of(state.campaign, state.findings, as_of)
        before = known.by_unit if known and known.state is state else {}
        taken: dict[str, tuple[Brief, ...]] = {}
        if any(issue.gone for part in state.parts for issue in part.issues):
            taken = moved.taken_over((issue for part in state.parts for issue in part.issues), as_of)
        later = {finding.id for finding in state.findings if not is_received(finding, as_of)}
        found = []
        for part in state.parts:
            lives = {each.issue.id: each.life for each in before.get(part.unit, ())}
            found += [
                standing(
                    _as_of(issue, taken, later) if taken or later else issue,
                    lives.get(issue.id) or life(issue, state.campaign.finished),
                    part.unit,
                    day,
                )
                for issue in part.issues
                if issue.opened <= as_of
            ]
        return tuple(found)


def register(round_: Round, organization: Organization) -> Register:
    """The register of a campaign: units in organisation order, issues by id."""
    days = past.changes(round_, organization)
    part = Parts()
    first = days[0] - _DAY if days else datetime.date.max
    states = [
        state_on(past.round_on(round_, organization, day), past.organization_on(organization, day), part, day)
        for day in (first, *days)
    ]
    return Register(tuple(states), days)


def ledger(round_: Round, organization: Organization, as_of: date) -> Ledger:
    """The ledger of a campaign on a day."""
    return register(round_, organization).on(as_of)


def _by_unit(standings: Iterable[Standing], is_shared: bool) -> dict[str, tuple[Standing, ...]]:
    """Standings by unit; what units rectify together is under each of them."""
    if not is_shared:
        return grouped(standings, lambda each: each.unit)
    return by_each(standings, lambda each: dict.fromkeys((each.unit, *each.issue.joint)))


def _answered_by(each: Standing) -> list[tuple[str, str]]:
    """The findings and units of an issue: one that went to another unit answers for the one it left too."""
    issue = each.issue
    units = (
        dict.fromkeys((each.unit, *issue.left, *issue.joint)) if issue.left or issue.joint else (each.unit,)
    )
    return [(id, unit) for id in each.issue.findings for unit in units]


def _as_of(issue: Brief, taken: Mapping[str, tuple[Brief, ...]], later: Container[str]) -> Brief:
    """An issue with what it has taken over by a day, and without findings that were received ``later``."""
    if issue.id in taken:
        issue = moved.enlarged(issue, taken[issue.id])
    known = tuple([id for id in issue.findings if id not in later])
    return issue._replace(findings=known) if known and len(known) < len(issue.findings) else issue


def by_each(
    standings: Iterable[Standing], keys: Callable[[Standing], Iterable[Key]]
) -> dict[Key, tuple[Standing, ...]]:
    """Standings grouped by several keys each, in order."""
    found: dict[Key, list[Standing]] = {}
    for each in standings:
        for key in keys(each):
            found.setdefault(key, []).append(each)
    return {name: tuple(group) for name, group in found.items()}


def fixed(round_: Round, organization: Organization, as_of: date) -> Ledger:
    """The ledger that these records have on a day, as they stand, whenever they were changed."""
    return Register((state_on(round_, organization, Parts(), as_of),)).on(as_of)


def grouped(standings: Iterable[Standing], key: Callable[[Standing], Key]) -> dict[Key, tuple[Standing, ...]]:
    """Standings grouped by a key, in order."""
    found: dict[Key, list[Standing]] = {}
    for each in standings:
        found.setdefault(key(each), []).append(each)
    return {name: tuple(group) for name, group in found.items()}
