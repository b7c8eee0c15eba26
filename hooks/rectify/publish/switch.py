"""Publish atomically: build beside the published folder, then exchange the two.

Next to the published folder ``site`` is ``.site.work`` with ``rectify.lock``, the lock file; ``new``, where
the next site is built; and ``old``, the previous site, which readers may still have open. The lock file is
created first, so it marks the folder as ours, and the next build may delete what an interrupted one left.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import fcntl
import os
import shutil
import stat
from typing import TYPE_CHECKING

from rectify.publish import folders

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_AT_FDCWD = -100  # AT_FDCWD: paths are from the current folder
_RENAME_EXCHANGE = 2  # RENAME_EXCHANGE, in linux/fs.h; glibc has had renameat2 since 2.28
_LOCK = "rectify.lock"


class NotOursError(Exception):
    """Something that is not ours is in the way: its path, the message's key and values."""

    def __init__(self, path: Path, message: str, **values: str) -> None:
        super().__init__(path)
        self.path, self.message, self.values = path, message, values


def work(site: Path) -> Path:
    """The work folder of a published folder."""
    return site.with_name(f".{site.name}.work")


@contextlib.contextmanager
def locked(site: Path, wait: Callable[[], None]) -> Iterator[int]:
    """Hold the lock of a published folder. ``wait`` is called once if another build holds it.

    Yields the lock's file descriptor. A child that inherits it keeps the lock if we are killed. Raises
    ``NotOursError``, or ``OSError`` if locking fails.
    """
    folder = work(site)
    with contextlib.suppress(FileExistsError):
        folder.mkdir()
    if not _is_work_folder(folder):
        raise NotOursError(folder, "in-the-way")
    lock = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o644)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            wait()
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield lock
    finally:
        os.close(lock)


def begin(site: Path) -> Path:
    """The folder for the next build, a copy of the published one by hard links. Raises ``NotOursError``."""
    new, old = work(site) / "new", work(site) / "old"
    if not os.path.lexists(site) and old.is_dir() and new.is_dir():
        old.rename(site)  # interrupted in the middle of a switch without renameat2: restore
    _check_ours(site)
    clear(site)
    _delete(old)
    if site.is_dir():
        try:
            shutil.copytree(site, new, symlinks=True, copy_function=os.link)
        except OSError:
            _delete(new)  # no hard links here: build from scratch
    return new


def finish(site: Path) -> None:
    """Make the new site world-readable and switch to it atomically.

    Where the file system can't exchange two names there is a moment without a site. Raises ``NotOursError``.
    """
    new, old = work(site) / "new", work(site) / "old"
    _make_readable(new)
    _check_ours(site)  # it may have changed during the build
    if not site.exists():
        new.rename(site)
    elif _exchange(new, site):
        new.rename(old)
    else:
        site.rename(old)
        try:
            new.rename(site)
        except OSError:
            old.rename(site)
            raise


def clear(site: Path) -> None:
    """Delete what a failed or interrupted build left in the work folder."""
    _delete(work(site) / "new")
    _delete(work(site) / ".new.before")


def _check_ours(site: Path) -> None:
    """Raise ``NotOursError`` if replacing a folder would lose something that is not ours."""
    if not os.path.lexists(site):
        return
    if site.is_symlink() or not folders.is_ours(site):
        raise NotOursError(site, "not-ours")
    if hidden := folders.hidden(site):
        raise NotOursError(site, "hidden", hidden=hidden[0])


def _is_work_folder(folder: Path) -> bool:
    """Whether the folder has our lock file or is empty."""
    if folder.is_symlink() or not folder.is_dir():
        return False
    try:
        return stat.S_ISREG(os.lstat(folder / _LOCK).st_mode)
    except FileNotFoundError:
        return _is_empty(folder)


def _delete(path: Path) -> None:
    """Delete a file, symlink or folder of ours, if it exists.

    Raises ``NotOursError`` for hidden files, which appeared during the switch and are not ours.
    """
    if path.is_dir() and not path.is_symlink():
        if hidden := folders.hidden(path):
            raise NotOursError(path, "hidden", hidden=hidden[0])
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _is_empty(folder: Path) -> bool:
    return next(folder.iterdir(), None) is None


def _make_readable(folder: Path) -> None:
    """Make all files world-readable for the web server, whatever the umask was."""
    folder.chmod(0o755)
    for path, inner, files in os.walk(folder):
        for names, wanted in ((inner, 0o755), (files, 0o644)):
            for name in names:
                whole = f"{path}/{name}"
                mode = os.lstat(whole).st_mode
                if mode & wanted != wanted and not stat.S_ISLNK(mode):
                    os.chmod(whole, wanted)  # noqa: PTH101


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two paths atomically. Returns False if the system can't."""
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if rename is None:
        return False
    if rename(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) == 0:
        return True
    failure = ctypes.get_errno()
    if failure in (errno.ENOSYS, errno.EINVAL, errno.EOPNOTSUPP):
        return False
    raise OSError(failure, os.strerror(failure), str(other))
