"""How a round ended, as its overview says once it is over, and where earlier rounds were on the same day."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, NamedTuple

from rectify.html import urls
from rectify.ledger import counts, ledger
from rectify.ledger.standing import CARRIED

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from rectify.html.page import Books
    from rectify.ledger.counts import Counts
    from rectify.ledger.ledger import Ledger
    from rectify.ledger.standing import Standing
    from rectify.read.records import CarriedOver, Issue


class Late(NamedTuple):
    """An issue that was closed late, and what was last said of the reason."""

    standing: Standing
    why: str


class Onward(NamedTuple):
    """An issue that was carried over: to which campaign and issue, its address if it has one, and why."""

    standing: Standing
    campaign: str
    issue: str
    url: str
    why: str


class Ending(NamedTuple):
    """What the closing summary of a round lists: the latest first, then what goes on."""

    late: tuple[Late, ...]
    onward: tuple[Onward, ...]


def ending(books: Books, book: Ledger) -> Ending | None:
    """The closing summary of a round that is over on the day."""
    if not ledger.is_finished(book.campaign, book.as_of):
        return None
    id = book.campaign.id
    late = [each for each in book.standings if each.closed_late]
    late.sort(key=lambda each: each.deadline.toordinal() - (each.closed_on or each.deadline).toordinal())
    return Ending(
        tuple(
            [Late(each, _why(books.issues[id, each.issue.id], each.closed_on or book.as_of)) for each in late]
        ),
        tuple([_onward(books, each, to) for each, to in _carried(books, book)]),
    )


def _why(issue: Issue, day: date) -> str:
    """The last reason given by a day: for a week without progress, a return, or an extension."""
    said = [(each.date, each.none) for each in issue.progress if each.none]
    said += [(each.date, each.opinion) for each in issue.closure if each.result == "return" and each.opinion]
    said += [(each.date, each.reason) for each in issue.extensions]
    return max((each for each in said if each[0] <= day), default=(day, ""), key=lambda each: each[0])[1]


def _carried(books: Books, book: Ledger) -> Iterator[tuple[Standing, CarriedOver]]:
    for each in book.standings:
        to = books.issues[book.campaign.id, each.issue.id].carried_over
        if to and each.status == CARRIED:
            yield each, to


def _onward(books: Books, each: Standing, to: CarriedOver) -> Onward:
    there = books.issues.get((to.to, to.issue))
    shown = there is not None and there.opened <= books.options.as_of
    name = books.rounds[to.to].campaign.name if to.to in books.rounds else to.to
    return Onward(each, name, to.issue, urls.issue(to.to, to.issue) if shown else "", to.reason)


class Same(NamedTuple):
    """A round as many days after its mobilisation as another one is."""

    name: str
    url: str
    day: date
    counts: Counts


def compared(book: Ledger, others: tuple[Ledger, ...]) -> tuple[int, list[Same]]:
    """The days since mobilisation, and this round and all earlier ones on that day of theirs; none alone."""
    campaign = book.campaign
    until = min(book.as_of, campaign.finished or book.as_of)
    days = (until - campaign.started).days
    earlier = [each for each in others if each.campaign.started < campaign.started]
    if days < 0 or not earlier:
        return days, []
    found = []
    for each in (book, *earlier):
        day = each.campaign.started + datetime.timedelta(days)
        there = counts.count(each.on(day).standings)
        found.append(Same(each.campaign.name, urls.campaign(each.campaign.id), day, there))
    return days, found
