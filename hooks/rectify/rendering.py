"""Compiled templates → HTML. Everything that the data says is escaped here, by default."""

from __future__ import annotations

import pathlib
import re
from typing import TYPE_CHECKING, Any, NamedTuple

import jinja2

from rectify import columns, counts, ledger, urls

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rectify.pages.page import Books, Page

FOLDER = pathlib.Path(__file__).parent / "templates"

_HEADING = re.compile(r'<h([23]) id="([^"]+)"[^>]*>(.*?)</h\1>', re.S)
_TAG = re.compile(r"<[^>]+>")


class Heading(NamedTuple):
    """An entry of a page's table of contents; ``title`` is HTML text without tags."""

    level: int
    id: str
    title: str


class Renderer:
    """Renders pages. ``directory_urls`` is false for sites that are opened without a server."""

    def __init__(self, books: Books, overrides: str = "", *, directory_urls: bool = True) -> None:
        folders = [overrides, str(FOLDER)] if overrides else [str(FOLDER)]
        self.directory_urls = directory_urls
        self.env = jinja2.Environment(
            loader=jinja2.FileSystemLoader(folders),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        words = books.words
        self.env.globals.update(
            books=books,
            options=books.options,
            urls=urls,
            columns=columns,
            usual=books.options.columns or columns.USUAL,
            percent=counts.percent,
            STATUSES=ledger.STATUSES,
            COLOURS=ledger.COLOURS,
            t=words,
            once=self.once,
        )
        self.rows: dict[tuple[str, tuple[str, ...], int], tuple[object, str]] = {}
        self.env.filters.update(
            day=words.day,
            short=words.short,
            month=words.month,
            weekday=words.weekday,
            money=words.money,
            size=_size,
        )

    def once(
        self, standing: object, chosen: Sequence[str], to: Callable[[str], str], caller: Callable[[], str]
    ) -> str:
        """A table's row, made once for all pages from which its links lead the same way.

        The standing is kept with its row, so that no other is taken for it.
        """
        key = (to(""), tuple(chosen), id(standing))
        if key not in self.rows:
            self.rows[key] = (standing, caller())
        return self.rows[key][1]

    def to(self, page: str) -> Callable[[str], str]:
        """How the page at an address links to another: both relative to the site's root."""
        root = urls.root(page) or "./"

        def link(url: str) -> str:
            path, sharp, fragment = url.partition("#")
            if not self.directory_urls and (path.endswith("/") or not path):
                path += "index.html"
            return (root + path if path or root != "./" else "./") + sharp + fragment

        return link

    def page(self, page: Page) -> str:
        """The HTML of a page's body."""
        template = self.env.get_template(page.template)
        return template.render(page=page, to=self.to(page.url), **page.values())

    def block(self, name: str, page: str, values: dict[str, Any]) -> str:
        """The HTML of a query block on the page at an address."""
        return self.env.get_template(f"blocks/{name}.html").render(to=self.to(page), **values)


def outline(html: str) -> list[Heading]:
    """The headings of a body that have an id, for its table of contents."""
    return [
        Heading(int(level), id, _TAG.sub("", title).strip()) for level, id, title in _HEADING.findall(html)
    ]


def _size(number: int) -> str:
    """A file's size: 812 B, 14.2 kB."""
    return f"{number} B" if number < 1000 else f"{number / 1000:,.1f} kB"
