"""Findings and issues side by side, in the words of reports: the lines of a table on several pages."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from rectify.html import urls
from rectify.ledger import findings
from rectify.ledger.moved import MOVED
from rectify.ledger.standing import CARRIED
from rectify.pages import selections

if TYPE_CHECKING:
    from rectify.html.page import Common
    from rectify.ledger.findings import Tally
    from rectify.ledger.ledger import Ledger

RARE = ("sustained", CARRIED, *findings.ASIDE)
"""The states that have a column only where something is in them."""


class Line(NamedTuple):
    """A line: what it counts, its numbers, and the addresses of the lists behind them, by state or total."""

    name: str
    tally: Tally
    links: dict[str, str]


class Levels(NamedTuple):
    """The numbers of findings and issues, and of the issues that stand aside with the lists of these.

    ``moved`` tells how many of these were split, merged and voided. Without findings ``lines`` has only those
    of issues.
    """

    findings: Tally
    issues: Tally
    lines: tuple[Line, ...]
    aside_issues: int = 0
    aside_url: str = ""
    moved: str = ""
    moved_url: str = ""

    @property
    def columns(self) -> tuple[str, ...]:
        """The states that the total is made of and that the table shows."""
        return tuple(name for name in findings.OFFICIAL if self._shows(name))

    @property
    def aside(self) -> tuple[str, ...]:
        """The same of those that stand beside the total."""
        return tuple(name for name in findings.ASIDE if self._shows(name))

    def _shows(self, name: str) -> bool:
        return name not in RARE or any(line.tally.number[name] for line in self.lines)


def levels(common: Common, book: Ledger, *, linked: bool) -> Levels:
    """Both levels of a ledger. ``linked``: the lists of its day exist."""
    handed, taken = findings.of_findings(book), findings.of_issues(book.standings)
    of_findings = finding_links(book.campaign.id) if linked and common.options.shows("findings") else {}
    lines = [
        Line(common.words("counted.issues"), taken, issue_links(book.campaign.id, taken) if linked else {}),
        Line(common.words("counted.findings"), handed, of_findings),
    ]
    if not book.findings:
        lines.pop()
    elif book.by_finding_first:
        lines.reverse()
    for name, numbers in findings.by_list(book):
        of = common.words("counted.of_list", name=findings.list_name(name, common.words))
        lines.append(Line(of, numbers, {}))
    url, moved_url = (urls.section(book.campaign.id, kind) if linked else "" for kind in ("aside", "moved"))
    told = moved_parts(common, book)
    return Levels(handed, taken, tuple(lines), len(book.withdrawn), url, told, moved_url)


def moved_parts(common: Common, book: Ledger) -> str:
    """How many issues were split, merged and voided, in words."""
    number = Counter(each.aside for each in book.moved)
    return common.words("format.list").join(
        common.words(f"counted.moved.{why}", n=number[why]) for why in MOVED if number[why]
    )


def finding_links(campaign: str) -> dict[str, str]:
    """Where the findings of each state are listed."""
    page = urls.section(campaign, "findings")
    return {"total": f"{page}#states", **{name: f"{page}#state-{name}" for name in findings.STATES}}


def issue_links(campaign: str, numbers: Tally) -> dict[str, str]:
    """Where the issues of each state are listed."""
    return {
        "total": urls.section(campaign, "issues"),
        "completed": selections.url(campaign, "completed")
        if numbers.number["sustained"]
        else urls.status(campaign, "closed"),
        "sustained": selections.url(campaign, "sustained"),
        "basically_done": selections.url(campaign, "basically_done"),
        "in_progress": selections.url(campaign, "under_way"),
        "not_started": urls.status(campaign, "not_started"),
        CARRIED: urls.status(campaign, CARRIED),
    }
