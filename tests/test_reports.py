"""Machine-readable reports of every case of ``tests/bad`` are valid in their format."""

from __future__ import annotations

import json
import os
import pathlib
import unicodedata
from xml.etree import ElementTree

import jsonschema
import pytest

import project
from rectify import check
from rectify.cli import reports
from rectify.read.problems import Problem, problem, visible
from rectify.read.source import Place, Source
from rectify.words import messages
from test_bad_data import CASES, load

SCHEMAS = pathlib.Path(__file__).parent / "schemas"


def validator(name):
    schema = json.loads((SCHEMAS / f"{name}.json").read_text("utf-8"))
    jsonschema.Draft7Validator.check_schema(schema)
    return jsonschema.Draft7Validator(schema)


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_reports_are_valid(case, tmp_path):
    given = load(case)
    words = messages.catalogue("zh")
    project.broken(project.copy_small(tmp_path), given)
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


OBEYED = [*map(chr, range(0x20)), *map(chr, range(0x7F, 0xA0)), *"\xad\u061c\u200b\u200e\u200f\u2028\u2029"]
OBEYED += [
    *map(chr, range(0x202A, 0x202F)),
    *map(chr, range(0x2066, 0x206A)),
    *"\ufeff\ufffe\uffff\U000e0041",
]
ODD = "".join(OBEYED) + "\udcff\udc9b"


def raw(text):
    """What a terminal, a log or a parser would take for more than a character to show."""
    kinds = {"Cc", "Cf", "Cs", "Zl", "Zp"}
    return {
        f"U+{ord(sign):04X}" for sign in text if unicodedata.category(sign) in kinds or sign in "\ufffe\uffff"
    }


@pytest.mark.parametrize("name", reports.FORMATS)
def test_no_foreign_text_reaches_a_report_as_it_is(name):
    """Reports stay well-formed with hostile paths, ids and lines."""
    text = Source(f"data/{ODD}.yml", f"id: {ODD.replace(chr(10), '')}甲", "")
    found = [problem("structure.unknown-key", "key", Place(text, 1, 5), key=ODD, value=ODD, options=ODD)]
    found = [*found, *found]
    made = reports.FORMATS[name](found, messages.catalogue("zh"), False)
    assert raw(made) <= {"U+000A"}
    assert made.count("\n") < 2000
    made.encode()
    if name in ("sarif", "gitlab"):
        validator(name).validate(json.loads(made))
    elif name == "junit":
        ElementTree.fromstring(made.encode())
    if name == "text":
        assert len(made.split("\n")) == 2 + 2 * 5 + 2


def test_what_anyone_may_write_stays_as_it_is():
    for text in (
        "刘鹏",
        "𠮷野",
        "阿不都·热西提",
        "Résumé（2019年）.pdf",
        "全　角",
        "　",
        "e\u0301",
        "\U00031350",
        "\ue000",
    ):
        assert visible(text) == text
    assert visible("a\x1b[31m\n\u202e\udcff") == "a〈U+001B〉[31m〈U+000A〉〈U+202E〉〈0xFF〉"


def test_file_names_of_any_bytes_are_told(tmp_path):
    """On the disk a name may hold a line end, an escape, or what is no UTF-8."""
    folder = project.copy_small(tmp_path)
    evidence = folder / "data/campaigns/2019/evidence/U1-001"
    for place in (evidence, evidence.parent, folder / "data", folder / "data/campaigns/2019/units"):
        for odd in (b"\xff\xfe.pdf", b"a\n::error::b.pdf", b"\x1b[2J.yml"):
            (place / os.fsdecode(odd)).write_bytes(b"%PDF-1.4\x00")
    found = sorted(project.build(folder).problems, key=Problem.sort_key)
    assert len(found) > 5
    for name, made in reports.FORMATS.items():
        told = made(found, messages.catalogue("zh"), False)
        assert raw(told) <= {"U+000A"}, name
        assert not any(line.startswith("::error::") for line in told.split("\n")), name
        told.encode()
