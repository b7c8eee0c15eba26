"""The edits of each issue's record, from git: who changed what on which day.

Reads the commits that touched a unit's file and compares each pair of successive versions. Without git, in a
shallow clone or with unreadable old versions there are fewer edits or none, with a reason; this never stops a
build.
"""

from __future__ import annotations

import datetime
import json
import re
from typing import TYPE_CHECKING, NamedTuple

from rectify.git import git
from rectify.ground import plainfiles
from rectify.ground.environment import ZONE
from rectify.read import numbers, yamltree
from rectify.read.problems import visible
from rectify.read.records import Issue
from rectify.speed import workers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from rectify.speed.cache import Cache

MAX_EDITS = 10
"""Edits shown per issue, the newest ones."""

TRACKED_KEYS = tuple(key for key in Issue._fields if key not in ("at", "id"))
"""The keys whose changes are shown, in the order of the format."""

_CHUNK = 25
_LOG = (
    *("log", "--no-merges", "--reverse", "--raw", "--no-abbrev", "-z", "-M", "-l400", "-O/dev/null"),
    *("--no-color", "--no-mailmap", "--no-ext-diff", "--no-textconv", "--encoding=UTF-8"),
    "--format=%H%x00%P%x00%at%x00%ct%x00%an",
)
_GLOB, _ESCAPED = re.compile(r"[\\*?\[\]]"), r"\\\g<0>"
_MAX_DIGITS = 11  # of seconds, until the year 5138
_MAX_NAME = 60
_ISSUES_START = re.compile(
    rb"(?m)^(?:\xef\xbb\xbf)?issues:[ \t]*(?:#[^\n]*)?\n(?:[ \t]*(?:#[^\n]*)?\n)*?(?=( *)-[ \n])"
)
_SECTION_END = re.compile(r"(?m)^[^\s#-]")
_ID = re.compile(r"""(?m)(?:^ *(?:- +)?|[{,] *)id: *["']?([0-9A-Za-z][0-9A-Za-z_-]*)""")

Changed = dict[str, list[str]]
"""Changed keys of the issues that differ between two versions, by id; ``+`` for added, ``-`` for removed."""


class Edit(NamedTuple):
    """An edit of an issue's record; ``keys`` is empty if it added the issue."""

    day: datetime.date
    by: str
    keys: tuple[str, ...]


class Edits(NamedTuple):
    """Edits by campaign folder and issue id, newest first; ``names`` are the cache keys used.

    ``lack`` is the reason if edits may be missing.
    """

    of: dict[tuple[str, str], tuple[Edit, ...]]
    names: list[str]
    lack: git.NoHistoryError | None = None


class _Commit(NamedTuple):
    day: datetime.date
    by: str
    seconds: int


class _Pair(NamedTuple):
    """Two successive versions of a file by blob id; empty if there is none."""

    folder: str
    path: str
    old: str
    new: str
    commit: _Commit


NOTHING = Edits({}, [])


def read(root: Path, data: str, as_of: datetime.date, cache: Cache) -> Edits:
    """The edits up to a day of all issues below a data folder. Reads git, reads and fills the cache."""
    try:
        pairs = _pairs(root, data)
        files: dict[str, list[_Pair]] = {}
        for pair in pairs:
            files.setdefault(pair.path, []).append(pair)
        chunks = [some[at : at + _CHUNK] for some in files.values() for at in range(0, len(some), _CHUNK)]
        names = [cache.name("edits", *(each for pair in some for each in pair[2:4])) for some in chunks]
        found, whole = _differences(root, chunks, names, cache)
        lack = None if whole else git.NoHistoryError("incomplete")
        lack = git.NoHistoryError("shallow") if git.is_shallow(root) else lack
    except git.NoHistoryError as why:
        return NOTHING._replace(lack=why if git.has_repository(root) else None)
    except (OSError, ValueError) as why:
        return NOTHING._replace(lack=git.NoHistoryError("git", str(why)))
    return Edits(_edits(chunks, found, as_of), names, lack)


def _edits(
    chunks: list[list[_Pair]], found: list[list[Changed]], as_of: datetime.date
) -> dict[tuple[str, str], tuple[Edit, ...]]:
    """The edits by issue, ignoring commits dated after the day."""
    edits: dict[tuple[str, str], list[tuple[int, Edit]]] = {}
    for some, differences in zip(chunks, found, strict=True):
        for pair, changed in zip(some, differences, strict=True):
            day, by, seconds = pair.commit
            for id, keys in changed.items() if day <= as_of else ():
                if keys != ["-"]:
                    edit = Edit(day, by, () if keys == ["+"] else tuple(keys))
                    edits.setdefault((pair.folder, id), []).append((seconds, edit))
    return {issue: _newest(some) for issue, some in edits.items()}


def _newest(some: list[tuple[int, Edit]]) -> tuple[Edit, ...]:
    """The newest edits first. An issue counts as added once; later its file was only away for a while."""
    ordered = [edit for _, edit in sorted(some, key=lambda each: each[0])]
    edits = [edit for place, edit in enumerate(ordered) if edit.keys or not place]
    return tuple(edits[: -MAX_EDITS - 1 : -1])


def _pairs(root: Path, data: str) -> list[_Pair]:
    """All edits of unit files in the history of HEAD, oldest first.

    Merges are skipped: their changes were committed before, by their authors.
    """
    shallow = git.is_shallow(root)
    log = git.run(root, *_LOG, "HEAD", "--", f":(glob){_GLOB.sub(_ESCAPED, data)}/campaigns/*/units/*.yml")
    parts = iter(log.decode("utf-8", "replace").split("\0"))
    found: list[_Pair] = []
    commit: _Commit | None = None
    for part in parts:
        about = part.lstrip("\n")
        if about.startswith(":"):
            *modes, old, new, status = about[1:].split(" ")
            old, new = (
                blob if git.is_plain(mode) else "" for mode, blob in zip(modes, (old, new), strict=True)
            )
            path = next(parts)
            path = next(parts) if status[0] in "RC" else path
            if commit:
                found.append(_Pair(path.split("/")[-3], path, old, new, commit))
        elif about:
            parents, *moments, by = (next(parts) for _ in range(4))
            # At the boundary of a shallow clone everything seems added.
            commit = _commit(by, moments) if parents or not shallow else None
    return found


def _commit(by: str, moments: Iterable[str]) -> _Commit | None:
    """A commit by its author and its first valid timestamp (seconds); None if none is valid."""
    for text in moments:
        if text.isascii() and text.isdecimal() and len(text) <= _MAX_DIGITS:
            day = datetime.datetime.fromtimestamp(int(text), ZONE).date()
            name = visible(numbers.masked(by.strip()))
            return _Commit(day, name if len(name) <= _MAX_NAME else f"{name[:_MAX_NAME]}…", int(text))
    return None


def _differences(
    root: Path, chunks: list[list[_Pair]], names: list[str], cache: Cache
) -> tuple[list[list[Changed]], bool]:
    """The differences of each chunk of pairs, cached or computed, and whether git had all blobs."""
    found = [_parse_cached(cache.get(name), len(some)) for some, name in zip(chunks, names, strict=True)]
    misses = [place for place, known in enumerate(found) if known is None]
    share = -(-len(misses) // (4 * workers.cores())) or 1

    def work(number: int) -> list[tuple[int, list[Changed], bool]]:
        ours = misses[number * share : (number + 1) * share]
        with _Blobs(root, [pair for place in ours for pair in chunks[place]]) as blobs:
            return [
                (place, [blobs.changed(pair) for pair in chunks[place]], blobs.complete) for place in ours
            ]

    all_whole = True
    for done in workers.spread(work, -(-len(misses) // share)):
        for place, changed, whole in done:
            found[place] = changed
            all_whole = all_whole and whole
            if whole:
                cache.put(names[place], json.dumps(changed).encode())
    return [each or [] for each in found], all_whole


def _parse_cached(raw: bytes | None, length: int) -> list[Changed] | None:
    if raw is None:
        return None
    made: list[Changed] = json.loads(raw)
    return made if len(made) == length else None


class _Blobs(git.Blobs):
    """Blobs of unit files, compared pair by pair."""

    def __init__(self, root: Path, pairs: list[_Pair]) -> None:
        self.last: tuple[str, bytes | None] = ("", b"")
        asked = []
        last = ""
        for pair in pairs:
            asked += [blob for blob in (pair.old, pair.new) if blob not in ("", last)]
            last = pair.new
        super().__init__(root, asked)

    def changed(self, pair: _Pair) -> Changed:
        """The differences of a pair; call it for the pairs in order."""
        old, new = self._text(pair.old), self._text(pair.new)
        self.last = (pair.new, new)
        return {} if old is None or new is None else differences(old, new)

    def _text(self, blob: str) -> bytes | None:
        if not blob:
            return b""
        return self.last[1] if blob == self.last[0] else self.next(plainfiles.MAX_BYTES)


def differences(old: bytes, new: bytes) -> Changed:
    """The differences of two texts of a unit's file. Only the part that differs is parsed."""
    indent, before = _list(old)
    indent_now, after = _list(new)
    if before == after:
        return {}
    if indent == indent_now:
        before, after = _window(before, after, b"\n" + b" " * indent + b"-")
    was, now = _blocks(before, indent), _blocks(after, indent_now)
    told = {id: _difference(was.get(id), now.get(id)) for id in {**was, **now}}
    return {id: keys for id, keys in told.items() if keys}


def _list(text: bytes) -> tuple[int, bytes]:
    """The indent of a file's list of issues (-1 if there is none), and the text after ``issues:``."""
    if b"\r" in text:
        text = text.replace(b"\r\n", b"\n")
    start = _ISSUES_START.search(text)
    return (len(start[1]), b"\n" + text[start.end() :]) if start else (-1, b"")


def _window(old: bytes, new: bytes, mark: bytes) -> tuple[bytes, bytes]:
    """Cut the common first and last entries off two lists."""
    most = min(len(old), len(new))
    same = _common_length(most, lambda low, high: old[low:high] == new[low:high])
    start = max(old.rfind(mark, 0, same), 0)
    a, b = len(old), len(new)
    rest = _common_length(most - same, lambda low, high: old[a - high : a - low] == new[b - high : b - low])
    end = old.find(mark, len(old) - rest)
    left = len(old) - end if end >= 0 else 0
    return old[start : len(old) - left], new[start : len(new) - left]


def _common_length(most: int, same: Callable[[int, int], bool]) -> int:
    """The length of the common prefix, by binary search; ``same`` compares a range."""
    low = 0
    while low < most:
        middle = (low + most + 1) // 2
        low, most = (middle, most) if same(low, middle) else (low, middle - 1)
    return low


def _blocks(body: bytes, indent: int) -> dict[str, str]:
    """The text of each issue in a list, by id."""
    text = body.decode("utf-8", "replace")
    stop = _SECTION_END.search(text)
    text = text[: stop.start()] if stop else text
    found = {}
    for part in re.split(rf"(?m)^ {{{indent}}}-(?=\s)", text)[1:] if indent >= 0 else ():
        block = f"{' ' * (indent + 1)}{part.rstrip()}"
        if match := _ID.search(block):
            found[match[1]] = block
    return found


def _difference(before: str | None, after: str | None) -> list[str]:
    """The keys in which two texts of an issue differ; empty if one can't be parsed."""
    if before == after:
        return []
    if before is None or after is None:
        return ["+" if before is None else "-"]
    old, new = _parts(before), _parts(after)
    changed = {key for key in {**old, **new} if old.get(key) != new.get(key)}
    was, now = _record(old, changed), _record(new, changed)
    if was is None or now is None:
        return []
    return [key for key in TRACKED_KEYS if was.get(key) != now.get(key)]


def _parts(block: str) -> dict[str, str]:
    """An issue's text split at its keys; in flow style all of it under the key ''."""
    depth = len(block) - len(block.lstrip())
    parts = re.split(rf"(?m)^ {{{depth}}}(?=(\w+):)", block) if "\n" in block else []
    return dict(zip(parts[1::2], parts[2::2], strict=True)) if len(parts) > 1 else {"": block}


def _record(parts: Mapping[str, str], wanted: Iterable[str]) -> dict[str, object] | None:
    """The values of some parts of an issue's text, by key; None if they can't be parsed."""
    found = {}
    for part in filter(None, map(parts.get, wanted)):
        tree = yamltree.parse(part, tags=True)  # old versions may have what is refused today
        if tree.faults or not isinstance(tree.root, yamltree.Mapping):
            return None
        found.update({key.text: _plain(node) for key, node in tree.root.pairs})
    return found


def _plain(node: yamltree.Node) -> object:
    if isinstance(node, yamltree.Scalar):
        return node.text.strip()
    if isinstance(node, yamltree.Sequence):
        return [_plain(item) for item in node.items]
    return {key.text: _plain(value) for key, value in node.pairs}
