"""What happened since the last report."""

from __future__ import annotations

from rectify.pages.changes import page, rows
from rectify.pages.kind import PageKind

KIND = PageKind("changes", order=70, campaign=page.pages, snippets=rows.Rows)
