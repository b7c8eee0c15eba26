"""What each command does. A command takes the project, its arguments and where to write."""

from __future__ import annotations

import functools
import sys
from typing import TYPE_CHECKING, TextIO

from rectify import check, counts, options, schema, scope
from rectify.cli import reports
from rectify.cli.publishing import run_publish
from rectify.examples import examples
from rectify.load import SEALS
from rectify.problems import Problem
from rectify.revision import NoRevisionError, compare

if TYPE_CHECKING:
    import argparse
    import pathlib
    from collections.abc import Callable

    from rectify.ledger import Ledger
    from rectify.project import Project
    from rectify.records import Unit
    from rectify.site import Site

    Command = Callable[[Project, argparse.Namespace, TextIO], int]


def run_check(project: Project, given: argparse.Namespace, out: TextIO) -> int:
    """Check the data and the notes; 1 if there are errors."""
    made = project.assemble()
    problems = list(made.problems)
    revision = given.against or options.merge_target()
    if revision:
        try:
            if made.loaded.data is not None:
                problems += check.compare(
                    compare(project.folder, project.options.data, revision, made.loaded, project.words)
                )
        except NoRevisionError as why:
            told = project.words(f"cli.against.{why.key}", value=revision, detail=why.detail)
            sys.stderr.write(told + "\n")
            return 2
    problems.sort(key=Problem.sort_key)
    if given.paths:
        wanted = [_relative(path, project.folder) for path in given.paths]
        problems = [
            problem
            for problem in problems
            if any(problem.at.path == path or problem.at.path.startswith(f"{path}/") for path in wanted)
        ]
    colour = given.format == "text" and out.isatty()
    out.write(reports.FORMATS[given.format](problems, project.words, colour))
    return int(any(problem.level == "error" for problem in problems))


def _relative(path: pathlib.Path, folder: pathlib.Path) -> str:
    """A path as messages name it: from the project's folder, wherever it was typed."""
    whole = path.resolve()
    return (
        whole.relative_to(folder.resolve()).as_posix()
        if whole.is_relative_to(folder.resolve())
        else str(path)
    )


def _with_book(run: Callable[[Project, argparse.Namespace, TextIO, Site, Ledger], int]) -> Command:
    """A command that needs sound data and a campaign: 1 without the one, 2 without the other."""

    @functools.wraps(run)
    def command(project: Project, given: argparse.Namespace, out: TextIO) -> int:
        made = project.assemble()
        if made.site is None:
            errors = sorted((each for each in made.problems if each.level == "error"), key=Problem.sort_key)
            sys.stderr.write(reports.text(errors, project.words, colour=False))
            return 1
        books = made.site.books
        id = given.campaign or (books.current.id if books.current else "")
        if id not in books.rounds:
            known = project.words("format.list").join(books.rounds)
            sys.stderr.write(project.words("cli.no-campaign", value=id, known=known) + "\n")
            return 2
        return run(project, given, out, made.site, books.now(id))

    return command


@_with_book
def run_list(project: Project, given: argparse.Namespace, out: TextIO, site: Site, book: Ledger) -> int:
    """A line for each issue that the filters let through."""
    words = project.words
    for each in book.standings:
        chosen = (
            given.unit in (None, each.unit)
            and given.owner in (None, each.issue.owner)
            and given.status in (None, each.status, words(f"status.{each.status}"))
            and (not given.overdue or each.overdue)
            and (not given.due_soon or each.due_soon)
            and (not given.silent or each.silent)
            and (not given.returned or each.returned)
        )
        if chosen:
            cells = (each.issue.id, words(f"status.{each.status}"), str(each.deadline), each.unit)
            out.write("\t".join((*cells, each.issue.owner, each.issue.title)) + "\n")
    return 0


@_with_book
def run_status(project: Project, given: argparse.Namespace, out: TextIO, site: Site, book: Ledger) -> int:
    """The numbers of a campaign on the day."""
    words, total = project.words, counts.count(book.standings)
    out.write(f"{book.campaign.name}\t{words('site.as_of')} {book.as_of}\n")
    for name, number in (
        ("total", str(total.total)),
        *((status, str(number)) for status, number in total.status.items()),
        ("completion_rate", total.completion_rate),
        ("on_time_rate", total.on_time_rate),
        *((flag, str(number)) for flag, number in total.flag.items()),
    ):
        out.write(f"{words(f'figure.{name}')}\t{number}\n")
    return 0


def run_explain(project: Project, given: argparse.Namespace, out: TextIO) -> int:
    """What a rule asks, with a bad and a good example; without one, a line for each of them."""
    rules = check.all_rules()
    words = project.words
    if given.rule and given.rule not in rules:
        sys.stderr.write(words("cli.no-rule", value=given.rule) + "\n")
        return 2
    for rule in [given.rule] if given.rule else rules:
        out.write(f"{rule}\t{words(f'level.{check.level(rule)}')}\t{words(f'rule.{rule}')}\n")
    if given.rule:
        example = examples()[given.rule]
        out.write(f"\n{example.file}\n" if example.file else "")
        for name, text in (("bad", example.bad), ("good", example.good)):
            out.write(f"\n{words(f'handbook.{name}')}\n")
            out.write("".join(f"  | {line}\n" for line in text.rstrip().split("\n")))
    return 0


@_with_book
def run_new(project: Project, given: argparse.Namespace, out: TextIO, site: Site, book: Ledger) -> int:
    """The YAML of a new issue, with the next free number, to paste into the unit's file."""
    if given.unit not in {unit.id for unit in book.units}:
        known = project.words("format.list").join(unit.id for unit in book.units)
        sys.stderr.write(project.words("cli.no-unit", value=given.unit, known=known) + "\n")
        return 2
    unit = site.books.units[given.unit]
    ledger = next((file for file in book.round.files if file.unit == given.unit), None)
    mine = [issue.id for issue in ledger.issues] if ledger else []
    finding = next((each for each in book.round.findings if each.id == given.finding), None)
    limit = book.campaign.deadlines.units
    origin = f"finding: {finding.id}" if finding else "source: self_check"
    lead = finding.lead if finding else given.unit
    shown = f"{project.options.data}/{book.round.folder}/units/{given.unit}.yml"
    lines = [
        schema.modeline("campaigns/<campaign>/units/<unit>.yml"),
        f"# {project.words('cli.paste' if ledger else 'cli.create', file=shown)}",
        *([] if ledger else ["claims:", *_blank_claims(book, unit), "issues:"]),
        f"  - id: {next_id(mine, given.unit)}",
        f"    {origin}",
        *([] if finding else [f"    category: {book.campaign.categories[0].id}"]),
        "    title: ",
        "    description: ",
        "    kind: dated",
        f"    lead: {lead}",
        f"    leader: {unit.leader or ''}",
        "    owner: ",
        "    supervisor: ",
        f"    opened: {book.as_of}",
        f"    deadline: {max(limit, book.as_of)}",
        "    root_cause: ",
        "    measures:",
        f"      - {{text: , owner: , due: {max(limit, book.as_of)}}}",
    ]
    out.write("\n".join(lines) + "\n")
    return 0


def _blank_claims(book: Ledger, unit: Unit) -> list[str]:
    """A line for each finding that a unit has yet to answer."""
    return [
        f"  {finding.id}: {{has: , note: , checked: {book.as_of}}}"
        for finding in book.round.findings
        if scope.applies(finding, unit)
    ]


def next_id(ids: list[str], unit: str) -> str:
    """The id after the last one of a unit's own series: U1-014 → U1-015."""
    numbered = [id.rpartition("-") for id in ids if id.rpartition("-")[2].isdigit()]
    if not numbered:
        return f"{unit.upper()}-001"
    prefix, _, number = max(numbered, key=lambda parts: (len(parts[2]), parts[2]))
    return f"{prefix}-{int(number) + 1:0{len(number)}d}"


@_with_book
def run_seal(project: Project, given: argparse.Namespace, out: TextIO, site: Site, book: Ledger) -> int:
    """Record the digests of closed issues' evidence in SHA256SUMS; what stands there stays."""
    seals = {name: seal.sha256 for name, seal in book.round.seals.items()}
    before = len(seals)
    for each in book.standings:
        listed = {record.file for record in each.issue.evidence if record.file}
        for file in book.round.evidence.get(each.issue.id, ()) if each.closed_on else ():
            if file.name in listed:
                seals.setdefault(f"{each.issue.id}/{file.name}", file.sha256)
    target = project.folder / project.options.data / book.round.folder / "evidence" / SEALS
    if seals:
        target.parent.mkdir(parents=True, exist_ok=True)
        lines = "".join(f"{digest}  {name}\n" for name, digest in sorted(seals.items()))
        target.write_text(lines, "utf-8", newline="\n")
    out.write(project.words("cli.sealed", n=len(seals) - before, file=target.name) + "\n")
    return 0


def run_schema(project: Project, given: argparse.Namespace, out: TextIO) -> int:
    """Write the JSON Schemas that the modelines of the data files name."""
    folder = project.folder / project.options.data / schema.FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    made = schema.schemas(project.words)
    for name, text in made.items():
        (folder / name).write_text(text, "utf-8", newline="\n")
    shown = f"{project.options.data}/{schema.FOLDER}"
    out.write(project.words("cli.schemas", n=len(made), folder=shown) + "\n")
    return 0


COMMANDS: dict[str, Command] = {
    "check": run_check,
    "list": run_list,
    "status": run_status,
    "explain": run_explain,
    "new": run_new,
    "seal": run_seal,
    "schema": run_schema,
    "publish": run_publish,
}
