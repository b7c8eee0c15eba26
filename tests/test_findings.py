"""What a finding has come to on a day, and the numbers of findings beside those of issues."""

from __future__ import annotations

import json

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

import project
from rectify.ledger import counts, findings
from rectify.ledger.ledger import ledger
from rectify.read.records import Claim, Finding, Measure, Round, UnitFile, Withdrawal
from test_ledger import AT, ORGANIZATION, UNITS, campaign, day, days, issue, issues, step

IDS = ("F01", "F02")
CLOSED = (step(4, "apply"), step(5, "review", "pass"), step(6, "verify", "pass"))


def claim(finding="F01", has="yes", checked=None):
    return Claim(has=has, note="理由", at=AT, checked=checked, finding=finding)


def round_(*files, **more):
    """A round of one finding; a file is a unit's answer and its issues."""
    given_ = {
        unit: UnitFile(AT, (claim(has=has),) if has else (), issues, unit=unit) for unit, has, issues in files
    }
    handed = more.pop("handed", (Finding("F01", "study", "学习不够", ("unit-3",), AT),))
    return Round(campaign(**more), handed, tuple(given_.values()), "campaigns/2019", {})


@st.composite
def rounds(draw):
    """Units that answer two findings, or not, and have issues from them, or from elsewhere."""
    files = []
    for unit in UNITS:
        answers = st.sampled_from(["yes", "partial", "no", None])
        claims = tuple(claim(id, has, draw(st.none() | days)) for id in IDS if (has := draw(answers)))
        taken = tuple(
            draw(issues(f"{unit.id}-{n}"))._replace(
                finding=draw(st.sampled_from([(IDS[0],), (IDS[1],), IDS, ()]))
            )
            for n in range(draw(st.integers(0, 3)))
        )
        files.append(UnitFile(AT, claims, taken, unit=unit.id))
    handed = tuple(Finding(id, "study", "问题", ("unit-3",), AT) for id in IDS)
    return Round(campaign(), handed, tuple(files), "campaigns/2019", {})


def state(*files, on=10, **more):
    return findings.states(ledger(round_(*files, **more), ORGANIZATION, day(on)))["F01"]


def of(id, **more):
    return issue(id, **{"finding": ("F01",), "opened": day(1), **more})


DONE = of("A", measures=(Measure("措施", "乙", day(9), AT, done=day(3)),), closure=CLOSED)
BASIC = DONE._replace(id="B", closure=())
BEGUN = of("C", closure=(step(4, "apply"),))
IDLE = of("D")
NO = [("unit-2", "no", ()), ("unit-3", "no", ())]


@pytest.mark.parametrize(
    ("files", "word"),
    [
        ([("unit-1", "no", ()), *NO], "denied"),
        ([("unit-1", None, ()), *NO], "not_started"),
        ([("unit-1", "yes", ()), *NO], "not_started"),
        ([("unit-1", "yes", (IDLE,)), *NO], "not_started"),
        ([("unit-1", "partial", (DONE,)), *NO], "completed"),
        ([("unit-1", "yes", (DONE,)), ("unit-2", "no", ())], "in_progress"),
        ([("unit-1", "yes", (DONE,)), ("unit-2", "yes", ()), NO[1]], "in_progress"),
        ([("unit-1", "yes", (DONE, BASIC)), *NO], "basically_done"),
        ([("unit-1", "yes", (DONE,)), ("unit-2", "yes", (BASIC,)), NO[1]], "basically_done"),
        ([("unit-1", "yes", (BASIC,)), ("unit-2", "yes", (IDLE,)), NO[1]], "in_progress"),
        ([("unit-1", "yes", (BEGUN,)), *NO], "in_progress"),
    ],
)
def test_the_first_that_fits(files, word):
    assert state(*files) == word


def test_only_what_is_dated_by_the_day_counts():
    files = [("unit-1", "yes", (DONE,)), *NO]
    assert [state(*files, on=n) for n in (0, 2, 3, 5, 6)] == [
        *("not_started", "not_started", "basically_done", "basically_done", "completed")
    ]
    late = UnitFile(AT, (claim(has="no", checked=day(8)),), (), unit="unit-3")
    round__ = round_(files[0], files[1])
    book = round__._replace(files=(*round__.files, late))
    assert findings.states(ledger(book, ORGANIZATION, day(7)))["F01"] == "in_progress"
    assert findings.states(ledger(book, ORGANIZATION, day(8)))["F01"] == "completed"


def test_units_that_are_not_asked_keep_no_finding_open():
    handed = (Finding("F01", "study", "学习不够", ("unit-3",), AT, ("unit-1",)),)
    assert state(("unit-1", "yes", (DONE,)), handed=handed) == "completed"
    assert state(("unit-1", "no", ()), handed=handed) == "denied"


def test_the_rate_leaves_out_what_nobody_has():
    found = findings.tally(["completed"] * 19 + ["in_progress"] * 6 + ["basically_done"] + ["denied"] * 3)
    assert (found.total, found.done, found.rate, found.aside) == (26, 19, "73.1%", 3)
    assert findings.tally([]).rate == "—"


@given(rounds(), days)
def test_both_levels_reconcile(round__, as_of):
    """Each finding and each issue is counted once; a finding is completed only if all of its issues are."""
    book = ledger(round__, ORGANIZATION, as_of)
    handed, taken = findings.of_findings(book), findings.of_issues(book.standings)
    assert sum(handed.number.values()) == len(book.findings)
    assert (taken.total, taken.done) == (len(book.standings), counts.count(book.standings).closed)
    for id, word in findings.states(book).items():
        issues = {findings.official(each) for each in book.of_finding(id)}
        if word == "completed":
            assert issues == {"completed"}
        if word == "not_started":
            assert issues <= {"not_started"}


def test_each_list_has_its_own_totals():
    own = campaign(lists=("基层党建专项",))
    lists = ("基层党建专项", "main", "main", "immediate")
    handed = tuple(
        Finding(f"F0{n}", "study", "问题", ("unit-3",), AT, list=name) for n, name in enumerate(lists, 1)
    )
    book = ledger(
        round_(("unit-1", "no", ()), *NO, handed=handed)._replace(campaign=own), ORGANIZATION, day(9)
    )
    found = findings.by_list(book)
    assert [name for name, _ in found] == ["main", "immediate", "基层党建专项"]
    assert [(numbers.total, numbers.number["denied"]) for _, numbers in found] == [(2, 0), (1, 0), (0, 1)]


# What the user sees. In the small project F01 is done and nobody has F02.


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    return project.build(project.copy_small(tmp_path_factory.mktemp("findings"))).site


def page(site, url):
    return BeautifulSoup(site.render(url), "lxml")


def lines(found):
    """The table of both levels: its rows by name, each by state."""
    return {
        row.th.get_text(strip=True): {
            cell["data-state"]: cell.get_text(" ", strip=True) for cell in row.select("td")
        }
        for row in found.select(".rc-table--levels tbody tr")
    }


def test_the_overview_shows_both_levels(site):
    found = page(site, "2019/")
    assert lines(found) == {
        "整改问题": {
            "total": "3",
            "completed": "1",
            "basically_done": "0",
            "in_progress": "0",
            "not_started": "2",
            "rate": "33.3% 1/3",
            "denied": "",
        },
        "反馈问题": {
            "total": "1",
            "completed": "1",
            "basically_done": "0",
            "in_progress": "0",
            "not_started": "0",
            "rate": "100.0% 1/1",
            "denied": "1",
        },
    }
    assert "反馈问题1项，已完成1项（100.0%）" in found.select_one(".rc-hero").get_text()


def test_each_number_leads_to_the_findings_that_it_counts(site):
    target = page(site, "2019/findings/")
    for link in page(site, "2019/").select(".rc-table--levels a[href*='findings/#state-']"):
        body = target.find(id=link["href"].partition("#")[2])
        assert len(body.select("tr:not(.rc-group)")) == int(link.get_text())
    assert [row.a.get_text() for row in target.select("#state-denied tr:not(.rc-group)")] == ["F02"]


def test_the_weekly_report_prints_the_finding_level_of_its_day(site):
    told = page(site, "2019/weekly/2019-04-15/").find(id="official").get_text(strip=True)
    assert told.startswith("反馈问题共1项：已完成0项，基本完成1项，正在整改0项，未启动0项，完成率0.0%（0÷1）")
    assert "无此问题1项" in told


def test_a_findings_page_says_what_it_has_come_to(site):
    assert page(site, "2019/findings/F01/").select_one(".rc-official").get_text() == "已完成"
    assert page(site, "2019/findings/F02/").select_one(".rc-official").get_text() == "无此问题"


def test_the_json_has_both_levels(site):
    file = json.loads(site.feed("2019/findings.json"))
    assert [(each["id"], each["state"], each["state_name"]) for each in file["findings"]] == [
        ("F01", "completed", "已完成"),
        ("F02", "denied", "无此问题"),
    ]
    for levels in (
        file["levels"],
        json.loads(site.feed("2019/units.json"))["levels"],
        json.loads(site.feed("campaigns.json"))["campaigns"][0]["levels"],
    ):
        assert (levels["findings"]["total"], levels["findings"]["completion_rate"]) == (1, 100)
        assert (levels["issues"]["total"], levels["issues"]["done"], levels["issues"]["not_started"]) == (
            3,
            1,
            2,
        )
    issues = json.loads(site.feed("2019/issues.json"))["issues"]
    assert {each["id"]: each["official"] for each in issues}["U1-001"] == "completed"


def test_the_embedded_page_has_the_finding_level(site):
    found = BeautifulSoup(site.feed("2019/embed.html"), "lxml")
    assert found.select_one(".rc-embed__findings").get_text() == "反馈问题1项，已完成1项（100.0%）"


def test_the_embedded_page_leads_with_what_the_campaign_counts(tmp_path):
    folder = project.copy_small(tmp_path)
    file = folder / project.CAMPAIGN
    file.write_text(f"{file.read_text('utf-8')}count_by: findings\n", "utf-8")
    made = project.build(folder).site
    found = BeautifulSoup(made.feed("2019/embed.html"), "lxml")
    assert found.select_one(".rc-embed__rate").get_text(" ", strip=True) == "反馈问题完成率 100.0%"
    assert found.select("svg rect")[1]["width"] in ("100", "100.0")
    assert found.select_one(".rc-embed__issues").get_text() == "整改问题3项，已销号1项（33.3%）"
    unit = BeautifulSoup(made.feed("2019/embed/unit-1.html"), "lxml")
    assert unit.select_one(".rc-embed__rate").get_text(" ", strip=True) == "完成率 50.0%"


BLOCK = "```counts\n{}show: [findings, findings_done, findings_rate, findings_denied]\n```\n"


def test_a_live_block_counts_findings(tmp_path):
    folder = project.copy_small(tmp_path)
    (folder / "docs/notes/2019/weekly").mkdir(parents=True)
    note = folder / "docs/notes/2019/weekly/2019-04-15.md"
    note.write_text(BLOCK.format("finding: F02\n"), "utf-8")
    found = page(project.build(folder).site, "2019/weekly/2019-04-15/")
    assert [each.get_text() for each in found.select(".rc-note .rc-figure__number")] == ["0", "0", "—", "1"]
    note.write_text(BLOCK.format("unit: unit-1\n"), "utf-8")
    assert any("[notes.query]" in line and "unit" in line for line in project.report(project.build(folder)))


NUMBERED = {
    "edit": [
        {
            "file": project.FINDINGS,
            "old": "浅表化现象, lead: political",
            "new": "浅表化现象, lead: political, number: 一、（一）1., list: 主体反馈",
        },
        {
            "file": project.FINDINGS,
            "old": "applies_to: [unit-1]",
            "new": "applies_to: [unit-1], number: 三、2., list: 党建专项",
        },
        {"file": project.CAMPAIGN, "old": "units: [", "new": "lists: [党建专项]\nunits: ["},
    ]
}


@pytest.fixture(scope="module")
def numbered(tmp_path_factory):
    folder = project.copy_small(tmp_path_factory.mktemp("numbered"))
    project.change(folder, NUMBERED)
    made = project.build(folder)
    assert project.report(made) == []
    return made.site


@pytest.mark.parametrize(
    ("url", "within"),
    [
        ("2019/findings/", "#state-completed td"),
        ("2019/findings/", ".rc-matrix th"),
        ("2019/findings/F01/", ".rc-eyebrow"),
        ("2019/issues/U1-001/", ".rc-form--text dd"),
        ("2019/units/unit-1/", "table td"),
        ("2019/departments/political/", ".rc-list li"),
    ],
)
def test_the_printed_number_stands_beside_the_id(numbered, url, within):
    shown = {
        tag.get_text() for each in page(numbered, url).select(within) for tag in each.select(".rc-printed")
    }
    assert "一、（一）1." in shown


def test_lists_have_their_lines_on_the_overview_and_in_the_weekly_report(numbered):
    for url in ("2019/", "2019/weekly/2019-04-15/", "2019/findings/"):
        assert list(lines(page(numbered, url))) == ["整改问题", "反馈问题", "其中主体反馈", "其中党建专项"]
    found = lines(page(numbered, "2019/"))
    assert (found["其中主体反馈"]["rate"], found["其中党建专项"]["denied"]) == ("100.0% 1/1", "1")
    assert "党建专项" in page(numbered, "2019/findings/F02/").select_one(".rc-eyebrow").get_text()


def test_number_and_list_are_found_and_exported(numbered):
    first, second = json.loads(numbered.feed("2019/findings.json"))["findings"]
    assert (first["number"], first["list"], first["list_name"]) == ("一、（一）1.", "main", "主体反馈")
    assert (second["list"], second["list_name"]) == ("党建专项", "党建专项")
    (document,) = numbered.documents([numbered.pages["2019/findings/F02/"]])
    assert {"三、2.", "党建专项"} <= set(document.texts)


# What a superior adds to the list, or takes back.

WITHDRAWN = Withdrawal(day(8), "巡察办〔2019〕9号", "经复核不属实", AT)


def test_a_withdrawn_finding_and_its_issues_are_not_counted_from_that_day():
    handed = (Finding("F01", "study", "学习不够", ("unit-3",), AT, withdrawn=WITHDRAWN),)
    source = round_(("unit-1", "yes", (DONE, IDLE, IDLE._replace(id="S", finding=()))), handed=handed)
    before, after = (ledger(source, ORGANIZATION, day(n)) for n in (7, 8))
    assert [each.issue.id for each in before.standings] == ["A", "D", "S"]
    assert findings.of_findings(before).total == 1
    assert [each.issue.id for each in after.standings] == ["S"]
    assert [each.issue.id for each in after.aside] == ["A", "D"]
    assert findings.states(after) == {"F01": "withdrawn"}
    assert (findings.of_findings(after).total, findings.of_findings(after).rate) == (0, "—")
    assert (before.applicable(), after.applicable(), after.answered()) == (3, 0, 0)
    assert [each.issue.id for each in after.of_units(["unit-1"]).everything] == ["A", "D", "S"]


def test_a_supplement_is_not_there_before_its_day():
    first = Finding("F01", "study", "学习不够", ("unit-3",), AT)
    supplement = Finding("F02", "study", "补充", ("unit-3",), AT, received=day(12), document="7号")
    source = round_(("unit-1", "no", ()), *NO, handed=(first, supplement))
    later = tuple(
        file._replace(claims=(*file.claims, claim("F02", "no", day(14) if file.unit == "unit-1" else None)))
        for file in source.files
    )
    whole = source._replace(files=later)
    for n, words in ((11, ["denied"]), (12, ["denied", "not_started"]), (14, ["denied", "denied"])):
        book = ledger(whole, ORGANIZATION, day(n))
        assert list(findings.states(book).values()) == words
    assert (
        ledger(whole, ORGANIZATION, day(11)).answered() == 3
    )  # the claim without a day is of no finding yet


@given(rounds(), days, days, days)
def test_the_list_is_that_of_its_day(round__, received, gone, as_of):
    """The ledger of a day is that of the data without later supplements and withdrawals."""
    first, second = round__.findings
    whole = round__._replace(
        findings=(first._replace(withdrawn=WITHDRAWN._replace(date=gone)), second._replace(received=received))
    )
    known = [first._replace(withdrawn=WITHDRAWN._replace(date=gone) if gone <= as_of else None)]
    if received <= as_of:
        known.append(second._replace(received=received))
    ids = {each.id for each in known}
    files = tuple(
        file._replace(
            claims=tuple(each for each in file.claims if each.finding in ids),
            issues=tuple(
                each._replace(finding=tuple(id for id in each.finding if id in ids))
                for each in file.issues
                if not each.finding or not ids.isdisjoint(each.finding)
            ),
        )
        for file in round__.files
    )
    whole = whole._replace(files=files if received > as_of else whole.files)
    then = ledger(whole._replace(findings=tuple(known), files=files), ORGANIZATION, as_of)
    book = ledger(whole, ORGANIZATION, as_of)
    assert (book.standings, book.aside, book.claims) == (then.standings, then.aside, then.claims)
    assert findings.states(book) == findings.states(then)
    assert len(book.standings) + len(book.aside) == len(book.everything)


@given(rounds(), days, days)
def test_the_burn_down_counts_what_was_withdrawn_until_that_day(round__, gone, as_of):
    first, second = round__.findings
    whole = round__._replace(findings=(first._replace(withdrawn=WITHDRAWN._replace(date=gone)), second))
    book = ledger(whole, ORGANIZATION, as_of)
    for each in counts.series(book, day(0), day(40)):
        assert each.status == counts.count(ledger(whole, ORGANIZATION, each.day).standings).status


GONE = {
    "edit": [
        {
            "file": project.FINDINGS,
            "old": "浅表化现象, lead: political",
            "new": "浅表化现象, lead: political, withdrawn: {date: 2019-04-16, document: 巡察办9号, reason: 不属实}",
        },
        {
            "file": project.FINDINGS,
            "old": "applies_to: [unit-1]}\n",
            "new": "applies_to: [unit-1]}\n- {id: F03, category: study, text: 补充的一项, lead: political, "
            "applies_to: [unit-2], received: 2019-04-10, document: 巡察办7号, claims_due: 2019-04-25}\n",
        },
    ]
}


def changed(folder, as_of="2019-04-18"):
    project.change(project.copy_small(folder), GONE)
    made = project.build(folder, as_of)
    assert {each.rule for each in made.problems} <= {"weekly.silent"}
    return made.site


@pytest.fixture(scope="module")
def gone(tmp_path_factory):
    return changed(tmp_path_factory.mktemp("gone"))


def test_a_withdrawn_finding_is_readable_and_counted_nowhere(gone):
    issue_page = page(gone, "2019/issues/U1-001/")
    assert "F01已于2019年4月16日撤销（巡察办9号）：不属实" in issue_page.find(id="withdrawn").get_text()
    assert issue_page.select_one(".rc-now") is None
    assert "巡察办9号" in page(gone, "2019/findings/F01/").find(id="withdrawn").get_text()
    assert "U1-001" in page(gone, "2019/findings/F01/").select_one(".rc-table--issues").get_text()
    listed = page(gone, "2019/aside/")
    assert [each.get_text() for each in listed.select("td .rc-id")] == ["U1-001"]
    assert "U1-001" not in page(gone, "2019/issues/").find("table").get_text()
    assert "U1-001" in page(gone, "archive/2019/").get_text()
    assert "随反馈问题撤销" in page(gone, "archive/2019/").find(id="2019-U1-001").get_text()
    assert "已撤销" in page(gone, "2019/units/unit-1/").get_text()
    assert "已撤销" in page(gone, "2019/departments/political/").get_text()


def test_the_overview_names_what_stands_aside(gone):
    found = page(gone, "2019/")
    assert lines(found)["整改问题"]["total"] == "2"
    assert {
        name: lines(found)["反馈问题"][name] for name in ("total", "not_started", "denied", "withdrawn")
    } == {"total": "1", "not_started": "1", "denied": "1", "withdrawn": "1"}
    link = found.find("a", href=lambda target: target and target.endswith("aside/"))
    assert link.get_text() == "另有1项整改问题随反馈问题撤销，不计入。"


def test_the_weekly_report_names_changes_of_the_list(gone, tmp_path):
    told = (
        page(gone, "2019/weekly/2019-04-15/")
        .find(id="changes-findings")
        .find_next("ul")
        .get_text(" ", strip=True)
    )
    assert "F03" in told
    assert "补充反馈（4月10日，巡察办7号）" in told
    later = page(changed(tmp_path, "2019-04-22"), "2019/weekly/2019-04-22/")
    assert (
        "撤销（4月16日，巡察办9号）：不属实" in later.find(id="changes-findings").find_next("ul").get_text()
    )


def test_the_json_has_supplements_and_withdrawals(gone):
    first, _, third = json.loads(gone.feed("2019/findings.json"))["findings"]
    assert first["state"] == "withdrawn"
    assert first["withdrawn"] == {"date": "2019-04-16", "document": "巡察办9号", "reason": "不属实"}
    assert (third["received"], third["document"], third["claims_due"]) == (
        "2019-04-10",
        "巡察办7号",
        "2019-04-25",
    )
    file = json.loads(gone.feed("2019/issues.json"))
    assert [each["id"] for each in file["aside"]] == ["U1-001"]
    assert "U1-001" not in [each["id"] for each in file["issues"]]


def test_what_is_due_of_a_withdrawn_issue_is_in_no_calendar(tmp_path):
    site_ = changed(tmp_path, "2019-04-17")
    assert "U1-001" not in site_.feed("2019/units/unit-1.ics").decode()
    assert "U1-002" in site_.feed("2019/units/unit-1.ics").decode()


def test_the_site_of_a_day_before_is_as_it_was(tmp_path):
    """Neither a later supplement nor a later withdrawal is on it: the same pages, to the byte."""
    plain = project.build(project.copy_small(tmp_path / "plain"), "2019-04-09").site
    site_ = changed(tmp_path / "changed", "2019-04-09")
    assert site_.pages.keys() == plain.pages.keys()
    for url in ("2019/", "2019/findings/", "2019/findings/F01/", "2019/issues/U1-001/", "2019/units/unit-1/"):
        assert site_.render(url) == plain.render(url)
    assert site_.feed("2019/findings.json") == plain.feed("2019/findings.json")


def test_a_findings_own_deadline_is_told_where_it_counts(tmp_path):
    folder = project.copy_small(tmp_path)
    new = "浅表化现象, lead: political, deadline: 2019-04-21"
    project.change(
        folder, {"edit": [{"file": project.FINDINGS, "old": "浅表化现象, lead: political", "new": new}]}
    )
    made = project.build(folder)
    assert project.report(made) == []
    assert "反馈问题F01的时限是4月21日" in page(made.site, "2019/issues/U1-001/").get_text()
    assert "2019年4月21日" in page(made.site, "2019/findings/F01/").find(id="deadline").get_text()
    assert json.loads(made.site.feed("2019/findings.json"))["findings"][0]["deadline"] == "2019-04-21"


def test_a_campaign_may_count_by_findings(tmp_path):
    folder = project.copy_small(tmp_path)
    project.change(
        folder,
        {
            "edit": [{"file": project.CAMPAIGN, "old": "units: [", "new": "count_by: 反馈问题\nunits: ["}],
            "write": {"docs/news.md": "# 动态\n\n已完成1项，完成率100%。\n"},
        },
    )
    made = project.build(folder)
    assert project.report(made) == []
    site_ = made.site
    found = page(site_, "2019/")
    assert found.select_one(".rc-hero__rate").get_text() == "100.0%"
    assert found.select_one(".rc-hero__label").get_text() == "反馈问题完成率"
    assert list(lines(found)) == ["反馈问题", "整改问题"]
    first, second, *_ = page(site_, "2019/weekly/2019-04-15/").select(".rc-report:not(.rc-paper)")
    assert first.get("id") == "official"
    assert "列入台账的整改问题共3项" in second.get_text()
    assert "完成率100.0%" in site_.feed("2019/badge.svg").decode()
    assert "完成率50.0%" in site_.feed("2019/badges/unit-1.svg").decode()
    assert json.loads(site_.feed("campaigns.json"))["campaigns"][0]["campaign"]["count_by"] == "findings"
