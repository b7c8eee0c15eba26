"""Names of people: validation, normalisation and comparison.

The ledger identifies people by name alone, so a rule that requires two different people is only as good as
the comparison of names. Names may hold only letters that names are written with (no confusable or invisible
characters), are stored in one form (``normalise``), and belong to one person if their ``skeleton`` is equal.
All comparisons of people use the skeleton.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from typing import TYPE_CHECKING, NamedTuple

from rectify.ground import characters
from rectify.ground.characters import HAN, MONGOLIAN

if TYPE_CHECKING:
    from collections.abc import Iterable


def _latin() -> str:
    """Latin letters as the inside of a regex character class: ASCII, precomposed, and a few European ones."""
    marked = [
        chr(number)
        for number in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00))
        if re.fullmatch("[A-Za-z][\u0300-\u036f]+", unicodedata.normalize("NFD", chr(number)))
    ]
    return "A-Za-z" + "".join(marked) + "ßæøœłđðþÆØŒŁĐÐÞ"


# Scripts of official documents in China, beside Chinese and Latin (Zhuang).
_UYGHUR = "ابپتجچحخدرزژسشعغفقكگڭلمنھوۇۆۈۋېىيەئٴۅۉ"  # and Kazakh and Kyrgyz
_TIBETAN = "\u0f40-\u0f47\u0f49-\u0f6c"
_TIBETAN_MARKS = "\u0f71\u0f72\u0f74\u0f7a-\u0f7e\u0f80\u0f8d-\u0f97\u0f99-\u0fbc"
_YI = "\ua000-\ua48c"
_HANGUL = "\uac00-\ud7a3"

_LETTER = (
    f"(?:[0-9{_latin()}{HAN}{_UYGHUR}{_YI}{_HANGUL}]"
    f"|[{_TIBETAN}][{_TIBETAN_MARKS}]{{0,8}}"
    f"|[{MONGOLIAN}][\u180b-\u180d\u180f]?(?:\u180e(?=[{MONGOLIAN}]))?)"
)
_SEPARATOR = "[ ·.'་-]"
_WORDS = f"{_LETTER}+(?:{_SEPARATOR}{{1,2}}{_LETTER}+)*[.་]?"
_NAME = re.compile(rf"(?=.*[^\W\d_]){_WORDS}(?: ?[（(]{_WORDS}[）)](?: ?{_WORDS})?)*")
_TOKEN = re.compile(rf"{_LETTER}|{_SEPARATOR}|[（）()]")
LIST_SEPARATORS = "、，,；;/／|&＆+＋"

_VARIANTS = str.maketrans(
    {
        **dict.fromkeys("\t\n\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a", " "),
        **dict.fromkeys("\u202f\u205f\u3000", " "),
        **dict.fromkeys("\u2022\u2027\u2219\u22c5\u30fb\uff65\u0387", "·"),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2212\ufe63\uff0d", "-"),
        **dict.fromkeys("\u2018\u2019\u02bc\u2032\uff07`´", "'"),
        "．": ".",
        "༌": "་",
    }
)
"""Variants of the separators in names, each mapped to one code point."""

_SPACES = re.compile(" +")
_OPTIONAL_SPACE = re.compile(f"(?<=[{HAN}·（）]) (?=[{HAN}·（）])|(?<=[·（）]) | (?=[·（）])")
_DOT = re.compile(rf"(?<=[{HAN}])\.(?=[{HAN}])")
_NORMAL = re.compile(f"[{HAN}]+|[A-Za-z]+")
_SUFFIX = re.compile(f"(?<=[{HAN}])[0-9a-z]{{1,2}}$")
_ANY_HAN = re.compile(f"[{HAN}]")
_WIDE, _NARROW = str.maketrans("()", "（）"), str.maketrans("（）", "()")
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U000e0000-\U000e0fff]"
)
"""What shows nothing. Much of it is refused in all texts; here also what other texts may hold (selectors)."""

_IGNORED = re.compile("(?<![0-9])-|-(?![0-9])|[ ·.'་]|[\u0300-\u036f]|[\u180b-\u180f]")
_LOOK_ALIKES = str.maketrans(
    {
        **dict.fromkeys("i1ı", "l"),  # identical in many fonts
        **dict.fromkeys("0〇", "o"),
        **dict(zip("øłðđ", "oldd", strict=True)),
        "æ": "ae",
        "œ": "oe",
        "þ": "th",
        **dict(zip("（）", "()", strict=True)),
        **dict(zip("ཪ\u0fba\u0fbb\u0fbc", "ར\u0fad\u0fb1\u0fb2", strict=True)),
        # Mongolian letters with the same glyph.
        **dict.fromkeys("\u1824\u1825\u1826", "\u1823"),
        **dict(zip("\u1821\u1833\u182d", "\u1820\u1832\u182c", strict=True)),
    }
)
"""Confusable letters, each mapped to one representative."""


class Fault(NamedTuple):
    """Why a text is not a name: the variant of ``structure.name`` and the values of its message.

    ``sign`` is the character that is wrong, if it is one.
    """

    variant: str
    values: dict[str, str]
    sign: str = ""


def normalise(text: str) -> str:
    """The form in which a name is stored and shown.

    NFC; no spaces between Chinese characters, single ones elsewhere; one code point each for dot, hyphen and
    apostrophe; full-width brackets in Chinese names, else ASCII ones.
    """
    text = unicodedata.normalize("NFC", text)
    if _NORMAL.fullmatch(text):  # the common case
        return text
    text = _SPACES.sub(" ", text.translate(_VARIANTS)).strip(" ")
    if not _ANY_HAN.search(text):
        return text.translate(_NARROW)
    return _OPTIONAL_SPACE.sub("", _DOT.sub("·", text.translate(_WIDE)))


@functools.lru_cache(maxsize=65_536)
def skeleton(name: str) -> str:
    """The comparison key of a name: equal for all spellings of one person's name.

    Ignores Unicode form, case, accents, spaces, dots, hyphens (except between digits) and confusable letters.
    Text in brackets counts, since it tells namesakes apart.
    """
    text = unicodedata.normalize("NFKD", normalise(name)).casefold()
    return unicodedata.normalize("NFC", _IGNORED.sub("", text)).translate(_LOOK_ALIKES)


def together(names: Iterable[str]) -> str:
    """Several names as one text."""
    return "、".join(names)


@functools.lru_cache(maxsize=65_536)
def bare(name: str) -> str:
    """The skeleton without what tells namesakes apart: brackets, or a trailing letter or number."""
    return _SUFFIX.sub("", skeleton(name).partition("(")[0])


def bracket(name: str) -> tuple[str, str]:
    """A normalised name without the brackets behind it, and what stands in them, or ''."""
    if name[-1:] not in ("）", ")"):
        return name, ""
    before, _, said = name[:-1].replace("(", "（").rpartition("（")
    return before.strip(), said.strip()


def fault(name: str) -> Fault | None:
    """Why a normalised text is not the name of one person or post; None if it is."""
    if _NAME.fullmatch(name):
        return None
    at = 0
    while piece := _TOKEN.match(name, at):
        at = piece.end()
    if at == len(name):
        return Fault("form", {})
    sign = name[at]
    code = characters.code_point(sign)
    if sign in LIST_SEPARATORS:
        return Fault("several", {"code": code, "character": sign}, sign)
    better = normalise(_INVISIBLE.sub("", unicodedata.normalize("NFKC", name)))
    variant = "unseen" if _INVISIBLE.match(sign) else "character"
    return Fault(variant, {"code": code, "better": better if _NAME.fullmatch(better) else ""}, sign)
