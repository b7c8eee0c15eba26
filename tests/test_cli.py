"""The ``rectify`` command as it is typed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from xml.etree import ElementTree

import pytest
import yaml

import project
from conftest import ROOT, needs, program
from rectify import __version__, check
from rectify.cli import commands, draft
from rectify.cli.arguments import parser
from rectify.read import yamltext
from rectify.words import messages


def rectify(folder, *arguments, **environment):
    return program("rectify", *arguments, cwd=folder, **environment)


@pytest.fixture
def small(tmp_path):
    return project.copy_small(tmp_path)


def break_day(folder):
    project.change(
        folder,
        {"edit": [{"file": project.UNIT_1, "old": "deadline: 2019-04-14", "new": "deadline: 2019/4/14"}]},
    )


def test_clean_data_exits_with_0(small):
    done = rectify(small, "check")
    assert (done.returncode, done.stdout, done.stderr) == (0, "没有问题。\n", "")


def test_text_shows_the_line_and_a_caret(small):
    break_day(small)
    done = rectify(small, "check")
    assert done.returncode == 1
    lines = done.stdout.split("\n")
    assert lines[0] == "data/campaigns/2019/units/unit-1.yml"
    shown = next(number for number, line in enumerate(lines) if "deadline: 2019/4/14" in line)
    assert lines[shown + 1].index("^") == lines[shown].index("2019/4/14")
    assert lines[-2] == "错误1处、警告0处、提示0处"
    assert "\x1b[" not in done.stdout


def test_the_caret_stands_under_wide_characters(small):
    project.change(
        small,
        {
            "edit": [
                {
                    "file": project.UNIT_1,
                    "old": "text: 补登督办台账, owner: 刘鹏, due: 2019-04-14",
                    "new": "text: 补登督办台账, owner: 刘鹏, due: 四月",
                }
            ]
        },
    )
    lines = rectify(small, "check").stdout.split("\n")
    shown = next(number for number, line in enumerate(lines) if "due: 四月" in line)
    before = lines[shown][: lines[shown].index("四月")]
    width = sum(2 if ord(sign) > 0x2E7F else 1 for sign in before)
    assert lines[shown + 1].index("^") == width


def test_json(small):
    break_day(small)
    done = rectify(small, "check", "--format", "json")
    assert done.returncode == 1
    found = json.loads(done.stdout)
    assert [(each["rule"], each["level"], each["line"], each["column"]) for each in found] == [
        ("structure.day", "error", 42, 15)
    ]
    assert found[0]["file"] == project.UNIT_1


def test_gitlab_code_quality(small):
    break_day(small)
    found = json.loads(rectify(small, "check", "--format", "gitlab").stdout)
    for each in found:
        assert set(each) == {"description", "check_name", "fingerprint", "severity", "location"}
        assert each["severity"] in ("info", "minor", "major", "critical", "blocker")
        assert each["location"]["lines"]["begin"] == 42
    text = (small / project.UNIT_1).read_text("utf-8")
    (small / project.UNIT_1).write_text("# 一行说明\n" + text, "utf-8")
    again = json.loads(rectify(small, "check", "--format", "gitlab").stdout)
    assert [each["fingerprint"] for each in again] == [each["fingerprint"] for each in found]
    assert again[0]["location"]["lines"]["begin"] == 43


def test_sarif(small):
    break_day(small)
    log = json.loads(rectify(small, "check", "--format", "sarif").stdout)
    run = log["runs"][0]
    known = {rule["id"] for rule in run["tool"]["driver"]["rules"]}
    assert log["version"] == "2.1.0"
    assert [result["ruleId"] for result in run["results"]] == ["structure.day"]
    assert {result["ruleId"] for result in run["results"]} <= known
    region = run["results"][0]["locations"][0]["physicalLocation"]["region"]
    assert region == {"startLine": 42, "startColumn": 15}


def test_junit(small):
    break_day(small)
    suite = ElementTree.fromstring(rectify(small, "check", "--format", "junit").stdout)
    assert suite.get("failures") == "1"
    assert int(suite.get("tests")) == len(suite.findall("testcase"))
    failed = [case.get("name") for case in suite.findall("testcase") if case.find("failure") is not None]
    assert failed == ["structure.day"]


def test_check_of_some_files_only(small):
    break_day(small)
    assert rectify(small, "check", project.UNIT_2).returncode == 0
    assert rectify(small, "check", project.UNIT_1).returncode == 1
    assert rectify(small / "data/campaigns/2019/units", "check", "unit-1.yml").returncode == 1
    assert rectify(small, "check", "data/campaigns").returncode == 1


@pytest.mark.parametrize(
    ("arguments", "nearest"),
    [
        (["list", "--unit", "unit-9"], "unit-"),
        (["list", "--unit", "unit1"], "unit-1"),
        (["list", "--owner", "刘朋"], "刘鹏"),
        (["list", "--status", "在整改"], "整改中"),
        (["list", "--status", "close"], "closed"),
        (["list", "--campaign", "2018"], "2019"),
        (["list", "--unit", ""], "unit-1"),
        (["list", "--campaign", ""], "2019"),
        (["status", "--campaign", "219"], "2019"),
        (["seal", "--campaign", "219"], "2019"),
        (["new", "issue", "--unit", "unit1"], "unit-1"),
        (["new", "issue", "--unit", "unit-1", "--finding", "F99"], "F01"),
        (["explain", "structure.dya"], "structure.day"),
        (["check", "data/campaign"], "data/campaigns"),
        (["check", "data/campaigns/2019/unit/unit-1.yml"], "data/campaigns/2019/units/unit-1.yml"),
        (["check", "mkdoc.yml"], "mkdocs.yml"),
        (["check", "/etc/hostname"], "项目"),
    ],
    ids=" ".join,
)
def test_an_unknown_name_is_an_error_with_the_nearest(small, arguments, nearest):
    done = rectify(small, *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert nearest in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_file_that_a_rule_misses_may_be_asked_for(small):
    (small / project.FINDINGS).unlink()
    done = rectify(small, "check", project.FINDINGS)
    assert done.returncode == 1
    assert "structure.missing-file" in done.stdout


def test_a_link_in_the_data_is_a_problem_of_where_it_stands(tmp_path):
    small = project.copy_small(tmp_path / "project")
    break_day(small)
    (small / project.UNIT_1).rename(tmp_path / "away.yml")
    (small / project.UNIT_1).symlink_to(tmp_path / "away.yml")
    done = rectify(small, "check", project.UNIT_1)
    assert done.returncode == 1
    assert project.UNIT_1 in done.stdout


def test_new_writes_what_a_unit_lacks_while_it_and_another_lack_it(small):
    """Each unit's missing ledger is an error; neither keeps the other from being written."""
    for unit in (project.UNIT_1, project.UNIT_2):
        (small / unit).unlink()
    assert rectify(small, "check").returncode == 1
    for unit in ("unit-1", "unit-2"):
        file = small / f"data/campaigns/2019/units/{unit}.yml"
        with file.open("wb") as shell:  # which makes the file before the command runs
            done = subprocess.run(
                [sys.executable, "-m", "rectify", "new", "issue", "--unit", unit],
                cwd=small,
                env={**os.environ, "PYTHONPATH": str(ROOT / "hooks"), "LC_ALL": "C"},
                stdout=shell,
                stderr=subprocess.PIPE,
            )
        assert done.returncode == 0, done.stderr
        made = yaml.safe_load(file.read_text("utf-8"))
        assert made["issues"][0]["id"] == f"{unit.upper()}-001"
        assert file.name in done.stderr.decode()


def test_new_list_and_explain_work_while_other_files_are_broken(small):
    (small / project.UNIT_2).write_text("claims: [\n", "utf-8")
    done = rectify(small, "new", "issue", "--unit", "unit-1")
    assert done.returncode == 0
    assert yaml.safe_load(done.stdout)[0]["id"] == "U1-003"
    assert project.UNIT_2 in done.stderr
    done = rectify(small, "list")
    assert done.returncode == 1, "the list is not whole"
    assert [line.split("\t")[0] for line in done.stdout.splitlines()] == ["U1-001", "U1-002"]
    assert project.UNIT_2 in done.stderr
    assert rectify(small, "explain", "structure.day").returncode == 0
    for command in ("status", "seal"):  # a number of half the data is wrong
        done = rectify(small, command)
        assert (done.returncode, done.stdout) == (1, "")
        assert project.UNIT_2 in done.stderr


def test_new_takes_no_number_that_a_broken_record_has(small):
    project.change(small, {"edit": [{"file": project.UNIT_1, "old": "id: U1-002", "new": "id: U1-007"}]})
    break_day(small)
    done = rectify(small, "new", "issue", "--unit", "unit-1")
    assert done.returncode == 0, done.stderr
    assert yaml.safe_load(done.stdout)[0]["id"] == "U1-008"
    (small / project.UNIT_1).write_text("claims: [\n", "utf-8")
    done = rectify(small, "new", "issue", "--unit", "unit-1")
    assert (done.returncode, done.stdout) == (1, "")
    assert f"{project.UNIT_1}\n" in done.stderr


def test_a_new_issue_has_an_id_that_no_other_unit_has():
    assert draft.next_id([], "u1", ["u1-001", "U1-002"]) == "U1-003"
    assert draft.next_id(["U1-009", "U1-²"], "unit-1", ["U1-009"]) == "U1-010"


@pytest.mark.parametrize("name", ["赵海涛", "Anna: B", "no", "007", "a #b", "'", "- x", "{a}", "Ἀ\x1b"])
def test_a_new_issue_is_yaml_whatever_the_names(name):
    assert yaml.safe_load(f"leader: {yamltext.scalar(name)}")["leader"] in (name, False, 7)


@pytest.mark.parametrize(
    "arguments", ["list", "check", "--help", "explain", "check --format json", "new issue --unit unit-1"]
)
def test_nobody_reads_or_nothing_can_be_written(small, arguments):
    """A closed pipe is not a failure; a full disk is."""
    command = f"{sys.executable} -m rectify {arguments}"
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "hooks")}
    for shell, code in (
        (f"{{ sleep 0; {command}; echo $? >&2; }} | :", 0),
        (f"{command} >/dev/full; echo $? >&2", 2),
    ):
        done = subprocess.run(["sh", "-c", shell], cwd=small, env=environment, capture_output=True, text=True)
        lines = done.stderr.strip().split("\n")
        assert lines[-1] == str(code), done.stderr
        assert len(lines) == (1 if code == 0 else 2), done.stderr
    closed = subprocess.run(
        ["sh", "-c", f"{command} >&-; echo $? >&2"],
        cwd=small,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert closed.stderr.strip().endswith("2")
    assert "Traceback" not in closed.stderr
    silent = subprocess.run(["sh", "-c", f"{command} 2>&-"], cwd=small, env=environment, capture_output=True)
    assert silent.returncode == 0


def test_a_character_that_a_terminal_lacks_is_written_as_its_number(small):
    for file in (project.UNIT_1, project.UNIT_2):
        text = (small / file).read_text("utf-8").replace("刘鹏", "𠮷鹏")
        (small / file).write_text(text, "utf-8")
    command = [sys.executable, "-m", "rectify"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "hooks"), "PYTHONIOENCODING": "gbk"}
    done = subprocess.run([*command, "list"], cwd=small, env=environment, capture_output=True)
    assert (done.returncode, done.stderr) == (0, b"")
    assert "\\U00020bb7鹏" in done.stdout.decode("gbk")
    done = subprocess.run(
        [*command, "check", "--format", "json"], cwd=small, env=environment, capture_output=True
    )
    assert isinstance(json.loads(done.stdout.decode("utf-8")), list), "what programs read is UTF-8"


BAD_DAYS = [
    "2019-00-10",
    "2019-13-45",
    "2019-02-30",
    "0001-01-01",
    "0219-04-18",
    "9999-12-31",
    "2262-04-12",
    "２０１９-04-18",
]


@pytest.mark.parametrize("day", [*BAD_DAYS, "2019-04-18 10:00:00", "[]", "12"])
def test_a_day_that_makes_no_sense_is_told_with_its_line(small, day):
    config = small / "mkdocs.yml"
    text = config.read_text("utf-8")
    config.write_text(text.replace("as_of: 2019-04-18", f"as_of: {day}"), "utf-8")
    done = rectify(small, "check")
    assert done.returncode == 1
    assert done.stdout.startswith("mkdocs.yml\n")
    assert "as_of" in done.stdout
    for command in ("list", "status", "seal"):
        done = rectify(small, command)
        assert (done.returncode, done.stdout) == (1, ""), "no default takes its place in silence"
        assert "as_of" in done.stderr


@pytest.mark.parametrize("day", BAD_DAYS)
def test_a_day_that_makes_no_sense_is_refused_on_the_command_line(small, day):
    for command in ("check", "list", "status"):
        done = rectify(small, command, "--as-of", day)
        assert (done.returncode, done.stdout) == (2, "")
        assert day in done.stderr


@pytest.mark.parametrize("epoch", ["²", "-1", "1e9", "٣", "9" * 30, "99999999999", " "])
def test_an_epoch_that_makes_no_sense_is_told(small, epoch):
    config = small / "mkdocs.yml"
    pinned = config.read_text("utf-8")
    assert rectify(small, "check", SOURCE_DATE_EPOCH=epoch).returncode == 0, "the site has its own day"
    config.write_text(pinned.replace("as_of: 2019-04-18", "language: zh"), "utf-8")
    done = rectify(small, "check", SOURCE_DATE_EPOCH=epoch)
    assert done.returncode == 1
    assert "SOURCE_DATE_EPOCH" in done.stdout
    assert rectify(small, "check", SOURCE_DATE_EPOCH="1555516800").returncode == 0


def test_it_says_why_it_could_not_run(tmp_path, small):
    elsewhere = tmp_path.parent / "elsewhere"
    elsewhere.mkdir(exist_ok=True)
    assert rectify(elsewhere, "check").returncode == 2
    for arguments in (
        ["nonsense"],
        ["check", "--as-of", "昨天"],
        ["list", "--campaign", "1999"],
        ["new", "issue", "--unit", "unit-9"],
        ["explain", "no.rule"],
    ):
        done = rectify(small, *arguments)
        assert done.returncode == 2, arguments
        assert done.stderr
        assert "Traceback" not in done.stderr


def test_list_and_status(small):
    assert rectify(small, "list", "--overdue").stdout.startswith("U1-002\t未启动\t2019-04-14\tunit-1\t刘鹏")
    assert rectify(small, "list", "--unit", "unit-2").stdout.count("\n") == 1
    assert rectify(small, "list", "--status", "已销号").stdout.startswith("U1-001")
    assert rectify(small, "list", "--as-of", "2019-04-09", "--overdue").stdout == ""
    status = dict(line.split("\t") for line in rectify(small, "status").stdout.splitlines())
    assert status["问题总数"] == "3"
    assert status["完成率"] == "33.3%"
    assert (status["反馈问题总数"], status["反馈问题完成率"], status["无此问题（反馈问题）"]) == (
        "1",
        "100.0%",
        "1",
    )


def test_explain_knows_every_rule(small):
    rules = [line.split("\t")[0] for line in rectify(small, "explain").stdout.splitlines()]
    assert rules == list(check.all_rules())
    assert "照单全收" in rectify(small, "explain", "coverage.claim").stdout


def test_a_new_issue_has_the_next_number_and_says_what_to_fill_in(small):
    done = rectify(small, "new", "issue", "--unit", "unit-1", "--finding", "F02")
    assert done.returncode == 0
    with (small / project.UNIT_1).open("a", encoding="utf-8") as file:
        file.write(done.stdout)
    told = rectify(small, "check", "--format", "json").stdout
    empty = {each["rule"] for each in json.loads(told) if each["level"] == "error"}
    assert empty == {"structure.empty"}
    assert yaml.safe_load(done.stdout)[0]["id"] == "U1-003"
    assert draft.next_id([], "unit-7") == "UNIT-7-001"


def test_seal_records_digests_that_sha256sum_accepts_and_a_change_is_an_error(small):
    done = rectify(small, "seal")
    assert done.returncode == 0
    folder = small / "data/campaigns/2019/evidence"
    ok = subprocess.run(["sha256sum", "--check", "SHA256SUMS"], cwd=folder, capture_output=True, text=True)
    assert ok.returncode == 0, ok.stderr
    assert rectify(small, "check").returncode == 0
    before = (folder / "SHA256SUMS").read_bytes()
    assert rectify(small, "seal").returncode == 0
    assert (folder / "SHA256SUMS").read_bytes() == before
    (folder / "U1-001/学习制度.pdf").write_bytes(b"%PDF-1.4 other")
    done = rectify(small, "check")
    assert done.returncode == 1
    assert "evidence.changed" in done.stdout


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_every_command_and_option_has_help(language):
    root = parser(messages.catalogue(language))
    assert set(root.commands) == set(commands.COMMANDS) | set(commands.WITHOUT_PROJECT)
    for one in (root, *root.commands.values()):
        assert one.help
        assert all(param.help for param in one.params)


@pytest.mark.parametrize(
    ("typed", "zh", "en"),
    [
        ([], "没有写命令", "a command is missing"),
        (["chekc"], "没有“chekc”这个命令，可以写：check", "there is no command “chekc”; write: check"),
        (["check", "--format", "yaml"], "--format 不能写“yaml”", "--format can't be “yaml”"),
        (["new", "issue"], "缺少 --unit", "--unit is missing"),
        (["new"], "缺少 issue", "issue is missing"),
        (["list", "--overdu"], "是不是“--overdue”", "Did you mean “--overdue”"),
        (["list", "--q"], "没有“--q”这个选项", "there is no option “--q”"),
        (["list", "--unit"], "--unit 后面要写值", "--unit wants a value"),
        (["list", "--overdue=yes"], "--overdue 后面不写值", "--overdue takes no value"),
        (["status", "a", "b\x1b"], "多写了：a b〈U+001B〉", "too much: a b〈U+001B〉"),
        (["--project"], "--project 后面要写值", "--project wants a value"),
    ],
    ids=lambda each: " ".join(each) if isinstance(each, list) else "",
)
def test_what_was_mistyped_is_told_in_the_readers_language(small, typed, zh, en):
    config = small / "mkdocs.yml"
    for language, usage, told in (("zh", "用法：rectify ", zh), ("en", "Usage: rectify ", en)):
        text = config.read_text("utf-8").replace("    as_of", f"    language: {language}\n    as_of", 1)
        (small / "sub").mkdir(exist_ok=True)
        (small / "sub/mkdocs.yml").write_text(text, "utf-8")
        done = rectify(small / "sub", *typed)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.startswith(usage)
        assert told in done.stderr
        assert not {"Error", "Try"} & set(done.stderr.split())


@pytest.mark.parametrize(
    "typed", [["--help"], ["-h"], ["check", "--help"], ["new", "-h"], ["list", "--unit", "x", "--help"]]
)
def test_help_is_in_chinese(small, typed):
    done = rectify(small, *typed)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("用法：rectify ")
    assert "  -h, --help" in done.stdout
    assert not {"Usage:", "Options:", "Commands:", "[OPTIONS]"} & set(done.stdout.split())


def test_the_version(small):
    assert rectify(small, "--version").stdout == f"rectify {__version__}\n"


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_completes_commands_options_and_rules(tmp_path, shell):
    script = rectify(tmp_path, "completion", shell)
    assert (script.returncode, script.stderr) == (0, "")
    assert f"_RECTIFY_COMPLETE={shell}_complete" in script.stdout

    def completed(*words):
        typed = {"COMP_WORDS": " ".join(("rectify", *words)), "COMP_CWORD": str(len(words))}
        if shell == "fish":
            typed["COMP_CWORD"] = words[-1]
        done = rectify(tmp_path, _RECTIFY_COMPLETE=f"{shell}_complete", **typed)
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout

    assert "publish" in completed("pub")
    assert "--overdue" in completed("list", "--ov")
    assert "closing.apply" in completed("explain", "closing.a")
    assert "sarif" in completed("check", "--format", "sa")


def test_bash_itself_completes(tmp_path):
    bash = needs("bash")
    program = tmp_path / "rectify"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m rectify "$@"\n', "utf-8")
    program.chmod(0o755)
    (tmp_path / "script").write_text(rectify(tmp_path, "completion", "bash").stdout, "utf-8")
    asked = (
        ". ./script; COMP_WORDS=(rectify explain structure.day-r); COMP_CWORD=2; "
        '_rectify_completion rectify structure.day-r explain; echo "${COMPREPLY[@]}"'
    )
    path = f"{tmp_path}:{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "PYTHONPATH": str(ROOT / "hooks")}
    done = subprocess.run([bash, "-c", asked], cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert done.stdout.split() == ["structure.day-range"], done.stderr


def test_a_new_unit_gets_a_whole_ledger_with_its_schema(small):
    (small / project.UNIT_2).unlink()
    done = rectify(small, "new", "issue", "--unit", "unit-2", "--as-of", "2019-04-10")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("# yaml-language-server: $schema=../../../.schemas/unit.json\n")
    made = yaml.safe_load(done.stdout)
    assert list(made) == ["claims", "issues"]
    assert list(made["claims"]) == ["F01"]  # F02 does not apply to it


def test_schemas_are_written_beside_the_data(small):
    assert rectify(small, "schema").stdout == "写出5个文件，放在 data/.schemas。\n"
    names = sorted(file.name for file in (small / "data/.schemas").iterdir())
    assert names == ["calendar.json", "campaign.json", "findings.json", "organization.json", "unit.json"]
    assert rectify(small, "check").returncode == 0


@pytest.mark.parametrize("name", ["data/.schemas", "data/.schemas/unit.json"])
def test_schemas_are_not_written_through_a_link(name, small, tmp_path):
    aside = tmp_path / "aside"
    aside.mkdir()
    (small / name).parent.mkdir(exist_ok=True)
    (small / name).symlink_to(aside if name.endswith("schemas") else aside / "unit.json")
    done = rectify(small, "schema")
    assert done.returncode == 1
    assert done.stderr.startswith(f"{name}\n")
    assert "这是一个链接" in done.stderr
    assert not list(aside.iterdir())


def test_explain_shows_a_wrong_and_a_right_way(small):
    told = rectify(small, "explain", "structure.day").stdout
    assert "错误写法\n  |     deadline: 2019/4/14\n" in told
    assert "正确写法\n  |     deadline: 2019-04-14\n" in told


def test_pre_commit_stops_a_commit_with_errors(small):
    """The hook definition, run by pre-commit itself in a repository; no network is needed."""
    config = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text("utf-8"))
    hook = config["repos"][0]["hooks"][0]
    assert hook["entry"] == ".venv/bin/rectify check"
    program = small / ".venv/bin/rectify"
    program.parent.mkdir(parents=True)
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m rectify "$@"\n', "utf-8")
    program.chmod(0o755)
    (small / ".gitignore").write_text(".venv\n", "utf-8")
    (small / ".pre-commit-config.yaml").write_text(
        (ROOT / ".pre-commit-config.yaml").read_text("utf-8"), "utf-8"
    )
    project.committed(small)
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "hooks"), "PYTHONIOENCODING": "utf-8"}
    run = [sys.executable, "-m", "pre_commit", "run", "--hook-stage", "pre-commit"]

    def commit():
        project.git(small, "add", "-A")
        return subprocess.run(
            run, cwd=small, env=environment, capture_output=True, text=True, encoding="utf-8"
        )

    (small / "docs/about.md").write_text("# 关于\n", "utf-8")
    done = commit()
    assert done.returncode == 0, done.stdout + done.stderr
    break_day(small)
    done = commit()
    assert done.returncode == 1
    assert "structure.day" in done.stdout


def test_an_unknown_path_is_told_with_what_stands_near_the_top(small):
    made = rectify(small, "check", "nosuch")

    assert made.returncode == 2
    assert (
        "已有：mkdocs.yml、data、docs、data/campaigns、data/organization.yml、docs/about.md、" in made.stderr
    )


@pytest.mark.parametrize("day", ["2262-04-12", "2019-02-30", "昨天"])
def test_a_day_that_will_not_do_is_told_with_all_that_it_must_be(small, day):
    made = rectify(small, "status", "--as-of", day)

    assert made.returncode == 2
    assert "确有这一天，年份也没有写错" in made.stderr
