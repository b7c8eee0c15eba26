"""The numbers on pages, in feeds, on badges and in what is embedded are those that the YAML gives.

They are computed here a second time, from the files and the rules in words, with nothing of the program (it makes
the files of another day, and that is all).
"""

from __future__ import annotations

import datetime
import decimal
import functools
import json
import re
from collections import Counter

import pytest
import yaml
from bs4 import BeautifulSoup

from conftest import SAMPLE
from project import build

DATA = SAMPLE / "data"
AS_OF = datetime.date(2019, 4, 18)
CAMPAIGNS = ("2018", "2019")
STATUSES = {
    "not_started": "未启动",
    "in_progress": "整改中",
    "in_review": "待审核",
    "in_verification": "待核验",
    "closed": "已销号",
}
FLAGS = {
    "overdue": "超期",
    "due_soon": "临期",
    "returned": "退回",
    "reopened": "重新整改",
    "extended": "已延期",
    "silent": "未报告",
    "basically_done": "基本完成",
    "closed_late": "超期销号",
}
SIGNALS = {"red": "红灯", "yellow": "黄灯", "blue": "蓝灯", "green": "绿灯"}
WEEK = datetime.timedelta(7)
DAY = datetime.timedelta(1)


# The ledger once more, from the YAML.


@functools.cache
def read(name):
    return yaml.safe_load((DATA / name).read_text("utf-8"))


def units_of(campaign):
    """The units that take part, in the order of the organisation."""
    chosen = read(f"campaigns/{campaign}/campaign.yml").get("units")
    return {
        unit["id"]: unit["name"]
        for unit in read("organization.yml")["units"]
        if (unit["id"] in chosen if chosen else unit.get("kind") in ("unit", "department"))
    }


def report_days(campaign, as_of):
    """Mondays after the list was received; the last covers the day on which the campaign ended."""
    about = read(f"campaigns/{campaign}/campaign.yml")
    assert about["report_weekday"] == "monday"
    day = about["received"] + DAY
    while day.weekday() != 0:
        day += DAY
    until = min(as_of, about["finished"] + WEEK) if about.get("finished") else as_of
    found = []
    while day <= until:
        found.append(day)
        day += WEEK
    return found


def nothing_heard(issue, report):
    """Whether an issue, open when the week before a report ended, was nobody's to judge and nobody told of it."""
    steps = [step["date"] for step in issue.get("closure", [])]
    looks = [each["date"] for each in issue.get("rechecks") or [] if each["result"] == "fail"]
    told = [entry["date"] for entry in issue.get("progress", [])] + steps + looks
    told += [each["done"] for each in issue.get("measures", []) if each.get("done")]
    if issue["opened"] >= report - 2 * DAY or any(report - WEEK <= day < report for day in told):
        return False
    last = [(day, step) for day, step in zip(steps, issue.get("closure", []), strict=True) if day < report]
    if not last or any(day >= last[-1][0] for day in looks if day < report):
        return True
    return last[-1][1]["step"] == "reopen" or last[-1][1].get("result") == "return"


def state(issue, campaign, as_of):
    """Everything that is derived of an issue on a day."""
    about = read(f"campaigns/{campaign}/campaign.yml")
    steps = [(step["date"], 0, step) for step in issue.get("closure", []) if step["date"] <= as_of]
    looks = [
        (look["date"], 1, {"step": "reopen"})
        for look in issue.get("rechecks") or []
        if look["date"] <= as_of and look["result"] == "fail"
    ]
    entries = [entry for entry in issue.get("progress", []) if entry["date"] <= as_of]
    measures = issue.get("measures", [])
    done = [measure for measure in measures if measure.get("done") and measure["done"] <= as_of]
    status = "in_progress" if done or any("text" in entry for entry in entries) else "not_started"
    closed_on, reopened, returned, turned = None, False, False, None
    for day, _, step in sorted(steps + looks, key=lambda each: each[:2]):
        what, result = step["step"], step.get("result")
        if what == "reopen":
            reopened |= status == "closed"
            turned = day if status == "closed" else turned
            status, closed_on = "in_progress", None
        elif result == "return":
            status, turned = "in_progress", day
        elif what == "apply":
            status = "in_review"
        elif what == "review":
            status = "in_verification"
        else:
            status, closed_on = "closed", day
        returned = result == "return"
    by = closed_on or as_of
    later = [each for each in issue.get("extensions") or [] if each["date"] <= by]
    deadline = max(later, key=lambda each: each["date"])["to"] if later else issue["deadline"]
    left = (deadline - as_of).days
    is_open = status != "closed"
    reports = report_days(campaign, as_of)
    silent = False
    asked = reports and (not about.get("finished") or as_of < about["finished"] or as_of == reports[-1])
    if asked and (is_open or as_of == reports[-1]):
        silent = nothing_heard(issue, reports[-1])
    up = {
        "overdue": is_open and left < 0,
        "due_soon": is_open and 0 <= left <= about["warning_days"],
        "returned": is_open and returned,
        "reopened": reopened,
        "extended": any(each["date"] <= as_of for each in issue.get("extensions") or []),
        "silent": silent,
        "basically_done": is_open
        and len(done) == len(measures) > 0
        and (
            not turned
            or status.startswith("in_v")
            or status == "in_review"
            or any(m["done"] >= turned for m in done)
        ),
        "closed_late": not is_open and closed_on > deadline,
    }
    signal = (
        "green"
        if not is_open
        else "red"
        if up["overdue"]
        else "yellow"
        if up["due_soon"]
        else "blue"
        if issue["kind"] == "long_term"
        else "green"
    )
    return {
        "status": status,
        "flags": [flag for flag in FLAGS if up[flag]],
        "signal": signal,
        "deadline": str(deadline),
        "days_left": left if is_open else None,
        "closed_on": str(closed_on) if closed_on else None,
        "measures": len(measures),
        "measures_done": len(done),
        "last_entry": str(max(entry["date"] for entry in entries)) if entries else None,
        "returns": sum(step.get("result") == "return" for _, _, step in steps),
    }


@functools.cache
def ledger(campaign, as_of):
    """Unit → issue → its state, of the issues that exist on a day."""
    assert "signals" not in read(f"campaigns/{campaign}/campaign.yml")
    return {
        unit: {
            issue["id"]: state(issue, campaign, as_of)
            for issue in (read(f"campaigns/{campaign}/units/{unit}.yml").get("issues") or [])
            if issue["opened"] <= as_of
        }
        for unit in units_of(campaign)
        if (DATA / f"campaigns/{campaign}/units/{unit}.yml").is_file()
    }


def percent(part, whole):
    if not whole:
        return "—"
    exact = decimal.Decimal(100 * part) / whole
    shown = exact.quantize(decimal.Decimal("0.1"), decimal.ROUND_HALF_UP)
    return f"{min(shown, decimal.Decimal('99.9')) if part < whole else shown}%"


def added(issues):
    """What a set of issues adds up to, by the words of the page."""
    issues = list(issues)
    status = Counter(each["status"] for each in issues)
    flags = Counter(flag for each in issues for flag in each["flags"])
    closed = status["closed"]
    return {
        "问题总数": len(issues),
        "未销号": len(issues) - closed,
        "完成率": percent(closed, len(issues)),
        "按期销号率": percent(closed - flags["closed_late"], closed),
        **{name: status[key] for key, name in STATUSES.items()},
        **{name: flags[key] for key, name in FLAGS.items()},
        **{name: sum(each["signal"] == key for each in issues) for key, name in SIGNALS.items()},
    }


@functools.cache
def whole(campaign, as_of=AS_OF):
    return added(each for issues in ledger(campaign, as_of).values() for each in issues.values())


@functools.cache
def of_unit(campaign, unit, as_of=AS_OF):
    return added(ledger(campaign, as_of).get(unit, {}).values())


@functools.cache
def of_issue(campaign, as_of=AS_OF):
    return {id: each for issues in ledger(campaign, as_of).values() for id, each in issues.items()}


def reopened(issue):
    """The days on which a closing was ended: by a step or by a look back that failed."""
    steps = [(step["date"], 0, step["step"], step.get("result")) for step in issue.get("closure", [])]
    looks = [
        (look["date"], 1, "reopen", None) for look in issue.get("rechecks") or [] if look["result"] == "fail"
    ]
    closed, found = False, []
    for day, _, what, result in sorted(steps + looks, key=lambda each: each[:2]):
        if closed and what == "reopen":
            found.append(day)
        closed = what == "verify" and result == "pass"
    return found


def events(campaign, first, last):
    """How often each thing happened that a report counts, by the days that entries have."""
    days = {"新列入": [], "退回": [], "重新整改": [], "批准延期": []}
    for unit in units_of(campaign):
        if not (DATA / f"campaigns/{campaign}/units/{unit}.yml").is_file():
            continue
        for issue in read(f"campaigns/{campaign}/units/{unit}.yml").get("issues") or []:
            days["新列入"].append(issue["opened"])
            closure = issue.get("closure", [])
            days["退回"] += [step["date"] for step in closure if step.get("result") == "return"]
            days["重新整改"] += reopened(issue)
            days["批准延期"] += [each["date"] for each in issue.get("extensions") or []]
    return {name: sum(first <= day <= last for day in found) for name, found in days.items()}


def changed(campaign, before, after):
    """How many issues are struck off or overdue on one day that were not on another."""
    was = {id: each for issues in ledger(campaign, before).values() for id, each in issues.items()}
    now = {id: each for issues in ledger(campaign, after).values() for id, each in issues.items()}
    closed = sum(
        each["status"] == "closed" and was.get(id, {"status": ""})["status"] != "closed"
        for id, each in now.items()
    )
    late = sum(
        "overdue" in each["flags"] and "overdue" not in was.get(id, {"flags": ()})["flags"]
        for id, each in now.items()
    )
    return {"销号": closed, "新增超期": late}


def outcome(campaign, units):
    """What rectification brought: results count once an issue is closed, rules from their day on."""
    found = dict.fromkeys(("recovered", "dealt_with", "talked_to", "regulations"), 0)
    for unit in units:
        states = ledger(campaign, AS_OF).get(unit, {})
        for issue in read(f"campaigns/{campaign}/units/{unit}.yml")["issues"] if states else ():
            if issue["id"] not in states:
                continue
            found["regulations"] += sum(rule["issued"] <= AS_OF for rule in issue.get("regulations", []))
            if states[issue["id"]]["status"] == "closed":
                for name, number in (issue.get("results") or {}).items():
                    found[name] += number
    return found


def claims(campaign):
    """Findings, answers asked for, answers given."""
    findings = read(f"campaigns/{campaign}/findings.yml")
    asked = sum(
        unit in finding.get("applies_to", [unit]) for finding in findings for unit in units_of(campaign)
    )
    answered = sum(
        claim.get("checked", AS_OF) <= AS_OF
        for unit in ledger(campaign, AS_OF)
        for claim in read(f"campaigns/{campaign}/units/{unit}.yml").get("claims", {}).values()
    )
    return len(findings), asked, answered


# What pages show.


@pytest.fixture(scope="module")
def page(site):
    @functools.cache
    def parsed(url):
        file = site / url / "index.html" if url.endswith("/") or not url else site / url
        return BeautifulSoup(file.read_bytes(), "lxml").find(
            "article" if file.name == "index.html" else "body"
        )

    return parsed


def text(tag):
    return tag.get_text(" ", strip=True)


def figures(article):
    """The figures of a page by their label."""
    return {
        text(figure.select_one(".rc-figure__label")): text(figure.select_one(".rc-figure__number"))
        for figure in article.select(".rc-figure")
    }


SAME = {"超期未销号": "超期", "本周未报告": "未报告", "退回重改": "退回"}
"""Other words under which an overview shows the same number."""


def counted(article):
    """Numbers in the running text of a page, by the words that stand before (in a tile, after) them."""
    found = {}
    for number in article.select(".rc-n, .rc-n0, .rc-flow b"):
        if number.find("b"):
            label, number = number.find("span"), number.find("b")
            found[SAME.get(text(label), text(label))] = text(number)
        else:
            before = [str(each) if isinstance(each, str) else text(each) for each in number.previous_siblings]
            label = next((words.strip(" /\n") for words in before if words.strip(" /\n")), "")
            found.setdefault(SAME.get(label, label), text(number))
    return found


def tables(article, *columns):
    """The rows of the tables that have these columns: the row's first cell → column → text."""
    for table in article.select("table"):
        heads = [text(cell) for cell in table.select("thead th")]
        if set(columns) <= set(heads):
            rows = [row.find_all(["th", "td"], recursive=False) for row in table.select("tbody tr")]
            yield {text(row[0]): dict(zip(heads, map(text, row), strict=True)) for row in rows}


def assert_shown(shown, expected, where, least):
    """What is shown under words that we know is what they add up to; an empty cell is nought."""
    known = {name: number for name, number in shown.items() if name in expected}
    assert least <= set(known), where
    for name, number in known.items():
        assert (number or "0") == str(expected[name]), (where, name)


HEADLINES = {"问题总数", "已销号", "超期", "临期", "退回", "未报告"}


def exact(tag):
    """A text; money to the fen, as it says where one points at it."""
    money = tag.find("data")
    return money["title"] if money else text(tag)


@pytest.mark.parametrize("url", ["", "2019/", "2018/"])
def test_overviews(page, url):
    campaign = url.strip("/") or "2019"
    article = page(url)
    shown = figures(article) | counted(article)
    assert_shown(shown, whole(campaign), url, {*HEADLINES, *STATUSES.values(), *SIGNALS.values()})
    assert text(article.select_one(".rc-hero__rate")) == whole(campaign)["完成率"]
    on_time = whole(campaign)["按期销号率"]
    assert shown.get("按期销号率", on_time) == on_time
    assert on_time in article.get_text()
    told = [re.sub(r"[^\d.]", "", exact(term.find_next("dd"))) for term in article.select("dt")]
    names = [text(term) for term in article.select("dt")]
    shown = dict(zip(names, told, strict=True))
    brought = outcome(campaign, units_of(campaign))
    assert shown["追缴挽回资金"] == str(brought["recovered"])
    assert shown["处理人数"] == str(brought["dealt_with"])
    assert shown["约谈提醒"] == str(brought["talked_to"])
    assert shown["制度成果"] == str(brought["regulations"])
    findings, asked, answered = claims(campaign)
    assert shown["反馈问题"] == str(findings)
    assert re.findall(r"\d+", text(article.find("dt", string="对照认领").find_next("dd")))[:2] == [
        str(answered),
        str(asked),
    ]


@pytest.mark.parametrize("campaign", CAMPAIGNS)
def test_the_units_of_overview_and_index(page, campaign):
    names = units_of(campaign)
    assert sum(of_unit(campaign, unit)["问题总数"] for unit in names) == whole(campaign)["问题总数"]
    everyone = set(names.values())
    for url in (f"{campaign}/", f"{campaign}/units/"):
        found = next(tables(page(url), "单位", "已销号", "完成率"))
        assert set(found) == everyone if url.endswith("units/") else set(found) <= everyone, url
        for unit, name in names.items():
            if name in found:
                expected = of_unit(campaign, unit)
                assert_shown(found[name], expected, (url, name), {"已销号", "完成率", "超期"})


def test_the_campaigns_of_the_home_page(page):
    found = next(tables(page(""), "整改批次", "问题总数", "完成率"))
    for campaign in CAMPAIGNS:
        name = read(f"campaigns/{campaign}/campaign.yml")["name"]
        expected = whole(campaign)
        rate, level, parts = found[name]["完成率"].split()[:3]  # that of the findings stands below it
        assert (level, parts) == ("整改问题", f"{expected['已销号']}/{expected['问题总数']}")
        assert_shown({**found[name], "完成率": rate}, expected, name, {"问题总数", "已销号", "完成率"})


@pytest.mark.parametrize(
    ("campaign", "unit"), [(campaign, unit) for campaign in CAMPAIGNS for unit in units_of(campaign)]
)
def test_unit_pages(page, campaign, unit):
    article = page(f"{campaign}/units/{unit}/")
    expected = of_unit(campaign, unit)
    assert_shown(figures(article), expected, unit, {"问题总数", "已销号", "完成率", "超期", "临期", "未报告"})
    issues = ledger(campaign, AS_OF).get(unit, {})
    listed = []
    for table in article.select("table"):
        heads = [text(cell) for cell in table.select("thead th")]
        if not {"编号", "状态", "灯"} <= set(heads):
            continue
        rows = [row.find_all("td") for row in table.select("tbody tr")]
        rows = [dict(zip(heads, row, strict=True)) for row in rows if len(row) == len(heads)]
        listed.append(sorted(text(row["编号"]) for row in rows))
        for row in rows:
            issue = issues[text(row["编号"])]
            assert text(row["状态"]) == STATUSES[issue["status"]]
            assert f"rc-light--{issue['signal']}" in row["灯"].find("span")["class"]
            if "标记" in row:
                assert text(row["标记"]).split() == [FLAGS[flag] for flag in issue["flags"]]
            assert row["整改时限"].find("time")["datetime"] == issue["deadline"]
    assert sorted(issues) in listed if issues else not any(listed)
    for week in tables(article, "报告日", "填报条数"):
        for report in report_days(campaign, AS_OF):
            then = of_unit(campaign, unit, report)
            shown = [row for day, row in week.items() if day.endswith(f"{report.month}月{report.day}日")]
            assert len(shown) == bool(then["问题总数"])
            for row in shown:
                assert_shown(row, then, (unit, report), {"问题总数", "已销号", "完成率", "超期", "未报告"})


WEEKS = [(campaign, day) for campaign in CAMPAIGNS for day in report_days(campaign, AS_OF)]


@pytest.mark.parametrize(("campaign", "monday"), WEEKS, ids=str)
def test_weekly_pages(page, campaign, monday):
    article = page(f"{campaign}/weekly/{monday}/")
    now, before = whole(campaign, monday), whole(campaign, monday - WEEK)
    if not now["问题总数"]:
        assert not list(tables(article, "项目"))
        return
    numbers = next(tables(article, "项目", "本报告日", "上一报告日"))
    shown = {name: row["本报告日"] for name, row in numbers.items()}
    told = {"问题总数", "完成率", *STATUSES.values(), "超期", "临期", "退回", "未报告", "基本完成"}
    assert_shown(shown, now, monday, told)
    shown = {name: row["上一报告日"] for name, row in numbers.items()}
    # A Monday before the first has no report week, so that nobody was silent.
    assert_shown(shown, before, monday, told)
    names = units_of(campaign)
    found = next(tables(article, "单位", "问题总数", "填报条数"))
    assert set(found) == set(names.values())
    for unit, name in names.items():
        expected = of_unit(campaign, unit, monday)
        assert_shown(
            found[name], expected, (monday, name), {"问题总数", "已销号", "完成率", "超期", "未报告"}
        )
        entries = (
            sum(
                monday - WEEK <= entry["date"] < monday
                for issue in read(f"campaigns/{campaign}/units/{unit}.yml")["issues"]
                if issue["opened"] <= monday
                for entry in issue.get("progress", [])
            )
            if (DATA / f"campaigns/{campaign}/units/{unit}.yml").is_file()
            else 0
        )
        assert found[name]["填报条数"] == str(entries)
    said = "".join(re.sub(r"\s", "", each.get_text()) for each in article.select(".rc-report"))
    assert f"共{now['问题总数']}项，已销号{now['已销号']}项，完成率{now['完成率']}" in said
    assert f"其中超期{now['超期']}项，临期{now['临期']}项" in said
    told = events(campaign, monday - WEEK, monday - DAY) | changed(campaign, monday - WEEK, monday)
    for name, number in told.items():
        assert f"，{name}{number}项" in said, (monday, name)
        heading = next(
            (each for each in article.select("h3") if text(each).split() == [name, str(number)]), None
        )
        assert (heading is not None) == bool(number), (monday, name)
        assert len(heading.find_next("table").select("tbody tr") if heading else ()) == number
    silent = {names[unit]: of_unit(campaign, unit, monday)["未报告"] for unit in names}
    for name, number in silent.items():
        assert (f"{name}{number}项" in said) == bool(number), (monday, name)


@pytest.mark.parametrize("campaign", CAMPAIGNS)
def test_lists(page, campaign):
    lists = {f"status/{status}": name for status, name in STATUSES.items()}
    lists |= {"issues": "问题总数", "overdue": "超期", "due": "临期", "silent": "未报告"}
    for url, name in lists.items():
        article = page(f"{campaign}/{url}/")
        rows = article.select("table.rc-table--issues tbody tr")
        assert len(rows) == whole(campaign)[name], url


# What other programs read.


def keyed(counts):
    """The API's numbers under the words of the page."""
    return {
        "问题总数": counts["total"],
        "未销号": counts["open"],
        "完成率": counts["completion_rate_shown"],
        "按期销号率": counts["on_time_rate_shown"],
        **{name: counts["status"][key] for key, name in STATUSES.items()},
        **{name: counts["flags"][key] for key, name in FLAGS.items()},
        **{name: counts["signals"][key] for key, name in SIGNALS.items()},
    }


def loaded(site, name):
    return json.loads((site / name).read_text("utf-8"))


@pytest.mark.parametrize("campaign", CAMPAIGNS)
def test_units_json(site, campaign):
    told = loaded(site, f"{campaign}/units.json")
    assert keyed(told["counts"]) == whole(campaign)
    assert [unit["id"] for unit in told["units"]] == list(units_of(campaign))
    for unit in told["units"]:
        counts = unit["counts"]
        assert counts["closed"] == counts["status"]["closed"]
        assert keyed(counts) == of_unit(campaign, unit["id"])
        for rate in ("completion_rate", "on_time_rate"):
            shown = counts[f"{rate}_shown"]
            assert counts[rate] == (None if shown == "—" else float(shown.removesuffix("%")))
        brought = outcome(campaign, [unit["id"]]) | dict.fromkeys(("dealt_with", "talked_to"))
        assert {name: unit["outcome"][name] for name in brought} == brought
        assert unit["outcome"]["people"] is unit["outcome"]["transferred"] is None
    brought = outcome(campaign, units_of(campaign))
    assert {name: told["outcome"][name] for name in brought} == brought
    assert told["outcome"]["people"] == brought["dealt_with"] + brought["talked_to"]
    assert tuple(told["claims"].values()) == claims(campaign)
    assert told["last_report"] == str(report_days(campaign, AS_OF)[-1])


@pytest.mark.parametrize("campaign", CAMPAIGNS)
def test_issues_json(site, campaign):
    told = {issue["id"]: issue for issue in loaded(site, f"{campaign}/issues.json")["issues"]}
    expected = of_issue(campaign)
    assert set(told) == set(expected)
    for id, issue in expected.items():
        assert {key: told[id][key] for key in issue} == issue, id
        assert told[id]["status_name"] == STATUSES[issue["status"]]


@pytest.mark.parametrize("monday", [*report_days("2019", AS_OF), AS_OF + 2 * WEEK], ids=str)
def test_json_of_another_day(monday):
    site = build(SAMPLE, str(monday)).site
    told = json.loads(site.feed("2019/issues.json"))["issues"]
    expected = of_issue("2019", monday)
    assert {issue["id"] for issue in told} == set(expected)
    for issue in told:
        assert {key: issue[key] for key in expected[issue["id"]]} == expected[issue["id"]]
    told = json.loads(site.feed("2019/units.json"))
    assert keyed(told["counts"]) == whole("2019", monday)
    for unit in told["units"]:
        assert keyed(unit["counts"]) == of_unit("2019", unit["id"], monday)


def test_campaigns_json(site):
    told = {each["campaign"]["id"]: each["counts"] for each in loaded(site, "campaigns.json")["campaigns"]}
    assert {id: keyed(counts) for id, counts in told.items()} == {id: whole(id) for id in CAMPAIGNS}


def places(campaign):
    """The badge, the page to embed and the numbers of a campaign and of each of its units."""
    yield f"{campaign}/badge.svg", f"{campaign}/embed.html", whole(campaign)
    for unit in units_of(campaign):
        yield f"{campaign}/badges/{unit}.svg", f"{campaign}/embed/{unit}.html", of_unit(campaign, unit)


@pytest.mark.parametrize("campaign", CAMPAIGNS)
def test_badges_and_embedded_pages(site, page, campaign):
    for badge, embed, expected in places(campaign):
        said = BeautifulSoup((site / badge).read_bytes(), "xml").find("svg")["aria-label"]
        if not expected["问题总数"]:
            assert said.endswith("尚无整改问题")
            assert page(embed).select("[data-figure]") == []
            continue
        assert f"完成率{expected['完成率']}" in said
        late = re.search(r"超期(\d+)项", said)
        assert int(late.group(1) if late else 0) == expected["超期"], badge
        near = re.search(r"临期(\d+)项", said)
        assert int(near.group(1) if near else 0) == expected["临期"], badge
        shown = {
            text(each.find("span")): text(each.find("b")) for each in page(embed).select("[data-figure]")
        }
        told = {"问题总数", "已销号", "完成率", "超期", "临期", "未报告"}
        assert set(shown) == told
        assert_shown(shown, expected, embed, told)
