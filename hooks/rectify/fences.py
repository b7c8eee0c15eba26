"""Fenced blocks of a Markdown text that are ours: live tables, counts and charts.

A block is a fence named ``issues``, ``counts``, ``chart`` or ``reference`` whose body is YAML.
Blocks within another fence, as a handbook shows them, are left alone.
"""

from __future__ import annotations

import re
from typing import NamedTuple

NAMES = ("issues", "counts", "chart", "reference")

_FENCE = re.compile(r"^( {0,3})(`{3,}|~{3,})[ \t]*\{?[ \t]*\.?([^\s`{}]*)[^`\n]*$")


class Fence(NamedTuple):
    """A block of ours. ``line`` is the 1-based line of its first body line."""

    name: str
    body: str
    line: int


def split(text: str) -> list[str | Fence]:
    """The text cut at our blocks: runs of Markdown and, between them, the blocks."""
    parts: list[str | Fence] = []
    run: list[str] = []
    mark = name = ""
    body: list[str] = []
    start = 0
    for number, line in enumerate(text.split("\n"), 1):
        match = _FENCE.match(line)
        if mark:
            closing = bool(match) and line.strip().startswith(mark) and not line.strip().strip(mark[0])
            if name not in NAMES:
                run.append(line)
            elif not closing:
                body.append(line)
            else:
                parts += ["\n".join(run), Fence(name, "\n".join(body), start)]
                run, body = [""], []
            if closing:
                mark = ""
        elif match:
            mark, name, start = match.group(2), match.group(3), number + 1
            if name not in NAMES:
                run.append(line)
        else:
            run.append(line)
    if mark and name in NAMES:
        parts += ["\n".join(run), Fence(name, "\n".join(body), start)]
        run = []
    return [*parts, "\n".join(run)]


def token(number: int) -> str:
    """What stands for a block while its surroundings go through Markdown."""
    return f"rectifyblock{number:04d}x"


def tokenised(parts: list[str | Fence]) -> str:
    """The Markdown with a token, as a paragraph of its own, for each block."""
    pieces, number = [], 0
    for part in parts:
        if isinstance(part, Fence):
            pieces.append(f"\n\n{token(number)}\n\n")
            number += 1
        else:
            pieces.append(part)
    return "".join(pieces)


def spliced(html: str, blocks: list[str]) -> str:
    """The HTML with each token replaced by its block's own HTML."""
    for number, block in enumerate(blocks):
        html = html.replace(f"<p>{token(number)}</p>", block).replace(token(number), block)
    return html
