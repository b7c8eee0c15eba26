"""Checks before a build that the theme is one that our overrides know, with all that they need.

What they need is read from our own templates: the blocks that they override, the templates that they
replace, and those that they include. So it is not written down twice.
"""

from __future__ import annotations

import ast
import functools
import pathlib
import re
from typing import TYPE_CHECKING, NamedTuple

import jinja2
from mkdocs.utils import get_themes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

OURS = pathlib.Path(__file__).parent / "theme"

PACKAGE, OLDEST, BELOW = "mkdocs-material", "9.7.7", "10"
"""The theme that our overrides fit, its oldest version and the first too new. As in pyproject.toml."""

_LEX = jinja2.Environment()  # noqa: S701  (only lexes)
_VERBS = ("block", "extends", "import", "from", "include")
_ANY = re.compile(rf"{{%[-+]?\s*(?:{'|'.join(_VERBS)})\b")


class Needed(NamedTuple):
    """A block of a theme's template, or with no block the template; ``by`` is our template that needs it."""

    template: str
    block: str
    by: str


class Package(NamedTuple):
    """An installed theme package."""

    name: str
    version: str

    @property
    def known(self) -> bool:
        """Whether it is Material, of any version."""
        return self.name.lower().replace("_", "-") == PACKAGE

    @property
    def fits(self) -> bool:
        """Whether its version is supported."""
        return _numbers(OLDEST) <= _numbers(self.version) < _numbers(BELOW)


@functools.cache
def needed() -> tuple[Needed, ...]:
    """What our templates need of the theme."""
    ours = {
        path.relative_to(OURS).as_posix(): path.read_text("utf-8") for path in sorted(OURS.rglob("*.html"))
    }
    said = {name: tuple(_statements(text)) for name, text in ours.items()}
    base = {name: target for name, each in said.items() for verb, target in each if verb == "extends"}
    shown = {target for each in said.values() for verb, target in each if verb != "block"}
    found = [Needed(name, "", name) for name in ours if name not in shown]  # shown by the theme
    for name, each in said.items():
        root = name
        while root in base:
            root = base[root]
        found += [Needed(root, target, name) for verb, target in each if verb == "block" and root not in ours]
        found += [Needed(target, "", name) for verb, target in each if verb != "block" and target not in ours]
    return tuple({each[:2]: each for each in found}.values())


def lacking(folders: Sequence[str]) -> list[Needed]:
    """What our templates need and a theme's folders lack."""
    blocks = functools.cache(functools.partial(_blocks, folders))
    gone = [each for each in needed() if not each.block and not _text(folders, each.template)]
    overridden = {each.template for each in needed() if each.block}
    if without := [each for each in gone if each.template in overridden]:  # another theme altogether
        return without
    return gone + [each for each in needed() if each.block and each.block not in blocks(each.template)]


def packages(folders: Sequence[str]) -> list[Package]:
    """The packages that installed the base theme, which is in the last folder."""
    home = next((each for each in reversed(folders) if pathlib.Path(each, "base.html").is_file()), None)
    found = []
    for entry in get_themes().values():
        inside = entry.module.replace(".", "/")
        if home and entry.dist and _same(home, str(entry.dist.locate_file(inside))):
            found.append(Package(entry.dist.name, entry.dist.version))
    return list(dict.fromkeys(found))


def _same(one: str, other: str) -> bool:
    """Whether two paths lead to one folder."""
    return pathlib.Path(one).resolve() == pathlib.Path(other).resolve()


def _blocks(folders: Sequence[str], template: str) -> frozenset[str]:
    """The blocks of a template and of those that it extends."""
    found: set[str] = set()
    seen: set[str] = set()
    while template and template not in seen:
        seen.add(template)
        said = list(_statements(_text(folders, template)))
        found |= {target for verb, target in said if verb == "block"}
        template = next((target for verb, target in said if verb == "extends"), "")
    return frozenset(found)


def _text(folders: Sequence[str], template: str) -> str:
    """A template of the theme; empty if there is none."""
    file = next((each for folder in folders if (each := pathlib.Path(folder, template)).is_file()), None)
    return file.read_text("utf-8", "replace") if file else ""


def _statements(text: str) -> Iterator[tuple[str, str]]:
    """The block and template statements with literal names: ``include``, ``partials/toc.html``.

    Only lexed: parsing takes three times as long, in each build.
    """
    if not _ANY.search(text):
        return
    said: list[tuple[str, str]] = []
    for _, kind, value in _LEX.lex(text):
        if kind == "block_begin":
            said = []
        elif kind == "block_end" and said and said[0][1] in _VERBS:
            verb, (form, name), after = said[0][1], said[1], said[2:3]
            if verb == "block":
                yield verb, name
            elif form == "string" and after != [("operator", "~")]:
                yield verb, ast.literal_eval(name)
        elif kind != "whitespace":
            said.append((kind, value))


def _numbers(version: str) -> tuple[int, ...]:
    """The numbers of a version: 9.7.7 of ``9.7.7+insiders-4.53``."""
    return tuple(int(each) for each in re.findall(r"\d+", version.partition("+")[0]))
