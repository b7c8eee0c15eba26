"""The files of the index, made from all blocks' cuts.

Documents are numbered across blocks. A bigram's list is, for each block that has it: the block's number as
a varint (little-endian, high bit set on all bytes but the last), then its list in that block.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, NamedTuple

from rectify.search.blocks import CHUNK, GROUPS, Block, as_json, packed, shard, unpacked
from rectify.search.documents import FACETS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from rectify.search.blocks import Cut
    from rectify.search.documents import Names

FOLDER = "search/"
HEAD = "search_index.json"
"""The file that Material's script fetches."""

SHARD_BYTES = 12_000
"""The approximate size of a file of bigrams; a query fetches a few."""


class File(NamedTuple):
    """A file of the index, by its address from the site's root."""

    url: str
    content: bytes


def files(blocks: Sequence[Block], names: Names, words: Mapping[str, str], page: str) -> Iterator[File]:
    """All files of the index."""
    cuts = [block.cut for block in blocks]
    yield head(cuts, names, words, page)
    for number, block in enumerate(blocks):
        yield from texts(number, block)
    for group in range(GROUPS):
        yield from shards(group, cuts)


def texts(number: int, block: Block) -> Iterator[File]:
    """The files of a block's texts."""
    for place, content in enumerate(block.texts):
        yield File(f"{FOLDER}texts/{number:x}/{place:x}.json", content)


def shards(group: int, cuts: Sequence[Cut]) -> Iterator[File]:
    """The bigrams of a group, partitioned into files."""
    lists: dict[str, list[bytes]] = {}
    for number, cut in enumerate(cuts):
        place = _varint(number)
        for pair, some in unpacked(cut.groups[group]):
            lists.setdefault(pair, []).append(place + some)
    many = _shards(cuts)
    own = many // GROUPS
    spread: list[dict[str, bytes]] = [{} for _ in range(own)]
    for pair in sorted(lists):
        spread[shard(pair, many) - group * own][pair] = b"".join(lists[pair])
    for number, each in enumerate(spread, group * own):
        yield File(f"{FOLDER}pairs/{number:x}.bin", packed(each))


def head(cuts: Sequence[Cut], names: Names, words: Mapping[str, str], page: str) -> File:
    """The file that the scripts read first: ``config`` for Material's, ``docs`` for ours.

    Results are in document order, those with the query in their titles first. ``names`` are the names of the
    ids of each facet; ``words`` go to the script unchanged; ``page`` is the address of the results page.
    """
    found = [facets for cut in cuts for facets in cut.facets]
    docs = {
        "blocks": [len(cut.facets) for cut in cuts],
        "chunk": CHUNK,
        "shards": _shards(cuts),
        "page": page,
        "facets": {
            facet: _facet([each[number] for each in found], names.get(facet, {}))
            for number, facet in enumerate(FACETS)
        },
        "words": dict(words),
    }
    config = {"lang": ["en"], "separator": r"\s+", "pipeline": []}
    return File(FOLDER + HEAD, as_json({"config": config, "docs": docs}))


def _facet(values: list[str], called: Mapping[str, str]) -> dict[str, object]:
    """A facet's values, and the value of each document."""
    there = set(values)
    known = ["", *(id for id in called if id in there)]
    places = {id: place for place, id in enumerate(known)}
    runs: list[int] = []  # run-length encoded: count, value
    for value, group in itertools.groupby(values):
        runs += [len(list(group)), places.get(value, 0)]
    each = "".join(chr(ord("0") + places.get(value, 0)) for value in values)
    short = len(each) < 2 * len(runs) and each.isascii()
    return {"values": [[id, called.get(id, "")] for id in known]} | (
        {"each": each} if short else {"runs": runs}
    )


def _shards(cuts: Sequence[Cut]) -> int:
    """The number of files of bigrams: a power of two, at least ``GROUPS``."""
    total = sum(cut.weight for cut in cuts)
    shards = GROUPS
    while shards * SHARD_BYTES < total:
        shards *= 2
    return shards


def _varint(number: int) -> bytes:
    made = bytearray()
    while number >= 0x80:
        made.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes((*made, number))
