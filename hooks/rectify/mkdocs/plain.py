"""Files that MkDocs copies, read without following links, so that a swapped file is refused."""

from __future__ import annotations

import pathlib
import shutil
from typing import TYPE_CHECKING

from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File

from rectify.ground import plainfiles
from rectify.mkdocs import private
from rectify.read import filenames, problems, source

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeVar

    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files

    from rectify.words.messages import Catalogue

    Answer = TypeVar("Answer")


class PlainFile(File):
    """A file read without following links. Owners' hooks may change its content."""

    within: pathlib.Path
    words: Catalogue

    @property
    def content_bytes(self) -> bytes:
        """The bytes of the file."""
        return self._ours(plainfiles.read, lambda: super(PlainFile, self).content_bytes)

    @content_bytes.setter
    def content_bytes(self, value: bytes) -> None:
        File.content_bytes.fset(self, value)  # type: ignore[attr-defined]

    @property
    def content_string(self) -> str:
        """The text of the file."""
        return self._ours(_text, lambda: super(PlainFile, self).content_string)

    @content_string.setter
    def content_string(self, value: str) -> None:
        File.content_string.fset(self, value)  # type: ignore[attr-defined]

    def copy_file(self, dirty: bool = False) -> None:
        """Copy the file into the site."""
        if dirty and not self.is_modified():
            return
        self._ours(self._copy, lambda: File.copy_file(self))

    def _copy(self, folder: pathlib.Path, name: str) -> None:
        target = pathlib.Path(self.abs_dest_path)
        with plainfiles.stream(folder, name) as source_file:
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("wb") as copy:
                shutil.copyfileobj(source_file, copy, 1 << 20)

    def _ours(self, take: Callable[[pathlib.Path, str], Answer], other: Callable[[], Answer]) -> Answer:
        """Read the plain file, or what a hook replaced it with."""
        path = pathlib.Path(self.abs_src_path or "")
        if not path.is_relative_to(self.within):
            return other()
        name = path.relative_to(self.within).as_posix()
        try:
            return take(self.within, name)
        except (OSError, source.NotText) as failure:
            place = source.Place(source.Source(f"{self.within.name}/{name}", "", ""))
            raise PluginError(problems.line(problems.unreadable(failure, place), self.words)) from failure


def _text(folder: pathlib.Path, name: str) -> str:
    return source.read(folder / name, name, within=folder).text


def evidence(
    config: MkDocsConfig, url: str, file: pathlib.Path, data: pathlib.Path, words: Catalogue
) -> File:
    """A file of the data folder, published at an address."""
    made = PlainFile.generated(config, url, abs_src_path=str(file))
    assert isinstance(made, PlainFile)  # noqa: S101
    made.within, made.words = data, words
    return made


def harden(files: Files, docs: str, words: Catalogue) -> None:
    """Make MkDocs read the hand-written pages' files as plain files."""
    for file in list(files):
        if file.src_dir != docs or type(file) is not File:
            continue
        if any(map(filenames.is_leftover, file.src_uri.split("/"))):  # an editor's lock may be a broken link
            files.remove(file)
            continue
        plain = private.become(file, PlainFile)
        plain.within, plain.words = pathlib.Path(docs), words
