"""Rules on the list handed down: its printed numbers and its lists, and that it is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rectify.check.history import plain, rounds
from rectify.ground.suggest import nearest
from rectify.ledger.findings import LISTS
from rectify.read import filenames
from rectify.read.problems import problem

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from rectify.check.history import Revisions
    from rectify.read.problems import Problem
    from rectify.read.records import Data, Finding


def finding_list(data: Data, day: date) -> Iterator[Problem]:
    """A finding's list is a usual one or the campaign's own, and either all findings name theirs or none."""
    for round_ in data.rounds:
        known = (*LISTS, *round_.campaign.lists)
        named = next((each for each in round_.findings if each.list), None)
        for each in round_.findings:
            if each.list and each.list not in known:
                values = {"value": each.list, "better": nearest(each.list, round_.campaign.lists)}
                yield problem("structure.finding-list", "unknown", each.at.of("list"), **values)
            elif named and not each.list:
                values = {"finding": each.id, "other": named.id}
                yield problem("structure.finding-list", "none", each.at, **values)


def finding_number(data: Data, day: date) -> Iterator[Problem]:
    """A printed number stands once in a list."""
    for round_ in data.rounds:
        first: dict[tuple[str | None, str], Finding] = {}
        for each in round_.findings:
            if not each.number:
                continue
            same = "".join(filenames.folded(each.number).split())
            other = first.setdefault((each.list, same), each)
            if other is not each:
                values = {"value": each.number, "other": other.id}
                yield problem("structure.finding-number", "twice", each.at.of("number"), **values)


def supplement(data: Data, day: date) -> Iterator[Problem]:
    """A finding that came after the list has its document; one with a due day of its own came by itself."""
    for round_ in data.rounds:
        received = round_.campaign.received
        for each in round_.findings:
            if each.received and each.received > received and not each.document:
                values = {"finding": each.id, "received": each.received}
                yield problem("structure.supplement", "document", each.at.of("received"), **values)
            if each.claims_due and not each.received:
                at = each.at.of("claims_due")
                yield problem("structure.supplement", "received", at, finding=each.id)


_HANDED_DOWN = ("finding.text", "finding.deadline")
"""What only the superior's document changes, a slip in copying it included: the document shows that too."""


def document(data: Data, day: date) -> Iterator[Problem]:
    """What was handed down is changed by the superior's document."""
    for round_ in data.rounds:
        for each in round_.findings:
            for one in each.corrections:
                if one.of in _HANDED_DOWN and not one.document:
                    values = {"finding": each.id, "what": one.what}
                    yield problem("structure.finding-document", "none", one.at, **values)


def findings_kept(revisions: Revisions) -> Iterator[Problem]:
    """The findings never change once received. Supplements are added with their document."""
    for old, new in rounds(revisions):
        if new is None:
            continue
        was = {finding.id: finding for finding in old.findings}
        now = {finding.id: finding for finding in new.findings}
        for id, finding in now.items():
            if id not in was:
                if not (finding.received and finding.document):
                    yield problem("history.findings-kept", "added", finding.at, finding=id)
            elif was[id].withdrawn and plain(was[id].withdrawn) != plain(finding.withdrawn):
                yield problem("history.findings-kept", "withdrawn", finding.at, finding=id)
            elif plain(_annotated(was[id], finding)) != plain(finding):
                yield problem("history.findings-kept", "changed", finding.at, finding=id)
        for id in was:
            if id not in now and id not in new.missing:
                at = was[id].at._replace(line=1, column=1)
                yield problem("history.findings-kept", "removed", at, finding=id)


def _annotated(old: Finding, new: Finding) -> Finding:
    """A finding with what may be added to it: what stands in the printed list, and that it was withdrawn."""
    return old._replace(
        number=old.number or new.number,
        list=old.list or new.list,
        withdrawn=old.withdrawn or new.withdrawn,
    )
