"""The list of people: who is meant by a name or a post, on a day, and what pages show of it."""

from __future__ import annotations

import datetime
import json
import unicodedata
from urllib.parse import unquote

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

import project
from rectify.check import days, judges
from rectify.html import urls
from rectify.ledger.people import People
from rectify.read import identity
from rectify.read.records import Extension, Handover, Organization, Person, Unit
from rectify.read.source import start_of
from test_cli import rectify

AT = start_of("data/organization.yml")
DAY = datetime.date(2019, 4, 18)
UNITS = (
    Unit("hq", "机关", AT, leader="周建国"),
    Unit("political", "政治工作处", AT, "hq", "department", "王志强"),
    Unit("unit-1", "一团", AT, None, "unit", "赵海涛", "陈敏"),
    Unit("office-1", "综合办", AT, "unit-1", "department"),
    Unit("unit-2", "二团", AT, None, "unit", "马文斌"),
)


def day(text):
    return text and datetime.date.fromisoformat(text)


def listed(*entries, on=DAY):
    """People listed as (name, unit, post, from, until)."""
    made = []
    for name, unit, *more in entries:
        post, first, last = (*more, None, None, None)[:3]
        made.append(Person(name, unit, AT, post, day(first), day(last)))
    return People(Organization(UNITS, AT, people=tuple(made)), on)


NOBODY = listed()
SOME = listed(
    ("刘鹏", "unit-1", "宣传股长"),
    ("刘鹏", "political", "科长", "2019-04-10"),
    ("王强（综合办）", "unit-1"),
    ("王强（财务股）", "unit-1"),
    ("林志远", "office-1", "主任", None, "2019-04-09"),
    ("陆文", "office-1", "主任", "2019-04-10"),
    ("孙立", "unit-1", None, None, "2019-04-09"),
    ("孙立", "political", "副处长", "2019-04-10"),
)


@pytest.mark.parametrize("name", ["刘鹏（一团）", "刘鹏(一团)", "刘 鹏（unit-1）", "刘鹏"])
def test_without_a_list_brackets_of_the_own_unit_say_nothing(name):
    assert NOBODY.key(name, "unit-1") == NOBODY.key("刘鹏", "unit-1") == NOBODY.key("刘鹏", "unit-2")
    assert NOBODY.key("刘鹏（综合办）", "unit-1") != NOBODY.key("刘鹏", "unit-1")


def test_of_namesakes_the_one_of_the_unit_is_meant():
    own, other = SOME.key("刘鹏", "unit-1"), SOME.key("刘鹏", "unit-1", "political")
    assert own != other
    assert own == SOME.key("刘鹏（一团）", "unit-2") == SOME.key("刘鹏（一团）", "unit-1")
    assert other == SOME.key("刘鹏（政治工作处）", "unit-1")
    assert len(SOME.members("刘鹏", "unit-2")) == 2
    assert SOME.key("刘鹏", "unit-2") not in (own, other)


def test_namesakes_of_one_unit_are_told_apart_by_brackets():
    keys = {SOME.key(f"王强（{said}）", "unit-1") for said in ("综合办", "财务股", "office-1")}
    assert len(keys) == 2
    assert len(SOME.members("王强", "unit-1")) == len(SOME.members("王强（一团）", "unit-1")) == 2


def test_a_post_is_who_holds_it_on_the_day():
    before, after = datetime.date(2019, 4, 9), datetime.date(2019, 4, 10)
    assert SOME.key("主任", "unit-1", day=before) == SOME.key("林志远", "unit-1")
    assert SOME.key("主任", "unit-1", day=after) == SOME.key("陆文", "unit-1")
    assert SOME.key("综合办主任", "unit-2", day=after) == SOME.key("陆文（综合办）", "unit-1")
    assert SOME.key("团长", "unit-1", day=after) == "团长"


def test_who_moves_to_another_unit_stays_one_person():
    assert (
        SOME.key("孙立", "unit-1")
        == SOME.key("孙立", "political")
        == SOME.key("孙立（政治工作处）", "unit-1")
    )


def test_who_is_not_listed_is_of_the_unit_where_people_are_listed():
    assert NOBODY.row("郭立新", "unit-1", day=DAY) == NOBODY.row("郭立新", "unit-2", day=DAY)
    assert SOME.row("郭立新", "unit-1", day=DAY) != SOME.row("郭立新", "unit-2", day=DAY)
    assert SOME.row("周建国", "unit-1", day=DAY) == SOME.row("周建国", "unit-2", day=DAY)  # leads a unit
    assert SOME.row("刘鹏", "unit-1", day=DAY) == SOME.row("刘鹏（一团）", "unit-2", day=DAY)


def test_who_comes_later_changes_nothing_before():
    later = (("刘鹏", "unit-1"), ("刘鹏", "political", "科长", "2019-04-19"))
    for name, unit in (
        ("刘鹏", "unit-1"),
        ("刘鹏", "political"),
        ("刘鹏（政治工作处）", "unit-1"),
        ("科长", "political"),
    ):
        assert listed(*later).key(name, unit, day=DAY) == listed(later[0]).key(name, unit, day=DAY)


def spelled(draw, name, units, post=""):
    """Any equal spelling of a person's name."""
    if post and draw(st.booleans()):
        return post
    text = draw(st.sampled_from(["", " ", "　", "·"])).join(name)
    if unit := draw(st.sampled_from(["", *units])):
        left, right = draw(st.sampled_from(["（）", "()", ("（ ", " ）")]))
        text += f"{left}{unit}{right}"
    return unicodedata.normalize(draw(st.sampled_from(["NFC", "NFD"])), text)


@given(st.data(), st.sampled_from([NOBODY, SOME]))
def test_equal_spellings_are_one_identity(data, people):
    post = "宣传股长" if people is SOME else ""
    one, other = (spelled(data.draw, "刘鹏", ("一团", "unit-1"), post) for _ in range(2))
    assert people.key(identity.normalise(one), "unit-1", day=DAY) == people.key(
        identity.normalise(other), "unit-1", day=DAY
    )


@pytest.fixture
def office(tmp_path):
    """The small project with a list of people; 刘鹏 and a namesake in the other unit."""
    folder = project.copy_small(tmp_path)
    file = folder / "data/organization.yml"
    file.write_text(
        file.read_text("utf-8")
        + "people:\n  - {name: 刘鹏, unit: unit-1, post: 宣传股长}\n"
        + "  - {name: 李卫东, unit: discipline, post: 副书记, until: 2019-12-31}\n"
        + "  - {name: 刘鹏, unit: unit-2}\n",
        "utf-8",
    )
    return folder


def rewritten(folder, path, old, new):
    file = folder / path
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


def rows(site):
    page = BeautifulSoup(site.render("2019/people/"), "lxml")
    head = [cell.get_text() for cell in page.select("thead th")]
    return {
        row["id"]: dict(zip(head, (cell.get_text() for cell in row.find_all(["th", "td"])), strict=True))
        for row in page.select("tbody tr")
    }


def test_people_pages_show_posts_and_namesakes_with_their_units(office):
    rewritten(office, project.UNIT_2, "郭立新", "刘鹏")
    made = project.build(office)
    assert not [line for line in project.report(made) if "错误" in line]
    found = rows(made.site)
    assert found["刘鹏（一团）"]["职务"] == "宣传股长"
    assert found["刘鹏（二团）"]["职务"] == ""
    assert found["刘鹏（二团）"]["单位"] == "二团"
    assert found["李卫东"]["职务"] == "副书记"
    own, other = (
        made.site.feed(unquote(urls.person_calendar("2019", f"刘鹏（{of}）"))).decode()
        for of in ("一团", "二团")
    )
    assert "U1-002" in own
    assert "U2-001" in other
    assert "U2-001" not in own


def test_a_post_typed_for_a_name_is_its_holder(office):
    rewritten(office, project.UNIT_1, "owner: 刘鹏", "owner: 宣传股长")
    found = rows(project.build(office).site)
    assert "宣传股长" not in found
    assert found["刘鹏"]["责任人"] == "2"


def test_queries_and_commands_know_who_holds_a_post(office):
    rewritten(office, project.UNIT_1, "owner: 刘鹏", "owner: 宣传股长")
    (office / "docs/query.md").write_text(
        "# 查\n\n```counts\nowner: 刘鹏\nunit: unit-1\nshow: [total]\n```\n", "utf-8"
    )
    (block,) = project.build(office).site.blocks["query.md"]
    assert "2" in BeautifulSoup(block.html, "lxml").get_text()
    told = [rectify(office, "list", "--owner", name).stdout for name in ("刘鹏", "宣传股长")]
    assert told[0] == told[1]
    assert told[0].count("\n") == 2


def test_without_a_list_there_is_no_column(tmp_path):
    found = rows(project.build(project.copy_small(tmp_path)).site)
    assert "职务" not in found["刘鹏"]


def test_search_finds_who_holds_a_post(office):
    made = project.build(office)
    page = made.site.pages["2019/people/"]
    texts = list(page.texts(made.site.books.common, page.given()))
    assert "宣传股长 刘鹏" in texts


@pytest.fixture
def shared(tmp_path):
    """The small project, with an issue that two people own and two follow up."""
    folder = project.copy_small(tmp_path)
    rewritten(folder, project.UNIT_2, "owner: 郭立新\n", "owner: [郭立新, 孙立]\n")
    rewritten(folder, project.UNIT_2, "supervisor: 李卫东", "supervisor: [李卫东, 周敏]")
    made = project.build(folder)
    assert project.report(made) == project.report(project.build(project.copy_small(tmp_path / "plain")))
    return made.site


def test_an_issue_is_under_each_of_its_owners_and_counted_once(shared):
    found = rows(shared)
    assert [found[name]["责任人"] for name in ("郭立新", "孙立")] == ["1", "1"]
    assert [found[name]["督导人"] for name in ("李卫东", "周敏")] == ["3", "1"]
    assert found["孙立"]["单位"] == "二团"
    book = shared.books.now("2019")
    assert len(book.standings) == 3
    for name in ("郭立新", "孙立", "周敏"):
        assert b"U2-001" in shared.feed(f"2019/people/{name}.ics")


def test_pages_name_every_owner_and_the_first_as_such(shared):
    page = BeautifulSoup(shared.render("2019/issues/U2-001/"), "lxml")
    facts = {term.get_text(): term.find_next("dd").get_text() for term in page.find_all("dt")}
    assert facts["责任人"] == "郭立新 主要、孙立"
    assert facts["督导人"] == "李卫东 主要、周敏"
    assert facts["责任领导"] == "马文斌"
    listed = BeautifulSoup(shared.render("2019/issues/"), "lxml")
    assert "郭立新、孙立" in [cell.get_text() for cell in listed.select("td")]
    assert "郭立新、孙立" in BeautifulSoup(shared.render("2019/wall/"), "lxml").get_text()


def test_json_keeps_the_old_keys_as_one_text(shared):
    (issue,) = (
        each for each in json.loads(shared.feed("2019/issues.json"))["issues"] if each["id"] == "U2-001"
    )
    assert (issue["owner"], issue["owners"]) == ("郭立新、孙立", ["郭立新", "孙立"])
    assert (issue["leader"], issue["leaders"]) == ("马文斌", ["马文斌"])
    assert issue["supervisors"] == ["李卫东", "周敏"]


def test_queries_and_commands_find_every_owner(tmp_path):
    folder = project.copy_small(tmp_path)
    rewritten(folder, project.UNIT_2, "owner: 郭立新\n", "owner: [郭立新, 孙立]\n")
    (folder / "docs/query.md").write_text(
        "# 查\n\n"
        + "".join(f"```counts\nowner: {name}\nshow: [total]\n```\n\n" for name in ("郭立新", "孙 立")),
        "utf-8",
    )
    first, second = (
        BeautifulSoup(block.html, "lxml").get_text()
        for block in project.build(folder).site.blocks["query.md"]
    )
    assert first == second
    given = [rectify(folder, "list", "--owner", name).stdout for name in ("郭立新", "孙立")]
    assert given[0] == given[1]
    assert "郭立新、孙立" in given[0]


def test_reminders_go_to_all_of_a_role(tmp_path):
    folder = project.copy_small(tmp_path)
    rewritten(folder, project.UNIT_1, "owner: 刘鹏\n", "owner: [刘鹏, 孙立]\n")
    rewritten(folder, project.UNIT_1, "leader: 赵海涛\n", "leader: [赵海涛, 陈敏]\n")
    assert "赵海涛、陈敏" in rectify(folder, "remind").stdout


def test_an_open_issue_may_get_another_owner(tmp_path):
    folder = project.copy_small(tmp_path)
    edit = {"file": project.UNIT_2, "old": "owner: 郭立新\n", "new": "owner: [郭立新, 孙立]\n"}
    told = project.told(folder, {"against": "main", "edit": [edit]})
    assert not [line for line in told if "[history." in line and "错误" in line]


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """The data of the small project."""
    return project.build(project.copy_small(tmp_path_factory.mktemp("small"))).loaded.data


def changed(data, change, *entries):
    """The data with the first issue of unit-1 changed, and with people listed."""
    (round_,) = data.rounds
    first, *files = round_.files
    issue, *issues = first.issues
    first = first._replace(issues=(change(issue), *issues))
    made = tuple(Person(name, unit, AT, post) for name, unit, post in entries)
    organization = data.organization._replace(people=made)
    return data._replace(organization=organization, rounds=(round_._replace(files=(first, *files)),))


def step(issue, name, kind):
    return issue._replace(
        closure=tuple(each._replace(by=name) if each.step == kind else each for each in issue.closure)
    )


ROLES = {
    "owner": lambda issue, name: issue._replace(owner=("孙立", name)),
    "applicant": lambda issue, name: step(issue, name, "apply"),
    "measure": lambda issue, name: issue._replace(
        measures=tuple(each._replace(owner=name) for each in issue.measures)
    ),
}
RULES = (judges.verified_by_other, judges.verifier_outside)


@given(st.data(), st.sampled_from(["review", "verify"]), st.sampled_from(sorted(ROLES)), st.booleans())
def test_refusing_follows_the_person_not_the_spelling(small, data, kind, role, has_list):
    post = "宣传股长" if has_list else ""
    one, other = (
        identity.normalise(spelled(data.draw, "郑和平", ("一团", "unit-1"), post)) for _ in range(2)
    )
    people = [("郑和平", "unit-1", post)] if has_list else []
    made = changed(small, lambda issue: step(ROLES[role](issue, one), other, kind), *people)
    assert [found for rule in RULES for found in rule(made, DAY) if found.at.of("by")]
    another = changed(small, lambda issue: step(ROLES[role](issue, one), "何永昌", kind), *people)
    assert not [found for rule in RULES for found in rule(another, DAY)]


@given(st.data())
def test_no_leader_extends_the_own_deadline_however_spelled(small, data):
    name = identity.normalise(spelled(data.draw, "赵海涛", ("一团", "unit-1")))
    entry = Extension(datetime.date(2019, 4, 12), datetime.date(2019, 4, 30), name, "等待", AT)
    made = changed(small, lambda issue: issue._replace(extensions=(entry,)))
    assert [found.variant for found in days.extension(made, DAY)] == ["leader"]
    entry = entry._replace(approved_by="周建国")
    assert not list(days.extension(changed(small, lambda issue: issue._replace(extensions=(entry,))), DAY))


def test_the_roles_of_the_day_of_the_step_count(small):
    """Who hands over before the review may review; who still owned the issue may not."""
    for handed, told in (("2019-04-16", 0), ("2019-04-17", 1)):
        handover = Handover(day(handed), "owner", "何永昌", "刘鹏", "调离", AT)
        made = changed(
            small, lambda issue, it=handover: step(issue, "何永昌", "review")._replace(handovers=(it,))
        )
        assert len(list(judges.verified_by_other(made, DAY))) == told


def test_listed_namesakes_are_two_people_for_the_rules(small):
    """A reviewer of the lead department may have the owner's name, if the list says that there are two."""

    def change(issue):
        return step(issue, "刘鹏", "review")

    listed_both = (("刘鹏", "unit-1", None), ("刘鹏", "political", None))
    assert not list(judges.verified_by_other(changed(small, change, *listed_both), DAY))
    assert not list(judges.namesakes(changed(small, change, *listed_both), DAY))
    assert list(judges.verified_by_other(changed(small, change, listed_both[1]), DAY))
    assert list(judges.verified_by_other(changed(small, change), DAY))


def test_a_post_judges_as_who_held_it_on_the_day_of_the_step(small):
    """The owner held the post until the application; somebody else reviewed in it."""

    def change(issue):
        return step(issue, "股长", "review")

    made = changed(small, change)
    for until, told in ((datetime.date(2019, 4, 15), 0), (datetime.date(2019, 4, 16), 1)):
        people = (
            Person("刘鹏", "unit-1", AT, "股长", None, until),
            Person("孙立", "unit-1", AT, "股长", until + datetime.timedelta(1)),
        )
        listed_now = made._replace(organization=made.organization._replace(people=people))
        assert len(list(judges.verified_by_other(listed_now, DAY))) == told
