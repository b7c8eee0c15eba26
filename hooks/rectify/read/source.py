"""Source files and places in them."""

from __future__ import annotations

import codecs
import hashlib
from typing import TYPE_CHECKING, NamedTuple

from rectify.ground import plainfiles
from rectify.read import yamltree

if TYPE_CHECKING:
    from pathlib import Path


class Source:
    """A text file as read: its path in messages, its text, its digest."""

    __slots__ = ("_file", "_lines", "_places", "_text", "digest", "foreign", "path")

    def __init__(self, path: str, text: str, digest: str, *, foreign: bool = False) -> None:
        self.path = path
        self.digest = digest
        self.foreign = foreign  # not a data file: YAML tags are accepted
        self._text: str | None = text
        self._file: Path | None = None
        self._lines: list[str] | None = None
        self._places: dict[tuple[int, int], yamltree.Mapping] | None = None

    def __repr__(self) -> str:
        return (
            f"Source({self.path!r})"  # no address in memory, so a template that prints a record is repeatable
        )

    @property
    def text(self) -> str:
        """The text as read; empty if it was released and the file has changed since."""
        if self._text is None:
            self._text = self._reread()
        return self._text

    @property
    def lines(self) -> list[str]:
        """The lines of the text, without line ends."""
        if self._lines is None:
            self._lines = self.text.split("\n")
        return self._lines

    def release(self, file: Path | None) -> None:
        """Free the text, to save memory; the few that are needed again are read from ``file``."""
        self._file = file
        self._text, self._lines, self._places = None, None, None

    def _reread(self) -> str:
        try:
            reread = read(self._file, self.path) if self._file else None
        except (OSError, NotText):
            return ""
        return reread.text if reread and reread.digest == self.digest else ""

    def mapping_at(self, line: int, column: int) -> yamltree.Mapping | None:
        """The YAML mapping that starts at a place. Parses again: only problems need it."""
        if self._places is None:
            self._places = {}
            stack: list[yamltree.Node] = [yamltree.parse(self.text, tags=self.foreign).root]
            while stack:
                node = stack.pop()
                if isinstance(node, yamltree.Mapping):
                    self._places.setdefault((node.line, node.column), node)
                    stack.extend(value for _, value in node.pairs)
                elif isinstance(node, yamltree.Sequence):
                    stack.extend(node.items)
        return self._places.get((line, column))


class Place(NamedTuple):
    """A position in a source; line and column count from 1."""

    source: Source
    line: int = 1
    column: int = 1

    def fingerprint(self) -> object:
        """Nothing: pages tell a place as text, so a record that moves within its file shows the same."""
        return ()

    @property
    def path(self) -> str:
        """The path of the source, relative to the project, with forward slashes."""
        return self.source.path

    def of(self, key: str) -> Place:
        """The place of a key's value in the record at this place; this place if the key is absent."""
        mapping = self.source.mapping_at(self.line, self.column)
        for name, value in mapping.pairs if mapping else ():
            if name.text == key:
                return Place(self.source, value.line, value.column)
        return self

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


def start_of(path: str) -> Place:
    """The start of a file or folder whose text is not at hand; it need not exist."""
    return Place(Source(path, "", ""))


class NotText(Exception):
    """A file is not UTF-8. ``place`` is the first bad byte, ``kind`` the likely encoding.

    ``kind`` is ``gbk``, ``utf16`` or, if unknown, ``bytes``.
    """

    def __init__(self, source: Source, line: int, column: int, *, kind: str) -> None:
        super().__init__(source.path)
        self.place = Place(source, line, column)
        self.kind = kind


def read(file: Path, shown: str, *, within: Path | None = None, foreign: bool = False) -> Source:
    """Read a UTF-8 file; a byte order mark and CRLF line ends are accepted.

    No part of the path below ``within`` (default: the file's folder) may be a symlink. ``foreign``: not a
    data file, so it may be a symlink and have YAML tags.

    Raises ``NotText`` if it is not UTF-8 and ``OSError`` if it can't be read.
    """
    file = file.resolve() if foreign else file
    folder = within or file.parent
    raw = plainfiles.read(folder, file.relative_to(folder).as_posix())
    return decode(raw, digest(raw), shown, foreign=foreign)


def digest(raw: bytes) -> str:
    """SHA-256 in hex."""
    return hashlib.sha256(raw).hexdigest()


def decode(raw: bytes, digest: str, shown: str, *, foreign: bool = False) -> Source:
    """``read`` for bytes in memory. Raises ``NotText``."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        before = raw[: wrong.start].decode("utf-8", "replace")
        line = before.count("\n") + 1
        column = len(before) - before.rfind("\n")
        raise NotText(Source(shown, "", digest), line, column, kind=_looks_like(raw)) from None
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return Source(shown, text, digest, foreign=foreign)


def _looks_like(raw: bytes) -> str:
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) and _decodes(raw, "utf-16"):
        return "utf16"
    return "gbk" if _decodes(raw, "gb18030") else "bytes"


def _decodes(raw: bytes, encoding: str) -> bool:
    try:
        raw.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True
