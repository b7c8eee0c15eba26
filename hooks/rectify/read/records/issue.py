"""A unit's claims and issues, and the entries of an issue."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import datetime

    from rectify.read.records.campaign import Disclosure, Internal
    from rectify.read.records.correction import Correction
    from rectify.read.source import Place


class Claim(NamedTuple):
    """A unit's answer to a finding (对照认领): ``has`` is yes, partial or no.

    ``issue`` is the one of another unit by which they rectify it together (并入…统一整改).
    """

    has: str
    note: str
    at: Place
    checked: datetime.date | None = None
    issue: str | None = None
    finding: str = ""
    disclosed: tuple[Disclosure, ...] = ()
    internal: bool | Internal = False


class Target(NamedTuple):
    """What a measure is to reach, counted in a unit (18公里)."""

    amount: Decimal
    unit: str
    at: Place


class Reached(NamedTuple):
    """How much of a measure's target was reached on a day, in all."""

    date: datetime.date
    amount: Decimal
    at: Place


class Measure(NamedTuple):
    """One task of an issue (整改措施). ``added`` is its own day; without one it is as old as its issue."""

    text: str
    owner: str
    due: datetime.date
    at: Place
    done: datetime.date | None = None
    output: str | None = None
    added: datetime.date | None = None
    target: Target | None = None
    reached: tuple[Reached, ...] = ()
    internal: bool | Internal = False


class Progress(NamedTuple):
    """A dated entry: what was done (``text``), or why nothing was (``none``, 本周无进展)."""

    date: datetime.date
    by: str
    at: Place
    text: str | None = None
    none: str | None = None
    internal: bool | Internal = False


class Evidence(NamedTuple):
    """Proof (佐证材料): a file of the issue's evidence folder, or a reference to a document."""

    at: Place
    file: str | None = None
    ref: str | None = None
    note: str | None = None
    added: datetime.date | None = None
    internal: bool | Internal = False


class Regulation(NamedTuple):
    """A rule made or changed because of an issue (制度成果)."""

    name: str
    issued: datetime.date
    kind: str
    at: Place
    number: str | None = None
    internal: bool | Internal = False


class Step(NamedTuple):
    """A step of closing: apply, review, verify (result pass or return), or reopen.

    A return or reopening may set the next ``deadline``. ``sustained``: what is closed has to last.
    """

    date: datetime.date
    step: str
    by: str
    at: Place
    result: str | None = None
    opinion: str | None = None
    method: str | None = None
    deadline: datetime.date | None = None
    sustained: bool = False
    internal: bool | Internal = False


class Result(NamedTuple):
    """A dated result (整改成效): money in 元, people (人次), or a number of a kind of the campaign's own."""

    date: datetime.date
    kind: str
    at: Place
    amount: Decimal | None = None
    people: int | None = None
    count_: int | None = None
    note: str | None = None
    internal: bool | Internal = False


class Results(NamedTuple):
    """All results of an issue without days, as files held them before there were dated ones."""

    at: Place
    recovered: Decimal = Decimal(0)
    dealt_with: int = 0
    talked_to: int = 0
    internal: bool | Internal = False


class Recheck(NamedTuple):
    """A look after closing (回头看): result pass, or fail, which reopens the issue and may set a deadline."""

    date: datetime.date
    by: str
    result: str
    at: Place
    opinion: str | None = None
    deadline: datetime.date | None = None
    internal: bool | Internal = False


class FollowUp(NamedTuple):
    """What is done after closing (巩固提升、后续处理), and when the next of it is due."""

    date: datetime.date
    by: str
    text: str
    at: Place
    due: datetime.date | None = None
    internal: bool | Internal = False


class Extension(NamedTuple):
    """An approved extension (延期), in force from the day of approval."""

    date: datetime.date
    to: datetime.date
    approved_by: str
    reason: str
    at: Place
    from_: datetime.date | None = None
    internal: bool | Internal = False


class Answer(NamedTuple):
    """The answer to a reminder."""

    date: datetime.date
    text: str
    at: Place


class Reminder(NamedTuple):
    """A reminder that was sent (催办): one of ``ledger.reminders.KINDS``, or a kind of its own."""

    date: datetime.date
    by: str
    to: str
    kind: str
    text: str
    at: Place
    answered: Answer | None = None
    internal: bool | Internal = False


class Transfer(NamedTuple):
    """An issue goes from one unit to another (移交): from that day on it counts there."""

    date: datetime.date
    from_: str
    to: str
    by: str
    reason: str
    at: Place
    internal: bool | Internal = False


class Handover(NamedTuple):
    """A role of an issue goes from one person or department to another (交接), from that day on.

    ``role`` is owner, leader, supervisor or lead.
    """

    date: datetime.date
    role: str
    from_: str
    to: str
    reason: str
    at: Place
    internal: bool | Internal = False


class CarriedOver(NamedTuple):
    """Where an issue that is open when its campaign ends goes on (转入下一轮)."""

    to: str
    issue: str
    reason: str
    at: Place


class Void(NamedTuple):
    """That an issue was entered by mistake, twice for example (作废): from that day it is not counted."""

    date: datetime.date
    by: str
    approved_by: str
    reason: str
    at: Place


class Merged(NamedTuple):
    """That an issue goes on in another of its campaign (并入), which takes over its findings and amount."""

    date: datetime.date
    into: str
    by: str
    reason: str
    at: Place


class Split(NamedTuple):
    """That an issue goes on in several of its campaign (拆分), opened on that day."""

    date: datetime.date
    into: tuple[str, ...]
    by: str
    reason: str
    at: Place


class Issue(NamedTuple):
    """One problem that one unit must rectify (整改问题). Of several in one role the first is named first."""

    id: str
    title: str
    description: str
    kind: str
    lead: tuple[str, ...]
    leader: tuple[str, ...]
    owner: tuple[str, ...]
    supervisor: tuple[str, ...]
    opened: datetime.date
    deadline: datetime.date
    at: Place
    finding: tuple[str, ...] = ()
    source: str | None = None
    by_analogy: str | None = None
    carries: str | None = None
    category: str | None = None
    basis: str | None = None
    amount: Decimal | None = None
    recommendation: str | None = None
    target: str | None = None
    standard: str | None = None
    joint: tuple[str, ...] = ()
    support: tuple[str, ...] = ()
    root_cause: str | None = None
    measures: tuple[Measure, ...] = ()
    progress: tuple[Progress, ...] = ()
    next_step: str | None = None
    evidence: tuple[Evidence, ...] = ()
    regulations: tuple[Regulation, ...] = ()
    closure: tuple[Step, ...] = ()
    results: Results | tuple[Result, ...] | None = None
    rechecks: tuple[Recheck, ...] = ()
    follow_up: tuple[FollowUp, ...] = ()
    extensions: tuple[Extension, ...] = ()
    carried_over: CarriedOver | None = None
    void: Void | None = None
    merged: Merged | None = None
    split: Split | None = None
    reminders: tuple[Reminder, ...] = ()
    transfers: tuple[Transfer, ...] = ()
    handovers: tuple[Handover, ...] = ()
    corrections: tuple[Correction, ...] = ()
    disclosed: tuple[Disclosure, ...] = ()
    internal: bool | Internal = False

    def fingerprint(self) -> object:
        """Its place in a file of known content: digesting all that it says takes longer.

        An issue that differs from the file (redacted, say) needs a place without a digest (``start_of``).
        """
        source, line, column = self.at
        return (source.digest, source.path, line, column) if source.digest else tuple(self)
