"""What readers see of units that were renamed, merged or joined, and of issues that went elsewhere."""

from __future__ import annotations

import json

import pytest
from bs4 import BeautifulSoup

import project
from rectify.mkdocs import menu

CASE = {
    "edit": [
        {
            "file": "data/organization.yml",
            "old": "  - {id: discipline,",
            "new": "  - {id: office, name: 组织科, parent: hq, kind: department, leader: 王志强, ended: 2019-04-14, "
            "successor: political}\n  - {id: discipline,",
        },
        {
            "file": "data/organization.yml",
            "old": "name: 二团, kind: unit, leader: 马文斌",
            "new": "name: 二团, kind: unit, leader: 马文斌, ended: 2019-04-14, successor: unit-1",
        },
        {
            "file": "data/organization.yml",
            "old": "deputy: 陈敏}",
            "new": "deputy: 陈敏, names: [{until: 2019-04-11, name: 一营}]}\n"
            "  - {id: unit-3, name: 三团, kind: unit, leader: 高原}",
        },
        {
            "file": project.CAMPAIGN,
            "old": "verified_by: discipline",
            "new": "verified_by: discipline\njoined: [{unit: unit-3, date: 2019-04-12, claims_due: 2019-04-22}]",
        },
    ],
    "write": {
        "data/campaigns/2019/units/unit-3.yml": "claims:\n"
        "  F01: {has: false, note: 集中学习记录齐全, checked: 2019-04-17}\n"
    },
}
"""二团 goes into 一团, which was 一营 before, and 组织科 into 政治工作处; 三团 joins."""


@pytest.fixture(scope="module")
def sites(tmp_path_factory):
    """The project of the case on a day, in a language."""
    folder = project.copy_small(tmp_path_factory.mktemp("transfers"))
    project.change(folder, CASE)
    old, new = folder / project.UNIT_2, folder / project.UNIT_1
    claims, _, issue = old.read_text("utf-8").partition("issues:\n")
    old.write_text(claims, "utf-8")
    kept = new.read_text("utf-8").replace("immediate\n    lead: political", "immediate\n    lead: office")
    moved = "    transfers: [{date: 2019-04-15, from: unit-2, to: unit-1, by: 李卫东, reason: 编制调整}]\n"
    handed = "    handovers: [{date: 2019-04-16, role: owner, from: 周明, to: 刘鹏, reason: 岗位调整}]\n"
    new.write_text(kept + handed + issue.rstrip("\n") + "\n" + moved, "utf-8")
    made = {}

    def on(day="2019-04-18", language="zh"):
        if (day, language) not in made:
            assembled = project.build(folder, day, language)
            assert assembled.site, project.report(assembled)
            made[day, language] = assembled.site
        return made[day, language]

    return on


def page(site, url):
    return BeautifulSoup(site.render(url), "lxml")


def text(part):
    return " ".join(part.get_text().split())


@pytest.mark.parametrize(
    ("id", "language", "told"),
    [
        ("U2-001", "zh", "移交 由二团移交一团：编制调整 李卫东"),
        ("U2-001", "en", "Transferred From 二团 to 一团: 编制调整 李卫东"),
        ("U1-002", "zh", "交接 责任人由周明交接给刘鹏：岗位调整"),
        ("U1-002", "en", "Handed over Owner from 周明 to 刘鹏: 岗位调整"),
    ],
)
def test_an_issue_tells_where_it_came_from_and_who_had_it(sites, id, language, told):
    story = page(sites(language=language), f"2019/issues/{id}/").select(".rc-story dd")
    assert told in [text(each) for each in story]


def test_an_issues_unit_stands_beside_the_one_it_came_from(sites):
    unit = page(sites(), "2019/issues/U2-001/").select_one(".rc-form").find("dt", string="单位")
    assert text(unit.find_next("dd")) == "一团（4月15日由二团移交）"


def test_before_the_day_there_is_no_transfer(sites):
    before = sites("2019-04-14")
    assert "移交" not in before.render("2019/issues/U2-001/")
    facts = page(before, "2019/issues/U1-002/").select_one(".rc-form")
    owner = facts.find("dt", string="责任人")
    assert text(owner.find_next("dd")) == "周明"


def meta(soup, id):
    return text(soup.select_one(f"#{id}"))


def test_a_unit_that_has_ended_says_where_it_went_and_lists_what_it_handed_on(sites):
    old = page(sites(), "2019/units/unit-2/")
    assert meta(old, "ended").startswith("已于2019年4月14日撤并，并入一团。")
    assert old.select_one("#ended a")["href"].endswith("/2019/units/unit-1/")
    (row,) = old.select_one("#away").find_next("table").select("tbody tr")
    cells = [text(cell) for cell in row.select("td")]
    assert cells == ["U2-001", "学习笔记补抄", "二团", "一团", "4月15日", "李卫东", "编制调整"]
    assert row.select_one("a")["href"].endswith("issues/U2-001/")
    assert not old.select("#taken")


def test_its_successor_says_what_it_took_over_and_what_it_was_called(sites):
    new = page(sites(), "2019/units/unit-1/")
    assert meta(new, "took") == "承接：二团（2019年4月14日撤并）"
    assert new.select_one("#took a")["href"].endswith("/2019/units/unit-2/")
    assert meta(new, "names") == "曾用名：一营（用到2019年4月11日）"
    assert "U2-001" in text(new.select_one("#taken").find_next("table"))
    assert not new.select("#ended, #away, #joined")


def test_a_unit_that_joined_says_since_when_and_by_when_it_answers(sites):
    joined = page(sites(), "2019/units/unit-3/")
    assert meta(joined, "joined") == "自2019年4月12日起参加本轮整改，2019年4月22日以前认领。"
    english = page(sites(language="en"), "2019/units/unit-3/")
    assert "Takes part from" in meta(english, "joined")
    assert "2019/units/unit-3/" not in sites("2019-04-11").pages


def test_a_department_that_has_ended_keeps_its_page_and_hands_on_what_it_led(sites):
    old = page(sites(), "2019/departments/office/")
    assert meta(old, "ended").startswith("已于2019年4月14日撤并，并入政治工作处。此后由接收部门牵头和审核")
    assert "U1-002" not in old.get_text()
    new = page(sites(), "2019/departments/political/")
    assert "组织科" in meta(new, "took")
    assert "U1-002" in new.get_text()
    assert "U1-002" in page(sites("2019-04-14"), "2019/departments/office/").get_text()
    rows = [text(cell) for cell in page(sites(), "2019/departments/").select("tbody th")]
    assert "组织科 已撤并" in rows


@pytest.mark.parametrize("url", ["2019/units/", "2019/"])
def test_tables_mark_those_that_have_ended(sites, url):
    rows = [text(cell) for cell in page(sites(), url).select("tbody th[scope=row]")]
    assert "二团 已撤并" in rows
    assert "一团" in rows
    earlier = [text(cell) for cell in page(sites("2019-04-14"), url).select("tbody th[scope=row]")]
    assert "二团" in earlier


def test_the_menu_marks_them_too(sites):
    titles = [link.title for group in menu.menu(sites().books, "2019", None).groups for link in group.links]
    assert "二团（已撤并）" in titles


def test_a_units_former_names_and_what_it_took_over_are_searched(sites):
    site = sites()
    (found,) = site.documents([site.pages["2019/units/unit-1/"]])
    assert {"一营", "二团"} <= set(found.texts)


def test_the_weekly_report_lists_what_moved_in_its_period(sites):
    site = sites("2019-04-23")
    first, second = (page(site, f"2019/weekly/2019-04-{day}/") for day in (15, 22))
    changes = [text(each) for each in first.select_one("#changes-units").find_next("ul").select("li")]
    assert changes == [
        "4月12日 一营更名为一团",
        "4月12日 三团加入本轮整改，4月22日以前认领",
        "4月14日 组织科撤并，并入政治工作处",
        "4月14日 二团撤并，并入一团",
    ]
    assert not first.select("#changes-transfers, #changes-handovers")
    row = second.select_one("#changes-transfers").find_next("table").select_one("tbody tr")
    assert [text(cell) for cell in row.select("td")][:4] == ["U2-001", "学习笔记补抄", "二团", "一团"]
    handed = second.select_one("#changes-handovers").find_next("li")
    assert text(handed) == "4月16日 U1-002 督办台账不全 责任人由周明交接给刘鹏：岗位调整"
    assert not second.select("#changes-units")


def test_the_json_files_tell_it_too(sites):
    site = sites("2019-04-23")
    units = json.loads(site.feed("2019/units.json"))
    told = {unit["id"]: unit for unit in units["units"]}
    gone = told["unit-2"]
    assert (gone["ended"], gone["successor"], gone["successor_name"]) == ("2019-04-14", "unit-1", "一团")
    assert told["unit-1"]["names"] == [{"name": "一营", "until": "2019-04-11"}]
    assert told["unit-1"]["ended"] is None
    assert units["campaign"]["joined"] == [
        {"unit": "unit-3", "unit_name": "三团", "date": "2019-04-12", "claims_due": "2019-04-22"}
    ]
    issues = {each["id"]: each for each in json.loads(site.feed("2019/issues.json"))["issues"]}
    assert issues["U2-001"]["unit"] == "unit-1"
    assert issues["U2-001"]["transfers"] == [
        {
            "date": "2019-04-15",
            "from": "unit-2",
            "from_name": "二团",
            "to": "unit-1",
            "to_name": "一团",
            "by": "李卫东",
            "reason": "编制调整",
        }
    ]
    handed = [{"date": "2019-04-16", "role": "owner", "from": "周明", "to": "刘鹏", "reason": "岗位调整"}]
    assert issues["U1-002"]["handovers"] == handed
    earlier = json.loads(sites("2019-04-14").feed("2019/units.json"))["units"]
    assert [(unit["id"], unit["ended"]) for unit in earlier if unit["id"] == "unit-2"] == [("unit-2", None)]


def test_what_is_internal_of_a_move_is_told_to_nobody(tmp_path):
    folder = project.copy_small(tmp_path)
    moves = (
        "    handovers: [{date: 2019-04-16, role: owner, from: 邹伯言, to: 刘鹏, reason: 涉案停职, internal: true}]\n"
        "    transfers: [{date: 2019-04-15, from: unit-2, to: unit-1, by: 李卫东, reason: 班子调整, internal: true}]\n"
    )
    file = folder / project.UNIT_1
    file.write_text(file.read_text("utf-8") + moves, "utf-8")
    site = project.build(folder, "2019-04-23").site
    there = [
        site.render(url) for url in ("2019/issues/U1-002/", "2019/units/unit-1/", "2019/weekly/2019-04-22/")
    ]
    there += [site.feed("2019/issues.json").decode(), str([*site.documents(site.pages.values())])]
    for shown in there:
        assert not any(word in shown for word in ("邹伯言", "涉案停职", "班子调整"))
    assert "移交" in there[0]
