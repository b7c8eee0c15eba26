"""The command line: its commands and options, help and complaints in the reader's language.

click parses it and completes it in shells; what a reader sees is worded here, from the catalogue.
"""

from __future__ import annotations

import pathlib
import types
import unicodedata
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import CompletionItem, ShellComplete, get_completion_class

from rectify import __version__, check
from rectify.cli import edits, moves, project, reports
from rectify.ground import environment
from rectify.ground.suggest import nearest
from rectify.read.problems import visible
from rectify.words import messages

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from rectify.words.messages import Catalogue

NAME = "rectify"
SHELLS = ("bash", "zsh", "fish")
_HELP_COLUMN = 26


class Given(types.SimpleNamespace):
    """What was typed: ``command``, ``project``, and a value for each option and argument of the command."""

    command: str
    project: pathlib.Path | None
    as_of: str | None
    colour: bool

    def __getattr__(self, name: str) -> Any:
        """For the type checker, which can't know which options a command has."""
        raise AttributeError(name)


class _Wrong(click.UsageError):
    """A usage error of ours: the key and values of its message."""

    def __init__(self, key: str, ctx: click.Context | None, **values: str) -> None:
        super().__init__(key, ctx)
        self.values = values


class _OneOf(click.Choice[str]):
    """A choice whose error suggests the nearest option, or lists all."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if value in self.choices:
            return str(value)
        better = nearest(str(value), self.choices)
        names = " ".join(self.choices)
        raise _Wrong("choice", ctx, name=_name(param), value=str(value), better=better or names)


class _Argument(click.Argument):
    """A positional argument with a help text."""

    def __init__(self, name: str, help: str, **more: Any) -> None:
        super().__init__([name], **more)
        self.help = help


class _Worded(click.Command):
    """A command with help laid out for wide characters, with headings from the catalogue."""

    words: Catalogue

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as wrong:
            wrong.ctx = wrong.ctx or ctx  # tells which command is meant
            raise

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        pieces = " ".join(self.collect_usage_pieces(ctx))
        formatter.write(f"{self.words('cli.usage')}{ctx.command_path} {pieces}\n")

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        self.format_usage(ctx, formatter)
        formatter.write(_help(self, self.words))


class _Command(_Worded):
    def __init__(self, name: str, words: Catalogue, params: list[click.Parameter], **more: Any) -> None:
        more["params"] = [*params, _flag("help", words("cli.help"), click.Context.get_help, "-h")]
        # click has no error class of its own for extra arguments, so accept and refuse them here.
        more["context_settings"] = {"allow_extra_args": True}
        super().__init__(name, add_help_option=False, options_metavar=f"[{words('cli.options')}]", **more)
        self.words = words

    def invoke(self, ctx: click.Context) -> Any:
        if ctx.args:
            raise _Wrong("extra", ctx, value=" ".join(ctx.args))
        return super().invoke(ctx)


class _Root(_Worded, click.Group):
    def __init__(self, words: Catalogue, **more: Any) -> None:
        super().__init__(
            NAME,
            add_help_option=False,
            invoke_without_command=True,
            options_metavar=f"[{words('cli.options')}]",
            subcommand_metavar=f"{words('cli.command')} …",
            **more,
        )
        self.words = words

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in self.commands and not ctx.resilient_parsing:
            better = nearest(args[0], self.commands) or " ".join(self.commands)
            raise _Wrong("no-command", ctx, value=args[0], better=better)
        return super().resolve_command(ctx, args)


def _help(command: click.Command, words: Catalogue) -> str:
    """The part of ``--help`` below the usage."""
    named = [param for param in command.params if isinstance(param, _Argument)]
    optional = [param for param in command.params if isinstance(param, click.Option)]
    commands = command.commands if isinstance(command, click.Group) else {}
    sections = {
        "arguments": [(param.human_readable_name, param.help or "") for param in named],
        "option-list": [(_spelt(param), param.help or "") for param in optional],
        "commands": [(name, each.help or "") for name, each in commands.items()],
    }
    parts = [f"\n{command.help}\n"]
    for heading, rows in sections.items():
        if rows:
            parts.append(f"{words(f'cli.{heading}')}\n{''.join(_row(*row) for row in rows)}")
    return "\n".join(parts)


def _spelt(option: click.Option) -> str:
    """An option as it is typed."""
    value = option.metavar
    if isinstance(option.type, click.Choice):
        value = "|".join(option.type.choices)
    return ", ".join(option.opts) + ("" if option.is_flag else f" {value}")


def _row(term: str, text: str) -> str:
    width = sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in term)
    gap = " " * (_HELP_COLUMN - width) if width < _HELP_COLUMN - 1 else "\n" + " " * (_HELP_COLUMN + 2)
    return f"  {term}{gap}{text}\n"


def _flag(name: str, help: str, text: Callable[[click.Context], str], *short: str) -> click.Option:
    """An option that prints something and does nothing else."""

    def show(ctx: click.Context, param: click.Parameter, value: bool) -> None:
        if value and not ctx.resilient_parsing:
            click.echo(text(ctx))
            ctx.exit()

    declared = [*short, f"--{name}"]
    return click.Option(declared, is_flag=True, is_eager=True, expose_value=False, callback=show, help=help)


def _name(param: click.Parameter | None) -> str:
    """A parameter as the user types it."""
    if param is None:
        return ""
    return param.human_readable_name if isinstance(param, click.Argument) else max(param.opts, key=len)


def _rules(ctx: click.Context, param: click.Parameter, typed: str) -> list[CompletionItem]:
    return [CompletionItem(rule) for rule in check.all_rules() if rule.startswith(typed)]


def _records(ctx: click.Context, param: click.Parameter, typed: str) -> list[CompletionItem]:
    """The issues, and what else of the project's data a command takes."""
    folder = ctx.find_root().params.get("project") or project.find(pathlib.Path.cwd())
    moved = ctx.command.name != "correct"
    names = edits.names(folder, only_issues=moved) if folder and (folder / "mkdocs.yml").is_file() else []
    return [CompletionItem(name) for name in names if name.startswith(typed)]


class _Builder:
    """Builds the commands in the language of a catalogue."""

    def __init__(self, words: Catalogue) -> None:
        self.words = words
        project = self.option("project", "project", "folder", click.Path(path_type=pathlib.Path))
        version = _flag("version", self.text("version"), lambda ctx: f"{NAME} {__version__}")
        helped = _flag("help", self.text("help"), click.Context.get_help, "-h")
        self.root = _Root(
            words,
            help=self.text("description"),
            params=[project, version, helped],
            callback=_some_command,
        )

    def text(self, key: str) -> str:
        return self.words(f"cli.{key}")

    def option(
        self, name: str, help: str, value: str = "value", type: Any = None, **more: Any
    ) -> click.Option:
        return click.Option([f"--{name}"], help=self.text(help), metavar=self.text(value), type=type, **more)

    def switch(self, name: str, help: str) -> click.Option:
        return click.Option([f"--{name}"], help=self.text(help), is_flag=True)

    def argument(self, name: str, help: str, metavar: str, **more: Any) -> _Argument:
        return _Argument(name, self.text(help), metavar=metavar, **more)

    def command(self, name: str, *params: click.Parameter, dated: bool = True) -> None:
        """Add a command; ``dated`` adds the option ``--as-of``."""
        own = list(params)
        if dated:
            own.insert(0, click.Option(["--as-of"], help=self.text("as-of"), metavar="yyyy-mm-dd"))

        def given(**values: Any) -> Given:
            context = click.get_current_context()
            if values.get("what") == "issue" and values["unit"] is None:
                unit = next(each for each in own if each.name == "unit")
                raise click.MissingParameter(ctx=context, param=unit)
            project = context.find_root().params["project"]
            return Given(**{"command": name, "project": project, "as_of": None, "colour": False, **values})

        help = self.text(f"{name}.help")
        self.root.add_command(_Command(name, self.words, params=own, callback=given, help=help))


def parser(words: Catalogue) -> click.Group:
    """The command line, with its help in the language of the catalogue."""
    make = _Builder(words)
    text, option, argument = make.text, make.option, make.argument
    path = click.Path(path_type=pathlib.Path)
    campaign = option("campaign", "list.campaign")

    formats = _OneOf(tuple(reports.FORMATS))
    make.command(
        "check",
        option("format", "check.format", type=formats, default="text"),
        option("against", "check.against", "revision"),
        argument("paths", "check.paths", f"[{text('path')} …]", nargs=-1, type=path),
    )
    make.command(
        "list",
        *(option(name, f"list.{name}") for name in ("campaign", "unit", "owner", "status")),
        *(make.switch(name, f"list.{name}") for name in ("overdue", "due-soon", "silent", "returned")),
    )
    make.command("status", campaign)
    rule = f"[{text('rule')}]"
    make.command("explain", argument("rule", "explain.rule", rule, required=False, shell_complete=_rules))
    make.command(
        "new",
        argument("what", "new.what", "issue", type=_OneOf(["issue", "campaign", "finding"])),
        option("unit", "list.unit"),
        campaign,
        option("finding", "new.finding"),
        make.switch("supplement", "supplement.switch"),
        *(option(name, f"supplement.{name}") for name in ("document", "text", "category", "lead")),
        *(option(name, f"supplement.{name}") for name in ("applies-to", "number", "list", "claims-due")),
        *(option(name, f"supplement.{name}") for name in ("deadline", "id", "date")),
        make.switch("dry-run", "edit.dry-run"),
    )
    signed = (option("by", "edit.by", required=True), option("reason", "edit.reason", required=True))
    make.command(
        "correct",
        argument("record", "correct.record", text("correct.metavar"), shell_complete=_records),
        argument("what", "correct.what", f"{text('correct.place')} …", nargs=-1, required=True),
        *(option(name, f"correct.{name}") for name in ("to", "added")),
        *(make.switch(name, f"correct.{name}") for name in ("removed", "withheld")),
        *signed,
        *(option(name, f"edit.{name}") for name in ("approved-by", "document", "date")),
        campaign,
        make.switch("dry-run", "edit.dry-run"),
    )
    issues = argument("record", "transfer.record", text("transfer.metavar"), shell_complete=_records)
    to, day = option("to", "transfer.to", required=True), option("date", "transfer.date")
    dry = make.switch("dry-run", "edit.dry-run")
    make.command("transfer", issues, to, *signed, day, campaign, dry)
    make.command(
        "handover",
        issues,
        argument("role", "handover.role", "|".join(moves.ROLES), type=_OneOf(list(moves.roles()))),
        click.Option(["--from", "of"], help=text("handover.from"), metavar=text("value")),
        option("to", "handover.to", required=True),
        signed[1],
        day,
        campaign,
        dry,
    )
    make.command("remind", campaign, option("unit", "list.unit"))
    make.command("seal", campaign)
    make.command("calendar", argument("year", "calendar.which", text("year")), dated=False)
    make.command("schema")
    make.command(
        "publish", argument("site", "publish.site", f"[{text('folder')}]", default="site"), dated=False
    )
    wheel = option("wheel", "init.wheel", "file", type=path)
    make.command(
        "init",
        argument("folder", "init.folder", text("folder"), type=path),
        option("name", "init.name-option", "value"),
        option("language", "init.language", type=_OneOf(messages.LANGUAGES), default="zh"),
        wheel,
    )
    make.command("upgrade", wheel, dated=False)
    make.command(
        "completion",
        argument("shell", "completion.shell", "|".join(SHELLS), type=_OneOf(SHELLS)),
        dated=False,
    )
    return make.root


@click.pass_context
def _some_command(ctx: click.Context, /, **_: Any) -> None:
    if ctx.invoked_subcommand is None:
        raise _Wrong("no-command-given", ctx)


def read(words: Catalogue, typed: Sequence[str] | None) -> Given | int:
    """The parsed arguments, or the exit status if help was asked for and printed.

    Raises ``click.UsageError``, to be shown with ``usage_message``.
    """
    arguments = None if typed is None else list(typed)
    made: Given | int = parser(words).main(arguments, prog_name=NAME, standalone_mode=False)
    return made


def script(shell: str, words: Catalogue) -> str:
    """The completion script for a shell."""
    return _completion(shell, words).source()


def complete(asked: str, words: Catalogue) -> str:
    """The response to a shell's completion request; empty if it is invalid."""
    shell, _, wanted = asked.partition("_")
    if shell not in SHELLS or wanted not in ("complete", "source"):
        return ""
    made = _completion(shell, words)
    return (made.complete() if wanted == "complete" else made.source()) + "\n"


def _completion(shell: str, words: Catalogue) -> ShellComplete:
    made = get_completion_class(shell)
    assert made is not None  # noqa: S101  (click supports all SHELLS)
    return made(parser(words), {}, NAME, environment.COMPLETION)


def usage_message(error: click.UsageError, words: Catalogue) -> str:
    """The message of a usage error, with the usage."""
    ctx = error.ctx
    usage = f"{ctx.get_usage()}\n" if ctx else ""
    path = ctx.command_path if ctx else NAME
    return f"{usage}{visible(f'{path}: {_message(error, words)}')}\n"


def _message(error: click.UsageError, words: Catalogue) -> str:
    if isinstance(error, _Wrong):
        return words(f"cli.usage-error.{error.message}", **error.values)
    if isinstance(error, click.MissingParameter):
        return words("cli.usage-error.missing", name=_name(error.param))
    if isinstance(error, click.NoSuchOption):
        better = _nearest_option(error)
        key = "no-option-but" if better else "no-option"
        return words(f"cli.usage-error.{key}", value=error.option_name, better=better)
    if isinstance(error, click.BadOptionUsage):
        known = error.ctx.command.params if error.ctx else []
        flags = {name for each in known if getattr(each, "is_flag", False) for name in each.opts}
        key = "no-value" if error.option_name in flags else "value"
        return words(f"cli.usage-error.{key}", name=error.option_name)
    return error.format_message()


def _nearest_option(error: click.NoSuchOption) -> str:
    known: Iterable[click.Parameter] = error.ctx.command.params if error.ctx else ()
    return nearest(error.option_name, [name for each in known for name in each.opts]) or ""
