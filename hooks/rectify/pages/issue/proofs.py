"""The evidence of an issue, as its page and the archive show it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rectify.html import urls

if TYPE_CHECKING:
    from rectify.html.page import Books
    from rectify.ledger.ledger import Ledger
    from rectify.ledger.standing import Standing
    from rectify.read.records import Evidence, EvidenceFile


IMAGES = ("png", "jpg", "jpeg", "gif", "webp")
"""File types shown as thumbnails."""

LIGHT = 1_000_000
"""Larger pictures, in bytes, are only loaded on demand."""


class Proof(NamedTuple):
    """A piece of evidence, with its file if it is one; ``url`` is empty if the site does not offer it."""

    record: Evidence
    file: EvidenceFile | None
    url: str

    @property
    def image(self) -> bool:
        """Whether to show a thumbnail: only for small pictures."""
        kind = (self.record.file or "").rpartition(".")[2].lower()
        return self.file is not None and self.url != "" and kind in IMAGES and self.file.size <= LIGHT


def proofs(books: Books, book: Ledger, standing: Standing) -> tuple[Proof, ...]:
    """The evidence of an issue up to the day, including undated pieces."""
    campaign = book.campaign.id
    issue = books.issues[campaign, standing.issue.id]
    offered = book.campaign.evidence.publish == "files"
    return tuple(
        Proof(
            record,
            books.evidence_file(campaign, issue.id, record.file) if record.file else None,
            urls.evidence(campaign, issue.id, record.file) if record.file and offered else "",
        )
        for record in issue.evidence
        if record.added is None or record.added <= book.as_of
    )
