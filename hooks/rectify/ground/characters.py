"""Characters that no text of the data holds: those that nobody sees, but that change what is read.

Controls, format characters (Cf), line separators, fillers, noncharacters. A few of them have a place where
they make what is seen: the joiners of emoji and of minority scripts, and the selectors after the character
whose form they choose. There, and nowhere else, they are let pass.

The ranges are written out, so that the answer does not change with Python's edition of Unicode.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_UNSEEN = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f"  # controls
    "\u00ad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\ufeff\ufff0-\ufffb"  # formats, the two separators of lines
    "\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180d\u180f\u2800\u3164\uffa0\ufe00-\ufe0f"  # blanks, selectors
    "\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"  # no characters at all
)
_UNSEEN_ABOVE = (
    "\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
) + "".join(chr(number) for plane in range(1, 17) for number in (plane << 16 | 0xFFFE, plane << 16 | 0xFFFF))

_DOUBTFUL = re.compile(f"[{_UNSEEN}\U00010000-\U0010ffff]")
"""What has to be looked at; few texts have any. With all ranges above it would take ten times as long."""

_ABOVE = re.compile(f"[{_UNSEEN_ABOVE}]")

HAN = (
    "\u3007\u3400-\u4dbf\u4e00-\u9fff\ufa0e\ufa0f\ufa11\ufa13\ufa14\ufa1f\ufa21\ufa23\ufa24\ufa27-\ufa29"
    "\U00020000-\U0002a6df\U0002a700-\U0002ebe0\U0002ebf0-\U0002ee5d\U00030000-\U000323af"
)
"""Chinese characters, as a class of a regular expression; those that NFC replaces are none."""

MONGOLIAN = "\u1820-\u1878"
"""Letters of Mongolian, Todo, Sibe and Manchu."""

_JOINED = re.compile(f"[\u0620-\u06d5{MONGOLIAN}]")
_HAN = re.compile(f"[{HAN}\uf900-\ufaff\U0002f800-\U0002fa1f]")
_MONGOLIAN = re.compile(f"[{MONGOLIAN}]")
_SYMBOL = frozenset(("So", "Sm", "Sk", "Po", "Nd", "Pd"))
_EMOJI = frozenset(("So", "Sk", "Sm"))


def code(character: str) -> str:
    """How a message names a character: ``U+200B``."""
    return f"U+{ord(character):04X}"


def shown(character: str) -> str:
    """How a message shows a character: as it is, if it can be seen."""
    return character if character.isprintable() and character != " " else code(character)


def refused(text: str) -> Iterator[int]:
    """Where characters stand in a text that none may hold."""
    for found in _DOUBTFUL.finditer(text):
        at, character = found.start(), found.group()
        if character > "\uffff" and not _ABOVE.match(character):
            continue
        before = text[at - 1] if at else " "
        after = text[at + 1] if at + 1 < len(text) else " "
        if not _in_place(character, before, after, text[max(at - 2, 0) : at]):
            yield at


def _in_place(character: str, before: str, after: str, two: str) -> bool:
    """Whether one that is seen by its neighbours alone stands between those that it is made for."""
    if character in "\u200c\u200d" and _JOINED.match(before):
        return _JOINED.match(after) is not None
    if character == "\u200d":  # 👩 and 🚒, also where the first has a selector of its own
        first = two[0] if before == "\ufe0f" and len(two) > 1 else before
        return unicodedata.category(first) in _EMOJI and unicodedata.category(after) in _EMOJI
    if character in "\ufe0e\ufe0f":
        return unicodedata.category(before) in _SYMBOL
    if "\ufe00" <= character <= "\ufe0d" or "\U000e0100" <= character <= "\U000e01ef":
        return _HAN.match(before) is not None
    if character in "\u180b\u180c\u180d\u180f":
        return _MONGOLIAN.match(before) is not None
    return character == "\u180e" and bool(_MONGOLIAN.match(before) and _MONGOLIAN.match(after))
