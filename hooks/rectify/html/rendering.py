"""Renders templates to HTML; all data is escaped by default."""

from __future__ import annotations

import contextlib
import functools
import inspect
import re
from typing import TYPE_CHECKING, Any, NamedTuple

import jinja2

from rectify.html import columns, compiling, urls
from rectify.html.links import Near, Way
from rectify.html.snippets import Snippets
from rectify.ledger import counts
from rectify.ledger.standing import COLOURS, STATUSES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from rectify.html.page import Common, Page
    from rectify.read.records import Unit
    from rectify.words.messages import Catalogue

_HEADING = re.compile(r'<h([23]) id="([^"<>]+)"[^<>]*>((?:(?!<h[23] ).)*?)</h\1>', re.S)
_TAG = re.compile(r"<[^<>]+>")
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Heading(NamedTuple):
    """An entry of a page's table of contents; ``title`` is HTML text without tags."""

    level: int
    id: str
    title: str


class Renderer:
    """Renders pages. ``directory_urls`` is false for sites opened without a server.

    ``kinds`` makes the snippets of page kinds from the shared ones. ``site_url`` is where the site is served,
    if known; only files for other programs use it.
    """

    def __init__(
        self,
        common: Common,
        overrides: str = "",
        *,
        kinds: Callable[[Snippets], Mapping[str, Any]] = lambda shared: {},
        directory_urls: bool = True,
        site_url: str = "",
    ) -> None:
        self._kinds = kinds
        self._then: dict[tuple[Unit, ...], Renderer] = {}
        folders = [*([overrides] if overrides else []), *map(str, compiling.FOLDERS)]
        self.common = common
        self.overrides = overrides
        self.directory_urls = directory_urls
        self.site_url = f"{site_url.rstrip('/')}/" if site_url else ""
        # One object for all pages that link alike: snippets memoise by it.
        self._way = functools.cache(self._make_way)
        self._near = functools.cache(self._make_near)
        self._template = functools.cache(self._load_template)
        self.env = jinja2.Environment(
            loader=jinja2.FileSystemLoader(folders),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,  # each build has a renderer of its own
            bytecode_cache=compiling.TemplateCache(common.words.language, lasting=True),
            extensions=[compiling.Texts],
        )
        self.env.extend(words=common.words)
        shared = Snippets(common)
        own = kinds(shared)
        self.env.globals.update(_globals(common), h=shared)
        self.env.filters.update(_filters(common.words, shared, own))

    def compile(self) -> None:
        """Compile every template before the process forks; errors surface when the template is used."""
        for name in self.env.list_templates(extensions=["html", "svg", "xml"]):
            with contextlib.suppress(jinja2.TemplateError):
                self.env.get_template(name)

    def to(self, page: str) -> Way:
        """Makes the links of the page at an address."""
        return self._way(urls.root(page) or "./")

    def near(self, page: str) -> Way:
        """Makes short links of the page at an address."""
        return self._near(page.rstrip("/").rpartition("/")[0]) if page else self.to(page)

    def _load_template(self, name: str) -> jinja2.Template:
        """A template whose globals are one plain dict: each rendering copies them, slowly out of a chain."""
        template = self.env.get_template(name)
        template.globals = dict(template.globals)
        return template

    def _make_way(self, root: str) -> Way:
        return Way(root, self.directory_urls)

    def _make_near(self, folder: str) -> Near:
        return Near(folder, self.directory_urls)

    def on(self, day: date | None) -> Renderer:
        """The renderer of pages of an earlier day, which names units as that day did."""
        common = self.common.on(day) if day else self.common
        if common is self.common:
            return self
        units = tuple(common.units.values())
        if units not in self._then:
            self._then[units] = Renderer(
                common,
                self.overrides,
                kinds=self._kinds,
                directory_urls=self.directory_urls,
                site_url=self.site_url,
            )
        return self._then[units]

    def page(self, page: Page) -> str:
        """The HTML of a page's body."""
        if (then := self.on(page.day)) is not self:
            return then.page(page._replace(day=None))
        template = self._template(page.template)
        to, near = self.to(page.url), self.near(page.url)
        return template.render(page=page, to=to, near=near, **page.view(self.common, page.given()))

    def away(self, file: str) -> Way:
        """Makes the links of a file that is read elsewhere: absolute if the site's address is known."""
        return Way(self.site_url or urls.root(file) or "./", self.directory_urls)

    def feed(self, name: str, file: str, values: dict[str, Any]) -> bytes:
        """A file rendered from its template, with characters that XML forbids replaced."""
        made = self.env.get_template(f"feeds/{name}").render(to=self.away(file), **values)
        return _NOT_XML.sub("\ufffd", made).encode()

    def block(self, name: str, page: str, values: dict[str, Any]) -> str:
        """The HTML of a query block on the page at an address."""
        return self.env.get_template(f"blocks/{name}.html").render(to=self.to(page), **values)


def outline(html: str) -> list[Heading]:
    """The headings of a body that have an id, for its table of contents."""
    return [
        Heading(int(level), id, _TAG.sub("", title).strip()) for level, id, title in _HEADING.findall(html)
    ]


def _globals(common: Common) -> dict[str, Any]:
    """The globals of all templates."""
    return {
        "options": common.options,
        "unit_name": common.unit_name,
        "category_name": common.category_name,
        "urls": urls,
        "columns": columns,
        "usual": common.options.columns or columns.USUAL,
        "percent": counts.percent,
        "STATUSES": STATUSES,
        "COLOURS": COLOURS,
        "t": common.words,
        "texts": common.words.plain,
    }


def _filters(words: Catalogue, shared: Snippets, kinds: Mapping[str, Any]) -> dict[str, Callable[..., Any]]:
    """The filters of templates; a kind's own snippets are ``<kind>.<name>``.

    For each call Jinja checks on every page whether the function wants the context, for filters once at
    compile time. So what thousands of pages call is a filter.
    """
    own = {
        f"{kind}.{name}": call
        for kind, snippets in kinds.items()
        for name, call in inspect.getmembers(snippets, inspect.ismethod)
        if not name.startswith("_")
    }
    return {
        **own,
        "day": shared.in_full,
        "brief": shared.brief,
        "time": shared.day,
        "short": functools.cache(words.short),
        "month": functools.cache(words.month),
        "weekday": words.weekday,
        "money": shared.money,
        "reported": words.reported,
        "size": shared.size,
        "clock": shared.clock,
        "told_with": shared.told_with,
        "told_with_groups": shared.told_with_groups,
        "heads": shared.heads,
        "rows": shared.body,
        "events": shared.events,
    }
