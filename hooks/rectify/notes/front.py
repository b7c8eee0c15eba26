"""The head of a note or page (front matter): whether a note is internal, and what wording is allowed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from rectify.check import privacy
from rectify.read import format, yamltree
from rectify.read.fields import Many, Shape
from rectify.read.load import fault
from rectify.read.privacy import wordings
from rectify.read.reading import INVALID, Reading, TooManyError
from rectify.read.source import Place, Source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rectify.read.problems import Problem
    from rectify.read.records import Disclosure, Internal
    from rectify.words.messages import Catalogue

_HEAD = re.compile(r"\A---[ \t]*\n(.*?\n)??(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.S)


class Head(NamedTuple):
    """The keys of a note's head."""

    at: Place
    disclosed: tuple[Disclosure, ...] = ()
    internal: bool | Internal = False


HEAD = Shape("note", Head, {}, disclosed=Many(format.DISCLOSURE))


class Split(NamedTuple):
    """A text apart from its head, lines counted as before, the head's keys, and its problems."""

    body: Source
    head: Head
    problems: list[Problem]


def split(text: Source, words: Catalogue) -> Split:
    """A note without its head."""
    match = _HEAD.match(text.text)
    if not match:
        return Split(text, Head(Place(text)), [])
    body = Source(text.path, "\n" * match[0].count("\n") + text.text[match.end() :], text.digest)
    tree = yamltree.parse("\n" + (match[1] or ""))
    if tree.faults:
        return Split(body, Head(Place(text)), [fault(text, each) for each in tree.faults])
    if tree.empty:
        return Split(body, Head(Place(text)), [])
    reading = Reading(text, words)
    try:
        head = HEAD.read(tree.root, reading, "note")
    except TooManyError:
        head = INVALID
    return Split(body, Head(Place(text)) if head is INVALID else head, reading.problems)


def sensitive(text: Source, allowed: set[str]) -> Iterator[Problem]:
    """The problems of wording that must not stand in a note or page."""
    return privacy.told(privacy.in_text(text.text, Place(text), allowed))


def allowed_in_page(text: Source) -> set[str]:
    """The wording that the head of a hand-written page allows; MkDocs judges the rest of that head."""
    match = _HEAD.match(text.text)
    found: set[str] = set()
    for key, value in _pairs(yamltree.parse(match[1] or "").root) if match else ():
        for item in value.items if key == "disclosed" and isinstance(value, yamltree.Sequence) else ():
            for name, each in _pairs(item):
                if name == "text" and isinstance(each, yamltree.Scalar):
                    found |= wordings(each.text)
    return found


def _pairs(node: yamltree.Node | None) -> Iterator[tuple[str, yamltree.Node]]:
    if isinstance(node, yamltree.Mapping):
        yield from ((name.text, value) for name, value in node.pairs)
