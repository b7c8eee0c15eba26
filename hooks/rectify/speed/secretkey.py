"""The secret key that signs cached results.

Without it, anyone who can write to the repository or to a folder that a pipeline keeps between jobs could
inject pages without an edit of the data. So it is never stored there: it comes from the environment or from
a file in the user's state folder, created once. Without either the cache is off.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
import stat
import tempfile
from typing import TYPE_CHECKING, NamedTuple

from rectify import PACKAGE
from rectify.ground import environment, plainfiles

if TYPE_CHECKING:
    import pathlib

MIN_LENGTH = 16
"""Minimum length of a key from the environment; a shorter one could be found by brute force."""

FILE = "cache.key"
_BYTES = 32


class Key(NamedTuple):
    """A key; if empty, ``why`` names the message below ``log.key`` and ``place`` the file at fault."""

    key: bytes
    why: str = ""
    place: str = ""


def find(*projects: pathlib.Path) -> Key:
    """The key of this user. A state folder inside one of these projects is not used."""
    given = environment.cache_key()
    if given:
        if len(given) < MIN_LENGTH:
            return Key(b"", "short")
        return Key(hashlib.blake2b(given.encode("utf-8", "surrogateescape"), digest_size=_BYTES).digest())
    state = environment.state_folder()
    if state is None:
        return Key(b"")
    folder = state / "rectify"
    for project in (*projects, PACKAGE.parents[1]):
        if folder.resolve().is_relative_to(project.resolve()):
            return Key(b"")
    return _user_key(folder)


def _user_key(folder: pathlib.Path) -> Key:
    """The key in the user's file, created if missing."""
    try:
        with contextlib.suppress(FileNotFoundError):
            return _read(folder)
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".new-", delete=False) as file:
            file.write(secrets.token_bytes(_BYTES))
        os.replace(file.name, folder / FILE)  # noqa: PTH105  (a name, not a path)
        return _read(folder)
    except OSError:
        return Key(b"")


def _read(folder: pathlib.Path) -> Key:
    """The key, unless others can read or replace the file."""
    with plainfiles.stream(folder, FILE) as file:
        about = os.fstat(file.fileno())
        key = file.read(_BYTES + 1)
    mine = not hasattr(os, "geteuid") or (
        about.st_uid == os.geteuid() and not stat.S_IMODE(about.st_mode) & 0o077
    )
    if not mine or len(key) != _BYTES:
        return Key(b"", "open", str(folder / FILE))
    return Key(key)
