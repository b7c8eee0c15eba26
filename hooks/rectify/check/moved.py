"""Rules on issues that are split, merged or voided: where they go on, who decides it, and that they stop."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from rectify.check.doers import cases
from rectify.check.history import edited, plain
from rectify.check.results import dated_results
from rectify.check.turns import is_closed
from rectify.ground.suggest import nearest
from rectify.ledger.brief import brief, gone
from rectify.ledger.moved import enlarged, taken_over
from rectify.ledger.roles import roles_on
from rectify.ledger.standing import deadline_on
from rectify.read.problems import problem

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from rectify.check.history import Revisions
    from rectify.ledger.brief import Brief
    from rectify.read.problems import Problem
    from rectify.read.records import Data, Issue, Merged, Round, Split, Void

    Entry = Void | Merged | Split

KEYS = ("void", "merged", "split")


class _Round(NamedTuple):
    """A round of which some issues are moved: all by id, and the ids that others go on in."""

    round: Round
    issues: dict[str, Issue]
    sources: dict[str, list[str]]

    def lost(self, id: str) -> bool:
        """Whether an id may be that of an issue that could not be read."""
        missing = self.round.missing
        return id in missing or any(name.startswith("units/") for name in missing)

    def enlarged(self, issue: Issue, day: date) -> Brief:
        """An issue in brief, with what it has taken over by a day."""
        taken = taken_over((brief(each) for each in self.issues.values()), day)
        return enlarged(brief(issue), taken.get(issue.id, ()))


def _rounds(data: Data) -> Iterator[_Round]:
    for round_ in data.rounds:
        issues = {issue.id: issue for file in round_.files for issue in file.issues}
        sources: dict[str, list[str]] = {}
        for issue in issues.values():
            for id in _into(issue):
                sources.setdefault(id, []).append(issue.id)
        if any(map(_entries, issues.values())):
            yield _Round(round_, issues, sources)


def _entries(issue: Issue) -> list[tuple[str, Entry]]:
    return [(key, entry) for key in KEYS if (entry := getattr(issue, key))]


def _into(issue: Issue) -> tuple[str, ...]:
    merged = (issue.merged.into,) if issue.merged else ()
    return (*merged, *(issue.split.into if issue.split else ()))


def moved(data: Data, day: date) -> Iterator[Problem]:
    """An issue is moved once, and goes on in issues of its campaign that are there to take it over."""
    for there in _rounds(data):
        for issue in there.issues.values():
            entries = _entries(issue)
            for _, entry in entries[1:]:
                yield problem("structure.moved", "several", entry.at, issue=issue.id)
            if entries and issue.carried_over:
                yield problem("structure.moved", "carried", issue.carried_over.at, issue=issue.id)
            if issue.void and issue.id in there.sources:
                values = {"issue": issue.id, "others": "、".join(there.sources[issue.id])}
                yield problem("structure.moved", "taken", issue.void.at, **values)
            if issue.merged:
                yield from _merged(there, issue, issue.merged)
            if issue.split:
                yield from _split(there, issue, issue.split)


def _known(there: _Round, issue: Issue, entry: Merged | Split, id: str) -> Iterator[Problem]:
    """Problems of a reference to another issue."""
    at = entry.at.of("into")
    if id == issue.id:
        yield problem("structure.moved", "itself", at, issue=id)
    elif id not in there.issues and not there.lost(id):
        better = nearest(id, [other for other in there.issues if other != issue.id])
        yield problem("structure.moved", "unknown", at, value=id, better=better)


def _merged(there: _Round, issue: Issue, entry: Merged) -> Iterator[Problem]:
    yield from _known(there, issue, entry, entry.into)
    other = there.issues.get(entry.into)
    if other is None or other is issue:
        return
    at, values = entry.at.of("into"), {"issue": issue.id, "other": other.id, "day": entry.date}
    left = gone(other)
    if left and left.date <= entry.date:
        yield problem("structure.moved", "gone", at, **values, left=left.date)
    elif is_closed(other, entry.date):
        yield problem("structure.moved", "closed", at, **values)
    elif other.opened > entry.date:
        yield problem("structure.moved", "unopened", at, **values, opened=other.opened)


def _split(there: _Round, issue: Issue, entry: Split) -> Iterator[Problem]:
    at = entry.at.of("into")
    if len(entry.into) < 2:
        yield problem("structure.moved", "one", at, issue=issue.id, value=entry.into[0])
    parts = []
    for id in entry.into:
        yield from _known(there, issue, entry, id)
        part = there.issues.get(id)
        if part is None or part is issue:
            continue
        parts.append(part)
        values = {"issue": issue.id, "part": id, "day": entry.date}
        if part.opened != entry.date:
            yield problem("structure.moved", "opened", at, **values, opened=part.opened)
        splits = [other for other in there.sources[id] if there.issues[other].split and other != issue.id]
        if splits:
            yield problem("structure.moved", "twice", at, **values, other=splits[0])
    if len(parts) == len(entry.into):
        yield from _whole(there, issue, entry, parts)


def _whole(there: _Round, issue: Issue, entry: Split, parts: list[Issue]) -> Iterator[Problem]:
    """The parts together answer the same findings and hold the same amount of money."""
    whole, at = there.enlarged(issue, entry.date), entry.at.of("into")
    answered = {id for part in parts for id in brief(part).findings}
    left = [id for id in whole.findings if id not in answered]
    if left:
        yield problem("structure.moved", "findings", at, issue=issue.id, findings="、".join(left))
    total = sum((part.amount or Decimal(0) for part in parts), Decimal(0))
    if whole.amount is not None and total != whole.amount:
        values = {"issue": issue.id, "total": f"{total:f}", "amount": f"{whole.amount:f}"}
        yield problem("structure.moved", "amount", at, **values)


def stopped(data: Data, day: date) -> Iterator[Problem]:
    """What is moved is open on that day, and nothing is entered for a later day."""
    for there in _rounds(data):
        for issue in there.issues.values():
            for key, entry in _entries(issue)[:1]:
                values = {"issue": issue.id, "key": key, "day": entry.date}
                if is_closed(issue, entry.date):
                    yield problem("closing.moved", "closed", entry.at, **values)
                for later, dated in _dated(issue):
                    if dated > entry.date:
                        yield problem("closing.moved", "later", later.at, **values, later=dated)


def _dated(issue: Issue) -> Iterator[tuple[Any, date]]:
    """The entries by which an issue is worked on, with their days."""
    for key in ("progress", "closure", "rechecks", "extensions", "reminders"):
        for entry in getattr(issue, key):
            yield entry, entry.date
    for result in dated_results(issue):
        yield result, result.date
    for measure in issue.measures:
        for dated in (measure.added, measure.done):
            if dated:
                yield measure, dated


def decided(data: Data, day: date) -> Iterator[Problem]:
    """Who splits or merges an issue is not its owner; a voiding is approved by somebody else."""
    for case in cases(data, day):
        for key, entry in _entries(case.issue):
            roles = roles_on(case.issue, entry.date)
            if key != "void":
                if case.key(entry.by, entry.date) in case.of(roles.owner, entry.date):
                    yield problem("responsibility.moved", "self", entry.at.of("by"), name=entry.by)
                continue
            name = case.issue.void.approved_by if case.issue.void else ""
            doers = [each.owner for each in case.issue.measures]
            doers += [step.by for step in case.issue.closure if step.step == "apply"]
            involved = (entry.by, *roles.owner, *roles.leader, *roles.supervisor, *case.heads(), *doers)
            if case.key(name, entry.date) in case.of(involved, entry.date):
                yield problem("responsibility.moved", "approved", entry.at.of("approved_by"), name=name)


def not_later(data: Data, day: date) -> Iterator[Problem]:
    """What goes on in others is not put off by it; only a warning where it joins what was there already."""
    for there in _rounds(data):
        for issue in there.issues.values():
            for key, entry in _entries(issue)[:1]:
                due = deadline_on(brief(issue), entry.date)
                for other in filter(None, map(there.issues.get, _into(issue))):
                    later = deadline_on(brief(other), entry.date)
                    if later > due:
                        values = {"issue": issue.id, "other": other.id, "due": due, "later": later}
                        told = problem("days.moved", key, entry.at.of("into"), **values)
                        yield told if key == "split" else told._replace(level="warning")


def moved_kept(revisions: Revisions) -> Iterator[Problem]:
    """That an issue was split, merged or voided stays as it was written, and so does the issue."""
    for pair in edited(revisions):
        for key, was in _entries(pair.old):
            if plain(was) != plain(getattr(pair.new, key)):
                at = pair.new.at.of(key)
                yield problem("history.moved-kept", "changed", at, issue=pair.new.id, key=key, day=was.date)
        if not _entries(pair.old):
            continue
        for name in pair.old._fields:
            if name in ("at", "disclosed", "internal", "corrections", *KEYS):
                continue
            if plain(getattr(pair.old, name)) != plain(getattr(pair.new, name)):
                at, values = pair.new.at.of(name), {"issue": pair.new.id, "key": name}
                yield problem("history.moved-kept", "frozen", at, **values)
