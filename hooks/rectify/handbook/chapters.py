"""The chapters of the handbook (手册), from ``handbook/<language>/``.

Tables of keys, rules, options and columns are generated from the code that they describe.
"""

from __future__ import annotations

import functools
import pathlib
from typing import TYPE_CHECKING, Any, NamedTuple

from rectify import check
from rectify.exports import schemas as schemas_of_feeds
from rectify.exports import shapes as shapes_of_feeds
from rectify.handbook.examples import examples
from rectify.html import urls
from rectify.html.columns import COLUMNS
from rectify.html.page import Crumb, Page
from rectify.notes import fences, prose, queries
from rectify.read import format
from rectify.read.entries import Entries
from rectify.read.fields import Choice, Either, Many, Shape, Signed, Table
from rectify.read.options import Options
from rectify.read.source import Source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rectify.html.page import Books, Common
    from rectify.html.rendering import Renderer
    from rectify.read.fields import Kind

FOLDER = pathlib.Path(__file__).parent
CHAPTERS = (
    "index",
    "reading",
    "filling",
    "format",
    "status",
    "story",
    "rules",
    "notes",
    "editors",
    "commands",
    "publishing",
    "own",
    "maintainers",
    "feeds",
    "browsers",
    "glossary",
)


class KeyLine(NamedTuple):
    """A row of a record's table of keys."""

    key: str
    kind: str
    required: bool
    options: tuple[str, ...]


class ShapeTable(NamedTuple):
    """The table of a record: its name in the catalogues, its file, its keys."""

    name: str
    file: str
    keys: tuple[KeyLine, ...]


def chapter(name: str, language: str) -> Source:
    """A chapter's Markdown."""
    text = (FOLDER / language / f"{name}.md").read_text("utf-8")
    return Source(f"handbook/{language}/{name}.md", text, "")


def title(text: str) -> str:
    """The first heading of a chapter."""
    return next(line[2:].strip() for line in text.split("\n") if line.startswith("# "))


def pages(books: Books, renderer: Renderer, links: prose.Links) -> Iterator[Page]:
    """A page for each chapter."""
    language = books.options.language
    home = title(chapter("index", language).text)
    for name in CHAPTERS:
        source = chapter(name, language)
        made = Chapter(books, renderer, links, source, urls.handbook(name))
        yield Page(
            url=made.url,
            title=title(source.text),
            template="handbook.html",
            given=functools.partial(_itself, made),
            view=_view,
            crumbs=books.crumbs(None, *([] if name == "index" else [Crumb(home, urls.HANDBOOK)])),
            prose=made.html,
        )


class Chapter:
    """A chapter. It says nothing of the data; its links lead to what there is."""

    def __init__(
        self, books: Books, renderer: Renderer, links: prose.Links, source: Source, url: str
    ) -> None:
        self.books, self.renderer, self.links, self.source, self.url = books, renderer, links, source, url

    def fingerprint(self) -> object:
        """The chapter and where its links may lead; what it says is code of ours."""
        return self.url, sorted(self.links.files.items())

    def html(self) -> str:
        """What it says."""
        return self.made()[0]

    def made(self) -> tuple[str, tuple[str, ...]]:
        """What it says as HTML, and the links of it that lead nowhere."""
        name = self.url.removeprefix(urls.HANDBOOK).strip("/") or "index"
        text = "\n" + self.source.text.split("\n", 1)[1]
        to = self.renderer.to(self.url)
        made = prose.to_html(text, f"handbook/{name}.md", self.links, to, "h", level=1)
        blocks = {}
        for number, fence in enumerate(fences.locate(text, made.blocks)):
            query, _ = queries.read(fence, self.source, self.books)
            if query is not None:
                values = queries.values(fence.name, query, self.books)
                extra = reference(query.topic) if fence.name == "reference" else {}
                blocks[number] = self.renderer.block(fence.name, self.url, {**values, **extra})
        return fences.splice(made.html, made.key, blocks), made.dead


def _itself(chapter: Chapter) -> Chapter:
    return chapter


def _view(common: Common, chapter: Chapter) -> dict[str, Any]:
    return {"html": chapter.html()}


def reference(topic: str) -> dict[str, Any]:
    """The values of a reference table."""
    return {
        "topic": topic,
        "shapes": shapes() if topic == "keys" else queries_shapes() if topic == "queries" else [],
        "rules": [(rule, check.level(rule), examples()[rule]) for rule in check.all_rules()],
        "requirements": check.REQUIREMENTS,
        "options_table": [
            (name, _typed(Options._field_defaults[name]))
            for name in Options._fields
            if name not in ("pinned", "pages")
        ],
        "columns_list": list(COLUMNS),
        "feeds": schemas_of_feeds.tables(),
        "feed_shapes": set(shapes_of_feeds.SHAPES),
    }


def shapes() -> list[ShapeTable]:
    """The tables of all records of the data format, in the order of the files."""
    found: dict[str, ShapeTable] = {}
    for file, kind in format.FILES.items():
        _collect(kind, file, found)
    return list(found.values())


def queries_shapes() -> list[ShapeTable]:
    """The tables of the live blocks' keys."""
    return [
        ShapeTable(f"block_{name}", "", _lines(shape))
        for name, shape in queries.SHAPES.items()
        if name != "reference"
    ]


def _collect(kind: Kind, file: str, found: dict[str, ShapeTable]) -> None:
    if isinstance(kind, (Many, Either)):
        _collect(kind.item, file, found)
        if isinstance(kind, Entries):
            _collect(kind.before, file, found)
    elif isinstance(kind, (Signed, Table)):
        _collect(kind.shape, file, found)
    elif isinstance(kind, Shape) and kind.name not in found:
        found[kind.name] = ShapeTable(kind.name, file, _lines(kind))
        for key in kind.keys.values():
            _collect(key.kind, file, found)


def _lines(shape: Shape) -> tuple[KeyLine, ...]:
    return tuple(
        KeyLine(name, kind, key.required, options)
        for name, key in shape.keys.items()
        for kind, options in (_kind(key.kind),)
    )


def _kind(kind: Kind) -> tuple[str, tuple[str, ...]]:
    """The name of a type in the catalogues, and the options of a choice."""
    if isinstance(kind, Shape):
        return "record", ()
    if isinstance(kind, (Many, Either)) and isinstance(kind.item, Choice):
        return kind.name, kind.item.options
    return kind.name, kind.options if isinstance(kind, Choice) else ()


def _typed(default: object) -> object:
    """A default as typed in mkdocs.yml."""
    return str(default).lower() if isinstance(default, bool) else default
