"""周报: the report of each week."""

from __future__ import annotations

from rectify.pages.kind import PageKind
from rectify.pages.weekly import page

KIND = PageKind("weekly", order=120, menu=50, hides=("weekly",), campaign=page.pages)
