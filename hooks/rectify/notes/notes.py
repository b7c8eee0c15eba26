"""Notes, ``docs/notes/<campaign>/{units,issues,weekly}/<id>.md``, and the page that shows each."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING
from urllib.parse import quote

from rectify.check import approvals, privacy
from rectify.ground.suggest import nearest
from rectify.html import urls
from rectify.html.page import Note
from rectify.ledger import participation, periods
from rectify.notes import front
from rectify.read import source
from rectify.read.days import iso_day
from rectify.read.problems import Problem, problem, unreadable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from rectify.notes.texts import Text
    from rectify.read.records import Data, Round
    from rectify.words.messages import Catalogue

FOLDER = "notes"
KINDS = ("units", "issues", "weekly")


def read(
    docs: Path, files: Iterable[str], shown: str, data: Data, words: Catalogue
) -> tuple[list[Note], list[Problem]]:
    """The published notes among the ``files`` of ``docs``, and a problem for each that belongs to no page.

    Neither internal notes nor those of internal issues and campaigns are published.
    """
    found: list[Note] = []
    problems: list[Problem] = []
    rounds = {round_.campaign.id: round_ for round_ in data.rounds}
    there = dict.fromkeys(files)
    for path in there:
        if not (path.startswith(f"{FOLDER}/") and path.endswith(".md")):
            continue
        try:
            text = source.read(docs / path, f"{shown}/{path}", within=docs)
        except (OSError, source.NotText) as failure:
            at = source.start_of(f"{shown}/{path}")
            problems.append(unreadable(failure, at))
            continue
        place = source.Place(text)
        parts = path.split("/")[1:]
        if len(parts) != 3 or parts[1] not in KINDS:
            problems.append(problem("notes.belongs", "folder", place, path=path))
        elif parts[0] in data.lost or not rounds:
            continue  # its campaign is unreadable, which is reported already
        elif parts[0] not in rounds:
            better = nearest(parts[0], rounds)
            problems.append(problem("notes.belongs", "campaign", place, value=parts[0], better=better))
        else:
            id = parts[2].removesuffix(".md")
            url, known = _PAGES[parts[1]](rounds[parts[0]], data, id)
            body, head, wrong = front.split(text, words)
            problems += wrong
            if url and not head.internal and _is_published(rounds[parts[0]], parts[1], id):
                problems += front.sensitive(body, privacy.allowed_by(head.disclosed))
                problems += approvals.of_note(data, rounds[parts[0]], parts[1], id, head.disclosed)
                found.append(Note(url, parts[0], path, body))
            elif url:
                continue
            elif parts[1] != "issues" or not rounds[parts[0]].missing:
                folder = path.rpartition("/")[0]
                taken = {each for each in known if f"{folder}/{each}.md" in there}
                better = _nearest_report(id, known) if parts[1] == "weekly" else ""
                better = better or nearest(id, [each for each in known if each not in taken])
                values = {"value": id, "better": "" if better in taken else better}
                problems.append(problem("notes.belongs", parts[1], place, **values))
    return found, problems


def _is_published(round_: Round, kind: str, id: str) -> bool:
    hidden = {issue.id for file in round_.files for issue in file.issues if issue.internal}
    return not (round_.campaign.internal or (kind == "issues" and id in hidden))


def withheld(docs: Path, files: Iterable[str], public: Iterable[Text], data: Data) -> frozenset[str]:
    """The images beside notes that readers don't see: an internal campaign's, and those of unpublished notes.

    One that a published text names too is published.
    """
    beside = [path for path in files if path.startswith(f"{FOLDER}/")]
    images = [path for path in beside if not path.endswith(".md")]
    if not images:
        return frozenset()
    campaigns = {round_.campaign.id for round_ in data.rounds if round_.campaign.internal}
    shown = {text.path: text.source.text for text in public}
    hidden = [path for path in beside if path.endswith(".md") and path not in shown]
    unread = "".join(source.read(docs / path, path, within=docs).text for path in hidden)
    read = "".join(shown.values())
    return frozenset(
        path
        for path in images
        if path.split("/")[1] in campaigns or (_named(path, unread) and not _named(path, read))
    )


def _named(path: str, text: str) -> bool:
    """Whether a text names a file, however its address is written."""
    name = path.rpartition("/")[2]
    return name in text or quote(name) in text


def _unit(round_: Round, data: Data, id: str) -> tuple[str, list[str]]:
    known = [
        unit.id for unit in participation.participants(round_.campaign, data.organization, datetime.date.max)
    ]
    return (urls.unit(round_.campaign.id, id) if id in known else ""), known


def _issue(round_: Round, data: Data, id: str) -> tuple[str, list[str]]:
    known = [issue.id for file in round_.files for issue in file.issues]
    return (urls.issue(round_.campaign.id, id) if id in known else ""), known


def _week(round_: Round, data: Data, id: str) -> tuple[str, list[str]]:
    day = iso_day(id)
    until = max(day or round_.campaign.received, round_.campaign.received) + datetime.timedelta(7)
    reports = [week.report for week in periods.weeks(round_.campaign, until)]
    return (
        urls.week(round_.campaign.id, day) if day and day in reports else "",
        [str(report) for report in reports],
    )


def _nearest_report(id: str, reports: list[str]) -> str:
    """The report day less than a week away; '' if there is none, as when the year is wrong."""
    if (day := iso_day(id)) is None or not reports:
        return ""
    away = {report: abs(datetime.date.fromisoformat(report) - day) for report in reports}
    better = min(reports, key=lambda report: away[report])
    return better if away[better] < datetime.timedelta(7) else ""


_PAGES: dict[str, Callable[[Round, Data, str], tuple[str, list[str]]]] = {
    "units": _unit,
    "issues": _issue,
    "weekly": _week,
}
