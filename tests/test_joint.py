"""What units rectify together (联合整改): it counts under each of them, and once in all."""

from __future__ import annotations

import datetime
import json

import pytest
from bs4 import BeautifulSoup

import project
from project import git
from rectify.ledger import counts, findings
from test_history import found

U1, U2 = project.UNIT_1, project.UNIT_2
DAY = datetime.date(2019, 4, 18)
TITLE = "    title: 党委中心组学习不深入\n"
DENIED = "  F01: {has: false, note: 集中学习和研讨记录齐全, checked: 2019-04-10}"
TOGETHER = "  F01: {has: true, note: 研讨记录不全, checked: 2019-04-10, issue: U1-001}"
SHARED = {
    "edit": [
        {"file": U1, "old": TITLE, "new": f"{TITLE}    joint: [unit-2]\n"},
        {"file": U2, "old": DENIED, "new": TOGETHER},
    ]
}


@pytest.fixture
def made(tmp_path):
    folder = project.copy_small(tmp_path)
    project.change(folder, SHARED)
    built = project.build(folder)
    assert project.report(built) == []
    return built.site


def test_it_counts_under_each_unit_and_once_in_all(made):
    book = made.books.now("2019")
    assert counts.count(book.standings).total == 3
    assert [each.issue.id for each in book.of_unit("unit-1")] == ["U1-001", "U1-002"]
    assert [each.issue.id for each in book.of_unit("unit-2")] == ["U1-001", "U2-001"]
    assert findings.of_issues(book.standings).total == 3


@pytest.mark.parametrize("unit", ["unit-1", "unit-2"])
@pytest.mark.parametrize("day", [8, 12, 15, 18])
def test_a_units_own_ledger_has_what_it_shares_on_every_day(made, unit, day):
    book = made.books.now("2019")
    on = datetime.date(2019, 4, day)
    part = book.of_units([unit])
    assert part.on(on).of_unit(unit) == book.on(on).of_unit(unit)
    assert set(part.on(on).standings) == set(book.on(on).of_unit(unit))


def test_it_answers_the_finding_for_both_units(made):
    book = made.books.now("2019")
    for unit in ("unit-1", "unit-2"):
        assert [each.issue.id for each in book.answered_by("F01", unit)] == ["U1-001"]
    assert findings.states(book)["F01"] == "completed"
    assert book.on(datetime.date(2019, 4, 12)).claims["F01", "unit-2"].issue == "U1-001"


def soup(site, url):
    return BeautifulSoup(site.render(url), "lxml")


def test_both_units_pages_show_it(made):
    page = soup(made, "2019/units/unit-2/")
    assert "U1-001 党委中心组学习不深入（一团）" in page.find(id="shared").get_text()
    assert {"U1-001", "U2-001"} <= {each.get_text() for each in page.select(".rc-table .rc-id")}
    claim = page.find(id="claims").find_next("table").get_text(" ", strip=True)
    assert "并入U1-001统一整改" in claim
    assert soup(made, "2019/units/unit-1/").find(id="shared") is None


def test_the_issue_names_who_shares_it(made):
    terms = {
        each.get_text(): each.find_next("dd").get_text()
        for each in soup(made, "2019/issues/U1-001/").select("dt")
    }
    assert terms["联合整改单位"] == "二团"


@pytest.mark.parametrize("url", ["2019/", "2019/units/", "2019/weekly/2019-04-15/"])
def test_tables_of_units_say_that_they_add_up_to_more(made, url, tmp_path_factory):
    assert "总数只计一次" in soup(made, url).find(id="shared").get_text()
    plain = project.build(project.copy_small(tmp_path_factory.mktemp("plain"))).site
    assert soup(plain, url).find(id="shared") is None


def test_json_names_the_units(made):
    given = json.loads(made.feed("2019/issues.json"))
    issues = {each["id"]: each for each in given["issues"]}
    assert issues["U1-001"]["joint"] == ["unit-2"]
    assert issues["U1-002"]["joint"] == []


def test_history_lets_an_open_issue_be_shared_and_no_closed_one(tmp_path):
    folder = project.committed(project.copy_small(tmp_path))
    git(folder, "switch", "-q", "-c", "edit")
    project.change(
        folder,
        {"edit": [{"file": U1, "old": "    amount: 300\n", "new": "    amount: 300\n    joint: [unit-2]\n"}]},
    )
    assert found(folder) == []
    project.change(folder, {"edit": SHARED["edit"][:1]})
    assert found(folder) == ["history.closed-kept"]
