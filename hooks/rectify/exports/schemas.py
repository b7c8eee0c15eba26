"""The keys of the JSON files as the handbook lists them, and the files' own schemas."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from rectify.exports.shapes import FILES, SHAPES

if TYPE_CHECKING:
    from collections.abc import Callable

    from rectify.exports.keys import Key


class Line(NamedTuple):
    """A key as the handbook lists it."""

    key: str
    kind: str
    null: bool
    many: bool
    options: tuple[str, ...]


def tables() -> list[tuple[str, list[Line]]]:
    """All shapes and their keys, files first."""
    rest = [name for name in SHAPES if name not in FILES]
    return [
        (name, [Line(key.name, key.kind, key.null, key.many, key.options) for key in SHAPES[name]])
        for name in (*FILES, *rest)
    ]


def schema(name: str, words: Callable[[str], str]) -> dict[str, Any]:
    """The JSON Schema (draft 7) of a file. It allows additional keys, as a version may add some."""
    return {"$schema": "http://json-schema.org/draft-07/schema#", **_object(name, words)}


def _object(shape: str, words: Callable[[str], str]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {
            key.name: {"description": words(f"feeds.key.{shape}.{key.name}"), **_value(key, words)}
            for key in SHAPES[shape]
        },
        "required": [key.name for key in SHAPES[shape]],
    }


def _value(key: Key, words: Callable[[str], str]) -> dict[str, Any]:
    made = _object(key.kind, words) if key.kind in SHAPES else dict(KINDS[key.kind])
    if key.options:
        made["enum"] = [*key.options, *([None] if key.null else [])]
    if key.many:
        return {"type": "array", "items": made}
    return {**made, "type": [made["type"], "null"]} if key.null else made


KINDS: dict[str, dict[str, Any]] = {
    "text": {"type": "string"},
    "choice": {"type": "string"},
    "url": {"type": "string"},
    "day": {"type": "string", "format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}$"},
    "count": {"type": "integer", "minimum": 0},
    "whole": {"type": "integer"},
    "number": {"type": "number", "minimum": 0},
    "flag": {"type": "boolean"},
}
"""The JSON Schemas of values."""
