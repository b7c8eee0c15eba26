"""HTML as text."""

from __future__ import annotations

import html
import re

_BLOCK = re.compile(
    r"</?(?:p|div|li|[oud]l|d[td]|t[rdh]|table|h[1-6]|pre|blockquote|br|summary|details)\b[^<>]*>"
)
_TAG = re.compile(r"<[^<>]*>")


def plain(markup: str) -> str:
    """The text of HTML, one line per block."""
    text = html.unescape(_TAG.sub("", _BLOCK.sub("\n", markup)))
    return "\n".join(line for each in text.split("\n") if (line := " ".join(each.split())))
