"""Who is asked what, and until when: the units that take part, the findings that apply to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from rectify.read.records import Campaign, Finding, Organization, Round, Unit


ASKED = ("unit", "department")
"""Kinds of nodes that answer for themselves; a campaign that names its units may ask others too."""


def participants(round_: Round, organization: Organization) -> tuple[Unit, ...]:
    """Who answers: the units that campaign.yml names, or else every unit and department."""
    chosen = frozenset(round_.campaign.units)
    return tuple(unit for unit in organization.units if (unit.id in chosen if chosen else unit.kind in ASKED))


def applies(finding: Finding, unit: Unit) -> bool:
    """Whether a finding asks an answer of a unit; without ``applies_to`` it asks all."""
    return not finding.applies_to or unit.id in finding.applies_to


def is_finished(campaign: Campaign, as_of: date) -> bool:
    """Whether the campaign is over, and so read-only."""
    return campaign.finished is not None and campaign.finished <= as_of
