"""The files for other programs: ``plan`` lists them.

Each module here with an ``EXPORT`` is one kind; the templates are in ``templates/feeds/``.
"""

from __future__ import annotations

import importlib
import itertools
import pkgutil
from typing import TYPE_CHECKING

from rectify.exports.feed import Export, Feed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rectify.html.page import Books

__all__ = ["EXPORTS", "WORD", "Feed", "plan"]

WORD = "feeds"
"""The value of the option ``hide`` that leaves out the optional ones."""


def _found() -> Iterator[Export]:
    for module in pkgutil.iter_modules(__path__, f"{__name__}."):
        export = getattr(importlib.import_module(module.name), "EXPORT", None)
        if isinstance(export, Export):
            yield export


EXPORTS: tuple[Export, ...] = tuple(sorted(_found(), key=lambda export: export.order))


def plan(books: Books) -> Iterator[Feed]:
    """Every such file, in a stable order."""
    wanted = [each for each in EXPORTS if not each.offered or books.options.shows(WORD)]
    return itertools.chain.from_iterable(each.feeds(books) for each in wanted)
