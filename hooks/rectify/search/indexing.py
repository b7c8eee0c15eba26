"""The search index of a site as jobs that any process may do, in any order: first blocks, then pairs.

A block is cut from pages that stand together, and taken from the cache when an earlier build kept it. So an
edit of one issue cuts one block anew. What is answered for the blocks goes to the second kind of job.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from rectify import search
from rectify.html.page import unnamed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from rectify.html.page import Books, Page
    from rectify.speed.cache import Cache

FULL = 192
"""A block is full when it has so many pages."""

MOST_PAGES = 256
"""What is more than this stands in several blocks: a block's bits are held for each of its texts."""


class Searched(Protocol):
    """What the index asks of a site."""

    books: Books
    pages: dict[str, Page]

    @property
    def made_with(self) -> str:
        """What every page is made with."""

    def documents(self, some: Iterable[Page]) -> Iterator[search.Document]:
        """Some pages as search knows them."""

    def key(self, page: Page) -> str:
        """A digest of all that a page shows."""

    def names(self) -> search.Names:
        """What campaigns, units and statuses are called."""

    def index_head(self, cuts: Sequence[search.Cut]) -> search.File:
        """The file that is read first."""


class Indexing:
    """The index of a site, and of documents from pages that are not ours. ``put`` writes a file.

    Call ``cut`` for each number below ``blocks`` and put what it answers into ``cuts``; when all are there,
    call ``join`` for each number below ``groups``.
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
        self.names = [self._name(some) for some in self.parts]

    def cut(self, number: int) -> search.Cut:
        """Write the texts of a block."""
        block = self._block(number)
        for file in search.texts(number, block):
            self.put(file.url, file.content)
        return block.cut

    def join(self, group: int) -> None:
        """Write the pairs of a group; with the first, the head."""
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

    def _name(self, some: list[Page]) -> str:
        """The name under which a block is kept: a digest of what its pages are found by."""
        if self.kept.folder is None:
            return ""
        found_by = (
            page.title if page.texts is unnamed and page.prose is str else self.site.key(page)
            for page in some
        )
        return self.kept.name("index", self.site.made_with, *(page.url for page in some), *found_by)

    def _block(self, number: int) -> search.Block:
        if number >= len(self.parts):
            return search.Block.of(self.not_ours[number - len(self.parts)], self.site.names())
        name = self.names[number]
        if name and (kept := self.kept.get(name)):
            return search.Block.read(kept)
        block = search.Block.of(self.site.documents(self.parts[number]), self.site.names())
        if name:
            self.kept.put(name, block.written())
        return block


def plan(planned: Iterable[Page]) -> Iterator[list[Page]]:
    """Pages that are indexed together: campaigns' own, then those of some units, then all others.

    It is the same whatever the cache holds, since it says where things stand in the files, and in which
    order they are found.
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
    """Pages, as many at a time as a block takes."""
    return (some[at : at + MOST_PAGES] for at in range(0, len(some), MOST_PAGES))
