"""Kinds of results and activities, their list, which was a mapping once, and who has a role."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from rectify.read.fields import IDENTIFIER, NAME, Many, Value
from rectify.read.yamltree import Mapping, Scalar

if TYPE_CHECKING:
    from rectify.read.fields import Shape
    from rectify.read.reading import Reading
    from rectify.read.yamltree import Node


class Entries(Many):
    """A list of entries, or the single mapping ``before`` that files of earlier days hold."""

    name = "entries"

    def __init__(self, item: Shape, before: Shape) -> None:
        super().__init__(item)
        self.before = before

    def read(self, node: Node, reading: Reading, key: str) -> Any:
        if isinstance(node, Mapping):
            return self.before.read(node, reading, key)
        return super().read(node, reading, key)


class _Party(Value):
    """Who has a role: a person, or a department by its id."""

    name = "party"

    def value(self, node: Scalar, reading: Reading, key: str) -> Any:
        kind = IDENTIFIER if IDENTIFIER.pattern.fullmatch(node.text) else NAME
        return kind.read(node, reading, key)


PARTY: Final = _Party()

MONEY: Final = ("recovered", "restored", "reallocated", "avoided", "other")
"""Kinds of results counted in 元."""

PEOPLE: Final = (
    "disciplined",
    "reassigned",
    "admonished",
    "examined",
    "criticised",
    "talked_to",
    "transferred",
)
"""Kinds of results counted in 人次."""

ACTIVITIES: Final = ("meeting", "lecture", "study", "warning", "inspection")
"""Kinds of work that is counted but is no result of an issue."""
