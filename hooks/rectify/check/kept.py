"""History rules on milestones, standards, reminders and what is carried over: once dated, they stay."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rectify.check.history import edited, plain, rounds, still_open
from rectify.check.turns import current_turn
from rectify.read.problems import problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rectify.check.history import Revisions
    from rectify.read.problems import Problem
    from rectify.read.records import Milestone, Reminder, Round


def carried_kept(revisions: Revisions) -> Iterator[Problem]:
    """Once a round has ended, what it carried over stays carried over, to where it was."""
    ended = {round_.campaign.id for round_ in revisions.before.rounds if round_.campaign.finished}
    for pair in edited(revisions):
        was, now = pair.old.carried_over, pair.new.carried_over
        if was and pair.round.campaign.id in ended and plain(was) != plain(now):
            at = pair.new.at.of("carried_over")
            yield problem(
                "history.carried-kept", "changed", at, issue=pair.new.id, to=was.to, other=was.issue
            )


def milestone_kept(revisions: Revisions) -> Iterator[Problem]:
    """A milestone that is done never changes; one that is not is neither removed nor put off.

    Open milestones of one kind are matched in order, since their days may be advanced.
    """
    for old, new in rounds(revisions):
        if new is None:
            continue
        left = list(new.campaign.milestones)
        undone = []
        for each in sorted(old.campaign.milestones, key=lambda each: each.due):
            same = next((one for one in left if plain(one) == plain(each)), None)
            if same:
                left.remove(same)
            elif each.done:
                at = new.campaign.at.of("milestones")
                yield problem("history.milestone-kept", "changed", at, name=each.kind, day=each.done)
            else:
                undone.append(each)
        yield from _open_milestones(new, undone, left)


def _open_milestones(new: Round, undone: list[Milestone], left: list[Milestone]) -> Iterator[Problem]:
    for each in undone:
        now = min((one for one in left if one.kind == each.kind), key=lambda one: one.due, default=None)
        if now is None:
            at, values = new.campaign.at.of("milestones"), {"name": each.kind, "due": each.due}
            yield problem("history.milestone-kept", "gone", at, **values)
            continue
        left.remove(now)
        if now.due > each.due and new.campaign.deadline_policy == "advance_only":
            values = {"name": each.kind, "old": each.due, "new": now.due}
            yield problem("history.milestone-kept", "later", now.at.of("due"), **values)


def standard_kept(revisions: Revisions) -> Iterator[Problem]:
    """The standard of closing does not change while an application is judged by it.

    A first one may be added.
    """
    for pair in still_open(revisions):
        applied = [plain(current_turn(issue)[:1]) for issue in (pair.old, pair.new)]
        same = plain(pair.old.standard) == plain(pair.new.standard)
        if applied[0] and applied[0] == applied[1] and pair.old.standard and not same:
            at = pair.new.at.of("standard")
            yield problem("history.standard-kept", "changed", at, issue=pair.new.id)


def reminder_kept(revisions: Revisions) -> Iterator[Problem]:
    """A reminder that was sent stays as it was; only its answer is added."""
    for pair in edited(revisions):
        left = list(pair.new.reminders)
        for sent in pair.old.reminders:
            same = next((each for each in left if _is_answered(sent, each)), None)
            if same:
                left.remove(same)
            else:
                at = pair.new.at.of("reminders")
                yield problem("history.reminder-kept", "changed", at, issue=pair.new.id, day=sent.date)


def _is_answered(old: Reminder, new: Reminder) -> bool:
    """Whether a reminder is the same, with an answer or without."""
    if old.answered is None:
        new = new._replace(answered=None)
    return bool(plain(old) == plain(new))
