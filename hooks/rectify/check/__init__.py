"""The rules: one rule, one function, one id, one message, one section in the handbook.

A rule takes the data and the day and yields problems. ``RULES`` below is the table of contents. Rules on the
format of single values are enforced in ``read``, those on notes in ``notes``; their ids are in
``FORMAT_RULES`` and ``NOTE_RULES``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rectify.check import (
    approvals,
    calendar,
    closing,
    corrections,
    coverage,
    dates,
    days,
    decisions,
    evidence,
    findings,
    history,
    joint,
    judges,
    kept,
    moved,
    names,
    onward,
    people,
    privacy,
    responsibility,
    results,
    structure,
    transfers,
    weekly,
)
from rectify.check.requirements import REQUIREMENTS as REQUIREMENTS
from rectify.ground.suggest import nearest
from rectify.read.problems import problem as found

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import date

    from rectify.read.problems import Level, Problem
    from rectify.read.records import Data


class HistoryRule(NamedTuple):
    """A rule between two revisions; an error, unless the rule itself says otherwise."""

    find: Callable[[history.Revisions], Iterable[Problem]]


class Rule(NamedTuple):
    """A rule's default level and its function."""

    level: Level
    find: Callable[[Data, date], Iterable[Problem]]


FORMAT_RULES = (
    "structure.missing-file",
    "structure.unreadable",
    "structure.plain-file",
    "structure.encoding",
    "structure.syntax",
    "structure.character",
    "structure.stray-file",
    "structure.leftover",
    "structure.campaign-id",
    "structure.empty",
    "structure.type",
    "structure.unknown-key",
    "structure.duplicate-key",
    "structure.missing-key",
    "structure.name",
    "structure.identifier",
    "structure.unique",
    "structure.day",
    "structure.number",
    "structure.choice",
    "structure.claim",
    "structure.comment",
    "structure.size",
    "structure.seal",
    "structure.correction",
)
NOTE_RULES = (
    "notes.belongs",
    "notes.link",
    "notes.html",
    "notes.size",
    "notes.query",
    "notes.kind",
    "notes.clash",
    "notes.file-name",
    "notes.number",
)


def check(data: Data, day: date) -> list[Problem]:
    """All problems of the data on a day, with the levels that the campaigns set."""
    changed = {
        (f"{round_.path}/", change.rule): change.level
        for round_ in data.rounds
        for change in round_.campaign.rules
        if change.rule in RULES and not change.rule.startswith("structure.")
    }
    problems = []
    for id, rule in RULES.items():
        here = {folder: level for (folder, name), level in changed.items() if name == id}
        for problem in rule.find(data, day):
            # A rule itself may lower it, for data from before there was the rule.
            usual = rule.level if problem.level == "error" else problem.level
            level = next((here[folder] for folder in here if problem.at.path.startswith(folder)), usual)
            problems.append(problem._replace(level=level))
    return problems


def compare(revisions: history.Revisions) -> list[Problem]:
    """All problems between an earlier revision and the present data."""
    return [problem for rule in HISTORY_RULES.values() for problem in rule.find(revisions)]


def all_rules() -> tuple[str, ...]:
    """The ids of all rules, in the order of the handbook."""
    return (*FORMAT_RULES, *RULES, *HISTORY_RULES, *NOTE_RULES)


def level(rule: str) -> Level:
    """The default level of a rule."""
    if rule == "notes.number":
        return "warning"
    if rule == "structure.leftover":
        return "notice"
    return RULES[rule].level if rule in RULES else "error"


def rule_reference(data: Data, day: date) -> Iterator[Problem]:
    """A rule whose level a campaign changes exists and is not a structure rule, which pages rely on."""
    for round_ in data.rounds:
        for change in round_.campaign.rules:
            if change.rule.startswith("structure."):
                yield found("structure.rule-reference", "fixed", change.at, value=change.rule)
            elif change.rule not in RULES:
                better = nearest(change.rule, RULES)
                values = {"value": change.rule, "better": better}
                yield found("structure.rule-reference", "unknown", change.at, **values)


RULES: dict[str, Rule] = {
    "structure.unit-file": Rule("error", structure.unit_file),
    "structure.unit-reference": Rule("error", structure.unit_reference),
    "structure.unit-tree": Rule("error", structure.unit_tree),
    "structure.person": Rule("error", people.person),
    "structure.unit-ended": Rule("error", transfers.unit_ended),
    "structure.joined": Rule("error", transfers.joined),
    "structure.joint": Rule("error", joint.joint),
    "structure.transfer": Rule("error", transfers.transfer),
    "structure.handover": Rule("error", transfers.handover),
    "structure.finding-reference": Rule("error", structure.finding_reference),
    "structure.finding-list": Rule("error", findings.finding_list),
    "structure.finding-number": Rule("warning", findings.finding_number),
    "structure.batch": Rule("error", structure.batch),
    "structure.supplement": Rule("error", findings.supplement),
    "structure.finding-document": Rule("error", findings.document),
    "structure.category-reference": Rule("error", structure.category_reference),
    "structure.analogy-reference": Rule("error", structure.analogy_reference),
    "structure.issue-id": Rule("error", structure.issue_id),
    "structure.origin": Rule("error", structure.origin),
    "structure.carried-over": Rule("error", onward.carried_over),
    "structure.carries": Rule("error", onward.carries),
    "structure.moved": Rule("error", moved.moved),
    "structure.progress-entry": Rule("error", structure.progress_entry),
    "structure.evidence-file": Rule("error", structure.evidence_file),
    "structure.closing-step": Rule("error", structure.closing_step),
    "structure.result-kind": Rule("error", results.kind),
    "structure.result-number": Rule("error", results.number),
    "structure.measure-target": Rule("error", results.target),
    "structure.ladder": Rule("error", structure.ladder),
    "structure.calendar": Rule("error", calendar.calendar),
    "structure.day-range": Rule("error", dates.day_range),
    "structure.day-order": Rule("error", dates.day_order),
    "structure.correction-order": Rule("error", corrections.correction_order),
    "structure.correction-reference": Rule("error", corrections.correction_reference),
    "structure.rule-reference": Rule("error", rule_reference),
    "coverage.claim": Rule("error", coverage.claim),
    "coverage.issue": Rule("error", coverage.issue),
    "coverage.joint": Rule("error", joint.answered_elsewhere),
    "coverage.contradiction": Rule("error", coverage.contradiction),
    "coverage.finished": Rule("error", onward.finished),
    "coverage.ended": Rule("error", transfers.ended),
    "coverage.withdrawn": Rule("warning", coverage.withdrawn),
    "responsibility.measure": Rule("error", responsibility.measure),
    "responsibility.supervisor-outside": Rule("error", responsibility.supervisor_outside),
    "responsibility.reminder": Rule("error", responsibility.reminder),
    "responsibility.several": Rule("error", names.several),
    "responsibility.bracket": Rule("warning", names.bracket),
    "responsibility.which": Rule("error", people.which),
    "responsibility.in-office": Rule("warning", people.in_office),
    "responsibility.moved": Rule("error", moved.decided),
    "responsibility.one-spelling": Rule("warning", responsibility.one_spelling),
    "responsibility.correction": Rule("error", corrections.approved),
    "days.measure-due": Rule("error", days.measure_due),
    "days.unit-deadline": Rule("error", days.unit_deadline),
    "days.calendar": Rule("warning", calendar.years),
    "days.advance-only": Rule("error", days.advance_only),
    "days.extension": Rule("error", days.extension),
    "days.next-deadline": Rule("error", days.next_deadline),
    "days.moved": Rule("error", moved.not_later),
    "closing.apply": Rule("error", closing.apply),
    "closing.order": Rule("error", closing.order),
    "closing.verified-by-other": Rule("error", judges.verified_by_other),
    "closing.namesakes": Rule("warning", judges.namesakes),
    "closing.verifier-outside": Rule("error", judges.verifier_outside),
    "closing.opinion": Rule("warning", closing.opinion),
    "closing.recheck": Rule("error", closing.recheck),
    "closing.recheck-due": Rule("warning", closing.recheck_due),
    "closing.follow-up": Rule("error", closing.follow_up),
    "closing.moved": Rule("error", moved.stopped),
    "evidence.path": Rule("error", evidence.path),
    "evidence.type": Rule("error", evidence.type_),
    "evidence.size": Rule("error", evidence.size),
    "evidence.changed": Rule("error", evidence.changed),
    "evidence.unlisted": Rule("warning", evidence.unlisted),
    "results.amount": Rule("warning", results.amount),
    "results.reached": Rule("warning", results.reached),
    "weekly.plan": Rule("error", weekly.plan),
    "privacy.number": Rule(privacy.LEVELS["number"], privacy.number),
    "privacy.case": Rule(privacy.LEVELS["case"], privacy.case),
    "privacy.approved": Rule("error", approvals.approved),
    "weekly.silent": Rule("notice", weekly.silent),
    "weekly.milestone": Rule("notice", weekly.milestone),
}

HISTORY_RULES: dict[str, HistoryRule] = {
    "history.issue-kept": HistoryRule(history.issue_kept),
    "history.id-kept": HistoryRule(history.id_kept),
    "history.deadline-kept": HistoryRule(decisions.deadline_kept),
    "history.decision-kept": HistoryRule(decisions.decision_kept),
    "history.claim-kept": HistoryRule(history.claim_kept),
    "history.origin-kept": HistoryRule(history.origin_kept),
    "history.carried-kept": HistoryRule(kept.carried_kept),
    "history.opened-kept": HistoryRule(history.opened_kept),
    "history.kind-kept": HistoryRule(history.kind_kept),
    "history.added-kept": HistoryRule(history.added_kept),
    "history.entry-kept": HistoryRule(history.entry_kept),
    "history.roles-kept": HistoryRule(transfers.roles_kept),
    "history.units-kept": HistoryRule(transfers.units_kept),
    "history.text-kept": HistoryRule(corrections.text_kept),
    "history.corrections-kept": HistoryRule(corrections.corrections_kept),
    "history.reminder-kept": HistoryRule(kept.reminder_kept),
    "history.closed-kept": HistoryRule(history.closed_kept),
    "history.moved-kept": HistoryRule(moved.moved_kept),
    "history.milestone-kept": HistoryRule(kept.milestone_kept),
    "history.standard-kept": HistoryRule(kept.standard_kept),
    "history.count-kept": HistoryRule(decisions.count_kept),
    "history.findings-kept": HistoryRule(findings.findings_kept),
    "history.evidence-kept": HistoryRule(history.evidence_kept),
    "history.internal-kept": HistoryRule(approvals.internal_kept),
    "history.disclosed-kept": HistoryRule(approvals.disclosed_kept),
}
