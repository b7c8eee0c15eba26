"""``rectify transfer`` and ``rectify handover``: issues go to another unit, or into other hands."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TextIO

from rectify.check.turns import is_closed
from rectify.cli import edits
from rectify.cli.correct import USUAL
from rectify.cli.edits import Edit
from rectify.cli.refusal import RefusedError, choose
from rectify.read import format, identity, splicing
from rectify.read.fields import Choice
from rectify.read.problems import visible

if TYPE_CHECKING:
    from collections.abc import Callable

    from rectify.cli.arguments import Given
    from rectify.cli.edits import File
    from rectify.cli.project import Project
    from rectify.read.layout import Path
    from rectify.read.load import Loaded
    from rectify.read.records import Issue, Round, UnitFile
    from rectify.read.yamltext import Data


_KEYS = ("claims", "corrections", "issues")
"""The usual order of the keys of a unit's file."""

ROLES = ("owner", "leader", "supervisor", "lead")


class _Picked(NamedTuple):
    """The issues that were named: one, or the open ones of a unit."""

    project: Project
    loaded: Loaded
    round: Round
    file: UnitFile
    issues: list[Issue]

    def name(self, unit: str) -> str:
        return f"{self.round.folder}/units/{unit}.yml"


def transfer(project: Project, given: Given, out: TextIO) -> int:
    """Move issues into another unit's file, with a line that says since when and why."""
    picked = _picked(project, given)
    words, unit = project.words, given.to
    units = [file.unit for file in picked.round.files]
    known = [each.id for each in picked.loaded.data.organization.units] if picked.loaded.data else units
    if choose(words, "unit", unit, known) not in units:
        file = f"{project.options.data}/{picked.name(unit)}"
        raise RefusedError(visible(words("cli.transfer.no-ledger", unit=unit, file=file)))
    if unit == picked.file.unit:
        raise RefusedError(visible(words("cli.transfer.there", unit=unit)))
    old = edits.read(picked.project, picked.name(picked.file.unit), picked.loaded)
    new = edits.read(picked.project, picked.name(unit), picked.loaded)
    day, source = edits.day(project, given), picked.file.unit
    said: Data = {"date": day, "from": source, "to": unit, "by": given.by, "reason": given.reason}

    def write() -> list[Edit]:
        left, right = old.text, new.text
        for issue in picked.issues:
            left, right = _moved(left, right, issue, said)
        return [Edit(new, new.edited(right)), Edit(old, old.edited(left))]

    return _run(picked, write, old, out, given)


def _moved(left: str, right: str, issue: Issue, said: Data) -> tuple[str, str]:
    """Two texts after an issue went from one into the other, its lines as they were."""
    path = _path(left, issue)
    issues = splicing.value(right, ())
    there = issues.get("issues") if isinstance(issues, dict) else None
    target: Path = ("issues", len(there) if isinstance(there, list) else 0)
    right = splicing.insert(
        right, target, splicing.value(left, path), _KEYS, written=splicing.entry(left, path)
    )
    right = splicing.insert(right, (*target, "transfers", len(issue.transfers)), said, USUAL)
    return splicing.remove(left, path), right


def handover(project: Project, given: Given, out: TextIO) -> int:
    """Give a role in issues to somebody else, with a line that says since when and why."""
    role = roles().get(given.role, given.role)
    picked = _picked(project, given)
    file = edits.read(picked.project, picked.name(picked.file.unit), picked.loaded)
    had = [(issue, n) for issue in picked.issues for n in _places(issue, role, given.of)]
    if given.of is None and (len(picked.issues) > 1 or len(had) > 1):
        raise RefusedError(project.words("cli.handover.of"))
    if not had:
        raise RefusedError(visible(project.words("cli.handover.nobody", name=given.of or "")))
    day = edits.day(project, given)

    def write() -> list[Edit]:
        text = file.text
        for issue, n in had:
            path = _path(text, issue)
            name = _names(issue, role)[n]
            said = {"date": day, "role": role, "from": name, "to": given.to}
            several = isinstance(splicing.value(text, (*path, role)), list)
            text = splicing.replace(text, (*path, role, n) if several else (*path, role), given.to)
            new = (*path, "handovers", len(issue.handovers))
            text = splicing.insert(text, new, {**said, "reason": given.reason}, USUAL)
        return [Edit(file, file.edited(text))]

    return _run(picked, write, file, out, given)


def roles() -> dict[str, str]:
    """The roles that are handed over, by their codes and their Chinese words."""
    kind = format.HANDOVER.keys["role"].kind
    assert isinstance(kind, Choice)  # noqa: S101  (the format says so)
    return {**{name: name for name in kind.options}, **kind.chinese("role")}


def _names(issue: Issue, role: str) -> tuple[str, ...]:
    held = getattr(issue, role)
    return (held,) if isinstance(held, str) else held


def _places(issue: Issue, role: str, name: str | None) -> list[int]:
    """Where a name stands among those who have a role; all of them if none is given."""
    names = _names(issue, role)
    who = name and identity.skeleton(name)
    return [n for n, each in enumerate(names) if who is None or identity.skeleton(each) == who]


def _path(text: str, issue: Issue) -> Path:
    """Where an issue stands in the text of its file."""
    issues = splicing.value(text, ("issues",))
    assert isinstance(issues, list)  # noqa: S101  (it was read as such)
    return ("issues", [isinstance(each, dict) and each.get("id") for each in issues].index(issue.id))


def _picked(project: Project, given: Given) -> _Picked:
    """The issue that was named, or all open ones of a unit. Raises ``RefusedError``."""
    every, books, loaded = edits.opened(project)
    round_ = edits.campaign(every, books, loaded, given)
    known = {file.unit: (file, [each for each in file.issues if _is_open(each)]) for file in round_.files}
    known |= {each.id: (file, [each]) for file in round_.files for each in file.issues}
    file, issues = known[choose(project.words, "issues", given.record, known)]
    if not issues:
        raise RefusedError(visible(project.words("cli.transfer.none", unit=given.record)))
    return _Picked(every, loaded, round_, file, issues)


def _is_open(issue: Issue) -> bool:
    """Whether an issue is neither closed nor went on as another one."""
    return not (is_closed(issue) or issue.split or issue.merged or issue.void or issue.carried_over)


def _run(picked: _Picked, write: Callable[[], list[Edit]], file: File, out: TextIO, given: Given) -> int:
    try:
        made = write()
    except splicing.UnwritableError:
        raise RefusedError(visible(picked.project.words("cli.edit.by-hand", file=file.name))) from None
    return edits.run(picked.project, picked.loaded, made, out, dry=given.dry_run)
