"""The weekly report of a large campaign is brief: complete numbers, and lists of the most urgent issues."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup

from bench import checking, generate
from conftest import SAMPLE
from project import CAMPAIGN, UNIT_1, UNIT_2, build, change, copy_small
from rectify.ledger import periods
from rectify.pages.weekly import page as weekly

MONDAY = "2019-04-15"
URL = f"2019/weekly/{MONDAY}/"
LISTS = ("changes-closed", "changes-opened", "changes-overdue", "overdue", "silent", "due")


def report(as_of):
    return BeautifulSoup(build(SAMPLE, as_of).site.render(URL), "lxml")


def part(page, name):
    """The count over a list, and its rows: an issue and its days left, as far as shown."""
    heading = page.find(id=name)
    rows = heading.find_next("table").select("tbody tr:not(.rc-group)")
    ids = [row.select_one(".rc-col--id").get_text() for row in rows]
    left = [int(cell["value"]) for row in rows for cell in row.select(".rc-col--days data")]
    return int(heading.select_one(".rc-count").get_text()), ids, left


@pytest.fixture
def brief(monkeypatch):
    monkeypatch.setattr(periods, "BRIEF_FROM", 10)
    monkeypatch.setattr(weekly, "BRIEF_ROWS", 5)


def test_a_brief_report_shows_the_most_urgent_of_each_list(monkeypatch, request):
    whole = report("2019-04-18")
    request.getfixturevalue("brief")
    short = report("2019-04-18")
    for name in LISTS:
        number, ids, left = part(short, name)
        all_, every, days = part(whole, name)
        assert number == all_ == len(every), name
        assert len(ids) == min(5, number)
        assert set(ids) <= set(every)
        assert left == sorted(left) == sorted(days)[: len(left)]
        told = short.find(id=name).find_next_sibling()
        assert ("此处只列最紧急的5项" in told.get_text()) == (number > 5)
    assert (
        short.select("#numbers + .rc-scroll")[0].get_text()
        == whole.select("#numbers + .rc-scroll")[0].get_text()
    )
    assert (
        short.select("#units + .rc-scroll")[0].get_text() == whole.select("#units + .rc-scroll")[0].get_text()
    )
    assert [each.get_text() for each in short.select(".rc-report")] == [
        each.get_text() for each in whole.select(".rc-report")
    ]  # every silent unit is named
    assert len(short.select(".rc-entries > li")) == 5 < len(whole.select(".rc-entries > li"))


def test_no_number_of_a_brief_report_leads_to_fewer_rows(brief):
    page = report("2019-04-18")
    for link in page.select("a[href^='#']"):
        assert page.find(id=link["href"][1:]), link
    assert all(int(re.sub(r"\D", "", link.get_text())) <= 5 for link in page.select("a.rc-n"))
    for url in ("2019/weekly/", "2019/units/unit-1/"):
        other = BeautifulSoup(build(SAMPLE, "2019-04-18").site.render(url), "lxml")
        assert not other.select("a.rc-n[href*='weekly/']"), url


@pytest.mark.parametrize("as_of", [MONDAY, "2019-04-18"])
def test_a_brief_report_leads_to_whole_lists_on_its_own_day(brief, as_of):
    links = report(as_of).select(".rc-meta a[href]")
    found = {re.sub(r"^(\.\./)+", "", link["href"]) for link in links}
    assert found >= {"2019/overdue/", "2019/silent/", "2019/due-week/"} if as_of == MONDAY else not found


# Who was silent: what a report named, and until when anybody is asked.

PROGRESS = "    progress:\n      - {date: 2019-04-12, by: 刘鹏, text: 已完成制度修订稿}\n"
CLOSED_BY_SUNDAY = [
    {"file": UNIT_1, "old": f"2019-04-{old}, step", "new": f"2019-04-{new}, step"}
    for old, new in ((15, 12), (16, 13), (17, 14))
]
"""U1-001 is struck off before the report of 15 April."""
DONE_ON_MONDAY = {"file": UNIT_1, "old": "done: 2019-04-14", "new": "done: 2019-04-15"}
"""Nor was a measure of it finished in the seven days of that report."""


@pytest.fixture
def small(tmp_path):
    """The small project with edits: its pages, parsed."""

    def made(edits, as_of="2019-04-18", **options):
        change(copy_small(tmp_path / str(as_of)), {"edit": edits})
        site = build(tmp_path / str(as_of), as_of, **options).site
        return lambda url: BeautifulSoup(site.render(url), "lxml")

    return made


def named(page):
    """The units and numbers under 未报告单位 on an overview."""
    heading = page.find(id="silent")
    return heading and [each.get_text(" ", strip=True) for each in heading.find_next("ul").select("li")]


def test_the_overview_names_whom_the_report_named(small):
    """On the 18th U1-001 is struck off; on the 15th it was open, and nothing had been written of it."""
    page = small([{"file": UNIT_1, "old": PROGRESS, "new": ""}, DONE_ON_MONDAY])
    assert "一团 1项" in page(URL).select(".rc-report")[1].get_text()
    for url in ("", "2019/"):
        assert named(page(url)) == ["一团 1"]
        link = page(url).select_one(".rc-chips a.rc-n")["href"]
        assert link.endswith(f"{URL}#silent-unit-1")
        assert page(url).find(id="silent").get_text() == "4月15日周报未报告单位"
    assert len(page(URL).select("#silent-unit-1 tr:not(.rc-group)")) == 1
    assert page("2019/silent/").select(".rc-table--issues") == []


def test_nobody_is_silent_for_what_was_closed_when_the_period_ended(small):
    """U1-001 was closed on the 14th; it is open today, since a look back failed on the 16th."""
    failed = "    rechecks:\n      - {date: 2019-04-16, by: 李卫东, result: fail, opinion: 记录不实}\n"
    edits = [*CLOSED_BY_SUNDAY, {"file": UNIT_1, "old": PROGRESS, "new": failed}]
    evidence = {"file": UNIT_1, "old": "added: 2019-04-14", "new": "added: 2019-04-11"}
    done = {"file": UNIT_1, "old": "done: 2019-04-14", "new": "done: 2019-04-11"}
    page = small([*edits, evidence, done])
    assert page("2019/silent/").select(".rc-table--issues") == []
    assert named(page("")) is None
    assert not page("").select(".rc-tile--red a[href$='2019/silent/']")


def test_a_report_names_what_is_closed_only_on_its_day(small):
    """On the 14th U1-001 was open, and nothing had been heard of it; on the 15th all its steps are made."""
    same_day = [
        {"file": UNIT_1, "old": f"2019-04-{day}, step", "new": "2019-04-15, step"} for day in (16, 17)
    ]
    edits = [{"file": UNIT_1, "old": PROGRESS, "new": ""}, DONE_ON_MONDAY, *same_day]
    for as_of in (MONDAY, "2019-04-18"):
        page = small(edits, as_of)
        assert [each.get_text() for each in page(URL).select("#silent-unit-1 .rc-col--id")] == ["U1-001"]
        assert "一团 1项" in page(URL).select(".rc-report")[1].get_text()
        assert named(page("")) == ["一团 1"]


def test_a_report_names_who_held_an_issue_for_the_whole_period(small):
    """U1-001 lies with the political department from the 12th to the 24th, then with the discipline office."""
    held = STEPS.replace("04-15", "04-12").replace("04-16", "04-24").replace("04-17", "05-08")
    evidence = {"file": UNIT_1, "old": "added: 2019-04-14", "new": "added: 2019-04-11"}
    done = {"file": UNIT_1, "old": "done: 2019-04-14", "new": "done: 2019-04-11"}
    page = small([evidence, done, {"file": UNIT_1, "old": STEPS, "new": held}], "2019-05-08")
    found = {}
    for report in ("2019-04-15", "2019-04-22", "2019-04-29", "2019-05-06"):
        week = page(f"2019/weekly/{report}/")
        assert not week.select("#silent-unit-1 .rc-col--id a[href*='U1-001']")
        for group in week.select("[id^='held-']"):
            found[report] = (group["id"], [each.get_text() for each in group.select(".rc-col--id")])
            named = week.find("a", class_="rc-n", href=f"#{group['id']}")
            assert named.get_text() == "1项"
    assert found == {
        "2019-04-22": ("held-political", ["U1-001"]),
        "2019-05-06": ("held-discipline", ["U1-001"]),
    }
    chips = page("").find(id="held").find_next("ul").select("li")
    assert [each.get_text(" ", strip=True) for each in chips] == ["纪委 1"]


@pytest.mark.parametrize("as_of", ["2019-04-23", "2019-04-30", "2019-06-01"])
def test_a_campaign_that_is_over_asks_nobody_to_report(small, as_of):
    edit = {"file": CAMPAIGN, "old": "verified_by:", "new": "finished: 2019-04-19\nverified_by:"}
    page = small([edit], as_of)
    assert "二团 1项" in page("2019/weekly/2019-04-22/").select(".rc-report")[1].get_text()
    assert page("").select_one(".rc-tile a[href$='2019/silent/'] b").get_text() == "0"
    assert named(page("")) is named(page("2019/")) is None
    lead = page("2019/silent/").select_one(".rc-lead").get_text()
    assert "至" not in lead and page("2019/silent/").select(".rc-table--issues") == []


# What happened is counted by the day of its entry, once each, whatever became of the issue since.

EXTENSION = "      - {date: 2019-04-16, from: 2019-06-30, to: 2019-07-31, approved_by: 周建国, reason: 与半年检查合并进行}\n"
STEPS = "".join(
    f"      - {{date: 2019-04-{day}, step: {step}}}\n"
    for day, step in (
        ("15", "apply, by: 刘鹏"),
        ("16", "review, by: 王志强, result: pass, opinion: 同意"),
        ("17", "verify, by: 李卫东, result: pass, opinion: 查阅原件, method: 现场核查"),
    )
)
DONE = [
    {"file": UNIT_1, "old": "added: 2019-04-14", "new": "added: 2019-04-09"},
    {"file": UNIT_1, "old": "done: 2019-04-14", "new": "done: 2019-04-09"},
]


def steps(*told):
    """Steps of closing, and looks back, in the place of those of U1-001: day, step, result."""
    by = {"apply": "刘鹏", "review": "王志强", "verify": "李卫东", "reopen": "李卫东"}
    lines = [
        f"      - {{date: 2019-04-{day}, step: {step}, by: {by[step]}"
        + (f", result: {result}, opinion: 如实}}\n" if result else ", opinion: 不实}\n")
        for day, step, result in told
        if step != "look"
    ]
    looks = [
        f"      - {{date: 2019-04-{day}, by: 李卫东, result: {result}, opinion: 不实}}\n"
        for day, step, result in told
        if step == "look"
    ]
    new = "".join(lines) + ("    rechecks:\n" + "".join(looks) if looks else "")
    return [*DONE, {"file": UNIT_1, "old": STEPS, "new": new}]


def closed_on(day, begin=None):
    return [(begin or day, "apply", ""), (day, "review", "pass"), (day, "verify", "pass")]


def rows(page, name):
    """The days and issues of a list of changes."""
    heading = page.find(id=f"changes-{name}") or page.find(id=name)
    if heading is None or heading.name not in ("h2", "h3"):
        return []
    found = [
        (row.select_one(".rc-col--day time")["datetime"][5:], row.select_one(".rc-col--id").get_text())
        for row in heading.find_next("table").select("tbody tr")
    ]
    assert int(heading.select_one(".rc-count").get_text()) == len(found)
    return found


TWICE = [
    *DONE,
    {
        "file": UNIT_2,
        "old": EXTENSION,
        "new": EXTENSION.replace("04-16", "04-12")
        + EXTENSION.replace("04-16", "04-17").replace(
            "from: 2019-06-30, to: 2019-07-31", "from: 2019-07-31, to: 2019-08-31"
        ),
    },
]

CASES = {
    "a second extension": (TWICE, "extended", [("04-12", "U2-001")], [("04-17", "U2-001")]),
    "returned, and applied again the day after": (
        steps(("15", "apply", ""), ("16", "review", "return"), ("17", "apply", "")),
        "returned",
        [],
        [("04-16", "U1-001")],
    ),
    "returned twice in one week": (
        steps(
            ("16", "apply", ""),
            ("16", "review", "return"),
            ("17", "apply", ""),
            ("18", "review", "return"),
        ),
        "returned",
        [],
        [("04-16", "U1-001"), ("04-18", "U1-001")],
    ),
    "returned, and struck off in the same week": (
        steps(("10", "apply", ""), ("11", "review", "return"), *closed_on("13", "12")),
        "returned",
        [("04-11", "U1-001")],
        [],
    ),
    "reopened, struck off, and reopened again": (
        steps(*closed_on("12"), ("13", "look", "fail"), *closed_on("16"), ("18", "reopen", "")),
        "reopened",
        [("04-13", "U1-001")],
        [("04-18", "U1-001")],
    ),
    "a look back that failed, and the step that says so": (
        steps(*closed_on("12"), ("17", "look", "fail"), ("18", "reopen", "")),
        "reopened",
        [],
        [("04-17", "U1-001")],
    ),
    "a look back that failed, and struck off again": (
        steps(*closed_on("10"), ("11", "look", "fail"), *closed_on("13", "12")),
        "reopened",
        [("04-11", "U1-001")],
        [],
    ),
    "taken on": ([], "opened", [("04-08", "U1-001"), ("04-10", "U1-002"), ("04-09", "U2-001")], []),
}


@pytest.mark.parametrize("case", CASES)
def test_a_report_counts_what_happened_in_its_seven_days(small, case):
    edits, name, first, second = CASES[case]
    page = small(edits, "2019-04-22")
    assert rows(page(URL), name) == first
    assert rows(page("2019/weekly/2019-04-22/"), name) == second
    words = {"extended": "批准延期", "returned": "退回", "reopened": "重新整改", "opened": "新列入"}
    for url, found in ((URL, first), ("2019/weekly/2019-04-22/", second)):
        assert f"，{words[name]}{len(found)}项" in page(url).select(".rc-report")[1].get_text()


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("as_of", ["2019-04-18", "2019-04-22"])
def test_overview_and_lists_of_changes_count_the_same_until_the_day(small, case, as_of):
    """Since the report day, its own entries too; on a report day, what its report says."""
    edits, name, _, second = CASES[case]
    page = small(edits, as_of)
    assert rows(page("2019/changes/"), name) == second
    whole = page(f"2019/changes/{name}/")
    found = [
        (row.select_one("td.rc-col--day time")["datetime"][5:], row.select_one("td.rc-col--id").get_text())
        for row in whole.select(".rc-table--issues tbody tr")
    ]
    assert found == second
    number = page("").find(id="since").find_next("dl").select("dd")
    names = ("closed", "opened", "returned", "reopened", "overdue", "extended")
    assert int(number[names.index(name)].get_text()) == len(second)


def test_the_page_of_all_changes_shows_the_first_fifty_of_a_kind(tmp_path):
    site = build(checking.project(tmp_path, 200), str(generate.AS_OF)).site
    page = BeautifulSoup(site.render("2019/changes/"), "lxml")
    found = {}
    for heading in page.select("h2[id]:has(.rc-count)"):
        name, number = heading["id"], int(heading.select_one(".rc-count").get_text())
        found[name] = number
        assert len(heading.find_next("table").select("tbody tr")) == min(50, number)
        whole = [link["href"].rpartition("2019/")[2] for link in heading.select("a")]
        assert whole == ([f"changes/{name}/"] if number > 50 else [])
    assert max(found.values()) > 50 > min(found.values())


def test_a_feed_tells_a_reopening_once(tmp_path):
    edits, *_ = CASES["a look back that failed, and the step that says so"]
    change(copy_small(tmp_path), {"edit": edits})
    feed = BeautifulSoup(build(tmp_path, "2019-04-22").site.feed("feed.atom"), "xml")
    told = [(each.updated.get_text()[:10], each.category["term"]) for each in feed.find_all("entry")]
    assert told == [("2019-04-17", "reopened"), ("2019-04-12", "closed")]


def test_what_is_dated_the_report_day_is_in_the_next_report(small):
    edits = steps(("15", "apply", ""), ("15", "review", "return"))
    page = small(edits, "2019-04-22")
    assert rows(page(URL), "returned") == []
    assert rows(page("2019/weekly/2019-04-22/"), "returned") == [("04-15", "U1-001")]
    assert rows(small(edits, "2019-04-15")("2019/changes/"), "returned") == []
    assert rows(small(edits, "2019-04-16")("2019/changes/"), "returned") == [("04-15", "U1-001")]
