"""The archive of closed issues."""

from __future__ import annotations

from rectify.pages.archive import page, records
from rectify.pages.kind import PageKind

KIND = PageKind("archive", order=150, hides=("archive",), site=page.pages, snippets=records.Records)
