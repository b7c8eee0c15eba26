"""What a unit's page and those of its issues are made from, in a digest: the same, and so are they."""

from __future__ import annotations

import functools
import hashlib
import json
from typing import TYPE_CHECKING, Any

from rectify import schedule, urls
from rectify.pages.issue import FEW, Index

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rectify.ledger import Ledger, Standing
    from rectify.pages.page import Books, Page


PAGES = ("unit.html", "issue.html", "board.html")
"""The pages of a unit that show nothing but what is in the digest."""


def told(books: Books, book: Ledger, pages: Iterable[Page]) -> Iterator[Page]:
    """The same pages; those of a unit can tell what they were made from.

    That is the unit's file, what is common to a campaign, and of other units what is shown of them: the
    issues from the same findings and those by analogy.
    """
    index = Index(book)
    first = str(min((each.issue.opened for each in book.standings), default=""))  # where the wall begins
    pace = schedule.pace(book.standings)  # what slack is measured against
    digest = functools.cache(lambda unit: _digest([first, pace, *_made_from(books, book, index, unit)]))
    for page in pages:
        ours = page.unit and page.template in PAGES
        yield page._replace(depends=functools.partial(digest, page.unit)) if ours else page


def _made_from(books: Books, book: Ledger, index: Index, unit: str) -> Iterable[Any]:
    id, round_ = book.campaign.id, book.round
    data = books.options.data
    folder = f"{data}/{round_.folder}"
    yield unit
    for file in (f"{data}/organization.yml", f"{folder}/campaign.yml", f"{folder}/findings.yml"):
        yield books.digests.get(file, "")
    yield books.digests.get(f"{folder}/units/{unit}.yml", "")
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
