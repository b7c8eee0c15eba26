"""The style sheet: one file for the browser, a file for each concern. Later ones win."""

from __future__ import annotations

from rectify import PACKAGE

URL = "assets/rectify/rectify.css"

FIRST = ("base", "menu", "words", "figures", "tables", "charts")
LAST = ("reading", "feeds", "access", "phones", "print")
"""What holds of everything comes last: on phones, and on paper."""


def joined() -> str:
    """The whole style sheet: between our first files and our last, those of kinds of pages."""
    own = PACKAGE / "html" / "styles"
    first, last = ([own / f"{name}.css" for name in names] for names in (FIRST, LAST))
    kinds = sorted(PACKAGE.glob("pages/*/*.css"))
    files = [*first, *kinds, PACKAGE / "handbook" / "handbook.css", *last]
    return "\n".join(file.read_text("utf-8") for file in files)
