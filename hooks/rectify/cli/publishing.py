"""``rectify publish``: the site built strictly beside the published folder, and put in its place at once."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING, TextIO

from rectify.cli import generator
from rectify.publish import folders, switch
from rectify.read.problems import line, visible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from types import FrameType

    from rectify.cli.arguments import Given
    from rectify.cli.project import Project

_STOPS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_SAID = ("INFO ", "DEBUG ")
"""What MkDocs says of its progress. ``mkdocs --quiet`` would keep its strict mode from counting warnings."""


class _StoppedError(Exception):
    """Somebody wants us to stop: the number of the signal."""


def run_publish(project: Project, given: Given, out: TextIO) -> int:
    """Publish; 1 if the site can't be built, and then what is published is as it was."""
    words, site, shown = project.words, project.folder / given.site, visible(given.site)
    os.umask(0o022)

    def tell(key: str, **values: str) -> None:
        sys.stderr.write(words(f"cli.publish.{key}", **{"site": shown, **values}) + "\n")

    if _refused(project, site, tell):
        return 2
    try:
        if not _published(project.folder, site, tell):
            tell("kept")
            return 1
    except switch.NotOursError as found:
        tell(found.told, site=_shown(found.path, project), **found.values)
        return 2
    except OSError as failure:
        tell("failed", reason=failure.strerror or type(failure).__name__)
        return 2
    except _StoppedError as stopped:
        tell("stopped")
        return 128 + int(stopped.args[0])
    out.write(words("cli.publish.done", site=shown) + "\n")
    return 0


def _refused(project: Project, site: Path, tell: Callable[..., None]) -> bool:
    """Whether this is no folder to publish to. It is asked before anything is made, be it a lock."""
    if site.name in ("", ".."):  # the root of the disk, or a folder above
        tell("not-ours")
        return True
    wrong = folders.problems(
        project.folder,
        project.docs,
        project.options,
        project.options_at,
        site,
        project.theme,
        [switch.work(site)],
    )
    for each in wrong:
        sys.stderr.write(line(each, project.words) + "\n")
    return bool(wrong)


def _published(folder: Path, site: Path, tell: Callable[..., None]) -> bool:
    """Build beside the published folder and switch to that; whether it could be built."""
    with _stoppable() as stops, switch.locked(site, lambda: tell("waits")) as lock:
        try:
            built = _build(folder, switch.begin(site), lock, stops) == 0
            stops.ignore()  # from here on it takes but an instant, and half of it would be none
            if built:
                switch.finish(site)
            return built
        finally:
            stops.ignore()
            with contextlib.suppress(OSError, switch.NotOursError):  # the next build says what is in its way
                switch.clear(site)


def _shown(path: Path, project: Project) -> str:
    inside = path.is_relative_to(project.folder)
    return visible(str(path.relative_to(project.folder) if inside else path))


def _build(folder: Path, new: Path, lock: int, stops: _Stops) -> int:
    """Run a strict build into a folder; its exit status. What it says but of its progress is passed on."""
    command = [sys.executable, "-P", "-m", generator.name(), "build", "--strict"]
    command += ["--config-file", "mkdocs.yml", "--site-dir", os.path.abspath(new)]  # noqa: PTH100
    with contextlib.ExitStack() as running:
        with stops.deferred():  # a process that was begun but is not yet named could not be ended
            build = subprocess.Popen(  # noqa: S603
                command,
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                encoding="utf-8",
                errors="replace",
                pass_fds=(lock,),  # if we are killed, what it goes on writing is in nobody's way
                start_new_session=True,
            )
            running.callback(_end, build)
        for said in build.stdout or ():
            if not said.startswith(_SAID):
                sys.stderr.write(visible(said.rstrip("\n")) + "\n")
        return build.wait()


def _end(build: subprocess.Popen[str]) -> None:
    """See that nothing of a build is left that could go on writing: neither it nor a process of its own."""
    if build.poll() is None:
        with contextlib.suppress(ProcessLookupError):  # it has ended this moment
            os.killpg(build.pid, signal.SIGTERM)
    build.communicate()  # they all hold its output until they end


class _Stops:
    """What signals to stop do.

    Who has us go on though he hangs up (``nohup``) has had his signal ignored before we began: it is left so.
    """

    def __init__(self) -> None:
        handlers = {number: signal.getsignal(number) for number in _STOPS}
        self._before = {number: each for number, each in handlers.items() if each != signal.SIG_IGN}
        self._deferred, self._came = False, 0

    def obey(self) -> None:
        """From now on a signal to stop raises ``_StoppedError``."""
        for number in self._before:
            signal.signal(number, self._stop)

    def ignore(self) -> None:
        """From now on it is too late to stop."""
        for number in self._before:
            signal.signal(number, signal.SIG_IGN)

    def restore(self) -> None:
        """Have signals do what they did before."""
        for number, handler in self._before.items():
            signal.signal(number, handler)

    @contextlib.contextmanager
    def deferred(self) -> Iterator[None]:
        """Within, a signal is noted; it raises ``_StoppedError`` at the end."""
        self._deferred = True
        try:
            yield
        finally:
            self._deferred = False
        if self._came:
            self._stop(self._came, None)

    def _stop(self, number: int, frame: FrameType | None) -> None:
        if self._deferred:
            self._came = number
            return
        self.ignore()  # once is enough
        raise _StoppedError(number)


@contextlib.contextmanager
def _stoppable() -> Iterator[_Stops]:
    """Within, a signal to stop raises ``_StoppedError``, so that nothing is left lying about."""
    stops = _Stops()
    stops.obey()
    try:
        yield stops
    finally:
        stops.restore()
