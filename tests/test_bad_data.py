"""Bad data: every case of ``tests/bad`` gives exactly its messages. A new case is a new file."""

from __future__ import annotations

import pathlib

import pytest
import yaml

import project
from conftest import mkdocs
from rectify import check
from rectify.words import messages

CASES = sorted((pathlib.Path(__file__).parent / "bad").glob("*.yml"))


def load(case: pathlib.Path) -> dict:
    return yaml.safe_load(case.read_text("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_messages(case, tmp_path):
    given = load(case)
    made = project.tried(project.copy_small(tmp_path), given)
    assert project.report(made) == given["expect"]
    assert len(project.report(made, "en")) == len(given["expect"])
    wrong = any(": 错误 [" in line and "[history." not in line for line in given["expect"])
    assert (made.site is None) == wrong


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_an_english_site_has_the_same_problems(case, tmp_path):
    """As many at the same places; those of a Chinese site are what the case expects."""
    given = load(case)
    told = project.told(project.copy_small(tmp_path), given, "en")
    places = [sorted(line.partition(": ")[0] for line in lines) for lines in (told, given["expect"])]
    assert places[0] == places[1]


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_what_may_be_chosen_is_told_with_the_chinese_words(language, tmp_path):
    folder = project.copy_small(tmp_path)
    file = folder / project.UNIT_1
    text = (
        file.read_text("utf-8")
        .replace("kind: immediate", "kind: 限时整改")
        .replace("{has: false", "{has: 不详")
    )
    file.write_text(text.replace("none: 等待各科室", "internal: 内部, none: 等待各科室"), "utf-8")
    told = "\n".join(project.report(project.build(folder, language=language), language)).replace(" ", "")
    for wanted in (
        "immediate（立行立改）",
        "dated（限期整改）",
        "partial（部分）",
        "false（无）",
        "false（否）",
    ):
        assert wanted in told.translate(str.maketrans("()", "（）"))


def test_every_rule_has_a_case():
    told = "\n".join(line for case in CASES for line in load(case)["expect"])
    # A file that can't be opened is no matter of what stands in a file: see below.
    assert {rule for rule in check.all_rules() if f"[{rule}]" not in told} == {"structure.unreadable"}
    assert len(CASES) >= 120


def test_every_rule_is_explained():
    for language in messages.LANGUAGES:
        words = messages.catalogue(language)
        for rule in check.all_rules():
            assert f"rule.{rule}" in words


@pytest.mark.slow
@pytest.mark.parametrize("rule", [*check.RULES, *check.HISTORY_RULES])
def test_removing_a_rule_loses_its_messages(rule, tmp_path, monkeypatch):
    table = "RULES" if rule in check.RULES else "HISTORY_RULES"
    left = {id: each for id, each in getattr(check, table).items() if id != rule}
    monkeypatch.setattr(check, table, left)
    given = next(given for given in map(load, CASES) if any(f"[{rule}]" in line for line in given["expect"]))
    assert not any(f"[{rule}]" in line for line in project.told(project.copy_small(tmp_path), given))


def test_the_small_project_is_sound(tmp_path):
    made = project.build(project.copy_small(tmp_path))
    assert project.report(made) == []
    assert made.site is not None


def test_an_unreadable_file_is_told(tmp_path):
    folder = project.copy_small(tmp_path)
    (folder / project.UNIT_2).unlink()
    (folder / project.FINDINGS).unlink()
    (folder / project.FINDINGS).mkdir()
    told = project.report(project.build(folder))
    assert any("[structure.unreadable]" in line and "findings.yml" in line for line in told)


@pytest.mark.parametrize("strict", [True, False])
def test_the_build_is_refused_before_anything_is_touched(strict, tmp_path):
    folder = project.copy_small(tmp_path / "project")
    arguments = ["build", "--site-dir", str(tmp_path / "site"), *(["--strict"] if strict else [])]
    assert mkdocs(*arguments, cwd=folder).returncode == 0
    before = {file: file.read_bytes() for file in (tmp_path / "site").rglob("*") if file.is_file()}
    project.change(folder, load(next(case for case in CASES if case.stem == "many-at-once")))
    done = mkdocs(*arguments, cwd=folder)
    assert done.returncode != 0
    assert "Traceback" not in done.stderr
    assert "unit-1.yml:42:15" in done.stderr
    assert "unit-2.yml:9:11" in done.stderr
    assert {file: file.read_bytes() for file in (tmp_path / "site").rglob("*") if file.is_file()} == before


def test_wrong_options_are_told_with_their_line(tmp_path):
    folder = project.copy_small(tmp_path)
    config = folder / "mkdocs.yml"
    config.write_text(
        config.read_text("utf-8").replace("as_of: 2019-04-18", "as_off: 2019-04-18\n    language: fr"),
        "utf-8",
    )
    done = mkdocs("build", cwd=folder)
    assert done.returncode != 0
    assert "Traceback" not in done.stderr
    line = config.read_text("utf-8").split("\n").index("    as_off: 2019-04-18") + 1
    assert f"mkdocs.yml:{line}:13: 错误 [options] 不认识的选项“as_off”" in done.stderr
    assert f"mkdocs.yml:{line + 1}:15: 错误 [options]" in done.stderr


@pytest.mark.parametrize("what", ["file", "folder", "absolute"])
def test_evidence_never_leaves_its_folder(what, tmp_path):
    """A symlink or an absolute path is an error; its target is never read or published."""
    folder = project.copy_small(tmp_path / "p")
    secret = tmp_path / "secret.pdf"
    secret.write_bytes(b"%PDF-1.4 secret")
    evidence = folder / "data/campaigns/2019/evidence/U1-001"
    file = evidence / "学习制度.pdf"
    if what == "file":
        file.unlink()
        file.symlink_to(secret)
    elif what == "folder":
        file.rename(tmp_path / "学习制度.pdf")
        evidence.rmdir()
        evidence.symlink_to(tmp_path, target_is_directory=True)
    else:
        project.change(
            folder,
            {"edit": [{"file": project.UNIT_1, "old": "file: 学习制度.pdf", "new": f"file: {secret}"}]},
        )
    made = project.build(folder)
    assert made.site is None
    told = "\n".join(project.report(made))
    assert "[structure.evidence-file]" in told if what == "folder" else "[evidence.path]" in told
