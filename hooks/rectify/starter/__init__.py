"""The files of a new project, for ``rectify init`` and ``rectify upgrade``.

Templates are in ``both/`` and a folder per language. Words between ``@`` are filled in. File names end in
``.in`` and have ``dot-`` for a leading dot, so that no tool takes them for files of this project.
"""

from __future__ import annotations

import datetime
import importlib.metadata
import json
import pathlib
import re
import urllib.parse
import zipfile
from typing import TYPE_CHECKING, NamedTuple

from rectify import __version__
from rectify.read import schema, source
from rectify.words import messages

if TYPE_CHECKING:
    from collections.abc import Mapping

HERE = pathlib.Path(__file__).parent
RECORD = ".rectify.json"
"""The project's record of its version, name, language and the digests of the files written."""

_DOT = re.compile(r"(?:(?<=/)|\A)dot-")
_WORD = re.compile("@([a-z-]+)@")
_SUPERIOR, _UNITS = datetime.timedelta(days=90), datetime.timedelta(days=83)
"""Placeholder deadlines of the first campaign, counted from its start."""


class Start(NamedTuple):
    """A project's settings: organisation name, language, SHA-256 of the program's wheel (may be empty)."""

    name: str
    language: str
    wheel: str


def files(start: Start, day: datetime.date) -> dict[str, bytes]:
    """All files of a new project, by path."""
    words = {
        "name": yaml_quoted(start.name),
        "site-name": yaml_quoted(messages.catalogue(start.language)("cli.init.site", name=start.name)),
        "year": str(day.year),
        "today": str(day),
        "superior": str(day + _SUPERIOR),
        "units": str(day + _UNITS),
    }
    made: dict[str, bytes] = {}
    for folder in (HERE / "both", HERE / start.language):
        for file in folder.rglob("*.in"):
            path = _fill(file.relative_to(folder).as_posix().removesuffix(".in"), words)
            made[_DOT.sub(".", path)] = _fill(file.read_text("utf-8"), words).encode()
    for name, text in schema.schemas(messages.catalogue(start.language)).items():
        made[f"data/{schema.FOLDER}/{name}"] = text.encode()
    made["requirements.lock"] = _lock(start.wheel)
    return dict(sorted(made.items()))


def is_program_file(path: str) -> bool:
    """Whether an upgrade may replace a file: neither data nor a page, but schemas."""
    return path.startswith(f"data/{schema.FOLDER}/") or not path.startswith(("data/", "docs/"))


def yaml_quoted(text: str) -> str:
    """A text as a quoted YAML scalar."""
    return json.dumps(text, ensure_ascii=False)


def record(start: Start, digests: Mapping[str, str]) -> bytes:
    """The content of ``RECORD``."""
    values = {
        "version": __version__,
        "name": start.name,
        "language": start.language,
        "wheel": start.wheel,
        "files": dict(sorted(digests.items())),
    }
    return (json.dumps(values, ensure_ascii=False, indent=2) + "\n").encode()


def installed_wheel() -> str:
    """The SHA-256 of the wheel that this program was installed from; empty if unknown.

    Installers record it, except pip 23.0 (Debian 12), which records only the path of a local file.
    """
    try:
        installed = importlib.metadata.distribution("rectify")
        origin = json.loads(installed.read_text("direct_url.json") or "{}")
    except (importlib.metadata.PackageNotFoundError, ValueError):
        return ""
    archive = origin.get("archive_info", {})
    before = str(archive.get("hash", "")).partition("sha256=")[2]  # as pip wrote it until 23.0
    noted = str(archive.get("hashes", {}).get("sha256", before))
    return noted or _digest_of_local_wheel(origin.get("url", ""), installed.read_text("RECORD") or "")


def _digest_of_local_wheel(url: str, installed: str) -> str:
    """The SHA-256 of a wheel at a ``file:`` URL; empty unless its files are the installed ones."""
    address = urllib.parse.urlsplit(url)
    file = pathlib.Path(urllib.parse.unquote(address.path))
    if address.scheme != "file" or file.suffix != ".whl" or not file.is_file():
        return ""
    try:
        with zipfile.ZipFile(file) as wheel:
            listed = wheel.read(f"rectify-{__version__}.dist-info/RECORD").decode()
        ours = {line for line in listed.splitlines() if line.startswith("rectify/")}
        return source.digest(file.read_bytes()) if ours and ours <= set(installed.splitlines()) else ""
    except (OSError, KeyError, ValueError, zipfile.BadZipFile):
        return ""


def _fill(text: str, words: Mapping[str, str]) -> str:
    return _WORD.sub(lambda found: words.get(found[1], found[0]), text)


def _lock(wheel: str) -> bytes:
    """The lock file: the packages that the program was tested with, and the program itself."""
    beside, above = HERE / "requirements.lock", HERE.parents[2] / "requirements.lock"
    others = (beside if beside.is_file() else above).read_text("utf-8").rstrip("\n")
    ours = f"rectify=={__version__}" + (f" \\\n    --hash=sha256:{wheel}" if wheel else "")
    return f"{others}\n{ours}\n".encode()
