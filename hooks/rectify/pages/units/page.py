"""单位整改页: a unit's three lists, its claims, its weeks; and the index of all units."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, NamedTuple

from rectify.html import charts, urls
from rectify.html.page import Books, Common, Crumb, Page
from rectify.ledger import counts, ledger, limits, participation, periods, results
from rectify.ledger.measures import Task, task
from rectify.ledger.standing import CARRIED, STATUSES
from rectify.pages import corrected, moves, selections, sheets, tallies
from rectify.pages.dashboard.page import ranked
from rectify.pages.wall import page as wall

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from rectify.html.page import Note
    from rectify.ledger.counts import Counts
    from rectify.ledger.ledger import Ledger
    from rectify.ledger.periods import Week
    from rectify.ledger.standing import Standing
    from rectify.pages.moves import Became, Transferred
    from rectify.read.records import Claim, Finding, Issue, Unit
    from rectify.words.messages import Catalogue


class Answer(NamedTuple):
    """A row of the claims: a finding, the unit's answer if any, the ids of its issues from it.

    ``corrected``: where the corrections of the answer are told.
    """

    finding: Finding
    claim: Claim | None
    issues: tuple[str, ...]
    withdrawn: bool
    corrected: tuple[str, ...]


class IssueGroup(NamedTuple):
    """Issues under a heading within a table; ``id`` is the anchor that a number links to.

    ``rest`` are issues under the same heading that the number does not count.
    """

    id: str
    title: str
    standings: tuple[Standing, ...]
    rest: tuple[Standing, ...] = ()


ATTENTION = ("overdue", "review_overdue", "due_soon", "returned", "silent", "basically_done", "reopened")
"""The flags of open issues that a unit's page lists separately, beside those that closed ones have too."""


class WeekLine(NamedTuple):
    """A week of a unit: its counts on the report day, entries written, silent issues."""

    week: Week
    counts: Counts
    entries: int
    silent: int


def pages(books: Books, book: Ledger) -> Iterator[Page]:
    """The index of units, and a page for each participating one."""
    campaign = book.campaign
    crumbs = books.crumbs(campaign)
    index = urls.section(campaign.id, "units")
    page = Page(
        url=index,
        title=books.words("page.units"),
        template="units.html",
        given=dict,
        crumbs=crumbs,
        campaign=campaign.id,
        wide=True,
    )
    order = functools.cache(lambda: ranked(book))
    total = functools.cache(lambda: counts.count(book.standings))
    heat = functools.cache(lambda: charts.heat(book, [unit for unit, _ in order()]))

    def given(number: int) -> dict[str, Any]:
        sheet = sheets.cut(order(), number, index)
        return {
            "book": book.head,
            "sheet": sheet,
            "units": [line for _, line in sheet.rows],
            "counts": total(),
            "shared": book.is_shared,
            "heat": heat()._replace(rows=tuple(sheets.cut(heat().rows, number, index).rows)),
        }

    yield from sheets.pages(page, len(book.units), given, books.words)
    axis, links = wall.axis(book), corrected.links(books, campaign.id)
    moved = functools.cache(functools.partial(moves.transfers, books, book))
    for unit in book.units:
        yield Page(
            url=urls.unit(campaign.id, unit.id),
            title=unit.name,
            template="unit.html",
            given=functools.partial(_given, books, book, unit, axis, moved, links),
            view=_view,
            crumbs=(*crumbs, Crumb(books.words("page.units"), index)),
            campaign=campaign.id,
            unit=unit.id,
            texts=_texts,
        )


class Subject(NamedTuple):
    """The data of a unit's page: ``book`` is its part of the ledger, ``brief`` whether reports are.

    ``transfers`` are those from it and to it.
    """

    book: Ledger
    unit: Unit
    issues: tuple[Issue, ...]
    axis: wall.Axis
    brief: bool
    note: Note | None
    became: Became
    transfers: tuple[Transferred, ...]
    corrected: dict[str, tuple[str, ...]]


def _given(
    books: Books,
    book: Ledger,
    unit: Unit,
    axis: wall.Axis,
    moved: Callable[[], list[Transferred]],
    links: corrected.Links,
) -> Subject:
    campaign = book.campaign.id
    pages = {each.id: urls.unit(campaign, each.id) for each in book.units}
    return Subject(
        book=book.of_units((unit.id,)),
        unit=unit,
        issues=books.issues_of(campaign, book.of_unit(unit.id)),
        axis=axis,
        brief=book.large,
        note=books.notes.get(urls.unit(campaign, unit.id)),
        became=moves.became(books.data.organization.units, book, unit, pages),
        transfers=tuple(each for each in moved() if unit.id in (each.before, each.after)),
        corrected={finding: found for (finding, of), found in links.claims.items() if of == unit.id},
    )


def _texts(common: Common, given: Subject) -> Iterator[str]:
    """Search texts of a unit: its leader, its answers, its note."""
    book, unit = given.book, given.unit
    yield from filter(None, (unit.leader, unit.deputy))
    yield from moves.texts(given.became)
    claims = (book.claims.get((finding.id, unit.id)) for finding in book.findings)
    yield from (claim.note for claim in claims if claim and claim.note)
    if given.note:
        yield given.note.text


def _view(common: Common, given: Subject) -> dict[str, Any]:
    book, unit = given.book, given.unit
    standings = book.of_unit(unit.id)
    issues = {issue.id: issue for issue in given.issues}
    total = counts.count(standings)
    brought = results.outcome(book.earning(unit.id), book.as_of)
    return {
        "book": book.head,
        "unit": unit,
        "finished": ledger.is_finished(book.campaign, book.as_of),
        "limit": _own_deadline(common, book, unit),
        "standings": standings,
        "shared": [each for each in standings if each.unit != unit.id],
        "problems": by_category(book, standings),
        "duties": by_status(common.words, standings),
        "attention": by_flag(common.words, standings),
        "links": selections.unit_links(""),
        "counts": total,
        "tallies": tallies.tallies(common.words, book.campaign, brought, whole=False)
        if brought.dated
        else (),
        "bar": charts.bar(total.status),
        "tasks": tasks(book, given.issues),
        "answers": _answers(book, unit, given.corrected),
        "moved": book.moved,
        "became": given.became,
        "away": [each for each in given.transfers if each.before == unit.id],
        "taken": [each for each in given.transfers if each.after == unit.id],
        "weeks": _weeks(book),
        "brief": given.brief,
        "chart": wall.chart(book, given.axis, issues),
        "note": given.note,
    }


def by_category(book: Ledger, standings: tuple[Standing, ...]) -> list[IssueGroup]:
    """Issues by category, in the order of the findings: open ones, then closed ones."""
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


def by_status(words: Catalogue, standings: tuple[Standing, ...]) -> list[IssueGroup]:
    """Issues by status, in the order of the flow."""
    groups = ledger.grouped(standings, lambda each: each.status)
    return [
        IssueGroup(f"status-{status}", words(f"status.{status}"), groups[status])
        for status in (*STATUSES, CARRIED)
        if status in groups
    ]


def by_flag(words: Catalogue, standings: tuple[Standing, ...]) -> list[IssueGroup]:
    """Issues that need attention by flag, some under several."""
    groups = [
        IssueGroup(
            f"flag-{flag}",
            words(f"flag.{flag}"),
            tuple(each for each in standings if getattr(each, flag) and (each.open or flag not in ATTENTION)),
        )
        for flag in (*ATTENTION, "follow_up_due", "by_correction")
    ]
    return [group for group in groups if group.standings]


def tasks(book: Ledger, issues: Iterable[Issue]) -> list[tuple[str, Task]]:
    """The measures of issues with the issue's id, by due day."""
    found = [(issue.id, task(measure, book.as_of)) for issue in issues for measure in issue.measures]
    return sorted(found, key=lambda each: each[1].measure.due)


def _own_deadline(common: Common, book: Ledger, unit: Unit) -> str:
    """The deadline of the unit's own or of its batch, if it has one."""
    found = limits.limit(book.campaign.deadlines, unit.id, "dated", ())
    if found is None or found.source not in ("unit", "batch"):
        return ""
    key = "limit.unit" if found.source == "unit" else "limit.unit_batch"
    return common.words(key, name=found.name, day=common.words.day(found.day))


def _answers(book: Ledger, unit: Unit, marks: dict[str, tuple[str, ...]]) -> list[Answer]:
    return [
        Answer(
            finding,
            book.claims.get((finding.id, unit.id)),
            tuple(each.issue.id for each in book.answered_by(finding.id, unit.id)),
            participation.is_withdrawn(finding, book.as_of),
            marks.get(finding.id, ()),
        )
        for finding in book.findings
        if participation.applies(finding, unit)
        and (unit.ended is None or (finding.id, unit.id) in book.claims)
    ]


def _weeks(book: Ledger) -> list[WeekLine]:
    lines = []
    for week in reversed(periods.weeks(book.campaign, book.as_of)):
        standings = book.on(week.report).standings
        if not standings:
            continue
        entries = sum(week.covers(entry.date) for each in standings for entry in each.issue.progress)
        silent = sum(each.silent for each in standings)
        lines.append(WeekLine(week, counts.count(standings), entries, silent))
    return lines
