"""Unit files read ahead of the loading: from the cache, or parsed on all cores at once."""

from __future__ import annotations

import contextlib
import datetime
import io
import pickle
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from rectify.ground import plainfiles
from rectify.read import format, load, records, source
from rectify.speed import workers

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from rectify.read.load import Parsed
    from rectify.speed.cache import Cache
    from rectify.words.messages import Catalogue

_CLASSES = {
    (each.__module__, each.__qualname__)
    for each in (datetime.date, Decimal, load.Parsed, source.Place, source.Source)
}
"""The classes that a cached pickle may name, beside those of ``records``; any other is refused."""


class Ahead(NamedTuple):
    """Parsed files by path and digest, as ``load`` takes them, and their names in the cache."""

    known: dict[tuple[str, str], Parsed]
    names: list[str]


class _Missing(NamedTuple):
    """A file that the cache does not know: where it is, its bytes, its path as clerks know it, its names."""

    file: Path
    size: int
    path: str
    digest: str
    name: str


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if module == records.__name__ or (module, name) in _CLASSES:
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"{module}.{name}")


def read(folder: Path, shown: str, words: Catalogue, kept: Cache) -> Ahead:
    """Every unit file that can be read and has nothing wrong. Reads the cache and adds to it."""
    found = Ahead({}, [])
    missing: list[_Missing] = []
    for inside, raw in _unit_files(folder):
        file, path, digest = folder / inside, f"{shown}/{inside}", source.digest(raw)
        name = kept.name("data", words.language, path, digest)
        found.names.append(name)
        parsed = _unpickled(kept.get(name), file)
        if parsed is None:
            missing.append(_Missing(file, len(raw), path, digest, name))
        else:
            found.known[path, digest] = parsed

    def parse(number: int) -> tuple[int, bytes]:
        file, _, path, digest, _ = missing[number]
        try:
            own = source.read(file, path, within=folder)
        except (OSError, source.NotText):
            return number, b""
        made = load.parse(own, file.name, format.UNIT_FILE, words)
        if made.problems or own.digest != digest:
            return number, b""
        own.let_go(None)
        return number, pickle.dumps(made, 5)

    for number, raw in workers.spread(parse, len(missing)) if _worth_it(missing, kept) else ():
        file, _, path, digest, name = missing[number]
        if made := _unpickled(raw, file):
            found.known[path, digest] = made
            kept.put(name, raw)
    return found


def _unit_files(folder: Path) -> Iterator[tuple[str, bytes]]:
    """The path below the data folder and the bytes of every unit file that can be read."""
    with contextlib.suppress(OSError), plainfiles.Folder(folder) as data:
        for campaign, _ in data.entries("campaigns"):
            with contextlib.suppress(OSError), data.folder(f"campaigns/{campaign}/units") as units:
                for name, kind in units.entries():
                    if kind == "file" and name.endswith(".yml"):
                        with contextlib.suppress(OSError):
                            yield f"campaigns/{campaign}/units/{name}", units.read(name)


def _worth_it(missing: list[_Missing], kept: Cache) -> bool:
    """Whether parsing ahead gains anything: there is a cache to fill, or much to spread."""
    return kept.folder is not None or (workers.cores() > 1 and sum(each.size for each in missing) > 2 * 10**6)


def _unpickled(raw: bytes | None, file: Path) -> Parsed | None:
    """A parsed file, if that is what the bytes are."""
    if not raw:
        return None
    try:
        made = _Unpickler(io.BytesIO(raw)).load()
    except Exception:
        return None
    if not isinstance(made, load.Parsed) or not isinstance(made.at.source, source.Source):
        return None
    made.at.source.let_go(file)
    return made
