"""mkdocs.yml: what the build refuses, the check refuses, with its line; other plugins and themes."""

from __future__ import annotations

import json

import pytest

import project
from conftest import ROOT, mkdocs, program

WRONG = {
    "broken": ("foo: [\n", "structure.syntax"),
    "no such day": ("site_name: 2019-02-30\n", "options"),
    "no such day in a list": ("extra_css: [2019-02-30]\n", "options"),
    "no such key": ("foo: 1\n", "options"),
    "no such theme": ("theme: {name: nosuch}\n", "options"),
    "another theme": ("theme: mkdocs\n", "options"),
    "a theme of its own": ("theme: {name: null, custom_dir: docs}\n", "options"),
    "no such plugin": ("plugins: [nosuch]\n", "options"),
    "no such hook": ("hooks: [nosuch.py]\n", "options"),
    "a control character": ('copyright: "\x01"\n', "structure.character"),
    "a broken hook": ("hooks: [broken.py]\n", "options"),
    "no such extension": ("markdown_extensions: [nosuch]\n", "options"),
    "no such folder": ("docs_dir: nosuch\n", "options"),
    "no such parent": ("INHERIT: nosuch.yml\n", "structure.unreadable"),
    "wrong type": ("extra_css: 5\n", "options"),
    "no mapping": ("extra: 5\n", "options"),
    "no name": ("site_name:\n", "options"),
}


def check(folder, **environment):
    done = program("rectify", "check", "--format", "json", cwd=folder, **environment)
    assert "Traceback" not in done.stderr
    return done.returncode, json.loads(done.stdout)


@pytest.fixture
def small(tmp_path):
    return project.copy_small(tmp_path)


def settle(folder, line):
    """Write a line of mkdocs.yml in the place of the one with its key; the line's number."""
    file = folder / "mkdocs.yml"
    key = line.partition(":")[0]
    kept, there = [], True
    for each in file.read_text("utf-8").split("\n"):
        there = not each.startswith(f"{key}:") if not each.startswith(" ") else there
        kept += [each] if there and each else []
    file.write_text("\n".join([*kept, line]), "utf-8")
    return len(kept) + 1


@pytest.mark.parametrize(("line", "rule"), WRONG.values(), ids=list(WRONG))
def test_what_the_build_refuses_the_check_refuses_with_its_line(small, line, rule):
    number = settle(small, line)
    (small / "broken.py").write_text("1 +\n", "utf-8")
    code, found = check(small)
    assert code == 1
    told = [each for each in found if each["file"] in ("mkdocs.yml", "nosuch.yml")]
    assert [(each["rule"], each["level"]) for each in told] == [(rule, "error")]
    # What comes out only when something is tried has no line of its own.
    assert (
        told[0]["line"] in (number, 1) if "hook" in line or "INHERIT" in line else told[0]["line"] == number
    )
    assert mkdocs("build", "--strict", cwd=small).returncode != 0


@pytest.mark.parametrize(
    ("link", "dead"),
    [
        ("[x](nosuch.md)", True),
        ("![x](nosuch.png)", True),
        ("[x][1]\n\n[1]: nosuch.md", True),
        ("[x](../data/organization.yml)", True),
        ("[x](deep/../nosuch.md?a#b)", True),
        ("[x](nosuch/)", False),
        ("[x](/nosuch.md)", False),
        ("[x](http://nosuch.example/a.md)", False),
        ("[x](2019/units/unit-1/index.md)", False),
        ("[x](handbook/index.md#x)", False),
        ("[x](2019/evidence/U1-001/学习制度.pdf)", False),
        ("[x](about.md)", False),
        ("`[x](nosuch.md)` <a@b.example>", False),
        ('<a href="nosuch.md">x</a>', False),
    ],
)
def test_check_tells_the_links_of_pages_that_a_strict_build_stops_at(small, link, dead):
    (small / "docs/more.md").write_text(f"# 附页\n\n{link}\n", "utf-8")
    code, found = check(small)
    assert (code, [each["rule"] for each in found]) == ((1, ["notes.link"]) if dead else (0, []))
    assert not dead or (found[0]["file"], found[0]["line"]) == ("docs/more.md", 5 if "[1]:" in link else 3)
    assert (mkdocs("build", "--strict", cwd=small).returncode != 0) == dead


@pytest.mark.parametrize(
    ("nav", "dead"),
    [
        ("nav: [{附页: nosuch.md}, {首页: index.md}]\n", True),
        ("nav: [{一层: [{附页: deep/nosuch.md}]}]\n", True),
        ("nav: [index.md, about.md, {一团: 2019/units/unit-1/index.md}, {外: 'http://a.example/'}]\n", False),
    ],
)
def test_check_tells_the_entries_of_nav_that_a_strict_build_stops_at(small, nav, dead):
    line = settle(small, nav)
    code, found = check(small)
    told = [(each["rule"], each["line"]) for each in found]
    assert (code, told) == ((1, [("options", line)]) if dead else (0, []))
    assert (mkdocs("build", "--strict", cwd=small).returncode != 0) == dead


def test_a_site_without_our_hook_is_refused(small):
    """MkDocs would build it without our pages."""
    settle(small, "hooks: [other.py]\n")
    (small / "other.py").write_text("def on_config(config): return config\n", "utf-8")
    code, found = check(small)
    assert code == 1
    assert "hooks/events.py" in found[0]["message"]


def test_a_file_that_is_no_text_and_one_that_is_empty(small):
    file = small / "mkdocs.yml"
    good = file.read_text("utf-8")
    for raw, rule in (
        (good.encode("gbk"), "encoding"),
        (b"\xff\xfe", "encoding"),
        (b"", "empty"),
        (b"- a\n", "empty"),
    ):
        file.write_bytes(raw)
        code, found = check(small)
        assert (code, [each["rule"] for each in found]) == (1, [f"structure.{rule}"])
    file.write_text(good.replace("site_name", "# "), "utf-8")
    code, found = check(small)
    assert code == 1
    assert "site_name: " in found[0]["message"]


def test_the_data_is_checked_beside_settings_that_only_the_build_needs(small):
    settle(small, "plugins: [nosuch]\n")
    (small / project.UNIT_1).write_text("claims: [\n", "utf-8")
    _, found = check(small)
    assert {each["file"] for each in found} == {"mkdocs.yml", project.UNIT_1}


def test_options_are_read_as_mkdocs_reads_them(small):
    """A parent file, and what the environment says, of the type that it looks like."""
    file = small / "mkdocs.yml"
    text = file.read_text("utf-8")
    (small / "base.yml").write_text("extra: {rectify: {as_of: 2019/4/18, stale_days: 3}}\n", "utf-8")
    file.write_text(
        text.replace("    as_of: 2019-04-18", "    stale_days: !ENV [STALE, 2]") + "INHERIT: base.yml\n",
        "utf-8",
    )
    code, found = check(small)
    assert (code, len(found)) == (1, 1)
    assert "as_of" in found[0]["message"]
    (small / "base.yml").write_text("extra: {rectify: {as_of: 2019-04-18}}\n", "utf-8")
    assert check(small) == (0, [])
    code, found = check(small, STALE="two")
    assert "stale_days" in found[0]["message"]
    (small / "base.yml").write_text("INHERIT: mkdocs.yml\n", "utf-8")
    code, found = check(small)
    assert (code, [each["rule"] for each in found]) == (1, ["options"])


TWICE = """
from mkdocs.commands.build import build
from mkdocs.plugins import event_priority

begun = []

@event_priority(-200)
def on_post_build(config):
    box = config.plugins["material/search"]
    assert list(box.search_index.entries) == [] and box.config.lang is None and box.config.separator is None
    box.on_post_build(config=config)
    if not begun:
        begun.append(1)
        build(config)
"""


def test_a_plugin_that_builds_once_more_is_refused_in_words(small):
    """As i18n does, for a second language. It asks the search box for what the theme's own has."""
    (small / "twice.py").write_text(TWICE, "utf-8")
    settle(small, "hooks: [twice.py, " + str(ROOT / "hooks/events.py") + "]\n")
    done = mkdocs("build", "--strict", cwd=small)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "i18n" in done.stderr


def test_the_theme_s_own_search_plugin_keeps_its_settings_and_our_index(small):
    settle(small, "plugins: [{search: {lang: [en, ja]}}]\n")
    assert check(small) == (0, [])
    assert mkdocs("build", "--strict", cwd=small).returncode == 0
    assert (small / "site/search/texts").is_dir()
    assert "blocks" in (small / "site/search/search_index.json").read_text("utf-8")


def test_a_plugin_that_fails_is_named(small):
    (small / "fails.py").write_text("def on_nav(nav, **_):\n    raise KeyError('\\x1b[31m')\n", "utf-8")
    settle(small, "hooks: [fails.py, " + str(ROOT / "hooks/events.py") + "]\n")
    done = mkdocs("build", cwd=small)
    assert done.returncode == 1
    assert "fails.py" in done.stderr
    assert "KeyError" in done.stderr
    assert "Traceback" not in done.stderr
    assert "\x1b[31m'" not in done.stderr


def test_a_template_of_the_owner_that_fails_is_named(small):
    (small / "over/partials").mkdir(parents=True)
    (small / "over/partials/content.html").write_text("{% if %}", "utf-8")
    settle(small, "theme: {name: material, font: false, custom_dir: over}\n")
    done = mkdocs("build", cwd=small)
    assert done.returncode == 1
    assert "partials/content.html:1" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("name", ["issue.html", "feeds/badge.svg", "feeds/news.xml"])
def test_a_template_of_the_owner_that_asks_for_what_is_not_there_is_named(small, name):
    """Also if another process fills it."""
    (small / "mine" / name).parent.mkdir(parents=True)
    (small / "mine" / name).write_text("<p>\n{{ nosuch.key }}\n", "utf-8")
    config = (small / "mkdocs.yml").read_text("utf-8")
    (small / "mkdocs.yml").write_text(
        config.replace("  rectify:\n", "  rectify:\n    templates: mine\n"), "utf-8"
    )
    done = mkdocs("build", cwd=small)
    assert done.returncode == 1
    assert f"mine/{name}:2" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("top", "line", "rule"),
    [
        ("---\nauthor: 赵海涛\ntemplate: ../../etc/passwd\n---\n", 3, "options"),
        ("---\nauthor: 赵海涛\ntemplate: nosuch.html\n---\n", 3, "options"),
        ("---\nauthor: 赵海涛\ntemplate: [a]\n---\n", 3, "options"),
        ("---\nauthor: 赵海涛\ntitle: [a]\n---\n", 3, "options"),
        ("---\nauthor: 赵海涛\nhide: x\n---\n", 3, "options"),
        ("---\nauthor: 赵海涛\nhide: [1]\n---\n", 3, "options"),
        ("template: ../../etc/passwd\n\n", 1, "options"),
        ("---\ntemplate: /etc/passwd\n---\n", 2, "options"),
        ("---\ntitle: {a: b}\n---\n", 2, "options"),
        ("---\nhide: 5\n---\n", 2, "options"),
        ("---\nhide: [[toc]]\n---\n", 2, "options"),
        ('---\ntitle: "a\\e[31m"\n---\n', 2, "structure.character"),
        ('---\ntags: ["\\u202e"]\n---\n', 2, "structure.character"),
    ],
)
def test_what_stands_atop_a_page_is_checked_before_it_is_built(small, top, line, rule):
    (small / "docs/about.md").write_text(f"{top}\n# 说明\n", "utf-8")
    code, found = check(small)
    assert code == 1
    assert [(each["rule"], each["file"], each["line"]) for each in found] == [(rule, "docs/about.md", line)]
    done = mkdocs("build", cwd=small)
    assert done.returncode == 1
    assert f"docs/about.md:{line}:1" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (small / "site").exists()


def test_a_file_that_is_left_out_is_not_held_to_what_is_published(small):
    (small / "docs/drafts").mkdir()
    (small / "docs/drafts/x.html").write_text("<script>", "utf-8")
    assert check(small)[0] == mkdocs("build", cwd=small).returncode == 1
    settle(small, "exclude_docs: /drafts/")
    assert check(small)[0] == mkdocs("build", cwd=small).returncode == 0
    assert not (small / "site/drafts").exists()
