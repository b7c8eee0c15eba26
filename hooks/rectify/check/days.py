"""Deadline rules (倒排工期): due days fit the deadline, which is advanced freely but extended by rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rectify.check import dates
from rectify.check.doers import Case, cases
from rectify.check.turns import current_turn
from rectify.ledger import deadlines, limits
from rectify.ledger.roles import roles_on
from rectify.read.problems import problem
from rectify.read.records import Extension

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from rectify.read.problems import Problem
    from rectify.read.records import Data, Issue, Recheck, Step


def measure_due(data: Data, day: date) -> Iterator[Problem]:
    """A measure is due by the deadline in force of its issue.

    One that was done is held to the latest deadline that there was, and is exempt if it was done by then: the
    deadline may have been advanced since.
    """
    for round_ in data.rounds:
        for file in round_.files:
            for issue in file.issues:
                in_force = deadlines.last(issue)
                latest = max([issue.deadline, *(each.to for each in deadlines.shifts(issue))])
                for each in issue.measures:
                    last = latest if each.done else in_force
                    if (
                        each.due > last
                        and dates.is_plausible(round_.campaign, each.due)
                        and (each.done is None or each.done > last)
                    ):
                        at = each.at.of("due")
                        yield problem("days.measure-due", "late", at, due=each.due, deadline=last)


def unit_deadline(data: Data, day: date) -> Iterator[Problem]:
    """An issue is due by the deadline of its campaign that fits it; a long-term one rarely has any.

    One that was closed by then is exempt: the deadline may have been advanced since.
    """
    names = {unit.id: unit.name for unit in data.organization.units}
    for round_ in data.rounds:
        campaign = round_.campaign
        handed = {finding.id: finding for finding in round_.findings}
        for file in round_.files:
            for issue in file.issues:
                own = [handed[id] for id in limits.findings_of(issue) if id in handed]
                limit = limits.limit(campaign.deadlines, file.unit, issue.kind, own)
                if (
                    limit is None
                    or issue.deadline <= limit.day
                    or limit.day < round_.campaign.started  # a slip of campaign.yml, told there
                    or not dates.is_plausible(round_.campaign, issue.deadline)
                    or _closed_by(issue, limit.day)
                ):
                    continue
                variant = "late" if limit.source == "units" else f"late-{limit.source}"
                values: dict[str, date | str] = {"deadline": issue.deadline, "limit": limit.day}
                if limit.name:
                    values["of"] = names.get(limit.name, limit.name)
                yield problem("days.unit-deadline", variant, issue.at.of("deadline"), **values)


def _closed_by(issue: Issue, limit: date) -> bool:
    last = current_turn(issue)[-1:]
    return any(step.step == "verify" and step.date <= limit for step in last)


def advance_only(data: Data, day: date) -> Iterator[Problem]:
    """No deadline is extended in an advance-only campaign (只能提前不能拖后)."""
    for round_ in data.rounds:
        if round_.campaign.deadline_policy != "advance_only":
            continue
        for file in round_.files:
            for issue in file.issues:
                for each in deadlines.shifts(issue):
                    entry = each.entry
                    if isinstance(entry, Extension) and entry.to > (entry.from_ or each.before):
                        yield problem("days.advance-only", "extension", entry.at, to=entry.to)


def extension(data: Data, day: date) -> Iterator[Problem]:
    """An extension starts from the current deadline, before it has passed, approved by someone else."""
    for case in cases(data, day):
        for shift in deadlines.shifts(case.issue):
            each, deadline = shift.entry, shift.before
            if not isinstance(each, Extension):
                continue
            if each.from_ and each.from_ != deadline:
                at, values = each.at.of("from"), {"value": each.from_, "better": deadline}
                yield problem("days.extension", "from", at, **values)
            if each.date > deadline:
                at = each.at.of("date")
                yield problem("days.extension", "past", at, value=each.date, deadline=deadline)
            yield from _own_approval(case, each)


def _own_approval(case: Case, extension: Extension) -> Iterator[Problem]:
    """The problem of an extension that the owner or a leader of the unit approved."""
    name, at = extension.approved_by, extension.at.of
    who, roles = case.key(name, extension.date), roles_on(case.issue, extension.date)
    if who in case.of(roles.owner, extension.date):
        found = problem("days.extension", "self", at("approved_by"), name=name)
        yield case.levelled(found, name, roles.owner)
        return
    units = case.data.organization.units
    above = {each for unit in units if unit.id != case.unit for each in (unit.leader, unit.deputy) if each}
    own = case.of(roles.leader, extension.date) - case.of(above, extension.date)
    if who in own | case.of(case.heads(), extension.date):
        yield case.newly(problem("days.extension", "leader", at("approved_by"), name=name))


def next_deadline(data: Data, day: date) -> Iterator[Problem]:
    """Only what reopens or returns an issue sets another deadline; it says why, and nobody sets his own."""
    for case in cases(data, day):
        body = case.round.campaign.verified_by
        for entry, doers in _setting(case.issue):
            if not deadlines.begins_turn(entry):
                yield problem("days.next-deadline", "place", entry.at.of("deadline"))
            elif not entry.opinion:
                yield problem("days.next-deadline", "why", entry.at, day=entry.date)
            elif case.key(entry.by, entry.date, body) in case.of(doers, entry.date):
                yield problem("days.next-deadline", "self", entry.at.of("by"), name=entry.by)


def _setting(issue: Issue) -> Iterator[tuple[Step | Recheck, tuple[str, ...]]]:
    """The entries that set a deadline, and whose deadline it is: the applicant's, and today the owners'.

    Who took over later may have judged the issue before, and who returns an issue is held by ``closing``.
    """
    applicant: tuple[str, ...] = ()
    last = max([issue.opened, *(step.date for step in issue.closure)])
    for step in issue.closure:
        if step.step == "apply":
            applicant = (step.by,)
        if step.deadline:
            own = _own(issue, step.date) if step is issue.closure[-1] else ()
            yield step, (*applicant, *own) if step.step == "reopen" else ()
    for recheck in issue.rechecks:
        if recheck.deadline:
            yield recheck, _own(issue, recheck.date) if recheck.date >= last else ()


def _own(issue: Issue, day: date) -> tuple[str, ...]:
    roles = roles_on(issue, day)
    return (*roles.owner, *roles.leader)
