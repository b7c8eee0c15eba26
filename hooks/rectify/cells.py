"""The small pieces of HTML that every page repeats, and the rows of issue tables.

They are written in Python, not as templates: a large site has millions of them. What they are given is
text; all of it is escaped here.
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from markupsafe import Markup

from rectify import cards, urls
from rectify.bars import Bars
from rectify.compiling import escaped
from rectify.ways import Way

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date

    from rectify.ledger import Standing
    from rectify.pages.page import Books
    from rectify.pages.people import Person
    from rectify.pages.units import Task


_ROOT = "\0"
"""Stands for the way to the site's root in a row that is kept; no text of the data holds it."""


class Cells:
    """What templates know as ``h``.

    ``rows`` keeps each row for all pages, with a mark for the way to the root; ``items`` the entries of
    lists of related issues, for all pages that link the same way.
    """

    def __init__(self, books: Books) -> None:
        self.books = books
        self.words = books.words
        self.options = books.options
        self.brief = functools.cache(self._brief)
        self.day = functools.cache(self._day)
        self.full = functools.cache(self._full)
        self.status_of = functools.cache(self._status_of)
        self.light_of = functools.cache(self._light_of)
        self.flags_of = functools.cache(self._flags_of)
        self.days_of = functools.cache(self._days_of)
        self.bars = Bars(books)
        self.rows: dict[tuple[tuple[str, ...], int], tuple[Standing, str]] = {}
        self.items: dict[tuple[str, bool, int], tuple[Standing, str]] = {}

    def _brief(self, day: date) -> str:
        """A day as text, without its year where that is the year of the site's day."""
        return self.words.short(day) if day.year == self.options.as_of.year else self.words.day(day)

    def _day(self, day: date) -> Markup:
        """The same as HTML that programs can read too."""
        return Markup(f'<time datetime="{day}">{escaped(self.brief(day))}</time>')

    def _full(self, day: date) -> Markup:
        """A day with its year."""
        return Markup(f'<time datetime="{day}">{escaped(self.words.day(day))}</time>')

    def light(self, standing: Standing) -> Markup:
        """The signal of an issue."""
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
        """How many days an issue has left, or is late."""
        return self.days_of(standing.days_left if standing.open else None)

    def _days_of(self, left: int | None) -> Markup:
        if left is None:
            return Markup(escaped(self.words("days.closed")))
        if left < 0:
            shown = self.words("days.late", n=-left)
        else:
            shown = self.words("days.left", n=left) if left else self.words("days.today")
        return Markup(f'<data value="{left}">{escaped(shown)}</data>')

    def clock(self, standing: Standing) -> Markup:
        """The same in big type: the number stands out, in the colour and shape of the signal."""
        number = re.sub(r"[0-9]+", r"<b>\g<0></b>", str(self.days(standing)))
        return Markup(f'<p class="rc-clock rc-light--{standing.light.colour}">{number}</p>')

    def body(self, standings: Iterable[Standing], campaign: str, columns: Iterable[str], to: Way) -> Markup:
        """The rows of an issue table."""
        chosen = tuple(columns)
        cells = [(column, _CELLS[column]) for column in chosen]
        away = Way(_ROOT, to.directory_urls)
        rows = self.rows
        made = []
        for standing in standings:
            key = (chosen, id(standing))  # the standing is kept, so that no other has its id
            if key not in rows:
                inner = "".join(
                    f'<td class="rc-col--{column}">{cell(self, standing, campaign, away)}</td>'
                    for column, cell in cells
                )
                rows[key] = standing, f"<tr>{inner}</tr>"
            made.append(rows[key][1])
        return Markup("\n".join(made).replace(_ROOT, to.root))

    def person(self, person: Person, campaign: str, roles: Iterable[str], to: Way) -> Markup:
        """A row of the table of people."""
        units = self.words("format.list").join(
            f'<a href="{escaped(to(urls.unit(campaign, id)))}">{escaped(self.books.unit_name(id))}</a>'
            for id in person.units[:3]
        )
        if len(person.units) > 3:
            units += escaped(self.words("people.more_units", n=len(person.units)))
        held = "".join(f'<td class="rc-num">{len(person.roles[role]) or ""}</td>' for role in roles)
        counts = person.counts
        late = counts.flag["overdue"]
        issues = "".join(
            f'<a class="rc-id rc-id--{each.light.colour}"'
            f' href="{escaped(to(urls.issue(campaign, each.issue.id)))}"'
            f' title="{escaped(each.issue.title)} · {escaped(self.words(f"status.{each.status}"))}">'
            f"{escaped(each.issue.id)}</a> "
            for each in person.roles["owner"]
        )
        name = escaped(person.name)
        return Markup(
            f'<tr id="{name}"><th scope="row">{name}</th><td>{units}</td>{held}'
            f'<td class="rc-num">{person.open_measures or ""}</td><td class="rc-num">{counts.open or ""}</td>'
            f'<td class="rc-num">{counts.closed or ""}</td>'
            f'<td class="rc-num{" rc-num--red" if late else ""}">{late or ""}</td>'
            f'<td class="rc-col--ids">{issues}</td></tr>'
        )

    def task(self, task: Task, campaign: str, to: Way) -> Markup:
        """A row of a unit's 任务清单."""
        measure = task.measure
        if task.done and measure.done:
            done = f'<span class="rc-done">{self.day(measure.done)}</span>'
            if task.late:
                done += (
                    f' <span class="rc-flag rc-flag--late">{escaped(self.words("measure.done_late"))}</span>'
                )
        elif task.late:
            done = f'<span class="rc-flag rc-flag--overdue">{escaped(self.words("measure.late"))}</span>'
        else:
            done = f'<span class="rc-undone">{escaped(self.words("measure.open"))}</span>'
        issue = task.standing.issue
        link = (
            f'<a class="rc-id" href="{escaped(to(urls.issue(campaign, issue.id)))}">{escaped(issue.id)}</a>'
        )
        output = escaped(measure.output or "") if task.done else ""
        return Markup(
            f'<tr><td>{link}</td><td class="rc-col--title">{escaped(measure.text)}</td>'
            f"<td>{escaped(measure.owner)}</td><td>{self.day(measure.due)}</td>"
            f"<td>{done}</td><td>{output}</td></tr>"
        )

    def cards(self, standings: Iterable[Standing], campaign: str, to: Way, *, units: bool) -> Markup:
        """Cards of the board."""
        return cards.cards(self, standings, campaign, to, units=units)

    def issue_link(self, standing: Standing, campaign: str, to: Way, text: str, css: str = "") -> str:
        """A link to an issue's page."""
        return f'<a{css} href="{escaped(to(urls.issue(campaign, standing.issue.id)))}">{escaped(text)}</a>'

    def related(self, standings: Iterable[Standing], campaign: str, near: Way, *, units: bool) -> Markup:
        """The entries of a list of related issues, with their units if these differ."""
        made = []
        for standing in standings:
            key = (near.root, units, id(standing))  # as in ``rows``, the standing is kept
            if key not in self.items:
                link = self.issue_link(
                    standing, campaign, near, f"{standing.issue.id} {standing.issue.title}"
                )
                unit = f"{escaped(self.books.unit_name(standing.unit))} · " if units else ""
                status = escaped(self.words(f"status.{standing.status}"))
                self.items[key] = standing, f"<li>{link} <small>{unit}{status}</small></li>"
            made.append(self.items[key][1])
        return Markup("".join(made))

    def unit(self, standing: Standing, campaign: str, to: Way) -> str:
        """A link to the page of an issue's unit."""
        name = escaped(self.books.unit_name(standing.unit))
        return f'<a href="{escaped(to(urls.unit(campaign, standing.unit)))}">{name}</a>'

    def lead(self, standing: Standing, campaign: str, to: Way) -> str:
        """The department that leads, with a link if it has a page."""
        name = escaped(self.books.unit_name(standing.issue.lead))
        if not self.options.shows("departments"):
            return name
        return f'<a href="{escaped(to(urls.department(campaign, standing.issue.lead)))}">{name}</a>'

    def finding(self, standing: Standing, campaign: str, to: Way) -> str:
        """The finding that an issue comes from, or where else it comes from."""
        finding = standing.issue.finding
        if not finding:
            return escaped(self.words(f"origin.{standing.origin}"))
        if not self.options.shows("findings"):
            return escaped(finding)
        return f'<a href="{escaped(to(urls.finding(campaign, finding)))}">{escaped(finding)}</a>'

    def amount(self, standing: Standing) -> str:
        """The money at stake, if any."""
        amount = standing.issue.amount
        if amount is None:
            return ""
        return f'<data value="{amount}">{escaped(self.words.money(amount))}</data>'


_CELLS: dict[str, Callable[[Cells, Standing, str, Way], str]] = {
    "signal": lambda h, s, c, to: h.light(s),
    "id": lambda h, s, c, to: h.issue_link(s, c, to, s.issue.id, ' class="rc-id"'),
    "title": lambda h, s, c, to: h.issue_link(s, c, to, s.issue.title),
    "unit": Cells.unit,
    "category": lambda h, s, c, to: escaped(h.books.category_name(c, s.category)),
    "finding": Cells.finding,
    "origin": lambda h, s, c, to: escaped(h.words(f"origin.{s.origin}")),
    "kind": lambda h, s, c, to: escaped(h.words(f"kind_of.{s.issue.kind}")),
    "status": lambda h, s, c, to: h.status(s),
    "flags": lambda h, s, c, to: h.flags(s),
    "lead": Cells.lead,
    "leader": lambda h, s, c, to: escaped(s.issue.leader),
    "owner": lambda h, s, c, to: escaped(s.issue.owner),
    "supervisor": lambda h, s, c, to: escaped(s.issue.supervisor),
    "opened": lambda h, s, c, to: h.day(s.issue.opened),
    "deadline": lambda h, s, c, to: h.day(s.deadline),
    "days": lambda h, s, c, to: h.days(s),
    "closed_on": lambda h, s, c, to: h.day(s.closed_on) if s.closed_on else "",
    "measures": lambda h, s, c, to: f"{s.measures_done}/{len(s.issue.measures)}",
    "amount": lambda h, s, c, to: h.amount(s),
}
"""What a column shows of an issue in a campaign, as HTML."""
