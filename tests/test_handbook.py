"""The handbook covers every rule, with tested examples, and every command."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup

import project
from rectify import check
from rectify.check import evidence
from rectify.cli.arguments import parser
from rectify.handbook import chapters
from rectify.handbook.examples import examples
from rectify.read.records import EvidencePolicy
from rectify.words import messages
from test_cli import rectify


def told(folder):
    return project.report(project.build(folder))


def put(folder, example, text):
    """Put an example's text into its file, where the good one (or what was before) stands."""
    before = example.before or example.good
    project.change(folder, {"edit": [{"file": example.file, "old": before, "new": text}]})


def test_every_rule_has_an_example():
    assert set(examples()) == set(check.all_rules())


@pytest.mark.slow
@pytest.mark.parametrize("rule", [rule for rule in check.all_rules() if not rule.startswith("history.")])
def test_the_bad_example_is_told_and_the_good_one_is_not(rule, tmp_path):
    example = examples()[rule]
    bad = project.copy_small(tmp_path / "bad")
    good = project.copy_small(tmp_path / "good")
    for folder in (bad, good):
        project.change(folder, example.first)
    if example.file:
        put(bad, example, example.bad)
        put(good, example, example.good)
    else:
        project.change(bad, example.do)
        project.change(good, example.good_do)
    assert any(f"[{rule}]" in line for line in told(bad))
    assert [line for line in told(good) if ": 错误 [" in line or f"[{rule}]" in line] == []


@pytest.mark.parametrize("rule", check.HISTORY_RULES)
def test_the_bad_example_rewrites_history_and_the_good_one_does_not(rule, tmp_path):
    example = examples()[rule]
    for name, text, do in (("bad", example.bad, example.do), ("good", example.good, example.good_do)):
        folder = project.copy_small(tmp_path / name)
        project.change(folder, example.first)
        project.committed(folder)
        if example.file:
            put(folder, example, text)
        else:
            project.change(folder, do)
        done = rectify(folder, "check", "--against", "main")
        assert (rule in done.stdout) == (name == "bad"), done.stdout + done.stderr


def test_each_requirement_is_held_by_rules_and_each_rule_holds_one():
    held = [rule for rules in check.REQUIREMENTS.values() for rule in rules]
    assert set(held) == set(check.all_rules())
    for language in messages.LANGUAGES:
        assert all(f"requirement.{name}" in messages.catalogue(language) for name in check.REQUIREMENTS)


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_the_rules_page_has_a_section_for_each_rule(language, tmp_path):
    site = project.build(project.copy_small(tmp_path), language=language).site
    page = BeautifulSoup(site.render("handbook/rules/"), "lxml")
    words = messages.catalogue(language)
    named = {each["id"]: each for each in page.select("[id]")}
    listed = {each["href"] for each in page.select("table a[href]")}
    for rule in check.all_rules():
        section = named[rule].find_parent("section")
        assert words(f"rule.{rule}") in section.get_text()
        shown = [code.get_text() for code in section.select("pre code")]
        assert shown == [examples()[rule].bad.rstrip(), examples()[rule].good.rstrip()]
        assert f"#{rule}" in listed
    requirements = page.get_text()
    assert all(words(f"requirement.{name}") in requirements for name in check.REQUIREMENTS)


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_every_command_and_option_is_in_the_handbook(language):
    text = chapters.chapter("commands", language).text
    root = parser(messages.catalogue(language))
    for name, one in root.commands.items():
        assert re.search(rf"^rectify {name}\b", text, re.M), "an example of it"
        assert re.search(rf"\[`rectify {name}\b.*`\]\(#", text), "a line of the table"
        for param in one.params:
            for option in param.opts:
                assert not option.startswith("--") or option in text, option
    assert "--project" in text
    assert "--version" in text


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_every_type_of_evidence_that_a_campaign_may_take_is_in_the_handbook(language):
    text = chapters.chapter("filling", language).text
    named = {name for code in re.findall(r"`((?:\.\w+ ?)+)`", text) for name in code.replace(".", "").split()}
    assert named == evidence.INERT
    assert set(EvidencePolicy().types) <= evidence.INERT


def test_every_key_of_the_data_is_in_the_handbook(tmp_path):
    site = project.build(project.copy_small(tmp_path)).site
    page = BeautifulSoup(site.render("handbook/format/"), "lxml")
    for table in chapters.shapes():
        section = page.find(id=f"shape-{table.name}")
        keys = [row.td.get_text() for row in section.find_next("table").tbody.find_all("tr")]
        assert keys == [line.key for line in table.keys]
