"""Printouts: A4 documents with header, page numbers and signature boxes, without screen controls."""

from __future__ import annotations

import base64
import hashlib
import io
import re
import unicodedata

import pypdf
import pytest
from selenium.webdriver.common.by import By

import project
from conftest import SAMPLE, size
from test_browser import KINDS

DATA = SAMPLE / "data/campaigns/2019"
SIGNED = ("责任人", "责任领导", "牵头部门审核", "督导人核验")
A4 = [210, 297]
DARK = "document.body.setAttribute('data-md-color-scheme', 'slate')"


SIGNS = str.maketrans("⻔⺠⻋⻝⻓⻢⻛⻅⻚⻘", "门民车食长马风见页青")
"""Radicals that stand for whole signs in a PDF and that Unicode does not take for the same."""


def sheets_of(answer):
    """The sheets of a PDF, each the text in the order in which it is seen, without spaces; all A4."""
    paper = pypdf.PdfReader(io.BytesIO(base64.b64decode(answer["data"])))
    for sheet in paper.pages:
        assert [round(float(length) / 72 * 25.4) for length in sheet.mediabox[2:]] == A4
    texts = (sheet.extract_text(extraction_mode="layout") for sheet in paper.pages)
    return [re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).translate(SIGNS) for text in texts]


@pytest.fixture(scope="module")
def printed(browser, server):
    """Print a page, whatever paper the printer is set to; the text of each sheet.

    What several tests read of a page as it is, is printed once.
    """
    done = {}

    def paper(url, change=""):
        if (url, change) not in done:
            size(browser, 1440, 900)
            browser.get(server + url)
            browser.execute_script(change)
            done[url, change] = sheets_of(
                browser.execute_cdp_cmd(
                    "Page.printToPDF", {"paperWidth": 8.5, "paperHeight": 11, "preferCSSPageSize": True}
                )
            )
        return done[url, change]

    return paper


ISSUES = {
    "U1-001": "已销号",
    "SU-001": "已销号",
    "PJ-009": "退回",
    "U2-007": "时限变更",
    "U2-012": "未启动",
    "LO-001": "回头看不通过",
}


@pytest.mark.parametrize("id", ISSUES)
def test_an_issue_prints_as_one_file_to_sign(printed, id):
    sheets = printed(f"2019/issues/{id}/")
    assert 1 <= len(sheets) <= 4
    text = "".join(sheets)
    assert sheets[0].startswith("整改问题档案2019年巡视巡察反馈问题整改" + id.replace(" ", ""))
    for number, sheet in enumerate(sheets, 1):
        assert f"—{number}/{len(sheets)}—" in sheet
    assert ISSUES[id] in text
    assert text.count("签字确认") == 1
    signed = text[text.index("签字确认") :]
    assert all(role in signed for role in SIGNED)
    assert signed.count("签名") == 4
    assert signed.count("年月日") == 4
    assert "数据截至2019-04-18" in signed
    assert "构建" in signed


@pytest.mark.parametrize(
    "url",
    [
        "2019/issues/U1-001/",
        "2019/units/unit-1/",
        "2019/weekly/2019-04-15/",
        "archive/2019-04/",
        "2019/overdue/",
    ],
)
def test_nothing_of_the_screen_is_on_paper(printed, url):
    """No menu, no crumbs, no search, no spelt-out address; sheets are numbered."""
    sheets = printed(url)
    text = "".join(sheets)
    for word in (
        "责任单位一团",
        "责任到人",
        "本批次总览",
        "填报手册",
        "搜索",
        "上一件",
        "距今",
        "http://",
        "://",
    ):
        assert word not in text, word
    for number, sheet in enumerate(sheets, 1):
        assert f"—{number}/{len(sheets)}—" in sheet
    assert text.count("数据截至2019-04-18") == 1


def test_the_print_of_a_closed_issue_is_a_record_of_its_closing(printed):
    text = "".join(printed("2019/issues/U1-001/"))
    for said in (
        "整改经过和销号记录",
        "4月15日销号申请刘鹏",
        "4月16日审核通过同意王志强",
        "4月17日核验销号查阅原件并访谈3人(现场核查)李卫东",
        "12,500元",
        "《党委中心组学习实施细则》",
    ):
        assert said in text, said
    for file in (DATA / "evidence/U1-001").iterdir():
        assert file.name in text
        assert hashlib.sha256(file.read_bytes()).hexdigest() in text


def test_edits_are_on_paper_though_closed_on_the_screen(browser, printed):
    """A disclosure as an issue's page has it."""
    details = "<details class=rc-plain><summary>修改记录</summary><dl class=rc-story><dt>4月9日<dd>周某修改</dl></details>"
    change = f"document.querySelector('article').insertAdjacentHTML('beforeend', '{details}')"
    assert "4月9日周某修改" in "".join(printed("2019/issues/U1-001/", change))
    assert not browser.find_elements(By.CSS_SELECTOR, "details.rc-plain dd")[-1].is_displayed()


def test_headings_stay_with_what_they_head(printed):
    """No sheet ends with a heading."""
    headings = (
        "问题情况",
        "整改措施",
        "整改经过",
        "整改经过和销号记录",
        "佐证材料",
        "制度成果",
        "整改成效",
        "关联问题",
    )
    for id in ISSUES:
        for sheet in printed(f"2019/issues/{id}/"):
            body = re.sub(r"—\d+/\d+—", "", sheet)
            assert not re.search(rf"({'|'.join(headings)})[\d/]*$", body), (id, body[-40:])


def test_a_report_is_written_as_an_office_writes(printed):
    sheets = printed("2019/weekly/2019-04-15/")
    assert len(sheets) <= 19
    assert sheets[0].startswith("整改工作周报(2019年4月15日)2019年巡视巡察反馈问题整改·报告期")
    assert "上级党委第三巡视巡察组:截至2019年4月15日" in sheets[0]
    last = "".join(sheets[-2:])
    office = "云岭垦区党委巡视巡察整改工作领导小组办公室"
    assert re.search(rf"{office}2019年4月15日(—\d+/\d+—)?(数据截至|$)", last.replace("\n", ""))


def test_long_tables_repeat_their_heads(printed):
    sheets = printed("2019/units/unit-1/")
    assert sheets[0].startswith("单位整改台账2019年巡视巡察反馈问题整改一团")
    assert sum("编号措施责任人完成时限" in sheet or "编号问题" in sheet for sheet in sheets) >= 2
    weekly = printed("2019/weekly/2019-04-15/")
    assert sum("编号问题单位状态" in sheet for sheet in weekly) >= 4


MARK = """
Array.from(document.querySelectorAll("article table"), (table, n) => {
  const mark = (cell, text) => {
    const made = document.createElement("span");
    made.style.fontSize = "1px";
    made.textContent = "<" + text + ">";
    (cell.querySelector("button.rc-sort") || cell).prepend(made);
  };
  Array.from(table.tHead ? table.tHead.querySelectorAll("th") : [], (cell, i) => mark(cell, "h" + n + "." + i));
  Array.from(table.querySelectorAll("tbody > tr"), (row, i) =>
    row.cells.length && mark(row.cells[0], (row.matches(".rc-group") ? "g" : "r") + n + "." + i));
});
"""
"""Puts a mark into each cell of a table's head, beside its words, and into each row: what is on which sheet."""


@pytest.mark.parametrize("url", [url for url in KINDS if not url.endswith(("wall/", ".html"))])
def test_every_sheet_of_a_table_has_its_head_and_no_heading_is_alone(browser, server, url):
    """The head is there with all its words on each sheet, and never without a row; so is a group's heading."""
    size(browser, 1440, 900)
    browser.get(server + url)
    heads = browser.execute_script(
        MARK + "return Array.from(document.querySelectorAll('article table'), table =>"
        " table.tHead ? table.tHead.querySelectorAll('th').length : 0)"
    )
    answer = browser.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True})
    paper = pypdf.PdfReader(io.BytesIO(base64.b64decode(answer["data"])))
    sheets = [set(re.findall(r"<([hgr])(\d+)\.(\d+)>", sheet.extract_text())) for sheet in paper.pages]
    assert any(kind == "r" for sheet in sheets for kind, *_ in sheet) or not any(heads)
    for number, sheet in enumerate(sheets, 1):
        for table, wide in enumerate(heads):
            here = {kind: {int(i) for k, n, i in sheet if (k, n) == (kind, str(table))} for kind in "hgr"}
            assert bool(here["h"]) == bool(here["r"]) or not wide, (number, table)
            assert len(here["h"]) in (0, wide), (number, table)
            assert {row + 1 for row in here["g"]} <= here["r"], (number, table)


def test_the_archive_prints_as_a_register(printed):
    """Each closed item with its steps and digests, none cut in two."""
    sheets = printed("archive/2019/")
    text = "".join(sheets)
    assert "归档卷" not in text  # how to get a file to sign is said on the screen alone
    for id in ("U1-001", "SU-001"):
        sheet = next(sheet for sheet in sheets if f"{id}" in sheet)
        for file in (DATA / f"evidence/{id}").iterdir():
            assert hashlib.sha256(file.read_bytes()).hexdigest() in sheet


def test_paper_is_white_whatever_the_screen(browser, server, printed):
    """Dark mode prints black on white."""
    assert printed("2019/issues/U1-001/", DARK) == printed("2019/issues/U1-001/")
    browser.get(f"{server}2019/issues/U1-001/")
    browser.execute_script(DARK)
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    try:
        seen = browser.execute_script(
            "var at = s => getComputedStyle(document.querySelector(s));"
            "return [at('body').backgroundColor, at('h1').color, at('.rc-form dd').color, at('.rc-now').backgroundColor,"
            " at('.rc-sign').display, at('.md-header').display, at('.rc-form dd').fontFamily, at('h1').fontFamily]"
        )
    finally:
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
    assert seen[:4] == ["rgb(255, 255, 255)", "rgb(0, 0, 0)", "rgb(0, 0, 0)", "rgba(0, 0, 0, 0)"]
    assert seen[4:6] == ["table", "none"]
    assert "FangSong" in seen[6]
    assert "SimHei" in seen[7]


def test_a_screen_shows_nothing_of_the_paper(browser, server):
    size(browser, 1440, 900)
    for url in ("2019/issues/U1-001/", "2019/weekly/2019-04-15/", "2019/units/unit-1/"):
        browser.get(server + url)
        papers = browser.find_elements(By.CSS_SELECTOR, ".rc-paper")
        assert papers
        assert not any(paper.is_displayed() for paper in papers)


def test_the_office_that_issues_reports_is_an_option(tmp_path):
    folder = project.copy_small(tmp_path)
    url = "2019/weekly/2019-04-15/"
    assert "（盖章）" in project.build(folder).site.render(url)
    assert "整改办&lt;1&gt;" in project.build(folder, issuer="整改办<1>").site.render(url)
