"""What a unit's pages, and lists of issues, are made from, in a digest: the same, and so are they."""

from __future__ import annotations

import functools
import hashlib
import json
from typing import TYPE_CHECKING, Any

from rectify import reporting, schedule, urls
from rectify.ledger import Standing
from rectify.pages.issue import FEW, Index

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from rectify.ledger import Ledger
    from rectify.pages.page import Books, Page


PAGES = ("unit.html", "issue.html", "board.html")
"""The pages of a unit that show nothing but what is in the digest."""


def told(books: Books, book: Ledger, pages: Iterable[Page]) -> Iterator[Page]:
    """The same pages; those of a unit, and lists that name their issues, can tell what they were made from.

    Of a unit that is its file, what is common to a campaign, and of other units what is shown of them: the
    issues from the same findings and those by analogy. Of a list it is the files of its issues' units.
    """
    index = Index(book)
    first = str(min((each.issue.opened for each in book.standings), default=""))  # where the wall begins
    pace = schedule.pace(book.standings)  # what slack is measured against
    digest = functools.cache(lambda unit: _digest([first, pace, *_made_from(books, book, index, unit)]))
    for page in pages:
        if page.unit and page.template in PAGES:
            yield page._replace(depends=functools.partial(digest, page.unit))
        elif page.made_from:
            of_list = functools.cache(functools.partial(_of_list, books, book, page.made_from))
            yield page._replace(depends=of_list)
        else:
            yield page


def _of_list(books: Books, book: Ledger, made_from: Callable[[], Iterable[Any]]) -> str:
    parts: list[Any] = list(_common(books, book))
    units: dict[str, str] = {}
    for each in made_from():
        if isinstance(each, Standing):
            units[each.unit] = _file(books, book, each.unit)
            parts.append(each.issue.id)
        else:
            parts.append(each)
    return _digest([*parts, units])


def _common(books: Books, book: Ledger) -> Iterable[str]:
    """The digests of what all pages of a campaign are made from."""
    data, folder = books.options.data, book.round.folder
    for file in ("organization.yml", *(f"{folder}/{name}.yml" for name in ("campaign", "findings"))):
        yield books.digests.get(f"{data}/{file}", "")


def _file(books: Books, book: Ledger, unit: str) -> str:
    """The digest of a unit's file."""
    return books.digests.get(f"{books.options.data}/{book.round.folder}/units/{unit}.yml", "")


def _made_from(books: Books, book: Ledger, index: Index, unit: str) -> Iterable[Any]:
    id, round_ = book.campaign.id, book.round
    yield unit, reporting.is_brief(round_)
    yield from _common(books, book)
    yield _file(books, book, unit)
    own = book.of_unit(unit)
    for finding in sorted({each.issue.finding for each in own if each.issue.finding}):
        others = book.of_finding(finding)
        yield finding, len(others), [_seen(each) for each in others[: FEW + 1]]
    for each in own:
        yield [_seen(other) for other in index.analogies.get(each.issue.id, ())]
        if each.issue.by_analogy in index.issues:
            yield _seen(index.issues[each.issue.by_analogy])
        yield [(str(edit.day), edit.by, edit.keys) for edit in books.edits.get((id, each.issue.id), ())]
        yield [(file.name, file.size, file.sha256) for file in round_.evidence.get(each.issue.id, ())]
    for url in (urls.unit(id, unit), *(urls.issue(id, each.issue.id) for each in own)):
        if note := books.notes.get(url):
            yield url, note.html


def _seen(standing: Standing) -> tuple[str, ...]:
    """What other pages show of an issue."""
    return standing.issue.id, standing.unit, standing.issue.title, standing.status


def _digest(parts: Iterable[Any]) -> str:
    return hashlib.sha256(json.dumps(list(parts), ensure_ascii=False).encode()).hexdigest()
