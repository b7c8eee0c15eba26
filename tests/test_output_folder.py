"""A rebuild leaves what comes out the same where it is, and nothing of an older site behind."""

from __future__ import annotations

import shutil

import pytest

import project
from conftest import mkdocs

ISSUE = "2019/issues/U1-002/index.html"
OTHER = "2019/issues/U2-001/index.html"


@pytest.fixture
def folder(tmp_path):
    folder = project.copy_small(tmp_path / "p")
    build(folder)
    return folder


def build(folder, *more):
    done = mkdocs("build", *more, cwd=folder)
    assert done.returncode == 0, done.stderr


def edit(folder, old="督办台账不全", new="督办登记有遗漏"):
    file = folder / project.UNIT_1
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


def stamps(site):
    """Which file stands at each address, and when it was written."""
    return {
        file.relative_to(site).as_posix(): (file.stat().st_ino, file.stat().st_mtime_ns)
        for file in site.rglob("*")
        if file.is_file()
    }


def texts(site):
    made = {
        file.relative_to(site).as_posix(): file.read_bytes() for file in site.rglob("*") if file.is_file()
    }
    made.pop("sitemap.xml.gz", None)
    return made


def test_what_is_the_same_stays_and_what_is_not_is_written(folder):
    before = stamps(folder / "site")
    edit(folder)
    build(folder)
    after = stamps(folder / "site")
    assert before.keys() == after.keys()
    ours = {name for name in after if name.startswith("2019/") and name.endswith(".html")}
    changed = {name for name in ours if before[name] != after[name]}
    assert {ISSUE, "2019/units/unit-1/index.html", "2019/issues/index.html"} <= changed
    assert OTHER not in changed
    assert "2019/units/unit-2/index.html" not in changed
    assert "2019/weekly/2019-04-01/index.html" not in changed  # the first of its kind
    build(folder, "-d", "clean")
    assert texts(folder / "site") == texts(folder / "clean")
    assert not (folder / ".site.before").exists()


def test_what_is_no_longer_of_the_site_goes(folder):
    stray = folder / "site/2019/issues/OLD-001/index.html"
    stray.parent.mkdir()
    stray.write_text("an issue that was renamed", "utf-8")
    (folder / "site/2019/extra.txt").write_text("x", "utf-8")
    (folder / "site" / OTHER).with_name("more.txt").write_text("x", "utf-8")
    build(folder)
    build(folder, "-d", "clean")
    assert texts(folder / "site") == texts(folder / "clean")


def test_a_page_that_was_tampered_with_or_cut_is_made_again(folder):
    whole = (folder / "site" / ISSUE).read_bytes()
    for broken in (b"", whole[:-1], whole.replace("督办".encode(), "已办".encode())):
        assert broken != whole
        (folder / "site" / ISSUE).write_bytes(broken)
        build(folder)
        assert (folder / "site" / ISSUE).read_bytes() == whole
    shutil.rmtree((folder / "site" / ISSUE).parent)
    build(folder)
    assert (folder / "site" / ISSUE).read_bytes() == whole


def test_a_folder_in_the_place_of_a_file_gives_way(folder):
    for name in (ISSUE, "2019/units/unit-1/index.html"):
        page = folder / "site" / name
        page.unlink()
        (page / "deep").mkdir(parents=True)
    (folder / "site" / ISSUE / "more.txt").write_text("x", "utf-8")
    build(folder)
    build(folder, "-d", "clean")
    assert texts(folder / "site") == texts(folder / "clean")


def test_hidden_files_are_left_alone(folder):
    git = folder / "site/.git/config"
    git.parent.mkdir()
    git.write_text("[core]", "utf-8")
    edit(folder)
    build(folder)
    assert git.read_text("utf-8") == "[core]"
    assert "督办登记有遗漏" in (folder / "site" / ISSUE).read_text("utf-8")


def test_a_build_that_fails_leaves_the_site_as_it_was(folder):
    before = texts(folder / "site")
    (folder / "breaks.py").write_text(
        "def on_nav(nav, **_):\n    raise ValueError('no nav today')\n", "utf-8"
    )
    config = folder / "mkdocs.yml"
    config.write_text(config.read_text("utf-8").replace("hooks: [", "hooks: [breaks.py, "), "utf-8")
    edit(folder)
    done = mkdocs("build", cwd=folder)
    assert done.returncode != 0
    assert "no nav today" in done.stderr
    assert texts(folder / "site") == before


KILLS = """
import os, signal
first = os.getpid()

def on_nav(nav, **_):
    from rectify import workers
    workers.cores = lambda: 2

def on_post_page(output, page, **_):
    if os.getpid() != first:
        os.kill(os.getpid(), signal.SIGKILL)
    return output
"""


def test_a_build_that_is_short_of_memory_says_so_and_leaves_the_site(folder):
    """The kernel kills one of its processes, then."""
    before = texts(folder / "site")
    (folder / "kills.py").write_text(KILLS, "utf-8")
    config = folder / "mkdocs.yml"
    config.write_text(config.read_text("utf-8").replace("hooks: [", "hooks: [kills.py, "), "utf-8")
    done = mkdocs("build", cwd=folder)
    assert done.returncode == 1
    assert "多半是内存不够" in done.stderr
    assert "Traceback" not in done.stderr
    assert texts(folder / "site") == before


def test_leftovers_of_a_build_that_was_cut_off_go(folder):
    (folder / "site").rename(folder / ".site.before")
    build(folder)
    assert not (folder / ".site.before").exists()
    build(folder, "-d", "clean")
    assert texts(folder / "site") == texts(folder / "clean")
