"""Which folders a build may write to: none with sources in it, and none tracked by git."""

from __future__ import annotations

import os
import pathlib
import stat
from typing import TYPE_CHECKING

from rectify import PACKAGE
from rectify.git import git
from rectify.html import styles
from rectify.read import source
from rectify.read.problems import problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rectify.read.options import Options
    from rectify.read.problems import Problem
    from rectify.read.source import Place

TRACKED = (".cache", ".venv", "site", "*.pyc")
"""Other generated paths; tracked by git they would be trusted or published without review."""


def problems(
    root: pathlib.Path,
    docs: pathlib.Path,
    chosen: Options,
    at: Place,
    site: pathlib.Path,
    more: Iterable[str] = (),
    also: Iterable[pathlib.Path] = (),
) -> list[Problem]:
    """Problems of the folders for the cache and the site.

    ``at`` is the place of the options; ``more`` are further source folders; ``also`` further generated ones.
    """
    ours = [root / chosen.data, docs, PACKAGE, root / ".git", *map(pathlib.Path, more)]
    ours += [root / chosen.templates] if chosen.templates else []
    found = [*_cache(root, chosen.cache, [*ours, root / ".venv"], at)] if chosen.cache else []
    if not found:
        cache = [root / chosen.cache] if chosen.cache else []
        found += _site(root, site, [*ours, *cache, root / ".venv"])
    places = [root / each for each in (chosen.cache, str(site), *map(str, also)) if each not in ("", ".")]
    made = [os.path.relpath(each, root) for each in places]
    return [*found, *_tracked(root, [*made, *TRACKED], {shown(folder, root) for folder in ours})]


def is_ours(folder: pathlib.Path) -> bool:
    """Whether a folder holds a generated site or nothing; only such a folder is ever emptied."""
    try:
        if len(hidden(folder)) == len(os.listdir(folder)):  # noqa: PTH208
            return True
        return stat.S_ISREG(os.lstat(folder / styles.URL).st_mode)
    except OSError:
        return False


def hidden(folder: pathlib.Path) -> list[str]:
    """Hidden entries of a site folder, such as the .git of a published branch; they are the owner's."""
    return sorted(name for name in os.listdir(folder) if name.startswith("."))  # noqa: PTH208


def _cache(root: pathlib.Path, cache: str, ours: list[pathlib.Path], at: Place) -> Iterator[Problem]:
    place, parts = at.of("cache"), pathlib.PurePath(cache).parts
    if pathlib.PurePath(cache).is_absolute() or ".." in parts or not parts:
        yield problem("options", "cache-outside", place, value=cache)
        return
    for end in range(1, len(parts) + 1):
        if os.path.islink(root.joinpath(*parts[:end])):  # noqa: PTH114
            yield problem("options", "cache-link", place, value="/".join(parts[:end]))
            return
    for folder in ours:
        if _overlap(root / cache, folder):
            yield problem("options", "cache-meets", place, value=cache, other=shown(folder, root))
            return


def _site(root: pathlib.Path, site: pathlib.Path, ours: list[pathlib.Path]) -> Iterator[Problem]:
    place = source.start_of(shown(site, root))
    if os.path.islink(site):  # noqa: PTH114
        yield problem("options", "site-link", place)
        return
    real = _real(site)
    for folder in [root, *ours]:
        above = _real(folder).is_relative_to(real)
        if above or (folder != root and real.is_relative_to(_real(folder))):
            yield problem("options", "site-meets", place, other=shown(folder, root))
            return
    if os.path.lexists(site) and not (site.is_dir() and is_ours(site)):
        yield problem("options", "site-not-ours", place)


def _tracked(root: pathlib.Path, made: list[str], ours: set[str]) -> Iterator[Problem]:
    """Problems of generated paths that are tracked by git."""
    names = [name for name in made if name not in ours and not name.startswith("..")]
    try:
        told = git.run(root, "ls-files", "-z", "--", *names)
    except git.NoHistoryError:
        return  # no git, or no repository
    seen = set()
    for path in filter(None, os.fsdecode(told).split("\0")):
        under = next((name for name in names if path == name or path.startswith(f"{name}/")), path)
        if under not in seen:
            seen.add(under)
            place = source.start_of(path)
            yield problem("options", "tracked", place, value=under)


def _overlap(one: pathlib.Path, other: pathlib.Path) -> bool:
    one, other = _real(one), _real(other)
    return one.is_relative_to(other) or other.is_relative_to(one)


def _real(path: pathlib.Path) -> pathlib.Path:
    """The real path, case-folded for case-insensitive file systems."""
    return pathlib.Path(os.path.realpath(path).casefold())


def shown(path: pathlib.Path, root: pathlib.Path) -> str:
    """A path as messages show it: relative to the project if inside."""
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)
