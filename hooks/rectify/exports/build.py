"""``build.json``: what this build was made from, to tell builds apart."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from rectify import __version__
from rectify.exports.feed import Export, Feed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rectify.html.page import Books
    from rectify.html.rendering import Renderer


def feeds(books: Books) -> Iterator[Feed]:
    """One file for the site."""
    yield Feed("build.json", lambda: _record(books), _encode)


def _record(books: Books) -> dict[str, Any]:
    options = books.options
    return {
        "rectify": __version__,
        "build": options.build,
        "as_of": str(options.as_of),
        "data_sha256": hashlib.sha256(json.dumps(sorted(books.digests.items())).encode()).hexdigest(),
        "campaigns": [campaign.id for campaign in books.campaigns],
    }


def _encode(renderer: Renderer, record: dict[str, Any]) -> bytes:
    return (json.dumps(record, ensure_ascii=False, indent=2) + "\n").encode()


EXPORT = Export(order=10, feeds=feeds, offered=False)
