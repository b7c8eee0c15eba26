"""``rectify init`` and ``rectify upgrade``: create a project, and bring it to a later version."""

from __future__ import annotations

import difflib
import json
import os
import re
import sys
import tempfile
from typing import TYPE_CHECKING, Any, NamedTuple, TextIO

from rectify import __version__, starter
from rectify.cli.refusal import RefusedError
from rectify.ground import characters
from rectify.read import options, source
from rectify.read.problems import visible
from rectify.words import messages

if TYPE_CHECKING:
    import pathlib
    from collections.abc import Mapping

    from rectify.cli.arguments import Given
    from rectify.cli.project import Project
    from rectify.words.messages import Catalogue

_MAX_NAME = 60
"""Characters of an organisation's name; a longer one fits no heading."""

_NUMBERS = re.compile(r"[0-9]+(\.[0-9]+)*")


def run_init(given: Given, _: Catalogue, out: TextIO) -> int:
    """Write a new project into a folder that is empty or does not exist."""
    words = messages.catalogue(given.language)
    name = words("cli.init.unnamed") if given.name is None else _name(given.name, words)
    day = options.day_or_today(given.as_of)
    if day is None:
        raise RefusedError(visible(words("cli.bad-day", value=given.as_of)))
    start = starter.Start(name, given.language, _wheel(given.wheel, words))
    _empty(given.folder, words)
    made = starter.files(start, day)
    ours = {path: source.digest(raw) for path, raw in made.items() if starter.is_program_file(path)}
    create(given.folder, {**made, starter.RECORD: starter.record(start, ours)})
    shown = visible(str(given.folder))
    out.write(words("cli.init.done", folder=shown, n=len(made) + 1) + "\n")
    if not start.wheel:
        sys.stderr.write(words("cli.init.no-wheel", version=__version__) + "\n")
    return 0


def _name(name: str, words: Catalogue) -> str:
    """The organisation's name, stripped. Raises ``RefusedError`` if it is unusable."""
    wrong = next(characters.invisible(name), None)
    if wrong is not None:
        shown = characters.code_point(name[wrong])
        raise RefusedError(visible(words("cli.init.character", value=name, code=shown)))
    if not name.strip() or len(name) > _MAX_NAME or "\n" in name or "\t" in name:
        raise RefusedError(visible(words("cli.init.name", value=name[:_MAX_NAME], most=_MAX_NAME)))
    return name.strip()


def _wheel(file: pathlib.Path | None, words: Catalogue) -> str:
    """The SHA-256 of the program's wheel: of the given file, or of the one installed from."""
    if file is None:
        return starter.installed_wheel()
    if not (file.name.startswith(f"rectify-{__version__}-") and file.suffix == ".whl"):
        raise RefusedError(visible(words("cli.init.not-wheel", value=file, version=__version__)))
    return source.digest(file.read_bytes())


def _empty(folder: pathlib.Path, words: Catalogue) -> None:
    """Raise ``RefusedError`` unless a folder is empty, except for ``.git``, or does not exist."""
    shown = visible(str(folder))
    if not folder.is_dir():
        if os.path.lexists(folder):
            raise RefusedError(words("cli.init.no-folder", folder=shown))
        return
    there = sorted(each.name for each in folder.iterdir() if each.name != ".git")
    if there:
        some = visible(words("format.list").join(there[:3]))
        raise RefusedError(words("cli.init.not-empty", folder=shown, some=some))


def create(folder: pathlib.Path, files: Mapping[str, bytes]) -> list[pathlib.Path]:
    """Write new files, and return what was made, folders too; if one fails, nothing is left."""
    written: list[pathlib.Path] = []
    try:
        for path, raw in files.items():
            target = folder / path
            missing = [each for each in (target, *target.parents) if not os.path.lexists(each)]
            target.parent.mkdir(parents=True, exist_ok=True)
            written += reversed(missing)
            with target.open("xb") as file:
                file.write(raw)
    except OSError:
        discard(written)
        raise
    return written


def discard(written: list[pathlib.Path]) -> None:
    """Remove what ``create`` made."""
    for each in reversed(written):
        if each.is_dir():
            each.rmdir()
        else:
            each.unlink(missing_ok=True)


class _Record(NamedTuple):
    """The content of a project's record."""

    version: str
    start: starter.Start
    files: dict[str, str]


def run_upgrade(project: Project, given: Given, out: TextIO) -> int:
    """Replace the files that ``init`` wrote unless they were edited; for those show a diff."""
    folder = project.folder
    known = _read_record(folder, project.words)
    words = messages.catalogue(known.start.language)
    if _numbers(known.version) > _numbers(__version__):
        raise RefusedError(visible(words("cli.upgrade.newer", theirs=known.version, ours=__version__)))
    wheel = _wheel(given.wheel, words) or (known.start.wheel if known.version == __version__ else "")
    start = known.start._replace(wheel=wheel)
    new = {
        path: raw
        for path, raw in starter.files(start, project.options.as_of).items()
        if starter.is_program_file(path)
    }
    digests: dict[str, str] = {}
    done = 0
    for path, raw in new.items():
        there = _present(folder, path)
        before = known.files.get(path)
        if there == raw:
            digests[path] = source.digest(raw)
        elif (there is None and before is None) or (there and source.digest(there) == before):
            replace(folder / path, raw)
            digests[path] = source.digest(raw)
            out.write(words("cli.upgrade.renewed", file=path) + "\n")
            done += 1
        else:
            digests[path] = before or ""
            out.write(_edited(path, there, raw, before, words))
    for path in sorted(set(known.files) - set(new)):
        out.write(visible(words("cli.upgrade.unneeded", file=path)) + "\n")
    noted = starter.record(start, digests)
    if _present(folder, starter.RECORD) != noted:
        replace(folder / starter.RECORD, noted)
    out.write(words("cli.upgrade.done", n=done, version=__version__) + "\n")
    if not wheel:
        sys.stderr.write(words("cli.init.no-wheel", version=__version__) + "\n")
    return 0


def _edited(path: str, there: bytes | None, raw: bytes, before: str | None, words: Catalogue) -> str:
    """The message for a file that was edited or deleted."""
    if there is None:
        return words("cli.upgrade.gone", file=path) + "\n"
    if before == source.digest(raw):
        return words("cli.upgrade.edited", file=path) + "\n"
    theirs, ours = (text.decode("utf-8", "replace").split("\n") for text in (there, raw))
    changes = difflib.unified_diff(theirs, ours, path, f"rectify {__version__}", lineterm="", n=2)
    shown = "".join(f"    {visible(line.expandtabs(4))}\n" for line in changes)
    return words("cli.upgrade.differs", file=path) + f"\n{shown}"


def _read_record(folder: pathlib.Path, words: Catalogue) -> _Record:
    """The project's record. Raises ``RefusedError`` if it is missing or invalid."""
    raw = _present(folder, starter.RECORD)
    if raw is None:
        raise RefusedError(words("cli.upgrade.unknown", file=starter.RECORD))
    try:
        values = json.loads(raw)
        start = starter.Start(values["name"], values["language"], values["wheel"])
        known = _Record(values["version"], start, values["files"])
        texts: list[Any] = [known.version, *start, *known.files, *known.files.values()]
        sound = all(isinstance(text, str) for text in texts) and start.language in messages.LANGUAGES
        sound = sound and _NUMBERS.match(known.version) is not None
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        sound = False
    if not sound:
        raise RefusedError(words("cli.upgrade.broken", file=starter.RECORD))
    return known


def _numbers(version: str) -> list[int]:
    """The numeric prefix of a version, for comparing: 0.10.0 > 0.9."""
    found = _NUMBERS.match(version)
    return [int(number) for number in found[0].split(".")] if found else []


def _present(folder: pathlib.Path, path: str) -> bytes | None:
    """The bytes of a project's file; None if missing, empty for a symlink, which is not followed."""
    target = folder / path
    inside = [target, *list(target.parents)[: path.count("/")]]
    if any(each.is_symlink() for each in inside):
        return b""
    return target.read_bytes() if target.is_file() else b"" if os.path.lexists(target) else None


def replace(target: pathlib.Path, raw: bytes, mode: int = 0o644) -> None:
    """Replace a file atomically."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=target.parent, prefix=".rectify-", delete=False) as file:
        try:
            file.write(raw)
            file.close()
            os.chmod(file.name, mode)  # noqa: PTH101  (a name, not a path)
            os.replace(file.name, target)  # noqa: PTH105
        except OSError:
            os.unlink(file.name)  # noqa: PTH108
            raise
