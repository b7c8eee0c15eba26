"""Reminders: what has to be sent today, what was sent, and where the latter shows."""

from __future__ import annotations

import json
from typing import NamedTuple

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

import project
from rectify.ledger import reminders
from test_cli import rectify

LADDER = """ladder:
  - {when: overdue, days: 7, kind: 告诫书, to: leader}
  - {when: due, days: 3, kind: 提醒, to: 责任人}
  - {when: overdue, days: 1, kind: order, to: leader}
"""
U1, AMOUNT = project.UNIT_1, "    amount: 300\n"


@pytest.fixture
def folder(tmp_path):
    return project.copy_small(tmp_path / "p")


def with_ladder(folder):
    file = folder / project.CAMPAIGN
    file.write_text(file.read_text("utf-8") + LADDER, "utf-8")
    return folder


def sent(folder, *entries):
    lines = "".join(f"      - {{{entry}}}\n" for entry in entries)
    project.change(folder, {"edit": [{"file": U1, "old": AMOUNT, "new": f"{AMOUNT}    reminders:\n{lines}"}]})
    return folder


def due(folder, day, issue="U1-002"):
    """The reminder that the issue is due for on a day: its kind and the person."""
    books = project.build(folder, day).site.books
    book = books.now("2019")
    some = zip(book.standings, books.issues_of("2019", book.standings), strict=True)
    found = reminders.to_send(book.campaign, some, book.as_of)
    return next(((each.rung.kind, each.name) for each in found if each.standing.issue.id == issue), None)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2019-04-10", ("notice", "刘鹏")),  # the deadline is 2019-04-14, the usual warning five days
        ("2019-04-14", ("notice", "刘鹏")),
        ("2019-04-15", ("order", "赵海涛")),
        ("2019-05-15", ("order", "赵海涛")),
    ],
)
def test_the_usual_ladder(folder, day, expected):
    assert due(folder, day) == expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2019-04-10", None),
        ("2019-04-11", ("notice", "刘鹏")),
        ("2019-04-15", ("order", "赵海涛")),
        ("2019-04-20", ("order", "赵海涛")),
        ("2019-04-21", ("admonition", "赵海涛")),
    ],
)
def test_a_campaigns_own_ladder_lists_only_the_highest_step(folder, day, expected):
    assert due(with_ladder(folder), day) == expected


def test_a_step_is_due_until_it_is_sent_and_none_below_it(folder):
    order = "date: 2019-04-16, by: 李卫东, to: 赵海涛, kind: 督办通知书, text: 三日内书面答复"
    sent(with_ladder(folder), order)
    assert due(folder, "2019-04-15") == ("order", "赵海涛")
    assert due(folder, "2019-04-16") is None
    assert due(folder, "2019-04-20") is None
    assert due(folder, "2019-04-21") == ("admonition", "赵海涛")


def test_a_new_deadline_starts_the_ladder_again(folder):
    notice = "date: 2019-04-12, by: 李卫东, to: 刘鹏, kind: notice, text: 请按期完成"
    later = "date: 2019-04-14, from: 2019-04-14, to: 2019-04-17, approved_by: 周建国, reason: 与上级检查合并"
    sent(with_ladder(folder), notice)
    assert due(folder, "2019-04-14") is None
    edit = {"file": U1, "old": AMOUNT, "new": f"{AMOUNT}    extensions: [{{{later}}}]\n"}
    project.change(folder, {"edit": [edit]})
    assert due(folder, "2019-04-13") is None
    assert due(folder, "2019-04-14") == ("notice", "刘鹏")


def test_what_waits_for_review_or_is_closed_is_not_asked_of_its_unit(folder):
    assert due(folder, "2019-04-25", "U1-001") is None
    last = "      - {date: 2019-04-17, step: verify, by: 李卫东, result: pass, opinion: 查阅原件, method: 现场核查}\n"
    project.change(folder, {"edit": [{"file": U1, "old": last, "new": ""}]})
    assert due(folder, "2019-04-25", "U1-001") is None


def test_the_command_lists_them_for_the_office(folder):
    done = rectify(with_ladder(folder), "remind", "--as-of", "2019-04-18")
    assert done.returncode == 0, done.stderr
    assert [line.split("\t") for line in done.stdout.splitlines()] == [
        ["U1-002", "督办通知书", "责任领导", "赵海涛", "2019-04-14", "-4", "unit-1", "督办台账不全"]
    ]
    none = rectify(folder, "remind", "--unit", "unit-2", "--as-of", "2019-04-18")
    assert (none.returncode, none.stdout, none.stderr) == (0, "", "今天没有要发的催办。\n")
    assert rectify(folder, "remind", "--unit", "unit-9").returncode == 2


def test_what_was_sent_shows_and_what_is_due_does_not(folder):
    sent(
        folder,
        "date: 2019-04-12, by: 李卫东, to: 赵海涛, kind: order, text: 三日内书面答复, "
        "answered: {date: 2019-04-15, text: 本周五前补齐}",
        "date: 2019-04-17, by: 李卫东, to: 刘鹏, kind: 询问函, text: 说明为何没有补齐",
    )
    site = project.build(folder, "2019-04-18").site
    page = BeautifulSoup(site.render("2019/issues/U1-002/"), "lxml").find(id="timeline").find_next("dl")
    told = page.get_text(" ", strip=True)
    assert "督办通知书 三日内书面答复（赵海涛） 李卫东" in told
    assert "催办答复 本周五前补齐 赵海涛" in told
    assert "催办 说明为何没有补齐（刘鹏 询问函） 李卫东" in told
    report = BeautifulSoup(site.render("2019/weekly/2019-04-15/"), "lxml").get_text()
    assert "本报告期内发出催办1件。" in report
    listed = {each["id"]: each for each in json.loads(site.feed("2019/issues.json"))["issues"]}
    assert (listed["U1-002"]["reminders"], listed["U2-001"]["reminders"]) == (2, 0)
    (found,) = site.documents([site.pages["2019/issues/U1-002/"]])
    assert {"三日内书面答复", "本周五前补齐"} <= set(found.texts)
    before = project.build(folder, "2019-04-13").site.render("2019/issues/U1-002/")
    assert "三日内书面答复" in before
    assert "本周五前补齐" not in before and "询问函" not in before


class Left(NamedTuple):
    """As much of a standing as the ladder looks at."""

    days_left: int
    left: int


@given(
    st.lists(st.tuples(st.sampled_from(("due", "overdue")), st.integers(0, 30)), max_size=6),
    st.integers(-40, 40),
)
def test_the_highest_step_reached_is_the_last_of_the_ladder(steps, left):
    rungs = tuple(
        sorted(
            {reminders.Rung(when, days, f"{when}{days}", "owner") for when, days in steps},
            key=reminders._height,
        )
    )
    reached = [rung for rung in rungs if reminders._is_reached(rung, Left(left, left))]
    if left < 0:
        late = [rung.days for rung in rungs if rung.when == "overdue" and rung.days <= -left]
        assert [rung.days for rung in reached] == sorted(late)
    elif reached and reached[-1].when == "due":
        assert reached[-1].days == min(
            rung.days for rung in rungs if rung.when == "due" and rung.days >= left
        )
