"""The published folder changes at once: a site is built beside it, and then the two change places.

Beside the published folder ``site`` stands ``.site.work``. In it are ``rectify.lock``, which whoever builds
holds; ``new``, where the next site is built; and ``old``, the site before, which a reader may be in the
middle of. The lock is the first thing that we put there, so it tells a folder of ours from anybody else's:
what a build that was cut off has left in one that has it, the next one clears away.
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

_HERE = -100  # AT_FDCWD: paths are from the current folder
_EXCHANGE = 2  # RENAME_EXCHANGE, in linux/fs.h; glibc has had renameat2 since 2.28
_LOCK = "rectify.lock"


class NotOursError(Exception):
    """What stands in a place that we need is none of our making: the path, and which text tells it."""

    def __init__(self, path: Path, told: str, **values: str) -> None:
        super().__init__(path)
        self.path, self.told, self.values = path, told, values


def work(site: Path) -> Path:
    """The folder beside a published folder where the next site is built, and the one before stays."""
    return site.with_name(f".{site.name}.work")


@contextlib.contextmanager
def locked(site: Path, wait: Callable[[], None]) -> Iterator[int]:
    """Hold the lock of a published folder. ``wait`` is called once if another build holds it.

    Gives the lock's file descriptor. A process that inherits it holds the lock with us, and goes on holding
    it if we are killed. Raises ``NotOursError``, or ``OSError`` if there can't be a lock.
    """
    folder = work(site)
    with contextlib.suppress(FileExistsError):
        folder.mkdir()
    if not _made(folder):
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
    """The folder to build the next site in: a copy of the published one, of hard links, which costs little.

    Raises ``NotOursError``.
    """
    new, old = work(site) / "new", work(site) / "old"
    if not os.path.lexists(site) and old.is_dir() and new.is_dir():
        old.rename(site)  # cut off where two names can't be exchanged: nothing is published
    _sure(site)
    clear(site)
    _discard(old)
    if site.is_dir():
        try:
            shutil.copytree(site, new, symlinks=True, copy_function=os.link)
        except OSError:
            _discard(new)  # no hard links here: all is written anew
    return new


def finish(site: Path) -> None:
    """Put the site that was built into the place of the published one, in one step, readable by everyone.

    Where the file system can't exchange two names, the published folder is away for an instant. Raises
    ``NotOursError``.
    """
    new, old = work(site) / "new", work(site) / "old"
    _let_read(new)
    _sure(site)  # somebody may have put something there while we built
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
    """Take away what a build that failed, or was cut off, has left beside a published folder."""
    _discard(work(site) / "new")
    _discard(work(site) / ".new.before")


def _sure(site: Path) -> None:
    """Sure that nobody loses anything when a folder gives its place to another."""
    if not os.path.lexists(site):
        return
    if site.is_symlink() or not folders.is_ours(site):
        raise NotOursError(site, "not-ours")
    if hidden := folders.hidden(site):
        raise NotOursError(site, "hidden", hidden=hidden[0])


def _made(folder: Path) -> bool:
    """Whether we have made this folder, or nobody has put anything into it."""
    if folder.is_symlink() or not folder.is_dir():
        return False
    try:
        return stat.S_ISREG(os.lstat(folder / _LOCK).st_mode)
    except FileNotFoundError:
        return _is_empty(folder)


def _discard(path: Path) -> None:
    """Take away a file or folder of ours, if it is there; of a link, the link alone.

    What is hidden in a site came there after all when the two changed places: it is not ours to delete.
    """
    if path.is_dir() and not path.is_symlink():
        if hidden := folders.hidden(path):
            raise NotOursError(path, "hidden", hidden=hidden[0])
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _is_empty(folder: Path) -> bool:
    return next(folder.iterdir(), None) is None


def _let_read(folder: Path) -> None:
    """Whoever builds may keep files to himself; a web server has to read these."""
    folder.chmod(0o755)
    for path, inner, files in os.walk(folder):
        for names, wanted in ((inner, 0o755), (files, 0o644)):
            for name in names:
                whole = f"{path}/{name}"
                mode = os.lstat(whole).st_mode
                if mode & wanted != wanted and not stat.S_ISLNK(mode):
                    os.chmod(whole, wanted)  # noqa: PTH101


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two names in one step; whether that could be done here."""
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if rename is None:
        return False
    if rename(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE) == 0:
        return True
    failure = ctypes.get_errno()
    if failure in (errno.ENOSYS, errno.EINVAL, errno.EOPNOTSUPP):
        return False
    raise OSError(failure, os.strerror(failure), str(other))
