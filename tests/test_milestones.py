"""Milestones of a round, and the standard of closing of an issue: on each page, on each day."""

from __future__ import annotations

import datetime
import json

import icalendar
import pytest
from bs4 import BeautifulSoup

import project
from rectify import check
from rectify.git import revision
from rectify.words import messages

STONES = """milestones:
  - {kind: meeting, due: 2019-04-22}
  - {kind: plan, due: 2019-04-12, done: 2019-04-15, ref: 党委会纪要〔2019〕6号}
  - {kind: 向上级备案 <b>, due: 2019-04-16}
"""
STANDARD = "    standard: 连续三次学习有研讨记录\n"
TEXT = "    description: 三次集中学习没有研讨记录\n"
LAST = "      - {date: 2019-04-17, step: verify, by: 李卫东, result: pass, opinion: 查阅原件, method: 现场核查}\n"


@pytest.fixture
def folder(tmp_path):
    made = project.copy_small(tmp_path / "p")
    file = made / project.CAMPAIGN
    file.write_text(file.read_text("utf-8") + STONES, "utf-8")
    return made


def soup(site, url):
    return BeautifulSoup(site.render(url), "lxml")


def lines(page):
    return [item.get_text(" ", strip=True) for item in page.select(".rc-milestones li")]


def states(page):
    return [item["class"][0] for item in page.select(".rc-milestones li")]


@pytest.mark.parametrize(
    ("day", "told", "how"),
    [
        ("2019-04-11", ["还有1天", "还有5天", "还有11天"], ["is-open"] * 3),
        ("2019-04-14", ["逾期2天未完成", "还有2天", "还有8天"], ["is-late", "is-open", "is-open"]),
        (
            "2019-04-16",
            ["2019年4月15日完成，逾期3天 · 党委会纪要〔2019〕6号", "今天到期", "还有6天"],
            ["is-done", "is-open", "is-open"],
        ),
    ],
)
def test_the_overview_tells_how_each_stands_on_the_day(folder, day, told, how):
    page = soup(project.build(folder, day).site, "2019/")
    due = (
        "党委会审议方案 应于2019年4月12日完成",
        "向上级备案 <b> 应于2019年4月16日完成",
        "专题民主生活会 应于2019年4月22日完成",
    )
    assert lines(page) == [f"{first} · {last}" for first, last in zip(due, told, strict=True)]
    assert states(page) == how
    assert page.select_one("#milestones a")["href"].endswith("2019/milestones.ics")


def test_a_day_that_is_still_to_come_changes_nothing(folder, tmp_path):
    """The site of a day is the same without what is dated later."""
    other = project.copy_small(tmp_path / "other")
    file = other / project.CAMPAIGN
    undone = STONES.replace(", done: 2019-04-15, ref: 党委会纪要〔2019〕6号", "")
    file.write_text(file.read_text("utf-8") + undone, "utf-8")
    one, two = (project.build(each, "2019-04-14").site for each in (folder, other))
    for url in ("2019/", "2019/wall/", "2019/weekly/2019-04-08/"):
        assert one.render(url) == two.render(url)
    for url in ("2019/milestones.ics", "campaigns.json"):
        assert one.feed(url) == two.feed(url)


def test_a_report_tells_how_they_stood_on_its_day(folder):
    site = project.build(folder, "2019-04-18").site
    assert states(soup(site, "2019/weekly/2019-04-08/")) == ["is-open"] * 3
    page = soup(site, "2019/weekly/2019-04-15/")
    assert states(page) == ["is-done", "is-open", "is-open"]
    assert states(soup(site, "2019/")) == ["is-done", "is-late", "is-open"]


def test_the_wall_has_a_line_for_each_and_their_list(folder):
    page = soup(project.build(folder).site, "2019/wall/")
    drawn = page.select("line.rc-line--milestone")
    assert [each.title.get_text() for each in drawn] == [
        "党委会审议方案 4月12日",
        "向上级备案 <b> 4月16日",
        "专题民主生活会 4月22日",
    ]
    assert len(page.select("#rc-lines .rc-line--milestone")) == 3
    assert len(lines(page)) == 3


def test_the_calendar_has_those_that_are_not_done(folder):
    site = project.build(folder).site
    events = icalendar.Calendar.from_ical(site.feed("2019/milestones.ics")).walk("VEVENT")
    assert [(str(each["SUMMARY"]), each["DTSTART"].dt) for each in events] == [
        ("节点：向上级备案 <b>", datetime.date(2019, 4, 16)),
        ("节点：专题民主生活会", datetime.date(2019, 4, 22)),
    ]
    assert len({str(each["UID"]) for each in events}) == 2


def test_json_and_search_have_them(folder):
    site = project.build(folder).site
    listed = json.loads(site.feed("campaigns.json"))["campaigns"][0]["campaign"]
    assert listed["milestones"][0] == {
        "kind": "plan",
        "name": "党委会审议方案",
        "due": "2019-04-12",
        "done": "2019-04-15",
        "ref": "党委会纪要〔2019〕6号",
        "state": "done",
    }
    assert [each["state"] for each in listed["milestones"]] == ["done", "late", "open"]
    (found,) = site.documents([site.pages["2019/"]])
    assert {"专题民主生活会", "党委会纪要〔2019〕6号"} <= set(found.texts)


def test_a_round_without_any_shows_nothing(tmp_path):
    site = project.build(project.copy_small(tmp_path)).site
    assert "2019/milestones.ics" not in site.feeds
    for url in ("2019/", "2019/wall/", "2019/weekly/2019-04-15/"):
        assert not soup(site, url).select(".rc-milestones, .rc-line--milestone, #milestones")


def test_they_show_before_there_is_an_issue(folder):
    (folder / "docs/notes/2019/units/unit-1.md").unlink()  # it links to an issue that isn't there yet
    page = soup(project.build(folder, "2019-04-02").site, "2019/")
    assert page.find(id="first-days")
    assert len(lines(page)) == 3


@pytest.mark.parametrize(
    ("last", "shown"),
    [
        ("", True),
        (LAST, False),
        ("      - {date: 2019-04-17, step: verify, by: 李卫东, result: return, opinion: 缺一次}\n", False),
    ],
)
def test_the_standard_stands_beside_the_next_step_while_it_is_judged(tmp_path, last, shown):
    folder = project.copy_small(tmp_path)
    edits = [
        {"file": project.UNIT_1, "old": TEXT, "new": TEXT + STANDARD},
        {"file": project.UNIT_1, "old": LAST, "new": last},
    ]
    project.change(folder, {"edit": edits})
    site = project.build(folder).site
    page = soup(site, "2019/issues/U1-001/")
    assert ("连续三次学习有研讨记录" in page.select_one(".rc-now").get_text()) == shown
    assert page.find("dt", string="销号标准").find_next("dd").get_text() == "连续三次学习有研讨记录"
    (found,) = site.documents([site.pages["2019/issues/U1-001/"]])
    assert "连续三次学习有研讨记录" in found.texts


def history(folder, edits):
    """What the rules on history say of some edits of a committed project."""
    project.change(folder, {"edit": edits})
    made = project.build(folder)
    words = messages.catalogue("zh")
    found = check.compare(revision.compare(folder, "data", "HEAD", made.loaded, words))
    return [each.rule for each in found]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("{kind: meeting, due: 2019-04-22}", "{kind: meeting, due: 2019-04-20, done: 2019-04-18}"),
        ("{kind: meeting, due: 2019-04-22}", "{kind: meeting, due: 2019-04-28}"),
        ("milestones:\n", "milestones:\n  - {kind: report, due: 2019-05-06}\n"),
    ],
)
def test_milestones_may_be_done_added_and_by_extension_put_off(folder, old, new):
    assert history(project.committed(folder), [{"file": project.CAMPAIGN, "old": old, "new": new}]) == []


def test_a_standard_may_change_after_a_return_and_a_first_one_be_added(tmp_path):
    folder = project.copy_small(tmp_path)
    project.change(folder, {"edit": [{"file": project.UNIT_1, "old": LAST, "new": ""}]})
    project.committed(folder)
    first = {"file": project.UNIT_1, "old": TEXT, "new": TEXT + STANDARD}
    assert history(folder, [first]) == []
    project.git(folder, "commit", "-qam", "a standard")
    back = "      - {date: 2019-04-17, step: verify, by: 李卫东, result: return, opinion: 标准要改}\n"
    steps = "result: pass, opinion: 同意}\n"
    edits = [
        {"file": project.UNIT_1, "old": steps, "new": steps + back},
        {"file": project.UNIT_1, "old": "连续三次学习有研讨记录", "new": "连续五次学习有研讨记录"},
    ]
    assert history(folder, edits) == []
