"""The files of a project of one's own, for ``rectify init`` and ``rectify upgrade``.

``both/`` and a folder for each language hold them as they are written, but for a few words between ``@`` and
the names: ``.in`` at the end, ``dot-`` for a leading dot, so that no tool takes them for files of ours.
"""

from __future__ import annotations

import datetime
import hashlib
import importlib.metadata
import json
import pathlib
import re
import urllib.parse
import zipfile
from typing import TYPE_CHECKING, NamedTuple

from rectify import __version__
from rectify.read import schema
from rectify.words import messages

if TYPE_CHECKING:
    from collections.abc import Mapping

HERE = pathlib.Path(__file__).parent
RECORD = ".rectify.json"
"""What a project knows of its beginnings: version, name, language, and the digest of each file written."""

_DOT = re.compile(r"(?:(?<=/)|\A)dot-")
_WORD = re.compile("@([a-z-]+)@")
_SUPERIOR, _UNITS = datetime.timedelta(days=90), datetime.timedelta(days=83)
"""Deadlines that a first campaign begins with; its owner puts his own in their place."""


class Start(NamedTuple):
    """What is particular to a project: whose it is, in which language, the digest of the program's wheel."""

    name: str
    language: str
    wheel: str


def files(start: Start, day: datetime.date) -> dict[str, bytes]:
    """All files of a new project, by path."""
    words = {
        "name": quoted(start.name),
        "site-name": quoted(messages.catalogue(start.language)("cli.init.site", name=start.name)),
        "year": str(day.year),
        "today": str(day),
        "superior": str(day + _SUPERIOR),
        "units": str(day + _UNITS),
    }
    made: dict[str, bytes] = {}
    for folder in (HERE / "both", HERE / start.language):
        for file in folder.rglob("*.in"):
            path = _filled(file.relative_to(folder).as_posix().removesuffix(".in"), words)
            made[_DOT.sub(".", path)] = _filled(file.read_text("utf-8"), words).encode()
    for name, text in schema.schemas(messages.catalogue(start.language)).items():
        made[f"data/{schema.FOLDER}/{name}"] = text.encode()
    made["requirements.lock"] = _lock(start.wheel)
    return dict(sorted(made.items()))


def programs(path: str) -> bool:
    """Whether a file of a project is the program's to renew, and not data or a page of its owner's."""
    return path.startswith(f"data/{schema.FOLDER}/") or not path.startswith(("data/", "docs/"))


def quoted(text: str) -> str:
    """A text as a value of YAML, whatever is in it."""
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


def digest(raw: bytes) -> str:
    """What a file is known by."""
    return hashlib.sha256(raw).hexdigest()


def installed_wheel() -> str:
    """The digest of the wheel that this program was installed from; empty if it is not known.

    The installer notes it, but for pip 23.0, which Debian 12 has: of a local file it notes only where it lay.
    """
    try:
        installed = importlib.metadata.distribution("rectify")
        origin = json.loads(installed.read_text("direct_url.json") or "{}")
    except (importlib.metadata.PackageNotFoundError, ValueError):
        return ""
    archive = origin.get("archive_info", {})
    before = str(archive.get("hash", "")).partition("sha256=")[2]  # as pip wrote it until 23.0
    noted = str(archive.get("hashes", {}).get("sha256", before))
    return noted or _digest_where_it_lay(origin.get("url", ""), installed.read_text("RECORD") or "")


def _digest_where_it_lay(url: str, installed: str) -> str:
    """The digest of the wheel at an address; empty unless it holds what is installed."""
    address = urllib.parse.urlsplit(url)
    file = pathlib.Path(urllib.parse.unquote(address.path))
    if address.scheme != "file" or file.suffix != ".whl" or not file.is_file():
        return ""
    try:
        with zipfile.ZipFile(file) as wheel:
            listed = wheel.read(f"rectify-{__version__}.dist-info/RECORD").decode()
        ours = {line for line in listed.splitlines() if line.startswith("rectify/")}
        return digest(file.read_bytes()) if ours and ours <= set(installed.splitlines()) else ""
    except (OSError, KeyError, ValueError, zipfile.BadZipFile):
        return ""


def _filled(text: str, words: Mapping[str, str]) -> str:
    return _WORD.sub(lambda found: words.get(found[1], found[0]), text)


def _lock(wheel: str) -> bytes:
    """The packages that the program was tested with, and the program itself."""
    beside, above = HERE / "requirements.lock", HERE.parents[2] / "requirements.lock"
    others = (beside if beside.is_file() else above).read_text("utf-8").rstrip("\n")
    ours = f"rectify=={__version__}" + (f" \\\n    --hash=sha256:{wheel}" if wheel else "")
    return f"{others}\n{ours}\n".encode()
