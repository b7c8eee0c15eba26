"""The timeline of an issue up to a day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from rectify.ledger.brief import gone
from rectify.ledger.deadlines import shifts
from rectify.ledger.reminders import KINDS
from rectify.read import identity
from rectify.read.records import Extension, Recheck, Step

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from rectify.read.records import Issue


class Event(NamedTuple):
    """An event; its label is ``event.<kind>`` in the catalogue.

    ``text`` is the entry's text, ``extra`` a second one, such as an opinion, a method or an output;
    ``deadline`` the next deadline that it sets, ``due`` when more is to follow. ``of`` is the
    entry of the issue that tells it.
    """

    day: date
    kind: str
    who: str = ""
    text: str = ""
    extra: str = ""
    deadline: date | None = None
    due: date | None = None
    of: Any = None


def timeline(issue: Issue, as_of: date) -> list[Event]:
    """All dated entries up to ``as_of``, oldest first; those of one day in the order of a life cycle."""
    events = [Event(issue.opened, "opened", identity.together(issue.owner))]
    events += [Event(each.date, "transfer", each.by, each.reason, of=each) for each in issue.transfers]
    events += [Event(each.date, "handover", "", each.reason, of=each) for each in issue.handovers]
    for entry in issue.progress:
        kind = "progress" if entry.text else "no_progress"
        events.append(Event(entry.date, kind, entry.by, entry.text or entry.none or "", of=entry))
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
    for shift in shifts(issue):
        each = shift.entry
        if isinstance(each, Extension):
            text = f"{each.from_ or shift.before} → {each.to}"
            events.append(Event(each.date, "extension", each.approved_by, text, each.reason))
    events += [
        Event(
            each.date, happened(each), each.by, each.opinion or "", each.method or "", each.deadline, of=each
        )
        for each in issue.closure
    ]
    events += [
        Event(each.date, happened(each), each.by, each.opinion or "", "", each.deadline, of=each)
        for each in issue.rechecks
    ]
    events += [
        Event(each.date, "follow_up", each.by, each.text, "", None, each.due, each)
        for each in issue.follow_up
    ]
    if left := gone(issue):
        events.append(Event(left.date, left.why, left.by, left.reason, " ".join(left.into)))
    events += _reminders(issue)
    return sorted((event for event in events if event.day <= as_of), key=lambda event: event.day)


def _reminders(issue: Issue) -> Iterator[Event]:
    for sent in issue.reminders:
        known = sent.kind in KINDS
        to = sent.to if known else f"{sent.to} {sent.kind}"
        kind = f"reminder_{sent.kind}" if known else "reminder"
        yield Event(sent.date, kind, sent.by, sent.text, to, of=sent)
        if sent.answered:
            yield Event(sent.answered.date, "answered", sent.to, sent.answered.text, of=sent)


def happened(entry: Step | Recheck) -> str:
    """The kind of event that a step or a recheck is."""
    kind = "recheck" if isinstance(entry, Recheck) else entry.step
    return f"{kind}_{entry.result}" if entry.result else kind
