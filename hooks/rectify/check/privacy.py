"""Privacy rules: no number of a person, and no word of a case, stands where everybody can read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rectify.read import numbers, privacy
from rectify.read.problems import problem
from rectify.read.source import Place, start_of

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator
    from datetime import date

    from rectify.read.problems import Level, Problem
    from rectify.read.records import Data, Disclosure

LEVELS: dict[str, Level] = {"number": "error", "case": "warning"}


def number(data: Data, day: date) -> Iterator[Problem]:
    """No identity, mobile or bank card number stands in a text or a file name, unless it is allowed."""
    return _in_data(data, "number")


def case(data: Data, day: date) -> Iterator[Problem]:
    """No word of a case (问题线索、立案 and the like) stands there, unless it is allowed."""
    return _in_data(data, "case")


def _in_data(data: Data, what: str) -> Iterator[Problem]:
    yield from told(hit for hit in data.sensitive if hit.what == what)
    for round_ in data.rounds:
        issues = {issue.id: issue for file in round_.files for issue in file.issues}
        for id, files in round_.evidence.items():
            allowed = allowed_by(issues[id].disclosed) if id in issues else set()
            for file in files:
                at = start_of(f"{round_.path}/evidence/{id}/{file.name}")
                hits = in_text(file.name, at, allowed)
                yield from told(hit for hit in hits if hit.what == what)


def allowed_by(disclosed: Iterable[Disclosure]) -> set[str]:
    """The wordings that are allowed, as ``in_text`` compares them."""
    return {wording for each in disclosed for wording in privacy.wordings(each.text)}


def in_text(text: str, at: Place, allowed: Container[str] = ()) -> Iterator[privacy.Hit]:
    """What stands in a text, which begins a line, or in a file name."""
    for start, *found in privacy.placed(text):
        if numbers.bare(found[2]) not in allowed:
            yield privacy.Hit(at._replace(line=at.line + text.count("\n", 0, start)), *found)


def told(hits: Iterable[privacy.Hit]) -> Iterator[Problem]:
    """The problems of sensitive wording, at the rules' own levels."""
    for hit in hits:
        found = problem(f"privacy.{hit.what}", hit.kind, hit.at, value=hit.shown)
        yield found._replace(level=LEVELS[hit.what])
