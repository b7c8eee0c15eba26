"""Closing rules (对账销号): evidence, steps in order, three different people, rechecks."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from rectify.check.responsibility import people_of
from rectify.check.turns import current_turn, is_closed
from rectify.ledger import lasting
from rectify.ledger.participation import is_finished
from rectify.read import identity
from rectify.read.problems import problem

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from rectify.read.problems import Problem
    from rectify.read.records import Data, Issue, Step

_BEFORE = {
    "apply": ("", "return", "reopen"),
    "review": ("apply",),
    "verify": ("review",),
    "reopen": ("verify",),
}
"""The allowed predecessors of each step."""


def _issues(data: Data) -> Iterator[Issue]:
    for round_ in data.rounds:
        for file in round_.files:
            yield from file.issues


def apply(data: Data, day: date) -> Iterator[Problem]:
    """An application for closing has every measure done that was added by its day, and evidence.

    A returned application is not checked: the record may have changed since. What was added to a standing one
    is done before the issue is closed.
    """
    for issue in _issues(data):
        for step in current_turn(issue)[:1]:
            if step.step != "apply":
                continue
            undone = _undone(issue, step.date)
            proved = any(each.added is None or each.added <= step.date for each in issue.evidence)
            if undone and not proved:
                yield problem("closing.apply", "both", step.at, day=step.date, undone="、".join(undone))
            elif undone:
                yield problem("closing.apply", "measures", step.at, day=step.date, undone="、".join(undone))
            elif not proved:
                yield problem("closing.apply", "evidence", step.at, day=step.date)
            for last in current_turn(issue)[1:]:
                later = [number for number in _undone(issue, last.date) if number not in undone]
                if last.step == "verify" and later:
                    yield problem("closing.apply", "later", last.at, day=last.date, undone="、".join(later))


def _undone(issue: Issue, day: date) -> list[str]:
    """The numbers of the measures that were added by a day, but not done by it."""
    return [
        str(number)
        for number, each in enumerate(issue.measures, 1)
        if (each.added is None or each.added <= day) and (each.done is None or each.done > day)
    ]


def order(data: Data, day: date) -> Iterator[Problem]:
    """Steps are apply, review, verify, in this order; after a return or reopening again from apply."""
    for issue in _issues(data):
        for before, step in _walk(issue):
            if before not in _BEFORE[step.step]:
                variant = f"{step.step}-first" if not before else f"{step.step}-after"
                yield problem("closing.order", variant, step.at, day=step.date, before=before)


def _walk(issue: Issue) -> Iterator[tuple[str, Step]]:
    """Each step with its predecessor; a failed recheck counts as a reopening."""
    before, last = "", None
    for step in issue.closure:
        failed = any(
            each.result == "fail" and last is not None and last <= each.date <= step.date
            for each in issue.rechecks
        )
        if before == "verify" and failed and step.step != "reopen":
            before = "reopen"
        yield before, step
        before, last = "return" if step.result == "return" else step.step, step.date


def verified_by_other(data: Data, day: date) -> Iterator[Problem]:
    """Doer, reviewer and verifier are three different people.

    The doer is the applicant of the turn, and in the current turn also the owner.
    """
    for issue in _issues(data):
        reviewer = applicant = ""
        current = current_turn(issue)
        owners = tuple(map(identity.skeleton, issue.owner))
        for step in issue.closure:
            who = identity.skeleton(step.by)
            if step.step == "apply":
                applicant = who
            elif step.step == "review":
                reviewer = who
            doers = (applicant, *owners) if step in current else (applicant,)
            if step.step in ("review", "verify") and who in doers:
                at = step.at.of("by")
                yield problem("closing.verified-by-other", step.step, at, name=step.by)
            elif step.step == "verify" and who == reviewer:
                yield problem("closing.verified-by-other", "reviewer", step.at.of("by"), name=step.by)


def namesakes(data: Data, day: date) -> Iterator[Problem]:
    """Warn if reviewer or verifier and doer are namesakes, told apart only by brackets or a suffix."""
    for issue in _issues(data):
        named = {identity.bare(name): name for name in issue.owner}
        for step in current_turn(issue):
            other = named.setdefault(identity.bare(step.by), step.by)
            if step.step in ("review", "verify") and identity.skeleton(other) != identity.skeleton(step.by):
                yield problem("closing.namesakes", "same", step.at.of("by"), name=step.by, other=other)


def verifier_outside(data: Data, day: date) -> Iterator[Problem]:
    """The verifier does not belong to the issue's unit."""
    for round_ in data.rounds:
        for file in round_.files:
            names = people_of(data, file, today=not is_finished(round_.campaign, day))
            for issue in file.issues:
                others = names - set(map(identity.skeleton, issue.owner))
                for step in current_turn(issue):
                    if step.step == "verify" and identity.skeleton(step.by) in others:
                        yield problem("closing.verifier-outside", "inside", step.at.of("by"), name=step.by)


def opinion(data: Data, day: date) -> Iterator[Problem]:
    """A return, a reopening or a failed recheck has an opinion, if it is the last.

    One that sets another deadline is held to it by ``days.next_deadline``.
    """
    for issue in _issues(data):
        last = max((step.date for step in issue.closure), default=issue.opened)
        for look in issue.rechecks[-1:]:
            if look.result == "fail" and look.date >= last and not (look.opinion or look.deadline):
                yield problem("closing.opinion", "recheck", look.at, day=look.date)
        for step in issue.closure[-1:]:
            if not (step.opinion or step.deadline) and (step.result == "return" or step.step == "reopen"):
                yield problem("closing.opinion", step.step, step.at, day=step.date)


def recheck(data: Data, day: date) -> Iterator[Problem]:
    """A recheck (回头看) comes after a closing, by someone other than the owner."""
    for issue in _issues(data):
        if not issue.rechecks:
            continue
        closed = [step.date for step in issue.closure if step.step == "verify" and step.result == "pass"]
        last = issue.closure[-1].date if issue.closure else issue.opened
        for each in issue.rechecks:
            if not closed or each.date < min(closed):
                yield problem("closing.recheck", "early", each.at.of("date"), day=each.date, issue=issue.id)
            own = identity.skeleton(each.by) in map(identity.skeleton, issue.owner)
            if own and each.result == "pass" and each.date >= last:
                yield problem("closing.recheck", "self", each.at.of("by"), name=each.by)


def recheck_due(data: Data, day: date) -> Iterator[Problem]:
    """What is closed and has to last (长期坚持) is looked at again every so many days."""
    for round_ in data.rounds:
        every = round_.campaign.recheck_every
        for file in round_.files:
            for issue in file.issues:
                if not lasting.is_sustained(issue, day) or not is_closed(issue, day):
                    continue
                closed = max(
                    each.date for each in issue.closure if each.step == "verify" and each.date <= day
                )
                due = lasting.recheck_on(issue, closed, day, every)
                if due is None:
                    yield problem("closing.recheck-due", "no-period", issue.at.of("closure"), issue=issue.id)
                elif due < day:
                    at = issue.at.of("rechecks")
                    yield problem("closing.recheck-due", "late", at, issue=issue.id, due=due, every=every)


def follow_up(data: Data, day: date) -> Iterator[Problem]:
    """What is entered as done after closing is dated after it."""
    for issue in _issues(data):
        for each in issue.follow_up:
            if not is_closed(issue, each.date - datetime.timedelta(1)):
                yield problem("closing.follow-up", "early", each.at.of("date"), day=each.date, issue=issue.id)
