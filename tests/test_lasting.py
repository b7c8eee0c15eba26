"""已完成并长期坚持: what is closed and has to last, and when it is due for another look."""

from __future__ import annotations

import json

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

import project
from rectify.ledger import findings
from rectify.ledger.ledger import ledger
from rectify.read.records import Recheck, Round, Step, UnitFile
from test_ledger import AT, ORGANIZATION, campaign, day, issue

VERIFIED = "opinion: 查阅原件, method: 现场核查}"
EDITS = [
    {"file": project.UNIT_1, "old": VERIFIED, "new": VERIFIED[:-1] + ", sustained: true}"},
    {
        "file": project.CAMPAIGN,
        "old": "verified_by: discipline\n",
        "new": "verified_by: discipline\nrecheck_every: 30\n",
    },
]


def closed(*looks, sustained=True):
    steps = (
        Step(day(5), "apply", "乙", AT),
        Step(day(6), "review", "丙", AT, "pass"),
        Step(day(7), "verify", "丁", AT, "pass", sustained=sustained),
    )
    return issue(closure=steps, rechecks=tuple(Recheck(day(n), "丁", "pass", AT) for n in looks))


def standing(one, n, every=10):
    round_ = Round(campaign(recheck_every=every), (), (UnitFile(AT, issues=(one,), unit="unit-1"),), "c", {})
    return ledger(round_, ORGANIZATION, day(n)).standings[0]


def test_a_look_is_due_so_many_days_after_the_closing_and_after_each_look():
    due = {
        n: (standing(closed(15), n).recheck_on, standing(closed(15), n).recheck_due) for n in (7, 14, 15, 25)
    }
    assert due == {
        7: (day(17), False),
        14: (day(17), False),
        15: (day(25), False),
        25: (day(25), True),
    }
    assert standing(closed(), 6).recheck_on is None
    assert standing(closed(sustained=False), 90).recheck_on is None
    assert standing(closed(), 90, every=None).recheck_on is None


def test_it_counts_apart_in_the_words_of_reports():
    assert findings.official(standing(closed(), 8)) == "sustained"
    assert findings.official(standing(closed(sustained=False), 8)) == "completed"
    assert findings.official(standing(closed(), 6)) != "sustained"


@given(st.lists(st.integers(7, 40), max_size=4), st.integers(7, 40))
def test_looks_after_the_day_change_nothing(looks, n):
    whole = standing(closed(*sorted(looks)), n)
    known = standing(closed(*sorted(look for look in looks if look <= n)), n)
    assert (whole.recheck_on, whole.recheck_due) == (known.recheck_on, known.recheck_due)


def test_what_was_reopened_need_not_last():
    one = closed()
    again = one._replace(closure=(*one.closure, Step(day(9), "reopen", "丁", AT, opinion="反弹")))
    assert not standing(again, 9).sustained
    assert standing(again, 8).sustained


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = project.copy_small(tmp_path_factory.mktemp("lasting"))
    project.change(folder, {"edit": EDITS})
    made = project.build(folder, "2019-05-20")
    assert made.site is not None, project.report(made)
    return made.site


def page(site, url):
    return BeautifulSoup(site.render(url), "lxml")


def test_it_stands_apart_on_lists_archive_and_report(site):
    for url in ("2019/sustained/", "2019/recheck-due/"):
        assert [each.get_text() for each in page(site, url).select("td.rc-col--id")] == ["U1-001"]
    assert page(site, "2019/completed/").select("td.rc-col--id") == []
    rows = page(site, "archive/").find(id="lasting").find_next("table").select("tbody tr")
    assert [row.select("td")[-1].get_text() for row in rows] == ["2019年5月17日"]
    report = page(site, "2019/weekly/2019-05-20/")
    assert report.find(id="rechecks").find_next("table").select_one("td.rc-col--id").get_text() == "U1-001"
    assert page(site, "2019/weekly/2019-05-13/").find(id="rechecks") is None
    assert (
        "下次回头看不晚于2019年5月17日。"
        in page(site, "2019/issues/U1-001/").select_one(".rc-now").get_text()
    )
    tile = page(site, "2019/").select_one("a.rc-n[href$='recheck-due/']")
    assert tile.get_text() == "1"


def test_programs_and_calendars_have_the_day(site):
    [one] = [each for each in json.loads(site.feed("2019/issues.json"))["issues"] if each["id"] == "U1-001"]
    assert (one["sustained"], one["recheck_on"]) == (True, "2019-05-17")
    lines = site.feed("2019/units/unit-1.ics").decode().split("\r\n")
    at = lines.index("SUMMARY:回头看：U1-001 党委中心组学习不深入")
    assert "DTSTART;VALUE=DATE:20190517" in lines[at - 3 : at]


def test_a_step_of_the_past_does_not_become_lasting(tmp_path):
    folder = project.copy_small(tmp_path)
    told = project.told(folder, {"against": True, "edit": EDITS[:1]})
    assert any("[history.entry-kept]" in line for line in told)


def test_a_new_verification_may_ask_that_it_lasts(tmp_path):
    step = "      - {date: 2019-04-17, step: verify, by: 李卫东, result: pass, " + VERIFIED + "\n"
    results = "    results: {recovered: 12500.50, talked_to: 2}\n"
    told = project.told(
        project.copy_small(tmp_path),
        {
            "against": True,
            "before": {
                "edit": [
                    {"file": project.UNIT_1, "old": step + results, "new": results},
                    EDITS[1],
                ]
            },
            "edit": [
                {
                    "file": project.UNIT_1,
                    "old": results,
                    "new": step.replace("核查}", "核查, sustained: true}") + results,
                }
            ],
        },
    )
    assert not any("[history." in line for line in told)
