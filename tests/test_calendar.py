"""放假安排: working days by ``data/calendar.yml``, and ``rectify calendar``, which writes it."""

from __future__ import annotations

import ast
import datetime
import json

import pytest
import yaml
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

import project
from conftest import ROOT
from rectify.html.columns import days_told
from rectify.ledger import reminders, workdays
from rectify.ledger.ledger import ledger
from rectify.read.records import Calendar, Holiday, Round, Rung, UnitFile, Workday
from rectify.words import messages
from test_cli import rectify
from test_ledger import AT, ORGANIZATION, campaign, issue

DAY = datetime.timedelta(1)
FIRST, LAST = datetime.date(2018, 12, 1), datetime.date(2020, 2, 1)
CALENDAR = "data/calendar.yml"


def on(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


@pytest.fixture
def small(tmp_path):
    return project.copy_small(tmp_path / "p")


@st.composite
def calendars(draw) -> Calendar:
    some = st.dates(FIRST, LAST)
    holidays = [
        Holiday(day, "假", AT, draw(st.none() | st.just(day + draw(st.integers(0, 9)) * DAY)))
        for day in draw(st.lists(some, max_size=6))
    ]
    if draw(st.booleans()):
        holidays.append(Holiday(on("2019-01-01"), "元旦", AT))
    worked = [Workday(day, "假", AT) for day in draw(st.lists(some, max_size=6))]
    return Calendar(AT, tuple(holidays), tuple(worked))


@given(calendars(), st.dates(FIRST, LAST), st.integers(0, 400))
def test_working_days_between_two_days_are_those_that_are_worked(calendar, first, length):
    known = workdays.of(calendar)
    last = first + length * DAY
    between = [first + n * DAY for n in range(1, length + 1)]
    assert known.number(last) - known.number(first) == sum(map(known.is_worked, between))
    assert known.is_worked(known.next(first))
    if not known.years:
        assert known.number(last) - known.number(first) == length


def test_a_year_is_there_if_its_first_day_is():
    off = Holiday(on("2019-05-01"), "劳动节", AT, on("2019-05-04"))
    assert workdays.of(Calendar(AT, (off,))).is_worked(on("2019-05-01"))
    known = workdays.of(
        Calendar(AT, (off, Holiday(on("2019-01-01"), "元旦", AT)), (Workday(on("2019-05-05"), "劳动节", AT),))
    )
    told = {
        text: known.is_worked(on(text)) for text in ("2019-04-30", "2019-05-01", "2019-05-05", "2019-05-11")
    }
    assert list(told.values()) == [True, False, True, False]
    assert known.is_worked(on("2020-01-04"))
    assert known.next(on("2019-05-01")) == on("2019-05-05")


def test_a_year_is_written_as_it_was_announced(small):
    done = rectify(small, "calendar", "2019")
    assert (done.returncode, done.stderr) == (0, "")
    assert "+  - {from: 2019-05-01, to: 2019-05-04, name: 劳动节}" in done.stdout
    made = yaml.safe_load((small / CALENDAR).read_text("utf-8"))
    assert made["holidays"][1] == {"from": on("2019-02-04"), "to": on("2019-02-10"), "name": "春节"}
    assert [str(each["date"]) for each in made["workdays"]][:3] == ["2019-02-02", "2019-02-03", "2019-04-28"]
    assert rectify(small, "check").returncode == 0
    before = (small / CALENDAR).read_bytes()
    again = rectify(small, "calendar", "2019")
    assert again.returncode == 0
    assert "没有改动" in again.stdout
    assert (small / CALENDAR).read_bytes() == before


def test_lines_that_are_there_stay(small):
    own = (
        "# 自治区的假期\r\n"
        "holidays:\r\n"
        "    # 2019年\r\n"
        "    - {name: 五一, from: 2019-05-01, to: 2019-05-02}   # 照通知\r\n"
        "\r\n"
        "    - from: 2019-08-11\r\n"
        "      name: 古尔邦节\r\n"
        "\r\n"
        "    # 2020年\r\n"
        "    - {from: 2020-01-01, name: 元旦}\r\n"
        "workdays:\r\n"
    )
    (small / CALENDAR).write_bytes(own.encode())
    done = rectify(small, "calendar", "2019")
    assert done.returncode == 0, done.stderr
    raw = (small / CALENDAR).read_bytes().decode()
    assert raw.count("\n") == raw.count("\r\n")
    lines, old = raw.split("\r\n"), own.split("\r\n")
    rest = iter(lines)
    assert all(line in rest for line in old), raw  # all of them, in their order
    after = {line.strip(): lines[number + 1] for number, line in enumerate(lines[:-1])}
    assert (
        "2019-05-03, to: 2019-05-04" in after["- {name: 五一, from: 2019-05-01, to: 2019-05-02}   # 照通知"]
    )
    assert "2019-09-13" in after["name: 古尔邦节"]
    assert after["# 2020年"] == "    - {from: 2020-01-01, name: 元旦}"
    assert rectify(small, "check").returncode == 0


def test_what_contradicts_the_announcement_stays_and_is_told(small):
    (small / CALENDAR).write_text(
        "workdays:\n  - {date: 2019-05-04, name: 加班}\nholidays: [{from: 2019-04-28, name: 厂休}]\n", "utf-8"
    )
    refused = rectify(small, "calendar", "2019")
    assert refused.returncode == 1
    assert "请自己加上" in refused.stderr
    (small / CALENDAR).write_text("workdays:\n  - {date: 2019-05-04, name: 加班}\n", "utf-8")
    done = rectify(small, "calendar", "2019")
    assert done.returncode == 0
    assert "2019-05-04" in done.stdout.split("\n")[0]
    made = yaml.safe_load((small / CALENDAR).read_text("utf-8"))
    assert {"from": on("2019-05-01"), "to": on("2019-05-03"), "name": "劳动节"} in made["holidays"]
    assert rectify(small, "check").returncode == 0


@pytest.mark.parametrize("year", ["2099", "19", "二〇一九", "2019-05"])
def test_a_year_that_is_not_known_is_refused(small, year):
    done = rectify(small, "calendar", year)
    assert (done.returncode, done.stdout) == (2, "")
    assert year in done.stderr
    assert not (small / CALENDAR).exists()


def test_a_file_with_errors_is_left_alone(small):
    (small / CALENDAR).write_text("holidays:\n  - {from: 五一}\n", "utf-8")
    done = rectify(small, "calendar", "2019")
    assert done.returncode == 1
    assert "structure.day" in done.stderr
    assert (small / CALENDAR).read_text("utf-8") == "holidays:\n  - {from: 五一}\n"


def test_nothing_but_the_command_imports_the_library():
    users = set()
    for file in sorted((ROOT / "hooks").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            if any(name.split(".")[0] == "chinese_calendar" for name in names):
                users.add(file.name)
    assert users == {"holidays.py"}


def test_the_wall_shades_holidays_and_not_what_is_worked(small):
    before = project.build(small, "2019-04-18").site.render("2019/wall/")
    (small / CALENDAR).write_text(
        "holidays:\n  - {from: 2019-04-17, name: 厂休}\nworkdays:\n  - {date: 2019-04-20, name: 厂休}\n",
        "utf-8",
    )
    after = project.build(small, "2019-04-18").site.render("2019/wall/")
    rests = [
        BeautifulSoup(body, "lxml").select_one(".rc-days__rest")["d"].count("M") for body in (before, after)
    ]
    assert rests[0] == rests[1]
    assert before != after
    titles = BeautifulSoup(after, "lxml").select("text.rc-tick title")
    told = [(title.parent.contents[0], title.parent.find_next("text").text) for title in titles]
    assert told == [("17", "休"), ("20", "班")]


YEAR = Calendar(
    AT,
    (Holiday(on("2019-01-01"), "元旦", AT), Holiday(on("2019-04-05"), "清明节", AT, on("2019-04-07"))),
    (Workday(on("2019-04-14"), "清明节", AT),),
)


def of(deadline: str, as_of: str, **more):
    """An issue's standing in a campaign that counts working days."""
    round_ = campaign(day_count="working", calendar=YEAR, **more)
    made = Round(
        round_,
        (),
        (UnitFile(AT, issues=(issue(opened=on("2019-04-01"), deadline=on(deadline)),), unit="unit-1"),),
        "",
        {},
    )
    return ledger(made, ORGANIZATION, on(as_of)).standings[0]


@given(calendars(), st.dates(FIRST, LAST), st.dates(FIRST, LAST))
def test_working_days_left_are_those_after_today_the_deadline_included(calendar, deadline, today):
    round_ = campaign(day_count="working", calendar=calendar, warning_days=2)
    made = issue(opened=min(today, FIRST), deadline=deadline)
    book = ledger(
        Round(round_, (), (UnitFile(AT, issues=(made,), unit="unit-1"),), "", {}), ORGANIZATION, today
    )
    one, known = book.standings[0], workdays.of(calendar)
    first, last = sorted((deadline, today))
    between = sum(known.is_worked(first + n * DAY) for n in range(1, (last - first).days + 1))
    assert one.working_left == (between if deadline >= today else -between)
    assert one.days_left == (deadline - today).days
    assert one.overdue == (deadline < today)
    assert one.due_soon == (deadline >= today and between <= 2)
    assert (one.light.colour == "yellow") == one.due_soon


@pytest.mark.parametrize(
    ("deadline", "as_of", "told"),
    [
        ("2019-04-04", "2019-04-04", "今日到期"),
        ("2019-04-04", "2019-04-07", "超期不足1个工作日"),  # the holiday
        ("2019-04-04", "2019-04-08", "超期1个工作日"),
        ("2019-04-07", "2019-04-04", "时限前再无工作日"),
        ("2019-04-15", "2019-04-12", "还剩2个工作日"),  # a Sunday is worked
        ("2020-01-03", "2019-12-31", "还剩3个工作日"),  # of 2020 nothing is known
    ],
)
def test_days_are_told_as_they_are_counted(deadline, as_of, told):
    one = of(deadline, as_of)
    assert days_told(messages.catalogue("zh"), one.days_left, one.working_left, one.review_overdue) == told
    for language in messages.LANGUAGES:
        words = messages.catalogue(language)
        assert days_told(words, one.days_left, one.working_left, waits=one.overdue)


def test_the_ladder_follows_the_count():
    ladder = (Rung("due", 1, "notice", "owner", AT), Rung("overdue", 1, "order", "leader", AT))

    def sent(deadline, as_of):
        one = of(deadline, as_of, ladder=ladder)
        round_ = campaign(day_count="working", calendar=YEAR, ladder=ladder)
        return [each.rung.kind for each in reminders.to_send(round_, [(one, issue())], on(as_of))]

    assert sent("2019-04-08", "2019-04-03") == []  # two working days
    assert sent("2019-04-08", "2019-04-04") == ["notice"]
    assert sent("2019-04-04", "2019-04-06") == []  # late, but no working day has passed
    assert sent("2019-04-04", "2019-04-08") == ["order"]


def test_pages_and_data_tell_working_days(small):
    rectify(small, "calendar", "2019")
    project.change(
        small,
        {
            "edit": [
                {"file": project.CAMPAIGN, "old": "verified_by:", "new": "day_count: 工作日\nverified_by:"}
            ]
        },
    )
    made = project.build(small, "2019-04-18")
    assert not [each for each in made.problems if each.rule == "days.calendar"]
    top = BeautifulSoup(made.site.render("2019/"), "lxml")
    assert "个工作日" in top.select_one(".rc-hero__left").text
    told = [row.text for row in BeautifulSoup(made.site.render("2019/issues/U1-002/"), "lxml").select("data")]
    assert told[0] == "超期4个工作日"
    listed = {each["id"]: each for each in json.loads(made.site.feed("2019/issues.json"))["issues"]}
    assert (listed["U1-002"]["working_days_left"], listed["U1-002"]["days_left"]) == (-4, -4)
    plain = project.build(project.copy_small(small.parent / "plain"), "2019-04-18").site
    listed = {each["id"]: each for each in json.loads(plain.feed("2019/issues.json"))["issues"]}
    assert (listed["U1-002"]["working_days_left"], listed["U1-002"]["days_left"]) == (None, -4)
    assert "工作日" not in plain.render("2019/issues/U1-002/")
