"""What our templates need of Material, and what a build says to a theme that does not have it."""

from __future__ import annotations

import hashlib
import pathlib
import re
import shutil
import subprocess
import sys
import tomllib

import jinja2
import pytest
from jinja2 import meta, nodes
from mkdocs.utils import get_theme_dir

import project
from conftest import ROOT, mkdocs
from rectify.mkdocs import supported

MATERIAL = pathlib.Path(get_theme_dir("material"))
AGAIN = "Material has changed it: compare, mend ours, then this test"

BLOCKS = {"htmltitle", "extrahead", "config", "site_nav", "container", "content"}
SHOWN = {
    *("base.html", "partials/content.html", "partials/toc.html", "partials/languages/en.html"),
    *("partials/logo.html", "partials/palette.html", "partials/alternate.html", "partials/source.html"),
    "partials/tabs.html",
}
REPLACED = {
    "404.html": "80c93494b5432b1b",
    "partials/copyright.html": "bc86bca3bf75070f",
    "partials/javascripts/base.html": "d6113712bc4deb30",
    "partials/javascripts/content.html": "3722e156f0f6339d",
    "partials/javascripts/palette.html": "8790389765ea6036",
    "partials/language.html": "3a44516f305006ac",
}
"""What ours take the place of, with a digest of Material's own: 9.7.7 and 9.8.2 have the same."""

COPIED = {
    "partials/header.html": (
        (
            ' for="__drawer">',
            ' for="__drawer"><span class="rc-hidden">{{ rectify.t("frame.drawer") }}</span>',
        ),
        (
            ' for="__search">',
            ' for="__search"><span class="rc-hidden">{{ rectify.t("frame.search") }}</span>',
        ),
        ("{{ page.meta.title }}", "{{ page.meta.title | safe }}"),
        ("{{ page.title }}", "{{ page.title | safe }}"),
    ),
    "partials/search.html": (
        (' data-md-component="search" role="dialog"', ' data-md-component="search"'),
        (
            ' name="search"',
            (
                " name=\"search\" action=\"{{ ('search/' ~ ('' if rectify.directory_urls else 'index.html')) | url }}\""
                " data-short=\"{{ rectify.t('search.short') }}\" data-disk=\"{{ rectify.t('search.disk') }}\""
            ),
        ),
        ('name="query"', 'name="text"'),
    ),
}
"""Templates of Material that ours repeat, with what ours change."""


def digest(name):
    return hashlib.sha256((MATERIAL / name).read_bytes()).hexdigest()[:16]


def bare(text):
    """A template without the comment at its head."""
    return re.sub(r"\A\{#.*?#\}\n", "", text, flags=re.S)


def edited(text, edits):
    for theirs, ours in edits:
        assert text.count(theirs) == 1, f"{theirs}: {AGAIN}"
        text = text.replace(theirs, ours)
    return text


def test_we_override_these_blocks_and_replace_these_templates():
    found = supported.needed()
    assert {(each.template, each.block, each.by) for each in found if each.block} == {
        ("base.html", block, "main.html") for block in BLOCKS
    }
    templates = {each.template for each in found if not each.block}
    # Our header shows these two itself, whether the theme has them or not.
    replaced = (REPLACED.keys() | COPIED.keys()) - {
        "partials/javascripts/palette.html",
        "partials/search.html",
    }
    assert templates == SHOWN | replaced
    assert supported.lacking([str(MATERIAL)]) == []


def test_what_we_need_is_what_jinja_reads_in_our_templates():
    env = jinja2.Environment()
    for file in supported.OURS.rglob("*.html"):
        text = file.read_text("utf-8")
        tree = env.parse(text)
        said = list(supported._statements(text))
        assert {name for verb, name in said if verb == "block"} == {
            each.name for each in tree.find_all(nodes.Block)
        }
        assert {name for verb, name in said if verb != "block"} == set(
            meta.find_referenced_templates(tree)
        ) - {None}
    theirs = (MATERIAL / "base.html").read_text("utf-8")
    blocks = [each.name for each in env.parse(theirs).find_all(nodes.Block)]
    assert {name for verb, name in supported._statements(theirs) if verb == "block"} == set(blocks)


def test_templates_of_material_that_ours_take_the_place_of_are_those_that_we_know():
    """And Material shows each of them: or ours would stand there, and nobody would see it."""
    env = jinja2.Environment(loader=jinja2.FileSystemLoader(MATERIAL))
    shown, new = {"base.html", "404.html"}, ["base.html", "404.html"]
    while new:
        text = env.loader.get_source(env, new.pop())[0]
        for name in set(meta.find_referenced_templates(env.parse(text))) - {None} - shown:
            shown.add(name)
            new.append(name)
    for name, known in REPLACED.items():
        assert name in shown, name
        assert digest(name) == known, f"{name}: {AGAIN}"


@pytest.mark.parametrize("name", COPIED)
def test_templates_that_repeat_those_of_material_are_as_material_has_them(name):
    theirs, ours = ((folder / name).read_text("utf-8") for folder in (MATERIAL, supported.OURS))
    assert edited(bare(theirs), COPIED[name]) == bare(ours), f"{name}: {AGAIN}"


def test_the_settings_for_the_theme_s_script_are_as_material_writes_them():
    base = (MATERIAL / "base.html").read_text("utf-8")
    block = re.search(r"\{% block config %\}\n(.*?) *\{% endblock %\}", base, re.S)[1]
    theirs = re.sub(
        r'"assets/javascripts/workers/search\.\w+\.min\.js"', '"assets/rectify/search-worker.js"', block
    )
    assert theirs != block, AGAIN
    assert theirs == bare((supported.OURS / "partials/rectify-config.html").read_text("utf-8")), AGAIN


def test_what_is_supported_is_what_the_package_depends_on():
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    assert f"{supported.PACKAGE}>={supported.OLDEST},<{supported.BELOW}" in wanted
    for language, words in (("zh", "{} 以上，{} 以下"), ("en", "from {}, below {}")):
        told = (ROOT / f"hooks/rectify/handbook/{language}/maintainers.md").read_text("utf-8")
        assert words.format(supported.OLDEST, supported.BELOW) in told
        assert f"（`{supported.PACKAGE}`）" in told or f"(`{supported.PACKAGE}`)" in told


@pytest.fixture
def small(tmp_path):
    folder = project.copy_small(tmp_path / "project")
    (folder / "site").mkdir()
    (folder / "site/index.html").write_text("before", "utf-8")
    (folder / "site/build.json").write_text("{}", "utf-8")
    return folder


def settle(folder, name):
    file = folder / "mkdocs.yml"
    text = re.sub(r"(?m)^theme:.*\n(?:[ \t]+.*\n)*", "", file.read_text("utf-8"))
    file.write_text(f"{text}theme: {name}\n", "utf-8")


def theme_package(folder, name, version):
    """A theme that is installed: Material's files, under another name or in another version."""
    shutil.copytree(
        MATERIAL.parent / "templates", folder / "fake/templates", ignore=shutil.ignore_patterns(".icons")
    )
    shutil.copytree(MATERIAL / ".icons/material", folder / "fake/templates/.icons/material")
    (folder / "fake/__init__.py").touch()
    info = folder / f"{name.replace('-', '_')}-{version}.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n", "utf-8")
    (info / "entry_points.txt").write_text("[mkdocs.themes]\nfake = fake.templates\n", "utf-8")
    return folder / "fake/templates"


def refused(folder, told, **environment):
    """A build, and a check, that say what is wrong with the theme, and nothing is written."""
    done = mkdocs("build", "--strict", cwd=folder, **environment)
    assert done.returncode == 1, done.stderr
    check = subprocess.run(
        [sys.executable, "-m", "rectify", "check"],
        cwd=folder,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT / "hooks"), "LC_ALL": "C.UTF-8", **environment},
        capture_output=True,
        encoding="utf-8",
    )
    assert check.returncode == 1, check.stderr
    for said in (done.stderr, check.stdout + check.stderr):
        assert "Traceback" not in said
        for each in told:
            assert each in said, said
    assert {file.name for file in (folder / "site").iterdir()} == {"index.html", "build.json"}
    return done.stderr


@pytest.mark.parametrize("block", sorted(BLOCKS))
def test_a_theme_that_lacks_a_block_is_refused_before_anything_is_written(small, block):
    """As a later Material might: here the owner has a base.html of his own."""
    (small / "own").mkdir()
    text = (MATERIAL / "base.html").read_text("utf-8")
    (small / "own/base.html").write_text(re.sub(rf"block {block} %", f"block other_{block} %", text), "utf-8")
    settle(small, "{name: material, custom_dir: own}")
    found = supported.lacking([str(small / "own"), str(MATERIAL)])
    assert [(each.template, each.block, each.by) for each in found] == [("base.html", block, "main.html")]
    if block in ("site_nav", "content"):
        told = [f"base.html 里没有 {block} 这一块", "main.html 要改写它", "mkdocs-material 9.", "mkdocs.yml"]
        refused(small, told)


def test_a_theme_that_lacks_a_template_is_refused(small, tmp_path):
    for name in {each.template for each in supported.needed() if not each.block}:
        folder = tmp_path / name.replace("/", "-")
        for each in {each.template for each in supported.needed()} - {name}:
            (folder / each).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(MATERIAL / each, folder / each)
        folder.mkdir(exist_ok=True)
        assert {each.template for each in supported.lacking([str(folder)])} == {name}
    shutil.copytree(MATERIAL, small / "own", ignore=shutil.ignore_patterns(".icons", "toc.html"))
    settle(small, "{name: null, custom_dir: own}")
    refused(small, ["没有模板 partials/toc.html", "main.html 要用到它"])


@pytest.mark.parametrize(
    ("name", "version", "told"),
    [
        ("mkdocs-materialx", "10.2.2", "主题出自软件包 mkdocs-materialx 10.2.2"),
        ("mkdocs-material", "9.6.0", "主题是 mkdocs-material 9.6.0"),
        ("mkdocs-material", "10.0.0", "主题是 mkdocs-material 10.0.0"),
    ],
)
def test_another_theme_and_another_version_are_refused_by_their_names(small, tmp_path, name, version, told):
    theme_package(tmp_path / "packages", name, version)
    settle(small, "{name: fake}")
    path = f"{tmp_path / 'packages'}:{ROOT / 'hooks'}"
    refused(small, [told, "9.7.7 以上", "mkdocs.yml"], PYTHONPATH=path)


def test_a_theme_that_goes_on_from_material_is_built_on(small, tmp_path):
    folder = theme_package(tmp_path / "packages", "corporate", "1.0")
    for each in list(folder.iterdir()):
        if each.name != "__init__.py":
            shutil.rmtree(each) if each.is_dir() else each.unlink()
    shutil.rmtree(small / "site")
    (folder / "mkdocs_theme.yml").write_text("extends: material\n", "utf-8")
    settle(small, "{name: fake}")
    done = mkdocs("build", "--strict", cwd=small, PYTHONPATH=f"{tmp_path / 'packages'}:{ROOT / 'hooks'}")
    assert done.returncode == 0, done.stderr
    assert (small / "site/2019/index.html").is_file()
