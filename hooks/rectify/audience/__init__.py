"""What readers may see: a filter from data to data, between the rules and everything that shows data.

Records marked ``internal`` keep what is counted (days, steps, kinds, amounts of results) and lose the rest:
what they say becomes one word, ids are replaced. So no page, search, feed or export can show it, whatever it
prints, and numbers still add up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rectify.read import filenames, shapes
from rectify.read.fields import (
    AMOUNT,
    CLAIM,
    COUNT,
    DAY,
    FLAG,
    IDENTIFIER,
    INTERNAL,
    QUANTITY,
    Choice,
    Either,
    Many,
)
from rectify.read.records import Claim, Correction, Internal
from rectify.read.source import start_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rectify.read.fields import Kind
    from rectify.read.records import Data, Round

_COUNTED = ("result", "results", "target", "reached")
"""Records whose numbers are counted."""

_OWN_IDS = ("id", "finding", "by_analogy", "into")
"""Keys that hold the id of an issue or a finding of the same campaign."""


def published(data: Data, word: str) -> Data:
    """The data without what is internal; ``word`` stands for what a record must say.

    An internal campaign goes altogether. What is unchanged stays the same object.
    """
    names = {each.campaign.id: dict(_new_ids(each)) for each in data.rounds}
    rounds = tuple(
        _Filter(each.campaign.id, names, word).round(each)
        for each in data.rounds
        if not each.campaign.internal
    )
    same = len(rounds) == len(data.rounds) and all(map(_is, rounds, data.rounds))
    return data if same else data._replace(rounds=rounds, sensitive=())


def _new_ids(round_: Round) -> Iterator[tuple[str, str]]:
    """An id for each internal issue and finding that tells nothing of it."""
    issues = [issue for file in round_.files for issue in file.issues]
    taken = {each.id.lower() for each in issues} | {each.id.lower() for each in round_.findings}
    number = 0
    hidden = [each.id for each in round_.findings if each.internal]
    for id in [*hidden, *(each.id for each in issues if each.internal)]:
        number += 1
        while f"internal-{number}" in taken:
            number += 1
        yield id, f"internal-{number}"


class _Filter:
    """Filters the records of a campaign; ``names`` are the new ids of each campaign's internal records."""

    def __init__(self, campaign: str, names: dict[str, dict[str, str]], word: str) -> None:
        self.names = names
        self.own = names[campaign]
        self.word = word

    def round(self, round_: Round) -> Round:
        campaign = self.value(round_.campaign)
        findings = self.value(round_.findings)
        files = self.value(round_.files)
        if campaign is round_.campaign and findings is round_.findings and files is round_.files:
            return round_
        hidden = _hidden_files(round_)
        evidence = {
            issue: tuple([each for each in there if f"{issue}/{each.name}" not in hidden])
            for issue, there in round_.evidence.items()
            if issue not in self.own
        }
        seals = {
            path: seal
            for path, seal in round_.seals.items()
            if path not in hidden and path.partition("/")[0] not in self.own
        }
        return round_._replace(
            campaign=campaign, findings=findings, files=files, evidence=evidence, seals=seals
        )

    def value(self, value: Any) -> Any:
        """A record, or a tuple of them, without what is internal."""
        if not isinstance(value, tuple) or not value:
            return value
        if hasattr(value, "_fields"):
            return self._record(value) if type(value) in _SHAPES else value
        made = tuple([self.value(each) for each in value])
        return value if all(map(_is, made, value)) else made

    def _record(self, record: Any) -> Any:
        if getattr(record, "internal", False):
            return self._withheld(record)
        old = record._asdict()
        made = {
            name: self._id(name, self.value(value), record) for name, value in old.items() if name != "at"
        }
        if isinstance(record, Correction):
            made |= self._correction(record, made["was"])
        changed = {name: value for name, value in made.items() if value is not old[name]}
        return record._replace(**changed, at=start_of(record.at.path)) if changed else record

    def _correction(self, record: Correction, was: Any) -> dict[str, Any]:
        """What a correction says where an id in it is of an internal record."""
        key = record.of.rpartition(".")[2]
        what = " ".join([self.own.get(word, word) for word in record.what.split()])
        return {"was": self._id(key, was, record), "what": record.what if what == record.what else what}

    def _id(self, name: str, value: Any, record: Any) -> Any:
        """The new id, where a key names an internal record."""
        if isinstance(value, tuple) and name in _OWN_IDS:
            made = tuple(self.own.get(id, id) for id in value)
            return value if made == value else made
        if not isinstance(value, str):
            return value
        if name in _OWN_IDS:
            return self.own.get(value, value)
        if isinstance(record, Claim) and name == "issue":
            return self.own.get(value, value)
        if name == "issue" and hasattr(record, "to"):  # carried over to another campaign
            return self.names.get(record.to, {}).get(value, value)
        if name == "carries":
            campaign, _, id = value.partition("/")
            new = self.names.get(campaign, {}).get(id)
            return f"{campaign}/{new}" if new else value
        return value

    def _withheld(self, record: Any) -> Any:
        """An internal record, reduced to what is counted."""
        shape = _SHAPES[type(record)]
        changed: dict[str, Any] = {"disclosed": ()} if hasattr(record, "disclosed") else {}
        for name, (kind, _, place) in shape.keys.items():
            value = record[place]
            if isinstance(record, Correction) and name == "was" and value is not None:
                of, _, key = record.of.partition(".")
                counted = of in _COUNTED
                changed[name] = self._blank(shapes.kind_of(record.of), key, value, record, counted=counted)
            elif value is not None and name != "disclosed":
                counted = shape.name in _COUNTED
                changed[record._fields[place]] = self._blank(kind, name, value, record, counted=counted)
        return record._replace(**changed, at=start_of(record.at.path))

    def _blank(self, kind: Kind, name: str, value: Any, record: Any, *, counted: bool) -> Any:
        """What stays of a value. Only what is listed here stays."""
        if isinstance(value, Internal):  # who approved it may be known
            return value._replace(reason=self.word, at=start_of(value.at.path))
        if name == "carries" or kind is IDENTIFIER:
            return self._id(name, value, record)
        if kind in (DAY, COUNT, CLAIM, FLAG, INTERNAL) or (kind in (AMOUNT, QUANTITY) and counted):
            return value
        if isinstance(kind, Choice) and (value in kind.options or counted):
            return value
        if type(value) in _SHAPES:
            return self._withheld(value)
        if isinstance(kind, (Many, Either)):
            kept = [self._blank(kind.item, name, each, record, counted=counted) for each in value]
            return tuple(each for each in kept if each is not None)
        return None if kind in (AMOUNT, QUANTITY) else self.word


def _hidden_files(round_: Round) -> set[str]:
    """The evidence files that internal entries name, as issue/file."""
    return {
        f"{issue.id}/{filenames.composed(entry.file)}"
        for file in round_.files
        for issue in file.issues
        for entry in issue.evidence
        if entry.internal and entry.file
    }


def _is(one: object, other: object) -> bool:
    return one is other


_SHAPES = {shape.record: shape for shape in shapes.SHAPES.values()}
