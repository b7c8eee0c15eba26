"""整改成效 as pages show it: a line for each kind of result, and for each kind of activity."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from rectify.html import urls
from rectify.ledger import results
from rectify.ledger.brief import gain
from rectify.read.entries import ACTIVITIES, MONEY, PEOPLE
from rectify.read.records import Results

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from rectify.ledger.ledger import Head, Ledger
    from rectify.ledger.results import Outcome
    from rectify.ledger.standing import Standing
    from rectify.read.records import Activity, Campaign, Result
    from rectify.words.messages import Catalogue

OLD = ("recovered", "dealt_with", "talked_to")
"""The results that every campaign has a page of."""


class Tally(NamedTuple):
    """A line: its name, its total, and the list that it adds up, if any.

    ``of`` is money, people, times or count, the last in a ``unit``.
    """

    name: str
    label: str
    of: str
    number: Decimal | int
    unit: str = ""
    issues: int = 0
    url: str = ""


class Entry(NamedTuple):
    """A dated result (``of``) of an issue; ``afterwards``: after it was closed."""

    line: Tally
    day: date
    note: str
    afterwards: bool
    of: Result


class Doings(NamedTuple):
    """An activity and the name of its kind."""

    label: str
    entry: Activity


def label(words: Catalogue, campaign: Campaign, kind: str, *, dated: bool) -> str:
    """The name of a kind of results; without ``dated`` ones they have the names of earlier days."""
    if own := results.own_kinds(campaign).get(kind):
        return own.name
    if kind == results.UNDIVIDED:
        return words("results.undivided" if dated else "results.dealt_with")
    if not dated and kind in OLD:
        return words(f"results.{kind}")
    return words(f"result_kind.{kind}") if kind in (*MONEY, *PEOPLE) else kind


def activity(words: Catalogue, kind: str) -> str:
    """The name of a kind of activities."""
    return words(f"activity_kind.{kind}") if kind in ACTIVITIES else kind


def tallies(words: Catalogue, campaign: Campaign, outcome: Outcome, *, whole: bool) -> list[Tally]:
    """A line for each kind. Of a part of a campaign (not ``whole``) people are left out if it wants so."""
    people = whole or results.tells_people(campaign)
    return [
        *_stake(words, outcome),
        *_lines(words, campaign, outcome, "money"),
        *(_people(words, campaign, outcome) if people else ()),
        *_lines(words, campaign, outcome, "count"),
    ]


def _stake(words: Catalogue, outcome: Outcome) -> Iterator[Tally]:
    if outcome.stake and outcome.dated:
        for name in ("stake", "settled", "unsettled"):
            yield Tally(name, words(f"results.{name}"), "money", getattr(outcome, name))


def number(words: Catalogue, line: Tally) -> str:
    """A line's number as reports show it, exact to the fen."""
    if line.of == "money":
        return words.reported(Decimal(line.number))
    if line.of in ("people", "times"):
        return words("format.person_times" if line.of == "people" else "format.times", n=line.number)
    return f"{line.number}{line.unit}"


def stake_of(words: Catalogue, standing: Standing, day: date) -> list[Tally]:
    """How much of an issue's money has been settled; nothing if it has none at stake."""
    stake = standing.issue.amount
    if not stake:
        return []
    done = results.settled(standing, day)
    return [
        Tally(name, words(f"results.{name}"), "money", number)
        for name, number in (("settled", done), ("unsettled", stake - done))
    ]


def brought(
    words: Catalogue, head: Head, standing: Standing, entries: Results | tuple[Result, ...] | None
) -> list[Entry]:
    """The dated results of an issue up to the day, those of people only if the campaign wants it."""
    campaign, day = head
    own, people = results.own_kinds(campaign), results.tells_people(campaign)
    found, closed = [], standing.closed_on
    dated = () if isinstance(entries, Results) else entries or ()
    for each in sorted(dated, key=lambda each: each.date):
        if each.date > day or (each.people is not None and not people):
            continue
        it = gain(each)
        unit = (own[each.kind].unit or "") if each.kind in own else ""
        line = Tally(each.kind, label(words, campaign, each.kind, dated=True), it.of, it.number, unit)
        afterwards = closed is not None and closed < each.date
        found.append(Entry(line, each.date, each.note or "", afterwards, each))
    return found


def of_issue(
    words: Catalogue, head: Head, standing: Standing, entries: Results | tuple[Result, ...] | None
) -> dict[str, Any]:
    """What an issue brought, as its page shows it: dated, or without days."""
    people = results.tells_people(head.campaign)
    if isinstance(entries, Results):
        told = people or entries.recovered
        return {"undated": entries if told else None, "people": people, "brought": [], "stake": []}
    found = brought(words, head, standing, entries)
    money = any(each.line.of == "money" for each in found)
    return {
        "undated": None,
        "people": people,
        "brought": found,
        "stake": stake_of(words, standing, head.as_of) if money else [],
    }


def _people(words: Catalogue, campaign: Campaign, outcome: Outcome) -> Iterator[Tally]:
    """The total, which leaves out those handed over, and each kind."""
    if outcome.people:
        yield Tally("people", words("results.people"), "people", outcome.people)
    yield from _lines(words, campaign, outcome, "people")


def _lines(words: Catalogue, campaign: Campaign, outcome: Outcome, of: str) -> Iterator[Tally]:
    own = results.own_kinds(campaign)
    for kind, _, number, issues in outcome.some(of):
        unit = (own[kind].unit or "") if kind in own else ""
        listed = of != "people" or (results.tells_people(campaign) and kind != results.UNDIVIDED)
        url = urls.result(campaign.id, kind) if listed else ""
        yield Tally(kind, label(words, campaign, kind, dated=True), of, number, unit, issues, url)


def activities(words: Catalogue, campaign: Campaign, day: date, first: date | None = None) -> list[Tally]:
    """A line for each kind of activities."""
    done = results.activities(campaign, day, first)
    return [Tally(each.kind, activity(words, each.kind), "times", each.number) for each in done]


def doings(words: Catalogue, campaign: Campaign, day: date) -> list[Doings]:
    """All activities up to a day, the newest first."""
    found = [each for each in campaign.activities if each.date <= day]
    found.sort(key=lambda each: each.date, reverse=True)
    return [Doings(activity(words, each.kind), each) for each in found]


def tell(book: Ledger) -> bool:
    """Whether a campaign tells results by kind and day: it has entries that are new to the format."""
    day = book.as_of
    gained = any(gain.date <= day for each in book.earning() for gain in each.issue.gains)
    return gained or any(each.date <= day for each in book.campaign.activities)
