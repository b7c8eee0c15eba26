"""A preview, ``mkdocs serve``: an edit is seen soon, and only the pages that are looked at are made."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Any

from rectify import search, workers
from rectify.adapter.output import Job, Work

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.livereload import LiveReloadServer

    from rectify.adapter.frames import Build

SOONEST, LATEST = 0.1, 0.5
"""Seconds from one look for changes to the next; MkDocs' own are half a second."""

SHARE = 20
"""Of this many seconds of one core, at most one goes into looking."""

QUIET = 0.03
"""Seconds without a change before a build begins: an editor saves in one go."""

REST = 1.0
"""Seconds after a build until what is left of others is cleared away: first comes who wants to see it."""


class Waiting:
    """What a build has to show: its pages are made when they are asked for, so that an edit shows soon."""

    def __init__(self, build: Build, config: MkDocsConfig) -> None:
        self.work = Work(build, config)
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
                self.work.indexing.all()
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


def look_often(server: LiveReloadServer, more: Iterable[str]) -> None:
    """Look for changes as often as what is watched, and what will be, is small enough for.

    By looking, as MkDocs does, not by waiting to be told: of a file on another machine's disk no one tells.
    """
    # A build does without them.
    from watchdog.observers.polling import PollingObserver
    from watchdog.utils.dirsnapshot import DirectorySnapshot

    watched = list(server._watched_paths)  # noqa: SLF001
    start = time.perf_counter()
    for path in dict.fromkeys([*watched, *more]):
        DirectorySnapshot(path)
    looking = time.perf_counter() - start
    server.observer = PollingObserver(timeout=min(max(SHARE * looking, SOONEST), LATEST))
    server._watched_paths.clear()  # noqa: SLF001
    for path in watched:
        server.watch(path)
    server.build_delay = QUIET


def tidy_soon() -> None:
    """Clear away what is left of builds whose time is over, or that failed."""
    tidying = threading.Timer(REST, workers.tidy)
    tidying.daemon = True
    tidying.start()
