"""总览: the home page, and each campaign's own."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, NamedTuple

from rectify.html import charts, urls
from rectify.html.page import Books, Common, Page
from rectify.ledger import counts, ledger, limits, milestones, periods, results, workdays
from rectify.pages import selections, tallies
from rectify.pages.dashboard.ending import Ending, compared, ending
from rectify.pages.levels import levels

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from rectify.ledger.counts import Counts
    from rectify.ledger.ledger import Ledger
    from rectify.ledger.standing import Standing
    from rectify.read.records import Unit


WORST = 15
"""Units in an overview's ranking and heat map; the page of all units has the rest."""

ROWS = 12
"""Rows per list of an overview."""


class Rate(NamedTuple):
    """A completion rate and its parts, of ``findings`` or ``issues``, and where these are listed."""

    level: str
    done: int
    total: int
    rate: str
    url: str = ""


class Row(NamedTuple):
    """A row of a breakdown: its name, its address if any, and its totals.

    ``links`` are the addresses of the lists behind its figures, by name. ``rates`` are those of both levels,
    where findings have any, the leading one first. ``ended`` is the last day of a unit that has ended.
    """

    name: str
    url: str
    counts: Counts
    bar: tuple[charts.Segment, ...]
    signals: tuple[charts.Segment, ...]
    links: dict[str, str]
    rates: tuple[Rate, ...] = ()
    ended: date | None = None


class Subject(NamedTuple):
    """The data of an overview: a campaign, how it ended if it is over, and the others to compare it with."""

    book: Ledger
    ended: Ending | None
    others: tuple[Ledger, ...]


def subject(books: Books, book: Ledger) -> Subject:
    """The data of a campaign's overview."""
    others = tuple(books.now(each.id) for each in books.campaigns if each.id != book.campaign.id)
    return Subject(book, ending(books, book), others)


def pages(books: Books, book: Ledger) -> Iterator[Page]:
    """A campaign's own overview."""
    campaign = book.campaign
    yield Page(
        url=urls.campaign(campaign.id),
        title=campaign.name,
        template="campaign.html",
        given=lambda: subject(books, book),
        view=overview,
        crumbs=books.crumbs(),
        campaign=campaign.id,
        wide=True,
        texts=_texts,
    )


def _texts(common: Common, given: Subject) -> Iterator[str]:
    """Search texts of an overview: the milestones and their documents, the batches."""
    book = given.book
    for each in milestones.milestones(book.campaign, book.as_of):
        yield milestones.name(each.kind, common.words)
        if each.ref:
            yield each.ref
    yield from (batch.name for batch in book.campaign.deadlines.batches)
    yield from (each.document for each in book.campaign.adjustments if each.date <= book.as_of)


def row(name: str, url: str, standings: tuple[Standing, ...], links: dict[str, str] | None = None) -> Row:
    """A row of a breakdown."""
    total = counts.count(standings)
    return Row(name, url, total, charts.bar(total.status), charts.signals(total.colour), links or {})


def ranked(book: Ledger) -> list[tuple[Unit, Row]]:
    """Each participating unit and its row, by overdue, then silent, returned and open issues."""
    found = []
    for unit in book.units:
        url = urls.unit(book.campaign.id, unit.id)
        line = row(unit.name, url, book.of_unit(unit.id), selections.unit_links(url))
        found.append((unit, line._replace(ended=unit.ended)))
    flags = ("overdue", "silent", "returned")
    found.sort(key=lambda pair: [*(-pair[1].counts.flag[flag] for flag in flags), -pair[1].counts.open])
    return found


def unit_rows(book: Ledger) -> list[Row]:
    """A row for each participating unit, in ranked order."""
    return [line for _, line in ranked(book)]


def category_rows(book: Ledger) -> list[Row]:
    """A row for each category, in the order of the findings."""
    id = book.campaign.id
    groups = ledger.grouped(book.standings, lambda each: each.category)
    return [
        row(
            category.name,
            urls.category(id, category.id),
            groups.get(category.id, ()),
            selections.category_links(id, category.id),
        )
        for category in book.campaign.categories
    ]


def batch_rows(common: Common, book: Ledger) -> list[Row]:
    """A row for each batch (分期), with its deadline, by deadline."""
    found = limits.batched(book.campaign.deadlines, book.standings)
    return [
        row(
            common.words("limit.batch", name=batch.name, day=common.words.short(batch.deadline)),
            urls.batch(book.campaign.id, batch.id),
            standings,
        )
        for batch, standings in found
    ]


def overview(common: Common, given: Subject) -> dict[str, Any]:
    """The template variables of a campaign's overview."""
    book = given.book
    as_of, campaign, standings = book.as_of, book.campaign, book.standings
    total = counts.count(standings)
    units = ranked(book)
    changed = since_report(book)
    finished = ledger.is_finished(campaign, as_of)
    outcome = results.outcome(book.earning(), as_of)
    days, same_day = compared(book, given.others)
    return {
        "book": book.head,
        "campaign": campaign,
        "finished": finished,
        "ending": given.ended,
        "same_day": same_day,
        "days": days,
        "counts": total,
        "shared": book.is_shared,
        "lists": selections.links(campaign.id),
        "list_url": functools.partial(selections.url, campaign.id),
        "levels": levels(common, book, linked=True),
        "by_finding": book.by_finding_first,
        "bands": bands(campaign.id, standings),
        "week": sum(selections.due_this_week(each) for each in standings),
        "behind": total.open - counts.ideal_open(book),
        "left": [] if finished else _left(book),
        "milestones": milestones.milestones(campaign, as_of),
        "outcome": outcome,
        "itemised": tallies.tell(book),
        "tallies": tallies.tallies(common.words, campaign, outcome, whole=True),
        "activities": tallies.activities(common.words, campaign, as_of),
        "units": [line for _, line in units[:WORST]],
        "all_units": len(units),
        "heat": charts.heat(book, [unit for unit, _ in units[:WORST]]),
        "categories": category_rows(book),
        "deadlines": campaign.deadlines,
        "adjustments": [each for each in campaign.adjustments if each.date <= as_of],
        "sustained": sum(each.sustained for each in standings),
        "recheck_due": sum(each.recheck_due for each in standings),
        "batches": batch_rows(common, book),
        "burn": charts.burn_down(book),
        "stack": charts.stack(book),
        "status_bar": charts.bar(total.status),
        "overdue": sorted((each for each in standings if each.overdue), key=lambda each: each.days_left)[
            :ROWS
        ],
        "due": sorted(filter(selections.due_this_week, standings), key=lambda each: each.deadline)[:ROWS],
        "silent_units": silent_units(book),
        **_named(common, book),
        "previous": changed and changed.period.first,
        "change": changed and changed.change,
        "findings": len(book.findings),
        "answered": book.answered(),
        "applicable": book.applicable(),
    }


class Since(NamedTuple):
    """The changes since the last report, and the period."""

    period: periods.Period
    change: counts.Change


def since_report(book: Ledger) -> Since | None:
    """The changes since the last report; None before the first."""
    period = periods.since_report(book.campaign, book.as_of)
    if period is None:
        return None
    return Since(period, counts.change(book.on(period.first), book, period.last))


class Band(NamedTuple):
    """Issues overdue by ``first`` to ``last`` days, or by ``first`` and more, and their list."""

    first: int
    last: int | None
    number: int
    url: str


def bands(campaign: str, standings: Iterable[Standing]) -> list[Band]:
    """The overdue issues in bands."""
    late = [each for each in standings if each.overdue]
    return [
        Band(
            first,
            last,
            sum(selections.band(first, last, each) for each in late),
            selections.url(campaign, f"band_{first}"),
        )
        for first, last in selections.BANDS
    ]


def _left(book: Ledger) -> list[tuple[str, int, int | None, date]]:
    """Both deadlines and the days left to each, negative when past; working days where these count."""
    campaign, deadlines = book.campaign, book.campaign.deadlines
    named = (("units", deadlines.units), ("superior", deadlines.superior))
    return [
        (kind, (day - book.as_of).days, workdays.between(campaign, book.as_of, day), day)
        for kind, day in named
    ]


def _named(common: Common, book: Ledger) -> dict[str, Any]:
    """The units that the last report named, as it named them, who held issues all the time, and its address.

    Not recomputed for today, as later changes are no part of it. Empty once a campaign is over.
    """
    campaign = book.campaign
    week = periods.last_week(campaign, book.as_of)
    if week is None or ledger.is_finished(campaign, book.as_of):
        return {"last_report": None, "named": [], "held": [], "report_url": "", "rows_named": False}
    then = book.on(week.report)
    return {
        "last_report": week.report,
        "named": silent_units(then),
        "held": [(unit, len(some)) for unit, some in counts.waiting(then, week).items()],
        "report_url": urls.week(campaign.id, week.report) if common.options.shows("weekly") else "",
        "rows_named": not book.large,
    }


def silent_units(book: Ledger) -> list[tuple[str, int]]:
    """The units with issues that nothing was heard of in the last report week, and how many."""
    found = [(unit.id, sum(each.silent for each in book.of_unit(unit.id))) for unit in book.units]
    return [(unit, number) for unit, number in found if number]
