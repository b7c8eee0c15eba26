"""An earlier revision of the data, read out of git: two trees are compared, not the history between."""

from __future__ import annotations

import hashlib
import pathlib
import subprocess
import tarfile
import tempfile
from typing import TYPE_CHECKING

from rectify.check.history import Revisions
from rectify.load import Loaded, load

if TYPE_CHECKING:
    from rectify.messages import Catalogue


class NoRevisionError(Exception):
    """Why there is nothing to compare with; ``key`` is its text in the catalogue."""

    def __init__(self, key: str, detail: str = "") -> None:
        super().__init__(key)
        self.key = key
        self.detail = detail


def compare(folder: pathlib.Path, data: str, revision: str, now: Loaded, words: Catalogue) -> Revisions:
    """The data as it was where this branch left ``revision``, and as it is; only what differs is parsed.

    Raises ``NoRevisionError`` without git, outside a repository, in a shallow clone that lacks the
    revision, or for one that does not exist.
    """
    top = pathlib.Path(_git(folder, "rev-parse", "--show-toplevel", key="no-repository").strip())
    inside = (folder.resolve() / data).relative_to(top.resolve()).as_posix()
    base = _base(folder, revision)
    with tempfile.TemporaryDirectory() as name:
        root = pathlib.Path(name)
        _extract(top, base, inside, root)
        loaded = load(root / inside, data, words, known=now.parsed)
    if loaded.data is None or now.data is None:
        raise NoRevisionError("no-data", base[:12])
    return Revisions(loaded.data, now.data, _blobs(top, base, inside, data))


def _git(folder: pathlib.Path, *arguments: str, key: str) -> str:
    try:
        done = subprocess.run(["git", *arguments], cwd=folder, capture_output=True, check=False)  # noqa: S603, S607
    except FileNotFoundError:
        raise NoRevisionError("no-git") from None
    if done.returncode:
        raise NoRevisionError(key, done.stderr.decode("utf-8", "replace").strip())
    return done.stdout.decode("utf-8", "replace")


def _base(folder: pathlib.Path, revision: str) -> str:
    """The commit where this branch left the revision."""
    shallow = _git(folder, "rev-parse", "--is-shallow-repository", key="no-repository").strip() == "true"
    key = "shallow" if shallow else "no-revision"
    _git(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}", key=key)
    return _git(folder, "merge-base", revision, "HEAD", key=key).strip()


def _extract(top: pathlib.Path, base: str, inside: str, root: pathlib.Path) -> None:
    """The YAML files of a revision; evidence is compared by its blobs and left where it is."""
    listed = _git(top, "ls-tree", "-r", "-z", "--name-only", base, "--", inside, key="no-data").split("\0")
    wanted = [name for name in listed if name.endswith(".yml")]
    if not wanted:
        raise NoRevisionError("no-data", base[:12])
    (root / inside).mkdir(parents=True)
    with tempfile.TemporaryFile() as archive:
        spec = f":(glob){inside}/**/*.yml"
        command = ["git", "archive", "--format=tar", base, "--", spec]
        subprocess.run(command, cwd=top, stdout=archive, check=True)  # noqa: S603
        archive.seek(0)
        with tarfile.open(fileobj=archive) as tar:
            tar.extractall(root, filter="data")


def _blobs(top: pathlib.Path, base: str, inside: str, data: str) -> dict[str, tuple[str, str | None]]:
    """Each evidence file's blob then and now, by its path as messages name it."""
    found: dict[str, tuple[str, str | None]] = {}
    for line in _git(top, "ls-tree", "-r", "-z", base, "--", inside, key="no-data").split("\0"):
        about, _, name = line.partition("\t")
        if "/evidence/" in name:
            file = top / name
            shown = data + name.removeprefix(inside)
            found[shown] = (about.split(" ")[2], _blob(file.read_bytes()) if file.is_file() else None)
    return found


def _blob(raw: bytes) -> str:
    """The id that git gives a file's content."""
    return hashlib.sha1(b"blob %d\0" % len(raw) + raw, usedforsecurity=False).hexdigest()
