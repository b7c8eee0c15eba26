"""The deadlines of an issue: the original one, and every later day that took its place."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rectify.read.records import Extension, Recheck, Step

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterator

    from rectify.read.records import Issue


class Shift(NamedTuple):
    """A change of the deadline: on ``date`` an entry moved it from ``before`` to ``to``."""

    date: datetime.date
    before: datetime.date
    to: datetime.date
    entry: Extension | Step | Recheck


def shifts(issue: Issue) -> tuple[Shift, ...]:
    """All changes in order; of one day extensions, then closing steps, then rechecks, in file order."""
    found = sorted(_changes(issue), key=lambda change: change[0])
    made, before = [], issue.deadline
    for day, to, entry in found:
        made.append(Shift(day, before, to, entry))
        before = to
    return tuple(made)


def last(issue: Issue) -> datetime.date:
    """The deadline in force at the end of the record."""
    made = shifts(issue)
    return made[-1].to if made else issue.deadline


def _changes(issue: Issue) -> Iterator[tuple[datetime.date, datetime.date, Extension | Step | Recheck]]:
    for extension in issue.extensions:
        yield extension.date, extension.to, extension
    for step in issue.closure:
        if step.deadline and begins_turn(step):
            yield step.date, step.deadline, step
    for recheck in issue.rechecks:
        if recheck.deadline and begins_turn(recheck):
            yield recheck.date, recheck.deadline, recheck


def begins_turn(entry: Step | Recheck) -> bool:
    """Whether an entry begins a turn, so that it may set another deadline."""
    if isinstance(entry, Recheck):
        return entry.result == "fail"
    return entry.step == "reopen" or entry.result == "return"
