"""The read-only API key by key: the source of the JSON files, their schemas and the handbook's tables.

Within a version keys are only added. To add one: a line here or in the module of its level
(``issue_keys`` and the like), and its meaning in both catalogues (``feeds.key.<shape>.<key>``).
"""

from __future__ import annotations

from rectify.exports import outcomes
from rectify.exports.finding_keys import FINDING
from rectify.exports.issue_keys import ISSUE
from rectify.exports.keys import Key, day, nested, numbers, rate, record, same, several, shares
from rectify.exports.unit_keys import UNIT
from rectify.html import urls
from rectify.html.page import past
from rectify.ledger import counts, findings, milestones, results
from rectify.ledger.ledger import is_finished
from rectify.ledger.participation import joined_claims_due
from rectify.ledger.standing import COLOURS, FLAGS, STATUSES
from rectify.pages import tallies

VERSION = 1

SHAPES: dict[str, tuple[Key, ...]] = {
    "campaign": (
        *same("id", "name", "source"),
        day("received", lambda it, _: it.received),
        day("started", lambda it, _: it.started),
        day("units_deadline", lambda it, _: it.deadlines.units),
        day("superior_deadline", lambda it, _: it.deadlines.superior),
        day("finished", lambda it, _: it.finished, null=True),
        Key(
            "batches",
            "batch",
            lambda it, c: [record("batch", each, c) for each in it.deadlines.batches],
            many=True,
        ),
        Key("on_time", "choice", lambda it, _: it.on_time, options=("closed", "applied")),
        Key("count_by", "choice", lambda it, _: it.count_by or "issues", options=("findings", "issues")),
        Key("over", "flag", lambda it, c: is_finished(it, c.common.options.as_of)),
        Key("url", "url", lambda it, c: c.to(urls.campaign(it.id))),
        Key(
            "milestones",
            "milestone",
            lambda it, c: [
                record("milestone", each, c) for each in milestones.milestones(it, c.common.options.as_of)
            ],
            many=True,
        ),
        several("joined", "joined", lambda it, c: past(it.joined, c.common.options.as_of)),
    ),
    "batch": (
        *same("id", "name"),
        day("deadline", lambda it, _: it.deadline),
        Key("findings", "text", lambda it, _: list(it.findings), many=True),
        Key("units", "text", lambda it, _: list(it.units), many=True),
    ),
    "milestone": (
        *same("kind"),
        Key("name", "text", lambda it, c: milestones.name(it.kind, c.common.words)),
        day("due", lambda it, _: it.due),
        day("done", lambda it, _: it.done, null=True),
        *same("ref", null=True),
        Key("state", "choice", lambda it, _: it.state, options=("done", "late", "open")),
    ),
    "joined": (
        *same("unit"),
        Key("unit_name", "text", lambda it, c: c.common.unit_name(it.unit)),
        day("date", lambda it, _: it.date),
        day("claims_due", lambda it, _: joined_claims_due(it)),
    ),
    **ISSUE,
    "activity": (
        day("date", lambda it, _: it.date),
        *same("kind"),
        Key("name", "text", lambda it, c: tallies.activity(c.common.words, it.kind)),
        Key("count", "count", lambda it, _: it.count_),
        *same("note", null=True),
    ),
    **UNIT,
    "counts": (
        *same("total", "open", "closed", kind="count"),
        *rate("completion_rate", lambda it: it.closed, lambda it: it.total),
        *rate("on_time_rate", lambda it: it.closed - it.flag["closed_late"], lambda it: it.closed),
        nested("status", "status", lambda it, _: it),
        nested("flags", "flags", lambda it, _: it),
        nested("signals", "signals", lambda it, _: it),
    ),
    "status": (*numbers("status", STATUSES), *same("carried_over", kind="count")),
    "flags": numbers("flag", FLAGS),
    "signals": numbers("colour", COLOURS),
    "outcome": (
        Key("recovered", "number", lambda it, _: float(it.recovered)),
        *(outcomes.people(name) for name in ("dealt_with", "talked_to")),
        *same("regulations", kind="count"),
        *(outcomes.people(name) for name in ("people", "transferred")),
        *(outcomes.money(name) for name in ("stake", "settled", "unsettled")),
        *outcomes.KINDS,
    ),
    "levels": (
        nested("findings", "tally", lambda it, _: findings.of_findings(it)),
        nested("issues", "tally", lambda it, _: findings.of_issues(it.standings)),
    ),
    "tally": (
        *same("total", "done", kind="count"),
        *shares("completion_rate"),
        *numbers("number", findings.STATES),
    ),
    **FINDING,
    "claims": same("findings", "asked", "answered", kind="count"),
    "feeds": tuple(
        Key(name, "url", lambda it, c, at=at: c.to(at(it)))  # type: ignore[misc]
        for name, at in (
            ("issues", urls.issues_file),
            ("findings", urls.findings_file),
            ("units", urls.units_file),
            ("feed", urls.news),
            ("badge", urls.badge),
            ("embed", urls.embed),
        )
    ),
}
"""The keys of each shape, in order."""

_HEAD = (
    Key("version", "count", lambda it, _: VERSION),
    day("as_of", lambda it, c: c.common.options.as_of),
    Key("site", "url", lambda it, _: it.site or None, null=True),
)

SHAPES |= {
    "listed": (
        nested("campaign", "campaign", lambda it, _: it.campaign),
        nested("counts", "counts", lambda it, _: counts.count(it.standings)),
        nested("levels", "levels", lambda it, _: it),
        nested("feeds", "feeds", lambda it, _: it.campaign.id),
    ),
    "campaigns.json": (
        *_HEAD,
        Key("current", "text", lambda it, _: it.current, null=True),
        Key("feed", "url", lambda it, c: c.to(urls.NEWS)),
        Key("campaigns", "listed", lambda it, _: it.rows, many=True),
    ),
    "issues.json": (
        *_HEAD,
        nested("campaign", "campaign", lambda it, _: it.book.campaign),
        Key("issues", "issue", lambda it, _: it.rows, many=True),
        Key("aside", "issue", lambda it, _: it.aside, many=True),
    ),
    "findings.json": (
        *_HEAD,
        nested("campaign", "campaign", lambda it, _: it.book.campaign),
        nested("levels", "levels", lambda it, _: it.book),
        Key("findings", "finding", lambda it, _: it.rows, many=True),
    ),
    "units.json": (
        *_HEAD,
        nested("campaign", "campaign", lambda it, _: it.book.campaign),
        nested("counts", "counts", lambda it, _: counts.count(it.book.standings)),
        nested("levels", "levels", lambda it, _: it.book),
        nested("outcome", "outcome", lambda it, _: results.outcome(it.book.earning(), it.book.as_of)),
        nested("claims", "claims", lambda it, _: it.claims),
        several("activities", "activity", lambda it, _: past(it.book.campaign.activities, it.book.as_of)),
        day("last_report", lambda it, _: it.last_report, null=True),
        Key("units", "unit", lambda it, _: it.rows, many=True),
    ),
}

FILES = ("campaigns.json", "issues.json", "findings.json", "units.json")
"""The shapes that are files."""
