"""Adjustments (调整): what was decided before is read as what the adjustment is of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rectify.read.fields import Shape
from rectify.read.reading import INVALID

if TYPE_CHECKING:
    from rectify.read.fields import Kind
    from rectify.read.reading import Reading
    from rectify.read.yamltree import Node


class Adjusting(Shape):
    """A record with ``what`` and what that ``was``, of one of the ``kinds``."""

    kinds: dict[str, Kind]

    def read(self, node: Node, reading: Reading, key: str) -> Any:
        record = super().read(node, reading, key)
        if record is INVALID or record.was is None:
            return record
        was = self.kinds[record.what].read(record.was, reading, record.what)
        return INVALID if was is INVALID else record._replace(was=was)
