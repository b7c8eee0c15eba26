"""Results of earlier builds by cache key, a digest of all their inputs. Safe to delete at any time.

A file holds a MAC and the value. A file that is missing, truncated, altered, made by other code or signed
with another secret (``secretkey``), or that is not a plain file, is a cache miss.
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
import sys
import tempfile
from typing import TYPE_CHECKING

from rectify import PACKAGE
from rectify.ground import plainfiles

if TYPE_CHECKING:
    from collections.abc import Iterable

_MAC_BYTES = 32
_MAX_BYTES = 1 << 28
_OWN_FILES = re.compile(r"[a-z]+-[0-9a-f]{64}|\.new-[0-9a-z_]+")
"""Our file names: nothing else in the folder is ever deleted."""


@functools.cache
def code_digest() -> str:
    """A digest of our own code and of the versions of Python and of all installed packages."""
    found = hashlib.sha256(platform.python_version().encode())
    folders = (pathlib.Path(folder) for folder in sys.path)
    installed = {info.name for folder in folders for info in folder.glob("*.dist-info")}  # name-version
    found.update("\n".join(sorted(installed)).encode())
    found.update(folder_digest(PACKAGE).encode())
    return found.hexdigest()


def folder_digest(folder: pathlib.Path) -> str:
    """A digest of the names and contents of a folder's files; empty if it has none."""
    found = hashlib.sha256()
    files = sorted(file for file in folder.rglob("*") if file.is_file() and "__pycache__" not in file.parts)
    for file in files:
        raw = file.read_bytes()
        found.update(f"{file.relative_to(folder).as_posix()}\0{len(raw)}\0".encode() + raw)
    return found.hexdigest() if files else ""


class Cache:
    """A folder of signed results. Without a folder or a secret key it stores and finds nothing."""

    def __init__(self, folder: pathlib.Path | None, key: bytes = b"") -> None:
        self.folder = folder if key else None
        self._key = key

    def name(self, kind: str, *inputs: str) -> str:
        """The cache key of a result: its kind and a digest of all inputs."""
        found = hashlib.sha256()
        for part in (code_digest(), *inputs):
            raw = part.encode("utf-8", "surrogateescape")
            found.update(f"{len(raw)}\0".encode() + raw)
        return f"{kind}-{found.hexdigest()}"

    def get(self, name: str) -> bytes | None:
        """The value stored under a cache key; None on a miss."""
        if self.folder is None:
            return None
        try:
            raw = plainfiles.read(self.folder, name, _MAX_BYTES)
        except OSError:
            return None
        mac, kept = raw[:_MAC_BYTES], raw[_MAC_BYTES:]
        return kept if hmac.compare_digest(mac, self._mac(name, kept)) else None

    def put(self, name: str, kept: bytes) -> None:
        """Store a value. Write errors are ignored: the cache is optional."""
        if self.folder is None or len(kept) > _MAX_BYTES - _MAC_BYTES:
            return
        new = ""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=self.folder, prefix=".new-", delete=False) as file:
                new = file.name
                file.write(self._mac(name, kept) + kept)
            os.replace(new, self.folder / name)  # noqa: PTH105  (a name, not a path)
        except OSError:
            if new:
                pathlib.Path(new).unlink(missing_ok=True)

    def prune(self, used: Iterable[str]) -> None:
        """Delete all our files except those with these cache keys."""
        if self.folder is None:
            return
        kept = set(used)
        with contextlib.suppress(OSError), plainfiles.Folder(self.folder) as opened:
            for name, kind in opened.entries():
                if kind == "file" and name not in kept and _OWN_FILES.fullmatch(name):
                    opened.remove(name)

    def _mac(self, name: str, kept: bytes) -> bytes:
        found = hashlib.blake2b(name.encode() + b"\0", key=self._key, digest_size=_MAC_BYTES)
        found.update(kept)
        return found.digest()


DISABLED = Cache(None)
