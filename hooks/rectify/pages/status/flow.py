"""The links above a table of issues, from status to status, in Python for speed. All text is escaped here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from rectify.html import urls
from rectify.html.compiling import escaped

if TYPE_CHECKING:
    from rectify.html.links import Way
    from rectify.html.snippets import Snippets
    from rectify.ledger.counts import Counts

FLAGS = {"overdue": "overdue", "due": "due_soon", "returned": "returned", "silent": "silent"}
"""Lists of issues by flag: the name of the list, and of the flag."""


class Flow:
    """Filters ``status.<name>`` of templates."""

    def __init__(self, h: Snippets) -> None:
        self.words = h.words

    def flow(self, counts: Counts, kind: str, campaign: str, to: Way) -> Markup:
        """Links to the lists of a campaign's issues; ``kind`` is the current list."""
        rows = [
            self._row("page.issues", urls.section(campaign, "issues"), counts.total, to, here=kind == "all")
        ]
        for status in counts.status:
            key, url = f'<span class="rc-key rc-key--{status}"></span>', urls.status(campaign, status)
            number = counts.status[status]
            rows.append(self._row(f"status.{status}", url, number, to, here=kind == status, key=key))
        for name, flag in FLAGS.items():
            url, number = urls.section(campaign, name), counts.flag[flag]
            rows.append(self._row(f"page.{name}", url, number, to, here=kind == name))
        return Markup("\n".join(rows))

    def _row(self, text: str, url: str, number: int, to: Way, *, here: bool, key: str = "") -> str:
        current = ' aria-current="page"' if here else ""
        shown = f"{key}{escaped(self.words(text))} <b>{number}</b>"
        return f'<li><a href="{escaped(to(url))}"{current}>{shown}</a></li>'
