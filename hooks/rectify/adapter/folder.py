"""The output folder. What comes out as it stood there before is moved into place, not written again.

MkDocs empties the folder before each build (``clean_directory`` in mkdocs/utils). Of a large site nearly
all of it comes out the same, and making ten thousand folders and files takes longer than looking at them.
"""

from __future__ import annotations

import os
import pathlib
import shutil

_INDEX = "index.html"


class Folder:
    """Where a site is written. A file that is there already is compared byte by byte, never trusted."""

    def __init__(self, site_dir: str) -> None:
        self.site = pathlib.Path(site_dir)
        self.before: pathlib.Path | None = None

    def set_aside(self) -> None:
        """Move the site that stands here out of MkDocs' way; where that can't be done, it is emptied."""
        aside = self.site.with_name(f".{self.site.name}.before")
        shutil.rmtree(aside, ignore_errors=True)  # of a build that was cut off
        try:
            # MkDocs leaves alone what is hidden, such as the .git of a branch that is published.
            if self.site.is_symlink() or any(name.startswith(".") for name in os.listdir(self.site)):  # noqa: PTH208
                return
            self.site.rename(aside)
        except OSError:
            return
        self.before = aside

    def put_back(self) -> None:
        """The build failed: the site that stood here is better than half of another."""
        if self.before:
            shutil.rmtree(self.site, ignore_errors=True)
            self.before.rename(self.site)
            self.before = None

    def drop(self) -> None:
        """The build is done: forget what it did not use of the site before."""
        if self.before:
            shutil.rmtree(self.before, ignore_errors=True)
            self.before = None

    def put(self, url: str, content: bytes) -> None:
        """Write the file at an address below the site, or move it here if it is what it was."""
        target = f"{self.site}/{url}"
        if not (self.before and _same(f"{self.before}/{url}", content) and self._moved(url, target)):
            _write(target, content)

    def _moved(self, url: str, target: str) -> bool:
        """Whether a file of the site before is in its place; a page alone in its folder moves with it."""
        source = f"{self.before}/{url}"
        folder, _, name = source.rpartition("/")
        alone = name == _INDEX and os.listdir(folder) == [_INDEX]  # noqa: PTH208
        return (alone and _rename(folder, target.rpartition("/")[0])) or _rename(source, target)


def _rename(source: str, target: str) -> bool:
    """Whether a file or folder could be given its new place; a file that MkDocs put there gives way."""
    try:
        try:
            os.replace(source, target)  # noqa: PTH105  (as fast as it gets)
        except FileNotFoundError:
            pathlib.Path(target).parent.mkdir(parents=True, exist_ok=True)
            os.replace(source, target)  # noqa: PTH105
    except OSError:
        return False
    return True


def _same(path: str, content: bytes) -> bool:
    """Whether a file is there and holds just this."""
    try:
        file = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
    except OSError:
        return False
    try:
        size = len(content)
        return os.fstat(file).st_size == size and os.read(file, size + 1) == content
    finally:
        os.close(file)


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
