"""Results of earlier builds, by a name that says all they were made from. Losing it loses nothing.

A file is its own seal and what was kept. Whatever is missing, cut off, altered, was made by other code or by
somebody who has not the same key (``cachekey``), or is no plain file, is as if it were not there.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import hmac
import os
import pathlib
import platform
import re
import tempfile
from importlib import metadata
from typing import TYPE_CHECKING

from rectify import PACKAGE
from rectify.ground import plainfiles

if TYPE_CHECKING:
    from collections.abc import Iterable

_MADE_WITH = ("jinja2", "markupsafe", "markdown", "nh3", "pyyaml")
_DIGEST = 32
_LARGEST = 1 << 28
_OURS = re.compile(r"[a-z]+-[0-9a-f]{64}|\.new-[0-9a-z_]+")
"""The names of files that are ever deleted: those that we give."""


@functools.cache
def code() -> str:
    """A digest of everything of ours that a result may come from, and of what it is made with."""
    found = hashlib.sha256(platform.python_version().encode())
    for name in _MADE_WITH:
        found.update(f"{name} {metadata.version(name)}\n".encode())
    found.update(folder_digest(PACKAGE).encode())
    return found.hexdigest()


def folder_digest(folder: pathlib.Path) -> str:
    """A digest of the names and contents of a folder's files; empty if there is none."""
    found = hashlib.sha256()
    files = sorted(file for file in folder.rglob("*") if file.is_file() and "__pycache__" not in file.parts)
    for file in files:
        raw = file.read_bytes()
        found.update(f"{file.relative_to(folder).as_posix()}\0{len(raw)}\0".encode() + raw)
    return found.hexdigest() if files else ""


class Cache:
    """A folder of results, sealed with a key. Without either nothing is kept and nothing is found."""

    def __init__(self, folder: pathlib.Path | None, key: bytes = b"") -> None:
        self.folder = folder if key else None
        self._key = key

    def name(self, kind: str, *made_from: str) -> str:
        """The name of a result: its kind and a digest of all that it is made from."""
        found = hashlib.sha256()
        for part in (code(), *made_from):
            raw = part.encode("utf-8", "surrogateescape")
            found.update(f"{len(raw)}\0".encode() + raw)
        return f"{kind}-{found.hexdigest()}"

    def get(self, name: str) -> bytes | None:
        """What was kept under a name, if it is whole."""
        if self.folder is None:
            return None
        try:
            raw = plainfiles.read(self.folder, name, _LARGEST)
        except OSError:
            return None
        sealed, kept = raw[:_DIGEST], raw[_DIGEST:]
        return kept if hmac.compare_digest(sealed, self._seal(name, kept)) else None

    def put(self, name: str, kept: bytes) -> None:
        """Keep something; a folder that can't be written to is no reason to stop."""
        if self.folder is None or len(kept) > _LARGEST - _DIGEST:
            return
        new = ""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=self.folder, prefix=".new-", delete=False) as file:
                new = file.name
                file.write(self._seal(name, kept) + kept)
            os.replace(new, self.folder / name)  # noqa: PTH105  (a name, not a path)
        except OSError:
            if new:
                pathlib.Path(new).unlink(missing_ok=True)

    def prune(self, used: Iterable[str]) -> None:
        """Forget everything of ours but these."""
        if self.folder is None:
            return
        kept = set(used)
        with contextlib.suppress(OSError), plainfiles.Folder(self.folder) as opened:
            for name, kind in opened.entries():
                if kind == "file" and name not in kept and _OURS.fullmatch(name):
                    opened.remove(name)

    def _seal(self, name: str, kept: bytes) -> bytes:
        found = hashlib.blake2b(name.encode() + b"\0", key=self._key, digest_size=_DIGEST)
        found.update(kept)
        return found.digest()


NOWHERE = Cache(None)
