"""反馈问题: the findings, the matrix of claims, and a page for each finding."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, NamedTuple

from rectify.html import urls
from rectify.html.page import Books, Common, Crumb, Derived, Page
from rectify.ledger import counts, findings, participation
from rectify.pages import corrected, sheets
from rectify.pages.levels import levels

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rectify.ledger.counts import Counts
    from rectify.ledger.ledger import Ledger
    from rectify.ledger.standing import Standing
    from rectify.read.records import Category, Claim, Finding, Unit

ANSWERS = ("yes", "partial", "no", "none", "outside")
"""A unit's answer to a finding: its claim, none yet, or not asked."""


COLUMNS = 50
"""Units per sheet of the matrix."""


class Cell(NamedTuple):
    """A cell of the matrix: a unit's answer to a finding, and its issues from it."""

    unit: Unit
    answer: str
    claim: Claim | None
    standings: tuple[Standing, ...]

    def named(self, corrected: tuple[str, ...]) -> Answer:
        """The same for the finding's page."""
        issues = tuple([each.issue.id for each in self.standings])
        return Answer(self.unit, self.answer, self.claim, issues, corrected)


class Answer(NamedTuple):
    """A unit's answer to one finding, the ids of its issues from it, and where it was corrected."""

    unit: Unit
    answer: str
    claim: Claim | None
    issues: tuple[str, ...]
    corrected: tuple[str, ...]


class Row(NamedTuple):
    """A finding across all units."""

    finding: Finding
    cells: tuple[Cell, ...]
    answers: dict[str, int]
    counts: Counts
    state: str


class StateFindings(NamedTuple):
    """The findings that have come to the same."""

    state: str
    rows: tuple[Row, ...]


class CategoryFindings(NamedTuple):
    """The findings of a category."""

    category: Category | None
    rows: tuple[Row, ...]
    counts: Counts


def pages(books: Books, book: Ledger) -> Iterator[Page]:
    """The list with its matrix, and a page for each finding."""
    if not books.options.shows("findings"):
        return
    campaign = book.campaign
    crumbs = books.crumbs(campaign)
    index = urls.section(campaign.id, "findings")
    rows, links = Derived(book, _rows), corrected.links(books, campaign.id)
    page = Page(
        url=index,
        title=books.words("page.findings"),
        template="findings.html",
        given=dict,
        view=_view,
        crumbs=crumbs,
        campaign=campaign.id,
        wide=True,
    )
    matrix = books.options.shows("matrix") and bool(book.findings)
    yield from sheets.pages(
        page,
        len(book.units) if matrix else 0,
        functools.partial(Subject, rows, matrix),
        books.words,
        COLUMNS,
    )
    for place, finding in enumerate(book.findings):
        url = urls.finding(campaign.id, finding.id)
        page = Page(
            url=url,
            title=f"{finding.id} {finding.text}",
            template="finding.html",
            given=dict,
            crumbs=(*crumbs, Crumb(books.words("page.findings"), index)),
            campaign=campaign.id,
            wide=True,
            texts=_texts,
        )
        given = functools.partial(_finding, rows, links, place)
        yield from sheets.pages(page, len(book.of_finding(finding.id)), given, books.words)


class Subject(NamedTuple):
    """The data of a sheet of the list."""

    rows: Derived[list[Row]]
    matrix: bool
    number: int


def _view(common: Common, given: Subject) -> dict[str, Any]:
    rows, matrix, number = given
    book = rows.book
    index = urls.section(book.campaign.id, "findings")
    return {
        "book": book.head,
        "sheet": sheets.cut(book.units, number, index, COLUMNS),
        "groups": _groups(book, rows.value) if number == 1 else [],
        "levels": levels(common, book, linked=True) if number == 1 else None,
        "states": _by_state(rows.value) if number == 1 else [],
        "listed": any(row.finding.list for row in rows.value),
        "rows": rows.value,
        "matrix": matrix,
        "answered": book.answered(),
        "applicable": book.applicable(),
    }


def _texts(common: Common, given: dict[str, Any]) -> Iterator[str]:
    """Search texts of a finding: its category, its leading department, its printed number and its list."""
    finding = given["finding"]
    yield common.category_name(given["book"].campaign.id, finding.category)
    yield from map(common.unit_name, finding.lead)
    if finding.number:
        yield finding.number
    if finding.list:
        yield findings.list_name(finding.list, common.words)


def _rows(book: Ledger) -> list[Row]:
    states = findings.states(book)
    return [_row(book, finding, states[finding.id]) for finding in book.findings]


def _row(book: Ledger, finding: Finding, state: str) -> Row:
    """One finding across all participating units."""
    cells = tuple(_cell(book, finding, unit) for unit in book.units)
    answers = dict.fromkeys(ANSWERS, 0)
    for cell in cells:
        answers[cell.answer] += 1
    return Row(finding, cells, answers, counts.count(book.of_finding(finding.id)), state)


def _cell(book: Ledger, finding: Finding, unit: Unit) -> Cell:
    claim = book.claims.get((finding.id, unit.id))
    asked = participation.applies(finding, unit) and unit.ended is None
    answer = claim.has if claim else "none" if asked else "outside"
    return Cell(unit, answer, claim, book.answered_by(finding.id, unit.id))


def _groups(book: Ledger, rows: list[Row]) -> list[CategoryFindings]:
    return [
        CategoryFindings(
            category,
            tuple(row for row in rows if row.finding.category == category.id),
            counts.count(each for each in book.standings if each.category == category.id),
        )
        for category in book.campaign.categories
    ]


def _by_state(rows: list[Row]) -> list[StateFindings]:
    groups = ((state, tuple(row for row in rows if row.state == state)) for state in findings.STATES)
    return [StateFindings(state, found) for state, found in groups if found]


def _finding(rows: Derived[list[Row]], links: corrected.Links, place: int, number: int) -> dict[str, Any]:
    """A sheet of a finding's page; only the first has the claims."""
    book, row = rows.book, rows.value[place]
    id = row.finding.id
    url = urls.finding(book.campaign.id, id)
    answers = [cell.named(links.claims.get((id, cell.unit.id), ())) for cell in row.cells]
    return {
        "book": book.head,
        "finding": row.finding,
        "corrected": links.findings.get(id, ()),
        "state": row.state,
        "answers": row.answers,
        "claims": answers if number == 1 else [],
        "sheet": sheets.cut(book.of_finding(row.finding.id), number, url),
        "counts": row.counts,
    }
