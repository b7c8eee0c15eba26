"""The edits of each issue's record, out of git: who changed what on which day.

Read once for a build: the commits that touched a unit's file, and of each pair of versions the issues
that differ. Git that is not there, a shallow clone, an unreadable old version: then there are fewer
edits, or none. Nothing here stops a build.
"""

from __future__ import annotations

import datetime
import json
import re
import subprocess
import tempfile
from typing import TYPE_CHECKING, NamedTuple

from rectify import workers, yamltree
from rectify.options import ZONE
from rectify.records import Issue

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from rectify.cache import Cache

MOST = 10
"""So many edits of an issue are told, the newest."""

KEYS = tuple(key for key in Issue._fields if key not in ("at", "id"))
"""What an edit is told of, in the order of the format."""

_NONE = "0" * 40
_CHUNK = 25
_MARK = "\x01"
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
    """The edits of issues by campaign folder and id, the newest first, and names in the cache."""

    of: dict[tuple[str, str], tuple[Edit, ...]]
    names: list[str]


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
        found = _differences(root, chunks, names, kept)
    except (OSError, ValueError, subprocess.SubprocessError):
        return NOTHING
    return Edits(_told(chunks, found, as_of), names)


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
    return tuple(kept[: -MOST - 1 : -1])


def _pairs(root: Path, data: str) -> list[_Pair]:
    """Every edit of a unit's file in the history of what is checked out, the oldest first.

    Merges tell nothing of their own: what they bring was committed before, by whoever wrote it.
    """
    shallow = _git(root, "rev-parse", "--is-shallow-repository").strip() == b"true"
    form = f"--format={_MARK}%P%x00%at%x00%an"
    flags = ("--no-merges", "--reverse", "--raw", "--no-abbrev", "-z", "-M", "-l400")
    plain = ("--no-color", "--no-mailmap", "--encoding=UTF-8")
    where = f":(glob){data}/campaigns/*/units/*.yml"
    log = _git(root, "log", *flags, *plain, form, "HEAD", "--", where).decode("utf-8", "replace")
    found = []
    for entry in log.split(_MARK)[1:]:
        parents, seconds, by, *rest = entry.split("\0")
        if not seconds.isdigit() or (shallow and not parents):
            continue  # where a clone was cut off, everything seems new
        moment = datetime.datetime.fromtimestamp(int(seconds), ZONE)
        commit = _Commit(moment.date(), by.strip(), int(seconds))
        found += [
            _Pair(path.split("/")[-3], path, old, new, commit)
            for path, old, new in _raw([each.strip("\n") for each in rest])
        ]
    return found


def _raw(parts: list[str]) -> Iterator[tuple[str, str, str]]:
    """Path, old and new blob of each file, from git's raw format."""
    rest = iter(part for part in parts if part)
    for about in rest:
        _, _, old, new, status = about.lstrip(":").split(" ")
        path = next(rest)
        if status[0] in "RC":
            path = next(rest)
        yield path, old, new


def _differences(root: Path, chunks: list[list[_Pair]], names: list[str], kept: Cache) -> list[list[Changed]]:
    """Of each chunk of pairs the issues that differ, from the cache where they are there."""
    found = [_unpacked(kept.get(name), len(some)) for some, name in zip(chunks, names, strict=True)]
    missing = [place for place, known in enumerate(found) if known is None]
    share = -(-len(missing) // (4 * workers.cores())) or 1

    def work(number: int) -> list[tuple[int, list[Changed], bool]]:
        ours = missing[number * share : (number + 1) * share]
        with _Blobs(root, [pair for place in ours for pair in chunks[place]]) as blobs:
            return [(place, [blobs.changed(pair) for pair in chunks[place]], blobs.whole) for place in ours]

    for done in workers.spread(work, -(-len(missing) // share)):
        for place, changed, whole in done:
            found[place] = changed
            if whole:
                kept.put(names[place], json.dumps(changed).encode())
    return [each or [] for each in found]


def _unpacked(raw: bytes | None, length: int) -> list[Changed] | None:
    if raw is None:
        return None
    made: list[Changed] = json.loads(raw)
    return made if len(made) == length else None


class _Blobs:
    """Versions of files as git hands them over, one after the other, cut into issues.

    ``whole`` until git lacks one of them.
    """

    def __init__(self, root: Path, pairs: list[_Pair]) -> None:
        self.root = root
        self.whole = True
        self.last: tuple[str, bytes | None] = (_NONE, b"")
        self.asked: list[str] = []
        last = _NONE
        for pair in pairs:
            self.asked += [blob for blob in (pair.old, pair.new) if blob not in (last, _NONE)]
            last = pair.new

    def __enter__(self) -> _Blobs:
        with tempfile.TemporaryFile() as asked:
            asked.write("".join(f"{blob}\n" for blob in self.asked).encode())
            asked.seek(0)
            command = ["git", "cat-file", "--batch"]
            self.git = subprocess.Popen(command, cwd=self.root, stdin=asked, stdout=subprocess.PIPE)  # noqa: S603
        return self

    def __exit__(self, *_: object) -> None:
        self.git.kill()
        self.git.communicate()

    def changed(self, pair: _Pair) -> Changed:
        """The issues that differ between the two versions of a pair, which are asked for in order."""
        old, new = self._text(pair.old), self._text(pair.new)
        self.last = (pair.new, new)
        return {} if old is None or new is None else differences(old, new)

    def _text(self, blob: str) -> bytes | None:
        if blob == _NONE:
            return b""
        if blob == self.last[0]:
            return self.last[1]
        if self.git.stdout is None:
            return None
        head = self.git.stdout.readline().split()
        if len(head) != 3:
            self.whole = False
            return None
        text = self.git.stdout.read(int(head[2]))
        self.git.stdout.read(1)
        return text


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


def _git(root: Path, *arguments: str) -> bytes:
    command = ["git", "-c", "log.showSignature=false", "-c", "log.follow=false", *arguments]
    return subprocess.run(command, cwd=root, capture_output=True, check=True).stdout  # noqa: S603
