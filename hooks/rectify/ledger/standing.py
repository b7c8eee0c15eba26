"""An issue on a day: its status, signal and flags, all derived.

The handbook (状态怎么来) has the derivation table.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, NamedTuple

from rectify.ledger import lasting, workdays
from rectify.ledger.lights import light, scheme, warning_days
from rectify.ledger.participation import is_finished, is_withdrawn
from rectify.ledger.periods import last_week
from rectify.ledger.silence import HELD, is_silent, span, status_on
from rectify.ledger.turns import turns
from rectify.read.records import Light

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from datetime import date

    from rectify.ledger.brief import Brief, Due, Passage
    from rectify.ledger.periods import Week
    from rectify.ledger.workdays import Workdays
    from rectify.read.records import Campaign, Finding

STATUSES = ("not_started", "in_progress", "in_review", "in_verification", "closed")
CARRIED = "carried_over"
"""转入下一轮: a status beside ``STATUSES``. What is open when its campaign ends may go on in another one."""

FLAGS = (
    "overdue",
    "review_overdue",
    "due_soon",
    "returned",
    "reopened",
    "extended",
    "silent",
    "basically_done",
    "closed_late",
    "follow_up_due",
    "by_correction",
)
ORIGINS = ("finding", "self_check", "by_analogy", "carried_over")
COLOURS = ("red", "yellow", "blue", "green")
_ONWARD = Light(CARRIED, "blue")  # which no scheme can change


class Move(NamedTuple):
    """A change of an issue's status."""

    day: date
    status: str


class Standing(NamedTuple):
    """One issue on one day. ``days_left`` is negative when late, in calendar days including both ends.

    Where the campaign counts them, ``working_left`` are the working days after the day up to the deadline, or
    back to it: none over a weekend, so what is late is told by ``days_left``.

    ``turn`` counts from 1. Of the ``returns``, ``verify_returns`` were by verification, the others by review.
    ``held_by`` is the unit, department or body that has to act, since ``held_since``; nobody if it is closed.
    Where applications count (``on_time: applied``), ``applied_on`` is the day of the one that is being judged
    or led to closing; ``secured`` is an open issue that was applied for in time.
    ``sustained`` is closed and has to last (长期坚持): it is looked at again by ``recheck_on``.
    ``follow_up`` is when something is due of a closed issue.
    ``by_correction`` (经更正) is on time, or not yet late, only because of corrections.
    ``life`` is every change of its status, later ones too.
    Issues ``aside`` (one of ``moved.ASIDE``), since ``aside_on``, are not counted.
    """

    issue: Brief
    unit: str
    category: str | None
    status: str
    deadline: date
    days_left: int
    working_left: int | None
    light: Light
    measures_done: int
    turn: int
    returns: int
    verify_returns: int
    held_by: str
    held_since: date | None
    closed_on: date | None
    applied_on: date | None
    secured: bool
    overdue: bool
    review_overdue: bool
    due_soon: bool
    returned: bool
    reopened: bool
    extended: bool
    silent: bool
    basically_done: bool
    closed_late: bool
    sustained: bool
    recheck_on: date | None
    recheck_due: bool
    follow_up: date | None
    follow_up_due: bool
    by_correction: bool
    life: tuple[Move, ...]
    aside: str
    aside_on: date | None

    def fingerprint(self) -> object:
        """All of it; what is not the issue is plain, and ``repr`` is faster than a digest of each value."""
        issue, *rest = self
        return issue, repr(rest)

    @property
    def left(self) -> int:
        """The days left as the campaign counts them."""
        return self.days_left if self.working_left is None else self.working_left

    @property
    def open(self) -> bool:
        """Neither struck off nor carried over, and not aside."""
        return self.status not in ("closed", CARRIED) and not self.aside

    @property
    def origin(self) -> str:
        """finding, self_check, by_analogy or carried_over."""
        if self.issue.finding:
            return "finding"
        if self.issue.carries:
            return "carried_over"
        return "by_analogy" if self.issue.by_analogy else "self_check"

    @property
    def flags(self) -> tuple[str, ...]:
        """The flags that are set, in the order of ``FLAGS``."""
        return tuple(flag for flag in FLAGS if getattr(self, flag))


class Day(NamedTuple):
    """What the state of any issue of a campaign on a day depends on."""

    as_of: date
    week: Week | None
    categories: dict[str, str]
    lights: tuple[Light, ...]
    warning: int
    working: Workdays | None
    verified_by: str
    by_application: bool
    recheck_every: int | None
    withdrawn: dict[str, date]

    @classmethod
    def of(cls, campaign: Campaign, findings: Collection[Finding], as_of: date) -> Day:
        """A day of a campaign."""
        categories = {finding.id: finding.category for finding in findings}
        lights = scheme(campaign)
        return cls(
            as_of,
            _reporting_week(campaign, as_of),
            categories,
            lights,
            warning_days(lights),
            workdays.counted(campaign),
            campaign.verified_by,
            campaign.on_time == "applied",
            campaign.recheck_every,
            {
                finding.id: finding.withdrawn.date
                for finding in findings
                if finding.withdrawn and is_withdrawn(finding, as_of)
            },
        )


def _reporting_week(campaign: Campaign, as_of: date) -> Week | None:
    """The last report week, in which every open issue needs a progress entry.

    None for a finished campaign after its last report.
    """
    week = last_week(campaign, as_of)
    if campaign.reports and as_of in campaign.reports.also and week and as_of != week.report:
        return None  # a report beside the regular ones makes nobody silent
    over = is_finished(campaign, as_of) and week is not None and as_of > week.report
    return None if over else week


def moves(issue: Brief) -> tuple[Move, ...]:
    """All changes of an issue's status in order; the last of a day counts.

    Steps of one day are in file order, rechecks after them.
    """
    begun = [entry.date for entry in issue.progress if entry.worked]
    begun += [measure.done for measure in issue.measures if measure.done]
    steps: list[tuple[date, str]] = [(step.date, _outcome(step)) for step in issue.closure]
    steps += [(recheck.date, "reopened") for recheck in issue.rechecks if recheck.result == "fail"]
    steps.sort(key=lambda step: step[0])
    found = [Move(issue.opened, "not_started")]
    if begun and (not steps or min(begun) < steps[0][0]):
        found.append(Move(max(min(begun), issue.opened), "in_progress"))
    for day, outcome in steps:
        if outcome == "reopened" and found[-1].status != "closed":
            continue  # a failed recheck reopens only a closed issue
        status = "in_progress" if outcome == "reopened" else outcome
        found.append(Move(max(day, issue.opened), status))
    return tuple(found)


def life(issue: Brief, finished: date | None) -> tuple[Move, ...]:
    """All changes of an issue's status in a campaign that ends on a day.

    Where it goes on in another, nothing that is dated later belongs to this one.
    """
    found = moves(issue)
    if issue.carried_over is None or finished is None:
        return found
    kept = tuple([move for move in found if move.day <= finished])
    if not kept or kept[-1].status == "closed":
        return found
    return (*kept, Move(finished, CARRIED))


def _outcome(step: Passage) -> str:
    if step.step == "apply":
        return "in_review"
    if step.step == "reopen" or step.result == "return":
        return "in_progress"
    return "in_verification" if step.step == "review" else "closed"


def deadline_on(issue: Brief, day: date) -> date:
    """The deadline in force on a day: the last that was set by then."""
    found = issue.deadline
    for later in issue.deadlines:
        if later.date > day:
            break
        found = later.to
    return found


def standing(issue: Brief, life: tuple[Move, ...], unit: str, day: Day) -> Standing:
    """An issue on a day. Hot: called for every issue and report day."""
    as_of, week, categories, lights, warning, working, verified_by, by_application, every, withdrawn = day
    past = [move for move in life if move.day <= as_of]
    since, status = past[-1]
    aside, aside_on = _aside(issue, withdrawn, as_of) if withdrawn or issue.gone else ("", None)
    is_open = status not in ("closed", CARRIED) and not aside
    closed_on = since if status == "closed" else None
    steps = _steps(issue, as_of)
    sent_back = [step.step for step in steps if step.result == "return"] if steps else []
    if issue.staged:
        issue = issue._replace(measures=_known(issue, as_of))
    measures_done = len([each for each in issue.measures if each.done and each.done <= as_of])
    lived = turns(past) if issue.again else ()
    turned = lived[-1].since if lived else past[0].day
    held = status in HELD
    applied_on = _applied(steps) if by_application and (closed_on or held) else None
    deadline = deadline_on(issue, as_of if is_open else applied_on or aside_on or since)
    left = days_left = (deadline - as_of).days
    if working is not None:
        left = working.number(deadline) - working.number(as_of)
    secured = is_open and applied_on is not None and applied_on <= deadline_on(issue, applied_on)
    overdue = is_open and days_left < 0 and not secured
    closed_late = closed_on is not None and (applied_on or closed_on) > deadline
    sustained = closed_on is not None and lasting.is_sustained(issue, as_of)
    recheck_on = lasting.recheck_on(issue, closed_on, as_of, every) if sustained and closed_on else None
    follow_up = _follow_up(issue, closed_on, as_of) if closed_on and issue.follow_up else None
    # In the order of the fields, without their names, which would take twice as long.
    return Standing(
        issue,
        unit,
        issue.category or categories.get(issue.finding or ""),
        status,
        deadline,
        days_left,
        None if working is None else left,
        _ONWARD if status == CARRIED else light(lights, issue, status, days_left, left, secured),
        measures_done,
        len(lived) or 1,
        len(sent_back),
        sent_back.count("verify"),
        "" if not is_open else unit if not held else issue.lead[0] if status == "in_review" else verified_by,
        None if not is_open else since if held else turned,
        closed_on,
        applied_on,
        secured,
        overdue,
        secured and days_left < 0,
        is_open and days_left >= 0 and left <= warning,
        is_open and bool(steps) and steps[-1].result == "return",
        len(lived) > 1 and "reopen" in [turn.began for turn in lived],
        bool(issue.extensions) and min(issue.extensions) <= as_of,
        week is not None
        and not aside
        and _silent(issue, life, week, is_named=is_open or as_of == week.report),
        is_open
        and 0 < measures_done == len(issue.measures)
        and (len(lived) < 2 or held or _done_since(issue.measures, turned, as_of)),
        closed_late,
        sustained,
        recheck_on,
        recheck_on is not None and recheck_on <= as_of,
        follow_up,
        follow_up is not None and follow_up < as_of,
        issue.uncorrected is not None
        and not (overdue or closed_late or status == CARRIED)
        and _is_late(issue.uncorrected, unit, day),
        life,
        aside,
        aside_on,
    )


def _aside(issue: Brief, withdrawn: Mapping[str, date], as_of: date) -> tuple[str, date | None]:
    """Why an issue stands aside on a day, and since when: whatever came first."""
    found: list[tuple[date, str]] = []
    if issue.gone and issue.gone.date <= as_of:
        found.append((issue.gone.date, issue.gone.why))
    if issue.findings and all(id in withdrawn for id in issue.findings):
        found.append((max(withdrawn[id] for id in issue.findings), "withdrawn"))
    since, why = min(found, default=(None, ""))
    return why, since


def _is_late(issue: Brief, unit: str, day: Day) -> bool:
    """Whether an issue is overdue, or was closed late."""
    if issue.opened > day.as_of:
        return False
    then = standing(issue, moves(issue), unit, day)
    return then.overdue or then.closed_late


def _silent(issue: Brief, life: tuple[Move, ...], week: Week, *, is_named: bool) -> bool:
    """Whether a report names an issue; it names also what is closed on its day."""
    return is_named and is_silent(issue, status_on(life, span(week).last), week)


def _steps(issue: Brief, as_of: date) -> list[Passage]:
    """The steps of closing up to a day, in order."""
    steps = [step for step in issue.closure if step.date <= as_of]
    if len(steps) > 1:
        steps.sort(key=lambda step: step.date)
    return steps


def _known(issue: Brief, as_of: date) -> tuple[Due, ...]:
    """The measures that were added by a day."""
    return tuple([each for each in issue.measures if each.added is None or each.added <= as_of])


def _follow_up(issue: Brief, closed_on: date, as_of: date) -> date | None:
    """When something is due of a closed issue: as its last entry since closing says."""
    there = [each for each in issue.follow_up if closed_on <= each.date <= as_of]
    there.sort(key=lambda each: each.date)
    return there[-1].due if there else None


def _applied(steps: Iterable[Passage]) -> date | None:
    """The day of the last application among steps in order."""
    return max((step.date for step in steps if step.step == "apply"), default=None)


def _done_since(measures: Iterable[Due], first: date, last: date) -> bool:
    """Whether a measure was finished in a turn up to a day."""
    return any(each.done is not None and first <= each.done <= last for each in measures)


def reopenings(life: Iterable[Move]) -> Iterator[date]:
    """The days on which a closed issue was reopened, by a step, a failed recheck or both."""
    for move, after in itertools.pairwise(life):
        if move.status == "closed" and after.status != "closed":
            yield after.day
