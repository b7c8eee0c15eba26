"""Claims: when their issues are due, and that only requested ones count."""

from __future__ import annotations

import project
from rectify.ledger.ledger import ledger

NO_ISSUE = {
    "file": project.UNIT_2,
    "old": "F01: {has: false",
    "new": "F01: {has: partial",
}


def test_an_issue_may_follow_its_claim_until_claims_are_due(tmp_path):
    """On the first day a unit says what it has; the issue is written in the days after."""
    folder = project.copy_small(tmp_path)
    project.change(folder, {"edit": [NO_ISSUE]})
    assert not any("[coverage.issue]" in line for line in project.report(project.build(folder, "2019-04-15")))
    assert any("[coverage.issue]" in line for line in project.report(project.build(folder, "2019-04-16")))


def test_no_more_answers_count_than_were_asked_for(tmp_path):
    """Even where a campaign lets an answer pass that nobody asked for."""
    folder = project.copy_small(tmp_path)
    level = "coverage.contradiction: {level: notice, reason: 试点单位也答}"
    unasked = "  F02: {has: false, note: 无此类问题, checked: 2019-04-10}\nissues:\n"
    edits = [
        {"file": project.UNIT_2, "old": "issues:\n", "new": unasked},
        {"file": project.CAMPAIGN, "old": "units: [unit-1", "new": f"rules:\n  {level}\nunits: [unit-1"},
    ]
    project.change(folder, {"edit": edits})
    made = project.build(folder)
    assert made.site is not None
    data = made.loaded.data
    book = ledger(data.rounds[0], data.organization, made.site.books.options.as_of)
    assert len(book.claims) == book.applicable() == 3


def test_a_unit_that_takes_no_part_has_no_answers_in_the_counts(tmp_path):
    data = project.build(project.copy_small(tmp_path)).loaded.data
    round_ = data.rounds[0]
    fewer = round_._replace(campaign=round_.campaign._replace(units=("unit-1",)))
    book = ledger(fewer, data.organization, round_.campaign.deadlines.units)
    assert len(book.claims) == book.applicable() == 2
