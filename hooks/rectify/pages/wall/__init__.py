"""挂图作战: every open issue as a bar along the days."""

from __future__ import annotations

from rectify.pages.kind import PageKind
from rectify.pages.wall import bars, page

KIND = PageKind("wall", order=100, menu=30, hides=("wall",), campaign=page.pages, snippets=bars.Bars)
