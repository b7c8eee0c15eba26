"""数据质量: warnings of the rules by unit, and the rules whose level was changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rectify.html import urls
from rectify.html.page import Books, Page
from rectify.read import problems
from rectify.read.problems import visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rectify.ledger.ledger import Ledger


class Line(NamedTuple):
    """A problem as text, and its place: a file name may hold characters that no page can."""

    level: str
    rule: str
    at: str
    sentence: str


class FileProblems(NamedTuple):
    """The problems of a unit's file, or of other files of the campaign (empty ``unit``)."""

    unit: str
    lines: tuple[Line, ...]


def pages(books: Books, book: Ledger) -> Iterator[Page]:
    """The page of a campaign."""
    if books.options.shows("quality"):
        yield Page(
            url=urls.section(book.campaign.id, "quality"),
            title=books.words("page.quality"),
            template="quality.html",
            given=lambda: {"book": book.head, "groups": groups(books, book), "lack": visible(books.lack)},
            crumbs=books.crumbs(book.campaign),
            campaign=book.campaign.id,
            wide=True,
        )


def groups(books: Books, book: Ledger) -> list[FileProblems]:
    """The problems in a campaign's folder, by unit in organisation order."""
    folder = book.campaign.at.path.rpartition("/")[0] + "/"
    owner = {f"{folder}units/{unit.id}.yml": unit.id for unit in books.data.organization.units}
    for file in books.rounds[book.campaign.id].files:
        owner |= {f"{folder}evidence/{issue.id}/": file.unit for issue in file.issues}
    found: dict[str, list[Line]] = {}
    for problem in sorted(books.problems, key=problems.Problem.sort_key):
        path = problem.at.path
        if path.startswith(folder):
            unit = owner.get(path) or owner.get(path.rpartition("/")[0] + "/") or ""
            sentence = problems.sentence(problem, books.words)
            found.setdefault(unit, []).append(
                Line(problem.level, problem.rule, visible(str(problem.at)), sentence)
            )
    order = ["", *(unit.id for unit in books.data.organization.units)]
    return [FileProblems(unit, tuple(found[unit])) for unit in order if unit in found]
