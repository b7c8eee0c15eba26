"""The sample round is alive on its day: every status, kind and flag, and evidence that opens."""

from __future__ import annotations

import collections
import zipfile

import pypdf
import pytest

from conftest import ROOT, is_the_sample
from project import build, report
from rectify.ledger import counts
from rectify.ledger.standing import FLAGS, STATUSES

if not is_the_sample():
    pytest.skip("data/ is its owner's", allow_module_level=True)


@pytest.fixture(scope="module")
def made():
    found = build(ROOT)
    assert [line for line in report(found) if ": 提示 [weekly.silent]" not in line] == []
    return found


@pytest.fixture(scope="module")
def book(made):
    return made.site.books.now("2019")


def test_it_is_a_realistic_round(book):
    total = counts.count(book.standings)
    assert len(book.campaign.categories) == 8
    assert len(book.findings) >= 24
    assert len(book.units) >= 12
    assert total.total >= 150
    assert {status for status, number in total.status.items() if number} == set(STATUSES)
    assert {flag for flag, number in total.flag.items() if number} == set(FLAGS)
    assert all(total.colour.values())
    kinds = collections.Counter(each.issue.kind for each in book.standings)
    origins = collections.Counter(each.origin for each in book.standings)
    assert min(kinds[kind] for kind in ("immediate", "dated", "long_term")) >= 10
    assert min(origins[origin] for origin in ("finding", "self_check", "by_analogy")) >= 10
    withdrawn = {finding.id for finding in book.findings if finding.withdrawn}
    answering = {unit.id for unit in book.answering}
    given = [finding for finding, unit in book.claims if unit in answering and finding not in withdrawn]
    assert len(given) == book.applicable()
    assert sum(bool(each.issue.issued) for each in book.standings) >= 10
    assert any(each.silent for each in book.of_unit("unit-2"))


def test_no_sentence_is_stamped_out(made):
    """Titles, descriptions, causes and progress are not copies of each other."""
    issues = made.site.books.issues_of("2019", made.site.books.now("2019").standings)
    for texts in (
        [issue.title for issue in issues],
        [issue.description for issue in issues],
        [issue.root_cause for issue in issues if issue.root_cause],
        [entry.text for issue in issues for entry in issue.progress if entry.text],
        [measure.text for issue in issues for measure in issue.measures],
    ):
        assert len(set(texts)) == len(texts)


def test_evidence_opens(made):
    kinds = collections.Counter()
    for issue, files in made.site.books.rounds["2019"].evidence.items():
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
