"""The read-only API key by key: the source of the JSON files, their schemas and the handbook's tables.

Within a version keys are only added. To add one: a line here, and its meaning in both catalogues
(``feeds.key.<shape>.<key>``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rectify.exports import outcomes
from rectify.exports.keys import Key
from rectify.html import urls
from rectify.html.page import past
from rectify.ledger import counts, findings, limits, milestones, results
from rectify.ledger.ledger import is_finished
from rectify.ledger.moved import ASIDE, MOVED
from rectify.ledger.participation import answers_due, is_withdrawn
from rectify.ledger.standing import CARRIED, COLOURS, FLAGS, ORIGINS, STATUSES
from rectify.pages import tallies
from rectify.read import identity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date

    from rectify.exports.keys import Context
    from rectify.ledger.counts import Counts
    from rectify.ledger.findings import Tally
    from rectify.read.records import Finding, Withdrawal

VERSION = 1


def record(shape: str, thing: Any, context: Context) -> dict[str, Any]:
    """An object as JSON."""
    return {key.name: key.of(thing, context) for key in SHAPES[shape]}


def _same(*names: str, kind: str = "text", null: bool = False) -> tuple[Key, ...]:
    """Keys that are the object's fields of the same names."""
    return tuple(Key(name, kind, lambda it, _, name=name: getattr(it, name), null) for name in names)  # type: ignore[misc]


def _day(name: str, of: Callable[[Any, Context], date | None], *, null: bool = False) -> Key:
    def value(it: Any, context: Context) -> str | None:
        day = of(it, context)
        return None if day is None else str(day)

    return Key(name, "day", value, null)


def _of_issue(*names: str, null: bool = False) -> tuple[Key, ...]:
    return tuple(Key(name, "text", lambda it, _, name=name: getattr(it.issue, name), null) for name in names)  # type: ignore[misc]


def _held(*roles: str) -> tuple[Key, ...]:
    """Who has a role: as one text, as it was when there was only one, and as a list."""
    one = [
        Key(role, "text", lambda it, _, role=role: identity.together(getattr(it.issue, role)))  # type: ignore[misc]
        for role in roles
    ]
    some = [
        Key(f"{role}s", "text", lambda it, _, role=role: list(getattr(it.issue, role)), many=True)  # type: ignore[misc]
        for role in roles
    ]
    return (*one, *some)


def _rate(name: str, part: Callable[[Counts], int], whole: Callable[[Counts], int]) -> tuple[Key, Key]:
    def number(it: Counts, _: Context) -> float | None:
        found = counts.tenths(part(it), whole(it))
        return None if found is None else found / 10

    return (
        Key(name, "number", number, null=True),
        Key(f"{name}_shown", "text", lambda it, _: getattr(it, name)),
    )


def _shares(name: str) -> tuple[Key, Key]:
    """The rate of a tally."""

    def number(it: Tally, _: Context) -> float | None:
        found = counts.tenths(it.done, it.total)
        return None if found is None else found / 10

    return Key(name, "number", number, null=True), Key(f"{name}_shown", "text", lambda it, _: it.rate)


def _numbers(field: str, names: Iterable[str]) -> tuple[Key, ...]:
    return tuple(Key(name, "count", lambda it, _, name=name: getattr(it, field)[name]) for name in names)  # type: ignore[misc]


def _nested(name: str, shape: str, of: Callable[[Any, Context], Any], *, null: bool = False) -> Key:
    def value(it: Any, context: Context) -> dict[str, Any] | None:
        inner = of(it, context)
        return None if inner is None else record(shape, inner, context)

    return Key(name, shape, value, null)


def _list(name: str, shape: str, of: Callable[[Any, Context], Iterable[Any]]) -> Key:
    return Key(name, shape, lambda it, c: [record(shape, each, c) for each in of(it, c)], many=True)


_KINDS_BROUGHT = (_list("kinds", "sum", lambda it, _: it.sums),)


def _last_entry(it: Any, context: Context) -> date | None:
    as_of = context.common.options.as_of
    return max((entry.date for entry in it.issue.progress if entry.date <= as_of), default=None)


def _batch(it: Any, context: Context) -> str | None:
    """The id of an issue's batch (分期)."""
    if context.book is None:
        return None
    found = limits.batch_of(context.book.campaign.deadlines, it.unit, limits.findings_of(it.issue))
    return found.id if found else None


def _withdrawal(it: Finding, context: Context) -> Withdrawal | None:
    return it.withdrawn if is_withdrawn(it, context.common.options.as_of) else None


SHAPES: dict[str, tuple[Key, ...]] = {
    "campaign": (
        *_same("id", "name", "source"),
        _day("received", lambda it, _: it.received),
        _day("started", lambda it, _: it.started),
        _day("units_deadline", lambda it, _: it.deadlines.units),
        _day("superior_deadline", lambda it, _: it.deadlines.superior),
        _day("finished", lambda it, _: it.finished, null=True),
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
    ),
    "batch": (
        *_same("id", "name"),
        _day("deadline", lambda it, _: it.deadline),
        Key("findings", "text", lambda it, _: list(it.findings), many=True),
        Key("units", "text", lambda it, _: list(it.units), many=True),
    ),
    "milestone": (
        *_same("kind"),
        Key("name", "text", lambda it, c: milestones.name(it.kind, c.common.words)),
        _day("due", lambda it, _: it.due),
        _day("done", lambda it, _: it.done, null=True),
        *_same("ref", null=True),
        Key("state", "choice", lambda it, _: it.state, options=("done", "late", "open")),
    ),
    "issue": (
        *_of_issue("id", "title"),
        Key("url", "url", lambda it, c: c.to(urls.issue(c.campaign, it.issue.id))),
        *_same("unit"),
        Key("unit_name", "text", lambda it, c: c.common.unit_name(it.unit)),
        *_same("category", null=True),
        Key(
            "category_name",
            "text",
            lambda it, c: c.common.category_name(c.campaign, it.category) or None,
            True,
        ),
        Key("origin", "choice", lambda it, _: it.origin, options=ORIGINS),
        *_of_issue("finding", "by_analogy", "carries", null=True),
        Key("kind", "choice", lambda it, _: it.issue.kind, options=("immediate", "dated", "long_term")),
        *_of_issue("lead"),
        Key("lead_name", "text", lambda it, c: c.common.unit_name(it.issue.lead)),
        Key("support", "text", lambda it, _: list(it.issue.support), many=True),
        *_held("leader", "owner", "supervisor"),
        _day("opened", lambda it, _: it.issue.opened),
        _day("original_deadline", lambda it, _: it.issue.deadline),
        _day("deadline", lambda it, _: it.deadline),
        Key("batch", "text", lambda it, c: _batch(it, c), null=True),
        Key("days_left", "whole", lambda it, _: it.days_left if it.open else None, null=True),
        Key("status", "choice", lambda it, _: it.status, options=(*STATUSES, CARRIED)),
        Key("status_name", "text", lambda it, c: c.common.words(f"status.{it.status}")),
        Key("official", "choice", lambda it, _: findings.official(it), options=findings.OFFICIAL),
        Key("official_name", "text", lambda it, c: c.common.words(f"official.{findings.official(it)}")),
        Key("signal", "choice", lambda it, _: it.light.colour, options=COLOURS),
        Key("signal_name", "text", lambda it, c: it.light.label or c.common.words(f"light.{it.light.when}")),
        Key("flags", "choice", lambda it, _: list(it.flags), many=True, options=FLAGS),
        Key("returns", "count", lambda it, _: it.returns),
        Key("returns_by_review", "count", lambda it, _: it.returns - it.verify_returns),
        Key("returns_by_verification", "count", lambda it, _: it.verify_returns),
        Key("turn", "count", lambda it, _: it.turn),
        Key("holder", "text", lambda it, _: it.held_by or None, null=True),
        Key("holder_name", "text", lambda it, c: c.common.unit_name(it.held_by) or None, null=True),
        _day("held_since", lambda it, _: it.held_since, null=True),
        Key("measures", "count", lambda it, _: len(it.issue.measures)),
        Key("measures_done", "count", lambda it, _: it.measures_done),
        Key(
            "reminders",
            "count",
            lambda it, c: sum(day <= c.common.options.as_of for day in it.issue.reminders),
        ),
        _day("last_entry", _last_entry, null=True),
        _day("closed_on", lambda it, _: it.closed_on, null=True),
        _day("follow_up", lambda it, _: it.follow_up, null=True),
        _day("applied_on", lambda it, _: it.applied_on, null=True),
        Key("sustained", "flag", lambda it, _: it.sustained),
        _day("recheck_on", lambda it, _: it.recheck_on, null=True),
        Key(
            "amount",
            "number",
            lambda it, _: None if it.issue.amount is None else float(it.issue.amount),
            True,
        ),
        Key("settled", "number", lambda it, c: outcomes.settled(it, c, rest=False), True),
        Key("unsettled", "number", lambda it, c: outcomes.settled(it, c, rest=True), True),
        _nested("results", "results", outcomes.brought, null=True),
        _nested(
            "carried_over",
            "carried_over",
            lambda it, _: it.issue.carried_over if it.status == CARRIED else None,
            null=True,
        ),
        Key("aside", "choice", lambda it, _: it.aside or None, null=True, options=ASIDE),
        _day("aside_on", lambda it, _: it.aside_on, null=True),
        Key(
            "into",
            "text",
            lambda it, _: list(it.issue.gone.into) if it.aside in MOVED else [],
            many=True,
        ),
        Key("came_from", "text", lambda it, c: list(c.sources.get(it.issue.id, ())), many=True),
    ),
    "carried_over": (
        Key("campaign", "text", lambda it, _: it.to),
        *_same("issue"),
        Key("url", "url", lambda it, c: c.to(urls.issue(it.to, it.issue))),
    ),
    "results": (
        Key("recovered", "number", lambda it, _: float(it.recovered)),
        *(outcomes.people(name) for name in ("dealt_with", "talked_to")),
        *_KINDS_BROUGHT,
    ),
    "sum": (
        *_same("kind"),
        Key("name", "text", lambda it, c: tallies.label(c.common.words, c.head, it.kind, dated=True)),
        Key("of", "choice", lambda it, _: it.of, options=("money", "people", "count")),
        Key("number", "number", lambda it, _: float(it.number) if it.of == "money" else it.number),
        Key("unit", "text", lambda it, c: outcomes.unit_of(it.kind, c), null=True),
        *_same("issues", kind="count"),
    ),
    "activity": (
        _day("date", lambda it, _: it.date),
        *_same("kind"),
        Key("name", "text", lambda it, c: tallies.activity(c.common.words, it.kind)),
        Key("count", "count", lambda it, _: it.count_),
        *_same("note", null=True),
    ),
    "unit": (
        *_same("id", "name"),
        Key(
            "kind",
            "choice",
            lambda it, _: it.kind,
            options=("unit", "department", "supervision", "group"),
        ),
        *_same("leader", "deputy", null=True),
        Key("url", "url", lambda it, c: c.to(urls.unit(c.campaign, it.id))),
        Key("calendar", "url", lambda it, c: c.to(urls.unit_calendar(c.campaign, it.id))),
        Key("badge", "url", lambda it, c: c.to(urls.badge(c.campaign, it.id))),
        Key("embed", "url", lambda it, c: c.to(urls.embed(c.campaign, it.id))),
        _nested("counts", "counts", lambda it, c: counts.count(_of_unit(it, c))),
        _nested("outcome", "outcome", lambda it, c: outcomes.of_part(_earning(it, c), c)),
    ),
    "counts": (
        *_same("total", "open", "closed", kind="count"),
        *_rate("completion_rate", lambda it: it.closed, lambda it: it.total),
        *_rate("on_time_rate", lambda it: it.closed - it.flag["closed_late"], lambda it: it.closed),
        _nested("status", "status", lambda it, _: it),
        _nested("flags", "flags", lambda it, _: it),
        _nested("signals", "signals", lambda it, _: it),
    ),
    "status": (*_numbers("status", STATUSES), *_same("carried_over", kind="count")),
    "flags": _numbers("flag", FLAGS),
    "signals": _numbers("colour", COLOURS),
    "outcome": (
        Key("recovered", "number", lambda it, _: float(it.recovered)),
        *(outcomes.people(name) for name in ("dealt_with", "talked_to")),
        *_same("regulations", kind="count"),
        *(outcomes.people(name) for name in ("people", "transferred")),
        *(outcomes.money(name) for name in ("stake", "settled", "unsettled")),
        *_KINDS_BROUGHT,
    ),
    "levels": (
        _nested("findings", "tally", lambda it, _: findings.of_findings(it)),
        _nested("issues", "tally", lambda it, _: findings.of_issues(it.standings)),
    ),
    "tally": (
        *_same("total", "done", kind="count"),
        *_shares("completion_rate"),
        *_numbers("number", findings.STATES),
    ),
    "finding": (
        *_same("id"),
        *_same("number", null=True),
        *_same("text"),
        *_same("list", null=True),
        Key("list_name", "text", lambda it, c: it.list and findings.list_name(it.list, c.common.words), True),
        *_same("category"),
        Key("category_name", "text", lambda it, c: c.common.category_name(c.campaign, it.category)),
        *_same("lead"),
        Key("lead_name", "text", lambda it, c: c.common.unit_name(it.lead)),
        Key("url", "url", lambda it, c: c.to(urls.finding(c.campaign, it.id))),
        Key("state", "choice", lambda it, c: c.states[it.id], options=findings.STATES),
        Key("state_name", "text", lambda it, c: c.common.words(f"official.{c.states[it.id]}")),
        _day("received", lambda it, c: it.received or (c.book.campaign.received if c.book else None)),
        *_same("document", null=True),
        _day("claims_due", lambda it, c: answers_due(c.book.campaign, it) if c.book else None),
        _day("deadline", lambda it, _: it.deadline, null=True),
        _nested("withdrawn", "withdrawal", _withdrawal, null=True),
        _nested("counts", "counts", lambda it, c: counts.count(_of_finding(it, c))),
    ),
    "withdrawal": (_day("date", lambda it, _: it.date), *_same("document", "reason")),
    "claims": _same("findings", "asked", "answered", kind="count"),
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
    _day("as_of", lambda it, c: c.common.options.as_of),
    Key("site", "url", lambda it, _: it.site or None, null=True),
)

SHAPES |= {
    "listed": (
        _nested("campaign", "campaign", lambda it, _: it.campaign),
        _nested("counts", "counts", lambda it, _: counts.count(it.standings)),
        _nested("levels", "levels", lambda it, _: it),
        _nested("feeds", "feeds", lambda it, _: it.campaign.id),
    ),
    "campaigns.json": (
        *_HEAD,
        Key("current", "text", lambda it, _: it.current, null=True),
        Key("feed", "url", lambda it, c: c.to(urls.NEWS)),
        Key("campaigns", "listed", lambda it, _: it.rows, many=True),
    ),
    "issues.json": (
        *_HEAD,
        _nested("campaign", "campaign", lambda it, _: it.book.campaign),
        Key("issues", "issue", lambda it, _: it.rows, many=True),
        Key("aside", "issue", lambda it, _: it.aside, many=True),
    ),
    "findings.json": (
        *_HEAD,
        _nested("campaign", "campaign", lambda it, _: it.book.campaign),
        _nested("levels", "levels", lambda it, _: it.book),
        Key("findings", "finding", lambda it, _: it.rows, many=True),
    ),
    "units.json": (
        *_HEAD,
        _nested("campaign", "campaign", lambda it, _: it.book.campaign),
        _nested("counts", "counts", lambda it, _: counts.count(it.book.standings)),
        _nested("levels", "levels", lambda it, _: it.book),
        _nested("outcome", "outcome", lambda it, _: results.outcome(it.book.earning(), it.book.as_of)),
        _nested("claims", "claims", lambda it, _: it.claims),
        _list("activities", "activity", lambda it, _: past(it.book.campaign.activities, it.book.as_of)),
        _day("last_report", lambda it, _: it.last_report, null=True),
        Key("units", "unit", lambda it, _: it.rows, many=True),
    ),
}

FILES = ("campaigns.json", "issues.json", "findings.json", "units.json")
"""The shapes that are files."""


def _of_unit(unit: Any, context: Context) -> Any:
    return context.book.of_unit(unit.id) if context.book else ()


def _earning(unit: Any, context: Context) -> Any:
    return context.book.earning(unit.id) if context.book else ()


def _of_finding(finding: Any, context: Context) -> Any:
    return context.book.of_finding(finding.id) if context.book else ()
