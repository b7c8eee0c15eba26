"""What is wrong with the data, as values: a rule, a level, a place, and the words for the clerk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from rectify.messages import Catalogue
    from rectify.source import Place

Level = Literal["error", "warning", "notice"]


class Problem(NamedTuple):
    """One thing that someone has to mend.

    ``rule`` is the stable id (``structure.day``); ``variant`` picks the wording within the rule;
    ``values`` fill the placeholders of its three sentences: found, expected, mend.
    """

    rule: str
    variant: str
    level: Level
    at: Place
    values: Mapping[str, Any]

    def sort_key(self) -> tuple[str, int, int, str, str, str]:
        """Order of a report: by file, then down the file, whatever order the rules ran in."""
        return (self.at.path, self.at.line, self.at.column, self.rule, self.variant, str(self.values))


def problem(rule: str, variant: str, at: Place, **values: Any) -> Problem:
    """A problem that a rule found; whether it stops the build is for ``check`` to say."""
    return Problem(rule, variant, "error", at, values)


def error(rule: str, variant: str, at: Place, **values: Any) -> Problem:
    """A problem that stops the build."""
    return Problem(rule, variant, "error", at, values)


def sentence(found: Problem, words: Catalogue) -> str:
    """Found, expected and how to mend it, as one line of prose."""
    key = f"problem.{found.rule}.{found.variant}"
    mend = "mend_none" if found.values.get("better") == "" and f"{key}.mend_none" in words else "mend"
    return words(
        "problem.sentence",
        found=words(f"{key}.found", **found.values),
        expected=words(f"{key}.expected", **found.values),
        mend=words(f"{key}.{mend}", **found.values),
    )


def line(found: Problem, words: Catalogue) -> str:
    """``file:line:column: level [rule] sentence``, the form that editors and CI make clickable."""
    level = words(f"level.{found.level}")
    return f"{found.at}: {level} [{found.rule}] {sentence(found, words)}"


def report(found: Iterable[Problem], words: Catalogue) -> str:
    """Every problem on its own line, in the order of the files, and the count at the end."""
    ordered = sorted(found, key=Problem.sort_key)
    files = len({each.at.path for each in ordered})
    lines = [line(each, words) for each in ordered]
    return "\n".join([*lines, words("problem.total", n=len(ordered), files=files)])
