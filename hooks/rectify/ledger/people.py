"""Who a name is: brackets behind it name a unit, by any name that the unit had."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rectify.read import identity

if TYPE_CHECKING:
    from rectify.read.records import Organization


def unit_names(organization: Organization) -> dict[str, str]:
    """The units by the comparison key of their names and of their ids."""
    found = {identity.skeleton(unit.id): unit.id for unit in organization.units}
    return found | {identity.skeleton(unit.name): unit.id for unit in organization.units}
