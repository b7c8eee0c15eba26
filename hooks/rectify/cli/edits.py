"""Edits of data files by commands: checked before they are written, shown as a diff, atomic."""

from __future__ import annotations

import codecs
import difflib
import re
import stat
import sys
from typing import TYPE_CHECKING, NamedTuple, TextIO

from rectify import check
from rectify.cli import reports
from rectify.cli.project import Project
from rectify.cli.projects import replace
from rectify.cli.refusal import RefusedError, choose
from rectify.git.git import NoHistoryError
from rectify.git.revision import compare
from rectify.ground import plainfiles
from rectify.read import options, source
from rectify.read.load import load
from rectify.read.problems import visible

if TYPE_CHECKING:
    import pathlib
    from collections.abc import Iterable, Sequence

    from rectify.cli.arguments import Given
    from rectify.pages import Books
    from rectify.read.load import Loaded
    from rectify.read.problems import Problem
    from rectify.read.records import Round

_BREAK = re.compile(r"\r\n|\r|\n")
_NO_REPOSITORY = ("no-git", "no-repository", "no-commits", "no-data")


class File(NamedTuple):
    """A data file to edit: its name in the data folder, its bytes, and its text without a byte order mark."""

    name: str
    raw: bytes
    text: str

    def edited(self, text: str) -> bytes:
        """The bytes of another text, with the same byte order mark."""
        return (codecs.BOM_UTF8 if self.raw.startswith(codecs.BOM_UTF8) else b"") + text.encode()


class Edit(NamedTuple):
    """A file and what it is to be."""

    file: File
    new: bytes


def opened(project: Project) -> tuple[Project, Books, Loaded]:
    """The project with all its campaigns, read. Raises ``RefusedError`` if nothing can be read."""
    every = project._replace(options=project.options._replace(campaigns=()))
    books, loaded = every.books()
    if books is None or loaded.data is None:
        raise RefusedError(reports.error_text(loaded.problems, project.words), 1)
    return every, books, loaded


def names(folder: pathlib.Path, *, only_issues: bool) -> list[str]:
    """The ids of issues and units, or of all that can be corrected, for a shell to complete."""
    found = Project.open(folder)
    every = found._replace(options=found.options._replace(campaigns=()))
    data = load(folder / every.options.data, every.options.data, every.words).data
    made: list[str] = [] if only_issues else ["organization", "campaign"]
    for round_ in reversed(data.rounds if data else ()):
        made += [] if only_issues else [round_.campaign.id, *(each.id for each in round_.findings)]
        made += [name for file in round_.files for name in (file.unit, *(each.id for each in file.issues))]
    return list(dict.fromkeys(made))


def day(project: Project, given: Given) -> str:
    """The day of what is written: as typed, or that of the site."""
    found = project.options.as_of if given.date is None else options.day(given.date)
    if found is None:
        raise RefusedError(visible(project.words("cli.bad-day", value=given.date)))
    return found.isoformat()


def campaign(project: Project, books: Books, loaded: Loaded, given: Given) -> Round:
    """The campaign that was named, or the current one, as it stands in the files."""
    assert loaded.data is not None  # noqa: S101  (``opened`` has seen to it)
    there = {round_.campaign.id: round_ for round_ in loaded.data.rounds}
    if given.campaign is None and books.current:
        return there[books.current.id]
    if not there:
        raise RefusedError(project.words("cli.no-campaigns"))
    return there[choose(project.words, "campaign", given.campaign or "", there)]


def read(project: Project, name: str, loaded: Loaded) -> File:
    """A data file. Raises ``RefusedError`` if its YAML can't be read."""
    raw = plainfiles.read(project.folder / project.options.data, name)
    path = f"{project.options.data}/{name}"
    parsed = loaded.parsed.get((path, source.digest(raw)))
    if parsed is None or parsed.lost:
        wrong = [each for each in loaded.problems if each.at.path == path]
        raise RefusedError(reports.error_text(wrong, project.words), 1)
    return File(name, raw, raw.decode("utf-8-sig"))


def run(project: Project, loaded: Loaded, edits: Sequence[Edit], out: TextIO, *, dry: bool) -> int:
    """Show the edits and write them, if the rules have nothing against them that they had not before."""
    words = project.words
    instead = {each.file.name: each.new for each in edits}
    folder, shown = project.folder / project.options.data, project.options.data
    after = load(folder, shown, words, known=loaded.parsed, instead=instead)
    told = _new(_problems(project, loaded), _problems(project, after))
    if any(each.level == "error" for each in told):
        unsigned = any((each.rule, each.variant) == ("responsibility.correction", "none") for each in told)
        more = [words("cli.edit.approval")] if unsigned else []
        raise RefusedError("\n".join([reports.error_text(told, words), *more, words("cli.edit.refused")]), 1)
    for each in edits:
        out.write(diff(f"{shown}/{each.file.name}", each.file.raw, each.new))
    if not dry:
        _write(project, edits)
    files = words("format.list").join(f"{shown}/{each.file.name}" for each in edits)
    out.write(visible(words("cli.edit.dry" if dry else "cli.edit.done", files=files)) + "\n")
    warnings = [each for each in told if each.level == "warning"]
    if warnings:
        sys.stderr.write(reports.text(warnings, words, colour=False))
    return 0


def _problems(project: Project, loaded: Loaded) -> list[Problem]:
    """What ``rectify check --against HEAD`` says of the data; without a repository, of the data alone."""
    day = project.options.as_of
    found = list(loaded.problems)
    if loaded.data is None:
        return found
    found += check.check(loaded.data, day)
    try:
        revisions = compare(project.folder, project.options.data, "HEAD", loaded, project.words, day)
    except NoHistoryError as why:
        if why.key not in _NO_REPOSITORY:
            reason = project.words(f"git.{why.key}", detail=why.detail, folder=project.folder.resolve())
            raise RefusedError(visible(project.words("cli.against", value="HEAD", reason=reason))) from None
        return found
    return [*found, *check.compare(revisions)]


def _new(before: list[Problem], after: list[Problem]) -> list[Problem]:
    """The problems that were not there before, in the order of reports."""
    known = set(reports.fingerprints(before))
    found = zip(after, reports.fingerprints(after), strict=True)
    return sorted((each for each, mark in found if mark not in known), key=lambda each: each.sort_key())


def diff(path: str, old: bytes, new: bytes) -> str:
    """The difference of two versions of a file, as git shows it."""
    theirs, ours = (_lines(raw.decode("utf-8-sig")) for raw in (old, new))
    lines = difflib.unified_diff(theirs, ours, f"a/{path}", f"b/{path}", lineterm="")
    return "".join(f"{visible(line)}\n" for line in lines)


def _lines(text: str) -> list[str]:
    lines = _BREAK.split(text)
    return lines if lines[-1] else lines[:-1]


def _write(project: Project, edits: Iterable[Edit]) -> None:
    """Write files that are still as they were read; if one can't be written, those before it are restored."""
    folder = project.folder / project.options.data
    done: list[Edit] = []
    try:
        for each in edits:
            path = folder / each.file.name
            if plainfiles.read(folder, each.file.name) != each.file.raw:
                file = f"{project.options.data}/{each.file.name}"
                raise RefusedError(visible(project.words("cli.edit.changed", file=file)))
            replace(path, each.new, stat.S_IMODE(path.stat().st_mode))
            done.append(each)
    except (OSError, RefusedError):
        for each in reversed(done):
            path = folder / each.file.name
            replace(path, each.file.raw, stat.S_IMODE(path.stat().st_mode))
        raise
