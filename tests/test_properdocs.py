"""The same tree on ProperDocs, which goes on from MkDocs 1; and mkdocs-materialx, which is no Material.

Both lie in an environment of their own, which ``make test`` sets up from lock files.
"""

from __future__ import annotations

import os
import pathlib
import re
import shutil
import socket
import subprocess
import sys

import pytest

import project
from conftest import PATIENCE, ROOT, copy_project, mkdocs
from test_serve import shown

BESIDE = ROOT / ".venv-properdocs"
VERSIONS = "from importlib import metadata as m; print({d.name.lower().replace('_', '-'): d.version for d in m.distributions()})"

DIFFERENT = re.compile(r'<meta name="generator" content="mkdocs-[^"]*">')
"""All that may differ: the theme's head names the program."""


@pytest.fixture(scope="module")
def beside() -> pathlib.Path:
    """The Python of the other environment."""
    assert (BESIDE / "ready").is_file(), "run: make .venv-properdocs/ready (make test does)"
    return BESIDE / "bin/python"


def run(*command, cwd, **environment):
    return subprocess.run(
        list(map(str, command)),
        cwd=cwd,
        env={**os.environ, "PYTHONIOENCODING": "utf-8", **environment},
        capture_output=True,
        encoding="utf-8",
        timeout=2 * PATIENCE,
    )


def files(site):
    return {
        file.relative_to(site).as_posix(): file.read_bytes()
        for file in sorted(site.rglob("*"))
        if file.is_file()
    }


def test_what_is_compared_differs_in_the_program_only(beside):
    """The same Markdown, the same theme: or else it is these that make pages differ."""
    ours, theirs = (eval(run(python, "-c", VERSIONS, cwd=ROOT).stdout) for python in (sys.executable, beside))
    shared = (
        "mkdocs-material",
        "markdown",
        "pymdown-extensions",
        "jinja2",
        "markupsafe",
        "pygments",
        "nh3",
        "pyyaml",
    )
    assert {name: ours[name] for name in shared} == {name: theirs[name] for name in shared}
    assert theirs["properdocs"].startswith("1.")
    assert theirs["mkdocs-material"].startswith("9.")
    assert "properdocs" not in ours


PROJECTS = {
    "sample": lambda folder: copy_project(folder),
    "english, opened from a disk": lambda folder: copy_project(
        folder,
        ("language: zh", "language: en"),
        ("use_directory_urls: true", "use_directory_urls: false"),
        ("plugins: []", "plugins: [search: {lang: en}, tags]"),
        ("site_name: ", "site_url: https://example.org/a/\nsite_name: "),
    ),
}


@pytest.mark.parametrize("kind", PROJECTS)
def test_every_file_is_the_same_byte_for_byte(beside, tmp_path, kind):
    for name in ("mkdocs", "properdocs"):  # with a cache each
        folder = PROJECTS[kind](tmp_path / name)
        if name == "mkdocs":
            done = mkdocs("build", "--strict", "--site-dir", str(tmp_path / "one"), cwd=folder)
        else:
            command = (
                beside.with_name(name),
                "build",
                "--strict",
                "-f",
                "mkdocs.yml",
                "-d",
                tmp_path / "two",
            )
            done = run(*command, cwd=folder)
        assert done.returncode == 0, done.stdout + done.stderr
        assert "warning" not in (done.stdout + done.stderr).lower()
    one, two = (files(tmp_path / name) for name in ("one", "two"))
    assert one.keys() == two.keys()
    assert len(one) > 300
    for name in one:
        if name.endswith(".html") and (head := DIFFERENT.search(one[name].decode())):
            other = DIFFERENT.search(two[name].decode())
            assert (head[0][:35], other[0][:45]) == (
                '<meta name="generator" content="mkd',
                '<meta name="generator" content="mkdocs-Proper',
            )
            one[name], two[name] = (
                DIFFERENT.sub("", text.decode(), count=1).encode() for text in (one[name], two[name])
            )
        assert one[name] == two[name], name


def test_publishing_and_checking_use_it_where_it_is_installed(beside, tmp_path):
    """What a strict build stops at stops it there too, and what is wrong is told in the same words."""
    folder = project.copy_small(tmp_path / "p")
    done = run(beside, "-m", "rectify", "publish", cwd=folder)
    assert (done.returncode, done.stdout, done.stderr) == (0, "网站已生成：site/index.html\n", "")
    assert 'content="mkdocs-ProperDocs 1.' in (folder / "site/index.html").read_text("utf-8")
    before = files(folder / "site")
    page = folder / "docs/about.md"
    page.parent.mkdir(exist_ok=True)
    page.write_text("# 关于\n\n[无](nosuch.md)\n", "utf-8")
    for command in ("publish", "check"):
        here, there = (
            run(python, "-m", "rectify", command, cwd=folder) for python in (sys.executable, beside)
        )
        assert here.returncode == there.returncode == 1
        assert "nosuch.md" in there.stdout + there.stderr
        assert (there.stdout, there.stderr) == (here.stdout, here.stderr)
    assert files(folder / "site") == before


def test_a_plugin_that_only_it_knows_is_known_to_the_check(beside, tmp_path):
    folder = project.copy_small(tmp_path / "p")
    info = tmp_path / "more/later-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: later\nVersion: 1.0\n", "utf-8")
    (info / "entry_points.txt").write_text("[properdocs.plugins]\nlater = later:Later\n", "utf-8")
    plugin = "from properdocs.plugins import BasePlugin\nclass Later(BasePlugin):\n    pass\n"
    (tmp_path / "more/later.py").write_text(plugin, "utf-8")
    config = folder / "mkdocs.yml"
    config.write_text(config.read_text("utf-8").replace("plugins: []", "plugins: [later]"), "utf-8")
    for command in ("check", "publish"):
        done = run(beside, "-m", "rectify", command, cwd=folder, PYTHONPATH=str(tmp_path / "more"))
        assert done.returncode == 0, done.stdout + done.stderr


def test_a_preview_shows_edits_and_what_is_wrong(beside, tmp_path):
    folder = project.copy_small(tmp_path / "p")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    said = tmp_path / "log"
    with said.open("w") as log:
        command = [beside.with_name("properdocs"), "serve", "-f", "mkdocs.yml", "-a", f"127.0.0.1:{port}"]
        running = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log)
    try:
        url = f"http://127.0.0.1:{port}/"
        shown(url + "2019/issues/U1-002/", "督办台账不全", said)
        file, config = folder / project.UNIT_1, folder / "mkdocs.yml"
        file.write_text(file.read_text("utf-8").replace("督办台账不全", "督办登记有遗漏"), "utf-8")
        shown(url + "2019/issues/U1-002/", "督办登记有遗漏", said)
        good = config.read_text("utf-8")
        config.write_text(good.replace("plugins: []", "plugins: [nosuch]"), "utf-8")
        shown(url, "nosuch", said)  # the error that the program has logged
        config.write_text(good, "utf-8")
        shown(url, "rc-", said)
    finally:
        running.terminate()
        running.wait(PATIENCE)
    assert "Traceback" not in said.read_text("utf-8")


@pytest.mark.parametrize("name", ["materialx", "material"])
def test_mkdocs_materialx_is_refused_by_its_name(beside, tmp_path, name):
    """Under its own name, and where its files lie over Material's, which go by the same name."""
    folder = project.copy_small(tmp_path / "p")
    config = folder / "mkdocs.yml"
    config.write_text(config.read_text("utf-8").replace("name: material", f"name: {name}"), "utf-8")
    shutil.rmtree(folder / "site", ignore_errors=True)
    path = os.path.relpath(BESIDE / "materialx", folder)
    for command in (
        (beside, "-P", "-m", "mkdocs", "build"),
        (beside, "-P", "-m", "properdocs", "build", "-f", "mkdocs.yml"),
        (beside, "-P", "-m", "rectify", "check"),
        (beside, "-P", "-m", "rectify", "publish"),
    ):
        done = run(*command, cwd=folder, PYTHONPATH=path)
        told = done.stdout + done.stderr
        assert done.returncode == 1, told
        assert "主题出自软件包 mkdocs-materialx 10." in told
        assert "mkdocs-material（9.7.7 以上，10 以下）" in told
        assert "Traceback" not in told
        assert not (folder / "site").exists()
