"""The lists of an issue's page as HTML, in Python for speed. All text is escaped here."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from markupsafe import Markup

from rectify.html import urls
from rectify.html.compiling import escaped
from rectify.pages import moves

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import date

    from rectify.html.links import Way
    from rectify.html.snippets import Snippets
    from rectify.ledger.brief import Brief
    from rectify.ledger.measures import Task
    from rectify.ledger.standing import Standing
    from rectify.ledger.timeline import Event
    from rectify.pages.issue.marks import Marks
    from rectify.pages.issue.page import Mention, Related, Stage
    from rectify.pages.issue.proofs import Proof

WHERE = {"here": ' class="is-here" aria-current="step"', "past": ' class="is-past"', "ahead": ""}
"""How a station of the flow is highlighted, by its place."""


ORIGIN = ("finding", "source", "by_analogy", "carries")
"""The keys that say where an issue comes from."""

LIKELY = 10_000
"""Stations of the flow memoised; many issues share them."""


class Parts:
    """Filters ``issue.<name>`` of templates."""

    def __init__(self, h: Snippets) -> None:
        self.h = h
        self.words = h.words
        self.said = {key: escaped(text) for key, text in h.words.plain.items()}
        self.origin = functools.cache(self._origin)
        self.stage = functools.lru_cache(LIKELY)(self._stage)
        self.all_related = functools.cache(self._all_related)
        self.mention = functools.cache(self._mention)

    def signs(self, standing: Standing, flags: tuple[str, ...]) -> Markup:
        """The issue's id, its signal, and the flags that add to it."""
        id = escaped(standing.issue.id)
        return Markup(f'<span class="rc-id">{id}</span> {self.h.light(standing)}{self.h.flags_of(flags)}')

    def stages(self, stages: Iterable[Stage]) -> Markup:
        """The stations of the flow."""
        return Markup("\n".join([self.stage(stage) for stage in stages]))

    def _stage(self, stage: Stage) -> str:
        since = ""
        if stage.since:
            step = ""
            if stage.step:
                step = f" <span>{escaped(self.words(f'stage.{stage.step}', who=stage.by))}</span>"
            since = f"<small>{self.h.on(stage.since)}{step}</small>"
        return f"<li{WHERE[stage.place]}>{self.said[f'status.{stage.status}']}{since}</li>"

    def _people(self, names: tuple[str, ...]) -> str:
        """Who has a role; of several the first one leads."""
        first, *others = map(escaped, names)
        lead = f" <small>{self.said['role.first']}</small>" if others else ""
        return self.said["format.list"].join([first + lead, *others])

    def facts(
        self,
        standing: Standing,
        campaign: str,
        near: Way,
        *,
        findings: Iterable[str],
        source: str,
        category: str,
        turn: str,
        marks: Marks,
        limit: str = "",
        came: str = "",
    ) -> Markup:
        """The issue's origin, deadline, ``turn``, holder and responsible people.

        ``findings`` or ``source``, an issue, are its origin, ``category`` the name of its category, ``limit``
        says which deadline of the campaign's own holds for it, ``came`` from which unit it came.
        """
        issue, said, h, mark = standing.issue, self.said, self.h, marks.key
        origin = self.origin(standing.origin, tuple(findings), source, campaign, near)
        deadline = escaped(h.in_full(standing.deadline) + limit)
        rows = (
            ("unit", h.unit_of(standing.unit, campaign, near) + escaped(came)),
            ("origin", f"{origin}{mark(*ORIGIN)}"),
            ("category", f"{escaped(category or '—')}{mark('category')}"),
            ("kind", f"{said[f'kind_of.{issue.kind}']}{mark('kind')}"),
            ("opened", f"{escaped(h.in_full(issue.opened))}{mark('opened')}"),
            ("deadline", f"{deadline}{mark('deadline')}"),
            ("turn", escaped(turn)),
            *self._holder(standing),
            ("lead", f"{self._leads(issue.lead, campaign, near)}{mark('lead')}"),
            ("leader", f"{self._people(issue.leader)}{mark('leader')}"),
            ("owner", f"{self._people(issue.owner)}{mark('owner')}"),
            ("supervisor", f"{self._people(issue.supervisor)}{mark('supervisor')}"),
        )
        told = "\n".join([f"<dt>{said[f'column.{name}']}</dt><dd>{value}</dd>" for name, value in rows])
        return Markup(f"{told}\n{self._more(issue, mark)}")

    def _more(self, issue: Brief, mark: Callable[[str], str]) -> str:
        """What not every issue has: departments that support it, and money."""
        more = ""
        if issue.joint:
            names = self.said["format.list"].join([escaped(self.h.unit_name(id)) for id in issue.joint])
            more = f"<dt>{self.said['key.issue.joint']}</dt><dd>{names}{mark('joint')}</dd>"
        if issue.support:
            names = self.said["format.list"].join([escaped(self.h.unit_name(id)) for id in issue.support])
            more += f"<dt>{self.said['key.issue.support']}</dt><dd>{names}{mark('support')}</dd>"
        if issue.amount is not None:
            amount = f"{self.h.money(issue.amount)}{mark('amount')}"
            more += f"<dt>{self.said['key.issue.amount']}</dt><dd>{amount}</dd>"
        return more

    def _holder(self, standing: Standing) -> list[tuple[str, str]]:
        """Who has to act on an open issue, and since when."""
        if not standing.held_since:
            return []
        told = self.words(
            "turn.holder", who=self.h.unit_name(standing.held_by), day=self.h.brief(standing.held_since)
        )
        return [("holder", escaped(told))]

    def _origin(self, origin: str, findings: tuple[str, ...], source: str, campaign: str, near: Way) -> str:
        linked = not findings or self.h.options.shows("findings")
        to = urls.finding if findings else urls.issue
        some = []
        for id in findings or filter(None, (source,)):
            shown, link = escaped(id), escaped(near(to(campaign, id)))
            some.append(f'<a href="{link}">{shown}</a>' if linked else shown)
        told = self.said["format.list"].join(some)
        return f"{self.said[f'origin.{origin}']}{told and ' '}{told}"

    def _leads(self, ids: tuple[str, ...], campaign: str, near: Way) -> str:
        """The leading department, which reviews, and those that lead with it."""
        first, *others = [self.h.department_of(id, campaign, near) for id in ids]
        if not others:
            return first
        told = self.said["format.list"].join(others)
        return f"{first} <small>{self.said['issue.first_lead']}</small>{self.said['issue.with_leads']}{told}"

    def prose(self, more: Iterable[tuple[str, str]], description: str, marks: Marks) -> Markup:
        """The issue's texts, each below its name."""
        texts = [("description", description), *more]
        return Markup(
            "\n".join(
                [
                    f"<dt>{self.said[f'key.issue.{key}']}</dt><dd>{escaped(text)}{marks.key(key)}</dd>"
                    for key, text in texts
                ]
            )
        )

    def tasks(self, tasks: Iterable[Task], marks: Marks) -> Markup:
        """The measures, their states and results."""
        return Markup("\n".join([self._task(task, marks.entry(task.measure)) for task in tasks]))

    def _task(self, task: Task, mark: str) -> str:
        measure, said = task.measure, self.said
        if task.done and measure.done:
            css = "is-done"
            how = self.h.done_on(measure.done)
            if task.late:
                how += f" <b>{said['measure.done_late']}</b>"
            if measure.output:
                how += f" · {escaped(self.words('measure.output', output=measure.output))}"
        elif task.late:
            css, how = "is-late", f"<b>{said['measure.late']}</b>"
        else:
            css, how = "is-open", said["measure.open"]
        added = (
            f"{escaped(self.words('measure.added', day=self.h.brief(measure.added)))} · "
            if measure.added
            else ""
        )
        share = self._share(task)
        return (
            f'<li class="{css}">{escaped(measure.text)}{mark}{share}'
            f"<small>{added}{escaped(measure.owner)} · {self.h.due_on(measure.due)} · {how}</small></li>"
        )

    def _share(self, task: Task) -> str:
        return f'<small class="rc-share">{share}</small>' if (share := self.h.share(task)) else ""

    def story(
        self, story: Iterable[tuple[date, list[Event]]], tones: Mapping[str, str], marks: Marks
    ) -> Markup:
        """The events by day; ``tones`` are CSS classes of kinds of events."""
        return Markup(
            "\n".join(
                [
                    f"<dt>{self.h.on(day)}</dt>"
                    + "".join([self._event(event, tones, marks.entry(event.of)) for event in events])
                    for day, events in story
                ]
            )
        )

    def _event(self, event: Event, tones: Mapping[str, str], mark: str) -> str:
        tone = tones.get(event.kind)
        css = f' class="{tone}"' if tone else ""
        kind = "" if event.kind == "progress" else f"<b>{self.said[f'event.{event.kind}']}</b> "
        text = escaped(event.text)
        if event.kind in moves.KINDS:
            text = (
                escaped(moves.told(self.words, self.h.unit_name, event.of)) + self.said["format.colon"] + text
            )
        if event.extra:
            text += escaped(self.words("format.paren", text=event.extra))
        if event.deadline:
            text += escaped(self.words("format.paren", text=self.next_deadline(event.deadline)))
        if event.due:
            more = self.words("issue.follow_up_due", day=self.h.brief(event.due))
            text += escaped(self.words("format.paren", text=more))
        return f"<dd{css}>{kind}{text}{text and ' '}<small>{escaped(event.who)}</small>{mark}</dd>"

    def next_deadline(self, day: date) -> str:
        """The deadline that a return or reopening sets."""
        return self.words("issue.next_deadline", day=self.h.brief(day))

    def proofs(self, proofs: Iterable[Proof], near: Way, marks: Marks, *, digests: bool) -> Markup:
        """The evidence: small pictures as thumbnails, files as links, with ``digests`` for closed issues."""
        return Markup(
            "\n".join([self._proof(proof, near, digests, marks.entry(proof.record)) for proof in proofs])
        )

    def _proof(self, proof: Proof, near: Way, digests: bool, mark: str) -> str:
        record, file = proof.record, proof.file
        name, about, digest = escaped(record.file or record.ref), [], ""
        if file:
            if proof.url:
                way = escaped(near(proof.url))
                image = f'<img src="{way}" loading="lazy" alt="">' if proof.image else ""
                name = f'<a href="{way}">{image}{name}</a>'
            about.append(self.h.size(file.size))
            digest = f"<code>{escaped(file.sha256)}</code>" if digests or not proof.url else ""
        if record.note:
            about.append(escaped(record.note))
        if record.added:
            about.append(self.h.on(record.added))
        return f"<li>{name}<small>{' · '.join(about)}</small>{mark}{digest}</li>"

    def related(self, related: Iterable[Related], campaign: str, near: Way) -> Markup:
        """The lists of related issues."""
        return Markup("\n".join([self._related(each, campaign, near) for each in related]))

    def _related(self, some: Related, campaign: str, near: Way) -> str:
        units = some.title != "same_owner"
        others = "".join([self.mention(each, campaign, near, units) for each in some.mentions])
        rest = ""
        listed = some.title != "same_finding" or self.h.options.shows("findings")
        if listed and some.total > len(some.mentions):
            rest = f'<li><a href="{escaped(near(some.url))}">{self.all_related(some.total)}</a></li>'
        return (
            f'<h3>{self.said[f"issue.{some.title}"]} <span class="rc-count">{some.total}</span></h3>\n'
            f'<ul class="rc-list">{others}{rest}</ul>'
        )

    def _all_related(self, number: int) -> str:
        return escaped(self.words("issue.all_related", n=number))

    def _mention(self, mention: Mention, campaign: str, near: Way, units: bool) -> str:
        """A mention of another issue; ``units`` adds its unit."""
        link = escaped(near(urls.issue(campaign, mention.id)))
        unit = f"{escaped(self.h.unit_name(mention.unit))} · " if units else ""
        title = f"{escaped(mention.id)} {escaped(mention.title)}"
        status = self.said[f"aside.{mention.aside}" if mention.aside else f"status.{mention.status}"]
        return f'<li><a href="{link}">{title}</a> <small>{unit}{status}</small></li>'
