"""Other packages' public interfaces only; what can't be had by those stands in one file, and is tested here."""

from __future__ import annotations

import ast
import importlib
import inspect
import re

import pytest
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import get_plugins
from mkdocs.structure.files import File, InclusionLevel
from mkdocs.utils import get_theme_dir

from conftest import ROOT
from rectify.mkdocs import plain, private

PACKAGE = ROOT / "hooks" / "rectify"
MODULES = {
    ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__"): path
    for path in PACKAGE.rglob("*.py")
    if path.name != "__main__.py"
}

HERE = {"rectify.mkdocs.private"}
"""Where private interfaces may be used."""

DOCUMENTED = {"_replace", "_fields", "_asdict", "_make", "_field_defaults"}
"""Of ``NamedTuple``, which can't have plain names there."""

LANGUAGE = {
    "__name__",
    "__module__",
    "__qualname__",
    "__init__",
    "__version__",
    "__traceback__",
    "__notes__",
    "__setitem__",
}
"""Names of Python's own that may be asked of anything."""


def private_uses(source, ours):
    """Each use of a private name of another package: of anything but ``self``, or of ``self`` but not ours."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and not (node.module or "").startswith("rectify"):
            yield from (each.name for each in node.names if each.name.startswith("_"))
            yield from (part for part in (node.module or "").split(".") if re.match("_[a-z]", part))
        elif isinstance(node, ast.Import):
            yield from (part for each in node.names for part in each.name.split(".") if part.startswith("_"))
        elif isinstance(node, ast.Attribute) and node.attr.startswith("_"):
            own = isinstance(node.value, ast.Name) and node.value.id in ("self", "cls")
            known = DOCUMENTED | LANGUAGE | (ours if own else set())
            if node.attr not in known:
                yield ast.unparse(node)
        elif isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("getattr", "setattr", "hasattr"):
            name = node.args[1]
            if (
                isinstance(name, ast.Constant)
                and name.value.startswith("_")
                and name.value not in LANGUAGE | DOCUMENTED
            ):
                yield ast.unparse(node)


def names(source):
    """The private names that a module gives to things of its own."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node.id if isinstance(node, ast.Name) else node.attr


def test_no_private_name_of_another_package_is_used_but_in_one_file():
    for module, path in MODULES.items():
        source = path.read_text("utf-8")
        found = [*private_uses(source, set(names(source)))]
        assert module in HERE or not found, f"{module}: {found}"


def test_such_names_are_found_however_they_are_used():
    for source in (
        "from jinja2.compiler import _secret",
        "from _thread import lock",
        "import _thread",
        "import markupsafe; markupsafe._escape_inner('')",
        "server._watched_paths.clear()",
        "super()._parse(source)",
        "self._of_the_base",
        "getattr(markupsafe, '_escape_inner')",
        "file.__class__ = Other",
        "vars(file) == file.__dict__",
    ):
        assert [*private_uses(source, {"_own"})], source
    for source in ("self._own", "record._replace(day=1)", "type(error).__name__", "from rectify.x import _y"):
        assert not [*private_uses(source, {"_own"})], source


def test_no_private_method_of_another_package_is_overridden_but_in_one_file():
    """A method of ours, or a value, that has by chance the private name of one of a foreign base is found too."""
    for module in MODULES.keys() - HERE:
        for name, kind in inspect.getmembers(importlib.import_module(module), inspect.isclass):
            foreign = [
                base
                for base in kind.__mro__
                if base.__module__.partition(".")[0] not in ("rectify", "builtins")
            ]
            if kind.__module__ != module or not foreign:
                continue
            own = {each for each in vars(kind) if re.match("_[a-z]", each)} - DOCUMENTED
            taken = {each for base in foreign if base.__module__ != "typing" for each in vars(base)} & own
            assert not taken - {"_abc_impl"}, f"{module}.{name}: {taken}"


def test_a_generated_file_is_what_the_constructor_of_mkdocs_makes():
    config = MkDocsConfig(config_file_path="mkdocs.yml")
    config.load_dict({"site_name": "一", "site_dir": "/site", "docs_dir": "."})
    named = {*File.__annotations__, *(each for each in vars(File) if not callable(vars(File)[each]))}
    public = {each for each in named if each[0] != "_"}
    public -= {"content_bytes", "content_string", "generated"}  # it has no content
    assert public >= {
        "src_uri",
        "dest_uri",
        "url",
        "name",
        "abs_src_path",
        "abs_dest_path",
        "edit_uri",
        "page",
    }
    for url in ("", "2019/", "2019/people/刘鹏/"):
        for directories in (True, False):
            usual = File(
                f"{url}index.md", None, config.site_dir, directories, inclusion=InclusionLevel.NOT_IN_NAV
            )
            ours = private.GeneratedFile(url, config.site_dir, directory_urls=directories)
            assert vars(ours).keys() | vars(private.GeneratedFile).keys() >= vars(usual).keys() - {"src_path"}
            for name in public:
                assert getattr(ours, name) == getattr(usual, name), name
            assert not ours.is_documentation_page()


def test_a_file_that_mkdocs_has_found_becomes_one_of_ours_and_stays_the_same_object(tmp_path):
    (tmp_path / "一.md").write_text("一", "utf-8")
    file = File("一.md", str(tmp_path), "/site", True)
    file.inclusion = InclusionLevel.INCLUDED
    before = dict(vars(file))
    made = private.become(file, plain.PlainFile)
    assert made is file
    assert vars(made) == before
    made.within, made.words = tmp_path, None
    assert (made.content_string, made.content_bytes) == ("一", "一".encode())
    made.content_string = "二"  # an owner's hook
    assert File("二.md", None, "/site", True).__class__ is File


def test_what_a_preview_watches_is_known(tmp_path):
    """Files too, which its observer turns into folders."""
    for name in ("docs", "data"):
        (tmp_path / name).mkdir()
    (tmp_path / "mkdocs.yml").touch()
    server = LiveReloadServer(builder=lambda: None, host="127.0.0.1", port=0, root=str(tmp_path))
    assert vars(server).keys() >= {"builder", "observer", "build_delay", "mount_path"}  # what is set of it
    for name in ("docs", "mkdocs.yml", "docs", "data"):
        server.watch(str(tmp_path / name))
    server.unwatch(str(tmp_path / "data"))
    assert private.watched(server) == [str(tmp_path / "docs"), str(tmp_path / "mkdocs.yml")]
    server.unwatch(str(tmp_path / "mkdocs.yml"))
    with pytest.raises(KeyError):  # which tells us that nobody watches it any more
        server.unwatch(str(tmp_path / "mkdocs.yml"))
    server.server_close()


def test_the_theme_s_header_shows_a_search_box_for_what_we_put_in_its_place():
    box = private.SearchBox()
    assert box.config.enabled is True
    assert box.search_index.entries == []
    own = get_plugins()[box.NAME].load()
    assert {"on_post_build"} <= {name for name in vars(own) if name.startswith("on_")}
    header = ROOT / get_theme_dir("material") / "partials" / "header.html"
    asked = re.search(
        r'\{% if "(.*?)" in config\.plugins %\}\s*\{%.*?(\[.*?\]).*?%\}\s*\{% if (.*?) %\}',
        header.read_text("utf-8"),
    )
    assert asked.groups() == (box.NAME, f'["{box.NAME}"]', "search.enabled")
