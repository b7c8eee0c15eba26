"""Render notes and check hand-written pages: within limits, with live blocks filled and faults reported."""

from __future__ import annotations

import html
import itertools
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from rectify import search
from rectify.ground import characters
from rectify.notes import bounds, claimed, fences, prose, queries
from rectify.notes.bounds import Exceeded
from rectify.read.problems import problem
from rectify.read.source import Place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from rectify.html.page import Books, Note
    from rectify.html.rendering import Renderer
    from rectify.read.problems import Problem
    from rectify.read.source import Source


MAX_INVISIBLE = 100
"""Reports of invisible characters per text."""

_REFERENCE = re.compile(r"&(?:#[0-9]+|#[xX][0-9a-fA-F]+|[a-zA-Z][a-zA-Z0-9]*);")


class Text(NamedTuple):
    """A Markdown file: its path below ``docs/``, the page that shows it, and the note if it is one."""

    path: str
    url: str
    source: Source
    note: Note | None = None

    @property
    def campaign(self) -> str:
        """The campaign of a note; empty for a page."""
        return self.note.campaign if self.note else ""


class Block(NamedTuple):
    """A live block: name and body as Markdown found them, and its HTML."""

    name: str
    body: str
    html: str


class Drawn(NamedTuple):
    """The HTML of a note (empty for a page), and the live blocks."""

    html: str
    blocks: tuple[Block, ...]


class Making(NamedTuple):
    """What rendering texts needs.

    ``broken``: the data has errors, so blocks are not filled and links not checked. ``leads``: whether a path
    below ``docs/`` exists. ``reference``: the values of a reference table by topic.
    """

    books: Books
    renderer: Renderer
    links: prose.Links
    markup: prose.Markup
    broken: bool = False
    leads: Callable[[str], bool] = lambda path: True
    reference: Callable[[str], dict[str, Any]] = lambda topic: {}


def draw(texts: Sequence[Text], making: Making) -> tuple[dict[str, Drawn], list[Problem]]:
    """Render texts: the results by path, and all problems."""
    drawn: dict[str, Drawn] = {}
    problems: list[Problem] = []
    whole = []
    for text in texts:
        problems += _invisible(text.source)
        if much := bounds.excess(text.source.text):
            variant, line, limit = much
            problems.append(problem("notes.size", variant, Place(text.source, line), limit=limit))
        else:
            whole.append(text)
    work = _converter(whole, making)
    for text, made in zip(whole, bounds.run_all(work, len(whole)), strict=False):
        if isinstance(made, Exceeded):
            limit = {"slow": bounds.SECONDS, "large": bounds.MAX_HTML // 1_000_000}.get(made.kind, 0)
            values = {"limit": limit, "detail": made.detail}
            problems.append(problem("notes.size", made.kind, Place(text.source), **values))
            continue
        problems += _text_problems(text, made, making.broken)
        live = fences.live(made.html, made.key)
        if len(live) > bounds.MAX_BLOCKS:
            limit = bounds.MAX_BLOCKS
            problems.append(problem("notes.size", "blocks", Place(text.source), found=len(live), limit=limit))
            continue
        blocks, wrong = _blocks(text, made, live, making)
        problems += wrong
        problems += _numbers(text, making.books)
        shown = {number: block.html for number, block in zip(live, blocks, strict=True)}
        drawn[text.path] = Drawn(fences.splice(made.html, made.key, shown) if text.note else "", blocks)
    return drawn, problems


def _converter(texts: Sequence[Text], making: Making) -> Callable[[int], prose.Prose | Exceeded]:
    def convert(number: int) -> prose.Prose | Exceeded:
        text = texts[number]
        if text.note:
            to = making.renderer.to(text.url)
            made = prose.to_html(text.source.text, text.path, making.links, to, "note", markup=making.markup)
        else:
            made = prose.as_page(text.source.text, text.path, making.markup, making.leads)
            # Splitting for the search index happens later without limits, so try it here.
            tuple(search.sections(text.url, "", made.html))
        return Exceeded("large") if len(made.html) > bounds.MAX_HTML else made

    return convert


def _blocks(
    text: Text, made: prose.Prose, live: Sequence[int], making: Making
) -> tuple[tuple[Block, ...], list[Problem]]:
    """The live blocks of a text. With broken data they are only parsed, not filled."""
    blocks: list[Block] = []
    problems: list[Problem] = []
    placed = list(fences.locate(text.source.text, made.blocks))
    for number in live:
        fence = placed[number]
        query, wrong = queries.read(fence, text.source, making.books, text.campaign)
        problems += wrong
        html = ""
        if query is not None and not wrong and not making.broken:
            again = f"{number}-" if fence.line in {each.line for each in placed[:number]} else ""
            values = queries.values(fence.name, query, making.books, f"block{fence.line}-{again}")
            if fence.name == "reference":
                values |= making.reference(query.topic)
            html = making.renderer.block(fence.name, text.url, values)
        blocks.append(Block(fence.name, fence.body, html))
    return tuple(blocks), problems


def _text_problems(text: Text, made: prose.Prose, broken: bool) -> Iterator[Problem]:
    """Problems of a text: dead links, refused HTML, unrecognised blocks, invisible characters."""
    if made.printed:
        line = fences.first_unrecognised(text.source.text, made.blocks)
        yield problem("notes.query", "printed", Place(text.source, line))
    yield from _invisible_references(text.source, made.html)
    # With broken data pages are missing, so links can't be judged.
    dead = () if broken else made.dead
    for variant, targets in (("dead", dead), ("foreign", made.foreign), ("scheme", made.barred)):
        for target in targets:
            yield problem("notes.link", variant, _where(text.source, target), value=target)
    for name in made.removed:
        yield problem("notes.html", "removed", _where(text.source, f"<{name}", name), value=name)


def _invisible(text: Source) -> Iterator[Problem]:
    """Problems of invisible characters, refused as in data."""
    for at in itertools.islice(characters.invisible(text.text), MAX_INVISIBLE):
        yield problem(
            "structure.character", "unseen", _at(text, at), code=characters.code_point(text.text[at])
        )


def _invisible_references(text: Source, made: str) -> Iterator[Problem]:
    """Problems of invisible characters written as HTML references (``&#x202e;``), each once."""
    shown = _REFERENCE.sub(_meant, made) if "&" in text.text else ""
    for sign in sorted({shown[at] for at in characters.invisible(shown)} - set(text.text)):
        places = [found.start() for found in _REFERENCE.finditer(text.text) if sign in _meant(found)]
        # References in code spans are not decoded.
        outside = (at for at in places if text.text.count("`", text.text.rfind("\n", 0, at) + 1, at) % 2 == 0)
        at = next(outside, next(iter(places), 0))
        yield problem("structure.character", "unseen", _at(text, at), code=characters.code_point(sign))


def _meant(reference: re.Match[str]) -> str:
    """The character of a reference. ``html.unescape`` drops control characters; browsers do not."""
    digits = reference.group()[2:-1]
    if meant := html.unescape(reference.group()):
        return meant
    return chr(int(digits[1:], 16) if digits[:1] in "xX" else int(digits))


def _numbers(text: Text, books: Books) -> Iterator[Problem]:
    """Problems of typed numbers. Those in an issue's note are checked against its campaign."""
    if text.note:
        kind, name = text.path.split("/")[2:]
        unit = name.removesuffix(".md") if kind == "units" else ""
        return claimed.contradicted(text.source, claimed.Scope(text.campaign, unit), books)
    if not books.current:
        return iter(())
    return claimed.contradicted(text.source, claimed.Scope(books.current.id), books)


def _where(text: Source, *targets: str) -> Place:
    """The first occurrence of the first target found, ignoring case."""
    folded = text.text.lower()
    start = max(0, next((at for target in targets if (at := folded.find(target.lower())) >= 0), 0))
    return _at(text, start)


def _at(text: Source, start: int) -> Place:
    before = text.text[:start]
    return Place(text, before.count("\n") + 1, len(before) - before.rfind("\n"))
