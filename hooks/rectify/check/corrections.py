"""Rules on corrections (更正): their order, who approved them, and that the list only grows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from rectify.check import history
from rectify.check.parties import Parties
from rectify.check.restored import added, said
from rectify.check.turns import is_closed
from rectify.ledger.people import People
from rectify.read import corrections, shapes
from rectify.read.fields import IDENTIFIER, TEXT
from rectify.read.problems import problem

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Set
    from datetime import date

    from rectify.check.history import Revisions
    from rectify.read.problems import Problem
    from rectify.read.records import Correction, Data, Issue, Round, UnitFile

_ORIGINS = ("issue.carries",)
"""Keys that are written as a text, but say where an issue is from."""

_BEGINNING = ("progress.text", "progress.none")
"""Which of these an entry has says whether work went on."""

_JUDGED = ("step", "recheck", "result", "results", "extension")
"""Records whose texts are corrected with an approval too."""


class _Corrected(NamedTuple):
    """A record with corrections, and where it is from: an issue has its file, a claim has one too."""

    record: Any
    round: Round | None = None
    file: UnitFile | None = None
    issue: Issue | None = None


def _all(data: Data) -> Iterator[_Corrected]:
    """Everything that has corrections."""
    found = [_Corrected(data.organization)]
    for round_ in data.rounds:
        found.append(_Corrected(round_.campaign, round_))
        found += [_Corrected(finding, round_) for finding in round_.findings]
        for file in round_.files:
            found.append(_Corrected(file, round_, file))
            found += [_Corrected(issue, round_, file, issue) for issue in file.issues]
    return (each for each in found if each.record.corrections)


def correction_order(data: Data, day: date) -> Iterator[Problem]:
    """Corrections stand in the order of their days, none before what it is of existed."""
    for each in _all(data):
        last = each.issue.opened if each.issue else each.round.campaign.received if each.round else None
        for one in each.record.corrections:
            if last and one.date < last:
                first = one is each.record.corrections[0]
                variant = "early" if first else "order"
                values = {"day": one.date, "last": last}
                yield problem("structure.correction-order", variant, one.at.of("date"), **values)
            last = max(last, one.date) if last else one.date
        if each.issue:
            yield from _before_its_entry(each.issue)


def _before_its_entry(issue: Issue) -> Iterator[Problem]:
    """Corrections that are older than the entry that they are of."""
    then = issue
    for place in corrections.order(issue.corrections):
        one = issue.corrections[place]
        value: Any = then
        for step in one.path[:-1] if one.removed else one.path:
            value = value[step]
            day = getattr(value, "date", None) or getattr(value, "added", None)
            if day and day > one.date >= issue.opened:
                values = {"day": one.date, "last": day}
                yield problem("structure.correction-order", "early", one.at.of("date"), **values)
        then = corrections.undone(then, one)


def correction_reference(data: Data, day: date) -> Iterator[Problem]:
    """An id that was corrected names something that there is."""
    for each in _all(data):
        known = _ids(data, each.round)
        for one in each.record.corrections:
            for id in _ids_before(one):
                if id not in known:
                    at = one.at.of("was")
                    yield problem("structure.correction-reference", "unknown", at, value=id)


def _ids_before(one: Correction) -> tuple[str, ...]:
    """The ids that a correction says stood there; a key may hold several."""
    kind = shapes.kind_of(one.of)
    if one.was is None or IDENTIFIER not in (kind, getattr(kind, "item", None)):
        return ()
    return one.was if isinstance(one.was, tuple) else (one.was,)


def _ids(data: Data, round_: Round | None) -> set[str]:
    found = {unit.id for unit in data.organization.units}
    if round_:
        found |= {each.id for each in round_.findings} | {each.id for each in round_.campaign.categories}
        found |= {issue.id for file in round_.files for issue in file.issues}
    return found


def approved(data: Data, day: date) -> Iterator[Problem]:
    """What is more than a text of an open issue is corrected with the supervising body's approval."""
    people = People(data.organization, day)
    for each in _all(data):
        if each.round is None:
            continue
        parties = Parties(data, each.round, (each.file,) if each.file else each.round.files, people, day)
        involved = _involved(each, parties)
        for one in each.record.corrections:
            if one.approved_by is None:
                if _needs_approval(each, one):
                    yield problem("responsibility.correction", "none", one.at, what=one.what)
                continue
            who, at = parties.key(one.approved_by), one.at.of("approved_by")
            if who == parties.key(one.by):
                yield problem("responsibility.correction", "self", at, name=one.approved_by)
            elif who in involved:
                yield problem("responsibility.correction", "involved", at, name=one.approved_by)
            elif unit := parties.elsewhere(one.approved_by):
                values = {"name": one.approved_by, "unit": unit}
                yield problem("responsibility.correction", "elsewhere", at, **values)


def _needs_approval(each: _Corrected, one: Correction) -> bool:
    """Whether more than a text of an open issue was corrected."""
    if each.issue is None or is_closed(each.issue, one.date):
        return True
    begins = one.of in _BEGINNING and (one.added or one.removed)
    if one.withheld or begins or one.of in _ORIGINS:
        return True
    return shapes.kind_of(one.of) is not TEXT or one.of.partition(".")[0] in _JUDGED


def _involved(each: _Corrected, parties: Parties) -> Set[str]:
    """The keys of the people who can't approve: the unit's, and all who act for the issue."""
    if each.file is None:
        return set()
    if each.issue is None:
        return parties.units
    return parties.of_issue(each.issue) | {parties.key(entry.by) for entry in each.issue.progress}


class _Versions(NamedTuple):
    """A record in the earlier data, as it is compared with that, and as it is now."""

    old: Any
    undone: Any
    now: Any


def corrections_kept(revisions: Revisions) -> Iterator[Problem]:
    """Corrections are never changed or dropped; new ones come after them, and say what it really was."""
    for each in _versions(revisions):
        before, after = each.old.corrections, each.now.corrections
        was, now = said(before), said(after)
        if now[: len(was)] != was:
            lost = (one for one, it in zip(before, was, strict=True) if it not in now)
            gone = next(lost, before[-1])
            at = each.now.at.of("corrections")
            yield problem("history.corrections-kept", "changed", at, day=gone.date, what=gone.what)
            continue
        for one in added(each.old, each.now):
            if one.approved_by is None and _is_backdated(revisions, each.old, one.date):
                at, values = one.at.of("date"), {"what": one.what, "day": one.date}
                yield problem("history.corrections-kept", "backdated", at, **values)
            if not one.withheld and not _was(each.old, each.undone, one.path):
                yield problem("history.corrections-kept", "was", one.at.of("was"), what=one.what)


def _is_backdated(revisions: Revisions, old: Any, day: date) -> bool:
    """Whether a new correction says a day before the closing of what was closed already."""
    return hasattr(old, "closure") and revisions.was_closed(old) and not is_closed(old, day)


def _versions(revisions: Revisions) -> Iterator[_Versions]:
    """All records with corrections that were there before."""
    before, after, now = revisions.before, revisions.after, revisions.now
    found = [_Versions(before.organization, after.organization, now.organization)]
    there = {round_.campaign.id: round_ for round_ in now.rounds}
    for old, undone in history.rounds(revisions):
        if undone is None:
            continue
        new = there[old.campaign.id]
        found.append(_Versions(old.campaign, undone.campaign, new.campaign))
        found += _by_id(old.findings, undone.findings, new.findings)
        found += _by_id(old.files, undone.files, new.files, "unit")
        found += _by_id(_issues_of(old), _issues_of(undone), _issues_of(new))
    return (each for each in found if each.old.corrections or each.now.corrections)


def _issues_of(round_: Round) -> list[Issue]:
    return [issue for file in round_.files for issue in file.issues]


def _by_id(
    old: Collection[Any], undone: Collection[Any], now: Collection[Any], key: str = "id"
) -> list[_Versions]:
    between, last = ({getattr(each, key): each for each in some} for some in (undone, now))
    ids = [(each, getattr(each, key)) for each in old]
    return [_Versions(each, between[id], last[id]) for each, id in ids if id in between and id in last]


def _was(old: Any, undone: Any, path: tuple[int, ...]) -> bool:
    """Whether what a correction names was, before it, what the earlier data says.

    An entry that came with the corrections has nothing to be compared with.
    """
    place, *rest = path
    if hasattr(undone, "_fields"):
        if not rest or old[place] is None or undone[place] is None:
            return bool(history.plain(old[place]) == history.plain(undone[place]))
        return _was(old[place], undone[place], tuple(rest))
    if place >= len(undone) or place >= len(old):
        return True
    entry = undone[place]
    key = next((name for name in ("id", "finding") if hasattr(entry, name)), "")
    if key:
        same = [each for each in old if getattr(each, key) == getattr(entry, key)]
        return not (same and rest) or _was(same[0], entry, tuple(rest))
    return _unfinished(entry) in map(_unfinished, old)


def _unfinished(entry: Any) -> Any:
    """An entry for comparing; a measure that was open may have been finished since."""
    return history.plain(
        entry._replace(done=None, output=None, reached=())
        if hasattr(entry, "due") and hasattr(entry, "done")
        else entry
    )


_SAID = ("title", "description", "basis", "recommendation", "amount")
"""What an issue says from its first day on, and that is corrected, never rewritten."""


def text_kept(revisions: Revisions) -> Iterator[Problem]:
    """What an issue says is not rewritten; a warning in one without corrections, where it was allowed."""
    for pair in history.still_open(revisions):
        if not revisions.is_past(pair.old.opened) or history.is_another(pair.old, pair.new):
            continue
        for key in _SAID:
            if history.plain(getattr(pair.old, key)) != history.plain(getattr(pair.new, key)):
                at = pair.new.at.of(key)
                found = problem("history.text-kept", "changed", at, key=key, issue=pair.new.id)
                yield found if pair.new.corrections else found._replace(level="warning")
