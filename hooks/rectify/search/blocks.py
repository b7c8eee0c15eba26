"""Some hundreds of documents cut into pairs of characters, by themselves, whatever else there is.

A file of pairs is: the length of its head (four bytes, the greatest first); the head, JSON with the pairs
in order, in one string, and the length of each one's list; the lists. Of a block, a list says in which of
its documents the pair stands, and in which titles::

    many  numbers | bitmap  [many  numbers | bitmap]

``many`` is a byte: how many numbers there are, or 0 before a bitmap of all documents; the first has its
highest bit set where a second follows, for the titles. A number is a byte, or two, the lower first, where
the block has more than 256 documents.
"""

from __future__ import annotations

import functools
import itertools
import json
import operator
from typing import TYPE_CHECKING, NamedTuple

from rectify.search.documents import FACETS, FOLDING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from rectify.search.documents import Document, Names

CHUNK = 2
"""So many documents' texts stand in a file."""

GROUPS = 8
"""The pairs are spread over so many groups, a file of pairs for each."""

_MOST = 0x7F
"""More numbers than these are a bitmap."""

_TITLES = 0x80
"""Titles follow."""


class Cut(NamedTuple):
    """What the index as a whole needs of a block: its documents' facets, and its pairs by group."""

    facets: list[list[str]]
    groups: list[bytes]

    @property
    def weight(self) -> int:
        """About what its pairs take in the index."""
        return sum(map(len, self.groups))


class Block(NamedTuple):
    """Documents as the index takes them: the files of their texts, and their pairs."""

    texts: list[bytes]
    cut: Cut

    @classmethod
    def of(cls, documents: Iterable[Document], names: Names) -> Block:
        """Documents cut into pairs. A document is also found by the name of its unit."""
        records: list[bytes] = []
        facets: list[list[str]] = []
        anywhere: dict[str, int] = {}
        titles: dict[str, int] = {}
        called = names.get("unit", {})
        for number, document in enumerate(documents):
            bit = 1 << number
            records.append(as_json([document.url, document.title, document.texts]))
            facets.append([getattr(document, facet) for facet in FACETS])
            titles[document.title] = titles.get(document.title, 0) | bit
            for text in (document.title, called.get(document.unit, ""), *document.texts):
                anywhere[text] = anywhere.get(text, 0) | bit
        found = _pairs(anywhere)
        titled = _pairs(titles)
        written = functools.cache(functools.partial(_list, count=len(records)))
        groups: list[dict[str, bytes]] = [{} for _ in range(GROUPS)]
        for pair in sorted(found):
            if not (pair[0].isspace() or pair[1].isspace()):
                groups[shard(pair, GROUPS)][pair] = written(found[pair], titled.get(pair, 0))
        chunks = (records[at : at + CHUNK] for at in range(0, len(records), CHUNK))
        return cls([b"[" + b",".join(chunk) + b"]" for chunk in chunks], Cut(facets, [*map(packed, groups)]))

    @classmethod
    def read(cls, raw: bytes) -> Block:
        """A block that was written."""
        length = int.from_bytes(raw[:4], "big")
        facets, *lengths = json.loads(raw[4 : 4 + length])
        pieces = [*_pieces(raw, 4 + length, lengths)]
        return cls(pieces[GROUPS:], Cut(facets, pieces[:GROUPS]))

    def written(self) -> bytes:
        """The block as bytes, to be kept for another build."""
        pieces = [*self.cut.groups, *self.texts]
        return _headed([self.cut.facets, *map(len, pieces)], pieces)


def as_json(value: object) -> bytes:
    """A value as JSON, as short as can be."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def shard(pair: str, shards: int) -> int:
    """The number of the file in which a pair of characters stands."""
    return ((ord(pair[0]) * 31 + ord(pair[1])) * 0x9E3779B1 & 0xFFFFFFFF) * shards >> 32


def packed(lists: Mapping[str, bytes]) -> bytes:
    """A file of pairs, which come in order."""
    return _headed(["".join(lists), [*map(len, lists.values())]], lists.values())


def unpacked(raw: bytes) -> Iterator[tuple[str, bytes]]:
    """The pairs of a file and their lists."""
    length = int.from_bytes(raw[:4], "big")
    pairs, lengths = json.loads(raw[4 : 4 + length])
    return zip(map(operator.add, pairs[::2], pairs[1::2]), _pieces(raw, 4 + length, lengths), strict=True)


def _headed(head: object, pieces: Iterable[bytes]) -> bytes:
    raw = as_json(head)
    return b"".join((len(raw).to_bytes(4, "big"), raw, *pieces))


def _pieces(raw: bytes, start: int, lengths: Iterable[int]) -> Iterator[bytes]:
    """Bytes cut at lengths."""
    return (raw[a:b] for a, b in itertools.pairwise(itertools.accumulate(lengths, initial=start)))


def _pairs(held: Mapping[str, int]) -> dict[str, int]:
    """Every two neighbouring characters of texts, and the documents that hold them, as bits."""
    same: dict[int, list[str]] = {}  # much is said in one document alone, and cut in one go
    for text, documents in held.items():
        same.setdefault(documents, []).append(text)
    found: dict[str, int] = {}
    for documents, texts in same.items():
        # Pairs with a space in them are left out in the end, so it keeps the texts apart.
        folded = " ".join(texts).translate(FOLDING)
        for pair in set(map(operator.add, folded, folded[1:])):
            found[pair] = found.get(pair, 0) | documents
    return found


def _list(anywhere: int, titles: int, count: int) -> bytes:
    """The documents of a pair, given as bits."""
    raw = _documents(anywhere, count)
    return bytes((raw[0] | _TITLES,)) + raw[1:] + _documents(titles, count) if titles else raw


def _documents(bits: int, count: int) -> bytes:
    """Documents given as bits, the shorter of the two ways."""
    many, width = bits.bit_count(), 1 if count <= 256 else 2
    bitmap = -(-count // 8)
    if many > _MOST or many * width >= bitmap:
        return b"\0" + bits.to_bytes(bitmap, "little")
    made = bytearray((many,))
    while bits:
        low = bits & -bits
        made += (low.bit_length() - 1).to_bytes(width, "little")
        bits ^= low
    return bytes(made)
