"""A file that the data gives and that is no page."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable


class Feed(NamedTuple):
    """Its address, relative to the site's root, and what computes its bytes when it is written.

    ``depends`` is a digest of all the data that is in it, or empty if that is not told.
    """

    url: str
    content: Callable[[], bytes]
    depends: Callable[[], str] = str
