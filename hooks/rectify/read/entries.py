"""The kinds of results and activities, and their list, which was a mapping once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from rectify.read.fields import Many
from rectify.read.yamltree import Mapping

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
