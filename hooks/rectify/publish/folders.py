"""Which folders a build may write to: never one that holds what somebody wrote, nor one that is in git."""

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
"""What else is made, and is code or is published though nobody can have reviewed it."""


def problems(
    root: pathlib.Path,
    docs: pathlib.Path,
    chosen: Options,
    at: Place,
    site: pathlib.Path,
    more: Iterable[str] = (),
    also: Iterable[pathlib.Path] = (),
) -> list[Problem]:
    """Why the cache can't be where the options want it, nor the site where it is to be written.

    ``at`` is where the options stand; ``more`` are other folders that the site is made from;
    ``also`` what else is made beside it.
    """
    ours = [root / chosen.data, docs, PACKAGE, root / ".git", *map(pathlib.Path, more)]
    ours += [root / chosen.templates] if chosen.templates else []
    found = [*_cache(root, chosen.cache, [*ours, root / ".venv"], at)] if chosen.cache else []
    if not found:
        cache = [root / chosen.cache] if chosen.cache else []
        found += _site(root, site, [*ours, *cache, root / ".venv"])
    places = [root / each for each in (chosen.cache, str(site), *map(str, also)) if each not in ("", ".")]
    made = [os.path.relpath(each, root) for each in places]
    return [*found, *_tracked(root, [*made, *TRACKED], {_shown(folder, root) for folder in ours})]


def is_ours(folder: pathlib.Path) -> bool:
    """Whether a folder holds a site of ours, or nothing: only such a one is ever emptied."""
    try:
        if len(hidden(folder)) == len(os.listdir(folder)):  # noqa: PTH208
            return True
        return stat.S_ISREG(os.lstat(folder / styles.URL).st_mode)
    except OSError:
        return False


def hidden(folder: pathlib.Path) -> list[str]:
    """What is hidden in a site's folder, such as the .git of a branch that is published: its owner's."""
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
        if _meet(root / cache, folder):
            yield problem("options", "cache-meets", place, value=cache, other=_shown(folder, root))
            return


def _site(root: pathlib.Path, site: pathlib.Path, ours: list[pathlib.Path]) -> Iterator[Problem]:
    place = source.Place(source.Source(_shown(site, root), "", ""))
    if os.path.islink(site):  # noqa: PTH114
        yield problem("options", "site-link", place)
        return
    real = _real(site)
    for folder in [root, *ours]:
        above = _real(folder).is_relative_to(real)
        if above or (folder != root and real.is_relative_to(_real(folder))):
            yield problem("options", "site-meets", place, other=_shown(folder, root))
            return
    if os.path.lexists(site) and not (site.is_dir() and is_ours(site)):
        yield problem("options", "site-not-ours", place)


def _tracked(root: pathlib.Path, made: list[str], ours: set[str]) -> Iterator[Problem]:
    """What a build makes is not in git: it would be trusted, and nobody could have reviewed it."""
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
            place = source.Place(source.Source(path, "", ""))
            yield problem("options", "tracked", place, value=under)


def _meet(one: pathlib.Path, other: pathlib.Path) -> bool:
    one, other = _real(one), _real(other)
    return one.is_relative_to(other) or other.is_relative_to(one)


def _real(path: pathlib.Path) -> pathlib.Path:
    """Where a path leads, the same in whatever case it is written: some disks see no difference."""
    return pathlib.Path(os.path.realpath(path).casefold())


def _shown(path: pathlib.Path, root: pathlib.Path) -> str:
    """A path as messages name it."""
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)
