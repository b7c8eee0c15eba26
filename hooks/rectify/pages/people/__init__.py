"""责任到人: who answers for what."""

from __future__ import annotations

from rectify.pages.kind import PageKind
from rectify.pages.people import page, rows

KIND = PageKind("people", order=80, menu=60, hides=("people",), campaign=page.pages, snippets=rows.Rows)
