"""The search index of a site as independent jobs: first blocks, then groups of bigrams.

A block is made from neighbouring pages and cached, so an edit of one issue reindexes one block. The first
jobs' results are the input of the second.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Protocol

from rectify import search
from rectify.html.page import no_texts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from rectify.html.page import Books, Page
    from rectify.speed.cache import Cache

FULL = 192
"""A block is full from so many pages on."""

MOST_PAGES = 256
"""More pages than this are split into blocks, since each text of a block holds bits for its documents."""


class Searched(Protocol):
    """What the index needs of a site."""

    books: Books
    pages: dict[str, Page]
    keys: dict[str, str]

    @property
    def made_with(self) -> str:
        """What all pages are made with."""

    def documents(self, some: Iterable[Page]) -> Iterator[search.Document]:
        """The documents of pages."""

    def key(self, page: Page) -> str:
        """The cache key of a page."""

    def names(self) -> search.Names:
        """The names of campaigns, units and statuses."""

    def index_head(self, cuts: Sequence[search.Cut]) -> search.File:
        """The file that scripts read first."""


class Indexing:
    """The index of a site and of documents from hand-written pages. ``put`` writes a file.

    Call ``cut`` for each number below ``blocks`` and store the results in ``cuts``; then call ``join`` for
    each number below ``groups``.
    """

    def __init__(
        self,
        site: Searched,
        written: Sequence[search.Document],
        kept: Cache,
        put: Callable[[str, bytes], None],
    ) -> None:
        self.site = site
        self.kept = kept
        self.put = put
        self.parts = [*plan(site.pages.values())] if site.books.options.shows("search") else []
        not_ours = [written[at : at + MOST_PAGES] for at in range(0, len(written), MOST_PAGES)]
        self.not_ours = not_ours if self.parts else []
        self.blocks = len(self.parts) + len(self.not_ours)
        self.groups = search.GROUPS if self.parts else 0
        self.cuts: dict[int, search.Cut] = {}
        self.name = functools.cache(self._cache_key)

    def cut(self, number: int) -> search.Cut:
        """Write the texts of a block."""
        block = self._block(number)
        for file in search.texts(number, block):
            self.put(file.url, file.content)
        return block.cut

    def join(self, group: int) -> None:
        """Write the bigrams of a group; with the first, the head."""
        cuts = [self.cuts[number] for number in range(self.blocks)]
        if group == 0:
            self.put(*self.site.index_head(cuts))
        for file in search.shards(group, cuts):
            self.put(file.url, file.content)

    def all(self) -> None:
        """Write the whole index."""
        self.cuts = {number: self.cut(number) for number in range(self.blocks)}
        for group in range(self.groups):
            self.join(group)

    def _cache_key(self, number: int) -> str:
        """The cache key of a block: a digest of what its pages are found by; empty for what is not kept."""
        if self.kept.folder is None or number >= len(self.parts):
            return ""
        some = self.parts[number]
        found_by = (
            page.title if page.texts is no_texts and page.prose is str else self.site.key(page)
            for page in some
        )
        return self.kept.name("index", self.site.made_with, *(page.url for page in some), *found_by)

    def keys(self, number: int) -> dict[str, str]:
        """The cache keys of a block's pages by address, as far as they were computed for it."""
        urls = [page.url for page in self.parts[number]] if number < len(self.parts) else []
        return {url: self.site.keys[url] for url in urls if url in self.site.keys}

    def _block(self, number: int) -> search.Block:
        if number >= len(self.parts):
            return search.Block.of(self.not_ours[number - len(self.parts)], self.site.names())
        name = self.name(number)
        if name and (kept := self.kept.get(name)):
            return search.Block.read(kept)
        block = search.Block.of(self.site.documents(self.parts[number]), self.site.names())
        if name:
            self.kept.put(name, block.written())
        return block


def plan(planned: Iterable[Page]) -> Iterator[list[Page]]:
    """Group pages into blocks: campaigns' own, then those of some units, then all others.

    The plan must not depend on the cache: it decides the files' contents and the order of results.
    """
    campaigns: list[Page] = []
    units: dict[tuple[str, str], list[Page]] = {}
    others: list[Page] = []
    for page in planned:
        if page.unit:
            units.setdefault((page.campaign, page.unit), []).append(page)
        else:
            (campaigns if page.campaign else others).append(page)
    yield from _cut(campaigns)
    some: list[Page] = []
    for own in units.values():
        for each in _cut(own):
            some += each
            if len(some) >= FULL:
                yield some
                some = []
    if some:
        yield some
    yield from _cut(others)


def _cut(some: list[Page]) -> Iterator[list[Page]]:
    """Split pages into blocks."""
    return (some[at : at + MOST_PAGES] for at in range(0, len(some), MOST_PAGES))
