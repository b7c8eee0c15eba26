"""Cached results are signed with a secret key that can't come from the repository."""

from __future__ import annotations

import hashlib
import os
import stat
import subprocess
import sys

import pytest

import project
from conftest import mkdocs
from rectify.speed import cache, secretkey

CACHE = ".cache/rectify"
ISSUE = "2019/issues/U1-001/index.html"


@pytest.fixture
def folder(tmp_path):
    return project.copy_small(tmp_path / "p")


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A user with an empty home and no key in the environment."""
    monkeypatch.delenv("RECTIFY_CACHE_KEY", raising=False)
    monkeypatch.delenv("XDG_STATE_HOME", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def build(folder, **environment):
    done = mkdocs("build", "--strict", cwd=folder, **environment)
    assert done.returncode == 0, done.stderr
    return done


def kept(folder):
    found = folder / CACHE
    return {file.name: file.read_bytes() for file in found.iterdir()} if found.is_dir() else {}


def test_a_user_gets_a_key_of_their_own_once(home):
    found = secretkey.find()
    file = home / ".local/state/rectify/cache.key"
    assert found.key == file.read_bytes()
    assert len(found.key) == 32
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert secretkey.find() == found
    assert [each.name for each in file.parent.iterdir()] == ["cache.key"]


def test_the_environment_gives_a_key_before_a_file_does(home, monkeypatch):
    monkeypatch.setenv("RECTIFY_CACHE_KEY", "0123456789abcdef0123456789abcdef")
    one = secretkey.find().key
    monkeypatch.setenv("RECTIFY_CACHE_KEY", "0123456789abcdef0123456789abcdeg")
    assert b"" != one != secretkey.find().key
    assert not home.exists()


def test_without_a_home_or_with_a_key_that_others_know_nothing_is_kept(home, folder, monkeypatch):
    file = home / ".local/state/rectify/cache.key"
    secretkey.find()
    file.chmod(0o644)
    assert secretkey.find() == (b"", "open", str(file))
    assert str(file) in build(folder).stderr
    file.unlink()
    file.symlink_to("/dev/zero")
    assert secretkey.find().key == b""
    assert "16" in build(folder, RECTIFY_CACHE_KEY="short").stderr
    monkeypatch.delenv("HOME")
    assert secretkey.find().key == b""
    monkeypatch.setenv("HOME", "relative")
    assert secretkey.find().key == b""
    assert kept(folder) == {}
    assert "WARNING" not in build(folder).stderr


def test_a_key_within_the_project_is_none(folder, monkeypatch):
    """A pipeline may set HOME to the checkout, which any merge request can change."""
    monkeypatch.delenv("RECTIFY_CACHE_KEY", raising=False)
    monkeypatch.setenv("XDG_STATE_HOME", str(folder / "state"))
    assert secretkey.find(folder).key == b""
    build(folder)
    assert kept(folder) == {}


def test_what_was_sealed_with_another_key_is_not_published(folder):
    """An attacker with write access to the cache: every file is altered and signed with another key."""
    build(folder, RECTIFY_CACHE_KEY="of a merge request" * 2)
    whole = (folder / "site" / ISSUE).read_bytes()
    for file in (folder / CACHE).iterdir():
        raw = file.read_bytes()[32:].replace("督办".encode(), "已办".encode()).replace(b"U1-", b"U9-")
        forged = hashlib.blake2b(file.name.encode() + b"\0" + raw, digest_size=32).digest()
        file.write_bytes(forged + raw)
    before = kept(folder)
    build(folder, RECTIFY_CACHE_KEY="of the main branch" * 2)
    assert (folder / "site" / ISSUE).read_bytes() == whole
    for file in (folder / "site").rglob("*.html"):
        assert "已办".encode() not in file.read_bytes()
    after = kept(folder)
    assert all(after[name] != before[name] for name in before if name in after)


@pytest.mark.parametrize("what", ["pipe", "link", "folder", "huge", "empty", "short"])
def test_a_cache_that_holds_anything_else_is_done_without(what, folder):
    """Pipes, symlinks and devices under our names are neither opened nor followed."""
    build(folder)
    whole = (folder / "site" / ISSUE).read_bytes()
    names = list(kept(folder))
    for name in names:
        file = folder / CACHE / name
        file.unlink()
        if what == "pipe":
            os.mkfifo(file)
        elif what == "link":
            file.symlink_to("/dev/zero")
        elif what == "folder":
            file.mkdir()
        else:
            file.write_bytes(b"" if what == "empty" else b"x" * 31)
            if what == "huge":
                os.truncate(file, 1 << 40)
    build(folder)
    assert (folder / "site" / ISSUE).read_bytes() == whole


def test_only_files_of_ours_are_forgotten(tmp_path):
    kept = cache.Cache(tmp_path, b"key")
    name = kept.name("data", "a")
    kept.put(name, b"a")
    theirs = [tmp_path / each for each in ("mkdocs.yml", "data.yml", f"{name}.bak", ".hidden", "pages-x")]
    for file in theirs:
        file.write_text("theirs", "utf-8")
    (tmp_path / ("pages-" + "0" * 64)).symlink_to(theirs[0])
    (tmp_path / ("index-" + "0" * 64)).mkdir()
    (tmp_path / ".new-abc").write_text("of a build that was cut off", "utf-8")
    kept.prune([])
    assert all(file.read_text("utf-8") == "theirs" for file in theirs)
    assert not (tmp_path / name).exists()
    assert not (tmp_path / ".new-abc").exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="root alone can become another user")
def test_a_cache_of_another_user_is_done_without(folder, tmp_path):
    """With an unreadable and unwritable cache the build goes on."""
    build(folder)
    for path in (folder / ".cache", folder / CACHE, *(folder / CACHE).iterdir()):
        path.chmod(0o700 if path.is_dir() else 0o600)
    tmp_path.chmod(0o755)
    code = (
        "import os, pathlib, sys; from rectify.speed import cache\n"
        "os.setgid(65534); os.setuid(65534); kept = cache.Cache(pathlib.Path(sys.argv[1]), b'key')\n"
        "kept.put('data-' + '0' * 64, b'x'); assert kept.get('data-' + '0' * 64) is None; kept.prune([])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(folder / CACHE)],
        env={**os.environ, "PYTHONPATH": str(cache.PACKAGE.parent)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    "name", [f"{CACHE}/data-0", ".cache/x", "site/index.html", ".venv/bin/mkdocs", "hooks/x.pyc"]
)
def test_what_a_build_makes_is_not_in_git(name, folder):
    (folder / name).parent.mkdir(parents=True)
    (folder / name).write_text("x", "utf-8")
    project.git(folder, "init", "-q")
    project.git(folder, "add", "-f", name)
    done = mkdocs("build", cwd=folder)
    assert done.returncode != 0
    assert "git rm -r --cached" in done.stderr
    assert (folder / name).read_text("utf-8") == "x"
