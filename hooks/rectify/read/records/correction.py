"""Corrections (更正): what a record said before, and who changed it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import datetime

    from rectify.read.source import Place


class Correction(NamedTuple):
    """One value or entry of a record that was mistyped, and was edited in place.

    ``what`` names it as it stands right after this correction; ``was`` is its value before, of the type of
    the key. An entry (or a value) was ``added``, ``removed``, or, if neither, changed. ``withheld``: what it
    was must not stand anywhere.

    Reading adds the rest: ``path`` leads to it, by fields and by indexes of lists; ``of`` is the record
    (``step``) or the record and the key (``step.date``) that it is; ``internal``: it is in what is not
    published.
    """

    date: datetime.date
    by: str
    what: str
    reason: str
    at: Place
    approved_by: str | None = None
    document: str | None = None
    was: Any = None
    added: bool = False
    removed: bool = False
    withheld: bool = False
    path: tuple[int, ...] = ()
    of: str = ""
    internal: bool = False
