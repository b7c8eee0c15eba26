"""Which plugin, hook or template caused an error, if it was not our own code."""

from __future__ import annotations

import re
import traceback
import types
from typing import TYPE_CHECKING

import jinja2

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mkdocs.config.defaults import MkDocsConfig

OURS = __name__.partition(".")[0]


def plugin(error: Exception, config: MkDocsConfig) -> str:
    """The name in mkdocs.yml of the plugin or hook that raised an error, or empty."""
    places = {_package(each): str(name) for name, each in config.plugins.items()}
    for frame, _ in reversed(list(traceback.walk_tb(error.__traceback__))):
        module = str(frame.f_globals.get("__name__", ""))
        if module.partition(".")[0] == OURS:
            return ""
        for place, name in places.items():
            if module == place or module.startswith(f"{place}."):
                return name
    return ""


def template(error: Exception) -> str:
    """The template and line of a template error; empty for other errors."""
    if isinstance(error, jinja2.TemplateSyntaxError):
        return f"{error.name or error.filename}:{error.lineno}"
    if isinstance(error, jinja2.TemplateNotFound):
        return str(error.name)
    if isinstance(error, jinja2.TemplateError):
        last = [(file, line) for file, line in _places(error) if not file.endswith(".py") and file[0] != "<"]
        return f"{last[-1][0]}:{last[-1][1]}" if last else type(error).__name__
    return ""


def _places(error: Exception) -> Iterator[tuple[str, str]]:
    """The files and lines of an error's traceback; an error from another process has it in a note."""
    for note in getattr(error, "__notes__", ()):
        yield from re.findall(r'^ *File "([^"\n]+)", line (\d+)', note, re.M)
    for frame in traceback.extract_tb(error.__traceback__):
        yield frame.filename, str(frame.lineno)


def _package(plugin: object) -> str:
    """The package that a plugin's module is in; of a hook, its module."""
    if isinstance(plugin, types.ModuleType):
        return plugin.__name__
    module = type(plugin).__module__
    return module.rpartition(".")[0] or module
