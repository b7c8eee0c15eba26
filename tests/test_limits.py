"""The campaign's deadlines for units, kinds and batches: which fits first, and where pages say so."""

from __future__ import annotations

import json

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

import project
from rectify.ledger import limits
from rectify.read.records import Batch, Deadlines, Finding, Until
from test_ledger import AT, day, days

OLD = "deadlines: {superior: 2019-04-25, units: 2019-04-23}"
OWN = """\
deadlines:
  superior: 2019-04-25
  units: 2019-04-23
  by_unit: {unit-2: 2019-04-24}
  by_kind: {immediate: 2019-04-21}
  batches:
    - {id: second, name: 第二期, deadline: 2019-04-22, units: [unit-1]}
    - {id: first, name: 第一期, deadline: 2019-04-20, findings: [F01]}
"""


def deadlines(**more):
    return Deadlines(day(25), day(22), AT, **more)


def handed(ids):
    """Findings by their ids; F03 has a deadline of its own."""
    return [Finding(id, "study", id, "unit-1", AT, deadline=day(11) if id == "F03" else None) for id in ids]


def until(of, n):
    return Until(of, day(n), AT)


def batch(id, n, **more):
    return Batch(id, id, day(n), AT, **more)


WHOLE = {
    "by_unit": (until("unit-1", 12),),
    "by_kind": (until("dated", 14), until("long_term", 40)),
    "batches": (batch("b1", 10, findings=("F01",)), batch("b2", 13, units=("unit-1", "unit-2"))),
}


@pytest.mark.parametrize(
    ("unit", "kind", "findings", "found"),
    [
        ("unit-1", "dated", ["F01"], (10, "batch", "b1")),
        ("unit-1", "dated", ["F02"], (12, "unit", "unit-1")),
        ("unit-2", "dated", ["F02"], (13, "batch", "b2")),
        ("unit-3", "dated", [], (14, "kind", "dated")),
        ("unit-3", "immediate", ["F02"], (22, "units", "")),
        ("unit-1", "long_term", ["F02"], (40, "kind", "long_term")),
        ("unit-1", "long_term", ["F01"], (10, "batch", "b1")),
        ("unit-3", "dated", ["F02", "F01"], (10, "batch", "b1")),
        ("unit-1", "dated", ["F03"], (11, "finding", "F03")),
        ("unit-3", "long_term", ["F03", "F01"], (10, "batch", "b1")),
    ],
)
def test_the_most_particular_deadline_fits_first(unit, kind, findings, found):
    n, source, name = found
    assert limits.limit(deadlines(**WHOLE), unit, kind, handed(findings)) == (day(n), source, name)


def test_a_long_term_issue_has_no_limit_of_all_units():
    assert limits.limit(deadlines(), "unit-1", "long_term", handed(["F01"])) is None
    assert limits.limit(deadlines(by_unit=(until("unit-1", 9),)), "unit-1", "long_term", []) is None


@given(st.lists(days, min_size=1, max_size=4))
def test_of_several_findings_the_earliest_counts(found):
    batches = tuple(Batch(f"b{n}", f"b{n}", one, AT, findings=(f"F{n}",)) for n, one in enumerate(found))
    names = [f"F{n}" for n in range(len(found))]
    limit = limits.limit(deadlines(batches=batches), "unit-1", "dated", handed(names))
    assert limit is not None
    assert limit.day == min(found)
    one = limits.batch_of(deadlines(batches=batches), "unit-1", names)
    assert one is not None and one.deadline == min(found)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = project.copy_small(tmp_path_factory.mktemp("limits"))
    project.change(folder, {"edit": [{"file": project.CAMPAIGN, "old": OLD + "\n", "new": OWN}]})
    made = project.build(folder)
    assert made.site is not None, project.report(made)
    return made.site


def page(site, url):
    return BeautifulSoup(site.render(url), "lxml")


def rows(page):
    table = page.find(id="batches").find_next("table")
    return [
        [cell.get_text(strip=True) for cell in row.select("th, td.rc-num")]
        for row in table.select("tbody tr")
    ]


@pytest.mark.parametrize("url", ["2019/", "2019/weekly/2019-04-15/"])
def test_the_overview_and_the_report_have_a_row_for_each_batch(site, url):
    found = page(site, url)
    assert [row[0] for row in rows(found)] == ["第一期（4月20日）", "第二期（4月22日）"]
    assert [row[1] for row in rows(found)] == ["1", "1"]
    said = found.find(id="own-deadlines").get_text()
    assert said == "另定时限：二团 4月24日、立行立改 4月21日。"


def test_a_batch_has_a_list_of_its_issues(site):
    for id, issue in (("first", "U1-001"), ("second", "U1-002")):
        found = page(site, f"2019/batches/{id}/")
        assert [each.get_text() for each in found.select("td.rc-col--id")] == [issue]


def test_pages_say_which_deadline_holds(site):
    for url, said in (
        ("2019/issues/U1-001/", "（分期“第一期”，不晚于4月20日）"),
        ("2019/issues/U1-002/", "（分期“第二期”，不晚于4月22日）"),
    ):
        facts = page(site, url).select_one(".rc-form").get_text()
        assert said in facts
    assert page(site, "2019/units/unit-1/").find(id="own-deadline").get_text() == (
        "本单位列入分期“第二期”，时限是2019年4月22日。"
    )
    assert page(site, "2019/units/unit-2/").find(id="own-deadline").get_text() == (
        "本单位的时限是2019年4月24日。"
    )
    assert page(site, "2019/wall/").find(id="batches").get_text() == "分期：第一期 4月20日、第二期 4月22日。"


def test_programs_read_the_batches(site):
    campaign = json.loads(site.feed("2019/issues.json"))["campaign"]
    assert [each["id"] for each in campaign["batches"]] == ["second", "first"]
    issues = json.loads(site.feed("2019/issues.json"))["issues"]
    assert {each["id"]: each["batch"] for each in issues} == {
        "U1-001": "first",
        "U1-002": "second",
        "U2-001": None,
    }


def test_without_deadlines_of_their_own_no_page_speaks_of_them(tmp_path):
    plain = project.build(project.copy_small(tmp_path)).site
    assert plain is not None
    for url in ("2019/", "2019/weekly/2019-04-15/", "2019/wall/", "2019/units/unit-1/"):
        found = page(plain, url)
        assert not found.select("#batches, #own-deadlines, #own-deadline"), url
