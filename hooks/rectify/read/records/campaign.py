"""The organisation, a campaign and its list of findings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import datetime

    from rectify.read.problems import Level
    from rectify.read.records.calendar import Calendar
    from rectify.read.records.correction import Correction
    from rectify.read.source import Place


class Disclosure(NamedTuple):
    """A word or number that may stand in a record though a privacy rule stops it: who allowed it, and why."""

    text: str
    by: str
    reason: str
    at: Place


class Internal(NamedTuple):
    """Who approved that a record is not published, or, if ``lifted``, that it is again; and why.

    True if the record is not published, like the flag that stands in its place where nobody had to approve.
    """

    approved_by: str
    reason: str
    at: Place
    lifted: bool = False

    def __bool__(self) -> bool:
        return not self.lifted


class FormerName(NamedTuple):
    """A name that a unit had until a day, that day included (曾用名)."""

    until: datetime.date
    name: str
    at: Place


class Unit(NamedTuple):
    """A node of the organisation: a unit, a department, the supervising body, or a group of them.

    ``ended`` is its last day, and ``successor`` the unit that it went into (撤并). As the day of a ledger
    knows it, ``name`` is that day's, and ``ended`` is a day before.
    """

    id: str
    name: str
    at: Place
    parent: str | None = None
    kind: str = "group"
    leader: str | None = None
    deputy: str | None = None
    names: tuple[FormerName, ...] = ()
    ended: datetime.date | None = None
    successor: str | None = None
    disclosed: tuple[Disclosure, ...] = ()

    def fingerprint(self) -> object:
        """All of it."""
        return tuple(self)


class Person(NamedTuple):
    """Who is of a unit, and in which post, on the days from ``from_`` to ``until``, both inclusive."""

    name: str
    unit: str
    at: Place
    post: str | None = None
    from_: datetime.date | None = None
    until: datetime.date | None = None

    def fingerprint(self) -> object:
        """All of it."""
        return tuple(self)


class Organization(NamedTuple):
    """The tree of units, in the office's order, and who is of which, as far as the office lists them."""

    units: tuple[Unit, ...]
    at: Place
    corrections: tuple[Correction, ...] = ()
    people: tuple[Person, ...] = ()


class Category(NamedTuple):
    """A heading of the list of findings."""

    id: str
    name: str
    at: Place


class Until(NamedTuple):
    """A deadline of one unit or kind (``of``)."""

    of: str
    day: datetime.date
    at: Place


class Batch(NamedTuple):
    """Findings or units that have a deadline of their own (分期)."""

    id: str
    name: str
    deadline: datetime.date
    at: Place
    findings: tuple[str, ...] = ()
    units: tuple[str, ...] = ()


class Deadlines(NamedTuple):
    """The superior's deadline, and the earlier one that the office sets for its units.

    ``ledger.limits`` says which holds for an issue.
    """

    superior: datetime.date
    units: datetime.date
    at: Place
    by_unit: tuple[Until, ...] = ()
    by_kind: tuple[Until, ...] = ()
    batches: tuple[Batch, ...] = ()


class Light(NamedTuple):
    """A line of a campaign's signal scheme: its condition, colour and optional label."""

    when: str
    colour: str
    at: Place | None = None
    days: int | None = None
    label: str | None = None


class Rung(NamedTuple):
    """A step of a campaign's ladder of reminders."""

    when: str
    days: int
    kind: str
    to: str
    at: Place


class LevelChange(NamedTuple):
    """A campaign's own level for a rule, and the reason."""

    level: Level
    reason: str
    at: Place
    rule: str = ""


class EvidencePolicy(NamedTuple):
    """The evidence files that a campaign accepts: suffixes without dot, and size in megabytes.

    ``publish``: the site offers the ``files``, or only the ``list`` of their names and digests.
    """

    at: Place | None = None
    types: tuple[str, ...] = ("pdf", "docx", "xlsx", "pptx", "ofd", "png", "jpg", "jpeg", "txt", "zip", "mp4")
    max_megabytes: int = 50
    publish: str = "files"


class Milestone(NamedTuple):
    """A milestone of the round (节点): one of ``ledger.milestones.KINDS``, or a name of its own."""

    kind: str
    due: datetime.date
    at: Place
    done: datetime.date | None = None
    ref: str | None = None
    internal: bool | Internal = False


class ResultKind(NamedTuple):
    """A kind of results of a campaign's own: ``of`` money, people or, in a ``unit``, anything counted."""

    id: str
    name: str
    of: str
    at: Place
    unit: str | None = None


class Activity(NamedTuple):
    """Work that is counted but is no result of an issue: meetings (专题会议), lectures (党课)."""

    date: datetime.date
    kind: str
    count_: int
    at: Place
    note: str | None = None
    internal: bool | Internal = False


class Joined(NamedTuple):
    """A unit that takes part from a day on, and by when it answers the findings (中途加入)."""

    unit: str
    date: datetime.date
    at: Place
    claims_due: datetime.date | None = None


class Adjustment(NamedTuple):
    """A decision of the superior that changed ``what`` the campaign had decided (调整), by a document.

    ``was`` is what it was before, of the type of that; without one nobody knows.
    """

    date: datetime.date
    what: str
    document: str
    at: Place
    reason: str | None = None
    was: Any = None


class Reports(NamedTuple):
    """The plan of written reports: how often, on which weekday or day of the month, and days beside these.

    ``holidays``: whether a report whose day is off keeps it, or waits for the next working day.
    """

    every: str
    at: Place
    weekday: str | None = None
    day: int | None = None
    also: tuple[datetime.date, ...] = ()
    holidays: str = "keep"


class Campaign(NamedTuple):
    """One inspection and its rectification (整改批次), as campaign.yml says.

    ``calendar`` is that of the whole data folder.
    """

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
    day_count: str = "calendar"
    deadline_policy: str = "advance_only"
    on_time: str = "closed"
    units: tuple[str, ...] = ()
    signals: tuple[Light, ...] = ()
    rules: tuple[LevelChange, ...] = ()
    evidence: EvidencePolicy = EvidencePolicy()
    milestones: tuple[Milestone, ...] = ()
    ladder: tuple[Rung, ...] = ()
    lists: tuple[str, ...] = ()
    count_by: str | None = None
    result_kinds: tuple[ResultKind, ...] = ()
    activities: tuple[Activity, ...] = ()
    people_results: str = "totals"
    recheck_every: int | None = None
    reports: Reports | None = None
    adjustments: tuple[Adjustment, ...] = ()
    joined: tuple[Joined, ...] = ()
    corrections: tuple[Correction, ...] = ()
    id: str = ""
    calendar: Calendar | None = None
    disclosed: tuple[Disclosure, ...] = ()
    internal: bool | Internal = False

    def fingerprint(self) -> object:
        """All of it."""
        return tuple(self)


class Withdrawal(NamedTuple):
    """The superior's withdrawal of a finding (撤销): from that day it is not counted."""

    date: datetime.date
    document: str
    reason: str
    at: Place


class Finding(NamedTuple):
    """One problem of the inspection's list (反馈问题); never edited, never dropped.

    ``number`` is the one printed before it (原编号), ``list`` the list that it is in: one of
    ``ledger.findings.LISTS``, or a name of the campaign's ``lists``. A supplement (补充反馈) has
    the day of its receipt, its document and, if the units have to answer by another day than usual, that day.
    """

    id: str
    category: str
    text: str
    lead: tuple[str, ...]
    at: Place
    applies_to: tuple[str, ...] = ()
    number: str | None = None
    list: str | None = None
    received: datetime.date | None = None
    document: str | None = None
    claims_due: datetime.date | None = None
    withdrawn: Withdrawal | None = None
    deadline: datetime.date | None = None
    corrections: tuple[Correction, ...] = ()
    disclosed: tuple[Disclosure, ...] = ()
    internal: bool | Internal = False

    def fingerprint(self) -> object:
        """All of it."""
        return tuple(self)
