"""Read plain files below a folder without following symlinks or opening pipes and devices.

Otherwise anyone who can add a file to ``data/`` or ``docs/`` could publish whatever the build machine can
read, or hang the build. Files are opened relative to an open directory descriptor and checked after opening,
so replacing a path meanwhile gains nothing. Systems without ``dir_fd`` (Windows) check each path first.
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

MAX_BYTES = 20_000_000
"""Largest text file, in bytes: a ledger of a thousand issues has two million."""

MAX_DEPTH = 30
"""Deepest nesting of folders: each open one takes a file descriptor, of which a process has a thousand."""

_DIR_FD = os.open in os.supports_dir_fd and os.scandir in os.supports_fd
SAFE_FLAGS: int = os.O_RDONLY
"""Flags to open for reading a path that may be a symlink, pipe or device."""

for _flag in ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_BINARY", "O_NOCTTY"):
    SAFE_FLAGS |= getattr(os, _flag, 0)
_FOLDER_FLAGS: int = SAFE_FLAGS | getattr(os, "O_DIRECTORY", 0)
_CHUNK = 1 << 20
_is_junction: Callable[[str], bool] = getattr(os.path, "isjunction", os.path.islink)  # since Python 3.12


class Entry(NamedTuple):
    """A directory entry: its name (from ``walk``, its path below the folder walked) and its kind."""

    name: str
    kind: Kind


class RefusedError(OSError):
    """A path, or a parent folder of it, is not plain, or a file is too large."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


class Folder:
    """An open folder. Names below it may be paths with forward slashes."""

    def __init__(self, path: str | os.PathLike[str], inside: Folder | None = None) -> None:
        self.path: str = os.path.join(inside.path, path) if inside else os.fspath(path)  # noqa: PTH118
        if _DIR_FD:
            self.fd: int = _open(os.fspath(path), _FOLDER_FLAGS, inside.fd if inside else None)
        else:
            _check(self.path, folder=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the descriptor."""
        if _DIR_FD:
            os.close(self.fd)

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
        """The entries of the folder, or of one below it, sorted by name."""
        if name:
            with self.folder(name) as folder:
                return folder.entries()
        with os.scandir(self.fd if _DIR_FD else self.path) as found:
            return sorted(Entry(each.name, _kind(each)) for each in found)

    def walk(self, failed: Callable[[str, OSError], None], inside: str = "") -> Iterator[Entry]:
        """Every entry below, folders before their contents. Symlinks are listed, not followed.

        ``failed`` is called with the path and the error of each folder that can't be read.
        """
        for name, kind in self.entries():
            path = f"{inside}{name}"
            yield Entry(path, kind)
            if kind == "folder":
                try:
                    if path.count("/") >= MAX_DEPTH:
                        raise RefusedError("deep")
                    with self.folder(name) as folder:
                        yield from folder.walk(failed, f"{path}/")
                except OSError as failure:
                    failed(path, failure)

    def read(self, name: str, limit: int = MAX_BYTES) -> bytes:
        """The bytes of a file."""
        file = self.open_file(name)
        try:
            _check_size(os.fstat(file).st_size, limit)
            parts = []
            left = limit + 1
            while left > 0 and (part := os.read(file, min(left, _CHUNK))):
                parts.append(part)
                left -= len(part)
            _check_size(limit + 1 - left, limit)
            return b"".join(parts)
        finally:
            os.close(file)

    def digest(self, name: str, limit: int | None = None) -> tuple[int, str]:
        """Size in bytes and SHA-256 in hex of a file; the digest is empty for one above the limit."""
        file = self.open_file(name)
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
        """Delete a file directly in this folder."""
        os.unlink(name if _DIR_FD else f"{self.path}/{name}", dir_fd=self.fd if _DIR_FD else None)

    def open_file(self, name: str) -> int:
        """The descriptor of a plain file, open for reading."""
        inside, _, last = name.rpartition("/")
        if inside:
            with self.folder(inside) as folder:
                return folder.open_file(last)
        if _DIR_FD:
            file = _open(last, SAFE_FLAGS, self.fd)
        else:
            _check(f"{self.path}/{last}", folder=False)
            file = os.open(f"{self.path}/{last}", SAFE_FLAGS)
        mode = os.fstat(file).st_mode
        if not stat.S_ISREG(mode):
            os.close(file)
            if stat.S_ISDIR(mode):
                raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
            raise RefusedError("special")
        return file


def read(folder: str | os.PathLike[str], name: str, limit: int = MAX_BYTES) -> bytes:
    """The bytes of a plain file below a folder. Raises ``RefusedError``, or what ``open`` does."""
    with Folder(folder) as opened:
        return opened.read(name, limit)


def stream(folder: str | os.PathLike[str], name: str) -> BinaryIO:
    """A plain file below a folder, open for reading. Raises like ``read``."""
    with Folder(folder) as opened:
        return os.fdopen(opened.open_file(name), "rb")


def _open(name: str, flags: int, below: int | None = None) -> int:
    try:
        return os.open(name, flags, dir_fd=below)
    except OSError as failure:
        # The errno for a symlink differs between systems, so stat it.
        if failure.errno in (errno.ELOOP, errno.EMLINK, errno.ENOTDIR, errno.ENXIO):
            mode = os.stat(name, dir_fd=below, follow_symlinks=False).st_mode
            if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
                raise RefusedError("link" if stat.S_ISLNK(mode) else "special") from None
        raise


def _check(path: str, *, folder: bool) -> None:
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


def _check_size(size: int, limit: int) -> None:
    if size > limit:
        raise RefusedError("large")
