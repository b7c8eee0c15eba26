"""Results of earlier builds, by a name that says all they were made from. Losing it loses nothing.

A file is its own checksum and what was kept. Whatever is missing, cut off, altered, or was made by other
code is as if it were not there: its name or its checksum differs.
"""

from __future__ import annotations

import functools
import hashlib
import os
import pathlib
import platform
import tempfile
from importlib import metadata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

PACKAGE = pathlib.Path(__file__).parent
_MADE_WITH = ("jinja2", "markupsafe", "markdown", "nh3", "pyyaml")
_DIGEST = 32


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
    """A folder of results. Without a folder nothing is kept and nothing is found."""

    def __init__(self, folder: pathlib.Path | None) -> None:
        self.folder = folder

    def name(self, kind: str, *made_from: str) -> str:
        """The name of a result: its kind and a digest of all that it is made from."""
        found = hashlib.sha256()
        for part in (code(), *made_from):
            raw = part.encode()
            found.update(f"{len(raw)}\0".encode() + raw)
        return f"{kind}-{found.hexdigest()}"

    def get(self, name: str) -> bytes | None:
        """What was kept under a name, if it is whole."""
        if self.folder is None:
            return None
        try:
            raw = (self.folder / name).read_bytes()
        except OSError:
            return None
        digest, kept = raw[:_DIGEST], raw[_DIGEST:]
        return kept if digest == _checksum(name, kept) else None

    def put(self, name: str, kept: bytes) -> None:
        """Keep something; a folder that can't be written to is no reason to stop."""
        if self.folder is None:
            return
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=self.folder, prefix=".new-", delete=False) as file:
                file.write(_checksum(name, kept) + kept)
            os.replace(file.name, self.folder / name)  # noqa: PTH105  (a name, not a path)
        except OSError:
            return

    def prune(self, used: Iterable[str]) -> None:
        """Forget everything but these."""
        if self.folder is None or not self.folder.is_dir():
            return
        kept = set(used)
        for file in self.folder.iterdir():
            if file.name not in kept and file.is_file():
                file.unlink(missing_ok=True)


NOWHERE = Cache(None)


def _checksum(name: str, kept: bytes) -> bytes:
    return hashlib.blake2b(name.encode() + b"\0" + kept, digest_size=_DIGEST).digest()
