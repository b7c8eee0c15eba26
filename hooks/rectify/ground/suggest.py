"""Suggest the known word that a misspelt one probably means.

Words whose digits differ never match: F13 is another id than F23. No suggestion beats a wrong one.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Container, Iterable

_SEPARATORS = re.compile(r"[\s_.-]+")
_LOOK_ALIKES = str.maketrans("oil", "011")
_TWO_SLIPS_FROM = 8
"""Length from which a word may have two typos."""

_ONE_SLIP_FROM = 4
"""Length from which a word may have one; too many shorter words are one letter apart."""

_MAX_COMPARISONS = 10_000
"""Comparisons per list of words, so that thousands of wrong words don't take quadratic time."""


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word nearest to ``word``; empty if none is near or the nearest is ambiguous."""
    return Matcher(known).nearest(word)


class Matcher:
    """An index of known words for many lookups, built on the first one.

    ``budget`` is the number of comparisons left.
    """

    def __init__(self, known: Iterable[str]) -> None:
        self.budget = _MAX_COMPARISONS
        self._known = known
        self._same: dict[str, list[str]] = {}
        self._near: dict[tuple[str, ...], list[tuple[str, str]]] = {}

    def _index(self) -> None:
        if not self._same:
            for word in set(self._known):
                plain = _normalise(word)
                self._same.setdefault(plain, []).append(word)
                self._near.setdefault(_digits(word), []).append((word, plain))

    def nearest(self, word: str, but: Container[str] = ()) -> str:
        """The nearest known word outside ``but``; empty if none is near or the nearest is ambiguous."""
        self._index()
        typed = _normalise(word)
        if same := [each for each in self._same.get(typed, ()) if each not in but]:
            return same[0] if len(same) == 1 else ""
        allowed = 0 if len(typed) < _ONE_SLIP_FROM else 1 if len(typed) < _TWO_SLIPS_FROM else 2
        others = self._near.get(_digits(word), []) if allowed else []
        if len(others) > self.budget:
            return ""
        self.budget -= len(others)
        near: dict[int, list[str]] = {}
        for each, plain in others:
            if abs(len(each) - len(word)) <= allowed + 1 and each not in but:
                near.setdefault(_edit_distance(typed, plain, allowed), []).append(each)
        for number in range(1, allowed + 1):
            if found := near.get(number):
                return found[0] if len(found) == 1 else ""
        return ""


def _normalise(word: str) -> str:
    """A word without case, width and separators, with o/0 and i/l/1 folded."""
    text = unicodedata.normalize("NFKC", word).casefold()
    return _SEPARATORS.sub("", text).translate(_LOOK_ALIKES)


def _digits(word: str) -> tuple[str, ...]:
    return tuple(re.findall(r"[0-9]", unicodedata.normalize("NFKC", word)))


def _edit_distance(typed: str, meant: str, limit: int) -> int:
    """Optimal string alignment distance (Damerau-Levenshtein), capped at ``limit`` + 1."""
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
