"""Preload unit files before ``load``: from the cache, or parsed by worker processes."""

from __future__ import annotations

import contextlib
import datetime
import io
import pickle
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from rectify.ground import plainfiles
from rectify.read import format, load, privacy, records, source
from rectify.speed import workers

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from rectify.read.load import Parsed
    from rectify.speed.cache import Cache
    from rectify.words.messages import Catalogue

_CLASSES = {
    (each.__module__, each.__qualname__)
    for each in (datetime.date, Decimal, load.Parsed, privacy.Hit, source.Place, source.Source)
}
"""The classes that a cached pickle may name, beside those of ``records``; any other is refused."""


class Preloaded(NamedTuple):
    """Parsed files by path and digest, as ``load`` takes them, and their cache keys."""

    known: dict[tuple[str, str], Parsed]
    names: list[str]


class _CacheMiss(NamedTuple):
    """A unit file that is not in the cache: ``path`` is the one in messages, ``name`` the cache key."""

    file: Path
    size: int
    path: str
    digest: str
    name: str


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if module.startswith(f"{records.__name__}.") or (module, name) in _CLASSES:
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"{module}.{name}")


def read(folder: Path, shown: str, words: Catalogue, kept: Cache) -> Preloaded:
    """All unit files without problems; the others are left to ``load``. Reads and fills the cache."""
    found = Preloaded({}, [])
    misses: list[_CacheMiss] = []
    for inside, raw in _unit_files(folder):
        file, path, digest = folder / inside, f"{shown}/{inside}", source.digest(raw)
        name = kept.name("data", words.language, path, digest)
        found.names.append(name)
        parsed = _unpickle(kept.get(name), file)
        if parsed is None:
            misses.append(_CacheMiss(file, len(raw), path, digest, name))
        else:
            found.known[path, digest] = parsed

    def parse(number: int) -> tuple[int, bytes]:
        file, _, path, digest, _ = misses[number]
        try:
            own = source.read(file, path, within=folder)
        except (OSError, source.NotText):
            return number, b""
        parsed = load.parse(own, file.name, format.UNIT_FILE, words)
        if parsed.problems or own.digest != digest:
            return number, b""
        own.release(None)
        return number, pickle.dumps(parsed, 5)

    for number, raw in workers.spread(parse, len(misses)) if _pays_off(misses, kept) else ():
        file, _, path, digest, name = misses[number]
        if parsed := _unpickle(raw, file):
            found.known[path, digest] = parsed
            if not parsed.internal:  # the cache may be kept where readers or other jobs reach it
                kept.put(name, raw)
    return found


def _unit_files(folder: Path) -> Iterator[tuple[str, bytes]]:
    """The path below the data folder and the bytes of every readable unit file."""
    with contextlib.suppress(OSError), plainfiles.Folder(folder) as data:
        for campaign, _ in data.entries("campaigns"):
            with contextlib.suppress(OSError), data.folder(f"campaigns/{campaign}/units") as units:
                for name, kind in units.entries():
                    if kind == "file" and name.endswith(".yml"):
                        with contextlib.suppress(OSError):
                            yield f"campaigns/{campaign}/units/{name}", units.read(name)


def _pays_off(misses: list[_CacheMiss], kept: Cache) -> bool:
    """Whether preloading is worth it: there is a cache to fill, or enough work for several cores."""
    return kept.folder is not None or (workers.cores() > 1 and sum(each.size for each in misses) > 2 * 10**6)


def _unpickle(raw: bytes | None, file: Path) -> Parsed | None:
    """The parsed file in a pickle; None if it is anything else."""
    if not raw:
        return None
    try:
        parsed = _Unpickler(io.BytesIO(raw)).load()
    except Exception:
        return None
    if not isinstance(parsed, load.Parsed) or not isinstance(parsed.at.source, source.Source):
        return None
    parsed.at.source.release(file)
    return parsed
