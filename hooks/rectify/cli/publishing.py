"""``rectify publish``: a strict build beside the published folder, then an atomic switch."""

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

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_PROGRESS = ("INFO ", "DEBUG ")
"""Prefixes of MkDocs' progress messages. With ``--quiet`` its strict mode would not count warnings."""


class _InterruptedError(Exception):
    """A signal asked us to stop; the argument is its number."""


def run_publish(project: Project, given: Given, out: TextIO) -> int:
    """Publish; 1 if the build fails, which leaves the published site unchanged."""
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
        tell(found.message, site=visible(folders.shown(found.path, project.folder)), **found.values)
        return 2
    except OSError as failure:
        tell("failed", reason=failure.strerror or type(failure).__name__)
        return 2
    except _InterruptedError as stopped:
        tell("stopped")
        return 128 + int(stopped.args[0])
    out.write(words("cli.publish.done", site=shown) + "\n")
    return 0


def _refused(project: Project, site: Path, tell: Callable[..., None]) -> bool:
    """Whether the folder can't be published to, with a message. Called before anything is written."""
    if site.name in ("", ".."):  # the root, or a parent folder
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
    """Build beside the published folder and switch; whether the build succeeded."""
    with _stoppable() as signals, switch.locked(site, lambda: tell("waits")) as lock:
        try:
            built = _build(folder, switch.begin(site), lock, signals) == 0
            signals.ignore()  # the switch is short and must not be interrupted
            if built:
                switch.finish(site)
            return built
        finally:
            signals.ignore()
            with contextlib.suppress(OSError, switch.NotOursError):  # the next build will report it
                switch.clear(site)


def _build(folder: Path, new: Path, lock: int, signals: _SignalHandling) -> int:
    """Run a strict build into a folder and pass on its messages except progress; its exit status."""
    command = [sys.executable, "-P", "-m", generator.name(), "build", "--strict"]
    command += ["--config-file", "mkdocs.yml", "--site-dir", os.path.abspath(new)]  # noqa: PTH100
    with contextlib.ExitStack() as running:
        with signals.deferred():  # until the process can be terminated
            build = subprocess.Popen(  # noqa: S603
                command,
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                encoding="utf-8",
                errors="replace",
                pass_fds=(lock,),  # if we are killed, it keeps the lock while it writes
                start_new_session=True,
            )
            running.callback(_terminate, build)
        for said in build.stdout or ():
            if not said.startswith(_PROGRESS):
                sys.stderr.write(visible(said.rstrip("\n")) + "\n")
        return build.wait()


def _terminate(build: subprocess.Popen[str]) -> None:
    """Terminate a build and its child processes, and wait for them."""
    if build.poll() is None:
        with contextlib.suppress(ProcessLookupError):  # it has just ended
            os.killpg(build.pid, signal.SIGTERM)
    build.communicate()  # returns when all of them have closed its output


class _SignalHandling:
    """Handlers of the signals that stop us. Those the caller ignores, as with ``nohup``, stay ignored."""

    def __init__(self) -> None:
        handlers = {number: signal.getsignal(number) for number in _SIGNALS}
        self._before = {number: each for number, each in handlers.items() if each != signal.SIG_IGN}
        self._deferred, self._came = False, 0

    def obey(self) -> None:
        """Let a signal raise ``_InterruptedError`` from now on."""
        for number in self._before:
            signal.signal(number, self._stop)

    def ignore(self) -> None:
        """Ignore signals from now on."""
        for number in self._before:
            signal.signal(number, signal.SIG_IGN)

    def restore(self) -> None:
        """Restore the previous handlers."""
        for number, handler in self._before.items():
            signal.signal(number, handler)

    @contextlib.contextmanager
    def deferred(self) -> Iterator[None]:
        """Defer a signal to the end of the block."""
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
        self.ignore()  # no second exception during clean-up
        raise _InterruptedError(number)


@contextlib.contextmanager
def _stoppable() -> Iterator[_SignalHandling]:
    """Turn signals into ``_InterruptedError`` within the block, so that clean-up runs."""
    signals = _SignalHandling()
    signals.obey()
    try:
        yield signals
    finally:
        signals.restore()
