"""Load the data folder into immutable records and collect all problems.

Bad data raises nothing: everything readable is read, the rest becomes a ``Problem``. Records lost to a
problem are remembered, so that references to them are not reported as well.
"""

from __future__ import annotations

import contextlib
import pathlib
import re
import types
from typing import TYPE_CHECKING, Any, NamedTuple

from rectify.ground import plainfiles
from rectify.read import field_names, filenames, format, holidays, privacy, shapes, source, typos, yamltree
from rectify.read.fields import Shape
from rectify.read.problems import Problem, problem, unreadable
from rectify.read.reading import INVALID, Reading, TooManyError
from rectify.read.records import Calendar, Campaign, Data, EvidenceFile, Organization, Round, Seal, UnitFile

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from rectify.read.fields import Kind
    from rectify.read.source import Place
    from rectify.words.messages import Catalogue

CALENDAR = "calendar.yml"

SEALS = "SHA256SUMS"
"""The file of an evidence folder that holds the digests recorded at closing."""

_TYPO_KINDS = {"no-colon", "colon", "indent", "dash", "flow", "syntax"}
_SEAL = re.compile(r"([0-9a-f]{64})  (\S.*)")
_RESERVED = {"archive", "handbook", "assets", "search", "notes", "data", "stylesheets", "javascripts"}
_LIKE_MONTH = re.compile(r"campaign-\d{4}-\d{2}")  # see urls.archived
_INTERNAL = re.compile(r"""\binternal["']?[ \t]*:""")
_CAMPAIGN_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")


class Parsed(NamedTuple):
    """A parsed file: its value (or ``INVALID``), place, the ids lost in it, and its problems.

    ``sensitive`` is the wording that privacy rules report; ``internal``: something in it is not published.
    """

    value: Any
    at: Place
    lost: list[str]
    problems: list[Problem]
    sensitive: tuple[privacy.Hit, ...] = ()
    internal: bool = False


class Loaded(NamedTuple):
    """The data and its problems. ``data`` is None if the organisation could not be read.

    ``parsed`` maps the path and SHA-256 of each file to its result, to be reused by another load.
    """

    data: Data | None
    problems: list[Problem]
    digests: dict[str, str]
    parsed: dict[tuple[str, str], Parsed]


class _Loader:
    def __init__(
        self,
        folder: plainfiles.Folder,
        shown: str,
        words: Catalogue,
        known: Mapping[tuple[str, str], Parsed],
        instead: Mapping[str, bytes],
    ) -> None:
        self.folder = folder
        self.instead = instead
        self.shown = shown
        self.words = words
        self.known = known
        self.problems: list[Problem] = []
        self.refused: set[str] = set()
        self.leftovers: list[str] = []
        self.digests: dict[str, str] = {}
        self.parsed: dict[tuple[str, str], Parsed] = {}

    def place(self, name: str) -> Place:
        return source.start_of(f"{self.shown}/{name}")

    def report(self, rule: str, variant: str, at: Place, **values: Any) -> None:
        self.problems.append(problem(f"structure.{rule}", variant, at, **values))

    def unreadable(self, name: str, failure: OSError | source.NotText) -> None:
        """Report an unreadable file or folder, once."""
        if name not in self.refused:
            self.refused.add(name)
            self.problems.append(unreadable(failure, self.place(name)))

    def children(self, name: str = "") -> list[plainfiles.Entry]:
        """The entries of a folder that are not hidden, by name; empty if it does not exist."""
        try:
            entries = self.folder.entries(name)
        except FileNotFoundError:
            return []
        except OSError as failure:
            self.unreadable(name, failure)
            return []
        visible = [each for each in self.without_leftovers(name, entries) if not each.name.startswith(".")]
        for each in visible:
            if each.kind in ("link", "special"):
                self.unreadable(f"{name}/{each.name}".lstrip("/"), plainfiles.RefusedError(each.kind))
        return [each for each in visible if each.kind in ("file", "folder")]

    def without_leftovers(self, name: str, entries: Iterable[plainfiles.Entry]) -> Iterator[plainfiles.Entry]:
        """Entries except leftovers of other programs, which are noted."""
        for each in entries:
            if each.kind in ("file", "folder") and filenames.is_leftover(each.name):
                self.leftovers.append(f"{self.shown}/{name}/{each.name}".replace("//", "/"))
            else:
                yield each

    def read(self, name: str, kind: Kind) -> tuple[Any, Place, list[str]]:
        """A file's value (or ``INVALID``), its place, and the ids lost in it."""
        at = self.place(name)
        try:
            raw = self.instead[name] if name in self.instead else self.folder.read(name)
            digest = source.digest(raw)
            found = self.known.get((at.path, digest))
            if found is None:
                found = parse(source.decode(raw, digest, at.path), name, kind, self.words)
        except FileNotFoundError:
            self.report("missing-file", "file", at, file=at.path)
            return INVALID, at, [name]
        except (OSError, source.NotText) as failure:
            self.unreadable(name, failure)
            return INVALID, at, [name]
        self.digests[at.path] = digest
        self.parsed[at.path, digest] = found
        self.problems += found.problems
        return found.value, found.at, found.lost

    def calendar(self) -> Calendar | None:
        """The calendar of working days; None if there is none."""
        if not any(each.name == CALENDAR for each in self.children()):
            return None
        value, _, _ = self.read(CALENDAR, holidays.CALENDAR)
        return value if isinstance(value, Calendar) else None

    def round(self, id: str, calendar: Calendar | None) -> Round | None:
        """One campaign's folder."""
        name = f"campaigns/{id}"
        self._campaign_id(id, name)
        here = self.children(name)
        campaign, _, lost = self.read(f"{name}/campaign.yml", format.CAMPAIGN)
        findings, _, lost_findings = self.read(f"{name}/findings.yml", format.FINDINGS)
        missing = {*lost, *lost_findings}
        files: list[UnitFile] = []
        for file, kind in self.children(f"{name}/units"):
            if not file.endswith(".yml") or kind != "file":
                self.stray(f"{name}/units/{file}")
                continue
            value, at, lost = self.read(f"{name}/units/{file}", format.UNIT_FILE)
            missing.update(lost)
            if value is INVALID:
                missing.add(f"units/{file.removesuffix('.yml')}")
            else:
                files.append(value._replace(unit=file.removesuffix(".yml"), at=at))
        units = f"{name}/units/"
        refused = {each.removeprefix(units) for each in self.refused if each.startswith(units)}
        missing |= {f"units/{each.removesuffix('.yml')}" for each in refused}
        for file, _ in here:
            if file not in ("campaign.yml", "findings.yml", "units", "evidence"):
                self.stray(f"{name}/{file}")
        if not isinstance(campaign, Campaign):
            return None
        return Round(
            campaign=campaign._replace(id=id, calendar=calendar),
            findings=findings if findings is not INVALID else (),
            files=tuple(files),
            folder=name,
            evidence=self._evidence(f"{name}/evidence", campaign),
            seals=self._seals(f"{name}/evidence/{SEALS}"),
            missing=frozenset(missing),
        )

    def _evidence(self, name: str, campaign: Campaign) -> dict[str, tuple[EvidenceFile, ...]]:
        """The evidence files by issue. Files above the size limit get no digest."""
        lowered = any(change.rule == "evidence.size" for change in campaign.rules)
        limit = None if lowered else campaign.evidence.max_megabytes * 1_000_000
        found = {}
        for issue, kind in self.children(name):
            if kind == "folder":
                with contextlib.suppress(OSError), self.folder.folder(f"{name}/{issue}") as folder:
                    found[issue] = tuple(self._evidence_files(f"{name}/{issue}", folder, limit))
        return found

    def _evidence_files(
        self, name: str, folder: plainfiles.Folder, limit: int | None
    ) -> Iterator[EvidenceFile]:
        for file, kind in self.without_leftovers(name, folder.entries()):
            if file.startswith(".") or kind == "folder":
                continue
            try:
                if kind == "link":
                    yield EvidenceFile(filenames.composed(file), 0, "", linked=True, there=file)
                else:
                    size, digest = folder.digest(file, limit)
                    yield EvidenceFile(filenames.composed(file), size, digest, there=file)
            except OSError as failure:
                self.unreadable(f"{name}/{file}", failure)

    def _seals(self, name: str) -> dict[str, Seal]:
        """The digests in ``SHA256SUMS``, in sha256sum's format."""
        try:
            raw = self.folder.read(name)
            text = source.decode(raw, "", f"{self.shown}/{name}")
        except FileNotFoundError:
            return {}
        except (OSError, source.NotText) as failure:
            self.unreadable(name, failure)
            return {}
        seals = {}
        for number, line in enumerate(text.text.split("\n"), 1):
            at = source.Place(text, number)
            if match := _SEAL.fullmatch(line):
                seals[filenames.composed(match.group(2))] = Seal(match.group(1), at, match.group(2))
            elif line.strip():
                self.report("seal", "line", at, text=line[:40])
        return seals

    def _campaign_id(self, id: str, name: str) -> None:
        if not _CAMPAIGN_ID.fullmatch(id):
            self.report("campaign-id", "format", self.place(name), value=id)
        elif filenames.is_reserved(id):
            self.report("campaign-id", "windows", self.place(name), value=id)
        elif id.lower() in _RESERVED or _LIKE_MONTH.fullmatch(id.lower()):
            self.report("campaign-id", "reserved", self.place(name), value=id)

    def stray(self, name: str) -> None:
        """Report a file that nothing would read."""
        file = pathlib.PurePosixPath(name)
        variant = "suffix" if file.suffix == ".yaml" else "file"
        self.report("stray-file", variant, self.place(name), better=file.with_suffix(".yml").name)


def parse(text: source.Source, name: str, kind: Kind, words: Catalogue) -> Parsed:
    """Parse the text of a data file."""
    at = source.Place(text)
    tree = yamltree.parse(text.text)
    if tree.faults:
        return Parsed(INVALID, at, [name], [fault(text, each) for each in tree.faults])
    if tree.empty:
        example = "、".join(field_names.usual(kind)) if isinstance(kind, Shape) else "- {id: …}"
        return Parsed(INVALID, at, [name], [problem("structure.empty", "file", at, example=example)])
    reading = Reading(text, words)
    try:
        value = kind.read(tree.root, reading, name.rsplit("/", 1)[-1])
    except TooManyError:
        value = INVALID
    lost = reading.lost if value is not INVALID else [*reading.lost, name]
    sensitive = privacy.in_data(text, tree.root, shapes.NUMBERS)
    return Parsed(value, at, lost, reading.problems, sensitive, _INTERNAL.search(text.text) is not None)


def fault(text: source.Source, fault: yamltree.Fault) -> Problem:
    """The problem behind a YAML syntax error: the typo that caused it, if it is recognised."""
    lines = text.lines
    conflict = next((number for number, line in enumerate(lines, 1) if line.startswith("<<<<<<< ")), 0)
    if conflict:
        fault = yamltree.Fault("conflict", conflict, 1)
    last = fault.line
    while last > 1 and not "".join(lines[last - 1 : last]).strip():
        last -= 1  # report a premature end on the last line with text
    if last != fault.line:
        fault = fault._replace(line=last, column=len(lines[last - 1]))
    found = lines[fault.line - 1] if fault.line <= len(lines) else ""
    kind = fault.kind
    if kind == "large":
        return problem("structure.size", "values", source.Place(text), limit=yamltree.MAX_VALUES)
    if kind in ("unseen", "escape"):
        at = source.Place(text, fault.line, fault.column)
        return problem("structure.character", kind, at, code=fault.detail)
    if re.match(r" *\t", found):
        kind, fault = "tab", yamltree.Fault("tab", fault.line, found.index("\t") + 1)
    elif kind == "character":
        kind = "tab" if "\t" in found[: fault.column] else "special"
    elif kind in _TYPO_KINDS and (slip := typos.slip(lines, fault.line)):
        kind, fault, found = slip.kind, slip, lines[slip.line - 1]
    elif slip := typos.quotes(kind, found, fault.line, fault.column):
        kind, fault = slip.kind, slip
    at = source.Place(text, fault.line, fault.column)
    return problem("structure.syntax", kind, at, text=found.strip()[:40], detail=fault.detail)


def load(
    folder: Path,
    shown: str,
    words: Catalogue,
    campaigns: Iterable[str] = (),
    known: Mapping[tuple[str, str], Parsed] = types.MappingProxyType({}),
    instead: Mapping[str, bytes] = types.MappingProxyType({}),
) -> Loaded:
    """Read a data folder.

    ``shown`` is its path in messages; ``campaigns`` limits what is read (default: all); files ``known`` from
    an earlier load, by path and SHA-256, are not parsed again; ``instead`` is what files would say after an
    edit that is not written yet.
    """
    try:
        with plainfiles.Folder(folder) as opened:
            return _load(_Loader(opened, shown, words, known, instead), list(campaigns))
    except FileNotFoundError:
        wrong = problem("structure.missing-file", "folder", source.start_of(shown), file=shown)
    except OSError as failure:
        wrong = unreadable(failure, source.start_of(shown))
    return Loaded(None, [wrong], {}, {})


def _load(loader: _Loader, wanted: list[str]) -> Loaded:
    organization, _, lost = loader.read("organization.yml", format.ORGANIZATION)
    children = loader.children("campaigns")
    folders = [name for name, kind in children if kind == "folder"]
    for name in wanted:
        if name not in folders:
            loader.report("missing-file", "campaign", loader.place(f"campaigns/{name}"), file=name)
    if not folders:
        shown = f"{loader.shown}/campaigns"
        loader.report("missing-file", "campaigns", loader.place("campaigns"), file=shown)
    read = [name for name in folders if not wanted or name in wanted]
    for name, other in filenames.collisions(folders):
        loader.report("campaign-id", "case", loader.place(f"campaigns/{name}"), value=name, other=other)
    calendar = loader.calendar()
    rounds = [loader.round(name, calendar) for name in read]
    for name, kind in children:
        if kind != "folder":
            loader.stray(f"campaigns/{name}")
    for name, _ in loader.children():
        if name not in ("organization.yml", CALENDAR, "campaigns"):
            loader.stray(name)
    loader.problems += filenames.leftovers(loader.leftovers)
    data = None
    if isinstance(organization, Organization) and not lost:
        whole = [each for each in rounds if each is not None]
        whole.sort(key=lambda each: (each.campaign.received, each.campaign.id))
        read = [each.campaign.id for each in whole]
        lost = [name for name in folders if name not in read]
        sensitive = tuple(hit for parsed in loader.parsed.values() for hit in parsed.sensitive)
        data = Data(organization, tuple(whole), frozenset(lost), sensitive, calendar)
    return Loaded(data, loader.problems, loader.digests, loader.parsed)
