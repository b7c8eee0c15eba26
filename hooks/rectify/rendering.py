"""Compiled templates → HTML. Everything that the data says is escaped here, by default."""

from __future__ import annotations

import functools
import pathlib
import re
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

import jinja2
import jinja2.bccache
import jinja2.nodes
import jinja2.visitor

from rectify import cells, columns, counts, ledger, urls

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from rectify.messages import Catalogue
    from rectify.pages.page import Books, Page

FOLDER = pathlib.Path(__file__).parent / "templates"

_HEADING = re.compile(r'<h([23]) id="([^"]+)"[^>]*>(.*?)</h\1>', re.S)
_TAG = re.compile(r"<[^>]+>")


class Heading(NamedTuple):
    """An entry of a page's table of contents; ``title`` is HTML text without tags."""

    level: int
    id: str
    title: str


class Way:
    """How a page links to another, by its address from the site's root."""

    def __init__(self, root: str, directory_urls: bool) -> None:
        self.root = root
        self.directory_urls = directory_urls

    def __call__(self, url: str) -> str:
        """The link to an address."""
        if self.directory_urls and url:
            return self.root + url
        path, sharp, fragment = url.partition("#")
        if not self.directory_urls and (path.endswith("/") or not path):
            path += "index.html"
        return (self.root + path if path or self.root != "./" else "./") + sharp + fragment


class Near(Way):
    """How a page links to others in few letters: from where it is, not by way of the site's root.

    ``root`` is its folder; all pages of it lead alike.
    """

    def __init__(self, page: str, directory_urls: bool) -> None:
        super().__init__(page.rstrip("/").rpartition("/")[0] + "/", directory_urls)
        self.here = page.split("/")[:-1]

    def __call__(self, url: str) -> str:
        """The link to an address, which is not the page itself."""
        there = url.split("/")
        common = 0
        for ours, theirs in zip(self.here, there[:-1], strict=False):
            if ours != theirs:
                break
            common += 1
        up = "../" * (len(self.here) - common)
        return Way(up or "./", self.directory_urls)("/".join(there[common:]))


class _Words(jinja2.visitor.NodeTransformer):
    """Texts of the catalogue, put into a template when it is compiled rather than on each page."""

    def __init__(self, words: Catalogue) -> None:
        self.words = words

    def visit_Call(self, node: jinja2.nodes.Call) -> jinja2.nodes.Node:  # noqa: N802  (Jinja's name)
        """``t('key')`` is the text itself; ``t('stem.' ~ name)`` a look into the texts."""
        self.generic_visit(node)
        named = isinstance(node.node, jinja2.nodes.Name) and node.node.name == "t"
        if not named or len(node.args) != 1 or node.kwargs:
            return node
        key = node.args[0]
        if isinstance(key, jinja2.nodes.Const) and key.value in self.words:
            return jinja2.nodes.Const(self.words(key.value), lineno=node.lineno)
        if isinstance(key, jinja2.nodes.Concat):
            texts = jinja2.nodes.Name("texts", "load", lineno=node.lineno)
            return jinja2.nodes.Getitem(texts, key, "load", lineno=node.lineno)
        return node


class _Environment(jinja2.Environment):
    words: Catalogue

    def _parse(self, source: str, name: str | None, filename: str | None) -> jinja2.nodes.Template:
        tree = super()._parse(source, name, filename)
        return _Words(self.words).visit(tree)  # type: ignore[no-any-return]


class Compiled(jinja2.BytecodeCache):
    """Compiled templates, kept for as long as the process lives: ``mkdocs serve`` builds many times."""

    kept: ClassVar[dict[tuple[str, str], bytes]] = {}

    def __init__(self, kind: str) -> None:
        self.kind = kind

    def load_bytecode(self, bucket: jinja2.bccache.Bucket) -> None:
        """What was compiled from the same text before."""
        if found := self.kept.get((self.kind, bucket.key)):
            bucket.bytecode_from_string(found)

    def dump_bytecode(self, bucket: jinja2.bccache.Bucket) -> None:
        """Keep what was compiled."""
        self.kept[self.kind, bucket.key] = bucket.bytecode_to_string()


class Renderer:
    """Renders pages. ``directory_urls`` is false for sites that are opened without a server."""

    def __init__(self, books: Books, overrides: str = "", *, directory_urls: bool = True) -> None:
        folders = [overrides, str(FOLDER)] if overrides else [str(FOLDER)]
        self.overrides = overrides
        self.directory_urls = directory_urls
        self.env = _Environment(
            loader=jinja2.FileSystemLoader(folders),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            bytecode_cache=Compiled(books.words.language),
        )
        words = self.env.words = books.words
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
            texts=words.texts,
            h=cells.Cells(books),
            once=self.once,
        )
        self.rows: dict[tuple[str, Hashable, int], tuple[object, str]] = {}
        self.env.filters.update(
            day=functools.cache(words.day),
            short=functools.cache(words.short),
            month=functools.cache(words.month),
            weekday=words.weekday,
            money=words.money,
            size=_size,
        )

    def once(self, standing: object, form: Hashable, to: Way, caller: Callable[[], str]) -> str:
        """What is shown of a standing in some form, made once for all pages that link the same way.

        The standing is kept with it, so that no other is taken for it.
        """
        key = (to.root, form, id(standing))
        if key not in self.rows:
            self.rows[key] = (standing, caller())
        return self.rows[key][1]

    def to(self, page: str) -> Way:
        """How the page at an address links to another: both relative to the site's root."""
        return Way(urls.root(page) or "./", self.directory_urls)

    def page(self, page: Page) -> str:
        """The HTML of a page's body."""
        template = self.env.get_template(page.template)
        near = Near(page.url, self.directory_urls)
        return template.render(page=page, to=self.to(page.url), near=near, **page.values())

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
