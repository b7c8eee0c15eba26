"""The ``rectify`` command, also ``python -m rectify``; ``arguments`` lists its commands.

Exit status: 0 clean, 1 errors in the data, 2 could not run.
"""

from __future__ import annotations

import contextlib
import io
import pathlib
import sys
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from rectify.cli import arguments, commands, delivery, reports
from rectify.cli.project import Project, find
from rectify.cli.refusal import RefusedError
from rectify.ground import environment
from rectify.read import options
from rectify.read.problems import visible
from rectify.speed import workers
from rectify.words import messages

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rectify.cli.arguments import Given
    from rectify.words.messages import Catalogue


class _Done(NamedTuple):
    """The result of a command: exit status, language, and whether its output is for programs."""

    code: int
    words: Catalogue
    for_machines: bool = False


def main(typed: Sequence[str] | None = None) -> int:
    """Run the command and return the exit status.

    Output is buffered and written at the end, so that encoding and write errors are handled in one place.
    """
    if typed is None:
        environment.ensure_utf8()
    environment.suppress_banner()
    colour = sys.stdout is not None and sys.stdout.isatty()
    out = io.StringIO()
    told: Any = delivery.Unbuffered(sys.stderr)
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(told):
        done = _run(typed, colour)
    failure = delivery.deliver(out.getvalue(), sys.stdout, exact=done.for_machines)
    if failure:
        delivery.deliver(done.words("cli.unwritten", reason=failure) + "\n", sys.stderr)
    return 2 if failure else done.code


def _run(typed: Sequence[str] | None, colour: bool) -> _Done:
    project = _project(None)
    words = project.words if project else messages.catalogue("zh")
    if typed is None and (asked := environment.completion_request()):
        sys.stdout.write(arguments.complete(asked, words))
        return _Done(0, words)
    try:
        given = arguments.read(words, typed)
        if isinstance(given, int):
            return _Done(given, words)
        if given.command in commands.WITHOUT_PROJECT:
            return _Done(commands.WITHOUT_PROJECT[given.command](given, words, sys.stdout), words)
        if given.project:
            project = _project(given.project)
            words = project.words if project else words
        given.colour = colour
        code = commands.COMMANDS[given.command](_ready(project, given, words), given, sys.stdout)
        return _Done(code, words, commands.for_machines(given))
    except click.UsageError as wrong:
        sys.stderr.write(arguments.usage_message(wrong, words))
        return _Done(2, words)
    except (KeyboardInterrupt, click.Abort):
        return _Done(130, words)
    except RefusedError as refused:
        why, code = refused.message, refused.code
    except workers.WorkerDiedError as ended:
        why, code = words("log.ended", code=ended.args[0]), 2
    except OSError as failure:
        why, code = visible(words("cli.failed", file=failure.filename, reason=failure.strerror)), 2
    sys.stderr.write(why + "\n")
    return _Done(code, words)


def _project(folder: pathlib.Path | None) -> Project | None:
    """The project in a folder, or around the current one; None if there is none."""
    try:
        found = find(pathlib.Path.cwd()) if folder is None else folder
    except FileNotFoundError:  # the current folder was deleted
        return None
    return Project.open(found) if found and (found / "mkdocs.yml").is_file() else None


def _ready(project: Project | None, given: Given, words: Catalogue) -> Project:
    """The project on the requested day. Raises ``RefusedError`` without a usable project or day."""
    if project is None:
        raise RefusedError(words("cli.no-project"))
    if given.command not in commands.LENIENT and project.problems:
        raise RefusedError(reports.error_text(project.problems, words), 1)
    if given.as_of is None:
        return project
    day = options.day(given.as_of)
    if day is None:
        raise RefusedError(visible(words("cli.bad-day", value=given.as_of)))
    return project.on(day)
