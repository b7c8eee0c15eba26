"""Suggestions: typos are recognised, and ids are never confused."""

from __future__ import annotations

import itertools

import pytest

from rectify.ground.suggest import Matcher, nearest
from rectify.read import format

LETTERS = ["".join(three) for three in itertools.product("abcdefghijkm", repeat=3)]
FINDINGS = ("F01", "F02", "F23", "3-1-1", "3-1-2")
UNITS = ("hq", "political", "discipline", "unit-1", "unit-2", "unit-11")


@pytest.mark.parametrize(
    ("typed", "known", "meant"),
    [
        ("FO1", FINDINGS, "F01"),
        ("f01", FINDINGS, "F01"),
        ("Ｆ０１", FINDINGS, "F01"),
        ("politcal", UNITS, "political"),
        ("poltiical", UNITS, "political"),
        ("disciplne", UNITS, "discipline"),
        ("unit_1", UNITS, "unit-1"),
        ("Unit 2", UNITS, "unit-2"),
        ("dealine", format.ISSUE.keys, "deadline"),
        ("supervisior", format.ISSUE.keys, "supervisor"),
        ("by-analogy", format.ISSUE.keys, "by_analogy"),
        ("progres", format.ISSUE.keys, "progress"),
        ("学习制渡.pdf", ("学习制度.pdf", "会议记录.pdf"), "学习制度.pdf"),
    ],
)
def test_a_slip_of_the_hand_is_told(typed, known, meant):
    assert nearest(typed, known) == meant


@pytest.mark.parametrize(
    ("typed", "known"),
    [
        ("F13", FINDINGS),
        ("F10", FINDINGS),
        ("F001", FINDINGS),
        ("3-1-7", FINDINGS),
        ("unit-3", UNITS),
        ("unit-12", UNITS),
        ("U1-003", ("U1-001", "U1-002")),
        ("2091", ("2019", "2018")),
        ("hr", UNITS),
        ("progress_percent", format.ISSUE.keys),
        ("percent", format.ISSUE.keys),
        ("responsible", format.ISSUE.keys),
        ("lexder", ("leader", "lender")),
        ("", UNITS),
        ("x", ()),
    ],
)
def test_what_may_be_something_else_is_not_guessed_at(typed, known):
    assert nearest(typed, known) == ""


def test_the_order_of_what_is_known_is_no_matter():
    assert nearest("disciplne", sorted(UNITS)) == nearest("disciplne", sorted(UNITS, reverse=True))


def test_thousands_of_unknown_ids_cost_no_more_than_a_few():
    """Thousands of unknown words don't take quadratic time."""
    matcher = Matcher(f"{word}known" for word in LETTERS)
    assert matcher.nearest("aaaknwon") == "aaaknown"
    for word in LETTERS:
        matcher.nearest(f"{word}{word}unlike")
    assert 0 <= matcher.budget < len(LETTERS)
    assert matcher.nearest("aaaknwon") == ""
    assert matcher.nearest("AAAKNOWN") == "aaaknown"
