"""``rectify publish``: at any time, the published site is the complete old or new one.

``RECTIFY_KILLS=100 make test`` is the long run.
"""

from __future__ import annotations

import contextlib
import os
import pathlib
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request

import pytest

import project
from conftest import ROOT, program, served

ISSUE = "2019/issues/U1-002/index.html"
OTHER = "2019/issues/U2-001/index.html"
OLD, NEW = "督办台账不全", "督办登记有遗漏"


@pytest.fixture
def folder(published, tmp_path):
    return shutil.copytree(published, tmp_path / "p", symlinks=True)


ENV = {"PYTHONPATH": str(ROOT / "hooks"), "PYTHONIOENCODING": "utf-8"}


def start(folder, site="site", more=os.environ, **given):
    return subprocess.Popen(
        [sys.executable, "-m", "rectify", "publish", site],
        cwd=folder,
        env={**more, **ENV},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        **given,
    )


def publish(folder, site="site", **given):
    if not given:
        return program("rectify", "publish", site, cwd=folder)
    running = start(folder, site, **given)
    out, err = running.communicate()
    return subprocess.CompletedProcess(running.args, running.returncode, out, err)


def edit(folder, old=OLD, new=NEW):
    file = folder / project.UNIT_1
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


def texts(site):
    return {
        file.relative_to(site).as_posix(): file.read_bytes() for file in site.rglob("*") if file.is_file()
    }


def left(folder):
    """The files beside the published site: the previous one may stay, for readers who have it open."""
    beside = {file.name for file in folder.iterdir() if file.name.startswith(".")} - {".cache"}
    assert beside <= {".site.work"}
    return {file.name for work in beside for file in (folder / work).iterdir()} - {"rectify.lock"}


def test_publishing_does_not_touch_the_published_files(folder):
    """It builds from a linked copy: whoever reads the old page goes on reading it."""
    page = (folder / "site" / ISSUE).open("rb")
    kept = (folder / "site" / OTHER).stat().st_ino
    edit(folder)
    assert publish(folder).returncode == 0
    assert OLD in page.read().decode()
    assert NEW in (folder / "site" / ISSUE).read_text("utf-8")
    assert (folder / "site" / OTHER).stat().st_ino == kept
    assert left(folder) == {"old"}


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        ("docs/extra.md", None, "# 附页\n\n[x](nosuch.md)\n", "nosuch.md"),
        ("mkdocs.yml", "plugins:", "nav:\n  - 附页: nosuch.md\nplugins:", "nosuch.md"),
        ("data/organization.yml", "units:", "unit：", "data/organization.yml:"),
    ],
    ids=["link", "nav", "data"],
)
def test_what_mkdocs_warns_of_is_not_published(folder, file, old, new, told):
    before = texts(folder / "site")
    target = folder / file
    text = target.read_text("utf-8") if old else ""
    assert not old or old in text
    target.write_text(text.replace(old, new, 1) if old else new, "utf-8")
    done = publish(folder)
    assert done.returncode == 1
    assert told in done.stderr
    assert "网站没有更新" in done.stderr
    assert "Traceback" not in done.stderr
    assert texts(folder / "site") == before
    assert left(folder) == set()


def test_two_at_once_queue(folder):
    edit(folder)
    running = [start(folder) for _ in range(2)]
    told = [each.communicate() for each in running]
    assert [each.returncode for each in running] == [0, 0], told
    assert sum("另一次生成正在进行" in err for _, err in told) <= 1
    clean = project.copy_small(folder.parent / "clean")
    edit(clean)
    assert publish(clean).returncode == 0
    assert texts(folder / "site").keys() == texts(clean / "site").keys()
    assert NEW in (folder / "site" / ISSUE).read_text("utf-8")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT], ids=lambda each: each.name)
def test_a_build_that_is_stopped_clears_up(folder, number):
    before = texts(folder / "site")
    edit(folder)
    # Who runs the tests may have had it ignored, as ``nohup`` does.
    running = start(folder, preexec_fn=lambda: signal.signal(number, signal.SIG_DFL))
    while not (folder / ".site.work/new").exists():
        assert running.poll() is None
        time.sleep(0.001)
    running.send_signal(number)
    _, err = running.communicate()
    assert running.returncode == 128 + number
    assert err == "已中断，原有的 site/ 未动。\n"
    assert texts(folder / "site") == before
    assert left(folder) == set()
    assert publish(folder).returncode == 0


@pytest.mark.parametrize("size", [1_000, 20_000, 60_000])
def test_a_disk_that_is_full_is_told(folder, size):
    """Simulated by a limit on file sizes, which makes writes fail in the same way."""
    before = texts(folder / "site")
    shutil.rmtree(folder / ".cache")
    edit(folder)
    done = publish(folder, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size)))
    assert done.returncode in (1, 2)
    assert "Traceback" not in done.stderr, done.stderr
    assert "File too large" in done.stderr
    assert texts(folder / "site") == before
    assert left(folder) == set()


def test_a_web_server_can_read_it_whatever_the_umask(folder):
    edit(folder)
    shutil.rmtree(folder / "site")
    assert publish(folder, umask=0o077).returncode == 0
    for file in [folder / "site", *(folder / "site").rglob("*")]:
        wanted = 0o755 if file.is_dir() else 0o644
        assert file.stat().st_mode & 0o777 == wanted, file


def seen(folder):
    """All that lies in a folder, but for what commands make for themselves."""
    return {
        path.relative_to(folder).as_posix(): path.lstat().st_ino
        for path in folder.rglob("*")
        if path.relative_to(folder).parts[0] != ".cache"
    }


@pytest.mark.parametrize(
    "name",
    [
        "own",
        "link",
        "file",
        "/",
        "..",
        ".",
        "",
        "data",
        "data/x",
        "docs/x",
        ".git",
        ".git/x",
        ".venv",
        ".cache",
        "theme",
    ],
)
def test_no_folder_that_holds_something_else_is_published_to(folder, name):
    """Nothing is created beside it: this is checked before locking."""
    own = folder / "own"
    own.mkdir()
    (own / "letter.txt").write_text("x")
    (folder / "link").symlink_to(folder / "data")
    (folder / "file").write_text("x")
    styles = folder / "theme/assets/rectify/rectify.css"
    styles.parent.mkdir(parents=True)
    styles.write_text("x")
    config = folder / "mkdocs.yml"
    text = config.read_text("utf-8").replace("{name: material,", "{name: material, custom_dir: theme,")
    assert "custom_dir" in text
    config.write_text(text, "utf-8")
    before = seen(folder.parent)
    done = publish(folder, name)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert "[options]" in done.stderr or "没有动它" in done.stderr
    assert seen(folder.parent) == before


@pytest.mark.parametrize("name", [".git/config", ".well-known/security.txt", ".htaccess"])
def test_what_is_hidden_in_the_published_folder_is_its_owners(folder, name):
    own = folder / "site" / name
    own.parent.mkdir(exist_ok=True)
    own.write_text("x")
    before = texts(folder / "site")
    edit(folder)
    for _ in range(2):
        done = publish(folder)
        assert done.returncode == 2
        assert f"site 里有 {name.split('/')[0]}，" in done.stderr
        assert texts(folder / "site") == before
    own.unlink()
    if own.parent != folder / "site":
        own.parent.rmdir()
    assert publish(folder).returncode == 0


def test_what_is_hidden_in_the_site_before_is_not_deleted(folder):
    """It appeared during the switch."""
    edit(folder)
    assert publish(folder).returncode == 0
    own = folder / ".site.work/old/.htaccess"
    own.write_text("x")
    done = publish(folder)
    assert done.returncode == 2
    assert ".site.work/old 里有 .htaccess，" in done.stderr
    assert own.read_text() == "x"


def a_file(way, precious):
    way.write_text("x")


def a_folder(way, precious):
    way.mkdir()
    (way / "letter.txt").write_text("x")


def a_folder_with_names_of_ours(way, precious):
    (way / "old").mkdir(parents=True)
    (way / "old/letter.txt").write_text("x")


def a_link(way, precious):
    way.symlink_to(precious)


def a_link_for_a_lock(way, precious):
    way.mkdir()
    (way / "rectify.lock").symlink_to(precious / "letter.txt")


def a_link_to_itself(way, precious):
    way.symlink_to(way)


@pytest.mark.parametrize(
    "put",
    [a_file, a_folder, a_folder_with_names_of_ours, a_link, a_link_for_a_lock, a_link_to_itself],
    ids=lambda put: put.__name__,
)
def test_what_somebody_put_in_our_way_is_left_alone_and_told(folder, put):
    (folder / "precious").mkdir()
    (folder / "precious/letter.txt").write_text("x")
    (folder / "precious/rectify.lock").write_text("x")
    shutil.rmtree(folder / ".site.work")
    put(folder / ".site.work", folder / "precious")
    before = seen(folder)
    edit(folder)
    done = publish(folder)
    assert done.returncode == 2
    assert done.stderr.startswith(".site.work 不是本程序建立的，或者是一个链接，没有动它")
    assert seen(folder) == before


@pytest.mark.parametrize("name", ["new", "old", ".new.before"])
def test_a_link_in_our_folder_is_not_followed(folder, name):
    (folder / "precious").mkdir()
    (folder / "precious/letter.txt").write_text("x")
    (folder / ".site.work" / name).symlink_to(folder / "precious")
    edit(folder)
    done = publish(folder)
    assert done.returncode == 0, done.stderr
    assert (folder / "precious/letter.txt").read_text() == "x"


def test_what_is_in_git_is_not_where_a_site_is_built(folder):
    project.git(folder, "init", "-q")
    project.git(folder, "add", "-f", ".site.work/rectify.lock")
    done = publish(folder)
    assert done.returncode == 2
    assert "git rm -r --cached .site.work" in done.stderr


def stop_short(folder, *steps):
    """A run that was killed after these steps of its own."""
    work = folder / ".site.work"
    shutil.rmtree(work)
    work.mkdir()
    for step in steps:
        step(folder, work)


def locks(folder, work):
    (work / "rectify.lock").touch()


def copies_half(folder, work):
    (work / "new/2019").mkdir(parents=True)


def builds_half(folder, work):
    (work / ".new.before/2019").mkdir(parents=True)


def takes_away(folder, work):
    (folder / "site").rename(work / "old")


@pytest.mark.parametrize(
    "steps",
    [(), (locks,), (locks, copies_half), (locks, copies_half, builds_half), (locks, copies_half, takes_away)],
    ids=lambda steps: "-".join(step.__name__ for step in steps) or "nothing",
)
@pytest.mark.parametrize("broken", [False, True], ids=["sound", "broken"])
def test_what_a_run_that_was_killed_has_left_is_cleared_by_the_next(folder, steps, broken):
    """Even if the next one fails, there is a whole site, and nothing else."""
    before = texts(folder / "site")
    stop_short(folder, *steps)
    if broken:
        edit(folder, "issues:", "issues：")
    done = publish(folder)
    assert done.returncode == int(broken), done.stderr
    assert (texts(folder / "site") == before) or not broken
    assert left(folder) == (set() if broken else {"old"})


NO_LINKS = """
import os, sys
from rectify import cli

link, made = os.link, []

def fails(*given, **more):
    made.append(given)
    if len(made) > 5:
        raise OSError(18, "Invalid cross-device link")
    link(*given, **more)

os.link = fails
sys.exit(cli.main(["publish"]))
"""
WHILE_IT_COPIES = """
import os, signal, sys
from rectify import cli

link, made = os.link, []

def stopped(*given, **more):
    made.append(given)
    if len(made) > 5:
        os.kill(os.getpid(), signal.SIGTERM)
    link(*given, **more)

os.link = stopped
sys.exit(cli.main(["publish"]))
"""
AS_A_BUILD_BEGINS = """
import os, pathlib, signal, subprocess, sys
from rectify import cli

class Popen(subprocess.Popen):
    def __init__(self, *given, **more):
        super().__init__(*given, **more)
        if "mkdocs" in given[0]:
            os.kill(os.getpid(), signal.SIGTERM)
            sys.stdout.write(str(self.pid))

subprocess.Popen = Popen
sys.exit(cli.main(["publish"]))
"""


def run(folder, script, *given):
    """Run a Python script that publishes in a folder."""
    return subprocess.run(
        [sys.executable, "-c", script, *given],
        cwd=folder,
        env={**os.environ, **ENV},
        capture_output=True,
        encoding="utf-8",
    )


def test_where_there_are_no_hard_links_all_is_written_anew(folder):
    edit(folder)
    done = run(folder, NO_LINKS)
    assert done.returncode == 0, done.stderr
    assert NEW in (folder / "site" / ISSUE).read_text("utf-8")
    assert texts(folder / "site").keys() == texts(folder / ".site.work/old").keys()
    assert {file.stat().st_nlink for file in (folder / "site").rglob("*.html")} == {1}


@pytest.mark.parametrize("script", [WHILE_IT_COPIES, AS_A_BUILD_BEGINS], ids=["copy", "build"])
def test_a_stop_at_an_awkward_moment_leaves_nothing(folder, script):
    """A race: a child not yet registered would go on writing."""
    before = texts(folder / "site")
    edit(folder)
    done = run(folder, script)
    assert done.returncode == 128 + signal.SIGTERM
    assert done.stderr == "已中断，原有的 site/ 未动。\n"
    assert texts(folder / "site") == before
    assert left(folder) == set()
    assert not done.stdout or not pathlib.Path(f"/proc/{done.stdout}").exists()


LATE = """
import os, signal, sys
from rectify import cli
from rectify.publish import switch

exchange, can = switch._exchange, sys.argv[1] == "can"
sys.argv[1:] = ["publish"]

def late(one, other):
    os.kill(os.getpid(), signal.SIGTERM)
    done = can and exchange(one, other)
    os.kill(os.getpid(), signal.SIGTERM)
    return done

switch._exchange = late
sys.exit(cli.main(["publish"]))
"""


@pytest.mark.parametrize("exchanges", ["can", "cannot"])
def test_a_stop_in_the_middle_of_the_switch_comes_too_late(folder, exchanges):
    """The message is true: the new site is there."""
    edit(folder)
    done = run(folder, LATE, exchanges)
    assert done.returncode == 0, done.stderr
    assert done.stdout == "网站已生成：site/index.html\n"
    assert NEW in (folder / "site" / ISSUE).read_text("utf-8")
    assert left(folder) == {"old"}


@pytest.mark.parametrize("name", ["/proc/site", "nosuch/site", "mkdocs.yml/site"])
def test_where_nothing_can_be_made_it_is_told(folder, name):
    before = seen(folder)
    done = publish(folder, name)
    assert done.returncode == 2
    assert done.stderr.startswith("网站没有更新：")
    assert seen(folder) == before


def processes(folder):
    """The processes that work in a folder."""
    for entry in pathlib.Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if (entry / "cwd").readlink() == folder:
                yield int(entry.name)


class Reader(threading.Thread):
    """Somebody who reads page after page. What is not a whole page of one build is remembered."""

    def __init__(self, url, pages, chance):
        super().__init__(daemon=True)
        self.url, self.pages, self.chance = url, pages, chance
        self.read, self.bad, self.ended = 0, [], threading.Event()

    def run(self):
        while not self.ended.is_set():
            page = self.chance.choice(self.pages)
            try:
                text = urllib.request.urlopen(self.url + page, timeout=60).read().decode()
            except (OSError, urllib.error.HTTPError) as failure:
                self.bad.append((page, failure))
                continue
            self.read += 1
            if len(marks(text)) != 1 or not text.rstrip().endswith("</html>"):
                self.bad.append((page, text[-200:]))


def marks(text):
    return set(re.findall(r"mark-\d+", text))


def test_a_kill_at_any_moment_leaves_a_whole_site(tmp_path):
    """Four readers read through nginx while builds, each with a mark of its own, are killed."""
    chance = random.Random(20190418)
    folder = project.copy_small(tmp_path / "p")
    config = folder / "mkdocs.yml"
    given = config.read_text("utf-8")
    assert "    as_of:" in given

    def mark(number):
        config.write_text(given.replace("    as_of:", f"    build: mark-{number}\n    as_of:"), "utf-8")

    mark(0)
    began = time.monotonic()
    assert publish(folder).returncode == 0
    takes = time.monotonic() - began
    pages = [
        page.parent.relative_to(folder / "site").as_posix() for page in (folder / "site").rglob("index.html")
    ]
    (tmp_path / "nginx").mkdir()
    with served(folder / "site", tmp_path / "nginx") as url:
        readers = [Reader(url, [f"{page}/" for page in pages], random.Random(n)) for n in range(4)]
        for reader in readers:
            reader.start()
        for number in range(1, int(os.environ.get("RECTIFY_KILLS", "8")) + 1):
            mark(number)
            running = start(folder, process_group=0)
            with contextlib.suppress(subprocess.TimeoutExpired):
                running.wait(chance.uniform(0, takes))
            # Once it alone, so that what it has begun goes on by itself, and once all of it.
            for each in list(processes(folder)) if number % 2 else [running.pid]:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(each, signal.SIGKILL)
            running.communicate()
            there = {
                page: marks((folder / "site" / page / "index.html").read_text("utf-8")) for page in pages
            }
            assert len(set(map(frozenset, there.values()))) == 1, there
        mark(999)
        done = publish(folder)
        assert done.returncode == 0, done.stderr
        for reader in readers:
            reader.ended.set()
            reader.join()
    assert all(not reader.bad for reader in readers), [reader.bad[:2] for reader in readers]
    assert all(reader.read for reader in readers)
    assert {
        mark for text in texts(folder / "site").values() for mark in marks(text.decode("utf-8", "ignore"))
    } == {"mark-999"}
    assert left(folder) == {"old"}
