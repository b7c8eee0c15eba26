"""``rectify new campaign``: the files of a new campaign, with the settings of the one before it."""

from __future__ import annotations

import datetime
import re
from typing import TYPE_CHECKING, TextIO

from rectify import check
from rectify.cli.projects import create, discard
from rectify.cli.refusal import RefusedError
from rectify.cli.reports import error_text
from rectify.read import schema
from rectify.read.problems import visible
from rectify.read.yamltext import inline, scalar

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from rectify.cli.arguments import Given
    from rectify.cli.project import Project
    from rectify.pages import Books
    from rectify.read.records import Campaign
    from rectify.words.messages import Catalogue

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
_FOLDER = "campaigns/<campaign>/"
_SUPERIOR, _UNITS = datetime.timedelta(days=90), datetime.timedelta(days=83)
"""Placeholder deadlines, counted from the day, as in a new project."""


def run(project: Project, given: Given, out: TextIO) -> int:
    """Write the files, if the rules accept them; a campaign that exists is left alone."""
    words, day = project.words, project.options.as_of
    every = project._replace(options=project.options._replace(campaigns=()))
    books, loaded = every.books()
    if books is None:
        raise RefusedError(error_text(loaded.problems, words), 1)
    id = str(day.year) if given.campaign is None else given.campaign
    if not _ID.fullmatch(id):
        raise RefusedError(visible(words("cli.new-round.id", value=id)))
    folder = f"{project.options.data}/campaigns/{id}"
    there = project.folder / project.options.data / "campaigns"
    if there.is_dir() and any(each.name.lower() == id.lower() for each in there.iterdir()):
        raise RefusedError(visible(words("cli.new-round.there", folder=folder)))
    last = books.campaigns[0] if books.campaigns else None
    findings = f"{schema.modeline(f'{_FOLDER}findings.yml')}\n# {words('cli.new-round.findings')}\n[]\n"
    made = {
        f"{folder}/campaign.yml": "".join(f"{line}\n" for line in _campaign(books, last, id, day)).encode(),
        f"{folder}/findings.yml": findings.encode(),
    }
    written = create(project.folder, made)
    if wrong := _refused(every, folder, day):
        discard(written)
        raise RefusedError(wrong, 1)
    out.write(visible(words("cli.new-round.done", folder=folder)) + "\n")
    return 0


def _refused(project: Project, folder: str, day: date) -> str:
    """What the rules say against the new files."""
    _, loaded = project.books()
    problems = [*loaded.problems, *(check.check(loaded.data, day) if loaded.data else ())]
    mine = [each for each in problems if each.level == "error" and each.at.path.startswith(folder)]
    return error_text(mine, project.words) if mine else ""


def _campaign(books: Books, last: Campaign | None, id: str, day: date) -> Iterator[str]:
    """The lines of campaign.yml."""
    words = books.words
    name = words("cli.new-round.name", year=day.year)
    if any(each.name == name for each in books.campaigns):
        name += words("format.paren", text=id)
    yield schema.modeline(f"{_FOLDER}campaign.yml")
    yield f"name: {scalar(name)}"
    yield f"source: {scalar(last.source if last else words('cli.new-round.source'))}"
    for key in ("received", "started"):
        yield f"{key}: {day}   # {words(f'key.campaign.{key}')}"
    yield f"deadlines: {{superior: {day + _SUPERIOR}, units: {day + _UNITS}}}"
    if last and last.report_weekday != "monday":
        yield f"report_weekday: {last.report_weekday}"
    if last and last.deadline_policy != "advance_only":
        yield f"deadline_policy: {last.deadline_policy}"
    yield f"verified_by: {_verifier(books, last)}"
    yield "categories:"
    yield from _categories(last, words)
    if last and last.units:
        yield f"units: {inline(list(last.units))}"
    yield "milestones:"
    yield f"  - {{kind: plan, due: {day + datetime.timedelta(14)}}}"
    yield f"  - {{kind: period, due: {day + _SUPERIOR}}}"


def _verifier(books: Books, last: Campaign | None) -> str:
    """The body that verified before, else the first supervising one."""
    if last:
        return scalar(last.verified_by)
    units = books.data.organization.units
    return scalar(
        next((each.id for each in units if each.kind == "supervision"), units[0].id if units else "-")
    )


def _categories(last: Campaign | None, words: Catalogue) -> Iterator[str]:
    known = [(each.id, each.name) for each in last.categories] if last else []
    for id, name in known or [("general", words("cli.new-round.category"))]:
        yield f"  - {inline({'id': id, 'name': name})}"
