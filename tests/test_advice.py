"""Advice breaks no other rule: where a message names an edit, it is made, and the data is checked again.

Nothing here reads the advice's words; each kind of edit is made from the message's place and values.
"""

from __future__ import annotations

import pathlib
import re
from collections.abc import Callable

import pytest
import yaml

import project
from rectify import check, messages, revision
from rectify.problems import Problem

CASES = sorted((pathlib.Path(__file__).parent / "bad").glob("*.yml"))
_TYPED = re.compile(r'"(?:[^"\\]|\\.)*"|\'[^\']*\'|[^,}\]#\n]+')


def _edit(folder: pathlib.Path, found: Problem, change: Callable[[str, str], tuple[str, str]]) -> None:
    """Change a file by what stands before and after the place of a message."""
    file = folder / found.at.path
    text = file.read_text("utf-8-sig")
    lines = text.splitlines(keepends=True)
    at = sum(map(len, lines[: found.at.line - 1])) + found.at.column - 1
    file.write_text("".join(change(text[:at], text[at:])), "utf-8")


def _instead(key: str, new: str) -> Callable[[pathlib.Path, Problem], None]:
    """What the message quotes, or else the value at its place, is replaced by the value of a name."""

    def follow(folder: pathlib.Path, found: Problem) -> None:
        old, better = str(found.values.get(key, "")), str(found.values[new])

        def change(before: str, after: str) -> tuple[str, str]:
            line = before.rpartition("\n")[2]
            if old and old in after:
                return before, after.replace(old, better, 1)
            if old and old in line:  # a claim's id stands before the place of the claim
                return before[: len(before) - len(line)], line.replace(old, better, 1) + after
            return before, _TYPED.sub(lambda _: better, after, count=1)

        _edit(folder, found, change)

    return follow


def _at_place(old: str, new: str) -> Callable[[pathlib.Path, Problem], None]:
    """The sign at the place is replaced."""

    def follow(folder: pathlib.Path, found: Problem) -> None:
        _edit(folder, found, lambda before, after: (before, re.sub(rf"\A{old}", lambda _: new, after)))

    return follow


def _origin(folder: pathlib.Path, found: Problem) -> None:
    def change(before: str, after: str) -> tuple[str, str]:
        above, key, _ = before.rpartition("source: ")
        assert key
        return f"{above}{found.variant}: ", after.replace("self_check", found.values["old"], 1)

    _edit(folder, found, change)


def _backslashes(folder: pathlib.Path, found: Problem) -> None:
    def change(before: str, after: str) -> tuple[str, str]:
        here, end, rest = after.partition("\n")
        doubled = re.sub(r'\\\\|\\"|\\', lambda at: at[0] if len(at[0]) == 2 else "\\\\", here)
        return before, doubled + end + rest

    _edit(folder, found, change)


def _renamed(folder: pathlib.Path, found: Problem) -> None:
    file = folder / found.at.path
    better = file.with_name(
        f"{pathlib.Path(found.values['better']).stem}{'.md' if file.suffix == '.md' else '.yml'}"
    )
    assert not better.exists(), f"the name {better.name} is taken"
    file.rename(better)


_BETTER = _instead("value", "better")
_OLD = _instead("new", "old")

FOLLOWED: dict[str, Callable[[pathlib.Path, Problem], None]] = {
    "structure.unknown-key.suggest": _instead("key", "better"),
    "structure.identifier.suggest": _BETTER,
    "structure.name.character": _BETTER,
    "structure.day.suggest": _BETTER,
    "structure.number.count-suggest": _BETTER,
    "structure.number.amount-suggest": _BETTER,
    "structure.choice.suggest": _BETTER,
    "structure.claim.suggest": _BETTER,
    "structure.type.list-suggest": _instead("", "better"),
    "structure.rule-reference.unknown": _BETTER,
    "structure.unit-reference.unit": _BETTER,
    "structure.finding-reference.claim": _BETTER,
    "structure.finding-reference.issue": _BETTER,
    "structure.category-reference.unknown": _BETTER,
    "structure.analogy-reference.unknown": _BETTER,
    "structure.syntax.backslash": _backslashes,
    "structure.syntax.wide-colon": _at_place("：", ": "),
    "structure.syntax.wide-comma": _at_place("，", ", "),
    "structure.syntax.dash-space": _at_place("-", "- "),
    "structure.syntax.colon-space": _at_place(":", ": "),
    "structure.stray-file.suffix": _renamed,
    "structure.unit-file.unknown": _renamed,
    "responsibility.one-spelling.several": _BETTER,
    "coverage.contradiction.issue": lambda folder, found: _at_place("false", "true")(folder, found),
    "days.extension.from": _BETTER,
    "history.deadline-kept.later": _OLD,
    "history.deadline-kept.campaign": _OLD,
    "history.opened-kept.moved": _OLD,
    "history.kind-kept.long-term": _instead("", "old"),
    "history.origin-kept.finding": _origin,
    "history.origin-kept.by_analogy": _origin,
    "notes.belongs.units": _renamed,
    "notes.belongs.issues": _renamed,
    "notes.belongs.weekly": _renamed,
}
"""How the advice of each message that names an edit is followed; that of the others people have to judge."""


JUDGED = """
closing.apply.both closing.apply.evidence closing.apply.measures closing.namesakes.same
closing.opinion.reopen closing.opinion.return closing.order.apply-after closing.order.apply-first
closing.order.reopen-after closing.order.reopen-first closing.order.review-after
closing.order.review-first closing.order.verify-after closing.order.verify-first closing.recheck.early
closing.recheck.self closing.verified-by-other.owner closing.verified-by-other.reviewer
closing.verifier-outside.inside coverage.claim.file coverage.claim.findings
coverage.contradiction.unasked coverage.issue.none days.advance-only.extension days.extension.past
days.extension.self days.measure-due.late days.unit-deadline.late evidence.changed.gone
evidence.changed.other evidence.path.case evidence.path.character evidence.path.end evidence.path.link
evidence.path.reserved evidence.path.way evidence.size.empty evidence.size.large evidence.type.active
evidence.type.double evidence.type.kind evidence.unlisted.file history.claim-kept.denied
history.claim-kept.gone history.closed-kept.changed history.entry-kept.rewritten
history.evidence-kept.changed history.evidence-kept.gone history.findings-kept.added
history.findings-kept.changed history.findings-kept.removed history.id-kept.reused
history.issue-kept.gone notes.belongs.campaign notes.belongs.folder notes.clash.file notes.clash.page
notes.file-name.address notes.file-name.case notes.file-name.character notes.file-name.end
notes.file-name.page notes.file-name.reserved notes.html.removed notes.kind.note notes.kind.page
notes.link.dead notes.link.foreign notes.link.scheme notes.number.differs notes.query.printed
notes.query.reference notes.query.syntax notes.size.blocks notes.size.brackets notes.size.bytes
notes.size.deep notes.size.failed notes.size.fence notes.size.large notes.size.slow
responsibility.measure.none responsibility.supervisor-outside.inside structure.analogy-reference.cycle
structure.analogy-reference.self structure.campaign-id.case structure.campaign-id.format
structure.campaign-id.reserved structure.campaign-id.windows structure.character.escape
structure.character.unseen structure.choice.format structure.claim.format
structure.closing-step.no-result structure.closing-step.result structure.comment.cut
structure.day-order.days structure.day-range.years structure.day.format structure.day.lasting
structure.day.years structure.duplicate-key.key structure.empty.file structure.empty.key
structure.empty.text structure.encoding.bytes structure.encoding.gbk structure.encoding.utf16
structure.evidence-file.both structure.evidence-file.missing structure.evidence-file.neither
structure.evidence-file.similar structure.evidence-file.twice structure.identifier.format
structure.identifier.reserved structure.issue-id.twice structure.leftover.files structure.leftover.more
structure.missing-file.campaign structure.missing-file.campaigns structure.missing-file.file
structure.missing-file.folder structure.missing-key.key structure.missing-key.swallowed
structure.name.form structure.name.several structure.number.amount structure.number.count
structure.origin.none structure.origin.several structure.plain-file.deep structure.plain-file.link
structure.plain-file.special structure.progress-entry.both structure.progress-entry.neither
structure.rule-reference.fixed structure.seal.line structure.size.bytes structure.size.items
structure.size.problems structure.size.text structure.size.values structure.stray-file.file
structure.syntax.alias structure.syntax.anchor structure.syntax.colon structure.syntax.conflict
structure.syntax.dash structure.syntax.deep structure.syntax.documents structure.syntax.flow
structure.syntax.indent structure.syntax.key structure.syntax.no-colon structure.syntax.quote
structure.syntax.special structure.syntax.syntax structure.syntax.tab structure.syntax.tag
structure.syntax.wide-bracket structure.syntax.wide-dash structure.syntax.wide-space structure.type.empty
structure.type.flag structure.type.list structure.type.mapping structure.type.single structure.type.table
structure.unique.case structure.unique.id structure.unit-file.kind structure.unit-file.outside
structure.unit-tree.cycle structure.unknown-key.derived structure.unknown-key.key
structure.unknown-key.there structure.unknown-key.wide-colon structure.unreadable.file weekly.silent.week
"""
"""Messages that leave it to people what to type: which day, whose name, what a text says, a file to add."""

HIDING = ("structure.syntax", "structure.stray-file", "structure.name")
"""What keeps a file or a record from being read; when it is mended, what is wrong in there shows."""


def _problems(folder: pathlib.Path, case: dict) -> list[Problem]:
    made = project.build(folder)
    found = list(made.problems)
    if case.get("against"):
        words = messages.catalogue("zh")
        found += check.compare(revision.compare(folder, "data", "main", made.loaded, words))
    return found


def _told(found: Problem) -> tuple[str, str, str, str]:
    """A message without its place, which an edit above it moves."""
    return found.rule, found.variant, found.at.path, str(found.values)


def _followed() -> list[tuple[pathlib.Path, dict]]:
    rules = {each.rpartition(".")[0] for each in FOLLOWED}
    given = [(case, yaml.safe_load(case.read_text("utf-8"))) for case in CASES]
    return [(case, each) for case, each in given if any(f"[{rule}]" in str(each["expect"]) for rule in rules)]


@pytest.mark.parametrize(("case", "given"), _followed(), ids=lambda each: getattr(each, "stem", ""))
def test_followed_advice_ends_its_message_and_begins_no_other(case, given, tmp_path):
    def broken(name: str) -> pathlib.Path:
        folder = project.copy_small(tmp_path / name)
        if given.get("against"):
            project.committed(folder)
        project.change(folder, given)
        return folder

    before = _problems(broken("before"), given)
    for number, found in enumerate(before):
        follow = FOLLOWED.get(f"{found.rule}.{found.variant}")
        if follow is None or found.values.get("better") == "":
            continue
        folder = broken(str(number))
        follow(folder, found)
        after = [_told(each) for each in _problems(folder, given)]
        assert after.count(_told(found)) < [_told(each) for each in before].count(_told(found))
        if found.rule not in HIDING:
            assert not [each for each in after if each not in map(_told, before)]


def _variants() -> set[str]:
    """Every message of a rule that the catalogue has."""
    keys = (re.fullmatch(r"problem\.(.+)\.found", key) for key in messages.catalogue("zh").texts)
    found = {key[1] for key in keys if key}
    return {each for each in found if each.rpartition(".")[0] in check.all_rules()}


def test_every_advice_is_followed_here_or_left_to_people():
    judged = set(JUDGED.split())
    assert judged.isdisjoint(FOLLOWED)
    assert judged | FOLLOWED.keys() == _variants()
