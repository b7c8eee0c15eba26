"""Check numbers typed in a note (已销号19项、完成率76%) against the ledger.

A sentence with a date (截至4月15日) is checked against the ledger of that day, any other against the site's.
After 反馈问题 a clause counts findings, after 整改问题 issues, and otherwise what the campaign counts by.
"""

from __future__ import annotations

import datetime
import re
from typing import TYPE_CHECKING, NamedTuple

from rectify.ledger import findings
from rectify.notes import tallied
from rectify.read.problems import Problem, problem
from rectify.read.source import Place, Source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rectify.html.page import Books
    from rectify.ledger.findings import Tally
    from rectify.ledger.ledger import Ledger

_SENTENCE = re.compile(r"[^。！？!?\n]+")
_DAY = re.compile(r"(?:(\d{4})年)?(\d{1,2})月(\d{1,2})日")
_LEVEL = re.compile(r"反馈问题|整改问题")
_OF_ISSUES = re.compile(r"销号|列入台账|认领问题")
_SHARE = r"\s*(\d{1,3}(?:\.\d+)?)\s*[%％]"
_RATE = re.compile(r"完成率(?:为|是|达|达到|升至|提高到)?" + _SHARE)
_NUMBER = r"\s*(\d+)\s*[个项件]"
_CLOSED = re.compile(r"(?:已|共|累计)(?:销号|完成整改|完成)" + _NUMBER + rf"(?:（{_SHARE}）)?")
_TOTAL = re.compile(r"(?:整改问题|列入台账|认领问题|反馈问题)共?" + _NUMBER)
_STATES = {
    name: re.compile(rf"(?:{word}){_NUMBER}")
    for name, word in (
        ("sustained", "长期坚持"),
        ("basically_done", "基本完成"),
        ("in_progress", "正在整改"),
        ("not_started", "未启动"),
        ("denied", "无此问题"),
        ("withdrawn", "已撤销"),
    )
}
"""Checked only where a sentence says what it counts, since these words are used loosely."""


class Scope(NamedTuple):
    """The campaign that a text is about, and the unit if it is a unit's note."""

    campaign: str
    unit: str = ""


class _Numbers(NamedTuple):
    """The right numbers; without those of findings where there are none, as in a unit's note."""

    issues: Tally
    findings: Tally | None
    by_finding: bool = False


def contradicted(text: Source, scope: Scope, books: Books) -> Iterator[Problem]:
    """A problem for each typed number that differs from the ledger's."""
    fenced = False
    for number, line in enumerate(text.text.split("\n"), 1):
        fenced ^= line.lstrip().startswith(("```", "~~~"))
        for sentence in () if fenced else _SENTENCE.finditer(line):
            for start, typed, better in _wrong(sentence.group(), scope, books):
                at = Place(text, number, sentence.start() + start + 1)
                values = {"text": typed, "right": better}
                yield problem("notes.number", "differs", at, **values)._replace(level="warning")


def _wrong(sentence: str, scope: Scope, books: Books) -> Iterator[tuple[int, str, str]]:
    """The wrong numbers of a sentence: where and what was typed, and what is right."""
    if book := _book(sentence, scope, books):
        yield from _typed(sentence, _numbers(book, scope))
        if any(sign.isdigit() for sign in sentence):
            yield from tallied.wrong(books.words, sentence, tallied.right(books.words, book, scope.unit))


def _typed(sentence: str, right: _Numbers) -> Iterator[tuple[int, str, str]]:
    """The wrong numbers of a sentence: where and what was typed, and what is right."""
    for match in _RATE.finditer(sentence):
        if (found := _level(sentence, match, right)) and not _is_rate(match.group(1), found.rate):
            yield match.start(), match.group(), found.rate
    for match in _CLOSED.finditer(sentence):
        found = _level(sentence, match, right)
        if found and (better := _done(match, found, apart="长期坚持" in sentence)):
            yield match.start(), match.group(), better
    for match in _TOTAL.finditer(sentence):
        if (found := _level(sentence, match, right)) and int(match.group(1)) != found.total:
            yield match.start(), match.group(), str(found.total)
    for name, pattern in _STATES.items():
        for match in pattern.finditer(sentence) if _LEVEL.search(sentence) else ():
            if (found := _level(sentence, match, right)) and int(match.group(1)) != found.number[name]:
                yield match.start(), match.group(), str(found.number[name])


def _level(sentence: str, match: re.Match[str], right: _Numbers) -> Tally | None:
    """The numbers at the level that a sentence names last, up to a number; None if there are none."""
    named = _LEVEL.findall(sentence, 0, match.end())
    by_finding = named[-1] == "反馈问题" if named else right.by_finding
    of_findings = by_finding and not _OF_ISSUES.search(match.group())
    return right.findings if of_findings else right.issues


def _done(match: re.Match[str], found: Tally, *, apart: bool) -> str | None:
    """What is right instead of 已完成19项 or 已完成19项（73.1%）. ``apart``: 长期坚持 is told by itself."""
    if int(match.group(1)) not in (found.done, found.number["completed"] if apart else found.done):
        return str(found.done)
    return found.rate if match.group(2) and not _is_rate(match.group(2), found.rate) else None


def _is_rate(typed: str, right: str) -> bool:
    """Whether a typed rate is right, to a decimal or rounded."""
    return right == "—" or float(typed) in (float(right[:-1]), round(float(right[:-1])))


def _book(sentence: str, scope: Scope, books: Books) -> Ledger | None:
    """The ledger of the day that a sentence names, or else of the site's day."""
    day = books.options.as_of
    if named := _DAY.search(sentence):
        try:
            day = datetime.date(int(named.group(1) or day.year), int(named.group(2)), int(named.group(3)))
        except ValueError:
            return None
    if day > books.options.as_of or scope.campaign not in books.rounds:
        return None
    return books.on(scope.campaign, day)


def _numbers(book: Ledger, scope: Scope) -> _Numbers:
    if scope.unit:
        return _Numbers(findings.of_issues(book.of_unit(scope.unit)), None)
    handed = findings.of_findings(book)
    return _Numbers(findings.of_issues(book.standings), handed, book.by_finding_first)
