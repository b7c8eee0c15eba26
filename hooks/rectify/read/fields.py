"""Field types: turn a YAML node into a day, a number, an enum value, a record or a list.

A type never raises on bad input. It reports the problem to the ``Reading`` and returns ``INVALID``, which the
enclosing record passes on, so that one mistake gives one message.
"""

from __future__ import annotations

import difflib
import re
import sys
import unicodedata
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

from rectify.read import field_names, filenames, identity, typos
from rectify.read.days import FIRST_DAY, LAST_DAY, iso_day, parse_day, years_in
from rectify.read.reading import INVALID, Reading
from rectify.read.records import Internal
from rectify.read.yamltree import Mapping, Node, Scalar, Sequence, quote
from rectify.words.messages import catalogue, labels

_ABSENT: Final = object()

MAX_TEXT = 20_000
"""Characters per text: more than ten pages of a report. Lists and pages repeat them."""


class Value:
    """A scalar type. ``name`` is its key in the catalogues, ``pattern`` its regex if it has one."""

    name = ""
    pattern: re.Pattern[str] | None = None

    def read(self, node: Node, reading: Reading, key: str) -> Any:
        if not isinstance(node, Scalar):
            kind = reading.words(f"kind.{self.name}")
            return reading.reject("type", "single", node, key=key, value=quote(node), kind=kind)
        return self.value(node, reading, key)

    def value(self, node: Scalar, reading: Reading, key: str) -> Any:
        raise NotImplementedError


class _Memoised(Value):
    """A scalar type whose value depends only on its text, so it is memoised."""

    def __init__(self) -> None:
        self.memo: dict[str, Any] = {}

    def read(self, node: Node, reading: Reading, key: str) -> Any:
        if not isinstance(node, Scalar):
            return super().read(node, reading, key)
        found = self.memo.get(node.text, INVALID)
        if found is INVALID and (found := self.value(node, reading, key)) is not INVALID:
            self.memo[node.text] = found
        return found


class _Text(Value):
    name = "text"

    def read(self, node: Node, reading: Reading, key: str) -> Any:
        if (
            isinstance(node, Scalar)
            and not reading.has_hash
            and 0 < len(text := node.text.strip()) <= MAX_TEXT
        ):
            # The common case. Texts repeat: interning saves memory here and in pickles.
            return sys.intern(text)
        return super().read(node, reading, key)

    def value(self, node: Scalar, reading: Reading, key: str) -> Any:
        text = node.text.strip()
        if len(text) > MAX_TEXT:
            return reading.reject("size", "text", node, key=key, found=len(text), limit=MAX_TEXT)
        if cut := reading.lost_to_hash(node):
            return reading.reject("comment", "cut", node, key=key, value=text, cut=cut)
        return text if text else reading.reject("empty", "text", node, key=key)


class _Name(_Memoised):
    """The normalised name of a person or a post; see ``identity``."""

    name = "person"

    def read(self, node: Node, reading: Reading, key: str) -> Any:
        if reading.has_hash and TEXT.read(node, reading, key) is INVALID:  # truncation is not memoised
            return INVALID
        return super().read(node, reading, key)

    def value(self, node: Scalar, reading: Reading, key: str) -> Any:
        if (text := TEXT.read(node, reading, key)) is INVALID:
            return text
        name = identity.normalise(text)
        if fault := identity.fault(name):
            return reading.refuse_name(fault, node, key)
        return sys.intern(name)


class Identifier(_Memoised):
    name = "identifier"
    pattern: re.Pattern[str]

    def __init__(self, pattern: str) -> None:
        super().__init__()
        self.pattern = re.compile(pattern)

    def value(self, node: Scalar, reading: Reading, key: str) -> Any:
        if self.pattern.fullmatch(node.text):
            if filenames.is_reserved(node.text):
                return reading.reject("identifier", "reserved", node, key=key, value=node.text)
            return node.text
        better = re.sub(r"[^A-Za-z0-9_-]+", "-", unicodedata.normalize("NFKC", node.text)).strip("-_")
        fits = self.pattern.fullmatch(better) and not filenames.is_reserved(better)
        variant = "suggest" if fits and not typos.has_id(reading.source.text, better) else "format"
        return reading.reject("identifier", variant, node, key=key, value=quote(node), better=better)


class _Day(_Memoised):
    name = "day"

    def value(self, node: Scalar, reading: Reading, key: str) -> Any:
        if day := iso_day(node.text):
            return day
        if any_year := parse_day(node.text):
            meant = typos.year(any_year, years_in(reading.source.text))
            values = {"first": FIRST_DAY, "last": LAST_DAY, "better": meant or ""}
            return reading.reject("day", "years", node, key=key, value=node.text, **values)
        if typos.LONG_TERM.search(node.text):
            return reading.reject("day", "lasting", node, key=key, value=quote(node))
        better = typos.day(node.text)
        if better and iso_day(str(better)):
            return reading.reject("day", "suggest", node, key=key, value=quote(node), better=better)
        return reading.reject("day", "format", node, key=key, value=quote(node))


class _Number(_Memoised):
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
        return reading.reject("number", variant, node, key=key, value=quote(node), better=better)


class Choice(_Memoised):
    """One of a fixed set of words, or the Chinese word that pages show for it."""

    name = "choice"

    def __init__(self, *options: str) -> None:
        super().__init__()
        self.options = options

    def chinese(self, key: str) -> dict[str, str]:
        """The options by the Chinese word that means no other of them."""
        zh = catalogue("zh")
        named = [(word, option) for option in self.options for word in labels(zh, key, option)]
        means: dict[str, set[str]] = {}
        for word, option in named:
            means.setdefault(word, set()).add(option)
        return {word: option for word, option in named if len(means[word]) == 1}

    def value(self, node: Scalar, reading: Reading, key: str) -> Any:
        if node.text in self.options:
            return node.text
        if said := self.chinese(key).get(node.text):
            return said
        meant = [option for option in self.options if node.text in labels(reading.words, key, option)]
        meant = meant or difflib.get_close_matches(node.text.lower(), self.options, 1, 0.7)
        return reading.reject(
            "choice",
            "suggest" if meant else "format",
            node,
            key=key,
            value=quote(node),
            better=meant[0] if meant else "",
            options=field_names.options({each: each for each in self.options}, self.chinese(key), reading),
        )


_CLAIMS = {"true": "yes", "partial": "partial", "false": "no"}


class Named(Choice):
    """One of some well-known words by its code or Chinese word, or any other name; see ``heading``."""

    name = "named"

    def __init__(self, heading: str, *options: str) -> None:
        super().__init__(*options)
        self.heading = heading

    def value(self, node: Scalar, reading: Reading, key: str) -> Any:
        if node.text in self.options:
            return node.text
        return self.chinese(self.heading).get(node.text.strip()) or TEXT.read(node, reading, key)


class _Claim(_Memoised):
    name = "claim"

    def value(self, node: Scalar, reading: Reading, key: str) -> Any:
        said = {catalogue("zh")(f"answer.{has}"): has for has in _CLAIMS.values()}
        if has := _CLAIMS.get(node.text) or said.get(node.text):
            return has
        better = typos.CLAIMS.get(node.text, "")
        variant = "suggest" if better else "format"
        values = {"better": better, "options": field_names.options(_CLAIMS, said, reading)}
        return reading.reject("claim", variant, node, key=key, value=quote(node), **values)


_FLAGS = {"true": True, "false": False}


class _Flag(_Memoised):
    name = "flag"

    def value(self, node: Scalar, reading: Reading, key: str) -> Any:
        said = {catalogue("zh")(f"truth.{word}"): flag for word, flag in _FLAGS.items()}
        if (flag := _FLAGS.get(node.text, said.get(node.text))) is not None:
            return flag
        options = field_names.options(_FLAGS, said, reading)
        return reading.reject("type", "flag", node, key=key, value=quote(node), options=options)


class Either:
    """One value or a list of them; read as a tuple."""

    name = "either"

    def __init__(self, item: Kind) -> None:
        self.item = item

    def read(self, node: Node, reading: Reading, key: str) -> Any:
        if isinstance(node, Sequence):
            return Many(self.item).read(node, reading, key)
        value = self.item.read(node, reading, key)
        return value if value is INVALID else (value,)


class Many:
    """A list of records or scalars, read as a tuple.

    ``unique`` names a key whose values must differ. ``max_items`` limits lists that make pages grow; 0 leaves
    it to the file's own limits.
    """

    name = "list"

    def __init__(self, item: Kind, unique: str = "", max_items: int = 0) -> None:
        self.item = item
        self.unique = unique
        self.max_items = max_items

    def read(self, node: Node, reading: Reading, key: str) -> Any:
        if not isinstance(node, Sequence):
            single = isinstance(self.item, Value)
            better = typos.listed(node.text) if single and isinstance(node, Scalar) else ""
            variant = "list-suggest" if better not in ("", "[]") else "list"
            return reading.reject("type", variant, node, key=key, value=quote(node), better=better)
        if 0 < self.max_items < len(node.items):
            return reading.reject("size", "items", node, key=key, found=len(node.items), limit=self.max_items)
        values, complete = [], True
        first: dict[str, tuple[str, Node]] = {}
        for item in node.items:
            value = self.item.read(item, reading, key)
            if value is INVALID:
                complete = False
                continue
            if self.unique:
                name = getattr(value, self.unique)
                other, at = first.setdefault(name.lower(), (name, item))
                if at is not item:
                    variant = "id" if other == name else "case"
                    reading.reject("unique", variant, item, value=name, other=other, line=at.line)
            values.append(value)
        return tuple(values) if complete or self.unique else INVALID


class Table:
    """A mapping of ids to records, read as a tuple; each record's field ``key`` gets the id."""

    name = "table"

    def __init__(self, shape: Shape, key: str, names: Identifier | None = None) -> None:
        self.shape = shape
        self.key = key
        self.names = names or IDENTIFIER

    def read(self, node: Node, reading: Reading, key: str) -> Any:
        if not isinstance(node, Mapping):
            return reading.reject("type", "table", node, key=key, value=quote(node))
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


class Signed:
    """A flag, or a record that says who approved it and why."""

    name = "signed"

    def __init__(self, shape: Shape) -> None:
        self.shape = shape

    def read(self, node: Node, reading: Reading, key: str) -> Any:
        return (self.shape if isinstance(node, Mapping) else FLAG).read(node, reading, key)


class Key(NamedTuple):
    """A key of a record: its type, whether it is required, and its index among the record's fields."""

    kind: Kind
    required: bool
    place: int


class Shape:
    """A mapping read as a record, with ``internal`` if it has that field; ``name`` is in the catalogues."""

    def __init__(self, name: str, record: type[Any], required: dict[str, Kind], **optional: Kind) -> None:
        self.name = name
        self.record = record
        place = record._fields.index
        self.keys = {
            **{key.rstrip("_"): Key(kind, True, place(key)) for key, kind in required.items()},
            **{key.rstrip("_"): Key(kind, False, place(key)) for key, kind in optional.items()},
            **({"internal": Key(INTERNAL, False, place("internal"))} if "internal" in record._fields else {}),
        }
        self.required = {key: rule.place for key, rule in self.keys.items() if rule.required}
        self.at = place("at")
        self.id = self.keys["id"].place if "id" in self.keys else self.at
        self.fields = [record._field_defaults.get(name, _ABSENT) for name in record._fields]

    def read(self, node: Node, reading: Reading, key: str) -> Any:
        """The record of a mapping. All wrong keys are reported."""
        if not isinstance(node, Mapping):
            variant = "empty" if isinstance(node, Scalar) and node.empty else "mapping"
            return reading.reject(
                "type", variant, node, key=key, value=quote(node), example=field_names.example(self)
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
                fields[rule.place] = reading.reject("empty", "key", item, key=name.text)
        missing = [name for name, place in self.required.items() if fields[place] is _ABSENT]
        for lost in missing:
            if lost not in meant:  # a misspelt key is one mistake, not two
                field_names.missing(self, lost, node, reading)
        if not missing and INVALID not in fields:
            return self.record._make(fields)
        if isinstance(id := fields[self.id], str):
            reading.lost.append(id)
        return INVALID


if TYPE_CHECKING:
    from rectify.read.daytables import Days

    Kind: TypeAlias = Value | Either | Many | Signed | Table | Days | Shape

TEXT: Final = _Text()
NAME: Final = _Name()
IDENTIFIER: Final = Identifier(r"[A-Za-z0-9][A-Za-z0-9_-]*")
RULE: Final = Identifier(r"[a-z]+\.[a-z-]+")
SUFFIX: Final = Identifier(r"[a-z0-9]{1,8}")
DAY: Final = _Day()
COUNT: Final = _Number("count", r"[0-9]{1,9}", int)
QUANTITY: Final = _Number("quantity", r"[0-9]{1,9}(\.[0-9]{1,3})?", Decimal)
AMOUNT: Final = _Number("amount", r"[0-9]{1,13}(\.[0-9]{1,2})?", Decimal)
CLAIM: Final = _Claim()
FLAG: Final = _Flag()
INTERNAL: Final = Signed(
    Shape("internal", Internal, {"approved_by": NAME, "reason": TEXT}, lifted=FLAG),
)
