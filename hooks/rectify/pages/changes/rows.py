"""The rows of results as HTML, in Python for speed. All text is escaped here."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from rectify.html import urls
from rectify.html.compiling import escaped

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rectify.html.links import Way
    from rectify.html.snippets import Snippets
    from rectify.ledger.standing import Standing


class Rows:
    """Filters ``changes.<name>`` of templates."""

    def __init__(self, h: Snippets) -> None:
        self.h = h
        self.people = functools.cache(self._people)

    def results(self, lines: Iterable[tuple[Standing, Any]], name: str, campaign: str, to: Way) -> Markup:
        """Closed issues with their results: money ``recovered``, otherwise a number of people."""
        shown = self.h.words.money if name == "recovered" else self.people
        return Markup("\n".join([self._line(each, shown(brought), campaign, to) for each, brought in lines]))

    def _line(self, standing: Standing, brought: str, campaign: str, to: Way) -> str:
        issue = standing.issue
        link = escaped(to(urls.issue(campaign, issue.id)))
        closed = self.h.day(standing.closed_on) if standing.closed_on else ""
        return (
            f'<tr><td><a class="rc-id" href="{link}">{escaped(issue.id)}</a></td>'
            f'<td class="rc-col--title"><a href="{link}">{escaped(issue.title)}</a></td>'
            f"<td>{self.h.unit(standing, campaign, to)}</td><td>{closed}</td>"
            f'<td class="rc-num">{escaped(brought)}</td></tr>'
        )

    def _people(self, number: int) -> str:
        return self.h.words("format.people", n=number)
