"""Coverage rules (照单全收): claims and issues match the findings."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from rectify.ground.suggest import Matcher
from rectify.ledger.participation import applies, participants
from rectify.read.problems import problem

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from rectify.read.problems import Problem
    from rectify.read.records import Campaign, Data, Round

CLAIM_DAYS = 7
"""Days from the campaign's start to answer the findings, unless campaign.yml sets ``claims_due``."""


def _claims_due(campaign: Campaign) -> date:
    """The last day for answers; one before the start is a typo, reported by ``structure.day-order``."""
    if campaign.claims_due and campaign.claims_due >= campaign.started:
        return campaign.claims_due
    return campaign.started + datetime.timedelta(CLAIM_DAYS)


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
        if day <= _claims_due(campaign):
            continue
        files = {file.unit: file for file in round_.files}
        for unit in participants(round_.campaign, data.organization):
            if f"units/{unit.id}" in round_.missing:
                continue
            file = files.get(unit.id)
            given = _meant(round_, {each.finding for each in file.claims}) | round_.missing if file else set()
            missing = [
                finding.id
                for finding in round_.findings
                if applies(finding, unit) and finding.id not in given
            ]
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
        if day <= _claims_due(round_.campaign):
            continue
        for file in round_.files:
            taken = _meant(round_, {each.finding for each in file.issues if each.finding})
            lost = any(id not in {finding.id for finding in round_.findings} for id in round_.missing)
            for each in file.claims:
                if each.has != "no" and each.finding not in taken and not lost:
                    yield problem("coverage.issue", "none", each.at, finding=each.finding)


def contradiction(data: Data, day: date) -> Iterator[Problem]:
    """A unit that denies a finding has no issue from it, and answers only findings that apply to it."""
    for round_ in data.rounds:
        findings = {finding.id: finding for finding in round_.findings}
        units = {unit.id: unit for unit in data.organization.units}
        for file in round_.files:
            taken = {each.finding: each.id for each in file.issues}
            for each in file.claims:
                finding, unit = findings.get(each.finding), units.get(file.unit)
                if each.has == "no" and each.finding in taken:
                    values = {"finding": each.finding, "issue": taken[each.finding]}
                    yield problem("coverage.contradiction", "issue", each.at.of("has"), **values)
                elif finding and unit and not applies(finding, unit):
                    yield problem("coverage.contradiction", "unasked", each.at, finding=each.finding)
