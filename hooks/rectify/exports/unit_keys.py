"""The keys of a unit in the JSON files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rectify.exports import outcomes
from rectify.exports.keys import Key, nested, same
from rectify.html import urls
from rectify.ledger import counts

if TYPE_CHECKING:
    from rectify.exports.keys import Context


UNIT: dict[str, tuple[Key, ...]] = {
    "unit": (
        *same("id", "name"),
        Key(
            "kind",
            "choice",
            lambda it, _: it.kind,
            options=("unit", "department", "supervision", "group"),
        ),
        *same("leader", "deputy", null=True),
        Key("url", "url", lambda it, c: c.to(urls.unit(c.campaign, it.id))),
        Key("calendar", "url", lambda it, c: c.to(urls.unit_calendar(c.campaign, it.id))),
        Key("badge", "url", lambda it, c: c.to(urls.badge(c.campaign, it.id))),
        Key("embed", "url", lambda it, c: c.to(urls.embed(c.campaign, it.id))),
        nested("counts", "counts", lambda it, c: counts.count(_of_unit(it, c))),
        nested("outcome", "outcome", lambda it, c: outcomes.of_part(_earning(it, c), c)),
    ),
}
"""A unit, and the objects in it."""


def _of_unit(unit: Any, context: Context) -> Any:
    return context.book.of_unit(unit.id) if context.book else ()


def _earning(unit: Any, context: Context) -> Any:
    return context.book.earning(unit.id) if context.book else ()
