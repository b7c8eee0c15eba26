"""The files of the data folder, read."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from rectify.read.privacy import Hit
    from rectify.read.records.calendar import Calendar
    from rectify.read.records.campaign import Campaign, Finding, Organization
    from rectify.read.records.correction import Correction
    from rectify.read.records.issue import Claim, Issue
    from rectify.read.source import Place


class UnitFile(NamedTuple):
    """A unit's own file: its claims by finding, and its issues."""

    at: Place
    claims: tuple[Claim, ...] = ()
    issues: tuple[Issue, ...] = ()
    unit: str = ""
    corrections: tuple[Correction, ...] = ()

    def fingerprint(self) -> object:
        """The file that it was read from; without its digest all that it says."""
        return (self.at.source.digest, self.at.path) if self.at.source.digest else tuple(self)


class EvidenceFile(NamedTuple):
    """A file in an evidence folder: size in bytes, SHA-256 in hex.

    ``name`` is its NFC name, used for lookups; ``there`` the name on disk. ``linked``: it is a symlink, which
    is not followed.
    """

    name: str
    size: int
    sha256: str
    linked: bool = False
    there: str = ""


class Seal(NamedTuple):
    """A digest recorded in evidence/SHA256SUMS, its place there, and the path as typed."""

    sha256: str
    at: Place
    path: str


class Round(NamedTuple):
    """Everything of one campaign: its own file, its findings and its units' files.

    ``missing`` holds the ids (and files, as ``units/<unit>``) that exist but could not be read, so that
    references to them are not reported as well. ``evidence`` maps an issue to its evidence files, ``seals``
    a path below the evidence folder to the digest recorded when the issue was closed.
    """

    campaign: Campaign
    findings: tuple[Finding, ...]
    files: tuple[UnitFile, ...]
    folder: str
    evidence: dict[str, tuple[EvidenceFile, ...]]
    seals: dict[str, Seal] = {}  # noqa: RUF012  (never mutated)
    missing: frozenset[str] = frozenset()

    @property
    def path(self) -> str:
        """The campaign's folder as messages show it."""
        return self.campaign.at.path.rpartition("/")[0]


class Data(NamedTuple):
    """The whole data folder.

    ``lost`` holds the ids of campaigns that are there but were not read, ``sensitive`` the wording that
    privacy rules report. Of ``calendar`` a campaign has the same.
    """

    organization: Organization
    rounds: tuple[Round, ...]
    lost: frozenset[str] = frozenset()
    sensitive: tuple[Hit, ...] = ()
    calendar: Calendar | None = None
