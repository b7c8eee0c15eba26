"""What machines read: each report of every case of ``tests/bad`` is valid by its format."""

from __future__ import annotations

import json
import pathlib
from xml.etree import ElementTree

import jsonschema
import pytest

import project
from rectify import check, messages
from rectify.cli import reports
from rectify.problems import Problem
from test_bad_data import CASES, load

SCHEMAS = pathlib.Path(__file__).parent / "schemas"


def validator(name):
    schema = json.loads((SCHEMAS / f"{name}.json").read_text("utf-8"))
    jsonschema.Draft7Validator.check_schema(schema)
    return jsonschema.Draft7Validator(schema)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_reports_are_valid(case, tmp_path):
    given = load(case)
    words = messages.catalogue("zh")
    project.change(project.copy_small(tmp_path), given)
    found = sorted(project.build(tmp_path).problems, key=Problem.sort_key)
    for name in ("sarif", "gitlab"):
        made = json.loads(reports.FORMATS[name](found, words, False))
        validator(name).validate(made)
    sarif = json.loads(reports.sarif(found, words, colour=False))["runs"][0]
    known = [rule["id"] for rule in sarif["tool"]["driver"]["rules"]]
    assert len(set(known)) == len(known)
    assert {result["ruleId"] for result in sarif["results"]} <= set(known)
    prints = [each["fingerprint"] for each in json.loads(reports.gitlab(found, words, colour=False))]
    assert len(set(prints)) == len(prints), "GitLab shows but the first of two with one fingerprint"
    suite = ElementTree.fromstring(reports.junit(found, words, colour=False))
    told = {each.rule for each in found if each.level == "error"}
    assert {one.get("name") for one in suite if one.find("failure") is not None} == told
    assert suite.get("tests") == str(len(check.all_rules()) + 1)
