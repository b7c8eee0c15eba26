"""更正 as pages tell it: what was corrected in words, and values as readers read them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from rectify.html import urls
from rectify.ledger.corrected import newest_first
from rectify.ledger.standing import CARRIED, FLAGS, STATUSES
from rectify.pages import sheets
from rectify.read import shapes
from rectify.read.daytables import Days
from rectify.read.fields import (
    AMOUNT,
    CLAIM,
    DAY,
    FLAG,
    QUANTITY,
    TEXT,
    Choice,
    Either,
    Many,
    Named,
    Shape,
    Table,
)
from rectify.words.messages import labels

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from rectify.html.page import Books, Common
    from rectify.ledger.corrected import Corrected, Part
    from rectify.ledger.effects import Effects, Moved, Totals
    from rectify.ledger.ledger import Ledger
    from rectify.read.fields import Kind
    from rectify.read.records import Campaign
    from rectify.words.messages import Catalogue

_UNTOLD = ("id", "disclosed", "corrections", "internal")
"""Keys of records that are left out where a record is told in short."""


WAYS = ("changed", "added", "removed", "withheld")
"""What a correction did."""


class Told(NamedTuple):
    """A correction in words. ``was`` and ``now`` are values, or what stands for them.

    ``kind``: correction, or adjustment, which a document orders; ``way``: one of ``WAYS``.
    """

    number: int
    day: date
    kind: str
    way: str
    where: str
    was: str
    now: str
    by: str
    approved_by: str
    reason: str
    document: str


def told(common: Common, campaign: str, each: Corrected) -> Told:
    """A correction in words."""
    words, one = common.words, each.correction
    way = next((name for name in WAYS[1:] if getattr(one, name)), WAYS[0])
    where, was, now = place(words, each.way), "", ""
    if one.internal:
        where = was = now = words("withheld")
    else:
        tell = _Teller(common, campaign)
        stands_for = {"added": "corrections.added", "withheld": "withheld"}
        was = words(stands_for[way]) if way in stands_for else tell(one.of, one.was)
        now = words("corrections.removed") if way == "removed" else tell(one.of, each.now)
    kind = "adjustment" if one.document else "correction"
    by, document = one.approved_by or "", one.document or ""
    return Told(each.number, one.date, kind, way, where, was, now, one.by, by, one.reason, document)


def place(words: Catalogue, way: tuple[Part, ...]) -> str:
    """Which value it is, by the names of keys: 销号步骤第3步的日期."""
    found = ""
    for part in way:
        here = name(words, part.of)
        if part.number:
            here = _entry(words, here, part)
        found = words("corrections.of", whole=found, part=here) if found else here
    return found


def _entry(words: Catalogue, entries: str, part: Part) -> str:
    if part.name is None:
        kind = "step" if part.of.endswith(".closure") else "number"
        return words(f"corrections.entry.{kind}", list=entries, n=part.number)
    if isinstance(part.name, str):
        return words("corrections.entry.id", list=entries, name=part.name)
    return words("corrections.entry.day", list=entries, day=words.day(part.name))


def name(words: Catalogue, of: str) -> str:
    """The name of a key (``step.date``) without what explains how to write it."""
    return re.sub(r"\s*[\uff08(].*", "", words(f"key.{of}"), flags=re.DOTALL)


def anchor(each: Corrected) -> str:
    """Where a correction stands on the page of all of them."""
    return f"{each.kind}-{each.id or each.unit}-{each.number}"


class Links(NamedTuple):
    """The addresses of corrections of findings, by id, and of answers, by finding and unit."""

    findings: dict[str, tuple[str, ...]]
    claims: dict[tuple[str, str], tuple[str, ...]]


def links(books: Books, campaign: str) -> Links:
    """Where the page of corrections tells those that findings and answers are marked with."""
    found = Links({}, {})
    if not books.options.shows("corrections"):
        return found
    index = urls.section(campaign, "corrections")
    for place, each in enumerate(newest_first(books.corrected[campaign])):
        if each.correction.internal:
            continue
        url = f"{urls.sheet(index, place // sheets.ROWS + 1)}#{anchor(each)}"
        claim = each.kind == "unit_file" and each.way[0].name
        if each.kind == "finding":
            found.findings[each.id] = (*found.findings.get(each.id, ()), url)
        elif claim:
            key = str(claim), each.unit
            found.claims[key] = (*found.claims.get(key, ()), url)
    return found


class Group(NamedTuple):
    """The corrections of a record, with its page; ``id`` and ``unit`` are empty where it has none."""

    kind: str
    id: str
    unit: str
    title: str
    url: str
    told: tuple[Told, ...]


def grouped(common: Common, book: Ledger, some: Iterable[Corrected]) -> list[Group]:
    """Corrections by record, in the order of their first one, with titles of the ledger's day."""
    titles = {each.issue.id: each.issue.title for each in book.everything}
    titles |= {each.id: each.text for each in book.findings}
    found: dict[tuple[str, str, str], list[Corrected]] = {}
    for each in some:
        found.setdefault((each.kind, each.id, each.unit), []).append(each)
    campaign = book.campaign
    return [
        Group(
            kind,
            id,
            unit,
            titles.get(id, id) or _title(common, campaign, kind),
            _page(common, campaign.id, kind, id, unit),
            tuple([told(common, campaign.id, each) for each in each_of]),
        )
        for (kind, id, unit), each_of in found.items()
    ]


def _title(common: Common, campaign: Campaign, kind: str) -> str:
    return campaign.name if kind == "campaign" else name(common.words, "unit_file.claims")


def _page(common: Common, campaign: str, kind: str, id: str, unit: str) -> str:
    """The page that shows a record."""
    if kind == "issue":
        return urls.issue(campaign, id)
    if kind == "unit_file":
        return urls.unit(campaign, unit)
    if kind == "finding":
        return urls.finding(campaign, id) if common.options.shows("findings") else ""
    return urls.campaign(campaign) if kind == "campaign" else ""


def effect(words: Catalogue, moved: Moved) -> str:
    """What corrections moved of an issue: 已销号→整改中."""
    before, after = moved
    if before is None or after is None:
        return words("corrections.moved.there" if after else "corrections.moved.gone")
    lines = []
    for key, told in (("status", _status), ("deadline", _day), ("closed_on", _day)):
        was, now = getattr(before, key), getattr(after, key)
        if was != now:
            change = words("corrections.moved.change", was=told(words, was), now=told(words, now))
            lines.append(change if key == "status" else f"{words(f'column.{key}')} {change}")
    for flag in FLAGS:
        if getattr(before, flag) != getattr(after, flag):
            sign = "on" if getattr(after, flag) else "off"
            lines.append(words(f"corrections.moved.{sign}", flag=words(f"flag.{flag}")))
    return words("corrections.and").join(lines)


def _status(words: Catalogue, status: str) -> str:
    return words(f"status.{status}")


def _day(words: Catalogue, day: date | None) -> str:
    return words.short(day) if day else "—"


def totals(words: Catalogue, found: Effects) -> list[tuple[str, str, str]]:
    """The totals that corrections moved: their names, and the numbers without and with them."""
    return [
        (label, was, now)
        for (label, was), (_, now) in zip(
            _numbers(words, found.before), _numbers(words, found.after), strict=True
        )
        if was != now
    ]


def _numbers(words: Catalogue, of: Totals) -> list[tuple[str, str]]:
    counts = of.counts
    figures = ("total", *(*STATUSES, CARRIED), "completion_rate", "on_time_rate", *FLAGS)
    numbers = {CARRIED: counts.carried_over, "closed": counts.closed}
    return [
        *((words(f"figure.{name}"), str(numbers.get(name, counts.figure(name)))) for name in figures),
        (words("figure.findings_done"), str(of.findings.done)),
        (words("figure.findings_rate"), of.findings.rate),
        (words("campaign.answered"), str(of.answered)),
    ]


class _Teller:
    """Tells values of the data as pages show them."""

    def __init__(self, common: Common, campaign: str) -> None:
        self.common = common
        self.words = common.words
        self.campaign = campaign

    def __call__(self, of: str, value: Any) -> str:
        """A value of a key (``step.date``), or an entry (``step``)."""
        return self._tell(shapes.kind_of(of), of.rpartition(".")[2], value)

    def _tell(self, kind: Kind, key: str, value: Any) -> str:
        words = self.words
        if value is None or value == ():
            return words("corrections.nothing")
        if hasattr(value, "_fields"):
            return self._record(value)
        if isinstance(kind, Many | Either | Table | Days):
            item = kind.shape if isinstance(kind, Table) else None if isinstance(kind, Days) else kind.item
            told = [self._tell(item or DAY, key, each) for each in value]
            return words("corrections.next" if any(map(_is_record, value)) else "format.list").join(told)
        if kind is DAY:
            return words.day(value)
        if kind is AMOUNT:
            return words.reported(value)
        if kind is QUANTITY:
            return f"{value:f}"
        if kind is CLAIM:
            return words(f"answer.{value}")
        if kind is FLAG or isinstance(value, bool):
            return words(f"truth.{str(value).lower()}")
        return self._named(kind, key, value)

    def _named(self, kind: Kind, key: str, value: Any) -> str:
        if isinstance(kind, Named):
            return self.words(f"{kind.heading}.{value}") if value in kind.options else str(value)
        if isinstance(kind, Choice):
            return next(labels(self.words, key, value), str(value))
        if key == "category":
            return self.common.category_name(self.campaign, value) or str(value)
        return self.common.unit_name(str(value)) if kind is not TEXT else str(value)

    def _record(self, record: Any) -> str:
        """An entry in short: each of its values by its name."""
        shape = _SHAPES.get(type(record))
        if shape is None:  # a day of a table
            return " ".join([str(record[0]), self.words.day(record[1])])
        told = []
        for key, (kind, _, place) in shape.keys.items():
            value = record[place]
            if key in _UNTOLD or value is None or value == () or value is False:
                continue
            said = name(self.words, f"{shape.name}.{key}")
            told.append(f"{said}{self.words('format.colon')}{self._tell(kind, key, value)}")
        return self.words("corrections.and").join(told)


def _is_record(value: Any) -> bool:
    return hasattr(value, "_fields")


_SHAPES: dict[type, Shape] = {shape.record: shape for shape in shapes.SHAPES.values()}
