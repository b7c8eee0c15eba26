"""Rules on results (整改成效): their kinds and numbers, and what measures are to reach."""

from __future__ import annotations

import itertools
from decimal import Decimal
from typing import TYPE_CHECKING

from rectify.ground.suggest import nearest
from rectify.ledger.results import BESIDE, NOT_SETTLED, UNDIVIDED, own_kinds
from rectify.read.entries import MONEY, PEOPLE
from rectify.read.problems import problem
from rectify.read.records import Results

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from rectify.read.problems import Problem
    from rectify.read.records import Campaign, Data, Issue, Measure, Result, Round

_KEYS = {"money": "amount", "people": "people", "count": "count"}
"""The key that holds the number of a result of each sort."""

_TAKEN = (*MONEY, *PEOPLE, UNDIVIDED)


def _issues(data: Data) -> Iterator[tuple[Round, Issue]]:
    for round_ in data.rounds:
        for file in round_.files:
            for issue in file.issues:
                yield round_, issue


def dated_results(issue: Issue) -> tuple[Result, ...]:
    """An issue's dated results."""
    return () if isinstance(issue.results, Results) else issue.results or ()


def add_up(old: Results, issue: Issue, closed: date) -> bool:
    """Whether an issue's dated results up to its closing add up to those that it had without days."""
    early = [each for each in dated_results(issue) if each.date <= closed]
    money = sum((each.amount or 0 for each in early if each.kind != NOT_SETTLED), Decimal(0))
    talks = sum(each.people or 0 for each in early if each.kind == "talked_to")
    people = sum(each.people or 0 for each in early if each.kind not in ("talked_to", BESIDE))
    return (money, people, talks) == (old.recovered, old.dealt_with, old.talked_to)


def _sorts(campaign: Campaign) -> dict[str, str]:
    """What each kind of results of a campaign counts."""
    own = {id: kind.of for id, kind in own_kinds(campaign).items()}
    return own | dict.fromkeys(MONEY, "money") | dict.fromkeys(PEOPLE, "people")


def kind(data: Data, day: date) -> Iterator[Problem]:
    """A result is of a known kind; a campaign's own kinds have ids of their own, and units where needed."""
    for round_ in data.rounds:
        own = round_.campaign.result_kinds
        for each in own:
            if each.id in _TAKEN:
                yield problem("structure.result-kind", "taken", each.at.of("id"), value=each.id)
            if each.of == "count" and not each.unit:
                yield problem("structure.result-kind", "no-unit", each.at, value=each.id)
            elif each.of != "count" and each.unit:
                at = each.at.of("unit")
                yield problem("structure.result-kind", "needless", at, value=each.id, unit=each.unit)
        sorts, names = _sorts(round_.campaign), {each.name: each.id for each in own}
        for file in round_.files:
            for result in itertools.chain.from_iterable(map(dated_results, file.issues)):
                if result.kind not in sorts:
                    better = names.get(result.kind) or nearest(result.kind, sorts)
                    values = {"value": result.kind, "better": better, "options": "、".join(sorts)}
                    yield problem("structure.result-kind", "unknown", result.at.of("kind"), **values)


def number(data: Data, day: date) -> Iterator[Problem]:
    """A result has one number: of money, of people, or of what its kind counts."""
    for round_, issue in _issues(data):
        sorts = _sorts(round_.campaign) if dated_results(issue) else {}
        for result in dated_results(issue):
            there = {"amount": result.amount, "people": result.people, "count": result.count_}
            given = [key for key, number in there.items() if number is not None]
            wanted = _KEYS[sorts[result.kind]] if result.kind in sorts else ""
            values = {"value": result.kind, "key": wanted, "keys": "、".join(given)}
            if not given:
                key = wanted or "amount"
                yield problem("structure.result-number", "none", result.at, **(values | {"key": key}))
            elif len(given) > 1:
                variant = "several" if wanted in given else "several-wrong"
                yield problem("structure.result-number", variant, result.at, **values)
            elif wanted and given[0] != wanted:
                yield problem("structure.result-number", "wrong", result.at.of(given[0]), **values)


def target(data: Data, day: date) -> Iterator[Problem]:
    """What a measure has reached is measured against its target, which is more than nothing."""
    for _, issue in _issues(data):
        for measure in issue.measures:
            if measure.target and not measure.target.amount:
                yield problem("structure.measure-target", "nothing", measure.target.at.of("amount"))
            elif measure.reached and not measure.target:
                yield problem("structure.measure-target", "none", measure.at.of("reached"))


def amount(data: Data, day: date) -> Iterator[Problem]:
    """The money that an issue brought is not more than the money at stake; more is not counted as settled."""
    for _, issue in _issues(data):
        total = Decimal(0)
        for result in sorted(dated_results(issue), key=lambda each: each.date):
            if issue.amount is None or result.amount is None or result.kind == NOT_SETTLED:
                continue
            before, total = total, total + result.amount
            if before <= issue.amount < total:
                values = {"issue": issue.id, "total": f"{total:f}", "amount": f"{issue.amount:f}"}
                yield problem("results.amount", "more", result.at.of("amount"), **values)


def reached(data: Data, day: date) -> Iterator[Problem]:
    """A measure that is done has reached its target, if it says how much it has reached."""
    for _, issue in _issues(data):
        for measure in issue.measures:
            target, so_far = measure.target, _so_far(measure)
            if measure.done and target and so_far is not None and so_far < target.amount:
                values = {"reached": f"{so_far:f}", "target": f"{target.amount:f}", "unit": target.unit}
                yield problem("results.reached", "less", measure.at.of("done"), **values)


def _so_far(measure: Measure) -> Decimal | None:
    entries = sorted(measure.reached, key=lambda each: each.date)
    return entries[-1].amount if entries else None
