"""The overview of a campaign."""

from __future__ import annotations

from rectify.pages.dashboard import page
from rectify.pages.kind import PageKind

KIND = PageKind("dashboard", order=10, campaign=page.pages)
