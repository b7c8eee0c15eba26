"""Turns before a return or reopening are not checked against the present record."""

from __future__ import annotations

import datetime
import itertools
import json

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

import project
from rectify.ledger.brief import brief
from rectify.ledger.standing import Day, moves
from rectify.ledger.standing import standing as standing_of
from rectify.read import records
from rectify.read.records import FollowUp, Measure, Recheck, Step
from rectify.read.source import start_of

OPENED = "    opened: 2019-04-08\n    deadline: 2019-04-20\n"
MEASURE = (
    "      - {text: 修订中心组学习制度, owner: 刘鹏, due: 2019-04-15, done: 2019-04-14, output: 学习制度}\n"
)
LATER = "      - {text: 补开一次专题研讨, owner: 刘鹏, due: 2019-04-20}\n"
OWNER = "    owner: 刘鹏\n    supervisor: 李卫东\n    opened: 2019-04-08\n"
CLOSURE = """\
      - {date: 2019-04-15, step: apply, by: 刘鹏}
      - {date: 2019-04-16, step: review, by: 王志强, result: pass, opinion: 同意}
      - {date: 2019-04-17, step: verify, by: 李卫东, result: pass, opinion: 查阅原件, method: 现场核查}
"""
ENDS = {
    "returned by review": CLOSURE.split("      - {date: 2019-04-17")[0].replace("pass", "return"),
    "returned by verification": CLOSURE.replace("result: pass, opinion: 查", "result: return, opinion: 查"),
    "reopened": CLOSURE + "      - {date: 2019-04-18, step: reopen, by: 李卫东, opinion: 又有缺席}\n",
    "failed a recheck": CLOSURE.rstrip("\n")
    + "\n    rechecks:\n      - {date: 2019-04-18, by: 李卫东, result: fail, opinion: 又有缺席}\n",
}


def told(folder, *edits, file=project.UNIT_1, **more):
    project.change(folder, {"edit": [{"file": file, "old": old, "new": new} for old, new in edits]})
    return [line for line in project.report(project.build(folder, **more)) if ": 错误 [" in line]


@pytest.mark.parametrize("end", ENDS)
def test_a_measure_added_after_a_turn_is_not_asked_of_its_application(end, tmp_path):
    folder = project.copy_small(tmp_path)
    assert told(folder, (CLOSURE, ENDS[end]), (MEASURE, MEASURE + LATER)) == []


@pytest.mark.parametrize("end", ENDS)
def test_who_takes_over_after_a_turn_may_have_judged_it(end, tmp_path):
    folder = project.copy_small(tmp_path)
    assert told(folder, (CLOSURE, ENDS[end]), (OWNER, OWNER.replace("刘鹏", "王志强"))) == []


def test_the_next_application_is_asked_for_every_measure(tmp_path):
    folder = project.copy_small(tmp_path)
    again = ENDS["returned by review"] + "      - {date: 2019-04-18, step: apply, by: 刘鹏}\n"
    [line] = told(folder, (CLOSURE, again), (MEASURE, MEASURE + LATER))
    assert "[closing.apply] 2019-04-18 申请销号时，第2条措施还没有完成" in line


def test_a_deadline_advanced_later_leaves_what_is_done_alone(tmp_path):
    """Finished measures and closed records never change, so rules must not require it."""
    folder = project.copy_small(tmp_path / "issue")
    assert told(folder, (OPENED, OPENED.replace("04-20", "04-14"))) == []
    folder = project.copy_small(tmp_path / "units")
    assert told(folder, ("units: 2019-04-23}", "units: 2019-04-18}"), file=project.CAMPAIGN) == []


def test_who_leads_a_unit_after_a_campaign_is_over_may_have_verified_in_it(tmp_path):
    folder = project.copy_small(tmp_path)
    moved = ("leader: 赵海涛, deputy: 陈敏", "leader: 李卫东, deputy: 陈敏")
    organization = "data/organization.yml"
    lines = told(folder, moved, file=organization)
    assert any("[closing.verifier-outside]" in line for line in lines)
    over = ("verified_by: discipline\n", "verified_by: discipline\nfinished: 2019-04-18\n")
    assert told(folder, over, file=project.CAMPAIGN) == []


ADDED = "      - {text: 补开一次专题研讨, owner: 刘鹏, due: 2019-04-20, added: 2019-04-18}\n"


def built(folder, *edits, as_of, **more):
    folder = project.copy_small(folder)
    project.change(folder, {"edit": [{"file": project.UNIT_1, "old": old, "new": new} for old, new in edits]})
    made = project.build(folder, as_of, **more)
    assert made.site is not None, project.report(made)
    return made.site


def assert_same(one, other):
    """Two sites have the same pages and files."""
    assert one.pages.keys() == other.pages.keys() and one.feeds.keys() == other.feeds.keys()
    for url in one.pages:
        if not url.startswith("handbook/"):
            assert one.render(url) == other.render(url), url
    for url in one.feeds:
        if url != "build.json":  # which tells the files apart
            assert one.feed(url) == other.feed(url), url


def test_a_measure_does_not_exist_before_it_was_added(tmp_path):
    """Whatever a day's site shows is the same without the entries dated later."""
    early, later = "2019-04-17", "2019-04-18"
    full = (CLOSURE, ENDS["returned by review"]), (MEASURE, MEASURE + ADDED)
    sites = [
        built(tmp_path / "full", *full, as_of=early),
        built(tmp_path / "without", full[0], as_of=early),
        built(tmp_path / "later", *full, as_of=later),
    ]
    assert_same(*sites[:2])
    shown = sites[2].render("2019/issues/U1-001/")
    assert "补开一次专题研讨" in shown and "4月18日增列" in shown
    assert "增列" not in sites[0].render("2019/issues/U1-001/")


def test_a_standing_application_is_held_to_the_measures_of_its_day(tmp_path):
    applied = CLOSURE.split("      - {date: 2019-04-16")[0]
    assert told(project.copy_small(tmp_path / "a"), (CLOSURE, applied), (MEASURE, MEASURE + ADDED)) == []
    [line] = told(project.copy_small(tmp_path / "b"), (CLOSURE, applied), (MEASURE, MEASURE + LATER))
    assert "[closing.apply]" in line


def test_a_measure_added_while_it_was_reviewed_is_done_before_closing(tmp_path):
    added = ADDED.replace("04-18", "04-16")
    [line] = told(project.copy_small(tmp_path / "a"), (MEASURE, MEASURE + added))
    assert "[closing.apply] 2019-04-17 核验销号时，申请以后增列的第2条措施还没有完成" in line
    done = added.replace("}", ", done: 2019-04-17}")
    assert told(project.copy_small(tmp_path / "b"), (MEASURE, MEASURE + done)) == []


NEXT = {
    "returned by review": CLOSURE.split("      - {date: 2019-04-17")[0].replace(
        "result: pass, opinion: 同意", "result: return, opinion: 缺发言提纲, deadline: 2019-04-26"
    ),
    "reopened": ENDS["reopened"].replace("又有缺席}", "又有缺席, deadline: 2019-04-26}"),
    "failed a recheck": ENDS["failed a recheck"].replace("又有缺席}", "又有缺席, deadline: 2019-04-26}"),
}


def standing(site, day, issue="U1-001"):
    book = site.books.register("2019").on(datetime.date.fromisoformat(day))
    return next(each for each in book.standings if each.issue.id == issue)


@pytest.mark.parametrize("end", NEXT)
def test_another_deadline_counts_from_its_day_on_and_may_exceed_the_campaigns(end, tmp_path):
    site = built(tmp_path, (CLOSURE, NEXT[end]), as_of="2019-04-22")
    assert site.books.rounds["2019"].campaign.deadlines.superior == datetime.date(2019, 4, 25)
    before = "2019-04-15" if end == "returned by review" else "2019-04-17"
    assert str(standing(site, before).deadline) == "2019-04-20"
    now = standing(site, "2019-04-22")
    assert (str(now.deadline), now.days_left, now.overdue, now.extended) == ("2019-04-26", 4, False, False)
    assert standing(site, "2019-04-27").overdue
    page = BeautifulSoup(site.render("2019/issues/U1-001/"), "lxml")
    section = page.find(id="extensions").find_next("dl").get_text()
    assert "由4月20日改为4月26日" in section
    assert "新时限4月26日" in page.find(id="timeline").find_next("dl").get_text()
    calendar = site.feed("2019/units/unit-1.ics").decode()
    assert "DTSTART;VALUE=DATE:20190426" in calendar
    assert "DTSTART;VALUE=DATE:20190420" not in calendar


def test_a_return_or_reopening_without_a_deadline_moves_none(tmp_path):
    site = built(tmp_path, (CLOSURE, ENDS["reopened"]), as_of="2019-04-22")
    assert str(standing(site, "2019-04-22").deadline) == "2019-04-20"
    assert standing(site, "2019-04-22").overdue


def test_measures_and_extensions_follow_the_deadline_in_force(tmp_path):
    late = LATER.replace("2019-04-20", "2019-04-25")
    assert (
        told(project.copy_small(tmp_path / "a"), (CLOSURE, NEXT["reopened"]), (MEASURE, MEASURE + late)) == []
    )
    later = (
        "    extensions:\n      - {date: 2019-04-19, from: 2019-04-26, to: 2019-04-30, "
        "approved_by: 周建国, reason: 外出参训}\n"
    )
    given = NEXT["reopened"] + later
    assert told(project.copy_small(tmp_path / "b"), (CLOSURE, given)) == []
    [line] = told(
        project.copy_small(tmp_path / "c"), (CLOSURE, given.replace("from: 2019-04-26", "from: 2019-04-20"))
    )
    assert "[days.extension] 延期的原时限写成了 2019-04-20" in line


def test_a_campaign_that_may_only_advance_deadlines_takes_one_that_was_set_with_a_return(tmp_path):
    folder = project.copy_small(tmp_path)
    kept = folder / project.UNIT_2
    kept.write_text(kept.read_text("utf-8").partition("    extensions:")[0], "utf-8")
    policy = ("deadline_policy: approved_extension", "deadline_policy: advance_only")
    assert told(folder, policy, file=project.CAMPAIGN) == []
    assert told(folder, (CLOSURE, NEXT["returned by review"])) == []


def facts(site, issue="U1-001"):
    form = BeautifulSoup(site.render(f"2019/issues/{issue}/"), "lxml").find("dl", class_="rc-form")
    return {name.get_text(): name.find_next("dd").get_text() for name in form.find_all("dt")}


def test_an_issue_says_which_turn_it_is_in_and_who_holds_it_since_when(tmp_path):
    again = "      - {date: 2019-04-19, step: apply, by: 刘鹏}\n"
    edit = (CLOSURE, ENDS["returned by review"] + again)
    told = {
        day: facts(built(tmp_path / day, edit, as_of=day))
        for day in ("2019-04-15", "2019-04-18", "2019-04-19")
    }
    assert [each["整改轮次"] for each in told.values()] == [
        "第1轮",
        "第2轮，4月16日审核退回起，退回1次（审核1次）",
        "第2轮，4月16日审核退回起，退回1次（审核1次）",
    ]
    assert [each["现由谁办理"] for each in told.values()] == [
        "政治工作处，4月15日起",
        "一团，4月16日起",
        "政治工作处，4月19日起",
    ]


@pytest.mark.parametrize("end", ("reopened", "failed a recheck"))
def test_a_reopening_and_a_failed_recheck_begin_a_turn(end, tmp_path):
    told = facts(built(tmp_path, (CLOSURE, ENDS[end]), as_of="2019-04-18"))
    assert (told["整改轮次"], told["现由谁办理"]) == ("第2轮，4月18日重新整改起", "一团，4月18日起")


def test_a_closed_issue_is_held_by_nobody(tmp_path):
    site = built(tmp_path, as_of="2019-04-18")
    assert "现由谁办理" not in facts(site)
    assert standing(site, "2019-04-16").held_by == "discipline"
    [issue] = [each for each in json.loads(site.feed("2019/issues.json"))["issues"] if each["id"] == "U1-001"]
    assert (issue["turn"], issue["holder"], issue["held_since"]) == (1, None, None)


def test_the_list_of_returned_issues_names_the_step(tmp_path):
    site = built(tmp_path, (CLOSURE, ENDS["returned by verification"]), as_of="2019-04-18")
    table = BeautifulSoup(site.render("2019/returned/"), "lxml").find("table")
    row = dict(
        zip(
            (cell.get_text() for cell in table.thead.find_all("th")),
            (cell.get_text() for cell in table.tbody.find_all("td")),
            strict=True,
        )
    )
    assert (row["编号"], row["退回次数"], row["整改轮次"]) == ("U1-001", "核验1次", "第2轮")


def test_basically_done_needs_an_application_or_a_finished_measure_of_the_turn(tmp_path):
    """What was finished before a return is what was returned."""
    returned = ENDS["returned by review"]
    more = ADDED.replace("04-18", "04-16").replace("}", ", done: 2019-04-19}")
    again = "      - {date: 2019-04-18, step: apply, by: 刘鹏}\n"
    first = built(tmp_path / "first", as_of="2019-04-14")
    assert standing(first, "2019-04-14").basically_done
    only = built(tmp_path / "only", (CLOSURE, returned), as_of="2019-04-20")
    assert not standing(only, "2019-04-20").basically_done
    done = built(tmp_path / "done", (CLOSURE, returned), (MEASURE, MEASURE + more), as_of="2019-04-20")
    assert [standing(done, day).basically_done for day in ("2019-04-18", "2019-04-19")] == [False, True]
    applied = built(tmp_path / "applied", (CLOSURE, returned + again), as_of="2019-04-20")
    assert [standing(applied, day).basically_done for day in ("2019-04-17", "2019-04-18")] == [False, True]


NOWHERE = start_of("x.yml")
_FIRST, _LAST = datetime.date(2019, 4, 8), datetime.date(2019, 4, 25)
ISSUE = records.Issue(
    "U1-001", "题", "述", "dated", "political", "丙", "甲", "丁", _FIRST, datetime.date(2019, 4, 20), NOWHERE
)
CAMPAIGN = records.Campaign(
    "批次", "巡察组", _FIRST, _FIRST, records.Deadlines(_LAST, _LAST, NOWHERE), "discipline", (), NOWHERE
)
DAYS = st.dates(datetime.date(2019, 4, 8), datetime.date(2019, 4, 30))


@given(st.lists(DAYS, max_size=8), st.data())
def test_only_what_happened_by_a_day_counts_on_it(days, data):
    """Any steps, in any order of days: the standing of a day is that of the entries up to it."""
    days = sorted(days)
    kinds = [
        ("apply", None),
        ("review", "pass"),
        ("review", "return"),
        ("verify", "pass"),
        ("verify", "return"),
        ("reopen", None),
    ]
    steps = []
    for day in days:
        kind, result = data.draw(st.sampled_from(kinds))
        another = data.draw(st.none() | DAYS) if result == "return" or kind == "reopen" else None
        steps.append(Step(day, kind, "甲", NOWHERE, result, deadline=another))
    looks = [
        Recheck(day, "乙", data.draw(st.sampled_from(("pass", "fail"))), NOWHERE)
        for day in data.draw(st.lists(DAYS, max_size=2))
    ]
    measures = [
        Measure(str(n), "甲", datetime.date(2019, 4, 20), NOWHERE, added=day)
        for n, day in enumerate(data.draw(st.lists(DAYS, max_size=3)))
    ]
    later = [
        FollowUp(day, "甲", "巩固", NOWHERE, data.draw(st.none() | DAYS))
        for day in data.draw(st.lists(DAYS, max_size=2))
    ]
    whole = ISSUE._replace(
        closure=tuple(steps), rechecks=tuple(looks), measures=tuple(measures), follow_up=tuple(later)
    )
    as_of = data.draw(DAYS)
    part = whole._replace(
        closure=tuple(each for each in steps if each.date <= as_of),
        rechecks=tuple(each for each in looks if each.date <= as_of),
        measures=tuple(each for each in measures if each.added <= as_of),
        follow_up=tuple(each for each in later if each.date <= as_of),
    )
    day = Day.of(CAMPAIGN._replace(on_time=data.draw(st.sampled_from(("closed", "applied")))), (), as_of)
    made = [standing_of(each, moves(each), "unit-1", day) for each in (brief(whole), brief(part))]
    same = [each._replace(issue=each.issue.id, life=()) for each in made]
    assert same[0] == same[1]
    assert not (made[0].overdue and made[0].review_overdue)
    assert len(made[0].issue.measures) == len(part.measures)
    assert made[0].turn == 1 + sum(
        before.status in ("in_review", "in_verification", "closed") and after.status == "in_progress"
        for before, after in itertools.pairwise(moves(brief(part)))
    )


BY_APPLICATION = ("verified_by: discipline\n", "verified_by: discipline\non_time: applied\n")
IN_REVIEW = CLOSURE.split("      - {date: 2019-04-16")[0]
LATE = CLOSURE.replace("04-16", "04-21").replace("04-17", "04-22")


def by_application(folder, closure, as_of):
    folder = project.copy_small(folder)
    project.change(
        folder,
        {
            "edit": [
                {"file": project.UNIT_1, "old": CLOSURE, "new": closure},
                {"file": project.CAMPAIGN, "old": BY_APPLICATION[0], "new": BY_APPLICATION[1]},
            ]
        },
    )
    made = project.build(folder, as_of)
    assert made.site is not None, project.report(made)
    return made.site


def test_an_application_in_time_counts_where_the_campaign_says_so(tmp_path):
    site = by_application(tmp_path / "a", LATE, "2019-04-24")
    on = {day: standing(site, day) for day in ("2019-04-15", "2019-04-20", "2019-04-21", "2019-04-22")}
    assert [each.overdue for each in on.values()] == [False] * 4
    assert [each.review_overdue for each in on.values()] == [False, False, True, False]
    assert (on["2019-04-22"].closed_late, str(on["2019-04-22"].applied_on)) == (False, "2019-04-15")
    assert "比整改时限提前5天提出申请" in site.render("2019/issues/U1-001/")
    usual = built(tmp_path / "b", (CLOSURE, LATE), as_of="2019-04-24")
    assert standing(usual, "2019-04-21").overdue
    assert standing(usual, "2019-04-22").closed_late


def test_an_overdue_review_is_told_under_who_holds_it(tmp_path):
    site = by_application(tmp_path, IN_REVIEW, "2019-04-22")
    assert standing(site, "2019-04-22").light.when == "review_overdue"
    listed = BeautifulSoup(site.render("2019/review-overdue/"), "lxml").find("table").tbody
    assert [cell.get_text() for cell in listed.find_all("td", class_="rc-col--holder")] == ["政治工作处"]
    assert "2019/overdue/" in site.pages and "U1-001" not in site.render("2019/overdue/")
    weekly = BeautifulSoup(site.render("2019/weekly/2019-04-22/"), "lxml")
    assert "待审核逾期：政治工作处 1项" in weekly.find("p", class_="rc-report").find_next("p").get_text()
    group = weekly.find(id="late-review-political")
    assert "政治工作处" in group.get_text() and "U1-001" in group.get_text()
    department = BeautifulSoup(site.render("2019/departments/political/"), "lxml")
    assert "U1-001" in department.find(id="review-overdue").find_next("table").get_text()
    page = site.render("2019/issues/U1-001/")
    assert "待审核逾期<b>2</b>天" in page and "不算单位超期" in page
    [issue] = [each for each in json.loads(site.feed("2019/issues.json"))["issues"] if each["id"] == "U1-001"]
    assert issue["flags"] == ["review_overdue", "basically_done"]


@pytest.mark.parametrize(
    ("closure", "day"),
    [
        (IN_REVIEW.replace("04-15", "04-21"), "2019-04-21"),  # applied for too late
        (LATE.split("      - {date: 2019-04-22")[0].replace("pass", "return"), "2019-04-21"),  # returned
    ],
)
def test_what_was_applied_for_too_late_or_returned_is_overdue(closure, day, tmp_path):
    now = standing(by_application(tmp_path, closure, "2019-04-24"), day)
    assert (now.overdue, now.review_overdue) == (True, False)


def test_after_a_reopening_the_last_closing_counts(tmp_path):
    again = "".join(
        line + "\n"
        for line in (
            "      - {date: 2019-04-18, step: reopen, by: 李卫东, opinion: 又有缺席, deadline: 2019-04-24}",
            "      - {date: 2019-04-24, step: apply, by: 刘鹏}",
            "      - {date: 2019-04-25, step: review, by: 王志强, result: pass, opinion: 同意}",
            "      - {date: 2019-04-26, step: verify, by: 李卫东, result: pass, opinion: 抽查, method: 现场核查}",
        )
    )
    now = standing(by_application(tmp_path, CLOSURE + again, "2019-04-26"), "2019-04-26")
    assert (now.closed_late, str(now.deadline), str(now.applied_on)) == (False, "2019-04-24", "2019-04-24")


def test_the_list_stands_only_where_applications_count(tmp_path):
    assert "2019/review-overdue/" not in built(tmp_path, as_of="2019-04-18").pages


RESULTS = "    results: {recovered: 12500.50, talked_to: 2}\n"
FOLLOWED = (
    RESULTS
    + "    follow_up:\n"
    + "      - {date: 2019-04-18, by: 周琳, text: 四月份学习已按新制度组织, due: 2019-04-20}\n"
)
MORE = "      - {date: 2019-04-21, by: 周琳, text: 第二季度研讨记录已备查}\n"
LATER_PROOF = (
    "      - {file: 学习制度.pdf, note: 印发稿, added: 2019-04-14}\n",
    (
        "      - {file: 学习制度.pdf, note: 印发稿, added: 2019-04-14}\n"
        "      - {ref: 政〔2019〕15号, note: 督查通报, added: 2019-04-19}\n"
    ),
)


def test_what_is_added_after_closing_stands_in_the_archive_under_its_own_name(tmp_path):
    site = built(tmp_path, (RESULTS, FOLLOWED), LATER_PROOF, as_of="2019-04-19")
    record = BeautifulSoup(site.render("archive/2019/"), "lxml").find(id="2019-U1-001")
    assert record.h3.get_text() == "销号后补充"
    later = [row.get_text() for row in record.find("ol", class_="rc-after").find_all("li")]
    assert later == [
        "后续处理 2019年4月18日 周琳四月份学习已按新制度组织（下一步4月20日前）",
        "补充佐证 2019年4月19日 政〔2019〕15号（督查通报）",
    ]
    page = BeautifulSoup(site.render("2019/issues/U1-001/"), "lxml")
    assert "政〔2019〕15号" in page.find(id="after").find_next("ul").get_text()
    assert "下一步4月20日前" in page.find(id="timeline").find_next("dl").get_text()
    assert standing(site, "2019-04-19").status == "closed"
    before = built(tmp_path / "before", (RESULTS, FOLLOWED), LATER_PROOF, as_of="2019-04-17")
    assert_same(before, built(tmp_path / "without", as_of="2019-04-17"))


def test_a_follow_up_that_is_past_due_is_listed_until_the_next_entry(tmp_path):
    site = built(tmp_path, (RESULTS, FOLLOWED + MORE), as_of="2019-04-21")
    days = ("2019-04-17", "2019-04-20", "2019-04-21")
    assert [str(standing(site, day).follow_up) for day in days] == ["None", "2019-04-20", "None"]
    assert not any(standing(site, day).follow_up_due for day in days)
    late = built(tmp_path / "late", (RESULTS, FOLLOWED), as_of="2019-04-21")
    assert standing(late, "2019-04-21").flags == ("follow_up_due",)
    listed = BeautifulSoup(late.render("2019/follow-up/"), "lxml").find("table").tbody
    assert "U1-001" in listed.get_text()
    unit = BeautifulSoup(late.render("2019/units/unit-1/"), "lxml")
    assert "U1-001" in unit.find(id="flag-follow_up_due").get_text()
    calendar = late.feed("2019/units/unit-1.ics").decode().replace("\r\n ", "")
    assert "SUMMARY:后续处理：U1-001" in calendar and "DTSTART;VALUE=DATE:20190420" in calendar
    assert "2019/follow-up/" not in built(tmp_path / "none", as_of="2019-04-21").pages


AFTERWARDS = {
    "evidence": LATER_PROOF,
    "a follow-up": (RESULTS, FOLLOWED),
    "a rule": (
        "issued: 2019-04-14, kind: revised}\n",
        "issued: 2019-04-14, kind: revised}\n      - {name: 学习考勤办法, issued: 2019-04-18, kind: new}\n",
    ),
}


@pytest.mark.parametrize("what", AFTERWARDS)
def test_a_closed_record_takes_what_is_dated_after_its_closing(what, tmp_path):
    """The bad cases history-after-* are refused in the same way."""
    old, new = AFTERWARDS[what]
    case = {"against": True, "edit": [{"file": project.UNIT_1, "old": old, "new": new}]}
    assert [line for line in project.told(project.copy_small(tmp_path), case) if "[history." in line] == []


@pytest.mark.parametrize("end", ("reopened", "failed a recheck"))
def test_history_takes_a_reopening_that_sets_another_deadline(end, tmp_path):
    """Set afterwards it is refused: see the bad case history-deadline-rewritten."""
    case = {"against": True, "edit": [{"file": project.UNIT_1, "old": CLOSURE, "new": NEXT[end]}]}
    assert [line for line in project.told(project.copy_small(tmp_path), case) if ": 错误 [" in line] == []
