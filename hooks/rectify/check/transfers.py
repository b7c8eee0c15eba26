"""Rules on units that are renamed, end or join, and on issues that go to other units or hands."""

from __future__ import annotations

import datetime
import itertools
from typing import TYPE_CHECKING, Any

from rectify.check import history
from rectify.check.turns import is_closed
from rectify.ledger.participation import participants
from rectify.ledger.past import home, organization_on
from rectify.read import identity
from rectify.read.problems import problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from rectify.check.history import Revisions
    from rectify.read.problems import Problem
    from rectify.read.records import Data, Handover, Issue, Round, Transfer, Unit

ROLES = ("owner", "leader", "supervisor", "lead")


def unit_ended(data: Data, day: date) -> Iterator[Problem]:
    """A unit that ended says what it went into; former names stand in the order of their days."""
    units = {unit.id: unit for unit in data.organization.units}
    for unit in units.values():
        if unit.ended and not unit.successor:
            yield problem("structure.unit-ended", "successor", unit.at.of("ended"), name=unit.name)
        elif unit.successor and not unit.ended:
            yield problem("structure.unit-ended", "ended", unit.at.of("successor"), name=unit.name)
        elif unit.ended and _loops(unit, units):
            yield problem("structure.unit-ended", "circle", unit.at.of("successor"), name=unit.name)
        for one, other in itertools.pairwise(unit.names):
            if other.until <= one.until:
                values = {"day": other.until, "last": one.until}
                yield problem("structure.unit-ended", "order", other.at.of("until"), **values)
        for each in unit.names:
            if unit.ended and each.until >= unit.ended:
                values = {"day": each.until, "ended": unit.ended}
                yield problem("structure.unit-ended", "late", each.at.of("until"), **values)


def _loops(unit: Unit, units: dict[str, Unit]) -> bool:
    """Whether the successors of a unit lead back to one of them."""
    seen: set[str] = set()
    at: Unit | None = unit
    while at and at.ended and at.successor:
        if at.id in seen:
            return True
        seen.add(at.id)
        at = units.get(at.successor)
    return False


def joined(data: Data, day: date) -> Iterator[Problem]:
    """A unit joins once, after the start, and answers after it joined."""
    for round_ in data.rounds:
        seen: set[str] = set()
        for each in round_.campaign.joined:
            if each.unit in seen:
                yield problem("structure.joined", "twice", each.at.of("unit"), unit=each.unit)
            elif each.unit in round_.campaign.units:
                yield problem("structure.joined", "listed", each.at.of("unit"), unit=each.unit)
            seen.add(each.unit)
            if each.date < round_.campaign.started:
                values = {"day": each.date, "started": round_.campaign.started}
                yield problem("structure.joined", "early", each.at.of("date"), **values)
            if each.claims_due and each.claims_due < each.date:
                values = {"day": each.claims_due, "date": each.date}
                yield problem("structure.joined", "claims", each.at.of("claims_due"), **values)


def transfer(data: Data, day: date) -> Iterator[Problem]:
    """Transfers follow one another, and the last leads to the unit in whose file the issue stands."""
    for round_ in data.rounds:
        for file in round_.files:
            for issue in file.issues:
                yield from _chain("transfer", issue, issue.transfers, (file.unit,))


def handover(data: Data, day: date) -> Iterator[Problem]:
    """Handovers of a role follow one another, and the last leads to who has it."""
    units = {unit.id for unit in data.organization.units}
    for round_ in data.rounds:
        for file in round_.files:
            for issue in file.issues:
                for role in ROLES if issue.handovers else ():
                    own = [each for each in issue.handovers if each.role == role]
                    yield from _chain("handover", issue, own, getattr(issue, role))
                    for each in own if role == "lead" else ():
                        if each.from_ not in units:
                            at = each.at.of("from")
                            yield problem("structure.handover", "unit", at, value=each.from_)


def _chain(
    rule: str, issue: Issue, moves: Sequence[Transfer | Handover], present: Sequence[str]
) -> Iterator[Problem]:
    """Problems of moves that don't follow one another, from the opening to who has it at ``present``."""
    day = issue.opened
    for number, each in enumerate(moves):
        if each.date < day:
            variant = "order" if number else "early"
            yield problem(f"structure.{rule}", variant, each.at.of("date"), day=each.date, last=day)
        if _same(each.from_, each.to):
            yield problem(f"structure.{rule}", "itself", each.at.of("to"), value=each.to)
        day = max(day, each.date)
    had = {identity.skeleton(name) for name in present}
    later: Transfer | Handover | None = None
    for each in reversed(moves):
        if identity.skeleton(each.to) not in had and later is None:
            values = {"value": each.to, "better": "、".join(present)}
            yield problem(f"structure.{rule}", "present", each.at.of("to"), **values)
        elif identity.skeleton(each.to) not in had and later and not _same(each.from_, each.to):
            values = {"value": later.from_, "better": each.to}
            yield problem(f"structure.{rule}", "chain", later.at.of("from"), **values)
        had = had - {identity.skeleton(each.to)} | {identity.skeleton(each.from_)}
        later = each


def _same(one: str, other: str) -> bool:
    return identity.skeleton(one) == identity.skeleton(other)


def ended(data: Data, day: date) -> Iterator[Problem]:
    """An open issue of a unit that ended goes to another unit."""
    gone = {unit.id: unit for unit in organization_on(data.organization, day).units if unit.ended}
    for round_ in data.rounds if gone else ():
        for file in round_.files:
            for issue in file.issues if file.unit in gone else ():
                unit = gone[file.unit]
                if unit.ended and not is_closed(issue, unit.ended) and not _moves_on(issue, file.unit):
                    values = {"issue": issue.id, "unit": unit.name, "successor": unit.successor or ""}
                    yield problem("coverage.ended", "open", issue.at, **values)


def _moves_on(issue: Issue, unit: str) -> bool:
    """Whether an issue of a unit is carried over or goes to another one later."""
    return issue.carried_over is not None or home(issue, unit, issue.opened) != unit


def roles_kept(revisions: Revisions) -> Iterator[Problem]:
    """Whoever has a role hands it over, though others may join; a warning in an issue without handovers."""
    for pair in history.still_open(revisions):
        if not revisions.is_past(pair.old.opened) or history.is_another(pair.old, pair.new):
            continue
        for role in ROLES:
            was, now = getattr(pair.old, role), getattr(pair.new, role)
            if not set(map(identity.skeleton, was)) <= set(map(identity.skeleton, now)):
                at = pair.new.at.of(role)
                values = {"key": role, "issue": pair.new.id, "old": "、".join(was), "new": "、".join(now)}
                found = problem("history.roles-kept", "changed", at, **values)
                yield found if pair.old.handovers else found._replace(level="warning")


def units_kept(revisions: Revisions) -> Iterator[Problem]:
    """A unit's name stays among its names; what is told of earlier days stays, and who joined."""
    yield from _joined_kept(revisions)
    now = {unit.id: unit for unit in revisions.after.organization.units}
    for old in revisions.before.organization.units:
        new = now.get(old.id)
        if new is None or new is old:
            continue
        if history.plain(old.name) not in [history.plain(each) for each in _names(new)]:
            at = new.at.of("name")
            found = problem("history.units-kept", "name", at, old=old.name, new=new.name)
            yield found if old.names or new.names else found._replace(level="warning")
        kept = [history.plain(each) for each in new.names]
        gone = [each.name for each in old.names if history.plain(each) not in kept]
        if gone:
            yield problem("history.units-kept", "names", new.at.of("names"), old=gone[0])
        if old.ended and revisions.is_past(old.ended) and _end(old) != _end(new):
            yield problem("history.units-kept", "ended", new.at.of("ended"), name=new.name, day=old.ended)


def _took_part(revisions: Revisions, old: Round, new: Round | None) -> Iterator[Problem]:
    """Units that are said to join though they took part before."""
    known = {each.unit for each in old.campaign.joined}
    units = participants(old.campaign, revisions.before.organization, datetime.date.max)
    before = {unit.id for unit in units} - known
    for each in new.campaign.joined if new else ():
        if each.unit in before:
            yield problem("history.units-kept", "part", each.at.of("unit"), unit=each.unit)


def _names(unit: Unit) -> list[str]:
    return [unit.name, *(each.name for each in unit.names)]


def _end(unit: Unit) -> Any:
    return unit.ended, unit.successor


def _joined_kept(revisions: Revisions) -> Iterator[Problem]:
    for old, new in history.rounds(revisions):
        yield from _took_part(revisions, old, new)
        there = {history.plain(each) for each in new.campaign.joined} if new else set()
        for each in old.campaign.joined if new else ():
            if new and history.plain(each) not in there:
                at = new.campaign.at.of("joined")
                yield problem("history.units-kept", "joined", at, unit=each.unit, day=each.date)
