"""Searchable documents, and how characters are folded."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, NamedTuple

from rectify.html.markup import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

FACETS = ("campaign", "unit", "status")
"""What results can be filtered by."""

Names = dict[str, dict[str, str]]
"""The names of ids, by facet."""

_HEADING = re.compile(r'<h[23] id="([^"<>]+)"[^<>]*>((?:(?!<h[23] ).)*?)</h[23]>', re.S)


class Document(NamedTuple):
    """A page or section in the index. ``unit``, ``status`` and ``campaign`` are ids, or empty."""

    url: str
    title: str
    texts: tuple[str, ...] = ()
    campaign: str = ""
    unit: str = ""
    status: str = ""


class _Folding(dict[int, str]):
    """Folds a character: full width to half width, upper to lower case."""

    def __missing__(self, code: int) -> str:
        self[code] = unicodedata.normalize("NFKC", chr(code)).lower()
        return self[code]


FOLDING = _Folding()


def fold(text: str) -> str:
    """A folded text, with white space collapsed."""
    return " ".join(text.translate(FOLDING).split())


def sections(url: str, title: str, markup: str) -> Iterator[Document]:
    """A page's HTML split at its headings: a document for each, linked to its heading."""
    first, *rest = _HEADING.split(markup)
    yield Document(url, title, tuple(plain(first).split("\n")))
    for anchor, heading, part in zip(rest[::3], rest[1::3], rest[2::3], strict=True):
        yield Document(f"{url}#{anchor}", plain(heading), (*plain(part).split("\n"), title))
