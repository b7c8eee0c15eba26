"""File types in docs/: nothing that a browser executes, nothing at the path of a generated file."""

from __future__ import annotations

import re

import pytest

import project
from conftest import NGINX, mkdocs, served
from rectify.handbook import chapters
from rectify.words import messages
from test_cli import rectify

ACTIVE = [
    "x.html",
    "x.HTM",
    "x.js",
    "x.mjs",
    "x.svg",
    "x.svgz",
    "x.xml",
    "x.rss",
    "x.xhtml",
    "x.css",
    "x.hta",
]
STRANGE = ["CNAME", "x.html.", "x.wasm", "x.swf", "x.php", "x.MD", "x.markdown"]


def put(folder, *names):
    for name in names:
        (folder / "docs" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "docs" / name).write_text("x", "utf-8")


def told(folder, **more):
    made = project.build(folder, **more)
    lines = project.report(made)
    return {line.split(":")[0]: line for line in lines if "[notes.kind]" in line or "[notes.clash]" in line}


@pytest.fixture
def folder(tmp_path):
    return project.copy_small(tmp_path / "p")


def test_what_a_browser_runs_is_an_error_unless_the_owner_allows_it(folder):
    names = [*ACTIVE, *STRANGE]
    for number, name in enumerate(names):
        put(folder, f"{number}/{name}")
    put(folder, "a.png", "b.PDF", "c.docx")
    assert set(told(folder)) == {f"docs/{number}/{name}" for number, name in enumerate(names)}
    assert told(folder, active_files=True) == {}


@pytest.mark.parametrize("name", ["index.html.gz", "2019/rows.json.gz", "台账.tar.gz"])
def test_what_a_server_may_unpack_and_send_as_a_page_is_an_error(name, folder):
    put(folder, name)
    assert "[notes.kind]" in told(folder)[f"docs/{name}"]


@pytest.mark.parametrize("name", ["x.html.ofd", "x.SVG.png", "a/x.js.2.txt", "notes/2019/units/x.htm.webp"])
def test_a_page_whose_name_ends_otherwise_is_an_error(name, folder):
    """A server that does not know the last ending goes by the one before."""
    put(folder, name, "2019.04.18汇报.pdf", "html.pdf", "x.js.md")
    lines = told(folder)
    assert set(lines) == {f"docs/{name}"}
    assert "有的网页服务器会当作网页运行" in lines[f"docs/{name}"]


def test_beside_notes_there_are_only_pictures_even_then(folder):
    put(folder, *(f"notes/2019/units/{name}" for name in ("x.svg", "x.pdf", "x.js", "ok.png", "OK.JPG")))
    for more in ({}, {"active_files": True}):
        assert set(told(folder, **more)) == {
            f"docs/notes/2019/units/x.{kind}" for kind in ("svg", "pdf", "js")
        }


def test_what_mkdocs_yml_names_is_the_owners(folder):
    put(folder, "own/extra.css", "own/extra.js", "own/module.js", "logo.svg", "not-named.js")
    config = folder / "mkdocs.yml"
    text = config.read_text("utf-8").replace("font: false", "font: false, logo: logo.svg")
    more = (
        "extra_css: [own/extra.css]\nextra_javascript: [own/extra.js, {path: own/module.js, type: module}]\n"
    )
    config.write_text(text + more, "utf-8")
    for said in (rectify(folder, "check").stdout, mkdocs("build", cwd=folder).stderr):
        assert "docs/not-named.js" in said
        assert said.count("notes.kind") == 1
    (folder / "docs/not-named.js").unlink()
    assert mkdocs("build", "--strict", cwd=folder).returncode == 0


def test_neither_a_script_in_a_page_nor_a_text_beside_it_runs(folder, browser, tmp_path):
    """As the handbook has the web server set up; a text would be 'self', so the policy alone lets it pass."""
    page = "# x\n<script>document.title = 'inline'</script><script src='../x.txt'></script>\n"
    (folder / "docs/x.md").write_text(page, "utf-8")
    (folder / "docs/x.txt").write_text("document.title = 'text'\n", "utf-8")
    done = mkdocs("build", "--strict", "--site-dir", str(tmp_path / "site"), cwd=folder)
    assert done.returncode == 0, done.stderr
    with served(tmp_path / "site", tmp_path) as url:
        browser.get(f"{url}x/")
        assert browser.title.startswith("x - ")


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_the_handbook_has_the_server_set_up_as_the_tests_have_it(language):
    shown = (chapters.FOLDER / language / "publishing.md").read_text("utf-8")
    wanted = re.findall(r"add_header .*;", NGINX)
    assert len(wanted) == 2
    assert re.findall(r"add_header .*;", shown) == wanted


@pytest.mark.parametrize(
    "name",
    [
        "assets/rectify/rectify.js",
        "Assets/RECTIFY/rectify.css",
        "assets/rectify/new.png",
        "search/index.json",
        "2019/units/unit-1/index.html",
        "2019/Units/Unit-1/Index.html",
        "2019/rows.json",
        "2019/evidence/U1-001/学习制度.pdf",
        "404.html",
        "sitemap.xml",
        "2019/issues",
        "2019/rows.json/x.png",
        "index.html",
    ],
)
def test_nothing_stands_where_a_file_of_the_site_does(name, folder):
    put(folder, name)
    lines = told(folder, active_files=True)
    assert "[notes.clash]" in lines[f"docs/{name}"]
