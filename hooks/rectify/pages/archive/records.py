"""The records of the archive as HTML, in Python for speed. All text is escaped here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from rectify.html.compiling import escaped
from rectify.ledger.ledger import Head
from rectify.pages import tallies

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rectify.html.links import Way
    from rectify.html.snippets import Snippets
    from rectify.pages.archive.page import Record
    from rectify.pages.issue.proofs import Proof
    from rectify.read.records import Step


class Records:
    """Filters ``archive.<name>`` of templates."""

    def __init__(self, h: Snippets) -> None:
        self.h = h
        self.words = h.words
        self.corrected = escaped(h.words("corrections.mark"))

    def records(self, items: Iterable[Record], to: Way) -> Markup:
        """Closed issues: who closed each, step by step, and the evidence."""
        return Markup("\n".join([self._record(item, to) for item in items]))

    def _record(self, item: Record, to: Way) -> str:
        standing, campaign = item.standing, item.campaign
        text = f'<span class="rc-id">{escaped(standing.issue.id)}</span> {escaped(standing.issue.title)}'
        link = self.h.issue_link(standing, campaign.id, to, Markup(text))
        closed = self.words("archive.closed", day=self.h.in_full(item.closed_on))
        told = tuple(flag for flag in standing.flags if flag in ("closed_late", "by_correction"))
        late = f" {self.h.flags_of(told)}" if told else ""
        if item.corrected:
            late += f' <a class="rc-corrected" href="{escaped(to(item.corrected))}">{self.corrected}</a>'
        if standing.sustained:
            late += f' <span class="rc-flag">{escaped(self.words("official.sustained"))}</span>'
        if standing.aside:
            late += f' <span class="rc-flag">{escaped(self.words("selection.aside.title"))}</span>'
        proofs = "".join([_proof(proof, to) for proof in item.evidence])
        proofs = f'<ul class="rc-proofs">{proofs}</ul>' if proofs else ""
        id = f"{escaped(campaign.id)}-{escaped(standing.issue.id)}"
        return (
            f'<article class="rc-record" id="{id}">\n<h2 id="record-{id}">{link}</h2>\n'
            f'<p class="rc-meta">{escaped(campaign.name)} · {self.h.unit(standing, campaign.id, to)}'
            f" · {escaped(closed)}{late}</p>\n"
            f'<ol class="rc-steps">{"".join([self._step(step) for step in item.closure])}</ol>\n'
            f"{proofs}{self._results(item)}{self._later(item)}</article>"
        )

    def _results(self, item: Record) -> str:
        """The dated results, marked if they came after closing."""
        head = Head(item.campaign, self.h.options.as_of)
        lines = tallies.brought(self.words, head, item.standing, item.results)
        return f'<ul class="rc-proofs">{"".join(map(self._result, lines))}</ul>' if lines else ""

    def _result(self, entry: tallies.Entry) -> str:
        after = f"<small>{escaped(self.words('results.afterwards'))}</small>" if entry.afterwards else ""
        note = f"<small>{escaped(entry.note)}</small>" if entry.note else ""
        shown = escaped(tallies.number(self.words, entry.line))
        return f"<li>{escaped(entry.line.label)} {shown} {self.h.full(entry.day)}{note}{after}</li>"

    def _later(self, item: Record) -> str:
        """What was added after closing."""
        if not item.later:
            return ""
        rows = []
        for event in item.later:
            text = event.text + (self.words("format.paren", text=event.extra) if event.extra else "")
            if event.due:
                due = self.words("issue.follow_up_due", day=self.h.brief(event.due))
                text += self.words("format.paren", text=due)
            kind, who = escaped(self.words(f"event.{event.kind}")), escaped(event.who)
            meta = f'<span class="rc-meta">{escaped(text)}</span>' if text else ""
            rows.append(f"<li><b>{kind}</b> {self.h.full(event.day)} {who}{meta}</li>")
        title = escaped(self.words("archive.after"))
        return f'<h3>{title}</h3>\n<ol class="rc-steps rc-after">{"".join(rows)}</ol>\n'

    def _step(self, step: Step) -> str:
        result = opinion = ""
        if step.result:
            shown = escaped(self.words(f"result.{step.result}"))
            result = f' <span class="rc-result rc-result--{step.result}">{shown}</span>'
        more = self.words("format.paren", text=step.method) if step.opinion and step.method else ""
        if step.deadline:
            shown = self.words("issue.next_deadline", day=self.h.brief(step.deadline))
            more += self.words("format.paren", text=shown)
        if step.opinion or more:
            opinion = f'<span class="rc-meta">{escaped(step.opinion or "")}{escaped(more)}</span>'
        kind = escaped(self.words(f"step.{step.step}"))
        return f"<li><b>{kind}</b> {self.h.full(step.date)} {escaped(step.by)}{result}{opinion}</li>"


def _proof(proof: Proof, to: Way) -> str:
    record, file = proof.record, proof.file
    name = escaped(record.file or record.ref)
    if file and proof.url:
        name = f'<a href="{escaped(to(proof.url))}">{name}</a>'
    note = f"<small>{escaped(record.note)}</small>" if record.note else ""
    digest = f"<code>{escaped(file.sha256)}</code>" if file else ""
    return f"<li>{name}{note}{digest}</li>"
