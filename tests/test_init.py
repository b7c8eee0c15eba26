"""``rectify init`` and ``rectify upgrade`` from the installed package, without the checkout."""

from __future__ import annotations

import datetime
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile

import pytest
import yaml

import project
from conftest import ROOT
from rectify import __version__, starter
from rectify.handbook import chapters
from rectify.words import messages
from test_package import run

DAY = "2026-11-28"
EARLIER = ROOT / "tests/earlier"
"""A project that version 0.0.9 made, by a clerk's own hands since: data, a page, mkdocs.yml, the pipeline."""


def begun(installed, folder, *more):
    done = run(installed, "rectify", "init", str(folder), "--as-of", DAY, *more, cwd=folder.parent)
    assert done.returncode == 0, done.stderr
    return done


def equipped(installed, folder):
    """The project with the environment that its Makefile would make from the net."""
    (folder / ".venv").symlink_to(installed / "venv")
    (installed / "venv/ready").touch()
    os.utime(folder / "requirements.lock", (0, 0))
    return folder


def sh(line, folder, **environment):
    clean = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTHON", "VIRTUAL", "MAKE"))
    }
    return subprocess.run(
        ["sh", "-c", line],
        cwd=folder,
        env={**clean, "PIP_NO_INDEX": "1", "PYTHONIOENCODING": "utf-8", **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
    )


def everything(folder):
    """Every file of a folder and what is in it."""
    return {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if file.is_file() and not file.is_symlink()
    }


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_a_new_project_is_checked_built_and_published(installed, tmp_path, language):
    folder = tmp_path / "own"
    begun(installed, folder, "--language", language, "--name", "云岭垦区")
    equipped(installed, folder)
    checked = run(installed, "rectify", "check", cwd=folder)
    assert (checked.returncode, checked.stdout) == (0, messages.catalogue(language)("cli.clean") + "\n")
    built = run(installed, "python", "-m", "mkdocs", "build", "--strict", "--site-dir", "site", cwd=folder)
    assert built.returncode == 0, built.stderr
    shutil.rmtree(folder / "site")
    published = run(installed, "rectify", "publish", cwd=folder)
    assert (published.returncode, published.stderr) == (0, "")
    assert "云岭垦区" in (folder / "site/index.html").read_text("utf-8")
    assert (folder / "site/about/index.html").is_file()


def test_its_makefile_and_its_pipeline_run(installed, tmp_path):
    folder = tmp_path / "own"
    begun(installed, folder)
    project.committed(folder)
    equipped(installed, folder)
    for target in ("check", "site"):
        done = sh(f"make {target}", folder)
        assert done.returncode == 0, done.stdout + done.stderr
    shutil.rmtree(folder / "site")
    pipeline = yaml.safe_load((folder / ".gitlab-ci.yml").read_text("utf-8"))
    jobs = {name: job for name, job in pipeline.items() if isinstance(job, dict) and "script" in job}
    assert set(jobs) == {"review", "pages"}
    for job in jobs.values():
        assert job["stage"] in pipeline["stages"]
        for line in job["script"]:
            done = sh(line, folder)
            assert done.returncode == 0, (line, done.stdout, done.stderr)
    assert json.loads((folder / "code-quality.json").read_text("utf-8")) == []
    assert (folder / "public/index.html").is_file()
    tracked = subprocess.run(["git", "status", "--porcelain"], cwd=folder, capture_output=True, text=True)
    assert tracked.stdout.replace("?? .venv\n", "") == "", "what is made is not for git"


def test_its_makefile_uses_the_net_unless_the_packages_are_there(installed, tmp_path):
    folder = tmp_path / "own"
    begun(installed, folder)
    wheels = folder / "wheels"

    def asked():
        done = sh("make -n check", folder)
        assert done.returncode == 0, done.stderr
        return [option for option in ("--find-links", "--no-index") if option in done.stdout]

    assert asked() == []
    wheels.mkdir()
    (wheels / f"rectify-{__version__}-py3-none-any.whl").touch()
    assert asked() == ["--find-links"]
    (wheels / "mkdocs-1.6.1-py3-none-any.whl").touch()
    assert asked() == ["--find-links", "--no-index"]


def test_its_lock_names_every_package_and_the_wheel_by_digest(installed, tmp_path):
    """pip installs the project's environment by its lock, from a folder of wheels."""
    folder = tmp_path / "own"
    begun(installed, folder)
    (wheel,) = (installed / "dist").glob("*.whl")
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    text = (folder / "requirements.lock").read_text("utf-8")
    assert text.endswith(f"\nrectify=={__version__} \\\n    --hash=sha256:{digest}\n")
    assert text.startswith((ROOT / "requirements.lock").read_text("utf-8"))
    alone = tmp_path / "alone.lock"
    alone.write_text("rectify" + text.rpartition("\nrectify")[2], "utf-8")
    pip = f"{sys.executable} -m pip download --quiet --require-hashes --no-deps --no-index"
    asked = f"{pip} --find-links {wheel.parent} -d {tmp_path}/got -r {alone}"
    assert sh(asked, tmp_path).returncode == 0
    alone.write_text(alone.read_text("utf-8").replace(digest, "0" * 64), "utf-8")
    assert sh(asked, tmp_path).returncode != 0


def test_the_digest_is_known_whichever_pip_noted_it(installed, tmp_path):
    """pip 23.0, which Debian 12 has, notes only where a file lay; from an index it notes it by another name."""
    (wheel,) = (installed / "dist").glob("*.whl")
    kept = tmp_path / "软件 包" / wheel.name
    kept.parent.mkdir()
    shutil.copy(wheel, kept)
    other = tmp_path / "other" / wheel.name
    other.parent.mkdir()
    with zipfile.ZipFile(wheel) as old, zipfile.ZipFile(other, "w") as new:
        for each in old.namelist():
            new.writestr(
                each, old.read(each).replace(b"rectify/__init__.py,sha256=", b"rectify/__init__.py,sha256=x")
            )
    (other.parent / "broken.whl").write_text("no wheel")
    venv = tmp_path / "venv"
    shutil.copytree(installed / "venv", venv, symlinks=True)
    (note,) = venv.glob("lib/*/site-packages/rectify-*/direct_url.json")
    for origin, known in (
        ({"archive_info": {"hash": "sha256=abc"}}, "abc"),
        ({"archive_info": {"hash": "sha256=abc", "hashes": {"sha256": "abc"}}}, "abc"),
        ({"archive_info": {}, "url": kept.as_uri()}, hashlib.sha256(wheel.read_bytes()).hexdigest()),
        ({"archive_info": {}, "url": other.as_uri()}, ""),
        ({"archive_info": {}, "url": (other.parent / "broken.whl").as_uri()}, ""),
        ({"archive_info": {}, "url": (other.parent / "gone.whl").as_uri()}, ""),
        ({"archive_info": {}, "url": f"https://example.com{kept.as_posix()}"}, ""),
        ({"dir_info": {}, "url": kept.parent.as_uri()}, ""),
        ({"dir_info": {}}, ""),
    ):
        note.write_text(json.dumps(origin), "utf-8")
        asked = "from rectify import starter; print(starter.__file__, starter.installed_wheel())"
        file, _, digest = (
            run(tmp_path, "python", "-c", asked, cwd=tmp_path).stdout.strip("\n").rpartition(" ")
        )
        assert (file.startswith(str(venv)), digest) == (True, known)


def blocks(language):
    """The YAML and commands of the handbook's section on the first unit."""
    section = chapters.chapter("own", language).text.split("\n## ")[3]
    return re.findall(r"```(?:yaml)?\n(.*?)```", section, re.S)


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_the_first_unit_finding_and_issue_by_the_handbooks_words(installed, tmp_path, language):
    folder = tmp_path / "own"
    begun(installed, folder, "--language", language)
    equipped(installed, folder)
    unit, units, finding, new, filled, make = blocks(language)
    campaign = folder / "data/campaigns/2026"
    with (folder / "data/organization.yml").open("a", encoding="utf-8") as file:
        file.write(unit)
    for name, old, text in (("campaign", "units: []", units), ("findings", "[]", finding)):
        file = campaign / f"{name}.yml"
        before = file.read_text("utf-8")
        assert before.count(old) == 1
        file.write_text(before.replace(old, text.rstrip("\n")), "utf-8")
    done = sh(f"PATH=$PWD/.venv/bin:$PATH; {new}", folder, SOURCE_DATE_EPOCH="1795824000")
    assert done.returncode == 0, done.stderr
    ledger = campaign / "units/unit-1.yml"
    drafted, meant = yaml.safe_load(ledger.read_text("utf-8")), yaml.safe_load(filled)
    assert list(drafted["issues"][0]) == list(meant["issues"][0])
    given = {key: value for key, value in drafted["issues"][0].items() if value and key != "measures"}
    assert {key: meant["issues"][0][key] for key in given} == given, "what is drafted stays"
    ledger.write_text(ledger.read_text("utf-8").partition("claims:")[0] + filled, "utf-8")
    assert make == "make check\nmake site\n"
    done = sh(make, folder, SOURCE_DATE_EPOCH="1795824000")
    assert done.returncode == 0, done.stdout + done.stderr
    page = next((folder / "site/2026").rglob("*UNIT-1-001*/index.html"))
    assert meant["issues"][0]["title"] in page.read_text("utf-8")


def test_the_same_words_make_the_same_project(installed, tmp_path):
    for name in ("one", "two"):
        begun(installed, tmp_path / name, "--name", "局")
    assert everything(tmp_path / "one") == everything(tmp_path / "two")


def test_a_folder_that_holds_anything_is_left_as_it_is(installed, tmp_path):
    for name in ("own.txt", ".hidden", "data/organization.yml"):
        folder = tmp_path / name.replace("/", "-")
        (folder / name).parent.mkdir(parents=True)
        (folder / name).write_text("mine", "utf-8")
        done = run(installed, "rectify", "init", str(folder), cwd=tmp_path)
        assert (done.returncode, done.stdout) == (2, "")
        assert name.split("/")[0] in done.stderr
        assert everything(folder) == {name: b"mine"}
    file = tmp_path / "own.txt/own.txt"
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "nowhere")
    for target in (file, link):
        done = run(installed, "rectify", "init", str(target), cwd=tmp_path)
        assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert file.read_text("utf-8") == "mine"
    repository = tmp_path / "repository"
    repository.mkdir()
    project.git(repository, "init", "-q")
    begun(installed, repository)


def test_where_nothing_can_be_written_nothing_is_left(installed, tmp_path):
    done = run(installed, "rectify", "init", "/proc/own", cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    small = "ulimit -f 8; trap '' XFSZ; exec " + str(installed / "venv/bin/rectify") + " init full"
    done = sh(small, tmp_path)
    assert done.returncode == 2, done.stdout
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []
    if os.geteuid():
        (tmp_path / "closed").mkdir(mode=0o500)
        done = run(installed, "rectify", "init", str(tmp_path / "closed"), cwd=tmp_path)
        assert (done.returncode, done.stderr.count("\n")) == (2, 1)


HOSTILE = [
    "<b>局</b>",
    "\"局'",
    "局: #1 {a} [b] \\n @name@ !x %y",
    "${HOME} $(id) {{ 7*7 }}",
    "- no",
    "&a *b",
    "局" * 60,
]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_is_text_whatever_is_in_it(installed, tmp_path, name):
    folder = tmp_path / "own"
    begun(installed, folder, "--name", name)
    assert yaml.safe_load((folder / "data/organization.yml").read_text("utf-8"))["units"][0]["name"] == name
    config = yaml.safe_load((folder / "mkdocs.yml").read_text("utf-8").replace("!ENV ", ""))
    assert config["site_name"] == f"{name}整改台账"
    assert config["extra"]["rectify"]["issuer"] == name
    checked = run(installed, "rectify", "check", cwd=folder)
    assert checked.returncode == 0, checked.stdout
    if name == HOSTILE[0]:
        assert run(installed, "rectify", "publish", cwd=folder).returncode == 0
        assert name not in (folder / "site/index.html").read_text("utf-8")


@pytest.mark.parametrize(
    "name", ["", "  ", "a\nb", "a\tb", "a\x1b[31m", "a\u200bb", "\u202e", "局" * 61, os.fsdecode(b"\xff")]
)
def test_a_name_that_no_page_could_show_is_refused(installed, tmp_path, name):
    done = run(installed, "rectify", "init", "own", "--name", name, cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert done.stderr.rstrip("\n").isprintable()
    assert list(tmp_path.iterdir()) == []


def test_a_wheel_that_is_not_ours_is_refused(installed, tmp_path):
    (tmp_path / "other-1.0-py3-none-any.whl").write_bytes(b"")
    for wheel in ("other-1.0-py3-none-any.whl", f"rectify-{__version__}-gone.whl"):
        done = run(installed, "rectify", "init", "own", "--wheel", wheel, cwd=tmp_path)
        assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert not (tmp_path / "own").exists()


def test_every_file_of_the_program_is_as_in_this_repository(tmp_path):
    """The repository is such a project: what a project has from us, it has too."""
    made = starter.files(starter.Start("局", "zh", ""), datetime.date(2026, 11, 28))
    for path in ("hooks/events.py", ".pre-commit-config.yaml", "CODEOWNERS"):
        assert made[path] == (ROOT / path).read_bytes(), path
    for path in made:
        if starter.is_program_file(path):
            assert (ROOT / path).is_file(), path


def earlier(folder):
    """A copy of the earlier project, as its owner has it. Files named ``dot-`` have their dot."""
    for name, raw in everything(EARLIER).items():
        target = folder / re.sub(r"(^|/)dot-", r"\1.", name)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(raw)
    return folder


def test_a_project_of_the_version_before_is_upgraded_and_what_is_its_owners_stays(installed, tmp_path):
    folder = earlier(tmp_path / "own")
    before = everything(folder)
    record = json.loads(before[".rectify.json"])
    assert record["version"] == "0.0.9"
    edited = {
        path
        for path, digest in record["files"].items()
        if path in before and hashlib.sha256(before[path]).hexdigest() != digest
    }
    assert edited == {"mkdocs.yml", ".gitlab-ci.yml"}
    done = run(installed, "rectify", "upgrade", cwd=folder)
    assert done.returncode == 0, done.stderr
    after = everything(folder)
    for path, raw in before.items():
        if path.startswith(("data/", "docs/")) and not path.startswith("data/.schemas/"):
            assert after[path] == raw, path
    new = tmp_path / "new"
    begun(installed, new, "--name", record["name"])
    for path, raw in everything(new).items():
        if path in edited:
            assert after[path] == before[path]
        elif starter.is_program_file(path) and path not in (".rectify.json", "CODEOWNERS"):
            assert after[path] == raw, path
    assert "CODEOWNERS" not in after, "what was deleted is not put back"
    lines = done.stdout.split("\n")
    assert "已更新 Makefile" in lines
    assert "没有补上 CODEOWNERS：已经删去" in lines
    assert "    -  script: [make site, scp -r site web:]" in done.stdout, "the difference is shown"
    assert "tools.txt 新版本不再需要，可以删去" in lines
    assert json.loads(after[".rectify.json"])["version"] == __version__
    again = run(installed, "rectify", "upgrade", cwd=folder)
    assert again.returncode == 0
    assert "已更新" not in again.stdout
    assert everything(folder) == after
    equipped(installed, folder)
    assert sh("make check site", folder).returncode == 0


@pytest.mark.parametrize(
    "record",
    ["", "[]", "{", "[" * 9999, '{"version": "9.9", "name": "a", "language": "zh", "wheel": "", "files": {}}',
     '{"version": "1", "name": 1, "language": "zh", "wheel": "", "files": {}}',
     '{"version": "0", "name": "a", "language": "../zh", "wheel": "", "files": {}}',
     '{"version": "0", "name": "a", "language": "zh", "wheel": "", "files": []}', None],
)  # fmt: skip
def test_a_project_that_is_not_known_is_left_alone(installed, tmp_path, record):
    folder = tmp_path / "own"
    begun(installed, folder)
    if record is None:
        (folder / ".rectify.json").unlink()
    else:
        (folder / ".rectify.json").write_text(record, "utf-8")
    (folder / "Makefile").write_text("mine", "utf-8")
    before = everything(folder)
    done = run(installed, "rectify", "upgrade", cwd=folder)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert everything(folder) == before


def test_an_upgrade_follows_no_link(installed, tmp_path):
    folder = tmp_path / "own"
    begun(installed, folder)
    (tmp_path / "away").write_text("theirs", "utf-8")
    (folder / "Makefile").unlink()
    (folder / "Makefile").symlink_to(tmp_path / "away")
    (folder / "hooks").rename(tmp_path / "hooks")
    (folder / "hooks").symlink_to(tmp_path / "hooks")
    (tmp_path / "hooks/events.py").write_text("theirs", "utf-8")
    done = run(installed, "rectify", "upgrade", cwd=folder)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "away").read_text("utf-8") == "theirs"
    assert (tmp_path / "hooks/events.py").read_text("utf-8") == "theirs"
    assert (folder / "Makefile").is_symlink()


def test_upgrade_needs_a_project(installed, tmp_path):
    done = run(installed, "rectify", "upgrade", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
