"""Which tests ``make quick`` leaves out: those that start a program or read a whole round, as their source tells.

A test is slow if anything that it can reach in this folder (a fixture it asks for, a function they call)
uses one of ``HEAVY``. So nobody has to mark a test that opens a browser or builds a site, and nobody can
forget to. What takes long without any of these is marked by hand: ``pytest.mark.slow``.
"""

from __future__ import annotations

import ast
import functools
import pathlib
from collections.abc import Callable, Iterator, Mapping

FOLDER = pathlib.Path(__file__).parent

HEAVY = ("subprocess", "socket", "selenium.webdriver", "mkdocs.commands", "conftest.SAMPLE")
"""What browsers, servers, builds and commands are started by, and the round of the sample."""

CHEAP = {"project.git"}
"""Functions that may be used all the same: git takes milliseconds."""


class Module:
    """A file of tests: what its definitions use, and which of its fixtures every test has."""

    def __init__(self, name: str, source: str) -> None:
        tree = ast.parse(source)
        self.name = name
        self.imported = dict(_imported(tree))
        self.defined = {name: node for node in tree.body for name in _names(node)}
        self.everywhere = [name for name, node in self.defined.items() if "autouse" in _decorators(node)]
        self._uses: dict[str, frozenset[str]] = {}

    def uses(self, name: str) -> frozenset[str]:
        """What a definition uses, as ``module.name``; fixtures, which have no module yet, as ``fixture.name``."""
        if name not in self._uses:
            node = self.defined[name]
            asks = name.startswith("test_") or "fixture" in _decorators(node)
            self._uses[name] = frozenset(self._used(node, asks))
        return self._uses[name]

    def _used(self, node: ast.stmt, asks: bool) -> Iterator[str]:
        for each in ast.walk(node):
            if isinstance(each, ast.Name):
                yield self.imported.get(each.id, f"{self.name}.{each.id}")
            elif isinstance(each, ast.Attribute) and isinstance(each.value, ast.Name):
                yield f"{self.imported.get(each.value.id, '?')}.{each.attr}"
            elif asks and isinstance(each, ast.arg):
                yield f"fixture.{each.arg}"
            elif asks and isinstance(each, ast.Constant) and isinstance(each.value, str):
                yield f"fixture.{each.value}"  # of usefixtures, of getfixturevalue, or no fixture


def _imported(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            inside = f"{node.module}." if isinstance(node, ast.ImportFrom) else ""
            yield from ((alias.asname or alias.name, inside + alias.name) for alias in node.names)


def _names(node: ast.stmt) -> list[str]:
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return [node.name]
    targets = (
        node.targets
        if isinstance(node, ast.Assign)
        else [node.target]
        if isinstance(node, ast.AnnAssign)
        else []
    )
    return [each.id for target in targets for each in ast.walk(target) if isinstance(each, ast.Name)]


def _decorators(node: ast.stmt) -> str:
    return " ".join(map(ast.unparse, getattr(node, "decorator_list", ())))


class Circles:
    """Files of tests, each read when it is needed, and which of their tests are slow."""

    def __init__(self, sources: Mapping[str, Callable[[], str]]) -> None:
        self.sources = sources
        self.modules: dict[str, Module] = {}
        self._slow: dict[tuple[str, str], bool] = {}

    def module(self, name: str) -> Module | None:
        """A file of the folder by the name under which it is imported."""
        if name not in self.modules and name in self.sources:
            self.modules[name] = Module(name, self.sources[name]())
        return self.modules.get(name)

    def slow(self, module: str, test: str) -> bool:
        """Whether a test can reach what is heavy."""
        if (module, test) not in self._slow:
            always = [f"{name}.{each}" for name in (module, "conftest") for each in self._of(name).everywhere]
            self._slow[module, test] = self._reaches(module, [f"{module}.{test}", *always])
        return self._slow[module, test]

    def _reaches(self, module: str, waiting: list[str]) -> bool:
        seen: set[str] = set()
        while waiting:
            name = waiting.pop()
            if name.startswith("fixture."):
                name = self._fixture(module, name.removeprefix("fixture."))
            if name in seen or name in CHEAP:
                continue
            if any(name == heavy or name.startswith(f"{heavy}.") for heavy in HEAVY):
                return True
            seen.add(name)
            inside, _, what = name.rpartition(".")
            defines = self.module(inside)
            if defines and what in defines.defined:
                waiting += defines.uses(what)
        return False

    def _of(self, name: str) -> Module:
        found = self.module(name)
        assert found, name
        return found

    def _fixture(self, module: str, name: str) -> str:
        own = self._of(module)
        return own.imported.get(name) or f"{module if name in own.defined else 'conftest'}.{name}"


@functools.cache
def here() -> Circles:
    """The tests that lie in this folder."""
    named = {".".join(file.relative_to(FOLDER).with_suffix("").parts): file for file in FOLDER.rglob("*.py")}
    read = {
        name.removesuffix(".__init__"): functools.partial(file.read_text, "utf-8")
        for name, file in named.items()
    }
    return Circles(read)
