"""Issues that are split, merged or voided: what is counted on each day, and where readers find them."""

from __future__ import annotations

import datetime
import json
import shutil
from decimal import Decimal

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

import project
from rectify.html import urls
from rectify.ledger import counts, findings, results
from rectify.ledger.ledger import ledger
from rectify.read.records import (
    Claim,
    Finding,
    Merged,
    Progress,
    Result,
    Round,
    Split,
    UnitFile,
    Void,
)
from test_ledger import AT, ORGANIZATION, UNITS, campaign, day, days, issue, issues

HANDED = (
    Finding("F01", "study", "学习不够", ("unit-3",), AT),
    Finding("F02", "study", "研讨不够", ("unit-3",), AT),
)


def round_(*units, claims=()):
    """A round of issues by unit."""
    files = (UnitFile(AT, claims, some, unit=f"unit-{n}") for n, some in enumerate(units, 1))
    return Round(campaign(), HANDED, tuple(files), "campaigns/2019", {})


def on(made, n):
    return ledger(made, ORGANIZATION, day(n))


def money(book):
    found = results.outcome(book.earning(), book.as_of)
    return found.stake, found.settled, found.unsettled


WHOLE = issue(
    "A",
    finding=("F01",),
    source=None,
    amount=Decimal(300),
    opened=day(1),
    deadline=day(4),
    progress=(Progress(day(2), "乙", AT, text="做了"),),
    results=(Result(day(3), "recovered", AT, amount=Decimal(100)),),
    split=Split(day(5), ("B", "C"), "丁", "分别整改", AT),
)
PARTS = tuple(
    issue(id, finding=("F01",), source=None, amount=Decimal(n), opened=day(5), deadline=day(4))
    for id, n in (("B", 120), ("C", 180))
)


def test_a_split_issue_goes_on_in_its_parts():
    made = round_((WHOLE, *PARTS))
    before, after = on(made, 4), on(made, 5)
    assert [each.issue.id for each in before.standings] == ["A"]
    assert [each.issue.id for each in after.standings] == ["B", "C"]
    (gone,) = after.moved
    assert (gone.aside, gone.aside_on, gone.open, gone.overdue, gone.held_by) == (
        "split",
        day(5),
        False,
        False,
        "",
    )
    assert [each.issue.id for each in after.of_finding("F01")] == ["B", "C"]
    assert [each.issue.id for each in after.answered_by("F01", "unit-1")] == ["A", "B", "C"]


def test_what_a_split_issue_brought_stays_and_its_money_goes_to_the_parts():
    made = round_((WHOLE, *PARTS))
    assert money(on(made, 4)) == (300, 100, 200)
    assert money(on(made, 5)) == (300, 100, 200)
    assert results.outcome(on(made, 5).earning("unit-1"), day(5)).recovered == 100
    assert results.outcome(on(made, 5).earning("unit-2"), day(5)).recovered == 0


def test_an_issue_takes_over_what_is_merged_into_it():
    one = issue(
        "A", finding=("F01",), source=None, amount=Decimal(300), merged=Merged(day(5), "B", "丁", "同", AT)
    )
    two = issue(
        "B", finding=("F02",), source=None, amount=Decimal(50), merged=Merged(day(7), "C", "丁", "同", AT)
    )
    made = round_((one,), (two,), (issue("C"),))
    found = {n: {each.issue.id: each.issue for each in on(made, n).standings} for n in (4, 5, 7)}
    assert [found[n].keys() for n in (4, 5, 7)] == [{"A", "B", "C"}, {"B", "C"}, {"C"}]
    assert (found[4]["B"].findings, found[4]["B"].amount) == (("F02",), 50)
    assert (found[5]["B"].findings, found[5]["B"].amount) == (("F02", "F01"), 350)
    assert (found[5]["C"].findings, found[5]["C"].amount) == ((), None)
    assert (set(found[7]["C"].findings), found[7]["C"].amount) == ({"F01", "F02"}, 350)
    assert [money(on(made, n))[0] for n in (4, 5, 7)] == [350, 350, 350]
    assert [each.issue.id for each in on(made, 7).of_finding("F01")] == ["C"]


def test_a_void_issue_answers_nothing_and_brings_nothing():
    gone = WHOLE._replace(split=None, void=Void(day(5), "乙", "丁", "重复列入", AT))
    claims = (Claim("yes", "有", AT, finding="F01"),)
    made = round_((gone,), claims=claims)
    assert findings.states(on(made, 4))["F01"] == "in_progress"
    assert findings.states(on(made, 5))["F01"] == "not_started"
    assert money(on(made, 5)) == (0, 0, 0)
    assert not on(made, 5).answered_by("F01", "unit-1")


def test_merges_in_a_circle_end():
    one = issue("A", merged=Merged(day(5), "B", "丁", "同", AT))
    two = issue("B", merged=Merged(day(5), "A", "丁", "同", AT))
    assert not on(round_((one, two)), 6).standings


@st.composite
def rounds(draw):
    """Units' issues, of which some are split, merged or voided on some day."""
    ids = [f"{unit.id}-{n}" for unit in UNITS for n in range(2)]
    files = []
    for unit in UNITS:
        taken = []
        for n in range(2):
            one = draw(issues(f"{unit.id}-{n}"))
            when, other = draw(days), draw(st.sampled_from([id for id in ids if id != one.id]))
            entry = draw(
                st.sampled_from(
                    [
                        {},
                        {"void": Void(when, "乙", "丁", "重复", AT)},
                        {"merged": Merged(when, other, "丁", "同", AT)},
                        {"split": Split(when, (other,), "丁", "分", AT)},
                    ]
                )
            )
            finding = draw(st.sampled_from([("F01",), ("F02", "F01"), ()]))
            amount = draw(st.none() | st.integers(1, 9).map(Decimal))
            taken.append(one._replace(finding=finding, amount=amount, **entry))
        files.append(tuple(taken))
    return round_(*files)


def without_later(made, last):
    """The round without the entries of these kinds that are dated later."""
    files = []
    for file in made.files:
        kept = []
        for one in file.issues:
            later = [
                key for key in ("void", "merged", "split") if (it := getattr(one, key)) and it.date > last
            ]
            kept.append(one._replace(**dict.fromkeys(later)))
        files.append(file._replace(issues=tuple(kept)))
    return made._replace(files=tuple(files))


def told(book):
    """What readers see of a day."""
    return (
        [
            (each.issue.id, each.status, each.flags, each.issue.findings, each.issue.amount)
            for each in book.standings
        ],
        [(each.issue.id, each.aside, each.aside_on) for each in book.aside],
        counts.count(book.standings),
        money(book),
        findings.states(book),
        counts.series(book, day(0), book.as_of),
    )


@given(rounds(), days)
def test_a_day_knows_nothing_of_later_moves(made, last):
    assert told(ledger(made, ORGANIZATION, last)) == told(
        ledger(without_later(made, last), ORGANIZATION, last)
    )


@given(rounds(), days)
def test_the_burn_down_counts_every_day_as_its_ledger(made, last):
    book = ledger(made, ORGANIZATION, last)
    for each in counts.series(book, day(0), last):
        total = counts.count(book.on(each.day).standings)
        assert (each.total, each.open) == (total.total, total.open)


# What the user sees.

PART = """  - id: {id}
    source: self_check
    category: politics
    title: {title}
    description: 由督办台账不全拆分而来
    amount: {amount}
    kind: immediate
    lead: political
    leader: 赵海涛
    owner: 刘鹏
    supervisor: 李卫东
    opened: 2019-04-16
    deadline: 2019-04-14
    measures:
      - {{text: {title}, owner: 刘鹏, due: 2019-04-14}}
"""
SPLIT = "    split: {date: 2019-04-16, into: [U1-003, U1-004], by: 周建国, reason: 涉及两级督办}\n"
LAST = "      - {date: 2019-04-11, by: 刘鹏, none: 等待各科室报送登记表}\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = project.copy_small(tmp_path_factory.mktemp("moved"))
    parts = PART.format(id="U1-003", title="补登上级督办", amount=100) + PART.format(
        id="U1-004", title="补登本级督办", amount=200
    )
    void = "    void: {date: 2019-04-17, by: 郭立新, approved_by: 周建国, reason: 与一团重复列入}\n"
    edits = [
        {"file": project.UNIT_1, "old": "    amount: 300\n", "new": "    amount: 300\n" + SPLIT},
        {
            "file": project.UNIT_1,
            "old": LAST,
            "new": LAST
            + parts.replace(
                "opened: 2019-04-16\n    deadline: 2019-04-14", "opened: 2019-04-16\n    deadline: 2019-04-16"
            ).replace("due: 2019-04-14", "due: 2019-04-16"),
        },
        {"file": project.UNIT_1, "old": "deadline: 2019-04-14", "new": "deadline: 2019-04-16"},
        {"file": project.UNIT_2, "old": "    category: study\n", "new": "    category: study\n" + void},
    ]
    project.change(made, {"edit": edits})
    return made


@pytest.fixture(scope="module")
def site(folder):
    made = project.build(folder)
    assert [each for each in made.problems if each.level == "error"] == []
    return made.site


def soup(site, url):
    return BeautifulSoup(site.render(url), "lxml")


def test_an_issue_that_was_split_leads_to_its_parts_and_they_lead_back(site):
    page = soup(site, "2019/issues/U1-002/")
    notice = page.find(id="moved")
    assert [a["href"].rstrip("/").rpartition("/")[2] for a in notice.select("a")] == ["U1-003", "U1-004"]
    assert "2019年4月16日拆分为" in notice.get_text()
    assert "涉及两级督办" in notice.get_text()
    assert not page.select(".rc-light, .rc-now")
    back = soup(site, "2019/issues/U1-003/").find("dt", string="拆分自").find_next("dd")
    assert back.a["href"].rstrip("/").endswith("U1-002")
    assert "与一团重复列入" in soup(site, "2019/issues/U2-001/").find(id="moved").get_text()


def test_lists_tell_them_apart(site):
    rows = [row.get_text(" ", strip=True) for row in soup(site, "2019/moved/").select("tbody tr")]
    assert len(rows) == 2
    assert "已拆分 U1-003 U1-004 周建国 涉及两级督办" in rows[0]
    assert "已作废 郭立新 批准人 周建国 与一团重复列入" in rows[1]
    assert "U1-002" not in soup(site, "2019/issues/").get_text()
    assert "U1-002" in soup(site, "2019/units/unit-1/").find(id="moved").find_next("table").get_text()
    overview = soup(site, "2019/")
    link = overview.find("a", string="另有整改问题已拆分1项、已作废1项，不计入。")
    assert link["href"].endswith("moved/")


def test_a_round_without_any_has_no_list_of_them(tmp_path):
    assert "2019/moved/" not in project.build(project.copy_small(tmp_path)).site.pages


def test_the_report_of_the_period_tells_what_was_moved(folder):
    report = soup(project.build(folder, "2019-04-22").site, "2019/weekly/2019-04-22/")
    assert len(report.find(id="changes-moved").find_next("table").select("tbody tr")) == 2
    earlier = soup(project.build(folder, "2019-04-22").site, "2019/weekly/2019-04-15/")
    assert earlier.find(id="changes-moved") is None
    assert "U2-001" in earlier.get_text()


def test_json_feed_and_search_know_it(site):
    told_ = json.loads(site.feed("2019/issues.json"))
    assert [each["id"] for each in told_["issues"]] == ["U1-001", "U1-003", "U1-004"]
    aside = {each["id"]: each for each in told_["aside"]}
    assert (aside["U1-002"]["aside"], aside["U1-002"]["aside_on"], aside["U1-002"]["into"]) == (
        "split",
        "2019-04-16",
        ["U1-003", "U1-004"],
    )
    assert aside["U1-002"]["days_left"] is None
    assert aside["U2-001"]["flags"] == ["extended"]  # what was, not what is due
    assert told_["issues"][1]["came_from"] == ["U1-002"]
    feed = site.feed(urls.news("2019")).decode()
    assert "拆分：U1-002" in feed and "作废：U2-001" in feed
    (found,) = site.documents([site.pages["2019/issues/U1-002/"]])
    assert "涉及两级督办" in found.texts


def test_a_round_that_ends_asks_nothing_of_what_was_moved(folder, tmp_path):
    ended = shutil.copytree(folder, tmp_path / "ended")
    end = "units: [unit-1, unit-2]\nfinished: 2019-04-18"
    project.change(
        ended, {"edit": [{"file": project.CAMPAIGN, "old": "units: [unit-1, unit-2]", "new": end}]}
    )
    (found,) = [each for each in project.build(ended).problems if each.rule == "coverage.finished"]
    assert found.values["issues"] == "U1-003、U1-004"


def test_an_internal_part_is_named_by_another_id(folder, tmp_path):
    made = shutil.copytree(folder, tmp_path / "internal")
    edit = {
        "file": project.UNIT_1,
        "old": "title: 补登上级督办\n",
        "new": "internal: true\n    title: 补登上级督办\n",
    }
    project.change(made, {"edit": [edit]})
    site = project.build(made).site
    told_ = json.loads(site.feed("2019/issues.json"))
    (split,) = [each for each in told_["aside"] if each["aside"] == "split"]
    assert split["into"] == ["internal-1", "U1-004"]
    assert "U1-003" not in site.feed("2019/issues.json").decode()
    assert "U1-003" not in site.render("2019/issues/U1-002/")
    assert "U1-003" not in site.render("2019/moved/")


def test_opened_on_the_day_of_the_move_it_is_counted_never():
    gone = issue("A", opened=day(3), void=Void(day(3), "乙", "丁", "重复", AT))
    book = on(round_((gone,)), 3)
    assert not book.standings
    assert [each.total for each in counts.series(book, day(0), day(3))] == [0, 0, 0, 0]
    assert book.moved[0].aside_on == datetime.date(2019, 4, 4)
