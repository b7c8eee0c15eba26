"""Issues that stand aside because they were split, merged or voided, and what goes on in others.

An issue takes over the findings and the money at stake of those that were merged into it, from that day on.
Parts of a split issue say for themselves what they answer.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from rectify.ledger.brief import Brief

MOVED = ("split", "merged", "void")
"""Why an issue stands aside by an entry of its own."""

ASIDE = ("withdrawn", *MOVED)
"""Why an issue may stand aside."""


def taken_over(issues: Iterable[Brief], as_of: date) -> dict[str, tuple[Brief, ...]]:
    """The issues merged into each by a day, directly or through others that were merged themselves."""
    gone = {each.id: each for each in issues if each.gone and each.gone.date <= as_of}
    found: dict[str, list[Brief]] = {}
    for each in gone.values():
        seen, target = {each.id}, _next(each)
        while target in gone and target not in seen:
            found.setdefault(target, []).append(each)
            seen.add(target)
            target = _next(gone[target])
        if target and target not in seen:
            found.setdefault(target, []).append(each)
    return {id: tuple(some) for id, some in found.items()}


def _next(issue: Brief) -> str:
    return issue.gone.into[0] if issue.gone and issue.gone.why == "merged" else ""


def enlarged(issue: Brief, taken: Iterable[Brief]) -> Brief:
    """An issue with the findings and the money at stake of those that it has taken over."""
    findings, amount = list(issue.findings), issue.amount
    for each in taken:
        findings += [id for id in each.findings if id not in findings]
        if each.amount is not None:
            amount = (amount or Decimal(0)) + each.amount
    return issue._replace(findings=tuple(findings), amount=amount)


def sources(issues: Iterable[Brief], as_of: date) -> dict[str, tuple[Brief, ...]]:
    """The issues that were split or merged by a day, by each issue in which they go on."""
    found: dict[str, list[Brief]] = {}
    for each in issues:
        if each.gone and each.gone.date <= as_of:
            for target in each.gone.into:
                found.setdefault(target, []).append(each)
    return {id: tuple(some) for id, some in found.items()}
