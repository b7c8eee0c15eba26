"""Writing what MkDocs does not: the pages that are filled into shells, feeds, and the search index.

The work is spread over the cores in batches. A batch whose pages say what they were made from is taken
from the cache when an earlier build kept it.
"""

from __future__ import annotations

import itertools
import logging
import threading
from typing import TYPE_CHECKING, Any, NamedTuple

from rectify import search, shell, workers
from rectify.adapter.frames import Build, ShellPage, as_html

if TYPE_CHECKING:
    from collections.abc import Callable

    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.livereload import LiveReloadServer
    from mkdocs.structure.pages import Page

    from rectify import pages
    from rectify.feeds import Feed

log = logging.getLogger("rectify")

SOME = 5000
"""Feeds that are written in one go: most are small."""


_END = "\0"
"""Parts the bodies of a batch in the cache; no HTML holds it."""


class Job(NamedTuple):
    """A page to write, and the page that stands for its kind."""

    made: pages.Page
    first: ShellPage


def take_shell(page: Page, output: str) -> str:
    """Keep what the theme made of a page with marks; the page itself is written in the end."""
    if isinstance(page, ShellPage):
        page.shell = shell.Shell(output)
        page.title, page.canonical_url = as_html(page.made.title), page.address
    return output


def write(build: Build, config: MkDocsConfig) -> None:
    """Write every page and feed of ours and the search index, or leave what is there already."""
    work = _Work(build, config)
    unlike = {name for name in workers.spread(work.begin, 1 + len(work.samples)) if name}
    for template in sorted(unlike):
        log.warning(build.site.books.words("log.ordinary", template=template))
    for first in build.shells:
        first.alike = first.made.template not in unlike
    for _ in workers.spread(work.go_on, len(work.handfuls) + len(work.batches)):
        pass
    build.folder.drop()
    build.cache.prune([*build.kept, *filter(None, (*work.names, *work.sample_names, *work.part_names))])


class _Work:
    """What there is to do, each part by its number.

    First the index and, of each template, one page in both ways, so that a theme or hook of the owner's
    that makes its pages differ is seen; then all others, those that depend on the same in a batch.
    """

    def __init__(self, build: Build, config: MkDocsConfig) -> None:
        self.build = build
        self.config = config
        self.made_with = build.site.made_with()
        by_template: dict[str, list[ShellPage]] = {}
        for first in build.shells:
            by_template.setdefault(first.made.template, []).append(first)
        kinds = [max(some, key=lambda first: len(first.group)) for some in by_template.values()]
        self.samples = [Job(first.group[min(1, len(first.group) - 1)], first) for first in kinds]
        sampled = {job.made.url for job in self.samples}
        batches: dict[str, list[Job]] = {}
        for first in build.shells:
            for made in first.group:
                if made.url not in sampled:
                    batches.setdefault(self._shared(made), []).append(Job(made, first))
        # Units come last: they take about the same time each, so that no core is left with much in the end.
        self.batches = sorted(batches.values(), key=lambda batch: bool(batch[0].made.unit))
        self.names = [self._name("pages", [job.made for job in batch]) for batch in self.batches]
        self.sample_names = [self._name("pages", [job.made]) for job in self.samples]
        self.feeds = list(build.site.feeds.values())
        self.handfuls = [self.feeds[at : at + SOME] for at in range(0, len(self.feeds), SOME)]
        # For the index, issues of a unit are kept together; what lies between them is one part as well.
        keeps = build.cache.folder is not None
        grouped = itertools.groupby(
            build.site.pages.values(),
            lambda page: page.depends() if keeps and page.template == "issue.html" else "",
        )
        self.parts = [list(some) for _, some in grouped]
        self.part_names = [self._name("index", some) if keeps else "" for some in self.parts]

    def _shared(self, made: pages.Page) -> str:
        """What pages of a batch have in common: what they depend on or, where nothing is kept, their kind."""
        depends = made.depends() if self.build.cache.folder else ""
        return depends or f"{made.campaign}/{made.unit or made.template}"

    def _name(self, kind: str, some: list[pages.Page]) -> str:
        """The name under which what is made of pages is kept; empty if they don't say what they depend on."""
        depends = some[0].depends() if self.build.cache.folder else ""
        made = [page.url for page in some]
        return self.build.cache.name(kind, self.made_with, depends, *made) if depends else ""

    def begin(self, number: int) -> str:
        """Write the index (0), or a page of a template; the template, if its pages are not alike."""
        if number == 0:
            self.index()
            return ""
        made, first = self.samples[number - 1]
        content = self._body(made, self.sample_names[number - 1])
        file = self.build.at(made.url)
        text = first.ordinary(made, file, content)
        self.build.folder.put(file.dest_uri, text.encode())
        return "" if text == first.filled(made, file, content) else made.template

    def _body(self, made: pages.Page, name: str) -> str:
        """The body of a page that stands for its kind, out of the cache if it is there."""
        if name and (kept := self.build.cache.get(name)):
            return kept.decode()
        content = self.build.site.render(made.url)
        if name:
            self.build.cache.put(name, content.encode())
        return content

    def go_on(self, number: int) -> None:
        """Write some feeds, or the pages of a batch."""
        if number < len(self.handfuls):
            for feed in self.handfuls[number]:
                self.feed(feed)
        else:
            self.fill(number - len(self.handfuls))

    def feed(self, feed: Feed) -> None:
        """Write a file that is no page."""
        self.build.folder.put(feed.url, feed.content())

    def fill(self, number: int) -> None:
        """Write the pages of a batch."""
        batch, name = self.batches[number], self.names[number]
        kept = self.build.cache.get(name) if name else None
        bodies = kept.decode().split(_END) if kept else []
        made = []
        for place, job in enumerate(batch):
            content = bodies[place] if len(bodies) == len(batch) else self.build.site.render(job.made.url)
            file = self.build.at(job.made.url)
            way = job.first.filled if job.first.alike else job.first.ordinary
            self.build.folder.put(file.dest_uri, way(job.made, file, content).encode())
            if name and not kept:
                made.append(content)
        if made and not any(_END in content for content in made):
            self.build.cache.put(name, _END.join(made).encode())

    def index(self) -> None:
        """The search index; the theme's script asks for it in the place of its own."""
        if self.build.site.books.options.shows("search"):
            written = search.Part.of(self.build.written, self.build.site.names())
            for file in self.build.site.index([*map(self._part, self.parts, self.part_names), written]):
                self.build.folder.put(file.url, file.content)

    def _part(self, some: list[pages.Page], name: str) -> search.Part:
        """What search knows of some pages, out of the cache if it is there."""
        if name and (kept := self.build.cache.get(name)):
            return search.Part.read(kept)
        part = self.build.site.part(some)
        if name:
            self.build.cache.put(name, part.written())
        return part


class Waiting:
    """A build of ``mkdocs serve``: pages are made when they are asked for, so that an edit shows soon."""

    def __init__(self, build: Build, config: MkDocsConfig) -> None:
        self.work = _Work(build, config)
        self.lock = threading.Lock()  # requests come in threads
        self.made: set[str] = set()
        self.jobs = {
            build.at(made.url).dest_uri: Job(made, first) for first in build.shells for made in first.group
        }

    def make(self, path: str) -> None:
        """Write the file at a path below the site, if it is one of ours and not there yet."""
        name = search.FOLDER if path.startswith(search.FOLDER) and path not in self.jobs else path
        with self.lock:
            if name in self.made:
                return
            self.made.add(name)
            if name == search.FOLDER:
                self.work.index()
            elif feed := self.work.build.site.feeds.get(name):
                self.work.feed(feed)
            elif name in self.jobs:
                made, first = self.jobs[name]
                file = self.work.build.at(made.url)
                text = first.ordinary(made, file, self.work.build.site.render(made.url))
                self.work.build.folder.put(file.dest_uri, text.encode())


def on_request(server: LiveReloadServer, waiting: Callable[[], Waiting | None]) -> None:
    """Have a page made before the server looks for its file."""
    serve: Any = server.get_app()
    server.build_delay = 0.03  # an editor saves in one go; there is nothing more to wait for

    def app(environ: dict[str, Any], start_response: Any) -> Any:
        path = environ["PATH_INFO"].encode("latin-1").decode("utf-8", "ignore")
        if path.startswith(server.mount_path):
            # As the server itself does, so that no page of a build that is being replaced is made.
            with server._epoch_cond:  # noqa: SLF001
                server._epoch_cond.wait_for(lambda: server._visible_epoch == server._wanted_epoch)  # noqa: SLF001
            if found := waiting():
                found.make(
                    path.removeprefix(server.mount_path) + ("index.html" if path.endswith("/") else "")
                )
        return serve(environ, start_response)

    server.set_app(app)
