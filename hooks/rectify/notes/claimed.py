"""Check numbers typed in a note (已销号19项、完成率76%) against the ledger.

A sentence with a date (截至4月15日) is checked against the ledger of that day, any other against the site's.
"""

from __future__ import annotations

import datetime
import re
from typing import TYPE_CHECKING, NamedTuple

from rectify.ledger import counts
from rectify.read.problems import Problem, problem
from rectify.read.source import Place, Source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rectify.html.page import Books
    from rectify.ledger.counts import Counts

_SENTENCE = re.compile(r"[^。！？!?\n]+")
_DAY = re.compile(r"(?:(\d{4})年)?(\d{1,2})月(\d{1,2})日")
_RATE = re.compile(r"完成率(?:为|是|达|达到|升至|提高到)?\s*(\d{1,3}(?:\.\d+)?)\s*[%％]")
_CLOSED = re.compile(r"(?:已|共|累计)(?:销号|完成整改|完成)\s*(\d+)\s*[个项件]")
_TOTAL = re.compile(r"(?:整改问题|列入台账|认领问题)共?\s*(\d+)\s*[个项件]")


class Scope(NamedTuple):
    """The campaign that a text is about, and the unit if it is a unit's note."""

    campaign: str
    unit: str = ""


def contradicted(text: Source, scope: Scope, books: Books) -> Iterator[Problem]:
    """A problem for each typed number that differs from the ledger's."""
    fenced = False
    for number, line in enumerate(text.text.split("\n"), 1):
        fenced ^= line.lstrip().startswith(("```", "~~~"))
        for sentence in () if fenced else _SENTENCE.finditer(line):
            total = _counts(sentence.group(), scope, books)
            for typed, right in _typed(sentence.group(), total) if total else ():
                if right is not None:
                    at = Place(text, number, sentence.start() + typed.start() + 1)
                    values = {"text": typed.group(), "right": right}
                    yield problem("notes.number", "differs", at, **values)._replace(level="warning")


def _typed(sentence: str, total: Counts) -> Iterator[tuple[re.Match[str], str | None]]:
    """The typed numbers of a sentence, each with the right number if it is wrong, else None."""
    for match in _RATE.finditer(sentence):
        right = total.completion_rate
        same = right == "—" or float(match.group(1)) in (float(right[:-1]), round(float(right[:-1])))
        yield match, None if same else right
    for pattern, number in ((_CLOSED, total.closed), (_TOTAL, total.total)):
        for match in pattern.finditer(sentence):
            yield match, None if int(match.group(1)) == number else str(number)


def _counts(sentence: str, scope: Scope, books: Books) -> Counts | None:
    day = books.options.as_of
    if named := _DAY.search(sentence):
        try:
            day = datetime.date(int(named.group(1) or day.year), int(named.group(2)), int(named.group(3)))
        except ValueError:
            return None
    if day > books.options.as_of or scope.campaign not in books.rounds:
        return None
    book = books.on(scope.campaign, day)
    return counts.count(book.of_unit(scope.unit) if scope.unit else book.standings)
