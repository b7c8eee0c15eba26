"""搜索: all results, with filters; the browser does the searching."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rectify.html import urls
from rectify.html.page import Books, Page

if TYPE_CHECKING:
    from collections.abc import Iterator


def pages(books: Books) -> Iterator[Page]:
    """The page of results."""
    if books.options.shows("search"):
        yield Page(
            url=urls.SEARCH,
            title=books.words("page.search"),
            template="search.html",
            given=dict,
            crumbs=books.crumbs(),
            wide=True,
        )
