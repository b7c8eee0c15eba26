"""The preview, ``mkdocs serve``: notices edits quickly, and makes only the pages that are requested."""

from __future__ import annotations

import contextlib
import logging
import pathlib
import threading
import time
from typing import TYPE_CHECKING, Any

import jinja2
import mkdocs

from rectify import search
from rectify.mkdocs import private
from rectify.mkdocs.output import Job, Work
from rectify.read.problems import visible
from rectify.speed import workers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.livereload import LiveReloadServer

    from rectify.mkdocs.pages import Build
    from rectify.words.messages import Catalogue

log = logging.getLogger("rectify")

SOONEST, LATEST = 0.1, 0.5
"""Seconds between polls for changes; MkDocs polls every half second."""

SHARE = 20
"""At most one in so many seconds of a core is spent polling."""

QUIET = 0.03
"""Seconds without a change before a build begins, since an editor may save several files at once."""

REST = 1.0
"""Seconds from a build to garbage collection: pages that are waited for come first."""


class Waiting:
    """A finished build, whose pages are made on request, so that an edit shows quickly."""

    def __init__(self, build: Build, config: MkDocsConfig) -> None:
        self.work = Work(build, config)
        self.made: set[str] = set()
        self.jobs = {
            build.at(made.url).dest_uri: Job(made, first) for first in build.shells for made in first.group
        }

    def make(self, path: str) -> None:
        """Write a file of ours, if not yet written."""
        name = search.FOLDER if path.startswith(search.FOLDER) and path not in self.jobs else path
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


class Refused:
    """A failed build: every request is answered with the reason."""

    def __init__(self, why: str, words: Catalogue) -> None:
        template = pathlib.Path(__file__).with_name("refused.html").read_text("utf-8")
        lines = [visible(line) for line in why.split("\n") if line.strip()]
        environment = jinja2.Environment(autoescape=True)
        values = {"language": words.language, "title": words("log.nothing"), "lines": lines}
        self.page = environment.from_string(template).render(values).encode("utf-8", "replace")

    def answer(self, start_response: Any) -> list[bytes]:
        """Answer a request."""
        head = [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(self.page)))]
        start_response("503 Service Unavailable", head)
        return [self.page]


class Turns:
    """Makes builds and requests take turns, so that no page is written into the next build's site."""

    def __init__(self, server: LiveReloadServer) -> None:
        self.server = server
        self.lock = threading.Lock()  # each request has a thread

    def on_request(self, found: Callable[[], Waiting | Refused | None]) -> None:
        """Make the requested page before the server looks for its file, or answer with the error."""
        serve: Any = self.server.get_app()
        mount = self.server.mount_path

        def app(environ: dict[str, Any], start_response: Any) -> Any:
            path = environ["PATH_INFO"].encode("latin-1").decode("utf-8", "ignore")
            if path.startswith("/livereload/"):
                return serve(environ, start_response)
            with self.lock:
                now = found()
                if isinstance(now, Refused):
                    return now.answer(start_response)
                if now and path.startswith(mount):
                    now.make(path.removeprefix(mount) + ("index.html" if path.endswith("/") else ""))
            told: list[tuple[str, list[tuple[str, str]]]] = []
            answer = serve(environ, lambda *given: told.append(given))
            if told[0][0].startswith("404") and found() is not now:  # a new build has begun meanwhile
                return app(environ, start_response)
            start_response(*told[0])
            return answer

        self.server.set_app(app)

    def survive(self, words: Catalogue, tell: Callable[[Refused], None]) -> None:
        """Show any error of a later build to whoever requests a page.

        MkDocs would let requests wait for a successful build. Our own refusals never come here.
        """
        builder, logger = self.server.builder, logging.getLogger(mkdocs.__name__)

        def build() -> None:
            said = _ErrorLog()
            logger.addHandler(said)
            with self.lock:
                try:
                    builder()
                except Exception as failure:  # of MkDocs, a hook or a template: the preview goes on
                    why = str(failure) or type(failure).__name__
                    log.error(why)
                    tell(Refused("\n".join([*said.lines, why]), words))
                finally:
                    logger.removeHandler(said)

        self.server.builder = build


class _ErrorLog(logging.Handler):
    """Collects logged errors."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


def look_often(server: LiveReloadServer, data: pathlib.Path, more: Iterable[str]) -> None:
    """Poll for changes, of the data too, as often as the size of the watched folders allows.

    Polling, as MkDocs does, since network drives send no notifications.
    """
    # Imported late: a build does not need them.
    from watchdog.observers.polling import PollingObserver
    from watchdog.utils.dirsnapshot import DirectorySnapshot

    watched = [*private.watched(server), *([str(data)] if data.is_dir() else [])]
    start = time.perf_counter()
    for path in dict.fromkeys([*watched, *more]):
        DirectorySnapshot(path)
    looking = time.perf_counter() - start
    for path in watched:
        with contextlib.suppress(KeyError):  # raised when nobody watches it any more
            while True:
                server.unwatch(path)
    server.observer = PollingObserver(timeout=min(max(SHARE * looking, SOONEST), LATEST))
    for path in watched:
        server.watch(path)
    server.build_delay = QUIET


def tidy_soon() -> None:
    """Schedule garbage collection of earlier builds."""
    tidying = threading.Timer(REST, workers.collect_garbage)
    tidying.daemon = True
    tidying.start()
