"""The sample round is alive on its day: every status, kind and flag, and evidence that opens."""

from __future__ import annotations

import collections
import zipfile

import pypdf
import pytest

from conftest import ROOT, is_the_sample
from project import build, report
from rectify.ledger import counts
from rectify.ledger.ledger import FLAGS, STATUSES

if not is_the_sample():
    pytest.skip("data/ is its owner's", allow_module_level=True)


@pytest.fixture(scope="module")
def book():
    made = build(ROOT)
    assert [line for line in report(made) if ": 提示 [weekly.silent]" not in line] == []
    return made.site.books.now("2019")


def test_it_is_a_realistic_round(book):
    total = counts.count(book.standings)
    assert len(book.campaign.categories) == 8
    assert len(book.round.findings) >= 24
    assert len(book.units) >= 12
    assert total.total >= 150
    assert {status for status, number in total.status.items() if number} == set(STATUSES)
    assert {flag for flag, number in total.flag.items() if number} == set(FLAGS)
    assert all(total.colour.values())
    kinds = collections.Counter(each.issue.kind for each in book.standings)
    origins = collections.Counter(each.origin for each in book.standings)
    assert min(kinds[kind] for kind in ("immediate", "dated", "long_term")) >= 10
    assert min(origins[origin] for origin in ("finding", "self_check", "by_analogy")) >= 10
    assert len(book.claims) == book.applicable()
    assert sum(bool(each.issue.regulations) for each in book.standings) >= 10
    assert any(each.silent for each in book.of_unit("unit-2"))


def test_no_sentence_is_stamped_out(book):
    """Titles, descriptions, causes and progress are not copies of each other."""
    for texts in (
        [each.issue.title for each in book.standings],
        [each.issue.description for each in book.standings],
        [each.issue.root_cause for each in book.standings if each.issue.root_cause],
        [entry.text for each in book.standings for entry in each.issue.progress if entry.text],
        [measure.text for each in book.standings for measure in each.issue.measures],
    ):
        assert len(set(texts)) == len(texts)


def test_evidence_opens(book):
    kinds = collections.Counter()
    for issue, files in book.round.evidence.items():
        for file in files:
            path = ROOT / "data/campaigns/2019/evidence" / issue / file.name
            kinds[path.suffix] += 1
            raw = path.read_bytes()
            assert len(raw) < 60_000
            if path.suffix == ".pdf":
                assert len(pypdf.PdfReader(path).pages) == 1
            elif path.suffix == ".docx":
                assert "word/document.xml" in zipfile.ZipFile(path).namelist()
            else:
                assert raw.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"))
    assert set(kinds) == {".pdf", ".docx", ".png", ".jpg"}
