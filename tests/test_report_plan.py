"""The plan of written reports: by week, fortnight or month, and days beside the regular ones."""

from __future__ import annotations

import datetime
import itertools

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

import project
from rectify.ledger import periods, workdays
from rectify.read.records import Calendar, Holiday, Reports, Workday
from test_ledger import AT, campaign

STARTED = datetime.date(2019, 4, 8)


def of(every, as_of, **more):
    finished = more.pop("finished", None)
    round_ = campaign(
        received=datetime.date(2019, 3, 30),
        started=STARTED,
        finished=finished,
        reports=Reports(every, AT, **more),
    )
    return round_, periods.weeks(round_, datetime.date.fromisoformat(as_of))


def told(weeks):
    return [(f"{week.report:%m-%d}", f"{week.first:%m-%d}", f"{week.last:%m-%d}") for week in weeks]


def test_weeks_begin_after_the_start():
    _, weeks = of("week", "2019-04-23")
    assert told(weeks) == [("04-15", "04-08", "04-14"), ("04-22", "04-15", "04-21")]
    _, weeks = of("week", "2019-04-23", weekday="friday")
    assert told(weeks) == [("04-12", "04-05", "04-11"), ("04-19", "04-12", "04-18")]


def test_fortnights():
    _, weeks = of("fortnight", "2019-05-20", weekday="wednesday")
    assert told(weeks) == [
        ("04-10", "03-27", "04-09"),
        ("04-24", "04-10", "04-23"),
        ("05-08", "04-24", "05-07"),
    ]


def test_months_end_where_they_are_short():
    _, weeks = of("month", "2019-07-01", day=31)
    assert told(weeks) == [
        ("04-30", "03-31", "04-29"),
        ("05-31", "04-30", "05-30"),
        ("06-30", "05-31", "06-29"),
    ]
    _, weeks = of("month", "2019-06-01", day=5)
    assert told(weeks) == [("05-05", "04-05", "05-04")]


def test_a_report_beside_the_regular_ones_moves_none_of_them():
    also = (datetime.date(2019, 4, 25), datetime.date(2019, 4, 22), STARTED)
    round_, weeks = of("week", "2019-04-30", also=also)
    assert told(weeks) == [
        ("04-15", "04-08", "04-14"),
        ("04-22", "04-15", "04-21"),
        ("04-25", "04-22", "04-24"),
        ("04-29", "04-22", "04-28"),
    ]
    assert [week.extra for week in weeks] == [False, False, True, False]
    assert periods.last_week(round_, datetime.date(2019, 4, 26)) == weeks[1]
    assert periods.next_report(round_, datetime.date(2019, 4, 25)) == weeks[3].report


plans = st.builds(
    lambda every, weekday, day: Reports(
        every, AT, None if every == "month" else weekday, day if every == "month" else None
    ),
    st.sampled_from(["week", "fortnight", "month"]),
    st.sampled_from(["monday", "wednesday", "sunday"]),
    st.integers(1, 31),
)


@given(plans, st.integers(0, 400), st.integers(0, 400) | st.none())
def test_periods_follow_each_other_and_end_with_the_campaign(plan, n, end):
    finished = None if end is None else STARTED + datetime.timedelta(end)
    round_ = campaign(received=STARTED, started=STARTED, finished=finished, reports=plan)
    weeks = periods.weeks(round_, STARTED + datetime.timedelta(n))
    for week, after in itertools.pairwise(weeks):
        assert after.first == week.report
        assert after.last == after.report - datetime.timedelta(1)
    if weeks:
        assert weeks[0].first <= STARTED < weeks[0].report
    if finished and weeks:
        assert weeks[-1].first <= finished
    later = periods.weeks(round_, STARTED + datetime.timedelta(n + 40))
    assert later[: len(weeks)] == weeks


PLAN = "report_weekday: monday\n"
QUIET = "    progress:\n      - {date: 2019-04-11, by: 刘鹏, none: 等待各科室报送登记表}\n"


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = project.copy_small(tmp_path_factory.mktemp("plan"))
    more = "verified_by: discipline\nreports: {every: 每两周, weekday: 星期一, also: [2019-04-25]}\n"
    project.change(
        folder,
        {
            "edit": [
                {"file": project.CAMPAIGN, "old": "verified_by: discipline\n", "new": more},
                {"file": project.UNIT_1, "old": QUIET, "new": ""},
            ]
        },
    )
    made = project.build(folder, "2019-04-30")
    assert made.site is not None, project.report(made)
    return made.site


def page(site, url):
    return BeautifulSoup(site.render(url), "lxml")


def test_the_reports_of_a_plan_are_pages_and_say_what_they_are(site):
    titles = {
        "2019-04-15": "整改工作双周报（2019年4月15日）",
        "2019-04-25": "集中整改期满报告（2019年4月25日）",
        "2019-04-29": "整改工作双周报（2019年4月29日）",
    }
    index = page(site, "2019/weekly/")
    assert "每两周的周一书面报告" in index.select_one(".rc-lead").get_text()
    assert [row.select("th, td")[0].get_text() for row in index.select("tbody tr")] == [
        "2019年4月29日",
        "2019年4月25日",
        "2019年4月15日",
    ]
    for day, title in titles.items():
        assert page(site, f"2019/weekly/{day}/").find(id="page").get_text() == title


def test_a_report_beside_the_regular_ones_calls_nobody_silent(site):
    for day, silent in (("2019-04-15", True), ("2019-04-25", False), ("2019-04-29", True)):
        found = page(site, f"2019/weekly/{day}/")
        assert bool(found.select("[id^='silent']")) == silent, day
        assert "均已报告进展" not in found.get_text()


LABOUR = Calendar(
    AT,
    (
        Holiday(datetime.date(2019, 1, 1), "元旦", AT),
        Holiday(datetime.date(2019, 4, 29), "劳动节", AT, datetime.date(2019, 5, 7)),
    ),
    (Workday(datetime.date(2019, 5, 11), "劳动节", AT),),
)


def waiting(every, as_of, calendar=LABOUR, **more):
    plan = Reports(every, AT, holidays="next_workday", **more)
    round_ = campaign(received=datetime.date(2019, 3, 30), started=STARTED, reports=plan, calendar=calendar)
    return round_, periods.weeks(round_, datetime.date.fromisoformat(as_of))


def test_a_report_put_off_keeps_its_period_and_moves_no_other():
    _, weeks = waiting("week", "2019-05-14", weekday="thursday")
    assert told(weeks)[-3:] == [
        ("04-25", "04-18", "04-24"),
        ("05-08", "04-25", "05-01"),  # planned for the 2nd
        ("05-09", "05-02", "05-08"),
    ]
    assert [f"{week.planned:%m-%d}" for week in weeks[-2:]] == ["05-02", "05-09"]
    round_, weeks = waiting("month", "2019-05-13", day=12)  # a Sunday
    assert told(weeks) == [("04-12", "03-12", "04-11"), ("05-13", "04-12", "05-11")]
    assert periods.next_report(round_, weeks[0].report) == weeks[1].report
    period = periods.since_report(round_, datetime.date(2019, 5, 13))
    assert period == (weeks[1].first, weeks[1].last)
    after = periods.since_report(round_, datetime.date(2019, 5, 14))
    assert after == (datetime.date(2019, 5, 12), datetime.date(2019, 5, 14))


def test_reports_put_off_to_the_same_day_are_one():
    _, weeks = waiting("week", "2019-05-08", weekday="monday")
    assert told(weeks)[-2:] == [("04-22", "04-15", "04-21"), ("05-08", "04-22", "05-05")]


def test_without_a_year_in_the_calendar_nothing_is_put_off():
    bare = LABOUR._replace(holidays=LABOUR.holidays[1:])
    _, weeks = waiting("week", "2019-05-14", bare, weekday="thursday")
    assert [week.planned for week in weeks] == [week.report for week in weeks]


@given(
    st.sampled_from(["week", "fortnight", "month"]),
    st.integers(1, 31),
    st.sampled_from(periods._WEEKDAYS),
    st.lists(st.tuples(st.integers(0, 200), st.integers(0, 12)), max_size=8),
    st.integers(1, 200),
)
def test_put_off_or_not_every_day_is_reported_once(every, day, weekday, off, length):
    holidays = tuple(
        Holiday(STARTED + datetime.timedelta(n), "假", AT, STARTED + datetime.timedelta(n + more))
        for n, more in off
    )
    calendar = Calendar(AT, (LABOUR.holidays[0], *holidays))
    as_of = STARTED + datetime.timedelta(length)
    round_, weeks = waiting(every, str(as_of), calendar, day=day, weekday=weekday)
    reports = [week.report for week in weeks]
    assert reports == sorted(set(reports))
    known = workdays.of(calendar)
    for week in weeks:
        assert known.is_worked(week.report)
        assert week.planned <= week.report == known.next(week.report)
    for one, other in itertools.pairwise(weeks):
        assert one.planned == other.first
        assert periods.next_report(round_, one.report) == other.report
    earlier = as_of - datetime.timedelta(length // 2)
    assert periods.weeks(round_, earlier) == tuple(week for week in weeks if week.report <= earlier)


def test_pages_say_that_a_report_was_put_off(tmp_path):
    folder = project.copy_small(tmp_path)
    put_off = "verified_by: discipline\nreports: {every: week, holidays: 顺延到下一个工作日}\n"
    case = {"edit": [{"file": project.CAMPAIGN, "old": "verified_by: discipline\n", "new": put_off}]}
    case["write"] = {
        "data/calendar.yml": "holidays:\n  - {from: 2019-01-01, name: 元旦}\n  - {from: 2019-04-15, name: 厂休}\n"
    }
    project.change(folder, case)
    site = project.build(folder, "2019-04-18").site
    shown = page(site, "2019/weekly/2019-04-16/")
    assert "4月14日" in shown.get_text()
    assert "原定4月15日报告，遇放假顺延" in shown.get_text()
    assert "2019/weekly/2019-04-15/" not in site.pages
    assert "遇放假顺延" in page(site, "2019/weekly/").get_text()
