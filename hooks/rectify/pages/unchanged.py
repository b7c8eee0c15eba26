"""What pages are made from, in a digest: the same, and so are they.

Of a unit's pages that is its file and what is shown of other units. Of all others it is what their
``made_from`` names: issues as the rows of a list show them, files as they stand, rounds with all that is
dated in them, and plain values.
"""

from __future__ import annotations

import functools
import hashlib
import json
from typing import TYPE_CHECKING, Any

from rectify.html import urls
from rectify.ledger import periods, slack
from rectify.ledger.counts import Event
from rectify.ledger.ledger import Ledger, Standing
from rectify.pages.issue.page import RELATED, Index
from rectify.read.records import UnitFile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from rectify.html.page import Books, Page


PAGES = ("unit.html", "issue.html", "board.html")
"""The pages of a unit that show nothing but what is in the digest."""


def told(books: Books, pages: Iterable[Page]) -> Iterator[Page]:
    """The same pages; those of a unit, and those with a ``made_from``, can tell what they were made from."""
    lists = _Lists(books)
    of_units = functools.cache(functools.partial(_of_units, books))
    for page in pages:
        if _may_show_anything(books, page.template):
            whose = page.unit or page.url  # a unit's pages are made together, others by themselves
            yield page._replace(depends=functools.partial(_everything, books, f"{page.campaign}/{whose}"))
        elif page.unit and page.template in PAGES:
            yield page._replace(depends=functools.partial(of_units(page.campaign), page.unit))
        elif page.made_from:
            yield page._replace(depends=functools.partial(lists.digest, page.campaign, page.made_from))
        else:
            yield page


def of_units(books: Books, book: Ledger, units: Iterable[str]) -> str:
    """A digest of all that is known of units' issues: their files, and what is common to a campaign."""
    files = {unit: _file(books, book, unit) for unit in units}
    own = _everything(books, "") if _may_show_anything(books, "feeds/") else ""
    return _digest([*_common(books, book), files, *filter(None, [own])])


def _may_show_anything(books: Books, template: str) -> bool:
    """Whether an owner's template has a say in what is made with a template.

    It takes its place, or it is no page's own: then it may be part of any. What such a template shows nobody
    knows, so it is made from all that there is.
    """
    return any(name == template or "/" in name or name.startswith("_") for name in books.overridden)


def _everything(books: Books, whose: str) -> str:
    """A digest of all that a template can be given, and of whose pages it is for."""
    if not books.whole:
        books.whole = _digest([
            sorted(books.digests.items()),
            sorted((url, note.html, note.source.text) for url, note in books.notes.items()),
            sorted((key, repr(edits)) for key, edits in books.edits.items()),
            [repr(sorted(round_.evidence.items())) for round_ in books.rounds.values()],
            [(*map(str, each.sort_key()), each.level) for each in books.problems],
        ])  # fmt: skip
    return _digest([books.whole, whose])


class _Lists:
    """Digests of what is shown of issues elsewhere than on their own pages, each made once."""

    def __init__(self, books: Books) -> None:
        self.books = books
        self.rows: dict[int, tuple[Standing, str]] = {}
        self.lives: dict[int, tuple[Ledger, str]] = {}
        self.digest = functools.cache(self._made_from)

    def _made_from(self, campaign: str, made_from: Callable[[], Iterable[Any]]) -> str:
        """The digest of what a page is made from; one of no campaign is made from all of them."""
        books = self.books
        shown = [campaign] if campaign else [each.id for each in books.campaigns]
        parts: list[Any] = [list(_common(books, books.now(id))) for id in shown]
        return _digest([*parts, *map(self._part, made_from())])

    def _part(self, value: Any) -> Any:
        if isinstance(value, Standing):
            return self._row(value)
        if isinstance(value, Event):
            return str(value.day), self._row(value.standing)
        if isinstance(value, Ledger):
            return self._life(value)
        if isinstance(value, UnitFile):
            return self.books.digests.get(value.at.path, "")
        return value

    def _row(self, standing: Standing) -> str:
        """An issue as a row shows it. It is kept with its digest, so that no other is taken for it."""
        key = id(standing)
        if key not in self.rows:
            self.rows[key] = standing, _short(_row(standing))
        return self.rows[key][1]

    def _life(self, book: Ledger) -> str:
        """A round as its numbers tell it, on its day and on every day before."""
        key = id(book)
        if key not in self.lives:
            lives = "".join(f"{self._row(each)}{_life(each)}" for each in book.standings)
            self.lives[key] = book, _short(lives)
        return self.lives[key][1]


def _row(standing: Standing) -> str:
    """Everything that ``columns`` know of an issue, and which other it was found by."""
    issue, light = standing.issue, standing.light
    return repr((
        *(issue.id, issue.title, standing.unit, standing.category, issue.finding, issue.by_analogy),
        *(issue.kind, issue.lead, issue.leader, issue.owner, issue.supervisor, issue.amount),
        *(light.colour, light.label, light.when, standing.status, standing.flags, standing.returns),
        *(str(issue.opened), str(standing.deadline), standing.days_left, str(standing.closed_on)),
        *(standing.measures_done, len(issue.measures)),
    ))  # fmt: skip


def _life(standing: Standing) -> str:
    """Everything dated of an issue that numbers, of any day, and rows of people are worked out from."""
    issue, results = standing.issue, standing.issue.results
    return repr((
        str(issue.deadline),
        [(str(each.date), bool(each.text)) for each in issue.progress],
        [(each.owner, str(each.due), str(each.done)) for each in issue.measures],
        [(str(each.date), each.step, each.result) for each in issue.closure],
        [(str(each.date), str(each.to)) for each in issue.extensions],
        [(str(each.date), each.result) for each in issue.rechecks],
        [str(each.issued) for each in issue.regulations],
        (str(results.recovered), results.dealt_with, results.talked_to) if results else None,
    ))  # fmt: skip


def _of_units(books: Books, campaign: str) -> Callable[[str], str]:
    """The digest of a unit's pages, for each unit of a campaign."""
    book = books.now(campaign)
    index = Index(book)
    first = str(min((each.issue.opened for each in book.standings), default=""))  # where the wall begins
    pace = slack.pace(book.standings)  # what slack is measured against
    return functools.cache(lambda unit: _digest([first, pace, *_made_from(books, book, index, unit)]))


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
    yield unit, periods.is_brief(round_)
    yield from _common(books, book)
    yield _file(books, book, unit)
    own = book.of_unit(unit)
    for finding in sorted({each.issue.finding for each in own if each.issue.finding}):
        others = book.of_finding(finding)
        yield finding, len(others), [_seen(each) for each in others[: RELATED + 1]]
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
    # In ASCII, since the name of a file may hold bytes that are no UTF-8, and stand in a notice.
    return hashlib.sha256(json.dumps(list(parts)).encode()).hexdigest()


def _short(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
