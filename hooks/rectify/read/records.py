"""The data as immutable tuples, each with its place in the source (``at``).

Terms are those of the domain; see the handbook's glossary (名词). Records hold only what clerks typed;
everything derived from them and a day is in ``ledger``.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import datetime

    from rectify.read.problems import Level
    from rectify.read.source import Place


class Unit(NamedTuple):
    """A node of the organisation: a unit, a department, the supervising body, or a group of them."""

    id: str
    name: str
    at: Place
    parent: str | None = None
    kind: str = "group"
    leader: str | None = None
    deputy: str | None = None

    def fingerprint(self) -> object:
        """All of it."""
        return tuple(self)


class Organization(NamedTuple):
    """The tree of units, in the office's order."""

    units: tuple[Unit, ...]
    at: Place


class Category(NamedTuple):
    """A heading of the list of findings."""

    id: str
    name: str
    at: Place


class Deadlines(NamedTuple):
    """The superior's deadline, and the earlier one that the office sets for its units."""

    superior: datetime.date
    units: datetime.date
    at: Place


class Light(NamedTuple):
    """A line of a campaign's signal scheme: its condition, colour and optional label."""

    when: str
    colour: str
    at: Place | None = None
    days: int | None = None
    label: str | None = None


class LevelChange(NamedTuple):
    """A campaign's own level for a rule, and the reason."""

    level: Level
    reason: str
    at: Place
    rule: str = ""


class EvidencePolicy(NamedTuple):
    """The evidence files that a campaign accepts: suffixes without dot, and size in megabytes."""

    at: Place | None = None
    types: tuple[str, ...] = ("pdf", "docx", "xlsx", "pptx", "ofd", "png", "jpg", "jpeg", "txt", "zip", "mp4")
    max_megabytes: int = 50


class Milestone(NamedTuple):
    """A milestone of the round (节点): one of ``ledger.milestones.KINDS``, or a name of its own."""

    kind: str
    due: datetime.date
    at: Place
    done: datetime.date | None = None
    ref: str | None = None


class Campaign(NamedTuple):
    """One inspection and its rectification (整改批次), as campaign.yml says."""

    name: str
    source: str
    received: datetime.date
    started: datetime.date
    deadlines: Deadlines
    verified_by: str
    categories: tuple[Category, ...]
    at: Place
    claims_due: datetime.date | None = None
    finished: datetime.date | None = None
    report_weekday: str = "monday"
    warning_days: int | None = None
    deadline_policy: str = "advance_only"
    units: tuple[str, ...] = ()
    signals: tuple[Light, ...] = ()
    rules: tuple[LevelChange, ...] = ()
    evidence: EvidencePolicy = EvidencePolicy()
    milestones: tuple[Milestone, ...] = ()
    id: str = ""

    def fingerprint(self) -> object:
        """All of it."""
        return tuple(self)


class Finding(NamedTuple):
    """One problem of the inspection's list (反馈问题); never edited, never dropped."""

    id: str
    category: str
    text: str
    lead: str
    at: Place
    applies_to: tuple[str, ...] = ()

    def fingerprint(self) -> object:
        """All of it."""
        return tuple(self)


class Claim(NamedTuple):
    """A unit's answer to a finding (对照认领): ``has`` is yes, partial or no."""

    has: str
    note: str
    at: Place
    checked: datetime.date | None = None
    finding: str = ""


class Measure(NamedTuple):
    """One task of an issue (整改措施). ``added`` is its own day; without one it is as old as its issue."""

    text: str
    owner: str
    due: datetime.date
    at: Place
    done: datetime.date | None = None
    output: str | None = None
    added: datetime.date | None = None


class Progress(NamedTuple):
    """A dated entry: what was done (``text``), or why nothing was (``none``, 本周无进展)."""

    date: datetime.date
    by: str
    at: Place
    text: str | None = None
    none: str | None = None


class Evidence(NamedTuple):
    """Proof (佐证材料): a file of the issue's evidence folder, or a reference to a document."""

    at: Place
    file: str | None = None
    ref: str | None = None
    note: str | None = None
    added: datetime.date | None = None


class Regulation(NamedTuple):
    """A rule made or changed because of an issue (制度成果)."""

    name: str
    issued: datetime.date
    kind: str
    at: Place
    number: str | None = None


class Step(NamedTuple):
    """A step of closing: apply, review, verify (result pass or return), or reopen."""

    date: datetime.date
    step: str
    by: str
    at: Place
    result: str | None = None
    opinion: str | None = None
    method: str | None = None


class Results(NamedTuple):
    """What can be counted (整改成效): money recovered in 元, people dealt with, people talked to."""

    at: Place
    recovered: Decimal = Decimal(0)
    dealt_with: int = 0
    talked_to: int = 0


class Recheck(NamedTuple):
    """A look after closing (回头看): result pass, or fail, which reopens the issue."""

    date: datetime.date
    by: str
    result: str
    at: Place
    opinion: str | None = None


class Extension(NamedTuple):
    """An approved extension (延期), in force from the day of approval."""

    date: datetime.date
    to: datetime.date
    approved_by: str
    reason: str
    at: Place
    from_: datetime.date | None = None


class Issue(NamedTuple):
    """One problem that one unit must rectify (整改问题)."""

    id: str
    title: str
    description: str
    kind: str
    lead: str
    leader: str
    owner: str
    supervisor: str
    opened: datetime.date
    deadline: datetime.date
    at: Place
    finding: str | None = None
    source: str | None = None
    by_analogy: str | None = None
    category: str | None = None
    basis: str | None = None
    amount: Decimal | None = None
    recommendation: str | None = None
    target: str | None = None
    standard: str | None = None
    support: tuple[str, ...] = ()
    root_cause: str | None = None
    measures: tuple[Measure, ...] = ()
    progress: tuple[Progress, ...] = ()
    next_step: str | None = None
    evidence: tuple[Evidence, ...] = ()
    regulations: tuple[Regulation, ...] = ()
    closure: tuple[Step, ...] = ()
    results: Results | None = None
    rechecks: tuple[Recheck, ...] = ()
    extensions: tuple[Extension, ...] = ()

    def fingerprint(self) -> object:
        """Its place in a file of known content: digesting all that it says takes longer.

        An issue that differs from the file (redacted, say) needs a place without a digest (``start_of``).
        """
        source, line, column = self.at
        return (source.digest, source.path, line, column) if source.digest else tuple(self)


class UnitFile(NamedTuple):
    """A unit's own file: its claims by finding, and its issues."""

    at: Place
    claims: tuple[Claim, ...] = ()
    issues: tuple[Issue, ...] = ()
    unit: str = ""

    def fingerprint(self) -> object:
        """The file that it was read from; without its digest all that it says."""
        return (self.at.source.digest, self.at.path) if self.at.source.digest else tuple(self)


class EvidenceFile(NamedTuple):
    """A file in an evidence folder: size in bytes, SHA-256 in hex.

    ``name`` is its NFC name, used for lookups; ``there`` the name on disk. ``linked``: it is a symlink, which
    is not followed.
    """

    name: str
    size: int
    sha256: str
    linked: bool = False
    there: str = ""


class Seal(NamedTuple):
    """A digest recorded in evidence/SHA256SUMS, its place there, and the path as typed."""

    sha256: str
    at: Place
    path: str


class Round(NamedTuple):
    """Everything of one campaign: its own file, its findings and its units' files.

    ``missing`` holds the ids (and files, as ``units/<unit>``) that exist but could not be read, so that
    references to them are not reported as well. ``evidence`` maps an issue to its evidence files, ``seals``
    a path below the evidence folder to the digest recorded when the issue was closed.
    """

    campaign: Campaign
    findings: tuple[Finding, ...]
    files: tuple[UnitFile, ...]
    folder: str
    evidence: dict[str, tuple[EvidenceFile, ...]]
    seals: dict[str, Seal] = {}  # noqa: RUF012  (never mutated)
    missing: frozenset[str] = frozenset()

    @property
    def path(self) -> str:
        """The campaign's folder as messages show it."""
        return self.campaign.at.path.rpartition("/")[0]


class Data(NamedTuple):
    """The whole data folder. ``lost`` holds the ids of unreadable campaigns."""

    organization: Organization
    rounds: tuple[Round, ...]
    lost: frozenset[str] = frozenset()
