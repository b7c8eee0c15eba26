"""The line between data and code, as CODEOWNERS draws it and the pipeline keeps it."""

from __future__ import annotations

import fnmatch
import re

import pytest
import yaml

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
    for path in ("hooks/rectify/site.py", "tests/test_trust.py", "Makefile", "requirements-dev.lock"):
        assert any(
            re.fullmatch(fnmatch.translate(each.replace("**/", "")), path) for each in rule["changes"]
        ), path
    for job in ("review", "pages"):
        assert not any("make test" in line or ".ci/run" in line for line in pipeline[job]["script"])


def test_what_others_can_write_is_not_what_publishes():
    cache = yaml.safe_load((ROOT / ".gitlab-ci.yml").read_text("utf-8"))["default"]["cache"]
    assert "$CI_COMMIT_REF_PROTECTED" in cache["key"]["prefix"]
