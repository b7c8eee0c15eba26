"""Issues that several departments lead, that answer several findings, or that several units rectify."""

from __future__ import annotations

import json

import pytest
from bs4 import BeautifulSoup

import project
import scripts
from test_cli import rectify

ORGANIZATION = "data/organization.yml"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The small project: U1-001 answers both findings, and two departments lead it and F02."""
    made = project.copy_small(tmp_path_factory.mktemp("shared"))
    office = "  - {id: office, name: 党政办公室, parent: hq, kind: department, leader: 林志远}\n"
    edits = [
        {"file": ORGANIZATION, "old": "  - {id: discipline,", "new": office + "  - {id: discipline,"},
        {"file": project.UNIT_1, "old": "    finding: F01\n", "new": "    finding: [F01, F02]\n"},
        {
            "file": project.UNIT_1,
            "old": "    lead: political\n    support: [hq]",
            "new": "    lead: [office, political]\n    support: [hq]",
        },
        {
            "file": project.UNIT_1,
            "old": "F02: {has: false, note: 已对照检查，无此类问题",
            "new": "F02: {has: partial, note: 与学习问题一并整改",
        },
        {
            "file": project.FINDINGS,
            "old": "lead: political, applies_to: [unit-1]",
            "new": "lead: [political, office], applies_to: [unit-1]",
        },
    ]
    project.change(made, {"edit": edits})
    return made


@pytest.fixture(scope="module")
def site(folder):
    made = project.build(folder)
    assert [each for each in made.problems if each.level == "error"] == []
    return made.site


def soup(site, url):
    return BeautifulSoup(site.render(url), "lxml")


def listed(page):
    return [cell.get_text(strip=True) for cell in page.select("td.rc-col--id")]


def test_an_issue_stands_under_each_of_its_findings_and_counts_once(site):
    for id in ("F01", "F02"):
        assert listed(soup(site, f"2019/findings/{id}/")) == ["U1-001"]
    told = json.loads(site.feed("2019/findings.json"))
    assert [each["state"] for each in told["findings"]] == ["completed", "completed"]
    assert [each["counts"]["total"] for each in told["findings"]] == [1, 1]
    assert len(json.loads(site.feed("2019/issues.json"))["issues"]) == 3
    assert site.books.now("2019").answered_by("F02", "unit-1")


def test_an_issue_stands_under_each_department_that_leads_it(site):
    assert listed(soup(site, "2019/departments/office/")) == ["U1-001"]
    assert listed(soup(site, "2019/departments/political/")) == ["U1-001", "U1-002", "U2-001"]
    assert "督办事项超期未结" in soup(site, "2019/departments/office/").get_text()
    facts = soup(site, "2019/issues/U1-001/").find("dt", string="牵头部门").find_next("dd")
    assert facts.get_text(" ", strip=True) == "党政办公室 牵头、审核 ；共同牵头： 政治工作处"
    links = [a["href"].rstrip("/").rpartition("/")[2] for a in facts.select("a")]
    assert links == ["office", "political"]
    origin = soup(site, "2019/issues/U1-001/").find("dt", string="来源类型").find_next("dd")
    assert [a.get_text() for a in origin.select("a")] == ["F01", "F02"]
    assert "政治工作处、党政办公室" in soup(site, "2019/findings/F02/").get_text()


def test_the_first_department_reviews(folder):
    """On the day of the application the issue lies with the first of them."""
    (each,) = [
        each
        for each in project.build(folder, "2019-04-15").site.books.now("2019").standings
        if each.status == "in_review"
    ]
    assert each.held_by == "office"


def test_json_keeps_the_old_keys_and_adds_lists(site):
    (issue,) = [
        each for each in json.loads(site.feed("2019/issues.json"))["issues"] if each["id"] == "U1-001"
    ]
    assert (issue["finding"], issue["findings"]) == ("F01", ["F01", "F02"])
    assert (issue["lead"], issue["lead_name"], issue["leads"]) == (
        "office",
        "党政办公室",
        ["office", "political"],
    )
    second = json.loads(site.feed("2019/findings.json"))["findings"][1]
    assert (second["lead"], second["leads"]) == ("political", ["political", "office"])


def test_rows_of_tables_hold_all_of_them(site):
    rows = json.loads(site.feed("2019/rows.json"))["columns"]
    assert [["office", "political"], ["党政办公室", "政治工作处"]] in rows["lead"]["values"]
    assert [["F01", "F02"], ["F01", "F02"]] in rows["finding"]["values"]
    assert ["political", "政治工作处"] in rows["lead"]["values"]


def test_a_new_issue_is_drafted_with_all_leads_of_its_finding(folder):
    done = rectify(folder, "new", "issue", "--unit", "unit-1", "--finding", "F02")
    assert "    lead: [political, office]\n" in done.stdout, done.stdout + done.stderr


def test_an_issue_of_several_findings_has_the_earliest_of_their_deadlines(folder, tmp_path):
    made = project.copy_small(tmp_path)
    for name in (ORGANIZATION, project.UNIT_1, project.FINDINGS):
        (made / name).write_bytes((folder / name).read_bytes())
    late = {"file": project.FINDINGS, "old": "- {id: F01,", "new": "- {id: F01, deadline: 2019-04-22,"}
    early = {"file": project.FINDINGS, "old": "- {id: F02,", "new": "- {id: F02, deadline: 2019-04-16,"}
    project.change(made, {"edit": [late, early]})
    told = [line for line in project.report(project.build(made)) if "days.unit-deadline" in line]
    assert len(told) == 1
    assert "F02" in told[0] and "2019-04-16" in told[0]


def test_an_issue_stands_aside_only_if_all_its_findings_were_withdrawn(folder, tmp_path):
    gone = "withdrawn: {date: %s, document: 9号, reason: 经复核不属实}, "
    for n, days in enumerate((["2019-04-16"], ["2019-04-16", "2019-04-18"])):
        made = project.copy_small(tmp_path / str(n))
        for name in (ORGANIZATION, project.UNIT_1, project.FINDINGS):
            (made / name).write_bytes((folder / name).read_bytes())
        edits = [
            {"file": project.FINDINGS, "old": f"- {{id: F0{at},", "new": f"- {{id: F0{at}, {gone % day}"}
            for at, day in enumerate(days, 1)
        ]
        project.change(made, {"edit": edits})
        book = project.build(made).site.books.now("2019")
        aside = [(each.issue.id, str(each.aside_on)) for each in book.aside]
        assert aside == ([("U1-001", "2019-04-18")] if len(days) == 2 else [])


def test_the_scripts_of_tables_find_an_issue_under_each_of_them(site):
    words = site.feed("assets/rectify/tables-words.js").decode()
    run = scripts.Scripts(
        words,
        scripts.source("text"),
        scripts.source("tables-model"),
        "var model = null, R = RectifyTables;",
    )
    run("data => { model = R.fromRows(data); return model.count; }", json.loads(site.feed("2019/rows.json")))
    ids = "rows.map(row => model.columns.id.of(row).text)"
    found = {
        (column, word): run(
            f"view => {{ const rows = model.choose(view, view.cols); return {ids}; }}",
            {"q": "", "sort": "", "down": False, "filters": {column: [word]}, "cols": ["id"]},
        )
        for column, word in (("lead", "党政办公室"), ("lead", "政治工作处"), ("finding", "F02"))
    }
    assert list(found.values()) == [["U1-001"], ["U1-001", "U1-002", "U2-001"], ["U1-001"]]
    shown = run("() => model.columns.lead.of(Array.from(model.all())[0]).text", None)
    assert shown == "党政办公室、政治工作处"
