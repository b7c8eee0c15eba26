"""The published folder changes at once: a site is built beside it, and then the two change places.

Beside the published folder ``site`` stand ``.site.lock``, which whoever builds holds; ``.site.new``, where
the next site is built; and ``.site.old``, the site before, which a reader may be in the middle of. A build
that is cut off leaves the last two behind, and the next one clears them away.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import fcntl
import os
import shutil
import stat
import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_HERE = -100  # AT_FDCWD: paths are from the current folder
_EXCHANGE = 2  # RENAME_EXCHANGE, in linux/fs.h; glibc has had renameat2 since 2.28


class NotOursError(Exception):
    """What stands in the place of the published folder is none of our making."""


@contextlib.contextmanager
def locked(site: Path, wait: Callable[[], None]) -> Iterator[int]:
    """Hold the lock of a published folder. ``wait`` is called once if another build holds it.

    Gives the lock's file descriptor. A process that inherits it holds the lock with us, and goes on holding
    it if we are killed. Raises ``OSError`` if there can't be a lock.
    """
    flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
    lock = os.open(beside(site, "lock"), flags, 0o644)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            wait()
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield lock
    finally:
        os.close(lock)


def beside(site: Path, what: str) -> Path:
    """The path of what belongs to a published folder: its ``lock``, ``new`` or ``old``."""
    return site.with_name(f".{site.name}.{what}")


def begin(site: Path, lock: int, is_ours: Callable[[Path], bool]) -> Path:
    """The folder to build the next site in: a copy of the published one, of hard links, which costs little.

    ``lock`` is what ``locked`` gives; ``is_ours`` tells a site of ours from a folder that somebody else
    needs. Raises ``NotOursError``.
    """
    if site.is_symlink() or (site.exists() and not (site.is_dir() and (_is_empty(site) or is_ours(site)))):
        raise NotOursError(site.name)
    new = beside(site, "new")
    clear(site)
    discard(beside(site, "old"))
    if site.is_dir():
        copy = ["cp", "-al", "--", str(site), str(new)]
        # It holds the lock too, so that no other build begins before it has ended, even if we are killed.
        if subprocess.run(copy, capture_output=True, pass_fds=(lock,)).returncode:  # noqa: S603
            discard(new)  # no hard links here, or another cp than GNU's: all is written anew
    return new


def finish(site: Path) -> None:
    """Put the site that was built into the place of the published one, in one step, readable by everyone.

    Where the file system can't exchange two names, the published folder is away for an instant.
    """
    new, old = beside(site, "new"), beside(site, "old")
    _let_read(new)
    if not site.exists():
        new.rename(site)
    elif _exchange(new, site):
        new.rename(old)
    else:
        site.rename(old)
        new.rename(site)


def clear(site: Path) -> None:
    """Take away what a build that failed, or was cut off, has left beside a published folder."""
    new = beside(site, "new")
    discard(new)
    discard(beside(new, "before"))


def discard(path: Path) -> None:
    """Take away a file or folder of ours, if it is there; of a link, the link alone."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def _is_empty(folder: Path) -> bool:
    return next(folder.iterdir(), None) is None


def _let_read(folder: Path) -> None:
    """Whoever builds may keep files to himself; a web server has to read these."""
    folder.chmod(0o755)
    for path, folders, files in os.walk(folder):
        for names, wanted in ((folders, 0o755), (files, 0o644)):
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
