"""更正记录: all corrections of a campaign's records, the newest first."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, NamedTuple

from rectify.html import urls
from rectify.html.page import Books, Common, Page
from rectify.ledger.corrected import newest_first
from rectify.pages import corrected, sheets

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rectify.ledger.corrected import Corrected
    from rectify.ledger.ledger import Ledger
    from rectify.pages.sheets import Sheet


class Subject(NamedTuple):
    """The data of a sheet."""

    book: Ledger
    sheet: Sheet[Corrected]


def there(books: Books, campaign: str) -> bool:
    """Whether a campaign has the page: once something was corrected."""
    return bool(books.corrected[campaign])


def pages(books: Books, book: Ledger) -> Iterator[Page]:
    """The table of corrections."""
    id = book.campaign.id
    if not books.options.shows("corrections") or not there(books, id):
        return
    url = urls.section(id, "corrections")
    found = newest_first(books.corrected[id])
    page = Page(
        url=url,
        title=books.words("page.corrections"),
        template="corrections.html",
        given=dict,
        view=_view,
        crumbs=books.crumbs(book.campaign),
        campaign=id,
        wide=True,
    )
    given = functools.partial(_given, book, found, url)
    yield from sheets.pages(page, len(found), given, books.words)


def _given(book: Ledger, found: list[Corrected], url: str, number: int) -> Subject:
    return Subject(book, sheets.cut(found, number, url))


def _view(common: Common, given: Subject) -> dict[str, Any]:
    book, sheet = given
    rows = [
        (corrected.anchor(each), group, group.told[0])
        for each in sheet.rows
        for group in corrected.grouped(common, book, [each])
    ]
    return {"book": book.head, "sheet": sheet, "rows": rows}
