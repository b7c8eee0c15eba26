"""举一反三: hints are found where the data has them, nowhere else, and cheaply."""

from __future__ import annotations

from collections import Counter

import pytest
import yaml
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from conftest import SAMPLE
from project import build, copy_small
from rectify.ledger import analogy

TEXT = st.text("整改台账不闭环隐患排查流于形式租金欠收ab 12，。", max_size=40)


@pytest.fixture(scope="module")
def books():
    return build(SAMPLE).site.books


@pytest.fixture(scope="module")
def page(site):
    return BeautifulSoup((site / "2019/analogy/index.html").read_text("utf-8"), "lxml")


def read(name):
    return yaml.load((SAMPLE / "data/campaigns" / name).read_text("utf-8"), Loader=yaml.CSafeLoader)


def after(page, id):
    """The content below a heading."""
    for each in page.find(id=id).find_next_siblings():
        if each.name == "h2":
            return
        yield each


def test_a_unit_that_said_no_and_shows_signs_is_named(page):
    """二团 answered 无 to F09 (党费公示) and found by itself what 六团 had closed under it."""
    table = next(each.find("table") for each in after(page, "doubts") if each.find("table"))
    rows = [row.get_text(" ", strip=True) for row in table.select("tbody tr")]
    hit = next(row for row in rows if "U2-014" in row)
    assert "二团" in hit
    assert "F09" in hit
    assert "U6-008" in hit
    claims = read("2019/units/unit-2.yml")["claims"]
    assert claims["F09"]["has"] is False
    assert claims["F09"]["note"] in hit


def written(books):
    """The issues of 2019 as their units' files have them, by id."""
    return {id: issue for (campaign, id), issue in books.issues.items() if campaign == "2019"}


def test_every_doubt_is_one(books):
    """The unit did answer 无; its issue is its own; the closed one is of the finding, category and another unit."""
    book = books.now("2019")
    found = analogy.doubts(book, written(books))
    assert found
    for doubt in found:
        assert book.claims[doubt.finding, doubt.unit].has == "no"
        for sign in doubt.signs:
            assert sign.own.unit == doubt.unit != sign.closed.unit
            assert sign.own.origin != "finding"
            assert sign.closed.issue.finding == doubt.finding
            assert not sign.closed.open
            assert sign.own.category == sign.closed.category
            assert analogy.ALIKE <= sign.share <= 1
    assert [doubt.signs[0].share for doubt in found] == sorted(
        (doubt.signs[0].share for doubt in found), reverse=True
    )


def test_the_index_finds_what_comparing_all_with_all_finds(books):
    book = books.now("2019")
    texts = {issue.id: analogy.bigrams(issue) for issue in written(books).values()}
    known = analogy.rare_bigrams(texts.values())
    expected = set()
    for own in book.standings:
        for closed in book.standings:
            finding = closed.issue.finding
            claim = book.claims.get((finding or "", own.unit))
            if own.issue.finding or closed.open or not finding or not claim or claim.has != "no":
                continue
            if own.category != closed.category or own.unit == closed.unit:
                continue
            a, b = texts[own.issue.id] & known, texts[closed.issue.id] & known
            if len(a & b) >= 4 and len(a & b) / min(len(a), len(b)) >= analogy.ALIKE:
                expected.add((own.unit, finding, own.issue.id))
    found = {
        (doubt.unit, doubt.finding, sign.own.issue.id)
        for doubt in analogy.doubts(book, written(books))
        for sign in doubt.signs
    }
    assert found == expected != set()


def test_a_claim_of_yes_ends_the_doubt(tmp_path):
    """A unit that claimed the finding is not listed."""
    folder = copy_small(tmp_path)
    books = build(folder, as_of="2019-04-25").site.books
    before = {(doubt.unit, doubt.finding) for doubt in analogy.doubts(books.now("2019"), written(books))}
    assert before == set()


@given(st.lists(TEXT, min_size=2, max_size=6))
def test_likeness_is_a_share(texts):
    sets = [
        frozenset(run[at : at + 2] for run in analogy._RUN.findall(text) for at in range(len(run) - 1))
        for text in texts
    ]
    for one in sets:
        for other in sets:
            assert analogy.similarity(one, other) == analogy.similarity(other, one)
            assert 0 <= analogy.similarity(one, other) <= 1
        if len(one) >= analogy.MIN_COMMON:
            assert analogy.similarity(one, one) == 1


def test_chains_are_those_that_the_units_wrote(page):
    """Every issue by analogy is in one chain, below the one that it names."""
    source = {
        issue["id"]: issue["by_analogy"]
        for file in sorted((SAMPLE / "data/campaigns/2019/units").glob("*.yml"))
        for issue in read(f"2019/units/{file.name}")["issues"]
        if issue.get("by_analogy") and str(issue["opened"]) <= "2019-04-18"
    }
    seen = {}
    for chain in page.select(".rc-chain"):
        path = []
        for step in chain.select("li"):
            depth = int(step["class"][0].removeprefix("rc-chain__"))
            id = step.select_one(".rc-id").get_text(strip=True)
            path[depth:] = [id]
            if depth:
                seen[id] = path[depth - 1]
    assert seen == source != {}


def test_what_came_back(page):
    """Units with issues of a category in both rounds, by the YAML; both issues are linked."""

    def held(campaign):
        made = read(f"{campaign}/campaign.yml")
        names = {each["id"]: each["name"] for each in made["categories"]}
        findings = {each["id"]: each["category"] for each in read(f"{campaign}/findings.yml")}
        found = {}
        for file in sorted((SAMPLE / "data/campaigns" / campaign / "units").glob("*.yml")):
            for issue in read(f"{campaign}/units/{file.name}")["issues"]:
                if str(issue["opened"]) <= "2019-04-18":
                    category = issue.get("category") or findings[issue["finding"]]
                    found.setdefault((file.stem, category), set()).add(issue["id"])
        return names, found

    names, now = held("2019")
    old_names, before = held("2018")
    same = {id: id for id in old_names if id in names} | {
        id: new for id, name in old_names.items() for new, other in names.items() if name == other
    }
    expected = set()
    for (unit, category), ids in before.items():
        if mine := now.get((unit, same.get(category))):
            expected.add((frozenset(mine), frozenset(ids)))
    table = next(each.find("table") for each in after(page, "again") if each.find("table"))
    found = set()
    for row in table.select("tbody tr"):
        ids = [
            frozenset(link.get_text(strip=True) for link in cell.select(".rc-id"))
            for cell in row.select("td.rc-col--title")
        ]
        found.add(tuple(ids))
    assert found == expected != set()
    assert table.select("a[href*='2018/issues/18-']")


def test_it_is_cheap_when_texts_are_alike(books, monkeypatch):
    """Ten thousand issues whose words repeat are compared with some others each, not with all."""
    book = books.now("2019")
    many = [
        each._replace(issue=each.issue._replace(id=f"{each.issue.id}-{n}"))
        for n in range(10_000 // len(book.standings))
        for each in book.standings
    ]
    texts = {each.issue.id: books.issues["2019", each.issue.id.rpartition("-")[0]] for each in many}
    looked = []
    monkeypatch.setattr(
        analogy, "Counter", lambda things: Counter(looked.append(thing) or thing for thing in things)
    )
    analogy.doubts(book._replace(standings=tuple(many)), texts)
    assert 0 < len(looked) < 100 * len(many)


def test_it_can_be_left_out(tmp_path):
    made = build(copy_small(tmp_path), hide=["analogy"])
    assert "2019/analogy/" not in made.site.pages
    assert "analogy" not in made.site.render("2019/units/")


RARE_TEXTS = st.lists(st.frozensets(st.sampled_from("abcdefghijkl"), max_size=8), max_size=8)


@given(RARE_TEXTS, RARE_TEXTS)
def test_the_most_alike_are_found_without_comparing_all(mine, theirs):
    wanted = max((analogy.similarity(one, other) for one in mine for other in theirs), default=0.0)
    assert analogy._max_similarity(mine, theirs) == wanted
    assert analogy._max_similarity(theirs, mine) == wanted


def test_what_came_back_is_not_looked_for_pair_by_pair(monkeypatch):
    """A unit may have thousands of issues of one category in each round."""
    asked = []
    honest = analogy.similarity
    monkeypatch.setattr(analogy, "similarity", lambda *two: asked.append(two) or honest(*two))
    texts = [frozenset(f"{number // 2}-{each}" for each in range(9)) for number in range(2000)]
    assert analogy._max_similarity(texts, texts) == 1.0
    assert len(asked) == 4000
