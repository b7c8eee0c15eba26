"""Who a name is, so that one person is one however typed: 刘 鹏, 刘鹏（一团）, 办公室主任.

A key (``People.key``) is equal for all spellings of one person. Without ``people`` in organization.yml it is
the name's comparison key; brackets name a unit by any name that it had, and its own ones say nothing. Where
people are listed, a name that is listed once is that person. Of several it is the one of the unit at hand.
A post is who held it on the day.
"""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, NamedTuple

from rectify.read import identity
from rectify.read.records import Person

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from rectify.read.records import Organization


class Member(NamedTuple):
    """A listed person: the entries of one name that are one person's, and the key."""

    key: str
    entries: tuple[Person, ...]

    def on(self, day: date) -> tuple[Person, ...]:
        """The entries that hold on a day."""
        return tuple(each for each in self.entries if _holds(each, day))


class People:
    """The people of an organisation, as far as they are listed up to a day."""

    def __init__(self, organization: Organization, day: date) -> None:
        self.listed = tuple([each for each in organization.people if (each.from_ or day) <= day])
        self.units = unit_names(organization)
        self._names = {unit.id: unit.name for unit in organization.units}
        self._above = {unit.id: unit.parent for unit in organization.units}
        self._members: dict[str, list[Member]] = {}
        self._posts: dict[str, list[Person]] = {}
        self._keys: dict[tuple[str, str, tuple[str, ...], date | None], str] = {}
        if self.listed:
            self._take(organization)

    def fingerprint(self) -> object:
        """What it is made of, beside the units."""
        return self.listed

    def key(self, name: str, unit: str, *first: str, day: date | None = None) -> str:
        """The key of who is named in a unit's record; equal keys are one person.

        ``first`` are the units that the name rather is of: a reviewer's department. A post is whoever held
        it on ``day``.
        """
        if not self.listed and not identity.bracket(name)[1]:
            return identity.skeleton(name)
        asked = name, unit, first, day
        if asked not in self._keys:
            self._keys[asked] = self._key(*asked)
        return self._keys[asked]

    def row(self, name: str, unit: str, *first: str, day: date) -> str:
        """The key of who is named, for lists of people: where people are listed, others are of the unit."""
        key = self.key(name, unit, *first, day=day)
        there = not self.listed or "@" in key or "(" in key or key in self._members
        return key if there else f"{key}@{(*first, unit)[0]}"

    def member(self, name: str, unit: str, *first: str, day: date) -> Member | None:
        """The listed person who is named, by name or by a post held on a day."""
        found = self._meant(name, unit, first, day) if self.listed else []
        return found[0] if len(found) == 1 else None

    def members(self, name: str, unit: str, *first: str) -> list[Member]:
        """The listed people who may be meant by a name; several if it does not say which."""
        base, said = identity.bracket(name)
        found = self._members.get(identity.skeleton(base), [])
        if said:
            mark = self._mark(said)
            of_mark = [each for each in found if mark in self._marks(each)]
            return of_mark or ([] if mark != unit else self._near(found, unit))
        if len(found) < 2:
            return found
        for one in (*first, unit):
            if near := self._near(found, one):
                return near
        return found

    def holders(self, post: str, unit: str, *first: str, day: date | None = None) -> list[Person]:
        """Who holds a post of one of these units on a day; without one of theirs, of any."""
        base, said = identity.bracket(post)
        held = [
            each
            for each in self._posts.get(identity.skeleton(base), ())
            if _holds(each, day) and (not said or self._mark(said) == each.unit)
        ]
        for one in (*first, unit):
            if own := [each for each in held if one in self._up(each.unit)]:
                return own
        return held

    def is_below(self, unit: str, other: str) -> bool:
        """Whether a unit is another one, or below it."""
        return other in self._up(unit)

    def canonical(self, name: str) -> str:
        """A name's comparison key, with the unit that its brackets name."""
        base, said = identity.bracket(name)
        return f"{identity.skeleton(base)}({self._mark(said)})" if said else identity.skeleton(name)

    def told_apart(self, member: Member) -> str:
        """A name that tells a person apart from others of it."""
        last = member.entries[-1]
        if identity.bracket(last.name)[1]:
            return last.name
        return identity.normalise(f"{last.name} ({self._names.get(last.unit, last.unit)})")

    def _whose(self, person: Person) -> Member:
        """The person whose entry it is."""
        return next(
            each
            for each in self._members[self._base(person.name)]
            if any(one is person for one in each.entries)
        )

    def _meant(self, name: str, unit: str, first: tuple[str, ...], day: date | None) -> list[Member]:
        """The listed people who may be meant: by name, or else by a post."""
        if found := self.members(name, unit, *first):
            return found
        return list(dict.fromkeys(map(self._whose, self.holders(name, unit, *first, day=day))))

    def _key(self, name: str, unit: str, first: tuple[str, ...], day: date | None) -> str:
        found = self._meant(name, unit, first, day)
        if len(found) == 1:
            return found[0].key
        base, said = identity.bracket(name)
        if not said:
            return identity.skeleton(name)
        mark, base = self._mark(said), identity.skeleton(base)
        return base if mark == unit and base not in self._members else f"{base}({mark})"

    def _take(self, organization: Organization) -> None:
        """Take the people listed, and leaders of units whose names are not."""
        by_base: dict[str, list[Person]] = {}
        for each in self.listed:
            by_base.setdefault(self._base(each.name), []).append(each)
            for post in (each.post, f"{self._names.get(each.unit, '')}{each.post}") if each.post else ():
                self._posts.setdefault(identity.skeleton(post), []).append(each)
        for base, entries in by_base.items():
            self._members[base] = self._told_apart(base, entries)
        leading: dict[str, list[Person]] = {}
        for unit in organization.units:
            for name in filter(None, (unit.leader, unit.deputy)):
                if (base := self._base(name)) not in by_base:
                    leading.setdefault(base, []).append(Person(name, unit.id, unit.at))
        self._members |= {base: [Member(base, tuple(entries))] for base, entries in leading.items()}

    def _told_apart(self, base: str, entries: list[Person]) -> list[Member]:
        """The people of one name: who follows another in time is the same one, in another post or unit."""
        chains: list[list[Person]] = []
        for each in sorted(entries, key=lambda one: one.from_ or datetime.date.min):
            for chain in chains:
                if self._same_mark(chain[-1], each) and _ends_before(chain[-1], each):
                    chain.append(each)
                    break
            else:
                chains.append([each])
        if len(chains) == 1 and not identity.bracket(chains[0][0].name)[1]:
            return [Member(base, tuple(chains[0]))]
        return [Member(f"{base}@{self._own(chain[0])}", tuple(chain)) for chain in chains]

    def _own(self, person: Person) -> str:
        said = identity.bracket(person.name)[1]
        return f"{person.unit}/{self._mark(said)}" if said else person.unit

    def _same_mark(self, one: Person, other: Person) -> bool:
        first, second = identity.bracket(one.name)[1], identity.bracket(other.name)[1]
        return self._mark(first) == self._mark(second)

    def _marks(self, member: Member) -> set[str]:
        """What brackets behind the name may say."""
        said = {self._mark(identity.bracket(each.name)[1]) for each in member.entries}
        return (said | {each.unit for each in member.entries}) - {""}

    def _near(self, found: list[Member], unit: str) -> list[Member]:
        """Those of a unit or of one below it."""
        return [each for each in found if any(unit in self._up(one.unit) for one in each.entries)]

    def _up(self, unit: str) -> Iterator[str]:
        """A unit and those above it."""
        seen: set[str] = set()
        at: str | None = unit
        while at and at not in seen:
            seen.add(at)
            yield at
            at = self._above.get(at)

    def _base(self, name: str) -> str:
        return identity.skeleton(identity.bracket(name)[0])

    def _mark(self, said: str) -> str:
        """The unit that brackets name, or their comparison key."""
        return self.units.get(identity.skeleton(said), identity.skeleton(said)) if said else ""


def _holds(person: Person, day: date | None) -> bool:
    if day is None:
        return True
    return (person.from_ or day) <= day <= (person.until or day)


def _ends_before(one: Person, other: Person) -> bool:
    return one.until is not None and other.from_ is not None and one.until < other.from_


def unit_names(organization: Organization) -> dict[str, str]:
    """The units by the comparison key of their names and of their ids."""
    found = {identity.skeleton(unit.id): unit.id for unit in organization.units}
    found |= {identity.skeleton(each.name): unit.id for unit in organization.units for each in unit.names}
    return found | {identity.skeleton(unit.name): unit.id for unit in organization.units}
