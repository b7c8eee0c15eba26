"""Who approves what readers do not see, or see though a privacy rule stops it; and that nobody hides alone.

What says who may read a record (``internal``, ``disclosed``) is no part of what it says, so the other history
rules don't compare it: these do, for every record of the format that has it.
"""

from __future__ import annotations

import datetime
from collections import Counter
from functools import partial
from typing import TYPE_CHECKING, Any

from rectify.check import history
from rectify.check.history import plain
from rectify.check.parties import Parties
from rectify.ledger.people import People
from rectify.read import format, identity
from rectify.read.fields import Many, Shape, Table
from rectify.read.problems import problem
from rectify.read.records import Claim, Disclosure, Finding, Internal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Set
    from datetime import date

    from rectify.check.history import Revisions
    from rectify.read.problems import Problem
    from rectify.read.records import Data, Round, UnitFile

    Names = Callable[[], Set[str]]
    """Who has a part in it, worked out where that is needed."""


def _shape(kind: object) -> Shape | None:
    """The records that a key holds, one or many."""
    if isinstance(kind, Table):
        return kind.shape
    if isinstance(kind, Many):
        return _shape(kind.item)
    return kind if isinstance(kind, Shape) else None


def _lists(shape: Shape) -> tuple[str, ...]:
    """The keys of a record that hold records which may be internal."""
    return tuple(
        name for name, key in shape.keys.items() if (found := _shape(key.kind)) and "internal" in found.keys
    )


OF_ISSUES = _lists(format.ISSUE)
OF_CAMPAIGNS = _lists(format.CAMPAIGN)


def _entries(record: Any, lists: Iterable[str]) -> Iterator[tuple[str, Any]]:
    """The entries of a record that may be internal, each with the key of its list."""
    for key in lists:
        value = getattr(record, key)
        if hasattr(value, "_fields"):  # results of an issue without days
            yield key, value
        elif value:
            for entry in value:
                yield key, entry


def approved(data: Data, day: date) -> Iterator[Problem]:
    """An approval is by somebody who has no part in it; an issue, finding, claim or campaign needs one."""
    people = People(data.organization, day)
    for unit in data.organization.units:
        for each in unit.disclosed:
            leaders = [name for name in (unit.leader, unit.deputy) if name]
            if people.key(each.by, unit.id) in [people.key(name, unit.id) for name in leaders]:
                yield problem("privacy.approved", "own", each.at.of("by"), name=each.by)
    for round_ in data.rounds:
        yield from _of_campaign(round_, Parties(data, round_, round_.files, people, day))
        for file in round_.files:
            yield from _of_file(file, Parties(data, round_, (file,), people, day))


def of_note(data: Data, round_: Round, kind: str, id: str, allowed: tuple[Disclosure, ...]) -> list[Problem]:
    """What is allowed at the head of a note is approved by somebody who has no part in what it is about."""
    if not allowed:
        return []
    day = datetime.date.max
    people = People(data.organization, day)
    for file in round_.files:
        parties = Parties(data, round_, (file,), people, day)
        for issue in file.issues if kind == "issues" else ():
            if issue.id == id:
                return list(_by_others(allowed, parties, partial(parties.of_issue, issue)))
        if kind == "units" and file.unit == id:
            return list(_by_others(allowed, parties, parties.of_units))
    parties = Parties(data, round_, round_.files, people, day)
    return list(_by_others(allowed, parties, parties.of_units))


def _of_campaign(round_: Round, parties: Parties) -> Iterator[Problem]:
    campaign = round_.campaign
    yield from _unsigned(campaign, campaign.id)
    marked = (campaign, *(entry for _, entry in _entries(campaign, OF_CAMPAIGNS)), *round_.findings)
    given = (*(each.internal for each in marked), *campaign.disclosed)
    yield from _by_others(given, parties, parties.of_units)
    for finding in round_.findings:
        yield from _unsigned(finding, finding.id)
        yield from _by_others(finding.disclosed, parties, parties.of_units)


def _of_file(file: UnitFile, parties: Parties) -> Iterator[Problem]:
    for claim in file.claims:
        yield from _unsigned(claim, claim.finding)
        yield from _by_others((claim.internal, *claim.disclosed), parties, parties.of_units)
    for issue in file.issues:
        yield from _unsigned(issue, issue.id)
        marks = [entry.internal for _, entry in _entries(issue, OF_ISSUES) if entry.internal is not False]
        given = (issue.internal, *marks, *issue.disclosed)
        yield from _by_others(given, parties, partial(parties.of_issue, issue))


def _unsigned(record: Any, id: str) -> Iterator[Problem]:
    if record.internal is True:
        found = problem("privacy.approved", "nobody", record.at.of("internal"), what=id)
        yield found._replace(level="warning")


def _by_others(
    given: Iterable[Disclosure | Internal | bool], parties: Parties, names: Names
) -> Iterator[Problem]:
    """Approvals by people who have a part in it."""
    for each in given:
        if isinstance(each, (Disclosure, Internal)):
            key = "by" if isinstance(each, Disclosure) else "approved_by"
            name = getattr(each, key)
            if parties.key(name) in names():
                yield problem("privacy.approved", "own", each.at.of(key), name=name)
            elif unit := parties.elsewhere(name):
                yield problem("privacy.approved", "elsewhere", each.at.of(key), name=name, unit=unit)


def internal_kept(revisions: Revisions) -> Iterator[Problem]:
    """What was public becomes internal, and what was internal public, only by an approval, which is told."""
    for old, new in history.rounds(revisions):
        if new is None:
            continue
        yield from _marks(old.campaign, new.campaign, OF_CAMPAIGNS, old.campaign.id)
        for finding, now in _findings(old, new):
            yield from _mark(finding, now, now.id)
        for claim, there in _claims(old, new):
            yield from _mark(claim, there, there.finding)
    for pair in history.edited(revisions):
        yield from _marks(pair.old, pair.new, OF_ISSUES, pair.new.id)


def _findings(old: Round, new: Round) -> Iterator[tuple[Finding, Finding]]:
    now = {each.id: each for each in new.findings}
    yield from ((each, now[each.id]) for each in old.findings if each.id in now)


def _claims(old: Round, new: Round) -> Iterator[tuple[Claim, Claim]]:
    files = {file.unit: file for file in new.files}
    for file in old.files:
        there = files.get(file.unit, file)
        if there is not file:
            now = {claim.finding: claim for claim in there.claims}
            yield from ((each, now[each.finding]) for each in file.claims if each.finding in now)


def _marks(old: Any, new: Any, lists: Iterable[str], what: str) -> Iterator[Problem]:
    """The changes of a record and its entries."""
    yield from _mark(old, new, what)
    for key in lists:
        for was, now in _matched(old, new, key):
            yield from _mark(was, now, f"{what} {key} {history.label(now)}".strip())


def _matched(old: Any, new: Any, key: str) -> Iterator[tuple[Any, Any]]:
    """The entries of a list before and after; rewording hides nothing."""
    left: dict[Any, list[Any]] = {}
    for _, entry in _entries(new, (key,)):
        left.setdefault(plain(entry), []).append(entry)
    lost = []
    for _, entry in _entries(old, (key,)):
        same = left.get(plain(entry), [])
        alike = next((each for each in same if plain(each.internal) == plain(entry.internal)), None)
        if found := alike or (same[0] if same else None):
            same.remove(found)
            yield entry, found
        else:
            lost.append(entry)
    added = [entry for same in left.values() for entry in same]
    yield from zip(*(sorted(each, key=_is_public) for each in (lost, added)), strict=False)


def _is_public(record: Any) -> bool:
    return not record.internal


def _mark(old: Any, new: Any, what: str) -> Iterator[Problem]:
    """The change of a record's mark."""
    was, now = old.internal, new.internal
    if plain(was) == plain(now):
        return
    at = new.at.of("internal") if now is not False else new.at
    if bool(was) == bool(now):
        if isinstance(was, Internal):  # adding an approval hides and shows nothing
            yield problem("history.internal-kept", "approval", at, what=what, name=was.approved_by)
    elif isinstance(now, Internal):
        variant = "hidden" if now else "shown"
        values = {"what": what, "name": now.approved_by, "reason": now.reason}
        found = problem("history.internal-kept", f"{variant}-approved", at, **values)
        yield found._replace(level="notice")
    else:
        yield problem("history.internal-kept", "hidden" if now else "shown", at, what=what)


def disclosed_kept(revisions: Revisions) -> Iterator[Problem]:
    """A wording that was allowed is not replaced by another, and what is added is told."""
    before = {unit.id: unit for unit in revisions.before.organization.units}
    for unit in revisions.after.organization.units:
        if unit.id in before:
            yield from _disclosed(before[unit.id], unit, unit.id)
    for old, new in history.rounds(revisions):
        if new is None:
            continue
        yield from _disclosed(old.campaign, new.campaign, old.campaign.id)
        for finding, now in _findings(old, new):
            yield from _disclosed(finding, now, now.id)
        for claim, there in _claims(old, new):
            yield from _disclosed(claim, there, there.finding)
    for pair in history.edited(revisions):
        yield from _disclosed(pair.old, pair.new, pair.new.id)


def _disclosed(old: Any, new: Any, what: str) -> Iterator[Problem]:
    if not new.disclosed:  # nothing is allowed that was not
        return
    was, now = Counter(map(plain, old.disclosed)), Counter(map(plain, new.disclosed))
    replaced = {identity.skeleton(each.by) for each in old.disclosed if was[plain(each)] > now[plain(each)]}
    for each in new.disclosed:
        if was[plain(each)] >= now[plain(each)]:
            continue
        values = {"what": what, "name": each.by}
        if identity.skeleton(each.by) in replaced:
            yield problem("history.disclosed-kept", "changed", each.at, **values)
        else:
            found = problem("history.disclosed-kept", "added", each.at, reason=each.reason, **values)
            yield found._replace(level="notice")
