"""Refusals: why a command can't run, as a message and an exit status."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rectify.ground.suggest import nearest
from rectify.read.problems import visible

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rectify.words.messages import Catalogue

_MAX_LISTED = 20
"""Known names listed in a message."""


class RefusedError(Exception):
    """A message, and the exit status: 1 for errors in the data, 2 for a command that can't run."""

    def __init__(self, message: str, code: int = 2) -> None:
        super().__init__(message)
        self.message = message
        self.code = code


def choose(words: Catalogue, what: str, value: str, known: Iterable[str]) -> str:
    """A value, if it is a known name.

    Otherwise raises ``RefusedError`` with the nearest known name, or else a list of them.
    """
    names = list(dict.fromkeys(known))
    if value in names:
        return value
    message = words(f"cli.unknown.{what}", value=value)
    if better := nearest(value, names):
        message = words("cli.meant", told=message, better=better)
    elif names:
        more = words("cli.more", n=len(names)) if len(names) > _MAX_LISTED else ""
        message = words(
            "cli.known", told=message, known=words("format.list").join(names[:_MAX_LISTED]) + more
        )
    else:
        message = words("cli.none", told=message)
    raise RefusedError(visible(message))
