"""Small pieces of HTML that every page repeats, and the rows of issue tables.

In Python rather than templates, since a large site has millions of them. All text is escaped here.
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from rectify.html import urls
from rectify.html.columns import COLUMNS, days_told, returned
from rectify.html.compiling import escaped
from rectify.html.links import Way
from rectify.ledger import milestones

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date
    from decimal import Decimal

    from rectify.html.page import Common
    from rectify.ledger.counts import Event
    from rectify.ledger.measures import Task
    from rectify.ledger.milestones import Reached
    from rectify.ledger.standing import Standing
    from rectify.words.messages import Catalogue


ROOT = "\0"
"""Placeholder for the way to the root in a cached row; no text of the data contains it."""


class Snippets:
    """Templates' ``h``.

    ``rows`` caches each row for all pages, with ``ROOT`` for the way to the root.
    """

    def __init__(self, common: Common) -> None:
        self.words: Catalogue = common.words
        self.options = common.options
        self.unit_name = functools.cache(common.unit_name)
        self.brief = functools.cache(self._brief)
        self.on = functools.cache(self._on)
        self.day: Callable[[date], Markup] = functools.cache(self._day)
        self.full = functools.cache(self._full)
        self.in_full = functools.cache(self.words.day)
        self.due_on = functools.cache(self._due_on)
        self.done_on = functools.cache(self._done_on)
        self.status_of = functools.cache(self._status_of)
        self.light_of = functools.cache(self._light_of)
        self.flags_of = functools.cache(self._flags_of)
        self.days_of = functools.cache(self._days_of)
        self.turn_of = functools.cache(self._turn_of)
        self.returns_of = functools.cache(self._returns_of)
        self.clock_of = functools.cache(self._clock_of)
        self.away = functools.cache(self._away)
        self.issue_url = functools.cache(self._issue_url)
        self.answer_of = functools.cache(self._answer_of)
        self.unit_of = functools.cache(self._unit_of)
        self.department_of = functools.cache(self._department_of)
        self.finding_of = functools.cache(self._finding_of)
        self.category_of: Callable[[str, str | None], str] = functools.cache(common.category_name)
        self.money = functools.cache(self._money)
        self.heads_of = functools.cache(self._heads_of)
        self.rows: dict[tuple[str, ...], dict[int, tuple[Standing, str]]] = {}

    def _away(self, directory_urls: bool) -> Way:
        """Makes the links of rows cached for pages of any folder."""
        return Way(ROOT, directory_urls)

    def _issue_url(self, campaign: str, id: str, away: Way) -> str:
        """The escaped link from such a row to an issue's page."""
        return escaped(away(urls.issue(campaign, id)))

    def _brief(self, day: date) -> str:
        """A day, without its year if that is the year of the site's day."""
        return self.words.brief(day, self.options.as_of)

    def _on(self, day: date) -> str:
        """The same, escaped."""
        return escaped(self.brief(day))

    def _day(self, day: date) -> Markup:
        """The same as a ``<time>``."""
        return Markup(f'<time datetime="{day}">{escaped(self.brief(day))}</time>')

    def _full(self, day: date) -> Markup:
        """A day with its year."""
        return Markup(f'<time datetime="{day}">{escaped(self.words.day(day))}</time>')

    def _due_on(self, day: date) -> str:
        """When a measure is due, escaped."""
        return escaped(self.words("measure.due", day=self.brief(day)))

    def _done_on(self, day: date) -> str:
        """When a measure was done, escaped."""
        return escaped(self.words("measure.done", day=self.brief(day)))

    def light(self, standing: Standing) -> Markup:
        """The signal of an issue; of one that is not counted the reason why."""
        if standing.aside:
            shown = escaped(self.words(f"aside.{standing.aside}"))
            return Markup(f'<span class="rc-official rc-official--withdrawn">{shown}</span>')
        return self.light_of(standing.light.colour, standing.light.label, standing.light.when)

    def _light_of(self, colour: str, label: str | None, when: str) -> Markup:
        shown = escaped(label or self.words(f"light.{when}"))
        return Markup(f'<span class="rc-light rc-light--{colour}">{shown}</span>')

    def status(self, standing: Standing) -> Markup:
        """The status of an issue."""
        return self.status_of(standing.status)

    def _status_of(self, status: str) -> Markup:
        shown = escaped(self.words(f"status.{status}"))
        return Markup(f'<span class="rc-status rc-status--{status}">{shown}</span>')

    def flags(self, standing: Standing) -> Markup:
        """The flags of an issue."""
        return self.flags_of(standing.flags)

    def _flags_of(self, flags: tuple[str, ...]) -> Markup:
        return Markup(
            "".join(
                f'<span class="rc-flag rc-flag--{flag}">{escaped(self.words(f"flag.{flag}"))}</span>'
                for flag in flags
            )
        )

    def days(self, standing: Standing) -> Markup:
        """The days left, or the days late."""
        left = standing.days_left if standing.open else None
        return self.days_of(left, standing.working_left, standing.review_overdue)

    def _days_of(self, left: int | None, working: int | None, waits: bool) -> Markup:
        shown = escaped(days_told(self.words, left, working, waits))
        return Markup(shown if left is None else f'<data value="{left}">{shown}</data>')

    def turn(self, standing: Standing) -> str:
        """The turn that an issue is in."""
        return self.turn_of(standing.turn)

    def _turn_of(self, number: int) -> str:
        return f'<data value="{number}">{escaped(self.words("turn.number", n=number))}</data>'

    def returns(self, standing: Standing) -> str:
        """How often an issue was returned, and at which step."""
        return self.returns_of(standing.returns - standing.verify_returns, standing.verify_returns)

    def _returns_of(self, review: int, verify: int) -> str:
        if not review + verify:
            return ""
        return f'<data value="{review + verify}">{escaped(returned(self.words, review, verify))}</data>'

    def holder(self, standing: Standing) -> str:
        """Who has to act on an open issue."""
        return escaped(self.unit_name(standing.held_by))

    def clock(self, standing: Standing) -> Markup:
        """The same in large type, in the colour and shape of the signal."""
        return self.clock_of(standing.light.colour, self.days(standing))

    def _clock_of(self, colour: str, days: Markup) -> Markup:
        number = re.sub(r"[0-9]+", r"<b>\g<0></b>", str(days))
        return Markup(f'<p class="rc-clock rc-light--{colour}">{number}</p>')

    def told_with(self, columns: Iterable[str], standings: Iterable[Standing]) -> tuple[str, ...]:
        """The columns of a table, with that of flags if one of its issues is on time only by a correction."""
        chosen = tuple(columns)
        told = "flags" in chosen or not any(each.by_correction for each in standings)
        return chosen if told else (*chosen, "flags")

    def told_with_groups(self, columns: Iterable[str], groups: Iterable[Any]) -> tuple[str, ...]:
        """The same for a table of groups of issues."""
        every = [each for group in groups for each in (*group.standings, *group.rest)]
        return self.told_with(columns, every)

    def corrected(self, corrections: Iterable[str], to: Way) -> Markup:
        """The marks of corrections at these addresses."""
        shown = escaped(self.words("corrections.mark"))
        return Markup(
            "".join(
                [f' <a class="rc-corrected" href="{escaped(to(url))}">{shown}</a>' for url in corrections]
            )
        )

    def heads(self, columns: Iterable[str]) -> Markup:
        """The header cells of an issue table."""
        return self.heads_of(tuple(columns))

    def _heads_of(self, columns: tuple[str, ...]) -> Markup:
        return Markup(
            "".join(
                f'<th scope="col" class="rc-col--{column}">{escaped(self.words(f"column.{column}"))}</th>'
                for column in columns
            )
        )

    def body(self, standings: Iterable[Standing], campaign: str, columns: Iterable[str], to: Way) -> Markup:
        """The rows of an issue table."""
        rows = self._rows(standings, campaign, columns, self.away(to.directory_urls))
        return Markup("\n".join(rows).replace(ROOT, to.root))

    def events(self, events: Iterable[Event], campaign: str, columns: Iterable[str], to: Way) -> Markup:
        """The rows of a table of events, the day first."""
        events = tuple(events)
        standings = [each.standing for each in events]
        rows = self._rows(standings, campaign, columns, self.away(to.directory_urls))
        made = [
            f'<tr><td class="rc-col--day">{self.day(each.day)}</td>{row.removeprefix("<tr>")}'
            for each, row in zip(events, rows, strict=True)
        ]
        return Markup("\n".join(made).replace(ROOT, to.root))

    def _rows(
        self, standings: Iterable[Standing], campaign: str, columns: Iterable[str], away: Way
    ) -> list[str]:
        chosen = tuple(columns)
        cells = [(f'<td class="rc-col--{column}">', COLUMNS[column].cell) for column in chosen]
        rows = self.rows.setdefault(chosen, {})
        made = []
        for standing in standings:
            kept = rows.get(id(standing))
            if kept is None:
                inner = "".join(
                    [f"{opening}{cell(self, standing, campaign, away)}</td>" for opening, cell in cells]
                )
                # Keep the standing with its row, so that its id is not reused.
                kept = rows[id(standing)] = standing, f"<tr>{inner}</tr>"
            made.append(kept[1])
        return made

    def _answer_of(self, answer: str) -> str:
        shown = escaped(self.words(f"answer.{answer}"))
        return f'<span class="rc-answer rc-answer--{answer}">{shown}</span>'

    def ids(self, ids: Iterable[str], campaign: str, away: Way) -> str:
        """The ids of issues, linked to their pages."""
        return "".join([f"{self.numbered(id, campaign, away)} " for id in ids])

    def issue_link(self, standing: Standing, campaign: str, to: Way, text: str, css: str = "") -> str:
        """A link to an issue's page."""
        return f'<a{css} href="{escaped(to(urls.issue(campaign, standing.issue.id)))}">{escaped(text)}</a>'

    def id(self, standing: Standing, campaign: str, away: Way) -> str:
        """The id of an issue in a row, linked to its page."""
        return self.numbered(standing.issue.id, campaign, away)

    def numbered(self, id: str, campaign: str, away: Way) -> str:
        """An issue's id, linked to its page."""
        return f'<a class="rc-id" href="{self.issue_url(campaign, id, away)}">{escaped(id)}</a>'

    def title(self, standing: Standing, campaign: str, away: Way) -> str:
        """The title of an issue in a row, linked to its page."""
        issue = standing.issue
        return f'<a href="{self.issue_url(campaign, issue.id, away)}">{escaped(issue.title)}</a>'

    def unit(self, standing: Standing, campaign: str, to: Way) -> str:
        """A link to the page of an issue's unit."""
        return self.unit_of(standing.unit, campaign, to)

    def _unit_of(self, id: str, campaign: str, to: Way) -> str:
        return f'<a href="{escaped(to(urls.unit(campaign, id)))}">{escaped(self.unit_name(id))}</a>'

    def lead(self, standing: Standing, campaign: str, to: Way) -> str:
        """The leading departments, linked if they have pages."""
        return self.leads(standing.issue.lead, campaign, to)

    def leads(self, ids: Iterable[str], campaign: str, to: Way) -> Markup:
        """Departments that lead together, linked if they have pages."""
        return Markup(self.words("format.list").join([self.department_of(id, campaign, to) for id in ids]))

    def names(self, ids: Iterable[str]) -> str:
        """The names of departments that lead together."""
        return self.words("format.list").join(map(self.unit_name, ids))

    def _department_of(self, id: str, campaign: str, to: Way) -> str:
        name = escaped(self.unit_name(id))
        if not self.options.shows("departments"):
            return name
        return f'<a href="{escaped(to(urls.department(campaign, id)))}">{name}</a>'

    def finding(self, standing: Standing, campaign: str, to: Way) -> str:
        """The findings that an issue answers, or where else it comes from."""
        ids = standing.issue.findings or ("",)
        return self.words("format.list").join(
            [self.finding_of(id, standing.origin, campaign, to) for id in ids]
        )

    def _finding_of(self, id: str, origin: str, campaign: str, to: Way) -> str:
        if not id:
            return escaped(self.words(f"origin.{origin}"))
        if not self.options.shows("findings"):
            return escaped(id)
        return f'<a href="{escaped(to(urls.finding(campaign, id)))}">{escaped(id)}</a>'

    def amount(self, standing: Standing) -> str:
        """The money at stake, if any."""
        amount = standing.issue.amount
        if amount is None:
            return ""
        return f'<data value="{amount}"{self._exactly(amount)}>{escaped(self.words.large(amount))}</data>'

    def _money(self, amount: Decimal) -> Markup:
        """An amount as pages show it, exact to the fen where the reader points at it and on paper."""
        shown = escaped(self.words.large(amount))
        exactly = self._exactly(amount)
        return Markup(
            f'<data class="rc-money" value="{amount}"{exactly}>{shown}</data>' if exactly else shown
        )

    def _exactly(self, amount: Decimal) -> str:
        exact = self.words.money(amount)
        return "" if self.words.large(amount) == exact else f' title="{escaped(exact)}"'

    def share(self, task: Task) -> str:
        """How far a measure with a target has come, escaped."""
        target, reached = task.measure.target, task.reached
        if target is None:
            return ""
        values = {"target": f"{target.amount:f}", "unit": target.unit}
        if reached is None:
            return escaped(self.words("measure.target", **values))
        values |= {"reached": f"{reached.amount:f}", "share": task.share, "day": self.brief(reached.date)}
        return escaped(self.words("measure.reached", **values))

    def milestones(self, some: Iterable[Reached]) -> Markup:
        """The milestones of a round, each with its day and how it stands."""
        return Markup("\n".join([self._milestone(each) for each in some]))

    def _milestone(self, each: Reached) -> str:
        about = [self.words("milestone.due", day=self.words.day(each.due)), milestones.told(each, self.words)]
        if each.ref:
            about.append(each.ref)
        return (
            f'<li class="is-{each.state}"><b>{escaped(milestones.name(each.kind, self.words))}</b> '
            f"<small>{escaped(' · '.join(about))}</small></li>"
        )

    @staticmethod
    def size(number: int) -> str:
        """A file's size: 812 B, 14.2 kB."""
        return f"{number} B" if number < 1000 else f"{number / 1000:,.1f} kB"
