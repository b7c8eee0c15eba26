"""The word that was probably meant, if a slip of the hand explains what was typed instead.

Ids that differ in a digit are two ids, not one and a slip: F13 is not F23. Better none than a wrong guess.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_MARKS = re.compile(r"[\s_.-]+")
_ALIKE = str.maketrans("oil", "011")
_LONG = 8
"""A word of so many letters may have two slips."""

_SHORT = 4
"""A word of fewer letters may have none: too many others are one letter away."""


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word that was meant; empty if none is near, or two are as near as each other."""
    words = set(known)
    typed = _plain(word)
    same = [each for each in words if _plain(each) == typed]
    if same:
        return same[0] if len(same) == 1 else ""
    allowed = 0 if len(typed) < _SHORT else 1 if len(typed) < _LONG else 2
    near: dict[int, list[str]] = {}
    for each in words:
        if abs(len(each) - len(word)) <= allowed + 1 and _digits(each) == _digits(word):
            near.setdefault(_slips(typed, _plain(each), allowed), []).append(each)
    for number in range(1, allowed + 1):
        if found := near.get(number):
            return found[0] if len(found) == 1 else ""
    return ""


def _plain(word: str) -> str:
    """A word without case, width and marks; with o for nought and l for one, as they are mistyped."""
    text = unicodedata.normalize("NFKC", word).casefold()
    return _MARKS.sub("", text).translate(_ALIKE)


def _digits(word: str) -> list[str]:
    return re.findall(r"[0-9]", unicodedata.normalize("NFKC", word))


def _slips(typed: str, meant: str, limit: int) -> int:
    """How many letters are wrong, missing, too many or in their neighbour's place; at most ``limit`` + 1."""
    if abs(len(typed) - len(meant)) > limit:
        return limit + 1
    before, row = list[int](), list(range(len(meant) + 1))
    for n, letter in enumerate(typed, 1):
        older, before, row = before, row, [n]
        for m, other in enumerate(meant, 1):
            best = min(before[m] + 1, row[m - 1] + 1, before[m - 1] + (letter != other))
            if n > 1 and m > 1 and letter == meant[m - 2] and typed[n - 2] == other:
                best = min(best, older[m - 2] + 1)
            row.append(best)
        if min(row) > limit:
            return limit + 1
    return row[-1]
