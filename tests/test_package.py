"""The built and installed package is complete and independent of the checkout."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile

import pytest

from conftest import ROOT
from rectify import __version__

PACKAGE = ROOT / "hooks/rectify"


def run(installed, *command, cwd, **environment):
    """Run a program of the environment in which the wheel is installed, and of no other."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL"))}
    return subprocess.run(
        [installed / "venv/bin" / command[0], *command[1:]],
        cwd=cwd,
        env={**clean, "PIP_NO_INDEX": "1", "PYTHONIOENCODING": "utf-8", **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
    )


def ours():
    """Every file of the package as it is tracked or about to be."""
    listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z", "hooks/rectify"]
    done = subprocess.run(listed, cwd=ROOT, capture_output=True, check=True)
    return {name.removeprefix("hooks/") for name in done.stdout.decode().split("\0") if name}


def test_the_wheel_holds_all_that_the_program_reads(installed):
    (wheel,) = (installed / "dist").glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    assert ours() <= names
    for one in (
        "py.typed",
        "pages/issue/issue.html",
        "mkdocs/theme/assets/rectify/search-model.js",
        "html/styles/print.css",
        "words/zh.yml",
        "words/en.yml",
        "handbook/zh/index.md",
        "handbook/examples.yml",
        "starter/requirements.lock",
        "starter/both/dot-gitignore.in",
        "mkdocs/refused.html",
    ):
        assert f"rectify/{one}" in names
    rest = {name for name in names - ours() if ".dist-info/" not in name}
    assert rest == {"rectify/starter/requirements.lock"}, "no compiled file, no sample, no test"
    assert wheel.name == f"rectify-{__version__}-py3-none-any.whl"


def test_the_wheel_is_the_same_whenever_it_is_built(installed, tmp_path):
    (wheel,) = (installed / "dist").glob("*.whl")
    build(tmp_path, "wheel")
    assert (tmp_path / wheel.name).read_bytes() == wheel.read_bytes()


def build(folder, target, source=ROOT):
    command = [sys.executable, "-m", "hatchling", "build", "-t", target, "-d", str(folder)]
    subprocess.run(command, cwd=source, check=True, capture_output=True)


def test_the_archive_of_the_source_builds_the_same_wheel_without_git(installed, tmp_path):
    build(tmp_path, "sdist")
    with tarfile.open(tmp_path / f"rectify-{__version__}.tar.gz") as archive:
        names = archive.getnames()
    subprocess.run(["tar", "-xzf", archive.name], cwd=tmp_path, check=True)
    assert not any("/data/" in name and "starter" not in name for name in names), (
        "the sample is not the program"
    )
    source = tmp_path / f"rectify-{__version__}"
    build(tmp_path / "again", "wheel", source)
    (wheel,) = (installed / "dist").glob("*.whl")
    assert (tmp_path / "again" / wheel.name).read_bytes() == wheel.read_bytes()


def test_what_is_installed_runs_without_the_checkout(installed, tmp_path):
    asked = "import rectify, rectify.mkdocs.events; print(rectify.__file__)"
    done = run(installed, "python", "-c", asked, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(str(installed / "venv"))
    assert run(installed, "rectify", "--version", cwd=tmp_path).stdout == f"rectify {__version__}\n"


def test_pip_installs_the_folder_of_the_source(installed, tmp_path):
    """``pip install .`` with the build back end of this environment, without a network."""
    venv = tmp_path / "venv"
    shutil.copytree(installed / "venv", venv, symlinks=True)
    pip = [sys.executable, "-m", "pip", "--python", str(venv / "bin/python"), "install", "--no-index"]
    command = [*pip, "--quiet", "--no-deps", "--no-build-isolation", "--force-reinstall", "."]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    done = run(tmp_path, "rectify", "init", "own", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "--wheel" in done.stderr, "of what was built here no digest is known"
    assert (tmp_path / "own/requirements.lock").read_text("utf-8").endswith(f"\nrectify=={__version__}\n")


def test_the_package_tells_type_checkers_its_types(installed, tmp_path):
    (tmp_path / "own.py").write_text("from rectify.read.days import nonsense\n", "utf-8")
    (tmp_path / "fine.py").write_text("from rectify import __version__\n\nname: str = __version__\n", "utf-8")
    command = [sys.executable, "-m", "mypy", "--python-executable", str(installed / "venv/bin/python")]
    clean = {name: value for name, value in os.environ.items() if name != "MYPYPATH"}
    done = subprocess.run(
        [*command, "--follow-imports=silent", "own.py", "fine.py"],
        cwd=tmp_path,
        env=clean,
        capture_output=True,
        text=True,
    )
    assert "nonsense" in done.stdout
    assert "py.typed" not in done.stdout
    assert "fine.py" not in done.stdout


def test_the_version_stands_in_one_place_and_the_changelog_knows_it():
    # The newest release; what is not released yet may stand above it.
    heading = re.search(r"^## (\d\S*?)(?:（.*）)?$", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.M)
    assert heading[1] == __version__
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    assert __version__ not in text.replace(f">={__version__}", "")


@pytest.mark.parametrize(
    "name", ["click", "jinja2", "markdown", "mkdocs", "mkdocs-material", "nh3", "pyyaml"]
)
def test_every_dependency_is_bounded(name):
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    assert re.search(rf'^    "{name}>=[\d.]+,<\d+",$', text, re.M)
