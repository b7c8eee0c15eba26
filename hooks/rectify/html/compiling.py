"""Templates → Python, by plain Jinja; texts of the catalogue are put in when a template is compiled."""

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
"""Where our templates lie: each with what fills it."""


def escaped(value: object) -> str:
    """The same text as ``markupsafe.escape`` makes, as a plain string.

    Most texts have nothing to escape: to look for it is quicker than to make ``Markup`` of them.
    """
    if type(value) is not str:
        return str(value) if type(value) is int else str(escape(value))
    if value.isalnum():  # as names are
        return value
    if "&" in value or "<" in value or ">" in value or '"' in value or "'" in value:
        return str(escape(value))
    return value


class Texts(jinja2.ext.Extension):
    """Texts of the catalogue, put into a template when it is compiled: ``t('key')`` is the text itself.

    The environment has the catalogue as ``words``. A call with values is left as it stands, and so is that of
    a key that there is not, which says so when the page is rendered.
    """

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        """The words of a template, each call that asks for a text by its key alone replaced by the text."""
        texts: Mapping[str, str] = self.environment.words.plain  # type: ignore[attr-defined]
        tokens = list(stream)
        place = 0
        while place < len(tokens):
            token = tokens[place]
            key = _asked(tokens, place)
            if key in texts:
                token = token._replace(type="string", value=texts[key])
                place += len(_CALL) - 1
            yield token
            place += 1


_CALL = ("name", "lparen", "string", "rparen")
"""What ``t('key')`` consists of."""


def _asked(tokens: Sequence[Token], place: int) -> str:
    """The key if ``t('key')`` stands at a place."""
    some = tokens[place : place + len(_CALL)]
    named = some[0].value == "t" and (place == 0 or tokens[place - 1].type != "dot")
    return some[2].value if named and tuple(token.type for token in some) == _CALL else ""


class Compiled(jinja2.BytecodeCache):
    """Compiled templates, kept for as long as the process lives: ``mkdocs serve`` builds many times.

    Those of ``lasting`` are also kept where Python keeps what it compiled of this module, and are trusted
    as that is: not in a project's cache, from which nothing is ever run.
    """

    kept: ClassVar[dict[tuple[str, str], bytes]] = {}

    def __init__(self, kind: str, *, lasting: bool = False) -> None:
        self.kind = kind
        self.folder = cache.Cache(_beside_python(), secretkey.find().key) if lasting else cache.DISABLED
        self.made_by = cache.code_digest().encode() if lasting else b""

    def load_bytecode(self, bucket: Bucket) -> None:
        """What was compiled from the same text before."""
        found = self.kept.get((self.kind, bucket.key)) or self._earlier(bucket.key)
        if found:
            bucket.bytecode_from_string(found)

    def _earlier(self, key: str) -> bytes:
        """What the same code of ours compiled in an earlier process."""
        raw = self.folder.get(f"{self.kind}-{key}") or b""
        return raw[len(self.made_by) :] if raw.startswith(self.made_by) else b""

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        made = self.kept[self.kind, bucket.key] = bucket.bytecode_to_string()
        self.folder.put(f"{self.kind}-{bucket.key}", self.made_by + made)


def _beside_python() -> pathlib.Path | None:
    """The folder for compiled templates, if Python may write compiled code at all."""
    if sys.dont_write_bytecode:
        return None
    return pathlib.Path(importlib.util.cache_from_source(__file__)).parent / "templates"
