"""A block: the bigrams of some hundreds of documents, independent of all others.

A file of bigrams is: the length of its header (four bytes, big-endian); the header, JSON with the bigrams
in order as one string and the length of each one's list; the lists. In a block, a list says in which of
its documents the bigram occurs, and in which titles::

    many  numbers | bitmap  [many  numbers | bitmap]

``many`` is a byte: the count of numbers, or 0 before a bitmap of all documents; the high bit of the first
is set if a second follows, for the titles. A number is one byte, or two, little-endian, in a block of more
than 256 documents.
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
"""So many documents' texts are in one file."""

GROUPS = 8
"""Bigrams are partitioned into so many groups, a file each."""

_MOST = 0x7F
"""More numbers than this are written as a bitmap."""

_TITLES = 0x80
"""Flag: titles follow."""


class Cut(NamedTuple):
    """What the whole index needs of a block: its documents' facets, and its bigrams by group."""

    facets: list[list[str]]
    groups: list[bytes]

    @property
    def weight(self) -> int:
        """The approximate size of its bigrams in the index."""
        return sum(map(len, self.groups))


class Block(NamedTuple):
    """Indexed documents: the files of their texts, and their bigrams."""

    texts: list[bytes]
    cut: Cut

    @classmethod
    def of(cls, documents: Iterable[Document], names: Names) -> Block:
        """Index documents. A document is also found by the name of its unit."""
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
        written = functools.cache(functools.partial(_encode_list, count=len(records)))
        groups: list[dict[str, bytes]] = [{} for _ in range(GROUPS)]
        for pair in sorted(found):
            groups[shard(pair, GROUPS)][pair] = written(found[pair], titled.get(pair, 0))
        chunks = (records[at : at + CHUNK] for at in range(0, len(records), CHUNK))
        return cls([b"[" + b",".join(chunk) + b"]" for chunk in chunks], Cut(facets, [*map(packed, groups)]))

    @classmethod
    def read(cls, raw: bytes) -> Block:
        """Parse a serialised block."""
        length = int.from_bytes(raw[:4], "big")
        facets, *lengths = json.loads(raw[4 : 4 + length])
        pieces = [*_slices(raw, 4 + length, lengths)]
        return cls(pieces[GROUPS:], Cut(facets, pieces[:GROUPS]))

    def written(self) -> bytes:
        """Serialise the block for the cache."""
        pieces = [*self.cut.groups, *self.texts]
        return _with_header([self.cut.facets, *map(len, pieces)], pieces)


def as_json(value: object) -> bytes:
    """A value as compact JSON."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def shard(pair: str, shards: int) -> int:
    """The number of the file of a bigram."""
    return ((ord(pair[0]) * 31 + ord(pair[1])) * 0x9E3779B1 & 0xFFFFFFFF) * shards >> 32


def packed(lists: Mapping[str, bytes]) -> bytes:
    """A file of bigrams, which are given in order."""
    return _with_header(["".join(lists), [*map(len, lists.values())]], lists.values())


def unpacked(raw: bytes) -> Iterator[tuple[str, bytes]]:
    """The bigrams of a file and their lists."""
    length = int.from_bytes(raw[:4], "big")
    pairs, lengths = json.loads(raw[4 : 4 + length])
    return zip(map(operator.add, pairs[::2], pairs[1::2]), _slices(raw, 4 + length, lengths), strict=True)


def _with_header(head: object, pieces: Iterable[bytes]) -> bytes:
    raw = as_json(head)
    return b"".join((len(raw).to_bytes(4, "big"), raw, *pieces))


def _slices(raw: bytes, start: int, lengths: Iterable[int]) -> Iterator[bytes]:
    """Slices of the given lengths."""
    return (raw[a:b] for a, b in itertools.pairwise(itertools.accumulate(lengths, initial=start)))


class _Folded(dict[str, tuple[str, ...]]):
    """Folded bigrams: usually one, several where a character folds to several."""

    def __missing__(self, signs: str) -> tuple[str, ...]:
        folded = signs.translate(FOLDING)
        pairs = dict.fromkeys(map(operator.add, folded, folded[1:]))
        self[signs] = tuple(pair for pair in pairs if not (pair[0].isspace() or pair[1].isspace()))
        return self[signs]


_FOLDED = _Folded()


def _pairs(held: Mapping[str, int]) -> dict[str, int]:
    """The bigrams of texts, with the documents that contain them as bits."""
    same: dict[int, list[str]] = {}  # most texts are in one document, whose texts are joined and cut at once
    for text, documents in held.items():
        same.setdefault(documents, []).append(text)
    raw: dict[str, int] = {}
    for documents, texts in same.items():
        joined = f" {' '.join(texts)} "  # bigrams have no space, so spaces separate texts
        for signs in set(map(operator.add, joined, joined[1:])):
            raw[signs] = raw.get(signs, 0) | documents
    found: dict[str, int] = {}
    for signs, documents in raw.items():  # fold each bigram once, not each occurrence
        for pair in _FOLDED[signs]:
            found[pair] = found.get(pair, 0) | documents
    return found


def _encode_list(anywhere: int, titles: int, count: int) -> bytes:
    """The encoded list of a bigram, from bits."""
    raw = _encode_documents(anywhere, count)
    return bytes((raw[0] | _TITLES,)) + raw[1:] + _encode_documents(titles, count) if titles else raw


def _encode_documents(bits: int, count: int) -> bytes:
    """Document bits in the shorter of the two encodings."""
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
