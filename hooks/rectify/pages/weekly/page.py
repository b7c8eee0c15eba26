"""周报: the written report of every report day, with what changed since the one before.

It is whole in a round of some hundred issues, for meetings and on paper. In a larger one it is brief: all
numbers, every unit that was silent, and of each list the rows that matter first.
"""

from __future__ import annotations

import datetime
import functools
import heapq
import itertools
from typing import TYPE_CHECKING, Any, NamedTuple

from rectify.html import charts, urls
from rectify.html.page import Books, Crumb, Page
from rectify.ledger import counts, ledger, periods
from rectify.ledger.counts import Event
from rectify.pages import selections
from rectify.pages.dashboard.page import silent_units
from rectify.pages.units.page import IssueGroup

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rectify.ledger.counts import Counts
    from rectify.ledger.ledger import Ledger, Standing
    from rectify.ledger.periods import Week
    from rectify.read.records import Progress, Unit


BRIEF_ROWS = 50
"""A list of a brief report shows so many rows."""


class UnitLine(NamedTuple):
    """A unit on the report day and on the one before, and how much it wrote in between."""

    unit: Unit
    counts: Counts
    before: Counts
    entries: int


class Entry(NamedTuple):
    """A progress entry of the week and the issue it belongs to."""

    standing: Standing
    entry: Progress


class Part(NamedTuple):
    """A list of a report: the rows that it shows, how many there are, the page that has all if one does."""

    rows: tuple[Standing | Event, ...]
    total: int
    url: str

    @property
    def whole(self) -> bool:
        """Whether it shows all."""
        return len(self.rows) == self.total


def pages(books: Books, book: Ledger) -> Iterator[Page]:
    """The index of reports, and a page for each."""
    if not books.options.shows("weekly"):
        return
    campaign = book.campaign
    crumbs = books.crumbs(campaign)
    index = urls.section(campaign.id, "weekly")
    weeks = periods.weeks(campaign, book.as_of)
    yield Page(
        url=index,
        title=books.words("page.weekly"),
        template="weekly_index.html",
        values=lambda: {
            "book": book,
            "brief": periods.is_brief(book.round),
            "weeks": [(week, stock(books, campaign.id, week.report)) for week in reversed(weeks)],
        },
        made_from=lambda: [periods.is_brief(book.round), book],
        crumbs=crumbs,
        campaign=campaign.id,
    )
    for place, week in enumerate(weeks):
        yield Page(
            url=urls.week(campaign.id, week.report),
            title=books.words("weekly.title", day=books.words.day(week.report)),
            template="weekly.html",
            values=functools.partial(_week, books, campaign.id, weeks, place),
            made_from=functools.partial(_made_from, books, book, week),
            crumbs=(*crumbs, Crumb(books.words("page.weekly"), index)),
            campaign=campaign.id,
            texts=functools.partial(_texts, books, urls.week(campaign.id, week.report)),
        )


def _made_from(books: Books, book: Ledger, week: Week) -> Iterator[Any]:
    """What a report is worked out from: the numbers of all days, what was written in its week, its note."""
    first, last = week.first, week.last
    yield periods.is_brief(book.round)
    yield book
    for standing in book.standings:
        for each in standing.issue.progress:
            if first <= each.date <= last:
                yield each.by, each.text, each.none
    if note := books.notes.get(urls.week(book.campaign.id, week.report)):
        yield note.html


def _texts(books: Books, url: str) -> Iterator[str]:
    """What a week is found by: its note."""
    if note := books.notes.get(url):
        yield note.text


def stock(books: Books, campaign: str, day: datetime.date) -> Counts:
    """The numbers of a campaign on a day."""
    return counts.count(books.on(campaign, day).standings)


def _week(books: Books, campaign: str, weeks: tuple[Week, ...], place: int) -> dict[str, Any]:
    week = weeks[place]
    book = books.on(campaign, week.report)
    before = books.on(campaign, week.report - datetime.timedelta(7))
    standings = book.standings
    total = counts.count(standings)
    change = counts.change(before, book, week.last)
    coming = week.report + datetime.timedelta(7)
    brief = periods.is_brief(book.round)
    today = week.report == books.options.as_of
    overdue = [each for each in standings if each.overdue]
    silent = [each for each in standings if each.silent]
    due = [each for each in standings if each.open and week.report <= each.deadline < coming]
    entries = _entries(book, week)
    shown = _most_urgent(entries) if brief else entries

    def part(found: Sequence[Standing] | Sequence[Event], url: str) -> Part:
        rows = heapq.nsmallest(BRIEF_ROWS, found, _urgency) if brief else found
        return Part(tuple(rows), len(found), url if today else "")

    return {
        "book": book,
        "week": week,
        "brief": brief,
        "few": BRIEF_ROWS,
        "counts": total,
        "before": counts.count(before.standings),
        "bar": charts.bar(total.status),
        "change": change,
        "changes": {
            name: part(getattr(change, name), urls.change(campaign, name)) for name in counts.Change._fields
        },
        "units": [_unit_line(book, before, unit, entries) for unit in book.units],
        "silent_units": silent_units(book),
        "overdue": part(overdue, selections.url(campaign, "overdue")),
        "silent": part(silent, selections.url(campaign, "silent")),
        "groups": {}
        if brief
        else {"overdue": by_unit(books, "overdue", overdue), "silent": by_unit(books, "silent", silent)},
        "due": part(due, selections.url(campaign, "week")),
        "written": sum(map(len, entries.values())),
        "entries": [(unit, shown[unit.id]) for unit in book.units if unit.id in shown],
        "earlier": weeks[place - 1] if place else None,
        "later": weeks[place + 1] if place + 1 < len(weeks) else None,
        "note": books.notes.get(urls.week(campaign, week.report)),
    }


def _urgency(each: Standing | Event) -> tuple[int, str]:
    return selections.urgency(each.standing if isinstance(each, Event) else each)


def by_unit(books: Books, name: str, standings: list[Standing]) -> list[IssueGroup]:
    """Issues under their units, each a place that the table of units leads to."""
    groups = ledger.grouped(standings, lambda each: each.unit)
    return [IssueGroup(f"{name}-{unit}", books.unit_name(unit), group) for unit, group in groups.items()]


def _unit_line(book: Ledger, before: Ledger, unit: Unit, entries: dict[str, list[Entry]]) -> UnitLine:
    now = counts.count(book.of_unit(unit.id))
    earlier = counts.count(before.of_unit(unit.id))
    return UnitLine(unit, now, earlier, len(entries.get(unit.id, ())))


def _entries(book: Ledger, week: Week) -> dict[str, list[Entry]]:
    """The progress written in the week by each unit, in the order of its days."""
    found: dict[str, list[Entry]] = {}
    first, report = week.first, week.report
    for each in book.standings:
        for entry in each.issue.progress:
            if first <= entry.date < report:
                found.setdefault(each.unit, []).append(Entry(each, entry))
    for entries in found.values():
        entries.sort(key=lambda each: each.entry.date)
    return found


def _most_urgent(entries: dict[str, list[Entry]]) -> dict[str, list[Entry]]:
    """Of all that was written, what a brief report shows."""
    written = itertools.chain.from_iterable(entries.values())
    first = heapq.nsmallest(BRIEF_ROWS, written, lambda each: selections.urgency(each.standing))
    chosen = {id(each) for each in first}
    kept = {unit: [each for each in own if id(each) in chosen] for unit, own in entries.items()}
    return {unit: own for unit, own in kept.items() if own}
