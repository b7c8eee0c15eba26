"""Structure rules: ids are unique, references resolve, entries are complete."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from rectify.ground.suggest import Matcher
from rectify.ledger.participation import ANSWERING
from rectify.read import filenames
from rectify.read.problems import problem

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from datetime import date

    from rectify.read.problems import Problem
    from rectify.read.records import Campaign, Data, Finding, Issue, Organization, Round
    from rectify.read.source import Place


def _issues(data: Data) -> Iterator[tuple[Round, Issue]]:
    for round_ in data.rounds:
        for file in round_.files:
            for issue in file.issues:
                yield round_, issue


def unit_file(data: Data, day: date) -> Iterator[Problem]:
    """A file under ``units/`` is named after a unit that takes part; other units have no page."""
    known = {unit.id: unit for unit in data.organization.units}
    matcher = Matcher(known)
    for round_ in data.rounds:
        taken = {file.unit for file in round_.files}
        part = round_.campaign.units and {
            *round_.campaign.units,
            *(each.unit for each in round_.campaign.joined),
        }
        for file in round_.files:
            if file.unit not in known:
                better = matcher.nearest(file.unit, but=taken)
                yield problem("structure.unit-file", "unknown", file.at, value=file.unit, better=better)
            elif part and file.unit not in part:
                yield problem("structure.unit-file", "outside", file.at, value=file.unit)
            elif not part and known[file.unit].kind not in ANSWERING:
                values = {"value": file.unit, "kind": known[file.unit].kind}
                yield problem("structure.unit-file", "kind", file.at, **values)


def unit_reference(data: Data, day: date) -> Iterator[Problem]:
    """Every referenced unit or department exists in organization.yml."""
    known = {unit.id for unit in data.organization.units}
    matcher = Matcher(known)

    def refer(at: Place, key: str, *ids: str) -> Iterator[Problem]:
        for id in ids:
            if id not in known:
                better = matcher.nearest(id)
                yield problem(
                    "structure.unit-reference", "unit", at.of(key), key=key, value=id, better=better
                )

    for at, key, id in _of_organization(data.organization):
        yield from refer(at, key, id)
    for round_ in data.rounds:
        yield from refer(round_.campaign.at, "verified_by", round_.campaign.verified_by)
        yield from refer(round_.campaign.at, "units", *round_.campaign.units)
        for at, key, ids in _held(round_.campaign):
            yield from refer(at, key, *ids)
        for finding in round_.findings:
            yield from refer(finding.at, "lead", *finding.lead)
            yield from refer(finding.at, "applies_to", *finding.applies_to)
    for _, issue in _issues(data):
        yield from refer(issue.at, "lead", *issue.lead)
        yield from refer(issue.at, "support", *issue.support)
        yield from refer(issue.at, "joint", *issue.joint)
        yield from refer(issue.at, "transfers", *(each.from_ for each in issue.transfers))


def _of_organization(organization: Organization) -> Iterator[tuple[Place, str, str]]:
    """The units that organization.yml names."""
    for unit in organization.units:
        if unit.parent:
            yield unit.at, "parent", unit.parent
        if unit.successor:
            yield unit.at, "successor", unit.successor
    for person in organization.people:
        yield person.at, "unit", person.unit


def _held(campaign: Campaign) -> Iterator[tuple[Place, str, tuple[str, ...]]]:
    """The units that a campaign's deadlines name, and those that joined."""
    for own in campaign.deadlines.by_unit:
        yield own.at, "by_unit", (own.of,)
    for batch in campaign.deadlines.batches:
        yield batch.at, "units", batch.units
    for joined in campaign.joined:
        yield joined.at, "unit", (joined.unit,)


def unit_tree(data: Data, day: date) -> Iterator[Problem]:
    """No unit is its own ancestor."""
    firsts = {cycle[0] for cycle in _cycles({unit.id: unit.parent for unit in data.organization.units})}
    for unit in data.organization.units:
        if unit.id in firsts:
            yield problem("structure.unit-tree", "cycle", unit.at.of("parent"), value=unit.id)


def finding_reference(data: Data, day: date) -> Iterator[Problem]:
    """A claim or issue refers to an existing finding."""
    for round_ in data.rounds:
        if f"{round_.folder}/findings.yml" in round_.missing:
            continue
        known = {finding.id for finding in round_.findings} | round_.missing
        matcher = Matcher(known)
        yield from _unknown_in_batches(round_, known, matcher)
        for file in round_.files:
            answered = {claim.finding for claim in file.claims}
            for claim in file.claims:
                if claim.finding not in known:
                    better = matcher.nearest(claim.finding, but=answered)
                    yield problem(
                        "structure.finding-reference", "claim", claim.at, value=claim.finding, better=better
                    )
            for issue in file.issues:
                for id in issue.finding:
                    if id not in known:
                        at, better = issue.at.of("finding"), matcher.nearest(id, but=issue.finding)
                        yield problem("structure.finding-reference", "issue", at, value=id, better=better)


def _unknown_in_batches(round_: Round, known: Collection[str], matcher: Matcher) -> Iterator[Problem]:
    for batch in round_.campaign.deadlines.batches:
        for id in batch.findings:
            if id not in known:
                at, values = batch.at.of("findings"), {"value": id, "better": matcher.nearest(id)}
                yield problem("structure.finding-reference", "batch", at, **values)


def batch(data: Data, day: date) -> Iterator[Problem]:
    """A batch (分期) names findings or units, not both, and none of them is in another batch."""
    for round_ in data.rounds:
        taken: dict[tuple[str, str], str] = {}
        for each in round_.campaign.deadlines.batches:
            if bool(each.findings) == bool(each.units):
                variant = "both" if each.units else "neither"
                yield problem("structure.batch", variant, each.at, batch=each.name)
            for key in ("findings", "units"):
                for id in getattr(each, key):
                    other = taken.setdefault((key, id), each.name)
                    if other != each.name:
                        at, values = each.at.of(key), {"value": id, "batch": each.name, "other": other}
                        yield problem("structure.batch", "twice", at, **values)


def category_reference(data: Data, day: date) -> Iterator[Problem]:
    """A finding's or issue's category exists in campaign.yml."""
    for round_ in data.rounds:
        known = {category.id for category in round_.campaign.categories} | round_.missing
        matcher = Matcher(known)
        issues = (issue for file in round_.files for issue in file.issues)
        records: list[Finding | Issue] = [*round_.findings, *issues]
        for record in records:
            if record.category and record.category not in known:
                at, better = record.at.of("category"), matcher.nearest(record.category)
                yield problem(
                    "structure.category-reference", "unknown", at, value=record.category, better=better
                )


def analogy_reference(data: Data, day: date) -> Iterator[Problem]:
    """An issue by analogy refers to another issue of the same campaign, without cycles."""
    for round_ in data.rounds:
        if any(name.startswith("units/") for name in round_.missing):
            continue
        source = {issue.id: issue.by_analogy for file in round_.files for issue in file.issues}
        known = source.keys() | round_.missing
        matcher = Matcher(known)
        rings = {cycle[0]: cycle[1:] for cycle in _cycles(source)}
        for file in round_.files:
            for issue in file.issues:
                if issue.by_analogy == issue.id:
                    at = issue.at.of("by_analogy")
                    yield problem("structure.analogy-reference", "self", at, value=issue.id)
                elif issue.by_analogy and issue.by_analogy not in known:
                    at, better = issue.at.of("by_analogy"), matcher.nearest(issue.by_analogy, but=(issue.id,))
                    yield problem(
                        "structure.analogy-reference", "unknown", at, value=issue.by_analogy, better=better
                    )
                elif others := rings.get(issue.id):
                    at, values = issue.at.of("by_analogy"), {"value": issue.id, "others": "、".join(others)}
                    yield problem("structure.analogy-reference", "cycle", at, **values)


def _cycles(above: Mapping[str, str | None]) -> list[list[str]]:
    """The cycles of a parent relation, each once, starting from its smallest id."""
    found, done = [], set[str]()
    for one in above:
        path: dict[str, None] = {}
        step: str | None = one
        while step and step not in done and step not in path:
            path[step] = None
            step = above.get(step)
        if step in path:
            cycle = list(path)[list(path).index(step) :]
            first = cycle.index(min(cycle))
            found.append(cycle[first:] + cycle[:first])
        done.update(path)
    return found


def issue_id(data: Data, day: date) -> Iterator[Problem]:
    """An issue's id is unique in its campaign, across units."""
    for round_ in data.rounds:
        first: dict[str, Issue] = {}
        for file in round_.files:
            for issue in file.issues:
                other = first.setdefault(issue.id.lower(), issue)
                if other is not issue and other.at.path != issue.at.path:
                    at = issue.at.of("id")
                    yield problem(
                        "structure.issue-id", "twice", at, value=issue.id, other=str(other.at.of("id"))
                    )


def origin(data: Data, day: date) -> Iterator[Problem]:
    """An issue has exactly one origin: finding, source or by_analogy."""
    for _, issue in _issues(data):
        given = [key for key in ("finding", "source", "by_analogy") if getattr(issue, key)]
        if not given:
            yield problem("structure.origin", "none", issue.at, issue=issue.id)
        elif len(given) > 1:
            at = issue.at.of(given[1])
            yield problem("structure.origin", "several", at, issue=issue.id, keys="、".join(given))


def progress_entry(data: Data, day: date) -> Iterator[Problem]:
    """A progress entry has exactly one of text (what was done) and none (why nothing was)."""
    for _, issue in _issues(data):
        for entry in issue.progress:
            if bool(entry.text) == bool(entry.none):
                yield problem("structure.progress-entry", "both" if entry.text else "neither", entry.at)


def evidence_file(data: Data, day: date) -> Iterator[Problem]:
    """Evidence is either an existing file of the issue's evidence folder or a reference."""
    for round_, issue in _issues(data):
        if not issue.evidence:
            continue
        there = [file.name for file in round_.evidence.get(issue.id, ()) if not file.linked]
        matcher = Matcher(there)
        for item in issue.evidence:
            if bool(item.file) == bool(item.ref):
                yield problem("structure.evidence-file", "both" if item.file else "neither", item.at)
            elif item.file and filenames.composed(item.file) not in there:
                folder = f"{issue.at.path.rpartition('/units/')[0]}/evidence/{issue.id}/"
                better = matcher.nearest(item.file) or "、".join(there[:3])
                variant = "similar" if there else "missing"
                at = item.at.of("file")
                yield problem(
                    "structure.evidence-file", variant, at, value=item.file, folder=folder, better=better
                )
        names = Counter(filenames.folded(item.file) for item in issue.evidence if item.file)
        for item in issue.evidence:
            if item.file and names[filenames.folded(item.file)] > 1:
                names[filenames.folded(item.file)] = 0
                yield problem("structure.evidence-file", "twice", item.at.of("file"), value=item.file)


def ladder(data: Data, day: date) -> Iterator[Problem]:
    """A ladder of reminders has one step for a day, each of its own kind; overdue is a day at least."""
    for round_ in data.rounds:
        days: set[tuple[str, int]] = set()
        kinds: set[str] = set()
        for rung in round_.campaign.ladder:
            if (rung.when, rung.days) in days:
                yield problem("structure.ladder", "twice", rung.at, when=rung.when, days=rung.days)
            elif rung.kind in kinds:
                yield problem("structure.ladder", "kind", rung.at.of("kind"), value=rung.kind)
            elif rung.when == "overdue" and rung.days == 0:
                yield problem("structure.ladder", "zero", rung.at.of("days"))
            days.add((rung.when, rung.days))
            kinds.add(rung.kind)


def closing_step(data: Data, day: date) -> Iterator[Problem]:
    """Reviews and verifications have a result; other steps have none."""
    for _, issue in _issues(data):
        for step in issue.closure:
            judged = step.step in ("review", "verify")
            if judged and not step.result:
                yield problem("structure.closing-step", "no-result", step.at, step=step.step)
            elif not judged and step.result:
                at = step.at.of("result")
                yield problem("structure.closing-step", "result", at, step=step.step, value=step.result)
            if step.sustained and (step.step, step.result) != ("verify", "pass"):
                yield problem("structure.closing-step", "sustained", step.at.of("sustained"), step=step.step)
