"""Report unknown, missing and duplicate keys of a record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rectify.ground.suggest import nearest
from rectify.read import typos
from rectify.read.yamltree import Scalar, quote

if TYPE_CHECKING:
    from rectify.read.fields import Shape
    from rectify.read.reading import Reading
    from rectify.read.yamltree import Mapping, Node

_DERIVED = ("column.status", "column.signal")


def unique_pairs(node: Mapping, reading: Reading) -> list[tuple[Scalar, Node]]:
    """The pairs of a mapping; duplicates are reported, and the first value wins."""
    if len({name.text for name, _ in node.pairs}) == len(node.pairs):
        return node.pairs
    seen: dict[str, Scalar] = {}
    for name, _ in node.pairs:
        if name.text in seen:
            reading.reject("duplicate-key", "key", name, key=name.text, line=seen[name.text].line)
        seen.setdefault(name.text, name)
    return [pair for pair in node.pairs if seen[pair[0].text] is pair[0]]


def unknown(shape: Shape, name: Scalar, node: Mapping, reading: Reading) -> str:
    """Report an unknown key. Returns the key that was probably meant, or ''."""
    key, colon, value = name.text.partition("：")
    if colon and key in shape.keys:  # {owner：刘鹏}
        reading.reject("unknown-key", "wide-colon", name, key=quote(name), better=f"{key}: {value}")
        return key
    if shape.name == "issue" and name.text in ("status", "signal", *map(reading.words, _DERIVED)):
        reading.reject("unknown-key", "derived", name, key=name.text)
        return ""
    meant = next((key for key in shape.keys if name.text == reading.words(f"key.{shape.name}.{key}")), "")
    meant = meant or nearest(name.text, shape.keys)
    variant = "suggest" if meant else "key"
    if meant and any(other.text == meant for other, _ in node.pairs):
        variant = "there"  # correcting it would make a duplicate
    options = "、".join(shape.keys)
    reading.reject("unknown-key", variant, name, key=quote(name), better=meant, options=options)
    return meant


def missing(shape: Shape, key: str, node: Mapping, reading: Reading) -> None:
    """Report a missing key, or one that a full-width comma made part of the preceding value."""
    for _, item in node.pairs:
        if isinstance(item, Scalar) and item.plain and (slip := typos.swallowed(item.text, key)):
            reading.reject("missing-key", "swallowed", item, key=key, text=slip)
            return
    label, name = reading.words(f"key.{shape.name}.{key}"), reading.words(f"shape.{shape.name}")
    reading.reject("missing-key", "key", node, key=key, label=label, shape=name)


def example(shape: Shape) -> str:
    """The required keys of a record, or all of them, as YAML."""
    return ", ".join(f"{key}: …" for key in usual(shape))


def usual(shape: Shape) -> list[str]:
    """The required keys of a record, or all that it usually has."""
    required = [key for key, rule in shape.keys.items() if rule.required]
    return required or [key for key in shape.keys if key != "corrections"]


def options(codes: dict[str, Any], said: dict[str, Any], reading: Reading) -> str:
    """Codes as a message lists them, each with the Chinese word that is taken for it."""
    words = {meant: word for word, meant in reversed(said.items())}
    told = [(code, words.get(meant)) for code, meant in codes.items()]
    return " / ".join(
        reading.words("format.or_word", code=code, word=word) if word else code for code, word in told
    )
