"""单位整改页: a unit's three lists, its claims, its weeks; and the index of all units."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, NamedTuple

from rectify.html import charts, urls
from rectify.html.page import Books, Crumb, Page
from rectify.ledger import counts, ledger, participation, periods
from rectify.ledger.measures import Task, task
from rectify.pages import selections, sheets
from rectify.pages.dashboard.page import ranked
from rectify.pages.wall import page as wall

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rectify.ledger.counts import Counts
    from rectify.ledger.ledger import Ledger, Standing
    from rectify.ledger.periods import Week
    from rectify.read.records import Claim, Finding, Unit


class Answer(NamedTuple):
    """A line of the claims: a finding, the unit's answer if it gave one, its issues from it."""

    finding: Finding
    claim: Claim | None
    standings: tuple[Standing, ...]


class IssueGroup(NamedTuple):
    """Issues under a heading within a table; ``id`` is the place that a number leads to.

    ``rest`` are issues of the same heading that the number does not count.
    """

    id: str
    title: str
    standings: tuple[Standing, ...]
    rest: tuple[Standing, ...] = ()


ATTENTION = ("overdue", "due_soon", "returned", "silent", "basically_done", "reopened")
"""The flags that a unit's page lists apart."""


class WeekLine(NamedTuple):
    """A week of a unit: its numbers on the report day, entries written, issues left silent."""

    week: Week
    counts: Counts
    entries: int
    silent: int


def pages(books: Books, book: Ledger) -> Iterator[Page]:
    """The index of units, and a page for each that takes part."""
    campaign = book.campaign
    crumbs = books.crumbs(campaign)
    index = urls.section(campaign.id, "units")
    page = Page(
        url=index,
        title=books.words("page.units"),
        template="units.html",
        values=dict,
        crumbs=crumbs,
        campaign=campaign.id,
        wide=True,
    )
    order = functools.cache(lambda: ranked(book))
    total = functools.cache(lambda: counts.count(book.standings))
    heat = functools.cache(lambda: charts.heat(book, [unit for unit, _ in order()]))

    def values(number: int) -> dict[str, Any]:
        sheet = sheets.cut(order(), number, index)
        return {
            "book": book,
            "sheet": sheet,
            "units": [line for _, line in sheet.rows],
            "counts": total(),
            "heat": heat()._replace(rows=tuple(sheets.cut(heat().rows, number, index).rows)),
        }

    yield from sheets.pages(
        page,
        len(book.units),
        values,
        books.words,
        lambda number: book.standings,
    )
    axis = wall.Axis(book)
    brief = periods.is_brief(book.round)
    for unit in book.units:
        yield Page(
            url=urls.unit(campaign.id, unit.id),
            title=unit.name,
            template="unit.html",
            values=functools.partial(_unit, books, book, unit, axis, brief=brief),
            crumbs=(*crumbs, Crumb(books.words("page.units"), index)),
            campaign=campaign.id,
            unit=unit.id,
            texts=functools.partial(_texts, books, book, unit),
        )


def _texts(books: Books, book: Ledger, unit: Unit) -> Iterator[str]:
    """What a unit is found by: who leads it, what it answered, its note."""
    yield from filter(None, (unit.leader, unit.deputy))
    claims = (book.claims.get((finding.id, unit.id)) for finding in book.round.findings)
    yield from (claim.note for claim in claims if claim and claim.note)
    if note := books.notes.get(urls.unit(book.campaign.id, unit.id)):
        yield note.text


def _unit(books: Books, book: Ledger, unit: Unit, axis: wall.Axis, *, brief: bool) -> dict[str, Any]:
    standings = book.of_unit(unit.id)
    total = counts.count(standings)
    return {
        "book": book,
        "unit": unit,
        "finished": ledger.is_finished(book.campaign, book.as_of),
        "standings": standings,
        "problems": by_category(book, standings),
        "duties": by_status(books, standings),
        "attention": by_flag(books, standings),
        "links": selections.unit_links(""),
        "counts": total,
        "outcome": counts.outcome(standings, book.as_of),
        "bar": charts.bar(total.status),
        "tasks": tasks(book, standings),
        "answers": _answers(book, unit),
        "weeks": _weeks(books, book, unit),
        "brief": brief,
        "chart": wall.chart(book, axis, (unit,)),
        "note": books.notes.get(urls.unit(book.campaign.id, unit.id)),
    }


def by_category(book: Ledger, standings: tuple[Standing, ...]) -> list[IssueGroup]:
    """Issues by category, in the order of the list handed down: the open ones, then the closed."""
    groups = ledger.grouped(standings, lambda each: each.category)
    named: list[tuple[str | None, str]] = [(each.id, each.name) for each in book.campaign.categories]
    return [
        IssueGroup(
            f"category-{id}",
            name,
            tuple(each for each in groups[id] if each.open),
            tuple(each for each in groups[id] if not each.open),
        )
        for id, name in [*named, (None, "")]
        if id in groups
    ]


def by_status(books: Books, standings: tuple[Standing, ...]) -> list[IssueGroup]:
    """Issues by status, in the order of the flow."""
    groups = ledger.grouped(standings, lambda each: each.status)
    return [
        IssueGroup(f"status-{status}", books.words(f"status.{status}"), groups[status])
        for status in ledger.STATUSES
        if status in groups
    ]


def by_flag(books: Books, standings: tuple[Standing, ...]) -> list[IssueGroup]:
    """What needs attention: issues by flag, some under several."""
    groups = [
        IssueGroup(
            f"flag-{flag}",
            books.words(f"flag.{flag}"),
            tuple(each for each in standings if each.open and getattr(each, flag)),
        )
        for flag in ATTENTION
    ]
    return [group for group in groups if group.standings]


def tasks(book: Ledger, standings: tuple[Standing, ...]) -> list[tuple[Standing, Task]]:
    """Every measure of some issues, in the order of their due days."""
    found = [
        (standing, task(measure, book.as_of)) for standing in standings for measure in standing.issue.measures
    ]
    return sorted(found, key=lambda each: each[1].measure.due)


def _answers(book: Ledger, unit: Unit) -> list[Answer]:
    return [
        Answer(
            finding,
            book.claims.get((finding.id, unit.id)),
            book.answered_by(finding.id, unit.id),
        )
        for finding in book.round.findings
        if participation.applies(finding, unit)
    ]


def _weeks(books: Books, book: Ledger, unit: Unit) -> list[WeekLine]:
    lines = []
    for week in reversed(periods.weeks(book.campaign, book.as_of)):
        standings = books.of_unit(book.campaign.id, unit.id, week.report)
        if not standings:
            continue
        entries = sum(entry.date in week for each in standings for entry in each.issue.progress)
        silent = sum(each.silent for each in standings)
        lines.append(WeekLine(week, counts.count(standings), entries, silent))
    return lines
