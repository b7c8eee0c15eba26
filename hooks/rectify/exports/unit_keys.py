"""The keys of a unit in the JSON files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rectify.exports import outcomes
from rectify.exports.keys import Key, day, nested, same, several
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
        several("names", "former_name", lambda it, _: sorted(it.names, key=lambda each: each.until)),
        day("ended", lambda it, _: it.ended, null=True),
        *same("successor", null=True),
        Key(
            "successor_name", "text", lambda it, c: c.common.unit_name(it.successor or "") or None, null=True
        ),
    ),
    "former_name": (*same("name"), day("until", lambda it, _: it.until)),
}
"""A unit, and the objects in it."""


def _of_unit(unit: Any, context: Context) -> Any:
    return context.book.of_unit(unit.id) if context.book else ()


def _earning(unit: Any, context: Context) -> Any:
    return context.book.earning(unit.id) if context.book else ()
