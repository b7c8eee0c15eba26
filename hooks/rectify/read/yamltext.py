"""Write values as YAML: in the house style, each text quoted only where it must be."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, Any, TypeAlias

import yaml

from rectify.read.yamltree import NULLS

if TYPE_CHECKING:
    from collections.abc import Iterator

Data: TypeAlias = "str | list[Data] | dict[str, Data] | None"
"""What YAML says, before anything is typed: a text, nothing, a list or a mapping."""

_UNSAFE = re.compile("[^\t\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What YAML refuses, or takes for a line end. No data has it; names on the command line may."""


def values(node: Any) -> Data:
    """What one of PyYAML's nodes says."""
    if isinstance(node, yaml.MappingNode):
        return {str(key.value): values(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [values(item) for item in node.value]
    if node is None or (not node.style and node.value in NULLS):
        return None
    return str(node.value)


def read(text: str) -> Data:
    """What a text says. Raises ``yaml.YAMLError``."""
    return values(yaml.compose(text, Loader=yaml.CSafeLoader))


@functools.cache
def _is_plain(text: str, flow: bool) -> bool:
    """Whether a text reads as itself without quotes; in ``flow`` it stands in brackets."""
    try:
        return read(f"[{{k: {text}}}, 1]" if flow else f"k: {text}") == (
            [{"k": text}, "1"] if flow else {"k": text}
        )
    except (yaml.YAMLError, UnicodeError):
        return False


def scalar(text: str | None, *, flow: bool = False, line: str = "\n") -> str:
    """A text as a scalar. ``line`` is a line end with the indentation of what continues there."""
    if text is None:
        return ""
    return text if "\n" not in text and _is_plain(text, flow) else quoted(text, line)


def quoted(text: str, line: str = "\n") -> str:
    r"""A text in double quotes. A line end is written as an empty line, since ``\n`` is refused in data."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    escaped = _UNSAFE.sub(lambda sign: f"\\u{ord(sign[0]):04x}", escaped)
    # Blanks around a line end would be lost.
    escaped = re.sub(r"[ \t](?=\n)|(?<=\n)[ \t]", lambda blank: f"\\x{ord(blank[0]):02x}", escaped)
    broken = line[: len(line) - len(line.lstrip("\r\n"))]
    folded = re.sub(r"\n+", lambda run: broken * len(run[0]) + line, escaped)
    return f'"{folded}"'


def literal(text: str, line: str) -> str:
    """A text of several lines as a block, one line each."""
    broken = line[: len(line) - len(line.lstrip("\r\n"))]
    body = text.rstrip("\n")
    ended = len(text) - len(body)
    lines = "".join(f"{line}{each}" if each else broken for each in body.split("\n"))
    return f"|{('-', '')[ended]}{lines}" if ended < 2 else f"|+{lines}{broken * (ended - 1)}"


def inline(value: Data, line: str = "\n") -> str:
    """A value on one line: ``{date: 2019-04-18, by: 刘鹏}``."""
    if isinstance(value, dict):
        pairs = (f"{scalar(key, flow=True)}: {inline(each, line)}" for key, each in value.items())
        return "{" + ", ".join(pairs) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(inline(each, line) for each in value) + "]"
    return scalar(value, flow=True, line=line)


def pair(key: str, value: Data, line: str, offset: str) -> str:
    """``key: value`` where ``line`` begins a line of its mapping, and lists are indented by ``offset``."""
    name = scalar(key)
    deeper = f"{line}  "
    if isinstance(value, list) and any(isinstance(each, dict | list) for each in value):
        return f"{name}:{items(value, line + offset)}"
    if isinstance(value, str) and "\n" in value:
        return f"{name}: {literal(value, deeper)}"
    if isinstance(value, dict) and _is_long(value):
        return f"{name}:{deeper}{mapping(value, deeper, offset)}"
    said = inline(value, deeper) if isinstance(value, dict | list) else scalar(value, line=deeper)
    return f"{name}: {said}".rstrip(" ")


def mapping(value: dict[str, Data], line: str, offset: str) -> str:
    """The pairs of a mapping, one a line."""
    return line.join(pair(key, each, line, offset) for key, each in value.items())


def items(value: list[Data], line: str, *, spread: bool = False) -> str:
    """The entries of a list, each on its line; a mapping in braces, or its pairs ``spread`` over lines."""
    return "".join(f"{line}- {item(each, line, spread=spread)}" for each in value)


def item(value: Data, line: str, *, spread: bool = False) -> str:
    """What stands behind the dash of an entry."""
    deeper = f"{line}  "
    if isinstance(value, dict) and value and (spread or _is_long(value)):
        return mapping(value, deeper, "  ")
    if isinstance(value, str):
        return literal(value, deeper) if "\n" in value else scalar(value)
    return inline(value, deeper)


def _is_long(value: Data) -> bool:
    """Whether a value has a text of several lines, or a list of records."""
    lists = [each for each in value.values() if isinstance(each, list)] if isinstance(value, dict) else []
    return any("\n" in text for text in _texts(value)) or any(
        isinstance(each, dict) for some in lists for each in some
    )


def _texts(value: Data) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _texts(each)
