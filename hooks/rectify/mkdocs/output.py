"""Writes what MkDocs does not: pages filled into shells, feeds, and the search index.

The work is spread over the cores in batches. A batch is cached under the keys of its pages (``Site.key``).
"""

from __future__ import annotations

import functools
import logging
from typing import TYPE_CHECKING, NamedTuple

from rectify.mkdocs import shells
from rectify.mkdocs.folder import SEAL, seal
from rectify.mkdocs.pages import Build, ShellPage, as_html
from rectify.search.indexing import Indexing
from rectify.speed import workers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.pages import Page

    from rectify import pages, search
    from rectify.exports import Feed

log = logging.getLogger("rectify")

_END = "\0"
"""Separates the bodies of a batch in the cache; HTML never contains it."""


BLOCKS = 100
"""Maximum number of blocks per worker; a block is as much work as ten batches of pages."""


class Job(NamedTuple):
    """A page to write, and the shell page of its kind."""

    made: pages.Page
    first: ShellPage


class Done(NamedTuple):
    """The result of a job.

    The files kept from the last build, the cache keys used, a template whose pages the theme renders
    differently, a number and its block's ``Cut``, and the cache keys of that block's pages.
    """

    stayed: list[str]
    used: list[str]
    unlike: str = ""
    cut: tuple[int, search.Cut] | None = None
    keys: dict[str, str] = {}  # noqa: RUF012  (never changed)


def take_shell(page: Page, output: str) -> str:
    """Keep the theme's HTML of a page with marks; the page itself is written at the end."""
    if isinstance(page, ShellPage):
        page.shell = shells.Shell(output)
        page.title, page.canonical_url = as_html(page.made.title), page.address
    return output


def write(build: Build, config: MkDocsConfig) -> None:
    """Write all our pages, our feeds and the search index, except unchanged files."""
    for first in build.shells:
        build.folder.leave_out(first.file.dest_uri)
    build.site.renderer.compile()
    work = Work(build, config)
    if build.cache.folder is not None:
        # Before forking, so that workers share the digests of issues that most lists show.
        for job in work.samples:
            build.site.key(job.made)
    done = list(workers.spread(work.do_first, work.indexing.blocks + len(work.samples), BLOCKS))
    for each in done:
        work.indexing.cuts.update([each.cut] if each.cut else [])
        build.site.keys.update(each.keys)  # so that no key is computed again
    unlike = {each.unlike for each in done if each.unlike}
    for template in sorted(unlike):
        log.warning(build.site.books.words("log.ordinary", template=template))
    for first in build.shells:
        first.alike = first.made.template not in unlike
    done += workers.spread(work.do_second, work.indexing.groups + len(work.feed_groups) + len(work.batches))
    build.folder.finish(url for each in done for url in each.stayed)
    build.cache.prune([*build.kept, *(name for each in done for name in each.used if name)])


class Work:
    """The jobs, by number.

    First the blocks of the index and, for each template, one page both from the shell and through the theme,
    to detect themes or hooks that make pages of a kind differ. Then the index's bigrams, the feeds, and all
    other pages, those of one unit in a batch.
    """

    def __init__(self, build: Build, config: MkDocsConfig) -> None:
        self.build = build
        self.config = config
        self.made_with = build.site.made_with
        by_template: dict[str, list[ShellPage]] = {}
        for first in build.shells:
            by_template.setdefault(first.made.template, []).append(first)
        kinds = [max(some, key=lambda first: len(first.group)) for some in by_template.values()]
        self.samples = [Job(first.group[min(1, len(first.group) - 1)], first) for first in kinds]
        sampled = {job.made.url for job in self.samples}
        batches: dict[tuple[str, str], list[Job]] = {}
        for first in build.shells:
            for made in first.group:
                if made.url not in sampled:
                    batches.setdefault(_batch(made), []).append(Job(made, first))
        self.batches = sorted(batches.values(), key=_BatchOrder(build.site.pages.values()))
        feeds: dict[str, list[Feed]] = {}
        for feed in build.site.feeds.values():
            feeds.setdefault(feed.group or feed.url, []).append(feed)
        self.feed_groups = list(feeds.values())
        self.indexing = Indexing(build.site, build.written, build.cache, build.folder.put)

    def _cache_key(self, kind: str, *made_from: str) -> str:
        """The cache key of a result; empty without a cache."""
        if self.build.cache.folder is None:
            return ""
        return self.build.cache.name(kind, self.made_with, *made_from)

    def do_first(self, number: int) -> Done:
        """Write a block of the index, or a sample page."""
        if number < self.indexing.blocks:
            cut = self.indexing.cut(number)
            return self._done([self.indexing.name(number)], cut=(number, cut))._replace(
                keys=self.indexing.keys(number)
            )
        made, first = job = self.samples[number - self.indexing.blocks]
        name = self._batch_key([job])
        content = self._bodies(name, [job])[0]
        file = self.build.at(made.url)
        text = first.ordinary(made, file, content)
        self.build.folder.put(file.dest_uri, text.encode())
        return self._done([name], "" if text == first.filled(made, file, content) else made.template)

    def do_second(self, number: int) -> Done:
        """Write a group of the index's bigrams, some feeds, or a batch of pages."""
        if number < self.indexing.groups:
            self.indexing.join(number)
            return self._done([])
        number -= self.indexing.groups
        if number < len(self.feed_groups):
            return self._done(self.write_feeds(self.feed_groups[number]))
        return self._done(self.write_pages(self.batches[number - len(self.feed_groups)]))

    def _done(self, used: list[str], unlike: str = "", cut: tuple[int, search.Cut] | None = None) -> Done:
        return Done(self.build.folder.stayed(), used, unlike, cut)

    def feed(self, feed: Feed) -> None:
        """Write a file that is no page."""
        self.build.folder.put(feed.url, self.build.site.feed(feed.url))

    def write_feeds(self, feeds: list[Feed]) -> list[str]:
        """Write a group of feeds; returns the cache keys used."""
        urls = [feed.url for feed in feeds]
        site, name = self.build.site, ""
        if self.build.cache.folder is not None:
            name = self._cache_key("feeds", *(site.digests.of(feed.url, feed.given()) for feed in feeds))
        self._write_changed(name, urls, lambda number: site.feed(urls[number]))
        return [name]

    def write_pages(self, batch: list[Job]) -> list[str]:
        """Write a batch of pages; returns the cache keys used."""
        files = [self.build.at(made.url) for made, _ in batch]
        name = self._batch_key(batch)
        bodies = functools.cache(functools.partial(self._bodies, name, batch))

        def content(number: int) -> bytes:
            made, first = batch[number]
            body = bodies()[number] if name else self.build.site.render(made.url)
            return (first.filled if first.alike else first.ordinary)(made, files[number], body).encode()

        sealed = ""
        if name and all(first.alike for _, first in batch):
            sealed = self._cache_key(
                "files", name, *dict.fromkeys(first.frame(made) for made, first in batch)
            )
        self._write_changed(sealed, [file.dest_uri for file in files], content)
        return [name, sealed]

    def _batch_key(self, batch: list[Job]) -> str:
        """The cache key of a batch's bodies; empty without a cache."""
        if self.build.cache.folder is None:
            return ""
        return self._cache_key("pages", *(self.build.site.key(made) for made, _ in batch))

    def _bodies(self, name: str, batch: list[Job]) -> list[str]:
        """The bodies of a batch's pages, from the cache if possible."""
        kept = self.build.cache.get(name) if name else None
        bodies = kept.decode().split(_END) if kept else []
        if len(bodies) != len(batch):
            bodies = [self.build.site.render(job.made.url) for job in batch]
            if name and not any(_END in body for body in bodies):
                self.build.cache.put(name, _END.join(bodies).encode())
        return bodies

    def _write_changed(self, name: str, urls: list[str], content: Callable[[int], bytes]) -> None:
        """Write files that share a cache key, unless an earlier build left the same.

        The cache holds the seals of the files; a file that differs from its seal is written again.
        """
        folder, cache = self.build.folder, self.build.cache
        raw = cache.get(name) if name and folder.before else None
        seals = [raw[at : at + SEAL] for at in range(0, len(raw), SEAL)] if raw else []
        known = len(seals) == len(urls)
        made = []
        for number, url in enumerate(urls):
            if known and folder.holds(url, seals[number]):
                continue
            one = content(number)
            folder.put(url, one)
            if name and not known:
                made.append(seal(one))
        if made:
            cache.put(name, b"".join(made))


def _batch(made: pages.Page) -> tuple[str, str]:
    """The batch of a page."""
    return made.campaign, made.unit or made.url


class _BatchOrder:
    """Sorts batches: single pages first, then lists, units' own pages last.

    Work is taken from both ends (``workers.spread``). So one process makes the lists, whose sheets share rows
    and memoised values, and another the units' pages. They meet at small jobs, so that no core ends up with a
    long one.
    """

    def __init__(self, planned: Iterable[pages.Page]) -> None:
        self.last = {_list(made): made.sheet for made in planned}

    def __call__(self, batch: list[Job]) -> tuple[bool, bool, str, float]:
        made = batch[0].made
        last = self.last[_list(made)]
        return bool(made.unit), last > 1, made.template, made.sheet / last


def _list(made: pages.Page) -> str:
    """The address of a page's first sheet."""
    return made.url.removesuffix(f"sheet/{made.sheet}/")
