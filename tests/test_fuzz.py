"""Any damage to a project gives a site or messages, never a traceback.

``RECTIFY_FUZZ=20000 make test`` is the long run; ``python -m bench.mutants`` also takes the time of each.
"""

from __future__ import annotations

import os
import pathlib
import random
import tempfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import mutants
import project
from bench.mutants import tried

pytestmark = pytest.mark.slow


@settings(
    max_examples=int(os.environ.get("RECTIFY_FUZZ", "150")),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
@given(number=st.integers(1, 2**32))
def test_a_mutant_gives_a_site_or_messages(number):
    with tempfile.TemporaryDirectory() as name:
        folder = project.copy_small(pathlib.Path(name))
        mutants.mutate(folder, random.Random(number))
        made = project.build(folder)
        assert made.site is not None or project.report(made)
        for url in made.site.pages if made.site else ():
            made.site.render(url)


@pytest.mark.parametrize("first", range(1, 25, 4))
def test_check_and_build_agree_on_mutants(first):
    for number in range(first, first + 4):
        _, done, checked, built = tried(number)
        for said in (checked.said, built.said):
            assert "Traceback" not in said, (number, done, said)
        assert (checked.status == 0) == (built.status == 0), (number, done, checked, built)


def test_a_large_hostile_file_is_refused(tmp_path):
    small = project.copy_small(tmp_path)
    for text in ("[" * 5_000_000, "a: " * 1_000_000, "- &a [*a]\n" * 200_000, "x" * 10_000_000):
        (small / project.UNIT_2).write_text(text, "utf-8")
        made = project.build(small)
        assert made.site is None
        assert project.report(made)
