"""Output formats of ``rectify check``, for people and for code review tools."""

from __future__ import annotations

import hashlib
import itertools
import json
from collections import Counter
from typing import TYPE_CHECKING, Any
from urllib.parse import quote
from xml.etree import ElementTree

from rectify import __version__, check
from rectify.read.problems import Problem, sentence, visible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from rectify.words.messages import Catalogue

    Report = Callable[[Sequence[Problem], Catalogue, bool], str]

_COLOURS = {"error": "\x1b[31m", "warning": "\x1b[33m", "notice": "\x1b[36m"}
_SARIF = {"error": "error", "warning": "warning", "notice": "note"}
_GITLAB = {"error": "major", "warning": "minor", "notice": "info"}


def error_text(problems: Iterable[Problem], words: Catalogue) -> str:
    """The errors among some problems, as text."""
    errors = sorted((each for each in problems if each.level == "error"), key=Problem.sort_key)
    return text(errors, words, colour=False).rstrip("\n")


def text(problems: Sequence[Problem], words: Catalogue, colour: bool) -> str:
    """For people: grouped by file, with the offending line and a caret, and totals at the end."""

    def paint(level: str, what: str) -> str:
        return f"{_COLOURS[level]}{what}\x1b[0m" if colour else what

    lines: list[str] = []
    for path, group in itertools.groupby(problems, key=lambda problem: problem.at.path):
        lines += [visible(path), ""]
        for problem in group:
            level = paint(problem.level, words(f"level.{problem.level}"))
            lines.append(f"  {problem.at.line}:{problem.at.column}  {level}  {problem.rule}")
            lines += _shown(problem)
            lines += [f"      {sentence(problem, words)}", ""]
    counted = [words(f"cli.count.{level}", n=_number(problems, level)) for level in _COLOURS]
    lines.append(words("cli.clean") if not problems else words("format.list").join(counted))
    return "\n".join(lines) + "\n"


def _shown(problem: Problem) -> list[str]:
    """The offending line and a caret below it; wide characters take two columns."""
    lines = problem.at.source.lines
    if not problem.at.source.text or problem.at.line > len(lines):
        return []
    line = lines[problem.at.line - 1].replace("\t", " ")
    before, line = visible(line[: problem.at.column - 1]), visible(line[:100])
    width = sum(2 if ord(sign) > 0x2E7F else 1 for sign in before)
    return [f"      | {line}", f"      | {' ' * width}^"]


def _number(problems: Sequence[Problem], level: str) -> int:
    return sum(problem.level == level for problem in problems)


def as_json(problems: Sequence[Problem], words: Catalogue, colour: bool) -> str:
    """A list of objects: rule, level, file, line, column, message."""
    return _dump(
        [
            {
                "rule": problem.rule,
                "level": problem.level,
                "file": visible(problem.at.path),
                "line": problem.at.line,
                "column": problem.at.column,
                "message": sentence(problem, words),
            }
            for problem in problems
        ]
    )


def gitlab(problems: Sequence[Problem], words: Catalogue, colour: bool) -> str:
    """GitLab Code Quality, shown beside the changed lines of a merge request."""
    return _dump(
        [
            {
                "description": sentence(problem, words),
                "check_name": problem.rule,
                "fingerprint": mark,
                "severity": _GITLAB[problem.level],
                "location": {"path": visible(problem.at.path), "lines": {"begin": problem.at.line}},
            }
            for problem, mark in zip(problems, fingerprints(problems), strict=True)
        ]
    )


def fingerprints(problems: Sequence[Problem]) -> list[str]:
    """A fingerprint for each problem, independent of its line; repeated problems are numbered."""
    seen: Counter[str] = Counter()
    made = []
    for problem in problems:
        values = sorted((key, str(value)) for key, value in problem.values.items() if key != "line")
        told = json.dumps([problem.rule, problem.variant, problem.at.path, values], ensure_ascii=False)
        seen[told] += 1
        number = f"#{seen[told]}" if seen[told] > 1 else ""
        made.append(hashlib.sha256(f"{told}{number}".encode("utf-8", "surrogatepass")).hexdigest())
    return made


def sarif(problems: Sequence[Problem], words: Catalogue, colour: bool) -> str:
    """SARIF 2.1.0."""
    rules = (*check.all_rules(), "options")
    return _dump(
        {
            "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
            "version": "2.1.0",
            "runs": [
                {
                    "tool": {
                        "driver": {
                            "name": "rectify",
                            "version": __version__,
                            "rules": [
                                {"id": rule, "shortDescription": {"text": words(f"rule.{rule}")}}
                                for rule in rules
                            ],
                        }
                    },
                    "columnKind": "unicodeCodePoints",
                    "results": [
                        _sarif(problem, mark, words)
                        for problem, mark in zip(problems, fingerprints(problems), strict=True)
                    ],
                }
            ],
        }
    )


def _sarif(problem: Problem, mark: str, words: Catalogue) -> dict[str, Any]:
    region = {"startLine": problem.at.line, "startColumn": problem.at.column}
    place = {"artifactLocation": {"uri": quote(problem.at.path, errors="surrogateescape")}, "region": region}
    return {
        "ruleId": problem.rule,
        "level": _SARIF[problem.level],
        "message": {"text": sentence(problem, words)},
        "locations": [{"physicalLocation": place}],
        "partialFingerprints": {"rectify/v1": mark},
    }


def junit(problems: Sequence[Problem], words: Catalogue, colour: bool) -> str:
    """JUnit XML: a test case per rule, which fails if there are errors."""
    rules = (*check.all_rules(), "options")
    failed = {rule: [each for each in problems if each.rule == rule] for rule in rules}
    errors = {rule: [each for each in found if each.level == "error"] for rule, found in failed.items()}
    suite = ElementTree.Element(
        "testsuite",
        name="rectify",
        tests=str(len(rules)),
        failures=str(sum(bool(found) for found in errors.values())),
    )
    for rule in rules:
        case = ElementTree.SubElement(suite, "testcase", classname="rectify", name=rule)
        told = "\n".join(f"{visible(str(each.at))}: {sentence(each, words)}" for each in failed[rule])
        if errors[rule]:
            ElementTree.SubElement(case, "failure", message=words(f"rule.{rule}")).text = told
        elif told:
            ElementTree.SubElement(case, "system-out").text = told
    ElementTree.indent(suite)
    return ElementTree.tostring(suite, encoding="unicode", xml_declaration=True) + "\n"


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


FORMATS: dict[str, Report] = {
    "text": text,
    "json": as_json,
    "sarif": sarif,
    "junit": junit,
    "gitlab": gitlab,
}
