"""Units' files in brief, each made once however many states of a campaign share it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rectify.ledger.brief import Brief, brief

if TYPE_CHECKING:
    from rectify.read.records import Claim, Issue, UnitFile


class Part(NamedTuple):
    """A unit's file, in brief; ``joint`` are the other units that rectify some of its issues with it."""

    unit: str
    issues: tuple[Brief, ...]
    claims: tuple[Claim, ...]
    joint: frozenset[str] = frozenset()

    def fingerprint(self) -> object:
        """All of it."""
        return self.unit, self.issues, self.claims


class Parts:
    """Makes the parts of states, which share what is the same in several."""

    def __init__(self) -> None:
        # By identity; the records are kept alive, so that no other has theirs.
        self._briefs: dict[int, tuple[Issue, Brief]] = {}
        self._parts: dict[int, tuple[UnitFile, Part]] = {}

    def __call__(self, file: UnitFile) -> Part:
        """A unit's file in brief."""
        if id(file) not in self._parts:
            issues = tuple(sorted(map(self._brief, file.issues), key=lambda issue: issue.id))
            joint = frozenset([unit for issue in issues for unit in issue.joint])
            self._parts[id(file)] = file, Part(file.unit, issues, file.claims, joint)
        return self._parts[id(file)][1]

    def _brief(self, issue: Issue) -> Brief:
        if id(issue) not in self._briefs:
            self._briefs[id(issue)] = issue, brief(issue)
        return self._briefs[id(issue)][1]
