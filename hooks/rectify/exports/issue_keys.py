"""The keys of an issue in the JSON files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rectify.exports import outcomes
from rectify.exports.keys import Key, day, nested, same, several
from rectify.html import urls
from rectify.ledger import findings, limits
from rectify.ledger.moved import ASIDE, MOVED
from rectify.ledger.standing import CARRIED, COLOURS, FLAGS, ORIGINS, STATUSES
from rectify.pages import corrected, tallies
from rectify.read import identity

if TYPE_CHECKING:
    from datetime import date

    from rectify.exports.keys import Context


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


def _corrections(it: Any, context: Context) -> list[corrected.Told]:
    """The corrections of an issue in words."""
    some = context.corrected.get(it.issue.id, ())
    return [corrected.told(context.common, context.campaign, each) for each in some]


def _last_entry(it: Any, context: Context) -> date | None:
    as_of = context.common.options.as_of
    return max((entry.date for entry in it.issue.progress if entry.date <= as_of), default=None)


def _batch(it: Any, context: Context) -> str | None:
    """The id of an issue's batch (分期)."""
    if context.book is None:
        return None
    found = limits.batch_of(context.book.campaign.deadlines, it.unit, limits.findings_of(it.issue))
    return found.id if found else None


ISSUE: dict[str, tuple[Key, ...]] = {
    "issue": (
        *_of_issue("id", "title"),
        Key("url", "url", lambda it, c: c.to(urls.issue(c.campaign, it.issue.id))),
        *same("unit"),
        Key("unit_name", "text", lambda it, c: c.common.unit_name(it.unit)),
        *same("category", null=True),
        Key(
            "category_name",
            "text",
            lambda it, c: c.common.category_name(c.campaign, it.category) or None,
            True,
        ),
        Key("origin", "choice", lambda it, _: it.origin, options=ORIGINS),
        *_of_issue("finding", "by_analogy", "carries", null=True),
        Key("findings", "text", lambda it, _: list(it.issue.findings), many=True),
        Key("kind", "choice", lambda it, _: it.issue.kind, options=("immediate", "dated", "long_term")),
        Key("lead", "text", lambda it, _: it.issue.lead[0]),
        Key("lead_name", "text", lambda it, c: c.common.unit_name(it.issue.lead[0])),
        Key("leads", "text", lambda it, _: list(it.issue.lead), many=True),
        Key("joint", "text", lambda it, _: list(it.issue.joint), many=True),
        Key("support", "text", lambda it, _: list(it.issue.support), many=True),
        *_held("leader", "owner", "supervisor"),
        day("opened", lambda it, _: it.issue.opened),
        day("original_deadline", lambda it, _: it.issue.deadline),
        day("deadline", lambda it, _: it.deadline),
        Key("batch", "text", lambda it, c: _batch(it, c), null=True),
        Key("days_left", "whole", lambda it, _: it.days_left if it.open else None, null=True),
        Key("working_days_left", "whole", lambda it, _: it.working_left if it.open else None, null=True),
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
        day("held_since", lambda it, _: it.held_since, null=True),
        Key("measures", "count", lambda it, _: len(it.issue.measures)),
        Key("measures_done", "count", lambda it, _: it.measures_done),
        Key(
            "reminders",
            "count",
            lambda it, c: sum(day <= c.common.options.as_of for day in it.issue.reminders),
        ),
        day("last_entry", _last_entry, null=True),
        day("closed_on", lambda it, _: it.closed_on, null=True),
        day("follow_up", lambda it, _: it.follow_up, null=True),
        day("applied_on", lambda it, _: it.applied_on, null=True),
        Key("sustained", "flag", lambda it, _: it.sustained),
        day("recheck_on", lambda it, _: it.recheck_on, null=True),
        Key(
            "amount",
            "number",
            lambda it, _: None if it.issue.amount is None else float(it.issue.amount),
            True,
        ),
        Key("settled", "number", lambda it, c: outcomes.settled(it, c, rest=False), True),
        Key("unsettled", "number", lambda it, c: outcomes.settled(it, c, rest=True), True),
        nested("results", "results", outcomes.brought, null=True),
        nested(
            "carried_over",
            "carried_over",
            lambda it, _: it.issue.carried_over if it.status == CARRIED else None,
            null=True,
        ),
        Key("aside", "choice", lambda it, _: it.aside or None, null=True, options=ASIDE),
        day("aside_on", lambda it, _: it.aside_on, null=True),
        Key(
            "into",
            "text",
            lambda it, _: list(it.issue.gone.into) if it.aside in MOVED else [],
            many=True,
        ),
        Key("came_from", "text", lambda it, c: list(c.sources.get(it.issue.id, ())), many=True),
        several("corrections", "correction", _corrections),
        several("transfers", "transfer", lambda it, c: c.transfers.get(it.issue.id, ())),
        several("handovers", "handover", lambda it, c: c.handovers.get(it.issue.id, ())),
    ),
    "transfer": (
        day("date", lambda it, _: it.day),
        Key("from", "text", lambda it, _: it.before),
        Key("from_name", "text", lambda it, c: c.common.unit_name(it.before)),
        Key("to", "text", lambda it, _: it.after),
        Key("to_name", "text", lambda it, c: c.common.unit_name(it.after)),
        *same("by", "reason"),
    ),
    "handover": (
        day("date", lambda it, _: it.day),
        Key("role", "choice", lambda it, _: it.role, options=("owner", "leader", "supervisor", "lead")),
        Key("from", "text", lambda it, _: it.before),
        Key("to", "text", lambda it, _: it.after),
        *same("reason"),
    ),
    "correction": (
        day("date", lambda it, _: it.day),
        Key("kind", "choice", lambda it, _: it.kind, options=("correction", "adjustment")),
        Key("way", "choice", lambda it, _: it.way, options=corrected.WAYS),
        *same("where", "by"),
        Key("approved_by", "text", lambda it, _: it.approved_by or None, null=True),
        *same("reason"),
        Key("document", "text", lambda it, _: it.document or None, null=True),
        Key("was", "text", lambda it, _: None if it.way in ("added", "withheld") else it.was, null=True),
        Key("now", "text", lambda it, _: None if it.way == "removed" else it.now, null=True),
    ),
    "carried_over": (
        Key("campaign", "text", lambda it, _: it.to),
        *same("issue"),
        Key("url", "url", lambda it, c: c.to(urls.issue(it.to, it.issue))),
    ),
    "results": (
        Key("recovered", "number", lambda it, _: float(it.recovered)),
        *(outcomes.people(name) for name in ("dealt_with", "talked_to")),
        *outcomes.KINDS,
    ),
    "sum": (
        *same("kind"),
        Key("name", "text", lambda it, c: tallies.label(c.common.words, c.head, it.kind, dated=True)),
        Key("of", "choice", lambda it, _: it.of, options=("money", "people", "count")),
        Key("number", "number", lambda it, _: float(it.number) if it.of == "money" else it.number),
        Key("unit", "text", lambda it, c: outcomes.unit_of(it.kind, c), null=True),
        *same("issues", kind="count"),
    ),
}
"""An issue, and the objects in it."""
