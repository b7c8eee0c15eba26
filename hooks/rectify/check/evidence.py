"""Evidence rules: files are in the right folder, of an accepted type, and unchanged since closing."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from rectify.read import filenames
from rectify.read.problems import problem
from rectify.read.source import start_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from rectify.read.problems import Problem
    from rectify.read.records import Data, Round
    from rectify.read.source import Place

INERT = frozenset(
    [
        *("pdf", "ofd", "ceb", "cebx", "sep", "gd", "gw", "txt", "rtf", "doc", "docx", "wps", "odt"),
        *("xls", "xlsx", "et", "ods", "csv", "ppt", "pptx", "dps", "odp", "vsd", "vsdx", "dwg"),
        *("png", "jpg", "jpeg", "gif", "bmp", "webp", "tif", "tiff", "heic", "heif", "avif"),
        *("mp4", "m4v", "mov", "avi", "wmv", "mkv", "webm", "mpg", "mpeg", "3gp", "flv"),
        *("mp3", "m4a", "wav", "aac", "ogg", "flac", "amr", "wma"),
        *("zip", "rar", "7z"),
    ]
)
"""Suffixes that a campaign may accept: browsers show them without running anything, or download them.

An allowlist, since a list of dangerous types is never complete. Left out: macros (docm, xlsm), what a server
may unpack and send as a page (gz, svgz), what MkDocs takes for a page (md).
"""


def _place(round_: Round, issue: str, name: str = "") -> Place:
    return start_of(f"{round_.path}/evidence/{issue}/{name}".rstrip("/"))


def path(data: Data, day: date) -> Iterator[Problem]:
    """Evidence is a plain file directly in its issue's folder, not a symlink, with a portable name."""
    for round_ in data.rounds:
        for file in round_.files:
            for issue in file.issues:
                for each in issue.evidence:
                    if each.file and ("/" in each.file or "\\" in each.file or each.file in (".", "..")):
                        yield problem("evidence.path", "way", each.at.of("file"), value=each.file)
                    elif each.file and (fault := filenames.fault(each.file)):
                        yield _misnamed(fault, each.at.of("file"), each.file)
        yield from _on_the_disk(round_)


def _on_the_disk(round_: Round) -> Iterator[Problem]:
    listed = _listed(round_)
    for id, other in filenames.collisions(round_.evidence):
        yield problem("evidence.path", "case", _place(round_, id), value=id, other=other)
    for id, files in round_.evidence.items():
        for file in files:
            if file.linked:
                yield problem("evidence.path", "link", _place(round_, id, file.there))
            elif (id, file.name) not in listed and (fault := filenames.fault(file.there)):
                yield _misnamed(fault, _place(round_, id, file.there), file.there)
        for name, other in filenames.collisions([file.there for file in files]):
            yield problem("evidence.path", "case", _place(round_, id, name), value=name, other=other)


def _misnamed(fault: filenames.Fault, at: Place, name: str) -> Problem:
    return problem("evidence.path", fault.variant, at, value=name, what=fault.what)


def _listed(round_: Round) -> set[tuple[str, str]]:
    """All listed files, as pairs of issue id and file name."""
    return {
        (issue.id, filenames.composed(each.file))
        for file in round_.files
        for issue in file.issues
        for each in issue.evidence
        if each.file
    }


def type_(data: Data, day: date) -> Iterator[Problem]:
    """Evidence is of a type that the campaign accepts."""
    for round_ in data.rounds:
        policy = round_.campaign.evidence
        taken = [name for name in policy.types if name in INERT]
        if policy.at and (active := [name for name in policy.types if name not in INERT]):
            yield problem("evidence.type", "active", policy.at.of("types"), value="、".join(active))
        for id, files in round_.evidence.items():
            for file in files:
                suffix = file.name.lower().rpartition(".")[2] if "." in file.name else ""
                at = _place(round_, id, file.there)
                if suffix not in taken:
                    options = "、".join(taken)
                    yield problem("evidence.type", "kind", at, value=suffix or file.name, options=options)
                for name in filenames.active_within(file.name):
                    yield problem("evidence.type", "double", at, value=file.name, inner=name)


def size(data: Data, day: date) -> Iterator[Problem]:
    """Evidence is neither empty nor above the campaign's size limit."""
    for round_ in data.rounds:
        limit = round_.campaign.evidence.max_megabytes
        for id, files in round_.evidence.items():
            for file in files:
                if file.linked:
                    continue
                at = _place(round_, id, file.there)
                if file.size == 0:
                    yield problem("evidence.size", "empty", at)
                elif file.size > limit * 1_000_000:
                    megabytes = math.ceil(file.size / 1_000_000)
                    yield problem("evidence.size", "large", at, megabytes=megabytes, limit=limit)


def changed(data: Data, day: date) -> Iterator[Problem]:
    """Evidence whose digest was recorded at closing still exists and is unchanged."""
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
        listed = _listed(round_)
        for id, files in round_.evidence.items():
            for each_file in files:
                if (id, each_file.name) not in listed:
                    at = _place(round_, id, each_file.there)
                    yield problem("evidence.unlisted", "file", at, value=each_file.name, issue=id)
