"""The JSON Schemas agree with the loader, as far as a schema can."""

from __future__ import annotations

import datetime
import functools
import json
import re

import jsonschema
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

import project
from conftest import ROOT, SAMPLE, is_the_sample
from rectify.read import format, schema, yamltree
from rectify.read.reading import INVALID, Reading
from rectify.read.source import Source
from rectify.words import messages
from test_bad_data import CASES, load

# Of these a schema can't tell: it knows no decimal places, and no names of devices in any case.
BEYOND = {"number-cents", "id-reserved", "correction-was-day", "correction-was-entry", "correction-whole"}
BEYOND |= {"adjustment-was-day", "adjustment-was-kind", "adjustment-was-list"}
# What a schema can say of a file that an editor's YAML parser has let pass.
EXPRESSIBLE = {
    f"structure.{name}"
    for name in (
        "empty",
        "type",
        "unknown-key",
        "missing-key",
        "identifier",
        "day",
        "number",
        "choice",
        "claim",
    )
}


def resolved(node):
    """A node as an editor's YAML 1.2 parser understands it."""
    if isinstance(node, yamltree.Mapping):
        return {name.text: resolved(value) for name, value in node.pairs}
    if isinstance(node, yamltree.Sequence):
        return [resolved(item) for item in node.items]
    if not node.plain:
        return node.text
    if node.empty:
        return None
    if node.text in ("true", "True", "TRUE", "false", "False", "FALSE"):
        return node.text.lower() == "true"
    if re.fullmatch(r"[-+]?[0-9]+", node.text):
        return int(node.text)
    if re.fullmatch(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", node.text):
        return float(node.text)
    return node.text


def validator(file):
    kind = next((kind for kind in format.FILES if re.fullmatch(re.sub(r"<\w+>", "[^/]+", kind), file)), None)
    return None if kind is None else validator_of(kind)


@functools.cache
def validator_of(kind):
    found = json.loads(schema.schemas(messages.catalogue("zh"))[f"{schema.name(kind)}.json"])
    jsonschema.Draft7Validator.check_schema(found)
    return jsonschema.Draft7Validator(found, format_checker=jsonschema.Draft7Validator.FORMAT_CHECKER)


def data_files(folder):
    return sorted(file for file in (folder / "data").rglob("*.yml") if file.is_file())


def accepted(file, folder):
    """Whether an editor would pass a file; None if it is no data file or no YAML at all."""
    check = validator(file.relative_to(folder / "data").as_posix())
    try:
        tree = yamltree.parse(file.read_bytes().decode("utf-8-sig").replace("\r\n", "\n"))
    except UnicodeDecodeError:
        return None
    return None if check is None or tree.faults else check.is_valid(resolved(tree.root))


def test_the_sample_data_is_accepted_and_names_its_schema():
    files = data_files(SAMPLE)
    assert len(files) > 20
    for file in files:
        assert accepted(file, SAMPLE), file
        line = file.read_text("utf-8").split("\n", 1)[0]
        assert line.startswith("# yaml-language-server: $schema="), file
        assert (file.parent / line.split("=", 1)[1]).resolve().is_file(), line


@pytest.mark.parametrize("folder", [SAMPLE, ROOT], ids=["tests", "own"])
def test_the_schemas_that_lie_with_the_data_are_those_that_the_code_makes(folder):
    if folder == ROOT and not is_the_sample():
        pytest.skip("data/ is its owner's")
    made = schema.schemas(messages.catalogue("zh"))
    lying = {file.name: file.read_text("utf-8") for file in (folder / "data" / schema.FOLDER).iterdir()}
    assert lying == made, f"run `rectify --project {folder} schema`"


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_what_a_schema_can_say_it_says(case, tmp_path):
    told = load(case)
    project.broken(project.copy_small(tmp_path), told)
    wrong = {
        line.split(":")[0]
        for line in told["expect"]
        if line.startswith("data/")
        and (rule := re.search(r"\[([\w.-]+)\]", line))
        and rule.group(1) in EXPRESSIBLE
    }
    mute = {line.split(":")[0] for line in told["expect"]}
    for file in data_files(tmp_path):
        name = file.relative_to(tmp_path).as_posix()
        if name in wrong and case.stem not in BEYOND:
            assert accepted(file, tmp_path) in (False, None), name
        elif name not in mute:
            assert accepted(file, tmp_path) in (True, None), name
    assert (
        not wrong
        or case.stem in BEYOND
        or any(accepted(tmp_path / name, tmp_path) is False for name in wrong if (tmp_path / name).is_file())
    )


VALUES = st.one_of(
    st.sampled_from(
        ["", "~", "true", "partial", "false", "2019-04-08", "2019-4-8", "12", "12.5", "12.345", "-1"]
    ),
    st.sampled_from(
        [
            "dated",
            "pass",
            "是",
            "F01",
            "U1-001",
            "[a, b]",
            "{a: b}",
            "[]",
            '"12"',
            '"true"',
            "1e3",
            "self_check",
        ]
    ),
    st.dates(datetime.date(1900, 1, 1)).map(str),
    st.integers(0, 10**14).map(str),
)
KEYS = st.sampled_from([*format.ISSUE.keys, "titel"])


@given(st.dictionaries(KEYS, VALUES, min_size=1, max_size=4))
def test_what_the_loader_reads_no_schema_refuses(edits):
    """No false positives: an editor never marks what the loader accepts."""
    issue = {
        "id": "U1-001", "title": "题", "description": "文", "kind": "dated", "lead": "hq", "leader": "甲",
        "owner": "乙", "supervisor": "丙", "opened": "2019-04-08", "deadline": "2019-04-20", **edits,
    }  # fmt: skip
    text = "issues:\n  - " + "\n    ".join(f"{key}: {value}" for key, value in issue.items()) + "\n"
    tree = yamltree.parse(text)
    reading = Reading(Source("u.yml", text, ""), messages.catalogue("zh"))
    read = format.UNIT_FILE.read(tree.root, reading, "u") if not tree.faults else INVALID
    if read is not INVALID and not reading.problems:
        assert validator("campaigns/2019/units/u.yml").is_valid(resolved(tree.root)), text


def test_descriptions_are_in_the_language_of_the_catalogue():
    for language in messages.LANGUAGES:
        words = messages.catalogue(language)
        for text in schema.schemas(words).values():
            assert "description" in json.loads(text)
        unit = json.loads(schema.schemas(words)["unit.json"])
        kind = unit["properties"]["issues"]["items"]["properties"]["kind"]
        assert kind["description"] == words("key.issue.kind")
        codes, chinese = kind["anyOf"]
        assert codes["enumDescriptions"][0] == words("kind_of.immediate")
        assert "立行立改" in chinese["enum"]


def test_a_modeline_leads_from_every_kind_of_file_to_its_schema():
    for file in format.FILES:
        line = schema.modeline(file)
        assert yaml.safe_load(line) is None
        assert line.count("../") == file.count("/")


def test_chinese_words_are_taken_for_codes(tmp_path):
    """What pages show for a code may be typed in its place; the record holds the code."""
    folder = project.copy_small(tmp_path)
    file = folder / project.UNIT_1
    text = file.read_text("utf-8")
    for code, word in (
        ("kind: immediate", "kind: 立行立改"),
        ("has: true", "has: 有"),
        ("step: apply", "step: 销号申请"),
    ):
        assert code in text
        text = text.replace(code, word)
    plain = project.build(project.copy_small(tmp_path / "plain"))
    file.write_text(text, "utf-8")
    made = project.build(folder)
    assert project.report(made) == []
    kinds = [[issue.kind for issue in each.site.books.issues.values()] for each in (made, plain)]
    steps = [
        [step.step for issue in each.site.books.issues.values() for step in issue.closure]
        for each in (made, plain)
    ]
    assert kinds[0] == kinds[1]
    assert steps[0] == steps[1]
