"""Recognise common typos and suggest what was meant."""

from __future__ import annotations

import datetime
import re
import unicodedata
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from rectify.read.yamltree import Fault

if TYPE_CHECKING:
    from collections.abc import Iterable

_CLOCK = re.compile(r"[ T]\d{1,2}:\d{2}(:\d{2})?$")
_LOOSE_DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")


def day(text: str) -> datetime.date | None:
    """The day meant by 2019/4/8, 2019年4月8日, full-width digits or Excel's serial 43563."""
    text = unicodedata.normalize("NFKC", text).translate(str.maketrans("—–−", "---"))
    text = _CLOCK.sub("", text.strip("“”‘’\"' "))
    try:
        if match := _LOOSE_DATE.fullmatch(text):
            return datetime.date(*map(int, match.groups()))
        if re.fullmatch(r"[34]\d{4}", text):
            return datetime.date(1899, 12, 30) + datetime.timedelta(int(text))
        if re.fullmatch(r"(19|20)\d{6}", text):
            return datetime.datetime.strptime(text, "%Y%m%d").date()
    except ValueError:
        pass
    return None


def year(written: datetime.date, years: Iterable[int]) -> datetime.date | None:
    """The day moved to the first of these years that is a typo away: a digit, a swap, the century."""
    for number in years:
        same_in_century = written.year % 100 == number % 100
        if same_in_century or _is_one_slip(f"{written.year:04}", f"{number:04}"):
            try:
                return written.replace(year=number)
            except ValueError:
                continue
    return None


def _is_one_slip(typed: str, meant: str) -> bool:
    """Whether one character differs, or two neighbours are swapped."""
    wrong = [n for n, (a, b) in enumerate(zip(typed, meant, strict=True)) if a != b]
    if len(wrong) == 2:
        first, second = wrong
        return second == first + 1 and typed[first] == meant[second] and typed[second] == meant[first]
    return len(wrong) == 1


def number(text: str) -> str:
    """The digits meant by ３００, 1,300元, 2人 or 1.2万."""
    text = unicodedata.normalize("NFKC", text).strip("“”‘’\"' ").replace(",", "")
    match = re.fullmatch(r"(\d+(?:\.\d+)?)\s*(万?)(?:人次|[元人次个条件名])?", text)
    if not match:
        return text
    return f"{(Decimal(match[1]) * 10000).normalize():f}" if match[2] else match[1]


def listed(text: str) -> str:
    """The YAML list meant by 【hq】 or by a value without brackets."""
    parts = re.split(r"[、，,;；\s]+", text.strip("【】［］[]「」 "))
    return f"[{', '.join(part for part in parts if part)}]"


CLAIMS: Final = {
    **dict.fromkeys(("是", "有", "yes", "y", "on", "True", "TRUE", "Yes", "YES", "1"), "true"),
    **dict.fromkeys(("否", "无", "没有", "no", "n", "off", "False", "FALSE", "No", "NO", "0"), "false"),
    **dict.fromkeys(("部分", "部分有", "partly", "Partial"), "partial"),
}
"""Words typed for true, false and partial."""

LONG_TERM: Final = re.compile("长期|持续|常态|long.?term", re.IGNORECASE)
"""Words typed for a day, meaning that there is none."""


def swallowed(text: str, key: str) -> str:
    """The ``，owner：`` within a text that was meant as the next key; '' if there is none."""
    match = re.search(rf"[，；、]\s*{re.escape(key)}\s*[：:]", text)
    return match.group() if match else ""


_SLIPS = {
    "wide-space": re.compile(r" *([\u3000\u00a0])"),
    "wide-dash": re.compile(r" *([－—–−])\s*[\w{\"]"),
    "wide-bracket": re.compile(r".*?([｛｝])"),
    "wide-colon": re.compile(r"\s*(?:- )?\w+(：)"),
    "wide-comma": re.compile(r".*\{.*?(，)\s*[A-Za-z_]+\s*[:：]"),
    "dash-space": re.compile(r" *(-)[^\s-]"),
    "colon-space": re.compile(r" *(?:- )?[A-Za-z_]+(:)\S"),
}
"""Wrong characters for YAML's own marks; libyaml reports them only later in the file."""

_MAX_COLUMNS = 300
"""Only so much of a line is matched: the patterns take more than linear time."""


def slip(lines: list[str], line: int) -> Fault | None:
    """The typo that explains a syntax error on this line or the one before."""
    for number in (line, line - 1):
        for kind, pattern in _SLIPS.items():
            if 0 < number <= len(lines) and (match := pattern.match(lines[number - 1][:_MAX_COLUMNS])):
                return Fault(kind, number, match.start(1) + 1, match.group(1))
    return None


_QUOTED = re.compile(r"""(?:^\s*|[:\-,\[{]\s+|[\[{])("(?:[^"\\]|\\.)*"|'(?:[^']|'')*')(?=\s*[^\s,\]}:#])""")
_ESCAPED_END = re.compile(r'"(?:[^"\\]|\\[^"])*(\\)"')


def quotes(kind: str, line: str, number: int, column: int) -> Fault | None:
    r"""Nested quotes, as in ``"a "good" word"``, or an escaped closing quote, as in ``"D:\"``."""
    if kind == "quote" and (escaped := _ESCAPED_END.match(line, column - 1)):
        return Fault("backslash", number, escaped.start(1) + 1)
    if kind in ("indent", "flow", "syntax") and (inner := _QUOTED.search(line)):
        return Fault("inner-quote", number, inner.end(1))
    return None


def has_id(text: str, id: str) -> bool:
    """Whether a file has the id, ignoring case, as an ``id`` or as a key of a table."""
    there = rf"(?:\bid: *|^ *)[\"']?{re.escape(id)}[\"']?[ \r]*(?:[,:}}#]|$)"
    return re.search(there, text, re.IGNORECASE | re.MULTILINE) is not None
