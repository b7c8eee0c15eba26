"""The rows of a unit's tables as HTML, in Python for speed. All text is escaped here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from rectify.html import urls
from rectify.html.compiling import escaped
from rectify.html.snippets import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rectify.html.links import Way
    from rectify.html.snippets import Snippets
    from rectify.ledger.measures import Task
    from rectify.pages.units.page import Answer
    from rectify.read.records import Claim


class Rows:
    """Filters ``units.<name>`` of templates."""

    def __init__(self, h: Snippets) -> None:
        self.h = h

    def tasks(self, tasks: Iterable[tuple[str, Task]], campaign: str, to: Way) -> Markup:
        """The rows of a unit's 任务清单."""
        away = self.h.away(to.directory_urls)
        rows = "\n".join([self._task(id, task, campaign, away) for id, task in tasks])
        return Markup(rows.replace(ROOT, to.root))

    def _task(self, id: str, task: Task, campaign: str, to: Way) -> str:
        measure = task.measure
        if task.done and measure.done:
            done = f'<span class="rc-done">{self.h.day(measure.done)}</span>'
            if task.late:
                late = escaped(self.h.words("measure.done_late"))
                done += f' <span class="rc-flag rc-flag--late">{late}</span>'
        elif task.late:
            done = f'<span class="rc-flag rc-flag--overdue">{escaped(self.h.words("measure.late"))}</span>'
        else:
            done = f'<span class="rc-undone">{escaped(self.h.words("measure.open"))}</span>'
        output = escaped(measure.output or "") if task.done else ""
        share = f"<br><small>{told}</small>" if (told := self.h.share(task)) else ""
        return (
            f'<tr><td><a class="rc-id" href="{self.h.issue_url(campaign, id, to)}">{escaped(id)}</a></td>'
            f'<td class="rc-col--title">{escaped(measure.text)}{share}</td>'
            f"<td>{escaped(measure.owner)}</td><td>{self.h.day(measure.due)}</td>"
            f"<td>{done}</td><td>{output}</td></tr>"
        )

    def answers(self, answers: Iterable[Answer], campaign: str, to: Way) -> Markup:
        """The rows of a unit's claims, one per finding."""
        away = self.h.away(to.directory_urls)
        rows = []
        gone = f' <span class="rc-official">{escaped(self.h.words("official.withdrawn"))}</span>'
        for finding, claim, issues, withdrawn, corrected in answers:
            link = escaped(finding.id)
            if self.h.options.shows("findings"):
                link = (
                    f'<a class="rc-id" href="{escaped(away(urls.finding(campaign, finding.id)))}">{link}</a>'
                )
            if finding.number:
                link += f' <span class="rc-printed">{escaped(finding.number)}</span>'
            rows.append(
                f"<tr><td>{link}</td>"
                f'<td class="rc-col--title">{escaped(finding.text)}{gone if withdrawn else ""}</td>'
                f"<td>{self.h.answer_of(claim.has if claim else 'none')}</td>"
                f'<td class="rc-col--title">{escaped((claim and claim.note) or "")}{self._together(claim)}'
                f"{self.h.corrected(corrected, away)}</td>\n"
                f"<td>{self.h.ids(issues, campaign, away)}</td></tr>"
            )
        return Markup("\n".join(rows).replace(ROOT, to.root))

    def _together(self, claim: Claim | None) -> str:
        """By which issue of another unit an answer is rectified."""
        if claim is None or claim.issue is None:
            return ""
        return f"<br><small>{escaped(self.h.words('unit.together', issue=claim.issue))}</small>"
