"""The rules: one rule, one function, one id, one message, one section in the handbook.

A rule takes the data and the day and gives the problems that it finds. ``RULES`` at the foot is the
table of contents. The rules on the shape of single values are held by the loader (``values``), those
on notes by ``site``; they report under the ids in ``FORMAT_RULES`` and ``NOTE_RULES``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rectify.check import closing, coverage, days, responsibility, structure

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date

    from rectify.problems import Level, Problem
    from rectify.records import Data


class Rule(NamedTuple):
    """How a rule finds what breaks it, and how bad that is."""

    level: Level
    find: Callable[[Data, date], Iterable[Problem]]


FORMAT_RULES = (
    "structure.missing-file",
    "structure.unreadable",
    "structure.encoding",
    "structure.syntax",
    "structure.stray-file",
    "structure.campaign-id",
    "structure.empty",
    "structure.type",
    "structure.unknown-key",
    "structure.duplicate-key",
    "structure.missing-key",
    "structure.identifier",
    "structure.unique",
    "structure.day",
    "structure.number",
    "structure.choice",
    "structure.claim",
)
NOTE_RULES = ("notes.belongs", "notes.link", "notes.query", "notes.clash")


def check(data: Data, day: date) -> list[Problem]:
    """Every problem that the rules find in the data as it stands on a day."""
    return [problem._replace(level=rule.level) for rule in RULES.values() for problem in rule.find(data, day)]


def level(rule: str) -> Level:
    """How bad it is to break a rule."""
    return RULES[rule].level if rule in RULES else "error"


RULES: dict[str, Rule] = {
    "structure.unit-file": Rule("error", structure.unit_file),
    "structure.unit-reference": Rule("error", structure.unit_reference),
    "structure.unit-tree": Rule("error", structure.unit_tree),
    "structure.finding-reference": Rule("error", structure.finding_reference),
    "structure.category-reference": Rule("error", structure.category_reference),
    "structure.analogy-reference": Rule("error", structure.analogy_reference),
    "structure.issue-id": Rule("error", structure.issue_id),
    "structure.origin": Rule("error", structure.origin),
    "structure.progress-entry": Rule("error", structure.progress_entry),
    "structure.evidence-file": Rule("error", structure.evidence_file),
    "structure.closing-step": Rule("error", structure.closing_step),
    "structure.day-order": Rule("error", structure.day_order),
    "coverage.claim": Rule("error", coverage.claim),
    "coverage.issue": Rule("error", coverage.issue),
    "coverage.contradiction": Rule("error", coverage.contradiction),
    "responsibility.measure": Rule("error", responsibility.measure),
    "responsibility.supervisor-outside": Rule("error", responsibility.supervisor_outside),
    "days.measure-due": Rule("error", days.measure_due),
    "days.unit-deadline": Rule("error", days.unit_deadline),
    "days.advance-only": Rule("error", days.advance_only),
    "days.extension": Rule("error", days.extension),
    "closing.apply": Rule("error", closing.apply),
    "closing.order": Rule("error", closing.order),
    "closing.verified-by-other": Rule("error", closing.verified_by_other),
    "closing.verifier-outside": Rule("error", closing.verifier_outside),
    "closing.recheck": Rule("error", closing.recheck),
}
