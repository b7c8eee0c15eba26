"""Following a message breaks no other rule: apply each suggested edit and check again."""

from __future__ import annotations

import functools
import pathlib
import re
import tempfile

import pytest
import yaml

import project
from advice import FOLLOWED, JUDGED
from rectify import check
from rectify.git import revision
from rectify.read.problems import Problem
from rectify.words import messages

CASES = {case.stem: case for case in sorted((pathlib.Path(__file__).parent / "bad").glob("*.yml"))}

HIDING = {
    "evidence-misspelt": "without the file that it nearly names, an entry names none",
    "evidence-path": "without the file that it nearly names, an entry names none",
    "name-selector": "who the name is shows when the sign in it is gone",
    "name-zero-width": "who the name is shows when the sign in it is gone",
    "stray-yaml": "a file that is read is of no unit",
    "wide-comma": "behind the first comma stands another",
}
"""Cases in which what is mended hid something else that is wrong, which shows then, and why."""


def _given(case: str) -> dict:
    return yaml.safe_load(CASES[case].read_text("utf-8"))


def _broken(case: str, folder: pathlib.Path) -> pathlib.Path:
    return project.broken(project.copy_small(folder), _given(case))


def _problems(folder: pathlib.Path) -> list[Problem]:
    made = project.build(folder)
    found = list(made.problems)
    if (folder / ".git").exists():
        words = messages.catalogue("zh")
        found += check.compare(revision.compare(folder, "data", "main", made.loaded, words))
    return found


@functools.cache
def _before(case: str) -> tuple[Problem, ...]:
    """The problems of a case."""
    with tempfile.TemporaryDirectory() as folder:
        return tuple(_problems(_broken(case, pathlib.Path(folder) / "project")))


def _to_follow(case: str) -> list[Problem]:
    """The problems of a case that suggest an edit, except those beyond the limit per file."""
    told = _before(case)
    if any(found.variant == "problems" for found in told):
        return []
    return [found for found in told if _name(found) in FOLLOWED and not _names_none(found)]


def _name(found: Problem) -> str:
    return f"{found.rule}.{found.variant}"


def _names_none(found: Problem) -> bool:
    """Whether the message could suggest a value but has none."""
    can = f"problem.{_name(found)}.mend_none" in messages.catalogue("zh").texts
    return can and found.values.get("better") == ""


def _told(found: Problem) -> tuple[str, str, str, str]:
    """A message without its place and the line it names, which an edit above them moves."""
    values = {key: value for key, value in found.values.items() if key != "line"}
    return found.rule, found.variant, found.at.path, str(values)


def _cases() -> list[str]:
    rules = {each.rpartition(".")[0] for each in FOLLOWED}
    told = {case: "\n".join(_given(case)["expect"]) for case in CASES}
    return [case for case in CASES if any(f"[{rule}]" in told[case] for rule in rules)]


@pytest.mark.parametrize("case", _cases())
def test_followed_advice_ends_its_message_and_begins_no_other(case, tmp_path):
    before = [_told(each) for each in _before(case)]
    for number, found in enumerate(_to_follow(case)):
        folder = _broken(case, tmp_path / str(number))
        FOLLOWED[_name(found)](folder, found)
        after = [_told(each) for each in _problems(folder)]
        assert after.count(_told(found)) < before.count(_told(found))
        if case not in HIDING:
            assert not [each for each in after if each not in before]


def test_every_edit_is_made_in_a_case():
    made = {_name(found) for case in _cases() for found in _to_follow(case)}
    assert FOLLOWED.keys() - made == set()


def _variants() -> set[str]:
    """Every message of a rule that the catalogue has."""
    keys = (re.fullmatch(r"problem\.(.+)\.found", key) for key in messages.catalogue("zh").texts)
    found = {key[1] for key in keys if key}
    return {each for each in found if each.rpartition(".")[0] in check.all_rules()}


def test_every_advice_is_followed_here_or_left_to_people():
    judged = " ".join(JUDGED.values()).split()
    assert len(judged) == len(set(judged))
    assert FOLLOWED.keys().isdisjoint(judged)
    assert FOLLOWED.keys() | set(judged) == _variants()
