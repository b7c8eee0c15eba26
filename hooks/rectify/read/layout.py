"""How a YAML text is laid out, and the ways to write an edit in it, the nearest to its present style first.

Which of them is right is for ``splicing`` to try: in rare places YAML reads one otherwise than it was meant.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import yaml

from rectify.read import yamltext

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rectify.read.yamltext import Data

Path: TypeAlias = tuple[str | int, ...]
"""Keys of mappings and indexes of lists, from the root."""

_BREAK = re.compile(r"\r\n|\r|\n")
_COMMENT = re.compile(r"( *)#")
_BLOCKS = ("|", ">")


class Way(NamedTuple):
    """What to put in place of a part of the text."""

    start: int
    end: int
    new: str


class Layout:
    """A text and its nodes, whose marks are indexes of the text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.root: Any = yaml.compose(text, Loader=yaml.CSafeLoader)  # PyYAML's nodes hold Any
        self.values = yamltext.values(self.root)
        found = _BREAK.search(text)
        self.newline = found[0] if found else "\n"

    def node(self, path: Path) -> Any:
        """The node at a path. Raises ``KeyError``."""
        here = self.root
        for step in path:
            here = self._child(here, step)
        return here

    def _child(self, node: Any, step: str | int) -> Any:
        if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            return node.value[step]
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                if key.value == step:
                    return value
        raise KeyError(step)

    def keys(self, path: Path) -> list[str]:
        """The keys of the mapping at a path."""
        node = self.node(path)
        return [key.value for key, _ in node.value] if isinstance(node, yaml.MappingNode) else []

    def is_flow(self, path: Path) -> bool:
        """Whether the node at a path, or one that it is in, is written in brackets."""
        return any(getattr(self.node(path[:n]), "flow_style", False) for n in range(len(path) + 1))

    def end(self, node: Any) -> int:
        """The end of what a node says, without blank lines and comments behind it."""
        if isinstance(node, yaml.ScalarNode):
            start, end = node.start_mark.index, node.end_mark.index
            return start + len(self.text[start:end].rstrip()) if node.style in _BLOCKS else int(end)
        if node.flow_style or not node.value:
            return int(node.end_mark.index)
        last = node.value[-1]
        return self.end(last[1] if isinstance(node, yaml.MappingNode) else last)

    def line_start(self, at: int) -> int:
        return max(self.text.rfind("\n", 0, at), self.text.rfind("\r", 0, at)) + 1

    def next_line(self, at: int) -> int:
        """The start of the line below a place."""
        found = _BREAK.search(self.text, at)
        return found.end() if found else len(self.text)

    def line_end(self, at: int) -> int:
        found = _BREAK.search(self.text, at)
        return found.start() if found else len(self.text)

    def line(self, column: int) -> str:
        """A line end, and the indentation of what begins in a column."""
        return self.newline + " " * column

    def offset(self) -> str:
        """By how much lists of this file are indented below their key."""
        stack = [self.root]
        while stack:
            node = stack.pop()
            if not isinstance(node, yaml.MappingNode):
                stack += reversed(node.value) if isinstance(node, yaml.SequenceNode) else ()
                continue
            for _, value in node.value:
                if isinstance(value, yaml.SequenceNode) and not value.flow_style and not node.flow_style:
                    return " " * (value.start_mark.column - node.start_mark.column)
            stack += [value for _, value in reversed(node.value)]
        return "  "

    def lines(self, node: Any) -> list[str]:
        """The lines of a node, without its indentation; none if some are indented less."""
        column = int(node.start_mark.column)
        whole = self.text[node.start_mark.index : self.line_end(self.end(node))]
        first, *more = _BREAK.split(whole)
        if any(each[:column].strip() and not _COMMENT.match(each) for each in more):
            return []
        return [first, *(each[column:] if not each[:column].strip() else each.lstrip() for each in more)]

    def replacing(self, path: Path, value: Data) -> Iterator[Way]:
        """Ways to put a value in place of the one at a path."""
        node, above = self.node(path), path[:-1]
        start, end = node.start_mark.index, self.end(node)
        flow = self.is_flow(above) if path else False
        column = self.node(above).start_mark.column if path else 0
        line = self.line(column + 2)
        if isinstance(node, yaml.ScalarNode) and not isinstance(value, dict | list) and node.value:
            yield from _rewritten(self.text[start:end], node, value or "", line, flow=flow)
            return
        head = self._head(path)
        if not flow and isinstance(value, list) and any(isinstance(each, dict) for each in value):
            indent = column if not path else column + len(self.offset())
            lines = yamltext.items(value, self.line(indent))
            yield Way(head, end, lines) if path else Way(start, end, lines.lstrip("\r\n"))
        if not flow and isinstance(value, str) and "\n" in value:
            yield Way(head, end, " " + yamltext.literal(value, line))
        said = (
            yamltext.inline(value, line) if flow or isinstance(value, dict | list) else yamltext.scalar(value)
        )
        if start == end:
            blank = self.text[start : start + 2] in (" ,", " }", " ]")
            yield Way(start, end + blank, f" {said}")
        elif isinstance(node, yaml.CollectionNode) and not node.flow_style:
            yield Way(head, end, f" {said}".rstrip())
        yield Way(start, end, said)

    def _head(self, path: Path) -> int:
        """The end of the colon or dash that stands before the value at a path."""
        if not path:
            return int(self.root.start_mark.index)
        parent, last = self.node(path[:-1]), path[-1]
        if isinstance(parent, yaml.MappingNode):
            name = next(key for key, _ in parent.value if key.value == last)
            return self.text.index(":", name.end_mark.index) + 1
        return int(self.node(path).start_mark.index)

    def adding_key(
        self, parent: Any, key: str, value: Data, order: Sequence[str], *, flow: bool
    ) -> Iterator[Way]:
        """Ways to add a key to a mapping that has some."""
        before = list(order[: order.index(key)]) if key in order else [name.value for name, _ in parent.value]
        places = [n for n, (name, _) in enumerate(parent.value) if name.value in before]
        place = max(places, default=-1) + 1
        column = parent.start_mark.column
        if flow:
            said = f"{yamltext.scalar(key, flow=True)}: {yamltext.inline(value, self.line(column))}"
            yield from self._in_brackets(
                [name for name, _ in parent.value], [v for _, v in parent.value], place, said
            )
            return
        line = self.line(column)
        plain = yamltext.quoted(value, line) if isinstance(value, str) else yamltext.inline(value, line)
        for said in (
            yamltext.pair(key, value, line, self.offset()),
            f"{yamltext.scalar(key)}: {plain}",
        ):
            if place == 0:
                start = parent.value[0][0].start_mark.index
                yield Way(start, start, said + line)
            else:
                yield self._below(self.end(parent.value[place - 1][1]), column, said)

    def adding_item(
        self, parent: Any, place: int, value: Data, written: Sequence[str], *, flow: bool
    ) -> Iterator[Way]:
        """Ways to add an entry to a list that has some."""
        column, nodes = parent.start_mark.column, parent.value
        if flow:
            said = yamltext.inline(value, self.line(column))
            yield from self._in_brackets(nodes, nodes, place, said)
            return
        like = nodes[place - 1 if place else 0]
        spread = isinstance(like, yaml.MappingNode) and not like.flow_style
        line = self.line(column)
        plain = yamltext.quoted(value, line) if isinstance(value, str) else yamltext.inline(value, line)
        as_there = "".join(f"{line}  {each}" if each.strip() else self.newline for each in written).lstrip()
        for said in (
            *([f"- {as_there}"] if written else []),
            f"- {yamltext.item(value, line, spread=spread)}",
            f"- {plain}",
        ):
            if place == 0:
                start = parent.start_mark.index
                yield Way(start, start, said + line)
            else:
                yield self._below(self.end(like), column, said)

    def _in_brackets(self, starts: list[Any], ends: list[Any], place: int, said: str) -> Iterator[Way]:
        """Ways to add something in brackets, behind what stands before its place or before what follows."""
        if place:
            at = self.end(ends[place - 1])
            yield Way(at, at, f", {said}")
        if place < len(starts):
            at = starts[place].start_mark.index
            yield Way(at, at, f"{said}, ")

    def _below(self, at: int, column: int, said: str) -> Way:
        """The way to add lines below what ends at a place, and below its comments."""
        below = self._past_comments(self.next_line(at), column)
        ended = _BREAK.search(self.text, max(at, below - 2), below)
        lines = " " * column + said
        return Way(below, below, lines + self.newline if ended else self.newline + lines)

    def _past_comments(self, at: int, column: int) -> int:
        """The start of the line below the comments that are indented more than a column."""
        here = below = at
        while here < len(self.text):
            line = self.text[here : self.next_line(here)]
            comment = _COMMENT.match(line)
            if line.strip() and not (comment and len(comment[1]) > column):
                break
            here = self.next_line(here)
            below = here if comment else below
        return below

    def removing(self, parent: Any, step: str | int) -> Iterator[Way]:
        """Ways to take a key or an entry out of a mapping or list."""
        if isinstance(parent, yaml.MappingNode):
            pairs = list(parent.value)
            place = next(n for n, (key, _) in enumerate(pairs) if key.value == step)
        else:
            pairs = [(item, item) for item in parent.value]
            place = int(step)
        start, end = pairs[place][0].start_mark.index, self.end(pairs[place][1])
        following = pairs[place + 1][0].start_mark.index if place + 1 < len(pairs) else None
        if parent.flow_style:
            yield from self._out_of_brackets(
                start, end, following, self.end(pairs[place - 1][1]) if place else None
            )
            return
        dash = start if isinstance(parent, yaml.MappingNode) else self._dash(parent, place)
        first = self.line_start(dash)
        if not self.text[first:dash].strip():
            below = self.next_line(end)
            yield from self._lines(first, below)
            # Behind a block of text a comment would become a part of it.
            yield from self._lines(first, self._past_comments(below, int(parent.start_mark.column)))
        if following is not None and "#" not in self.text[end:following]:
            yield Way(start, following, "")
        yield Way(start, self.line_end(end), "")

    def _dash(self, parent: Any, place: int) -> int:
        """Where the dash of an entry stands."""
        if not place:
            return int(parent.start_mark.index)
        here, column = self.next_line(self.end(parent.value[place - 1])), int(parent.start_mark.column)
        while self.text[here : here + column + 1] != " " * column + "-":
            here = self.next_line(here)
        return here + column

    def _lines(self, first: int, last: int) -> Iterator[Way]:
        """The way to take out whole lines; a text that had no line end has none after it."""
        bare = last == len(self.text) and not _BREAK.search(self.text, max(0, last - 1))
        if bare and first:
            yield Way(first - (2 if self.text[first - 2 : first] == "\r\n" else 1), last, "")
        yield Way(first, last, "")

    def _out_of_brackets(
        self, start: int, end: int, following: int | None, before: int | None
    ) -> Iterator[Way]:
        if following is not None:
            if "#" not in self.text[end:following]:
                yield Way(start, following, "")
            yield Way(start, self.text.index(",", end) + 1, "")
        elif before is not None and "#" not in self.text[before:start]:
            yield Way(before, end, "")
        yield Way(start, end, "")


def _rewritten(raw: str, node: Any, text: str, line: str, *, flow: bool) -> Iterator[Way]:
    """Ways to write another text in place of a scalar, in its own style if that is possible."""
    start = node.start_mark.index
    end = start + len(raw)

    def way(new: str) -> Way:
        return Way(start, end, new)

    if _BREAK.search(raw):
        yield from map(way, _narrowed(raw, node, text))
    if node.style in _BLOCKS:
        yield from map(way, _block(raw, text))
    elif node.style == "'" and "\n" not in text:
        yield way("'" + text.replace("'", "''") + "'")
    elif not node.style and "\n" not in text:
        yield way(text)
    elif not node.style and not flow:
        yield way(yamltext.literal(text, line))
    yield way(yamltext.quoted(text, line))


def _block(raw: str, text: str) -> Iterator[str]:
    """Ways to write a text as a block with the head and the indentation of another."""
    head, *lines = re.split(r"(?<=\n)|(?<=\r)(?!\n)", raw)
    indent = next((each[: len(each) - len(each.lstrip(" "))] for each in lines if each.strip()), "  ")
    broken = _BREAK.search(head)
    newline = broken[0] if broken else "\n"
    for gap in (2, 1) if head.startswith(">") else (1,):
        body = text.rstrip("\n").replace("\n", "\n" * gap).split("\n")
        yield head + newline.join(f"{indent}{each}" if each else "" for each in body)
    yield yamltext.literal(text, newline + indent)


def _narrowed(raw: str, node: Any, text: str) -> Iterator[str]:
    """The way that writes only what differs, and so keeps how a text of several lines is broken."""
    old = node.value.rstrip()
    text = text.rstrip()
    short = min(len(old), len(text))
    same = next((n for n in range(short) if old[n] != text[n]), short)
    tail = next((n for n in range(short - same) if old[-1 - n] != text[-1 - n]), short - same)
    found = _BREAK.search(raw)
    first = found.end() if found and node.style in _BLOCKS else int(node.style in ("'", '"'))
    last = len(raw) - (node.style in ("'", '"'))
    places = [n for n in range(first, last) if not raw[n].isspace()]
    before, after = len("".join(old[:same].split())), len("".join(old[len(old) - tail :].split()))
    if not 0 < before + after <= len(places) or not before:
        return
    start = places[before - 1] + 1
    end = places[len(places) - after] if after else last
    # What differs may begin or end with blanks, which stand around the places.
    new = text[len(_head_of(text, before)) : len(text) - len(_tail_of(text, after))]
    if "\n" not in new:
        yield raw[:start] + new + raw[end:]


def _head_of(text: str, signs: int) -> str:
    """The start of a text up to so many signs that are no blanks."""
    places = [n for n, sign in enumerate(text) if not sign.isspace()]
    return text[: places[signs - 1] + 1] if signs else ""


def _tail_of(text: str, signs: int) -> str:
    places = [n for n, sign in enumerate(text) if not sign.isspace()]
    return text[places[-signs] :] if signs else ""
