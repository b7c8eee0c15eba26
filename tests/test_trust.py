"""The line between data and code, as CODEOWNERS draws it and the pipeline keeps it."""

from __future__ import annotations

import fnmatch
import os
import re
import shutil
import subprocess
import sys

import pytest
import yaml

import project
from conftest import ROOT, SAMPLE

OFFICE = {"@rectify/office"}
BOTH = {"@rectify/office", "@rectify/supervision"}
MAINTAINERS = {"@rectify/maintainers"}


def owners(path):
    """Who has to approve a change of a file: as GitLab reads it, the last line that matches wins."""
    found = set()
    for line in (ROOT / "CODEOWNERS").read_text("utf-8").split("\n"):
        if not line or line.startswith("#"):
            continue
        pattern, *who = line.split()
        if pattern == "*" or fnmatch.fnmatch(f"/{path}", f"{pattern}*"):
            found = set(who)
    return found


@pytest.mark.parametrize(
    ("path", "who"),
    [
        ("data/campaigns/2019/units/unit-1.yml", OFFICE),
        ("data/campaigns/2019/evidence/U1-001/学习制度.pdf", OFFICE),
        ("docs/notes/2019/units/unit-1.md", OFFICE),
        ("data/campaigns/2019/campaign.yml", BOTH),
        ("data/campaigns/2019/findings.yml", BOTH),
        ("data/organization.yml", BOTH),
        ("docs/about.md", MAINTAINERS),
        ("mkdocs.yml", MAINTAINERS),
        ("CODEOWNERS", MAINTAINERS),
        (".gitattributes", MAINTAINERS),
        ("data.py", MAINTAINERS),
    ],
)
def test_who_approves_what(path, who):
    assert owners(path) == who


def test_code_is_approved_by_maintainers_alone():
    code = [file for name in ("hooks", "tests", ".ci") for file in (ROOT / name).rglob("*") if file.is_file()]
    assert len(code) > 100
    for file in code:
        if SAMPLE not in file.parents:
            assert owners(file.relative_to(ROOT).as_posix()) == MAINTAINERS, file


def test_an_edit_of_data_does_not_wait_for_the_programs_tests():
    pipeline = yaml.safe_load((ROOT / ".gitlab-ci.yml").read_text("utf-8"))
    (rule,) = pipeline["test"]["rules"]
    assert pipeline["test"]["script"] == ".ci/run"
    for path in ("data/organization.yml", "docs/notes/2019/units/unit-1.md", "docs/about.md", "mkdocs.yml"):
        assert not any(re.fullmatch(fnmatch.translate(each), path) for each in rule["changes"]), path
    for path in ("hooks/rectify/build.py", "tests/test_trust.py", "Makefile", "requirements-dev.lock"):
        assert any(
            re.fullmatch(fnmatch.translate(each.replace("**/", "")), path) for each in rule["changes"]
        ), path
    for job in ("review", "pages"):
        assert not any("make test" in line or ".ci/run" in line for line in pipeline[job]["script"])


def test_what_others_can_write_is_not_what_publishes():
    cache = yaml.safe_load((ROOT / ".gitlab-ci.yml").read_text("utf-8"))["default"]["cache"]
    assert "$CI_COMMIT_REF_PROTECTED" in cache["key"]["prefix"]


@pytest.fixture
def brought(tmp_path):
    """A project to which a merge request has brought what would run; where that leaves its mark."""
    folder, mark = tmp_path / "p", tmp_path / "has-run"
    folder.mkdir()
    shutil.copy(ROOT / "Makefile", folder)
    for name in ("requirements.lock", "requirements-dev.lock", "requirements-bench.lock"):
        (folder / name).write_text("", "utf-8")
    shutil.copytree(ROOT / ".ci", folder / ".ci")
    return folder, mark


def made(folder):
    return subprocess.run(
        ["make", "--dry-run", "site"],
        cwd=folder,
        env={**os.environ, "MAKEFLAGS": ""},
        capture_output=True,
        encoding="utf-8",
        errors="replace",
    )


@pytest.mark.parametrize("name", [".venv", ".VENV", ".venv-bench", ".venv-properdocs"])
def test_an_environment_that_is_in_git_is_never_run(brought, name):
    folder, mark = brought
    python = folder / name / "bin/python"
    python.parent.mkdir(parents=True)
    python.write_text(f"#!/bin/sh\ntouch '{mark}'\necho works\n", "utf-8")
    python.chmod(0o755)
    (folder / name / "site.ready").touch()
    project.git(folder, "init", "-q")
    project.git(folder, "add", "-f", "-A")
    done = made(folder)
    assert done.returncode == 2
    assert "git rm -r --cached .venv" in done.stderr
    assert not mark.exists()
    project.git(folder, "rm", "-rq", "--cached", name)
    assert made(folder).returncode == 0


def test_an_environment_that_is_a_link_in_git_is_never_run(brought):
    folder, mark = brought
    (folder / "data/bin").mkdir(parents=True)
    python = folder / "data/bin/python"
    python.write_text(f"#!/bin/sh\ntouch '{mark}'\n", "utf-8")
    python.chmod(0o755)
    (folder / ".venv").symlink_to("data")
    project.git(folder, "init", "-q")
    project.git(folder, "add", "-f", "-A")
    assert made(folder).returncode == 2
    assert not mark.exists()


def test_a_file_of_the_project_is_not_taken_for_a_library(brought):
    """``python -m`` puts the current folder first: a ``mkdocs.py`` there would be run."""
    folder, mark = brought
    (folder / ".venv/bin").mkdir(parents=True)
    (folder / ".venv/bin/python").symlink_to(sys.executable)
    for name in ("mkdocs", "rectify", "yaml"):
        (folder / f"{name}.py").write_text(f"open({str(mark)!r}, 'w')\n", "utf-8")
    made(folder)
    assert not mark.exists()
    assert "PYTHONSAFEPATH := 1" in (folder / "Makefile").read_text("utf-8")
