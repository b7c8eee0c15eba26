"""The ``rectify`` command: check, list, status, explain, new, seal, schema; also ``python -m rectify``.

Exit status: 0 clean, 1 errors in the data, 2 could not run.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import pathlib
import sys
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

from rectify import messages, options, workers
from rectify.cli import commands, delivery, reports
from rectify.cli.refusal import RefusedError
from rectify.problems import visible
from rectify.project import Project, find

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rectify.messages import Catalogue


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(2, visible(f"{self.prog}: {message}") + "\n")


def parser(words: Catalogue) -> argparse.ArgumentParser:
    """The command line, with its help in the language of the catalogue."""

    def text(key: str) -> str:
        return words(f"cli.{key}")

    root = _Parser("rectify", description=text("description"))
    root.add_argument("--project", type=pathlib.Path, help=text("project"), metavar=text("folder"))
    kinds = root.add_subparsers(dest="command", required=True, metavar=text("command"))

    def command(name: str) -> argparse.ArgumentParser:
        one = kinds.add_parser(name, help=text(f"{name}.help"), description=text(f"{name}.help"))
        one.add_argument("--as-of", help=text("as-of"), metavar="yyyy-mm-dd")
        return one

    check = command("check")
    check.add_argument("--format", choices=tuple(reports.FORMATS), default="text", help=text("check.format"))
    check.add_argument("--against", help=text("check.against"), metavar=text("revision"))
    check.add_argument("paths", nargs="*", type=pathlib.Path, help=text("check.paths"), metavar=text("path"))

    listing = command("list")
    for name in ("campaign", "unit", "owner", "status"):
        listing.add_argument(f"--{name}", help=text(f"list.{name}"), metavar=text("value"))
    for name in ("overdue", "due-soon", "silent", "returned"):
        listing.add_argument(f"--{name}", action="store_true", help=text(f"list.{name}"))

    status = command("status")
    status.add_argument("--campaign", help=text("list.campaign"), metavar=text("value"))

    explain = command("explain")
    explain.add_argument("rule", nargs="?", help=text("explain.rule"), metavar=text("rule"))

    new = command("new")
    new.add_argument("what", choices=("issue",), help=text("new.what"))
    new.add_argument("--unit", required=True, help=text("list.unit"), metavar=text("value"))
    new.add_argument("--campaign", help=text("list.campaign"), metavar=text("value"))
    new.add_argument("--finding", help=text("new.finding"), metavar=text("value"))

    seal = command("seal")
    seal.add_argument("--campaign", help=text("list.campaign"), metavar=text("value"))

    command("schema")

    publish = kinds.add_parser("publish", help=text("publish.help"), description=text("publish.help"))
    publish.add_argument("site", nargs="?", default="site", help=text("publish.site"), metavar=text("folder"))
    publish.set_defaults(as_of=None)  # the day of what is published is the project's
    return root


class _Done(NamedTuple):
    """How a command ended: its exit status, in which language, whether its output is for programs."""

    code: int
    words: Catalogue
    for_machines: bool = False


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; the exit status.

    What it writes is gathered and delivered in the end, so that no command has to know where it goes.
    """
    if arguments is None:
        options.sure_of_utf8()
    colour = sys.stdout is not None and sys.stdout.isatty()
    out = io.StringIO()
    told: Any = delivery.Straight(sys.stderr)
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(told):
        done = _run(arguments, colour)
    failure = delivery.deliver(out.getvalue(), sys.stdout, exact=done.for_machines)
    if failure:
        delivery.deliver(done.words("cli.unwritten", reason=failure) + "\n", sys.stderr)
    return 2 if failure else done.code


def _run(arguments: Sequence[str] | None, colour: bool) -> _Done:
    project = _project(None)
    words = project.words if project else messages.catalogue("zh")
    try:
        given = parser(words).parse_args(arguments)
        if given.project:
            project = _project(given.project)
            words = project.words if project else words
        given.colour = colour
        code = commands.COMMANDS[given.command](_ready(project, given, words), given, sys.stdout)
        return _Done(code, words, commands.for_machines(given))
    except SystemExit as asked:  # argparse has said why, or given help
        return _Done(asked.code if isinstance(asked.code, int) else 2, words)
    except KeyboardInterrupt:
        return _Done(130, words)
    except RefusedError as refused:
        why, code = refused.told, refused.code
    except workers.EndedError as ended:
        why, code = words("log.ended", code=ended.args[0]), 2
    except OSError as failure:
        why, code = visible(words("cli.failed", file=failure.filename, reason=failure.strerror)), 2
    sys.stderr.write(why + "\n")
    return _Done(code, words)


def _project(folder: pathlib.Path | None) -> Project | None:
    """The project of a folder, or of the one that this was called in."""
    try:
        found = find(pathlib.Path.cwd()) if folder is None else folder
    except FileNotFoundError:  # the folder that this was called in is gone
        return None
    return Project.open(found) if found and (found / "mkdocs.yml").is_file() else None


def _ready(project: Project | None, given: argparse.Namespace, words: Catalogue) -> Project:
    """The project on the day that was asked for. Raises ``RefusedError`` where there is none to go by."""
    if project is None:
        raise RefusedError(words("cli.no-project"))
    if given.command not in commands.LENIENT and project.problems:
        raise RefusedError(commands.told(project.problems, words), 1)
    if given.as_of is None:
        return project
    day = options.day(given.as_of)
    if day is None:
        raise RefusedError(visible(words("cli.bad-day", value=given.as_of)))
    return project.on(day)
