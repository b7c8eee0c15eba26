"""The style sheet, joined from one file per concern. Later rules win."""

from __future__ import annotations

from rectify import PACKAGE

URL = "assets/rectify/rectify.css"

FIRST = ("base", "menu", "words", "figures", "tables", "charts")
LAST = ("reading", "feeds", "access", "phones", "print")
"""Rules for everything come last: phones, print."""


def joined() -> str:
    """The whole style sheet: ``FIRST``, the page kinds' files, the handbook's, ``LAST``."""
    own = PACKAGE / "html" / "styles"
    first, last = ([own / f"{name}.css" for name in names] for names in (FIRST, LAST))
    kinds = sorted(PACKAGE.glob("pages/*/*.css"))
    files = [*first, *kinds, PACKAGE / "handbook" / "handbook.css", *last]
    return "\n".join(file.read_text("utf-8") for file in files)
