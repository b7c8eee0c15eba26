"""YAML text → a tree of nodes that know their line and column. No typing, no records, no policy.

Scalars stay text: ``no``, ``2019-04-08`` and ``007`` are what was typed, and the shape that
expects a day or a number reads it. So nothing is ever silently turned into something else.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

import yaml

MAX_DEPTH = 32
"""Deeper nesting than any record has; beyond it a file is damaged or hostile."""


MAX_VALUES = 250_000
"""What 2,000 issues hold, more than any unit has in a round; beyond it a file takes seconds to read."""


class Scalar:
    """A single value as typed. ``plain`` is false when it stood in quotes or was a block."""

    __slots__ = ("column", "line", "plain", "text")

    def __init__(self, text: str, plain: bool, line: int, column: int) -> None:
        self.text = text
        self.plain = plain
        self.line = line
        self.column = column

    @property
    def empty(self) -> bool:
        """Nothing was typed: ``key:`` or ``key: ~``."""
        return self.plain and self.text in ("", "~", "null", "Null", "NULL")


class Mapping:
    """``key: value`` pairs in the order of the file, duplicates included."""

    __slots__ = ("column", "line", "pairs")

    def __init__(self, pairs: list[tuple[Scalar, Node]], line: int, column: int) -> None:
        self.pairs = pairs
        self.line = line
        self.column = column


class Sequence:
    """``- item`` entries in the order of the file."""

    __slots__ = ("column", "items", "line")

    def __init__(self, items: list[Node], line: int, column: int) -> None:
        self.items = items
        self.line = line
        self.column = column


Node = Scalar | Mapping | Sequence


def shown(node: Node) -> str:
    """A node as a message quotes it: what was typed, shortened."""
    if isinstance(node, Scalar):
        text = node.text.replace("\n", "⏎")
        return text if len(text) <= 40 else text[:39] + "…"
    return "{…}" if isinstance(node, Mapping) else "[…]"


class Fault(NamedTuple):
    """Why a text is not the YAML that we read: a kind, a place, and libyaml's own word for it."""

    kind: str
    line: int
    column: int
    detail: str = ""


class Tree(NamedTuple):
    """The root node, and what is wrong. With a fault the root holds what came before nothing."""

    root: Node
    faults: tuple[Fault, ...]
    empty: bool


class _Refused(Exception):
    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.kind)
        self.fault = fault


def parse(text: str, *, tags: bool = False) -> Tree:
    """Parse one YAML document. Never raises on bad input: what is wrong comes back as faults.

    ``tags`` lets YAML tags pass unread, for files that are not ours, such as mkdocs.yml.
    """
    nothing = Scalar("", True, 1, 1)
    if control := _UNPRINTABLE.search(text):
        before = text[: control.start()]
        place = (before.count("\n") + 1, len(before) - before.rfind("\n"))
        return Tree(nothing, (Fault("control", *place, f"U+{ord(control.group()):04X}"),), False)
    parser: Any = None  # libyaml's events have no types of their own
    try:
        parser = yaml.CSafeLoader(text)  # libyaml: ten times as fast as PyYAML's own parser
        parser.get_event()  # stream start
        if isinstance(parser.get_event(), yaml.StreamEndEvent):
            return Tree(nothing, (), True)
        root = _node(parser, parser.get_event(), 0, _Budget(tags))
        parser.get_event()  # document end
        more = parser.get_event()
        if not isinstance(more, yaml.StreamEndEvent):
            return Tree(root, (_fault("documents", more.start_mark),), False)
    except _Refused as refused:
        return Tree(nothing, (refused.fault,), False)
    except yaml.MarkedYAMLError as wrong:
        detail = " ".join(part for part in (wrong.context, wrong.problem) if part)
        kind = _kind(detail)
        # What was opened and never closed is mended where it was opened.
        mark = wrong.context_mark if kind in ("quote", "flow") else wrong.problem_mark
        return Tree(nothing, (_fault(kind, mark or wrong.problem_mark, detail),), False)
    finally:
        if parser is not None:
            parser.dispose()
    return Tree(root, (), isinstance(root, Scalar) and root.empty)


class _Budget:
    """How much may still be read, and whether tags may pass."""

    __slots__ = ("left", "tags")

    def __init__(self, tags: bool) -> None:
        self.left = MAX_VALUES
        self.tags = tags


def _admit(event: Any, line: int, column: int, depth: int, budget: _Budget) -> None:
    """Refuse what no ledger has: aliases, anchors, tags, endless depth or length."""
    if isinstance(event, yaml.AliasEvent):
        raise _Refused(Fault("alias", line, column, event.anchor or ""))
    if event.anchor is not None:
        raise _Refused(Fault("anchor", line, column, event.anchor))
    if event.tag is not None and event.tag != "!" and not budget.tags:
        raise _Refused(Fault("tag", line, column, event.tag))
    if depth > MAX_DEPTH:
        raise _Refused(Fault("deep", line, column))
    budget.left -= 1
    if budget.left < 0:
        raise _Refused(Fault("large", line, column))


def _node(parser: Any, event: Any, depth: int, budget: _Budget) -> Node:
    mark = event.start_mark
    line, column = mark.line + 1, mark.column + 1
    _admit(event, line, column, depth, budget)
    if isinstance(event, yaml.ScalarEvent):
        return Scalar(event.value, event.implicit[0], line, column)
    if isinstance(event, yaml.SequenceStartEvent):
        items: list[Node] = []
        while not isinstance(event := parser.get_event(), yaml.SequenceEndEvent):
            items.append(_node(parser, event, depth + 1, budget))
        return Sequence(items, line, column)
    pairs: list[tuple[Scalar, Node]] = []
    while not isinstance(event := parser.get_event(), yaml.MappingEndEvent):
        key = _node(parser, event, depth + 1, budget)
        if not isinstance(key, Scalar):
            raise _Refused(Fault("key", key.line, key.column))
        pairs.append((key, _node(parser, parser.get_event(), depth + 1, budget)))
    return Mapping(pairs, line, column)


def _fault(kind: str, mark: Any, detail: str = "") -> Fault:
    return Fault(kind, mark.line + 1 if mark else 1, mark.column + 1 if mark else 1, detail)


_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

_KINDS = (
    ("while scanning an alias", "special"),
    ("while scanning an anchor", "special"),
    ("while scanning a tag", "special"),
    ("that cannot start any token", "character"),
    ("mapping values are not allowed", "colon"),
    ("could not find expected ':'", "no-colon"),
    ("quoted scalar", "quote"),
    ("did not find expected '-' indicator", "dash"),
    ("did not find expected key", "indent"),
    ("did not find expected ',' or", "flow"),
    ("did not find expected node content", "flow"),
    ("block sequence entries are not allowed", "dash"),
)


def _kind(detail: str) -> str:
    """The kind of a libyaml complaint; ``syntax`` for the rare ones that have no wording of ours."""
    return next((kind for words, kind in _KINDS if words in detail), "syntax")
