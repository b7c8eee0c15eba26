"""Evidence rules: proof stays in its folder, of a kind that opens, and as it was when it closed an issue."""

from __future__ import annotations

import math
import pathlib
from typing import TYPE_CHECKING

from rectify.problems import problem
from rectify.source import Place, Source

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from rectify.problems import Problem
    from rectify.records import Data, Round

ACTIVE = frozenset(
    [
        "htm",
        "html",
        "xhtml",
        "xht",
        "shtml",
        "mht",
        "mhtml",
        "svg",
        "xml",
        "xsl",
        "js",
        "mjs",
        "css",
        "wasm",
        "swf",
        "exe",
        "bat",
        "cmd",
        "com",
        "msi",
    ]
)
"""Kinds that run in a browser or on a desk: no campaign can take them, they would run as the site."""


def _folder(round_: Round) -> str:
    return round_.campaign.at.path.rpartition("/")[0] + "/evidence"


def _place(round_: Round, issue: str, name: str) -> Place:
    return Place(Source(f"{_folder(round_)}/{issue}/{name}", "", ""))


def path(data: Data, day: date) -> Iterator[Problem]:
    """A piece of evidence is a plain file name in its issue's folder: no way out, no link."""
    for round_ in data.rounds:
        for file in round_.files:
            for issue in file.issues:
                for each in issue.evidence:
                    if each.file and ("/" in each.file or "\\" in each.file or each.file in (".", "..")):
                        yield problem("evidence.path", "way", each.at.of("file"), value=each.file)
        for id, files in round_.evidence.items():
            for each_file in files:
                if each_file.linked:
                    yield problem("evidence.path", "link", _place(round_, id, each_file.name))


def type_(data: Data, day: date) -> Iterator[Problem]:
    """A piece of evidence is of a kind that an office opens: those that the campaign takes."""
    for round_ in data.rounds:
        policy = round_.campaign.evidence
        taken = [name for name in policy.types if name not in ACTIVE]
        for name in policy.types:
            if name in ACTIVE and policy.at:
                yield problem("evidence.type", "active", policy.at.of("types"), value=name)
        for id, files in round_.evidence.items():
            for file in files:
                suffix = pathlib.PurePath(file.name).suffix.lower().removeprefix(".")
                if suffix not in taken:
                    at, options = _place(round_, id, file.name), "、".join(taken)
                    yield problem("evidence.type", "kind", at, value=suffix or file.name, options=options)


def size(data: Data, day: date) -> Iterator[Problem]:
    """A piece of evidence is not empty, and not so large that nobody can open it."""
    for round_ in data.rounds:
        limit = round_.campaign.evidence.max_megabytes
        for id, files in round_.evidence.items():
            for file in files:
                if file.linked:
                    continue
                at = _place(round_, id, file.name)
                if file.size == 0:
                    yield problem("evidence.size", "empty", at)
                elif file.size > limit * 1_000_000:
                    megabytes = math.ceil(file.size / 1_000_000)
                    yield problem("evidence.size", "large", at, megabytes=megabytes, limit=limit)


def changed(data: Data, day: date) -> Iterator[Problem]:
    """Evidence that was sealed when its issue was closed is there still, and unchanged."""
    for round_ in data.rounds:
        there = {f"{id}/{file.name}": file for id, files in round_.evidence.items() for file in files}
        for name, seal in round_.seals.items():
            if name not in there:
                yield problem("evidence.changed", "gone", seal.at, value=name)
            elif there[name].sha256 != seal.sha256:
                yield problem("evidence.changed", "other", seal.at, value=name)


def unlisted(data: Data, day: date) -> Iterator[Problem]:
    """Every file of an evidence folder is listed by its issue."""
    for round_ in data.rounds:
        if round_.missing:
            continue
        listed = {
            (issue.id, each.file) for file in round_.files for issue in file.issues for each in issue.evidence
        }
        for id, files in round_.evidence.items():
            for each_file in files:
                if (id, each_file.name) not in listed:
                    at = _place(round_, id, each_file.name)
                    yield problem("evidence.unlisted", "file", at, value=each_file.name, issue=id)
