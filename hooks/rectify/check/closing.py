"""Closing rules (对账销号): evidence, steps in order, rechecks."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from rectify.check.doers import cases
from rectify.check.turns import current_turn, is_closed
from rectify.ledger import lasting
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
    for case in cases(data, day):
        issue = case.issue
        if not issue.rechecks:
            continue
        closed = [step.date for step in issue.closure if step.step == "verify" and step.result == "pass"]
        last = issue.closure[-1].date if issue.closure else issue.opened
        for each in issue.rechecks:
            if not closed or each.date < min(closed):
                yield problem("closing.recheck", "early", each.at.of("date"), day=each.date, issue=issue.id)
            if each.result != "pass" or each.date < last:
                continue
            if case.key(each.by, each.date, case.round.campaign.verified_by) in case.owners(each.date):
                found = problem("closing.recheck", "self", each.at.of("by"), name=each.by)
                yield case.levelled(found, each.by, issue.owner)


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
