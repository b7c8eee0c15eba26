"""JSON Schemas (draft 7) of the data files for editors, derived from ``format``.

A schema covers the structure of one file; references, the order of days and the like are for ``check``.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from rectify.read import format
from rectify.read.daytables import Days
from rectify.read.entries import Entries
from rectify.read.fields import DAY, FLAG, Choice, Either, Many, Named, Shape, Signed, Table
from rectify.read.several import OneOrMany
from rectify.words.messages import catalogue, labels

if TYPE_CHECKING:
    from rectify.read.fields import Kind
    from rectify.words.messages import Catalogue

FOLDER = ".schemas"
"""Their folder below the data folder; hidden, so the loader skips it."""


def name(file: str) -> str:
    """The schema's name for a file of ``format.FILES``: ``…/units/<unit>.yml`` → unit."""
    return file.rpartition("/")[2].removesuffix(".yml").strip("<>")


def modeline(file: str) -> str:
    """The comment that points an editor to the schema of a data file."""
    return f"# yaml-language-server: $schema={'../' * file.count('/')}{FOLDER}/{name(file)}.json"


def schemas(words: Catalogue) -> dict[str, str]:
    """The JSON text of every schema by file name, with descriptions in the catalogue's language."""
    made = {}
    for file, kind in format.FILES.items():
        schema = {
            "$schema": "http://json-schema.org/draft-07/schema#",
            "title": words(f"schema.{name(file)}"),
            "description": file,
            **_schema(kind, name(file), words),
        }
        made[f"{name(file)}.json"] = json.dumps(schema, ensure_ascii=False, indent=1) + "\n"
    return made


def _schema(kind: Kind, key: str, words: Catalogue) -> dict[str, Any]:
    if isinstance(kind, Shape):
        return _shape(kind, words)
    if isinstance(kind, Table):
        return {
            "type": "object",
            "propertyNames": {"pattern": f"^{kind.names.pattern.pattern}$"},
            "additionalProperties": _schema(kind.shape, key, words),
        }
    if isinstance(kind, Days):
        return {
            "type": "object",
            "propertyNames": _schema(kind.names, "kind", words),
            "additionalProperties": _schema(DAY, key, words),
        }
    if isinstance(kind, Entries):
        return {"anyOf": [_schema(kind.before, key, words), _schema(Many(kind.item), key, words)]}
    if isinstance(kind, Many):
        return {"type": "array", "items": _schema(kind.item, key, words)}
    if isinstance(kind, OneOrMany):
        some = {**_schema(Many(kind.item), key, words), "minItems": 1, "uniqueItems": True}
        return {"oneOf": [_schema(kind.item, key, words), some]}
    if isinstance(kind, Either):
        return {"anyOf": [_schema(kind.item, key, words), _schema(Many(kind.item), key, words)]}
    if isinstance(kind, Signed):
        return {"anyOf": [_schema(FLAG, key, words), _shape(kind.shape, words)]}
    if isinstance(kind, Choice):
        return _choice(kind, key, words)
    return dict(_VALUES[kind.name], **({"pattern": f"^{kind.pattern.pattern}$"} if kind.pattern else {}))


def _choice(kind: Choice, key: str, words: Catalogue) -> dict[str, Any]:
    if isinstance(kind, Named):
        return dict(_VALUES["text"])
    told = [next(iter(labels(words, key, option)), option) for option in kind.options]
    return {
        "anyOf": [
            {"enum": list(kind.options), "enumDescriptions": told},
            {"enum": list(kind.chinese(key))},
        ]
    }


def _shape(shape: Shape, words: Catalogue) -> dict[str, Any]:
    properties = {}
    for key, rule in shape.keys.items():
        one = _schema(rule.kind, key, words)
        if not rule.required:
            one = _or_nothing(one)
        properties[key] = {"description": words(f"key.{shape.name}.{key}"), **one}
    required = [key for key, rule in shape.keys.items() if rule.required]
    return {
        "type": "object",
        "properties": properties,
        **({"required": required} if required else {}),
        "additionalProperties": False,
    }


def _or_nothing(schema: dict[str, Any]) -> dict[str, Any]:
    """A schema that also accepts null."""
    if "type" not in schema:
        return {"anyOf": [schema, {"type": "null"}]}
    types = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    return {**schema, "type": [*types, "null"]}


_VALUES: dict[str, dict[str, Any]] = {
    # Unquoted text may look like a number or a boolean.
    "text": {"type": ["string", "number", "boolean"], "pattern": r"\S"},
    "person": {"type": ["string", "number", "boolean"], "pattern": r"\S"},
    "identifier": {"type": ["string", "number", "boolean"]},
    "day": {
        "type": "string",
        "format": "date",
        "pattern": "^(19(49|[5-9][0-9])|20[0-9]{2}|2100)-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$",
    },
    "count": {"type": ["integer", "string"], "minimum": 0, "maximum": 999_999_999},
    "amount": {"type": ["number", "string"], "minimum": 0, "exclusiveMaximum": 10**13},
    "quantity": {"type": ["number", "string"], "minimum": 0, "exclusiveMaximum": 10**9},
    "flag": {"enum": [True, False, *(catalogue("zh")(f"truth.{word}") for word in ("true", "false"))]},
    "where": {"type": ["string", "number", "boolean"], "pattern": r"\S"},
    "anything": {},
    "party": {"type": ["string", "number", "boolean"], "pattern": r"\S"},
    "claim": {
        "enum": [
            True,
            "partial",
            False,
            *(catalogue("zh")(f"answer.{has}") for has in ("yes", "partial", "no")),
        ]
    },
}
