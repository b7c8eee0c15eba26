"""A project's folder: its options out of mkdocs.yml, read without MkDocs, and its site."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import yaml

from rectify import messages, options, source, yamltree
from rectify.columns import COLUMNS
from rectify.site import Assembled, assemble

if TYPE_CHECKING:
    import datetime
    import pathlib

    from rectify.messages import Catalogue
    from rectify.options import Options
    from rectify.problems import Problem


class _Loader(yaml.CSafeLoader):
    """Safe YAML that lets MkDocs' own tags pass: ``!ENV`` is read, all others are nothing."""


def _environment(loader: yaml.CSafeLoader, node: yaml.Node) -> Any:
    values = loader.construct_sequence(node) if isinstance(node, yaml.SequenceNode) else [node.value]
    return options.environment([str(value) for value in values])


_Loader.add_constructor("!ENV", _environment)
_Loader.add_multi_constructor("", lambda loader, suffix, node: None)


class Project(NamedTuple):
    """A project as the command line knows it."""

    folder: pathlib.Path
    docs: pathlib.Path
    options: Options
    problems: tuple[Problem, ...]
    words: Catalogue

    @classmethod
    def open(cls, folder: pathlib.Path) -> Project:
        """Read ``mkdocs.yml`` of a folder; what is wrong with our options is kept, not raised."""
        text = source.read(folder / "mkdocs.yml", "mkdocs.yml", foreign=True)
        try:
            config = yaml.load(text.text, Loader=_Loader)  # noqa: S506  (a safe loader)
        except yaml.YAMLError:
            config = {}
        config = config if isinstance(config, dict) else {}
        extra = config.get("extra")
        given = extra.get("rectify") if isinstance(extra, dict) else None
        chosen, wrong = options.read(given, options_place(text), tuple(COLUMNS))
        words = messages.catalogue(options.language_of(given))
        return cls(folder, folder / str(config.get("docs_dir", "docs")), chosen, tuple(wrong), words)

    def on(self, day: datetime.date) -> Project:
        """The same project on another day."""
        return self._replace(options=self.options._replace(as_of=day, pinned=True))

    def assemble(self) -> Assembled:
        """The project's site, and what is wrong with its data and notes."""
        chosen = self.options._replace(history=False)  # edits are shown on pages alone
        made = assemble(self.folder, self.docs, chosen, self.words)
        return made._replace(problems=[*self.problems, *made.problems])


def options_place(text: source.Source) -> source.Place:
    """Where ``extra: rectify:`` stands in mkdocs.yml, as well as that can be told."""
    node: yamltree.Node = yamltree.parse(text.text, tags=True).root
    for key in ("extra", "rectify"):
        pairs = node.pairs if isinstance(node, yamltree.Mapping) else []
        found = [value for name, value in pairs if name.text == key]
        if not found:
            return source.Place(text)
        node = found[0]
    return source.Place(text, node.line, node.column)


def find(start: pathlib.Path) -> pathlib.Path | None:
    """The nearest folder at or above ``start`` that has a mkdocs.yml."""
    for folder in (start, *start.parents):
        if (folder / "mkdocs.yml").is_file():
            return folder
    return None
