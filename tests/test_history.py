"""``rectify check --against``: history that is rewritten is caught, in a real git repository."""

from __future__ import annotations

import json

import pytest

import project
from project import git
from test_cli import rectify

STEPS = "      - {date: 2019-04-17, step: verify, by: 李卫东, result: pass, opinion: 查阅原件, method: 现场核查}\n"
U1, U2 = project.UNIT_1, project.UNIT_2


@pytest.fixture
def repository(tmp_path):
    folder = project.committed(project.copy_small(tmp_path / "r"))
    git(folder, "switch", "-q", "-c", "edit")
    return folder


def found(folder, revision="main"):
    done = rectify(folder, "check", "--format", "json", "--against", revision)
    assert done.returncode in (0, 1), done.stderr
    return [each["rule"] for each in json.loads(done.stdout) if each["rule"].startswith("history.")]


def replace(file, old, new):
    return {"edit": [{"file": file, "old": old, "new": new}]}


VIOLATIONS = {
    "an issue disappears": (
        {"write": {U2: "claims:\n  F01: {has: false, note: 无}\nissues: []\n"}},
        {"history.issue-kept"},
    ),
    "a ledger disappears": ({"remove": [U2]}, {"history.issue-kept"}),
    "an id is reused": (
        {
            "edit": [
                {"file": U1, "old": "title: 督办台账不全", "new": "title: 会议过多"},
                {
                    "file": U1,
                    "old": "description: 上半年督办事项没有逐项登记",
                    "new": "description: 一季度会议增加",
                },
                {"file": U1, "old": "opened: 2019-04-10", "new": "opened: 2019-04-11"},
            ]
        },
        {"history.id-kept"},
    ),
    "a deadline moves later": (
        replace(U1, "deadline: 2019-04-14", "deadline: 2019-04-20"),
        {"history.deadline-kept"},
    ),
    "an entry is rewritten": (
        replace(U2, "none: 等待统一的检查安排", "none: 没有时间"),
        {"history.entry-kept"},
    ),
    "an entry is removed": (
        replace(
            U1,
            "      - {date: 2019-04-11, by: 刘鹏, none: 等待各科室报送登记表}\n",
            "      - {date: 2019-04-12, by: 刘鹏, text: 已登记}\n",
        ),
        {"history.entry-kept"},
    ),
    "a closing step is rewritten": (
        replace(U1, "opinion: 查阅原件,", "opinion: 同意,"),
        {"history.entry-kept"},
    ),
    "a finished measure of a closed issue is rewritten": (
        replace(U1, "done: 2019-04-14, output: 学习制度}", "done: 2019-04-13, output: 学习制度}"),
        {"history.entry-kept", "history.closed-kept"},
    ),
    "a closed record changes": (
        replace(U1, "description: 三次集中学习没有研讨记录", "description: 一次集中学习没有研讨记录"),
        {"history.closed-kept"},
    ),
    "the evidence of a closed issue changes": (
        {"write": {"data/campaigns/2019/evidence/U1-001/学习制度.pdf": "%PDF-1.4 另一份"}},
        {"history.evidence-kept"},
    ),
    "a finding is reworded": (
        replace(project.FINDINGS, "存在表态化、浅表化现象", "个别人存在浅表化现象"),
        {"history.findings-kept"},
    ),
    "a finding is added": (
        {
            "edit": [
                {
                    "file": project.FINDINGS,
                    "old": "- {id: F02,",
                    "new": "- {id: F03, category: study, text: 新增, lead: political, applies_to: [unit-2]}\n- {id: F02,",
                }
            ]
        },
        {"history.findings-kept"},
    ),
}


@pytest.mark.parametrize("name", VIOLATIONS)
def test_rewritten_history_is_caught(name, repository):
    case, rules = VIOLATIONS[name]
    project.change(repository, case)
    assert set(found(repository)) == rules


LEGITIMATE = {
    "nothing": {},
    "a deadline is advanced": replace(U1, "deadline: 2019-04-14", "deadline: 2019-04-13"),
    "an approved extension": replace(
        U1,
        "    deadline: 2019-04-14\n",
        "    deadline: 2019-04-14\n    extensions:\n      - {date: 2019-04-13, from: 2019-04-14, to: 2019-04-18, approved_by: 周建国, reason: 等待报表}\n",
    ),
    "a new entry": replace(
        U1,
        "      - {date: 2019-04-11, by: 刘鹏, none: 等待各科室报送登记表}\n",
        "      - {date: 2019-04-17, by: 刘鹏, text: 已收齐}\n      - {date: 2019-04-11, by: 刘鹏, none: 等待各科室报送登记表}\n",
    ),
    "an open measure is reworded": replace(U1, "text: 补登督办台账", "text: 逐项补登督办台账"),
    "a measure is done": replace(U1, "due: 2019-04-14}", "due: 2019-04-14, done: 2019-04-16}"),
    "a recheck of a closed issue": replace(
        U1,
        STEPS,
        STEPS + "    rechecks:\n      - {date: 2019-05-06, by: 李卫东, result: pass, opinion: 无反弹}\n",
    ),
    "a reopening": replace(
        U1, STEPS, STEPS + "      - {date: 2019-04-18, step: reopen, by: 李卫东, opinion: 有反弹}\n"
    ),
    "a comment": replace(U1, "claims:\n", "# 一团\nclaims:\n"),
}


@pytest.mark.parametrize("name", LEGITIMATE)
def test_legitimate_edits_pass(name, repository):
    project.change(repository, LEGITIMATE[name])
    assert found(repository) == []


def test_moving_records_is_no_change(repository):
    file = repository / U1
    text = file.read_text("utf-8")
    head, _, rest = text.partition("  - id: U1-001")
    first, _, second = rest.partition("  - id: U1-002")
    file.write_text(f"{head}  - id: U1-002{second}  - id: U1-001{first}", "utf-8")
    assert found(repository) == []


def test_it_compares_with_where_the_branch_left(repository):
    """What has landed on the other branch since is not this branch's change."""
    git(repository, "switch", "-q", "main")
    project.change(repository, replace(U1, "deadline: 2019-04-14", "deadline: 2019-04-13"))
    git(repository, "commit", "-q", "-a", "-m", "advanced on main")
    git(repository, "switch", "-q", "edit")
    assert found(repository) == []


def test_it_says_why_it_can_not_compare(repository, tmp_path):
    done = rectify(repository, "check", "--against", "nowhere")
    assert (done.returncode, "找不到版本" in done.stderr) == (2, True)
    bare = project.copy_small(tmp_path / "bare")
    done = rectify(bare, "check", "--against", "main", GIT_CEILING_DIRECTORIES=str(tmp_path))
    assert (done.returncode, "不是 git 版本库" in done.stderr) == (2, True)
    done = rectify(repository, "check", "--against", "main", PATH="/nowhere")
    assert (done.returncode, "没有安装 git" in done.stderr) == (2, True)
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{repository}", "shallow")
    done = rectify(tmp_path / "shallow", "check", "--against", "origin/main")
    assert (done.returncode, "浅克隆" in done.stderr) == (2, True)
    for text in (done.stderr, done.stdout):
        assert "Traceback" not in text


def test_a_merge_request_compares_with_its_target_by_itself(repository):
    git(repository, "remote", "add", "origin", str(repository))
    git(repository, "fetch", "-q", "origin")
    project.change(repository, replace(U1, "deadline: 2019-04-14", "deadline: 2019-04-20"))
    done = rectify(repository, "check", CI_MERGE_REQUEST_TARGET_BRANCH_NAME="main")
    assert done.returncode == 1
    assert "history.deadline-kept" in done.stdout
