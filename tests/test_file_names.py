"""File names: validity on Windows, decomposed names of macOS, leftovers of programs."""

from __future__ import annotations

import hashlib
import os
import unicodedata

import pytest

import project
from conftest import mkdocs
from rectify.html import urls
from rectify.read import filenames
from test_cli import rectify

NAME = "Résumé 2019.pdf"
EVIDENCE = "data/campaigns/2019/evidence"
FORMS = [("NFC", "NFD"), ("NFD", "NFC"), ("NFD", "NFD"), ("NFC", "NFC")]


@pytest.mark.parametrize(
    "name",
    ["CON.pdf", "con", "Nul.tar.7z", "COM1.txt", "lpt¹.pdf", "AUX .pdf", "CONIN$", "a:b.pdf", "a?.pdf", "a.", "a.pdf ", "a\u202eb.pdf", "a\nb"],
    ids=ascii,
)  # fmt: skip
def test_a_name_that_windows_can_not_hold_is_told(name):
    assert filenames.fault(name) is not None


@pytest.mark.parametrize(
    "name", ["纪要（终稿）.pdf", "CONTRACT.pdf", "com10.pdf", "nul1", "a b.pdf", "第1稿.v2.pdf", ".hidden"]
)
def test_a_name_that_windows_can_hold_is_none_of_them(name):
    assert filenames.fault(name) is None


LEFT = [
    "Thumbs.db", "desktop.ini", "Desktop.INI", ".DS_Store", "._学习制度.pdf", "__MACOSX", "$RECYCLE.BIN", "~$台账.docx",
    ".~台账.xlsx", ".~lock.台账.ods#", "x.yml~", "#x.yml#", ".#x.yml", ".x.yml.swp", "x.yml.bak", "x.bak2", "~WRL0001.tmp",
    "x.tmp", "x.orig", "台账的备份.wbk", "x.pdf.crdownload", "x.pdf.part",
]  # fmt: skip


@pytest.mark.parametrize("name", LEFT)
def test_what_programs_leave_behind_is_known(name):
    assert filenames.is_leftover(name)


@pytest.mark.parametrize(
    "name", ["unit-1.yml", "备份.pdf", "tmp.pdf", ".gitkeep", "backup", "partial.pdf", "x.bak.pdf"]
)
def test_what_people_put_there_is_none_of_it(name):
    assert not filenames.is_leftover(name)


def test_what_programs_leave_behind_is_noted_once_and_not_published(tmp_path):
    folder = project.copy_small(tmp_path / "p")
    for place in ("data", f"{EVIDENCE}/U1-001", "data/campaigns/2019/units", "docs", "docs/notes/2019/units"):
        for name in LEFT:
            (folder / place / name).write_bytes(b"x")
    (folder / "docs/~$about.md").write_text("# secret\n", "utf-8")
    told = project.report(project.build(folder))
    assert len(told) == 2
    assert all(": 提示 [structure.leftover]" in line for line in told)
    done = mkdocs("build", "--strict", "--site-dir", str(tmp_path / "site"), cwd=folder)
    assert done.returncode == 0, done.stderr
    published = [file.name for file in (tmp_path / "site").rglob("*")]
    assert [
        name for name in published if filenames.is_leftover(name) or ("about" in name and "$" in name)
    ] == []


@pytest.mark.parametrize("place", ["data/campaigns/2019/units", f"{EVIDENCE}/U1-001", "docs"])
def test_a_leftover_whose_name_is_not_utf8_does_not_stop_the_build(place, tmp_path):
    folder = project.copy_small(tmp_path / "p")
    (folder / place / os.fsdecode(b"\xff\x1b.bak")).write_bytes(b"x")
    done = mkdocs("build", "--strict", "--site-dir", str(tmp_path / "site"), cwd=folder)
    assert done.returncode == 0, done.stderr
    page = (tmp_path / "site/2019/quality/index.html").read_text("utf-8")
    assert page.count("〈0xFF〉〈U+001B〉.bak") == (0 if place == "docs" else 2)
    assert "\x1b" not in page


def with_evidence(folder, listed, there, name=NAME):
    """A small project with evidence whose name has different Unicode forms in the ledger and on disk."""
    project.copy_small(folder)
    listed, there = unicodedata.normalize(listed, name), unicodedata.normalize(there, name)
    file = folder / f"{EVIDENCE}/U1-001/学习制度.pdf"
    file.rename(file.with_name(there))
    unit = folder / project.UNIT_1
    unit.write_text(unit.read_text("utf-8").replace("学习制度.pdf", listed), "utf-8")
    return listed, there


@pytest.mark.parametrize(("listed", "there"), FORMS)
def test_evidence_is_found_in_either_form_and_published_as_the_ledger_says(listed, there, tmp_path):
    listed, there = with_evidence(tmp_path / "p", listed, there)
    assert project.report(project.build(tmp_path / "p")) == []
    done = mkdocs("build", "--strict", "--site-dir", str(tmp_path / "site"), cwd=tmp_path / "p")
    assert done.returncode == 0, done.stderr
    assert [file.name for file in (tmp_path / "site/2019/evidence/U1-001").iterdir()] == [listed]
    page = (tmp_path / "site/2019/issues/U1-001/index.html").read_text("utf-8")
    assert urls.evidence("2019", "U1-001", listed).rpartition("/")[2] in page
    raw = (tmp_path / "p" / EVIDENCE / "U1-001" / there).read_bytes()
    assert hashlib.sha256(raw).hexdigest()[:8] in page.replace(" ", "")


@pytest.mark.parametrize(("listed", "there"), FORMS)
def test_sealed_evidence_is_known_in_either_form(listed, there, tmp_path):
    folder = tmp_path / "p"
    _, there = with_evidence(folder, listed, there)
    sums = folder / EVIDENCE / "SHA256SUMS"
    sums.unlink(missing_ok=True)
    assert rectify(folder, "seal").returncode == 0
    text = sums.read_text("utf-8")
    assert f"  U1-001/{there}\n" in text  # as sha256sum finds it
    for form in ("NFC", "NFD"):
        sums.write_text(unicodedata.normalize(form, text), "utf-8")
        assert project.report(project.build(folder)) == []
        assert rectify(folder, "seal").returncode == 0
        assert sums.read_text("utf-8") == unicodedata.normalize(form, text)
    (folder / EVIDENCE / "U1-001" / there).write_bytes(b"other")
    assert "[evidence.changed]" in "".join(project.report(project.build(folder)))


def test_two_forms_of_one_name_are_one_file(tmp_path):
    folder = tmp_path / "p"
    with_evidence(folder, "NFC", "NFC")
    (folder / EVIDENCE / "U1-001" / unicodedata.normalize("NFD", NAME)).write_bytes(b"other")
    assert "[evidence.path]" in "".join(project.report(project.build(folder)))


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_evidence_of_a_closed_issue_may_change_its_form_between_revisions(form, tmp_path):
    folder = tmp_path / "p"
    listed, there = with_evidence(folder, "NFC", "NFC")
    file = folder / EVIDENCE / "U1-001" / there
    file.rename(file.with_name(unicodedata.normalize(form, NAME)))
    project.committed(folder)
    file.with_name(unicodedata.normalize(form, NAME)).rename(file)
    unit = folder / project.UNIT_1
    unit.write_text(unit.read_text("utf-8").replace(listed, unicodedata.normalize("NFD", listed)), "utf-8")
    done = rectify(folder, "check", "--against", "main")
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("name", ["Con", "NUL", "com1"])
def test_nobodys_calendar_is_a_device(name):
    assert urls.person_calendar("2019", name).startswith("2019/people/~")
