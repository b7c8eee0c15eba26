"""The timeline of an issue up to a day."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import date

    from rectify.read.records import Issue


class Event(NamedTuple):
    """An event; its label is ``event.<kind>`` in the catalogue.

    ``text`` is the entry's text, ``extra`` a second one, such as an opinion, a method or an output.
    """

    day: date
    kind: str
    who: str = ""
    text: str = ""
    extra: str = ""


def timeline(issue: Issue, as_of: date) -> list[Event]:
    """All dated entries up to ``as_of``, oldest first; those of one day in the order of a life cycle."""
    events = [Event(issue.opened, "opened", issue.owner)]
    for entry in issue.progress:
        kind = "progress" if entry.text else "no_progress"
        events.append(Event(entry.date, kind, entry.by, entry.text or entry.none or ""))
    for measure in issue.measures:
        if measure.done:
            kind = "measure_late" if measure.done > measure.due else "measure"
            events.append(Event(measure.done, kind, measure.owner, measure.text, measure.output or ""))
    for evidence in issue.evidence:
        if evidence.added:
            text = evidence.file or evidence.ref or ""
            events.append(Event(evidence.added, "evidence", "", text, evidence.note or ""))
    events += [
        Event(rule.issued, f"regulation_{rule.kind}", "", rule.name, rule.number or "")
        for rule in issue.regulations
    ]
    for extension in issue.extensions:
        text = f"{extension.from_ or issue.deadline} → {extension.to}"
        events.append(Event(extension.date, "extension", extension.approved_by, text, extension.reason))
    for step in issue.closure:
        kind = f"{step.step}_{step.result}" if step.result else step.step
        events.append(Event(step.date, kind, step.by, step.opinion or "", step.method or ""))
    events += [
        Event(recheck.date, f"recheck_{recheck.result}", recheck.by, recheck.opinion or "")
        for recheck in issue.rechecks
    ]
    return sorted((event for event in events if event.day <= as_of), key=lambda event: event.day)
