"""Which units take part in a campaign, and which findings apply to them."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from rectify.read.records import Campaign, Finding, Organization, Unit


CLAIM_DAYS = 7
"""Days from the start, or from a supplement, to answer the findings, unless ``claims_due`` says another."""

ANSWERING = ("unit", "department")
"""Kinds of units that take part by default; a campaign may list units of other kinds."""


def participants(campaign: Campaign, organization: Organization) -> tuple[Unit, ...]:
    """Who answers: the units that campaign.yml names, or else every unit and department."""
    chosen = frozenset(campaign.units)
    return tuple(
        unit for unit in organization.units if (unit.id in chosen if chosen else unit.kind in ANSWERING)
    )


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
