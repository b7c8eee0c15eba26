"""The tables of issues: all, by status, by category, and those that need attention."""

from __future__ import annotations

from rectify.pages.kind import PageKind
from rectify.pages.status import flow, page

KIND = PageKind("status", order=60, campaign=page.pages, snippets=flow.Flow)
