"""Compiles Jinja templates, with the catalogue's texts inlined; caches what it compiled."""

from __future__ import annotations

import importlib.util
import pathlib
import sys
from typing import TYPE_CHECKING, ClassVar

import jinja2
import jinja2.ext
from markupsafe import escape

from rectify import PACKAGE
from rectify.speed import cache, secretkey

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from jinja2.bccache import Bucket
    from jinja2.lexer import Token, TokenStream

FOLDERS = tuple(
    sorted(
        folder
        for room in ("html/templates", "pages/*", "notes/templates", "exports/templates", "handbook")
        for folder in PACKAGE.glob(f"{room}/")
    )
)
"""The template folders, each beside the code that renders it."""


def escaped(value: object) -> str:
    """``markupsafe.escape`` as a plain string.

    Most texts have nothing to escape, and checking is faster than making ``Markup``.
    """
    if type(value) is not str:
        return str(value) if type(value) is int else str(escape(value))
    if value.isalnum():  # most names
        return value
    if "&" in value or "<" in value or ">" in value or '"' in value or "'" in value:
        return str(escape(value))
    return value


class Texts(jinja2.ext.Extension):
    """Inlines texts of the catalogue when a template is compiled: ``t('key')`` becomes the text itself.

    The environment holds the catalogue as ``words``. Calls with arguments stay; so do unknown keys, which
    fail when the page is rendered.
    """

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        """Replace each call of a text by its key alone with the text."""
        texts: Mapping[str, str] = self.environment.words.plain  # type: ignore[attr-defined]
        tokens = list(stream)
        place = 0
        while place < len(tokens):
            token = tokens[place]
            key = _text_key(tokens, place)
            if key in texts:
                token = token._replace(type="string", value=texts[key])
                place += len(_CALL) - 1
            yield token
            place += 1


_CALL = ("name", "lparen", "string", "rparen")
"""The tokens of ``t('key')``."""


def _text_key(tokens: Sequence[Token], place: int) -> str:
    """The key if ``t('key')`` starts at this token, else empty."""
    some = tokens[place : place + len(_CALL)]
    named = some[0].value == "t" and (place == 0 or tokens[place - 1].type != "dot")
    return some[2].value if named and tuple(token.type for token in some) == _CALL else ""


class TemplateCache(jinja2.BytecodeCache):
    """Caches compiled templates in memory, since ``mkdocs serve`` builds many times.

    ``lasting`` ones also go beside this module's ``.pyc`` and are trusted as it is; nothing from a project's
    cache is ever executed.
    """

    kept: ClassVar[dict[tuple[str, str], bytes]] = {}

    def __init__(self, kind: str, *, lasting: bool = False) -> None:
        self.kind = kind
        self.folder = cache.Cache(_cache_folder(), secretkey.find().key) if lasting else cache.DISABLED
        self.made_by = cache.code_digest().encode() if lasting else b""

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take the template from memory or from an earlier process."""
        found = self.kept.get((self.kind, bucket.key)) or self._from_disk(bucket.key)
        if found:
            bucket.bytecode_from_string(found)

    def _from_disk(self, key: str) -> bytes:
        """What an earlier process compiled with the same version of our code."""
        raw = self.folder.get(f"{self.kind}-{key}") or b""
        return raw[len(self.made_by) :] if raw.startswith(self.made_by) else b""

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Store the compiled template."""
        made = self.kept[self.kind, bucket.key] = bucket.bytecode_to_string()
        self.folder.put(f"{self.kind}-{bucket.key}", self.made_by + made)


def _cache_folder() -> pathlib.Path | None:
    """The folder for compiled templates; None if Python may not write bytecode."""
    if sys.dont_write_bytecode:
        return None
    return pathlib.Path(importlib.util.cache_from_source(__file__)).parent / "templates"
