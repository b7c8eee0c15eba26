"""Parse YAML into a tree of nodes with line and column.

Scalars stay text: ``no``, ``2019-04-08`` and ``007`` are typed later by the field that expects a day or a
number, so nothing is silently converted.
"""

from __future__ import annotations

import itertools
import re
from typing import Any, NamedTuple

import yaml

from rectify.ground import characters

MAX_DEPTH = 32
"""Deeper than any record; a file beyond it is damaged or hostile."""

MAX_VALUES = 250_000
"""Nodes of 2,000 issues, more than any unit has; a larger file would take seconds to read."""

MAX_INVISIBLE = 100
"""Reports of invisible characters per file."""

_LOST_BACKSLASH = re.compile(r'"(?:[^\\]|\\[^ \t/nt_])*(\\[ \t/nt_])')
"""An escape that turns into white space, such as the ``\\n`` in ``"D:\\new"``."""

NULLS = frozenset(("", "~", "null", "Null", "NULL"))


class Scalar:
    """A scalar as typed. ``plain``: neither quoted nor a block."""

    __slots__ = ("mark", "plain", "text")

    def __init__(self, text: str, plain: bool, mark: Any) -> None:
        self.text = text
        self.plain = plain
        self.mark = mark  # libyaml's: the position is computed only when asked for

    @property
    def line(self) -> int:
        return int(self.mark.line) + 1

    @property
    def column(self) -> int:
        return int(self.mark.column) + 1

    @property
    def empty(self) -> bool:
        """Null: ``key:`` or ``key: ~``."""
        return self.plain and self.text in NULLS


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


def quote(node: Node) -> str:
    """A node as quoted in messages: the text as typed, truncated."""
    if isinstance(node, Scalar):
        text = node.text.replace("\n", "⏎")
        return text if len(text) <= 40 else text[:39] + "…"
    return "{…}" if isinstance(node, Mapping) else "[…]"


class Fault(NamedTuple):
    """A syntax error, or YAML that we refuse: a kind, a position, and libyaml's message."""

    kind: str
    line: int
    column: int
    detail: str = ""


class Tree(NamedTuple):
    """The root node and the faults; with a fault the root is of no use."""

    root: Node
    faults: tuple[Fault, ...]
    empty: bool


class _Refused(Exception):
    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.kind)
        self.fault = fault


def parse(text: str, *, tags: bool = False) -> Tree:
    """Parse one YAML document. Bad input never raises; it gives faults.

    ``tags`` accepts tags and invisible characters, for files that are not data (mkdocs.yml) or of an old
    revision.
    """
    nothing = Scalar("", True, _NoMark())
    if faults := _unprintable(text) if tags else _invisible(text):
        return Tree(nothing, faults, False)
    parser: Any = None  # libyaml's events have no types of their own
    try:
        parser = yaml.CSafeLoader(text)  # libyaml: ten times faster than PyYAML's own parser
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
        return Tree(nothing, (to_fault(wrong),), False)
    finally:
        if parser is not None:
            parser.dispose()
    return Tree(root, (), isinstance(root, Scalar) and root.empty)


def to_fault(wrong: yaml.MarkedYAMLError) -> Fault:
    """The fault of a libyaml error."""
    detail = " ".join(part for part in (wrong.context, wrong.problem) if part)
    kind = _kind(detail)
    # An unclosed quote or bracket is fixed where it was opened.
    mark = wrong.context_mark if kind in ("quote", "flow") else wrong.problem_mark
    fault = _fault(kind, mark or wrong.problem_mark, detail)
    # For a bad hex escape libyaml marks the digits, two columns after the backslash.
    behind = kind == "backslash" and "escape character" not in detail
    return fault._replace(column=fault.column - 2) if behind else fault


class _NoMark(NamedTuple):
    """The mark of a node without position."""

    line: int = 0
    column: int = 0


class _Reader:
    r"""Build nodes from libyaml's events, with a budget of nodes ``left``.

    ``escapes`` is the file's text if escapes such as ``"\u202E"`` have to be checked, else empty.
    """

    __slots__ = ("escaped", "escapes", "event", "left", "tags")

    def __init__(self, parser: Any, tags: bool, escapes: str) -> None:
        self.event = parser.get_event
        self.left = MAX_VALUES
        self.tags = tags
        self.escapes = escapes
        self.escaped: list[Fault] = []

    def node(self, event: Any, depth: int) -> Node:
        """The node that starts with an event. Hot: an issue has a hundred nodes."""
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
                self.check_escapes(event)
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

    def check_escapes(self, event: Any) -> None:
        """Report an escape for an invisible character, or one that turns into white space."""
        for at in itertools.islice(characters.invisible(event.value), 1):
            if len(self.escaped) < MAX_INVISIBLE:
                self.escaped.append(
                    _fault("escape", event.start_mark, characters.code_point(event.value[at]))
                )
                return
        start, end = event.start_mark, event.end_mark
        if event.style == '"' and start.line == end.line and len(self.escaped) < MAX_INVISIBLE:
            typed = self.escapes[start.index : end.index]
            if lost := _LOST_BACKSLASH.match(typed):
                at = start.column + lost.start(1) + 1
                self.escaped.append(Fault("backslash", start.line + 1, at, lost.group(1)))


def _invisible(text: str) -> tuple[Fault, ...]:
    """A fault for each invisible character, up to ``MAX_INVISIBLE``."""
    faults = []
    line, start = 1, 0
    for at in itertools.islice(characters.invisible(text), MAX_INVISIBLE):
        line += text.count("\n", start, at)
        start = at
        faults.append(Fault("unseen", line, at - text.rfind("\n", 0, at), characters.code_point(text[at])))
    return tuple(faults)


def _unprintable(text: str) -> tuple[Fault, ...]:
    """A fault for the first character that libyaml rejects."""
    if not (control := _UNPRINTABLE.search(text)):
        return ()
    before = text[: control.start()]
    place = (before.count("\n") + 1, len(before) - before.rfind("\n"))
    return (Fault("unseen", *place, characters.code_point(control.group())),)


def _refusal(event: Any, depth: int, tags: bool) -> Fault:
    """The fault of a node that we refuse: alias, anchor, tag, or too much depth or size."""
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
    """The kind of a libyaml message; ``syntax`` for the rare ones without a wording of ours."""
    return next((kind for words, kind in _KINDS if words in detail), "syntax")
