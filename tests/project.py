"""A small project to break, build and read: a copy of ``tests/small`` with some edits."""

from __future__ import annotations

import datetime
import pathlib
import shutil
from typing import Any

from rectify import messages, options, problems
from rectify.columns import COLUMNS
from rectify.site import Assembled, assemble
from rectify.source import Place, Source

HERE = pathlib.Path(__file__).parent
SMALL = HERE / "small"
ROOT = HERE.parent
UNIT_1 = "data/campaigns/2019/units/unit-1.yml"
UNIT_2 = "data/campaigns/2019/units/unit-2.yml"
CAMPAIGN = "data/campaigns/2019/campaign.yml"
FINDINGS = "data/campaigns/2019/findings.yml"


def copy_small(folder: pathlib.Path) -> pathlib.Path:
    """A copy of the small project in ``folder``, its hooks pointing at this checkout."""
    shutil.copytree(SMALL, folder, dirs_exist_ok=True)
    config = folder / "mkdocs.yml"
    text = config.read_text("utf-8").replace("../../hooks/events.py", str(ROOT / "hooks/events.py"))
    config.write_text(text, "utf-8")
    return folder


def change(folder: pathlib.Path, case: dict[str, Any]) -> None:
    """Apply a case's edits: ``edit`` (exactly one place each), ``write``, ``remove``,
    ``bytes`` (hex), ``encode``."""
    for edit in case.get("edit", ()):
        file = folder / edit["file"]
        text = file.read_text("utf-8")
        assert text.count(edit["old"]) == 1, f"{edit['old']!r} stands {text.count(edit['old'])} times"
        file.write_bytes(text.replace(edit["old"], edit["new"]).encode())
    for path, text in case.get("write", {}).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(text.encode())
    for path in case.get("remove", ()):
        target = folder / path
        shutil.rmtree(target) if target.is_dir() else target.unlink()
    for path, raw in case.get("bytes", {}).items():
        (folder / path).write_bytes(bytes.fromhex(raw))
    for path, encoding in case.get("encode", {}).items():
        text = (folder / path).read_text("utf-8")
        (folder / path).write_bytes(text.encode(encoding))


def build(folder: pathlib.Path, as_of: str = "2019-04-18", language: str = "zh", **more: Any) -> Assembled:
    """Assemble a project's site in this process, without MkDocs."""
    given = {"as_of": datetime.date.fromisoformat(as_of), "language": language, **more}
    place = Place(Source("mkdocs.yml", "", ""))
    chosen, wrong = options.read(given, place, tuple(COLUMNS))
    assert not wrong
    return assemble(folder, folder / "docs", chosen, messages.catalogue(language))


def report(assembled: Assembled, language: str = "zh") -> list[str]:
    """The problems as the clerk reads them."""
    ordered = sorted(assembled.problems, key=problems.Problem.sort_key)
    return [problems.line(problem, messages.catalogue(language)) for problem in ordered]
