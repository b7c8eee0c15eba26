"""Live blocks of a Markdown text: tables, counts and charts, wherever Markdown finds a fence.

A block is a fence named ``issues``, ``counts``, ``chart`` or ``reference`` whose body is YAML. Markdown
itself tells which fences there are, in tabs, lists and quotes too (``pymdownx.superfences``); each leaves
a mark that nobody can type, in whose place its HTML is put when all else is done. Blocks within another
fence, as a handbook shows them, are left alone.
"""

from __future__ import annotations

import re
import secrets
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

NAMES = ("issues", "counts", "chart", "reference")

SLIPS = {
    slip: name
    for name in NAMES
    for form in (name, name.removesuffix("s"), f"{name.removesuffix('s')}s")
    for slip in (form, form.capitalize(), form.upper())
    if slip not in NAMES
}
"""Names that are nearly one of ours, by the one that was meant: such a fence would show its YAML as code."""

_ANY = "|".join(sorted([*NAMES, *SLIPS], key=len, reverse=True))
_START = re.compile(
    r"((?:[> \t]|[-*+] |\d{1,9}[.)] )*)(?:`{3,}|~{3,})[ \t]*(?:\{[ \t]*)?\.?(" + _ANY + r")\b"
)
_SHOWN = re.compile(r"<pre\b(?:(?!<pre\b).)*?</pre>", re.S)  # up to the next at most
_PRINTED = re.compile(r"(?:```|~~~)[ \t{.]*(?:{0})\b|<code>(?:{0})\n".replace("{0}", _ANY))


class Fence(NamedTuple):
    """A block of ours. ``line`` is the 1-based line of its first body line, ``indent`` the body's own."""

    name: str
    body: str
    line: int
    indent: int = 0


class Found:
    """The blocks that Markdown finds in one text, in their order, and the mark that it leaves for each."""

    def __init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        """Another text is read from now on. Its marks are of chance, so that no text can hold one."""
        self.key = f"rectify-{secrets.token_hex(16)}"
        self.blocks: list[tuple[str, str]] = []

    def config(self) -> list[dict[str, Any]]:
        """What superfences is told of our blocks."""
        return [
            {"name": name, "class": name, "format": self._hold, "validator": _any}
            for name in (*NAMES, *SLIPS)
        ]

    def _hold(self, source: str, language: str, *_: Any, **__: Any) -> str:
        """Keep a block, and leave its mark."""
        self.blocks.append((language, source))
        return f"<div>{self.key}-{len(self.blocks) - 1}</div>"


def _any(language: str, inputs: Mapping[str, str], *_: Any) -> bool:
    """A block is ours whatever stands beside its name."""
    return True


def live(html: str, key: str) -> list[int]:
    """The numbers of the blocks whose marks stand in a text's HTML; others were only shown, as code."""
    return [int(number) for number in dict.fromkeys(re.findall(rf"<div>{key}-(\d+)</div>", html))]


def spliced(html: str, key: str, blocks: Mapping[int, str]) -> str:
    """The HTML with each block's own in the place of its mark, once."""
    left = dict(blocks)
    return re.sub(rf"<div>{key}-(\d+)</div>", lambda mark: left.pop(int(mark[1]), ""), html)


def printed(html: str) -> bool:
    """Whether a fence of ours that Markdown did not take for one stands in a text's HTML as it was typed."""
    return _PRINTED.search(_SHOWN.sub("", html)) is not None


def placed(text: str, blocks: Sequence[tuple[str, str]]) -> Iterator[Fence]:
    """The blocks that Markdown found in a text, with their lines.

    One that does not stand there was brought in by a snippet, and is told where the first of these is named.
    """
    lines = text.split("\n")
    brought = next((number for number, line in enumerate(lines, 1) if "--8<--" in line), 1)
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
            yield Fence(name, body, brought)


def first_left(text: str, blocks: Sequence[tuple[str, str]]) -> int:
    """The line of the first start of a block in a text that Markdown found no block at."""
    taken = {fence.line - 1 for fence in placed(text, blocks)}
    return next((number for number, _, _ in _starts(text.split("\n")) if number not in taken), 1)


def _starts(lines: Sequence[str]) -> Iterator[tuple[int, str, int]]:
    """Where a block may begin: its 1-based line, its name, how far in it stands."""
    for number, line in enumerate(lines, 1):
        if match := _START.match(line):
            yield number, match.group(2), len(match.group(1).expandtabs(4))
