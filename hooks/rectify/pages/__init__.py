"""The kinds of pages: a folder each, with its record ``KIND``."""

from __future__ import annotations

import importlib
import itertools
import pkgutil
from typing import TYPE_CHECKING, Any

from rectify.html.page import Books, Crumb, Page

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rectify.html.snippets import Snippets
    from rectify.pages.kind import PageKind

__all__ = ["KINDS", "Books", "Crumb", "Page", "hideable", "plan", "snippets"]


def _found() -> Iterator[PageKind]:
    for module in pkgutil.iter_modules(__path__, f"{__name__}."):
        if module.ispkg:
            yield importlib.import_module(module.name).KIND


KINDS: tuple[PageKind, ...] = tuple(sorted(_found(), key=lambda kind: kind.order))


def hideable() -> tuple[str, ...]:
    """The values of the option ``hide`` for pages."""
    in_menu = sorted(KINDS, key=lambda kind: (kind.menu == 0, kind.menu, kind.order))
    return tuple(word for kind in in_menu for word in kind.hides)


def snippets(shared: Snippets) -> dict[str, Any]:
    """Each kind's own snippets by its name: templates' filters ``<kind>.<method>``."""
    return {kind.name: kind.snippets(shared) for kind in KINDS if kind.snippets}


def plan(books: Books) -> Iterator[Page]:
    """Every page of the site except the handbook's, in a stable order."""
    first = min(kind.order for kind in KINDS if kind.campaign)
    yield from _of_site(books, [kind for kind in KINDS if kind.order < first])
    for campaign in books.campaigns:
        book = books.now(campaign.id)
        yield from itertools.chain.from_iterable(
            kind.campaign(books, book) for kind in KINDS if kind.campaign
        )
    yield from _of_site(books, [kind for kind in KINDS if kind.order > first])


def _of_site(books: Books, kinds: list[PageKind]) -> Iterator[Page]:
    return itertools.chain.from_iterable(kind.site(books) for kind in kinds if kind.site)
