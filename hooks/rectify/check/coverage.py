"""Coverage rules (照单全收): claims and issues match the findings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rectify.ground.suggest import Matcher
from rectify.ledger.participation import (
    answers_due,
    applies,
    is_received,
    is_withdrawn,
    participants,
    unit_answers_due,
)
from rectify.ledger.past import organization_on
from rectify.read.problems import problem

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from rectify.read.problems import Problem
    from rectify.read.records import Data, Finding, Issue, Round


def _due(round_: Round, day: date) -> list[Finding]:
    """The findings that every unit must have answered by now."""
    return [
        each
        for each in round_.findings
        if day > answers_due(round_.campaign, each) and is_received(each, day) and not is_withdrawn(each, day)
    ]


def is_void(issue: Issue, day: date) -> bool:
    """Whether an issue was voided by a day, so that it answers nothing."""
    return issue.void is not None and issue.void.date <= day


def _meant(round_: Round, written: set[str]) -> set[str]:
    """The given ids and those that misspelt ones mean, so that a typo is reported once."""
    known = {finding.id for finding in round_.findings}
    matcher = Matcher(known)
    unknown = (id for id in written if id not in known)
    return {*written, *(matcher.nearest(id, but=written) for id in unknown)}


def claim(data: Data, day: date) -> Iterator[Problem]:
    """Every finding is answered by every unit that it applies to, once answers are due."""
    for round_ in data.rounds:
        campaign = round_.campaign
        due = _due(round_, day)
        if not due:
            continue
        files = {file.unit: file for file in round_.files}
        for unit in participants(campaign, organization_on(data.organization, day), day):
            if f"units/{unit.id}" in round_.missing or unit.ended:
                continue
            file = files.get(unit.id)
            given = _meant(round_, {each.finding for each in file.claims}) | round_.missing if file else set()
            asked = [
                each
                for each in due
                if applies(each, unit) and day > unit_answers_due(campaign, each, unit.id)
            ]
            missing = [finding.id for finding in asked if finding.id not in given]
            if missing and file:
                at = file.at.of("claims")
                yield problem("coverage.claim", "findings", at, n=len(missing), findings="、".join(missing))
            elif missing:
                yield problem(
                    "coverage.claim", "file", campaign.at, unit=unit.name, n=len(missing), file=unit.id
                )


def issue(data: Data, day: date) -> Iterator[Problem]:
    """A unit that claims a finding, whole or partial, has an issue from it once answers are due."""
    for round_ in data.rounds:
        known = {finding.id for finding in round_.findings}
        due = {finding.id for finding in _due(round_, day)}
        moved = _moved(round_)
        for file in round_.files if due else ():
            here = {id for each in file.issues if not is_void(each, day) for id in each.finding}
            taken = _meant(round_, here | moved.get(file.unit, set()))
            lost = any(id not in known for id in round_.missing)
            for each in file.claims:
                asked = each.finding in due or each.finding not in known
                asked = asked and each.issue is None  # ``coverage.joint`` looks at that one
                if each.has != "no" and asked and each.finding not in taken and not lost:
                    yield problem("coverage.issue", "none", each.at, finding=each.finding)


def _moved(round_: Round) -> dict[str, set[str]]:
    """The findings of issues that went from a unit to another, or that it shares."""
    found: dict[str, set[str]] = {}
    for file in round_.files:
        for each in file.issues:
            for unit in (*(transfer.from_ for transfer in each.transfers), *each.joint):
                found.setdefault(unit, set()).update(each.finding)
    return found


def contradiction(data: Data, day: date) -> Iterator[Problem]:
    """A unit that denies a finding has no issue from it, and answers only findings that apply to it."""
    for round_ in data.rounds:
        findings = {finding.id: finding for finding in round_.findings}
        units = {unit.id: unit for unit in data.organization.units}
        shared = [issue for file in round_.files for issue in file.issues if issue.joint]
        for file in round_.files:
            own = [each for each in file.issues if not each.transfers and not is_void(each, day)]
            own += [each for each in shared if file.unit in each.joint and not is_void(each, day)]
            taken = {id: each.id for each in own for id in each.finding}
            for each in file.claims:
                finding, unit = findings.get(each.finding), units.get(file.unit)
                if each.has == "no" and each.finding in taken:
                    values = {"finding": each.finding, "issue": taken[each.finding]}
                    yield problem("coverage.contradiction", "issue", each.at.of("has"), **values)
                elif finding and unit and not applies(finding, unit):
                    yield problem("coverage.contradiction", "unasked", each.at, finding=each.finding)


def withdrawn(data: Data, day: date) -> Iterator[Problem]:
    """No issue is taken on from a finding from the day on which it was withdrawn."""
    for round_ in data.rounds:
        gone = {each.id: each.withdrawn for each in round_.findings if each.withdrawn}
        for file in round_.files if gone else ():
            for each in file.issues:
                for id in each.finding:
                    end = gone.get(id)
                    if end and round_.campaign.received <= end.date <= each.opened:
                        values = {"finding": id, "day": end.date, "opened": each.opened}
                        yield problem("coverage.withdrawn", "opened", each.at.of("finding"), **values)
