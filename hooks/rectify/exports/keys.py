"""A key of the JSON files, and what its value may depend on beside the object."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from rectify.html.links import Way
    from rectify.html.page import Common
    from rectify.ledger.ledger import Ledger
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

    ``to`` makes links from the site's root, ``states`` are those of the findings, ``sources`` the ids of the
    issues that go on in each.
    """

    common: Common
    book: Ledger | None
    to: Way
    states: Mapping[str, str] = {}
    sources: Mapping[str, tuple[str, ...]] = {}

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
