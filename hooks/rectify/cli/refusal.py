"""Why a command could not do what it was asked to, in words and as an exit status."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rectify.ground.suggest import nearest
from rectify.read.problems import visible

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rectify.words.messages import Catalogue

_SHOWN = 20
"""So many known names are told; beyond that nobody reads them."""


class RefusedError(Exception):
    """What to tell, and the exit status: 1 for errors in the data, 2 for a command that can't be run."""

    def __init__(self, told: str, code: int = 2) -> None:
        super().__init__(told)
        self.told = told
        self.code = code


def chosen(words: Catalogue, what: str, value: str, known: Iterable[str]) -> str:
    """A name out of those that are known.

    Raises ``RefusedError`` for any other, with the one that looks most like it, or else all of them.
    """
    names = list(dict.fromkeys(known))
    if value in names:
        return value
    told = words(f"cli.unknown.{what}", value=value)
    if better := nearest(value, names):
        told = words("cli.meant", told=told, better=better)
    elif names:
        more = words("cli.more", n=len(names)) if len(names) > _SHOWN else ""
        told = words("cli.known", told=told, known=words("format.list").join(names[:_SHOWN]) + more)
    else:
        told = words("cli.none", told=told)
    raise RefusedError(visible(told))
