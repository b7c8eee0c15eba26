"""The records as they stood on an earlier day: what was changed since is undone.

A correction of today's data changes nothing that was true on an earlier day, so the ledger of that day undoes
it. What nothing was done to stays the same object.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from rectify.read import corrections
from rectify.read.source import start_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from rectify.read.records import Correction, Data, Finding, Issue, Organization, Round, UnitFile

Record = TypeVar("Record", "Finding", "Issue", "Organization")


def record_on(record: Record, day: date) -> Record:
    """A record as it stood at the end of a day."""
    then = corrections.since(record, day) if record.corrections else record
    # Its place would stand for what the file says now.
    return record if then is record else then._replace(at=start_of(record.at.path))


def file_on(file: UnitFile, day: date) -> UnitFile:
    """A unit's claims and issues as they stood on a day."""
    then = corrections.since(file, day) if file.corrections else file
    issues = tuple([record_on(issue, day) for issue in file.issues])
    if then is file and all(map(_is, issues, file.issues)):
        return file
    return then._replace(issues=issues, at=start_of(file.at.path))


def round_on(round_: Round, day: date) -> Round:
    """A campaign's records as they stood on a day."""
    campaign = round_.campaign
    if campaign.corrections:
        campaign = corrections.since(campaign, day)
    findings = tuple([record_on(finding, day) for finding in round_.findings])
    files = tuple([file_on(file, day) for file in round_.files])
    same = campaign is round_.campaign and all(map(_is, findings, round_.findings))
    if same and all(map(_is, files, round_.files)):
        return round_
    return round_._replace(campaign=campaign, findings=findings, files=files)


def data_on(data: Data, day: date) -> Data:
    """All records as they stood on a day."""
    organization = record_on(data.organization, day)
    rounds = tuple([round_on(round_, day) for round_ in data.rounds])
    if organization is data.organization and all(map(_is, rounds, data.rounds)):
        return data
    return data._replace(organization=organization, rounds=rounds)


def changes(round_: Round, organization: Organization) -> tuple[date, ...]:
    """The days on which records of a campaign were changed, in order."""
    return tuple(sorted({each.date for each in _corrections(round_, organization)}))


def _corrections(round_: Round, organization: Organization) -> Iterator[Correction]:
    yield from organization.corrections
    yield from round_.campaign.corrections
    for finding in round_.findings:
        yield from finding.corrections
    for file in round_.files:
        yield from file.corrections
        for issue in file.issues:
            yield from issue.corrections


def _is(one: Any, other: Any) -> bool:
    return one is other
