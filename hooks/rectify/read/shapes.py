"""All types of records of the data format, by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rectify.read import format
from rectify.read.entries import Entries
from rectify.read.fields import AMOUNT, COUNT, Either, Many, Shape, Signed, Table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rectify.read.fields import Kind


def _shapes(kind: Kind) -> Iterator[Shape]:
    """The records in a file of a kind."""
    if isinstance(kind, (Many, Either)):
        yield from _shapes(kind.item)
        yield from _shapes(kind.before) if isinstance(kind, Entries) else ()
    elif isinstance(kind, (Signed, Table)):
        yield from _shapes(kind.shape)
    elif isinstance(kind, Shape):
        yield kind
        for key in kind.keys.values():
            yield from _shapes(key.kind)


SHAPES = {shape.name: shape for kind in format.FILES.values() for shape in _shapes(kind)}
"""Every type of record by its name."""

NUMBERS = frozenset(
    name for shape in SHAPES.values() for name, key in shape.keys.items() if key.kind in (COUNT, AMOUNT)
)
"""The keys whose values are counts or amounts."""


def kind_of(name: str) -> Kind:
    """The type of a record (``step``), or of a key of one (``step.date``)."""
    shape, _, key = name.partition(".")
    return SHAPES[shape].keys[key].kind if key else SHAPES[shape]
