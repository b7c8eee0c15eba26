"""What is open when a round ends goes on in another one: both sides say so, and every number adds up."""

from __future__ import annotations

import datetime
import functools
import json
import pathlib
import tempfile

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

import project
from rectify import check
from rectify.git import revision
from rectify.ledger import counts
from rectify.words import messages
from test_cli import rectify

U1, U2 = project.UNIT_1, project.UNIT_2
ONWARD = "    carried_over: {to: 2020, issue: U1-101, reason: 督办台账涉及多个科室，年内补登不完}\n"
NEXT = {
    "data/campaigns/2020/campaign.yml": """name: 2020年巡视巡察反馈问题整改
source: 上级党委巡视巡察组
received: 2020-03-30
started: 2020-04-08
deadlines: {superior: 2020-04-25, units: 2020-04-23}
verified_by: discipline
categories:
  - {id: politics, name: 政治建设}
units: [unit-1, unit-2]
""",
    "data/campaigns/2020/findings.yml": "- {id: G01, category: politics, text: 督办不力, lead: political, applies_to: [unit-2]}\n",
    "data/campaigns/2020/units/unit-1.yml": """issues:
  - id: U1-101
    source: carried_over
    carries: 2019/U1-002
    category: politics
    title: 督办台账仍未补齐
    description: 上年督办事项还有三项没有登记
    kind: dated
    lead: political
    leader: 赵海涛
    owner: 刘鹏
    supervisor: 李卫东
    opened: 2020-04-08
    deadline: 2020-04-20
    measures:
      - {text: 补登余下三项, owner: 刘鹏, due: 2020-04-18}
""",
    "data/campaigns/2020/units/unit-2.yml": """claims:
  G01: {has: false, note: 已对照检查, checked: 2020-04-09}
issues:
  - id: U2-101
    source: carried_over
    carries: 2019/U2-001
    category: politics
    title: 笔记检查没有坚持
    description: 上年十月以后没有再查
    kind: long_term
    lead: political
    leader: 马文斌
    owner: 郭立新
    supervisor: 李卫东
    opened: 2020-04-08
    deadline: 2020-06-30
    measures:
      - {text: 按月检查笔记, owner: 郭立新, due: 2020-06-28}
""",
}
END = "2019-12-27"


@pytest.fixture
def folder(tmp_path):
    """Two rounds: the first ended with two issues that go on in the second."""
    made = project.copy_small(tmp_path / "p")
    end = f"units: [unit-1, unit-2]\nfinished: {END}"
    second = "    carried_over: {to: 2020, issue: U2-101, reason: 长期整改，逐月检查}\n"
    edits = [
        {"file": project.CAMPAIGN, "old": "units: [unit-1, unit-2]", "new": end},
        {"file": U1, "old": "    amount: 300\n", "new": "    amount: 300\n" + ONWARD},
        {"file": U2, "old": "    kind: long_term\n", "new": "    kind: long_term\n" + second},
    ]
    project.change(made, {"edit": edits, "write": NEXT})
    return made


def soup(site, url):
    return BeautifulSoup(site.render(url), "lxml")


def statuses(site, campaign="2019"):
    return {each.issue.id: each.status for each in site.books.now(campaign).standings}


def test_it_counts_as_carried_over_from_the_day_on_which_the_round_ends(folder):
    before = project.build(folder, "2019-12-26").site
    assert statuses(before) == {"U1-001": "closed", "U1-002": "not_started", "U2-001": "not_started"}
    after = project.build(folder, END).site
    assert statuses(after) == {"U1-001": "closed", "U1-002": "carried_over", "U2-001": "carried_over"}
    total = counts.count(after.books.now("2019").standings)
    assert (total.total, total.closed, total.open, total.carried_over) == (3, 1, 0, 2)
    assert total.completion_rate == "33.3%"
    assert sum(total.status.values()) == total.total
    assert not any(total.flag[flag] for flag in ("overdue", "due_soon", "silent", "returned"))
    assert statuses(after, "2020") == {}
    assert statuses(project.build(folder, "2020-04-10").site, "2020") == dict.fromkeys(
        ("U1-101", "U2-101"), "not_started"
    )


def test_what_is_struck_off_on_the_last_day_or_before_is_closed(folder):
    steps = (
        "    closure:\n"
        f"      - {{date: {END}, step: apply, by: 刘鹏}}\n"
        f"      - {{date: {END}, step: review, by: 王志强, result: pass, opinion: 同意}}\n"
        f"      - {{date: {END}, step: verify, by: 李卫东, result: pass, opinion: 查阅原件, method: 现场}}\n"
    )
    progress = "      - {date: 2019-04-11, by: 刘鹏, none: 等待各科室报送登记表}\n"
    project.change(folder, {"edit": [{"file": U1, "old": progress, "new": progress + steps}]})
    made = project.build(folder, "2020-04-10")
    assert [each.variant for each in made.problems if each.rule == "structure.carried-over"] == ["closed"]


def test_the_day_before_knows_nothing_of_it(folder, tmp_path):
    """The site of a day is the same without what is dated later."""
    other = project.copy_small(tmp_path / "other")
    project.change(other, {"write": NEXT})
    for name in ("unit-1", "unit-2"):
        file = other / f"data/campaigns/2020/units/{name}.yml"
        file.unlink()
    one = project.build(folder, "2019-12-26").site
    two = project.build(other, "2019-12-26").site
    for url in ("2019/wall/", "2019/issues/", "2019/issues/U1-002/", "2019/weekly/2019-12-23/", "2019/open/"):
        assert one.render(url) == two.render(url)
    assert one.feed("2019/rows.json") == two.feed("2019/rows.json")
    names = [
        list(
            counts.series(site.books.now("2019"), datetime.date(2019, 4, 8), site.books.options.as_of)[
                -1
            ].status
        )
        for site in (one, two)
    ]
    assert names[0] == names[1]
    listed = [json.loads(site.feed("2019/issues.json"))["issues"] for site in (one, two)]
    assert listed[0] == listed[1]


def test_both_pages_lead_to_each_other(folder):
    site = project.build(folder, "2020-04-10").site
    old, new = soup(site, "2019/issues/U1-002/"), soup(site, "2020/issues/U1-101/")
    now = old.select_one(".rc-now")
    assert now.a["href"].endswith("2020/issues/U1-101/")
    assert "督办台账涉及多个科室" in now.get_text()
    assert "督办台账仍未补齐" in now.get_text()
    assert old.select_one(".rc-light").get_text() == "转入下一轮"
    assert old.select_one(".rc-stages .is-here").get_text().startswith("未启动")
    origin = new.find("dt", string="上一轮转入").find_next("dd")
    assert origin.a["href"].endswith("2019/issues/U1-002/")
    assert "2019年巡视巡察反馈问题整改 U1-002 督办台账不全" in origin.get_text()
    (found,) = site.documents([site.pages["2020/issues/U1-101/"]])
    assert "U1-002" in found.texts


def test_lists_reports_and_charts_tell_it_apart(folder):
    site = project.build(folder, "2020-04-10").site
    listed = soup(site, "2019/status/carried_over/").select("tbody .rc-col--id")
    assert [each.get_text(strip=True) for each in listed] == ["U1-002", "U2-001"]
    opened = site.pages["2019/open/"].given()
    assert opened["where"] == "!status:closed;!status:carried_over"
    assert site.pages["2020/open/"].given()["where"] == "!status:closed"
    assert "2020/status/carried_over/" not in site.pages
    overview = soup(site, "2019/")
    assert overview.select_one('.rc-flow--dash a[href$="status/carried_over/"]').get_text() == "2"
    assert not soup(site, "2019/overdue/").select("tbody .rc-col--id")
    report = soup(site, "2019/weekly/2019-12-30/")
    cells = report.find("th", string="转入下一轮").find_next_siblings("td")
    assert [cell.get_text(strip=True) for cell in cells] == ["2", "0", "+2"]
    assert "转入下一轮" in soup(site, "2019/wall/").get_text()
    board = soup(site, "2019/board/")
    assert board.select_one(".rc-lane--carried_over .rc-card")
    assert soup(site, "2019/units/unit-1/").find(id="status-carried_over")


def test_json_names_both_sides(folder):
    site = project.build(folder, "2020-04-10").site
    old, new = (
        {each["id"]: each for each in json.loads(site.feed(f"{year}/issues.json"))["issues"]}
        for year in (2019, 2020)
    )
    assert old["U1-002"]["status"] == "carried_over"
    assert old["U1-002"]["carried_over"] == {
        "campaign": "2020",
        "issue": "U1-101",
        "url": "2020/issues/U1-101/",
    }
    assert old["U1-001"]["carried_over"] is None
    assert old["U1-002"]["days_left"] is None
    assert (new["U1-101"]["origin"], new["U1-101"]["carries"]) == ("carried_over", "2019/U1-002")
    (listed,) = [
        each
        for each in json.loads(site.feed("campaigns.json"))["campaigns"]
        if each["campaign"]["id"] == "2019"
    ]
    assert listed["counts"]["status"]["carried_over"] == 2


def test_a_round_of_before_that_ended_with_open_issues_is_only_warned_of(tmp_path):
    folder = project.copy_small(tmp_path)
    end = "units: [unit-1, unit-2]\nfinished: 2019-04-17"
    project.change(
        folder, {"edit": [{"file": project.CAMPAIGN, "old": "units: [unit-1, unit-2]", "new": end}]}
    )
    made = project.build(folder)
    (found,) = [each for each in made.problems if each.rule == "coverage.finished"]
    assert (found.level, found.values["issues"]) == ("warning", "U1-002、U2-001")
    assert made.site


def test_a_campaign_that_is_not_published_is_named_without_a_link(folder):
    made = project.build(folder, "2020-04-10", campaigns=["2019"])
    assert not [each for each in made.problems if each.level == "error"]
    assert "2020 U1-101" in soup(made.site, "2019/issues/U1-002/").select_one(".rc-now").get_text()


def history(folder, edits):
    """What the rules on history say of some edits of a committed project."""
    project.change(folder, {"edit": edits})
    made = project.build(folder, "2020-04-10")
    words = messages.catalogue("zh")
    found = check.compare(revision.compare(folder, "data", "HEAD", made.loaded, words))
    return [each.rule for each in found]


def test_where_it_went_stays_once_the_round_has_ended(folder):
    project.committed(folder)
    edit = {"file": U1, "old": "issue: U1-101, reason", "new": "issue: U1-102, reason"}
    assert history(folder, [edit]) == ["history.carried-kept"]


def test_ending_a_round_and_carrying_over_is_no_change_of_the_past(folder, tmp_path):
    earlier = project.committed(project.copy_small(tmp_path / "earlier"))
    for name in (project.CAMPAIGN, U1, U2):
        (earlier / name).write_bytes((folder / name).read_bytes())
    project.change(earlier, {"write": NEXT})
    assert history(earlier, []) == []


@given(st.dates(datetime.date(2019, 4, 8), datetime.date(2020, 6, 1)))
def test_on_every_day_the_statuses_add_up(day):
    """Nothing is lost or counted twice, on the day or in the charts."""
    register = _register()
    book = register.on(day)
    total = counts.count(book.standings)
    assert sum(total.status.values()) == total.total
    assert total.open == sum(each.open for each in book.standings)
    assert total.total == total.open + total.closed + total.carried_over
    last = counts.series(book, datetime.date(2019, 4, 8), day)[-1]
    assert {name: number for name, number in last.status.items() if number} == {
        name: number for name, number in total.status.items() if number
    }
    assert (last.open, last.total) == (total.open, total.total)
    assert not any(each.overdue for each in book.standings if not each.open)


@functools.cache
def _register():
    with tempfile.TemporaryDirectory() as name:
        made = project.copy_small(pathlib.Path(name))
        end = f"units: [unit-1, unit-2]\nfinished: {END}"
        edits = [
            {"file": project.CAMPAIGN, "old": "units: [unit-1, unit-2]", "new": end},
            {"file": U1, "old": "    amount: 300\n", "new": "    amount: 300\n" + ONWARD},
        ]
        project.change(made, {"edit": edits, "write": NEXT})
        (made / "data/campaigns/2020/units/unit-2.yml").unlink()
        return project.build(made, "2019-04-18").site.books.register("2019")


def test_the_overview_of_a_round_that_is_over_says_how_it_ended(folder):
    late = (
        "    closure:\n"
        "      - {date: 2019-04-18, step: apply, by: 刘鹏}\n"
        "      - {date: 2019-04-19, step: review, by: 王志强, result: pass, opinion: 同意}\n"
        "      - {date: 2019-04-20, step: verify, by: 李卫东, result: pass, opinion: 查阅原件, method: 现场}\n"
        "    evidence: [{ref: 督办台账, added: 2019-04-17}]\n"
    )
    edits = [
        {"file": U1, "old": ONWARD, "new": late},
        {
            "file": U1,
            "old": "owner: 刘鹏, due: 2019-04-14}",
            "new": "owner: 刘鹏, due: 2019-04-14, done: 2019-04-16}",
        },
    ]
    project.change(folder, {"edit": edits, "remove": ["data/campaigns/2020/units/unit-1.yml"]})
    site = project.build(folder, "2020-04-10").site
    ending = soup(site, "2019/").find(id="ending").parent
    told = ending.get_text(" ", strip=True)
    assert "<data" not in told
    assert (
        "共3项，已销号2项，完成率66.7%；其中按期销号1项，超期销号1项。转入下一轮1项，其余未销号0项。" in told
    )
    assert "U1-002 督办台账不全" in told and "超期6天 · 等待各科室报送登记表" in told
    assert (
        ending.find(id="ending-onward")
        .find_next("ul")
        .select("a")[-1]["href"]
        .endswith("2020/issues/U2-101/")
    )
    assert "长期整改，逐月检查" in told
    assert not soup(project.build(folder, "2019-12-26").site, "2019/").find(id="ending")


def test_a_round_is_compared_with_earlier_ones_on_the_same_day(folder):
    """Ten days after the mobilisation of each: 2019-04-18 and 2020-04-18."""
    page = soup(project.build(folder, "2020-04-18").site, "2020/")
    heading = page.find(id="same-day")
    assert "第10天" in heading.get_text()
    rows = [
        [cell.get_text(strip=True) for cell in row.select("th, td")]
        for row in heading.find_next("table").select("tbody tr")
    ]
    assert rows == [
        ["2020年巡视巡察反馈问题整改", "2020年4月18日", "2", "0", "0.0%", "0"],
        ["2019年巡视巡察反馈问题整改", "2019年4月18日", "3", "1", "33.3%", "1"],
    ]
    assert not soup(project.build(folder, "2020-04-18").site, "2019/").find(id="same-day")


def test_the_home_page_is_the_whole_while_several_rounds_are_under_way(folder):
    project.change(
        folder,
        {
            "edit": [
                {"file": project.CAMPAIGN, "old": f"\nfinished: {END}", "new": ""},
                {"file": U1, "old": ONWARD, "new": ""},
                {
                    "file": U2,
                    "old": "    carried_over: {to: 2020, issue: U2-101, reason: 长期整改，逐月检查}\n",
                    "new": "",
                },
            ],
            "remove": ["data/campaigns/2020/units/unit-1.yml", "data/campaigns/2020/units/unit-2.yml"],
        },
    )
    site = project.build(folder, "2020-04-10").site
    page = soup(site, "")
    assert page.h1.get_text() == "总览"
    rows = [
        row.select_one("th").get_text(strip=True)
        for row in page.find(id="alive").find_next("table").select("tbody tr")
    ]
    assert rows == ["2020年巡视巡察反馈问题整改", "2019年巡视巡察反馈问题整改", "合计"]
    rates = [
        [(each["data-level"], each.small.get_text()) for each in row.select(".rc-rates span")]
        for row in page.find(id="alive").find_next("table").select("tbody tr")
    ]
    assert rates == [
        [("issues", "整改问题 0/0"), ("findings", "反馈问题 0/1")],
        [("issues", "整改问题 1/3"), ("findings", "反馈问题 1/1")],
        [("issues", "整改问题 1/3"), ("findings", "反馈问题 1/2")],
    ]
    for campaign in ("2019", "2020"):
        file = folder / f"data/campaigns/{campaign}/campaign.yml"
        file.write_text(f"{file.read_text('utf-8')}count_by: findings\n", "utf-8")
        page = soup(project.build(folder, "2020-04-10").site, "")
        levels = [row.span["data-level"] for row in page.select("#alive ~ * tbody tr .rc-rates")]
        assert levels == (
            ["issues", "findings", "issues"] if campaign == "2019" else ["findings", "findings", "findings"]
        )
    page = soup(site, "")
    late = page.find(id="overdue").parent.select("tbody tr")
    assert len(late) == sum(each.overdue for each in site.books.now("2019").standings) == 2
    assert not page.find(id="campaigns")
    one = soup(project.build(folder, "2019-04-18").site, "")
    assert one.h1.get_text() == "2019年巡视巡察反馈问题整改"
    assert soup(site, "2019/").h1.get_text() == "2019年巡视巡察反馈问题整改"


def test_the_command_tells_how_many_were_carried_over(folder):
    done = rectify(folder, "status", "--campaign", "2019", "--as-of", "2020-04-10")
    assert done.returncode == 0, done.stderr
    assert "转入下一轮\t2" in done.stdout.splitlines()
    listed = rectify(folder, "list", "--campaign", "2019", "--status", "转入下一轮", "--as-of", "2020-04-10")
    assert [line.split("\t")[0] for line in listed.stdout.splitlines()] == ["U1-002", "U2-001"], listed.stderr
