"""Pages filled into a shell equal those rendered one by one by the theme."""

from __future__ import annotations

import shutil

import pytest
from bs4 import BeautifulSoup

import project
from conftest import ROOT, copy_project, mkdocs
from rectify.html.page import Page
from rectify.mkdocs import shells

HOSTILE = "</title><script src=x></script><i>标题</i> & \"引号\" 'rectify-mark' {{ 7*7 }}"
OFF = """
from rectify import mkdocs
from rectify.mkdocs import output, shells
from rectify.mkdocs import pages as frames


def whole(page, config, files):
    page.take(page.site.render(page.made.url))


shells.kinds = lambda pages: [[page] for page in pages]
frames.ShellPage.render = whole
frames.ShellPage.mark = lambda page, context: context
mkdocs.take_shell = lambda page, html: html


def rest(build, config):
    work = output.Work(build, config)
    work.indexing.all()
    for feed in build.site.feeds.values():
        work.feed(feed)


mkdocs.write = rest
"""
"""Turns shells off: MkDocs itself renders and writes each of our pages, with its whole body."""


def copied(folder, *edits):
    """A project whose own file calls the program."""
    copy_project(folder, (str(ROOT / "hooks/events.py"), "hooks/events.py"), *edits)
    (folder / "hooks").mkdir()
    shutil.copy(ROOT / "hooks/events.py", folder / "hooks/events.py")
    return folder


def built(folder, *, shells):
    """Every file of a project's site."""
    events = folder / "hooks/events.py"
    text = events.read_text("utf-8")
    if not shells:
        events.write_text(text + OFF, "utf-8")
    out = folder / f"site-{shells}"
    done = mkdocs("build", "--site-dir", str(out), cwd=folder)
    events.write_text(text, "utf-8")
    assert done.returncode == 0, done.stderr
    files = {file.relative_to(out).as_posix(): file.read_bytes() for file in out.rglob("*") if file.is_file()}
    files.pop("sitemap.xml.gz", None)  # gzip writes the file's path
    return files, done.stderr


def alike(folder):
    """Build both ways, compare, and return the files and the log."""
    quick, log = built(folder, shells=True)
    slow, _ = built(folder, shells=False)
    assert sorted(quick) == sorted(slow)
    assert [name for name in quick if quick[name] != slow[name]] == []
    return quick, log


@pytest.mark.parametrize(
    "edits",
    [
        [],
        [("site_dir: site", "site_dir: site\nsite_url: http://intranet.example/zhenggai/")],
        [("use_directory_urls: true", "use_directory_urls: false")],
        [("    language: zh", "    language: en")],
    ],
    ids=["plain", "site-url", "files", "english"],
)
def test_each_page_is_what_the_theme_would_have_made(edits, tmp_path):
    folder = copied(tmp_path / "p", *edits)
    unit = folder / "data/campaigns/2019/units/unit-1.yml"
    text = unit.read_text("utf-8")
    assert text.count("title: 机关青年理论学习小组半年只活动一次") == 1
    quoted = f"title: |-\n      {HOSTILE}"
    unit.write_text(text.replace("title: 机关青年理论学习小组半年只活动一次", quoted), "utf-8")
    files, _ = alike(folder)
    made = files["2019/issues/U1-002/index.html"].decode()
    page = BeautifulSoup(made, "lxml")
    assert "<i>" not in made
    assert not page.select("script[src=x]")
    assert f"U1-002 {HOSTILE}" in page.title.get_text()
    assert page.h1.get_text() == HOSTILE
    assert b"rectify-mark-" not in b"".join(raw for name, raw in files.items() if name.endswith(".html"))
    if "site_url" in str(edits):
        assert 'href="http://intranet.example/zhenggai/2019/issues/U1-002/"' in made
        assert files["sitemap.xml"].count(b"/2019/issues/") > 150


def test_what_an_owner_changes_is_on_every_page(tmp_path):
    folder = copied(
        tmp_path / "p",
        ("  name: material\n", "  name: material\n  custom_dir: overrides\n"),
        ("  - hooks/events.py\n", "  - hooks/events.py\n  - own.py\n"),
    )
    own = "def on_page_content(html, **_):\n    return '<p>内部资料</p>' + html\n\n\n"
    own += "def on_post_page(output, **_):\n    return output.replace('</body>', '<!-- 页尾 --></body>')\n"
    (folder / "own.py").write_text(own, "utf-8")
    partials = folder / "overrides/partials"
    partials.mkdir(parents=True)
    (partials / "copyright.html").write_text("<p>第一版</p>", "utf-8")
    files, log = alike(folder)
    pages = [raw.decode() for name, raw in files.items() if name.endswith("index.html")]
    assert len(pages) > 300
    assert all("内部资料" in page and "<!-- 页尾 -->" in page and "第一版" in page for page in pages)
    assert "逐页" not in log


def test_a_theme_whose_frame_differs_by_page_is_rendered_page_by_page(tmp_path):
    folder = copied(tmp_path / "p", ("  name: material\n", "  name: material\n  custom_dir: overrides\n"))
    partials = folder / "overrides/partials"
    partials.mkdir(parents=True)
    (partials / "copyright.html").write_text("<p>本页地址 {{ page.url }}</p>", "utf-8")
    files, log = alike(folder)
    assert "本页地址 2019/issues/U1-002/" in files["2019/issues/U1-002/index.html"].decode()
    assert "逐页生成" in log


def test_a_hand_written_page_may_link_to_any_generated_one(tmp_path):
    folder = project.copy_small(tmp_path / "p")
    (folder / "docs/about.md").write_text("# 关于\n\n[问题](2019/issues/U1-002/index.md)\n", "utf-8")
    done = mkdocs("build", "--strict", "--site-dir", str(tmp_path / "site"), cwd=folder)
    assert done.returncode == 0, done.stderr
    assert 'href="../2019/issues/U1-002/"' in (tmp_path / "site/about/index.html").read_text("utf-8")


def test_a_shell_keeps_what_stays_and_fills_what_differs():
    html = "a" + shells.MARKS["title"] + "b" + shells.MARKS["content"] + "c" + shells.MARKS["title"]
    frame = shells.Shell(html)
    assert frame.fill({"title": "1", "content": "2"}) == "a1b2c1"
    assert shells.Shell("nothing").fill({}) == "nothing"


def test_pages_of_one_folder_and_template_share_a_shell():
    def page(url, template="issue.html", wide=False):
        return Page(url, url, template, dict, wide=wide)

    many = [page(f"2019/issues/{n}/") for n in range(4)]
    other = [page(f"2018/issues/{n}/") for n in range(2)]
    wall, home = page("2019/wall/", "wall.html", True), page("", "home.html")
    assert shells.kinds([*many, wall, *other, home]) == [many, [wall], other, [home]]
