"""反馈问题: the list handed down, the claim matrix, and one finding across all units."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, NamedTuple

from rectify.html import urls
from rectify.html.page import Books, Crumb, Page
from rectify.ledger import counts, participation
from rectify.pages import sheets

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rectify.ledger.counts import Counts
    from rectify.ledger.ledger import Ledger, Standing
    from rectify.read.records import Category, Claim, Finding, Unit

ANSWERS = ("yes", "partial", "no", "none", "outside")
"""How a unit stands to a finding: its claim, no answer yet, or not asked."""


COLUMNS = 50
"""So many units stand side by side on a sheet of the matrix."""


class Cell(NamedTuple):
    """A cell of the matrix: one unit's answer to one finding, and its issues from it."""

    unit: Unit
    answer: str
    claim: Claim | None
    standings: tuple[Standing, ...]


class Row(NamedTuple):
    """A finding across all units."""

    finding: Finding
    cells: tuple[Cell, ...]
    answers: dict[str, int]
    counts: Counts


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
    rows = functools.cache(lambda: [matrix_row(book, finding) for finding in book.round.findings])
    page = Page(
        url=index,
        title=books.words("page.findings"),
        template="findings.html",
        values=dict,
        crumbs=crumbs,
        campaign=campaign.id,
        wide=True,
    )
    matrix = books.options.shows("matrix") and bool(book.round.findings)
    yield from sheets.pages(
        page,
        len(book.units) if matrix else 0,
        lambda number: {
            "book": book,
            "sheet": sheets.cut(book.units, number, index, COLUMNS),
            "groups": _groups(book, rows()) if number == 1 else [],
            "rows": rows(),
            "matrix": matrix,
            "answered": len(book.claims),
            "applicable": book.applicable(),
        },
        books.words,
        lambda number: _made_from(book),
        COLUMNS,
    )
    for place, finding in enumerate(book.round.findings):
        url = urls.finding(campaign.id, finding.id)
        page = Page(
            url=url,
            title=f"{finding.id} {finding.text}",
            template="finding.html",
            values=dict,
            crumbs=(*crumbs, Crumb(books.words("page.findings"), index)),
            campaign=campaign.id,
            wide=True,
            texts=functools.partial(_texts, books, book, finding),
        )
        values = functools.partial(lambda place, number: _finding(book, rows()[place], number), place)
        made_from = functools.partial(_finding_made_from, book, finding)
        yield from sheets.pages(page, len(book.of_finding(finding.id)), values, books.words, made_from)


def _made_from(book: Ledger) -> Iterator[Any]:
    """What the list and its matrix are worked out from."""
    yield from book.standings
    yield [(*at, claim.has) for at, claim in book.claims.items()]


def _finding_made_from(book: Ledger, finding: Finding, number: int) -> Iterator[Any]:
    """What a sheet of a finding is worked out from; the first names all of its issues beside their units."""
    standings = book.of_finding(finding.id)
    yield counts.count(standings)
    if number == 1:
        yield [(each.issue.id, each.unit) for each in standings]
    yield from sheets.cut(standings, number, "").rows
    for unit in book.units:
        if claim := book.claims.get((finding.id, unit.id)):
            yield unit.id, claim.has, claim.note, str(claim.checked)


def _texts(books: Books, book: Ledger, finding: Finding) -> Iterator[str]:
    """What a finding is found by beside its own text: its category and who leads it."""
    yield books.category_name(book.campaign.id, finding.category)
    yield books.unit_name(finding.lead)


def matrix_row(book: Ledger, finding: Finding) -> Row:
    """One finding across all units that take part."""
    cells = tuple(_cell(book, finding, unit) for unit in book.units)
    answers = dict.fromkeys(ANSWERS, 0)
    for cell in cells:
        answers[cell.answer] += 1
    return Row(finding, cells, answers, counts.count(book.of_finding(finding.id)))


def _cell(book: Ledger, finding: Finding, unit: Unit) -> Cell:
    claim = book.claims.get((finding.id, unit.id))
    answer = claim.has if claim else "none" if participation.applies(finding, unit) else "outside"
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


def _finding(book: Ledger, row: Row, number: int) -> dict[str, Any]:
    """What a sheet of a finding's page shows; the claims stand on the first alone."""
    url = urls.finding(book.campaign.id, row.finding.id)
    categories = {category.id: category for category in book.campaign.categories}
    return {
        "book": book,
        "row": row,
        "finding": row.finding,
        "category": categories.get(row.finding.category),
        "sheet": sheets.cut(book.of_finding(row.finding.id), number, url),
        "counts": row.counts,
    }
