"""The state of reading one file: its problems, and what was lost to them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from rectify.read.problems import problem
from rectify.read.source import Place
from rectify.read.yamltree import Sequence, quote

if TYPE_CHECKING:
    from rectify.read.identity import Fault
    from rectify.read.problems import Problem
    from rectify.read.source import Source
    from rectify.read.yamltree import Node, Scalar
    from rectify.words.messages import Catalogue

INVALID: Final = object()
"""The value of a field that could not be read; its problem is in the reading."""

_HASH = re.compile(r"[ \t]+#[^\s#]")

MAX_PROBLEMS = 100


class TooManyError(Exception):
    """The file has too many problems to read on; the first ones are in the reading."""


class Reading:
    """State of reading one file: its problems, and the ids of the records ``lost`` to them."""

    def __init__(self, source: Source, words: Catalogue) -> None:
        self.source = source
        self.words = words
        self.problems: list[Problem] = []
        self.lost: list[str] = []
        # Most files have none, which spares a second look at each scalar.
        self.has_hash = "#" in source.text and _HASH.search(source.text) is not None

    def lost_to_hash(self, node: Scalar) -> str:
        """The text that YAML took for a comment: ``第 #3 号`` loses ``#3 号``.

        An intended comment has a space after its ``#`` too.
        """
        lines = self.source.lines if self.has_hash and node.plain else []
        if not 0 < node.line <= len(lines):
            return ""
        rest = lines[node.line - 1][node.column - 1 + len(node.text) :]
        return rest.strip() if _HASH.match(rest) else ""

    def refuse_name(self, fault: Fault, node: Scalar, key: str) -> object:
        """Report what is no name, at the character if nobody sees it, and return ``INVALID``."""
        there: Node = node
        if fault.variant == "unseen" and 0 < node.line <= len(self.source.lines):
            column = self.source.lines[node.line - 1].find(fault.sign, node.column - 1) + 1
            there = Sequence([], node.line, column or node.column)  # an escape stands in the file instead
        values = {"key": key, "value": quote(node), "column": there.column, **fault.values}
        return self.reject("name", fault.variant, there, **values)

    def at(self, node: Node) -> Place:
        return Place(self.source, node.line, node.column)

    def reject(self, rule: str, variant: str, node: Node, **values: Any) -> object:
        """Report a problem and return ``INVALID``. Raises ``TooManyError`` after ``MAX_PROBLEMS``."""
        if len(self.problems) == MAX_PROBLEMS:
            self.problems.append(
                problem("structure.size", "problems", Place(self.source), limit=MAX_PROBLEMS)
            )
            raise TooManyError
        self.problems.append(problem(f"structure.{rule}", variant, self.at(node), **values))
        return INVALID
