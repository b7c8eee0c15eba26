"""The page of search."""

from __future__ import annotations

from rectify.pages.kind import PageKind
from rectify.pages.search import page

KIND = PageKind("search", order=160, hides=("search",), site=page.pages)
