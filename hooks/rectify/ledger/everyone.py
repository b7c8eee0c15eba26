"""Everybody who answers for something in a campaign, with a name of their own in lists."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rectify.read import identity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rectify.ledger.brief import Brief
    from rectify.ledger.ledger import Head, Ledger
    from rectify.ledger.people import Member, People
    from rectify.read.records import Campaign

ROLES = ("leader", "owner", "supervisor")


class Someone(NamedTuple):
    """A person: the key, the name in lists, the present posts, the units that anything is answered for in."""

    key: str
    name: str
    posts: tuple[str, ...]
    units: tuple[str, ...]


class _Found(NamedTuple):
    name: str
    member: Member | None
    units: dict[str, None]


def keys(book: Ledger | Head, people: People) -> Callable[[str, str, str], str]:
    """What makes the key of a name of an issue, given its role and the issue's unit."""

    def key(name: str, role: str, unit: str) -> str:
        return people.row(name, unit, *first(book.campaign, role), day=book.as_of)

    return key


def first(campaign: Campaign, role: str) -> tuple[str, ...]:
    """The unit that a role's name rather is of than of the issue's."""
    return (campaign.verified_by,) if role == "supervisor" else ()


def named(issue: Brief) -> Iterator[tuple[str, str]]:
    """The names of an issue, each with its role."""
    for role, names in (("leader", issue.leader), ("owner", issue.owner), ("supervisor", issue.supervisor)):
        for name in names:
            yield role, name
    for measure in issue.measures:
        yield "measure", measure.owner


def everyone(book: Ledger, people: People) -> dict[str, Someone]:
    """Everybody by key, in ledger order. Spellings of one name are merged under the first."""
    key = keys(book, people)
    found: dict[str, _Found] = {}
    for each in book.standings:
        for role, name in named(each.issue):
            one = key(name, role, each.unit)
            if one not in found:
                more = first(book.campaign, role)
                found[one] = _Found(name, people.member(name, each.unit, *more, day=book.as_of), {})
            found[one].units[each.unit] = None
    return dict(_labelled(found, book))


def _labelled(found: dict[str, _Found], book: Ledger) -> Iterator[tuple[str, Someone]]:
    """Namesakes have their unit behind their names."""
    names = {unit.id: unit.name for unit in book.organization.units}
    shared: dict[str, int] = {}
    for each in found.values():
        shared[_name(each)] = shared.get(_name(each), 0) + 1
    for key, each in found.items():
        label, now = _name(each), each.member.on(book.as_of) if each.member else ()
        if shared[label] > 1:
            unit = key.partition("@")[2].partition("/")[0] or next(iter(each.units))
            label = identity.normalise(f"{label} ({names.get(unit, unit)})")
        posts = tuple(dict.fromkeys(one.post for one in now if one.post))
        yield key, Someone(key, label, posts, tuple(each.units))


def _name(found: _Found) -> str:
    """A name as typed; of who is listed as the list has it, since a post may have been typed."""
    return found.member.entries[-1].name if found.member else found.name
