"""A key of the JSON files, what its value may depend on beside the object, and the usual kinds of keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from rectify.ledger import counts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import date

    from rectify.html.links import Way
    from rectify.html.page import Common
    from rectify.ledger.corrected import Corrected
    from rectify.ledger.counts import Counts
    from rectify.ledger.findings import Tally
    from rectify.ledger.ledger import Ledger
    from rectify.pages.moves import Handed, Transferred
    from rectify.read.records import Campaign


class Key(NamedTuple):
    """A key: its name, its type (one of ``KINDS``, or a shape), and its value ``of`` an object.

    ``many``: a list; ``null``: may be null; ``options``: all possible values.
    """

    name: str
    kind: str
    of: Callable[[Any, Context], Any]
    null: bool = False
    many: bool = False
    options: tuple[str, ...] = ()


class Context(NamedTuple):
    """What values need beside the object.

    ``to`` makes links from the site's root, ``shapes`` are the keys of objects within it, ``states`` those
    of the findings, ``sources`` the ids of the issues that go on in each, ``corrected``,
    ``transfers`` and ``handovers`` those of each issue.
    """

    common: Common
    book: Ledger | None
    to: Way
    shapes: Mapping[str, tuple[Key, ...]]
    states: Mapping[str, str] = {}
    sources: Mapping[str, tuple[str, ...]] = {}
    corrected: Mapping[str, tuple[Corrected, ...]] = {}
    transfers: Mapping[str, tuple[Transferred, ...]] = {}
    handovers: Mapping[str, tuple[Handed, ...]] = {}

    @property
    def campaign(self) -> str:
        """The id of the object's campaign."""
        return self.book.campaign.id if self.book else ""

    @property
    def head(self) -> Campaign:
        """The object's campaign."""
        if self.book is None:
            raise ValueError
        return self.book.campaign


def record(shape: str, thing: Any, context: Context) -> dict[str, Any]:
    """An object as JSON."""
    return {key.name: key.of(thing, context) for key in context.shapes[shape]}


def same(*names: str, kind: str = "text", null: bool = False) -> tuple[Key, ...]:
    """Keys that are the object's fields of the same names."""
    return tuple(Key(name, kind, lambda it, _, name=name: getattr(it, name), null) for name in names)  # type: ignore[misc]


def day(name: str, of: Callable[[Any, Context], date | None], *, null: bool = False) -> Key:
    def value(it: Any, context: Context) -> str | None:
        found = of(it, context)
        return None if found is None else str(found)

    return Key(name, "day", value, null)


def rate(name: str, part: Callable[[Counts], int], whole: Callable[[Counts], int]) -> tuple[Key, Key]:
    def number(it: Counts, _: Context) -> float | None:
        found = counts.tenths(part(it), whole(it))
        return None if found is None else found / 10

    return (
        Key(name, "number", number, null=True),
        Key(f"{name}_shown", "text", lambda it, _: getattr(it, name)),
    )


def shares(name: str) -> tuple[Key, Key]:
    """The rate of a tally."""

    def number(it: Tally, _: Context) -> float | None:
        found = counts.tenths(it.done, it.total)
        return None if found is None else found / 10

    return Key(name, "number", number, null=True), Key(f"{name}_shown", "text", lambda it, _: it.rate)


def numbers(field: str, names: Iterable[str]) -> tuple[Key, ...]:
    return tuple(Key(name, "count", lambda it, _, name=name: getattr(it, field)[name]) for name in names)  # type: ignore[misc]


def nested(name: str, shape: str, of: Callable[[Any, Context], Any], *, null: bool = False) -> Key:
    def value(it: Any, context: Context) -> dict[str, Any] | None:
        inner = of(it, context)
        return None if inner is None else record(shape, inner, context)

    return Key(name, shape, value, null)


def several(name: str, shape: str, of: Callable[[Any, Context], Iterable[Any]]) -> Key:
    return Key(name, shape, lambda it, c: [record(shape, each, c) for each in of(it, c)], many=True)
