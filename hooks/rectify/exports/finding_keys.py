"""The keys of a finding in the JSON files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rectify.exports.keys import Key, day, nested, same
from rectify.html import urls
from rectify.ledger import counts, findings
from rectify.ledger.participation import answers_due, is_withdrawn

if TYPE_CHECKING:
    from rectify.exports.keys import Context
    from rectify.read.records import Finding, Withdrawal


def _withdrawal(it: Finding, context: Context) -> Withdrawal | None:
    return it.withdrawn if is_withdrawn(it, context.common.options.as_of) else None


FINDING: dict[str, tuple[Key, ...]] = {
    "finding": (
        *same("id"),
        *same("number", null=True),
        *same("text"),
        *same("list", null=True),
        Key("list_name", "text", lambda it, c: it.list and findings.list_name(it.list, c.common.words), True),
        *same("category"),
        Key("category_name", "text", lambda it, c: c.common.category_name(c.campaign, it.category)),
        Key("lead", "text", lambda it, _: it.lead[0]),
        Key("lead_name", "text", lambda it, c: c.common.unit_name(it.lead[0])),
        Key("leads", "text", lambda it, _: list(it.lead), many=True),
        Key("url", "url", lambda it, c: c.to(urls.finding(c.campaign, it.id))),
        Key("state", "choice", lambda it, c: c.states[it.id], options=findings.STATES),
        Key("state_name", "text", lambda it, c: c.common.words(f"official.{c.states[it.id]}")),
        day("received", lambda it, c: it.received or (c.book.campaign.received if c.book else None)),
        *same("document", null=True),
        day("claims_due", lambda it, c: answers_due(c.book.campaign, it) if c.book else None),
        day("deadline", lambda it, _: it.deadline, null=True),
        nested("withdrawn", "withdrawal", _withdrawal, null=True),
        nested("counts", "counts", lambda it, c: counts.count(_of_finding(it, c))),
    ),
    "withdrawal": (day("date", lambda it, _: it.date), *same("document", "reason")),
}
"""A finding, and the objects in it."""


def _of_finding(finding: Any, context: Context) -> Any:
    return context.book.of_finding(finding.id) if context.book else ()
