"""The rules: one rule, one function, one id, one message, one section in the handbook.

A rule takes the data and gives the problems that it finds. ``RULES`` at the foot is the table of
contents; the rules on the shape of single values are held by the loader (``values``), which
reports them under the ids in ``FORMAT_RULES``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rectify.check import structure

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from rectify.problems import Problem
    from rectify.records import Data

    Rule = Callable[[Data], Iterable[Problem]]

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


def check(data: Data) -> list[Problem]:
    """Every problem that the rules find in the data."""
    return [problem for rule in RULES.values() for problem in rule(data)]


RULES: dict[str, Rule] = {
    "structure.unit-file": structure.unit_file,
    "structure.unit-reference": structure.unit_reference,
    "structure.unit-tree": structure.unit_tree,
    "structure.finding-reference": structure.finding_reference,
    "structure.category-reference": structure.category_reference,
    "structure.analogy-reference": structure.analogy_reference,
    "structure.issue-id": structure.issue_id,
    "structure.origin": structure.origin,
    "structure.progress-entry": structure.progress_entry,
    "structure.evidence-file": structure.evidence_file,
    "structure.closing-step": structure.closing_step,
    "structure.day-order": structure.day_order,
}
