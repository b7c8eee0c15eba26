"""Shells: the HTML of a kind of page, rendered through the theme once, with marks where its pages differ.

For all pages of a kind in a folder, the theme's work is the same except in a handful of places. So another
page costs a few joined strings instead of the whole theme.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from rectify.pages import Page

MARK = "rectify-mark-{}-"
NAMES = ("title", "trail", "canonical", "bar", "menu", "toc", "content")
MARKS = {name: MARK.format(name) for name in NAMES}
"""The mark of each varying part: plain words, which no filter of a theme changes."""

# The theme adds a heading to a body without one.
MARKS["content"] = f'<h1 id="page">{MARKS["content"]}</h1>'

_ANY = re.compile(MARK.format(f"({'|'.join(NAMES)})"))


class Shell:
    """The constant parts of the HTML, and the names of what goes between them."""

    def __init__(self, html: str) -> None:
        self.parts: list[str] = []
        self.names: list[str] = []
        end = 0
        html = html.replace(MARKS["content"], MARK.format("content"))
        for match in _ANY.finditer(html):
            self.parts.append(html[end : match.start()])
            self.names.append(match[1])
            end = match.end()
        self.last = html[end:]

    def fill(self, values: Mapping[str, str]) -> str:
        """The HTML of a page, from the value of each mark."""
        made = []
        for part, name in zip(self.parts, self.names, strict=True):
            made += [part, values[name]]
        return "".join([*made, self.last])


def kinds(pages: Iterable[Page]) -> list[list[Page]]:
    """Group the pages that share a shell: same template, folder and width.

    Relative links are the same from every page of a folder.
    """
    found: dict[tuple[str, str, bool], list[Page]] = {}
    for page in pages:
        folder = page.url.rstrip("/").rpartition("/")[0]
        found.setdefault((page.template, folder, page.wide), []).append(page)
    return list(found.values())
