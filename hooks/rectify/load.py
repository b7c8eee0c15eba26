"""The data folder → immutable records, and everything that is wrong with it, all at once.

Nothing is raised for bad data: what can be read is read, what can't is a ``Problem``, and a
record that was lost to a problem is remembered so that no reference to it is reported too.
"""

from __future__ import annotations

import hashlib
import re
import types
from typing import TYPE_CHECKING, Any, NamedTuple

from rectify import format, source, typos, yamltree
from rectify.problems import Problem, error
from rectify.records import Campaign, Data, EvidenceFile, Organization, Round, Seal, UnitFile
from rectify.values import INVALID, Kind, Reading, Shape, TooManyError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from rectify.messages import Catalogue
    from rectify.source import Place

MAX_BYTES = 20_000_000
"""A ledger of a thousand issues has two million bytes; beyond this a file is something else."""

SEALS = "SHA256SUMS"
"""The file of an evidence folder that holds the digests recorded at closing."""

_SLIPPED = {"no-colon", "colon", "indent", "dash", "flow", "syntax"}
_SEAL = re.compile(r"([0-9a-f]{64})  (\S.*)")
_RESERVED = {"archive", "handbook", "assets", "search", "notes", "data", "stylesheets", "javascripts"}
_MONTH = re.compile(r"\d{4}-\d{2}")
_CAMPAIGN_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")


class Parsed(NamedTuple):
    """What a file says: its value (or ``INVALID``), where it stands, the ids lost in it, what is wrong."""

    value: Any
    at: Place
    lost: list[str]
    problems: list[Problem]


class Loaded(NamedTuple):
    """What was read, and what is wrong. ``data`` is None when no organisation could be read.

    ``parsed`` holds each file by its path and the SHA-256 of its bytes, for another loading to use.
    """

    data: Data | None
    problems: list[Problem]
    digests: dict[str, str]
    parsed: dict[tuple[str, str], Parsed]


class _Loader:
    def __init__(
        self, folder: Path, shown: str, words: Catalogue, known: Mapping[tuple[str, str], Parsed]
    ) -> None:
        self.folder = folder
        self.shown = shown
        self.words = words
        self.known = known
        self.problems: list[Problem] = []
        self.digests: dict[str, str] = {}
        self.parsed: dict[tuple[str, str], Parsed] = {}

    def place(self, name: str) -> Place:
        """The first line of a file or folder that may not even exist."""
        return source.Place(source.Source(f"{self.shown}/{name}".rstrip("/"), "", ""))

    def wrong(self, rule: str, variant: str, at: Place, **values: Any) -> None:
        self.problems.append(error(f"structure.{rule}", variant, at, **values))

    def read(self, name: str, kind: Kind) -> tuple[Any, Place, list[str]]:
        """A file's value (or ``INVALID``), where it stands, and the ids that were lost in it."""
        at = self.place(name)
        try:
            if (self.folder / name).stat().st_size > MAX_BYTES:
                self.wrong("size", "bytes", at, limit=MAX_BYTES // 1_000_000)
                return INVALID, at, [name]
            raw, digest = source.content(self.folder / name)
            found = self.known.get((at.path, digest))
            if found is None:
                found = parse(source.decoded(raw, digest, at.path), name, kind, self.words)
        except FileNotFoundError:
            self.wrong("missing-file", "file", at, file=at.path)
            return INVALID, at, [name]
        except OSError as failure:
            self.wrong("unreadable", "file", at, reason=failure.strerror or type(failure).__name__)
            return INVALID, at, [name]
        except source.NotText as wrong:
            self.wrong("encoding", wrong.kind, wrong.place)
            return INVALID, at, [name]
        self.digests[at.path] = digest
        self.parsed[at.path, digest] = found
        self.problems += found.problems
        return found.value, found.at, found.lost

    def round(self, folder: Path) -> Round | None:
        """One campaign's folder."""
        name = f"campaigns/{folder.name}"
        self._campaign_id(folder.name, name)
        campaign, _, lost = self.read(f"{name}/campaign.yml", format.CAMPAIGN)
        findings, _, lost_findings = self.read(f"{name}/findings.yml", format.FINDINGS)
        missing = {*lost, *lost_findings}
        files: list[UnitFile] = []
        for file in _children(folder / "units"):
            if file.suffix != ".yml" or not file.is_file():
                self.stray(file)
                continue
            value, at, lost = self.read(f"{name}/units/{file.name}", format.UNIT_FILE)
            missing.update(lost)
            if value is INVALID:
                missing.add(f"units/{file.stem}")
            else:
                files.append(value._replace(unit=file.stem, at=at))
        for file in _children(folder):
            if file.name not in ("campaign.yml", "findings.yml", "units", "evidence"):
                self.stray(file)
        if not isinstance(campaign, Campaign):
            return None
        return Round(
            campaign=campaign._replace(id=folder.name),
            findings=findings if findings is not INVALID else (),
            files=tuple(files),
            folder=name,
            evidence=_evidence(folder / "evidence"),
            seals=self._seals(folder / "evidence" / SEALS, f"{name}/evidence/{SEALS}"),
            missing=frozenset(missing),
        )

    def _seals(self, file: Path, name: str) -> dict[str, Seal]:
        """The digests of ``SHA256SUMS``, in the form that sha256sum writes and checks."""
        if not file.is_file():
            return {}
        try:
            text = source.read(file, f"{self.shown}/{name}")
        except source.NotText as wrong:
            self.wrong("encoding", wrong.kind, wrong.place)
            return {}
        seals = {}
        for number, line in enumerate(text.text.split("\n"), 1):
            at = source.Place(text, number)
            if match := _SEAL.fullmatch(line):
                seals[match.group(2)] = Seal(match.group(1), at)
            elif line.strip():
                self.wrong("seal", "line", at, text=line[:40])
        return seals

    def _campaign_id(self, id: str, name: str) -> None:
        if not _CAMPAIGN_ID.fullmatch(id):
            self.wrong("campaign-id", "format", self.place(name), value=id)
        elif id in _RESERVED or _MONTH.fullmatch(id):
            self.wrong("campaign-id", "reserved", self.place(name), value=id)

    def stray(self, file: Path) -> None:
        """Report a file that nothing would read."""
        name = file.relative_to(self.folder).as_posix()
        variant = "suffix" if file.suffix == ".yaml" else "file"
        self.wrong("stray-file", variant, self.place(name), better=file.with_suffix(".yml").name)


def parse(text: source.Source, name: str, kind: Kind, words: Catalogue) -> Parsed:
    """What the text of a file says, and everything that is wrong with it."""
    at = source.Place(text)
    tree = yamltree.parse(text.text)
    if tree.faults:
        return Parsed(INVALID, at, [name], [_fault(text, fault) for fault in tree.faults])
    if tree.empty:
        example = "、".join(kind.keys) if isinstance(kind, Shape) else "- {id: …}"
        return Parsed(INVALID, at, [name], [error("structure.empty", "file", at, example=example)])
    reading = Reading(text, words)
    try:
        value = kind.read(tree.root, reading, name.rsplit("/", 1)[-1])
    except TooManyError:
        value = INVALID
    return Parsed(
        value, at, reading.lost if value is not INVALID else [*reading.lost, name], reading.problems
    )


def _fault(text: source.Source, fault: yamltree.Fault) -> Problem:
    """What a clerk has to mend where libyaml gave up: the slip of the hand, if that can be told."""
    lines = text.lines
    conflict = next((number for number, line in enumerate(lines, 1) if line.startswith("<<<<<<< ")), 0)
    if conflict:
        fault = yamltree.Fault("conflict", conflict, 1)
    found = lines[fault.line - 1] if fault.line <= len(lines) else ""
    kind = fault.kind
    if kind == "large":
        return error("structure.size", "values", source.Place(text), limit=yamltree.MAX_VALUES)
    if re.match(r" *\t", found):
        kind, fault = "tab", yamltree.Fault("tab", fault.line, found.index("\t") + 1)
    elif kind == "character":
        kind = "tab" if "\t" in found[: fault.column] else "special"
    elif kind in _SLIPPED and (slip := typos.slip(lines, fault.line)):
        kind, fault, found = slip.kind, slip, lines[slip.line - 1]
    at = source.Place(text, fault.line, fault.column)
    return error("structure.syntax", kind, at, text=found.strip()[:40], detail=fault.detail)


def load(
    folder: Path,
    shown: str,
    words: Catalogue,
    campaigns: Iterable[str] = (),
    known: Mapping[tuple[str, str], Parsed] = types.MappingProxyType({}),
) -> Loaded:
    """Read a data folder.

    ``shown`` is its name in messages, ``campaigns`` limits the reading to these (default: all);
    a file that an earlier loading has ``known`` is not parsed again.
    """
    loader = _Loader(folder, shown, words, known)
    if not folder.is_dir():
        loader.wrong("missing-file", "folder", loader.place(""), file=shown)
        return Loaded(None, loader.problems, {}, {})
    organization, _, lost = loader.read("organization.yml", format.ORGANIZATION)
    wanted = list(campaigns)
    folders = [item for item in _children(folder / "campaigns") if item.is_dir()]
    for name in wanted:
        if name not in {item.name for item in folders}:
            loader.wrong("missing-file", "campaign", loader.place(f"campaigns/{name}"), file=name)
    if not folders:
        loader.wrong("missing-file", "campaigns", loader.place("campaigns"), file=f"{shown}/campaigns")
    read = [item for item in folders if not wanted or item.name in wanted]
    rounds = [loader.round(item) for item in read]
    for item in _children(folder / "campaigns"):
        if not item.is_dir():
            loader.stray(item)
    for item in _children(folder):
        if item.name not in ("organization.yml", "campaigns"):
            loader.stray(item)
    data = None
    if isinstance(organization, Organization) and not lost:
        whole = [each for each in rounds if each is not None]
        whole.sort(key=lambda each: (each.campaign.received, each.campaign.id))
        lost = [item.name for item, each in zip(read, rounds, strict=True) if each is None]
        data = Data(organization, tuple(whole), frozenset(lost))
    return Loaded(data, loader.problems, loader.digests, loader.parsed)


def _children(folder: Path) -> list[Path]:
    """The visible entries of a folder by name; none if there is no such folder."""
    if not folder.is_dir():
        return []
    return sorted(item for item in folder.iterdir() if not item.name.startswith("."))


def _evidence(folder: Path) -> dict[str, tuple[EvidenceFile, ...]]:
    return {
        issue.name: tuple(_evidence_file(item) for item in _children(issue) if item.is_file())
        for issue in _children(folder)
        if issue.is_dir() and not issue.is_symlink()
    }


def _evidence_file(file: Path) -> EvidenceFile:
    if file.is_symlink():
        return EvidenceFile(file.name, 0, "", linked=True)
    raw = file.read_bytes()
    return EvidenceFile(file.name, len(raw), hashlib.sha256(raw).hexdigest())
