"""Templates → Python, quicker than Jinja's own way for the many thousand pages of a large round.

The templates are ours: nothing in them asks for Jinja's context, so calls are plain calls; texts of the
catalogue are put in when a template is compiled; what has nothing to escape is not copied.
"""

from __future__ import annotations

import importlib.util
import keyword
import pathlib
import sys
from typing import TYPE_CHECKING, Any, ClassVar

import jinja2
import jinja2.bccache
import jinja2.compiler
import jinja2.nodes
import jinja2.visitor
import markupsafe
from markupsafe import escape

from rectify import PACKAGE
from rectify.speed import cache, cachekey

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, MutableMapping

    from rectify.words.messages import Catalogue

FOLDERS = tuple(
    sorted(
        folder
        for room in ("html/templates", "pages/*", "notes/templates", "exports/templates", "handbook")
        for folder in PACKAGE.glob(f"{room}/")
    )
)
"""Where our templates lie: each with what fills it."""

OBJECTS = {PACKAGE / "pages/issue/issue.html"}
"""Templates of thousands of pages, which are given objects and no dictionaries."""

# What markupsafe escapes texts with, before it makes Markup of them: most come back as they are.
_escape: Callable[[str], str] = getattr(markupsafe, "_escape_inner", lambda text: str(escape(text)))


def escaped(value: object) -> str:
    """The same text as ``markupsafe.escape``, as a plain string."""
    if type(value) is str:
        return _escape(value)
    if type(value) is markupsafe.Markup:
        return value
    return str(value) if type(value) is int else escape(value)


class _Words(jinja2.visitor.NodeTransformer):
    """Texts of the catalogue, put into a template when it is compiled rather than on each page."""

    def __init__(self, words: Catalogue) -> None:
        self.words = words

    def visit_Call(self, node: jinja2.nodes.Call) -> jinja2.nodes.Node:  # noqa: N802  (Jinja's name)
        """``t('key')`` is the text itself, to be filled; ``t('stem.' ~ name)`` a look into the texts."""
        self.generic_visit(node)
        named = isinstance(node.node, jinja2.nodes.Name) and node.node.name == "t"
        if not named or len(node.args) != 1:
            return node
        key = node.args[0]
        if isinstance(key, jinja2.nodes.Const) and key.value in self.words:
            text = jinja2.nodes.Const(self.words.texts[key.value], lineno=node.lineno)
            if not node.kwargs:
                return text if key.value in self.words.plain else node  # which says what value it lacks
            node.node = jinja2.nodes.Getattr(text, "format", "load", lineno=node.lineno)
            node.args = []
        elif isinstance(key, jinja2.nodes.Concat) and not node.kwargs:
            texts = jinja2.nodes.Name("texts", "load", lineno=node.lineno)
            form = jinja2.nodes.Const("%s" * len(key.nodes), lineno=node.lineno)
            parts = jinja2.nodes.Tuple(key.nodes, "load", lineno=node.lineno)
            name = jinja2.nodes.Mod(form, parts, lineno=node.lineno)
            return jinja2.nodes.Getitem(texts, name, "load", lineno=node.lineno)
        return node


class _Plain(jinja2.compiler.CodeGenerator):
    """Calls without ``context.call``, which looks whether a function wants the context; ours don't.

    In our ``OBJECTS`` ``a.b`` is an attribute and never a key; elsewhere it is either, as Jinja has it.
    """

    def write_commons(self) -> None:
        """What escapes, at hand."""
        super().write_commons()
        self.writeline("escaped = environment.escaped")

    def visit_Getattr(self, node: jinja2.nodes.Getattr, frame: jinja2.compiler.Frame) -> None:  # noqa: N802
        """An attribute as Python has it."""
        ours = self.filename is not None and pathlib.Path(self.filename) in OBJECTS
        if keyword.iskeyword(node.attr) or not (ours or isinstance(node.node, jinja2.nodes.Const)):
            super().visit_Getattr(node, frame)
            return
        self.visit(node.node, frame)
        self.write(f".{node.attr}")

    def visit_Getitem(self, node: jinja2.nodes.Getitem, frame: jinja2.compiler.Frame) -> None:  # noqa: N802
        """A look into the texts as Python has it."""
        if not isinstance(node.node, jinja2.nodes.Name) or node.node.name != "texts":
            super().visit_Getitem(node, frame)
            return
        self.visit(node.node, frame)
        self.write("[")
        self.visit(node.arg, frame)
        self.write("]")

    def visit_Call(  # noqa: N802  (Jinja's name)
        self, node: jinja2.nodes.Call, frame: jinja2.compiler.Frame, forward_caller: bool = False
    ) -> None:
        """A call with arguments as they stand; anything else as Jinja has it."""
        strange = node.dyn_args or node.dyn_kwargs or any(keyword.iskeyword(each.key) for each in node.kwargs)
        if strange:
            super().visit_Call(node, frame, forward_caller=forward_caller)
            return
        self.visit(node.node, frame)
        self.write("(")
        for place, argument in enumerate((*node.args, *node.kwargs)):
            self.write(", " if place else "")
            self.visit(argument, frame)
        if forward_caller:
            self.write(", caller=caller")
        self.write(")")

    def blockvisit(self, nodes: Iterable[jinja2.nodes.Node], frame: jinja2.compiler.Frame) -> None:
        """A template in one piece: handing on every few letters takes longer than adding them to a list."""
        whole = frame.rootlevel and frame.buffer is None
        if whole:
            self.buffer(frame)
        super().blockvisit(nodes, frame)
        if whole:
            self.writeline(f"yield ''.join({frame.buffer})")

    def _output_child_pre(
        self,
        node: jinja2.nodes.Expr,
        frame: jinja2.compiler.Frame,
        finalize: jinja2.compiler.CodeGenerator._FinalizeInfo,
    ) -> None:
        if frame.eval_ctx.autoescape and not frame.eval_ctx.volatile and finalize.src is None:
            self.write("escaped(")
        else:
            super()._output_child_pre(node, frame, finalize)


class Environment(jinja2.Environment):
    """Where our templates are compiled, with the texts of one language."""

    code_generator_class = _Plain
    escaped = staticmethod(escaped)
    words: Catalogue

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """The environment's own, where a template has none beside them: a chain of both is slow to read."""
        return super().make_globals(d) if d else self.globals

    def _parse(self, source: str, name: str | None, filename: str | None) -> jinja2.nodes.Template:
        tree = super()._parse(source, name, filename)
        return _Words(self.words).visit(tree)  # type: ignore[no-any-return]


class Compiled(jinja2.BytecodeCache):
    """Compiled templates, kept for as long as the process lives: ``mkdocs serve`` builds many times.

    Those of ``lasting`` are also kept where Python keeps what it compiled of this module, and are trusted
    as that is: not in a project's cache, from which nothing is ever run.
    """

    kept: ClassVar[dict[tuple[str, str], bytes]] = {}

    def __init__(self, kind: str, *, lasting: bool = False) -> None:
        self.kind = kind
        self.folder = cache.Cache(_beside_python(), cachekey.find().key) if lasting else cache.NOWHERE
        self.made_by = cache.code().encode() if lasting else b""

    def load_bytecode(self, bucket: jinja2.bccache.Bucket) -> None:
        """What was compiled from the same text before."""
        found = self.kept.get((self.kind, bucket.key)) or self._earlier(bucket.key)
        if found:
            bucket.bytecode_from_string(found)

    def _earlier(self, key: str) -> bytes:
        """What the same code of ours compiled in an earlier process."""
        raw = self.folder.get(f"{self.kind}-{key}") or b""
        return raw[len(self.made_by) :] if raw.startswith(self.made_by) else b""

    def dump_bytecode(self, bucket: jinja2.bccache.Bucket) -> None:
        """Keep what was compiled."""
        made = self.kept[self.kind, bucket.key] = bucket.bytecode_to_string()
        self.folder.put(f"{self.kind}-{bucket.key}", self.made_by + made)


def _beside_python() -> pathlib.Path | None:
    """The folder for compiled templates, if Python may write compiled code at all."""
    if sys.dont_write_bytecode:
        return None
    return pathlib.Path(importlib.util.cache_from_source(__file__)).parent / "templates"
