"""周报: a report for every report day, with the changes since the last one.

It is complete in a round of some hundred issues, for meetings and print. In a larger one it is brief: all
numbers, every silent unit, and the most urgent rows of each list.
"""

from __future__ import annotations

import bisect
import functools
import heapq
import itertools
from typing import TYPE_CHECKING, Any, NamedTuple

from rectify.html import charts, urls
from rectify.html.page import Books, Common, Crumb, Page
from rectify.ledger import counts, effects, findings, ledger, milestones, periods, results
from rectify.ledger.counts import Event
from rectify.pages import corrected, moves, selections, tallies
from rectify.pages.dashboard.page import batch_rows, silent_units
from rectify.pages.levels import levels
from rectify.pages.units.page import IssueGroup
from rectify.read import corrections

if TYPE_CHECKING:
    import datetime
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from rectify.html.page import Note
    from rectify.ledger.corrected import Corrected
    from rectify.ledger.counts import Counts
    from rectify.ledger.effects import Effects
    from rectify.ledger.ledger import Ledger
    from rectify.ledger.periods import Week
    from rectify.ledger.standing import Standing
    from rectify.pages.moves import Moves
    from rectify.read.records import Campaign, Finding, Progress, Unit


BRIEF_ROWS = 50
"""Rows per list of a brief report."""

_STATES = ("stake", "unsettled")
"""Lines of results that say how things stand, not what a period brought."""


class UnitLine(NamedTuple):
    """A unit's counts on the report day and the one before, and its entries in between."""

    unit: Unit
    counts: Counts
    before: Counts
    entries: int


class Entry(NamedTuple):
    """A progress entry of the week and its issue."""

    standing: Standing
    entry: Progress


class Part(NamedTuple):
    """A list of a report: the rows shown, their total number, and the page with all of them if any."""

    rows: tuple[Standing | Event, ...]
    total: int
    url: str

    @property
    def whole(self) -> bool:
        """Whether it shows all rows."""
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
        given=lambda: book,
        view=_index,
        crumbs=crumbs,
        campaign=campaign.id,
    )
    written = functools.cache(functools.partial(_written, books, book, weeks))
    moved = functools.cache(functools.partial(moves.moves, books, book))
    for week in weeks:
        yield Page(
            url=urls.week(campaign.id, week.report),
            title=_title(books, book.register.state(week.report).campaign, week),
            template="weekly.html",
            given=functools.partial(_given, books, book, week, written, moved),
            view=_view,
            crumbs=(*crumbs, Crumb(books.words("page.weekly"), index)),
            campaign=campaign.id,
            texts=_texts,
            day=week.report,
        )


def _title(books: Books, campaign: Campaign, week: Week) -> str:
    """What a report is called: by how often there is one, or by what its day is."""
    days = {campaign.deadlines.superior: "superior", campaign.finished: "finished"}
    kind = campaign.reports.every if campaign.reports else "week"
    if week.extra:
        kind = days.get(week.report, "extra")
    return books.words(f"weekly.title.{kind}", day=books.words.day(week.report))


class Subject(NamedTuple):
    """The data of a report: today's ledger, the entries of its week, its note."""

    book: Ledger
    week: Week
    written: tuple[tuple[str, Progress], ...]
    corrected: tuple[Corrected, ...]
    effects: Effects | None
    moves: Moves
    note: Note | None


def _given(
    books: Books,
    book: Ledger,
    week: Week,
    written: Callable[[], dict[datetime.date, list[tuple[str, Progress]]]],
    moved: Callable[[], Moves],
) -> Subject:
    note = books.notes.get(urls.week(book.campaign.id, week.report))
    there = books.corrected[book.campaign.id]
    some = tuple([each for each in there if week.covers(each.correction.date)])
    changed = None
    if some:
        changed = effects.effects(books.rounds[book.campaign.id], books.data.organization, week, some)
    return Subject(
        book,
        week,
        tuple(written().get(week.report, ())),
        some,
        changed,
        moved().of(week.first, week.last),
        note,
    )


def _written(
    books: Books, book: Ledger, weeks: Sequence[Week]
) -> dict[datetime.date, list[tuple[str, Progress]]]:
    """The progress entries of each report's week, with the ids of their issues."""
    found: dict[datetime.date, list[tuple[str, Progress]]] = {}
    if not weeks:
        return found
    regular = [week for week in weeks if not week.extra]
    extra = [week for week in weeks if week.extra]
    firsts = [week.first for week in regular]
    for each in book.standings:
        issue = books.records[book.campaign.id, each.issue.id]
        if issue.corrections:  # a report has the entries as they read on its day
            for week in weeks:
                for entry in corrections.since(issue, week.report).progress:
                    if week.covers(entry.date):
                        found.setdefault(week.report, []).append((issue.id, entry))
            continue
        for entry in issue.progress:
            place = bisect.bisect_right(firsts, entry.date) - 1
            for week in (*regular[max(place, 0) : place + 1], *extra):
                if week.covers(entry.date):
                    found.setdefault(week.report, []).append((issue.id, entry))
    return found


def _texts(common: Common, given: Subject) -> Iterator[str]:
    """Search texts of a week: its note."""
    if given.note:
        yield given.note.text


def _index(common: Common, book: Ledger) -> dict[str, Any]:
    weeks = reversed(periods.weeks(book.campaign, book.as_of))
    return {
        "book": book.head,
        "brief": book.large,
        "weeks": [(week, counts.count(book.on(week.report).standings)) for week in weeks],
    }


def _view(common: Common, given: Subject) -> dict[str, Any]:
    week, campaign, brief = given.week, given.book.campaign.id, given.book.large
    weeks = periods.weeks(given.book.campaign, given.book.as_of)
    place = weeks.index(week)
    book = given.book.on(week.report)
    before = book.on(week.first)
    standings = book.standings
    total = counts.count(standings)
    change = counts.change(before, book, week.last)
    coming = periods.next_report(book.campaign, week.report)
    today = week.report == common.options.as_of
    overdue = [each for each in standings if each.overdue]
    silent = [each for each in standings if each.silent]
    held = counts.waiting(book, week)
    due = [each for each in standings if each.open and week.report <= each.deadline < coming]
    entries = _entries(book, given.written)
    shown = _most_urgent(entries) if brief else entries

    def part(found: Sequence[Standing] | Sequence[Event], url: str) -> Part:
        rows = heapq.nsmallest(BRIEF_ROWS, found, _urgency) if brief else found
        return Part(tuple(rows), len(found), url if today else "")

    return {
        "book": book.head,
        "findings": len(book.findings),
        "week": week,
        "brief": brief,
        "few": BRIEF_ROWS,
        "counts": total,
        "before": counts.count(before.standings),
        "levels": levels(common, book, linked=False),
        "by_finding": book.by_finding_first,
        "handed_before": findings.of_findings(before),
        "list_changes": list_changes(book, before.as_of, week.last),
        "transfers": given.moves.transfers,
        "handovers": [
            (each, moves.told(common.words, common.unit_name, each)) for each in given.moves.handovers
        ],
        "unit_changes": moves.unit_changes(book, week.first, week.last),
        "moved": [
            each for each in book.moved if each.aside_on and before.as_of <= each.aside_on <= week.last
        ],
        "bar": charts.bar(total.status),
        "change": change,
        "deadlines": book.campaign.deadlines,
        "adjustments": [each for each in book.campaign.adjustments if week.covers(each.date)],
        "batches": batch_rows(common, book),
        "reminded": sum(week.covers(day) for each in standings for day in each.issue.reminders),
        "milestones": milestones.milestones(book.campaign, week.report),
        "changes": {
            name: part(getattr(change, name), urls.change(campaign, name)) for name in counts.Change._fields
        },
        **_results(common, book, week),
        "units": [_unit_line(book, before, unit, entries) for unit in book.busy],
        "shared": book.is_shared,
        "silent_units": silent_units(book),
        "overdue": part(overdue, selections.url(campaign, "overdue")),
        "silent": part(silent, selections.url(campaign, "silent")),
        "rechecks": [each for each in standings if each.recheck_due],
        "held": [IssueGroup(f"held-{id}", common.unit_name(id), some) for id, some in held.items()],
        "late_reviews": late_reviews(common, book),
        "corrected": told_corrections(common, book, given),
        "moved_totals": corrected.totals(common.words, given.effects) if given.effects else [],
        "groups": {}
        if brief
        else {name: by_unit(common, name, some) for name, some in (("overdue", overdue), ("silent", silent))},
        "due": part(due, selections.url(campaign, "week")),
        "written": sum(map(len, entries.values())),
        "entries": [(unit, shown[unit.id]) for unit in book.units if unit.id in shown],
        "earlier": weeks[place - 1] if place else None,
        "later": weeks[place + 1] if place + 1 < len(weeks) else None,
        "note": given.note,
    }


def told_corrections(common: Common, book: Ledger, given: Subject) -> list[tuple[corrected.Group, str]]:
    """The period's corrections by record, with what they moved of it."""
    moved = given.effects.moved if given.effects else {}
    return [
        (group, corrected.effect(common.words, moved[group.id]) if group.id in moved else "")
        for group in corrected.grouped(common, book, given.corrected)
    ]


def late_reviews(common: Common, book: Ledger) -> list[IssueGroup]:
    """The issues applied for in time whose deadline passed in review or verification, by who holds them."""
    waiting = [each for each in book.standings if each.review_overdue]
    groups = ledger.grouped(waiting, lambda each: each.held_by)
    order = [unit.id for unit in book.organization.units if unit.id in groups]
    return [IssueGroup(f"late-review-{id}", common.unit_name(id), groups[id]) for id in order]


def _results(common: Common, book: Ledger, week: Week) -> dict[str, Any]:
    """The results so far, and what the report's week brought; only where they are told by day."""
    if not tallies.tell(book):
        return {"tallies": [], "activities": []}
    words, campaign = common.words, book.campaign
    whole = results.outcome(book.earning(), week.report)
    part = results.outcome(book.earning(), week.last, week.first)._replace(stake=whole.stake, dated=True)
    gained = {each.name: each for each in tallies.tallies(words, campaign, part, whole=True) if each.number}
    done = {each.name: each for each in tallies.activities(words, campaign, week.last, week.first)}
    lines = tallies.tallies(words, campaign, whole, whole=True)
    return {
        "tallies": [(line, gained.get(line.name) if line.name not in _STATES else None) for line in lines],
        "activities": [
            (line, done.get(line.name)) for line in tallies.activities(words, campaign, week.report)
        ],
        "regulations": (whole.regulations, part.regulations),
    }


class ListChange(NamedTuple):
    """A finding that was added to the list, or withdrawn from it."""

    day: datetime.date
    kind: str
    finding: Finding


def list_changes(book: Ledger, first: datetime.date, last: datetime.date) -> list[ListChange]:
    """What a superior added to the list or withdrew from it, by day."""
    found = []
    for each in book.findings:
        if each.received and first <= each.received <= last:
            later = each.received > book.campaign.received
            found.append(ListChange(each.received, "added" if later else "added_before", each))
        if each.withdrawn and first <= each.withdrawn.date <= last:
            found.append(ListChange(each.withdrawn.date, "taken_back", each))
    return sorted(found, key=lambda each: each.day)


def _urgency(each: Standing | Event) -> tuple[int, str]:
    return selections.urgency(each.standing if isinstance(each, Event) else each)


def by_unit(common: Common, name: str, standings: list[Standing]) -> list[IssueGroup]:
    """Issues by unit; the table of units links to each group."""
    groups = ledger.grouped(standings, lambda each: each.unit)
    return [IssueGroup(f"{name}-{unit}", common.unit_name(unit), group) for unit, group in groups.items()]


def _unit_line(book: Ledger, before: Ledger, unit: Unit, entries: dict[str, list[Entry]]) -> UnitLine:
    now = counts.count(book.of_unit(unit.id))
    earlier = counts.count(before.of_unit(unit.id))
    return UnitLine(unit, now, earlier, len(entries.get(unit.id, ())))


def _entries(book: Ledger, written: Iterable[tuple[str, Progress]]) -> dict[str, list[Entry]]:
    """The week's entries by unit, in order of days."""
    known = {each.issue.id: each for each in book.standings}
    found: dict[str, list[Entry]] = {}
    for id, entry in written:
        if id in known:
            found.setdefault(known[id].unit, []).append(Entry(known[id], entry))
    for entries in found.values():
        entries.sort(key=lambda each: each.entry.date)
    return found


def _most_urgent(entries: dict[str, list[Entry]]) -> dict[str, list[Entry]]:
    """The most urgent entries, for a brief report."""
    written = itertools.chain.from_iterable(entries.values())
    first = heapq.nsmallest(BRIEF_ROWS, written, lambda each: selections.urgency(each.standing))
    chosen = {id(each) for each in first}
    kept = {unit: [each for each in own if id(each) in chosen] for unit, own in entries.items()}
    return {unit: own for unit, own in kept.items() if own}
