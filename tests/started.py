"""MkDocs and our command, each run in a process of its own that has imported what it needs already.

Imports are up to two thirds of what a command costs. So one process imports, and each run is a fork of it: with its
own folder, environment, streams and exit status, it ends as any program ends, and the next knows nothing of it. What
depends on how Python starts (locales, ``PYTHON...``), or on a project's own copy of the program, is run as usual.
"""

from __future__ import annotations

import functools
import gc
import importlib
import io
import json
import os
import pathlib
import runpy
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from typing import Any

HOOKS = pathlib.Path(__file__).parent.parent / "hooks"
IMPORTED = (
    *("rectify.cli", "rectify.cli.publishing", "rectify.mkdocs.events", "rectify.notes.prose"),
    *("mkdocs.commands.build", "mkdocs.livereload", "material.templates", "pymdownx.superfences"),
)


def run(
    *typed: str, cwd: pathlib.Path, environment: Mapping[str, str], timeout: int
) -> subprocess.CompletedProcess[str]:
    """``python -m`` with a module and its arguments: what it wrote, and how it ended."""
    with tempfile.TemporaryDirectory() as folder:
        out, err = pathlib.Path(folder, "out"), pathlib.Path(folder, "err")
        server = _server()
        assert server.stdin
        assert server.stdout
        asked = {"typed": typed, "folder": str(cwd), "environment": {**environment}, "timeout": timeout}
        server.stdin.write(json.dumps({**asked, "out": str(out), "err": str(err)}) + "\n")
        server.stdin.flush()
        code = int(server.stdout.readline())
        return subprocess.CompletedProcess(typed, code, out.read_text("utf-8"), err.read_text("utf-8"))


@functools.cache
def _server() -> subprocess.Popen[str]:
    """The process that forks; it ends with this one, whose end of the pipe is then closed."""
    return subprocess.Popen(
        [sys.executable, __file__],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(HOOKS)},
        encoding="utf-8",
    )


def _serve() -> None:
    """Fork for each line that is asked. Returns only in a fork, which then runs what was asked for."""
    for name in IMPORTED:
        importlib.import_module(name)
    gc.freeze()
    questions, answers = os.fdopen(os.dup(0), encoding="utf-8"), os.fdopen(os.dup(1), "w", encoding="utf-8")
    while line := questions.readline():
        child = os.fork()
        if not child:
            questions.close()
            answers.close()
            _become(json.loads(line))
            return
        answers.write(f"{os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])}\n")
        answers.flush()
    sys.exit()


def _become(asked: dict[str, Any]) -> None:
    """Give this process what a program that was started by itself would have."""
    signal.alarm(asked["timeout"])  # which kills it
    os.chdir(asked["folder"])
    os.environ.clear()
    os.environ.update(asked["environment"])
    sys.stdin, sys.stdout, sys.stderr = (
        _stream(0, os.devnull, "r", "strict"),
        _stream(1, asked["out"], "w", "strict"),
        _stream(2, asked["err"], "w", "backslashreplace"),
    )
    sys.argv = [*asked["typed"]]
    sys.orig_argv = [sys.executable, "-m", *sys.argv]
    sys.path[0] = asked["folder"]


def _stream(number: int, file: str, mode: str, errors: str) -> io.TextIOWrapper:
    """A file in the place of a standard stream."""
    with open(file, f"{mode}b") as opened:  # noqa: PTH123
        os.dup2(opened.fileno(), number)
    return io.TextIOWrapper(os.fdopen(number, f"{mode}b", closefd=False), "utf-8", errors)


if __name__ == "__main__":
    _serve()
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
