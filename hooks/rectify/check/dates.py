"""Structure rules on days: in order, and in plausible years for the campaign."""

from __future__ import annotations

import datetime
import itertools
from typing import TYPE_CHECKING

from rectify.check.results import dated_results
from rectify.read import typos
from rectify.read.problems import problem

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from rectify.read.problems import Problem
    from rectify.read.records import (
        Answer,
        Campaign,
        Data,
        Extension,
        Finding,
        Issue,
        Merged,
        Progress,
        Reached,
        Recheck,
        Reminder,
        Result,
        Round,
        Split,
        Step,
        UnitFile,
        Void,
    )
    from rectify.read.source import Place

    _Dated = tuple[Place, str, date | None]
    _Move = Void | Merged | Split


OWN_YEARS = (5, 20)
"""A campaign's own days are at most so many years before and after it."""

YEARS = (20, 50)
"""All other days are at most so many years before and after the campaign."""


def day_range(data: Data, day: date) -> Iterator[Problem]:
    """A day is in a plausible year for its campaign; suggest the year if it is a typo."""
    for round_ in data.rounds:
        campaign = round_.campaign
        year = _middle(campaign).year
        for years, days in ((OWN_YEARS, _own(campaign)), (YEARS, _others(round_))):
            first, last = _span(campaign, years)
            for at, key, dated in days:
                if dated and not first <= dated <= last:
                    better = typos.year(dated, (year, year + 1)) or ""
                    values = {"key": key, "value": dated, "first": first, "last": last, "better": better}
                    yield problem("structure.day-range", "years", at.of(key), **values)


def is_plausible(campaign: Campaign, day: date) -> bool:
    """Whether a day is in a plausible year; one that isn't is reported only for that."""
    first, last = _span(campaign, YEARS)
    return first <= day <= last


def _span(campaign: Campaign, years: tuple[int, int]) -> tuple[date, date]:
    year = _middle(campaign).year
    return datetime.date(year - years[0], 1, 1), datetime.date(year + years[1], 12, 31)


def _middle(campaign: Campaign) -> date:
    """The campaign's median day, which a typo in one of its days does not move."""
    days = campaign.deadlines
    return sorted((campaign.received, campaign.started, days.units, days.superior))[1]


def _own(campaign: Campaign) -> Iterator[_Dated]:
    for key in ("received", "started", "claims_due"):
        yield (campaign.at, key, getattr(campaign, key))
    for key in ("superior", "units"):
        yield (campaign.deadlines.at, key, getattr(campaign.deadlines, key))
    for day in campaign.reports.also if campaign.reports else ():
        yield (campaign.reports.at if campaign.reports else campaign.at, "also", day)
    for adjustment in campaign.adjustments:
        yield (adjustment.at, "date", adjustment.date)
    for own in (*campaign.deadlines.by_unit, *campaign.deadlines.by_kind):
        yield (own.at, own.of, own.day)
    for batch in campaign.deadlines.batches:
        yield (batch.at, "deadline", batch.deadline)
    for joined in campaign.joined:
        yield (joined.at, "date", joined.date)
        yield (joined.at, "claims_due", joined.claims_due)


def _of_finding(finding: Finding) -> Iterator[_Dated]:
    yield (finding.at, "received", finding.received)
    yield (finding.at, "claims_due", finding.claims_due)
    yield (finding.at, "deadline", finding.deadline)
    if finding.withdrawn:
        yield (finding.withdrawn.at, "date", finding.withdrawn.date)


def _others(round_: Round) -> Iterator[_Dated]:
    yield (round_.campaign.at, "finished", round_.campaign.finished)
    for milestone in round_.campaign.milestones:
        yield (milestone.at, "due", milestone.due)
        yield (milestone.at, "done", milestone.done)
    for activity in round_.campaign.activities:
        yield (activity.at, "date", activity.date)
    for finding in round_.findings:
        yield from _of_finding(finding)
    for file in round_.files:
        for claim in file.claims:
            yield (claim.at, "checked", claim.checked)
        for issue in file.issues:
            yield from _of_issue(issue)


def _of_issue(issue: Issue) -> Iterator[_Dated]:
    yield (issue.at, "opened", issue.opened)
    yield (issue.at, "deadline", issue.deadline)
    for measure in issue.measures:
        yield (measure.at, "due", measure.due)
        yield (measure.at, "done", measure.done)
        yield (measure.at, "added", measure.added)
        for reached in measure.reached:
            yield (reached.at, "date", reached.date)
    entries: tuple[Progress | Recheck | Result | Step, ...] = (
        *issue.progress,
        *issue.closure,
        *issue.rechecks,
        *dated_results(issue),
    )
    for entry in entries:
        yield (entry.at, "date", entry.date)
    for setting in _setting(issue):
        yield (setting.at, "deadline", setting.deadline)
    yield from _of_changes(issue)
    for later in issue.follow_up:
        yield (later.at, "date", later.date)
        yield (later.at, "due", later.due)
    for item in issue.evidence:
        yield (item.at, "added", item.added)
    answers = (sent.answered for sent in issue.reminders if sent.answered)
    letters: tuple[Reminder | Answer, ...] = (*issue.reminders, *answers)
    for letter in letters:
        yield (letter.at, "date", letter.date)
    for gone in _moves(issue):
        yield (gone.at, "date", gone.date)
    for regulation in issue.regulations:
        yield (regulation.at, "issued", regulation.issued)
    yield from _of_extensions(issue)


def _of_extensions(issue: Issue) -> Iterator[_Dated]:
    for extension in issue.extensions:
        yield (extension.at, "date", extension.date)
        yield (extension.at, "from", extension.from_)
        yield (extension.at, "to", extension.to)


def day_order(data: Data, day: date) -> Iterator[Problem]:
    """Days are in order: received first, opened before any entry, each step after the one before."""
    for round_ in data.rounds:
        campaign = round_.campaign
        for found in _disorders(round_):
            first, last = _span(campaign, OWN_YEARS if found.at.path == campaign.at.path else YEARS)
            if all(first <= found.values[key] <= last for key in ("first_day", "second_day")):
                yield found  # implausible years are reported by day_range alone


def _disorders(round_: Round) -> Iterator[Problem]:
    yield from _campaign_order(round_.campaign)
    yield from _milestone_order(round_.campaign)
    received = {each.id: each.received for each in round_.findings if each.received}
    for finding in round_.findings:
        yield from _finding_order(round_.campaign, finding)
    for file in round_.files:
        yield from _claim_order(round_.campaign, received, file)
        for issue in file.issues:
            yield from _handed_order(received, issue)
            yield from _issue_order(issue)


def _campaign_order(campaign: Campaign) -> Iterator[Problem]:
    """Mistakes in a campaign's days are reported here once, not in every unit."""
    days, started = campaign.deadlines, campaign.started
    if days.units > days.superior:
        yield _disorder(days.at.of("units"), "units", days.units, "superior", days.superior)
    if days.units < started:
        yield _disorder(days.at.of("units"), "started", started, "units", days.units)
    if started < campaign.received:
        yield _disorder(campaign.at.of("started"), "received", campaign.received, "started", started)
    for key in ("claims_due", "finished"):
        other: date | None = getattr(campaign, key)
        if other and other < started:
            yield _disorder(campaign.at.of(key), "started", started, key, other)
    if campaign.claims_due and started <= days.units < campaign.claims_due:
        at = campaign.at.of("claims_due")
        yield _disorder(at, "claims_due", campaign.claims_due, "units", days.units)
    yield from _own_order(campaign)


def _own_order(campaign: Campaign) -> Iterator[Problem]:
    """Deadlines of units, kinds and batches: after the start; of units not after the superior's."""
    days, started = campaign.deadlines, campaign.started
    own = [(each.at, each.of, each.day, True) for each in days.by_unit]
    own += [(each.at, each.of, each.day, each.of != "long_term") for each in days.by_kind]
    own += [(each.at.of("deadline"), "deadline", each.deadline, bool(each.units)) for each in days.batches]
    for at, key, day, held in own:
        if day < started:
            yield _disorder(at, "started", started, key, day)
        elif held and day > days.superior:
            yield _disorder(at, key, day, "superior", days.superior)


def _milestone_order(campaign: Campaign) -> Iterator[Problem]:
    for each in campaign.milestones:
        for key in ("due", "done"):
            dated: date | None = getattr(each, key)
            if dated and dated < campaign.received:
                yield _disorder(each.at.of(key), "received", campaign.received, key, dated)


def _finding_order(campaign: Campaign, finding: Finding) -> Iterator[Problem]:
    """A finding is answered and withdrawn after it was received."""
    received = finding.received or campaign.received
    for key in ("claims_due", "deadline"):
        day: date | None = getattr(finding, key)
        if day and day < received:
            yield _disorder(finding.at.of(key), "received", received, key, day)
    if finding.withdrawn and finding.withdrawn.date < received:
        at = finding.withdrawn.at.of("date")
        yield _disorder(at, "received", received, "withdrawn", finding.withdrawn.date)


def _claim_order(campaign: Campaign, received: dict[str, date], file: UnitFile) -> Iterator[Problem]:
    """A finding is answered after it was received, be that with the list, before or after it."""
    for claim in file.claims:
        first = received.get(claim.finding, campaign.received)
        if claim.checked and claim.checked < first:
            at = claim.at.of("checked")
            yield _disorder(at, "received", first, "checked", claim.checked)


def _handed_order(received: dict[str, date], issue: Issue) -> Iterator[Problem]:
    """No issue comes from a finding that has not been received."""
    first = min((received.get(id, datetime.date.min) for id in issue.finding), default=datetime.date.min)
    if issue.opened < first:
        yield _disorder(issue.at.of("opened"), "received", first, "opened", issue.opened)


def _issue_order(issue: Issue) -> Iterator[Problem]:
    opened, closure = issue.opened, issue.closure
    if issue.deadline < opened:
        yield _disorder(issue.at.of("deadline"), "opened", opened, "deadline", issue.deadline)
    yield from _measure_order(issue)
    entries: tuple[Progress | Reached | Recheck | Result | Extension | Step | _Move, ...] = (
        *issue.progress,
        *(reached for measure in issue.measures for reached in measure.reached),
        *issue.rechecks,
        *issue.extensions,
        *dated_results(issue),
        *closure[:1],
        *_moves(issue),
    )
    for entry in entries:
        if entry.date < opened:
            yield _disorder(entry.at.of("date"), "opened", opened, "date", entry.date)
    for before, after in itertools.pairwise(closure):
        if after.date < before.date:
            yield _disorder(after.at.of("date"), before.step, before.date, after.step, after.date)
    yield from _reminder_order(issue)
    yield from _extension_order(issue)
    for setting in _setting(issue):
        if setting.deadline and setting.deadline < setting.date:
            yield _disorder(setting.at.of("deadline"), "date", setting.date, "deadline", setting.deadline)
    for later in issue.follow_up:
        if later.due and later.due < later.date:
            yield _disorder(later.at.of("due"), "date", later.date, "due", later.due)


def _measure_order(issue: Issue) -> Iterator[Problem]:
    opened = issue.opened
    for measure in issue.measures:
        first, since = ("added", measure.added) if measure.added else ("opened", opened)
        if since < opened:
            yield _disorder(measure.at.of("added"), "opened", opened, "added", since)
        if measure.due < since:
            yield _disorder(measure.at.of("due"), first, since, "due", measure.due)
        if measure.done and measure.done < since:
            yield _disorder(measure.at.of("done"), first, since, "done", measure.done)


def _moves(issue: Issue) -> Iterator[_Move]:
    """The entries from whose day on an issue is not counted."""
    for each in (issue.void, issue.merged, issue.split):
        if each:
            yield each


def _of_changes(issue: Issue) -> Iterator[_Dated]:
    for transfer in issue.transfers:
        yield (transfer.at, "date", transfer.date)
    for handover in issue.handovers:
        yield (handover.at, "date", handover.date)
    for correction in issue.corrections:
        yield (correction.at, "date", correction.date)


def _setting(issue: Issue) -> tuple[Step | Recheck, ...]:
    """The entries that may set another deadline."""
    return (*issue.closure, *issue.rechecks)


def _reminder_order(issue: Issue) -> Iterator[Problem]:
    for sent in issue.reminders:
        if sent.date < issue.opened:
            yield _disorder(sent.at.of("date"), "opened", issue.opened, "date", sent.date)
        if sent.answered and sent.answered.date < sent.date:
            at = sent.answered.at.of("date")
            yield _disorder(at, "reminders", sent.date, "answered", sent.answered.date)


def _extension_order(issue: Issue) -> Iterator[Problem]:
    for extension in issue.extensions:
        if extension.to <= (extension.from_ or extension.date):
            first = extension.from_ or extension.date
            yield _disorder(extension.at.of("to"), "from", first, "to", extension.to)


def _disorder(at: Place, first: str, first_day: date, second: str, second_day: date) -> Problem:
    values = {"first": first, "first_day": first_day, "second": second, "second_day": second_day}
    return problem("structure.day-order", "days", at, **values)
