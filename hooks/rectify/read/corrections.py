"""Corrections: find what one names, read what it was, and undo it.

``what`` names a value by keys, and an entry of a list by its number, its id or its day: ``title``,
``closure 3 date``, ``progress 2019-04-12#2 text``. It is looked up in the record as it stood right after the
correction, so all later ones are undone first.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from rectify.ground.suggest import nearest
from rectify.read.days import iso_day
from rectify.read.entries import Entries
from rectify.read.fields import TEXT, Either, Many, Shape, Table, Value
from rectify.read.reading import INVALID
from rectify.read.yamltree import Mapping, Node, Sequence
from rectify.words.messages import catalogue

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from rectify.read.fields import Key, Kind
    from rectify.read.reading import Reading
    from rectify.read.records import Correction

_FIXED: Final = frozenset(("id", "corrections", "issues", "internal", "disclosed"))
"""Keys that no correction changes: ids name records, and issues have corrections of their own."""

DATED = ("date", "issued", "added", "due")
"""Keys that tell the day of an entry."""

_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(?:#([1-9][0-9]?))?")
_NUMBER = re.compile(r"[1-9][0-9]{0,5}")


class _Anything(Value):
    """Any node; ``Corrected`` reads it as what the correction names."""

    name = "anything"

    def read(self, node: Node, reading: Reading, key: str) -> Any:
        return node


class _Where(Value):
    """What a correction names, with single blanks."""

    name = "where"

    def read(self, node: Node, reading: Reading, key: str) -> Any:
        text = TEXT.read(node, reading, key)
        return text if text is INVALID else " ".join(text.split())


ANYTHING: Final = _Anything()
WHERE: Final = _Where()


class Spot(NamedTuple):
    """What a correction names: its path, its kind, and its value (None if there is none).

    ``steps`` lead to it in the file: keys, and indexes of lists.
    """

    path: tuple[int, ...]
    kind: Kind
    key: Key | None
    of: str
    value: Any
    internal: bool
    steps: tuple[str | int, ...] = ()


class Fault(Exception):
    """Why nothing can be found: the variant of ``structure.correction`` and its values."""

    def __init__(self, variant: str, **values: Any) -> None:
        super().__init__(variant)
        self.variant = variant
        self.values = values


class Corrected(Shape):
    """A record with ``corrections``."""

    def read(self, node: Node, reading: Reading, key: str) -> Any:
        record = super().read(node, reading, key)
        if record is INVALID or not record.corrections:
            return record
        items = _items(node)
        made, then, complete = list(record.corrections), record, True
        for place in order(record.corrections):
            found = self._resolved(then, made[place], items[place], reading)
            if found is None:
                complete = False
                continue
            made[place] = found
            then = undone(then, found)
        if complete:
            return record._replace(corrections=tuple(made))
        if "id" in self.keys:
            reading.lost.append(record.id)
        return INVALID

    def _resolved(self, then: Any, one: Correction, item: Mapping, reading: Reading) -> Correction | None:
        """A correction with its path and the value that was; None if it names nothing."""
        pairs = {name.text: value for name, value in item.pairs}
        try:
            said = _said(one)
            spot = locate(self, then, one.what.split(), gone=one.removed)
            _fits(one, spot, said)
        except Fault as fault:
            reading.reject("correction", fault.variant, pairs["what"], what=one.what, **fault.values)
            return None
        was = None
        if one.was is not None:
            was = spot.kind.read(pairs["was"], reading, spot.of.rpartition(".")[2])
            if was is INVALID:
                return None
            if was == spot.value and not _handed_on(then, one):
                reading.reject("correction", "same", pairs["was"], what=one.what)
                return None
        hidden = one.internal or spot.internal or getattr(was, "internal", False)
        return one._replace(was=was, path=spot.path, of=spot.of, internal=hidden)


def _handed_on(record: Any, one: Correction) -> bool:
    """Whether who has a role got it after a correction of who has it."""
    handovers = getattr(record, "handovers", ())
    return any(each.role == one.what.split()[0] and each.date > one.date for each in handovers)


def order(corrections: Iterable[Correction]) -> list[int]:
    """The places of corrections, the newest first; of one day the last of the file is the newest."""
    found = [(each.date, place) for place, each in enumerate(corrections)]
    return [place for _, place in sorted(found, reverse=True)]


def since(record: Any, day: date) -> Any:
    """A record as it stood at the end of a day: later corrections are undone, and gone from its list."""
    later = [each.date > day for each in record.corrections]
    if not any(later):
        return record
    then = record
    for place in order(record.corrections):
        if later[place]:
            then = undone(then, record.corrections[place])
    kept = tuple([each for each, is_later in zip(record.corrections, later, strict=True) if not is_later])
    return then._replace(corrections=kept)


def undone(record: Any, correction: Correction) -> Any:
    """A record before a correction that is its newest. What was withheld stays as it is."""
    return record if correction.withheld else _put(record, correction.path, correction)


def _put(value: Any, path: tuple[int, ...], correction: Correction) -> Any:
    place, *rest = path
    if rest:
        new = _put(value[place], tuple(rest), correction)
    elif hasattr(value, "_fields"):
        new = value._field_defaults[value._fields[place]] if correction.added else correction.was
    elif correction.added:
        return (*value[:place], *value[place + 1 :])
    elif correction.removed:
        return (*value[:place], correction.was, *value[place:])
    else:
        new = correction.was
    if hasattr(value, "_fields"):
        return value._replace(**{value._fields[place]: new})
    return (*value[:place], new, *value[place + 1 :])


def copied(source: Any, target: Any, path: tuple[int, ...]) -> Any:
    """A record with the value that stands in another at a path, if it has that path."""
    place, *rest = path
    if len(target) <= place or len(source) <= place or target[place] is None:
        return target
    new = copied(source[place], target[place], tuple(rest)) if rest else source[place]
    if hasattr(target, "_fields"):
        return target._replace(**{target._fields[place]: new})
    return (*target[:place], new, *target[place + 1 :])


def _items(node: Node) -> list[Mapping]:
    """The mappings of the list of corrections, which was read as such."""
    pairs = node.pairs if isinstance(node, Mapping) else []
    found = next((value for name, value in pairs if name.text == "corrections"), None)
    items = found.items if isinstance(found, Sequence) else []
    return [item for item in items if isinstance(item, Mapping)]


def _said(one: Correction) -> str:
    """Which of the four ways of correcting it is; exactly one must be said."""
    ways = {"was": one.was is not None, "added": one.added, "removed": one.removed, "withheld": one.withheld}
    said = [name for name, there in ways.items() if there]
    if said == ["was", "removed"]:
        return "removed"
    if said == ["removed"]:
        raise Fault("whole")
    if len(said) != 1:
        raise Fault("way")
    return said[0]


def _fits(one: Correction, spot: Spot, said: str) -> None:
    """Whether something can have been corrected in this way."""
    if spot.key is None:
        return  # an entry of a list
    empty = spot.value is None or spot.value == ()
    if said == "removed" and not (empty or spot.value is False):
        raise Fault("there")
    if said in ("was", "added") and empty:
        raise Fault("absent")
    if said in ("added", "removed") and spot.key.required:
        raise Fault("required")
    if said == "withheld" and spot.kind is not TEXT:
        raise Fault("withheld")


def locate(shape: Shape, record: Any, words: list[str], *, gone: bool) -> Spot:
    """What ``words`` name in a record. ``gone``: the last names what is no longer there."""
    spot = Spot((), shape, None, "", record, False)
    for left, word in zip(range(len(words) - 1, -1, -1), words, strict=True):
        hidden = spot.internal or getattr(spot.value, "internal", False)
        spot = _step(spot, word, gone=gone and not left)._replace(internal=hidden)
    if not spot.path:
        raise Fault("whole-record")
    return spot


def _step(spot: Spot, word: str, *, gone: bool) -> Spot:
    kind, value = spot.kind, spot.value
    if isinstance(kind, Entries):
        kind = kind.before if hasattr(value, "_fields") else Many(kind.item)
    if value is None:
        raise Fault("nothing", word=word)
    if isinstance(kind, Shape):
        name = _key(kind, word)
        key = kind.keys[name]
        steps = (*spot.steps, name)
        return Spot(
            (*spot.path, key.place), key.kind, key, f"{kind.name}.{name}", value[key.place], False, steps
        )
    item = kind.item if isinstance(kind, Many | Either) else kind.shape if isinstance(kind, Table) else None
    if not isinstance(item, Shape):
        raise Fault("end", word=word)
    named = kind.key if isinstance(kind, Table) else "id" if "id" in item.keys else ""
    place = _entry(item, value, word, named, gone=gone)
    there = None if gone else value[place]
    step = place if not isinstance(kind, Table) else word if gone else getattr(there, named)
    return Spot((*spot.path, place), item, None, item.name, there, False, (*spot.steps, step))


def _key(shape: Shape, word: str) -> str:
    """The key of a record that a word names, by itself or by its Chinese name."""
    names = [name for name in shape.keys if name not in _FIXED]
    if word in names:
        return word
    if word in shape.keys:
        raise Fault("fixed", word=word)
    zh = catalogue("zh")
    said = {zh(f"key.{shape.name}.{name}").partition("（")[0]: name for name in names}
    if word in said:
        return said[word]
    raise Fault("key", word=word, better=nearest(word, names), options="、".join(names))


def _entry(item: Shape, entries: tuple[Any, ...], word: str, named: str, *, gone: bool) -> int:
    """The index of an entry in its list; ``gone``: where the one stood that is no longer there."""
    if named:
        for place, entry in enumerate(entries):
            if getattr(entry, named) == word:
                return place
    if _NUMBER.fullmatch(word) and int(word) <= len(entries) + gone:
        return int(word) - 1
    match = _DAY.fullmatch(word)
    dated = next((name for name in DATED if name in item.keys), "")
    if match and dated and (day := iso_day(match.group(1))):
        days = [getattr(entry, dated) for entry in entries]
        found = _on_day(days, day, int(match.group(2) or 1), gone=gone)
        if found is not None:
            return found
    raise Fault("entry", word=word, found=len(entries))


def _on_day(days: list[date | None], day: date, which: int, *, gone: bool) -> int | None:
    """The index of the entry of a day, or where it stood: behind the others of its day, else by the day."""
    same = [place for place, each in enumerate(days) if each == day]
    if not gone:
        return same[which - 1] if which <= len(same) else None
    if which <= len(same):
        return same[which - 1]
    if which > len(same) + 1:
        return None
    if same:
        return same[-1] + 1
    return next((place for place, each in enumerate(days) if each and each > day), len(days))
