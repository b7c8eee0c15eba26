"""The word that was probably meant, if a slip of the hand explains what was typed instead.

Ids that differ in a digit are two ids, not one and a slip: F13 is not F23. Better none than a wrong guess.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Container, Iterable

_MARKS = re.compile(r"[\s_.-]+")
_ALIKE = str.maketrans("oil", "011")
_LONG = 8
"""A word of so many letters may have two slips."""

_SHORT = 4
"""A word of fewer letters may have none: too many others are one letter away."""


_MOST = 10_000
"""So many pairs of words are compared for one list: thousands of wrong ones are no slips."""


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word that was meant; empty if none is near, or two are as near as each other."""
    return Guesses(known).nearest(word)


class Guesses:
    """The words that may be meant, sorted for guessing at many slips; nothing is done before the first.

    ``left`` is how many more pairs of words may be compared.
    """

    def __init__(self, known: Iterable[str]) -> None:
        self.left = _MOST
        self._known = known
        self._same: dict[str, list[str]] = {}
        self._near: dict[tuple[str, ...], list[tuple[str, str]]] = {}

    def _sort(self) -> None:
        if not self._same:
            for word in set(self._known):
                plain = _plain(word)
                self._same.setdefault(plain, []).append(word)
                self._near.setdefault(_digits(word), []).append((word, plain))

    def nearest(self, word: str, but: Container[str] = ()) -> str:
        """The known word that was meant, none of those in ``but``; empty if that is not sure."""
        self._sort()
        typed = _plain(word)
        if same := [each for each in self._same.get(typed, ()) if each not in but]:
            return same[0] if len(same) == 1 else ""
        allowed = 0 if len(typed) < _SHORT else 1 if len(typed) < _LONG else 2
        others = self._near.get(_digits(word), []) if allowed else []
        if len(others) > self.left:
            return ""
        self.left -= len(others)
        near: dict[int, list[str]] = {}
        for each, plain in others:
            if abs(len(each) - len(word)) <= allowed + 1 and each not in but:
                near.setdefault(_slips(typed, plain, allowed), []).append(each)
        for number in range(1, allowed + 1):
            if found := near.get(number):
                return found[0] if len(found) == 1 else ""
        return ""


def _plain(word: str) -> str:
    """A word without case, width and marks; with o for nought and l for one, as they are mistyped."""
    text = unicodedata.normalize("NFKC", word).casefold()
    return _MARKS.sub("", text).translate(_ALIKE)


def _digits(word: str) -> tuple[str, ...]:
    return tuple(re.findall(r"[0-9]", unicodedata.normalize("NFKC", word)))


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
