"""The units of a campaign, and the page of each."""

from __future__ import annotations

from rectify.pages.kind import PageKind
from rectify.pages.units import page, rows

KIND = PageKind("units", order=20, campaign=page.pages, snippets=rows.Rows)
