"""Signals (红黄绿灯): a campaign's scheme, and which light of it an issue has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rectify.read.records import Light

if TYPE_CHECKING:
    from rectify.ledger.brief import Brief
    from rectify.read.records import Campaign

DEFAULT_WARNING_DAYS = 5


def scheme(campaign: Campaign) -> tuple[Light, ...]:
    """The campaign's signal scheme. The first match wins; the last light always matches."""
    days = DEFAULT_WARNING_DAYS if campaign.warning_days is None else campaign.warning_days
    rest = Light("otherwise", "green")
    waiting = (Light("review_overdue", "yellow"),) if campaign.on_time == "applied" else ()
    if campaign.signals:
        if any(light.when == "review_overdue" for light in campaign.signals):
            waiting = ()
        return (*(light._replace(at=None) for light in campaign.signals), *waiting, rest)
    return (
        Light("closed", "green"),
        Light("overdue", "red"),
        *waiting,
        Light("due", "yellow", days=days),
        Light("long_term", "blue"),
        rest,
    )


def warning_days(lights: tuple[Light, ...]) -> int:
    """The longest warning period of a scheme in days; it defines 即将到期 (due soon)."""
    return max((light.days or 0 for light in lights if light.when == "due"), default=0)


def light(
    lights: tuple[Light, ...], issue: Brief, status: str, days_left: int, left: int, secured: bool
) -> Light:
    """The first light of a scheme that matches; ``left`` are the days that the campaign counts."""
    for each in lights:
        if _matches(each, issue, status != "closed", days_left, left, secured):
            return each
    raise AssertionError(lights)


def _matches(light: Light, issue: Brief, is_open: bool, days_left: int, left: int, secured: bool) -> bool:
    if light.when == "closed":
        return not is_open
    if light.when == "overdue":
        return is_open and days_left < 0 and not secured
    if light.when == "review_overdue":
        return secured and days_left < 0
    if light.when == "due":
        return is_open and days_left >= 0 and left <= (light.days or 0)
    return light.when == "otherwise" or (is_open and issue.kind == "long_term")
