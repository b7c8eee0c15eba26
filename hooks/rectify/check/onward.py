"""Rules on the end of a round: what is still open goes on in another (转入下一轮), and both sides say so."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rectify.check.turns import is_closed
from rectify.ground.suggest import nearest
from rectify.ledger.brief import is_moved
from rectify.ledger.participation import is_finished, is_withdrawn
from rectify.read.problems import problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from rectify.read.problems import Problem
    from rectify.read.records import CarriedOver, Data, Issue, Round


class _Rounds(NamedTuple):
    """All rounds by campaign, their issues by id, and the ids of campaigns that were not read."""

    rounds: dict[str, Round]
    issues: dict[str, dict[str, Issue]]
    unread: frozenset[str]

    def campaign(self, at: Problem, own: str, id: str) -> Iterator[Problem]:
        """``at``, completed, if there is no such campaign or if it is one's own."""
        if id == own:
            yield at._replace(variant="itself")
        elif id not in self.rounds and id not in self.unread:
            better = nearest(id, [other for other in self.rounds if other != own])
            yield at._replace(values={**at.values, "value": id, "better": better})

    def issue(self, campaign: str, id: str) -> tuple[Issue | None, str]:
        """An issue, or None and the nearest id; both empty if it may have been lost to a mistake."""
        there = self.issues.get(campaign)
        if there is None or id in there:
            return (there or {}).get(id), ""
        lost = self.rounds[campaign].missing
        whole = id not in lost and not any(name.startswith("units/") for name in lost)
        return None, (nearest(id, there) or "—") if whole else ""


def _all(data: Data) -> _Rounds:
    rounds = {round_.campaign.id: round_ for round_ in data.rounds}
    issues = {id: {each.id: each for each in _issues(round_)} for id, round_ in rounds.items()}
    return _Rounds(rounds, issues, data.lost)


def _issues(round_: Round) -> Iterable[Issue]:
    return (issue for file in round_.files for issue in file.issues)


def carried_over(data: Data, day: date) -> Iterator[Problem]:
    """What is carried over is open when its round ends, and is taken on by the issue that it names."""
    everything = _all(data)
    for round_ in data.rounds:
        for issue in _issues(round_):
            if issue.carried_over:
                yield from _onward(everything, round_, issue, issue.carried_over)


def _onward(everything: _Rounds, round_: Round, issue: Issue, onward: CarriedOver) -> Iterator[Problem]:
    own, at = round_.campaign.id, onward.at
    finished = round_.campaign.finished
    if finished is None:
        yield problem("structure.carried-over", "unfinished", at, issue=issue.id)
    elif is_closed(issue, finished):
        yield problem("structure.carried-over", "closed", at, issue=issue.id, day=finished)
    unknown = problem("structure.carried-over", "campaign", at.of("to"), issue=issue.id)
    wrong = list(everything.campaign(unknown, own, onward.to))
    yield from wrong
    there, better = everything.issue(onward.to, onward.issue)
    values = {"value": onward.issue, "campaign": onward.to, "better": better.strip("—")}
    if better and not wrong:
        yield problem("structure.carried-over", "issue", at.of("issue"), **values)
    elif there and not wrong and there.carries != f"{own}/{issue.id}":
        values = {"value": onward.issue, "campaign": onward.to, "better": f"{own}/{issue.id}"}
        yield problem("structure.carried-over", "back", at.of("issue"), **values)


def carries(data: Data, day: date) -> Iterator[Problem]:
    """What an issue carries on is an issue of another round that says so."""
    everything = _all(data)
    for round_ in data.rounds:
        for issue in _issues(round_):
            if issue.carries and issue.source != "carried_over":
                yield problem("structure.carries", "source", issue.at.of("carries"), issue=issue.id)
            elif issue.carries:
                yield from _back(everything, round_, issue, issue.carries)
            elif issue.source == "carried_over":
                yield problem("structure.carries", "nothing", issue.at.of("source"), issue=issue.id)


def _back(everything: _Rounds, round_: Round, issue: Issue, source: str) -> Iterator[Problem]:
    own, at = round_.campaign.id, issue.at.of("carries")
    campaign, slash, id = source.partition("/")
    if not (campaign and slash and id):
        yield problem("structure.carries", "format", at, value=source)
        return
    unknown = problem("structure.carries", "campaign", at, issue=issue.id)
    wrong = list(everything.campaign(unknown, own, campaign))
    yield from wrong
    there, better = everything.issue(campaign, id)
    if better and not wrong:
        values = {"value": id, "campaign": campaign, "better": better.strip("—")}
        yield problem("structure.carries", "issue", at, **values)
    elif there and not wrong:
        onward = there.carried_over
        other = onward and everything.issues.get(onward.to, {}).get(onward.issue)
        if onward is None or (other and other is not issue):  # a slip in it is told there
            values = {"value": id, "campaign": campaign, "to": own, "issue": issue.id}
            yield problem("structure.carries", "forth", at, **values)


def finished(data: Data, day: date) -> Iterator[Problem]:
    """A round that has ended has no open issue but those that are carried over.

    A warning where nothing of this kind was known when the round ended.
    """
    for round_ in data.rounds:
        campaign = round_.campaign
        if not is_finished(campaign, day) or (campaign.finished or day) < campaign.started:
            continue  # a slip in the day itself is told by itself
        recalled = {each.id for each in round_.findings if is_withdrawn(each, day)}
        open_ = [
            each.id
            for each in _issues(round_)
            if each.opened <= day and each.carried_over is None and not is_closed(each, day)
            if not (each.finding and recalled.issuperset(each.finding)) and not is_moved(each, day)
        ]
        if open_:
            values = {"n": len(open_), "issues": "、".join(sorted(open_))}
            told = problem("coverage.finished", "open", campaign.at.of("finished"), **values)
            aware = campaign.milestones or any(each.carried_over for each in _issues(round_))
            yield told if aware else told._replace(level="warning")
