"""周报: the written report of every report day, with what changed since the one before."""

from __future__ import annotations

import datetime
import functools
from typing import TYPE_CHECKING, Any, NamedTuple

from rectify import charts, counts, ledger, reporting, urls
from rectify.pages.dashboard import silent_units
from rectify.pages.page import Books, Crumb, Page
from rectify.pages.units import Group

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rectify.counts import Counts
    from rectify.ledger import Ledger, Standing
    from rectify.records import Progress, Unit
    from rectify.reporting import Week


class UnitLine(NamedTuple):
    """A unit on the report day and on the one before, and what it wrote in between."""

    unit: Unit
    counts: Counts
    before: Counts
    entries: int
    silent: int


class Entry(NamedTuple):
    """A progress entry of the week and the issue it belongs to."""

    standing: Standing
    entry: Progress


def pages(books: Books, book: Ledger) -> Iterator[Page]:
    """The index of reports, and a page for each."""
    if not books.options.shows("weekly"):
        return
    campaign = book.campaign
    crumbs = books.crumbs(campaign)
    index = urls.section(campaign.id, "weekly")
    weeks = reporting.weeks(campaign, book.as_of)
    yield Page(
        url=index,
        title=books.words("page.weekly"),
        template="weekly_index.html",
        values=lambda: {
            "book": book,
            "weeks": [(week, stock(books, campaign.id, week.report)) for week in reversed(weeks)],
        },
        made_from=lambda: [book],
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
    coming = week.report + datetime.timedelta(7)
    return {
        "book": book,
        "week": week,
        "counts": total,
        "before": counts.count(before.standings),
        "bar": charts.bar(total.status),
        "change": counts.change(before, book),
        "units": [_unit_line(book, before, week, unit) for unit in book.units],
        "silent_units": silent_units(book),
        "silent": by_unit(books, "silent", [each for each in standings if each.silent]),
        "overdue": by_unit(books, "overdue", [each for each in standings if each.overdue]),
        "due": [each for each in standings if each.open and week.report <= each.deadline < coming],
        "entries": _entries(book, week),
        "earlier": weeks[place - 1] if place else None,
        "later": weeks[place + 1] if place + 1 < len(weeks) else None,
        "note": books.notes.get(urls.week(campaign, week.report)),
    }


def by_unit(books: Books, name: str, standings: list[Standing]) -> list[Group]:
    """Issues under their units, each a place that the table of units leads to."""
    groups = ledger.grouped(standings, lambda each: each.unit)
    return [Group(f"{name}-{unit}", books.unit_name(unit), group) for unit, group in groups.items()]


def _unit_line(book: Ledger, before: Ledger, week: Week, unit: Unit) -> UnitLine:
    standings = book.of_unit(unit.id)
    return UnitLine(
        unit,
        counts.count(standings),
        counts.count(before.of_unit(unit.id)),
        sum(entry.date in week for each in standings for entry in each.issue.progress),
        sum(each.silent for each in standings),
    )


def _entries(book: Ledger, week: Week) -> list[tuple[Unit, list[Entry]]]:
    found = []
    for unit in book.units:
        entries = [
            Entry(each, entry)
            for each in book.of_unit(unit.id)
            for entry in each.issue.progress
            if entry.date in week
        ]
        if entries:
            found.append((unit, sorted(entries, key=lambda each: each.entry.date)))
    return found
