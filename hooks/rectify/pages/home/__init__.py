"""The home page."""

from __future__ import annotations

from rectify.pages.home import page
from rectify.pages.kind import PageKind

KIND = PageKind("home", order=0, site=page.pages)
