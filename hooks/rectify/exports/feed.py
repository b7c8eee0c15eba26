"""Generated files that are not pages."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from rectify.html.page import Books
    from rectify.html.rendering import Renderer


class Feed(NamedTuple):
    """A generated file that is not a page. Its address is relative to the site's root.

    ``given`` makes all of the data in it; its digest is the file's cache key. ``make`` turns that into bytes:
    a module-level function, so it sees no other data. Files of a ``group`` share a cache entry.
    """

    url: str
    given: Callable[[], Any]
    make: Callable[[Renderer, Any], bytes]
    group: str = ""


def of_units(campaign: str, *units: str) -> str:
    """The group of files made from the same units of a campaign."""
    return "/".join((campaign, *units))


def site_id(renderer: Renderer) -> str:
    """The site's part of the ids of events and entries, since programs merge the feeds of many sites.

    A digest of the site's address, or if that is unknown, of the top units of its organisation.
    """
    if renderer.site_url:
        return digest(renderer.site_url)
    top = [unit for unit in renderer.common.units.values() if unit.parent is None]
    return digest(*(part for unit in top for part in (unit.id, unit.name)))


def digest(*texts: str) -> str:
    """A short digest of texts."""
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()[:12]


class Export(NamedTuple):
    """A kind of file for other programs or our own scripts, one per module.

    ``order`` is its place among the others, ``feeds`` makes its files. Those ``offered`` can be hidden.
    """

    order: int
    feeds: Callable[[Books], Iterable[Feed]]
    offered: bool = True
