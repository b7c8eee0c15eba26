"""What is wrong with the data, as values: a rule, a level, a place, and the words for the clerk."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from rectify.ground import plainfiles
from rectify.read import source

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from rectify.read.source import Place
    from rectify.words.messages import Catalogue

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


def unread(failure: OSError | source.NotText, at: Place) -> Problem:
    """Why a file or folder that stands at a place could not be read."""
    if isinstance(failure, source.NotText):
        return error("structure.encoding", failure.kind, failure.place)
    if not isinstance(failure, plainfiles.RefusedError):
        reason = failure.strerror or type(failure).__name__
        return error("structure.unreadable", "file", at, reason=reason)
    if failure.reason == "large":
        return error("structure.size", "bytes", at, limit=plainfiles.MAX_BYTES // 1_000_000)
    return error("structure.plain-file", failure.reason, at, limit=plainfiles.MAX_DEPTH)


_UNSEEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}
"""Controls, formats such as those that turn the direction of writing, half characters, line ends."""


def visible(text: str) -> str:
    """A text of someone else's as messages show it: one line, in which every character can be seen.

    A terminal obeys what an id, a file's name or an author's name may hold, and a log takes a line end
    in it for the end of the line; so these stand there as their numbers. A byte of a file's name that
    is not UTF-8 is told as it is.
    """
    return text if text.isprintable() else "".join(map(_visible, text))


def _visible(sign: str) -> str:
    if "\udc80" <= sign <= "\udcff":
        return f"〈0x{ord(sign) - 0xDC00:02X}〉"
    if unicodedata.category(sign) in _UNSEEN or sign in "\ufffe\uffff":
        return f"〈U+{ord(sign):04X}〉"
    return sign


def sentence(found: Problem, words: Catalogue) -> str:
    """Found, expected and how to mend it, as one line of prose."""
    key = f"problem.{found.rule}.{found.variant}"
    mend = "mend_none" if found.values.get("better") == "" and f"{key}.mend_none" in words else "mend"
    told = words(
        "problem.sentence",
        found=words(f"{key}.found", **found.values),
        expected=words(f"{key}.expected", **found.values),
        mend=words(f"{key}.{mend}", **found.values),
    )
    return visible(told)


def line(found: Problem, words: Catalogue) -> str:
    """``file:line:column: level [rule] sentence``, the form that editors and CI make clickable."""
    level = words(f"level.{found.level}")
    return f"{visible(str(found.at))}: {level} [{found.rule}] {sentence(found, words)}"


def report(found: Iterable[Problem], words: Catalogue) -> str:
    """Every problem on its own line, in the order of the files, and the count at the end."""
    ordered = sorted(found, key=Problem.sort_key)
    files = len({each.at.path for each in ordered})
    lines = [line(each, words) for each in ordered]
    return "\n".join([*lines, words("problem.total", n=len(ordered), files=files)])
