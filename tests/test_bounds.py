"""Cost limits per file: hostile texts are refused or parsed within limits, honest ones pass."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

import project
from conftest import mkdocs
from rectify.cli.project import Project
from rectify.notes import bounds, fences

pytestmark = pytest.mark.slow

NOTE = "docs/notes/2019/units/unit-1.md"

HONEST = (
    "## 标题\n\n一段有**强调**、[链接](/2019/issues/U1-001/)和`代码`的话。\n\n- 一\n    - 二\n        - 三\n\n"
    "| 甲 | 乙 |\n|---|---|\n| 1 | [2](/2019/) |\n\n> 引用\n\n词语\n: 解释\n\n"
)

HOSTILE = {
    "brackets": "[" * 8000,
    "links": "[a](" * 8000,
    "pictures": "![" * 8000,
    "open tags": "<a " * 9000,
    "open quotes": '<a href="' * 5000,
    "definitions": "a\n: b\n" * 4000,
    "lists": "".join("    " * depth + "- a\n" for depth in range(300)),
    "quotes": ">" * 5000 + " a",
    "settings of a fence": "```" + ' a=""' * 800 + "!\n",
    "a long fence": "```" + " " * 2000 + "`",
    "abbreviations": "*[a]: " + "x" * 90_000 + "\n\n" + "a " * 50_000,
    "bytes": "说明" * 40_000,
}
"""Texts that take Markdown minutes, gigabytes, or more calls than Python has."""


def put(folder, path, text):
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    (folder / path).write_text(text, "utf-8")


def within(code, *, seconds=60):
    """Run Python code with a CPU limit, which does not depend on a busy machine."""
    limit = f"import resource; resource.setrlimit(resource.RLIMIT_CPU, ({seconds}, {seconds}))\n"
    done = subprocess.run(
        [sys.executable, "-c", limit + code],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(project.ROOT / "hooks")},
    )
    assert done.returncode == 0, (done.returncode, done.stderr[-500:])
    return done.stdout


@pytest.mark.parametrize("path", [NOTE, "docs/about.md"])
@pytest.mark.parametrize("name", [name for name in HOSTILE if name != "abbreviations"])
def test_a_hostile_text_is_refused_by_its_name(name, path, tmp_path):
    folder = project.copy_small(tmp_path)
    put(folder, path, HOSTILE[name])
    made = project.build(folder)
    assert made.site is None
    assert [line.partition(":")[0] for line in project.report(made) if "[notes.size]" in line] == [path]


def test_a_text_that_becomes_too_much_is_refused(tmp_path):
    folder = project.copy_small(tmp_path)
    put(folder, "docs/about.md", HOSTILE["abbreviations"])
    config = (folder / "mkdocs.yml").read_text("utf-8")
    (folder / "mkdocs.yml").write_text(config.replace("[tables,", "[tables, abbr,"), "utf-8")
    assert any("[notes.size]" in line for line in project.report(Project.open(folder).assemble()))


@pytest.mark.parametrize("path", [NOTE, "docs/about.md"])
def test_an_honest_text_of_a_hundred_pages_passes(path, tmp_path):
    folder = project.copy_small(tmp_path)
    text = HONEST * (bounds.MAX_BYTES // len(HONEST.encode()))
    put(folder, path, text)
    assert [line for line in project.report(project.build(folder)) if ": 错误 [" in line] == []


def test_what_never_ends_is_stopped_and_the_next_is_read(monkeypatch):
    monkeypatch.setattr(bounds, "SECONDS", 1)

    def work(number):
        while number == 1:
            pass
        return number

    assert list(bounds.run_all(work, 4)) == [0, bounds.Exceeded("slow"), 2, 3]


def test_a_build_ends_however_many_never_do(monkeypatch):
    monkeypatch.setattr(bounds, "SECONDS", 1)
    monkeypatch.setattr(bounds, "MAX_KILLED", 2)

    def work(_):
        while True:
            pass

    assert list(bounds.run_all(work, 50)) == [bounds.Exceeded("slow")] * bounds.MAX_KILLED


def test_what_needs_too_much_memory_or_fails_is_told():
    def work(number):
        if number == 0:
            return len(bytearray(bounds.MEMORY * 2))
        raise KeyError(number)

    assert list(bounds.run_all(work, 2)) == [
        bounds.Exceeded("large"),
        bounds.Exceeded("failed", "KeyError: 1"),
    ]


def test_mkdocs_refuses_before_it_reads_such_a_page(tmp_path):
    folder = project.copy_small(tmp_path / "p")
    put(folder, "docs/about.md", HOSTILE["links"])
    done = mkdocs("build", "--strict", "--site-dir", str(tmp_path / "out"), cwd=folder)
    assert done.returncode != 0
    assert "docs/about.md:1:1" in done.stderr and "[notes.size]" in done.stderr
    assert not (tmp_path / "out").exists()


def test_many_empty_blocks_are_refused(tmp_path):
    folder = project.copy_small(tmp_path)
    put(folder, NOTE, "```issues\n```\n\n" * 1500)
    assert any("[notes.size]" in line and "1500" in line for line in project.report(project.build(folder)))


@pytest.mark.parametrize(
    "code",
    [
        "from rectify.notes import fences; list(fences.locate('```'+' '*200000+'`\\n'+'- '*100000, [('issues', '')]))",
        "from rectify.notes import fences; fences.has_unrecognised('`'*200000 + '``` '*50000)",
        "from rectify.html import markup; markup.plain('<'*200000 + '<p '*60000)",
        "from rectify import search; tuple(search.sections('', '', '<h2 id=\"a\">'*15000))",
        "from rectify.html import rendering; rendering.outline('<h2 id=\"a\">'*15000)",
        "from rectify.read import typos; typos.slip(['{'*300000 + '，'*300000], 1)",
        "from rectify.read import typos; typos.slip([' '*600000], 1); typos.listed('， '*300000)",
        "from rectify.read import typos; typos.swallowed('，'+' '*300000+'， '*300000, 'owner')",
        "from rectify.read import typos; typos.day('2019'+' '*300000); typos.number('1'*300000+'.')",
    ],
    ids=lambda code: code.partition("; ")[2][:40],
)
def test_no_pattern_takes_more_than_its_text(code):
    within(code)


def test_a_chain_of_analogies_may_be_as_long_as_a_ledger(tmp_path):
    folder = project.copy_small(tmp_path)
    file = folder / project.UNIT_2
    text = file.read_text("utf-8")
    assert "by_analogy" in text
    start = text.index("  - id: U2-001")
    one = text[start:]
    more = [
        one.replace("U2-001", f"U2-{number}").replace("by_analogy: U1-001", f"by_analogy: U2-{number - 1}")
        for number in range(1001, 2501)
    ]
    more[0] = more[0].replace("U2-1000", "U2-001")
    file.write_text(text.rstrip("\n") + "\n" + "".join(each.rstrip("\n") + "\n" for each in more), "utf-8")
    made = project.build(folder)
    assert made.site is not None, project.report(made)[:3]
    assert "U2-2500" in made.site.render("2019/analogy/")


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        (project.CAMPAIGN, "categories:", "categories:\n" + "".join(f"  - {{id: c{n}, name: 类}}\n" for n in range(3000))),
        (project.FINDINGS, "text: 督办事项超期未结", f"text: {'超' * 20_001}"),
    ],
)  # fmt: skip
def test_a_list_or_text_that_no_ledger_has_is_refused(path, old, new, tmp_path):
    folder = project.copy_small(tmp_path)
    file = folder / path
    text = file.read_text("utf-8")
    assert text.count(old) == 1
    file.write_text(text.replace(old, new), "utf-8")
    assert any("[structure.size]" in line for line in project.report(project.build(folder)))


def test_marks_of_blocks_are_of_chance():
    assert fences.Found().key != fences.Found().key


def test_what_was_shown_as_code_is_found_in_time():
    """Unclosed headings with code, as a page's own HTML may have."""
    assert (
        within("from rectify.notes import fences; print(fences.has_unrecognised('<pre>' * 800_000))")
        == "False\n"
    )
    assert not fences.has_unrecognised("<pre><code>```issues</code></pre>")
    assert fences.has_unrecognised("<pre><code>x</code></pre><p>```issues")
