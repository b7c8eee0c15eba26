"""The environment that ``make site`` makes: a copy of the project, or one that was moved, runs its own code."""

from __future__ import annotations

import os
import pathlib
import shutil
import subprocess
import sys
import sysconfig

import pytest

import project
from conftest import ROOT

OURS = "检查数据、查询问题、登记校验值"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A project with an environment of its own, which borrows the packages of this one: no net is needed."""
    folder = tmp_path_factory.mktemp("made") / "整改 台账"
    project.copy_small(folder)
    shutil.copytree(ROOT / "hooks", folder / "hooks", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / ".ci", folder / ".ci")
    (folder / "none.lock").write_text("", "utf-8")
    done = subprocess.run(
        [".ci/venv", ".venv", "none.lock"],
        cwd=folder,
        env={**os.environ, "PYTHON": sys.executable},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return folder


def edited(folder):
    """A project with a modified program."""
    file = folder / "hooks/rectify/words/zh.yml"
    file.write_text(file.read_text("utf-8").replace(OURS, "另一份程序"), "utf-8")
    return folder


def says(folder, command=".venv/bin/rectify"):
    done = subprocess.run(
        [folder / command, "--help"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": sysconfig.get_path("purelib"), "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_command_runs_the_code_beside_it(made, tmp_path):
    assert OURS in says(made)
    copy = edited(shutil.copytree(made, tmp_path / "copy", symlinks=True))
    assert "另一份程序" in says(copy)
    assert OURS in says(made)
    moved = copy.rename(tmp_path / "moved")
    assert "另一份程序" in says(moved)
    (tmp_path / "rectify").symlink_to(moved / ".venv/bin/rectify")
    assert "另一份程序" in says(tmp_path, "rectify")


def test_nothing_in_the_environment_knows_where_it_was_made(made):
    """Whatever runs there finds its Python beside it. What only tells where it was made may stay."""
    scripts = made / ".venv/bin"
    for file in [*scripts.iterdir(), pathlib.Path(next(made.glob(".venv/lib/*/site-packages/rectify.pth")))]:
        if not file.is_symlink() and not file.name.lower().startswith("activate"):
            assert str(made).encode() not in file.read_bytes(), file.name
    assert (scripts / "pip").is_file()
