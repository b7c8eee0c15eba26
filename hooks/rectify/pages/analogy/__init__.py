"""举一反三: issues alike, chains, what came back."""

from __future__ import annotations

from rectify.pages.analogy import page
from rectify.pages.kind import PageKind

KIND = PageKind("analogy", order=50, menu=20, hides=("analogy",), campaign=page.pages)
