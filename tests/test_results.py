"""整改成效: dated results, activities and targets, from the YAML to each place that shows them."""

from __future__ import annotations

import datetime
import json
import re
from decimal import Decimal

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

import project
from rectify import check
from rectify.git import revision
from rectify.ledger import results
from rectify.words.messages import catalogue
from test_ledger import days, issue, standing

RESULTS = """\
    amount: 12500.5
    results:
      - {date: 2019-04-12, kind: recovered, amount: 8000.5, note: 收回超标准列支的会议费}
      - {date: 2019-04-16, kind: 统筹盘活, amount: 3000}
      - {date: 2019-04-14, kind: avoided, amount: 412600.35}
      - {date: 2019-04-15, kind: 谈话提醒, people: 3, note: 约谈三名经办人}
      - {date: 2019-04-16, kind: admonished, people: 1}
      - {date: 2019-04-16, kind: transferred, people: 1}
      - {date: 2019-04-17, kind: visits, count: 403}
"""
CAMPAIGN = """\
result_kinds:
  - {id: visits, name: 走访服务对象, of: count, unit: 户}
activities:
  - {date: 2019-04-09, kind: 专题会议, count: 2, note: 研究整改方案}
  - {date: 2019-04-16, kind: lecture, count: 1}
  - {date: 2019-04-17, kind: 现场推进会, count: 1}
"""
MEASURE = "due: 2019-04-14, target: {amount: 18, unit: 公里}, reached: [{date: 2019-04-12, amount: 6}, {date: 2019-04-13, amount: 10.4}]}"


def made(tmp_path, *, campaign=CAMPAIGN, unit_results=RESULTS):
    """The small project with dated results, activities and a target."""
    folder = project.copy_small(tmp_path)
    file = folder / project.UNIT_1
    text = file.read_text("utf-8").replace("    results: {recovered: 12500.50, talked_to: 2}\n", unit_results)
    file.write_text(text.replace("due: 2019-04-14}", MEASURE), "utf-8")
    with (folder / project.CAMPAIGN).open("a", encoding="utf-8") as stream:
        stream.write(campaign)
    return folder


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    return project.build(made(tmp_path_factory.mktemp("results"))).site


@pytest.fixture(scope="module")
def page(site):
    return lambda url: BeautifulSoup(site.render(url), "lxml")


def pairs(table):
    """What a table or a list of pairs says, by the name in its first cell."""
    if table.name == "dl":
        return {each.dt.get_text(): each.dd.get_text(" ", strip=True) for each in table.find_all("div")}
    rows = (row.find_all(["th", "td"]) for row in table.tbody.find_all("tr"))
    return {cells[0].get_text(): [each.get_text(" ", strip=True) for each in cells[1:]] for cells in rows}


SMALL = {
    "涉及金额": "1.28万元",
    "已整改到位": "1.1万元",
    "未整改到位": "1,800元",
    "追缴收回": "8,000.50元",
    "统筹盘活": "3,000元",
    "避免损失": "41.26万元",
    "处理人次": "4人次",
    "诫勉": "1人次",
    "谈话提醒": "3人次",
    "移交": "1人次",
    "走访服务对象": "403户",
    "制度成果": "1",
}
ACTIVITIES = {"专题会议": "2次", "党课": "1次", "现场推进会": "1次"}


def test_the_overview_adds_up_each_kind(page):
    assert pairs(page("2019/").find(id="results").find_next("dl")) == SMALL | ACTIVITIES
    loss = page("2019/").find("dt", string="避免损失").find_next("data")
    assert (loss["title"], loss["value"]) == ("412,600.35元", "412600.35")


def test_the_page_of_results_leads_to_each_list_and_tells_people_in_total(site, page):
    own = page("2019/results/")
    found = {name: cells[0] for name, cells in pairs(own.find("table")).items()}
    assert found == SMALL
    assert pairs(own.find(id="activities").find_next("dl")) == ACTIVITIES
    assert own.find_all("table")[1].tbody.td.get_text() == "4月17日"
    linked = {link["href"].split("/")[-2] for link in own.select("a.rc-sum")}
    assert linked == {"recovered", "reallocated", "avoided", "visits"}
    for name in linked:
        assert page(f"2019/results/{name}/").select("tbody tr")
    visits = page("2019/results/visits/")
    assert visits.find("h1").get_text().split() == ["走访服务对象", "1"]
    assert [cell.get_text() for cell in visits.select("tbody td")][-2:] == ["4月17日", "403户"]


def test_people_stand_on_no_issue_no_unit_and_in_no_list(site, page):
    words = ("诫勉", "谈话提醒", "约谈三名经办人", "人次")
    for url in site.pages:
        text = page(url).get_text()
        told = [word for word in words if word in text]
        whole = url in ("", "2019/", "2019/results/") or re.fullmatch(r"2019/(weekly|results)/[^/]+/", url)
        assert whole or not told or url.startswith("handbook/"), (url, told)
    issue = next(
        each for each in json.loads(site.feed("2019/issues.json"))["issues"] if each["id"] == "U1-001"
    )
    assert issue["results"]["talked_to"] is issue["results"]["dealt_with"] is None
    assert [each["kind"] for each in issue["results"]["kinds"]] == [
        "recovered",
        "reallocated",
        "avoided",
        "visits",
    ]
    units = json.loads(site.feed("2019/units.json"))
    assert [each["outcome"]["people"] for each in units["units"]] == [None, None]
    assert (units["outcome"]["people"], units["outcome"]["transferred"]) == (4, 1)
    assert [each["name"] for each in units["activities"]] == ["专题会议", "党课", "现场推进会"]


def test_a_campaign_may_tell_people_of_issues_and_units(tmp_path):
    site = project.build(made(tmp_path, campaign=CAMPAIGN + "people_results: issues\n")).site
    issue = BeautifulSoup(site.render("2019/issues/U1-001/"), "lxml")
    assert "约谈三名经办人" in issue.get_text()
    unit = BeautifulSoup(site.render("2019/units/unit-1/"), "lxml")
    assert pairs(unit.find(id="results").find_next("dl"))["诫勉"] == "1人次"
    lists = BeautifulSoup(site.render("2019/results/talked_to/"), "lxml")
    assert [cell.get_text() for cell in lists.select("tfoot td")] == ["3人次"]


def test_an_issue_tells_its_results_by_day_and_how_much_is_settled(page):
    own = page("2019/issues/U1-001/").find(id="results")
    facts = own.find_next("dl")
    assert facts.get_text(" ", strip=True) == "已整改到位 1.1万元 未整改到位 1,500元"
    story = facts.find_next("dl")
    assert story.dd.get_text(" ", strip=True) == "追缴收回 8,000.50元（收回超标准列支的会议费）"
    task = page("2019/issues/U1-002/").select_one(".rc-share")
    assert task.get_text() == "目标18公里，已完成10.4公里（57.8%，截至4月13日）"
    assert "57.8%" in page("2019/units/unit-1/").find(id="tasks").find_next("table").get_text()


def test_the_report_tells_totals_and_what_its_week_brought(tmp_path):
    site = project.build(made(tmp_path), as_of="2019-04-22").site
    found = pairs(
        BeautifulSoup(site.render("2019/weekly/2019-04-15/"), "lxml").find(id="results").find_next("table")
    )
    assert found["追缴收回"] == ["8,000.50元", "8,000.50元"]
    assert found["避免损失"] == ["412,600.35元", "412,600.35元"]  # exact: nobody can point at paper
    assert found["谈话提醒"] == ["3人次", ""]  # of the report's own day: so far, but not in the week
    assert found["专题会议"] == ["2次", "2次"]
    assert "诫勉" not in found
    found = pairs(
        BeautifulSoup(site.render("2019/weekly/2019-04-22/"), "lxml").find(id="results").find_next("table")
    )
    assert found["追缴收回"] == ["8,000.50元", ""]
    assert found["已整改到位"] == ["11,000.50元", "3,000元"]
    assert found["移交"] == ["1人次", "1人次"]
    assert found["党课"] == ["1次", "1次"]


def test_the_archive_marks_what_came_after_closing(tmp_path):
    later = RESULTS + "      - {date: 2019-04-20, kind: recovered, amount: 900, note: 补交}\n"
    site = project.build(made(tmp_path, unit_results=later), as_of="2019-04-22").site
    lines = [
        each.get_text(" ", strip=True)
        for each in BeautifulSoup(site.render("archive/2019/"), "lxml").select("li")
        if "追缴收回" in each.get_text()
    ]
    assert lines == [
        "追缴收回 8,000.50元 2019年4月12日 收回超标准列支的会议费",
        "追缴收回 900元 2019年4月20日 补交 销号后补充",
    ]
    assert "销号后补充" in BeautifulSoup(site.render("2019/issues/U1-001/"), "lxml").get_text()


def test_the_site_of_a_day_knows_no_later_entry(tmp_path):
    """From full data as from data without what is dated later."""
    early = RESULTS.split("      - {date: 2019-04-16, kind: 统筹盘活")[0]
    late = CAMPAIGN.replace(
        "  - {date: 2019-04-16, kind: lecture, count: 1}\n  - {date: 2019-04-17, kind: 现场推进会, count: 1}\n",
        "",
    )
    assert len(late) < len(CAMPAIGN)
    full = project.build(made(tmp_path / "full"), as_of="2019-04-12").site
    less = project.build(made(tmp_path / "less", campaign=late, unit_results=early), as_of="2019-04-12").site
    for url in (
        "2019/",
        "2019/results/",
        "2019/issues/U1-001/",
        "2019/units/unit-1/",
        "2019/results/recovered/",
    ):
        assert full.render(url) == less.render(url)
    assert full.feed("2019/units.json") == less.feed("2019/units.json")
    assert set(full.pages) == set(less.pages)


def test_search_finds_notes_of_results_but_not_those_of_people(site):
    issue = site.pages["2019/issues/U1-001/"]
    texts = "\n".join(issue.texts(site.renderer.common, issue.given()))
    assert "收回超标准列支的会议费" in texts
    assert "约谈三名经办人" not in texts


def test_an_english_site_tells_the_same(tmp_path):
    site = project.build(made(tmp_path), language="en").site
    found = pairs(BeautifulSoup(site.render("2019/"), "lxml").find(id="results").find_next("dl"))
    assert found["Recovered"] == "¥8,000.50"
    assert found["Loss avoided"] == "¥412,600.35"
    assert found["走访服务对象"] == "403户"
    for url in (
        "2019/results/",
        "2019/issues/U1-001/",
        "2019/issues/U1-002/",
        "2019/units/unit-1/",
        "archive/2019/",
    ):
        assert "None" not in BeautifulSoup(site.render(url), "lxml").get_text()


def test_without_days_all_is_told_as_before(tmp_path):
    """But people, of whom only the whole campaign tells."""
    site = project.build(project.copy_small(tmp_path)).site
    found = pairs(BeautifulSoup(site.render("2019/"), "lxml").find(id="results").find_next("dl"))
    assert found == {"追缴挽回资金": "1.25万元", "处理人数": "0人", "约谈提醒": "2人", "制度成果": "1"}
    issue = BeautifulSoup(site.render("2019/issues/U1-001/"), "lxml").find(id="results").find_next("dl")
    assert issue.get_text(" ", strip=True) == "追缴挽回资金 1.25万元"
    assert BeautifulSoup(site.render("2019/units/unit-1/"), "lxml").find(id="results") is None
    assert BeautifulSoup(site.render("2019/weekly/2019-04-15/"), "lxml").find(id="results") is None


def test_history_takes_what_is_added(tmp_path):
    folder = project.committed(made(tmp_path))
    more = [
        {
            "file": project.UNIT_1,
            "old": "{date: 2019-04-13, amount: 10.4}",
            "new": "{date: 2019-04-13, amount: 10.4}, {date: 2019-04-14, amount: 12}",
        },
        {
            "file": project.CAMPAIGN,
            "old": "kind: lecture, count: 1}\n",
            "new": "kind: lecture, count: 1}\n  - {date: 2019-04-18, kind: 党课, count: 1}\n",
        },
    ]
    project.change(folder, {"edit": more})
    loaded = project.build(folder).loaded
    assert check.compare(revision.compare(folder, "data", "main", loaded, catalogue("zh"))) == []


OLD = "    results: {recovered: 12500.50, talked_to: 2}\n"
BY_DAY = "    results:\n      - {date: 2019-04-12, kind: 归还原渠道, amount: 12500.5}\n      - {date: 2019-04-12, kind: 谈话提醒, people: 2}\n"
LATER = "      - {date: 2019-04-18, kind: 追缴收回, amount: 300}\n"
CLOSED = {
    "results are told by day": (OLD, BY_DAY, True),
    "and more came later": (OLD, BY_DAY + LATER, True),
    "but they don't add up": (OLD, BY_DAY.replace("people: 2", "people: 3"), False),
    "those without days are changed": (OLD, OLD.replace("2}", "3}"), False),
    "those without days are removed": (OLD, "", False),
    "more came later": (BY_DAY, BY_DAY + LATER, True),
    "they stand in another order": (
        BY_DAY + LATER,
        "    results:\n" + LATER + BY_DAY.partition("\n")[2],
        True,
    ),
    "one is added that is not later": (BY_DAY, BY_DAY + LATER.replace("04-18", "04-17"), False),
    "the first is added later": ("", "    results:\n" + LATER, True),
    "days are removed": (BY_DAY, OLD, False),
}


@pytest.mark.parametrize("name", CLOSED)
def test_of_a_closed_issue_only_later_results_are_added(name, tmp_path):
    before, after, passes = CLOSED[name]
    folder = project.copy_small(tmp_path)
    project.change(folder, {"edit": [{"file": project.UNIT_1, "old": OLD, "new": before}]})
    project.committed(folder)
    text = (folder / project.UNIT_1).read_text("utf-8")
    place = text.index("  - id: U1-002")
    now = text[:place].removesuffix(before) + after + text[place:]
    (folder / project.UNIT_1).write_text(now, "utf-8")
    loaded = project.build(folder).loaded
    found = check.compare(revision.compare(folder, "data", "main", loaded, catalogue("zh")))
    assert (found == []) == passes, found


MONEY = {
    "0": "0元",
    "9999.99": "9,999.99元",
    "10000": "1万元",
    "412600.35": "41.26万元",
    "99999949.99": "9,999.99万元",
    "99999950": "1亿元",
    "123456700": "1.2346亿元",
}
EXACT = {
    "9999.99": "9,999.99元",
    "12500": "1.25万元",
    "412600.35": "412,600.35元",
    "320000000": "3.2亿元",
    "123456700": "12,345.67万元",
}


def test_money_is_told_in_units_that_one_can_read():
    words = catalogue("zh")
    assert {given: words.large(Decimal(given)) for given in MONEY} == MONEY
    assert {given: words.reported(Decimal(given)) for given in EXACT} == EXACT
    assert catalogue("en").large(Decimal("412600.35")) == "¥412,600.35"


UNITS = {"元": 1, "万元": 10_000, "亿元": 100_000_000}


@given(st.integers(0, 10**13))
def test_a_report_loses_no_fen(fen):
    """What a report says is the amount, in whatever unit."""
    amount = Decimal(fen) / 100
    number, unit = re.fullmatch(r"([\d,.]+)(\D+)", catalogue("zh").reported(amount)).groups()
    assert Decimal(number.replace(",", "")) * UNITS[unit] == amount


@given(st.data())
def test_settled_and_not_settled_are_the_money_at_stake(data):
    """Of any issues on any day, and never more than an issue's own amount."""

    day = data.draw(days)
    money = st.decimals(0, 10**6, places=2)
    found = []
    entry = st.builds(
        results.Gain, days, st.sampled_from(["recovered", "avoided", "own"]), st.just("money"), money
    )
    for amount in data.draw(st.lists(st.none() | money, max_size=4)):
        one = standing(issue(), day)
        gains = tuple(data.draw(st.lists(entry, max_size=4)))
        found.append(one._replace(issue=one.issue._replace(amount=amount, gains=gains)))
    whole = results.outcome(found, day)
    assert whole.settled + whole.unsettled == whole.stake == sum(each.issue.amount or 0 for each in found)
    assert 0 <= whole.settled <= whole.stake
    for each in found:
        assert results.settled(each, day) <= (each.issue.amount or 0)
    before = results.outcome(found, day - datetime.timedelta(7))
    week = results.outcome(found, day, day - datetime.timedelta(6))
    assert before.settled + week.settled == whole.settled
    assert all(
        before.of_kind(kind) + week.of_kind(kind) == whole.of_kind(kind) for kind in ("recovered", "own")
    )


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("追缴收回8,000.5元，统筹盘活0.3万元，避免损失41.26万元。", None),
        ("追缴收回资金0.8万元。", None),
        ("追缴收回1.2万元。", "8,000.50元"),
        ("归还原渠道2万元。", "0元"),
        ("处理4人次，其中诫勉9人次。", None),
        ("累计处理5人次。", "4人次"),
        ("已整改到位1.1万元。", None),
        ("已整改到位1.2万元。", "11,000.50元"),
        ("走访服务对象400户。", "403户"),
        ("召开专题会议3次。", "2次"),
        ("截至4月12日，追缴收回8000.5元，统筹盘活0元。", None),
        ("截至4月15日，谈话提醒2人次。", "3人次"),
        ("本周追缴收回1元。", None),
    ],
)
def test_results_typed_in_a_note_are_held_to_the_ledger(text, right, tmp_path):
    folder = made(tmp_path)
    (folder / "docs/notes/2019/weekly").mkdir(parents=True, exist_ok=True)
    (folder / "docs/notes/2019/weekly/2019-04-15.md").write_text(text + "\n", "utf-8")
    lines = [line for line in project.report(project.build(folder)) if "[notes.number]" in line]
    assert bool(lines) == bool(right), lines
    assert not right or f"台账是 {right}" in lines[0]


def test_a_units_note_is_told_nothing_of_people(tmp_path):
    folder = made(tmp_path)
    (folder / "docs/notes/2019/units").mkdir(parents=True, exist_ok=True)
    (folder / "docs/notes/2019/units/unit-1.md").write_text("诫勉9人次。追缴收回9元。\n", "utf-8")
    lines = [line for line in project.report(project.build(folder)) if "[notes.number]" in line]
    assert len(lines) == 1
    assert "追缴收回9元" in lines[0]


def test_live_blocks_count_results(tmp_path):
    folder = made(tmp_path)
    block = "```counts\nshow: [settled, avoided, people, talked_to, visits, 问题总数]\n```\n\n```counts\nunit: unit-2\nshow: [settled, total]\n```\n"
    (folder / "docs/notes/2019/weekly").mkdir(parents=True, exist_ok=True)
    (folder / "docs/notes/2019/weekly/2019-04-15.md").write_text(block, "utf-8")
    site = project.build(folder).site
    figures = BeautifulSoup(site.render("2019/weekly/2019-04-15/"), "lxml").select(".rc-block .rc-figure")
    told = [each.get_text(" ", strip=True) for each in figures]
    assert told == [
        "1.1万元 已整改到位",
        "41.26万元 避免损失",
        "4人次 处理人次",
        "3人次 谈话提醒",
        "403户 走访服务对象",
        "3 问题总数",
        "0元 已整改到位",
        "1 问题总数",
    ]
