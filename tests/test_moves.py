"""``rectify transfer``, ``rectify handover`` and ``rectify new finding --supplement``, in a repository."""

from __future__ import annotations

import pytest
import yaml

import project
from rectify.cli.supplement import next_id
from test_cli import rectify

U1, U2, FINDINGS = project.UNIT_1, project.UNIT_2, project.FINDINGS
TRANSFER = ("--to", "unit-2", "--by", "李卫东", "--reason", "职能划转")
HANDOVER = ("--to", "周明", "--reason", "岗位调整")
SUPPLEMENT = ("new", "finding", "--supplement", "--document", "巡发〔2019〕9号", "--lead", "political")
MORE = ("--category", "study", "--text", "学习记录: 不全")


@pytest.fixture
def repository(tmp_path):
    return project.committed(project.copy_small(tmp_path))


def state(folder):
    return {path: path.read_bytes() for path in sorted((folder / "data").rglob("*")) if path.is_file()}


def done(folder, *typed):
    made = rectify(folder, *typed)
    assert (made.returncode, made.stderr) == (0, "")
    assert rectify(folder, "check", "--against", "HEAD").stdout == "没有问题。\n"
    return made.stdout


def lines(folder, file):
    return (folder / file).read_text("utf-8").split("\n")


def refused(folder, code, words, *typed):
    before = state(folder)
    made = rectify(folder, *typed)
    assert (made.returncode, made.stdout) == (code, "")
    assert words in made.stderr
    assert "Traceback" not in made.stderr
    assert state(folder) == before


def test_an_issue_is_transferred_line_by_line(repository):
    (repository / U1).write_text(
        (repository / U1).read_text("utf-8").replace("    amount: 300", "    # 待核\n    amount: 300   # 元"),
        "utf-8",
    )
    before = {file: lines(repository, file) for file in (U1, U2)}
    said = done(repository, "transfer", "U1-002", *TRANSFER)
    at = before[U1].index("  - id: U1-002")
    assert lines(repository, U1) == [*before[U1][:at], ""]
    moved = before[U1][at:-1]
    assert lines(repository, U2) == [
        *before[U2][:-1],
        *moved,
        "    transfers:",
        "      - {date: 2019-04-18, from: unit-1, to: unit-2, by: 李卫东, reason: 职能划转}",
        "",
    ]
    assert f"+++ b/{U2}" in said and f"+++ b/{U1}" in said


def test_an_issue_goes_into_a_file_of_another_layout(repository):
    head, issues = (repository / U2).read_text("utf-8").split("issues:\n  ")
    text = f"{head}issues:\n" + issues.replace("\n  ", "\n")
    (repository / U2).write_bytes(text.rstrip().replace("\n", "\r\n").encode())
    before = (repository / U2).read_bytes()
    assert b"\r\n- id: U2-001" in before
    done(repository, "transfer", "U1-002", *TRANSFER)
    after = (repository / U2).read_bytes()
    assert after.startswith(before)
    assert b"\r\n- id: U1-002\r\n  source: self_check\r\n" in after
    assert after.count(b"\n") == after.count(b"\r\n")


def test_all_open_issues_of_a_unit_are_transferred(repository):
    done(repository, "transfer", "unit-1", *TRANSFER)
    there = [each["id"] for each in yaml.safe_load((repository / U2).read_text("utf-8"))["issues"]]
    assert there == ["U2-001", "U1-002"]  # the first is closed, and stays


def test_a_unit_that_has_no_issues_gets_its_list(repository):
    text = (repository / U2).read_text("utf-8")
    (repository / U2).write_text(text[: text.index("issues:")], "utf-8")
    made = rectify(repository, "transfer", "U1-002", *TRANSFER)
    assert made.returncode == 0, made.stderr
    assert "issues:\n  - id: U1-002\n    source: self_check\n" in (repository / U2).read_text("utf-8")


def test_there_and_back_again(repository):
    done(repository, "transfer", "U1-002", *TRANSFER, "--date", "2019-04-15")
    done(repository, "transfer", "U1-002", "--to", "unit-1", *TRANSFER[2:])
    issue = yaml.safe_load((repository / U1).read_text("utf-8"))["issues"][1]
    assert [(str(each["date"]), each["to"]) for each in issue["transfers"]] == [
        ("2019-04-15", "unit-2"),
        ("2019-04-18", "unit-1"),
    ]


@pytest.mark.parametrize(
    ("code", "words", "typed"),
    [
        (2, "是不是“unit-2”", ("U1-002", "--to", "unit2", *TRANSFER[2:])),
        (2, "还没有台账", ("U1-002", "--to", "hq", *TRANSFER[2:])),
        (2, "已经在单位", ("U1-002", "--to", "unit-1", *TRANSFER[2:])),
        (2, "没有“U1-009”这个问题", ("U1-009", *TRANSFER)),
        (1, "structure.transfer", ("U1-002", *TRANSFER, "--date", "2019-04-01")),
        (2, "--reason", ("U1-002", *TRANSFER[:4])),
    ],
)
def test_no_transfer_against_the_rules(repository, code, words, typed):
    refused(repository, code, words, "transfer", *typed)


def test_a_role_is_handed_over(repository):
    before = lines(repository, U1)
    done(repository, "handover", "U1-002", "owner", *HANDOVER)
    after = lines(repository, U1)
    assert [line for line in before if line not in after] == []  # the first issue has the same owner
    assert [line.strip() for line in after if line not in before] == [
        "owner: 周明",
        "handovers:",
        "- {date: 2019-04-18, role: owner, from: 刘鹏, to: 周明, reason: 岗位调整}",
    ]
    assert sum("owner: 刘鹏" in line for line in after) == sum("owner: 刘鹏" in line for line in before) - 1


def test_a_role_by_its_chinese_name_from_one_of_several(repository):
    project.change(
        repository,
        {
            "edit": [
                {
                    "file": U1,
                    "old": "owner: 刘鹏\n    supervisor: 李卫东\n    opened: 2019-04-10",
                    "new": "owner: [刘鹏, 孙立]\n    supervisor: 李卫东\n    opened: 2019-04-10",
                }
            ]
        },
    )
    project.git(repository, "commit", "-qam", "two")
    refused(repository, 2, "--from", "handover", "U1-002", "责任人", *HANDOVER)
    done(repository, "handover", "U1-002", "责任人", "--from", "刘 鹏", *HANDOVER)
    assert "    owner: [周明, 孙立]" in lines(repository, U1)


def test_all_open_issues_of_a_unit_are_handed_over(repository):
    done(repository, "handover", "unit-1", "owner", "--from", "刘鹏", *HANDOVER)
    issues = yaml.safe_load((repository / U1).read_text("utf-8"))["issues"]
    assert [each["owner"] for each in issues] == ["刘鹏", "周明"]


def test_a_department_hands_over_its_lead(repository):
    done(repository, "handover", "U1-002", "lead", "--to", "hq", "--reason", "分工调整")
    assert "      - {date: 2019-04-18, role: lead, from: political, to: hq, reason: 分工调整}" in lines(
        repository, U1
    )


@pytest.mark.parametrize(
    ("code", "words", "typed"),
    [
        (2, "没有由“周明”负责", ("U1-002", "owner", "--from", "周明", "--to", "孙立", *HANDOVER[2:])),
        (1, "structure.handover", ("U1-002", "owner", "--to", "刘鹏", *HANDOVER[2:])),
        (1, "structure.handover", ("U1-002", "owner", *HANDOVER, "--date", "2019-04-01")),
        (2, "可以写", ("U1-002", "boss", *HANDOVER)),
    ],
)
def test_no_handover_against_the_rules(repository, code, words, typed):
    refused(repository, code, words, "handover", *typed)


def test_a_supplement_is_appended(repository):
    before = lines(repository, FINDINGS)
    done(repository, *SUPPLEMENT, *MORE, "--applies-to", "unit-1,unit-2", "--number", "一、（三）1.")
    assert lines(repository, FINDINGS) == [
        *before[:-1],
        (
            '- {id: F03, category: study, text: "学习记录: 不全", lead: political, applies_to: [unit-1, unit-2], '
            "number: 一、（三）1., received: 2019-04-18, document: 巡发〔2019〕9号}"
        ),
        "",
    ]


def test_the_first_finding_of_a_new_campaign(repository):
    done(repository, "new", "campaign", "--campaign", "2019-b")
    path = repository / "data/campaigns/2019-b/findings.yml"
    before = path.read_text("utf-8")
    done(repository, *SUPPLEMENT, *MORE, "--campaign", "2019-b")
    assert path.read_text("utf-8").startswith(before.removesuffix("[]\n") + "- {id: F01, category: study, ")


@pytest.mark.parametrize(
    ("code", "words", "typed"),
    [
        (2, "--document", ("new", "finding", "--supplement", "--lead", "political", *MORE)),
        (2, "--supplement", ("new", "finding", *SUPPLEMENT[3:], *MORE)),
        (2, "是不是“study”", (*SUPPLEMENT, "--category", "studdy", "--text", "甲")),
        (1, "structure.unit-reference", (*SUPPLEMENT[:-1], "politics", *MORE)),
        (1, "structure.unique", (*SUPPLEMENT, *MORE, "--id", "F01")),
        (1, "coverage.claim", (*SUPPLEMENT, *MORE, "--date", "2019-04-02", "--claims-due", "2019-04-10")),
    ],
)
def test_no_supplement_against_the_rules(repository, code, words, typed):
    refused(repository, code, words, *typed)


@pytest.mark.parametrize(
    ("ids", "following"),
    [
        ([], "F01"),
        (["F25"], "F26"),
        (["F09", "GG-099"], "GG-100"),
        (["F02", "f3", "F1"], "F4"),
        (["甲"], "F01"),
    ],
)
def test_ids_go_on(ids, following):
    assert next_id(ids) == following
