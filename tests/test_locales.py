"""In an old locale with GBK file names the output is the same."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

import project
from conftest import ROOT, missing, needs


@pytest.fixture(scope="module")
def locales(tmp_path_factory):
    folder = tmp_path_factory.mktemp("locales")
    for name, charset in (("zh_CN.GB18030", "GB18030"), ("zh_CN.GBK", "GBK")):
        command = [needs("localedef"), "-i", "zh_CN", "-f", charset, str(folder / name)]
        done = subprocess.run(command, capture_output=True)
        asked = subprocess.run(
            [needs("locale"), "charmap"],
            env={"LOCPATH": str(folder), "LC_ALL": name},
            capture_output=True,
            text=True,
        )
        if asked.stdout.strip() != charset:  # without the table of its characters it is of another
            missing(done.stderr.decode("utf-8", "replace"))
    return folder


def run(folder, locales, locale, *arguments, **environment):
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "LC_", "LANG"))}
    kept |= {"LOCPATH": str(locales), "LC_ALL": locale, "PYTHONPATH": str(ROOT / "hooks"), **environment}
    return subprocess.run([sys.executable, "-m", *arguments], cwd=folder, env=kept, capture_output=True)


def files(folder):
    return {
        os.fsencode(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_any_locale_builds_the_same_files(tmp_path, locales):
    folder = project.copy_small(tmp_path / "p")
    built = {}
    for locale, more in (
        ("C.UTF-8", {}),
        ("zh_CN.GB18030", {}),
        ("zh_CN.GBK", {}),
        ("C", {"PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}),
    ):
        site = tmp_path / locale
        done = run(folder, locales, locale, "mkdocs", "build", "--strict", "--site-dir", str(site), **more)
        assert done.returncode == 0, done.stderr
        built[locale] = files(site)
    assert all(each == built["C.UTF-8"] for each in built.values())
    assert "2019/people/刘鹏.ics".encode() in built["zh_CN.GBK"]


def test_the_command_reads_the_same_and_speaks_as_the_terminal_does(tmp_path, locales):
    folder = project.copy_small(tmp_path / "p")
    done = run(folder, locales, "zh_CN.GBK", "rectify", "check")
    assert (done.returncode, done.stdout.decode("gbk"), done.stderr) == (0, "没有问题。\n", b"")
    done = run(folder, locales, "zh_CN.GBK", "rectify", "new", "issue", "--unit", "unit-1")
    assert "在" in done.stdout.decode("utf-8"), "what goes into a file of the data is UTF-8"
