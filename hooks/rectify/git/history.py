"""The edits of each issue's record, out of git: who changed what on which day.

Read once for a build: the commits that touched a unit's file, and of each pair of versions the issues
that differ. Git that is not there, a shallow clone, an unreadable old version: then there are fewer
edits, or none, and it is told why. Nothing here stops a build.
"""

from __future__ import annotations

import datetime
import json
import re
from typing import TYPE_CHECKING, NamedTuple

from rectify.git import git
from rectify.ground import plainfiles
from rectify.ground.environment import ZONE
from rectify.read import yamltree
from rectify.read.problems import visible
from rectify.read.records import Issue
from rectify.speed import workers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from rectify.speed.cache import Cache

EDITS = 10
"""So many edits of an issue are told, the newest."""

KEYS = tuple(key for key in Issue._fields if key not in ("at", "id"))
"""What an edit is told of, in the order of the format."""

_CHUNK = 25
_LOG = (
    *("log", "--no-merges", "--reverse", "--raw", "--no-abbrev", "-z", "-M", "-l400", "-O/dev/null"),
    *("--no-color", "--no-mailmap", "--no-ext-diff", "--no-textconv", "--encoding=UTF-8"),
    "--format=%H%x00%P%x00%at%x00%ct%x00%an",
)
_GLOB, _ESCAPED = re.compile(r"[\\*?\[\]]"), r"\\\g<0>"
_DIGITS = 11  # of seconds, until the year 5138
_NAME = 60
_LIST = re.compile(
    rb"(?m)^(?:\xef\xbb\xbf)?issues:[ \t]*(?:#[^\n]*)?\n(?:[ \t]*(?:#[^\n]*)?\n)*?(?=( *)-[ \n])"
)
_NEXT = re.compile(r"(?m)^[^\s#-]")
_ID = re.compile(r"""(?m)(?:^ *(?:- +)?|[{,] *)id: *["']?([0-9A-Za-z][0-9A-Za-z_-]*)""")

Changed = dict[str, list[str]]
"""Ids of the issues that differ between two versions of a file, and their keys that do.

An issue that is new has ``+`` in the place of keys; one that is gone, ``-``.
"""


class Edit(NamedTuple):
    """An edit of an issue's record; ``keys`` is empty where the issue was taken on."""

    day: datetime.date
    by: str
    keys: tuple[str, ...]


class Edits(NamedTuple):
    """The edits of issues by campaign folder and id, the newest first, and names in the cache.

    ``lack`` is why there may be more of them than were found.
    """

    of: dict[tuple[str, str], tuple[Edit, ...]]
    names: list[str]
    lack: git.NoHistoryError | None = None


class _Commit(NamedTuple):
    day: datetime.date
    by: str
    seconds: int


class _Pair(NamedTuple):
    """Two versions of a file that follow one another, by the ids of their contents in git."""

    folder: str
    path: str
    old: str
    new: str
    commit: _Commit


NOTHING = Edits({}, [])


def read(root: Path, data: str, as_of: datetime.date, kept: Cache) -> Edits:
    """The edits up to a day of every issue below a data folder. Reads git and the cache, adds to it."""
    try:
        pairs = _pairs(root, data)
        files: dict[str, list[_Pair]] = {}
        for pair in pairs:
            files.setdefault(pair.path, []).append(pair)
        chunks = [some[at : at + _CHUNK] for some in files.values() for at in range(0, len(some), _CHUNK)]
        names = [kept.name("edits", *(each for pair in some for each in pair[2:4])) for some in chunks]
        found, whole = _differences(root, chunks, names, kept)
        lack = None if whole else git.NoHistoryError("incomplete")
        lack = git.NoHistoryError("shallow") if git.is_shallow(root) else lack
    except git.NoHistoryError as why:
        return NOTHING._replace(lack=why if git.is_there(root) else None)
    except (OSError, ValueError) as why:
        return NOTHING._replace(lack=git.NoHistoryError("git", str(why)))
    return Edits(_told(chunks, found, as_of), names, lack)


def _told(
    chunks: list[list[_Pair]], found: list[list[Changed]], as_of: datetime.date
) -> dict[tuple[str, str], tuple[Edit, ...]]:
    """What is known by the end of a day, by issue; a commit dated later does not exist."""
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
    """The newest edits first. An issue is taken on once: later it was only away, with its file."""
    ordered = [edit for _, edit in sorted(some, key=lambda each: each[0])]
    kept = [edit for place, edit in enumerate(ordered) if edit.keys or not place]
    return tuple(kept[: -EDITS - 1 : -1])


def _pairs(root: Path, data: str) -> list[_Pair]:
    """Every edit of a unit's file in the history of what is checked out, the oldest first.

    Merges tell nothing of their own: what they bring was committed before, by whoever wrote it.
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
            # Where a clone was cut off, everything seems new.
            commit = _commit(by, moments) if parents or not shallow else None
    return found


def _commit(by: str, moments: Iterable[str]) -> _Commit | None:
    """A commit by its author and the seconds of its moments, of which the first that is one counts."""
    for text in moments:
        if text.isascii() and text.isdecimal() and len(text) <= _DIGITS:
            day = datetime.datetime.fromtimestamp(int(text), ZONE).date()
            name = visible(by.strip())
            return _Commit(day, name if len(name) <= _NAME else f"{name[:_NAME]}…", int(text))
    return None


def _differences(
    root: Path, chunks: list[list[_Pair]], names: list[str], kept: Cache
) -> tuple[list[list[Changed]], bool]:
    """Of each chunk of pairs the issues that differ, cached or read; whether git has all of them."""
    found = [_unpacked(kept.get(name), len(some)) for some, name in zip(chunks, names, strict=True)]
    missing = [place for place, known in enumerate(found) if known is None]
    share = -(-len(missing) // (4 * workers.cores())) or 1

    def work(number: int) -> list[tuple[int, list[Changed], bool]]:
        ours = missing[number * share : (number + 1) * share]
        with _Blobs(root, [pair for place in ours for pair in chunks[place]]) as blobs:
            return [(place, [blobs.changed(pair) for pair in chunks[place]], blobs.whole) for place in ours]

    all_whole = True
    for done in workers.spread(work, -(-len(missing) // share)):
        for place, changed, whole in done:
            found[place] = changed
            all_whole = all_whole and whole
            if whole:
                kept.put(names[place], json.dumps(changed).encode())
    return [each or [] for each in found], all_whole


def _unpacked(raw: bytes | None, length: int) -> list[Changed] | None:
    if raw is None:
        return None
    made: list[Changed] = json.loads(raw)
    return made if len(made) == length else None


class _Blobs(git.Blobs):
    """Versions of files as git hands them over, cut into issues."""

    def __init__(self, root: Path, pairs: list[_Pair]) -> None:
        self.last: tuple[str, bytes | None] = ("", b"")
        asked = []
        last = ""
        for pair in pairs:
            asked += [blob for blob in (pair.old, pair.new) if blob not in ("", last)]
            last = pair.new
        super().__init__(root, asked)

    def changed(self, pair: _Pair) -> Changed:
        """The issues that differ between the two versions of a pair, which are asked for in order."""
        old, new = self._text(pair.old), self._text(pair.new)
        self.last = (pair.new, new)
        return {} if old is None or new is None else differences(old, new)

    def _text(self, blob: str) -> bytes | None:
        if not blob:
            return b""
        return self.last[1] if blob == self.last[0] else self.next(plainfiles.MAX_BYTES)


def differences(old: bytes, new: bytes) -> Changed:
    """The issues that differ between two texts of a unit's file. Only what differs is read."""
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
    """How far the entries of a file's list of issues are indented, and all that comes after its head."""
    if b"\r" in text:
        text = text.replace(b"\r\n", b"\n")
    start = _LIST.search(text)
    return (len(start[1]), b"\n" + text[start.end() :]) if start else (-1, b"")


def _window(old: bytes, new: bytes, mark: bytes) -> tuple[bytes, bytes]:
    """The whole entries of two lists around what differs between them."""
    most = min(len(old), len(new))
    same = _longest(most, lambda low, high: old[low:high] == new[low:high])
    start = max(old.rfind(mark, 0, same), 0)
    a, b = len(old), len(new)
    rest = _longest(most - same, lambda low, high: old[a - high : a - low] == new[b - high : b - low])
    end = old.find(mark, len(old) - rest)
    left = len(old) - end if end >= 0 else 0
    return old[start : len(old) - left], new[start : len(new) - left]


def _longest(most: int, same: Callable[[int, int], bool]) -> int:
    """How far, at most, two things are the same, when ``same`` tells it of a stretch of them."""
    low = 0
    while low < most:
        middle = (low + most + 1) // 2
        low, most = (middle, most) if same(low, middle) else (low, middle - 1)
    return low


def _blocks(body: bytes, indent: int) -> dict[str, str]:
    """Entries of a list of issues by id, each as text in which its keys begin lines."""
    text = body.decode("utf-8", "replace")
    stop = _NEXT.search(text)
    text = text[: stop.start()] if stop else text
    found = {}
    for part in re.split(rf"(?m)^ {{{indent}}}-(?=\s)", text)[1:] if indent >= 0 else ():
        block = f"{' ' * (indent + 1)}{part.rstrip()}"
        if match := _ID.search(block):
            found[match[1]] = block
    return found


def _difference(before: str | None, after: str | None) -> list[str]:
    """The keys in which two texts of an issue differ; none if one of them can't be read."""
    if before == after:
        return []
    if before is None or after is None:
        return ["+" if before is None else "-"]
    old, new = _parts(before), _parts(after)
    changed = {key for key in {**old, **new} if old.get(key) != new.get(key)}
    was, now = _record(old, changed), _record(new, changed)
    if was is None or now is None:
        return []
    return [key for key in KEYS if was.get(key) != now.get(key)]


def _parts(block: str) -> dict[str, str]:
    """An issue's text cut at its keys, by key; all of it under no name if it is not written in lines."""
    depth = len(block) - len(block.lstrip())
    parts = re.split(rf"(?m)^ {{{depth}}}(?=(\w+):)", block) if "\n" in block else []
    return dict(zip(parts[1::2], parts[2::2], strict=True)) if len(parts) > 1 else {"": block}


def _record(parts: Mapping[str, str], wanted: Iterable[str]) -> dict[str, object] | None:
    """What some parts of an issue's text say, by key; None if they can't be read."""
    found = {}
    for part in filter(None, map(parts.get, wanted)):
        tree = yamltree.parse(part, tags=True)  # an old text may hold what is refused today
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
