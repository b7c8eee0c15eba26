"""Rules on the list handed down: its printed numbers and its lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rectify.ground.suggest import nearest
from rectify.ledger.findings import LISTS
from rectify.read import filenames
from rectify.read.problems import problem

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

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
