"""Rules on what units rectify together: who shares an issue, and answers that name one of another unit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rectify.ground.suggest import nearest
from rectify.ledger.participation import participants
from rectify.ledger.past import organization_on
from rectify.read.problems import problem

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from rectify.read.problems import Problem
    from rectify.read.records import Claim, Data, Issue, Round


def joint(data: Data, day: date) -> Iterator[Problem]:
    """An issue is shared with other units that take part, each named once."""
    for round_ in data.rounds:
        units = {each.id for each in data.organization.units}
        organization = organization_on(data.organization, day)
        there = {each.id for each in participants(round_.campaign, organization, day)}
        for file in round_.files:
            for issue in file.issues:
                for place, unit in enumerate(issue.joint):
                    variant = ""
                    if unit == file.unit:
                        variant = "own"
                    elif unit in issue.joint[:place]:
                        variant = "twice"
                    elif unit in units and unit not in there:
                        variant = "outside"
                    if variant:
                        yield problem("structure.joint", variant, issue.at.of("joint"), unit=unit)


def answered_elsewhere(data: Data, day: date) -> Iterator[Problem]:
    """An answer that names an issue: one of another unit, from this finding, that this unit shares."""
    for round_ in data.rounds:
        issues = {issue.id: (file.unit, issue) for file in round_.files for issue in file.issues}
        for file in round_.files:
            for claim in file.claims:
                if claim.issue is not None and claim.issue not in round_.missing:
                    yield from _answer(round_, file.unit, claim, issues)


def _answer(
    round_: Round, unit: str, claim: Claim, issues: dict[str, tuple[str, Issue]]
) -> Iterator[Problem]:
    at, id = claim.at.of("issue"), claim.issue or ""
    values = {"value": id, "finding": claim.finding, "unit": unit}
    home, issue = issues.get(id, ("", None))
    if issue is None:
        if not any(name.startswith("units/") for name in round_.missing):
            yield problem("coverage.joint", "unknown", at, better=nearest(id, issues), **values)
    elif claim.has == "no":
        yield problem("coverage.joint", "denied", at, **values)
    elif home == unit:
        yield problem("coverage.joint", "own", at, **values)
    elif claim.finding not in issue.finding:
        yield problem("coverage.joint", "finding", at, **values)
    elif unit not in issue.joint:
        yield problem("coverage.joint", "unshared", at, **values)
