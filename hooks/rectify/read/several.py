"""One value or several, where a key took only one before: who leads, who is responsible, what is answered."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from rectify.read import identity, typos
from rectify.read.fields import IDENTIFIER, NAME, Either
from rectify.read.reading import INVALID
from rectify.read.yamltree import Scalar, Sequence, quote

if TYPE_CHECKING:
    from rectify.read.reading import Reading
    from rectify.read.yamltree import Node

_BETWEEN_NAMES = re.compile(f"[{re.escape(identity.LIST_SEPARATORS)}]")


class OneOrMany(Either):
    """One value or a list of some, none twice; read as a tuple. The first is what a single value was."""

    def read(self, node: Node, reading: Reading, key: str) -> Any:
        if isinstance(node, Sequence):
            return self._some(node, reading, key)
        if self.item is IDENTIFIER and isinstance(node, Scalar) and (better := _listed(node.text)):
            return reading.reject("type", "list-suggest", node, key=key, value=quote(node), better=better)
        if self.item is NAME and isinstance(node, Scalar) and (better := _listed_names(node.text)):
            return reading.reject("name", "several-list", node, key=key, value=quote(node), better=better)
        return super().read(node, reading, key)

    def _some(self, node: Sequence, reading: Reading, key: str) -> Any:
        if not node.items:
            return reading.reject("empty", "list", node, key=key)
        values = super().read(node, reading, key)
        for place, item in enumerate(node.items if values is not INVALID else ()):
            if values[place] in values[:place]:
                return reading.reject("unique", "twice", item, key=key, value=quote(item))
        return values


def _listed(text: str) -> str:
    """The list that is meant by several ids in one text; '' if they are not several."""
    better = typos.listed(text)
    ids = better.strip("[]").split(", ")
    several = len(ids) > 1 and all(IDENTIFIER.pattern.fullmatch(id) for id in ids)
    return better if several else ""


def _listed_names(text: str) -> str:
    """The list that is meant by several names in one text; '' if they are not several."""
    names = [identity.normalise(each.strip()) for each in _BETWEEN_NAMES.split(text)]
    return f"[{', '.join(names)}]" if len(names) > 1 and not any(map(identity.fault, names)) else ""
