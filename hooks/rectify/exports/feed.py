"""A file that the data gives and that is no page."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from rectify.html.page import Books
    from rectify.html.rendering import Renderer


class Feed(NamedTuple):
    """A file that the data gives and that is no page. Its address is relative to the site's root.

    ``given`` makes all of the data that is in it; its digest is the file's cache key. ``make`` makes the
    bytes out of that: a function of a module, so it sees nothing else of the data. Those of a ``group`` are
    kept together.
    """

    url: str
    given: Callable[[], Any]
    make: Callable[[Renderer, Any], bytes]
    group: str = ""


def of_units(campaign: str, *units: str) -> str:
    """The group of files that are made from the same units of a campaign."""
    return "/".join((campaign, *units))


def site_id(renderer: Renderer) -> str:
    """What tells this site from others in the ids of events and entries: programs put many in one list.

    It comes of where the site is served. One that is not told that is known by the units at the top of
    its organisation.
    """
    if renderer.site_url:
        return digest(renderer.site_url)
    top = [unit for unit in renderer.common.units.values() if unit.parent is None]
    return digest(*(part for unit in top for part in (unit.id, unit.name)))


def digest(*texts: str) -> str:
    """A short name for some texts."""
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()[:12]


class Export(NamedTuple):
    """A kind of file that other programs read, or our own scripts: a module here with its ``EXPORT``.

    ``order`` is its place among the others, ``feeds`` gives its files. A site may do without what is
    ``offered``.
    """

    order: int
    feeds: Callable[[Books], Iterable[Feed]]
    offered: bool = True
