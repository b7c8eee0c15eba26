"""The shape of the package: one direction, one place that knows MkDocs, small modules."""

from __future__ import annotations

import ast
import graphlib
import importlib.util
import re
import subprocess

from conftest import ROOT

PACKAGE = ROOT / "hooks" / "rectify"
ROOMS = (
    *(
        "ground",
        "speed",
        "words",
        "read",
        "audience",
        "ledger",
        "check",
        "git",
        "html",
        "pages",
        "exports",
        "search",
    ),
    *("notes", "handbook", "build", "publish", "mkdocs", "starter", "cli", "__main__"),
)
"""From the ground up: a room imports what is below it, and nothing above."""


def name(path):
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


MODULES = {name(path): path for path in PACKAGE.rglob("*.py")}


def imports(path, *, typing=True):
    """A module's imports: our modules by their name below the package, others by their own."""
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
            ours = node.module.removeprefix("rectify").removeprefix(".")
            inner = {f"{ours}.{alias.name}".removeprefix(".") for alias in node.names} & MODULES.keys()
            yield from inner or {ours if node.module.startswith("rectify") else node.module}


def test_a_room_imports_only_rooms_below_it():
    """Including type imports: a room can be read without the rooms above it."""
    assert {module.split(".")[0] for module in MODULES} - {""} == set(ROOMS)
    for module, path in MODULES.items():
        for target in filter(MODULES.__contains__, imports(path)):
            above, below = (ROOMS.index(each.split(".")[0]) if each else -1 for each in (module, target))
            assert below <= above, f"{module} imports {target}"


def test_no_module_imports_itself_by_way_of_others():
    """No import cycles between modules."""
    needed = {
        module: {
            target
            for target in imports(path, typing=False)
            if target in MODULES and target != module and not module.startswith(f"{target}.")
        }
        for module, path in MODULES.items()
    }
    graphlib.TopologicalSorter(needed).prepare()  # which raises CycleError with the circle


def test_only_one_room_knows_mkdocs():
    for path in PACKAGE.rglob("*.py"):
        if path.relative_to(PACKAGE).parts[0] != "mkdocs":
            known = {target.split(".")[0] for target in imports(path) if target not in MODULES}
            assert not {"mkdocs", "material"} & known, path


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
        if path.name != "environment.py":
            assert "os.environ" not in text, path.name
            assert ".now(" not in text.replace("books.now(", "").replace("self.now(", ""), path.name
            assert "today()" not in text.replace("environment.today()", ""), path.name


def test_programs_in_strings_and_benchmarks_import_what_there_is():
    """Code that tests and benchmarks pass to other processes as text, which no linter sees."""
    asked = re.compile(r"^ *from (rectify[.\w]*) import (\w+(?:, \w+)*)", re.M)
    own = [path for path in (ROOT / "tests").rglob("*.py") if "earlier" not in path.parts]
    found = [
        (path.name, *match.groups()) for path in own for match in asked.finditer(path.read_text("utf-8"))
    ]
    assert len(found) > 100
    for path, module, names in found:
        for one in names.split(", "):
            if not hasattr(importlib.import_module(module), one):
                assert importlib.util.find_spec(f"{module}.{one}"), (path, module, one)


def test_nothing_that_git_ignores_is_tracked():
    """What is built or cached was once committed with everything else."""
    if (ROOT / ".git").exists():
        told = subprocess.run(
            ["git", "-c", "safe.directory=*", "ls-files", "--cached", "--ignored", "--exclude-standard"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
        assert told.stdout == ""
