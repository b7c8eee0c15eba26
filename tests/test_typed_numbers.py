"""Numbers typed in a note are compared with the ledger; warnings don't stop the build."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

import project
from conftest import mkdocs


def told(folder, path, text):
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    (folder / path).write_text(text, "utf-8")
    made = project.build(folder)
    assert made.site is not None
    return [line for line in project.report(made) if "[notes.number]" in line]


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("已销号1项，完成率50.0%。", None),
        ("已销号2项。", "1"),
        ("完成率达76%。", "50.0%"),
        ("完成率为50％。", None),
        ("截至4月15日，已销号0项，完成率0%。", None),
        ("截至4月15日，已销号1项。", "0"),
        ("整改问题共3项。", "2"),
        ("拆除完成3处，已完成制度修订。", None),
        ("```text\n已销号9项\n```", None),
        ("截至2月31日，已销号9项。", None),
    ],
)
def test_a_units_note_is_held_to_the_units_numbers(text, right, tmp_path):
    lines = told(project.copy_small(tmp_path), "docs/notes/2019/units/unit-1.md", text + "\n")
    assert bool(lines) == bool(right)
    if right:
        assert f"台账是 {right}" in lines[0]
        assert lines[0].startswith("docs/notes/2019/units/unit-1.md:1:")


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("反馈问题1项，已完成1项（100%）；整改问题3项，已销号1项（33.3%）。", None),
        ("反馈问题2项。", "1"),
        ("反馈问题共1项，已完成0项。", "1"),
        ("反馈问题1项，已完成1项（33.3%）。", "100.0%"),
        ("反馈问题完成率100%，整改问题完成率33.3%。", None),
        ("反馈问题完成率33.3%。", "100.0%"),
        ("反馈问题1项，列入台账3项，已销号1项。", None),
        ("整改问题3项，未启动1项。", "2"),
        ("反馈问题1项，无此问题1项，基本完成0项。", None),
        ("反馈问题1项，已撤销1项。", "0"),
        ("截至4月15日，反馈问题1项，基本完成0项。", "1"),
        ("各单位未启动9项工作。", None),
        ("已完成1项。", None),
    ],
)
def test_a_number_is_held_to_the_level_that_its_sentence_names(text, right, tmp_path):
    lines = told(project.copy_small(tmp_path), "docs/news.md", f"# 动态\n\n{text}\n")
    assert bool(lines) == bool(right)
    assert not right or f"台账是 {right}" in lines[0]


def test_a_units_note_is_not_held_to_numbers_of_findings(tmp_path):
    text = "反馈问题9项，已完成9项，完成率9%。\n"
    assert told(project.copy_small(tmp_path), "docs/notes/2019/units/unit-1.md", text) == []


def test_a_page_of_its_own_is_held_to_the_current_campaign(tmp_path):
    lines = told(project.copy_small(tmp_path), "docs/news.md", "# 动态\n\n目前整改问题共4项，完成率33.3%。\n")
    assert len(lines) == 1
    assert "docs/news.md:3:3" in lines[0]
    assert "台账是 3" in lines[0]


def test_a_warning_is_logged_and_published_even_by_a_strict_build(tmp_path):
    folder = project.copy_small(tmp_path / "p")
    extra = folder / "data/campaigns/2019/evidence/U1-001/签到表.pdf"
    extra.write_bytes(b"%PDF-1.4")
    done = mkdocs("build", "--strict", "--site-dir", str(tmp_path / "out"), cwd=folder)
    assert done.returncode == 0, done.stderr
    assert "[evidence.unlisted]" in done.stderr
    page = BeautifulSoup((tmp_path / "out/2019/quality/index.html").read_text("utf-8"), "lxml")
    assert "签到表.pdf" in page.find("table").get_text()
    assert page.find("h2").get_text(" ", strip=True) == "一团 1"
    link = page.select_one("table a[href*='handbook/rules/']")
    rules = BeautifulSoup((tmp_path / "out/handbook/rules/index.html").read_text("utf-8"), "lxml")
    assert rules.find(id=link["href"].partition("#")[2]) is not None


def test_a_campaign_may_change_a_level_and_says_why(tmp_path):
    folder = project.copy_small(tmp_path)
    with (folder / project.CAMPAIGN).open("a", encoding="utf-8") as file:
        file.write("rules:\n  days.measure-due: {level: warning, reason: 本批次措施允许分步完成}\n")
    edit = {
        "file": project.UNIT_1,
        "old": "owner: 刘鹏, due: 2019-04-14}",
        "new": "owner: 刘鹏, due: 2019-04-15}",
    }
    project.change(folder, {"edit": [edit]})
    made = project.build(folder)
    assert ["警告 [days.measure-due]" in line for line in project.report(made)] == [True]
    page = BeautifulSoup(made.site.render("2019/quality/"), "lxml")
    assert "本批次措施允许分步完成" in page.get_text()
