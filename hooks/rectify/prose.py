"""Markdown → HTML that is safe to put on a page: sanitised, links resolved, headings anchored."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote, unquote, urlsplit, urlunsplit

import markdown
import nh3
from markdown.extensions.toc import TocExtension

if TYPE_CHECKING:
    from collections.abc import Callable, Container

    from markdown.extensions import Extension

_TAGS = set(nh3.ALLOWED_TAGS) - {"map", "area"}
_ATTRIBUTES = {
    **{f"h{level}": {"id"} for level in range(1, 7)},
    "a": {"href", "title"},
    "img": {"src", "alt", "title", "width", "height"},
    "th": {"align", "colspan", "rowspan", "scope"},
    "td": {"align", "colspan", "rowspan"},
    "ol": {"start"},
    "details": {"open"},
}
_SCHEMES = {"http", "https", "mailto", "tel"}


class Prose(NamedTuple):
    """HTML, and the links in it that lead nowhere or load from elsewhere, as they were typed."""

    html: str
    dead: tuple[str, ...]
    foreign: tuple[str, ...]


class Links:
    """Where a relative link of a Markdown file leads, from the page on which it is shown.

    ``files``: paths below ``docs/`` of static files and hand-written pages' sources; a page's
    source maps to its address. ``pages``: addresses of generated pages, relative to the root.
    """

    def __init__(self, files: dict[str, str], pages: Container[str]) -> None:
        self.files = files
        self.pages = pages

    def resolve(self, target: str, path: str) -> str | None:
        """The site-relative address of ``target`` as it stands in the file ``path``; None if none."""
        if target.startswith("/"):
            place = target[1:]
        else:
            place = posixpath.normpath(posixpath.join(posixpath.dirname(path), target))
        if place in self.files:
            return quote(self.files[place])
        for ending in ("/index.md", ".md", "/index.html", "/", ""):
            if place.endswith(ending):
                url = place[: len(place) - len(ending)] + "/"
                if url in self.pages or (url in ("./", "index/") and "" in self.pages):
                    return url if url in self.pages else ""
        return None


def to_html(
    text: str, path: str, links: Links, to: Callable[[str], str], anchor: str, level: int = 2
) -> Prose:
    """The sanitised HTML of a Markdown text.

    ``path`` is the file's below ``docs/``; ``to`` turns a site-relative address into a link from
    the page that shows it; ``anchor`` begins every heading's id, so that none meets the page's own;
    ``level`` is that of a top heading.
    """
    toc = TocExtension(slugify=lambda title, separator: _slug(anchor, title), baselevel=level)
    extensions: list[str | Extension] = ["tables", "fenced_code", "sane_lists", "def_list", "footnotes", toc]
    html = markdown.markdown(text, extensions=extensions, output_format="html")
    dead: list[str] = []
    foreign: list[str] = []

    def attribute(tag: str, name: str, value: str) -> str | None:
        if name not in ("href", "src"):
            return value
        parts = urlsplit(value)
        if parts.scheme or parts.netloc:
            if name == "src":
                foreign.append(value)
                return None
            return value
        if not parts.path:
            return value
        url = links.resolve(unquote(parts.path), path)
        if url is None:
            dead.append(value)
            return None
        return urlunsplit(("", "", to(url), parts.query, parts.fragment))

    clean = nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        attribute_filter=attribute,
        link_rel=None,
    )
    return Prose(clean, tuple(dead), tuple(foreign))


def _slug(anchor: str, title: str) -> str:
    return f"{anchor}-{re.sub(r'[^0-9A-Za-z_一-鿿]+', '-', title).strip('-').lower()}"
