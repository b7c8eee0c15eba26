"""Responsibility rules: every issue has someone responsible and a supervisor from outside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rectify.check.doers import Case
from rectify.ledger.participation import is_finished
from rectify.ledger.people import People
from rectify.read import identity
from rectify.read.problems import problem

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from rectify.read.problems import Problem
    from rectify.read.records import Data, Issue, UnitFile
    from rectify.read.source import Place


def people_of(data: Data, file: UnitFile, *, today: bool) -> set[str]:
    """Skeletons of a unit's people; see ``names_of``."""
    return {identity.skeleton(name) for name in names_of(data, file, today=today)}


def names_of(data: Data, file: UnitFile, *, today: bool) -> set[str]:
    """A unit's people: leaders and owners in its file, and with ``today`` its present leaders.

    The present leaders need not have led the unit during a finished campaign.
    """
    names: set[str | None] = set()
    for unit in data.organization.units:
        if today and unit.id == file.unit:
            names.update((unit.leader, unit.deputy))
    for issue in file.issues:
        names.update(issue.leader)
        names.update(issue.owner)
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
    """The supervisor of an issue does not belong to its unit."""
    people = People(data.organization, day)
    for round_ in data.rounds:
        body = round_.campaign.verified_by
        for file in round_.files:
            names = names_of(data, file, today=not is_finished(round_.campaign, day))
            inside = {people.key(name, file.unit, day=day) for name in names}
            for issue in file.issues:
                case = Case(people, data, round_, file.unit, issue, day)
                for name in issue.supervisor:
                    same = case.key(name, day, body) in inside
                    if same or case.of_unit(name, day, body):
                        at = issue.at.of("supervisor")
                        found = problem("responsibility.supervisor-outside", "inside", at, name=name)
                        yield case.levelled(found, name, names) if same else found


def reminder(data: Data, day: date) -> Iterator[Problem]:
    """Nobody reminds themselves."""
    people = People(data.organization, day)
    for round_ in data.rounds:
        body = round_.campaign.verified_by
        for file in round_.files:
            for issue in file.issues:
                for sent in issue.reminders:
                    by = people.key(sent.by, file.unit, body, day=sent.date)
                    if by == people.key(sent.to, file.unit, day=sent.date):
                        yield problem("responsibility.reminder", "self", sent.at.of("to"), name=sent.to)


def one_spelling(data: Data, day: date) -> Iterator[Problem]:
    """A person's name has one spelling wherever it can still be changed."""
    for round_ in data.rounds:
        issues = [issue for file in round_.files for issue in file.issues]
        issues.sort(key=_closed, reverse=True)  # closed records can't change, so their spelling wins
        spelled: dict[str, str] = {}
        for issue in issues:
            for name, at, key in _named(issue):
                first = spelled.setdefault(identity.skeleton(name), name)
                if name != first and not _closed(issue):
                    values = {"value": name, "better": first}
                    yield problem("responsibility.one-spelling", "several", at.of(key), **values)


def _closed(issue: Issue) -> bool:
    return bool(issue.closure) and (issue.closure[-1].step, issue.closure[-1].result) == ("verify", "pass")


def _named(issue: Issue) -> Iterator[tuple[str, Place, str]]:
    for key, names in (("leader", issue.leader), ("owner", issue.owner), ("supervisor", issue.supervisor)):
        for name in names:
            yield name, issue.at, key
    for measure in issue.measures:
        yield measure.owner, measure.at, "owner"
