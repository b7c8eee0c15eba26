"""Compare the data with an earlier revision from git: two trees, not the commits between."""

from __future__ import annotations

import contextlib
import datetime
import hashlib
import os
import pathlib
import tempfile
from typing import TYPE_CHECKING

from rectify.check import history
from rectify.git import git
from rectify.git.git import NoHistoryError
from rectify.ground import plainfiles
from rectify.read import filenames
from rectify.read.load import Loaded, load

if TYPE_CHECKING:
    from rectify.words.messages import Catalogue

_POINTER = b"version https://git-lfs.github.com/spec/v1\n"
_POINTER_LIMIT = 1024
_SHA1 = 40
_CHUNK = 1 << 20


def compare(
    folder: pathlib.Path,
    data: str,
    revision: str,
    now: Loaded,
    words: Catalogue,
    day: datetime.date = datetime.date.max,
) -> history.Revisions:
    """The data at the merge base with ``revision``, and now. Only files that differ are parsed.

    What is dated on ``day`` or later may still be edited.

    Raises ``NoHistoryError`` without git, outside a repository, for an unknown revision, or in a shallow
    clone that lacks it.
    """
    top = git.top(folder)
    there = pathlib.Path(os.path.normpath(folder.resolve() / data))
    if not there.is_relative_to(top.resolve()):
        raise NoHistoryError("no-data", str(there))
    inside = there.relative_to(top.resolve()).as_posix()
    base = _base(folder, revision)
    entries = git.tree(top, base, inside)
    with tempfile.TemporaryDirectory() as name:
        root = pathlib.Path(name)
        _extract(top, [each for each in entries if each.path.endswith(".yml")], root)
        loaded = load(root / inside, data, words, known=now.parsed)
    if loaded.data is None or now.data is None:
        raise NoHistoryError("no-data", base[:12])
    return history.revisions(loaded.data, now.data, _evidence(top, entries, inside, data), day)


def _base(folder: pathlib.Path, revision: str) -> str:
    """The merge base of HEAD and a revision."""
    git.run(folder, "rev-parse", "--verify", "--quiet", "HEAD^{commit}", key="no-commits")
    key = "shallow" if git.is_shallow(folder) else "no-revision"
    commit = f"{revision}^{{commit}}"
    found = git.run(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", commit, key=key)
    return git.run(folder, "merge-base", found.decode().strip(), "HEAD", key=key).decode().strip()


def _extract(top: pathlib.Path, entries: list[git.Entry], root: pathlib.Path) -> None:
    """Write the files of a revision below ``root``, as committed."""
    with git.Blobs(top, [each.blob for each in entries]) as blobs:
        for each in entries:
            raw = blobs.next(plainfiles.MAX_BYTES)
            if raw is None or not _is_plain(each.path):
                raise NoHistoryError("unreadable", each.path)
            if _is_pointer(raw):  # the text is in the LFS store and may differ by now
                raise NoHistoryError("lfs", each.path)
            file = root / each.path
            try:
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(raw)
            except OSError as failure:
                raise NoHistoryError("unreadable", f"{each.path}: {failure.strerror}") from None


def _is_plain(path: str) -> bool:
    """Whether a path of a tree, which may be forged, stays in the folder."""
    return (
        "\\" not in path and ":" not in path and all(part not in ("", ".", "..") for part in path.split("/"))
    )


def _evidence(
    top: pathlib.Path, entries: list[git.Entry], inside: str, data: str
) -> dict[str, tuple[str, str | None]]:
    """The blob ids of each evidence file, before and now, by path in messages; equal if unchanged."""
    found: dict[str, tuple[str, str | None]] = {}
    differ = []
    for each in entries:
        if "/evidence/" in each.path:
            shown = data + each.path.removeprefix(inside)
            now = each._replace(path=_current_path(top, each.path))
            found[shown] = (each.blob, _blob_id(top, now))
            if found[shown][1] not in (each.blob, None):
                differ.append((shown, now))
    with git.Blobs(top, [each.blob for _, each in differ]) as blobs:
        for shown, each in differ:
            was = blobs.next(plainfiles.MAX_BYTES)
            if was is not None and _is_unchanged(was, top, each):
                found[shown] = (each.blob, each.blob)
    return found


def _current_path(top: pathlib.Path, path: str) -> str:
    """The path of a file in the working tree, where its name may have another Unicode form."""
    folder, _, name = path.rpartition("/")
    if not name.isascii() and not os.path.lexists(top / path):
        with contextlib.suppress(OSError), plainfiles.Folder(top / folder) as opened:
            same = [
                there
                for there, _ in opened.entries()
                if filenames.composed(there) == filenames.composed(name)
            ]
            return f"{folder}/{same[0]}" if same else path
    return path


def _is_pointer(raw: bytes) -> bool:
    """Whether a blob is a Git LFS pointer."""
    return raw.startswith(_POINTER) and len(raw) <= _POINTER_LIMIT


def _is_unchanged(was: bytes, top: pathlib.Path, entry: git.Entry) -> bool:
    """Whether a file differs only by checkout: from Git LFS, or with other line ends."""
    try:
        if _is_pointer(was):
            with plainfiles.Folder(top) as folder:
                digest = folder.digest(entry.path)[1]
            return f"\noid sha256:{digest}\n".encode() in was
        return b"\0" not in was and plainfiles.read(top, entry.path).replace(b"\r\n", b"\n") == was
    except OSError:
        return False


def _blob_id(top: pathlib.Path, entry: git.Entry) -> str | None:
    """The blob id of a file in the working tree; None if it can't be read."""
    found = hashlib.new("sha1" if len(entry.blob) == _SHA1 else "sha256", usedforsecurity=False)
    try:
        with plainfiles.stream(top, entry.path) as file:
            found.update(b"blob %d\0" % os.fstat(file.fileno()).st_size)
            while part := file.read(_CHUNK):
                found.update(part)
    except OSError:
        return None
    return found.hexdigest()
