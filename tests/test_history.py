"""``rectify check --against``: history that is rewritten is caught, in a real git repository."""

from __future__ import annotations

import hashlib
import json
import subprocess

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
    "a finding gets a deadline of its own": (
        replace(project.FINDINGS, "浅表化现象,", "浅表化现象, deadline: 2019-04-22,"),
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
    "the campaign says which numbers lead": replace(
        project.CAMPAIGN, "units: [unit-1, unit-2]", "units: [unit-1, unit-2]\ncount_by: findings"
    ),
    "a supplement is appended": replace(
        project.FINDINGS,
        "applies_to: [unit-1]}\n",
        "applies_to: [unit-1]}\n- {id: F03, category: study, text: 补充的一项, lead: political, applies_to: [unit-2], "
        "received: 2019-04-16, document: 巡察办〔2019〕7号}\n",
    ),
    "a finding is changed by a document": replace(
        project.FINDINGS,
        "存在表态化、浅表化现象, lead: political",
        "存在表态化现象, lead: political, corrections: [{date: 2019-04-18, by: 刘鹏, approved_by: 李卫东, what: text, "
        "was: 理论学习不够深入，存在表态化、浅表化现象, document: 9号, reason: 上级改了文字}]",
    ),
    "a finding gets a deadline by a document": replace(
        project.FINDINGS,
        "浅表化现象, lead: political",
        "浅表化现象, lead: political, deadline: 2019-04-22, corrections: [{date: 2019-04-18, by: 刘鹏, "
        "approved_by: 李卫东, what: deadline, added: true, document: 9号, reason: 上级单独定了时限}]",
    ),
    "a finding is withdrawn": replace(
        project.FINDINGS,
        "浅表化现象, lead: political",
        "浅表化现象, lead: political, withdrawn: {date: 2019-04-18, document: 9号, reason: 经复核不属实}",
    ),
    "printed numbers and lists are added": {
        "edit": [
            {
                "file": project.FINDINGS,
                "old": "浅表化现象, lead: political",
                "new": "浅表化现象, lead: political, number: 一、1., list: 主体反馈",
            },
            {
                "file": project.FINDINGS,
                "old": "applies_to: [unit-1]",
                "new": "applies_to: [unit-1], number: 一、1., list: 意识形态专项",
            },
        ]
    },
    "a deadline is advanced": replace(U1, "deadline: 2019-04-14", "deadline: 2019-04-13"),
    "an approved extension": replace(
        U1,
        "    deadline: 2019-04-14\n",
        "    deadline: 2019-04-14\n    extensions:\n      - {date: 2019-04-13, from: 2019-04-14, to: 2019-04-18, approved_by: 周建国, reason: 等待报表}\n",
    ),
    "a claim is made smaller": replace(U1, "F01: {has: true,", "F01: {has: partial,"),
    "other people": {
        "edit": [
            {
                "file": U1,
                "old": "    supervisor: 李卫东\n    opened: 2019-04-10",
                "new": "    supervisor: 郑卫国\n    opened: 2019-04-10\n    handovers:\n"
                "      - {date: 2019-04-18, role: supervisor, from: 李卫东, to: 郑卫国, reason: 岗位调整}",
            }
        ]
    },
    "an immediate issue becomes a dated one": replace(U1, "    kind: immediate", "    kind: dated"),
    "a later day for an open measure": replace(
        U2, "owner: 郭立新, due: 2019-06-28", "owner: 郭立新, due: 2019-06-29"
    ),
    "a failed recheck and new work": {
        "edit": [
            {
                "file": U1,
                "old": STEPS,
                "new": STEPS
                + "    rechecks:\n      - {date: 2019-04-18, by: 李卫东, result: fail, opinion: 有反弹}\n",
            },
            {
                "file": U1,
                "old": "done: 2019-04-14, output: 学习制度}\n",
                "new": "done: 2019-04-14, output: 学习制度}\n      - {text: 重新学习, owner: 刘鹏, due: 2019-04-20}\n",
            },
        ]
    },
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
    "an unanswered finding is taken over": replace(
        U1, "F02: {has: false, note: 已对照检查，无此类问题", "F02: {has: partial, note: 一处"
    ),
    "a long-term issue gets a nearer day": replace(U2, "kind: long_term", "kind: dated"),
    "an issue is voided": replace(
        U1,
        "    amount: 300\n",
        "    amount: 300\n    void: {date: 2019-04-17, by: 刘鹏, approved_by: 周建国, reason: 重复列入}\n",
    ),
    "an issue is merged": replace(
        U1,
        "    amount: 300\n",
        "    amount: 300\n    merged: {date: 2019-04-17, into: U2-001, by: 周建国, reason: 同一件事}\n",
    ),
    "a comment": replace(U1, "claims:\n", "# 一团\nclaims:\n"),
}


@pytest.mark.parametrize("name", LEGITIMATE)
def test_legitimate_edits_pass(name, repository):
    project.change(repository, LEGITIMATE[name])
    assert found(repository) == []


def test_where_deadlines_are_only_advanced_the_campaigns_own_are_too(repository):
    later = replace(project.CAMPAIGN, "units: 2019-04-23", "units: 2019-04-24")
    project.change(repository, later)
    assert found(repository) == ["history.decision-kept"]  # a warning: no document says so
    git(repository, "restore", ".")
    git(repository, "switch", "-q", "main")
    policy = "deadline_policy: approved_extension"
    project.change(repository, replace(project.CAMPAIGN, policy, "deadline_policy: advance_only"))
    git(repository, "commit", "-qam", "only advanced")
    project.change(repository, replace(project.CAMPAIGN, "deadline_policy: advance_only", policy))
    project.change(repository, later)
    assert found(repository, "HEAD") == ["history.deadline-kept"]


def test_a_step_that_reopens_nothing_lets_nothing_change(repository):
    project.change(
        repository,
        {
            "edit": [
                {
                    "file": U1,
                    "old": STEPS,
                    "new": STEPS + "      - {date: 2019-04-18, step: apply, by: 刘鹏}\n",
                },
                {
                    "file": U1,
                    "old": "description: 三次集中学习没有研讨记录",
                    "new": "description: 一次集中学习没有研讨记录",
                },
            ]
        },
    )
    assert found(repository) == ["history.closed-kept"]


def test_moving_records_is_no_change(repository):
    file = repository / U1
    text = file.read_text("utf-8")
    head, _, rest = text.partition("  - id: U1-001")
    first, _, second = rest.partition("  - id: U1-002")
    file.write_text(f"{head}  - id: U1-002{second}  - id: U1-001{first}", "utf-8")
    assert found(repository) == []


def test_it_compares_with_where_the_branch_left(repository):
    """Later commits on the other branch are not this branch's changes."""
    git(repository, "switch", "-q", "main")
    project.change(repository, replace(U1, "deadline: 2019-04-14", "deadline: 2019-04-13"))
    git(repository, "commit", "-q", "-a", "-m", "advanced on main")
    git(repository, "switch", "-q", "edit")
    assert found(repository) == []


def refused(folder, revision="main", **environment):
    """If the command can't compare, it says why instead of passing."""
    done = rectify(folder, "check", "--against", revision, **environment)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr + done.stdout
    return done.stderr


def test_it_says_why_it_can_not_compare_and_how_to_mend_it(repository, tmp_path):
    for nothing in ("nowhere", ""):  # a variable that was not set is no revision either
        assert "找不到这个版本" in refused(repository, nothing)
    plain = project.copy_small(tmp_path / "plain")
    assert "不是 git 版本库" in refused(plain, GIT_CEILING_DIRECTORIES=str(tmp_path))
    (plain / ".git").write_text("gitdir: ../nowhere/.git/modules/plain\n", "utf-8")  # half of a submodule
    assert "子模块" in refused(plain)
    (plain / ".git").unlink()
    git(plain, "init", "-q")
    assert "还没有提交" in refused(plain)
    assert "没有安装 git" in refused(repository, PATH="/nowhere")
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{repository}", "shallow")
    assert "git fetch --unshallow" in refused(tmp_path / "shallow", "origin/main")
    git(repository, "config", "core.bare", "true")
    assert "bare" in refused(repository)


ANOTHER = {
    "GIT_TEST_ASSUME_DIFFERENT_OWNER": "1",
    **dict.fromkeys(("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM"), "/dev/null"),
}


def test_a_folder_of_another_user_is_told_with_the_command_that_mends_it(repository):
    told = refused(repository, **ANOTHER)
    assert f"git config --global --add safe.directory {repository.resolve()}" in told


LATER = replace(U1, "deadline: 2019-04-14", "deadline: 2019-04-20")


@pytest.mark.parametrize("kind", ["worktree", "submodule", "detached", "hook", "partial"])
def test_it_compares_wherever_a_repository_is_checked_out(kind, repository, tmp_path):
    folder, environment = repository, {}
    if kind == "worktree":
        folder = tmp_path / "tree"
        git(repository, "worktree", "add", "-q", str(folder), "main")
    elif kind == "submodule":
        above = project.committed(tmp_path)
        git(
            above, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(repository), "below"
        )
        git(above / "below", "branch", "-q", "main", "origin/main")
        folder = above / "below"
    elif kind == "detached":
        git(repository, "switch", "-q", "--detach")
    elif kind == "hook":  # which git runs with the variables of the repository that it was called in
        other = project.committed(project.copy_small(tmp_path / "other"))
        environment = {"GIT_DIR": str(other / ".git"), "GIT_INDEX_FILE": "nowhere", "GIT_WORK_TREE": "/"}
    elif kind == "partial":
        git(repository, "config", "uploadpack.allowFilter", "true")
        git(tmp_path, "clone", "-q", "--filter=blob:none", "-b", "main", f"file://{repository}", "partial")
        folder = tmp_path / "partial"
    project.change(folder, LATER)
    git(folder, "commit", "-qam", "later")
    done = rectify(folder, "check", "--against", "HEAD~1", **environment)
    assert "history.deadline-kept" in done.stdout, done.stderr


ATTRIBUTES = "* export-ignore export-subst ident -diff -text\n*.yml filter=none working-tree-encoding=UTF-8\n"


def test_no_file_or_reference_of_a_repository_hides_what_was_rewritten(repository):
    """Attributes that leave files out of archives, and commits put in the place of others."""
    git(repository, "switch", "-q", "main")
    for folder in (".", "data/campaigns/2019/units", "data/campaigns/2019/evidence"):
        (repository / folder / ".gitattributes").write_text(ATTRIBUTES, "utf-8")
    git(repository, "add", "-A")
    git(repository, "commit", "-qm", "attributes")
    git(repository, "switch", "-qc", "rewriting")
    project.change(repository, LATER)
    git(repository, "commit", "-qam", "later")
    git(repository, "replace", "HEAD~1", "HEAD")
    git(repository, "tag", "refs/heads/main")  # a tag that is called like the branch
    assert found(repository, "refs/heads/main") == ["history.deadline-kept"]
    (repository / ".git/info/grafts").write_text("", "utf-8")
    assert found(repository, "HEAD~1") == ["history.deadline-kept"]


def test_evidence_that_was_only_checked_out_otherwise_did_not_change(repository):
    """Git gives a text other line ends, and keeps large files elsewhere."""
    file = repository / "data/campaigns/2019/evidence/U1-001/学习制度.pdf"
    git(repository, "switch", "-q", "main")
    file.write_bytes(b"%PDF-1.4 text\n\n")
    git(repository, "commit", "-qam", "lines")
    file.write_bytes(b"%PDF-1.4 text\r\n\r\n")
    assert found(repository) == []
    whole = b"%PDF-1.4 large"
    digest = hashlib.sha256(whole).hexdigest()
    file.write_text(f"version https://git-lfs.github.com/spec/v1\noid sha256:{digest}\nsize 14\n", "utf-8")
    git(repository, "commit", "-qam", "pointer")
    file.write_bytes(whole)
    assert found(repository) == []
    file.write_bytes(whole + b"r")
    assert found(repository) == ["history.evidence-kept"]


def test_a_ledger_of_which_git_keeps_only_a_pointer_can_not_be_compared(repository):
    text = (repository / U1).read_bytes()
    git(repository, "switch", "-q", "main")
    pointer = f"version https://git-lfs.github.com/spec/v1\noid sha256:{hashlib.sha256(text).hexdigest()}\nsize {len(text)}\n"
    (repository / U1).write_text(pointer, "utf-8")
    git(repository, "commit", "-qam", "pointer")
    (repository / U1).write_bytes(text)
    assert "Git LFS" in refused(repository)


def test_a_path_that_leaves_the_folder_is_not_written(repository, tmp_path):
    """A forged tree, which git itself refuses to check out."""

    def made(*arguments, text):
        command = ["git", *arguments]
        done = subprocess.run(command, cwd=repository, input=text, capture_output=True, check=True)
        return done.stdout.decode().strip()

    blob = made("hash-object", "-w", "--stdin", text=b"issues: []\n")
    inner = made("mktree", text=f"100644 blob {blob}\tevil.yml\n".encode())
    for _ in range(3):
        inner = made(
            "hash-object",
            "-t",
            "tree",
            "-w",
            "--literally",
            "--stdin",
            text=b"40000 ..\0" + bytes.fromhex(inner),
        )
    tree = made("mktree", text=f"040000 tree {inner}\tdata\n".encode())
    name = ("-c", "user.name=t", "-c", "user.email=t@example.com")
    commit = made(*name, "commit-tree", tree, "-p", "main", text=b"evil")
    git(repository, "update-ref", "refs/heads/main", commit)
    git(repository, "reset", "-q", "--soft", "main")
    assert "evil.yml" in refused(repository)


def test_a_merge_request_compares_with_its_target_by_itself(repository):
    git(repository, "remote", "add", "origin", str(repository))
    git(repository, "fetch", "-q", "origin")
    project.change(repository, replace(U1, "deadline: 2019-04-14", "deadline: 2019-04-20"))
    done = rectify(repository, "check", CI_MERGE_REQUEST_TARGET_BRANCH_NAME="main")
    assert done.returncode == 1
    assert "history.deadline-kept" in done.stdout


def test_a_tag_that_is_called_like_the_target_is_not_taken_for_it(repository):
    git(repository, "remote", "add", "origin", str(repository))
    git(repository, "fetch", "-q", "origin")
    project.change(repository, replace(U1, "deadline: 2019-04-14", "deadline: 2019-04-20"))
    git(repository, "commit", "-qam", "later")
    git(repository, "tag", "origin/main")
    done = rectify(repository, "check", CI_MERGE_REQUEST_TARGET_BRANCH_NAME="main")
    assert "history.deadline-kept" in done.stdout
