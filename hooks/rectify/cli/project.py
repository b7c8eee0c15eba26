"""A project: its folder, its options (read from mkdocs.yml without MkDocs) and its site."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rectify import build
from rectify.html.columns import COLUMNS
from rectify.notes import handwritten, prose
from rectify.publish import folders
from rectify.read import configuration, options
from rectify.words import messages

if TYPE_CHECKING:
    import datetime
    import pathlib

    from rectify.build import Assembled
    from rectify.pages import Books
    from rectify.read.load import Loaded
    from rectify.read.options import Options
    from rectify.read.problems import Problem
    from rectify.read.source import Place
    from rectify.words.messages import Catalogue


class Project(NamedTuple):
    """A project as the command line sees it.

    ``problems`` are those of mkdocs.yml; with any, the options for reading the data are unknown.
    """

    folder: pathlib.Path
    docs: pathlib.Path
    options: Options
    problems: tuple[Problem, ...]
    words: Catalogue
    site: pathlib.Path
    options_at: Place
    markup: prose.Markup = prose.USUAL
    owners: frozenset[str] = frozenset()
    theme: tuple[str, ...] = ()
    """The folder of the owner's theme overrides, if any."""

    @classmethod
    def open(cls, folder: pathlib.Path) -> Project:
        """Read a folder's ``mkdocs.yml``; its problems are kept, not raised."""
        config = configuration.read(folder / "mkdocs.yml")
        given = config.options
        chosen, wrong = options.read(given, config.options_at, build.HIDEABLE, tuple(COLUMNS))
        words = messages.catalogue(options.language_of(given))
        docs = folder / str(config.values.get("docs_dir") or "docs")
        markup = prose.Markup.named(config.values.get("markdown_extensions")).within(str(docs))
        written = folder / str(config.values.get("site_dir") or "site")
        told = tuple(config.problems or wrong)
        owners = handwritten.named(config.values)
        theme = config.values.get("theme")
        own = theme.get("custom_dir") if isinstance(theme, dict) else None
        dirs = (str(folder / own),) if isinstance(own, str) and own else ()
        return cls(folder, docs, chosen, told, words, written, config.options_at, markup, owners, dirs)

    def on(self, day: datetime.date) -> Project:
        """The same project on another day."""
        return self._replace(options=self.options._replace(as_of=day, pinned=True))

    def assemble(self, host: handwritten.Host = handwritten.NO_HOST) -> Assembled:
        """The project's site, and the problems of its data and notes."""
        chosen = self.options._replace(history=False)  # only pages show edits
        made = build.assemble(
            self.folder,
            self.docs,
            chosen,
            self.words,
            markup=self.markup,
            owners=self.owners,
            host=host,
        )
        wrong = folders.problems(self.folder, self.docs, chosen, self.options_at, self.site, self.theme)
        return made._replace(problems=[*made.problems, *wrong])

    def books(self) -> tuple[Books | None, Loaded]:
        """The books of the readable data, regardless of rules, and the loaded data with its problems."""
        return build.books(self.folder, self.options, self.words)


def find(start: pathlib.Path) -> pathlib.Path | None:
    """The nearest folder at or above ``start`` that has a mkdocs.yml."""
    for folder in (start, *start.parents):
        if (folder / "mkdocs.yml").is_file():
            return folder
    return None
