"""``mkdocs serve`` as a clerk's preview: an edit of the data shows, a mistake does not kill it."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import threading
import urllib.error
import urllib.request

import pytest
from mkdocs.livereload import LiveReloadServer

import project
from conftest import PATIENCE, eventually, mkdocs
from rectify.mkdocs import preview


def fetch(url):
    try:
        with urllib.request.urlopen(url, timeout=PATIENCE) as answer:
            return answer.read().decode()
    except urllib.error.HTTPError as refused:
        return refused.read().decode() if refused.code == 503 else ""
    except OSError:
        return ""


def shown(url, text, log):
    """Wait until a page shows a text, or fail with the preview's output."""
    return eventually(lambda: text in fetch(url), log.read_text)


@pytest.fixture
def serving(request, tmp_path):
    folder = project.copy_small(tmp_path)
    if hasattr(request, "param"):
        request.param(folder)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = (tmp_path / "serve.log").open("w")
    running = subprocess.Popen(
        [sys.executable, "-m", "mkdocs", "serve", "--dev-addr", f"127.0.0.1:{port}"],
        cwd=folder,
        env={**os.environ},
        stdout=log,
        stderr=log,
    )
    yield folder, f"http://127.0.0.1:{port}/", tmp_path / "serve.log"
    running.terminate()
    running.wait(PATIENCE)


def test_an_edit_shows_and_a_mistake_is_told_and_mended(serving):
    folder, url, log = serving
    page = url + "2019/issues/U1-002/"
    shown(page, "督办台账不全", log)
    file = folder / project.UNIT_1
    good = file.read_text("utf-8")
    file.write_text(good.replace("督办台账不全", "督办登记有遗漏"), "utf-8")
    shown(page, "督办登记有遗漏", log)
    file.write_text(good.replace("deadline: 2019-04-14", "deadline: 2019/4/14"), "utf-8")
    eventually(lambda: "改成 2019-04-14" in log.read_text("utf-8"), log.read_text)
    assert "Traceback" not in log.read_text("utf-8")
    file.write_text(good.replace("督办台账不全", "督办台账已补全"), "utf-8")
    shown(page, "督办台账已补全", log)
    assert "督办台账已补全" in fetch(url + "2019/units/unit-1/")


def break_unit_1(folder):
    file = folder / project.UNIT_1
    file.write_text(file.read_text("utf-8").replace("deadline: 2019-04-14", "deadline: 2019/4/14"), "utf-8")


@pytest.mark.parametrize("serving", [break_unit_1], indirect=True)
def test_a_preview_that_starts_with_a_mistake_answers_with_it_until_it_is_mended(serving):
    folder, url, log = serving
    shown(url + "2019/", "改成 2019-04-14", log)
    assert "unit-1.yml:42:15" in fetch(url + "nosuch/")
    file = folder / project.UNIT_1
    file.write_text(file.read_text("utf-8").replace("2019/4/14", "2019-04-14"), "utf-8")
    shown(url + "2019/issues/U1-002/", "督办台账不全", log)
    assert "Traceback" not in log.read_text("utf-8")


def test_whatever_stops_a_preview_s_build_is_answered(serving):
    """Mistakes in data, mkdocs.yml or a template don't block requests."""
    folder, url, log = serving
    shown(url, "2019年", log)
    config = folder / "mkdocs.yml"
    good = config.read_text("utf-8")
    (folder / project.UNIT_2).write_text("claims: [\n", "utf-8")
    shown(url, "unit-2.yml:", log)
    project.change(folder, {"write": {project.UNIT_2: (project.SMALL / project.UNIT_2).read_text("utf-8")}})
    shown(url, "rc-", log)
    config.write_text(good + "foo: [\n", "utf-8")
    shown(url, "没有网站可看", log)
    config.write_text(good, "utf-8")
    shown(url, "rc-", log)
    assert "Traceback" not in log.read_text("utf-8")
    assert "appear stuck" not in log.read_text("utf-8")


def bare(html):
    """A page without the script that reloads it and the address that only a preview knows."""
    html = re.sub(
        r"<script>\s*var livereload =.*?</script>|<link rel=\"canonical\"[^>]*>", "", html, flags=re.S
    )
    return re.sub(r"\s+", " ", html).replace("> <", "><")


def test_a_preview_makes_the_pages_that_are_asked_for(serving):
    """Each page is what a build would have written, but for the script that reloads it."""
    folder, url, log = serving
    shown(url, "2019年", log)
    out = folder.parent / "built"
    done = mkdocs("build", "--site-dir", str(out), cwd=folder)
    assert done.returncode == 0, done.stderr
    pages = [file for file in sorted(out.rglob("index.html")) if "about" not in file.parts]
    assert len(pages) > 30
    for file in [*pages[::4], out / "index.html", out / "2019/issues/U1-001/index.html"]:
        path = file.parent.relative_to(out).as_posix()
        there = fetch(url + ("" if path == "." else path + "/"))
        assert bare(there) == bare(file.read_text("utf-8")), path
    head = json.loads(fetch(url + "search/search_index.json"))
    assert head == json.loads((out / "search/search_index.json").read_text("utf-8"))
    assert fetch(url + "search/texts/0/0.json") == (out / "search/texts/0/0.json").read_text("utf-8")
    assert fetch(url + "2019/people/%E5%88%98%E9%B9%8F.ics").startswith("BEGIN:VCALENDAR")
    assert fetch(url + "2019/badge.svg") == (out / "2019/badge.svg").read_text("utf-8")
    assert fetch(url + "2019/issues/none/") == ""


@pytest.fixture
def server(tmp_path):
    (tmp_path / "docs").mkdir()
    made = LiveReloadServer(builder=lambda: None, host="127.0.0.1", port=0, root=str(tmp_path))
    made.watch(str(tmp_path / "docs"))
    yield made
    made.observer.stop()
    if made.observer.is_alive():
        made.observer.join()
    made.server_close()


def test_a_preview_looks_for_changes_more_often_than_mkdocs_and_at_no_less(server, tmp_path):
    usual = server.observer.timeout
    server.watch(str(tmp_path / "docs"))  # a plugin, once more
    for name in ("data", "more"):
        (tmp_path / name).mkdir()
    preview.look_often(server, tmp_path / "data", [str(tmp_path / "data"), str(tmp_path / "more")])
    assert server.observer.timeout == preview.SOONEST < usual
    for name in ("data", "more"):
        server.watch(str(tmp_path / name))  # as MkDocs does after its event
    server.observer.start()
    for folder in ("docs", "data", "more"):
        server._want_rebuild = False

        def noticed(file=tmp_path / folder / "one.yml"):  # written again until the observer has begun to look
            with file.open("a", encoding="utf-8") as text:
                text.write("name: 一\n")
            return server._want_rebuild

        eventually(noticed)


def test_what_takes_long_to_look_at_is_looked_at_no_more_often_than_by_mkdocs(server, tmp_path, monkeypatch):
    usual = server.observer.timeout
    clock = iter([0.0, 3.0])
    monkeypatch.setattr(preview.time, "perf_counter", lambda: next(clock))
    preview.look_often(server, tmp_path / "none", [])
    assert server.observer.timeout == preview.LATEST == usual


def asked(server, path):
    """What a server's application answers: the status and the body."""
    told = []
    body = server.get_app()({"PATH_INFO": path}, lambda status, head: told.append(status))
    return told[-1], b"".join(body)


def test_a_page_that_a_build_takes_away_meanwhile_is_made_anew(server):
    """Between the page that was made and the server's look at its file, a whole build may lie."""
    made, now = [], ["old"]

    class Site:
        def __init__(self, name):
            self.name = name

        def make(self, path):
            made.append((self.name, path))

    sites = {name: Site(name) for name in ("old", "new")}

    def looks(environ, start_response):
        found = made[-1] == ("new", "2019/index.html")
        now[0] = "new"  # the first look waits for the build that has begun
        start_response("200 OK" if found else "404 Not Found", [])
        return [b"page" if found else b"none"]

    server.set_app(looks)
    preview.Turns(server).on_request(lambda: sites[now[0]])
    assert asked(server, "/2019/") == ("200 OK", b"page")
    assert asked(server, "/nosuch") == ("404 Not Found", b"none")
    assert made == [("old", "2019/index.html"), ("new", "2019/index.html"), ("new", "nosuch")]


def test_no_page_is_made_while_a_build_is_at_work(server):
    """Nor does a request find the site that the build takes the place of."""
    now, seen, started, go_on = ["old"], [], threading.Event(), threading.Event()

    def build():
        started.set()
        assert go_on.wait(PATIENCE)
        now[0] = "new"

    server.builder = build
    server.set_app(lambda environ, start_response: start_response("200 OK", []) or [])
    turns = preview.Turns(server)
    turns.survive(None, None)
    turns.on_request(lambda: seen.append(now[0]))
    building = threading.Thread(target=server.builder)
    building.start()
    assert started.wait(PATIENCE)
    asking = threading.Thread(target=asked, args=(server, "/2019/"))
    asking.start()
    go_on.set()
    for each in (building, asking):
        each.join()
    assert seen == ["new"]
