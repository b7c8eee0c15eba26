"""What several tests share: the sample site, built once, and a browser."""

from __future__ import annotations

import os
import pathlib
import shutil
import subprocess
import sys

import pytest
from filelock import FileLock

ROOT = pathlib.Path(__file__).parent.parent


def mkdocs(*arguments: str, cwd: pathlib.Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run MkDocs as a user would."""
    return subprocess.run(
        [sys.executable, "-m", "mkdocs", *arguments],
        cwd=cwd,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
    )


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    """The sample site, built strictly, once for all workers."""
    return _built(tmp_path_factory, "site")


@pytest.fixture(scope="session")
def english_site(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    """The sample site with an English interface."""
    return _built(tmp_path_factory, "english", ("language: zh", "language: en"))


def _built(factory: pytest.TempPathFactory, name: str, *edits: tuple[str, str]) -> pathlib.Path:
    base = factory.getbasetemp()
    shared = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    output = shared / name
    with FileLock(f"{output}.lock"):
        if not output.is_dir():
            project = copy_project(shared / f"{name}-project", *edits)
            done = mkdocs("build", "--strict", "--site-dir", str(output), cwd=project)
            assert done.returncode == 0, done.stderr
            assert "warning" not in (done.stdout + done.stderr).lower(), done.stderr
    return output


def copy_project(folder: pathlib.Path, *edits: tuple[str, str]) -> pathlib.Path:
    """A copy of what a site owner has: mkdocs.yml (with edits), data, docs and hooks."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("data", "docs", "hooks"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    text = (ROOT / "mkdocs.yml").read_text("utf-8")
    for old, new in edits:
        assert old in text, old
        text = text.replace(old, new)
    (folder / "mkdocs.yml").write_text(text, "utf-8")
    return folder


def needs(program: str) -> str:
    """The path of a program that a test needs: without it, skip, but never in CI."""
    found = shutil.which(program) or shutil.which(program, path="/usr/sbin:/usr/bin")
    if not found:
        if os.environ.get("CI"):
            pytest.fail(f"CI must have {program}: see .ci/browser")
        pytest.skip(f"{program} is not installed")
    return found
