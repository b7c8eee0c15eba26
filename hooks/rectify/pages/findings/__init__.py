"""What was found, and who has claimed it."""

from __future__ import annotations

from rectify.pages.findings import page, rows
from rectify.pages.kind import PageKind

KIND = PageKind(
    "findings", order=40, menu=10, hides=("findings", "matrix"), campaign=page.pages, snippets=rows.Rows
)
