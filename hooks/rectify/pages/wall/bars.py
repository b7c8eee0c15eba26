"""The rows of the wall as HTML and SVG, in Python for speed. All text is escaped here."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from markupsafe import Markup

from rectify.html import urls
from rectify.html.compiling import escaped
from rectify.ledger import workdays
from rectify.ledger.milestones import name
from rectify.read import identity

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rectify.html.links import Way
    from rectify.html.snippets import Snippets
    from rectify.pages.wall.page import Bar, Chart, Mark, Peg, Tick

STATES = ("done", "open", "late")
"""How a measure stands."""

DEADLINES = ("units", "superior")
"""Lines with a label."""

_TEXT = 26
"""Maximum length of a measure's text, in characters."""

_RIGHT = 94
"""Beyond this percentage of the width, a line's label is to its left."""


class Bars:
    """Filters ``wall.<name>`` of templates."""

    def __init__(self, h: Snippets) -> None:
        self.h = h
        self.words = h.words
        self.brief = h.brief
        self.axis_of = functools.cache(self._axis_of)
        self.pegs = {state: h.words.texts[f"wall.card.{state}"] for state in STATES}

    def rows(self, bars: Iterable[Bar], campaign: str, to: Way) -> Markup:
        """The issues of a unit, one row each: the name on the left, the bar on the right."""
        return Markup("\n".join(self._row(bar, campaign, to) for bar in bars))

    def axis(self, chart: Chart) -> Markup:
        """The days above the bars; memoised, as they are the same for all units of a round."""
        return self.axis_of(chart.ticks, chart.marks, chart.day if chart.daily else None)

    def _axis_of(self, ticks: tuple[Tick, ...], marks: tuple[Mark, ...], day: float | None) -> Markup:
        """``day`` is the width of a day if each has its own tick."""
        made = [
            f'<rect class="rc-tick__{"today" if tick.today else "rest"}" x="{tick.start}%" y="19"'
            f' width="{day}%" height="100%"/>'
            for tick in ticks
            if day is not None and (tick.rest or tick.today)
        ]
        made += [self._milestone(mark) for mark in marks if mark.milestone]
        made += [self._mark(mark) for mark in marks if mark.kind in DEADLINES]
        made += [self._tick(tick) for tick in ticks]
        return Markup("\n".join(made))

    def _mark(self, mark: Mark) -> str:
        anchor, dx = ("end", "-4") if mark.kind == "units" or mark.x > _RIGHT else ("start", "4")
        return (
            f'<line class="rc-line--{mark.kind}" x1="{mark.x}%" x2="{mark.x}%" y1="2" y2="100%"/>\n'
            f'<text x="{mark.x}%" y="13" class="rc-tick rc-tick--{mark.kind}" text-anchor="{anchor}"'
            f' dx="{dx}">{escaped(self.words(f"mark.{mark.kind}"))}</text>'
        )

    def _milestone(self, mark: Mark) -> str:
        """The line of a milestone; its name is in the list above the wall, since lines may stand close."""
        said = f"{name(mark.milestone, self.words)} {self.brief(mark.day)}"
        return (
            f'<line class="rc-line--milestone" x1="{mark.x}%" x2="{mark.x}%" y1="12" y2="100%">'
            f"<title>{escaped(said)}</title></line>"
        )

    def _tick(self, tick: Tick) -> str:
        rest, report = " rc-tick--rest" if tick.rest else "", " rc-tick--report" if tick.report else ""
        today = " rc-tick--today" if tick.today else ""
        key = (
            "mark.today" if tick.today else "wall.report" if tick.report else tick.why and f"wall.{tick.why}"
        )
        below = self.words(key or f"wall.weekday.{tick.day.isoweekday()}")
        month = f"{tick.day.month}/" if tick.month else ""
        name = f"<title>{escaped(tick.name)}</title>" if tick.name else ""
        at = f'<text x="{tick.x}%"'
        return (
            f'{at} y="33" text-anchor="middle" class="rc-tick{rest}{today}">'
            f"{month}{tick.day.day}{name}</text>\n"
            f'{at} y="47" text-anchor="middle" class="rc-tick rc-tick--week{report}{today}">'
            f"{escaped(below)}</text>"
        )

    def list(self, bars: Iterable[Bar], campaign: str, to: Way) -> Markup:
        """The rows of the table of issues that can't meet their deadline."""
        return Markup("\n".join([self._line(bar, campaign, to) for bar in bars]))

    def _line(self, bar: Bar, campaign: str, to: Way) -> str:
        h, standing, issue = self.h, bar.standing, bar.standing.issue
        link = escaped(to(urls.issue(campaign, issue.id)))
        return (
            f'<tr><td>{h.light(standing)}</td><td><a class="rc-id" href="{link}">{escaped(issue.id)}</a></td>'
            f'<td class="rc-col--title"><a href="{link}">{escaped(issue.title)}</a></td>'
            f"<td>{h.unit(standing, campaign, to)}</td><td>{escaped(identity.together(issue.owner))}</td>"
            f"<td>{h.day(standing.deadline)}</td><td>{escaped(self.slack(bar))}</td>"
            f"<td>{escaped(self.reason(bar))}</td></tr>"
        )

    def slack(self, bar: Bar) -> str:
        """The slack in a word or two."""
        plan, standing = bar.plan, bar.standing
        if plan is None:
            return self.brief(standing.closed_on) if standing.closed_on else self.words("light.carried_over")
        if standing.overdue:
            return workdays.told(self.words, "wall.slack.late", standing.days_left, standing.working_left)
        if standing.review_overdue:
            return workdays.told(self.words, "days.review", standing.days_left, standing.working_left)
        if plan.slack < 0:
            return self.words("wall.slack.short", n=-plan.slack)
        return self.words("wall.slack.left", n=plan.slack) if plan.slack else self.words("wall.slack.none")

    def reason(self, bar: Bar) -> str:
        """Why an issue can't meet its deadline, in a sentence; empty if it can."""
        plan, standing = bar.plan, bar.standing
        if plan is None or not plan.reason:
            return ""
        if plan.reason == "overdue":
            return workdays.told(self.words, "wall.reason.overdue", standing.days_left, standing.working_left)
        if plan.reason == "measures":
            return self.words("wall.reason.measures", due=self.brief(plan.begins), n=-plan.slack)
        start = "done"
        if any(peg.state == "open" and peg.measure.due == plan.begins for peg in bar.pegs):
            start = "ahead"
        elif any(peg.state == "late" for peg in bar.pegs):
            start = "late"
        room = self.words("wall.room.some", n=plan.slack) if plan.slack else self.words(f"wall.room.{start}")
        due = self.brief(plan.begins)
        return self.words(f"wall.reason.{start}", due=due, room=room, needed=plan.needed)

    def _row(self, bar: Bar, campaign: str, to: Way) -> str:
        standing, issue = bar.standing, bar.standing.issue
        bad = bool(bar.plan and bar.plan.reason)
        css = " rc-wall__row--closed" if not standing.open else " rc-wall__row--bad" if bad else ""
        return (
            f'<tr class="rc-wall__row{css}"><th scope="row"><div>'
            f'<a href="{escaped(to(urls.issue(campaign, issue.id)))}">'
            f'<span class="rc-wall__id">{escaped(issue.id)}</span> {escaped(issue.title)}</a>'
            f"<span>{escaped(identity.together(issue.owner))}</span>"
            f"<span>{escaped(self.slack(bar))}</span></div></th>"
            f'<td><svg role="img"><title>{escaped(self._tooltip(bar))}</title>'
            f'<use href="#rc-days"/>{self._drawn(bar, bad)}'
            '<use href="#rc-lines"/></svg></td></tr>'
        )

    def _tooltip(self, bar: Bar) -> str:
        """The tooltip of a bar, one fact per line."""
        standing, issue, words = bar.standing, bar.standing.issue, self.words
        light = standing.light.label or words(f"light.{standing.light.when}")
        lines = [
            f"{issue.id} {issue.title}",
            words(
                "wall.card.who",
                owner=identity.together(issue.owner),
                status=words(f"status.{standing.status}"),
                light=light,
            ),
            words("wall.span", opened=self.brief(issue.opened), deadline=self.brief(standing.deadline)),
        ]
        if standing.closed_on:
            lines.append(words("wall.card.closed", day=self.brief(standing.closed_on)))
        elif bar.plan and not standing.overdue:
            lines.append(words("wall.card.slack", slack=self.slack(bar)))
        if reason := self.reason(bar):
            lines.append(words("wall.card.bad", reason=reason))
        return "\n".join([*lines, *map(self._measure, bar.pegs)])

    def _measure(self, peg: Peg) -> str:
        text = peg.measure.text
        if len(text) > _TEXT:
            text = text[: _TEXT - 1] + "…"
        return self.pegs[peg.state].format(day=self.brief(peg.measure.due), text=text)

    def _drawn(self, bar: Bar, bad: bool) -> str:
        standing = bar.standing
        colour = "closed" if not standing.open else standing.light.colour
        made = []
        if bar.end > bar.work or not standing.open:
            made.append(_rect(f"rc-bar__slack rc-bar--{colour}", bar.start, bar.end))
        made.append(_rect(f"rc-bar__work rc-bar--{colour}", bar.start, bar.work))
        if bar.over is not None and bar.over > bar.end:
            made.append(_rect("rc-bar__over", bar.end, bar.over, ' fill="url(#rc-hatch)"'))
        made += [
            f'<use href="#rc-peg-{peg.state}" x="{peg.x}%" y="50%"/>' for peg in bar.pegs if 0 < peg.x < 100
        ]
        if bar.closed is not None:
            made.append(f'<use href="#rc-closed" x="{bar.closed}%" y="50%"/>')
        if bar.clipped:
            made.append('<use href="#rc-more" x="100%" y="50%"/>')
        if bad:
            made.append(f'<use href="#rc-bad" x="{max(bar.over or 0.0, bar.end)}%" y="50%"/>')
        return "".join(made)


def _rect(css: str, start: float, end: float, more: str = "") -> str:
    width = round(max(end - start, 0.4), 2)
    return f'<rect class="{css}" x="{start}%" width="{width}%" y="24%" height="52%"{more}/>'
