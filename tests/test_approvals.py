"""Nobody hides a record, or publishes what a privacy rule stops, without somebody outside who approves it."""

from __future__ import annotations

import json
import re
from collections import Counter

import lxml.html
import pytest

import project
from project import git
from rectify.check import approvals
from rectify.read import fields
from rectify.read import format as data_format
from test_cli import rectify

U1 = project.UNIT_1
NOTE = "note: 已对照检查，无此类问题"
APPROVED = "internal: {approved_by: 李卫东, reason: 涉及个人隐私}"
LIFTED = "internal: {lifted: true, approved_by: 李卫东, reason: 已经公布}"
ALLOWED = 'disclosed: [{text: "13912345678", by: 李卫东, reason: 公布的监督电话}]'
ENTRY = "by: 刘鹏, none: 等待各科室报送登记表"
MEASURE = "      - {text: 补登督办台账, owner: 刘鹏, due: 2019-04-14"


@pytest.fixture
def repository(tmp_path):
    return project.committed(project.copy_small(tmp_path / "r"))


def edit(folder, *pairs, file=U1):
    for old, new in pairs:
        text = (folder / file).read_text("utf-8")
        assert text.count(old) == 1, old
        (folder / file).write_text(text.replace(old, new), "utf-8")


def commit(folder, *pairs, file=U1):
    edit(folder, *pairs, file=file)
    git(folder, "commit", "-qam", "then")


def told(folder, *, history=True):
    """Levels and rules of what is told about approvals."""
    done = rectify(folder, "check", "--format", "json", "--against", "HEAD")
    assert done.returncode in (0, 1), done.stderr
    wanted = ("history.",) if history else ("privacy.",)
    return [
        f"{each['level']} {each['rule']}"
        for each in json.loads(done.stdout)
        if each["rule"].startswith(wanted)
    ]


HIDDEN = ["error history.internal-kept"]
HIDING = {
    "an overdue issue": ("    amount: 300\n", "    amount: 300\n    internal: true\n"),
    "an entry": (ENTRY, f"{ENTRY}, internal: true"),
    "a claim": (NOTE, f"{NOTE}, internal: true"),
    "a step of a closed issue": ("by: 李卫东, result: pass,", "by: 李卫东, internal: true, result: pass,"),
    "results without days": ("{recovered: 12500.50,", "{internal: true, recovered: 12500.50,"),
    "a measure, reworded and with another": (
        MEASURE,
        f"{MEASURE}, added: 2019-04-11}}\n{MEASURE.replace('补登', '逐项补登')}, internal: true",
    ),
}


@pytest.mark.parametrize("name", HIDING)
def test_nobody_hides_what_was_public(name, repository):
    old, new = HIDING[name]
    edit(repository, (old, new))
    assert [each for each in told(repository) if "internal-kept" in each] == HIDDEN


def test_who_approves_hides_it_and_whoever_reviews_is_told(repository):
    edit(repository, ("    amount: 300\n", f"    amount: 300\n    {APPROVED}\n"))
    assert told(repository) == ["notice history.internal-kept"]
    assert told(repository, history=False) == []


@pytest.mark.parametrize("name", ["刘鹏", "赵海涛", "赵 海涛", "刘鹏（一团）", "陈敏"])
def test_the_approval_is_not_of_the_unit(name, repository):
    own = APPROVED.replace("李卫东", name)
    edit(repository, ("    amount: 300\n", f"    amount: 300\n    {own}\n"))
    assert told(repository, history=False) == ["error privacy.approved"]


def test_what_is_new_may_be_internal_from_its_first_day(repository):
    edit(
        repository,
        (ENTRY + "}", ENTRY + "}\n      - {date: 2019-04-12, by: 刘鹏, text: 核对, internal: true}"),
        (MEASURE, f"{MEASURE.replace('补登', '核对')}, added: 2019-04-11, internal: true}}\n{MEASURE}"),
    )
    assert told(repository) == []


def test_what_is_internal_becomes_public_by_an_approval_only(repository):
    commit(repository, (ENTRY, f"{ENTRY}, internal: true"))
    edit(repository, (f"{ENTRY}, internal: true", ENTRY))
    assert told(repository) == HIDDEN
    edit(repository, (ENTRY, f"{ENTRY}, {LIFTED}"))
    assert told(repository) == ["notice history.internal-kept"]
    git(repository, "commit", "-qam", "public again")
    assert told(repository) == []
    edit(repository, (LIFTED, "internal: true"))
    assert told(repository) == HIDDEN


def test_an_approval_stays_as_it_was_given(repository):
    commit(repository, ("    amount: 300\n", f"    amount: 300\n    {APPROVED}\n"))
    edit(repository, ("reason: 涉及个人隐私", "reason: 另有安排"))
    assert told(repository) == HIDDEN
    git(repository, "restore", ".")
    edit(repository, (APPROVED, "internal: true"))
    assert told(repository) == HIDDEN


def test_one_may_add_who_approved_what_was_internal_before(repository):
    commit(repository, ("    amount: 300\n", "    amount: 300\n    internal: true\n"))
    edit(repository, ("internal: true", APPROVED))
    assert told(repository) == []


def test_findings_milestones_and_campaigns_are_compared_too(repository):
    commit(
        repository,
        (
            "verified_by: discipline",
            "verified_by: discipline\nmilestones:\n  - {kind: plan, due: 2019-04-12}",
        ),
        file=project.CAMPAIGN,
    )
    edit(
        repository,
        ("{kind: plan, due: 2019-04-12}", "{kind: plan, due: 2019-04-12, internal: true}"),
        ("verified_by: discipline", "verified_by: discipline\ninternal: true"),
        file=project.CAMPAIGN,
    )
    edit(repository, ("{id: F02,", "{id: F02, internal: true,"), file=project.FINDINGS)
    assert told(repository) == HIDDEN * 3


def test_an_allowed_wording_is_by_somebody_else_stays_and_is_told(repository):
    own = ALLOWED.replace("李卫东", "刘鹏")
    edit(repository, ("    amount: 300\n", f"    amount: 300\n    {own}\n"))
    assert told(repository, history=False) == ["error privacy.approved"]
    assert told(repository) == ["notice history.disclosed-kept"]
    git(repository, "restore", ".")
    commit(repository, ("    amount: 300\n", f"    amount: 300\n    {ALLOWED}\n"))
    assert told(repository, history=False) == []
    edit(repository, ("13912345678", "13912345678、13912345679"))
    assert told(repository) == ["error history.disclosed-kept"]
    git(repository, "restore", ".")
    edit(repository, (f"    {ALLOWED}\n", ""))
    assert told(repository) == []


def kinds(kind):
    """All records of a kind, with those inside."""
    if isinstance(kind, (fields.Many, fields.Either)):
        yield from kinds(kind.item)
    elif isinstance(kind, fields.Table):
        yield from kinds(kind.shape)
    elif isinstance(kind, fields.Shape):
        yield kind
        for key in kind.keys.values():
            yield from kinds(key.kind)


def test_every_record_that_may_be_internal_is_compared():
    """A new one is found by the format; deeper ones, and other files, would need a line in ``approvals``."""
    compared = {"campaign", "finding", "claim", "issue"}
    for shape, lists in (
        (data_format.ISSUE, approvals.OF_ISSUES),
        (data_format.CAMPAIGN, approvals.OF_CAMPAIGNS),
    ):
        compared |= {one.name for key in lists for one in kinds(shape.keys[key].kind)}
    there = {one for kind in data_format.FILES.values() for one in kinds(kind)}
    assert {one.name for one in there if "internal" in one.keys} <= compared
    assert {one.name for one in there if "disclosed" in one.keys} == {
        *("unit", "campaign", "finding", "claim", "issue")
    }


SHOWN = re.compile(r"[0-9]+|超期|逾期|一团|未启动|整改中|红灯")


def shown(page):
    """The numbers, units and states that a page shows."""
    text = lxml.html.fromstring(page).text_content()
    return Counter(SHOWN.findall(re.sub("U1-002|internal-1|涉及金额.*?元", "", text)))


@pytest.mark.parametrize("url", ["overdue/", "overdue/1-3/", "units/", "status/not_started/", "signals/red/"])
def test_an_internal_issue_hides_nothing_of_its_state(url, tmp_path):
    """The lists tell the same of it: its unit, its status, its days."""
    sites = {}
    for name, mark in (("plain", ""), ("hidden", f"    {APPROVED}\n")):
        folder = project.copy_small(tmp_path / name)
        edit(folder, ("    amount: 300\n", f"    amount: 300\n{mark}"))
        (folder / "docs/notes/2019/units/unit-1.md").unlink()  # it links to the issue
        sites[name] = project.build(folder, as_of="2019-04-17").site
    plain, hidden = (sites[name].render(f"2019/{url}") for name in ("plain", "hidden"))
    assert "督办台账不全" not in hidden
    assert shown(plain) == shown(hidden)
    issue = sites["hidden"].render("2019/issues/internal-1/")
    assert "批准人：李卫东" in issue
    assert "涉及个人隐私" not in issue
    assert "超期" in issue
