"""What findings have come to on a day, and the numbers in the words that reports to superiors use.

A finding's state is derived from its answers and its issues; the handbook (状态怎么来) has the table.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from rectify.ledger.counts import percent
from rectify.ledger.participation import applies, is_withdrawn
from rectify.ledger.standing import CARRIED

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from rectify.ledger.ledger import Ledger
    from rectify.ledger.standing import Standing
    from rectify.read.records import Finding, Unit
    from rectify.words.messages import Catalogue

OFFICIAL = ("completed", "sustained", "basically_done", "in_progress", "not_started", CARRIED)
"""The five words of reports, for findings and for issues; and 转入下一轮, of issues of an ended round."""

ASIDE = ("denied", "withdrawn")
"""What stands beside them: no unit has it (无此问题), or it was taken back (已撤销)."""

STATES = (*OFFICIAL, *ASIDE)

LISTS = ("main", "personnel", "ideology", "immediate")
"""The lists that have a word in every language; a campaign's own are shown as they are typed."""


class Tally(NamedTuple):
    """Numbers of findings or issues by state."""

    number: Mapping[str, int]

    @property
    def total(self) -> int:
        """All that have to be rectified: the denominator of the rate."""
        return sum(self.number[name] for name in OFFICIAL)

    @property
    def done(self) -> int:
        """已完成 and 已完成并长期坚持."""
        return self.number["completed"] + self.number["sustained"]

    @property
    def aside(self) -> int:
        """What the total leaves out."""
        return sum(self.number[name] for name in ASIDE)

    @property
    def rate(self) -> str:
        """完成率 at this level."""
        return percent(self.done, self.total)


def tally(states: Iterable[str]) -> Tally:
    """Count states."""
    found = Counter(states)
    return Tally({name: found[name] for name in STATES})


def official(each: Standing) -> str:
    """An issue's state in the words of reports."""
    if each.closed_on:
        return "sustained" if each.sustained else "completed"
    if each.status == CARRIED:
        return CARRIED
    if each.basically_done:
        return "basically_done"
    return "not_started" if each.status == "not_started" else "in_progress"


def of_issues(standings: Iterable[Standing]) -> Tally:
    """The numbers of issues in the words of reports."""
    return tally(map(official, standings))


def of_findings(book: Ledger) -> Tally:
    """The numbers of a campaign's findings."""
    return tally(states(book).values())


def by_list(book: Ledger) -> list[tuple[str, Tally]]:
    """The numbers of each list that a finding is in: the usual ones, then the campaign's own."""
    found = states(book)
    order = [*LISTS, *book.campaign.lists]
    grouped: dict[str, list[str]] = {name: [] for name in order}
    for each in book.findings:
        if each.list:
            grouped.setdefault(each.list, []).append(found[each.id])
    return [(name, tally(those)) for name, those in grouped.items() if those]


def list_name(name: str, words: Catalogue) -> str:
    """The name of a list."""
    return words(f"finding_list.{name}") if name in LISTS else name


def states(book: Ledger) -> dict[str, str]:
    """The state of each finding, by id."""
    answered: dict[str, list[str]] = {}
    claimed: dict[str, list[str]] = {}
    answering = book.answering
    asked = {unit.id for unit in answering}
    for (finding, unit), claim in book.claims.items():
        if unit not in asked:
            continue
        (answered if claim.has == "no" else claimed).setdefault(finding, []).append(unit)
    return {
        each.id: _state(book, each, answering, len(answered.get(each.id, ())), claimed.get(each.id, []))
        for each in book.findings
    }


def _state(
    book: Ledger, finding: Finding, answering: tuple[Unit, ...], denials: int, claimed: list[str]
) -> str:
    """The first that fits. ``denials`` units answered 无, ``claimed`` are those that have it."""
    if is_withdrawn(finding, book.as_of):
        return "withdrawn"
    asked = len(answering)
    if finding.applies_to:
        asked = sum(applies(finding, unit) for unit in answering)
    if asked and denials == asked:
        return "denied"
    issues = [official(each) for each in book.of_finding(finding.id)]
    if all(state == "not_started" for state in issues):
        return "not_started"
    if denials + len(claimed) < asked or not all(book.answered_by(finding.id, unit) for unit in claimed):
        return "in_progress"
    if all(state in ("completed", "sustained") for state in issues):
        return "sustained" if "sustained" in issues else "completed"
    return "basically_done" if {*issues} <= {"completed", "sustained", "basically_done"} else "in_progress"
