"""An issue in brief: all that lists and numbers use, on any day, without the texts.

A page of briefs shows no text of an issue but its title, so it stays valid when other texts are edited.
"""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, NamedTuple

from rectify.ledger.deadlines import begins_turn, shifts
from rectify.read.corrections import since
from rectify.read.records import Results

if TYPE_CHECKING:
    from decimal import Decimal

    from rectify.read.records import Issue, Result


class Due(NamedTuple):
    """A measure: its owner and its days."""

    owner: str
    due: datetime.date
    done: datetime.date | None
    added: datetime.date | None


class Report(NamedTuple):
    """A progress entry: its day, and whether it reports work rather than why there was none."""

    date: datetime.date
    worked: bool


class Passage(NamedTuple):
    """A step of closing and its result; ``sustained``: what it closes has to last."""

    date: datetime.date
    step: str
    result: str | None
    sustained: bool = False


class Later(NamedTuple):
    """Another deadline: ``to``, from ``date`` on."""

    date: datetime.date
    to: datetime.date


class Look(NamedTuple):
    """A recheck and its result."""

    date: datetime.date
    result: str


class Onward(NamedTuple):
    """Where an issue goes on when its campaign ends."""

    to: str
    issue: str


class Gone(NamedTuple):
    """Since when and ``why`` an issue stands aside: it is void, merged or split, ``into`` others."""

    date: datetime.date
    why: str
    into: tuple[str, ...]
    by: str
    approved_by: str
    reason: str


class Gain(NamedTuple):
    """A dated result: its kind, and how much money, how many people or what number it is (``of``)."""

    date: datetime.date
    kind: str
    of: str
    number: Decimal | int


class After(NamedTuple):
    """An entry after closing: its day, and when the next is due."""

    date: datetime.date
    due: datetime.date | None


class Brief(NamedTuple):
    """An issue without its texts. Fields are named as in ``records.Issue``.

    ``staged``: some measures came later than it; ``again``: it has several turns. ``uncorrected`` is the
    issue without its corrections, where these may have changed whether it is on time.
    """

    id: str
    title: str
    kind: str
    lead: tuple[str, ...]
    leader: tuple[str, ...]
    owner: tuple[str, ...]
    supervisor: tuple[str, ...]
    opened: datetime.date
    deadline: datetime.date
    findings: tuple[str, ...]
    by_analogy: str | None
    carries: str | None
    category: str | None
    amount: Decimal | None
    joint: tuple[str, ...]
    support: tuple[str, ...]
    measures: tuple[Due, ...]
    staged: bool
    progress: tuple[Report, ...]
    closure: tuple[Passage, ...]
    again: bool
    rechecks: tuple[Look, ...]
    follow_up: tuple[After, ...]
    extensions: tuple[datetime.date, ...]
    deadlines: tuple[Later, ...]
    carried_over: Onward | None
    gone: Gone | None
    reminders: tuple[datetime.date, ...]
    issued: tuple[datetime.date, ...]
    gains: tuple[Gain, ...]
    left: tuple[str, ...]
    uncorrected: Brief | None
    results: Results | None

    @property
    def finding(self) -> str | None:
        """The first of the findings that it answers."""
        return self.findings[0] if self.findings else None

    def fingerprint(self) -> object:
        """All of it; plain values as text, since ``repr`` is five times as fast as a digest of each."""
        *plain, results = self
        return repr(plain), results


def brief(issue: Issue) -> Brief:
    """An issue in brief."""
    made = _brief(issue)
    if not issue.corrections:
        return made
    before = _brief(since(issue, datetime.date.min))
    judged = any(getattr(before, name) != getattr(made, name) for name in _JUDGED)
    return made._replace(uncorrected=before) if judged else made


_JUDGED = ("opened", "deadline", "deadlines", "closure", "rechecks", "progress", "measures")
"""What decides whether an issue is closed, and on time."""


def _brief(issue: Issue) -> Brief:
    """An issue in brief, its corrections aside.

    ``extensions`` are the days on which they were approved, ``deadlines`` all later deadlines in order, and
    ``issued`` the days of its regulations; ``left`` are the units that it belonged to before, ``results``
    those without days.
    """
    undated = issue.results if isinstance(issue.results, Results) else None
    dated = () if isinstance(issue.results, Results) else issue.results or ()
    return Brief(
        issue.id,
        issue.title,
        issue.kind,
        issue.lead,
        issue.leader,
        issue.owner,
        issue.supervisor,
        issue.opened,
        issue.deadline,
        issue.finding,
        issue.by_analogy,
        issue.carries,
        issue.category,
        issue.amount,
        issue.joint,
        issue.support,
        tuple([Due(each.owner, each.due, each.done, each.added) for each in issue.measures]),
        any(each.added is not None for each in issue.measures),
        tuple([Report(each.date, bool(each.text)) for each in issue.progress]),
        tuple([Passage(each.date, each.step, each.result, each.sustained) for each in issue.closure]),
        any(map(begins_turn, issue.closure)) or any(map(begins_turn, issue.rechecks)),
        tuple([Look(each.date, each.result) for each in issue.rechecks]),
        tuple([After(each.date, each.due) for each in issue.follow_up]),
        tuple([each.date for each in issue.extensions]),
        tuple([Later(each.date, each.to) for each in shifts(issue)]),
        Onward(issue.carried_over.to, issue.carried_over.issue) if issue.carried_over else None,
        gone(issue) if issue.void or issue.merged or issue.split else None,
        tuple([each.date for each in issue.reminders]),
        tuple([rule.issued for rule in issue.regulations]),
        tuple([gain(each) for each in dated]),
        tuple([each.from_ for each in issue.transfers]),
        None,
        undated,
    )


def gone(issue: Issue) -> Gone | None:
    """Why an issue stands aside by an entry of its own, whatever the day; of several the first."""
    found = []
    if each := issue.void:
        found.append(Gone(each.date, "void", (), each.by, each.approved_by, each.reason))
    if into := issue.merged:
        found.append(Gone(into.date, "merged", (into.into,), into.by, "", into.reason))
    if parts := issue.split:
        found.append(Gone(parts.date, "split", parts.into, parts.by, "", parts.reason))
    return min(found, key=lambda one: one.date, default=None)


def is_moved(issue: Issue, day: datetime.date) -> bool:
    """Whether an issue was split, merged or voided by a day."""
    entries = (issue.void, issue.merged, issue.split)
    return any(each is not None and each.date <= day for each in entries)


def gain(result: Result) -> Gain:
    """A result in brief."""
    if result.amount is not None:
        return Gain(result.date, result.kind, "money", result.amount)
    if result.people is not None:
        return Gain(result.date, result.kind, "people", result.people)
    return Gain(result.date, result.kind, "count", result.count_ or 0)
