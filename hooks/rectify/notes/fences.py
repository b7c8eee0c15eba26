"""Live blocks in Markdown: tables, counts and charts.

A block is a fence named ``issues``, ``counts``, ``chart`` or ``reference`` with a YAML body. Markdown itself
(``pymdownx.superfences``) finds the fences, also in tabs, lists and quotes; each leaves a random placeholder,
which is replaced by its HTML at the end. Fences quoted within another fence are left alone.
"""

from __future__ import annotations

import re
import secrets
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

NAMES = ("issues", "counts", "chart", "reference")

MISSPELT = {
    slip: name
    for name in NAMES
    for form in (name, name.removesuffix("s"), f"{name.removesuffix('s')}s")
    for slip in (form, form.capitalize(), form.upper())
    if slip not in NAMES
}
"""Misspelt names and what they mean; such a fence would show its YAML as code."""

_ANY = "|".join(sorted([*NAMES, *MISSPELT], key=len, reverse=True))
_START = re.compile(
    r"((?:[> \t]|[-*+] |\d{1,9}[.)] )*)(?:`{3,}|~{3,})[ \t]*(?:\{[ \t]*)?\.?(" + _ANY + r")\b"
)
_PRE = re.compile(r"<pre\b(?:(?!<pre\b).)*?</pre>", re.S)  # stops at the next <pre: linear time
_UNRECOGNISED = re.compile(r"(?:```|~~~)[ \t{.]*(?:{0})\b|<code>(?:{0})\n".replace("{0}", _ANY))


class Fence(NamedTuple):
    """A live block. ``line`` is the line of its body (from 1), ``indent`` the body's indent."""

    name: str
    body: str
    line: int
    indent: int = 0


class Found:
    """Collects the blocks of one text in order and leaves placeholders with a random ``key``."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Start a new text. The key is random, so that no text can contain a placeholder."""
        self.key = f"rectify-{secrets.token_hex(16)}"
        self.blocks: list[tuple[str, str]] = []

    def config(self) -> list[dict[str, Any]]:
        """The ``custom_fences`` of superfences for our blocks."""
        return [
            {"name": name, "class": name, "format": self._placeholder, "validator": _accept}
            for name in (*NAMES, *MISSPELT)
        ]

    def _placeholder(self, source: str, language: str, *_: Any, **__: Any) -> str:
        """Store a block and return its placeholder."""
        self.blocks.append((language, source))
        return f"<div>{self.key}-{len(self.blocks) - 1}</div>"


def _accept(language: str, inputs: Mapping[str, str], *_: Any) -> bool:
    """Accept a fence with any options."""
    return True


def live(html: str, key: str) -> list[int]:
    """The numbers of the blocks with a placeholder in the HTML; the others are quoted as code."""
    return [int(number) for number in dict.fromkeys(re.findall(rf"<div>{key}-(\d+)</div>", html))]


def splice(html: str, key: str, blocks: Mapping[int, str]) -> str:
    """Replace the first placeholder of each block by its HTML and drop repeated ones."""
    left = dict(blocks)
    return re.sub(rf"<div>{key}-(\d+)</div>", lambda mark: left.pop(int(mark[1]), ""), html)


def has_unrecognised(html: str) -> bool:
    """Whether a live block that Markdown did not recognise as a fence shows up in the HTML."""
    return _UNRECOGNISED.search(_PRE.sub("", html)) is not None


def locate(text: str, blocks: Sequence[tuple[str, str]]) -> Iterator[Fence]:
    """The blocks that Markdown found, with their lines in the text.

    A block that is not in the text comes from a snippet and gets the line of the first snippet.
    """
    lines = text.split("\n")
    snippet = next((number for number, line in enumerate(lines, 1) if "--8<--" in line), 1)
    starts = list(_starts(lines))
    for name, body in blocks:
        wanted = [line.strip("> \t") for line in body.split("\n")] if body else []
        for place, (number, found, indent) in enumerate(starts):
            if found == name and wanted == [
                line.strip("> \t") for line in lines[number : number + len(wanted)]
            ]:
                del starts[: place + 1]
                yield Fence(name, body, number + 1, indent)
                break
        else:
            yield Fence(name, body, snippet)


def first_unrecognised(text: str, blocks: Sequence[tuple[str, str]]) -> int:
    """The line of the first block that Markdown did not recognise."""
    taken = {fence.line - 1 for fence in locate(text, blocks)}
    return next((number for number, _, _ in _starts(text.split("\n")) if number not in taken), 1)


def _starts(lines: Sequence[str]) -> Iterator[tuple[int, str, int]]:
    """Possible starts of blocks: line (from 1), name, indent."""
    for number, line in enumerate(lines, 1):
        if match := _START.match(line):
            yield number, match.group(2), len(match.group(1).expandtabs(4))
