"""History rules, between an earlier revision and the present data: nothing is removed or rewritten.

Moving an entry or a record without changing it is allowed.
"""

from __future__ import annotations

import datetime
from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

from rectify.check import restored
from rectify.check.results import add_up, dated_results
from rectify.check.turns import closed_on, is_closed
from rectify.ledger.brief import gone
from rectify.read import filenames
from rectify.read.problems import Problem, problem
from rectify.read.records import Results

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from rectify.read.records import Data, Issue, Round
    from rectify.read.source import Place

ENTRIES = (
    "progress",
    "closure",
    "rechecks",
    "extensions",
    "regulations",
    "evidence",
    "follow_up",
    "transfers",
    "handovers",
)
"""Append-only lists of entries."""

_NOT_COMPARED = ("at", "disclosed", "internal", "corrections")
"""Places, and who may read a record, which ``approvals`` compares; ``corrections`` compares those."""

_GROW_WHEN_CLOSED = ("closure", "rechecks")

_GROW_AFTER = {"evidence": "added", "regulations": "issued", "follow_up": "date"}
"""Lists that also grow when an issue is closed, by entries dated after that."""


class Revisions(NamedTuple):
    """Two states of the data.

    ``after`` is the present data but for what corrections that are new have corrected; ``now`` is all of it.
    ``blobs`` maps the path of an evidence file, as messages show it, to its blob id in the earlier revision
    and now (None if deleted). What is dated on the ``day`` of the check or later may still be edited.
    """

    before: Data
    after: Data
    now: Data
    blobs: Mapping[str, tuple[str, str | None]]
    day: date = datetime.date.max

    def is_past(self, day: date | None) -> bool:
        """Whether something of a day can't be edited any more; what has no day never can."""
        return day is None or day < self.day

    def was_closed(self, issue: Issue) -> bool:
        """Whether an issue of the earlier data was closed before the day of the check."""
        return is_closed(issue) and self.is_past(closed_on(issue))


def revisions(
    before: Data, now: Data, blobs: Mapping[str, tuple[str, str | None]], day: date = datetime.date.max
) -> Revisions:
    """Two states of the data, to be compared."""
    before, after = restored.restored(before, now)
    return Revisions(before, after, now, blobs, day)


class _Pair(NamedTuple):
    """An issue before and after, and its present round."""

    round: Round
    old: Issue
    new: Issue


def plain(record: Any) -> Any:
    """A record without places and what says who may read it, with texts in NFC, for comparing."""
    if hasattr(record, "_fields"):
        return tuple(plain(getattr(record, name)) for name in record._fields if name not in _NOT_COMPARED)
    if isinstance(record, tuple):
        return tuple(plain(item) for item in record)
    return filenames.composed(record) if isinstance(record, str) else record


def _is_reopened(pair: _Pair) -> bool:
    """Whether a reopening or failed recheck was added; nothing else permits changes of a closed record."""
    steps = Counter(plain(step) for step in pair.new.closure if step.step == "reopen")
    looks = Counter(plain(each) for each in pair.new.rechecks if each.result == "fail")
    steps -= Counter(map(plain, pair.old.closure))
    looks -= Counter(map(plain, pair.old.rechecks))
    return bool(steps or looks)


def _issues(round_: Round) -> dict[str, tuple[str, Issue]]:
    return {issue.id: (file.unit, issue) for file in round_.files for issue in file.issues}


def rounds(revisions: Revisions) -> Iterator[tuple[Round, Round | None]]:
    """Each round before, and now; None if it is gone."""
    now = {round_.campaign.id: round_ for round_ in revisions.after.rounds}
    for round_ in revisions.before.rounds:
        yield round_, now.get(round_.campaign.id)


def _pairs(revisions: Revisions) -> Iterator[_Pair]:
    for old, new in rounds(revisions):
        now = _issues(new) if new else {}
        for id, (_, issue) in _issues(old).items():
            if new and id in now:
                yield _Pair(new, issue, now[id][1])


def edited(revisions: Revisions) -> Iterator[_Pair]:
    """Pairs that may differ: unchanged files are parsed once, so their records are identical objects."""
    return (pair for pair in _pairs(revisions) if pair.old is not pair.new)


def issue_kept(revisions: Revisions) -> Iterator[Problem]:
    """No issue disappears."""
    for old, new in rounds(revisions):
        if new is None and old.campaign.id in revisions.after.lost:
            continue
        now = _issues(new) if new else {}
        for id, (_, issue) in _issues(old).items():
            if id not in now and not (new and id in new.missing):
                yield problem("history.issue-kept", "gone", issue.at._replace(line=1, column=1), issue=id)


def id_kept(revisions: Revisions) -> Iterator[Problem]:
    """No id is reused for another issue."""
    for old, new in rounds(revisions):
        now = _issues(new) if new else {}
        for id, (unit, issue) in _issues(old).items():
            if id in now:
                other_unit, other = now[id]
                if unit != other_unit or is_another(issue, other):
                    yield problem("history.id-kept", "reused", other.at.of("id"), issue=id, title=issue.title)


def is_another(old: Issue, new: Issue) -> bool:
    """Whether an id now denotes an unrelated issue."""
    return old.title != new.title and old.description != new.description and old.opened != new.opened


def deadline_kept(revisions: Revisions) -> Iterator[Problem]:
    """No deadline of an issue moves later except by an extension."""
    for pair in edited(revisions):
        if pair.new.deadline > pair.old.deadline:
            values = {"old": pair.old.deadline, "new": pair.new.deadline}
            yield problem("history.deadline-kept", "later", pair.new.at.of("deadline"), **values)


def claim_kept(revisions: Revisions) -> Iterator[Problem]:
    """A unit does not withdraw its claim of a finding, whole or partial."""
    for old, new in rounds(revisions):
        files = {file.unit: file for file in new.files} if new else {}
        for before in old.files:
            file = files.get(before.unit)
            if file is None or file is before:
                continue
            now = {claim.finding: claim for claim in file.claims}
            for claim in before.claims:
                id, there = claim.finding, now.get(claim.finding)
                if claim.has == "no" or (there and there.has != "no"):
                    continue
                if there:
                    yield problem("history.claim-kept", "denied", there.at.of("has"), finding=id)
                elif new and id not in new.missing:
                    yield problem("history.claim-kept", "gone", file.at.of("claims"), finding=id)


def origin_kept(revisions: Revisions) -> Iterator[Problem]:
    """An issue from a finding, by analogy or from another round does not become a self-check."""
    for pair in still_open(revisions):
        was = "、".join(pair.old.finding) or pair.old.by_analogy or pair.old.carries
        if was and not (pair.new.finding or pair.new.by_analogy or pair.new.carries):
            variant = "finding" if pair.old.finding else "by_analogy" if pair.old.by_analogy else "carries"
            at = pair.new.at.of("source")
            yield problem("history.origin-kept", variant, at, issue=pair.new.id, old=was)
        left = [id for id in pair.old.finding if id not in pair.new.finding]
        if left and pair.new.finding and len(pair.old.finding) > 1:
            at, values = pair.new.at.of("finding"), {"issue": pair.new.id, "old": "、".join(left)}
            yield problem("history.origin-kept", "fewer", at, **values)


def opened_kept(revisions: Revisions) -> Iterator[Problem]:
    """The day on which an issue was opened does not change."""
    for pair in still_open(revisions):
        if pair.new.opened != pair.old.opened and not is_another(pair.old, pair.new):
            at = pair.new.at.of("opened")
            yield problem("history.opened-kept", "moved", at, old=pair.old.opened, new=pair.new.opened)


def kind_kept(revisions: Revisions) -> Iterator[Problem]:
    """No issue becomes long-term, which would exempt it from the units' deadline."""
    for pair in still_open(revisions):
        if pair.new.kind == "long_term" != pair.old.kind:
            at = pair.new.at.of("kind")
            yield problem("history.kind-kept", "long-term", at, old=pair.old.kind)


def added_kept(revisions: Revisions) -> Iterator[Problem]:
    """No measure is said to be younger than it was, which would exempt an application from it."""
    for pair in still_open(revisions):
        was: dict[str, date] = {}
        for each in pair.old.measures:
            since = each.added or pair.old.opened
            was[each.text] = max(since, was.get(each.text, since))
        for each in pair.new.measures:
            if each.added and each.added > was.get(each.text, each.added):
                values = {"old": was[each.text], "new": each.added, "text": each.text}
                yield problem("history.added-kept", "later", each.at.of("added"), **values)


def still_open(revisions: Revisions) -> Iterator[_Pair]:
    """Edited pairs whose issue was neither closed nor moved; ``closed_kept``, ``moved_kept`` cover these."""
    open_ = (pair for pair in edited(revisions) if not revisions.was_closed(pair.old))
    return (pair for pair in open_ if gone(pair.old) is None)


def entry_kept(revisions: Revisions) -> Iterator[Problem]:
    """No past entry and no finished measure is rewritten or removed."""
    for pair in edited(revisions):
        for key in (*ENTRIES, "results", "reached"):
            for entry in _lost(_entries(pair.old, key), _entries(pair.new, key)):
                if revisions.is_past(_dated(entry)):
                    yield _rewritten(pair, "measures" if key == "reached" else key, label(entry))
        finished = Counter(plain(measure._replace(reached=())) for measure in pair.new.measures)
        for measure in pair.old.measures:
            past = measure.done is not None and revisions.is_past(measure.done)
            if past and not finished[plain(measure._replace(reached=()))]:
                yield _rewritten(pair, "measures", measure.text)
    yield from _activities_kept(revisions)


def _activities_kept(revisions: Revisions) -> Iterator[Problem]:
    for old, new in rounds(revisions):
        for activity in _lost(old.campaign.activities, new.campaign.activities) if new else ():
            if new and revisions.is_past(activity.date):
                at = new.campaign.at.of("activities")
                yield problem("history.entry-kept", "activity", at, what=activity.date)


def _entries(issue: Issue, key: str) -> tuple[Any, ...]:
    """The entries of a list. Results without days are none; what measures have reached counts as one list."""
    if key == "reached":
        return tuple(entry for measure in issue.measures for entry in measure.reached)
    return dated_results(issue) if key == "results" else getattr(issue, key)


def _lost(before: Iterable[Any], after: Iterable[Any]) -> Iterator[Any]:
    """The entries that are no longer there as they were."""
    there = Counter(map(plain, after))
    for entry in before:
        if there[plain(entry)]:
            there[plain(entry)] -= 1
        else:
            yield entry


def _rewritten(pair: _Pair, key: str, what: str) -> Problem:
    return problem(
        "history.entry-kept", "rewritten", pair.new.at.of(key), key=key, issue=pair.new.id, what=what
    )


def _dated(entry: Any) -> date | None:
    """The day of an entry, if it has one."""
    days = (getattr(entry, name, None) for name in ("date", "issued", "added"))
    return next((day for day in days if day), None)


def label(entry: Any) -> str:
    """How a message refers to an entry: by its day or name."""
    for name in ("date", "file", "ref", "name"):
        if getattr(entry, name, None):
            return str(getattr(entry, name))
    return ""


def closed_kept(revisions: Revisions) -> Iterator[Problem]:
    """A closed record never changes, except that a reopening, a recheck or what came later is added."""
    for pair in edited(revisions):
        if not revisions.was_closed(pair.old) or _is_reopened(pair):
            continue
        yield from _added_after(pair)
        yield from _results_kept(pair)
        for key in pair.old._fields:
            if key in (*_NOT_COMPARED, "results", *_GROW_WHEN_CLOSED, *_GROW_AFTER):
                continue
            before, after = plain(getattr(pair.old, key)), plain(getattr(pair.new, key))
            if key in (*ENTRIES, "measures"):
                before, after = sorted(before, key=repr), sorted(after, key=repr)
            if before != after:
                yield problem(
                    "history.closed-kept", "changed", pair.new.at.of(key), key=key, issue=pair.new.id
                )


def _added_after(pair: _Pair) -> Iterator[Problem]:
    """Additions to a closed record that are not dated after its closing; removals are ``entry_kept``'s."""
    closed = closed_on(pair.old)
    for key, dated in _GROW_AFTER.items():
        there = Counter(plain(entry) for entry in getattr(pair.old, key))
        for entry in getattr(pair.new, key):
            if there[plain(entry)]:
                there[plain(entry)] -= 1
            elif closed and not ((day := getattr(entry, dated)) and day > closed):
                values = {"issue": pair.new.id, "key": key, "dated": dated, "day": closed}
                yield problem("history.closed-kept", "early", entry.at, **values)


def _results_kept(pair: _Pair) -> Iterator[Problem]:
    """Changed results of a closed record, but for those dated after its closing.

    Results without days may be told by day if they add up to the same.
    """
    old, new, closed = pair.old.results, pair.new.results, closed_on(pair.old)
    if closed is None or plain(old) == plain(new):
        return
    if isinstance(new, Results) or (isinstance(old, Results) and not add_up(old, pair.new, closed)):
        values = {"key": "results", "issue": pair.new.id}
        yield problem("history.closed-kept", "changed", pair.new.at.of("results"), **values)
    elif not isinstance(old, Results):
        for entry in _lost(dated_results(pair.new), dated_results(pair.old)):
            if entry.date <= closed:
                early = {"issue": pair.new.id, "key": "results", "dated": "date", "day": closed}
                yield problem("history.closed-kept", "early", entry.at, **early)


def evidence_kept(revisions: Revisions) -> Iterator[Problem]:
    """The evidence of a closed issue never changes."""
    blobs = {filenames.composed(path): pair for path, pair in revisions.blobs.items()}
    for pair in _pairs(revisions):
        if not revisions.was_closed(pair.old):
            continue
        folder = f"{pair.round.path}/evidence/{pair.old.id}"
        for record in pair.old.evidence:
            was, now = blobs.get(filenames.composed(f"{folder}/{record.file}"), ("", ""))
            if was != now:
                at: Place = pair.new.at.of("evidence")
                variant = "changed" if now else "gone"
                yield problem("history.evidence-kept", variant, at, file=record.file, issue=pair.new.id)
