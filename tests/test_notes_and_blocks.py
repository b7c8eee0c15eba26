"""Markdown notes on the pages they belong to, and live blocks in hand-written pages."""

from __future__ import annotations

import shutil
import urllib.parse

import pytest
from bs4 import BeautifulSoup

import project
from conftest import mkdocs
from rectify import fences


def write(folder, path, text):
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    (folder / path).write_text(text, "utf-8")


def body(made, url):
    return BeautifulSoup(made.site.render(url), "lxml")


def test_a_note_stands_on_its_page_with_working_links(tmp_path):
    folder = project.copy_small(tmp_path)
    (folder / "docs/notes/2019/issues").mkdir(parents=True)
    (folder / "docs/notes/2019/issues/现场 照片.png").write_bytes(b"\x89PNG")
    write(
        folder,
        "docs/notes/2019/issues/U1-002.md",
        "## 说明\n\n![照片](<现场 照片.png>) [一团](../units/unit-1.md) [问题](/2019/issues/U1-001/) "
        "[另一写法](../../../2019/issues/U1-001.md) [关于](../../../about.md#a) [外部](https://example.com/)\n",
    )
    made = project.build(folder)
    assert made.problems == []
    note = body(made, "2019/issues/U1-002/").select_one(".rc-note")
    assert note.find("img")["src"] == "../../../notes/2019/issues/" + urllib.parse.quote("现场 照片.png")
    assert [link["href"] for link in note.find_all("a")] == [
        "../../../2019/units/unit-1/",
        "../../../2019/issues/U1-001/",
        "../../../2019/issues/U1-001/",
        "../../../about/#a",
        "https://example.com/",
    ]
    assert note.find("h3")["id"] == "note-说明"


def test_a_week_may_have_a_note(tmp_path):
    folder = project.copy_small(tmp_path)
    write(folder, "docs/notes/2019/weekly/2019-04-15.md", "本周召开**推进会**。\n")
    page = body(project.build(folder), "2019/weekly/2019-04-15/")
    assert page.select_one(".rc-note strong").get_text() == "推进会"


def test_a_breakdown_by_unit_counts_what_its_query_lets_through(tmp_path):
    folder = project.copy_small(tmp_path)
    write(
        folder,
        "docs/notes/2019/weekly/2019-04-15.md",
        "```chart\ntype: units\nunit: unit-1\nowner: 刘鹏\n```\n",
    )
    made = project.build(folder)
    rows = body(made, "2019/weekly/2019-04-15/").select(".rc-note tbody tr")
    total = {row.th.get_text(): int(row.select_one(".rc-num").get_text()) for row in rows}
    mine = [each for each in made.site.books.now("2019").standings if each.issue.owner == "刘鹏"]
    assert 0 < len([each for each in mine if each.unit == "unit-1"]) == total["一团"]
    assert sum(total.values()) == total["一团"]


@pytest.mark.parametrize(
    "evil",
    [
        "<script>alert(1)</script>",
        '<img src=x onerror="alert(1)">',
        "[x](javascript:alert(1))",
        '<a href="javascript:alert(1)">x</a>',
        '<iframe src="https://example.com"></iframe>',
        '<p style="position:fixed">x</p>',
        "<style>body{display:none}</style>",
        '<form action="/x"><input name="a"></form>',
        '<svg onload="alert(1)"></svg>',
    ],
)
def test_notes_are_sanitised(evil, tmp_path):
    folder = project.copy_small(tmp_path)
    write(folder, "docs/notes/2019/units/unit-2.md", f"前\n\n{evil}\n\n后\n")
    made = project.build(folder)
    if made.site is None:
        return  # refused: the link leads nowhere
    note = body(made, "2019/units/unit-2/").select_one(".rc-note")
    html = str(note)
    for sign in (
        "<script",
        "onerror",
        "onload",
        "javascript:",
        "<iframe",
        "style=",
        "<style",
        "<form",
        "<input",
        "<svg",
    ):
        assert sign not in html


def test_data_is_text_never_html(tmp_path):
    folder = project.copy_small(tmp_path)
    evil = '<img src=x onerror=alert(1)><b>粗</b> {{ 7*7 }} &amp; "引"'
    project.change(
        folder,
        {"edit": [{"file": project.UNIT_1, "old": "title: 督办台账不全", "new": "title: '" + evil + "'"}]},
    )
    made = project.build(folder)
    assert made.problems == []
    for url in made.site.pages:
        page = body(made, url)
        assert page.find("b", string="粗") is None
        assert page.find("img") is None
    assert body(made, "2019/issues/U1-002/").find("h1").get_text() == evil


def test_blocks_in_a_page_through_mkdocs(tmp_path):
    folder = project.copy_small(tmp_path / "p")
    write(
        folder,
        "docs/list.md",
        "# 清单\n\n前文\n\n```issues\nunit: unit-1\noverdue: true\ncolumns: [id, title, days]\ntitle: 超期\n```\n\n"
        "```chart\ntype: burn_down\n```\n\n```counts\nshow: [total, completion_rate, overdue]\n```\n\n"
        "````markdown\n```issues\nunit: 不会执行\n```\n````\n\n后文\n",
    )
    done = mkdocs("build", "--strict", "--site-dir", str(tmp_path / "out"), cwd=folder)
    assert done.returncode == 0, done.stderr
    page = BeautifulSoup((tmp_path / "out/list/index.html").read_text("utf-8"), "lxml")
    rows = page.select(".rc-table--issues tbody tr")
    assert [row.get_text(" ", strip=True) for row in rows] == ["U1-002 督办台账不全 超期4天"]
    assert page.select_one(".rc-chart svg polyline") is not None
    figures = [figure.get_text(" ", strip=True) for figure in page.select(".rc-figure")]
    assert figures == ["3 问题总数", "33.3% 完成率", "1 超期"]
    assert "unit: 不会执行" in page.select_one("pre").get_text()
    assert rows[0].find("a")["href"] == "../2019/issues/U1-002/"
    assert (tmp_path / "out/2019/evidence/U1-001/学习制度.pdf").is_file()
    assert not (tmp_path / "out/notes/2019/units/unit-1").exists()


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("status: closed", ["U1-001"]),
        ("status: [not_started, in_progress]", ["U1-002", "U2-001"]),
        ("kind: long_term", ["U2-001"]),
        ("owner: 刘鹏\nsort: -id", ["U1-002", "U1-001"]),
        ("origin: by_analogy", ["U2-001"]),
        ("silent: true", []),
        ("extended: true", ["U2-001"]),
        ("signal: red", ["U1-002"]),
        ("sort: -deadline\nlimit: 2", ["U2-001", "U1-001"]),
        ("unit: unit-2\noverdue: true", []),
    ],
)
def test_filters(query, ids, tmp_path):
    folder = project.copy_small(tmp_path)
    write(folder, "docs/list.md", f"# 清单\n\n```issues\n{query}\ncolumns: [id]\n```\n")
    made = project.build(folder)
    assert made.problems == []
    block = BeautifulSoup(made.site.blocks["list.md"][0], "lxml")
    assert [cell.get_text(strip=True) for cell in block.select("tbody td")] == ids


def test_a_block_in_a_note_is_about_the_notes_own_campaign(tmp_path):
    folder = project.copy_small(tmp_path)
    shutil.copytree(folder / "data/campaigns/2019", folder / "data/campaigns/2020")
    for name in ("campaign.yml", "findings.yml", "units/unit-1.yml"):
        file = folder / "data/campaigns/2020" / name
        file.write_text(
            file.read_text("utf-8")
            .replace("F01", "G01")
            .replace("id: politics", "id: civil")
            .replace("category: politics", "category: civil"),
            "utf-8",
        )
    units = folder / "data/campaigns/2020/units/unit-2.yml"
    units.write_text(units.read_text("utf-8").replace("F01", "G01"), "utf-8")
    for campaign, finding in (("2019", "F01"), ("2020", "G01")):
        write(
            folder,
            f"docs/notes/{campaign}/issues/U1-001.md",
            f"```issues\nfinding: {finding}\ncolumns: [id]\n```\n",
        )
    made = project.build(folder)
    assert made.problems == []
    for campaign in ("2019", "2020"):
        cells = body(made, f"{campaign}/issues/U1-001/").select(".rc-note tbody a")
        assert [cell.get_text() for cell in cells] == ["U1-001"]


def test_fences_are_found_where_markdown_finds_them():
    text = "a\n~~~issues\nx: 1\n~~~\n```python\n```issues\n```\nb\n````markdown\n```issues\n```\n````\n```chart\nunclosed"
    found = [part for part in fences.split(text) if isinstance(part, fences.Fence)]
    assert found == [fences.Fence("issues", "x: 1", 3), fences.Fence("chart", "unclosed", 14)]


def test_templates_of_the_owner_take_the_place_of_ours(tmp_path):
    folder = project.copy_small(tmp_path)
    write(folder, "mine/regulations.html", "<h1 id='page'>{{ page.title }}！</h1>")
    made = project.build(folder, templates="mine")
    assert made.site.render("2019/regulations/").endswith("制度成果！</h1>")


def test_pages_that_are_not_wanted_are_left_out(tmp_path):
    from rectify.options import PAGES

    folder = project.copy_small(tmp_path)
    made = project.build(folder, hide=list(PAGES))
    assert made.problems == []
    assert {url.split("/")[1] for url in made.site.pages if url.startswith("2019/") and url != "2019/"} == {
        "units",
        "issues",
        "status",
        "overdue",
        "due",
        "returned",
        "silent",
        "open",
        "due-week",
        "basically-done",
        "closed-on-time",
        "closed-late",
        "reopened",
        "extended",
        "signals",
        "categories",
        "changes",
        "results",
    }
    for url in made.site.pages:
        for link in body(made, url).find_all("a", href=True):
            assert not any(
                f"2019/{kind}/" in link["href"]
                for kind in ("wall", "weekly", "people", "findings", "analogy")
            ), url


def test_an_owner_chooses_the_columns_of_the_tables(tmp_path):
    made = project.build(project.copy_small(tmp_path), columns=["id", "amount"])
    for url in ("2019/issues/", "2019/departments/political/"):
        heads = [
            head.get_text() for head in body(made, url).select(".rc-table--issues thead")[0].find_all("th")
        ]
        assert heads == ["编号", "涉及金额"]
