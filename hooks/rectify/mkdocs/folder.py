"""The output folder. What comes out as it stood there before is left in its place, not written again.

MkDocs empties the folder before each build (``clean_directory`` in mkdocs/utils). Of a large site nearly
all of it comes out the same, and writing ten thousand folders and files takes longer than looking at them.
So the site that stands there is set aside, the build writes beside it only what differs, and in the end
that is put into the old site, which takes its place again.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import pathlib
import shutil
import stat
from typing import TYPE_CHECKING

from rectify.ground import plainfiles
from rectify.html import styles
from rectify.publish import folders

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_READ = 0o444
_ENTER = 0o555
_LARGEST = 1 << 28

SEAL = 32
"""The length of a seal, in bytes."""


def seal(content: bytes) -> bytes:
    """What tells a file's content from any other."""
    return hashlib.sha256(content).digest()


class Folder:
    """Where a site is written. What stands there already is read and compared, never trusted."""

    def __init__(self, site_dir: str) -> None:
        self.site = pathlib.Path(site_dir)
        self.before: pathlib.Path | None = None
        self._stay: list[str] = []
        self._old: list[str] = []

    def set_aside(self) -> None:
        """Move the site that stands here out of MkDocs' way; where that can't be done, it is emptied."""
        aside, moved = self.site.with_name(f".{self.site.name}.before"), False
        try:
            if os.path.lexists(aside):  # of a build that was cut off, or somebody else's
                if aside.is_symlink() or not folders.is_ours(aside):
                    return
                shutil.rmtree(aside)
            # MkDocs leaves alone what is hidden, such as the .git of a branch that is published.
            if any(name.startswith(".") for name in os.listdir(self.site)):  # noqa: PTH208
                return
            self.site.rename(aside)
            moved = True
            _let_enter(aside)
            self._old = list(_plain_files(str(aside)))
        except OSError:
            if moved:
                aside.rename(self.site)
            return
        self.before = aside

    def mark(self) -> None:
        """Have the site known as ours from the start, so that a build that is cut off leaves no riddle."""
        if not os.path.lexists(self.site / styles.URL):
            _write(f"{self.site}/{styles.URL}", b"")

    def put_back(self) -> None:
        """The build failed: the site that stood here is better than half of another."""
        if self.before:
            shutil.rmtree(self.site, ignore_errors=True)
            self.before.rename(self.site)
            self.before = None

    def put(self, url: str, content: bytes) -> None:
        """Have a file at an address below the site; if it stood there before as it is now, it stays."""
        if self._stood(url, len(content)) == content:
            self._stay.append(url)
        else:
            _write(f"{self.site}/{url}", content)

    def holds(self, url: str, sealed: bytes) -> bool:
        """Have a file stay if it stood there before with the content of this seal; whether it did."""
        found = self._stood(url)
        if found is None or seal(found) != sealed:
            return False
        self._stay.append(url)
        return True

    def stayed(self) -> list[str]:
        """The files that stay, of those that were asked for since this was called last."""
        stay, self._stay = self._stay, []
        return stay

    def leave_out(self, url: str) -> None:
        """Take away a file that MkDocs has put here."""
        (self.site / url).unlink(missing_ok=True)

    def finish(self, stayed: Iterable[str]) -> None:
        """Join what was written now and the files that stay, and forget the rest of the site before."""
        if self.before is None:
            return
        stay = set(stayed)
        new = [path for path in _files(str(self.site)) if path not in stay]
        stay.update(new)
        stale = [path for path in self._old if path not in stay]
        for path in stale:
            (self.before / path).unlink()
            _prune(str(self.before), path)
        for path in new:
            _move(f"{self.site}/{path}", f"{self.before}/{path}")
        shutil.rmtree(self.site)
        self.before.rename(self.site)
        self.before = None

    def _stood(self, url: str, length: int = _LARGEST) -> bytes | None:
        """What the file at an address held before, if it has no more than this; readable for everyone now."""
        if self.before is None:
            return None
        try:
            file = os.open(f"{self.before}/{url}", plainfiles.SAFE_FLAGS)
        except OSError:
            return None
        try:
            about = os.fstat(file)
            size = about.st_size
            if not stat.S_ISREG(about.st_mode) or size > length:
                return None
            if os.name == "posix" and about.st_mode & _READ != _READ:
                os.fchmod(file, _READ | stat.S_IWUSR)
            parts = []
            while size > 0 and (part := os.read(file, size)):
                parts.append(part)
                size -= len(part)
            return b"".join(parts)
        except OSError:  # a folder, of all things
            return None
        finally:
            os.close(file)


def _files(root: str, folder: str = "") -> Iterator[str]:
    """The addresses of all files below a folder."""
    with os.scandir(f"{root}/{folder}") as entries:
        for entry in entries:
            path = f"{folder}/{entry.name}" if folder else entry.name
            if entry.is_dir(follow_symlinks=False):
                yield from _files(root, path)
            else:
                yield path


def _plain_files(root: str, folder: str = "") -> Iterator[str]:
    """The addresses of all files of a site that stood here before, whose folders everyone may enter now.

    What is no plain file or folder is no page of ours: it is taken away, and of a link the link alone.
    """
    with os.scandir(f"{root}/{folder}") as entries:
        for entry in entries:
            path = f"{folder}/{entry.name}" if folder else entry.name
            if entry.is_dir(follow_symlinks=False):
                _let_enter(entry)
                yield from _plain_files(root, path)
            elif entry.is_file(follow_symlinks=False):
                yield path
            else:
                os.unlink(entry.path)  # noqa: PTH108


def _let_enter(folder: pathlib.Path | os.DirEntry[str]) -> None:
    if folder.stat().st_mode & _ENTER != _ENTER:
        os.chmod(folder, _ENTER | stat.S_IWUSR)  # noqa: PTH101


def _prune(root: str, path: str) -> None:
    """Take away the folders that are empty without a file."""
    with contextlib.suppress(OSError):  # not empty
        while folder := path.rpartition("/")[0]:
            path = folder
            os.rmdir(f"{root}/{folder}")  # noqa: PTH106


def _move(source: str, target: str) -> None:
    """Give a file its place, and what stands there is no more."""
    try:
        os.replace(source, target)  # noqa: PTH105  (as fast as it gets)
    except FileNotFoundError:
        pathlib.Path(target).parent.mkdir(parents=True, exist_ok=True)
        os.replace(source, target)  # noqa: PTH105
    except IsADirectoryError:  # nothing is left in it, as no file below it stays
        shutil.rmtree(target)
        os.replace(source, target)  # noqa: PTH105


def _write(target: str, content: bytes) -> None:
    """Write a file; without the layers of ``open``, which cost more than the writing itself."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)
    try:
        file = os.open(target, flags, 0o666)
    except FileNotFoundError:
        pathlib.Path(target).parent.mkdir(parents=True, exist_ok=True)
        file = os.open(target, flags, 0o666)
    try:
        view = memoryview(content)
        while view:
            view = view[os.write(file, view) :]
    finally:
        os.close(file)
