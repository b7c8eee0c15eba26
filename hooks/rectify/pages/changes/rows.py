"""The rows of results as HTML, in Python for speed. All text is escaped here."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from rectify.html import urls
from rectify.html.compiling import escaped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date

    from rectify.html.links import Way
    from rectify.html.snippets import Snippets
    from rectify.ledger.standing import Standing


class Rows:
    """Filters ``changes.<name>`` of templates."""

    def __init__(self, h: Snippets) -> None:
        self.h = h
        self.people = functools.cache(self._people)

    def results(
        self,
        lines: Iterable[tuple[Standing, date, Any]],
        of: str,
        unit: str,
        dated: bool,
        campaign: str,
        to: Way,
    ) -> Markup:
        """What brought results of one kind, when and how much."""
        shown: Callable[[Any], str] = {"money": self.h.money, "people": self.people}.get(
            of, lambda number: f"{number}{unit}"
        )
        if dated and of == "people":
            shown = self.person_times
        return Markup(
            "\n".join([self._line(each, day, shown(number), campaign, to) for each, day, number in lines])
        )

    def _line(self, standing: Standing, day: date, brought: str, campaign: str, to: Way) -> str:
        issue = standing.issue
        link = escaped(to(urls.issue(campaign, issue.id)))
        return (
            f'<tr><td><a class="rc-id" href="{link}">{escaped(issue.id)}</a></td>'
            f'<td class="rc-col--title"><a href="{link}">{escaped(issue.title)}</a></td>'
            f"<td>{self.h.unit(standing, campaign, to)}</td><td>{self.h.day(day)}</td>"
            f'<td class="rc-num">{escaped(brought)}</td></tr>'
        )

    def _people(self, number: int) -> str:
        return self.h.words("format.people", n=number)

    def person_times(self, number: int) -> str:
        """人次."""
        return self.h.words("format.person_times", n=number)
