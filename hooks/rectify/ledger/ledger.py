"""The state of every issue on a day: a pure function of one campaign's records and ``as_of``.

Entries dated after the day are ignored, so the same records give last Monday's report and today's dashboard.
Status, signal and flags are never typed; the handbook (状态怎么来) has the derivation table.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from rectify.ledger.participation import applies, participants
from rectify.ledger.participation import is_finished as is_finished
from rectify.ledger.periods import is_silent, last_week
from rectify.read.records import Light

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import date

    from rectify.ledger.periods import Week
    from rectify.read.records import Campaign, Claim, Issue, Organization, Round, Step, Unit, UnitFile

Key = TypeVar("Key")

STATUSES = ("not_started", "in_progress", "in_review", "in_verification", "closed")
FLAGS = (
    "overdue",
    "due_soon",
    "returned",
    "reopened",
    "extended",
    "silent",
    "basically_done",
    "closed_late",
)
COLOURS = ("red", "yellow", "blue", "green")
DEFAULT_WARNING_DAYS = 5


class Move(NamedTuple):
    """A change of status and its day."""

    day: date
    status: str


class Standing(NamedTuple):
    """The state of an issue on a day. ``days_left`` counts calendar days and is negative when overdue.

    ``life`` holds all changes of status, also those after the day.
    """

    issue: Issue
    unit: str
    category: str | None
    status: str
    deadline: date
    days_left: int
    light: Light
    measures_done: int
    returns: int
    closed_on: date | None
    overdue: bool
    due_soon: bool
    returned: bool
    reopened: bool
    extended: bool
    silent: bool
    basically_done: bool
    closed_late: bool
    life: tuple[Move, ...]

    @property
    def open(self) -> bool:
        """Not closed."""
        return self.status != "closed"

    @property
    def origin(self) -> str:
        """``finding``, ``self_check`` or ``by_analogy``."""
        if self.issue.finding:
            return "finding"
        return "by_analogy" if self.issue.by_analogy else "self_check"

    @property
    def flags(self) -> tuple[str, ...]:
        """The flags that are set, in the order of ``FLAGS``."""
        return tuple(flag for flag in FLAGS if getattr(self, flag))


class Ledger(NamedTuple):
    """The issues of a campaign on a day, in the order of the organisation, then by id.

    ``units`` are the participating units and departments in the order of the organisation; ``claims`` are
    their answers by finding and unit.
    """

    round: Round
    organization: Organization
    as_of: date
    units: tuple[Unit, ...]
    standings: tuple[Standing, ...]
    claims: dict[tuple[str, str], Claim]
    by_unit: dict[str, tuple[Standing, ...]]
    by_finding: dict[str | None, tuple[Standing, ...]]
    by_answer: dict[tuple[str | None, str], tuple[Standing, ...]]

    @property
    def campaign(self) -> Campaign:
        return self.round.campaign

    def of_unit(self, unit: str) -> tuple[Standing, ...]:
        """The issues of one unit."""
        return self.by_unit.get(unit, ())

    def of_finding(self, finding: str) -> tuple[Standing, ...]:
        """The issues of all units from one finding."""
        return self.by_finding.get(finding, ())

    def answered_by(self, finding: str, unit: str) -> tuple[Standing, ...]:
        """The issues of one unit from one finding."""
        return self.by_answer.get((finding, unit), ())

    def only(self, standings: tuple[Standing, ...]) -> Ledger:
        """The ledger restricted to these issues."""
        return self._replace(
            standings=standings,
            by_unit=grouped(standings, lambda each: each.unit),
            by_finding=grouped(standings, lambda each: each.issue.finding),
            by_answer=grouped(standings, lambda each: (each.issue.finding, each.unit)),
        )

    def applicable(self) -> int:
        """The number of answers due: pairs of a finding and a unit that it applies to."""
        return sum(applies(finding, unit) for finding in self.round.findings for unit in self.units)


class _Context(NamedTuple):
    """What deriving the state of any issue of a campaign on a day needs."""

    as_of: date
    week: Week | None
    categories: dict[str, str]
    lights: tuple[Light, ...]
    warning: int


def ledger(round_: Round, organization: Organization, as_of: date, known: Ledger | None = None) -> Ledger:
    """The ledger of a campaign on a day. ``known``: one of another day, to reuse the issues' lives."""
    order = {unit.id: place for place, unit in enumerate(organization.units)}
    files = sorted(round_.files, key=lambda file: (order.get(file.unit, len(order)), file.unit))
    standings = standings_of(round_, files, as_of, known.standings if known else ())
    units = participants(round_, organization)
    asked = {unit.id for unit in units}
    narrow = {finding.id: finding.applies_to for finding in round_.findings if finding.applies_to}
    claims = {
        (claim.finding, file.unit): claim
        for file in files
        if file.unit in asked
        for claim in file.claims
        if (claim.checked is None or claim.checked <= as_of)
        and (claim.finding not in narrow or file.unit in narrow[claim.finding])
    }
    return Ledger(round_, organization, as_of, units, (), claims, {}, {}, {}).only(standings)


def standings_of(
    round_: Round, files: Iterable[UnitFile], as_of: date, known: Iterable[Standing] = ()
) -> tuple[Standing, ...]:
    """The issues of some units' files on a day. ``known``: those of another day, to reuse their lives."""
    categories = {finding.id: finding.category for finding in round_.findings}
    lights = scheme(round_.campaign)
    day = _Context(as_of, _reporting_week(round_.campaign, as_of), categories, lights, _warning_days(lights))
    lives = {each.issue.id: each.life for each in known}
    return tuple(
        _standing(issue, lives.get(issue.id) or moves(issue), file.unit, day)
        for file in files
        for issue in sorted(file.issues, key=lambda issue: issue.id)
        if issue.opened <= as_of
    )


def _reporting_week(campaign: Campaign, as_of: date) -> Week | None:
    """The last report week, in which every open issue needs a progress entry.

    None for a finished campaign after its last report.
    """
    week = last_week(campaign, as_of)
    over = is_finished(campaign, as_of) and week is not None and as_of > week.report
    return None if over else week


def grouped(standings: Iterable[Standing], key: Callable[[Standing], Key]) -> dict[Key, tuple[Standing, ...]]:
    """Standings grouped by a key, in order."""
    found: dict[Key, list[Standing]] = {}
    for each in standings:
        found.setdefault(key(each), []).append(each)
    return {name: tuple(group) for name, group in found.items()}


def moves(issue: Issue) -> tuple[Move, ...]:
    """All changes of an issue's status in order; of one day, the last counts.

    Steps of one day are taken in file order, rechecks after them.
    """
    begun = [entry.date for entry in issue.progress if entry.text]
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


def _outcome(step: Step) -> str:
    if step.step == "apply":
        return "in_review"
    if step.step == "reopen" or step.result == "return":
        return "in_progress"
    return "in_verification" if step.step == "review" else "closed"


def deadline_on(issue: Issue, day: date) -> date:
    """The deadline in force on a day: of the extension approved last (of one day, the last in the file)."""
    if not issue.extensions:
        return issue.deadline
    approved = [extension for extension in issue.extensions if extension.date <= day]
    return sorted(approved, key=lambda extension: extension.date)[-1].to if approved else issue.deadline


def _standing(issue: Issue, life: tuple[Move, ...], unit: str, day: _Context) -> Standing:
    """An issue on a day. Hot: called for every issue and report day."""
    as_of, week, categories, lights, warning = day
    past = [move for move in life if move.day <= as_of]
    since, status = past[-1]
    closed_on = since if status == "closed" else None
    deadline = deadline_on(issue, closed_on or as_of)
    days_left = (deadline - as_of).days
    is_open = closed_on is None
    steps = [step for step in issue.closure if step.date <= as_of]
    steps.sort(key=lambda step: step.date)
    done = len([measure for measure in issue.measures if measure.done and measure.done <= as_of])
    return Standing(
        issue=issue,
        unit=unit,
        category=issue.category or categories.get(issue.finding or ""),
        status=status,
        deadline=deadline,
        days_left=days_left,
        light=_light(lights, issue, is_open, days_left),
        measures_done=done,
        returns=len([step for step in steps if step.result == "return"]),
        closed_on=closed_on,
        overdue=is_open and days_left < 0,
        due_soon=is_open and 0 <= days_left <= warning,
        returned=is_open and bool(steps) and steps[-1].result == "return",
        reopened=len(past) > 1 and any(True for _ in reopenings(past)),
        extended=bool(issue.extensions) and any(each.date <= as_of for each in issue.extensions),
        silent=is_open and week is not None and is_silent(issue, week),
        basically_done=is_open and bool(issue.measures) and done == len(issue.measures),
        closed_late=closed_on is not None and closed_on > deadline,
        life=life,
    )


def reopenings(life: Iterable[Move]) -> Iterator[date]:
    """The days on which a closed issue was reopened, by a step, a failed recheck or both."""
    for move, after in itertools.pairwise(life):
        if move.status == "closed" and after.status != "closed":
            yield after.day


def scheme(campaign: Campaign) -> tuple[Light, ...]:
    """The campaign's signal scheme. The first match wins; the last light always matches."""
    days = DEFAULT_WARNING_DAYS if campaign.warning_days is None else campaign.warning_days
    rest = Light("otherwise", "green")
    if campaign.signals:
        return (*(light._replace(at=None) for light in campaign.signals), rest)
    return (
        Light("closed", "green"),
        Light("overdue", "red"),
        Light("due", "yellow", days=days),
        Light("long_term", "blue"),
        rest,
    )


def _warning_days(lights: tuple[Light, ...]) -> int:
    """The longest warning period of a scheme in days, which defines 即将到期 (due soon)."""
    return max((light.days or 0 for light in lights if light.when == "due"), default=0)


def _light(lights: tuple[Light, ...], issue: Issue, is_open: bool, days_left: int) -> Light:
    """The first matching light."""
    for light in lights:
        if _matches(light, issue, is_open, days_left):
            return light
    raise AssertionError(lights)


def _matches(light: Light, issue: Issue, is_open: bool, days_left: int) -> bool:
    if light.when == "closed":
        return not is_open
    if light.when == "overdue":
        return is_open and days_left < 0
    if light.when == "due":
        return is_open and 0 <= days_left <= (light.days or 0)
    return light.when == "otherwise" or (is_open and issue.kind == "long_term")
