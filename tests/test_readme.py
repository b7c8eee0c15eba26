"""Following the README's advice on the sample leaves a working project for one's own data."""

from __future__ import annotations

import re
import shutil

import project
from conftest import ROOT, SAMPLE


def test_the_folders_that_an_owner_empties_hold_all_that_is_the_sample_s(tmp_path):
    for name in ("data", "docs"):
        shutil.copytree(SAMPLE / name, tmp_path / name)
    sentence = re.search(r"正式使用时清空(.*?)，换成自己的数据", (ROOT / "README.md").read_text("utf-8"))
    for folder in re.findall(r"`([^`]+)`", sentence[1]):
        shutil.rmtree(tmp_path / folder)
    shutil.copytree(project.SMALL / "data", tmp_path / "data", dirs_exist_ok=True)
    assert project.report(project.build(tmp_path)) == []
