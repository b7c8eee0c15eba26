"""Unit files read ahead of the loading: from the cache, or parsed on all cores at once."""

from __future__ import annotations

import io
import pickle
from typing import TYPE_CHECKING, Any, NamedTuple

from rectify import format, load, source, workers

if TYPE_CHECKING:
    from pathlib import Path

    from rectify.cache import Cache
    from rectify.load import Parsed
    from rectify.messages import Catalogue

_CLASSES = {
    ("datetime", "date"),
    ("decimal", "Decimal"),
    ("rectify.load", "Parsed"),
    ("rectify.source", "Place"),
    ("rectify.source", "Source"),
}
"""What a parsed file is made of, beside our records. Nothing else is ever made from a file of the cache."""


class Ahead(NamedTuple):
    """Parsed files by path and digest, as ``load`` takes them, and their names in the cache."""

    known: dict[tuple[str, str], Parsed]
    names: list[str]


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if module == "rectify.records" or (module, name) in _CLASSES:
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"{module}.{name}")


def read(folder: Path, shown: str, words: Catalogue, kept: Cache) -> Ahead:
    """Every unit file that can be read and has nothing wrong. Reads the cache and adds to it."""
    found = Ahead({}, [])
    missing: list[tuple[source.Source, str]] = []
    for file in sorted(folder.glob("campaigns/*/units/*.yml")):
        path = f"{shown}/{file.relative_to(folder).as_posix()}"
        try:
            if file.stat().st_size > load.MAX_BYTES:
                continue
            text = source.read(file, path)
        except (OSError, source.NotText):
            continue
        name = kept.name("data", words.language, path, text.digest)
        found.names.append(name)
        parsed = _unpickled(kept.get(name), text)
        if parsed is None:
            missing.append((text, name))
        else:
            found.known[path, text.digest] = parsed

    def parse(number: int) -> tuple[int, bytes]:
        text, _ = missing[number]
        own = source.Source(text.path, text.text, text.digest)
        made = load.parse(own, text.path.rsplit("/", 1)[-1], format.UNIT_FILE, words)
        own.take("")
        return number, pickle.dumps(made, 5) if not made.problems else b""

    for number, raw in workers.spread(parse, len(missing)) if _worth_it(missing, kept) else ():
        text, name = missing[number]
        if made := _unpickled(raw, text):
            found.known[text.path, text.digest] = made
            kept.put(name, raw)
    return found


def _worth_it(missing: list[tuple[source.Source, str]], kept: Cache) -> bool:
    """Whether parsing ahead gains anything: there is a cache to fill, or much to spread."""
    return kept.folder is not None or (
        workers.cores() > 1 and sum(len(text.text) for text, _ in missing) > 10**6
    )


def _unpickled(raw: bytes | None, text: source.Source) -> Parsed | None:
    """A parsed file, if that is what the bytes are, with its text."""
    if not raw:
        return None
    try:
        made = _Unpickler(io.BytesIO(raw)).load()
    except Exception:
        return None
    if not isinstance(made, load.Parsed) or not isinstance(made.at.source, source.Source):
        return None
    made.at.source.take(text.text)
    return made
