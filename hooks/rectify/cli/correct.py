"""``rectify correct``: change a value that was mistyped in its place, and write down the correction."""

from __future__ import annotations

import itertools
import os
import pathlib
from typing import TYPE_CHECKING, Any, NamedTuple, TextIO

import yaml

from rectify.cli import edits
from rectify.cli.refusal import RefusedError, choose
from rectify.cli.reports import error_text
from rectify.read import corrections, format, load, shapes, source, splicing, yamltext
from rectify.read.corrections import Fault
from rectify.read.days import iso_day
from rectify.read.entries import Entries
from rectify.read.fields import Either, Many, Shape, Signed, Table, Value
from rectify.read.problems import problem, sentence, unreadable, visible
from rectify.read.reading import INVALID
from rectify.read.source import start_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rectify.cli.arguments import Given
    from rectify.cli.project import Project
    from rectify.pages import Books
    from rectify.read.corrections import Spot
    from rectify.read.fields import Kind
    from rectify.read.layout import Path
    from rectify.read.load import Loaded
    from rectify.read.records import Data, Round
    from rectify.words.messages import Catalogue

USUAL = (
    *("id", "finding", "source", "by_analogy", "carries", "category", "title", "description", "basis"),
    *("amount", "recommendation", "target", "standard", "kind", "lead", "joint", "support", "leader"),
    *("owner", "supervisor", "opened", "deadline", "root_cause", "measures", "progress", "next_step"),
    *("evidence", "regulations", "closure", "results", "rechecks", "follow_up", "extensions", "reminders"),
    *("carried_over", "split", "merged", "void", "transfers", "handovers"),
)
"""The usual order of an issue's keys in a file."""


class Asked(NamedTuple):
    """What is to be corrected, how (``to``, ``added``, ``removed``), and what the list says of it."""

    what: list[str]
    way: str
    value: str
    signed: dict[str, str | None]
    withheld: bool = False


class Target(NamedTuple):
    """A record with corrections: the name and type of its file, its own shape and id, and itself."""

    name: str
    kind: Kind
    shape: Shape
    record: Any
    id: str = ""

    def path(self, values: yamltext.Data) -> Path:
        """Where the record stands in what its file says."""
        if not self.id:
            return ()
        above: Path = ("issues",) if self.shape is format.ISSUE else ()
        entries = values["issues"] if above and isinstance(values, dict) else values
        assert isinstance(entries, list)  # noqa: S101  (it was read as such)
        ids = [each.get("id") if isinstance(each, dict) else None for each in entries]
        return (*above, ids.index(self.id))

    def again(self, value: Any) -> Any:
        """The record in what its file, edited, was read as; None if it is lost."""
        if not self.id or value is INVALID:
            return None if value is INVALID else value
        entries = value.issues if self.shape is format.ISSUE else value
        return next((each for each in entries if each.id == self.id), None)


def run(project: Project, given: Given, out: TextIO) -> int:
    """Edit the file, if the rules accept it."""
    words = project.words
    every, books, loaded = edits.opened(project)
    asked = _asked(project, given)
    target = _target(every, books, loaded, given)
    if target.shape is format.UNIT_FILE and asked.what[0] in {each.finding for each in target.record.claims}:
        asked = asked._replace(what=["claims", *asked.what])
    file = edits.read(every, target.name, loaded)
    try:
        new = corrected(file.text, target, asked, words)
    except Fault as fault:
        at = start_of(f"{project.options.data}/{target.name}")
        told = problem("structure.correction", fault.variant, at, what=" ".join(asked.what), **fault.values)
        raise RefusedError(visible(sentence(told, words))) from None
    except splicing.UnwritableError:
        raise RefusedError(visible(words("cli.edit.by-hand", file=target.name))) from None
    return edits.run(every, loaded, [edits.Edit(file, file.edited(new))], out, dry=given.dry_run)


def _asked(project: Project, given: Given) -> Asked:
    """What was typed. Raises ``RefusedError`` if it is not clear."""
    words = project.words
    day = edits.day(project, given)
    ways = {"to": given.to, "added": given.added, "removed": "" if given.removed else None}
    said = [(way, value) for way, value in ways.items() if value is not None]
    if len(said) != 1 or (given.withheld and given.to is None):
        raise RefusedError(words("cli.correct.way"))
    (way, value) = said[0]
    if way == "added" and os.path.isfile(value):  # noqa: PTH113  (Path.is_file fails on a long text)
        value = _content(value, words)
    signed = {"date": day, "by": given.by, "approved_by": given.approved_by}
    more = {"reason": given.reason, "document": given.document}
    return Asked(" ".join(given.what).split(), way, value, {**signed, **more}, given.withheld)


def _content(path: str, words: Catalogue) -> str:
    """The text of a file whose name was typed."""
    raw = pathlib.Path(path).read_bytes()
    try:
        return source.decode(raw, "", path).text
    except source.NotText as failure:
        raise RefusedError(error_text([unreadable(failure, failure.place)], words), 1) from None


def _target(project: Project, books: Books, loaded: Loaded, given: Given) -> Target:
    """The record that was named: an issue, a finding, a unit's claims, the campaign or the organisation."""
    words, data = project.words, loaded.data
    assert data is not None  # noqa: S101  (``opened`` has seen to it)
    known = dict(_records(data, None, words))
    if given.record not in known:
        round_ = edits.campaign(project, books, loaded, given)
        known = {**known, **dict(_records(data, round_, words))}
    return known[choose(words, "record", given.record, known)]


def _records(data: Data, round_: Round | None, words: Catalogue) -> Iterator[tuple[str, Target]]:
    """The records that can be corrected, by what names them."""
    if round_ is None:
        target = Target("organization.yml", format.ORGANIZATION, format.ORGANIZATION, data.organization)
        yield "organization", target
        return
    campaign = Target(f"{round_.folder}/campaign.yml", format.CAMPAIGN, format.CAMPAIGN, round_.campaign)
    yield "campaign", campaign
    yield round_.campaign.id, campaign
    for file in round_.files:
        name = f"{round_.folder}/units/{file.unit}.yml"
        yield file.unit, Target(name, format.UNIT_FILE, format.UNIT_FILE, file)
    for each in round_.findings:
        name = f"{round_.folder}/findings.yml"
        yield each.id, Target(name, format.FINDINGS, format.FINDING, each, each.id)
    for file in round_.files:
        name = f"{round_.folder}/units/{file.unit}.yml"
        for issue in file.issues:
            yield issue.id, Target(name, format.UNIT_FILE, format.ISSUE, issue, issue.id)


def corrected(text: str, target: Target, asked: Asked, words: Catalogue) -> str:
    """The text of a file after a correction. Raises ``Fault`` or ``UnwritableError``, or ``RefusedError``."""
    top = target.path(yamltext.read(text))
    said: dict[str, yamltext.Data]
    if asked.way == "added":
        spot, what, value = _addition(target, asked, words)
        new, said = _insert(text, top, spot, value), {"added": "true"}
    else:
        spot, what = corrections.locate(target.shape, target.record, asked.what, gone=False), asked.what
        new, said = _changed(text, top, spot, asked, words)
    read = load.parse(source.decode(new.encode(), "", target.name), target.name, target.kind, words)
    record = target.again(read.value)
    if record is None:
        raise RefusedError(error_text(read.problems, words), 1)
    signed = asked.signed
    entry: yamltext.Data = {
        **{key: signed[key] for key in ("date", "by", "approved_by") if signed[key]},
        "what": _named(target.shape, record, spot, what, gone="removed" in said),
        **({"withheld": "true"} if asked.withheld else said),
        **{key: signed[key] for key in ("reason", "document") if signed[key]},
    }
    path = (*top, "corrections", len(target.record.corrections))
    order = ("claims",) if target.shape is format.UNIT_FILE else ()
    return splicing.insert(new, path, entry, (*order, "corrections") if order else ())


def _changed(
    text: str, top: Path, spot: Spot, asked: Asked, words: Catalogue
) -> tuple[str, dict[str, yamltext.Data]]:
    """The text with another value, or without one; and what the correction says of it."""
    path = (*top, *spot.steps)
    was = _there(yamltext.read(text), path)
    value = _value(spot.kind, asked.value, words) if asked.way == "to" else None
    if not value and not isinstance(value, str):
        if spot.key is not None and spot.key.required:
            raise Fault("required")
        if was is None:
            raise Fault("absent")
        return splicing.remove(text, path), {"was": was, "removed": "true"}
    if was is None:
        return _insert(text, top, spot, value), {"added": "true"}
    if value == was:
        raise RefusedError(visible(words("cli.correct.same", what=" ".join(asked.what))))
    return splicing.replace(text, path, value, _order(spot.kind)), {"was": was}


def _insert(text: str, top: Path, spot: Spot, value: yamltext.Data) -> str:
    """The text with a key or an entry that was not there."""
    path = (*top, *spot.steps)
    above = _there(yamltext.read(text), path[:-1])
    if isinstance(above, dict) and path[-1] in above:  # with nothing behind its colon
        return splicing.replace(text, path, value)
    return splicing.insert(text, path, value, _order(shapes.kind_of(spot.of.partition(".")[0])))


def _there(values: yamltext.Data, path: Path) -> yamltext.Data:
    """The value at a path; None if there is none."""
    for step in path:
        if isinstance(values, list) and isinstance(step, int) and step < len(values):
            values = values[step]
        elif isinstance(values, dict) and isinstance(step, str):
            values = values.get(step)
        else:
            return None
    return values


def _order(kind: Kind) -> tuple[str, ...]:
    """The usual order of the keys of a record."""
    keys = tuple(kind.keys) if isinstance(kind, Shape) else ()
    return (*USUAL, *(key for key in keys if key not in USUAL)) if kind is format.ISSUE else keys


def _value(kind: Kind, typed: str, words: Catalogue) -> yamltext.Data:
    """What was typed: a text as it is, else YAML."""
    if isinstance(kind, Value) or (isinstance(kind, Either | Signed) and typed[:1] not in ("[", "{")):
        return typed
    try:
        return yamltext.read(typed)
    except (yaml.YAMLError, UnicodeError):
        raise RefusedError(visible(words("cli.correct.yaml", value=typed))) from None


def _addition(target: Target, asked: Asked, words: Catalogue) -> tuple[Spot, list[str], yamltext.Data]:
    """Where something is added, its name so far, and what it is."""
    what = asked.what
    try:
        spot = corrections.locate(target.shape, target.record, what, gone=False)
        typed = "" if spot.key else what[-1]
    except Fault:
        if len(what) == 1:
            raise
        spot, typed = corrections.locate(target.shape, target.record, what[:-1], gone=False), what[-1]
        if _item(spot) is None:
            raise
    if not spot.key:
        spot = corrections.locate(target.shape, target.record, what[:-1], gone=False)
    item = _item(spot)
    value = _value(spot.kind, asked.value, words)
    if item is None or isinstance(value, list):
        if spot.value not in (None, (), False):
            raise RefusedError(visible(words("cli.correct.there", what=" ".join(what))))
        return spot, what, value
    named = what[:-1] if typed else what
    if not isinstance(value, dict) or (isinstance(spot.kind, Table) and not typed):
        raise RefusedError(visible(words("cli.correct.entry", what=" ".join(what))))
    if isinstance(spot.kind, Table):
        place = len(spot.value)
        return spot._replace(path=(*spot.path, place), steps=(*spot.steps, typed)), [*named, typed], value
    place = _place(item, spot.value or (), typed, value)
    return spot._replace(path=(*spot.path, place), steps=(*spot.steps, place)), [*named, ""], value


def _item(spot: Spot) -> Shape | None:
    """The shape of the entries of a list or table."""
    kind = spot.kind
    if isinstance(kind, Table):
        return kind.shape
    if isinstance(kind, Entries) and hasattr(spot.value, "_fields"):
        return None
    return kind.item if isinstance(kind, Many) and isinstance(kind.item, Shape) else None


def _place(item: Shape, entries: tuple[Any, ...], typed: str, value: dict[str, yamltext.Data]) -> int:
    """Where an entry is added: at its number, else by its day, else at the end."""
    if typed.isdecimal() and len(typed) < 6:
        return min(max(int(typed) - 1, 0), len(entries))
    key = next((name for name in corrections.DATED if name in item.keys), "")
    day = iso_day(str(value.get(key)))
    days = [getattr(entry, key) for entry in entries] if day else []
    return next((n for n, each in enumerate(days) if each and day and each > day), len(entries))


def _named(shape: Shape, record: Any, spot: Spot, what: list[str], *, gone: bool) -> str:
    """What names the thing in the record as it stands after the correction: as typed, if that still does."""
    choices, value = [], record
    for word, place in zip(what, spot.path, strict=True):
        entry = value[place] if value is not None and place < len(value) else None
        listed = isinstance(value, tuple) and not hasattr(value, "_fields")
        choices.append([word, *_names(value, entry, place)] if listed else [word])
        value = entry
    for chosen in itertools.product(*choices):
        try:
            if corrections.locate(shape, record, list(chosen), gone=gone).path == spot.path:
                return " ".join(chosen)
        except Fault:
            continue
    raise Fault("entry", word=what[-1], found=0)


def _names(entries: tuple[Any, ...], entry: Any, place: int) -> Iterator[str]:
    """What may name an entry of a list: its id, its day, its number."""
    if id := getattr(entry, "id", None):
        yield id
    day = next((day for key in corrections.DATED if (day := getattr(entry, key, None))), None)
    if day:
        yield day.isoformat()
        yield from (f"{day}#{n}" for n in range(2, len(entries) + 1))
    yield str(place + 1)
