"""A kind of page rendered through the theme once: its HTML with marks where its pages differ.

The theme's work is the same for all pages of a kind in a folder, but for a handful of places. A shell
keeps the rest, so that another page costs a few joined strings instead of the whole theme.
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
"""What stands in a shell for each thing that differs: plain words, which no filter of a theme changes."""

# The theme puts a heading over a body that has none.
MARKS["content"] = f'<h1 id="page">{MARKS["content"]}</h1>'

_ANY = re.compile(MARK.format(f"({'|'.join(NAMES)})"))


class Shell:
    """The parts of a page's HTML that stay, and the names of what goes between them."""

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
        """The HTML of a page, from what it puts in each place."""
        made = []
        for part, name in zip(self.parts, self.names, strict=True):
            made += [part, values[name]]
        return "".join([*made, self.last])


def kinds(pages: Iterable[Page]) -> list[list[Page]]:
    """The pages that share a shell, in lists: of one template, in one folder, of one width.

    Relative links lead the same way from each page of a folder.
    """
    found: dict[tuple[str, str, bool], list[Page]] = {}
    for page in pages:
        folder = page.url.rstrip("/").rpartition("/")[0]
        found.setdefault((page.template, folder, page.wide), []).append(page)
    return list(found.values())
