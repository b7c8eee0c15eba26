"""Responsibility rules: somebody answers for every issue, and the one who watches is from outside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rectify.problems import problem
from rectify.scope import is_finished

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from rectify.problems import Problem
    from rectify.records import Data, UnitFile


def people_of(data: Data, file: UnitFile, *, today: bool) -> set[str]:
    """The names that belong to a unit: whoever leads or does something in its file; its leaders ``today``.

    Who leads a unit after a campaign is over need not have led it then.
    """
    names: set[str | None] = set()
    for unit in data.organization.units:
        if today and unit.id == file.unit:
            names.update((unit.leader, unit.deputy))
    for issue in file.issues:
        names.add(issue.leader)
        names.add(issue.owner)
        names.update([measure.owner for measure in issue.measures])
    return {name for name in names if name}


def measure(data: Data, day: date) -> Iterator[Problem]:
    """Every issue has at least one measure."""
    for round_ in data.rounds:
        for file in round_.files:
            for issue in file.issues:
                if not issue.measures:
                    yield problem("responsibility.measure", "none", issue.at, issue=issue.id)


def supervisor_outside(data: Data, day: date) -> Iterator[Problem]:
    """The supervisor of an issue is not of the unit that has it."""
    for round_ in data.rounds:
        for file in round_.files:
            names = people_of(data, file, today=not is_finished(round_.campaign, day))
            for issue in file.issues:
                if issue.supervisor in names:
                    at = issue.at.of("supervisor")
                    yield problem("responsibility.supervisor-outside", "inside", at, name=issue.supervisor)
