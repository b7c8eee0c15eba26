"""What the data says, as small immutable tuples. Each knows where it stands (``at``).

The words are those of the field: see the handbook's 名词 (glossary). A record is only what a
clerk typed; whatever is derived from it and a day lives in ``ledger``.
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


class Organization(NamedTuple):
    """The units as a tree, in the order in which the office lists them."""

    units: tuple[Unit, ...]
    at: Place


class Category(NamedTuple):
    """A heading of the list handed down."""

    id: str
    name: str
    at: Place


class Deadlines(NamedTuple):
    """The superior's day, and the earlier one that the office sets its units."""

    superior: datetime.date
    units: datetime.date
    at: Place


class Light(NamedTuple):
    """A line of a campaign's signal scheme: when it is lit, its colour, and its own word if any."""

    when: str
    colour: str
    at: Place | None = None
    days: int | None = None
    label: str | None = None


class LevelChange(NamedTuple):
    """A rule that a campaign holds more or less strictly than usual, and why."""

    level: Level
    reason: str
    at: Place
    rule: str = ""


class EvidencePolicy(NamedTuple):
    """What a campaign takes as an evidence file: kinds without the dot, and at most so many megabytes."""

    at: Place | None = None
    types: tuple[str, ...] = ("pdf", "docx", "xlsx", "pptx", "ofd", "png", "jpg", "jpeg", "txt", "zip", "mp4")
    max_megabytes: int = 50


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
    id: str = ""


class Finding(NamedTuple):
    """One problem of the list handed down (反馈问题); never edited, never dropped."""

    id: str
    category: str
    text: str
    lead: str
    at: Place
    applies_to: tuple[str, ...] = ()


class Claim(NamedTuple):
    """A unit's answer to a finding (对照认领): ``has`` is yes, partial or no."""

    has: str
    note: str
    at: Place
    checked: datetime.date | None = None
    finding: str = ""


class Measure(NamedTuple):
    """One task of an issue (整改措施)."""

    text: str
    owner: str
    due: datetime.date
    at: Place
    done: datetime.date | None = None
    output: str | None = None


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
    """An approved later day (延期), in force from the day of approval."""

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


class UnitFile(NamedTuple):
    """A unit's own file: its claims by finding, and its issues."""

    at: Place
    claims: tuple[Claim, ...] = ()
    issues: tuple[Issue, ...] = ()
    unit: str = ""


class EvidenceFile(NamedTuple):
    """A file of an evidence folder as it lies there: size in bytes, SHA-256 in hex.

    ``name`` is its name in NFC, by which it is found; ``there`` the one that it has on the disk.
    ``linked`` when it is a link to somewhere else, which is not followed.
    """

    name: str
    size: int
    sha256: str
    linked: bool = False
    there: str = ""


class Seal(NamedTuple):
    """A digest recorded in evidence/SHA256SUMS, where, and of which path as it was written."""

    sha256: str
    at: Place
    path: str


class Round(NamedTuple):
    """Everything of one campaign: its own file, the list handed down, and the units' files.

    ``missing`` holds the ids (and the files, as ``units/<unit>``) that stand in the data but could
    not be read, so that a reference to them is not reported as a second mistake. ``evidence``
    maps an issue to the files in its evidence folder, ``seals`` a path below it to the digest that
    was recorded when the issue was closed.
    """

    campaign: Campaign
    findings: tuple[Finding, ...]
    files: tuple[UnitFile, ...]
    folder: str
    evidence: dict[str, tuple[EvidenceFile, ...]]
    seals: dict[str, Seal] = {}  # noqa: RUF012  (never changed)
    missing: frozenset[str] = frozenset()


class Data(NamedTuple):
    """The whole data folder. ``lost`` holds the ids of campaigns that could not be read."""

    organization: Organization
    rounds: tuple[Round, ...]
    lost: frozenset[str] = frozenset()
