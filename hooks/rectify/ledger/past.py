"""The records as they stood on a day: what was changed later is undone.

A correction, a handover, a transfer or a new name changes nothing that was true on an earlier day, so the
ledger of that day undoes it. What nothing was done to stays the same object.
"""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from rectify.read import corrections, identity
from rectify.read.records import UnitFile
from rectify.read.source import start_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import date

    from rectify.read.records import (
        Campaign,
        Correction,
        Data,
        Finding,
        Handover,
        Issue,
        Measure,
        Organization,
        Round,
        Unit,
    )

Record = TypeVar("Record", "Campaign", "Finding", "Issue", "Organization", "UnitFile")

_DAY = datetime.timedelta(1)


def data_on(data: Data, day: date) -> Data:
    """All records as they stood at the end of a day."""
    organization = organization_on(data.organization, day)
    rounds = tuple([round_on(round_, data.organization, day) for round_ in data.rounds])
    if organization is data.organization and all(map(_is, rounds, data.rounds)):
        return data
    return data._replace(organization=organization, rounds=rounds)


def organization_on(organization: Organization, day: date) -> Organization:
    """The units by the names of a day; those that were to end later have not ended."""
    then = _uncorrected(organization, day)
    units = tuple([_unit_on(unit, day) for unit in then.units])
    return then if all(map(_is, units, then.units)) else then._replace(units=units)


def _unit_on(unit: Unit, day: date) -> Unit:
    if not unit.names and unit.ended is None:
        return unit
    later = [each for each in unit.names if each.until >= day]
    name = min(later, key=lambda each: each.until).name if later else unit.name
    over = unit.ended is not None and unit.ended < day
    return unit._replace(
        name=name,
        names=tuple([each for each in unit.names if each.until < day]),
        ended=unit.ended if over else None,
        successor=unit.successor if over else None,
    )


def heirs(organization: Organization, day: date) -> dict[str, str]:
    """The units that have ended by a day, and the unit that each is read as since."""
    over = {unit.id: unit.successor for unit in organization.units if unit.ended and unit.ended < day}
    found = {}
    for unit, after in over.items():
        seen = {unit}
        while after in over and after not in seen:
            seen.add(after)
            after = over[after] or after
        if after:
            found[unit] = after
    return found


def round_on(round_: Round, organization: Organization, day: date) -> Round:
    """A campaign's records as they stood at the end of a day, in the organisation as it stands."""
    then = _Then(day, heirs(_uncorrected(organization, day), day))
    campaign = then.campaign(round_.campaign)
    findings = tuple([then.finding(finding) for finding in round_.findings])
    files = tuple([then.file(file) for file in _at_home(round_.files, day)])
    same = campaign is round_.campaign and all(map(_is, findings, round_.findings))
    if same and len(files) == len(round_.files) and all(map(_is, files, round_.files)):
        return round_
    return round_._replace(campaign=campaign, findings=findings, files=files)


def _at_home(files: tuple[UnitFile, ...], day: date) -> tuple[UnitFile, ...]:
    """The files with each issue in that of the unit to which it belonged on a day."""
    away = {
        issue.id: unit
        for file in files
        for issue in file.issues
        if issue.transfers and (unit := home(issue, file.unit, day)) != file.unit
    }
    return moved(files, away) if away else files


def moved(files: tuple[UnitFile, ...], units: Mapping[str, str]) -> tuple[UnitFile, ...]:
    """The files with some issues in those of other ``units``, by id."""
    found = {file.unit: _with(file, [each for each in file.issues if each.id not in units]) for file in files}
    for file in files:
        for issue in file.issues:
            if issue.id in units:
                unit = units[issue.id]
                empty = UnitFile(start_of(file.at.path), unit=unit)
                there = found.get(unit, empty)
                found[unit] = _with(there, [*there.issues, issue])
    return tuple(found.values())


def home(issue: Issue, unit: str, day: date) -> str:
    """The unit to which an issue belonged on a day; ``unit`` has it now."""
    then = _uncorrected(issue, day).transfers
    if later := [each for each in then if each.date > day]:
        return min(later, key=lambda each: each.date).from_
    if then != issue.transfers:  # transfers were corrected since
        return then[-1].to if then else issue.transfers[0].from_
    return unit


class _Then(NamedTuple):
    """A day, and as which units those that had ended are read."""

    day: date
    heirs: Mapping[str, str]

    def campaign(self, campaign: Campaign) -> Campaign:
        then = _unadjusted(_uncorrected(campaign, self.day), self.day)
        if then.verified_by in self.heirs:
            then = then._replace(verified_by=self.heirs[then.verified_by])
        return then

    def finding(self, finding: Finding) -> Finding:
        then = _uncorrected(finding, self.day)
        return then if self.heirs.keys().isdisjoint(then.lead) else then._replace(lead=self._read(then.lead))

    def _read(self, units: tuple[str, ...]) -> tuple[str, ...]:
        """Units as they are read on the day."""
        return tuple(dict.fromkeys(self.heirs.get(each, each) for each in units))

    def file(self, file: UnitFile) -> UnitFile:
        """A unit's claims and issues."""
        then = _uncorrected(file, self.day)
        return _with(then, [self.issue(issue) for issue in file.issues])

    def issue(self, issue: Issue) -> Issue:
        then = issue
        if issue.corrections or issue.handovers:
            later = [each for each in issue.corrections if each.date > self.day]
            then = without(issue, later, lambda each: each.date > self.day)
        if then.transfers and any(each.date > self.day for each in then.transfers):
            known = tuple([each for each in then.transfers if each.date <= self.day])
            then = then._replace(transfers=known)
        if owners := [each for each in then.handovers if each.role == "owner"]:
            then = then._replace(measures=tuple([_taken_over(each, owners) for each in then.measures]))
        if self.heirs and not self.heirs.keys().isdisjoint((*then.lead, *then.support)):
            then = then._replace(lead=self._read(then.lead), support=self._read(then.support))
        # Its place would stand for what the file says now.
        return issue if then is issue else then._replace(at=start_of(issue.at.path))


def _unadjusted(campaign: Campaign, day: date) -> Campaign:
    """A campaign by what it had decided on a day: later adjustments are undone, the last of a day first."""
    later = [each for each in campaign.adjustments if each.date > day and each.was is not None]
    for each in sorted(later, key=lambda each: each.date)[::-1]:
        if each.what in campaign.deadlines._fields:
            deadlines = campaign.deadlines._replace(**{each.what: each.was})
            campaign = campaign._replace(deadlines=deadlines)
        else:
            campaign = campaign._replace(**{each.what: each.was})
    return campaign


def before_corrections(round_: Round, first: date) -> Round:
    """A campaign's records without the corrections of a day and later; whatever else happened stays."""
    day = first - _DAY
    files = []
    for file in round_.files:
        issues = [
            without(issue, [each for each in issue.corrections if each.date >= first], lambda _: False)
            for issue in file.issues
        ]
        files.append(_with(_uncorrected(file, day), issues))
    return round_._replace(
        campaign=_uncorrected(round_.campaign, day),
        findings=tuple([_uncorrected(finding, day) for finding in round_.findings]),
        files=tuple(files),
    )


def without(issue: Issue, corrected: Sequence[Correction], is_handed: Callable[[Handover], bool]) -> Issue:
    """An issue before some corrections and handovers that are its newest, which are gone from its lists.

    A correction may be of a handover, also of one of its day: so it is undone first, and then the handovers
    are looked at anew.
    """
    left = [corrected[place] for place in reversed(corrections.order(corrected))]
    kept = tuple([each for each in issue.corrections if all(each is not one for one in left)])
    back: list[Handover] = []
    then = issue
    while True:
        handed = [each for each in then.handovers if is_handed(each) and all(each is not one for one in back)]
        # Of one day the last is the newest.
        newest = max(reversed(handed), key=lambda each: each.date, default=None)
        if left and (newest is None or newest.date <= left[-1].date):
            then = corrections.undone(then, left.pop())
        elif newest:
            role: dict[str, Any] = {newest.role: _handed_back(getattr(then, newest.role), newest)}
            then = then._replace(**role)
            back.append(newest)
        else:
            break
    if then is issue and kept == issue.corrections:
        return issue
    handovers = tuple([each for each in then.handovers if all(each is not one for one in back)])
    return then._replace(corrections=kept, handovers=handovers)


def _handed_back(present: tuple[str, ...], handover: Handover) -> tuple[str, ...]:
    """Who had a role before a handover; others that share it keep it."""
    to = identity.skeleton(handover.to)
    return tuple([handover.from_ if identity.skeleton(name) == to else name for name in present])


def _uncorrected(record: Record, day: date) -> Record:
    """A record before the corrections that are dated after a day."""
    if not record.corrections:
        return record
    then: Record = corrections.since(record, day)
    return then


def _with(file: UnitFile, issues: list[Issue]) -> UnitFile:
    """A file with these issues."""
    if len(issues) == len(file.issues) and all(map(_is, issues, file.issues)):
        return file
    return file._replace(issues=tuple(issues), at=start_of(file.at.path))


def _taken_over(measure: Measure, handovers: list[Handover]) -> Measure:
    """A measure, by who has it after handovers of the owner: one that was done before one stays."""
    for each in sorted(handovers, key=lambda each: each.date):
        undone = measure.done is None or measure.done >= each.date
        if undone and identity.skeleton(measure.owner) == identity.skeleton(each.from_):
            measure = measure._replace(owner=each.to)
    return measure


def changes(round_: Round, organization: Organization) -> tuple[date, ...]:
    """The days on which records of a campaign changed otherwise than by new entries, in order.

    A day that was corrected is one too: until the correction it was that day.
    """
    dated: list[Any] = [*organization.corrections, *round_.campaign.corrections]
    for campaign in _versions(round_.campaign):
        dated += campaign.joined
        dated += [each for each in campaign.adjustments if each.was is not None]
    for finding in round_.findings:
        dated += finding.corrections
    for file in round_.files:
        dated += file.corrections
        for issue in file.issues:
            if issue.corrections or issue.handovers or issue.transfers:
                dated += issue.corrections
                for then in _versions(issue):
                    dated += (*then.handovers, *then.transfers)
    days = {each for then in _versions(organization) for each in _of_organization(then)}
    return tuple(sorted({*days, *(each.date for each in dated)}))


def _versions(record: Record) -> Iterator[Record]:
    """A record as it stands, and before each of its corrections."""
    then: Record = record
    yield then
    for place in corrections.order(record.corrections):
        then = corrections.undone(then, record.corrections[place])
        yield then


def _of_organization(organization: Organization) -> Iterator[date]:
    """The first days of new names, and the first days after units ended."""
    for unit in organization.units:
        for each in unit.names:
            yield each.until + _DAY
        if unit.ended:
            yield unit.ended + _DAY


def _is(one: Any, other: Any) -> bool:
    return one is other
