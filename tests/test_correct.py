"""``rectify correct`` edits a value in its place, writes the correction, and changes nothing else."""

from __future__ import annotations

import codecs
import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import project
from rectify.check.restored import bare
from rectify.cli.correct import Asked, Target, corrected
from rectify.cli.refusal import RefusedError
from rectify.read import corrections, format, load, source
from rectify.words import messages
from test_cli import rectify

ZH = messages.catalogue("zh")
SIGNED = ("--reason", "误录", "--by", "刘鹏", "--approved-by", "李卫东")
UNSIGNED = ("--reason", "误录", "--by", "刘鹏")


@pytest.fixture
def repository(tmp_path):
    return project.committed(project.copy_small(tmp_path))


def state(folder):
    return {path: path.read_bytes() for path in sorted((folder / "data").rglob("*")) if path.is_file()}


def edited(folder, file, *typed):
    """The lines that a correction takes out and puts in; what it leaves is accepted."""
    before = (folder / file).read_text("utf-8").split("\n")
    done = rectify(folder, "correct", *typed)
    assert (done.returncode, done.stderr) == (0, "")
    assert f"+++ b/{file}" in done.stdout
    assert rectify(folder, "check", "--against", "HEAD").stdout == "没有问题。\n"
    after = (folder / file).read_text("utf-8").split("\n")
    gone = [line.strip() for line in before if line not in after]
    assert {f"-{line}" for line in before if line not in after} <= set(done.stdout.split("\n"))
    return gone, [line.strip() for line in after if line not in before]


STEP = "{date: 2019-04-17, step: verify, by: 李卫东, result: pass, opinion: 查阅原件, method: 现场核查}"

ACCEPTED = {
    "a text": (
        ("U1-002", "title", "--to", "督办台账: 缺项", *UNSIGNED),
        ["title: 督办台账不全"],
        [
            'title: "督办台账: 缺项"',
            "corrections:",
            "- {date: 2019-04-18, by: 刘鹏, what: title, was: 督办台账不全, reason: 误录}",
        ],
    ),
    "a text by its Chinese name": (
        ("U1-002", "问题", "--to", "督办台账缺项", *UNSIGNED),
        ["title: 督办台账不全"],
        [
            "title: 督办台账缺项",
            "corrections:",
            "- {date: 2019-04-18, by: 刘鹏, what: 问题, was: 督办台账不全, reason: 误录}",
        ],
    ),
    "the day of an entry, which names it": (
        ("U1-001", "closure 2019-04-17 date", "--to", "2019-04-18", *SIGNED),
        [f"- {STEP}"],
        [
            f"- {STEP.replace('04-17', '04-18')}",
            "corrections:",
            (
                "- {date: 2019-04-18, by: 刘鹏, approved_by: 李卫东, what: closure 2019-04-18 date, "
                "was: 2019-04-17, reason: 误录}"
            ),
        ],
    ),
    "a forgotten value": (
        ("U1-002", "root_cause", "--to", "责任不清", *UNSIGNED),
        [],
        [
            "root_cause: 责任不清",
            "corrections:",
            "- {date: 2019-04-18, by: 刘鹏, what: root_cause, added: true, reason: 误录}",
        ],
    ),
    "a forgotten entry": (
        ("U1-002", "progress", "--added", "{date: 2019-04-10, by: 刘鹏, text: 已起草}", *SIGNED),
        [],
        [
            "- {date: 2019-04-10, by: 刘鹏, text: 已起草}",
            "corrections:",
            (
                "- {date: 2019-04-18, by: 刘鹏, approved_by: 李卫东, what: progress 2019-04-10, added: true, "
                "reason: 误录}"
            ),
        ],
    ),
    "an entry that was never": (
        (
            "U1-001",
            "closure",
            "3",
            "--removed",
            "--reason",
            "误录",
            "--by",
            "刘鹏",
            "--approved-by",
            "王建国",
        ),
        [f"- {STEP}"],
        [
            "corrections:",
            (
                f"- {{date: 2019-04-18, by: 刘鹏, approved_by: 王建国, what: closure 3, was: {STEP}, "
                "removed: true, reason: 误录}"
            ),
        ],
    ),
    "what must not be told": (
        ("U1-002", "description", "--to", "上半年未逐项登记", "--withheld", *SIGNED),
        ["description: 上半年督办事项没有逐项登记"],
        [
            "description: 上半年未逐项登记",
            "corrections:",
            "- {date: 2019-04-18, by: 刘鹏, approved_by: 李卫东, what: description, withheld: true, reason: 误录}",
        ],
    ),
    "a list": (
        ("U1-001", "support", "--to", "[hq, discipline]", *SIGNED),
        ["support: [hq]"],
        [
            "support: [hq, discipline]",
            "corrections:",
            "- {date: 2019-04-18, by: 刘鹏, approved_by: 李卫东, what: support, was: [hq], reason: 误录}",
        ],
    ),
}


@pytest.mark.parametrize("name", ACCEPTED)
def test_only_the_value_and_the_correction_are_written(name, repository):
    typed, gone, there = ACCEPTED[name]
    assert edited(repository, project.UNIT_1, *typed) == (gone, there)


OTHERS = {
    project.FINDINGS: ("F01", "text", "--to", "理论学习不深入", *SIGNED, "--document", "巡发〔2019〕10号"),
    project.CAMPAIGN: ("campaign", "source", "--to", "上级党委第二巡察组", *SIGNED),
    "data/organization.yml": ("organization", "units unit-2 leader", "--to", "马文彬", *UNSIGNED),
    project.UNIT_1: ("unit-1", "F02 note", "--to", "已对照检查，没有", *SIGNED),
}


@pytest.mark.parametrize("file", OTHERS)
def test_all_that_has_corrections_can_be_corrected(file, repository):
    record, *rest = OTHERS[file]
    gone, there = edited(repository, file, record, *rest)
    assert len(gone) == 1
    text = "\n".join(there)
    assert rest[2] in text
    assert "was: " in text


def test_a_unit_names_its_claims(repository):
    edited(repository, project.UNIT_1, *OTHERS[project.UNIT_1])
    text = (repository / project.UNIT_1).read_text("utf-8")
    assert "what: claims F02 note" in text
    assert text.index("claims:") < text.index("corrections:") < text.index("issues:")


REFUSED = {
    "no approval": (("U1-001", "closure 3 date", "--to", "2019-04-18", *UNSIGNED), 1, "--approved-by"),
    "its own approval": (
        ("U1-001", "closure 3 date", "--to", "2019-04-18", *UNSIGNED, "--approved-by", "刘鹏"),
        1,
        "更正人和批准人都是",
    ),
    "no day": (("U1-002", "deadline", "--to", "4月20日", *SIGNED), 1, "structure.day"),
    "what breaks a rule": (("U1-001", "closure 3 date", "--to", "2019-04-10", *SIGNED), 1, "closing."),
    "no such record": (("U1-003", "title", "--to", "甲", *SIGNED), 2, "U1-00"),
    "no such key": (("U1-002", "titel", "--to", "甲", *SIGNED), 2, "改成 title"),
    "no such entry": (("U1-002", "progress 2 text", "--to", "甲", *SIGNED), 2, "现有1条"),
    "an id": (("U1-002", "id", "--to", "U1-009", *SIGNED), 2, "不能更正"),
    "the same": (("U1-002", "title", "--to", "督办台账不全", *SIGNED), 2, "已经是这个值"),
    "what is required": (("U1-002", "title", "--removed", *SIGNED), 2, "必填"),
    "what is there": (("U1-002", "title", "--added", "甲", *SIGNED), 2, "已经有值"),
    "no entry": (("U1-002", "progress", "--added", "甲", *SIGNED), 2, "一条记录"),
    "no YAML": (("U1-002", "support", "--to", "[hq", *SIGNED), 2, "YAML"),
    "two ways": (("U1-002", "title", "--to", "甲", "--removed", *SIGNED), 2, "--removed"),
    "withheld without a text": (("U1-002", "title", "--withheld", *SIGNED), 2, "--withheld"),
    "an earlier day": (("U1-002", "title", "--to", "甲", "--date", "2019-04-01", *SIGNED), 1, "早于"),
    "a finding without a document": (("F01", "text", "--to", "甲", *SIGNED), 1, "document"),
    "no reason": (("U1-002", "title", "--to", "甲", "--by", "刘鹏"), 2, "--reason"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_can_not_be_is_told_and_nothing_is_changed(name, repository):
    typed, code, words = REFUSED[name]
    before = state(repository)
    done = rectify(repository, "correct", *typed)
    assert (done.returncode, done.stdout) == (code, "")
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert state(repository) == before


def test_it_is_held_to_history(repository):
    """What was never committed as it is said to have been can't be corrected; it is just edited."""
    project.change(
        repository, {"edit": [{"file": project.UNIT_1, "old": "title: 督办", "new": "title: 督查"}]}
    )
    before = state(repository)
    done = rectify(repository, "correct", "U1-002", "title", "--to", "督办台账缺项", *UNSIGNED)
    assert done.returncode == 1
    assert "history.corrections-kept" in done.stderr
    assert state(repository) == before


def test_errors_of_others_do_not_stand_in_the_way(repository):
    project.change(
        repository,
        {"edit": [{"file": project.UNIT_2, "old": "deadline: 2019-06-30", "new": "deadline: 六月"}]},
    )
    done = rectify(repository, "correct", "U1-002", "title", "--to", "督办台账缺项", *UNSIGNED)
    assert (done.returncode, done.stderr) == (0, "")


def test_without_a_repository_the_rules_alone_decide(tmp_path):
    folder = project.copy_small(tmp_path)
    done = rectify(folder, "correct", "U1-002", "title", "--to", "督办台账缺项", *UNSIGNED)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_dry_run_writes_nothing(repository):
    before = state(repository)
    done = rectify(repository, "correct", "U1-002", "title", "--to", "甲", *UNSIGNED, "--dry-run")
    assert done.returncode == 0
    assert "+    title: 甲" in done.stdout
    assert state(repository) == before


def test_an_entry_may_come_from_a_file(repository, tmp_path):
    entry = tmp_path / "entry.txt"
    entry.write_text("date: 2019-04-10\nby: 刘鹏\ntext: |\n  一\n  二\n", "utf-8")
    edited(repository, project.UNIT_1, "U1-002", "progress", "--added", str(entry), *SIGNED)
    entry.write_text("date: 2019-04-10\nby: 刘鹏\ntext: 一\n", "gbk")
    done = rectify(repository, "correct", "U1-002", "progress", "--added", str(entry), *SIGNED)
    assert done.returncode == 1
    assert "GBK" in done.stderr


def test_a_long_entry_is_no_file_name(repository):
    entry = "{date: 2019-04-10, by: 刘鹏, text: " + "已起草" * 200 + "}"
    edited(repository, project.UNIT_1, "U1-002", "progress", "--added", entry, *SIGNED)


def test_half_a_character_and_an_invisible_one_are_told(repository):
    before = state(repository)
    for typed in ("甲\udce5", "甲\u200b", "甲\x07"):
        done = rectify(repository, "correct", "U1-002", "title", "--to", typed, *UNSIGNED)
        assert done.returncode in (1, 2)
        assert done.stderr
        assert "Traceback" not in done.stderr
        assert state(repository) == before


def test_the_file_keeps_its_mode_line_ends_and_mark(repository):
    path = repository / project.UNIT_1
    raw = codecs.BOM_UTF8 + path.read_bytes().rstrip(b"\n").replace(b"\n", b"\r\n")
    path.write_bytes(raw)
    path.chmod(0o600)
    assert rectify(repository, "correct", "U1-002", "title", "--to", "甲", *UNSIGNED).returncode == 0
    new = path.read_bytes()
    changed = raw.replace("督办台账不全".encode(), "甲".encode())
    assert new.startswith(changed)
    line = "\r\n    corrections:\r\n      - {date: 2019-04-18, by: 刘鹏, what: title, was: 督办台账不全, reason: 误录}"
    assert new.removeprefix(changed).decode() == line
    assert path.stat().st_mode & 0o777 == 0o600


VALUES = {
    "U1-001": {
        "title": st.sampled_from(("甲", "乙: 丙", "- 丁", "'戊'", '"己"', "a #b", "两\n行")),
        "description": st.sampled_from(("三次学习", "第一行\n\n第三行", "{a}", "[b]", "~", "null", "x: |")),
        "progress 2019-04-12 text": st.sampled_from(("已完成", "一, 二", "a: b", "一\n二")),
        "closure 3 date": st.dates(datetime.date(2019, 4, 16), datetime.date(2019, 4, 18)).map(str),
        "measures 1 done": st.dates(datetime.date(2019, 4, 10), datetime.date(2019, 4, 14)).map(str),
        "root_cause": st.sampled_from(("责任不清", "一\n二")),
        "support": st.sampled_from(("[]", "[hq, political]", "[discipline]")),
        "evidence 1": st.sampled_from(("{file: 学习制度.pdf, note: 清样}", "{ref: 政〔2019〕12号}")),
    }
}
ADDED = {
    "progress": "{date: 2019-04-12, by: 刘鹏, text: 又一条}",
    "rechecks": "{date: 2019-04-18, by: 李卫东, result: pass}",
    "measures 1": "{text: 补课, owner: 刘鹏, due: 2019-04-15}",
}


@settings(max_examples=60)
@given(st.data())
def test_a_correction_undone_is_the_record_before_it(data):
    text = (project.SMALL / project.UNIT_1).read_text("utf-8")
    text = data.draw(st.sampled_from((text, text.replace("\n", "\r\n"), text.rstrip("\n"))))
    signed = {"date": "2019-04-18", "by": "刘鹏", "approved_by": None, "reason": "误录", "document": None}
    for _ in range(data.draw(st.integers(1, 3))):
        before = record(text)
        way = data.draw(st.sampled_from(("to", "to", "added", "removed")))
        if way == "to":
            what = data.draw(st.sampled_from(sorted(VALUES["U1-001"])))
            value = data.draw(VALUES["U1-001"][what])
        else:
            what = data.draw(st.sampled_from(sorted(ADDED) if way == "added" else REMOVED))
            value = ADDED[what] if way == "added" else ""
        asked = Asked(what.split(), way, value, signed)
        target = Target(project.UNIT_1, format.UNIT_FILE, format.ISSUE, before, before.id)
        try:
            new = corrected(text, target, asked, ZH)
        except (corrections.Fault, RefusedError):
            continue  # the same value, or what is gone
        after = record(new)
        newest = after.corrections[-1]
        undone = corrections.undone(after, newest)
        assert bare(undone._replace(corrections=after.corrections[:-1])) == bare(before)
        text = new


REMOVED = [
    "progress 1",
    "evidence 1",
    "measures 1",
    "measures 1 done",
    "results",
    "closure 2019-04-17",
    "support",
]


def record(text):
    parsed = load.parse(source.decode(text.encode(), "", "u"), "u", format.UNIT_FILE, ZH)
    assert parsed.problems == []
    return parsed.value.issues[0]


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("correct U1-", ["U1-001", "U1-002"]),
        ("correct F", ["F01", "F02"]),
        ("correct or", ["organization"]),
        ("handover u", ["unit-1", "unit-2"]),
        ("transfer F", []),
    ],
)
def test_a_shell_completes_what_can_be_corrected(tmp_path, typed, offered):
    folder = project.copy_small(tmp_path)
    words = {"COMP_WORDS": f"rectify {typed}", "COMP_CWORD": "2", "_RECTIFY_COMPLETE": "bash_complete"}
    done = rectify(folder, **words)
    assert (done.returncode, done.stderr) == (0, "")
    assert [line.partition(",")[2] for line in done.stdout.split()] == offered
