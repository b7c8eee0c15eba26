"""Build costs compared with peers: full, after one edit, unchanged; memory and size.

Runs of the cases take turns, so that a noisy machine is noisy for all. Ratios are of wall seconds, medians;
processor seconds stand beside them, since wall time on two cores that others use too says less.
"""

from __future__ import annotations

import itertools
import os
import pathlib
import re
import statistics
import subprocess
import sys
import threading
import time
import urllib.request
from typing import NamedTuple

import bench
from bench import checking, hugo, markdown

PORT = 8765

BUILD = [sys.executable, "-m", "mkdocs", "build", "-q", "-d", "{site}"]
LOOKING = 50
"""Of this many seconds of one core, at most one goes into looking how much memory is held."""

PEERS = checking.ROOT / ".venv-bench/bin"
"""Where the peers are installed; see ``make bench``."""


class Built(NamedTuple):
    """Wall seconds, processor seconds of user and system, and the most megabytes of all processes together."""

    seconds: float
    cpu: float
    megabytes: float


class Case(NamedTuple):
    """A case: what is built, how often, into a fresh folder or over an existing site."""

    cwd: pathlib.Path
    commands: list[list[str]]
    runs: int
    over: bool = False
    edit: bool = False


class Sums(NamedTuple):
    """A target: a ratio of two cases and its limit."""

    name: str
    of: str
    by: str
    most: float
    memory: bool = False


TARGETS = (
    Sums("full build without search / Hugo", "ours, no search", "Hugo", 1.0),
    Sums("full build with search / Hugo + Pagefind", "ours", "Hugo + Pagefind", 0.5),
    Sums("one edit, with search / Hugo", "ours, one edit", "Hugo", 0.4),
    Sums("full build with search / MkDocs + gen-files", "ours", "MkDocs + gen-files", 0.08),
    Sums("peak memory / Hugo", "ours, no search", "Hugo", 1.0, memory=True),
)


def measure(commands: list[list[str]], cwd: pathlib.Path) -> Built | None:
    """Run commands one after the other and add them up; None if one fails."""
    seconds, cpu, held = 0.0, 0.0, [0.0]
    # Python keeps what it compiled, whatever the shell says that this runs in.
    env = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "PYTHONDONTWRITEBYTECODE": ""}
    for command in commands:
        over = threading.Event()
        start = time.perf_counter()
        running = subprocess.Popen(
            command, cwd=cwd, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        watch = threading.Thread(target=_watch, args=(running.pid, over, held))
        watch.start()
        _, status, usage = os.wait4(running.pid, 0)
        seconds += time.perf_counter() - start
        cpu += usage.ru_utime + usage.ru_stime
        over.set()
        watch.join()
        running.returncode = os.waitstatus_to_exitcode(status)
        if running.returncode:
            return None
    return Built(seconds, cpu, max(held))


def _watch(pid: int, over: threading.Event, held: list[float]) -> None:
    """Note what a process holds until it is over, beside the clock: who looks seldom must not also end late."""
    pause = 0.1
    while not over.wait(pause):
        before = time.thread_time()
        held.append(_held(pid))
        # The kernel goes through all pages of a process to tell: a large one is not asked so often.
        pause = max(0.1, LOOKING * (time.thread_time() - before))


def _held(pid: int) -> float:
    """Megabytes of a process and all below it, what they share counted once (proportional set size)."""
    total = 0.0
    try:
        for line in pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                total += int(line.split()[1]) / 1024
        for thread in pathlib.Path(f"/proc/{pid}/task").iterdir():
            total += sum(_held(int(child)) for child in (thread / "children").read_text().split())
    except OSError:
        return total
    return total


def configured(ours: pathlib.Path) -> None:
    """A project's other configurations: without the cache, and without it and search."""
    config = (ours / "mkdocs.yml").read_text("utf-8")
    for name, options in (("clean", "cache: false"), ("bare", "cache: false\n    hide: [search]")):
        text = config.replace("    language: zh", f"    language: zh\n    {options}")
        (ours / f"{name}.yml").write_text(text, "utf-8")


def run(folder: pathlib.Path, issues: int, runs: int = 3) -> None:
    """Build all side by side, what is not rated or takes a minute once, and print medians, ratios and sizes."""
    ours = checking.project(folder / "ours", issues)
    configured(ours)
    stands, shells = folder / "site", folder / "shells"
    subprocess.run(into(stands, BUILD), cwd=ours, check=True)
    subprocess.run(into(shells, [*BUILD, "-f", "bare.yml"]), cwd=ours, check=True)
    theirs = hugo.write(folder / "hugo", ours / "data", shells)
    generated, plain = markdown.write(folder, ours / "data")
    hugo_build = [str(PEERS / "hugo"), "--quiet", "--destination", "{site}"]
    pagefind = [str(PEERS / "python"), "-m", "pagefind", "--site", "{site}", "--quiet"]
    gen_files = [str(PEERS / "mkdocs"), "build", "-q", "-d", "{site}"]
    cases = {
        "ours, no search": Case(ours, [[*BUILD, "-f", "bare.yml"]], runs),
        "Hugo": Case(theirs, [hugo_build], runs),
        "ours": Case(ours, [[*BUILD, "-f", "clean.yml"]], runs),
        "Hugo + Pagefind": Case(theirs, [hugo_build, pagefind], runs),
        "ours, one edit": Case(ours, [BUILD], runs, over=True, edit=True),
        "ours, nothing changed": Case(ours, [BUILD], 1, over=True),
        "ours, one edit, empty folder": Case(ours, [BUILD], 1, edit=True),
        "MkDocs + gen-files": Case(generated, [gen_files], 1),
        "Zensical": Case(plain, [[str(PEERS / "zensical"), "build"]], 1),
    }
    found: dict[str, list[Built | None]] = {name: [] for name in cases}
    fresh = (folder / f"site-{number}" for number in itertools.count())
    edits = itertools.count()
    for turn in range(runs):
        for name, case in cases.items():
            if turn < case.runs:
                # Never into a folder that was emptied: while ext4 has many inodes just deleted, it passes
                # over them one by one, and creating a file takes ten times as long.
                site = stands if case.over else next(fresh)
                if case.edit:
                    _edit(ours, next(edits))
                os.sync()  # or one pays for what the one before it has still to write
                found[name].append(measure([into(site, each) for each in case.commands], case.cwd))
    _report(found, issues)
    subprocess.run(into(stands, BUILD), cwd=ours, check=True)
    _sizes(stands)


def into(site: pathlib.Path, command: list[str]) -> list[str]:
    """A command that writes to ``site``."""
    return [word.replace("{site}", str(site)) for word in command]


def _edit(ours: pathlib.Path, turn: int) -> None:
    """Edit the progress of one issue."""
    file = ours / "data/campaigns/2019/units/unit-1.yml"
    text = file.read_text("utf-8")
    before, mark, after = text.partition("    description: ")
    file.write_text(f"{before}{mark}第{turn + 1}次修改。{after}", "utf-8")


EDITS = 10
SERVED = 1000


def serve(folder: pathlib.Path, issues: int) -> None:
    """Print how long an edit takes to show in ``mkdocs serve``, and the rebuild, at 1,000 issues at most."""
    issues = min(issues, SERVED)
    ours = checking.project(folder / "served", issues)
    url = f"http://127.0.0.1:{PORT}/2019/issues/U1-001/"
    command = [sys.executable, "-m", "mkdocs", "serve", "--dev-addr", f"127.0.0.1:{PORT}"]
    log = folder / "serve.log"
    with log.open("w") as output:
        running = subprocess.Popen(command, cwd=ours, stdout=output, stderr=output)
    shown = []
    try:
        while "Serving on" not in log.read_text():
            time.sleep(0.1)
        for turn in range(EDITS):
            time.sleep(
                1.5 + turn / EDITS / 2
            )  # who looks every half second is not always met at the same moment
            _edit(ours, turn)
            start = time.perf_counter()
            while f"第{turn + 1}次修改" not in _read(url):
                time.sleep(0.01)
            shown.append(time.perf_counter() - start)
    finally:
        running.terminate()
        running.wait()
    built = [float(each) for each in re.findall(r"built in ([0-9.]+) seconds", log.read_text())][-EDITS:]
    print(
        f"serving {issues} issues: an edit shows in {statistics.median(shown):.2f} s, at most {max(shown):.2f} s",
        f"(rebuilding {statistics.median(built):.2f} s, the rest looking for changes; {EDITS} edits)",
    )


def _read(url: str) -> str:
    with urllib.request.urlopen(url) as answer:
        return str(answer.read().decode())


def _report(found: dict[str, list[Built | None]], issues: int) -> None:
    print(f"building {issues} issues, medians")
    medians: dict[str, Built] = {}
    for name, runs in found.items():
        done = [each for each in runs if each]
        if not done:
            print(f"  {name:<28} failed")
            continue
        medians[name] = middle = Built(*(statistics.median(each) for each in zip(*done, strict=True)))
        all_runs = ", ".join(f"{each.seconds:.2f}" for each in done)
        print(
            f"  {name:<28} {middle.seconds:7.2f} s  {middle.cpu:7.2f} s CPU  {middle.megabytes:6.0f} MB   ({all_runs})"
        )
    for target in TARGETS:
        if target.of in medians and target.by in medians:
            one, other = medians[target.of], medians[target.by]
            ratio = one.megabytes / other.megabytes if target.memory else one.seconds / other.seconds
            told = "met" if ratio <= target.most else "MISSED"
            print(f"  {target.name:<44} {ratio:6.2f}  (at most {target.most}: {told})")


def _sizes(site: pathlib.Path) -> None:
    pages = sorted(site.glob("2019/issues/*/index.html"))
    files = [file.stat().st_size for file in site.rglob("*") if file.is_file()]
    print(
        f"  output: {len(files)} files, {sum(files) / 1e6:.0f} MB; search {_below(site / 'search') / 1e6:.1f} MB"
    )
    weights = [page.stat().st_size for page in pages]
    bodies = [len(hugo.body(page.read_text("utf-8")).encode()) for page in pages]
    print(
        f"  issue page, median: {statistics.median(weights)} bytes, of which {statistics.median(bodies)} beyond the shell"
    )


def _below(folder: pathlib.Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


if __name__ == "__main__":
    bench.main(run)
