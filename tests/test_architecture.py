"""The shape of the package: one direction, one place that knows MkDocs, small modules."""

from __future__ import annotations

import ast

from conftest import ROOT

PACKAGE = ROOT / "hooks" / "rectify"
ORDER = [
    "styles", "characters", "identity", "yamltree", "plainfiles", "source", "suggest", "messages", "problems", "filenames", "cache", "workers", "records",
    "scope", "days", "typos", "keys", "values", "format", "schema", "load", "ahead", "reporting", "check.turns", "check.dates", "check.structure",
    "check.coverage", "check.responsibility", "check.days", "check.closing", "check.evidence",
    "check.weekly", "check.history", "check.requirements", "check", "ledger", "analogy", "counts",
    "schedule", "timeline", "nextstep", "urls", "options", "git", "cachekey", "folders", "history", "columns", "selections",
    "charts.bars", "charts.days", "charts.heat", "charts", "search.documents", "search.blocks", "search.files", "search", "notes", "handwritten", "pages.page", "pages.sheets",
    "pages.wall", "pages.board", "pages.dashboard", "pages.units", "pages.issue", "pages.findings",
    "pages.analogy", "pages.status", "pages.changes", "pages.people", "pages.weekly", "pages.regulations",
    "pages.archive", "pages.quality", "pages.search", "pages.unchanged", "pages", "menu", "bounds", "fences",
    "queries", "typed", "ways", "compiling", "bars", "cards", "cells", "rendering", "feeds.feed",
    "feeds.build", "feeds.shapes", "feeds.api", "feeds.calendar", "feeds.news", "feeds.badges",
    "feeds.embed", "feeds.rows", "feeds", "shell", "prose", "examples", "handbook", "texts", "site", "indexing",
    "configuration", "project", "revision", "switch",
    "adapter.settings", "adapter.culprit", "adapter.folder", "adapter.plain", "adapter.frames",
    "adapter.output", "adapter.preview", "adapter", "adapter.events",
    "cli.refusal", "cli.reports", "cli.arguments", "cli.draft", "starter", "cli.projects", "cli.publishing", "cli.commands", "cli.delivery", "cli", "__main__",
]  # fmt: skip


def name(path):
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


def imports(path, *, typing=False):
    """Modules of ours that a module imports at run time, and others by their first name."""
    tree = ast.parse(path.read_text("utf-8"))
    guarded = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            guarded |= {id(each) for each in ast.walk(node)}
    for node in ast.walk(tree):
        if id(node) in guarded and not typing:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            known = {f"{node.module}.{alias.name}".removeprefix("rectify.") for alias in node.names}
            inner = known & set(ORDER)
            yield from ({f"rectify.{each}" for each in inner} if inner else {node.module})


def test_no_module_imports_one_downstream():
    modules = {name(path): path for path in PACKAGE.rglob("*.py")}
    assert set(modules) - {""} == set(ORDER)
    for module, path in modules.items():
        for target in imports(path):
            target = target.removeprefix("rectify").removeprefix(".")
            if target in ORDER and module:
                assert ORDER.index(target) < ORDER.index(module), f"{module} imports {target}"


def test_only_the_adapter_knows_mkdocs():
    for path in PACKAGE.rglob("*.py"):
        if path.parent.name != "adapter":
            assert not any(target.split(".")[0] == "mkdocs" for target in imports(path, typing=True)), (
                path.name
            )


def test_the_core_builds_without_mkdocs(tmp_path):
    """A site can be assembled and every body rendered where MkDocs is not installed."""
    import subprocess
    import sys

    code = (
        "import sys; sys.modules['mkdocs'] = None; sys.path[:0] = sys.argv[1:3]\n"
        "import project, pathlib\n"
        "site = project.build(project.copy_small(pathlib.Path(sys.argv[3]))).site\n"
        "assert all(site.render(url) for url in site.pages); print(len(site.pages))"
    )
    folders = [str(ROOT / "hooks"), str(ROOT / "tests"), str(tmp_path)]
    done = subprocess.run([sys.executable, "-c", code, *folders], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 30


def test_modules_are_small():
    for path in PACKAGE.rglob("*.py"):
        assert path.read_text("utf-8").count("\n") <= 400, path.name


def test_the_clock_and_the_environment_are_read_in_one_place():
    for path in PACKAGE.rglob("*.py"):
        text = path.read_text("utf-8")
        if path.name != "options.py":
            assert "os.environ" not in text, path.name
            assert ".now(" not in text.replace("books.now(", "").replace("self.now(", ""), path.name
            assert "today()" not in text, path.name
