"""The key that seals what is kept for later builds, so that nothing else is taken for it.

Whoever can put a file into the repository, or into a folder that a pipeline keeps from job to job, could
otherwise put pages into the site without an edit of the data. So the key is never kept there: it comes from
the environment, or lies in a file of the user's own, made once. Without either nothing is kept.
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

SHORTEST = 16
"""Characters of a key in the environment: whoever has what it seals may try shorter ones out."""

NAME = "cache.key"
_BYTES = 32


class Key(NamedTuple):
    """A key; or an empty one, and in ``log.key`` of the catalogue why: then nothing is kept."""

    key: bytes
    why: str = ""
    place: str = ""


def find(*projects: pathlib.Path) -> Key:
    """The key of this user. It never lies in one of these projects, where others could put one."""
    given = environment.cache_key()
    if given:
        if len(given) < SHORTEST:
            return Key(b"", "short")
        return Key(hashlib.blake2b(given.encode("utf-8", "surrogateescape"), digest_size=_BYTES).digest())
    state = environment.state_folder()
    if state is None:
        return Key(b"")
    folder = state / "rectify"
    for project in (*projects, PACKAGE.parents[1]):
        if folder.resolve().is_relative_to(project.resolve()):
            return Key(b"")
    return _own(folder)


def _own(folder: pathlib.Path) -> Key:
    """The key in the user's own file, made now if there is none."""
    try:
        with contextlib.suppress(FileNotFoundError):
            return _read(folder)
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".new-", delete=False) as file:
            file.write(secrets.token_bytes(_BYTES))
        os.replace(file.name, folder / NAME)  # noqa: PTH105  (a name, not a path)
        return _read(folder)
    except OSError:
        return Key(b"")


def _read(folder: pathlib.Path) -> Key:
    """The key, if nobody else can read or replace it."""
    with plainfiles.stream(folder, NAME) as file:
        about = os.fstat(file.fileno())
        key = file.read(_BYTES + 1)
    mine = not hasattr(os, "geteuid") or (
        about.st_uid == os.geteuid() and not stat.S_IMODE(about.st_mode) & 0o077
    )
    if not mine or len(key) != _BYTES:
        return Key(b"", "open", str(folder / NAME))
    return Key(key)
