"""The YAML of a new issue, for a clerk to fill in."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rectify.ledger import participation
from rectify.read import schema
from rectify.read.problems import visible
from rectify.read.yamltext import scalar

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rectify.ledger.ledger import Ledger
    from rectify.read.records import Finding, Unit
    from rectify.words.messages import Catalogue


class Draft(NamedTuple):
    """A new issue of a unit.

    ``ids`` are those of the unit's file, None if it has none yet; ``taken`` all ids of the campaign.
    """

    unit: Unit
    finding: Finding | None
    file: str
    ids: Sequence[str] | None
    taken: frozenset[str]

    def yaml(self, book: Ledger, words: Catalogue) -> str:
        """The YAML of the issue, or of a whole unit file if the unit has none."""
        limit = max(book.campaign.deadlines.units, book.as_of)
        leads = ", ".join(map(scalar, self.finding.lead if self.finding else (self.unit.id,)))
        category = [f"    category: {scalar(each.id)}" for each in book.campaign.categories[:1]]
        origin = f"finding: {scalar(self.finding.id)}" if self.finding else "source: self_check"
        lines = [
            schema.modeline("campaigns/<campaign>/units/<unit>.yml"),
            f"# {visible(words('cli.create' if self.ids is None else 'cli.paste', file=self.file))}",
            *(["claims:", *self._claims(book), "issues:"] if self.ids is None else []),
            f"  - id: {next_id(self.ids or (), self.unit.id, self.taken)}",
            f"    {origin}",
            *([] if self.finding else category),
            "    title: ",
            "    description: ",
            "    kind: dated",
            f"    lead: {f'[{leads}]' if ', ' in leads else leads}",
            f"    leader: {scalar(self.unit.leader or '')}",
            "    owner: ",
            "    supervisor: ",
            f"    opened: {book.as_of}",
            f"    deadline: {limit}",
            "    root_cause: ",
            "    measures:",
            f"      - {{text: , owner: , due: {limit}}}",
        ]
        return "\n".join(lines) + "\n"

    def _claims(self, book: Ledger) -> list[str]:
        """A line for each finding that applies to the unit."""
        return [
            f"  {scalar(finding.id)}: {{has: , note: , checked: {book.as_of}}}"
            for finding in book.findings
            if participation.applies(finding, self.unit)
        ]


def next_id(ids: Iterable[str], unit: str, taken: Iterable[str] = ()) -> str:
    """The next free id in the unit's series: U1-014 → U1-015."""
    numbered = [id.rpartition("-") for id in ids if id.rpartition("-")[2].isdecimal()]
    last = max(numbered, key=lambda parts: (len(parts[2]), parts[2]), default=(unit.upper(), "-", "000"))
    prefix, _, number = last
    there = {id.lower() for id in taken}
    following = int(number) + 1
    while (id := f"{prefix}-{following:0{len(number)}d}").lower() in there:
        following += 1
    return id
