"""What can be found by search, and the static files in which a browser finds it.

Chinese is written without spaces, so whoever cuts it into words loses what is looked for across two of
them. Here every two neighbouring characters are indexed: a query's pairs give the pages that may hold
it, and their texts, fetched for the results on screen only, say which do. The handbook's chapter on
publishing tells what the files are; ``theme/assets/rectify/search.js`` reads them.
"""

from __future__ import annotations

import html
import itertools
import json
import operator
import re
import unicodedata
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

FOLDER = "search/"
HEAD = "search_index.json"
"""The name under which Material's script asks for an index."""

SHARD_BYTES = 12_000
"""About the size of a file of pairs; a query fetches a few."""

CHUNK = 2
"""So many pages' texts stand in a file."""

FACETS = ("campaign", "unit", "status")
"""What results can be narrowed by."""

Names = dict[str, dict[str, str]]
"""Of each facet, what its ids are called."""

_BLOCK = re.compile(
    r"</?(?:p|div|li|[oud]l|d[td]|t[rdh]|table|h[1-6]|pre|blockquote|br|summary|details)\b[^>]*>"
)
_HEADING = re.compile(r'<h[23] id="([^"]+)"[^>]*>(.*?)</h[23]>', re.S)
_TAG = re.compile(r"<[^>]*>")


class Document(NamedTuple):
    """A page as search knows it. ``unit``, ``status`` and ``campaign`` are ids, or empty."""

    url: str
    title: str
    texts: tuple[str, ...] = ()
    campaign: str = ""
    unit: str = ""
    status: str = ""


class File(NamedTuple):
    """A file of the index, by its address from the site's root."""

    url: str
    content: bytes


class _Folding(dict[int, str]):
    """How a character is compared: full-width as half-width, capitals as small letters."""

    def __missing__(self, code: int) -> str:
        self[code] = unicodedata.normalize("NFKC", chr(code)).lower()
        return self[code]


_FOLDING = _Folding()


def fold(text: str) -> str:
    """A text as it is compared, character by character; any white space is one space."""
    return " ".join(text.translate(_FOLDING).split())


def plain(markup: str) -> str:
    """The text of HTML, a line for each block."""
    text = html.unescape(_TAG.sub("", _BLOCK.sub("\n", markup)))
    return "\n".join(line for each in text.split("\n") if (line := " ".join(each.split())))


def sections(url: str, title: str, markup: str) -> Iterator[Document]:
    """A page's HTML cut at its headings, each a document that leads to its own."""
    first, *rest = _HEADING.split(markup)
    yield Document(url, title, tuple(plain(first).split("\n")))
    for anchor, heading, part in zip(rest[::3], rest[1::3], rest[2::3], strict=True):
        yield Document(f"{url}#{anchor}", plain(heading), (*plain(part).split("\n"), title))


class Part(NamedTuple):
    """Some documents as the index takes them, numbered from 0.

    ``records`` are their texts as JSON; ``facets`` their values of ``FACETS``; ``anywhere`` and ``titles``
    tell in which of them two characters stand side by side.
    """

    records: list[str]
    facets: list[list[str]]
    anywhere: dict[str, list[int]]
    titles: dict[str, list[int]]

    @classmethod
    def of(cls, documents: Iterable[Document], names: Names) -> Part:
        """Documents cut into pairs. A document is also found by the name of its unit."""
        part = cls([], [], {}, {})
        called = names.get("unit", {})
        for number, document in enumerate(documents):
            part.records.append(_json([document.url, document.title, document.texts]).decode())
            part.facets.append([getattr(document, facet) for facet in FACETS])
            for pair in _together(document.title):
                part.titles.setdefault(pair, []).append(number)
            # Pairs with a space in them are left out in the end, so it keeps the texts apart.
            everything = " ".join((document.title, called.get(document.unit, ""), *document.texts))
            for pair in _together(everything):
                part.anywhere.setdefault(pair, []).append(number)
        return part

    @classmethod
    def read(cls, raw: bytes) -> Part:
        """A part that was written."""
        return cls(*json.loads(raw))

    def written(self) -> bytes:
        """The part as bytes, to be kept for another build."""
        return _json(self)


def index(parts: Iterable[Part], names: Names, words: Mapping[str, str], page: str) -> Iterator[File]:
    """The files of the index.

    Documents are found in their order, those with the query in their titles first. ``names`` are what
    the ids of a "campaign", "unit" and "status" are called; ``words`` go to the script as they are;
    ``page`` is the address of the page with all results.
    """
    whole = Part([], [], {}, {})
    for part in parts:
        start = len(whole.records)
        whole.records.extend(part.records)
        whole.facets.extend(part.facets)
        for every, some in ((whole.anywhere, part.anywhere), (whole.titles, part.titles)):
            for pair, numbers in some.items():
                every.setdefault(pair, []).extend([start + number for number in numbers])
    count = len(whole.records)
    shards = _shards(whole.anywhere, whole.titles, count)
    yield File(FOLDER + HEAD, _json(_head(whole.facets, names, words, page, len(shards))))
    for number, content in enumerate(shards):
        yield File(f"{FOLDER}pairs/{number:x}.bin", content)
    for start in range(0, count, CHUNK):
        chunk = ",".join(whole.records[start : start + CHUNK])
        yield File(f"{FOLDER}texts/{start // CHUNK:x}.json", f"[{chunk}]".encode())


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _head(
    found: list[list[str]], names: Names, words: Mapping[str, str], page: str, shards: int
) -> dict[str, object]:
    """What Material's script reads (``config``), and in ``docs`` what ours does."""
    facets: dict[str, dict[str, object]] = {}
    for number, facet in enumerate(FACETS):
        called = names.get(facet, {})
        values = [each[number] for each in found]
        there = set(values)
        known = ["", *(id for id in called if id in there)]
        places = {id: place for place, id in enumerate(known)}
        runs: list[int] = []  # how many documents in a row, and which value they have
        for value, group in itertools.groupby(values):
            runs += [len(list(group)), places.get(value, 0)]
        each = "".join(chr(ord("0") + places.get(value, 0)) for value in values)
        short = len(each) < 2 * len(runs) and each.isascii()
        facets[facet] = {"values": [[id, called.get(id, "")] for id in known]}
        facets[facet] |= {"each": each} if short else {"runs": runs}
    docs = {
        "count": len(found),
        "chunk": CHUNK,
        "shards": shards,
        "page": page,
        "facets": facets,
        "words": dict(words),
    }
    return {"config": {"lang": ["en"], "separator": r"\s+", "pipeline": []}, "docs": docs}


def _together(text: str) -> set[str]:
    """Every two neighbouring characters of a text."""
    folded = text.translate(_FOLDING)
    return set(map(operator.add, folded, folded[1:]))


def _shards(anywhere: dict[str, list[int]], titles: dict[str, list[int]], count: int) -> list[bytes]:
    """The pairs and their documents, spread over a power of two of files.

    A file is: the length of its head (four bytes, the greatest first); the head, JSON with the pairs in
    order and of each the lengths of its two lists; the lists. A list is a byte 0 and a bitmap, or a byte
    1 and the gaps between numbers, seven bits a byte, the lowest first, all but the last with the eighth.
    """
    lists = {
        pair: (_list(found, count), _list(titles.get(pair, []), count))
        for pair, found in anywhere.items()
        if len("".join(pair.split())) == 2
    }
    total = sum(len(pair) + len(every) + len(title) + 12 for pair, (every, title) in lists.items())
    shards = 1
    while shards * SHARD_BYTES < total:
        shards *= 2
    spread: list[list[str]] = [[] for _ in range(shards)]
    for pair in lists:
        spread[shard(pair, shards)].append(pair)
    made = []
    for pairs in spread:
        pairs.sort()
        head = _json([[pair, len(lists[pair][0]), len(lists[pair][1])] for pair in pairs])
        body = b"".join(itertools.chain.from_iterable(lists[pair] for pair in pairs))
        made.append(len(head).to_bytes(4, "big") + head + body)
    return made


def shard(pair: str, shards: int) -> int:
    """The number of the file in which a pair of characters stands."""
    return ((ord(pair[0]) * 31 + ord(pair[1])) * 0x9E3779B1 & 0xFFFFFFFF) * shards >> 32


def _list(numbers: list[int], count: int) -> bytes:
    """A rising list of numbers below ``count``, the shorter of the two ways."""
    if not numbers:
        return b""
    if len(numbers) * 8 >= count:
        bits = bytearray(-(-count // 8))
        for number in numbers:
            bits[number >> 3] |= 1 << (number & 7)
        return b"\0" + bits
    gaps = [numbers[0], *(b - a for a, b in itertools.pairwise(numbers))]
    if max(gaps) < 0x80:
        return b"\1" + bytes(gaps)
    made = bytearray(b"\1")
    for gap in gaps:
        while gap >= 0x80:
            made.append(gap & 0x7F | 0x80)
            gap >>= 7
        made.append(gap)
    return bytes(made)
