"""A small project to break, build and read: a copy of ``tests/small`` with some edits."""

from __future__ import annotations

import datetime
import os
import pathlib
import shutil
import subprocess
from typing import Any

from rectify import check
from rectify.build import HIDEABLE, Assembled, assemble
from rectify.git import revision
from rectify.html.columns import COLUMNS
from rectify.notes import prose
from rectify.read import options, problems
from rectify.read.source import Place, Source
from rectify.words import messages

HERE = pathlib.Path(__file__).parent
SMALL = HERE / "small"
ROOT = HERE.parent
UNIT_1 = "data/campaigns/2019/units/unit-1.yml"
UNIT_2 = "data/campaigns/2019/units/unit-2.yml"
CAMPAIGN = "data/campaigns/2019/campaign.yml"
FINDINGS = "data/campaigns/2019/findings.yml"

# Markdown is read in forked processes. What this process has imported, none of them has to import anew.
prose.as_page("```yaml\na: 1\n```", "about.md", prose.USUAL, bool)


def copy_small(folder: pathlib.Path) -> pathlib.Path:
    """A copy of the small project in ``folder``, its hooks pointing at this checkout."""
    shutil.copytree(SMALL, folder, dirs_exist_ok=True)
    config = folder / "mkdocs.yml"
    text = config.read_text("utf-8").replace("../../hooks/events.py", str(ROOT / "hooks/events.py"))
    config.write_text(text, "utf-8")
    return folder


def change(folder: pathlib.Path, case: dict[str, Any]) -> None:
    """Apply a case's edits: ``edit`` (exactly one place each), ``remove``, ``rename``, ``write``,
    ``link`` (a name to a target), ``repeat`` (a text so many times), ``bytes`` (hex), ``encode``, ``notepad`` (with a byte order mark and CRLF)."""
    for edit in case.get("edit", ()):
        file = folder / edit["file"]
        text = file.read_text("utf-8")
        assert text.count(edit["old"]) == 1, f"{edit['old']!r} stands {text.count(edit['old'])} times"
        file.write_bytes(text.replace(edit["old"], edit["new"]).encode())
    for path in case.get("remove", ()):
        target = folder / path
        shutil.rmtree(target) if target.is_dir() else target.unlink()
    for path, name in case.get("rename", {}).items():
        (folder / path).rename(folder / name)
    for path, text in case.get("write", {}).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(text.encode())
    for path, target in case.get("link", {}).items():
        (folder / path).unlink(missing_ok=True)
        (folder / path).symlink_to(target)
    for path, (text, times) in case.get("repeat", {}).items():
        (folder / path).write_bytes(text.encode() * times)
    for path, raw in case.get("bytes", {}).items():
        (folder / path).write_bytes(bytes.fromhex(raw))
    for path, encoding in case.get("encode", {}).items():
        text = (folder / path).read_text("utf-8")
        (folder / path).write_bytes(text.encode(encoding))
    for path in case.get("notepad", ()):
        text = (folder / path).read_text("utf-8").replace("\n", "\r\n")
        (folder / path).write_bytes(text.encode("utf-8-sig"))


def build(folder: pathlib.Path, as_of: str = "2019-04-18", language: str = "zh", **more: Any) -> Assembled:
    """Assemble a project's site in this process, without MkDocs."""
    given = {"as_of": datetime.date.fromisoformat(as_of), "language": language, **more}
    place = Place(Source("mkdocs.yml", "", ""))
    chosen, wrong = options.read(given, place, HIDEABLE, tuple(COLUMNS))
    assert not wrong
    return assemble(folder, folder / "docs", chosen, messages.catalogue(language))


def git(folder: pathlib.Path, *arguments: str) -> None:
    """Run git in a folder, ignoring the user's settings."""
    subprocess.run(
        ["git", "-c", "user.name=t", "-c", "user.email=t@example.com", *arguments],
        cwd=folder,
        check=True,
        capture_output=True,
        env={**os.environ, "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null"},
    )


def committed(folder: pathlib.Path) -> pathlib.Path:
    """The folder, as the first commit of a repository."""
    git(folder, "init", "-q", "-b", "main")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "before")
    return folder


def broken(folder: pathlib.Path, case: dict[str, Any]) -> pathlib.Path:
    """The folder after a case's edits; those of ``before`` are committed first, where ``against`` is set."""
    if case.get("against"):
        change(folder, case.get("before", {}))
        committed(folder)
    change(folder, case)
    return folder


def tried(folder: pathlib.Path, case: dict[str, Any], language: str = "zh") -> Assembled:
    """What there is after a case's edits; with ``against``, after history was compared too."""
    broken(folder, case)
    made = build(folder, language=language)
    words = messages.catalogue(language)
    if case.get("against"):
        made.problems.extend(check.compare(revision.compare(folder, "data", "main", made.loaded, words)))
    return made


def told(folder: pathlib.Path, case: dict[str, Any], language: str = "zh") -> list[str]:
    """What the clerk reads after a case's edits."""
    return report(tried(folder, case, language), language)


def report(assembled: Assembled, language: str = "zh") -> list[str]:
    """The problems as messages."""
    ordered = sorted(assembled.problems, key=problems.Problem.sort_key)
    return [problems.line(problem, messages.catalogue(language)) for problem in ordered]
