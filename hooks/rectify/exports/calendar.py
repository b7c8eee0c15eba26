"""Calendars (iCalendar, RFC 5545) of what is due: one for each unit and each person.

All-day events on the days of open issues and their open measures. A calendar remains when nothing is due
any more, so that subscribers get no error.
"""

from __future__ import annotations

import datetime
import functools
import re
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

from rectify import __version__
from rectify.exports.feed import Export, Feed, digest, of_units, site_id
from rectify.html import urls
from rectify.html.page import past
from rectify.ledger import milestones
from rectify.ledger.everyone import ROLES, everyone, keys
from rectify.ledger.people import People
from rectify.ledger.standing import STATUSES
from rectify.read import identity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import date

    from rectify.html.page import Books
    from rectify.html.rendering import Renderer
    from rectify.ledger.ledger import Head
    from rectify.ledger.standing import Standing
    from rectify.read.records import Issue, Measure

ONE = datetime.timedelta(1)
UNITS = 64
"""The events of so many units are memoised, for people who work for several."""

OCTETS = 75
"""The maximum length of a line without its end."""

_ESCAPED = re.compile(r"[\\;,]")
_BREAK = re.compile(r"\r\n?|\n")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


class UnitDue:
    """What is due of a unit: its issues, in brief and with their texts."""

    def __init__(self, standings: tuple[Standing, ...], issues: tuple[Issue, ...]) -> None:
        self.standings = standings
        self.issues = issues

    def fingerprint(self) -> object:
        """All of it."""
        return self.standings, self.issues


class Subject(NamedTuple):
    """Whose calendar it is, and its units; all of a campaign share a ``diary``. ``key`` is a person's."""

    diary: Diary
    name: str
    units: tuple[UnitDue, ...]
    key: str = ""


def feeds(books: Books) -> Iterator[Feed]:
    """A file for each unit and each person of each campaign."""
    for campaign in books.campaigns:
        book = books.now(campaign.id)
        people = People(books.data.organization, book.as_of)
        diary = Diary(book.head, people)
        due = {
            id: UnitDue(standings, books.issues_of(campaign.id, standings))
            for id, standings in book.by_unit.items()
        }
        nothing = UnitDue((), ())
        if campaign.milestones:
            yield Feed(urls.round_calendar(campaign.id), functools.partial(_same, diary), _of_round)
        for unit in book.units:
            given = functools.partial(Subject, diary, unit.name, (due.get(unit.id, nothing),))
            url = urls.unit_calendar(campaign.id, unit.id)
            yield Feed(url, given, _of_unit, of_units(campaign.id, unit.id))
        if books.options.shows("people"):
            for key, each in everyone(book, people).items():
                url = unquote(urls.person_calendar(campaign.id, each.name))
                units = tuple(due[unit] for unit in each.units)
                given = functools.partial(Subject, diary, each.name, units, key)
                yield Feed(url, given, _of_person, of_units(campaign.id, *each.units))


def _same(diary: Diary) -> Diary:
    return diary


def _of_round(renderer: Renderer, given: Diary) -> bytes:
    return given.events(renderer).of_round()


def _of_unit(renderer: Renderer, given: Subject) -> bytes:
    return given.diary.events(renderer).of_unit(given.name, given.units)


def _of_person(renderer: Renderer, given: Subject) -> bytes:
    return given.diary.events(renderer).of_person(given.name, given.key, given.units)


class Event:
    """An event: the people whose calendars it is in, and its text, made lazily.

    ``people`` are keys. Lazily, since a person who helps in a second unit has few of its events.
    """

    __slots__ = ("_made", "_text", "people")

    def __init__(self, people: tuple[str, ...], made: Callable[[], str]) -> None:
        self.people, self._made, self._text = people, made, ""

    def text(self) -> str:
        """Its lines."""
        if not self._text:
            self._text = self._made()
        return self._text


class Diary:
    """The calendars of a campaign, which share the events of its units."""

    def __init__(self, book: Head, people: People) -> None:
        self.book, self.people = book, people
        self._events: Events | None = None

    def fingerprint(self) -> object:
        """What all of them share."""
        return self.book, self.people

    def events(self, renderer: Renderer) -> Events:
        """The maker of events and calendars, shared by all."""
        if self._events is None:
            self._events = Events(renderer, self.book, self.people)
        return self._events


class Events:
    """Makes the events of a campaign unit by unit, and calendars of them."""

    def __init__(self, renderer: Renderer, book: Head, people: People) -> None:
        self.common, self.words, self.book = renderer.common, renderer.common.words, book
        self.key = keys(book, people)
        self.stamp = f"DTSTAMP:{book.as_of - ONE:%Y%m%d}T160000Z"  # midnight in +08:00
        self.titles = {
            kind: self.words.texts[f"feeds.calendar.{kind}"] for kind in ("issue", "measure", "follow_up")
        }
        self.status = {status: self.words(f"status.{status}") for status in STATUSES}
        self.site = site_id(renderer)
        self.away = renderer.away("") if renderer.site_url else None
        self.label = functools.cache(self._label)
        self.days = functools.cache(_days)
        self.events = functools.lru_cache(UNITS)(self._events)

    def of_round(self) -> bytes:
        """The calendar of the milestones that are not done."""
        campaign = self.book.campaign
        seen: Counter[str] = Counter()
        events = []
        for each in milestones.milestones(campaign, self.book.as_of):
            seen[each.kind] += 1  # a round may have several reports
            if each.done:
                continue
            summary = self.words("milestone.calendar", name=milestones.name(each.kind, self.words))
            id = f"{digest('milestone', each.kind)}-{seen[each.kind]}"
            lines = [
                "BEGIN:VEVENT",
                f"UID:{campaign.id}-{id}@{self.site}.rectify",
                self.stamp,
                *self.days(each.due),
                f"SUMMARY:{text(summary)}",
                "TRANSP:TRANSPARENT",
            ]
            if self.away:
                lines.append(f"URL:{self.away(urls.campaign(campaign.id))}")
            events.append(folded([*lines, "END:VEVENT"]))
        return self._calendar(self.words("milestone.title"), events)

    def of_unit(self, name: str, units: Iterable[UnitDue]) -> bytes:
        """The calendar of a unit."""
        return self._calendar(name, (event.text() for unit in units for event in self.events(unit)))

    def of_person(self, name: str, key: str, units: Iterable[UnitDue]) -> bytes:
        """The calendar of a person: the issues that they answer for or supervise, and their measures.

        ``units`` are those where they have any.
        """
        theirs = (event for unit in units for event in self.events(unit) if key in event.people)
        return self._calendar(name, (event.text() for event in theirs))

    def _events(self, unit: UnitDue) -> list[Event]:
        """What is due of a unit."""
        found = []
        for each, issue in zip(unit.standings, unit.issues, strict=True):
            if each.recheck_on:
                who = self._people(each, *(("supervisor", name) for name in issue.supervisor))
                found.append(Event(who, functools.partial(self._recheck, each)))
            if each.follow_up:
                last = past(issue.follow_up, self.book.as_of)[-1]
                made = functools.partial(self._follow_up, each, each.follow_up, last.by)
                who = self._people(each, *(("owner", name) for name in (last.by, *issue.owner)))
                found.append(Event(who, made))
            if not each.open:
                continue
            held = ((role, name) for role in ROLES for name in getattr(issue, role))
            who = self._people(each, *held)
            found.append(Event(who, functools.partial(self._issue, each)))
            for measure, name in _named(issue.measures):
                if measure.done is None or measure.done > self.book.as_of:
                    made = functools.partial(self._measure, each, measure, name)
                    found.append(Event(self._people(each, ("measure", measure.owner)), made))
        return found

    def _people(self, each: Standing, *named: tuple[str, str]) -> tuple[str, ...]:
        """The keys of people, each named with a role."""
        return tuple([self.key(name, role, each.unit) for role, name in named])

    def _issue(self, each: Standing) -> str:
        issue = each.issue
        said = [self.label(f"role.{role}") + identity.together(getattr(issue, role)) for role in ROLES]
        summary = self.titles["issue"].format(id=issue.id, title=issue.title)
        return self._event(each, issue.id, each.deadline, summary, said)

    def _recheck(self, each: Standing) -> str:
        issue = each.issue
        said = [self.label("role.supervisor") + identity.together(issue.supervisor)]
        summary = self.words("feeds.calendar.recheck", id=issue.id, title=issue.title)
        return self._event(each, f"{issue.id}-recheck", each.recheck_on or each.deadline, summary, said)

    def _follow_up(self, each: Standing, due: date, who: str) -> str:
        issue = each.issue
        summary = self.titles["follow_up"].format(id=issue.id, title=issue.title)
        return self._event(each, f"{issue.id}-after", due, summary, [self.label("key.follow_up.by") + who])

    def _measure(self, each: Standing, measure: Measure, name: str) -> str:
        issue = each.issue
        said = [self.label("key.measure.owner") + measure.owner, self.label("column.title") + issue.title]
        summary = self.titles["measure"].format(id=issue.id, text=measure.text)
        return self._event(each, f"{issue.id}-{name}", measure.due, summary, said)

    def _event(self, each: Standing, id: str, day: date, summary: str, said: list[str]) -> str:
        unit = self.label("column.unit") + self.common.unit_name(each.unit)
        status = self.label("column.status") + self.status[each.status]
        lines = [
            "BEGIN:VEVENT",
            f"UID:{self.book.campaign.id}-{id}@{self.site}.rectify",
            self.stamp,
            *self.days(day),
            f"SUMMARY:{text(summary)}",
            "DESCRIPTION:" + text("\n".join((unit, *said, status))),
            "TRANSP:TRANSPARENT",  # does not block the day
        ]
        if self.away:
            lines.append(f"URL:{self.away(urls.issue(self.book.campaign.id, each.issue.id))}")
        return folded([*lines, "END:VEVENT"])

    def _label(self, key: str) -> str:
        return self.words(key) + self.words("format.colon")

    def _calendar(self, name: str, events: Iterable[str]) -> bytes:
        title = text(self.words("feeds.calendar.name", name=name, campaign=self.book.campaign.name))
        head = folded(
            [
                "BEGIN:VCALENDAR",
                "VERSION:2.0",
                f"PRODID:-//rectify//rectify {__version__}//{self.words.language.upper()}",
                "CALSCALE:GREGORIAN",
                f"NAME:{title}",
                f"X-WR-CALNAME:{title}",  # for Outlook and Apple
                "REFRESH-INTERVAL;VALUE=DURATION:P1D",
                "X-PUBLISHED-TTL:P1D",
            ]
        )
        return "".join([head, *events, "END:VCALENDAR\r\n"]).encode()


def _named(measures: Iterable[Measure]) -> Iterator[tuple[Measure, str]]:
    """Measures, each with a stable id that survives adding, moving and removing others.

    It is a digest of the text, so a new day or owner does not change it; equal texts are numbered.
    """
    seen: Counter[str] = Counter()
    for measure in measures:
        name = digest("".join(measure.text.split()))
        seen[name] += 1
        yield measure, f"{name}-{seen[name]}" if seen[name] > 1 else name


def _days(day: date) -> tuple[str, str]:
    return f"DTSTART;VALUE=DATE:{day:%Y%m%d}", f"DTEND;VALUE=DATE:{day + ONE:%Y%m%d}"


def text(value: str) -> str:
    """A text as a property's value: escaped, without forbidden characters."""
    value = _ESCAPED.sub(r"\\\g<0>", value)
    return _CONTROL.sub("", _BREAK.sub(r"\\n", value))


def folded(lines: Iterable[str]) -> str:
    """Fold lines to 75 octets, between characters; each ends with CR LF."""
    made = []
    for line in lines:
        raw = line.encode()
        if len(raw) <= OCTETS:
            made.append(line)
            continue
        start, room = 0, OCTETS
        parts = []
        while len(raw) - start > room:
            end = start + room
            while raw[end] & 0xC0 == 0x80:  # within a character
                end -= 1
            parts.append(raw[start:end].decode())
            start, room = end, OCTETS - 1  # the space in front counts
        parts.append(raw[start:].decode())
        made.append("\r\n ".join(parts))
    return "\r\n".join(made) + "\r\n"


EXPORT = Export(order=40, feeds=feeds)
