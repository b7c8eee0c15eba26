"""What MkDocs refuses of mkdocs.yml, and what theme we can lie over, asked before anything is built."""

from __future__ import annotations

import logging
import pathlib
from typing import TYPE_CHECKING

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import MkDocsException

from rectify import configuration, source
from rectify.problems import Problem, error

if TYPE_CHECKING:
    from collections.abc import Iterable

_OF_THE_THEME = "partials/languages/en.html"
"""A template of Material, or of a theme that goes on from it, which ours import."""


def faults(folder: pathlib.Path) -> list[Problem]:
    """Whatever of a folder's mkdocs.yml stops a strict build. Runs what it names, as a build does."""
    file = folder / "mkdocs.yml"
    config = MkDocsConfig(config_file_path=str(file))
    logging.disable(logging.CRITICAL)  # all that is wrong is in the answer
    try:
        with file.open("rb") as opened:
            config.load_file(opened)
        failed, warned = config.validate()
    except Exception as wrong:  # of MkDocs, of YAML, or of a hook or plugin of the owner's, whatever it is
        told = str(wrong) if isinstance(wrong, MkDocsException) else f"{type(wrong).__name__}: {wrong}"
        return [error("options", "mkdocs", source.Place(_text(file)), key="mkdocs.yml", detail=told)]
    finally:
        logging.disable(logging.NOTSET)
    return _told([*failed, *warned], _text(file)) or unfit(config) or _unhooked(config)


def unfit(config: MkDocsConfig) -> list[Problem]:
    """What is wrong with the theme, if its templates are not those that ours lie over."""
    if any((pathlib.Path(folder) / _OF_THE_THEME).is_file() for folder in config.theme.dirs):
        return []
    text = _text(pathlib.Path(config.config_file_path or "mkdocs.yml"))
    at = configuration.place(text, "theme", "name") or configuration.place(text, "theme")
    return [error("options", "theme", at or source.Place(text), value=config.theme.name or "")]


def _unhooked(config: MkDocsConfig) -> list[Problem]:
    """What is wrong if no hook is ours: a site would come of it without a single page of the data."""
    folder = pathlib.Path(config.config_file_path or "mkdocs.yml").parent
    if any("rectify" in (folder / hook).read_text("utf-8", "replace") for hook in config["hooks"]):
        return []
    text = _text(pathlib.Path(config.config_file_path or "mkdocs.yml"))
    return [error("options", "hooks", configuration.place(text, "hooks") or source.Place(text))]


def _told(found: Iterable[tuple[str, object]], text: source.Source) -> list[Problem]:
    problems = []
    for key, why in found:
        at = configuration.place(text, key)
        variant = "site_name" if key == "site_name" and at is None else "mkdocs"
        detail = str(why).strip().split("\n")[0].rstrip(".")
        problems.append(error("options", variant, at or source.Place(text), key=key, detail=detail))
    return problems


def _text(file: pathlib.Path) -> source.Source:
    try:
        return source.read(file, file.name, foreign=True)
    except (OSError, source.NotText):
        return source.Source(file.name, "", "")
