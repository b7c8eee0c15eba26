"""Files as they were read, and places in them."""

from __future__ import annotations

import codecs
import hashlib
from typing import TYPE_CHECKING, NamedTuple

from rectify.ground import plainfiles
from rectify.read import yamltree

if TYPE_CHECKING:
    from pathlib import Path


class Source:
    """A text file as it was when it was read: its path as the clerk knows it, its text, its digest."""

    __slots__ = ("_file", "_lines", "_places", "_text", "digest", "foreign", "path")

    def __init__(self, path: str, text: str, digest: str, *, foreign: bool = False) -> None:
        self.path = path
        self.digest = digest
        self.foreign = foreign  # not a file of ours: its YAML tags are let pass
        self._text: str | None = text
        self._file: Path | None = None
        self._lines: list[str] | None = None
        self._places: dict[tuple[int, int], yamltree.Mapping] | None = None

    @property
    def text(self) -> str:
        """The text as it was read; empty if it was let go and the file says something else by now."""
        if self._text is None:
            self._text = self._again()
        return self._text

    @property
    def lines(self) -> list[str]:
        """The lines of the text, without their ends."""
        if self._lines is None:
            self._lines = self.text.split("\n")
        return self._lines

    def let_go(self, file: Path | None) -> None:
        """Hold no text: few of a large round's are ever asked for, and then read again from the file."""
        self._file = file
        self._text, self._lines, self._places = None, None, None

    def _again(self) -> str:
        try:
            again = read(self._file, self.path) if self._file else None
        except (OSError, NotText):
            return ""
        return again.text if again and again.digest == self.digest else ""

    def mapping_at(self, line: int, column: int) -> yamltree.Mapping | None:
        """The YAML mapping that begins at a place; parsed again, since only a problem asks."""
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
    """Where something stands: a source, a line and a column, both counted from 1."""

    source: Source
    line: int = 1
    column: int = 1

    @property
    def path(self) -> str:
        """The path of the source, relative to the project, with forward slashes."""
        return self.source.path

    def of(self, key: str) -> Place:
        """The place of a key's value in the record that stands here; the record's own if absent."""
        mapping = self.source.mapping_at(self.line, self.column)
        for name, value in mapping.pairs if mapping else ():
            if name.text == key:
                return Place(self.source, value.line, value.column)
        return self

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


class NotText(Exception):
    """The bytes of a file are not UTF-8; ``line`` and ``column`` say where that shows.

    ``kind`` is what they look like: ``gbk``, ``utf16``, or just ``bytes``.
    """

    def __init__(self, source: Source, line: int, column: int, *, kind: str) -> None:
        super().__init__(source.path)
        self.place = Place(source, line, column)
        self.kind = kind


def read(file: Path, shown: str, *, within: Path | None = None, foreign: bool = False) -> Source:
    """Read a UTF-8 file; a byte order mark and CRLF line ends are let pass.

    ``within`` is the folder below which nothing on the way to the file may be a link; without it, the file's
    own. ``foreign`` marks a file that is not ours: it may be a link, and its YAML tags are let pass.

    Raises ``NotText`` when the bytes are not UTF-8 and ``OSError`` when they can't be had.
    """
    file = file.resolve() if foreign else file
    folder = within or file.parent
    raw = plainfiles.read(folder, file.relative_to(folder).as_posix())
    return decoded(raw, digest(raw), shown, foreign=foreign)


def digest(raw: bytes) -> str:
    """What tells a file's content from any other: its SHA-256."""
    return hashlib.sha256(raw).hexdigest()


def decoded(raw: bytes, digest: str, shown: str, *, foreign: bool = False) -> Source:
    """What ``read`` gives, of bytes that are there already. Raises ``NotText``."""
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
