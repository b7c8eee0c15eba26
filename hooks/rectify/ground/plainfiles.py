"""Plain files below a folder, and nothing else: no link is followed, no pipe waited for, no device read.

Whoever can put a file into ``data/`` or ``docs/`` could otherwise publish whatever the building machine can
read, or keep it busy for ever. A folder that is open stays the same folder, and what is looked at is what was
opened, whatever is put in its place meanwhile. Where the system can't open below an open folder, as on
Windows, each step is looked at before it is taken.
"""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from typing import TYPE_CHECKING, BinaryIO, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Self

Kind = Literal["file", "folder", "link", "special"]
Reason = Literal["link", "special", "large", "deep"]

LIMIT = 20_000_000
"""A ledger of a thousand issues has two million bytes; a text beyond this is something else."""

DEEPEST = 30
"""Folders in folders, at most: each that is open takes a file number, of which a process has a thousand."""

_BELOW = os.open in os.supports_dir_fd and os.scandir in os.supports_fd
WARY: int = os.O_RDONLY
"""How a file is opened for reading that may be a link, a pipe or a device: what it is shows then."""

for _flag in ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_BINARY", "O_NOCTTY"):
    WARY |= getattr(os, _flag, 0)
_FOLDER: int = WARY | getattr(os, "O_DIRECTORY", 0)
_CHUNK = 1 << 20
_is_junction: Callable[[str], bool] = getattr(os.path, "isjunction", os.path.islink)  # since Python 3.12


class Entry(NamedTuple):
    """What stands in a folder: its name, or its path below the folder that was walked, and what it is."""

    name: str
    kind: Kind


class RefusedError(OSError):
    """Something is no plain file, or no folder on the way to it is, or it is larger than it may be."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


class Folder:
    """An open folder. Names of what is below it may have several parts, with forward slashes."""

    def __init__(self, path: str | os.PathLike[str], inside: Folder | None = None) -> None:
        self.path: str = os.path.join(inside.path, path) if inside else os.fspath(path)  # noqa: PTH118
        if _BELOW:
            self.number: int = _open(os.fspath(path), _FOLDER, inside.number if inside else None)
        else:
            _look(self.path, folder=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the folder."""
        if _BELOW:
            os.close(self.number)

    def folder(self, name: str) -> Folder:
        """A folder below this one."""
        here, parts = self, name.split("/")
        if not {"", ".", ".."}.isdisjoint(parts):
            raise RefusedError("special")
        for part in parts:
            before = here
            try:
                here = Folder(part, before)
            finally:
                if before is not self:
                    before.close()
        return here

    def entries(self, name: str = "") -> list[Entry]:
        """What stands in the folder, or in one below it, by name."""
        if name:
            with self.folder(name) as folder:
                return folder.entries()
        with os.scandir(self.number if _BELOW else self.path) as found:
            return sorted(Entry(each.name, _kind(each)) for each in found)

    def walk(self, failed: Callable[[str, OSError], None], inside: str = "") -> Iterator[Entry]:
        """Everything below, folders before what is in them; what is no plain file or folder is not entered.

        ``failed`` is told of a folder that can't be looked into, and why.
        """
        for name, kind in self.entries():
            path = f"{inside}{name}"
            yield Entry(path, kind)
            if kind == "folder":
                try:
                    if path.count("/") >= DEEPEST:
                        raise RefusedError("deep")
                    with self.folder(name) as folder:
                        yield from folder.walk(failed, f"{path}/")
                except OSError as failure:
                    failed(path, failure)

    def read(self, name: str, limit: int = LIMIT) -> bytes:
        """The bytes of a file."""
        file = self.plain(name)
        try:
            _within(os.fstat(file).st_size, limit)
            parts = []
            left = limit + 1
            while left > 0 and (part := os.read(file, min(left, _CHUNK))):
                parts.append(part)
                left -= len(part)
            _within(limit + 1 - left, limit)
            return b"".join(parts)
        finally:
            os.close(file)

    def digest(self, name: str, limit: int | None = None) -> tuple[int, str]:
        """The size of a file and its SHA-256; of one that is larger than the limit, the size alone."""
        file = self.plain(name)
        try:
            size = os.fstat(file).st_size
            if limit is not None and size > limit:
                return size, ""
            found, left = hashlib.sha256(), size
            while left > 0 and (part := os.read(file, min(left, _CHUNK))):
                found.update(part)
                left -= len(part)
            return size - left, found.hexdigest()
        finally:
            os.close(file)

    def remove(self, name: str) -> None:
        """Take away a file that stands in this folder."""
        os.unlink(name if _BELOW else f"{self.path}/{name}", dir_fd=self.number if _BELOW else None)

    def plain(self, name: str) -> int:
        """The number of a plain file, open for reading."""
        inside, _, last = name.rpartition("/")
        if inside:
            with self.folder(inside) as folder:
                return folder.plain(last)
        if _BELOW:
            file = _open(last, WARY, self.number)
        else:
            _look(f"{self.path}/{last}", folder=False)
            file = os.open(f"{self.path}/{last}", WARY)
        mode = os.fstat(file).st_mode
        if not stat.S_ISREG(mode):
            os.close(file)
            if stat.S_ISDIR(mode):
                raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
            raise RefusedError("special")
        return file


def read(folder: str | os.PathLike[str], name: str, limit: int = LIMIT) -> bytes:
    """The bytes of a plain file below a folder. Raises ``RefusedError``, or what ``open`` does."""
    with Folder(folder) as opened:
        return opened.read(name, limit)


def stream(folder: str | os.PathLike[str], name: str) -> BinaryIO:
    """A plain file below a folder, open for reading. Raises what ``read`` does."""
    with Folder(folder) as opened:
        return os.fdopen(opened.plain(name), "rb")


def _open(name: str, flags: int, below: int | None = None) -> int:
    try:
        return os.open(name, flags, dir_fd=below)
    except OSError as failure:
        # What stands there is told by another look: systems differ in what they say of a link.
        if failure.errno in (errno.ELOOP, errno.EMLINK, errno.ENOTDIR, errno.ENXIO):
            mode = os.stat(name, dir_fd=below, follow_symlinks=False).st_mode
            if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
                raise RefusedError("link" if stat.S_ISLNK(mode) else "special") from None
        raise


def _look(path: str, *, folder: bool) -> None:
    found = os.lstat(path)
    if stat.S_ISLNK(found.st_mode) or _is_junction(path):
        raise RefusedError("link")
    if not (stat.S_ISDIR if folder else stat.S_ISREG)(found.st_mode):
        raise RefusedError("special")


def _kind(entry: os.DirEntry[str]) -> Kind:
    if entry.is_symlink() or (os.name == "nt" and _is_junction(entry.path)):
        return "link"
    if entry.is_dir(follow_symlinks=False):
        return "folder"
    return "file" if entry.is_file(follow_symlinks=False) else "special"


def _within(size: int, limit: int) -> None:
    if size > limit:
        raise RefusedError("large")
