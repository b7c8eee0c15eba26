"""The columns of issue tables. To add one: a record here, and ``column.<name>`` in both catalogues."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from rectify.html.compiling import escaped
from rectify.ledger import workdays
from rectify.ledger.standing import CARRIED, COLOURS, STATUSES
from rectify.read import identity

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable
    from datetime import date
    from decimal import Decimal

    from rectify.html.links import Way
    from rectify.html.page import Common
    from rectify.html.snippets import Snippets
    from rectify.ledger.standing import Standing
    from rectify.read.records import Light
    from rectify.words.messages import Catalogue

Told = list[Any] | str | float
"""A value in ``rows.json``: what the script compares or links, and what it shows."""


class Column(NamedTuple):
    """A column of an issue table.

    ``sort`` is a row's sort key, ``shows`` the value that it shows of an issue, ``cell`` that value as HTML
    on a campaign's page with links made by a ``Way``, ``told`` as JSON for the script of tables. ``type`` is
    how the script filters it: text, choice, day or number. ``look`` is how the script renders it: a link to a
    page of a folder (``link units``), a badge (``mark rc-status``), a day, or text.
    """

    sort: Callable[[Standing], Any]
    shows: Callable[[Standing], Hashable]
    cell: Callable[[Snippets, Standing, str, Way], str]
    told: Callable[[Common, str, Any], Told]
    type: str = "text"
    look: str = ""


def _plain(common: Common, campaign: str, value: str) -> Told:
    return str(value)


def _named(key: str) -> Callable[[Common, str, str], Told]:
    """A key of the catalogue and its text."""
    return lambda common, campaign, value: [value, common.words(f"{key}.{value}")]


def _light(common: Common, campaign: str, light: Light) -> Told:
    return [light.colour, light.label or common.words(f"light.{light.when}")]


def _finding(common: Common, campaign: str, value: tuple[tuple[str, ...], str]) -> Told:
    ids, origin = value
    if not ids:
        return ["", common.words(f"origin.{origin}")]
    return _some([[id if common.options.shows("findings") else "", id] for id in ids])


def _some(told: list[list[str]]) -> Told:
    """One value, or the keys and the texts of several."""
    return list(map(list, zip(*told, strict=True))) if len(told) > 1 else list(told[0])


def _flags(common: Common, campaign: str, flags: tuple[str, ...]) -> Told:
    return [list(flags), [common.words(f"flag.{flag}") for flag in flags]]


def _lead(common: Common, campaign: str, ids: tuple[str, ...]) -> Told:
    shown = common.options.shows("departments")
    return _some([[id if shown else "", common.unit_name(id)] for id in ids])


def _day(common: Common, campaign: str, day: date | None) -> Told:
    if day is None:
        return ["", ""]
    return [str(day), common.words.brief(day, common.options.as_of)]


def _days(common: Common, campaign: str, of: tuple[int | None, int | None, bool]) -> Told:
    left, working, waits = of
    return ["" if left is None or waits else left, days_told(common.words, left, working, waits)]


def days_told(words: Catalogue, left: int | None, working: int | None, waits: bool) -> str:
    """The days left or late, in working days where these count; none ``left``: it is closed."""
    if left is None:
        return words("days.closed")
    if waits:
        return workdays.told(words, "days.review", left, working)
    if left < 0:
        return workdays.told(words, "days.late", left, working)
    return workdays.told(words, "days.left", left, working) if left else words("days.today")


def _returns(common: Common, campaign: str, steps: tuple[int, int]) -> Told:
    return [sum(steps), returned(common.words, *steps)]


def returned(words: Catalogue, review: int, verify: int) -> str:
    """How often an issue was returned, and at which step; empty if never."""
    named = [("review", review), ("verify", verify)]
    return words("format.list").join([words(f"turn.at.{step}", n=number) for step, number in named if number])


def _amount(common: Common, campaign: str, amount: Decimal | None) -> Told:
    if amount is None:
        return ""
    number, large = float(amount) if amount % 1 else int(amount), common.words.large(amount)
    return number if large == common.words.money(amount) else [number, large]


def _person(role: str) -> Column:
    def said(each: Standing) -> str:
        return identity.together(getattr(each.issue, role))

    return Column(sort=said, shows=said, cell=lambda h, each, campaign, to: escaped(said(each)), told=_plain)


COLUMNS: dict[str, Column] = {
    "signal": Column(
        sort=lambda each: COLOURS.index(each.light.colour),
        shows=lambda each: each.light,
        cell=lambda h, each, campaign, to: h.light(each),
        told=_light,
        type="choice",
        look="mark rc-light",
    ),
    "id": Column(
        sort=lambda each: each.issue.id,
        shows=lambda each: each.issue.id,
        cell=lambda h, each, campaign, to: h.id(each, campaign, to),
        told=_plain,
        look="issue rc-id",
    ),
    "title": Column(
        sort=lambda each: each.issue.title,
        shows=lambda each: each.issue.title,
        cell=lambda h, each, campaign, to: h.title(each, campaign, to),
        told=_plain,
        look="issue",
    ),
    "unit": Column(
        sort=lambda each: each.unit,
        shows=lambda each: each.unit,
        cell=lambda h, each, campaign, to: h.unit(each, campaign, to),
        told=lambda common, campaign, unit: [unit, common.unit_name(unit)],
        type="choice",
        look="link units",
    ),
    "category": Column(
        sort=lambda each: each.category or "",
        shows=lambda each: each.category,
        cell=lambda h, each, campaign, to: escaped(h.category_of(campaign, each.category)),
        told=lambda common, campaign, name: [name or "", common.category_name(campaign, name)],
        type="choice",
    ),
    "finding": Column(
        sort=lambda each: each.issue.finding or "",
        shows=lambda each: (each.issue.findings, each.origin),
        cell=lambda h, each, campaign, to: h.finding(each, campaign, to),
        told=_finding,
        type="choice",
        look="link findings",
    ),
    "origin": Column(
        sort=lambda each: each.origin,
        shows=lambda each: each.origin,
        cell=lambda h, each, campaign, to: escaped(h.words(f"origin.{each.origin}")),
        told=_named("origin"),
        type="choice",
    ),
    "kind": Column(
        sort=lambda each: each.issue.kind,
        shows=lambda each: each.issue.kind,
        cell=lambda h, each, campaign, to: escaped(h.words(f"kind_of.{each.issue.kind}")),
        told=_named("kind_of"),
        type="choice",
    ),
    "status": Column(
        sort=lambda each: (*STATUSES, CARRIED).index(each.status),
        shows=lambda each: each.status,
        cell=lambda h, each, campaign, to: h.status(each),
        told=_named("status"),
        type="choice",
        look="mark rc-status",
    ),
    "flags": Column(
        sort=lambda each: each.flags,
        shows=lambda each: each.flags,
        cell=lambda h, each, campaign, to: h.flags(each),
        told=_flags,
        type="choice",
        look="mark rc-flag",
    ),
    "lead": Column(
        sort=lambda each: each.issue.lead,
        shows=lambda each: each.issue.lead,
        cell=lambda h, each, campaign, to: h.lead(each, campaign, to),
        told=_lead,
        type="choice",
        look="link departments",
    ),
    "leader": _person("leader"),
    "owner": _person("owner"),
    "supervisor": _person("supervisor"),
    "opened": Column(
        sort=lambda each: each.issue.opened,
        shows=lambda each: each.issue.opened,
        cell=lambda h, each, campaign, to: h.day(each.issue.opened),
        told=_day,
        type="day",
        look="day",
    ),
    "turn": Column(
        sort=lambda each: each.turn,
        shows=lambda each: each.turn,
        cell=lambda h, each, campaign, to: h.turn(each),
        told=lambda common, campaign, turn: [turn, common.words("turn.number", n=turn)],
        type="number",
    ),
    "returns": Column(
        sort=lambda each: each.returns,
        shows=lambda each: (each.returns - each.verify_returns, each.verify_returns),
        cell=lambda h, each, campaign, to: h.returns(each),
        told=_returns,
        type="number",
    ),
    "holder": Column(
        sort=lambda each: each.held_by,
        shows=lambda each: each.held_by,
        cell=lambda h, each, campaign, to: h.holder(each),
        told=lambda common, campaign, unit: [unit, common.unit_name(unit)],
        type="choice",
    ),
    "held_since": Column(
        sort=lambda each: each.held_since.toordinal() if each.held_since else 0,
        shows=lambda each: each.held_since,
        cell=lambda h, each, campaign, to: h.day(each.held_since) if each.held_since else "",
        told=_day,
        type="day",
        look="day",
    ),
    "deadline": Column(
        sort=lambda each: each.deadline,
        shows=lambda each: each.deadline,
        cell=lambda h, each, campaign, to: h.day(each.deadline),
        told=_day,
        type="day",
        look="day",
    ),
    "days": Column(
        sort=lambda each: each.days_left,
        shows=lambda each: (each.days_left if each.open else None, each.working_left, each.review_overdue),
        cell=lambda h, each, campaign, to: h.days(each),
        told=_days,
        type="number",
    ),
    "closed_on": Column(
        sort=lambda each: each.closed_on.toordinal() if each.closed_on else 0,
        shows=lambda each: each.closed_on,
        cell=lambda h, each, campaign, to: h.day(each.closed_on) if each.closed_on else "",
        told=_day,
        type="day",
        look="day",
    ),
    "measures": Column(
        sort=lambda each: each.measures_done / max(len(each.issue.measures), 1),
        shows=lambda each: f"{each.measures_done}/{len(each.issue.measures)}",
        cell=lambda h, each, campaign, to: f"{each.measures_done}/{len(each.issue.measures)}",
        told=_plain,
    ),
    "amount": Column(
        sort=lambda each: each.issue.amount or 0,
        shows=lambda each: each.issue.amount,
        cell=lambda h, each, campaign, to: h.amount(each),
        told=_amount,
        type="number",
    ),
}

USUAL = ("signal", "id", "title", "unit", "kind", "status", "lead", "owner", "deadline", "measures")
OF_UNIT = ("signal", "id", "title", "finding", "kind", "status", "deadline", "measures")
DUTIES = ("id", "title", "lead", "leader", "owner", "supervisor", "deadline")
OVERDUE = ("signal", "id", "title", "unit", "status", "lead", "owner", "deadline", "days")
ATTENTION = ("signal", "id", "title", "status", "owner", "holder", "deadline", "days", "measures")
HELD = ("signal", "id", "title", "unit", "holder", "held_since", "turn", "owner", "deadline", "days")
RETURNED = ("signal", "id", "title", "unit", "returns", "turn", "held_since", "owner", "deadline", "days")
BRIEF = ("id", "title", "unit", "status", "owner", "deadline")
DATED_OF_UNIT = ("id", "title", "status", "owner", "deadline", "days")
DATED = ("id", "title", "unit", "status", "owner", "deadline", "days")
CLOSED = ("id", "title", "unit", "lead", "owner", "deadline", "closed_on")
