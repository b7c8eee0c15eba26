"""How a YAML node becomes a value: a day, a number, one of a few words, a record, many of them.

A kind never raises on bad input. It reports what is wrong to the reading in hand and gives
``INVALID``, which the record around it passes on, so that one mistake is one message.
"""

from __future__ import annotations

import difflib
import re
import sys
import unicodedata
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from rectify.read import field_names, filenames, identity, typos
from rectify.read.days import FIRST_DAY, LAST_DAY, written, years_in
from rectify.read.days import iso_day as iso_day
from rectify.read.problems import error
from rectify.read.source import Place, Source
from rectify.read.yamltree import Mapping, Node, Scalar, Sequence, shown
from rectify.words.messages import labels

if TYPE_CHECKING:
    from rectify.read.problems import Problem
    from rectify.words.messages import Catalogue

INVALID: Final = object()
_ABSENT: Final = object()

_HASH = re.compile(r"[ \t]+#[^\s#]")

MAX_PROBLEMS = 100

MAX_TEXT = 20_000
"""Characters of one text: more than a page of a report holds ten times over. Lists and pages repeat them."""


class TooManyError(Exception):
    """A file is so wrong that reading on helps nobody; its first problems are in the reading."""


class Reading:
    """The reading of one file: where problems go, and the ids of records that are lost to them."""

    def __init__(self, source: Source, words: Catalogue) -> None:
        self.source = source
        self.words = words
        self.problems: list[Problem] = []
        self.lost: list[str] = []
        # Only a file with such a mark has to be looked at again for what it cuts off.
        self.hashes = "#" in source.text and _HASH.search(source.text) is not None

    def cut_off(self, node: Scalar) -> str:
        """What a ``#`` after a space turned from text into a comment: ``第 #3 号`` loses ``#3 号``.

        A comment that is meant as one has a space after its ``#`` too.
        """
        lines = self.source.lines if self.hashes and node.plain else []
        if not 0 < node.line <= len(lines):
            return ""
        rest = lines[node.line - 1][node.column - 1 + len(node.text) :]
        return rest.strip() if _HASH.match(rest) else ""

    def at(self, node: Node) -> Place:
        return Place(self.source, node.line, node.column)

    def wrong(self, rule: str, variant: str, node: Node, **values: Any) -> object:
        """Report a problem. Raises ``TooManyError`` after ``MAX_PROBLEMS``: nobody reads more at once."""
        if len(self.problems) == MAX_PROBLEMS:
            self.problems.append(error("structure.size", "problems", Place(self.source), limit=MAX_PROBLEMS))
            raise TooManyError
        self.problems.append(error(f"structure.{rule}", variant, self.at(node), **values))
        return INVALID


class _Value:
    """A kind that is a single value. ``name`` is its word in the catalogues.

    ``pattern`` is what its text has to look like, for kinds that can say it so.
    """

    name = ""
    pattern: re.Pattern[str] | None = None

    def read(self, node: Node, reading: Reading, key: str) -> Any:
        if not isinstance(node, Scalar):
            kind = reading.words(f"kind.{self.name}")
            return reading.wrong("type", "single", node, key=key, value=shown(node), kind=kind)
        return self.value(node, reading, key)

    def value(self, node: Scalar, reading: Reading, key: str) -> Any:
        raise NotImplementedError


class _Word(_Value):
    """A kind whose value depends on its text alone; days, names and words come again and again."""

    def __init__(self) -> None:
        self.known: dict[str, Any] = {}

    def read(self, node: Node, reading: Reading, key: str) -> Any:
        if not isinstance(node, Scalar):
            return super().read(node, reading, key)
        found = self.known.get(node.text, INVALID)
        if found is INVALID and (found := self.value(node, reading, key)) is not INVALID:
            self.known[node.text] = found
        return found


class _Text(_Value):
    name = "text"

    def read(self, node: Node, reading: Reading, key: str) -> Any:
        if isinstance(node, Scalar) and not reading.hashes and 0 < len(text := node.text.strip()) <= MAX_TEXT:
            # As almost always. Names and phrases come again and again; each is held, and handed over, once.
            return sys.intern(text)
        return super().read(node, reading, key)

    def value(self, node: Scalar, reading: Reading, key: str) -> Any:
        text = node.text.strip()
        if len(text) > MAX_TEXT:
            return reading.wrong("size", "text", node, key=key, found=len(text), limit=MAX_TEXT)
        if cut := reading.cut_off(node):
            return reading.wrong("comment", "cut", node, key=key, value=text, cut=cut)
        return text if text else reading.wrong("empty", "text", node, key=key)


class _Name(_Word):
    """The name of a person or a post, in one form; see ``identity``."""

    name = "person"

    def read(self, node: Node, reading: Reading, key: str) -> Any:
        if reading.hashes and TEXT.read(node, reading, key) is INVALID:  # it may be cut off here alone
            return INVALID
        return super().read(node, reading, key)

    def value(self, node: Scalar, reading: Reading, key: str) -> Any:
        if (text := TEXT.read(node, reading, key)) is INVALID:
            return text
        name = identity.tidy(text)
        if wrong := identity.fault(name):
            return reading.wrong("name", wrong.variant, node, key=key, value=shown(node), **wrong.values)
        return sys.intern(name)


class _Identifier(_Word):
    name = "identifier"
    pattern: re.Pattern[str]

    def __init__(self, pattern: str) -> None:
        super().__init__()
        self.pattern = re.compile(pattern)

    def value(self, node: Scalar, reading: Reading, key: str) -> Any:
        if self.pattern.fullmatch(node.text):
            if filenames.is_reserved(node.text):
                return reading.wrong("identifier", "reserved", node, key=key, value=node.text)
            return node.text
        better = re.sub(r"[^A-Za-z0-9_-]+", "-", unicodedata.normalize("NFKC", node.text)).strip("-_")
        fits = self.pattern.fullmatch(better) and not filenames.is_reserved(better)
        variant = "suggest" if fits and not typos.has_id(reading.source.text, better) else "format"
        return reading.wrong("identifier", variant, node, key=key, value=shown(node), better=better)


class _Day(_Word):
    name = "day"

    def value(self, node: Scalar, reading: Reading, key: str) -> Any:
        if day := iso_day(node.text):
            return day
        if wild := written(node.text):
            meant = typos.year(wild, years_in(reading.source.text))
            values = {"first": FIRST_DAY, "last": LAST_DAY, "better": meant or ""}
            return reading.wrong("day", "years", node, key=key, value=node.text, **values)
        if typos.LASTING.search(node.text):
            return reading.wrong("day", "lasting", node, key=key, value=shown(node))
        better = typos.day(node.text)
        if better and iso_day(str(better)):
            return reading.wrong("day", "suggest", node, key=key, value=shown(node), better=better)
        return reading.wrong("day", "format", node, key=key, value=shown(node))


class _Number(_Word):
    pattern: re.Pattern[str]

    def __init__(self, name: str, pattern: str, make: type[int] | type[Decimal]) -> None:
        super().__init__()
        self.name = name
        self.pattern = re.compile(pattern)
        self.make = make

    def value(self, node: Scalar, reading: Reading, key: str) -> Any:
        if self.pattern.fullmatch(node.text):
            return self.make(node.text)
        better = typos.number(node.text)
        variant = f"{self.name}-suggest" if self.pattern.fullmatch(better) else self.name
        return reading.wrong("number", variant, node, key=key, value=shown(node), better=better)


class Choice(_Word):
    """One of a few words."""

    name = "choice"

    def __init__(self, *options: str) -> None:
        super().__init__()
        self.options = options

    def value(self, node: Scalar, reading: Reading, key: str) -> Any:
        if node.text in self.options:
            return node.text
        meant = [option for option in self.options if node.text in labels(reading.words, key, option)]
        meant = meant or difflib.get_close_matches(node.text.lower(), self.options, 1, 0.7)
        return reading.wrong(
            "choice",
            "suggest" if meant else "format",
            node,
            key=key,
            value=shown(node),
            better=meant[0] if meant else "",
            options=" / ".join(self.options),
        )


_CLAIMS = {"true": "yes", "partial": "partial", "false": "no"}


class _Claim(_Word):
    name = "claim"

    def value(self, node: Scalar, reading: Reading, key: str) -> Any:
        if has := _CLAIMS.get(node.text):
            return has
        better = typos.CLAIMS.get(node.text, "")
        variant = "suggest" if better else "format"
        return reading.wrong("claim", variant, node, key=key, value=shown(node), better=better)


_FLAGS = {"true": True, "false": False}


class _Flag(_Word):
    name = "flag"

    def value(self, node: Scalar, reading: Reading, key: str) -> Any:
        if node.text in _FLAGS:
            return _FLAGS[node.text]
        return reading.wrong("type", "flag", node, key=key, value=shown(node))


class Either:
    """One value or a list of them; always a tuple."""

    name = "either"

    def __init__(self, item: Kind) -> None:
        self.item = item

    def read(self, node: Node, reading: Reading, key: str) -> Any:
        if isinstance(node, Sequence):
            return Many(self.item).read(node, reading, key)
        value = self.item.read(node, reading, key)
        return value if value is INVALID else (value,)


class Many:
    """A list: of records, or of single values. ``unique`` names the key that no two may share.

    ``most`` is how many it may hold, where pages grow with each; of others a file's own bounds are enough.
    """

    name = "list"

    def __init__(self, item: Kind, unique: str = "", most: int = 0) -> None:
        self.item = item
        self.unique = unique
        self.most = most

    def read(self, node: Node, reading: Reading, key: str) -> Any:
        if not isinstance(node, Sequence):
            single = isinstance(self.item, _Value)
            better = typos.listed(node.text) if single and isinstance(node, Scalar) else ""
            variant = "list-suggest" if better not in ("", "[]") else "list"
            return reading.wrong("type", variant, node, key=key, value=shown(node), better=better)
        if 0 < self.most < len(node.items):
            return reading.wrong("size", "items", node, key=key, found=len(node.items), limit=self.most)
        values, whole = [], True
        first: dict[str, tuple[str, Node]] = {}
        for item in node.items:
            value = self.item.read(item, reading, key)
            if value is INVALID:
                whole = False
                continue
            if self.unique:
                name = getattr(value, self.unique)
                other, at = first.setdefault(name.lower(), (name, item))
                if at is not item:
                    variant = "id" if other == name else "case"
                    reading.wrong("unique", variant, item, value=name, other=other, line=at.line)
            values.append(value)
        return tuple(values) if whole or self.unique else INVALID


class Table:
    """A mapping of ids to records; the id goes into the record's field ``key``."""

    name = "table"

    def __init__(self, shape: Shape, key: str, names: _Identifier | None = None) -> None:
        self.shape = shape
        self.key = key
        self.names = names or IDENTIFIER

    def read(self, node: Node, reading: Reading, key: str) -> Any:
        if not isinstance(node, Mapping):
            return reading.wrong("type", "table", node, key=key, value=shown(node))
        values = []
        for name, item in field_names.unique_pairs(node, reading):
            if self.names.read(name, reading, key) is INVALID:
                continue
            value = self.shape.read(item, reading, f"{key}.{name.text}")
            if value is INVALID:
                reading.lost.append(name.text)
            else:
                values.append(value._replace(**{self.key: name.text}))
        return tuple(values)


class Key(NamedTuple):
    """A key of a record: what it may hold, whether it must stand, and its place among the fields."""

    kind: Kind
    required: bool
    place: int


class Shape:
    """A mapping that becomes a record. ``name`` is how the catalogues and the handbook call it."""

    def __init__(self, name: str, record: type[Any], required: dict[str, Kind], **optional: Kind) -> None:
        self.name = name
        self.record = record
        place = record._fields.index
        self.keys = {
            **{key: Key(kind, True, place(key)) for key, kind in required.items()},
            **{key.rstrip("_"): Key(kind, False, place(key)) for key, kind in optional.items()},
        }
        self.required = {key: rule.place for key, rule in self.keys.items() if rule.required}
        self.at = place("at")
        self.id = self.keys["id"].place if "id" in self.keys else self.at
        self.fields = [record._field_defaults.get(name, _ABSENT) for name in record._fields]

    def read(self, node: Node, reading: Reading, key: str) -> Any:
        """The record of a mapping. Every wrong key is reported, not just the first."""
        if not isinstance(node, Mapping):
            variant = "empty" if isinstance(node, Scalar) and node.empty else "mapping"
            return reading.wrong(
                "type", variant, node, key=key, value=shown(node), example=field_names.example(self)
            )
        fields = self.fields.copy()
        fields[self.at] = reading.at(node)
        meant: set[str] = set()
        for name, item in field_names.unique_pairs(node, reading):
            rule = self.keys.get(name.text)
            if rule is None:
                meant.add(field_names.unknown(self, name, node, reading))
                continue
            if not (isinstance(item, Scalar) and item.empty):
                fields[rule.place] = rule.kind.read(item, reading, name.text)
            elif rule.required:
                fields[rule.place] = reading.wrong("empty", "key", item, key=name.text)
        missing = [name for name, place in self.required.items() if fields[place] is _ABSENT]
        for lost in missing:
            if lost not in meant:  # a misspelt key is one mistake, not two
                field_names.missing(self, lost, node, reading)
        if not missing and INVALID not in fields:
            return self.record._make(fields)
        if isinstance(id := fields[self.id], str):
            reading.lost.append(id)
        return INVALID


Kind = _Value | Either | Many | Table | Shape


TEXT: Final = _Text()
NAME: Final = _Name()
IDENTIFIER: Final = _Identifier(r"[A-Za-z0-9][A-Za-z0-9_-]*")
RULE: Final = _Identifier(r"[a-z]+\.[a-z-]+")
SUFFIX: Final = _Identifier(r"[a-z0-9]{1,8}")
DAY: Final = _Day()
COUNT: Final = _Number("count", r"[0-9]{1,9}", int)
AMOUNT: Final = _Number("amount", r"[0-9]{1,13}(\.[0-9]{1,2})?", Decimal)
CLAIM: Final = _Claim()
FLAG: Final = _Flag()
