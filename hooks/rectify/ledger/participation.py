"""Which units take part in a campaign, and which findings apply to them."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from rectify.read.records import Campaign, Finding, Joined, Organization, Unit


CLAIM_DAYS = 7
"""Days from the start, or from a supplement, to answer the findings, unless ``claims_due`` says another."""

ANSWERING = ("unit", "department")
"""Kinds of units that take part by default; a campaign may list units of other kinds."""


def participants(campaign: Campaign, organization: Organization, day: date) -> tuple[Unit, ...]:
    """Who takes part on a day: the units that campaign.yml names, or else every unit and department.

    Units that join are among them from their day on.
    """
    chosen = frozenset(campaign.units)
    joined = {each.unit: each.date for each in campaign.joined}
    return tuple(
        unit
        for unit in organization.units
        if (
            joined[unit.id] <= day
            if unit.id in joined
            else unit.id in chosen
            if chosen
            else unit.kind in ANSWERING
        )
    )


def joined_claims_due(joined: Joined) -> date:
    """The last day for the answers of a unit that joined."""
    return joined.claims_due or joined.date + datetime.timedelta(CLAIM_DAYS)


def applies(finding: Finding, unit: Unit) -> bool:
    """Whether a unit has to answer a finding; without ``applies_to`` all have to."""
    return not finding.applies_to or unit.id in finding.applies_to


def is_finished(campaign: Campaign, as_of: date) -> bool:
    """Whether the campaign is finished, and so read-only."""
    return campaign.finished is not None and campaign.finished <= as_of


def is_received(finding: Finding, as_of: date) -> bool:
    """Whether a finding has been handed down by a day; without a day of its own it came with the list."""
    return finding.received is None or finding.received <= as_of


def is_withdrawn(finding: Finding, as_of: date) -> bool:
    """Whether a finding has been withdrawn by a day."""
    return finding.withdrawn is not None and finding.withdrawn.date <= as_of


def unit_answers_due(campaign: Campaign, finding: Finding, unit: str) -> date:
    """The last day for one unit's answer to a finding: one that joined has its own."""
    due = answers_due(campaign, finding)
    joined = [joined_claims_due(each) for each in campaign.joined if each.unit == unit]
    return max([due, *joined])


def answers_due(campaign: Campaign, finding: Finding) -> date:
    """The last day for the units' answers to a finding.

    A campaign's day before its start is a slip, reported by ``structure.day-order``.
    """
    if finding.claims_due:
        return finding.claims_due
    if finding.received and finding.received > campaign.received:
        return finding.received + datetime.timedelta(CLAIM_DAYS)
    if campaign.claims_due and campaign.claims_due >= campaign.started:
        return campaign.claims_due
    return campaign.started + datetime.timedelta(CLAIM_DAYS)
