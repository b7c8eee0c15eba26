"""A kind of page as a record. Everything else about a kind is in its folder."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from rectify.html.page import Books, Page
    from rectify.html.snippets import Snippets
    from rectify.ledger.ledger import Ledger


class PageKind(NamedTuple):
    """A kind of page.

    ``name`` is its folder, its section under a campaign and its text ``page.<name>``. ``order`` is its place
    among all kinds, ``menu`` its place in a campaign's menu, 0 for none. ``hides`` are the values of the
    option ``hide`` that leave it or a part of it out. ``campaign`` makes its pages of one campaign, ``site``
    those of the whole site. ``snippets`` makes its HTML written in Python (filters ``<name>.<method>``) from
    the shared snippets. ``there``: whether a campaign has it in its menu; None if each has.
    """

    name: str
    order: int
    menu: int = 0
    hides: tuple[str, ...] = ()
    campaign: Callable[[Books, Ledger], Iterable[Page]] | None = None
    site: Callable[[Books], Iterable[Page]] | None = None
    snippets: Callable[[Snippets], Any] | None = None
    there: Callable[[Books, str], bool] | None = None
