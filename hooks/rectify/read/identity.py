"""Who is who: names of people as they are typed, told apart and compared.

A person has no number in a ledger, only a name, and a rule that asks for two people is worth as much as
the comparing of their names. So a name holds letters that people's names are written with, and nothing
that looks like another or like nothing; it is held in one form (``tidy``); and two names are one person's
when their ``skeleton`` is the same. Every comparison of people in the program is one of skeletons.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from typing import NamedTuple

from rectify.ground import characters
from rectify.ground.characters import HAN, MONGOLIAN


def _latin() -> str:
    """ASCII's letters, those with marks that NFC knows as one character, and a few of Europe's own."""
    marked = [
        chr(number)
        for number in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00))
        if re.fullmatch("[A-Za-z][\u0300-\u036f]+", unicodedata.normalize("NFD", chr(number)))
    ]
    return "A-Za-z" + "".join(marked) + "ßæøœłđðþÆØŒŁĐÐÞ"


# The scripts into which the state's own documents are translated, beside Chinese and Latin (Zhuang).
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
_BETWEEN = "[ ·.'་-]"
_WORDS = f"{_LETTER}+(?:{_BETWEEN}{{1,2}}{_LETTER}+)*[.་]?"
_NAME = re.compile(rf"(?=.*[^\W\d_]){_WORDS}(?: ?[（(]{_WORDS}[）)](?: ?{_WORDS})?)*")
_PIECE = re.compile(rf"{_LETTER}|{_BETWEEN}|[（）()]")
_SEVERAL = "、，,；;/／|&＆+＋"

_ALIKE = str.maketrans(
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
"""What stands between the parts of a name has many code points that look the same, and one meaning."""

_SPACES = re.compile(" +")
_LOOSE = re.compile(f"(?<=[{HAN}·（）]) (?=[{HAN}·（）])|(?<=[·（）]) | (?=[·（）])")
_DOT = re.compile(rf"(?<=[{HAN}])\.(?=[{HAN}])")
_PLAIN = re.compile(f"[{HAN}]+|[A-Za-z]+")
_BEHIND = re.compile(f"(?<=[{HAN}])[0-9a-z]{{1,2}}$")
_ANY_HAN = re.compile(f"[{HAN}]")
_WIDE, _NARROW = str.maketrans("()", "（）"), str.maketrans("（）", "()")
_UNSEEN = re.compile("[\u034f\u115f\u1160\u2800\u3164\u200b-\u200f\ufe00-\ufe0f\U000e0100-\U000e01ef]")

_PARTING = re.compile("(?<![0-9])-|-(?![0-9])|[ ·.'་]|[\u0300-\u036f]|[\u180b-\u180f]")
_FOLDED = str.maketrans(
    {
        **dict.fromkeys("i1ı", "l"),  # told apart by nobody, in many a font
        **dict.fromkeys("0〇", "o"),
        **dict(zip("øłðđ", "oldd", strict=True)),
        "æ": "ae",
        "œ": "oe",
        "þ": "th",
        **dict(zip("（）", "()", strict=True)),
        **dict(zip("ཪ\u0fba\u0fbb\u0fbc", "ར\u0fad\u0fb1\u0fb2", strict=True)),
        # Mongolian letters that are written alike, so that they are typed for one another.
        **dict.fromkeys("\u1824\u1825\u1826", "\u1823"),
        **dict(zip("\u1821\u1833\u182d", "\u1820\u1832\u182c", strict=True)),
    }
)
"""Letters that look alike, each by the first of its kind."""


class Fault(NamedTuple):
    """Why a text is no name: a variant of ``structure.name``, and what its words are filled with."""

    variant: str
    values: dict[str, str]


def tidy(text: str) -> str:
    """A name in the one form in which it is held and shown.

    NFC; no blanks between Chinese characters, at most one elsewhere; one dot, one hyphen, one
    apostrophe; brackets as wide as the writing.
    """
    text = unicodedata.normalize("NFC", text)
    if _PLAIN.fullmatch(text):  # as almost always
        return text
    text = _SPACES.sub(" ", text.translate(_ALIKE)).strip(" ")
    if not _ANY_HAN.search(text):
        return text.translate(_NARROW)
    return _LOOSE.sub("", _DOT.sub("·", text.translate(_WIDE)))


@functools.lru_cache(maxsize=65_536)
def skeleton(name: str) -> str:
    """What two spellings of one person's name have in common, and the names of two people have not.

    Without regard to form, case, accents, blanks, dots, hyphens (but between digits), or to letters that
    look alike. What stands in brackets counts: it is how people of one name are told apart.
    """
    text = unicodedata.normalize("NFKD", tidy(name)).casefold()
    return unicodedata.normalize("NFC", _PARTING.sub("", text)).translate(_FOLDED)


def bare(name: str) -> str:
    """A name's skeleton without what tells namesakes apart: brackets, or a letter or number behind it."""
    return _BEHIND.sub("", skeleton(name).partition("(")[0])


def fault(name: str) -> Fault | None:
    """What keeps a tidy text from being the name of one person or of a post; None if nothing does."""
    if _NAME.fullmatch(name):
        return None
    at = 0
    while piece := _PIECE.match(name, at):
        at = piece.end()
    if at == len(name):
        return Fault("form", {})
    code = characters.code_point(name[at])
    if name[at] in _SEVERAL:
        return Fault("several", {"code": code, "character": name[at]})
    better = tidy(_UNSEEN.sub("", unicodedata.normalize("NFKC", name)))
    return Fault("character", {"code": code, "better": better if _NAME.fullmatch(better) else ""})
