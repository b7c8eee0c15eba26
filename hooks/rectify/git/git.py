"""Run git on a folder's own repository, independent of settings and files in it.

Attributes, replaced objects, grafts, hooks and helpers are disabled, and environment variables that point git
at another repository are removed.
"""

from __future__ import annotations

import io
import os
import subprocess
import tempfile
from typing import TYPE_CHECKING, NamedTuple

from rectify.ground import environment

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path
    from typing import IO, Self

_OVERRIDES = {
    "LC_ALL": "C",  # _reason reads the error messages
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_GRAFT_FILE": "/dev/null",
}
_COMMAND = (
    "git",
    *("-c", "core.fsmonitor=false"),
    *("-c", "core.hooksPath=/dev/null"),
    *("-c", "log.showSignature=false"),
    *("-c", "log.follow=false"),
    *("-c", "diff.relative=false"),
)
_CHUNK = 1 << 20


class NoHistoryError(Exception):
    """Git has no history for us. ``key`` is the reason's key in the catalogue, ``detail`` git's message."""

    def __init__(self, key: str, detail: str = "") -> None:
        super().__init__(key)
        self.key = key
        self.detail = detail


class Entry(NamedTuple):
    """A file of a tree: its blob id and path."""

    blob: str
    path: str


def run(folder: Path, *arguments: str, key: str = "git") -> bytes:
    """Git's output. Raises ``NoHistoryError`` with the reason if it is known, else with ``key``."""
    command = [*_COMMAND, *arguments]
    try:
        done = subprocess.run(  # noqa: S603
            command,
            cwd=folder,
            env=_environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
    except OSError as failure:
        raise NoHistoryError("no-git", str(failure.strerror)) from None
    if done.returncode:
        message = done.stderr.decode("utf-8", "replace").strip()
        raise NoHistoryError(_reason(message, key), message)
    return done.stdout


def top(folder: Path) -> Path:
    """The root of the working tree. Raises ``NoHistoryError`` outside of one."""
    found = run(folder, "rev-parse", "--show-toplevel", key="no-repository")
    return type(folder)(found.decode("utf-8", "surrogateescape").rstrip("\n"))


def is_shallow(folder: Path) -> bool:
    """Whether the clone is shallow."""
    return run(folder, "rev-parse", "--is-shallow-repository", key="no-repository").strip() == b"true"


def has_repository(folder: Path) -> bool:
    """Whether the folder or a parent looks like a repository, even a broken one."""
    return any(os.path.lexists(each / ".git") for each in (folder, *folder.resolve().parents))


def is_plain(mode: str) -> bool:
    """Whether a mode is that of a regular file, not a symlink or submodule."""
    return mode in ("100644", "100755", "100664")


def tree(folder: Path, commit: str, inside: str) -> list[Entry]:
    """The regular files below a path in a commit."""
    found = []
    raw = run(folder, "ls-tree", "-r", "-z", "--full-tree", commit, "--", inside)
    for line in raw.decode("utf-8", "surrogateescape").split("\0")[:-1]:
        about, _, path = line.partition("\t")
        mode, *_, blob = about.split(" ")
        if is_plain(mode):
            found.append(Entry(blob, path))
    return found


class Blobs:
    """Stream blobs in the given order, unfiltered. ``complete`` turns false if git lacks one."""

    def __init__(self, folder: Path, asked: Iterable[str]) -> None:
        self.folder = folder
        self.asked = asked
        self.complete = True

    def __enter__(self) -> Self:
        with tempfile.TemporaryFile() as asked:
            asked.write("".join(f"{blob}\n" for blob in self.asked).encode())
            asked.seek(0)
            command = [*_COMMAND, "cat-file", "--batch"]
            self.git = subprocess.Popen(  # noqa: S603
                command,
                cwd=self.folder,
                env=_environment(),
                stdin=asked,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        return self

    def __exit__(self, *_: object) -> None:
        self.git.kill()
        self.git.communicate()

    def next(self, limit: int) -> bytes | None:
        """The next blob; None if git lacks it or it is larger than the limit in bytes."""
        size = self._head()
        if size is None:
            return None
        raw = b"".join(self._parts(size)) if size <= limit else None
        if raw is None:
            for _ in self._parts(size):
                pass
        return raw

    def _head(self) -> int | None:
        head = self._out.readline().split()
        if len(head) != 3:
            self.complete = False
            return None
        return int(head[2])

    def _parts(self, size: int) -> Iterator[bytes]:
        left = size
        while left:
            part = self._out.read(min(left, _CHUNK))
            if not part:
                self.complete = False
                break
            left -= len(part)
            yield part
        self._out.read(1)

    @property
    def _out(self) -> IO[bytes]:
        return self.git.stdout or io.BytesIO()


def _environment() -> dict[str, str]:
    return {**environment.without_git_variables(), **_OVERRIDES}


def _reason(message: str, otherwise: str) -> str:
    """The key of git's error message (in English); ``otherwise`` if it is not a known one."""
    if "dubious ownership" in message or "unsafe repository" in message:
        return "owner"
    if "must be run in a work tree" in message:
        return "bare"
    if any(text in message for text in ("not a git repository", "bad config", "invalid gitfile")):
        return "no-repository"
    # The message for a branch without commits depends on the command.
    if any(text in message for text in ("any commits yet", "revision 'HEAD'", "argument 'HEAD'")):
        return "no-commits"
    return otherwise
