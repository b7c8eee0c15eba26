"""更正记录: everything that was corrected in a campaign."""

from __future__ import annotations

from rectify.pages.corrections import page
from rectify.pages.kind import PageKind

KIND = PageKind(
    "corrections", order=135, menu=85, hides=("corrections",), campaign=page.pages, there=page.there
)
