"""A rebuild leaves unchanged files untouched, and no files of an older site."""

from __future__ import annotations

import os
import shutil

import pytest

import project
from conftest import mkdocs
from test_cli import rectify

ISSUE = "2019/issues/U1-002/index.html"
OTHER = "2019/issues/U2-001/index.html"


@pytest.fixture
def folder(published, tmp_path):
    return shutil.copytree(published, tmp_path / "p", symlinks=True)


def build(folder, *more):
    done = mkdocs("build", *more, cwd=folder)
    assert done.returncode == 0, done.stderr


def edit(folder, old="督办台账不全", new="督办登记有遗漏"):
    file = folder / project.UNIT_1
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


def stamps(site):
    """The inode and modification time of each file."""
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
    from rectify.speed import workers
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


@pytest.mark.parametrize(
    ("option", "told"),
    [
        ("docs", "docs"),
        ("data/campaigns", "data"),
        (".", "不在项目之内"),
        ("..", "不在项目之内"),
        ("a/../../b", "不在项目之内"),
        ("/", "不在项目之内"),
        ("/tmp/elsewhere", "不在项目之内"),
        (".git", ".git"),
        (".venv/cache", ".venv"),
        ("linked/cache", "链接"),
        ("own", "own"),
    ],
)
def test_a_cache_stands_where_nothing_else_does(option, told, folder, tmp_path):
    (folder / "linked").symlink_to(tmp_path)
    (folder / "own").mkdir()
    before = texts(folder)
    config = folder / "mkdocs.yml"
    text = config.read_text("utf-8")
    config.write_text(
        text.replace("  rectify:\n", f"  rectify:\n    templates: own\n    cache: {option}\n"), "utf-8"
    )
    done = mkdocs("build", cwd=folder)
    assert done.returncode != 0
    assert "[options]" in done.stderr
    assert told in done.stderr
    checked = rectify(folder, "check")
    assert checked.returncode == 1
    assert told in checked.stdout
    config.write_text(text, "utf-8")
    assert texts(folder) == before


def test_a_cache_that_is_a_link_is_refused(folder, tmp_path):
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    (theirs / "mkdocs.yml").write_text("theirs", "utf-8")
    shutil.rmtree(folder / ".cache")
    for link in (".cache", ".cache/rectify"):
        (folder / link).parent.mkdir(exist_ok=True)
        (folder / link).symlink_to(theirs)
        done = mkdocs("build", cwd=folder)
        assert done.returncode != 0
        assert "链接" in done.stderr
        (folder / link).unlink()
    assert (theirs / "mkdocs.yml").read_text("utf-8") == "theirs"
    assert [file.name for file in theirs.iterdir()] == ["mkdocs.yml"]


@pytest.mark.parametrize(
    "site",
    ["data", "docs/x", "..", ".", "/", "hooks", "data/campaigns/new", ".git", "link", "theirs", ".cache"],
)
def test_a_site_is_not_written_over_anything_else(site, folder, tmp_path):
    """MkDocs empties the folder: what is no site of ours stays as it is."""
    for name in ("hooks", "theirs", ".git", "../outside"):
        (folder / name).mkdir()
        (folder / name / "precious.txt").write_text("precious", "utf-8")
    (folder / "link").symlink_to(tmp_path / "outside")
    before = texts(tmp_path)
    done = mkdocs("build", "-d", site, cwd=folder)
    assert done.returncode != 0
    assert "Traceback" not in done.stderr
    assert texts(tmp_path) == before


def test_what_stands_where_a_site_is_set_aside_stays_if_it_is_not_ours(folder):
    theirs = folder / ".site.before"
    theirs.mkdir()
    (theirs / "precious.txt").write_text("precious", "utf-8")
    edit(folder)
    build(folder)
    assert (theirs / "precious.txt").read_text("utf-8") == "precious"
    assert "督办登记有遗漏" in (folder / "site" / ISSUE).read_text("utf-8")


def test_a_build_that_is_cut_off_leaves_a_folder_that_the_next_one_takes(folder):
    """Killed at any moment."""
    shutil.rmtree(folder / "site")
    (folder / "kill.py").write_text(
        "import os\nfrom mkdocs.plugins import event_priority\n"
        "@event_priority(-100)\ndef on_files(files, config):\n    os._exit(9)\n",
        "utf-8",
    )
    config = folder / "mkdocs.yml"
    text = config.read_text("utf-8")
    config.write_text(text.replace("hooks: [", "hooks: [kill.py, "), "utf-8")
    assert mkdocs("build", cwd=folder).returncode == 9
    assert any((folder / "site").iterdir())
    config.write_text(text, "utf-8")
    build(folder)


def test_links_pipes_and_linked_folders_of_a_site_give_way(folder, tmp_path):
    """Even a link to the very same text: what it leads to may change."""
    page = folder / "site" / ISSUE
    copy = tmp_path / "copy.html"
    page.rename(copy)
    page.symlink_to(copy)
    other = folder / "site" / OTHER
    other.unlink()
    os.mkfifo(other)
    shutil.move(folder / "site/2019/units", tmp_path / "units")
    (folder / "site/2019/units").symlink_to(tmp_path / "units")
    (folder / "site/loop").symlink_to(".")
    build(folder)
    build(folder, "-d", "clean")
    assert not any(file.is_symlink() for file in (folder / "site").rglob("*"))
    assert texts(folder / "site") == texts(folder / "clean")
    assert (tmp_path / "units/unit-1/index.html").is_file()
    assert copy.is_file()


def test_a_web_server_can_read_the_site_whatever_the_umask(tmp_path):
    folder = project.copy_small(tmp_path / "p")
    (folder / "docs/shot.png").write_bytes(b"\x89PNG")
    before = os.umask(0o077)
    try:
        build(folder)
        for path in [folder / "site", *(folder / "site").rglob("*")]:
            assert path.stat().st_mode & 0o777 == (0o755 if path.is_dir() else 0o644), path
        for path in [folder / "site", *(folder / "site").rglob("*")]:
            path.chmod(0o700 if path.is_dir() else 0o600)  # as earlier builds left them
        build(folder)
        for path in [folder / "site", *(folder / "site").rglob("*")]:
            assert path.stat().st_mode & 0o777 == (0o755 if path.is_dir() else 0o644), path
    finally:
        os.umask(before)
