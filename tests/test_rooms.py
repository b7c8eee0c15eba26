"""Features are self-contained: delete one from a copy of the tree, and everything else is unchanged."""

from __future__ import annotations

import json
import os
import posixpath
import re
import shutil
import subprocess
import sys
import urllib.parse

import pytest
from bs4 import BeautifulSoup

import project
from conftest import ROOT, copy_hooks


@pytest.fixture
def tree(tmp_path):
    """A copy of the program, with the small project beside it."""
    copy_hooks(tmp_path / "hooks")
    folder = project.copy_small(tmp_path / "project")
    config = folder / "mkdocs.yml"
    config.write_text(config.read_text("utf-8").replace(str(ROOT), str(tmp_path)), "utf-8")
    return tmp_path


def built(tree):
    """Every file but the index of search, of the site that a tree builds strictly."""
    for command in (["rectify", "check"], ["mkdocs", "build", "--strict"]):
        done = subprocess.run(
            [sys.executable, "-m", *command],
            cwd=tree / "project",
            env={**os.environ, "PYTHONPATH": str(tree / "hooks"), "PYTHONIOENCODING": "utf-8"},
            capture_output=True,
            encoding="utf-8",
        )
        assert done.returncode == 0, done.stdout + done.stderr
    site = tree / "project/site"
    found = {file.relative_to(site).as_posix(): file for file in site.rglob("*") if file.is_file()}
    return {name: file for name, file in found.items() if not name.startswith("search/")}


def dead(files):
    """Links from a page of the site to where there is nothing."""
    for name, file in files.items():
        if not name.endswith(".html") or name == "404.html":
            continue
        for link in BeautifulSoup(file.read_bytes(), "lxml").select("a[href], link[href], script[src]"):
            target = re.split("[?#]", link.get("href") or link.get("src"))[0]
            if not target or ":" in target:
                continue
            path = posixpath.join(posixpath.dirname(name), urllib.parse.unquote(target))
            path = posixpath.normpath(path)
            if path not in files and posixpath.normpath(f"{path}/index.html") not in files:
                yield name, target


@pytest.mark.parametrize("kind", ["board", "analogy", "quality"])
def test_a_kind_of_page_is_its_folder(tree, kind):
    before = set(built(tree))
    shutil.rmtree(tree / "hooks/rectify/pages" / kind)
    shutil.rmtree(tree / "project/site")
    after = built(tree)
    assert before - after.keys() == {name for name in before if name.startswith(f"2019/{kind}/")}
    assert after.keys() <= before
    assert list(dead(after)) == []


def test_a_column_is_its_record(tree):
    columns = tree / "hooks/rectify/html/columns.py"
    text = columns.read_text("utf-8")
    made = re.sub(r'    "supervisor": _person\("supervisor"\),\n', "", text).replace(', "supervisor"', "")
    assert made != text
    columns.write_text(made, "utf-8")
    after = built(tree)
    assert list(dead(after)) == []
    page = after["2019/units/unit-1/index.html"].read_text("utf-8")
    assert "rc-col--owner" in page
    pages = [file for name, file in after.items() if name.endswith(".html")]
    assert not any("rc-col--supervisor" in file.read_text("utf-8") for file in pages)
    assert "supervisor" not in json.loads(after["2019/rows.json"].read_bytes())["columns"]


def test_an_export_is_its_module(tree):
    before = set(built(tree))
    (tree / "hooks/rectify/exports/badges.py").unlink()
    (tree / "hooks/rectify/exports/templates/feeds/badge.svg").unlink()
    shutil.rmtree(tree / "project/site")
    after = built(tree)
    assert before - after.keys() == {name for name in before if "badge" in name}
    assert list(dead(after)) == []
