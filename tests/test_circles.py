"""``make quick`` leaves out what is heavy; nobody has to say so, and nobody can forget to."""

from __future__ import annotations

import functools
import re

import pytest

from circles import FOLDER, Circles, here

CONFTEST = """
import subprocess
from selenium import webdriver
import pytest

def mkdocs(*arguments):
    return subprocess.run(arguments)

@pytest.fixture
def browser():
    return webdriver.Chrome()

@pytest.fixture
def server(browser):
    return browser
"""
PROJECT = """
import subprocess

def git(*arguments):
    subprocess.run(["git", *arguments])

def committed(folder):
    git("commit")
    return folder
"""
OURS = """
import functools
import pytest
import project
from conftest import SAMPLE
from conftest import mkdocs as build

BUILD = functools.partial(build, "--strict")

class Site:
    def made(self):
        return BUILD()

@pytest.fixture
def own(server): ...

@pytest.fixture
def browser_free(): ...

def helper(count):
    return helper(count - 1) if count else Site()

def test_directly(): build()
def test_by_the_sample(): project.committed(SAMPLE)
def test_by_a_constant(): BUILD()
def test_by_a_class(): Site().made()
def test_by_a_helper_that_calls_itself(): helper(1)
def test_by_a_fixture(browser): ...
def test_by_a_fixture_of_a_fixture(own): ...
@pytest.mark.usefixtures("own")
def test_by_a_mark(): ...
def test_by_a_request(request): request.getfixturevalue("server")
@pytest.mark.parametrize("made", [build])
def test_by_a_parameter(made): ...

def test_fast(browser_free): "a browser is named here"
def test_git_is_fast(tmp_path): project.committed(tmp_path)
"""
EVERYWHERE = """
import pytest

@pytest.fixture(autouse=True)
def always(browser): ...

def test_by_a_fixture_of_all(): ...
"""
FILES = {"conftest": CONFTEST, "project": PROJECT, "test_ours": OURS, "test_all": EVERYWHERE}
PLANTED = Circles({name: functools.partial(str, text) for name, text in FILES.items()})


@pytest.mark.parametrize("test", re.findall(r"def (test_\w+)", OURS))
def test_a_test_is_slow_by_what_it_can_reach(test):
    assert PLANTED.slow("test_ours", test) == test.startswith("test_by_") or test == "test_directly"


def test_a_fixture_of_all_tests_is_one_of_each():
    assert PLANTED.slow("test_all", "test_by_a_fixture_of_all")


def test_our_own_tests_are_told_apart():
    """Those that are known to need a browser, and those that are known not to."""
    circles = here()
    assert circles.slow("test_tables", "test_a_view_is_an_address")
    assert circles.slow("test_site", "test_pages_do_not_carry_each_other")
    assert not circles.slow("test_bad_data", "test_messages")
    assert not circles.slow("test_ledger", "test_counts_add_up")
    tests = [name for name in circles.sources if name.startswith("test_")]
    every = [
        (name, test) for name in tests for test in circles.module(name).defined if test.startswith("test_")
    ]
    slow = [each for each in every if circles.slow(*each)]
    assert len(slow) > 200
    assert len(every) - len(slow) > 200


ABOUT_THE_SAMPLE = {"conftest.py", "test_sample.py", "test_schemas.py"}


def test_only_what_is_about_the_sample_reads_it():
    """``data/``, ``docs/`` and ``mkdocs.yml`` are their owner's: other tests read what lies beside them."""
    named = re.compile(r"""ROOT / "(data|docs|mkdocs\.yml)\b|\bbuild\(ROOT\)""")
    found = {file.name for file in FOLDER.glob("*.py") if named.search(file.read_text("utf-8"))}
    assert found - ABOUT_THE_SAMPLE == set()
