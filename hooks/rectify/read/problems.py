"""Problems in the data, as values, and their messages."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from rectify.ground import characters, plainfiles
from rectify.read import source

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from rectify.read.source import Place
    from rectify.words.messages import Catalogue

Level = Literal["error", "warning", "notice"]


class Problem(NamedTuple):
    """One mistake to fix.

    ``rule`` is the stable id (``structure.day``); ``variant`` selects the wording within the rule;
    ``values`` fill the placeholders of its three sentences: found, expected, mend.
    """

    rule: str
    variant: str
    level: Level
    at: Place
    values: Mapping[str, Any]

    def sort_key(self) -> tuple[str, int, int, str, str, str]:
        """Sort by file and position, so that the order of the rules doesn't show."""
        return (self.at.path, self.at.line, self.at.column, self.rule, self.variant, str(self.values))


def problem(rule: str, variant: str, at: Place, **values: Any) -> Problem:
    """A problem, as an error; ``check`` sets the level that the rule has in the campaign."""
    return Problem(rule, variant, "error", at, values)


def unreadable(failure: OSError | source.NotText, at: Place) -> Problem:
    """The problem of a file or folder that could not be read."""
    if isinstance(failure, source.NotText):
        return problem("structure.encoding", failure.kind, failure.place)
    if not isinstance(failure, plainfiles.RefusedError):
        reason = failure.strerror or type(failure).__name__
        return problem("structure.unreadable", "file", at, reason=reason)
    if failure.reason == "large":
        return problem("structure.size", "bytes", at, limit=plainfiles.MAX_BYTES // 1_000_000)
    return problem("structure.plain-file", failure.reason, at, limit=plainfiles.MAX_DEPTH)


_INVISIBLE = {"Cc", "Cf", "Cs", "Zl", "Zp"}
"""Controls, format characters such as bidi overrides, surrogates, line and paragraph separators."""


def visible(text: str) -> str:
    """Untrusted text escaped for messages: one line, every character visible.

    Ids, file names and author names could hold terminal escapes or line ends. Invisible characters become
    ``〈U+200B〉``, bytes of a file name that are not UTF-8 ``〈0xFF〉``.
    """
    return text if text.isprintable() else "".join(map(_visible, text))


def _visible(sign: str) -> str:
    if "\udc80" <= sign <= "\udcff":
        return f"〈0x{ord(sign) - 0xDC00:02X}〉"
    if unicodedata.category(sign) in _INVISIBLE or sign in "\ufffe\uffff":
        return f"〈{characters.code_point(sign)}〉"
    return sign


def sentence(found: Problem, words: Catalogue) -> str:
    """What was found, what was expected and how to fix it, on one line."""
    key = f"problem.{found.rule}.{found.variant}"
    mend = "mend_none" if found.values.get("better") == "" and f"{key}.mend_none" in words else "mend"
    text = words(
        "problem.sentence",
        found=words(f"{key}.found", **found.values),
        expected=words(f"{key}.expected", **found.values),
        mend=words(f"{key}.{mend}", **found.values),
    )
    return visible(text)


def line(found: Problem, words: Catalogue) -> str:
    """``file:line:column: level [rule] sentence``, which editors and CI make clickable."""
    level = words(f"level.{found.level}")
    return f"{visible(str(found.at))}: {level} [{found.rule}] {sentence(found, words)}"


def report(found: Iterable[Problem], words: Catalogue) -> str:
    """One line per problem, sorted, and a total."""
    ordered = sorted(found, key=Problem.sort_key)
    files = len({each.at.path for each in ordered})
    lines = [line(each, words) for each in ordered]
    return "\n".join([*lines, words("problem.total", n=len(ordered), files=files)])
