"""``rectify publish``: whatever happens, what is published is the old site or the new one, whole.

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
from conftest import ROOT, served

ISSUE = "2019/issues/U1-002/index.html"
OTHER = "2019/issues/U2-001/index.html"
OLD, NEW = "督办台账不全", "督办登记有遗漏"


@pytest.fixture
def folder(tmp_path):
    folder = project.copy_small(tmp_path / "p")
    (folder / "docs").mkdir(exist_ok=True)
    done = publish(folder)
    assert done.returncode == 0, done.stderr
    assert done.stdout == "网站已生成：site/index.html\n"
    return folder


def start(folder, site="site", **more):
    return subprocess.Popen(
        [sys.executable, "-m", "rectify", "publish", site],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT / "hooks"), "PYTHONIOENCODING": "utf-8"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        **more,
    )


def publish(folder, site="site", **more):
    running = start(folder, site, **more)
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
    """What lies beside the published site: the one before may stay, for a reader in the middle of it."""
    return {file.name for file in folder.iterdir() if file.name.startswith(".")} - {".cache", ".site.lock"}


def test_publishing_does_not_touch_the_published_files(folder):
    """It builds from a linked copy: whoever reads the old page goes on reading it."""
    page = (folder / "site" / ISSUE).open("rb")
    kept = (folder / "site" / OTHER).stat().st_ino
    edit(folder)
    assert publish(folder).returncode == 0
    assert OLD in page.read().decode()
    assert NEW in (folder / "site" / ISSUE).read_text("utf-8")
    assert (folder / "site" / OTHER).stat().st_ino == kept
    assert left(folder) == {".site.old"}


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
    running = start(folder)
    while not (folder / ".site.new").exists():
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
    """A limit on the size of files stands for it: what is written fails in the same way, and in many places."""
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


def test_what_is_not_ours_is_left_alone(folder):
    own = folder / "own"
    own.mkdir()
    (own / "letter.txt").write_text("x")
    link = folder / "link"
    link.symlink_to(folder / "data")
    file = folder / "file"
    file.write_text("x")
    for name in ("own", "link", "file", "/", "..", ".", "data"):
        done = publish(folder, name)
        assert done.returncode == 2
        assert "Traceback" not in done.stderr
        assert "没有动它" in done.stderr
    assert (own / "letter.txt").read_text() == "x"
    assert (folder / "data/organization.yml").is_file()


@pytest.mark.parametrize("name", [".site.lock", ".site.new", ".site.old", "..site.new.before"])
def test_a_link_in_the_way_is_not_followed(folder, name):
    (folder / "precious").mkdir()
    (folder / "precious/letter.txt").write_text("x")
    way = folder / name
    if way.exists():
        way.unlink()
    way.symlink_to(folder / "precious")
    edit(folder)
    done = publish(folder)
    assert "Traceback" not in done.stderr
    assert (done.returncode == 2) == (name == ".site.lock"), done.stderr
    assert (folder / "precious/letter.txt").read_text() == "x"


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
    assert left(folder) == {".site.old"}
