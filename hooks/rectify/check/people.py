"""Rules on the people that organization.yml lists: who is meant by a name, and in office on a day."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rectify.ledger.people import People
from rectify.read.problems import problem

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from rectify.read.problems import Problem
    from rectify.read.records import Campaign, Data, Issue, Person, Step
    from rectify.read.source import Place


class Mention(NamedTuple):
    """A name in an issue: its record and key, the units that it rather is of, and the day of an act."""

    name: str
    at: Place
    key: str
    first: tuple[str, ...] = ()
    day: date | None = None


def person(data: Data, day: date) -> Iterator[Problem]:
    """Namesakes of one unit have brackets behind their names; days are in order."""
    people = People(data.organization, day)
    names = {unit.id: unit.name for unit in data.organization.units}
    earlier: dict[tuple[str, str], list[Person]] = {}
    for each in data.organization.people:
        if each.from_ and each.until and each.until < each.from_:
            at = each.at.of("until")
            yield problem("structure.person", "order", at, first=each.from_, last=each.until)
        others = earlier.setdefault((people.canonical(each.name), each.unit), [])
        if any(_overlap(each, other) for other in others):
            yield problem(
                "structure.person",
                "twice",
                each.at.of("name"),
                name=each.name,
                unit=names.get(each.unit, each.unit),
            )
        others.append(each)


def _overlap(one: Person, other: Person) -> bool:
    apart = (one.until and other.from_ and one.until < other.from_) or (
        other.until and one.from_ and other.until < one.from_
    )
    return not apart


def which(data: Data, day: date) -> Iterator[Problem]:
    """A name that several listed people have tells which of them it is."""
    people = People(data.organization, day)
    for campaign, unit, issue in _issues(data) if people.listed else ():
        for each in mentions(issue, campaign):
            found = people.members(each.name, unit, *each.first)
            if len(found) > 1:
                values = {"name": each.name, "n": len(found), "better": people.told_apart(found[0])}
                yield problem("responsibility.which", "several", each.at.of(each.key), **values)


def in_office(data: Data, day: date) -> Iterator[Problem]:
    """Who does a step is of the unit on its day."""
    people = People(data.organization, day)
    for campaign, unit, issue in _issues(data) if people.listed else ():
        for each in mentions(issue, campaign):
            if each.day is None:
                continue
            member = people.member(each.name, unit, *each.first, day=each.day)
            held = (
                member.on(each.day) if member else people.holders(each.name, unit, *each.first, day=each.day)
            )
            if held:
                continue
            if member or people.holders(each.name, unit, *each.first):
                variant = "person" if member else "post"
                values = {"name": each.name, "day": each.day}
                yield problem("responsibility.in-office", variant, each.at.of(each.key), **values)


def _issues(data: Data) -> Iterator[tuple[Campaign, str, Issue]]:
    for round_ in data.rounds:
        for file in round_.files:
            for issue in file.issues:
                yield round_.campaign, file.unit, issue


def mentions(issue: Issue, campaign: Campaign) -> Iterator[Mention]:
    """The names of an issue, those of its entries with the day."""
    body = (campaign.verified_by,)
    yield from (Mention(name, issue.at, "leader") for name in issue.leader)
    yield from (Mention(name, issue.at, "owner") for name in issue.owner)
    yield from (Mention(name, issue.at, "supervisor", body) for name in issue.supervisor)
    for measure in issue.measures:
        yield Mention(measure.owner, measure.at, "owner")
    for entry in issue.progress:
        yield Mention(entry.by, entry.at, "by", day=entry.date)
    for later in issue.follow_up:
        yield Mention(later.by, later.at, "by", day=later.date)
    for step in issue.closure:
        yield Mention(step.by, step.at, "by", units_of(step, issue, campaign), step.date)
    for look in issue.rechecks:
        yield Mention(look.by, look.at, "by", body, look.date)
    for extension in issue.extensions:
        yield Mention(extension.approved_by, extension.at, "approved_by", (), extension.date)
    for sent in issue.reminders:
        yield Mention(sent.by, sent.at, "by", body, sent.date)
        yield Mention(sent.to, sent.at, "to", (), sent.date)
    yield from _who_moved(issue, body)


def _who_moved(issue: Issue, body: tuple[str, ...]) -> Iterator[Mention]:
    """Who split, merged or voided an issue."""
    for entry in (issue.split, issue.merged, issue.void):
        if entry:
            yield Mention(entry.by, entry.at, "by", (), entry.date)
    if issue.void:
        yield Mention(issue.void.approved_by, issue.void.at, "approved_by", body, issue.void.date)


def units_of(step: Step, issue: Issue, campaign: Campaign) -> tuple[str, ...]:
    """The units that do a step of closing, other than the issue's own."""
    if step.step == "apply":
        return ()
    return issue.lead[:1] if step.step == "review" else (campaign.verified_by,)
