"""YAML text → a tree of nodes that know their line and column. No typing, no records, no policy.

Scalars stay text: ``no``, ``2019-04-08`` and ``007`` are what was typed, and the shape that
expects a day or a number reads it. So nothing is ever silently turned into something else.
"""

from __future__ import annotations

import itertools
import re
from typing import Any, NamedTuple

import yaml

from rectify.ground import characters

MAX_DEPTH = 32
"""Deeper nesting than any record has; beyond it a file is damaged or hostile."""


MAX_VALUES = 250_000
"""What 2,000 issues hold, more than any unit has in a round; beyond it a file takes seconds to read."""

MAX_UNSEEN = 100
"""So many characters that nobody sees are told of one file; the others when these are gone."""


_LOST = re.compile(r'"(?:[^\\]|\\[^ \t/nt_])*(\\[ \t/nt_])')
"""A backslash that vanishes, with the letter behind it, into a blank or a line end: ``"D:\\new"``."""

_NOTHING = frozenset(("", "~", "null", "Null", "NULL"))


class Scalar:
    """A single value as typed. ``plain`` is false when it stood in quotes or was a block."""

    __slots__ = ("mark", "plain", "text")

    def __init__(self, text: str, plain: bool, mark: Any) -> None:
        self.text = text
        self.plain = plain
        self.mark = mark  # libyaml's; few are ever asked where they stand

    @property
    def line(self) -> int:
        return int(self.mark.line) + 1

    @property
    def column(self) -> int:
        return int(self.mark.column) + 1

    @property
    def empty(self) -> bool:
        """Nothing was typed: ``key:`` or ``key: ~``."""
        return self.plain and self.text in _NOTHING


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

    ``tags`` lets YAML tags pass unread, and characters that nobody sees, for files that are not ours, such
    as mkdocs.yml, or not of today.
    """
    nothing = Scalar("", True, _Start())
    if faults := _unprintable(text) if tags else _unseen(text):
        return Tree(nothing, faults, False)
    parser: Any = None  # libyaml's events have no types of their own
    try:
        parser = yaml.CSafeLoader(text)  # libyaml: ten times as fast as PyYAML's own parser
        parser.get_event()  # stream start
        if isinstance(parser.get_event(), yaml.StreamEndEvent):
            return Tree(nothing, (), True)
        reader = _Reader(parser, tags, text if "\\" in text and not tags else "")
        root = reader.node(parser.get_event(), 0)
        parser.get_event()  # document end
        more = parser.get_event()
        if not isinstance(more, yaml.StreamEndEvent):
            return Tree(root, (_fault("documents", more.start_mark),), False)
        if reader.escaped:
            return Tree(nothing, tuple(reader.escaped), False)
    except _Refused as refused:
        return Tree(nothing, (refused.fault,), False)
    except yaml.MarkedYAMLError as wrong:
        return Tree(nothing, (complaint(wrong),), False)
    finally:
        if parser is not None:
            parser.dispose()
    return Tree(root, (), isinstance(root, Scalar) and root.empty)


def complaint(wrong: yaml.MarkedYAMLError) -> Fault:
    """What libyaml complains of, as a fault."""
    detail = " ".join(part for part in (wrong.context, wrong.problem) if part)
    kind = _kind(detail)
    # What was opened and never closed is mended where it was opened.
    mark = wrong.context_mark if kind in ("quote", "flow") else wrong.problem_mark
    fault = _fault(kind, mark or wrong.problem_mark, detail)
    # Of an escape whose number is wrong the mark is at the number, behind the backslash and a letter.
    behind = kind == "backslash" and "escape character" not in detail
    return fault._replace(column=fault.column - 2) if behind else fault


class _Start(NamedTuple):
    """The mark of what stands nowhere."""

    line: int = 0
    column: int = 0


class _Reader:
    r"""Events of libyaml → nodes: how much may still be read, and whether tags may pass.

    With ``escapes``, what an escape such as ``"\u202E"`` stands for is looked at too.
    """

    __slots__ = ("escaped", "escapes", "event", "left", "tags")

    def __init__(self, parser: Any, tags: bool, escapes: str) -> None:
        self.event = parser.get_event
        self.left = MAX_VALUES
        self.tags = tags
        self.escapes = escapes
        self.escaped: list[Fault] = []

    def node(self, event: Any, depth: int) -> Node:
        """The node that begins with an event. There are a hundred of them to each issue."""
        kind = type(event)
        self.left -= 1
        if (
            self.left < 0
            or depth > MAX_DEPTH
            or kind is yaml.AliasEvent
            or event.anchor is not None
            or (event.tag is not None and event.tag != "!" and not self.tags)
        ):
            raise _Refused(_refusal(event, depth, self.tags))
        if kind is yaml.ScalarEvent:
            if self.escapes:
                self.look(event)
            return Scalar(event.value, event.implicit[0], event.start_mark)
        mark, following = event.start_mark, self.event
        if kind is yaml.SequenceStartEvent:
            items: list[Node] = []
            while type(event := following()) is not yaml.SequenceEndEvent:
                items.append(self.node(event, depth + 1))
            return Sequence(items, mark.line + 1, mark.column + 1)
        pairs: list[tuple[Scalar, Node]] = []
        while type(event := following()) is not yaml.MappingEndEvent:
            key = self.node(event, depth + 1)
            if type(key) is not Scalar:
                raise _Refused(Fault("key", key.line, key.column))
            pairs.append((key, self.node(following(), depth + 1)))
        return Mapping(pairs, mark.line + 1, mark.column + 1)

    def look(self, event: Any) -> None:
        """Note a character that no text may hold, in the file itself there was none; and a lost backslash."""
        for at in itertools.islice(characters.invisible(event.value), 1):
            if len(self.escaped) < MAX_UNSEEN:
                self.escaped.append(
                    _fault("escape", event.start_mark, characters.code_point(event.value[at]))
                )
                return
        start, end = event.start_mark, event.end_mark
        if event.style == '"' and start.line == end.line and len(self.escaped) < MAX_UNSEEN:
            typed = self.escapes[start.index : end.index]
            if lost := _LOST.match(typed):
                at = start.column + lost.start(1) + 1
                self.escaped.append(Fault("backslash", start.line + 1, at, lost.group(1)))


def _unseen(text: str) -> tuple[Fault, ...]:
    """Where characters stand that no text may hold: all of them at once, since nobody sees them."""
    faults = []
    line, start = 1, 0
    for at in itertools.islice(characters.invisible(text), MAX_UNSEEN):
        line += text.count("\n", start, at)
        start = at
        faults.append(Fault("unseen", line, at - text.rfind("\n", 0, at), characters.code_point(text[at])))
    return tuple(faults)


def _unprintable(text: str) -> tuple[Fault, ...]:
    """The first character that libyaml does not take, in a file that is not ours."""
    if not (control := _UNPRINTABLE.search(text)):
        return ()
    before = text[: control.start()]
    place = (before.count("\n") + 1, len(before) - before.rfind("\n"))
    return (Fault("unseen", *place, characters.code_point(control.group())),)


def _refusal(event: Any, depth: int, tags: bool) -> Fault:
    """Why a node is refused: no ledger has an alias, an anchor, a tag, endless depth or length."""
    if isinstance(event, yaml.AliasEvent):
        return _fault("alias", event.start_mark, event.anchor or "")
    if event.anchor is not None:
        return _fault("anchor", event.start_mark, event.anchor)
    if event.tag is not None and event.tag != "!" and not tags:
        return _fault("tag", event.start_mark, event.tag)
    return _fault("deep" if depth > MAX_DEPTH else "large", event.start_mark)


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
    ("escape character", "backslash"),
    ("hexdecimal number", "backslash"),
    ("character escape code", "backslash"),
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
