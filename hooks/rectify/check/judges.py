"""Who may review and verify: nobody who did the work, however the name is spelled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rectify.check.doers import Case, cases
from rectify.check.responsibility import names_of
from rectify.check.turns import current_turn
from rectify.ledger.participation import is_finished
from rectify.ledger.people import People
from rectify.ledger.roles import roles_on
from rectify.read import identity
from rectify.read.problems import problem

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from rectify.read.problems import Problem
    from rectify.read.records import Data, Step


def verified_by_other(data: Data, day: date) -> Iterator[Problem]:
    """Doers, reviewer and verifier are different people.

    The doers are the applicant of the turn, and in the current turn also the owners and those of measures. Of
    earlier turns the owners are known only where handovers tell them.
    """
    for case in cases(data, day):
        applied: Step | None = None
        reviewed: Step | None = None
        current = current_turn(case.issue) if case.issue.closure else ()
        for step in case.issue.closure:
            if step.step == "apply":
                applied = step
            if step.step not in ("review", "verify"):
                continue
            found = list(_same_doer(case, step, applied, current=step in current))
            yield from found
            if step.step == "review":
                reviewed = step
            elif reviewed and not found and case.by(step) == case.by(reviewed):
                same = problem("closing.verified-by-other", "reviewer", step.at.of("by"), name=step.by)
                yield case.levelled(same, step.by, (reviewed.by,))


def _same_doer(case: Case, step: Step, applied: Step | None, *, current: bool) -> Iterator[Problem]:
    """The problem of who judges the own work."""
    who, at = case.by(step), step.at.of
    doers = {case.by(applied): applied.by} if applied else {}
    if current or case.issue.handovers:
        doers |= {case.key(name, step.date): name for name in roles_on(case.issue, step.date).owner}
    if who in doers:
        found = problem("closing.verified-by-other", step.step, at("by"), name=step.by)
        yield case.levelled(found, step.by, doers.values())
    elif current and step.step == "review":  # who verifies is not even of the unit: verifier_outside
        for number, each in enumerate(case.issue.measures, 1):
            there = each.added is None or each.added <= step.date
            if there and case.key(each.owner, step.date) == who:
                values = {"name": step.by, "number": number}
                yield case.newly(problem("closing.verified-by-other", "measure", at("by"), **values))
                return


def namesakes(data: Data, day: date) -> Iterator[Problem]:
    """Warn if reviewer or verifier and doer are namesakes, told apart only by brackets or a suffix.

    Who is the same person is told by ``verified_by_other``; people who are listed are known to be two.
    """
    for case in cases(data, day):
        turn = current_turn(case.issue)
        if not turn:
            continue
        named = {
            identity.bare(name): (name, case.key(name, day), _is_listed(case, name, day))
            for name in case.issue.owner
        }
        for step in turn:
            listed = _is_listed(case, step.by, step.date, *case.first(step))
            who = case.by(step)
            other, another, known = named.setdefault(identity.bare(step.by), (step.by, who, listed))
            if step.step in ("review", "verify") and who != another and not (listed and known):
                yield problem("closing.namesakes", "same", step.at.of("by"), name=step.by, other=other)


def _is_listed(case: Case, name: str, day: date, *first: str) -> bool:
    return case.people.member(name, case.unit, *first, day=day) is not None


def verifier_outside(data: Data, day: date) -> Iterator[Problem]:
    """The verifier does not belong to the issue's unit."""
    people = People(data.organization, day)
    for round_ in data.rounds:
        for file in round_.files:
            names = names_of(data, file, today=not is_finished(round_.campaign, day))
            inside = {people.key(name, file.unit, day=day) for name in names}
            for issue in file.issues:
                case = Case(people, data, round_, file.unit, issue, day)
                left = case.of(case.heads(), day) if issue.transfers else set()
                for step in current_turn(issue):
                    if step.step == "verify" and case.by(step) not in case.owners(step.date):
                        yield from _inside(case, step, names, inside | left)


def _inside(case: Case, step: Step, names: set[str], inside: set[str]) -> Iterator[Problem]:
    """The problem of a verifier who is one of the unit's people, or listed as of it."""
    same = case.by(step) in inside
    if same or case.of_unit(step.by, step.date, *case.first(step)):
        found = problem("closing.verifier-outside", "inside", step.at.of("by"), name=step.by)
        yield case.levelled(found, step.by, names) if same else found
