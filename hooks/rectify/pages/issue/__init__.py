"""The page of an issue."""

from __future__ import annotations

from rectify.pages.issue import page, parts
from rectify.pages.kind import PageKind

KIND = PageKind("issue", order=30, campaign=page.pages, snippets=parts.Parts)
