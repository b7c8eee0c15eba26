"""What to say of a record's keys: one that it does not have, one that it lacks, one that stands twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rectify.ground.suggest import nearest
from rectify.read import typos
from rectify.read.yamltree import Scalar, shown

if TYPE_CHECKING:
    from rectify.read.fields import Reading, Shape
    from rectify.read.yamltree import Mapping, Node

_DERIVED = ("column.status", "column.signal")


def unique_pairs(node: Mapping, reading: Reading) -> list[tuple[Scalar, Node]]:
    """The pairs of a mapping; a key that stands twice is reported and its second value left."""
    if len({name.text for name, _ in node.pairs}) == len(node.pairs):
        return node.pairs
    seen: dict[str, Scalar] = {}
    for name, _ in node.pairs:
        if name.text in seen:
            reading.wrong("duplicate-key", "key", name, key=name.text, line=seen[name.text].line)
        seen.setdefault(name.text, name)
    return [pair for pair in node.pairs if seen[pair[0].text] is pair[0]]


def unknown(shape: Shape, name: Scalar, node: Mapping, reading: Reading) -> str:
    """Report a key that the shape doesn't have; the key that was probably meant, or ''."""
    key, colon, value = name.text.partition("：")
    if colon and key in shape.keys:  # {owner：刘鹏}
        reading.wrong("unknown-key", "wide-colon", name, key=shown(name), better=f"{key}: {value}")
        return key
    if shape.name == "issue" and name.text in ("status", "signal", *map(reading.words, _DERIVED)):
        reading.wrong("unknown-key", "derived", name, key=name.text)
        return ""
    meant = next((key for key in shape.keys if name.text == reading.words(f"key.{shape.name}.{key}")), "")
    meant = meant or nearest(name.text, shape.keys)
    variant = "suggest" if meant else "key"
    if meant and any(other.text == meant for other, _ in node.pairs):
        variant = "there"  # to change it would make it stand twice
    options = "、".join(shape.keys)
    reading.wrong("unknown-key", variant, name, key=shown(name), better=meant, options=options)
    return meant


def missing(shape: Shape, key: str, node: Mapping, reading: Reading) -> None:
    """Report a key that isn't there, or that a full-width comma made part of the value before it."""
    for _, item in node.pairs:
        if isinstance(item, Scalar) and item.plain and (slip := typos.swallowed(item.text, key)):
            reading.wrong("missing-key", "swallowed", item, key=key, text=slip)
            return
    label, name = reading.words(f"key.{shape.name}.{key}"), reading.words(f"shape.{shape.name}")
    reading.wrong("missing-key", "key", node, key=key, label=label, shape=name)


def example(shape: Shape) -> str:
    """The keys that a record has to have, as they would be typed."""
    required = [key for key, rule in shape.keys.items() if rule.required]
    return ", ".join(f"{key}: …" for key in required or shape.keys)
