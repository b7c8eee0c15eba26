"""The commands. Each takes the project, its arguments and the output stream."""

from __future__ import annotations

import os
import pathlib
import sys
from typing import TYPE_CHECKING, TextIO

from rectify import check
from rectify.cli import arguments, correct, generator, holidays, moves, newround, reports, supplement
from rectify.cli.draft import Draft
from rectify.cli.projects import run_init, run_upgrade
from rectify.cli.publishing import run_publish
from rectify.cli.refusal import RefusedError, choose
from rectify.cli.reports import error_text
from rectify.git.git import NoHistoryError
from rectify.git.revision import compare
from rectify.ground import environment, plainfiles
from rectify.handbook.examples import examples
from rectify.ledger import counts, everyone, findings, reminders
from rectify.ledger.people import People
from rectify.ledger.standing import CARRIED, STATUSES
from rectify.notes import handwritten
from rectify.read import filenames, identity, schema
from rectify.read.load import SEALS
from rectify.read.problems import Problem, unreadable, visible
from rectify.read.source import start_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from rectify.cli.arguments import Given
    from rectify.cli.project import Project
    from rectify.ledger.ledger import Ledger
    from rectify.ledger.standing import Standing
    from rectify.pages import Books
    from rectify.read.load import Loaded
    from rectify.read.records import Issue, Round
    from rectify.words.messages import Catalogue

    Command = Callable[[Project, Given, TextIO], int]
    Bare = Callable[[Given, Catalogue, TextIO], int]


def run_check(project: Project, given: Given, out: TextIO) -> int:
    """Check the data and the notes; 1 if there are errors."""
    # Imported here because MkDocs is slow to import and only this command needs it.
    generator.take()
    from rectify.mkdocs import settings

    refused, host = list(project.problems), handwritten.NO_HOST
    found: list[Problem] = []
    if not refused:
        refused, host = settings.faults(project.folder)
        against = environment.merge_target() if given.against is None else given.against
        found = _found(project, against, host)
    if given.paths:
        found = _below_paths(found, given.paths, project)
    problems = sorted([*refused, *found], key=Problem.sort_key)
    out.write(reports.FORMATS[given.format](problems, project.words, given.colour))
    return int(any(problem.level == "error" for problem in problems))


def _found(project: Project, revision: str | None, host: handwritten.Host) -> list[Problem]:
    """The problems of data and notes, and of changes since a revision."""
    made = project.assemble(host)
    if revision is not None and made.loaded.data is not None:
        return [*made.problems, *_compared(project, revision, made.loaded)]
    return list(made.problems)


def _compared(project: Project, revision: str, loaded: Loaded) -> list[Problem]:
    try:
        options = project.options
        found = compare(project.folder, options.data, revision, loaded, project.words, options.as_of)
    except NoHistoryError as why:
        reason = project.words(f"git.{why.key}", detail=why.detail, folder=project.folder.resolve())
        told = project.words("cli.against", value=revision, reason=reason)
        raise RefusedError(visible(told)) from None
    return check.compare(found)


def _below_paths(problems: list[Problem], paths: list[pathlib.Path], project: Project) -> list[Problem]:
    """The problems below some paths.

    Raises ``RefusedError`` for a path that neither exists nor has a problem.
    """
    wanted = [_relative(path, project) for path in paths]

    def below(problem: Problem, path: str) -> bool:
        return path == "." or problem.at.path == path or problem.at.path.startswith(f"{path}/")

    for given, path in zip(paths, wanted, strict=True):
        there = os.path.lexists(project.folder / path)
        if not there and not any(below(problem, path) for problem in problems):
            choose(project.words, "path", str(given), _files(project))
    return [problem for problem in problems if any(below(problem, path) for path in wanted)]


def _relative(path: pathlib.Path, project: Project) -> str:
    """A path relative to the project, as messages show it."""
    # Don't resolve the last part: a symlink in the data is reported at its own path.
    for whole in (path.absolute(), path.parent.resolve() / path.name):
        plain = pathlib.Path(os.path.normpath(whole))
        for folder in (project.folder.absolute(), project.folder.resolve()):
            if plain.is_relative_to(folder):
                return plain.relative_to(folder).as_posix()
    raise RefusedError(visible(project.words("cli.outside", value=path)))


def _files(project: Project) -> list[str]:
    """The files and folders that are read, those nearest the root first."""
    top = project.folder
    folders = [top / project.options.data, project.docs]
    found = [path for folder in folders if folder.is_dir() for path in (folder, *folder.rglob("*"))]
    names = [path.relative_to(top).as_posix() for path in found if path.is_relative_to(top)]
    return ["mkdocs.yml", *sorted(names, key=lambda name: (name.count("/"), name))]


def _campaign(project: Project, given: Given, books: Books) -> tuple[Ledger, Round]:
    """The campaign that was asked for, or the current one: its ledger and its data."""
    if given.campaign is not None:
        id = choose(project.words, "campaign", given.campaign, books.rounds)
        return books.now(id), books.rounds[id]
    if books.current is None:
        raise RefusedError(project.words("cli.no-campaigns"))
    return books.now(books.current.id), books.rounds[books.current.id]


def _sound_ledger(project: Project, given: Given) -> tuple[Ledger, Round]:
    """A campaign of sound data, for those who count: of half the data no number is right."""
    made = project.assemble()
    if made.site is None:
        raise RefusedError(error_text(made.problems, project.words), 1)
    return _campaign(project, given, made.site.books)


def _readable_ledger(project: Project, given: Given) -> tuple[Ledger, Round, Loaded]:
    """A campaign of what can be read, with what can't."""
    books, loaded = project.books()
    if books is None or (given.campaign in books.data.lost) or (books.data.lost and not books.rounds):
        raise RefusedError(error_text(loaded.problems, project.words), 1)
    return *_campaign(project, given, books), loaded


def run_list(project: Project, given: Given, out: TextIO) -> int:
    """A line for each issue that the filters let through; 1 if there is data that could not be read."""
    book, round_, loaded = _readable_ledger(project, given)
    words = project.words
    statuses = {words(f"status.{status}"): status for status in (*STATUSES, CARRIED)}
    issues = [issue for file in round_.files for issue in file.issues]
    if given.unit is not None:
        choose(words, "unit", given.unit, [unit.id for unit in book.units])
    owns = _owns(book, issues, words, given.owner)
    if given.status is not None:
        choose(words, "status", given.status, [*statuses, *statuses.values()])
    for each in book.standings:
        picked = (
            given.unit in (None, each.unit)
            and owns(each)
            and given.status in (None, each.status, words(f"status.{each.status}"))
            and (not given.overdue or each.overdue)
            and (not given.due_soon or each.due_soon)
            and (not given.silent or each.silent)
            and (not given.returned or each.returned)
        )
        if picked:
            cells = (each.issue.id, words(f"status.{each.status}"), str(each.deadline), each.unit)
            out.write(
                "\t".join(map(visible, (*cells, identity.together(each.issue.owner), each.issue.title)))
                + "\n"
            )
    return _report_unread(project, loaded)


def _owns(
    book: Ledger, issues: list[Issue], words: Catalogue, owner: str | None
) -> Callable[[Standing], bool]:
    """Whether somebody owns an issue, by name or by post; a name that owns none of them is refused."""
    if owner is None:
        return lambda each: True
    key = everyone.keys(book, People(book.organization, book.as_of))

    def owns(each: Standing) -> bool:
        who = key(owner, "owner", each.unit)
        return any(key(name, "owner", each.unit) == who for name in each.issue.owner)

    owners = {identity.skeleton(name): name for issue in issues for name in issue.owner}
    if identity.skeleton(owner) not in owners and not any(map(owns, book.standings)):
        choose(words, "owner", owner, sorted(owners.values()))
    return owns


def run_remind(project: Project, given: Given, out: TextIO) -> int:
    """A line for each reminder that has to be sent today and was not; 1 if some data could not be read."""
    book, round_, loaded = _readable_ledger(project, given)
    words = project.words
    if given.unit is not None:
        choose(words, "unit", given.unit, [unit.id for unit in book.units])
    issues = {issue.id: issue for file in round_.files for issue in file.issues}
    picked = [each for each in book.standings if given.unit in (None, each.unit)]
    found = reminders.to_send(book.campaign, [(each, issues[each.issue.id]) for each in picked], book.as_of)
    for sent in found:
        each, rung = sent.standing, sent.rung
        kind, role = reminders.name(rung.kind, words), words(f"role.{rung.to}")
        cells = (each.issue.id, kind, role, sent.name, str(each.deadline), str(each.left), each.unit)
        out.write("\t".join(map(visible, (*cells, each.issue.title))) + "\n")
    if not found:
        sys.stderr.write(words("reminder.none") + "\n")
    return _report_unread(project, loaded)


def _report_unread(project: Project, loaded: Loaded) -> int:
    """Report the files that were not fully read; 1 if there are any."""
    files = sorted({problem.at.path for problem in loaded.problems if problem.level == "error"})
    if files:
        shown = visible(project.words("format.list").join(files))
        sys.stderr.write(project.words("cli.left-out", n=len(files), files=shown) + "\n")
    return int(bool(files))


def run_status(project: Project, given: Given, out: TextIO) -> int:
    """The numbers of a campaign on the day."""
    book, _ = _sound_ledger(project, given)
    words, total, handed = project.words, counts.count(book.standings), findings.of_findings(book)
    out.write(f"{visible(book.campaign.name)}\t{words('site.as_of')} {book.as_of}\n")
    for name, number in (
        ("total", str(total.total)),
        *((status, str(number)) for status, number in total.status.items()),
        ("completion_rate", total.completion_rate),
        ("on_time_rate", total.on_time_rate),
        *((flag, str(number)) for flag, number in total.flag.items()),
        ("findings", str(handed.total)),
        ("findings_rate", handed.rate),
        *((f"findings_{state}", str(handed.number[state])) for state in findings.STATES if state != CARRIED),
    ):
        out.write(f"{words(f'figure.{name}')}\t{number}\n")
    return 0


def run_explain(project: Project, given: Given, out: TextIO) -> int:
    """A rule with a bad and a good example; without an id, a line for each rule."""
    rules = check.all_rules()
    words = project.words
    if given.rule is not None:
        choose(words, "rule", given.rule, rules)
    for rule in [given.rule] if given.rule else rules:
        out.write(f"{rule}\t{words(f'level.{check.level(rule)}')}\t{words(f'rule.{rule}')}\n")
    if given.rule:
        example = examples()[given.rule]
        out.write(f"\n{example.file}\n" if example.file else "")
        for name, text in (("bad", example.bad), ("good", example.good)):
            out.write(f"\n{words(f'handbook.{name}')}\n")
            out.write("".join(f"  | {line}\n" for line in text.rstrip().split("\n")))
    return 0


def run_new(project: Project, given: Given, out: TextIO) -> int:
    """A new campaign, or the YAML of a new issue with the next free number, to paste into the unit's file."""
    if given.what == "campaign":
        return newround.run(project, given, out)
    if given.what == "finding":
        return supplement.run(project, given, out)
    book, round_, loaded = _readable_ledger(project, given)
    words, folder = project.words, f"{project.options.data}/{round_.folder}"
    units = {unit.id: unit for unit in book.units}
    unit = units[choose(words, "unit", given.unit, units)]
    file = f"{folder}/units/{given.unit}.yml"
    own = [problem for problem in loaded.problems if problem.at.path == file]
    handed = [problem for problem in loaded.problems if problem.at.path == f"{folder}/findings.yml"]
    known = next((each for each in round_.files if each.unit == given.unit), None)
    # The shell has emptied the file of ``new … > file`` before this runs.
    emptied = any((problem.rule, problem.variant) == ("structure.empty", "file") for problem in own)
    if known is None and own and not emptied:
        raise RefusedError(error_text(own, words), 1)  # the ids in it are unknown
    if handed and (given.finding is not None or known is None):
        raise RefusedError(error_text(handed, words), 1)
    findings = {each.id: each for each in round_.findings}
    finding = None
    if given.finding is not None:
        finding = findings[choose(words, "finding", given.finding, findings)]
    lost = [id for (path, _), parsed in loaded.parsed.items() if path == file for id in parsed.lost]
    ids = None if known is None else [*(issue.id for issue in known.issues), *lost]
    taken = {issue.id for each in round_.files for issue in each.issues} | round_.missing
    out.write(Draft(unit, finding, file, ids, frozenset(taken)).yaml(book, words))
    if emptied:
        sys.stderr.write(visible(words("cli.emptied", file=file)) + "\n")
    _report_unread(project, loaded._replace(problems=[each for each in loaded.problems if each not in own]))
    return 0


def run_seal(project: Project, given: Given, out: TextIO) -> int:
    """Record the digests of closed issues' evidence in SHA256SUMS; what stands there stays."""
    book, round_ = _sound_ledger(project, given)
    seals = {name: (seal.path, seal.sha256) for name, seal in round_.seals.items()}
    issues = {issue.id: issue for file in round_.files for issue in file.issues}
    before = len(seals)
    for each in book.standings:
        listed = {filenames.composed(record.file) for record in issues[each.issue.id].evidence if record.file}
        for file in round_.evidence.get(each.issue.id, ()) if each.closed_on else ():
            if file.name in listed:
                id = each.issue.id
                seals.setdefault(f"{id}/{file.name}", (f"{id}/{file.there}", file.sha256))
    target = project.folder / project.options.data / round_.folder / "evidence" / SEALS
    if seals:
        target.parent.mkdir(parents=True, exist_ok=True)
        lines = "".join(f"{digest}  {path}\n" for path, digest in sorted(seals.values()))
        target.write_text(lines, "utf-8", newline="\n")
    out.write(project.words("cli.sealed", n=len(seals) - before, file=target.name) + "\n")
    return 0


def run_schema(project: Project, given: Given, out: TextIO) -> int:
    """Write the JSON Schemas to which the data files' modelines refer."""
    shown = f"{project.options.data}/{schema.FOLDER}"
    folder = project.folder / shown
    made = schema.schemas(project.words)
    for name in ("", *made):
        if (folder / name).is_symlink():  # else an edit of the data could overwrite any file
            at = start_of(f"{shown}/{name}".rstrip("/"))
            raise RefusedError(
                error_text([unreadable(plainfiles.RefusedError("link"), at)], project.words), 1
            )
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in made.items():
        (folder / name).write_text(text, "utf-8", newline="\n")
    shown = visible(shown)
    out.write(project.words("cli.schemas", n=len(made), folder=shown) + "\n")
    return 0


def run_completion(given: Given, words: Catalogue, out: TextIO) -> int:
    """Write a shell's completion script."""
    out.write(arguments.script(given.shell, words) + "\n")
    return 0


COMMANDS: dict[str, Command] = {
    "check": run_check,
    "list": run_list,
    "status": run_status,
    "explain": run_explain,
    "remind": run_remind,
    "new": run_new,
    "correct": correct.run,
    "transfer": moves.transfer,
    "handover": moves.handover,
    "seal": run_seal,
    "calendar": holidays.run,
    "schema": run_schema,
    "publish": run_publish,
    "upgrade": run_upgrade,
}

WITHOUT_PROJECT: dict[str, Bare] = {
    "init": run_init,
    "completion": run_completion,
}
"""Commands that need no project."""

LENIENT = ("check", "explain", "upgrade")
"""Commands that run although mkdocs.yml has errors."""


def for_machines(given: Given) -> bool:
    """Whether the output is for programs, and so UTF-8 in any locale."""
    return given.command == "new" or getattr(given, "format", "text") != "text"
