"""Invisible characters, which are refused in all texts of the data.

Controls, format characters (Cf), line separators, fillers, noncharacters. Joiners and variation selectors
are accepted only where they shape a visible glyph: in emoji, Han variants and minority scripts.

The ranges are spelled out so that the result does not depend on Python's Unicode version.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_INVISIBLE = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f"  # controls
    "\u00ad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\ufeff\ufff0-\ufffb"  # formats, the two separators of lines
    "\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180d\u180f\u2800\u3164\uffa0\ufe00-\ufe0f"  # blanks, selectors
    "\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"  # no characters at all
)
_INVISIBLE_ASTRAL = (
    "\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
) + "".join(chr(number) for plane in range(1, 17) for number in (plane << 16 | 0xFFFE, plane << 16 | 0xFFFF))

_SUSPECT = re.compile(f"[{_INVISIBLE}\U00010000-\U0010ffff]")
"""A cheap first pass: with the astral ranges spelled out this pattern would be ten times slower."""

_ASTRAL = re.compile(f"[{_INVISIBLE_ASTRAL}]")

HAN = (
    "\u3007\u3400-\u4dbf\u4e00-\u9fff\ufa0e\ufa0f\ufa11\ufa13\ufa14\ufa1f\ufa21\ufa23\ufa24\ufa27-\ufa29"
    "\U00020000-\U0002a6df\U0002a700-\U0002ebe0\U0002ebf0-\U0002ee5d\U00030000-\U000323af"
)
"""Chinese characters, as the inside of a regex character class; without those that NFC replaces."""

MONGOLIAN = "\u1820-\u1878"
"""Letters of Mongolian, Todo, Sibe and Manchu, as the inside of a regex character class."""

_JOINED = re.compile(f"[\u0620-\u06d5{MONGOLIAN}]")
_HAN = re.compile(f"[{HAN}\uf900-\ufaff\U0002f800-\U0002fa1f]")
_MONGOLIAN = re.compile(f"[{MONGOLIAN}]")
_SYMBOL = frozenset(("So", "Sm", "Sk", "Po", "Nd", "Pd"))
_EMOJI = frozenset(("So", "Sk", "Sm"))


def code_point(character: str) -> str:
    """The code point in the notation ``U+200B``."""
    return f"U+{ord(character):04X}"


def display(character: str) -> str:
    """The character itself if it is visible, else its code point."""
    return character if character.isprintable() and character != " " else code_point(character)


def invisible(text: str) -> Iterator[int]:
    """The indexes of the invisible characters that are refused in a text."""
    for match in _SUSPECT.finditer(text):
        at, character = match.start(), match.group()
        if character > "\uffff" and not _ASTRAL.match(character):
            continue
        before = text[at - 1] if at else " "
        after = text[at + 1] if at + 1 < len(text) else " "
        if not _is_legitimate(character, before, after, text[max(at - 2, 0) : at]):
            yield at


def _is_legitimate(character: str, before: str, after: str, before_two: str) -> bool:
    """Whether a joiner or selector stands next to characters that it can shape."""
    if character in "\u200c\u200d" and _JOINED.match(before):
        return _JOINED.match(after) is not None
    if character == "\u200d":  # 👩 and 🚒, also where the first has a selector of its own
        first = before_two[0] if before == "\ufe0f" and len(before_two) > 1 else before
        return unicodedata.category(first) in _EMOJI and unicodedata.category(after) in _EMOJI
    if character in "\ufe0e\ufe0f":
        return unicodedata.category(before) in _SYMBOL
    if "\ufe00" <= character <= "\ufe0d" or "\U000e0100" <= character <= "\U000e01ef":
        return _HAN.match(before) is not None
    if character in "\u180b\u180c\u180d\u180f":
        return _MONGOLIAN.match(before) is not None
    return character == "\u180e" and bool(_MONGOLIAN.match(before) and _MONGOLIAN.match(after))
