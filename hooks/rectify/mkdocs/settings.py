"""Checks mkdocs.yml and the theme before anything is built."""

from __future__ import annotations

import logging
import pathlib
import posixpath
import reprlib
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import MkDocsException
from mkdocs.structure.files import File, InclusionLevel, set_exclusions
from mkdocs.utils.meta import get_data

from rectify.ground import characters
from rectify.mkdocs import supported
from rectify.notes import handwritten
from rectify.read import configuration, source
from rectify.read.problems import Problem, problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

_TEXTS = ("title", "template", "description", "author", "icon", "status", "subtitle", "canonical_url")
"""Front matter keys that must be text."""


def faults(folder: pathlib.Path) -> tuple[list[Problem], handwritten.Host]:
    """What in a folder's mkdocs.yml would stop a strict build, and the host for other questions about MkDocs.

    Runs its hooks and plugins, as a build does.
    """
    file = folder / "mkdocs.yml"
    config = MkDocsConfig(config_file_path=str(file))
    logging.disable(logging.CRITICAL)  # the problems returned say it all
    try:
        with file.open("rb") as opened:
            config.load_file(opened)
        failed, warned = config.validate()
    except Exception as wrong:  # of MkDocs, YAML, an owner's hook or a plugin
        told = str(wrong) if isinstance(wrong, MkDocsException) else f"{type(wrong).__name__}: {wrong}"
        place = source.Place(_text(file))
        return [problem("options", "mkdocs", place, key="mkdocs.yml", detail=told)], handwritten.NO_HOST
    finally:
        logging.disable(logging.NOTSET)
    found = _problems([*failed, *warned], _text(file)) or unfit(config) or _unhooked(config)
    return found, handwritten.NO_HOST if found else host(config)


def host(config: MkDocsConfig) -> handwritten.Host:
    """Answers how MkDocs treats the files of ``docs/``."""

    def leaves_out(path: str) -> bool:
        file = File(path, config.docs_dir, config.site_dir, config.use_directory_urls)
        set_exclusions([file], config)
        return file.inclusion is InclusionLevel.EXCLUDED

    def front(text: source.Source) -> Iterator[Problem]:
        return front_faults(text, get_data(text.text)[1], config)

    def nav(leads: Callable[[str], bool]) -> Iterator[Problem]:
        return nav_faults(leads, config)

    stops = config.validation.links.not_found >= logging.WARNING
    return handwritten.Host(leaves_out, front, nav, stops)


def nav_faults(leads: Callable[[str], bool], config: MkDocsConfig) -> Iterator[Problem]:
    """Navigation entries that stop a strict build."""
    text = _text(pathlib.Path(config.config_file_path or "mkdocs.yml"))
    for entry in _entries(config.nav) if config.validation.nav.not_found >= logging.WARNING else ():
        parts = urlsplit(entry)
        if parts.scheme or parts.netloc or entry.startswith("/") or leads(posixpath.normpath(entry)):
            continue
        line = next((n for n, each in enumerate(text.lines, 1) if entry in each), 1)
        yield problem("options", "nav", source.Place(text, line), value=entry)


def _entries(nav: object) -> Iterator[str]:
    """The pages and addresses in a navigation."""
    if isinstance(nav, str):
        yield nav
    for each in nav.values() if isinstance(nav, dict) else nav if isinstance(nav, list) else ():
        yield from _entries(each)


def front_faults(text: source.Source, meta: Mapping[str, Any], config: MkDocsConfig) -> Iterator[Problem]:
    """Front matter that the theme can't use."""
    wrong = {key: meta[key] for key in _TEXTS if isinstance(meta.get(key), list | dict)}
    hidden = meta.get("hide")
    if hidden is not None and not (
        isinstance(hidden, list) and all(isinstance(each, str) for each in hidden)
    ):
        wrong["hide"] = hidden
    template = "" if "template" in wrong else str(meta.get("template") or "main.html")
    plain = ".." not in template.split("/") and not template.startswith("/") and "\0" not in template
    if not plain or not any(pathlib.Path(each, template).is_file() for each in config.theme.dirs):
        wrong["template"] = template
    lines = text.text.split("\n")
    for key, value in wrong.items():
        line = next((number for number, each in enumerate(lines, 1) if each.startswith(f"{key}:")), 1)
        shown = (value if isinstance(value, str) else reprlib.repr(value))[:40]
        variant = f"front-{key if key in ('hide', 'template') else 'text'}"
        yield problem("options", variant, source.Place(text, line), key=key, value=shown)
    yield from _escaped(text, meta)


def _escaped(text: source.Source, meta: Mapping[str, Any]) -> Iterator[Problem]:
    """Invisible characters written as escapes in front matter; literal ones are checked with the text."""
    lines = text.text.split("\n")
    for key, value in meta.items():
        words = [each for each in (value if isinstance(value, list) else [value]) if isinstance(each, str)]
        signs = {word[at] for word in words for at in characters.invisible(word)}
        line = next((number for number, each in enumerate(lines, 1) if each.startswith(f"{key}:")), 1)
        for sign in sorted(signs - set(text.text)):
            code = characters.code_point(sign)
            yield problem("structure.character", "escape", source.Place(text, line), code=code)


def unfit(config: MkDocsConfig) -> list[Problem]:
    """Why our overrides don't fit the theme, if they don't."""
    text = _text(pathlib.Path(config.config_file_path or "mkdocs.yml"))
    at = configuration.place(text, "theme", "name") or configuration.place(text, "theme")
    place, known = at or source.Place(text), {"oldest": supported.OLDEST, "below": supported.BELOW}
    packages = supported.packages(config.theme.dirs)
    for each in packages:
        if not each.known:
            return [problem("options", "theme", place, package=f"{each.name} {each.version}", **known)]
        if not each.fits:
            return [
                problem("options", "theme-version", place, package=f"{each.name} {each.version}", **known)
            ]
    theme = " ".join(packages[0] if packages else [config.theme.name or config.theme.custom_dir or ""])
    return [
        problem(
            "options",
            "theme-block" if each.block else "theme-template",
            place,
            theme=theme,
            **known,
            **each._asdict(),
        )
        for each in supported.lacking(config.theme.dirs)
    ]


def _unhooked(config: MkDocsConfig) -> list[Problem]:
    """A problem if no hook is ours: the site would have no page of the data."""
    folder = pathlib.Path(config.config_file_path or "mkdocs.yml").parent
    if any("rectify" in (folder / hook).read_text("utf-8", "replace") for hook in config["hooks"]):
        return []
    text = _text(pathlib.Path(config.config_file_path or "mkdocs.yml"))
    return [problem("options", "hooks", configuration.place(text, "hooks") or source.Place(text))]


def _problems(found: Iterable[tuple[str, object]], text: source.Source) -> list[Problem]:
    problems = []
    for key, why in found:
        at = configuration.place(text, key)
        variant = "site_name" if key == "site_name" and at is None else "mkdocs"
        detail = str(why).strip().split("\n")[0].rstrip(".")
        problems.append(problem("options", variant, at or source.Place(text), key=key, detail=detail))
    return problems


def _text(file: pathlib.Path) -> source.Source:
    try:
        return source.read(file, file.name, foreign=True)
    except (OSError, source.NotText):
        return source.Source(file.name, "", "")
