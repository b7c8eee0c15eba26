"""The rows of a finding's claims as HTML, in Python for speed. All text is escaped here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from rectify.html.compiling import escaped
from rectify.html.snippets import ROOT
from rectify.ledger.findings import list_name

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rectify.html.links import Way
    from rectify.html.snippets import Snippets
    from rectify.pages.findings.page import Answer
    from rectify.read.records import Finding


class Rows:
    """Filters ``findings.<name>`` of templates."""

    def __init__(self, h: Snippets) -> None:
        self.h = h

    def list(self, finding: Finding) -> str:
        """The name of the list that a finding is in."""
        return list_name(finding.list, self.h.words) if finding.list else ""

    def claims(self, answers: Iterable[Answer], campaign: str, to: Way) -> Markup:
        """The rows of a finding's claims, one per unit."""
        away = self.h.away(to.directory_urls)
        rows = []
        for unit, answer, claim, issues, corrected in answers:
            checked = self.h.day(claim.checked) if claim and claim.checked else ""
            rows.append(
                f'<tr id="{escaped(unit.id)}"><th scope="row">{self.h.unit_of(unit.id, campaign, away)}</th>'
                f'<td>{self.h.answer_of(answer)}</td><td class="rc-col--title">'
                f"{escaped((claim and claim.note) or '')}{self.h.corrected(corrected, away)}</td>"
                f"<td>{checked}</td>"
                f"<td>{self.h.ids(issues, campaign, away)}</td></tr>"
            )
        return Markup("\n".join(rows).replace(ROOT, to.root))
