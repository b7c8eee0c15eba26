"""``python -m bench.mutants N``: check and build N mutants of a small project, each in processes of its own.

Prints every mutant that gives a traceback, of which check and build disagree, or that takes too long: more
than 2 s of processor time to check, or 3 times the time of the unchanged project to build. ``--only NUMBER``
tries one again and shows what was said.
"""

from __future__ import annotations

import argparse
import concurrent.futures
import contextlib
import io
import multiprocessing
import os
import pathlib
import random
import resource
import shutil
import sys
import tempfile
import traceback
from typing import NamedTuple

import mkdocs.__main__

import mutants
import project
from rectify import cli
from rectify.cli.project import Project

CHECK = 2.0
BUILD = 3.0


class Run(NamedTuple):
    """The result of a run: exit status, CPU seconds and output."""

    status: int
    seconds: float
    said: str


def run(folder, work):
    """Run a function in a forked process, in a folder."""
    with tempfile.TemporaryFile() as said:
        child = os.fork()
        if child == 0:
            status = 70
            try:
                resource.setrlimit(resource.RLIMIT_CPU, (120, 130))
                os.chdir(folder)
                for number in (1, 2):
                    os.dup2(said.fileno(), number)
                sys.stdout = io.TextIOWrapper(io.FileIO(1, "w", closefd=False), "utf-8")
                sys.stderr = io.TextIOWrapper(io.FileIO(2, "w", closefd=False), "utf-8")
                status = work() or 0
            except SystemExit as end:
                status = end.code if isinstance(end.code, int) else int(bool(end.code))
            except BaseException:
                traceback.print_exc()
            finally:
                with contextlib.suppress(Exception):
                    sys.stdout.flush()
                    sys.stderr.flush()
                os._exit(status)
        _, how, used = os.wait4(child, 0)
        said.seek(0)
        return Run(
            os.waitstatus_to_exitcode(how),
            used.ru_utime + used.ru_stime,
            said.read().decode("utf-8", "replace"),
        )


def check():
    return cli.main(["check"])


def build():
    """What publishing does: mkdocs.yml is looked at first, since MkDocs itself fails with a traceback there."""
    if not pathlib.Path("mkdocs.yml").is_file() or Project.open(pathlib.Path()).problems:
        return 1
    return mkdocs.__main__.cli(["build", "--strict", "--site-dir", "site"], standalone_mode=True)


def tried(number):
    """A mutant's number, what was done to it, and what checking and building it came to."""
    with tempfile.TemporaryDirectory(dir="/dev/shm" if pathlib.Path("/dev/shm").is_dir() else None) as name:
        folder = project.copy_small(pathlib.Path(name) / "p")
        done = mutants.mutate(folder, random.Random(number)) if number else "nothing"
        found = run(folder, check), run(folder, build)
        for pipe in folder.rglob("*"):  # so that clearing up follows nothing
            if pipe.is_symlink():
                pipe.unlink()
        shutil.rmtree(folder, ignore_errors=True)
        return number, done, *found


def wrong(checked, built, usual):
    """What is wrong with how a mutant was taken."""
    for name, one in (("check", checked), ("build", built)):
        if "Traceback" in one.said or one.status not in (0, 1, 2):
            yield f"{name}: status {one.status}, {one.said.strip().splitlines()[-1:]}"
    if (checked.status == 0) != (built.status == 0):
        yield f"check {checked.status}, build {built.status}"
    if checked.seconds > CHECK:
        yield f"check {checked.seconds:.1f} s"
    if built.seconds > BUILD * usual:
        yield f"build {built.seconds:.1f} s, {built.seconds / usual:.1f} times"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("count", type=int, nargs="?", default=200)
    parser.add_argument("--first", type=int, default=1)
    parser.add_argument("--only", type=int)
    given = parser.parse_args()
    usual = max(tried(0)[3].seconds for _ in range(3))
    if given.only:
        _, done, checked, built = tried(given.only)
        print(
            done,
            f"--- check {checked.status}, {checked.seconds:.2f} s",
            checked.said,
            f"--- build {built.status}, {built.seconds:.2f} s",
            built.said,
            sep="\n",
        )
        return 0
    bad = good = 0
    longest = [0.0, 0.0]
    fork = multiprocessing.get_context("fork")
    with concurrent.futures.ProcessPoolExecutor(os.cpu_count(), fork) as pool:
        numbers = range(given.first, given.first + given.count)
        for each in concurrent.futures.as_completed(pool.submit(tried, number) for number in numbers):
            number, done, checked, built = each.result()
            found = list(wrong(checked, built, usual))
            good += built.status == 0
            longest = [max(longest[0], checked.seconds), max(longest[1], built.seconds)]
            if found:
                bad += 1
                print(number, done, *found, sep=" | ", flush=True)
    print(
        f"{given.count} mutants, {good} built, {bad} wrong; unchanged builds in {usual:.2f} s; longest check {longest[0]:.2f} s, build {longest[1]:.2f} s"
    )
    return int(bool(bad))


if __name__ == "__main__":
    sys.exit(main())
