"""Only plain files below data/ and docs/ are read: no symlinks, pipes, devices or files swapped meanwhile."""

from __future__ import annotations

import os
import pathlib
import socket
import threading

import pytest

import project
from conftest import mkdocs
from rectify.ground import plainfiles

EVIDENCE = "data/campaigns/2019/evidence/U1-001"
SECRET = "a-secret-of-the-job"


@pytest.fixture
def folder(tmp_path):
    return project.copy_small(tmp_path / "p")


def build(folder, *more):
    done = mkdocs("build", *more, cwd=folder, JOB_TOKEN=SECRET)
    assert "Traceback" not in done.stderr
    assert SECRET not in done.stderr
    return done


@pytest.mark.parametrize(
    ("name", "target"),
    [
        ("data/organization.yml", "/proc/self/environ"),
        (project.CAMPAIGN, "/dev/zero"),
        (project.UNIT_2, "/proc/self/environ"),
        ("data/campaigns/2018", "2019"),
        (EVIDENCE, "/etc"),
        (f"{EVIDENCE}/学习制度.pdf", "/etc/passwd"),
        ("data/campaigns/2019/evidence/SHA256SUMS", "/dev/zero"),
        ("data", "/etc"),
        ("docs/env.txt", "/proc/self/environ"),
        ("docs/zero.png", "/dev/zero"),
        ("docs/loop", "."),
        ("docs/.hidden", "/"),
        ("docs/g", "../.git"),
        ("docs/about.md", "nosuch"),
        ("docs/about.md", "/proc/self/environ"),
        ("docs/notes/2019/units/unit-1.md", "/etc/passwd"),
        ("docs/notes/2019/units/shot.png", "/etc/passwd"),
        ("docs/notes/2019/issues", "/etc"),
        ("docs", "data"),
    ],
)
def test_a_link_is_an_error_and_not_followed(name, target, folder):
    link = folder / name
    if link.exists():
        link.rename(folder.parent / "aside")
    link.symlink_to(target)
    done = build(folder)
    assert done.returncode != 0
    assert f"{name}:1:1: 错误 [" in done.stderr
    assert "链接" in done.stderr
    assert "root:" not in done.stderr
    assert not (folder / "site").exists()


@pytest.mark.parametrize("where", ["docs/x.md", "docs/x.png", project.UNIT_2, EVIDENCE + "/x.pdf"])
def test_a_pipe_or_a_socket_is_not_waited_for(where, folder):
    (folder / where).unlink(missing_ok=True)
    os.mkfifo(folder / where)
    told = project.report(project.build(folder))
    assert any(line.startswith(f"{where}:1:1: 错误 [structure.plain-file]") for line in told)
    (folder / where).unlink()
    with socket.socket(socket.AF_UNIX) as one:
        here = os.open((folder / where).parent, os.O_RDONLY)  # a socket's path must be short
        one.bind(f"/proc/self/fd/{here}/{pathlib.PurePath(where).name}")
        os.close(here)
        told = project.report(project.build(folder))
    assert any(line.startswith(f"{where}:1:1: 错误 [structure.plain-file]") for line in told)


def test_the_mark_of_an_editor_is_no_link_to_anything(folder):
    for name in ("docs/.#about.md", "data/campaigns/2019/units/.#unit-1.yml", EVIDENCE + "/.#x.pdf"):
        (folder / name).symlink_to("clerk@office.1234:1555555555")
    done = build(folder)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("target", ["/", ".", "/etc/passwd"])
def test_such_a_mark_that_leads_somewhere_is_a_link(target, folder):
    """MkDocs would follow it; a symlink to the root never ends."""
    (folder / "docs/.#about.md").symlink_to(target)
    told = project.report(project.build(folder))
    assert [line.split("]")[0] for line in told] == ["docs/.#about.md:1:1: 错误 [structure.plain-file"]


def test_a_file_put_in_anothers_place_while_it_builds_is_not_published(folder):
    """A race: a plain file when checked, a symlink when read."""
    (folder / "docs/shot.png").write_bytes(b"\x89PNG")
    (folder / "swap.py").write_text(
        "import os, pathlib, shutil\n"
        "def on_files(files, config, **_):\n"
        "    for name in os.environ['SWAP'].split(','):\n"
        "        file = pathlib.Path(name)\n"
        "        shutil.rmtree(file) if file.is_dir() else file.unlink()\n"
        "        file.symlink_to('/etc' if not file.suffix else '/etc/passwd')\n",
        "utf-8",
    )
    config = folder / "mkdocs.yml"
    config.write_text(config.read_text("utf-8").replace("hooks: [", "hooks: [swap.py, "), "utf-8")
    before = {name: (folder / name) for name in ("docs/about.md", "docs/shot.png")}
    for name in [*before, EVIDENCE + "/学习制度.pdf"]:
        raw = (folder / name).read_bytes()
        done = mkdocs("build", cwd=folder, SWAP=name)
        assert done.returncode != 0, name
        assert "Traceback" not in done.stderr
        assert "[structure.plain-file]" in done.stderr
        (folder / name).unlink()
        (folder / name).write_bytes(raw)
    for file in (folder / "site").rglob("*") if (folder / "site").exists() else ():
        assert not file.is_file() or b"root:x" not in file.read_bytes()


def test_a_folder_put_in_anothers_place_is_not_followed(tmp_path):
    """Under a race, either the folder's file is read or nothing."""
    inside, outside = tmp_path / "data", tmp_path / "outside"
    for place, text in ((inside / "a/b", "ours"), (outside / "b", "theirs")):
        place.mkdir(parents=True)
        (place / "c.txt").write_text(text, "utf-8")
    over = threading.Event()

    def swap():
        while not over.is_set():
            (inside / "a").rename(inside / "aside")
            (inside / "a").symlink_to(outside)
            (inside / "a").unlink()
            (inside / "aside").rename(inside / "a")

    swapping = threading.Thread(target=swap)
    swapping.start()
    found = set()
    for _ in range(3000):
        try:
            found.add(plainfiles.read(inside, "a/b/c.txt"))
        except OSError:
            found.add(None)
    over.set()
    swapping.join()
    assert found <= {b"ours", None}


def test_no_way_leads_out_of_a_folder(tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "x").write_text("x", "utf-8")
    for name in ("../x", "./../x", "a//x", "/etc/passwd"):
        with pytest.raises(OSError):
            plainfiles.read(tmp_path / "data", name)


def test_evidence_is_not_read_beyond_what_the_campaign_takes(folder):
    """A sparse file of a terabyte is refused by its size without reading it."""
    with (folder / EVIDENCE / "学习制度.pdf").open("ab") as file:
        file.truncate(1 << 40)
    told = project.report(project.build(folder))
    assert any("[evidence.size]" in line for line in told)


@pytest.mark.parametrize("name", ["docs/about.md", "docs/notes/2019/units/unit-1.md", project.UNIT_1])
def test_a_text_that_is_far_too_large_is_not_read(name, folder):
    with (folder / name).open("ab") as file:
        file.truncate(1 << 40)
    told = project.report(project.build(folder))
    assert any(line.startswith(f"{name}:1:1: 错误 [structure.size]") for line in told)


def test_folders_in_folders_without_end_are_told(folder):
    (folder / "docs" / "/".join("x" * 200)).mkdir(parents=True)
    told = project.report(project.build(folder))
    assert any("[structure.plain-file]" in line and "太深" in line for line in told)


@pytest.mark.parametrize(
    "top",
    [
        "---\ntemplate: main.html\nhide: [toc]\ntitle: 2019\n---\n",
        "---\n- a\n---\n",
        "---\na: [\n---\n",
    ],
)
def test_front_matter_that_is_none_is_shown_as_text(top, folder):
    (folder / "docs/about.md").write_text(f"{top}# 关于\n", "utf-8")
    done = build(folder)
    assert done.returncode == 0, done.stderr
