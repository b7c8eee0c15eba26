"""The overview: its numbers match the YAML, and each links to a list with exactly that many rows."""

from __future__ import annotations

import base64
import collections
import datetime
import functools
import io
import re
import unicodedata
import urllib.parse
from decimal import Decimal

import pypdf
import pytest
import yaml
from bs4 import BeautifulSoup
from selenium.webdriver.common.by import By

from conftest import SAMPLE, size
from project import build
from rectify.pages.dashboard import page as dashboard
from test_numbers_agree import reopened

DAY = datetime.date(2019, 4, 18)
MONDAY = datetime.date(2019, 4, 15)
ROWS = "tbody tr:not(.rc-group)"


def read(name):
    return yaml.load((SAMPLE / "data/campaigns" / name).read_text("utf-8"), Loader=yaml.CSafeLoader)


class Plain:
    """The state of an issue on a day, computed from the YAML alone."""

    def __init__(self, unit, issue, categories, day, warning):
        past = [step for step in issue.get("closure", ()) if step["date"] <= day]
        steps = [(step["date"], step["step"], step.get("result")) for step in past]
        steps += [
            (check["date"], "recheck", check["result"])
            for check in issue.get("rechecks", ())
            if check["date"] <= day
        ]
        steps.sort(key=lambda step: step[0])
        self.id, self.unit, self.raw = issue["id"], unit, issue
        self.category = issue.get("category") or categories.get(issue.get("finding"))
        self.closed_on, self.reopened, last = None, False, None
        for when, step, result in steps:
            if (step, result) == ("verify", "pass"):
                self.closed_on, last = when, "closed"
            elif step == "reopen" or (step, result) == ("recheck", "fail"):
                if last == "closed":
                    self.closed_on, self.reopened, last = None, True, "in_progress"
            elif step != "recheck":
                returned = "in_verification" if step == "review" else "in_review"
                self.closed_on, last = None, "in_progress" if result == "return" else returned
        progress = [entry for entry in issue.get("progress", ()) if entry["date"] <= day]
        done = [each for each in issue["measures"] if each.get("done") and each["done"] <= day]
        begun = any(entry.get("text") for entry in progress) or done
        self.status = last or ("in_progress" if begun else "not_started")
        self.open = self.status != "closed"
        moved = [each for each in issue.get("extensions", ()) if each["date"] <= (self.closed_on or day)]
        moved.sort(key=lambda each: each["date"])
        deadline = moved[-1]["to"] if moved else issue["deadline"]
        self.deadline = deadline
        self.late = (day - deadline).days if self.open and day > deadline else 0
        self.overdue = self.late > 0
        self.left = (deadline - day).days
        self.due_soon = self.open and 0 <= self.left <= warning
        self.week = self.open and 0 <= self.left <= 6
        returns = [step for step in past if step.get("result") == "return"]
        final = sorted(past, key=lambda step: step["date"])[-1:]
        self.returned = self.open and bool(returns) and final[0].get("result") == "return"
        self.extended = any(each["date"] <= day for each in issue.get("extensions", ()))
        week = [MONDAY - datetime.timedelta(n) for n in range(1, 8)]
        told = [each["date"] for each in (*issue.get("progress", ()), *issue.get("closure", ()))]
        told += [each["done"] for each in issue["measures"] if each.get("done")]
        lies = [each for each in issue.get("closure", ()) if each["date"] <= week[0]][-1:]
        waits = any(each["step"] != "reopen" and each.get("result") != "return" for each in lies)
        early = issue["opened"] < week[1]
        self.silent = self.open and early and not waits and not any(each in week for each in told)
        turned = [
            when for when, step, result in steps if result == "return" or step == "reopen" or result == "fail"
        ]
        again = self.status in ("in_review", "in_verification") or any(
            each["done"] >= max(turned, default=each["done"]) for each in done
        )
        self.basically_done = self.open and len(done) == len(issue["measures"]) and again
        self.closed_late = not self.open and self.closed_on > deadline
        self.colour = (
            "green"
            if not self.open
            else "red"
            if self.overdue
            else "yellow"
            if self.due_soon
            else "blue"
            if issue["kind"] == "long_term"
            else "green"
        )
        self.results = issue.get("results") or {} if not self.open else {}
        self.rules = sum(rule["issued"] <= day for rule in issue.get("regulations", ()))


@functools.cache
def issues(day=DAY, campaign="2019"):
    made = read(f"{campaign}/campaign.yml")
    categories = {each["id"]: each["category"] for each in read(f"{campaign}/findings.yml")}
    return [
        Plain(file.stem, issue, categories, day, made.get("warning_days", 5))
        for file in sorted((SAMPLE / "data/campaigns" / campaign / "units").glob("*.yml"))
        for issue in read(f"{campaign}/units/{file.name}")["issues"]
        if issue["opened"] <= day
    ]


@pytest.fixture(scope="module")
def page(site):
    @functools.cache
    def parsed(url):
        return BeautifulSoup((site / url / "index.html").read_text("utf-8"), "lxml")

    return parsed


def number(tag):
    return int(re.search(r"\d[\d,]*", tag.get_text()).group().replace(",", ""))


def yuan(tag):
    """Money to the fen: what is shown in 万元 says it where one points at it."""
    exact = tag.find("data")
    return Decimal(re.sub(r"[^\d.]", "", exact["title"] if exact else tag.get_text()))


def listed(page, url, fragment):
    """How many rows stand at an address: below its heading, in its part of a table, or on all its sheets."""
    found = page(url)
    if not fragment:
        rows = 0
        while True:
            tables = found.select("table.rc-table--issues") or found.select("article table")
            kept = [each for each in tables if not each.find_previous(id="once-returned")]
            rows += sum(len(each.select(ROWS)) for each in kept)
            onward = found.select_one("a[rel~=next][href*='sheet/'], link[rel~=next][href*='sheet/']")
            if onward is None:
                return rows
            url = urllib.parse.urljoin(f"http://x/{url}", onward["href"]).removeprefix("http://x/")
            found = page(url)
    place = found.find(id=fragment)
    assert place is not None, (url, fragment)
    if place.name == "tbody":
        return len([row for row in place.select("tr") if "rc-group" not in row.get("class", ())])
    part = []
    for each in place.find_next_siblings():
        if each.name in ("h2", "h3"):
            break
        part += each.select(f"{ROWS}, .rc-entries > li")
    return len(part)


CLICKED = (
    "",
    "2019/",
    "2018/",
    "2019/units/",
    "2018/units/",
    "2019/weekly/",
    *(f"2019/units/{file.stem}/" for file in sorted((SAMPLE / "data/campaigns/2019/units").glob("*.yml"))),
    "2019/weekly/2019-04-15/",
    "2018/units/unit-1/",
)


@pytest.mark.parametrize("url", CLICKED)
def test_each_linked_number_leads_to_as_many_rows(page, url):
    links = page(url).select("article a.rc-n, article a.rc-figure")
    assert links
    for link in links:
        whole = urllib.parse.urljoin(f"http://x/{url}", link["href"]).removeprefix("http://x/")
        target, fragment = urllib.parse.urldefrag(whole)
        assert listed(page, target, urllib.parse.unquote(fragment)) == number(link), (link, whole)


def test_the_numbers_of_the_overview_are_all_linked(page):
    """Every figure of the head, the flow, the league, the heat map and the categories but rates and noughts."""
    for url in ("", "2019/"):
        found = page(url)
        assert len(found.select(".rc-tiles a.rc-n")) >= 15
        for tag in found.select(".rc-table--rows td.rc-num, .rc-table--heat td, .rc-pairs dd, .rc-flow b"):
            text = tag.get_text(strip=True)
            if text and not text.endswith("%") and text not in ("0", "✓"):
                assert tag.select("a.rc-n, a.rc-sum"), (url, tag)


def shown(found):
    """The numbers of an overview by the URL that they link to."""
    return {
        link["href"].removeprefix("../").removeprefix("./"): number(link)
        for link in found.select("article a.rc-n")
    }


def test_the_figures_are_those_of_the_data(page):
    all_ = issues()
    seen = shown(page(""))

    def count(test):
        return sum(bool(test(each)) for each in all_)

    expected = {
        "2019/issues/": len(all_),
        "2019/open/": count(lambda each: each.open),
        "2019/overdue/": count(lambda each: each.overdue),
        "2019/overdue/1-3/": count(lambda each: 1 <= each.late <= 3),
        "2019/overdue/4-7/": count(lambda each: 4 <= each.late <= 7),
        "2019/due/": count(lambda each: each.due_soon),
        "2019/due-week/": count(lambda each: each.week),
        "2019/returned/": count(lambda each: each.returned),
        "2019/silent/": count(lambda each: each.silent),
        "2019/basically-done/": count(lambda each: each.basically_done),
        "2019/reopened/": count(lambda each: each.reopened),
        "2019/extended/": count(lambda each: each.extended),
        "2019/closed-on-time/": count(lambda each: not each.open and not each.closed_late),
        "2019/closed-late/": count(lambda each: each.closed_late),
        "2019/regulations/": sum(each.rules for each in all_),
    }
    for status in ("not_started", "in_progress", "in_review", "in_verification", "closed"):
        expected[f"2019/status/{status}/"] = count(lambda each, status=status: each.status == status)
    for colour in ("red", "yellow", "blue", "green"):
        expected[f"2019/signals/{colour}/"] = count(lambda each, colour=colour: each.colour == colour)
    for category in {each.category for each in all_}:
        ours = [each for each in all_ if each.category == category]
        expected[f"2019/categories/{category}/"] = len(ours)
        expected[f"2019/categories/{category}/open/"] = sum(each.open for each in ours)
        if late := sum(each.overdue for each in ours):
            expected[f"2019/categories/{category}/overdue/"] = late
    assert all(expected.values())
    assert {url: seen.get(url) for url in expected} == expected
    closed = [each for each in all_ if not each.open]
    text = page("").find("article").get_text(" ", strip=True)
    assert f"{Decimal(100 * len(closed)) / len(all_):.1f}%" in text
    assert f"{Decimal(100 * expected['2019/closed-on-time/']) / len(closed):.1f}%" in text


def test_the_heat_map_is_that_of_the_data(page):
    cells = collections.Counter((each.unit, each.category) for each in issues() if each.open)
    late = collections.Counter((each.unit, each.category) for each in issues() if each.overdue)
    seen = {}
    for cell in page("").select(".rc-table--heat tbody td"):
        if link := cell.select_one("a.rc-n"):
            unit, category = re.search(r"units/([^/]+)/#category-(.+)$", link["href"]).groups()
            seen[unit, category] = number(link)
            mark = cell.select_one(".rc-heat__late")
            assert (number(mark) if mark else 0) == late[unit, category]
    assert seen == dict(cells)
    foot = [number(cell) for cell in page("").select(".rc-table--heat tfoot td")]
    assert sum(foot) == sum(cells.values())


def test_the_league_is_ordered_by_what_needs_attention(page):
    key = collections.defaultdict(lambda: [0, 0, 0, 0])
    for each in issues():
        for place, flag in enumerate((each.overdue, each.silent, each.returned, each.open)):
            key[each.unit][place] -= flag
    rows = page("").select(".rc-table--rows")[0].select("tbody th a")
    order = [re.search(r"units/([^/]+)/", link["href"])[1] for link in rows]
    assert len(order) == 14
    assert [key[unit] for unit in order] == sorted(key[unit] for unit in order)
    assert len({tuple(key[unit]) for unit in order}) > 5


def test_what_changed_since_the_last_report(page):
    """Closed and overdue as of two days; all else by the days of the entries, from the report day on."""
    before = {each.id: each for each in issues(MONDAY)}
    now = {each.id: each for each in issues()}
    expected = {
        "closed": [id for id in now if not now[id].open and (id not in before or before[id].open)],
        "overdue": [id for id in now if now[id].overdue and not (id in before and before[id].overdue)],
        "opened": [],
        "returned": [],
        "reopened": [],
        "extended": [],
    }
    for id, each in now.items():
        issue = each.raw
        found = {
            "opened": [issue["opened"]],
            "returned": [step["date"] for step in issue.get("closure", ()) if step.get("result") == "return"],
            "reopened": reopened(issue),
            "extended": [extension["date"] for extension in issue.get("extensions", ())],
        }
        for name, days in found.items():
            expected[name] += [id for day in days if MONDAY <= day <= DAY]
    assert sum(map(len, expected.values())) > 20
    for name, ids in expected.items():
        heading = page("2019/changes/").find(id=name)
        assert (heading is not None) == bool(ids), name
        for table in [heading.find_next("table")] if ids else []:
            cells = [cell.get_text(strip=True) for cell in table.select("td.rc-col--id")]
            assert sorted(cells) == sorted(ids)
            assert shown(page(""))[f"2019/changes/{name}/"] == len(ids)


def test_results_add_up_to_what_the_overview_says(page):
    for name in ("recovered", "dealt_with", "talked_to"):
        counted = [each for each in issues() if each.results.get(name)]
        total = sum(Decimal(str(each.results[name])) for each in counted)
        assert counted
        link = page("").select_one(f"a.rc-sum[href$='results/{name}/']")
        if name != "recovered":  # of people only the total is told
            own = page(f"2019/results/{name}/")
            assert own.find("table") is None
            assert not own.select("article a[href*='issues/U']")
            assert number(own.select_one(".rc-facts dd")) == number(link) == total
            continue
        table = page(f"2019/results/{name}/").find("table")
        ids = [row.find("a").get_text(strip=True) for row in table.select("tbody tr")]
        assert sorted(ids) == sorted(each.id for each in counted)
        parts = [yuan(row.select("td")[-1]) for row in table.select("tbody tr")]
        assert sum(parts) == yuan(table.select_one("tfoot td")) == yuan(link) == total


def test_the_burn_down_says_how_far_behind(page):
    """The even line from mobilisation (8 April) to the units' deadline (23 April) on the 18th."""
    total, open_ = len(issues()), sum(each.open for each in issues())
    wanted = round(total * 5 / 15)
    assert f"慢{open_ - wanted}项" in page("").select_one(".rc-chart svg").get_text()
    assert f"慢{open_ - wanted}项" in page("").select_one(".rc-hero").get_text()


def test_a_large_round_shows_the_worst_units_and_leads_to_all(monkeypatch):
    """The league and the heat map hold the units that need attention most; the page of units holds all."""
    monkeypatch.setattr(dashboard, "WORST", 5)
    made = build(SAMPLE).site
    home, whole = (BeautifulSoup(made.render(url), "lxml") for url in ("", "2019/units/"))
    names = [link.get_text() for link in whole.select(".rc-table--rows tbody th a")]
    assert len(names) == len(whole.select(".rc-table--heat tbody tr")) == 14
    assert [link.get_text() for link in home.select(".rc-table--rows")[0].select("tbody th a")] == names[:5]
    assert [link.get_text() for link in home.select(".rc-table--heat tbody th a")] == names[:5]
    links = [link["href"] for link in home.select(".rc-more a") if "14" in link.get_text()]
    assert links == ["./2019/units/", "./2019/units/#heat"]
    foot = [number(cell) for cell in home.select(".rc-table--heat tfoot td")]
    assert sum(foot) == sum(each.open for each in issues())


@pytest.mark.browser
def test_the_first_screen_answers(browser, server):
    """At 1440 × 900: rate, both deadlines, overdue, burn-down, worst units, what is next are in sight."""
    size(browser, 1440, 900)
    browser.get(server)
    for css in (".rc-hero__rate", ".rc-hero__left", ".rc-tiles", "#burn-down + figure svg", "#units", "#due"):
        box = browser.find_element(By.CSS_SELECTOR, css).rect
        assert box["y"] + box["height"] <= 900, css
    rows = browser.find_elements(By.CSS_SELECTOR, ".rc-table--short tbody tr")
    assert sum(row.rect["y"] + row.rect["height"] <= 900 for row in rows) >= 4


@pytest.mark.browser
def test_the_overview_prints_as_a_brief_of_two_pages(browser, server):
    size(browser, 1440, 900)
    browser.get(server)
    answer = browser.execute_cdp_cmd(
        "Page.printToPDF", {"paperWidth": 8.27, "paperHeight": 11.69, "preferCSSPageSize": True}
    )
    paper = pypdf.PdfReader(io.BytesIO(base64.b64decode(answer["data"])))
    assert len(paper.pages) == 2
    first = unicodedata.normalize("NFKC", paper.pages[0].extract_text())
    for word in ("43.1%", "超期未销号", "七日内到期", "单位时限", "后勤保障处", "整改成效"):
        assert word in re.sub(r"\s", "", first), word
