"""Two states of the data as history rules compare them: new corrections, handovers, transfers are undone.

So what was changed by the book reads as it did before, and every history rule holds unchanged.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from rectify.ledger import past
from rectify.read import corrections

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from rectify.read.records import Correction, Data, Issue, Round, Transfer, UnitFile


class _Two(NamedTuple):
    """A record then and now, both as they are compared."""

    old: Any
    new: Any


def restored(before: Data, now: Data) -> tuple[Data, Data]:
    """The earlier data, and the present data without what new corrections did.

    What a correction withholds is compared as it reads now, since it says nothing of what it was.
    """
    if not any(map(_changed, now.rounds)) and not now.organization.corrections:
        return before, now
    organization = _undo(before.organization, now.organization)
    there = {round_.campaign.id: round_ for round_ in now.rounds}
    old, new = [], dict(there)
    for round_ in before.rounds:
        pair = _round(round_, there[round_.campaign.id]) if round_.campaign.id in there else None
        old.append(pair.old if pair else round_)
        if pair:
            new[round_.campaign.id] = pair.new
    return (
        before._replace(organization=organization.old, rounds=tuple(old)),
        now._replace(organization=organization.new, rounds=tuple(new.values())),
    )


def added(old: Any, new: Any) -> tuple[Correction, ...]:
    """The corrections of a record that are new; none if others were changed or come after them."""
    known = len(old.corrections)
    if said(new.corrections[:known]) != said(old.corrections):
        return ()
    days = [each.date for each in new.corrections]
    return new.corrections[known:] if days == sorted(days) else ()


def bare(value: Any) -> Any:
    """A value without the places of its records, for comparing."""
    if hasattr(value, "_fields"):
        return tuple([bare(getattr(value, name)) for name in value._fields if name not in ("at", "path")])
    return tuple(map(bare, value)) if isinstance(value, tuple) else value


def said(made: Iterable[Correction]) -> list[Any]:
    """What corrections say; whether what they are of is internal is told where that is said."""
    return [bare(each._replace(internal=False)) for each in made]


def _changed(round_: Round) -> bool:
    """Whether there is anything to undo."""
    return bool(
        round_.campaign.corrections
        or any(finding.corrections for finding in round_.findings)
        or any(file.corrections or any(map(_is_changed, file.issues)) for file in round_.files)
    )


def _is_changed(issue: Issue) -> bool:
    return bool(issue.corrections or issue.handovers or issue.transfers)


def _later(old: tuple[Any, ...], new: tuple[Any, ...]) -> tuple[Any, ...]:
    """The entries of a list that came after those that there were; none if those were changed."""
    return new[len(old) :] if bare(new[: len(old)]) == bare(old) else ()


def _undo(old: Any, new: Any) -> _Two:
    for correction in reversed(added(old, new)):
        if correction.withheld:
            old = corrections.copied(new, old, correction.path)
        new = corrections.undone(new, correction)
    return _Two(old, new)


def _undo_issue(old: Issue, new: Issue) -> _Two:
    fresh = added(old, new)
    for correction in reversed(fresh):
        if correction.withheld:
            old = corrections.copied(new, old, correction.path)
    later = _later(old.handovers, _uncorrected(old, new).handovers)
    undone = past.without(new, fresh, lambda each: each in later)
    known = len(undone.transfers) - len(_later(old.transfers, undone.transfers))
    return _Two(old, undone._replace(transfers=undone.transfers[:known]))


def _uncorrected(old: Issue, new: Issue) -> Issue:
    """An issue without its new corrections; handovers and transfers that are new stay."""
    for correction in reversed(added(old, new)):
        new = corrections.undone(new, correction)
    return new


def _moves(old: Issue, new: Issue) -> tuple[Transfer, ...]:
    """The transfers of an issue that are new, those that were forgotten included."""
    moves: tuple[Transfer, ...] = _later(old.transfers, _uncorrected(old, new).transfers)
    return moves or _later(old.transfers, new.transfers)


def _round(old: Round, new: Round) -> _Two:
    campaign = _undo(old.campaign, new.campaign)
    findings = _each({each.id: each for each in old.findings}, {each.id: each for each in new.findings})
    issues = {each.id: each for file in old.files for each in file.issues}
    present = {each.id: each for file in new.files for each in file.issues}
    pairs = _each(issues, present, _undo_issue)
    home = {
        id: moves[0].from_
        for id, issue in issues.items()
        if id in present and (moves := _moves(issue, present[id]))
    }
    files = {file.unit: file for file in old.files}
    whole = {file.unit: _undo(files[file.unit], file) for file in new.files if file.unit in files}
    then = [_with(whole[file.unit].old if file.unit in whole else file, pairs.old) for file in old.files]
    now = [_with(whole[file.unit].new if file.unit in whole else file, pairs.new) for file in new.files]
    return _Two(
        old._replace(campaign=campaign.old, findings=tuple(findings.old.values()), files=tuple(then)),
        new._replace(
            campaign=campaign.new, findings=tuple(findings.new.values()), files=past.moved(tuple(now), home)
        ),
    )


def _with(file: UnitFile, issues: Mapping[str, Issue]) -> UnitFile:
    made = tuple([issues[each.id] for each in file.issues])
    same = all(one is other for one, other in zip(made, file.issues, strict=True))
    return file if same else file._replace(issues=made)


def _each(old: dict[str, Any], new: dict[str, Any], undo: Callable[[Any, Any], _Two] = _undo) -> _Two:
    """Records by id, then and now."""
    then, now = dict(old), dict(new)
    for id, record in new.items():
        if id in old and record is not old[id]:
            then[id], now[id] = undo(old[id], record)
    return _Two(then, now)
