"""``rectify publish``: the site built strictly beside the published folder, and put in its place at once."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING, TextIO

from rectify import styles, switch
from rectify.problems import visible

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator
    from pathlib import Path
    from types import FrameType

    from rectify.project import Project

_STOPS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_SAID = ("INFO ", "DEBUG ")
"""What MkDocs says of its progress. ``mkdocs --quiet`` would keep its strict mode from counting warnings."""


class _StoppedError(Exception):
    """Somebody wants us to stop: the number of the signal."""


def run_publish(project: Project, given: argparse.Namespace, out: TextIO) -> int:
    """Publish; 1 if the site can't be built, and then what is published is as it was."""
    words, site = project.words, project.folder / given.site
    os.umask(0o022)

    def tell(key: str, **values: str) -> None:
        sys.stderr.write(words(f"cli.publish.{key}", site=given.site, **values) + "\n")

    if site.name in ("", ".."):  # the root of the disk, or a folder above
        tell("not-ours")
        return 2
    try:
        with _stoppable(), switch.locked(site, lambda: tell("waits")) as lock:
            try:
                new = switch.begin(site, lock, lambda folder: (folder / styles.URL).is_file())
                if _build(project.folder, new, lock):
                    tell("kept")
                    return 1
                switch.finish(site)
            finally:
                switch.clear(site)
    except switch.NotOursError:
        tell("not-ours")
        return 2
    except OSError as failure:
        tell("failed", reason=failure.strerror or type(failure).__name__)
        return 2
    except _StoppedError as stopped:
        tell("stopped")
        return 128 + int(stopped.args[0])
    out.write(words("cli.publish.done", site=given.site) + "\n")
    return 0


def _build(folder: Path, new: Path, lock: int) -> int:
    """Run a strict build into a folder; its exit status. What it says but of its progress is passed on."""
    with subprocess.Popen(  # noqa: S603
        [sys.executable, "-P", "-m", "mkdocs", "build", "--strict", "--site-dir", os.path.abspath(new)],  # noqa: PTH100
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        pass_fds=(lock,),  # if we are killed, what it goes on writing is in nobody's way
        start_new_session=True,
    ) as build:
        try:
            for line in build.stdout or ():
                if not line.startswith(_SAID):
                    sys.stderr.write(visible(line.rstrip("\n")) + "\n")
            return build.wait()
        except BaseException:
            os.killpg(build.pid, signal.SIGTERM)  # its own processes too
            raise


@contextlib.contextmanager
def _stoppable() -> Iterator[None]:
    """Within, a signal to stop raises ``_StoppedError``, so that nothing is left lying about."""

    def stop(number: int, frame: FrameType | None) -> None:
        for each in _STOPS:
            signal.signal(each, signal.SIG_IGN)  # once is enough
        raise _StoppedError(number)

    before = {number: signal.signal(number, stop) for number in _STOPS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
