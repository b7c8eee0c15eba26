"""What corrections moved: the ledger of a report day with and without those of its period."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from rectify.ledger import counts, findings, ledger, past

if TYPE_CHECKING:
    from rectify.ledger.corrected import Corrected
    from rectify.ledger.counts import Counts
    from rectify.ledger.findings import Tally
    from rectify.ledger.ledger import Ledger
    from rectify.ledger.periods import Week
    from rectify.ledger.standing import Standing
    from rectify.read.records import Organization, Round


class Moved(NamedTuple):
    """An issue without the corrections and with them; None if it was not there."""

    before: Standing | None
    after: Standing | None


class Totals(NamedTuple):
    """The numbers of a campaign that corrections may move."""

    counts: Counts
    findings: Tally
    answered: int


class Effects(NamedTuple):
    """What the corrections of a period moved: issues by id, and the totals without and with them."""

    moved: dict[str, Moved]
    before: Totals
    after: Totals


def effects(
    round_: Round, organization: Organization, week: Week, some: tuple[Corrected, ...]
) -> Effects | None:
    """What the corrections of a period moved by its report day; None if nothing.

    Corrections of texts move nothing, which the corrected issues alone tell.
    """
    then = past.round_on(round_, organization, week.last)
    units = past.organization_on(organization, week.report)
    issues = {each.id for each in some if each.kind == "issue"}
    if all(each.kind == "issue" for each in some) and not _compared(_of_issues(then, issues), units, week)[0]:
        return None
    moved, before, after = _compared(then, units, week)
    found = Effects(moved, _totals(before), _totals(after))
    return found if moved or found.before != found.after else None


def _of_issues(round_: Round, ids: set[str]) -> Round:
    files = [
        file._replace(issues=tuple([each for each in file.issues if each.id in ids])) for file in round_.files
    ]
    return round_._replace(files=tuple(files))


def _compared(then: Round, units: Organization, week: Week) -> tuple[dict[str, Moved], Ledger, Ledger]:
    """The issues that the corrections of a period moved, and the ledgers without and with them."""
    before = ledger.fixed(past.before_corrections(then, week.first), units, week.report)
    after = ledger.fixed(then, units, week.report)
    was = {each.issue.id: each for each in before.everything}
    now = {each.issue.id: each for each in after.everything}
    ids = [*now, *(id for id in was if id not in now)]
    pairs = {id: Moved(was.get(id), now.get(id)) for id in ids}
    return (
        {id: pair for id, pair in pairs.items() if _stands(pair.before) != _stands(pair.after)},
        before,
        after,
    )


def _stands(each: Standing | None) -> Any:
    """What is compared of an issue."""
    return each and (each.status, each.deadline, each.closed_on, each.flags, each.light, each.aside)


def _totals(book: Ledger) -> Totals:
    return Totals(counts.count(book.standings), findings.of_findings(book), book.answered())
