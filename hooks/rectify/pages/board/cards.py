"""The cards of the board as HTML, in Python for speed. All text is escaped here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from rectify.html.compiling import escaped
from rectify.read import identity

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rectify.html.links import Way
    from rectify.html.snippets import Snippets
    from rectify.ledger.standing import Standing

FLAGS = ("review_overdue", "returned", "reopened", "extended", "silent", "closed_late", "by_correction")
"""The flags on a card; the others show in its column, signal and days."""


class Cards:
    """Filters ``board.<name>`` of templates."""

    def __init__(self, h: Snippets) -> None:
        self.h = h

    def cards(self, standings: Iterable[Standing], campaign: str, to: Way, *, units: bool) -> Markup:
        """Cards in order; ``units`` adds the names of their units."""
        return Markup("\n".join(_card(self.h, each, campaign, to, units=units) for each in standings))


def _card(h: Snippets, standing: Standing, campaign: str, to: Way, *, units: bool) -> str:
    issue = standing.issue
    flags = h.flags_of(tuple(flag for flag in standing.flags if flag in FLAGS))
    when = h.day(standing.closed_on) if standing.closed_on else h.days(standing)
    unit = f"{h.unit(standing, campaign, to)} " if units else ""
    owner = escaped(identity.together(issue.owner))
    return (
        f'<li class="rc-card rc-card--{standing.light.colour if standing.open else "closed"}">'
        f'<p class="rc-card__top">{h.light(standing)}<span class="rc-id">{escaped(issue.id)}</span>'
        f'<span class="rc-card__when">{when}</span></p>'
        f'<p class="rc-card__title">{h.issue_link(standing, campaign, to, issue.title)}</p>'
        f'<p class="rc-card__who">{unit}<span>{owner}</span>{flags}</p></li>'
    )
