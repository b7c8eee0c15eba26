"""Which units take part in a campaign, and which findings apply to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from rectify.read.records import Campaign, Finding, Organization, Unit


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
