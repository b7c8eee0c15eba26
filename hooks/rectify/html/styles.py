"""The style sheet: one file for the browser, a file for each concern here. Later ones win."""

from __future__ import annotations

from rectify import PACKAGE

URL = "assets/rectify/rectify.css"

ORDER = (
    "base",
    "menu",
    "words",
    "figures",
    "tables",
    "issue",
    "charts",
    "dashboard",
    "analogy",
    "wall",
    "board",
    "handbook",
    "search",
    "reading",
    "feeds",
    "access",
    "phones",
    "print",
)
"""Names of the files; what holds on phones and on paper comes last."""


def joined() -> str:
    """The whole style sheet."""
    files = {file.stem: file for file in PACKAGE.rglob("*.css") if "theme" not in file.parts}
    return "\n".join(files[name].read_text("utf-8") for name in ORDER)
