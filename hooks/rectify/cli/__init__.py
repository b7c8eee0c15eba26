"""The ``rectify`` command: check, list, status, explain, new, seal, schema; also ``python -m rectify``.

Exit status: 0 clean, 1 errors in the data, 2 could not run.
"""

from __future__ import annotations

import argparse
import pathlib
import sys
from typing import TYPE_CHECKING, NoReturn

from rectify import messages, options
from rectify.cli import commands, reports
from rectify.project import Project, find

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rectify.messages import Catalogue


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(2, f"{self.prog}: {message}\n")


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


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; the exit status."""
    folder = find(pathlib.Path.cwd())
    project = Project.open(folder) if folder else None
    words = project.words if project else messages.catalogue("zh")
    given = parser(words).parse_args(arguments)
    if given.project:
        folder = given.project
        project = Project.open(folder) if (folder / "mkdocs.yml").is_file() else None
    if project is None:
        print(words("cli.no-project"), file=sys.stderr)  # noqa: T201
        return 2
    if given.as_of:
        day = options.day(given.as_of)
        if day is None:
            print(words("cli.bad-day", value=given.as_of), file=sys.stderr)  # noqa: T201
            return 2
        project = project.on(day)
    return commands.COMMANDS[given.command](project, given, sys.stdout)
