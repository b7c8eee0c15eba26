"""Markdown notes on the pages they belong to, and live blocks in hand-written pages."""

from __future__ import annotations

import re
import shutil
import urllib.parse

import pytest
from bs4 import BeautifulSoup

import project
from conftest import mkdocs
from rectify.cli.project import Project


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
    mine = [each for each in made.site.books.now("2019").standings if each.issue.owner == ("刘鹏",)]
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
    block = BeautifulSoup(made.site.blocks["list.md"][0].html, "lxml")
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


NESTED = """# 清单

!!! note "提示"
    ```issues
    unit: unit-1
    columns: [id]
    ```

=== "二团"

    ```issues
    unit: unit-2
    columns: [id]
    ```

> ```counts
> show: [total]
> ```

1. 图

    ~~~chart
    type: burn_down
    ~~~

2. 又一个图

    ~~~chart
    type: burn_down
    ~~~

````markdown
```issues
unit: 不会执行
```
````

    ```issues
    unit: 缩进的代码
    ```
"""


def held(page):
    """The live blocks of a page by their container."""
    found = {}
    for block in page.select(".rc-block"):
        box = block.find_parent(["blockquote", "li"]) or block.find_parent(
            "div", class_=["admonition", "tabbed-block"]
        )
        found.setdefault(box.get("class", [box.name])[0], []).append(block)
    return found


def rows(block):
    return [cell.get_text() for cell in block.select("tbody td a")]


def test_a_block_lives_wherever_a_fence_can_stand(tmp_path):
    folder = project.copy_small(tmp_path / "p")
    config = (folder / "mkdocs.yml").read_text("utf-8")
    assert "[tables, pymdownx.superfences]" in config
    more = "[tables, admonition, {pymdownx.tabbed: {alternate_style: true}}]"
    (folder / "mkdocs.yml").write_text(config.replace("[tables, pymdownx.superfences]", more), "utf-8")
    write(folder, "docs/list.md", NESTED)
    write(folder, "docs/notes/2019/weekly/2019-04-15.md", NESTED)
    done = mkdocs("build", "--strict", "--site-dir", str(tmp_path / "out"), cwd=folder)
    assert done.returncode == 0, done.stderr
    for path in ("list", "2019/weekly/2019-04-15"):
        page = BeautifulSoup((tmp_path / f"out/{path}/index.html").read_text("utf-8"), "lxml")
        page = page.select_one(".rc-note") or page.select_one("article")
        blocks = held(page)
        assert {box: len(each) for box, each in blocks.items()} == {
            "admonition": 1,
            "tabbed-block": 1,
            "blockquote": 1,
            "li": 2,
        }
        assert rows(blocks["admonition"][0]) == ["U1-001", "U1-002"]
        assert rows(blocks["tabbed-block"][0]) == ["U2-001"]
        shown = [pre.get_text() for pre in page.select("pre")]
        assert ["不会执行" in shown[0], "缩进的代码" in shown[1], len(shown)] == [True, True, 2]
        ids = [each["id"] for each in page.find_all(id=True)]
        assert len(ids) == len(set(ids))


def test_a_block_that_a_snippet_brings_in_lives(tmp_path):
    folder = project.copy_small(tmp_path / "p")
    config = (folder / "mkdocs.yml").read_text("utf-8")
    more = "pymdownx.superfences, {pymdownx.snippets: {base_path: docs/parts}}]"
    (folder / "mkdocs.yml").write_text(config.replace("pymdownx.superfences]", more), "utf-8")
    write(folder, "docs/parts/one.txt", "```issues\nunit: unit-1\ncolumns: [id]\n```\n")
    write(folder, "docs/list.md", '# 清单\n\n--8<-- "one.txt"\n')
    done = mkdocs("build", "--strict", "--site-dir", str(tmp_path / "out"), cwd=folder)
    assert done.returncode == 0, done.stderr
    page = BeautifulSoup((tmp_path / "out/list/index.html").read_text("utf-8"), "lxml")
    assert rows(page.select_one(".rc-block")) == ["U1-001", "U1-002"]
    write(folder, "docs/parts/one.txt", "```issues\nunit: unit-7\n```\n")
    done = mkdocs("build", "--strict", "--site-dir", str(tmp_path / "out"), cwd=folder)
    assert "docs/list.md:3:" in done.stderr and "unit-7" in done.stderr


def test_a_snippet_reads_no_file_outside_docs(tmp_path):
    folder = project.copy_small(tmp_path / "p")
    config = (folder / "mkdocs.yml").read_text("utf-8")
    text = config.replace("pymdownx.superfences]", "pymdownx.snippets]")
    (folder / "mkdocs.yml").write_text(text, "utf-8")
    write(folder, "docs/list.md", '# 清单\n\n--8<-- "mkdocs.yml"\n\n--8<-- "../mkdocs.yml"\n')
    done = mkdocs("build", "--strict", "--site-dir", str(tmp_path / "out"), cwd=folder)
    assert done.returncode == 0, done.stderr
    page = (tmp_path / "out/list/index.html").read_text("utf-8")
    assert "site_name" not in page


def test_another_hook_cannot_bring_in_a_block_that_was_not_checked(tmp_path):
    folder = project.copy_small(tmp_path / "p")
    config = (folder / "mkdocs.yml").read_text("utf-8")
    (folder / "mkdocs.yml").write_text(config.replace("hooks: [", "hooks: [mine.py, "), "utf-8")
    write(
        folder,
        "mine.py",
        "def on_page_markdown(markdown, **_):\n    return markdown + '\\n\\n```issues\\n```\\n'\n",
    )
    write(folder, "docs/list.md", "# 清单\n")
    done = mkdocs("build", "--strict", "--site-dir", str(tmp_path / "out"), cwd=folder)
    assert done.returncode != 0
    assert "about.md" in done.stderr and "issues" in done.stderr and "Traceback" not in done.stderr


def test_notes_can_do_what_pages_can(tmp_path):
    folder = project.copy_small(tmp_path)
    write(
        folder,
        "docs/notes/2019/units/unit-2.md",
        '!!! warning "注意"\n    正文\n\n??? note "展开"\n    里面\n\n=== "甲"\n\n    一\n\n=== "乙"\n\n    二\n\n'
        "- [x] 办了\n- [ ] 没办\n\n| 甲 | 乙 |\n|---|--:|\n| 1 | 2 |\n\n注[^1]\n\n[^1]: 脚注\n",
    )
    note = body(project.build(folder), "2019/units/unit-2/").select_one(".rc-note")
    assert note.select_one(".admonition.warning > .admonition-title").get_text() == "注意"
    assert note.select_one("details.note > summary").get_text() == "展开"
    buttons = note.select(".tabbed-set.tabbed-alternate > input[type=radio]")
    labels = note.select(".tabbed-labels > label")
    assert [label["for"] for label in labels] == [button["id"] for button in buttons]
    assert [label.get_text() for label in labels] == ["甲", "乙"]
    boxes = note.select("li.task-list-item input[type=checkbox]")
    assert [box.has_attr("checked") for box in boxes] == [True, False]
    assert all(box.has_attr("disabled") for box in boxes)
    assert note.find("td", string="2")["align"] == "right"
    assert note.select_one("li#fn\\:1") is not None


def test_notes_have_what_the_project_has_and_no_more(tmp_path):
    folder = project.copy_small(tmp_path / "p")
    write(
        folder, "docs/notes/2019/units/unit-2.md", '!!! note\n    正文\n\n==标记==\n\n--8<-- "mkdocs.yml"\n'
    )
    config = (folder / "mkdocs.yml").read_text("utf-8")
    for extensions, box, mark in (("pymdownx.mark, pymdownx.snippets", 0, 1), ("admonition", 1, 0)):
        text = config.replace("pymdownx.superfences", extensions)
        (folder / "mkdocs.yml").write_text(text, "utf-8")
        made = Project.open(folder).assemble()
        note = body(made, "2019/units/unit-2/").select_one(".rc-note")
        assert (len(note.select(".admonition")), len(note.select("mark"))) == (box, mark)
        assert "site_name" not in note.get_text()


@pytest.mark.parametrize(
    ("extension", "text", "selector"),
    [
        ("markdown.extensions.admonition", "!!! note\n    正文", ".admonition"),
        ("extra", "甲乙 CPC\n\n*[CPC]: 党", "abbr[title=党]"),
        ("pymdownx.extra", "甲乙 CPC\n\n*[CPC]: 党", "abbr[title=党]"),
        ("pymdownx.keys", "按 ++ctrl+p++ 打印", "kbd"),
        ("pymdownx.critic", "共{--三--}{++四++}项", "del + ins"),
        ("pymdownx.magiclink", "见 https://a.example/b", "a[href='https://a.example/b']"),
        ("pymdownx.mark", "==三项==", "mark"),
    ],
)
def test_a_note_has_what_a_page_has_by_whatever_name(extension, text, selector, tmp_path):
    folder = project.copy_small(tmp_path / "p")
    config = (folder / "mkdocs.yml").read_text("utf-8").replace("pymdownx.superfences", extension)
    (folder / "mkdocs.yml").write_text(config, "utf-8")
    write(folder, "docs/notes/2019/units/unit-2.md", text + "\n")
    write(folder, "docs/more.md", text + "\n")
    done = mkdocs("build", "--strict", cwd=folder)
    assert done.returncode == 0, done.stderr
    for path, place in (("2019/units/unit-2", ".rc-note"), ("more", "article")):
        page = BeautifulSoup((folder / f"site/{path}/index.html").read_text("utf-8"), "lxml")
        assert page.select(f"{place} {selector}"), path


@pytest.mark.parametrize(
    "text",
    [
        "rectifyblock0000x\n" * 300 + "```issues\n```\n",
        '[x](https://a.example "rectifyblock0000x")\n\n```issues\n```\n',
        "`rectify-0` <div>rectify-0</div>\n\n```issues\n```\n",
    ],
)
def test_nobody_can_type_the_mark_of_a_block(text, tmp_path):
    folder = project.copy_small(tmp_path)
    write(folder, "docs/notes/2019/units/unit-2.md", text)
    note = body(project.build(folder), "2019/units/unit-2/").select_one(".rc-note")
    assert len(note.select(".rc-block")) == 1
    assert not re.search("rectify-[0-9a-f]{32}", str(note))


def test_the_same_note_gives_the_same_bytes(tmp_path):
    folder = project.copy_small(tmp_path)
    write(folder, "docs/notes/2019/units/unit-2.md", NESTED)
    assert len({project.build(folder).site.render("2019/units/unit-2/") for _ in range(2)}) == 1


def test_templates_of_the_owner_take_the_place_of_ours(tmp_path):
    folder = project.copy_small(tmp_path)
    write(folder, "mine/regulations.html", "<h1 id='page'>{{ page.title }}！</h1>")
    made = project.build(folder, templates="mine")
    assert made.site.render("2019/regulations/").endswith("制度成果！</h1>")


def test_pages_that_are_not_wanted_are_left_out(tmp_path):
    from rectify.build import HIDEABLE

    folder = project.copy_small(tmp_path)
    made = project.build(folder, hide=list(HIDEABLE))
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
        "recheck-due",
        "sustained",
        "completed",
        "under-way",
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
