"""Check results typed in a note (追缴收回12.5万元、诫勉2人次、已整改到位1.3亿元) against the ledger."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from rectify.ledger import results
from rectify.pages import tallies
from rectify.pages.tallies import Tally
from rectify.read.entries import MONEY, PEOPLE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rectify.ledger.ledger import Ledger
    from rectify.words.messages import Catalogue

_PART = re.compile("本[周期月旬日]|当[周月天日]|其中|新增|计划|拟|预计|力争")
"""Words of a sentence that tells a part, or what is not yet there."""

_SCALES = {"元": 1, "万元": 10_000, "亿元": 100_000_000}
_NUMBER = r"(?:资金|金额)?(?:共|共计|累计|合计|为|达|达到|：)?\s*([\d,]+(?:\.\d+)?)\s*"


def right(words: Catalogue, book: Ledger, unit: str) -> list[Tally]:
    """What a note may tell of a campaign, or of a unit; nothing where results have no days."""
    if not tallies.tell(book):
        return []
    campaign = book.campaign
    outcome = results.outcome(book.earning(unit), book.as_of)
    found = tallies.tallies(words, campaign, outcome._replace(dated=True), whole=not unit)
    people = not unit or results.tells_people(campaign)
    kinds = [*((kind, "money") for kind in MONEY), *((kind, "people") for kind in PEOPLE if people)]
    there = {each.name for each in found}
    return [
        *found,
        *(Tally(kind, words(f"result_kind.{kind}"), of, 0) for kind, of in kinds if kind not in there),
        *([] if unit else tallies.activities(words, campaign, book.as_of)),
    ]


def wrong(words: Catalogue, sentence: str, lines: list[Tally]) -> Iterator[tuple[int, str, str]]:
    """The wrong results of a sentence: where and what was typed, and what is right."""
    if _PART.search(sentence):
        return
    for line in lines:
        for match in re.finditer(f"{_label(line)}{_NUMBER}({_unit(line)})", sentence):
            if not _is_right(match.group(1).replace(",", ""), match.group(2), line):
                yield match.start(), match.group(), tallies.number(words, line)


def _label(line: Tally) -> str:
    """Its name; of people dealt with 处理12人次 and 处理人次12人次."""
    return "处理(?:人次)?" if line.name == "people" else re.escape(line.label)


def _unit(line: Tally) -> str:
    units = {"money": "亿元|万元|元", "people": "人次", "times": "次"}
    return units.get(line.of) or re.escape(line.unit)


def _is_right(typed: str, unit: str, line: Tally) -> bool:
    """Whether a typed number is right to the digits that it has."""
    if line.of != "money":
        return Decimal(typed) == line.number
    digits = Decimal(1).scaleb(-len(typed.partition(".")[2]))
    return Decimal(typed) == (Decimal(line.number) / _SCALES[unit]).quantize(digits, ROUND_HALF_UP)
