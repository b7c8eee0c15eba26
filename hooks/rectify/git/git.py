"""How git is asked: about a folder's own repository, as it is, whatever a setting or a file in it says.

No repository takes part in how it is read: attributes, replaced objects, grafts, hooks and helpers of a
repository are passed over, and so are the variables by which git's own hooks point at another repository.
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

_SET = {
    "LC_ALL": "C",  # why git refuses is read
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
_PART = 1 << 20


class NoHistoryError(Exception):
    """Why git tells nothing; ``key`` is the reason's name in the catalogue, ``detail`` what git says."""

    def __init__(self, key: str, detail: str = "") -> None:
        super().__init__(key)
        self.key = key
        self.detail = detail


class Entry(NamedTuple):
    """A file of a tree: the id of its content, and its path."""

    blob: str
    path: str


def run(folder: Path, *arguments: str, key: str = "git") -> bytes:
    """What git says. Raises ``NoHistoryError`` with the reason if it is a known one, else with ``key``."""
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
        told = done.stderr.decode("utf-8", "replace").strip()
        raise NoHistoryError(_reason(told, key), told)
    return done.stdout


def top(folder: Path) -> Path:
    """The folder in which a repository is checked out. Raises ``NoHistoryError`` outside of one."""
    found = run(folder, "rev-parse", "--show-toplevel", key="no-repository")
    return type(folder)(found.decode("utf-8", "surrogateescape").rstrip("\n"))


def is_shallow(folder: Path) -> bool:
    """Whether a clone was cut off."""
    return run(folder, "rev-parse", "--is-shallow-repository", key="no-repository").strip() == b"true"


def is_there(folder: Path) -> bool:
    """Whether a folder is meant to have a history: it, or one above it, is said to be a repository."""
    return any(os.path.lexists(each / ".git") for each in (folder, *folder.resolve().parents))


def is_plain(mode: str) -> bool:
    """Whether git calls something a file, not a link or a repository in the repository."""
    return mode in ("100644", "100755", "100664")


def tree(folder: Path, commit: str, inside: str) -> list[Entry]:
    """The plain files below a path of a commit, as they stand in it."""
    found = []
    raw = run(folder, "ls-tree", "-r", "-z", "--full-tree", commit, "--", inside)
    for line in raw.decode("utf-8", "surrogateescape").split("\0")[:-1]:
        about, _, path = line.partition("\t")
        mode, *_, blob = about.split(" ")
        if is_plain(mode):
            found.append(Entry(blob, path))
    return found


class Blobs:
    """Contents as git hands them over, one after the other, in the order in which they were asked for.

    No attribute or filter has a part in it. ``whole`` until git lacks one of them.
    """

    def __init__(self, folder: Path, asked: Iterable[str]) -> None:
        self.folder = folder
        self.asked = asked
        self.whole = True

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
        """The next content; None if git lacks it or it is larger than a limit."""
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
            self.whole = False
            return None
        return int(head[2])

    def _parts(self, size: int) -> Iterator[bytes]:
        left = size
        while left:
            part = self._out.read(min(left, _PART))
            if not part:
                self.whole = False
                break
            left -= len(part)
            yield part
        self._out.read(1)

    @property
    def _out(self) -> IO[bytes]:
        return self.git.stdout or io.BytesIO()


def _environment() -> dict[str, str]:
    return {**environment.without_git_variables(), **_SET}


def _reason(told: str, otherwise: str) -> str:
    """Why git refuses, by what it says in English."""
    if "dubious ownership" in told or "unsafe repository" in told:
        return "owner"
    if "must be run in a work tree" in told:
        return "bare"
    if any(text in told for text in ("not a git repository", "bad config", "invalid gitfile")):
        return "no-repository"
    # What git calls a branch without commits depends on how it was asked.
    if any(text in told for text in ("any commits yet", "revision 'HEAD'", "argument 'HEAD'")):
        return "no-commits"
    return otherwise
