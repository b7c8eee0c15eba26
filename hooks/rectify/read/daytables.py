"""Mappings of names to days."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rectify.read import field_names
from rectify.read.fields import DAY, Choice, Identifier
from rectify.read.reading import INVALID
from rectify.read.yamltree import Mapping, quote

if TYPE_CHECKING:
    from rectify.read.reading import Reading
    from rectify.read.yamltree import Node


class Days:
    """A mapping of names to days, read as a tuple of records of a name, its day and its place."""

    name = "days"

    def __init__(self, record: type[Any], names: Identifier | Choice) -> None:
        self.record = record
        self.names = names

    def read(self, node: Node, reading: Reading, key: str) -> Any:
        if not isinstance(node, Mapping):
            return reading.reject("type", "days", node, key=key, value=quote(node))
        values, complete = [], True
        for name, item in field_names.unique_pairs(node, reading):
            one = self.names.read(name, reading, key if isinstance(self.names, Identifier) else "kind")
            day = DAY.read(item, reading, f"{key}.{name.text}")
            complete = complete and INVALID not in (one, day)
            values.append(self.record(one, day, reading.at(name)))
        return tuple(values) if complete else INVALID
