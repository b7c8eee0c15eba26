"""The output folder. Unchanged files of the last build stay in place instead of being written again.

MkDocs empties the folder before each build (``clean_directory`` in mkdocs/utils). On a large site nearly
everything is unchanged, and writing ten thousand folders and files takes longer than comparing them. So the
old site is set aside, the build writes only what differs, and finally the new files are moved into the old
site, which takes its place again.
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
"""The length of a seal in bytes."""


def seal(content: bytes) -> bytes:
    """The digest of a file's content."""
    return hashlib.sha256(content).digest()


class Folder:
    """The output folder. Existing files are read and compared, never trusted."""

    def __init__(self, site_dir: str) -> None:
        self.site = pathlib.Path(site_dir)
        self.before: pathlib.Path | None = None
        self._stay: list[str] = []
        self._old_files: list[str] = []

    def set_aside(self) -> None:
        """Move the old site out of MkDocs' way; if that fails, MkDocs empties it."""
        aside, moved = self.site.with_name(f".{self.site.name}.before"), False
        try:
            if os.path.lexists(aside):  # from an interrupted build, or somebody else's
                if aside.is_symlink() or not folders.is_ours(aside):
                    return
                shutil.rmtree(aside)
            # MkDocs keeps hidden files, such as the .git of a published branch.
            if any(name.startswith(".") for name in os.listdir(self.site)):  # noqa: PTH208
                return
            self.site.rename(aside)
            moved = True
            _make_enterable(aside)
            self._old_files = list(_plain_files(str(aside)))
        except OSError:
            if moved:
                aside.rename(self.site)
            return
        self.before = aside

    def mark(self) -> None:
        """Mark the site as ours from the start, in case the build is interrupted."""
        if not os.path.lexists(self.site / styles.URL):
            _write(f"{self.site}/{styles.URL}", b"")

    def put_back(self) -> None:
        """Restore the old site after a failed build."""
        if self.before:
            shutil.rmtree(self.site, ignore_errors=True)
            self.before.rename(self.site)
            self.before = None

    def put(self, url: str, content: bytes) -> None:
        """Write a file below the site, unless the old one is the same."""
        if self._old_content(url, len(content)) == content:
            self._stay.append(url)
        else:
            _write(f"{self.site}/{url}", content)

    def holds(self, url: str, sealed: bytes) -> bool:
        """Keep the old file if its content has this seal; returns whether it has."""
        found = self._old_content(url)
        if found is None or seal(found) != sealed:
            return False
        self._stay.append(url)
        return True

    def stayed(self) -> list[str]:
        """The files kept since the last call."""
        stay, self._stay = self._stay, []
        return stay

    def leave_out(self, url: str) -> None:
        """Remove a file that MkDocs wrote."""
        (self.site / url).unlink(missing_ok=True)

    def finish(self, stayed: Iterable[str]) -> None:
        """Move the new files into the old site, and remove its stale ones."""
        if self.before is None:
            return
        stay = set(stayed)
        new = [path for path in _files(str(self.site)) if path not in stay]
        stay.update(new)
        stale = [path for path in self._old_files if path not in stay]
        for path in stale:
            (self.before / path).unlink()
            _remove_empty_parents(str(self.before), path)
        for path in new:
            _move(f"{self.site}/{path}", f"{self.before}/{path}")
        shutil.rmtree(self.site)
        self.before.rename(self.site)
        self.before = None

    def _old_content(self, url: str, length: int = _LARGEST) -> bytes | None:
        """An old file's content, if no longer than ``length``; makes the file world-readable."""
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
        except OSError:  # a folder
            return None
        finally:
            os.close(file)


def _files(root: str, folder: str = "") -> Iterator[str]:
    """The paths of all files below a folder."""
    with os.scandir(f"{root}/{folder}") as entries:
        for entry in entries:
            path = f"{folder}/{entry.name}" if folder else entry.name
            if entry.is_dir(follow_symlinks=False):
                yield from _files(root, path)
            else:
                yield path


def _plain_files(root: str, folder: str = "") -> Iterator[str]:
    """The paths of all files of the old site; makes its folders world-readable.

    Symlinks and special files are not ours: they are removed, not followed.
    """
    with os.scandir(f"{root}/{folder}") as entries:
        for entry in entries:
            path = f"{folder}/{entry.name}" if folder else entry.name
            if entry.is_dir(follow_symlinks=False):
                _make_enterable(entry)
                yield from _plain_files(root, path)
            elif entry.is_file(follow_symlinks=False):
                yield path
            else:
                os.unlink(entry.path)  # noqa: PTH108


def _make_enterable(folder: pathlib.Path | os.DirEntry[str]) -> None:
    if folder.stat().st_mode & _ENTER != _ENTER:
        os.chmod(folder, _ENTER | stat.S_IWUSR)  # noqa: PTH101


def _remove_empty_parents(root: str, path: str) -> None:
    """Remove the parent folders of a file that are now empty."""
    with contextlib.suppress(OSError):  # not empty
        while folder := path.rpartition("/")[0]:
            path = folder
            os.rmdir(f"{root}/{folder}")  # noqa: PTH106


def _move(source: str, target: str) -> None:
    """Move a file, replacing the target."""
    try:
        os.replace(source, target)  # noqa: PTH105  (faster)
    except FileNotFoundError:
        pathlib.Path(target).parent.mkdir(parents=True, exist_ok=True)
        os.replace(source, target)  # noqa: PTH105
    except IsADirectoryError:  # empty: no file below it stays
        shutil.rmtree(target)
        os.replace(source, target)  # noqa: PTH105


def _write(target: str, content: bytes) -> None:
    """Write a file without ``open``, whose layers cost more than the write."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)
    try:
        file = os.open(target, flags, 0o666)
    except FileNotFoundError:
        _make_folder(target.rpartition("/")[0])
        file = os.open(target, flags, 0o666)
    try:
        view = memoryview(content)
        while view:
            view = view[os.write(file, view) :]
    finally:
        os.close(file)


def _make_folder(folder: str) -> None:
    """Make a folder; nearly always only the last one is missing, so no path is taken apart."""
    try:
        os.mkdir(folder)  # noqa: PTH102
    except FileNotFoundError:
        os.makedirs(folder, exist_ok=True)  # noqa: PTH103
    except FileExistsError:  # by another process
        pass
