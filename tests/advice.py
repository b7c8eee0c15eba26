"""Follow messages automatically: an edit for each message that suggests one.

Nothing here reads the advice's words; each kind of edit is made from the message's place and values.
"""

from __future__ import annotations

import pathlib
import re
import shutil
import subprocess
from collections.abc import Callable
from typing import Any

import project
from rectify.read.problems import Problem

Edit = Callable[[pathlib.Path, Problem], None]
"""Changes a project's folder as a message suggests."""

_TYPED = re.compile(r'"(?:[^"\\]|\\.)*"|\'[^\']*\'|[^,}\]#\n]+')
_KEY = re.compile(r"[\w-]+: *")


def _edit(folder: pathlib.Path, found: Problem, change: Callable[[str, str], tuple[str, str]]) -> None:
    """Edit a file, given the text before and after a problem's place."""
    file = folder / found.at.path
    text = file.read_text("utf-8-sig")
    lines = text.splitlines(keepends=True)
    at = sum(map(len, lines[: found.at.line - 1])) + found.at.column - 1
    file.write_text("".join(change(text[:at], text[at:])), "utf-8")


def _line(change: Callable[[str, Problem], str]) -> Edit:
    """Edit the line of the problem."""

    def follow(folder: pathlib.Path, found: Problem) -> None:
        file = folder / found.at.path
        lines = file.read_text("utf-8-sig").splitlines(keepends=True)
        lines[found.at.line - 1] = change(lines[found.at.line - 1], found)
        file.write_text("".join(lines), "utf-8")

    return follow


def _instead(key: str, new: str | Callable[[Problem], Any]) -> Edit:
    """Replace the quoted text, or else the value at the place, by one of the problem's values."""

    def follow(folder: pathlib.Path, found: Problem) -> None:
        old = str(found.values.get(key, ""))
        better = str(new(found) if callable(new) else found.values[new])

        def change(before: str, after: str) -> tuple[str, str]:
            line = before.rpartition("\n")[2]
            if old and old in after:
                return before, after.replace(old, better, 1)
            if old and old in line:  # a claim's id stands before the place of the claim
                return before[: len(before) - len(line)], line.replace(old, better, 1) + after
            return before, _TYPED.sub(lambda _: better, after, count=1)

        _edit(folder, found, change)

    return follow


def _at_place(old: str, new: str) -> Edit:
    """Replace the character at the place."""

    def follow(folder: pathlib.Path, found: Problem) -> None:
        _edit(folder, found, lambda before, after: (before, re.sub(rf"\A{old}", lambda _: new, after)))

    return follow


def _sign(new: str) -> Edit:
    """Replace the character named in the message by an ASCII one."""
    return lambda folder, found: _at_place(re.escape(found.values["detail"]), new)(folder, found)


def _added(key: str, value: str) -> Edit:
    """Add a key to the record at the place, in flow or block style."""

    def change(line: str, found: Problem) -> str:
        if "}" in line:
            return re.sub(r"\}(?=[^}]*$)", f", {key}: {value}}}", line)
        column = len(re.match(r"[ -]*", line)[0])
        return f"{line}{' ' * column}{key}: {value}\n"

    return _line(change)


def _key_gone(line: str, found: Problem) -> str:
    """Remove the key at the place from its line, or the whole line."""
    if "{" not in line:
        return ""
    start = found.at.column - 1
    if not _KEY.match(line, start):
        start = max(at.start() for at in _KEY.finditer(line) if at.end() <= start)
    end = _TYPED.match(line, start).end()
    return (line[:start] + line[end:].removeprefix(",").lstrip(" ")).replace(", }", "}")


def _text_quoted(line: str, found: Problem) -> str:
    """Put the whole text after the first key of a line in double quotes."""
    key, text = re.fullmatch(r"([ -]*[\w-]+: *)(.*)\n", line).groups()
    return f'{key}"{text}"\n'


def _origin(folder: pathlib.Path, found: Problem) -> None:
    def change(before: str, after: str) -> tuple[str, str]:
        above, key, _ = before.rpartition("source: ")
        assert key
        return f"{above}{found.variant}: ", after.replace("self_check", found.values["old"], 1)

    _edit(folder, found, change)


def _from_day(folder: pathlib.Path, found: Problem) -> None:
    """Correct a new extension; for an old one, correct the deadline that it starts from."""
    if not (folder / ".git").exists():
        return _instead("value", "better")(folder, found)
    deadline = f"deadline: {found.values['better']}"
    return _edit(
        folder,
        found,
        lambda before, after: (before.replace(deadline, f"deadline: {found.values['value']}"), after),
    )


def _indented(line: str, found: Problem) -> str:
    """Indent a line with spaces. The small project's lines of that depth have four, its items six."""
    return (" " * 6 if line.strip().startswith("-") else " " * 4) + line.strip() + "\n"


def _backslashes(line: str, found: Problem) -> str:
    start = found.at.column - 1  # of a backslash that is meant as one
    doubled = re.sub(r'\\\\|\\"|\\', lambda at: at[0] if len(at[0]) == 2 else "\\\\", line[start + 1 :])
    return line[:start] + "\\\\" + doubled


def _renamed(folder: pathlib.Path, found: Problem) -> None:
    file = folder / found.at.path
    better = file.with_name(
        f"{pathlib.Path(found.values['better']).stem}{'.md' if file.suffix == '.md' else '.yml'}"
    )
    assert not better.exists(), f"the name {better.name} is taken"
    file.rename(better)


def _moved(folder: pathlib.Path, found: Problem) -> None:
    """Move a note to the folder of another campaign."""
    file = folder / found.at.path
    better = file.parents[2] / found.values["better"] / file.parent.name / file.name
    better.parent.mkdir(parents=True, exist_ok=True)
    file.rename(better)


def _deleted(folder: pathlib.Path, found: Problem) -> None:
    (folder / found.at.path).unlink()


def _put_there(folder: pathlib.Path, found: Problem) -> None:
    """Put the evidence file where the message says."""
    evidence = pathlib.PurePosixPath(found.values["folder"]) / found.values["value"]
    (folder / evidence).parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(project.SMALL / evidence, folder / evidence)


def _restored(folder: pathlib.Path, found: Problem) -> None:
    """Restore the file of the problem and the evidence from git."""
    for path in (found.at.path, f"{found.at.path.rpartition('/units/')[0] or 'data'}/evidence"):
        subprocess.run(
            ["git", "checkout", "HEAD", "--", path],
            cwd=folder,
            capture_output=True,
            check=path == found.at.path,
        )


def _claimed(folder: pathlib.Path, found: Problem) -> None:
    file = folder / found.at.path
    ids = found.values["findings"].split("、")
    text = file.read_text("utf-8")
    has = {each: str(f"finding: {each}" in text).lower() for each in ids}
    lines = "".join(f"  {each}: {{has: {has[each]}, note: 经对照检查}}\n" for each in ids)
    file.write_text(text.replace("claims:\n", f"claims:\n{lines}", 1), "utf-8")


def _extension_gone(folder: pathlib.Path, found: Problem) -> None:
    """Delete a new extension; for an old one, let the campaign allow extensions."""
    if not (folder / ".git").exists():
        return _LINE_GONE(folder, found)
    campaign = folder / project.CAMPAIGN
    text = campaign.read_text("utf-8").replace("advance_only", "approved_extension")
    campaign.write_text(text, "utf-8")
    return None


def _types_gone(line: str, found: Problem) -> str:
    for each in found.values["value"].split("、"):
        line = re.sub(rf", {re.escape(each)}\b", "", line)
    return line


def _typed_number(line: str, found: Problem) -> str:
    text = found.values["text"]
    return line.replace(text, re.sub(r"\d[\d.]*%?", str(found.values["right"]), text), 1)


_BETTER = _instead("value", "better")
_OLD = _instead("new", "old")
_LINE_GONE = _line(lambda line, found: "")
_SPACES = _line(_indented)
_FRESH_ID = _instead("value", lambda found: f"{found.values['value']}-1")

FOLLOWED: dict[str, Edit] = {
    "structure.unknown-key.suggest": _instead("key", "better"),
    "structure.unknown-key.wide-colon": _instead("key", "better"),
    "structure.unknown-key.derived": _line(_key_gone),
    "structure.unknown-key.there": _line(_key_gone),
    "structure.unknown-key.key": _line(_key_gone),
    "structure.duplicate-key.key": _LINE_GONE,
    "structure.missing-key.swallowed": _instead("text", lambda found: f", {found.values['key']}: "),
    "structure.identifier.suggest": _BETTER,
    "structure.identifier.reserved": _FRESH_ID,
    "structure.unique.id": _FRESH_ID,
    "structure.unique.case": _FRESH_ID,
    "structure.issue-id.twice": _FRESH_ID,
    "structure.name.character": _BETTER,
    "structure.name.several-list": _BETTER,
    "responsibility.several.list": _BETTER,
    "structure.name.unseen": _line(
        lambda line, found: line.replace(found.values["value"], found.values["better"])
    ),
    "structure.day.suggest": _BETTER,
    "structure.day.years": _BETTER,
    "structure.day-range.years": _BETTER,
    "structure.number.count-suggest": _BETTER,
    "structure.number.amount-suggest": _BETTER,
    "structure.number.quantity-suggest": _BETTER,
    "structure.choice.suggest": _BETTER,
    "structure.claim.suggest": _BETTER,
    "structure.type.list-suggest": _instead("", "better"),
    "structure.type.empty": _LINE_GONE,
    "structure.comment.cut": _line(_text_quoted),
    "structure.rule-reference.unknown": _BETTER,
    "structure.rule-reference.fixed": _LINE_GONE,
    "structure.unit-reference.unit": _BETTER,
    "structure.finding-reference.claim": _BETTER,
    "structure.finding-reference.issue": _BETTER,
    "structure.finding-list.unknown": _BETTER,
    "structure.category-reference.unknown": _BETTER,
    "structure.analogy-reference.unknown": _BETTER,
    "structure.origin.none": _added("source", "self_check"),
    "structure.origin.several": _line(_key_gone),
    "structure.progress-entry.neither": _added("text", "已补登"),
    "structure.closing-step.no-result": _added("result", "pass"),
    "structure.closing-step.result": _line(_key_gone),
    "structure.evidence-file.missing": _put_there,
    "structure.evidence-file.similar": _BETTER,
    "structure.evidence-file.neither": _added("ref", "政〔2019〕12号"),
    "structure.evidence-file.twice": _LINE_GONE,
    "structure.character.unseen": _at_place(".", ""),
    "structure.character.escape": _line(lambda line, found: re.sub(r"\\(?:u\w{4}|x\w\w|[0e])", "", line)),
    "structure.syntax.backslash": _line(_backslashes),
    "structure.syntax.special": _line(_text_quoted),
    "structure.syntax.colon": _line(_text_quoted),
    "structure.syntax.wide-colon": _at_place("：", ": "),
    "structure.syntax.wide-comma": _at_place("，", ", "),
    "structure.syntax.wide-dash": _sign("-"),
    "structure.syntax.wide-bracket": _line(lambda line, found: line.replace("｛", "{").replace("｝", "}")),
    "structure.syntax.wide-space": _SPACES,
    "structure.syntax.tab": _SPACES,
    "structure.syntax.dash-space": _at_place("-", "- "),
    "structure.syntax.colon-space": _at_place(":", ": "),
    "structure.syntax.documents": _LINE_GONE,
    "structure.stray-file.suffix": _renamed,
    "structure.stray-file.file": _deleted,
    "structure.unit-file.unknown": _renamed,
    "structure.unit-file.outside": _deleted,
    "responsibility.bracket.unknown": _BETTER,
    "responsibility.which.several": _instead("name", "better"),
    "responsibility.one-spelling.several": _BETTER,
    "coverage.claim.findings": _claimed,
    "coverage.contradiction.issue": _at_place("false", "true"),
    "coverage.contradiction.unasked": _LINE_GONE,
    "closing.opinion.review": _added("opinion", "记录不全"),
    "closing.opinion.reopen": _added("opinion", "记录不全"),
    "closing.opinion.recheck": _added("opinion", "记录不全"),
    "days.advance-only.extension": _extension_gone,
    "days.extension.from": _from_day,
    "days.next-deadline.place": _line(_key_gone),
    "days.next-deadline.why": _added("opinion", "记录不全"),
    "evidence.type.active": _line(_types_gone),
    "evidence.unlisted.file": _deleted,
    "history.deadline-kept.later": _OLD,
    "history.deadline-kept.campaign": _OLD,
    "history.opened-kept.moved": _OLD,
    "history.kind-kept.long-term": _instead("", "old"),
    "history.added-kept.later": _OLD,
    "history.origin-kept.finding": _origin,
    "history.origin-kept.by_analogy": _origin,
    "history.claim-kept.denied": _at_place("false", "true"),
    "history.claim-kept.gone": _restored,
    "history.closed-kept.changed": _restored,
    "history.carried-kept.changed": _restored,
    "history.entry-kept.activity": _restored,
    "history.milestone-kept.changed": _restored,
    "history.milestone-kept.gone": _restored,
    "history.milestone-kept.later": _restored,
    "history.reminder-kept.changed": _restored,
    "history.standard-kept.changed": _restored,
    "history.entry-kept.rewritten": _restored,
    "history.evidence-kept.changed": _restored,
    "history.evidence-kept.gone": _restored,
    "history.findings-kept.added": _restored,
    "history.findings-kept.changed": _restored,
    "history.count-kept.changed": _restored,
    "history.findings-kept.withdrawn": _restored,
    "history.findings-kept.removed": _restored,
    "history.id-kept.reused": _restored,
    "history.internal-kept.hidden": _restored,
    "history.internal-kept.shown": _restored,
    "history.internal-kept.approval": _restored,
    "history.internal-kept.hidden-approved": _restored,
    "history.internal-kept.shown-approved": _restored,
    "history.disclosed-kept.changed": _restored,
    "history.disclosed-kept.added": _restored,
    "history.moved-kept.changed": _restored,
    "history.moved-kept.frozen": _restored,
    "history.issue-kept.gone": _restored,
    "notes.belongs.campaign": _moved,
    "notes.belongs.units": _renamed,
    "notes.belongs.issues": _renamed,
    "notes.belongs.weekly": _renamed,
    "notes.number.differs": _line(_typed_number),
    "notes.query.name": _BETTER,
    "notes.query.reference": _BETTER,
}
"""The edit for each message that suggests one."""

JUDGED: dict[str, str] = {
    "a person decides: who acts, what is true, what happened on which day": """
        closing.apply.both closing.apply.evidence closing.apply.measures
        closing.apply.later closing.namesakes.same structure.finding-list.none structure.finding-number.twice
        days.unit-deadline.late-finding structure.supplement.document structure.finding-document.none structure.supplement.received coverage.withdrawn.opened
        coverage.finished.open privacy.case.term privacy.approved.nobody privacy.approved.elsewhere
        privacy.approved.own responsibility.reminder.self results.amount.more results.reached.less
        structure.moved.several structure.moved.carried structure.moved.taken structure.moved.gone structure.moved.closed
        structure.moved.unopened structure.moved.one structure.moved.opened structure.moved.twice structure.moved.findings
        structure.moved.amount responsibility.moved.self responsibility.moved.approved closing.moved.closed
        closing.moved.later days.moved.split days.moved.merged
        structure.carried-over.back structure.carried-over.closed structure.carried-over.unfinished
        structure.carries.forth structure.carries.nothing structure.carries.source weekly.milestone.late
        history.origin-kept.carries history.origin-kept.fewer notes.query.people
        closing.order.apply-after closing.order.apply-first closing.order.reopen-after
        closing.order.reopen-first closing.order.review-after closing.order.review-first
        closing.order.verify-after closing.order.verify-first closing.recheck.early closing.recheck.self
        closing.follow-up.early history.closed-kept.early
        closing.verified-by-other.review closing.verified-by-other.verify
        closing.verified-by-other.reviewer closing.verified-by-other.measure days.extension.leader
        closing.opinion.verify closing.verifier-outside.inside
        coverage.issue.none days.extension.past days.extension.self days.next-deadline.self days.measure-due.late
        days.unit-deadline.late responsibility.supervisor-outside.inside structure.analogy-reference.cycle
        structure.analogy-reference.self structure.unit-file.kind structure.unit-tree.cycle
        structure.progress-entry.both structure.evidence-file.both structure.syntax.conflict""",
    "only people know what was meant, or what the missing text says": """
        structure.joint.own structure.joint.twice structure.joint.outside coverage.joint.unknown
        coverage.joint.denied coverage.joint.own coverage.joint.finding coverage.joint.unshared
        structure.unit-ended.successor structure.unit-ended.ended structure.unit-ended.circle
        structure.unit-ended.order structure.unit-ended.late structure.joined.twice structure.joined.listed history.units-kept.part structure.joined.early
        structure.joined.claims structure.transfer.early structure.transfer.order structure.transfer.itself
        structure.transfer.chain structure.transfer.present structure.handover.early structure.handover.order
        structure.handover.itself structure.handover.chain structure.handover.present structure.handover.unit
        coverage.ended.open history.roles-kept.changed history.units-kept.name history.units-kept.names
        history.units-kept.ended history.units-kept.joined
        structure.correction.way structure.correction.whole structure.correction.whole-record
        structure.correction.key structure.correction.fixed structure.correction.entry structure.correction.end
        structure.correction.nothing structure.correction.there structure.correction.absent
        structure.correction.required structure.correction.withheld structure.correction.same
        structure.correction-order.early structure.correction-order.order
        structure.correction-reference.unknown responsibility.correction.none responsibility.correction.self
        responsibility.correction.involved responsibility.correction.elsewhere history.text-kept.changed history.corrections-kept.changed
        history.corrections-kept.was history.corrections-kept.backdated
        history.decision-kept.changed history.decision-kept.gone history.decision-kept.was closing.recheck-due.late closing.recheck-due.no-period days.unit-deadline.late-batch
        days.unit-deadline.late-kind days.unit-deadline.late-unit
        structure.batch.both structure.batch.neither structure.batch.twice structure.closing-step.sustained
        structure.finding-reference.batch structure.type.days weekly.plan.day weekly.plan.early
        weekly.plan.needless weekly.plan.no-day structure.calendar.long structure.calendar.order
        structure.calendar.twice structure.calendar.weekday days.calendar.year days.calendar.reports
        coverage.claim.file responsibility.measure.none
        responsibility.several.single responsibility.in-office.person responsibility.in-office.post
        structure.person.order structure.person.twice structure.choice.format structure.claim.format
        structure.day-order.days structure.day.format structure.day.lasting structure.empty.key
        structure.empty.text structure.identifier.format structure.missing-key.key structure.name.form
        structure.name.several structure.number.amount structure.number.count structure.type.flag
        structure.type.list structure.type.mapping structure.type.single structure.type.table
        structure.carried-over.campaign structure.carried-over.issue structure.carried-over.itself
        structure.moved.itself structure.moved.unknown structure.unique.twice structure.empty.list
        structure.carries.campaign structure.carries.format structure.carries.issue structure.carries.itself
        structure.ladder.kind structure.ladder.twice structure.ladder.zero structure.measure-target.none
        structure.measure-target.nothing structure.number.quantity structure.result-kind.needless
        structure.result-kind.no-unit structure.result-kind.taken structure.result-kind.unknown
        structure.result-number.none structure.result-number.several structure.result-number.several-wrong
        structure.result-number.wrong privacy.number.card privacy.number.identity privacy.number.mobile
        weekly.silent.held weekly.silent.week""",
    "where the slip of the hand is, a person has to see": """
        structure.syntax.alias structure.syntax.anchor structure.syntax.dash structure.syntax.deep
        structure.syntax.flow structure.syntax.indent structure.syntax.key structure.syntax.no-colon
        structure.syntax.quote structure.syntax.inner-quote structure.syntax.syntax structure.syntax.tag""",
    "a text of a note or a page is written anew": """
        notes.html.removed notes.query.level notes.link.dead notes.link.foreign notes.link.scheme notes.query.printed
        notes.query.syntax notes.size.blocks notes.size.brackets notes.size.bytes notes.size.deep
        notes.size.failed notes.size.fence notes.size.large notes.size.open notes.size.slow""",
    "files and folders are made, named, moved or saved anew, by a name that people choose": """
        evidence.changed.gone evidence.changed.other evidence.path.case evidence.path.character
        evidence.path.end evidence.path.link evidence.path.reserved evidence.path.way evidence.size.empty
        evidence.size.large evidence.type.double evidence.type.kind notes.belongs.folder notes.clash.file
        notes.clash.page notes.file-name.address notes.file-name.case notes.file-name.character
        notes.file-name.end notes.file-name.page notes.file-name.reserved notes.kind.double
        notes.kind.note notes.kind.page
        structure.campaign-id.case structure.campaign-id.format structure.campaign-id.reserved
        structure.campaign-id.windows structure.empty.file structure.encoding.bytes structure.encoding.gbk
        structure.encoding.utf16 structure.leftover.files structure.leftover.more
        structure.missing-file.campaign structure.missing-file.campaigns structure.missing-file.file
        structure.missing-file.folder structure.plain-file.deep structure.plain-file.link
        structure.plain-file.special structure.seal.line structure.size.bytes structure.size.items
        structure.size.problems structure.size.text structure.size.values structure.unreadable.file""",
}
"""The other messages, by the reason why they can't be followed automatically."""
