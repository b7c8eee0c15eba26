"""Page load and first search result in Chromium at N issues.

Figures are those that Lighthouse reports, by its definitions: first and largest contentful paint, total
blocking time (what tasks take beyond 50 ms each, from the first paint until 5 s after the load), bytes
over the wire; once as it is, once with the processor slowed to a quarter, as Lighthouse does for phones.
"""

from __future__ import annotations

import functools
import http.server
import pathlib
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from typing import NamedTuple

from selenium import webdriver

import bench
from bench import checking

PAGES = ("", "2019/", "2019/units/", "2019/wall/", "search/")
QUERIES = [
    "学习",
    "消防",
    "租金",
    "采购",
    "差旅",
    "档案",
    "党费",
    "考察",
    "督办事项",
    "派车单据",
    "固定资产",
    "安全隐患",
    "消防通道",
    "工程变更",
    "党委中心组",
    "党委中心组学习",
]
"""What is looked for, beside four people and an issue by its number: words of ``generate.py``."""

TARGET = {"bytes": 250_000, "after": 150}
"""What the first answer of a search may cost: bytes beyond the page, milliseconds after the last of them."""

_WATCH = """
window.seen = {paint: 0, largest: 0, tasks: []};
new PerformanceObserver(function (list) {
  list.getEntries().forEach(function (each) { seen.largest = each.startTime; });
}).observe({type: "largest-contentful-paint", buffered: true});
new PerformanceObserver(function (list) {
  list.getEntries().forEach(function (each) { seen.tasks.push([each.startTime, each.duration]); });
}).observe({type: "longtask", buffered: true});
"""
_SEEN = """
var first = performance.getEntriesByName("first-contentful-paint")[0];
return {first: first ? first.startTime : 0, largest: seen.largest, tasks: seen.tasks,
        load: performance.timing.loadEventEnd - performance.timing.navigationStart,
        nodes: document.getElementsByTagName("*").length};
"""
_ASK = """
var field = document.querySelector(arguments[0]), list = arguments[1], done = arguments[3];
var start = Date.now();
var timer = setInterval(function () {
  if (!document.querySelectorAll(list).length) return;
  clearInterval(timer);
  done([start, Date.now()]);
}, 4);
field.value = arguments[2];
field.dispatchEvent(new Event("input", {bubbles: true}));
field.dispatchEvent(new KeyboardEvent("keyup", {bubbles: true}));
"""


class Shown(NamedTuple):
    """A page as it was shown: milliseconds, bytes, elements."""

    first: float
    largest: float
    blocked: float
    bytes: int
    requests: int
    nodes: int


class Answered(NamedTuple):
    """A first search: bytes and milliseconds from the last of them to the results; from the key to them."""

    bytes: int
    after: float
    whole: float


class Server:
    """A site over HTTP, without compression; what it sent, in bytes, and when, in seconds of the clock."""

    def __init__(self, site: pathlib.Path) -> None:
        sent: list[tuple[int, float]] = []

        class Handler(http.server.SimpleHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def copyfile(self, source, outputfile):
                content = source.read()
                outputfile.write(content)
                sent.append((len(content), time.time()))

            def log_message(self, *_):
                pass

        self.sent = sent
        handler = functools.partial(Handler, directory=str(site))
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.base = f"http://127.0.0.1:{self.server.server_port}/"


def run(folder: pathlib.Path, issues: int) -> None:
    """Build a round of N issues, read it, and print what it took."""
    project = checking.project(folder / "ours", issues)
    site = folder / "site"
    subprocess.run([sys.executable, "-m", "mkdocs", "build", "-q", "-d", str(site)], cwd=project, check=True)
    read(site, issues)


def read(site: pathlib.Path, issues: int, runs: int = 3) -> None:
    """Read a site that is built, and print a table of pages and one of searches."""
    server = Server(site)
    profile = tempfile.mkdtemp()
    driver = _browser(profile)
    try:
        print(f"\nreading at {issues} issues: medians of {runs}, nothing cached, no compression")
        print(
            f"{'page':>16} {'CPU':>4} {'FCP ms':>7} {'LCP ms':>7} {'TBT ms':>7} {'kB':>6} {'files':>5} {'nodes':>7}"
        )
        for url in PAGES:
            for slow in (1, 4):
                shown = _median([_show(driver, server, url, slow) for _ in range(runs)])
                print(
                    f"{url or '/':>16} {f'1/{slow}':>4} {shown.first:7.0f} {shown.largest:7.0f} {shown.blocked:7.0f} {shown.bytes / 1000:6.0f} {shown.requests:5} {shown.nodes:7}"
                )
        for name, url, field, results in (
            ("box", "2019/units/", ".md-search__input", ".md-search-result__link"),
            ("page", "search/", ".rc-search input[name=text]", ".rc-search__list li"),
        ):
            queries = [*QUERIES, *_known(site)]
            asked = {each: _ask(driver, server, url, field, results, each) for each in queries}
            _searches(name, asked)
    finally:
        driver.quit()
        server.server.shutdown()
        shutil.rmtree(profile, ignore_errors=True)


def _known(site: pathlib.Path) -> list[str]:
    """Four people and an issue of a site."""
    people = re.findall(r'<tr id="([^"]+)">', (site / "2019/people/index.html").read_text("utf-8"))
    issues = sorted(each.name for each in (site / "2019/issues").iterdir() if each.is_dir())
    return [*people[:: max(1, len(people) // 4)][:4], issues[len(issues) // 2]]


def _browser(profile: str) -> webdriver.Chrome:
    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium") or ""
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", f"--user-data-dir={profile}"):  # fmt: skip
        options.add_argument(argument)
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(shutil.which("chromedriver")))
    driver.set_script_timeout(20)
    driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": _WATCH})
    driver.execute_cdp_cmd("Network.enable", {})
    driver.execute_cdp_cmd("Network.setCacheDisabled", {"cacheDisabled": True})
    return driver


def _show(driver: webdriver.Chrome, server: Server, url: str, slow: int) -> Shown:
    """Open a page, and wait for the five seconds in which what comes late would come."""
    driver.get("about:blank")
    driver.execute_cdp_cmd("Emulation.setCPUThrottlingRate", {"rate": slow})
    server.sent.clear()
    driver.get(server.base + url)
    time.sleep(5)
    driver.execute_cdp_cmd("Emulation.setCPUThrottlingRate", {"rate": 1})
    seen = driver.execute_script(_SEEN)
    first, end = seen["first"], seen["load"] + 5000
    late = [(max(start, first), start + lasted) for start, lasted in seen["tasks"] if start < end]
    blocked = sum(max(0.0, stop - start - 50) for start, stop in late)
    sizes = [size for size, _ in server.sent]
    return Shown(first, seen["largest"], blocked, sum(sizes), len(sizes), seen["nodes"])


def _median(of: list[Shown]) -> Shown:
    return Shown(*(statistics.median(column) for column in zip(*of, strict=True)))


def _ask(
    driver: webdriver.Chrome, server: Server, url: str, field: str, results: str, query: str
) -> Answered:
    """Open a page afresh, put a query into its field when it is quiet, wait for results."""
    driver.get("about:blank")
    server.sent.clear()
    driver.get(server.base + url)
    time.sleep(1)
    page = len(server.sent)
    driver.execute_script("document.querySelector(arguments[0]).focus()", field)
    start, shown = driver.execute_async_script(_ASK, field, results, query)
    files = server.sent[page:]
    last = max((when * 1000 for _, when in files), default=start)
    return Answered(sum(size for size, _ in files), max(0.0, shown - last), shown - start)


def _searches(name: str, found: dict[str, Answered]) -> None:
    for figure, unit, scale in (
        ("bytes", "kB", 1000),
        ("after", "ms after the last of them", 1),
        ("whole", "ms in all", 1),
    ):
        values = {query: getattr(each, figure) / scale for query, each in found.items()}
        worst = max(values, key=lambda query: values[query])
        told = (
            f"median {statistics.median(values.values()):.0f}, worst {values[worst]:.0f} {unit}, of {worst}"
        )
        most = TARGET.get(figure)
        if most:
            told += f" (target {most / scale:.0f}: {'met' if values[worst] <= most / scale else 'missed'})"
        print(f"first search, {name}, {len(values)} queries: {told}")


if __name__ == "__main__":
    bench.main(run)
