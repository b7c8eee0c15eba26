"""``<campaign>/rows.json``: the data of a campaign's issue tables, for the script that filters them.

The script fetches it only when a reader needs more of a long table than its sheet holds. It is columnar:
each column has its distinct ``values``, and for each issue an index into them. Issues are in ledger order.
Other programs should read ``issues.json`` instead: this file changes with the site's tables.
"""

from __future__ import annotations

import functools
import json
from typing import TYPE_CHECKING, Any

from rectify.exports.feed import Export, Feed
from rectify.html import urls
from rectify.html.columns import COLUMNS
from rectify.ledger.standing import COLOURS, FLAGS, STATUSES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from rectify.html.columns import Told
    from rectify.html.page import Books, Common
    from rectify.html.rendering import Renderer
    from rectify.ledger.ledger import Ledger
    from rectify.ledger.standing import Standing

VERSION = 1

FIRST = ord("0")
SIGNS = 44
"""Up to so many values are encoded as one character each, '0' to '[', none of which JSON escapes."""

SAID = (
    *("tools", "find", "columns", "choose", "usual", "copy", "copy_title", "copied", "not_copied"),
    *("all", "total", "shown", "sheet", "nothing", "clear", "remove", "loading", "failed"),
    *("filter", "holds", "from", "to", "blank", "reset", "narrow"),
)
"""The script's texts, in the catalogues under "tables"."""


def feeds(books: Books) -> Iterator[Feed]:
    """A file for each campaign, and the script's texts."""
    for campaign in books.campaigns:
        yield Feed(urls.rows(campaign.id), functools.partial(books.now, campaign.id), _file)
    categories = [each.name for campaign in books.campaigns for each in campaign.categories]
    yield Feed("assets/rectify/tables-words.js", lambda: categories, _words)


def _file(renderer: Renderer, book: Ledger) -> bytes:
    table = {
        "version": VERSION,
        "campaign": book.campaign.id,
        "as_of": str(book.as_of),
        "count": len(book.standings),
        "columns": columns(renderer.common, book.campaign.id, book.standings),
    }
    return json.dumps(table, ensure_ascii=False, separators=(",", ":")).encode()


def columns(common: Common, campaign: str, standings: Sequence[Standing]) -> dict[str, dict[str, Any]]:
    """All columns by name, and the supporting departments."""
    made = {
        name: _column(list(map(column.shows, standings)), functools.partial(column.told, common, campaign))
        for name, column in COLUMNS.items()
    }
    made["amount"]["shown"] = common.words.texts["format.money"]
    # No table shows it, but a department's page lists what it supports.
    made["support"] = _column([each.issue.support for each in standings], lambda v: [list(v), ""])
    return made


def _column(keys: list[Any], told: Callable[[Any], Told]) -> dict[str, Any]:
    """A column: its distinct values in order of appearance, and each issue's index into them."""
    place: dict[Any, int] = {}
    at = [place.setdefault(key, len(place)) for key in keys]
    values = [told(key) for key in place]
    if 3 * len(values) > 2 * len(at):
        return {"values": [told(key) for key in keys]}  # mostly distinct: one value per issue
    runs: list[int] = []
    for code in at:
        if runs and runs[-1] == code:
            runs[-2] += 1
        else:
            runs += [1, code]
    if 4 * len(runs) < len(at):
        return {"values": values, "runs": runs}
    if len(values) <= SIGNS:
        return {"values": values, "each": "".join(chr(FIRST + code) for code in at)}
    return {"values": values, "at": at}


def _words(renderer: Renderer, categories: list[str]) -> bytes:
    """The script's texts, the names of columns, and the order of their values."""
    words, units = renderer.common.words, [unit.name for unit in renderer.common.units.values()]
    ordered = {
        "unit": units,
        "lead": units,
        "category": categories,
        "status": [words(f"status.{status}") for status in STATUSES],
        "flags": [words(f"flag.{flag}") for flag in FLAGS],
        "kind": [words(f"kind_of.{kind}") for kind in ("immediate", "dated", "long_term")],
        "origin": [words(f"origin.{origin}") for origin in ("finding", "self_check", "by_analogy")],
    }
    said = {
        "language": words.language,
        "colon": words("format.colon"),
        "list": words("format.list"),
        "colours": COLOURS,
        "columns": {name: words(f"column.{name}") for name in COLUMNS},
        "types": {name: column.type for name, column in COLUMNS.items()},
        "looks": {name: column.look.split(" ") for name, column in COLUMNS.items() if column.look},
        "orders": {name: list(dict.fromkeys(names)) for name, names in ordered.items()},
        "words": {name: words.texts[f"tables.{name}"] for name in SAID},
    }
    told = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    # A page with a live table in its note loads this twice; the first object must survive.
    return f"var RectifyTables = RectifyTables || {told};\n".encode()


EXPORT = Export(order=20, feeds=feeds, offered=False)
