"""The benchmarks' data is valid and deterministic."""

from __future__ import annotations

import project
from bench import checking, generate


def test_a_made_up_round_is_sound_and_always_the_same(tmp_path):
    first = checking.project(tmp_path / "first", 120)
    second = checking.project(tmp_path / "second", 120)
    files = sorted(file.relative_to(first) for file in (first / "data").rglob("*.yml"))
    assert [(first / file).read_bytes() for file in files] == [(second / file).read_bytes() for file in files]
    made = project.build(first, as_of=str(generate.AS_OF))
    assert [problem for problem in made.problems if problem.level == "error"] == []
    book = made.site.books.now("2019")
    assert len(book.standings) == 120
    assert {each.status for each in book.standings} == {
        "not_started", "in_progress", "in_review", "in_verification", "closed",
    }  # fmt: skip
    assert any(each.overdue for each in book.standings)
