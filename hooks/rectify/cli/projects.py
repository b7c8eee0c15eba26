"""``rectify init`` and ``rectify upgrade``: a project of one's own, and its way to a later version."""

from __future__ import annotations

import difflib
import hashlib
import json
import os
import re
import sys
import tempfile
from typing import TYPE_CHECKING, Any, NamedTuple, TextIO

from rectify import __version__, starter
from rectify.cli.refusal import RefusedError
from rectify.ground import characters
from rectify.read import options
from rectify.read.problems import visible
from rectify.words import messages

if TYPE_CHECKING:
    import pathlib
    from collections.abc import Mapping

    from rectify.cli.arguments import Given
    from rectify.cli.project import Project
    from rectify.words.messages import Catalogue

_LONGEST = 60
"""Characters of a name; beyond that no heading holds it."""

_NUMBERS = re.compile(r"[0-9]+(\.[0-9]+)*")


def run_init(given: Given, _: Catalogue, out: TextIO) -> int:
    """Write a project of one's own into a folder that is empty, or not there yet."""
    words = messages.catalogue(given.language)
    name = words("cli.init.unnamed") if given.name is None else _name(given.name, words)
    day = options.day_or_today(given.as_of)
    if day is None:
        raise RefusedError(visible(words("cli.bad-day", value=given.as_of)))
    start = starter.Start(name, given.language, _wheel(given.wheel, words))
    _empty(given.folder, words)
    made = starter.files(start, day)
    ours = {path: starter.digest(raw) for path, raw in made.items() if starter.programs(path)}
    _create(given.folder, {**made, starter.RECORD: starter.record(start, ours)})
    shown = visible(str(given.folder))
    out.write(words("cli.init.done", folder=shown, n=len(made) + 1) + "\n")
    if not start.wheel:
        sys.stderr.write(words("cli.init.no-wheel", version=__version__) + "\n")
    return 0


def _name(name: str, words: Catalogue) -> str:
    """The name of whose project it is. Raises ``RefusedError`` for one that no page could show."""
    wrong = next(characters.invisible(name), None)
    if wrong is not None:
        shown = characters.code_point(name[wrong])
        raise RefusedError(visible(words("cli.init.character", value=name, code=shown)))
    if not name.strip() or len(name) > _LONGEST or "\n" in name or "\t" in name:
        raise RefusedError(visible(words("cli.init.name", value=name[:_LONGEST], most=_LONGEST)))
    return name.strip()


def _wheel(file: pathlib.Path | None, words: Catalogue) -> str:
    """The digest of the program's wheel: of the file that was named, or of the one that was installed."""
    if file is None:
        return starter.installed_wheel()
    if not (file.name.startswith(f"rectify-{__version__}-") and file.suffix == ".whl"):
        raise RefusedError(visible(words("cli.init.not-wheel", value=file, version=__version__)))
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _empty(folder: pathlib.Path, words: Catalogue) -> None:
    """Raise ``RefusedError`` for a folder that holds anything, but for the ``.git`` of a new repository."""
    shown = visible(str(folder))
    if not folder.is_dir():
        if os.path.lexists(folder):
            raise RefusedError(words("cli.init.no-folder", folder=shown))
        return
    there = sorted(each.name for each in folder.iterdir() if each.name != ".git")
    if there:
        some = visible(words("format.list").join(there[:3]))
        raise RefusedError(words("cli.init.not-empty", folder=shown, some=some))


def _create(folder: pathlib.Path, files: Mapping[str, bytes]) -> None:
    """Write files that are not there yet; if one can't be written, take back the others."""
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
        for each in reversed(written):
            if each.is_dir():
                each.rmdir()
            else:
                each.unlink(missing_ok=True)
        raise


class _Known(NamedTuple):
    """What a project's record says."""

    version: str
    start: starter.Start
    files: dict[str, str]


def run_upgrade(project: Project, given: Given, out: TextIO) -> int:
    """Renew the files that ``init`` wrote and nobody has edited; tell which were, and what differs."""
    folder = project.folder
    known = _known(folder, project.words)
    words = messages.catalogue(known.start.language)
    if _numbers(known.version) > _numbers(__version__):
        raise RefusedError(visible(words("cli.upgrade.newer", theirs=known.version, ours=__version__)))
    wheel = _wheel(given.wheel, words) or (known.start.wheel if known.version == __version__ else "")
    start = known.start._replace(wheel=wheel)
    new = {
        path: raw
        for path, raw in starter.files(start, project.options.as_of).items()
        if starter.programs(path)
    }
    digests: dict[str, str] = {}
    done = 0
    for path, raw in new.items():
        there = _there(folder, path)
        before = known.files.get(path)
        if there == raw:
            digests[path] = starter.digest(raw)
        elif (there is None and before is None) or (there and starter.digest(there) == before):
            _replace(folder / path, raw)
            digests[path] = starter.digest(raw)
            out.write(words("cli.upgrade.renewed", file=path) + "\n")
            done += 1
        else:
            digests[path] = before or ""
            out.write(_left(path, there, raw, before, words))
    for path in sorted(set(known.files) - set(new)):
        out.write(visible(words("cli.upgrade.unneeded", file=path)) + "\n")
    noted = starter.record(start, digests)
    if _there(folder, starter.RECORD) != noted:
        _replace(folder / starter.RECORD, noted)
    out.write(words("cli.upgrade.done", n=done, version=__version__) + "\n")
    if not wheel:
        sys.stderr.write(words("cli.init.no-wheel", version=__version__) + "\n")
    return 0


def _left(path: str, there: bytes | None, raw: bytes, before: str | None, words: Catalogue) -> str:
    """What is told of a file that its owner has edited, or taken away."""
    if there is None:
        return words("cli.upgrade.gone", file=path) + "\n"
    if before == starter.digest(raw):
        return words("cli.upgrade.edited", file=path) + "\n"
    theirs, ours = (text.decode("utf-8", "replace").split("\n") for text in (there, raw))
    changes = difflib.unified_diff(theirs, ours, path, f"rectify {__version__}", lineterm="", n=2)
    shown = "".join(f"    {visible(line.expandtabs(4))}\n" for line in changes)
    return words("cli.upgrade.differs", file=path) + f"\n{shown}"


def _known(folder: pathlib.Path, words: Catalogue) -> _Known:
    """What the project's record says. Raises ``RefusedError`` if there is none, or it was tampered with."""
    raw = _there(folder, starter.RECORD)
    if raw is None:
        raise RefusedError(words("cli.upgrade.unknown", file=starter.RECORD))
    try:
        values = json.loads(raw)
        start = starter.Start(values["name"], values["language"], values["wheel"])
        known = _Known(values["version"], start, values["files"])
        texts: list[Any] = [known.version, *start, *known.files, *known.files.values()]
        sound = all(isinstance(text, str) for text in texts) and start.language in messages.LANGUAGES
        sound = sound and _NUMBERS.match(known.version) is not None
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        sound = False
    if not sound:
        raise RefusedError(words("cli.upgrade.broken", file=starter.RECORD))
    return known


def _numbers(version: str) -> list[int]:
    """The numbers of a version, as far as they go: 0.10.0 comes after 0.9."""
    found = _NUMBERS.match(version)
    return [int(number) for number in found[0].split(".")] if found else []


def _there(folder: pathlib.Path, path: str) -> bytes | None:
    """The bytes of a project's file; None if there is none. A link, its owner's doing, is not followed."""
    target = folder / path
    inside = [target, *list(target.parents)[: path.count("/")]]
    if any(each.is_symlink() for each in inside):
        return b""
    return target.read_bytes() if target.is_file() else b"" if os.path.lexists(target) else None


def _replace(target: pathlib.Path, raw: bytes) -> None:
    """Put bytes in a file's place in one step, so that no half of them is ever there."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=target.parent, prefix=".rectify-", delete=False) as file:
        try:
            file.write(raw)
            file.close()
            os.chmod(file.name, 0o644)  # noqa: PTH101  (a name, not a path)
            os.replace(file.name, target)  # noqa: PTH105
        except OSError:
            os.unlink(file.name)  # noqa: PTH108
            raise
