"""Numbers of persons and words of case work (案件) in texts: what no public page may show.

Only finds them; the rules ``privacy.*`` report them unless the record allows the wording (``disclosed``).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from rectify.read import numbers
from rectify.read.numbers import bare
from rectify.read.source import Place
from rectify.read.yamltree import Mapping, Scalar, Sequence

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from rectify.read.source import Source
    from rectify.read.yamltree import Node

_TERMS = (
    # Where none of these stands nothing is tried, which is ten times as fast.
    "(?=[问线移初立留举检控信])(?:问~题~线~索|线~索~移~交|移~交~线~索|(?<![当最起月])(?<![当最起月]\\s)初~核(?!~[对算查])|初~步~核~实"
    "|(?<![建成])(?<![建成]\\s)立~案(?!~例)|留~置(?!~针)|举~报~人|检~举~人|控~告~人|信~访~举~报~件)"
)
_UNSEEN = r"[\u00ad\u200b-\u200f\u2060-\u2064\ufeff]"
_GAP = rf"(?:[^\S\n]|{_UNSEEN}|\n(?!\s*\n))"
"""A blank, a sign that nobody sees or the end of a line, not of a paragraph."""

_CASE = re.compile(_TERMS.replace("~", f"{_GAP}{{0,3}}"))
_CASE_UNBROKEN = re.compile(f"{_TERMS.replace('~', '')}|{_UNSEEN}")
"""The same, or any sign that nobody sees, where there are no blanks; it is faster."""

MAX_HITS = 100
"""Hits noted in one file; more say nothing new."""


class Hit(NamedTuple):
    """Sensitive wording: ``what`` is number or case, ``kind`` which number, ``text`` the wording."""

    at: Place
    what: str
    kind: str
    text: str

    @property
    def shown(self) -> str:
        """The wording as messages may show it: the middle of a number is masked."""
        return self.text if self.what == "case" else numbers.mask(self.text)


def find(text: str) -> Iterator[tuple[str, str, str]]:
    """What stands in a text: (number or case, kind, wording)."""
    return ((what, kind, wording) for _, what, kind, wording in placed(text))


def placed(text: str) -> Iterator[tuple[int, str, str, str]]:
    """What stands in a text, each with where it begins."""
    for start, _, kind, wording in numbers.find(text):
        yield start, "number", kind, wording
    for match in _CASE.finditer(text):
        yield match.start(), "case", "term", re.sub(_GAP, "", match[0])


def wordings(text: str) -> set[str]:
    """The numbers and words in a text, as others are compared with them (``bare``)."""
    return {bare(each[2]) for each in find(text)}


def in_data(source: Source, root: Node, amounts: Collection[str]) -> tuple[Hit, ...]:
    """What stands in the values of a data file, unless the record around it allows the wording.

    Comments are not published, nor words in an internal record; a number is worth a message even there, since
    it stands in the repository. ``amounts`` are the keys of numbers, which may have as many digits.
    """
    if not (numbers.maybe_in_file(source.text) or _CASE_UNBROKEN.search("".join(source.text.split()))):
        return ()
    return tuple(_of_node(source, root, "", frozenset(), amounts))[:MAX_HITS]


def _of_node(
    source: Source, node: Node, key: str, allowed: frozenset[str], amounts: Collection[str]
) -> Iterator[Hit]:
    if isinstance(node, Scalar):
        if key not in amounts:
            at = Place(source, node.line, node.column)
            found = find(node.text)
            yield from (Hit(at, *each) for each in found if bare(each[2]) not in allowed)
    elif isinstance(node, Sequence):
        for item in node.items:
            yield from _of_node(source, item, key, allowed, amounts)
    elif isinstance(node, Mapping):
        allowed |= _allowed(node)
        internal = any(name.text == "internal" and _is_true(value) for name, value in node.pairs)
        for name, value in node.pairs:
            if name.text != "disclosed":
                hits = _of_node(source, value, name.text, allowed, amounts)
                yield from (hit for hit in hits if hit.what == "number" or not internal)


def _is_true(node: Node) -> bool:
    """Whether a mark says that a record is not published."""
    if isinstance(node, Mapping):
        return not any(name.text == "lifted" and _is_true(value) for name, value in node.pairs)
    return isinstance(node, Scalar) and node.text in ("true", "是")


def _allowed(record: Mapping) -> frozenset[str]:
    """The wordings that a record allows, in it and in its entries."""
    found = set()
    for key, value in record.pairs:
        for item in value.items if key.text == "disclosed" and isinstance(value, Sequence) else ():
            for name, text in item.pairs if isinstance(item, Mapping) else ():
                if name.text == "text" and isinstance(text, Scalar):
                    found |= wordings(text.text)
    return frozenset(found)
