"""The last day that a campaign allows an issue: which of its deadlines fits first.

The most particular one wins: a finding's, a batch (分期) naming the finding, the unit's, a batch naming the
unit, the kind's, that of all units. Of several findings the earliest counts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rectify.ledger.brief import Brief

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from rectify.ledger.standing import Standing
    from rectify.read.records import Batch, Deadlines, Finding, Issue


class Limit(NamedTuple):
    """The last day, and where it comes from.

    ``source`` is finding, batch, unit, kind or units; ``name`` the batch's name, or the id of another source.
    """

    day: date
    source: str
    name: str = ""


def limit(deadlines: Deadlines, unit: str, kind: str, findings: Iterable[Finding]) -> Limit | None:
    """The limit of an issue by its unit, kind and findings; None if there is none.

    A long-term issue has only those that mean it: one of its finding, or of its kind.
    """
    lasting = kind == "long_term"
    own = [found for finding in findings if (found := _of_finding(deadlines, finding))]
    if own:
        return min(own)
    if not lasting:
        for each in deadlines.by_unit:
            if each.of == unit:
                return Limit(each.day, "unit", unit)
        for batch in _naming(deadlines, "units", unit):
            return Limit(batch.deadline, "batch", batch.name)
    for each in deadlines.by_kind:
        if each.of == kind:
            return Limit(each.day, "kind", kind)
    return None if lasting else Limit(deadlines.units, "units")


def _of_finding(deadlines: Deadlines, finding: Finding) -> Limit | None:
    """A finding's own limit, or else that of a batch that names it."""
    if finding.deadline:
        return Limit(finding.deadline, "finding", finding.id)
    batch = next(iter(_naming(deadlines, "findings", finding.id)), None)
    return Limit(batch.deadline, "batch", batch.name) if batch else None


def findings_of(issue: Issue | Brief) -> tuple[str, ...]:
    """The ids of the findings that an issue answers."""
    return issue.findings if isinstance(issue, Brief) else issue.finding


def batch_of(deadlines: Deadlines, unit: str, findings: Iterable[str]) -> Batch | None:
    """The batch that an issue belongs to: the earliest that names a finding of it, or else its unit."""
    own = [batch for finding in findings for batch in _naming(deadlines, "findings", finding)]
    own = own or _naming(deadlines, "units", unit)
    return min(own, key=lambda batch: batch.deadline, default=None)


def batched(deadlines: Deadlines, standings: Iterable[Standing]) -> list[tuple[Batch, tuple[Standing, ...]]]:
    """The batches by deadline, each with its issues; those in none are left out."""
    found: dict[str, list[Standing]] = {batch.id: [] for batch in deadlines.batches}
    for each in standings if found else ():
        batch = batch_of(deadlines, each.unit, findings_of(each.issue))
        if batch:
            found[batch.id].append(each)
    order = sorted(deadlines.batches, key=lambda batch: batch.deadline)
    return [(batch, tuple(found[batch.id])) for batch in order]


def _naming(deadlines: Deadlines, key: str, id: str) -> list[Batch]:
    return [batch for batch in deadlines.batches if id in getattr(batch, key)]
