"""The cost of ``rectify check``: compared with loading, with ``--against``, and on hostile files."""

from __future__ import annotations

import os
import pathlib
import statistics
import subprocess
import sys
from typing import NamedTuple

import bench
from bench import generate

ROOT = pathlib.Path(__file__).parents[2]
COMMITS = 2000
RUNS = 3
_LOAD = """
import pathlib, sys
from rectify.read import load
from rectify.words import messages
assert load.load(pathlib.Path(sys.argv[1]) / "data", "data", messages.catalogue("zh")).data
"""


# A process inherits the peak memory of the one that starts it, so a small one has to.
_LAUNCHER = """
import os, sys, time
start = time.perf_counter()
child = os.fork()
if not child:
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    os.execvp(sys.argv[1], sys.argv[1:])
_, status, usage = os.wait4(child, 0)
print(time.perf_counter() - start, usage.ru_maxrss, os.waitstatus_to_exitcode(status))
"""


class Cost(NamedTuple):
    """Wall seconds, peak megabytes of memory and exit status of a command."""

    seconds: float
    megabytes: float
    status: int


def cost(*command: str, cwd: pathlib.Path) -> Cost:
    """Run a command and measure it."""
    done = subprocess.run(
        [sys.executable, "-c", _LAUNCHER, *command],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT / "hooks")},
        capture_output=True,
        text=True,
        check=True,
    )
    seconds, kilobytes, status = done.stdout.split()
    return Cost(float(seconds), int(kilobytes) / 1024, int(status))


def project(folder: pathlib.Path, issues: int, units: int = 0) -> pathlib.Path:
    """A project of N issues."""
    generate.write(folder / "data", issues, units=units)
    (folder / "docs").mkdir(parents=True)
    text = (ROOT / "tests/sample/mkdocs.yml").read_text("utf-8").replace("  - ../../hooks/rectify\n", "")
    text = text.replace("../../hooks/events.py", str(ROOT / "hooks/events.py"))
    (folder / "mkdocs.yml").write_text(text, "utf-8")
    return folder


def commit(folder: pathlib.Path, commits: int) -> None:
    """Put a project under git, with a history of edits of its ledgers."""
    ledgers = sorted((folder / "data").rglob("units/*.yml"))
    subprocess.run(["git", "init", "-q", "-b", "main"], cwd=folder, check=True)
    feed = subprocess.Popen(["git", "fast-import", "--quiet"], cwd=folder, stdin=subprocess.PIPE)
    assert feed.stdin is not None
    texts = {file: file.read_bytes() for file in ledgers}
    for number in range(commits):
        changed = [*folder.rglob("*.yml")] if number == 0 else [ledgers[number % len(ledgers)]]
        who = f"committer t <t@example.com> {1554681600 + number * 600} +0800"
        feed.stdin.write(f"commit refs/heads/main\n{who}\ndata 1\nx\n".encode())
        for file in changed:
            text = texts.get(file) or file.read_bytes()
            if number and number < commits - len(
                ledgers
            ):  # the last edit of each takes the comment out again
                text = b"# %d\n" % number + text
            name = file.relative_to(folder).as_posix()
            feed.stdin.write(b"M 644 inline %s\ndata %d\n%s\n" % (name.encode(), len(text), text))
    feed.stdin.close()
    assert feed.wait() == 0
    subprocess.run(["git", "reset", "-q"], cwd=folder, check=True)


HOSTILE = {
    "10 MB of [": b"[" * 10_000_000,
    "10 MB of one key": b"a: " * 3_333_333,
    "10 MB of aliases": b"- &a [*a]\n" * 1_000_000,
    "10 MB of one word": b"x" * 10_000_000,
    "10 MB of list items": b"- x\n" * 2_500_000,
    "10 MB of unknown keys": b"".join(b"k%d: x\n" % number for number in range(900_000)),
    "10 MB of bad issues": b"issues:\n" + b"  - {id: a b, titel: x}\n" * 410_000,
    "10 MB of quotes": b'"' * 10_000_000,
    "10 MB of zeros": b"\0" * 10_000_000,
    "10 MB of tabs": b"\t" * 10_000_000,
    "10 MB of hashes": b"a: b #c\n" * 1_250_000,
}


def run(folder: pathlib.Path, issues: int) -> None:
    """Measure, and print a table."""
    place = project(folder / "round", issues)
    check = (sys.executable, "-m", "rectify", "check")
    pairs = []
    for _ in range(RUNS):  # interleaved, so that a noisy machine is noisy for both
        load = cost(sys.executable, "-c", _LOAD, str(place), cwd=place)
        pairs.append((load, cost(*check, cwd=place)))
    load_s = statistics.median(load.seconds for load, _ in pairs)
    check_s = statistics.median(done.seconds for _, done in pairs)
    print(f"{issues} issues, {RUNS} runs, medians")
    print(f"  load                     {load_s:7.2f} s  {pairs[0][0].megabytes:6.0f} MB")
    print(f"  rectify check            {check_s:7.2f} s  {pairs[0][1].megabytes:6.0f} MB")
    print(
        f"  check / load             {statistics.median(checked.seconds / loaded.seconds for loaded, checked in pairs):7.2f}"
    )
    commit(place, COMMITS)
    against = cost(*check, "--against", "HEAD", cwd=place)
    print(f"  --against, {COMMITS} commits  {against.seconds:7.2f} s  {against.megabytes:6.0f} MB")
    print("hostile ledgers, the whole command")
    large = project(folder / "large", 2000, units=1)
    ledger = large / "data/campaigns/2019/units/unit-1.yml"
    sound = ledger.read_bytes()
    late = {"a sound one, 2,000 issues": sound, "the same, wrong at its end": sound + b'  - "x'}
    for name, raw in {**late, "10 MB of sound issues": sound * 2, **HOSTILE}.items():
        ledger.write_bytes(raw)
        done = cost(*check, cwd=large)
        print(f"  {name:<27} {done.seconds:5.2f} s  {done.megabytes:6.0f} MB  exit {done.status}")


if __name__ == "__main__":
    bench.main(run)
