"""看板: the issues in columns by status."""

from __future__ import annotations

from rectify.pages.board import cards, page
from rectify.pages.kind import PageKind

KIND = PageKind("board", order=110, menu=40, hides=("board",), campaign=page.pages, snippets=cards.Cards)
