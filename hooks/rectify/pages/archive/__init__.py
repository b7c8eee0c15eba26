"""The archive of closed issues."""

from __future__ import annotations

from rectify.pages.archive import page
from rectify.pages.kind import PageKind

KIND = PageKind("archive", order=150, hides=("archive",), site=page.pages)
