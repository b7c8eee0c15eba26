"""Numbers of persons in texts (身份证号、手机号、银行卡号), however their digits are written and kept apart.

Each sign is made plain first: full-width, circled and Chinese digits become ASCII ones, what nobody sees is
dropped, dashes, dots and blanks become one of each. In what is left, signs may stand between the digits.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

_CHINESE = {
    **dict(zip("零一二三四五六七八九", "0123456789", strict=True)),
    **dict(zip("〇壹贰叁肆伍陆柒捌玖", "0123456789", strict=True)),
    **dict(zip("幺〡〢〣〤〥〦〧〨〩", "1123456789", strict=True)),
}
_MARKED = "".join(
    chr(number)
    for first, last in ((0xB2, 0xB9), (0x2070, 0x2089), (0x2460, 0x24FF), (0x2776, 0x2792), (0x3220, 0x3288))
    for number in range(first, last + 1)
    if unicodedata.digit(chr(number), None) is not None
    or unicodedata.normalize("NFKC", chr(number)).strip("()") in _CHINESE
)
"""Circled digits, those in brackets, raised ones and the like."""

_DIGIT = rf"[\d{''.join(_CHINESE)}{_MARKED}]"
_MAYBE = re.compile(rf"{_DIGIT}(?:[\W_]{{0,9}}{_DIGIT}){{9}}[\W_]{{0,9}}(?:{_DIGIT}|[XxＸｘⅩⅹ])")
"""Eleven digits or more with hardly anything between them."""

_MAYBE_IN_FILE = re.compile(rf"(?<!\d){_DIGIT}(?:[\W_]{{0,99}}{_DIGIT}){{10}}|\\[xuUN]")
"""The same in a file, where a text may go on in the next line and have escapes."""

_BETWEEN = r"[ \-.·/_~*+()=#\\`]{0,3}"
_MOBILE = re.compile(rf"(?=((?:86{_BETWEEN})?1{_BETWEEN}[3-9](?:{_BETWEEN}\d){{9}}))")
_IDENTITY = re.compile(rf"(?=([1-9](?:{_BETWEEN}\d){{16}}{_BETWEEN}[\dXx]))")
_CARD = re.compile(r"(?=((?:62|[3-5]\d)\d{2}(?:[ \-.·/]?\d{4}){2}[ \-.·/]?\d{3,4}(?:[ \-.·/]?\d{1,3})?))")

_BORN = re.compile(r"\d{6}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx]")
_DAY = re.compile(r"(?<!\d)(?:19|2[01])\d{2}([-./])(?:0?[1-9]|1[0-2])\1(?:0?[1-9]|[12]\d|3[01])(?!\d)")
_BEFORE = re.compile(r"(?<![\d.])\d{1,9}\.$|(?<!\d)\d{1,3},$")
_AFTER = re.compile(r"\.\d{1,2}(?!\d)|,\d{3}(?!\d)")
_AMOUNT = re.compile(r" ?(?:[万亿]?[余多]?(?:元(?!旦)|吨|公斤|千克|平方|立方|亩|公里|米)|[%‰¥])")


class Found(NamedTuple):
    """A number: where it stands, which it is, and how it is written, in plain signs."""

    start: int
    end: int
    kind: str
    text: str


def maybe_in_file(text: str) -> bool:
    """Whether the text of a data file can hold a number at all; most can not."""
    return _MAYBE_IN_FILE.search(text) is not None


def find(text: str) -> Iterator[Found]:
    """The numbers of persons in a text."""
    if not _MAYBE.search(text):
        return
    plain, sorts, places = _plain(text)
    days = [match.span() for match in _DAY.finditer(plain)]
    taken: list[tuple[int, int]] = []
    for kind, pattern in (("identity", _IDENTITY), ("card", _CARD), ("mobile", _MOBILE)):
        for match in pattern.finditer(plain):
            start, end = match.span(1)
            if (
                not any(start < last and first < end for first, last in taken)
                and _is_whole(sorts, start, end)
                and _IS[kind](match[1])
                and (kind == "identity" or not _counts(plain, start, end, days))
            ):
                taken.append((start, end))
                yield Found(places[start], places[end - 1] + 1, kind, match[1])


def masked(text: str) -> str:
    """A text with the middle of each number hidden."""
    for each in sorted(find(text), reverse=True):
        text = f"{text[: each.start]}{mask(each.text)}{text[each.end :]}"
    return text


def mask(number: str) -> str:
    """A number as messages may show it."""
    return f"{number[:3]}****{number[-2:]}"


def bare(wording: str) -> str:
    """A wording by which others are compared: the digits of a number alone."""
    plain, _, _ = _plain(wording)
    digits = "".join(re.findall(r"[\dXx]", plain)).upper()
    if len(digits) == 13 and digits.startswith("861"):
        return digits[2:]
    return digits if len(digits) >= 11 else wording


@functools.lru_cache(maxsize=4096)
def _sign(sign: str) -> tuple[str, str]:
    """What a sign is read as, and which sort of digit it is."""
    if sign in _CHINESE:
        return _CHINESE[sign], "c"
    value = unicodedata.digit(sign, None)
    sort = unicodedata.category(sign)
    if value is not None:
        return str(value), "d" if sort == "Nd" else "m"
    if sort in ("Cf", "Mn", "Me"):
        return "", ""
    if sort == "Pd":
        return "-", ""
    if sign.isspace():
        return " ", ""
    if unicodedata.name(sign, "").endswith(("MIDDLE DOT", "BULLET", "HYPHENATION POINT", "DOT OPERATOR")):
        return "·", ""
    made = unicodedata.normalize("NFKC", sign)
    made = made.strip("()") if made.strip("()") in _CHINESE else made
    if made != sign and len(made) == 1:
        return _sign(made)[0], "m" if made in _CHINESE else ""
    return sign, ""


def _plain(text: str) -> tuple[str, str, list[int]]:
    """The text in plain signs, the sort of digit that each is, and where in the text it stands."""
    signs, sorts, places = [], [], []
    for place, each in enumerate(text):
        made, sort = _sign(each)
        if made:
            signs.append(made)
            sorts.append(sort or " ")
            places.append(place)
    return "".join(signs), "".join(sorts), places


def _is_whole(sorts: str, start: int, end: int) -> bool:
    """Whether no digit of the same sort stands right before or after: 之一139… is none more."""
    before, after = sorts[start - 1 : start], sorts[end : end + 1]
    return (before == " " or before != sorts[start]) and (after == " " or after != sorts[end - 1])


def _counts(plain: str, start: int, end: int, days: list[tuple[int, int]]) -> bool:
    """Whether it is rather an amount, some amounts in a row, or begins or ends in the middle of a day."""
    before = plain[max(0, start - 12) : start]
    if _AMOUNT.match(plain, end) or before.rstrip().endswith("¥"):
        return True
    if _BEFORE.search(before) or _AFTER.match(plain, end):
        return True
    if any(first < start < last or first < end < last for first, last in days):
        return True
    parts = re.split(r"[^\dXx]+", plain[start:end].strip())
    signs = set(re.findall(r"[^\dXx]", plain[start:end]))
    if "." in signs and (min(map(len, parts)) < 3 or (len(parts) == 2 and len(parts[1]) < 4)):
        return True
    small = [int(part) for part in parts if len(part) <= 2]
    return len(small) == len(parts) > 2 and small == sorted(set(small))


def _digits(text: str) -> str:
    return "".join(re.findall(r"[\dXx]", text))


def _is_identity(text: str) -> bool:
    """Whether a day of birth is in it; of one with signs between, the check digit has to be right too."""
    digits = _digits(text)
    if not _BORN.fullmatch(digits):
        return False
    weights = [pow(2, 17 - place, 11) for place in range(17)]
    rest = sum(int(each) * weight for each, weight in zip(digits, weights, strict=False)) % 11
    return digits == text or "10X98765432"[rest] == digits[-1].upper()


def _is_card(text: str) -> bool:
    """Whether its check digit is right."""
    digits = [int(each) for each in _digits(text)]
    if not 15 <= len(digits) <= 19:
        return False
    doubled = [each * 2 - 9 * (each > 4) for each in digits[-2::-2]]
    return (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0


def _is_mobile(text: str) -> bool:
    """Its form says it all."""
    return True


_IS = {"identity": _is_identity, "card": _is_card, "mobile": _is_mobile}
