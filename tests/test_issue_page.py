"""问题页: status, next step, and each fact in one place, compared with the YAML."""

from __future__ import annotations

import datetime
import functools
import statistics
import urllib.parse

import pytest
import yaml
from bs4 import BeautifulSoup
from hypothesis import given
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

import project
from bench import hugo
from conftest import SAMPLE, size, until
from rectify.ledger.nextstep import next_step
from test_ledger import campaign, days, issues
from test_ledger import standing as of_one

DATA = SAMPLE / "data/campaigns/2019"
AS_OF = datetime.date(2019, 4, 18)
NAMES = {
    unit["id"]: unit["name"]
    for unit in yaml.safe_load((SAMPLE / "data/organization.yml").read_text("utf-8"))["units"]
}
FLOW = ("未启动", "整改中", "待审核", "待核验", "已销号")
MOST = 6_000
"""Bytes of HTML that the median issue of the sample may have beyond the theme's shell."""


@functools.cache
def raw():
    """Every issue of the sample that exists on its day, as typed, with its unit."""
    return [
        (file.stem, issue)
        for file in sorted((DATA / "units").glob("*.yml"))
        for issue in yaml.load(file.read_text("utf-8"), yaml.CSafeLoader).get("issues") or []
        if issue["opened"] <= AS_OF
    ]


def brief(day):
    return f"{day.month}月{day.day}日"


def upto(entries, key="date"):
    return sorted((each for each in entries or [] if each[key] <= AS_OF), key=lambda each: each[key])


def stands(issue):
    """The status, computed independently from the YAML."""
    steps = [(each["date"], 0, each) for each in upto(issue.get("closure"))]
    steps += [(each["date"], 1, each) for each in upto(issue.get("rechecks")) if each["result"] == "fail"]
    if steps:
        last = max(enumerate(steps), key=lambda each: (each[1][0], each[1][1], each[0]))[1][2]
        if last.get("step") == "apply":
            return "待审核"
        if last.get("result") == "pass":
            return "待核验" if last["step"] == "review" else "已销号"
        return "整改中"
    begun = any(each.get("text") for each in upto(issue.get("progress")))
    begun = begun or any(each.get("done") and each["done"] <= AS_OF for each in issue.get("measures") or [])
    return "整改中" if begun else "未启动"


@pytest.fixture(scope="module")
def pages(site):
    """The article of every issue's page of the sample, with its unit and what is typed."""
    found = []
    for unit, issue in raw():
        text = (site / f"2019/issues/{issue['id']}/index.html").read_text("utf-8")
        found.append((unit, issue, BeautifulSoup(hugo.body(text), "lxml")))
    assert len(found) == 160
    return found


def of(pages, id):
    return next((issue, page) for _, issue, page in pages if issue["id"] == id)


def test_a_page_is_light(site):
    """The weight that the maintainers set: an intranet's readers open dozens of these."""
    weights = [
        len(hugo.body(file.read_text("utf-8")).encode()) for file in site.glob("2019/issues/*/index.html")
    ]
    assert len(weights) == 160
    assert statistics.median(weights) <= MOST


def test_the_flow_says_where_an_issue_stands(pages):
    seen = set()
    for _, issue, page in pages:
        stages = page.select(".rc-stages li")
        assert tuple(stage.find(string=True) for stage in stages) == FLOW
        here = [stage for stage in stages if stage.get("aria-current") == "step"]
        assert [stage.find(string=True) for stage in here] == [stands(issue)], issue["id"]
        place = stages.index(here[0])
        assert all("is-past" in stage["class"] for stage in stages[:place])
        assert not any(stage.get("class") or stage.small for stage in stages[place + 1 :])
        assert stages[0].small.get_text() == brief(issue["opened"])
        seen.add(stands(issue))
    assert seen == set(FLOW)


@pytest.mark.parametrize(
    ("status", "step", "verb"), [(2, "apply", "申请"), (3, "review", "审核"), (4, "verify", "核验")]
)
def test_stages_name_who_brought_an_issue_there(pages, status, step, verb):
    checked = 0
    for _, issue, page in pages:
        small = page.select(".rc-stages li")[status].small
        if small:
            last = [each for each in upto(issue["closure"]) if each["step"] == step][-1]
            assert small.get_text() == f"{brief(last['date'])} {last['by']}{verb}"
            checked += 1
    assert checked > 10


def test_the_next_step_names_whose_move_it_is(pages):
    campaign = yaml.safe_load((DATA / "campaign.yml").read_text("utf-8"))
    kinds = set()
    for _, issue, page in pages:
        text = page.select_one(".rc-now p:last-child").get_text()
        undone = [
            (each["due"], place, each)
            for place, each in enumerate(issue["measures"], 1)
            if not (each.get("done") and each["done"] <= AS_OF)
        ]
        returned = [each for each in upto(issue.get("closure"))][-1:]
        returned = bool(returned) and returned[0].get("result") == "return"
        status = stands(issue)
        if status == "已销号":
            assert "时限" in text and "下一步" not in text
            kind = "closed"
        elif status == "待审核":
            assert text == f"下一步由牵头部门{NAMES[issue['lead']]}审核销号申请。"
            kind = "review"
        elif status == "待核验":
            assert text == f"下一步由{NAMES[campaign['verified_by']]}核验，督导人{issue['supervisor']}。"
            kind = "verify"
        elif undone:
            due, place, measure = min(undone, key=lambda each: each[:2])
            late, what = (AS_OF - due).days, measure["text"].rstrip("。")
            if late > 0:
                said = f"抓紧完成第{place}条措施：{what}；时限{brief(due)}，已逾期{late}天。"
            else:
                said = f"于{brief(due)}前完成第{place}条措施：{what}。"
            assert text.endswith(f"由{measure['owner']}{said}")
            kind = "measure" + ("-late" if late > 0 else "") + ("-returned" if returned else "")
        else:
            assert f"由{issue['owner']}" in text and "提出销号申请" in text
            kind = "returned" if returned else "apply"
        assert ("退回" in text) == (returned and status == "整改中")
        kinds.add(kind)
    assert kinds >= {"closed", "review", "verify", "measure", "measure-late", "returned", "apply"}


@given(issues(), days)
def test_an_issue_waits_for_one_thing(one, as_of):
    """A closed issue has no next step; an open one names who has to act."""
    if one.opened > as_of:
        return
    standing = of_one(one, as_of)
    step = next_step(standing, one, campaign(verified_by="discipline"), as_of)
    assert (step.kind == "closed") == (not standing.open) == (not step.who)
    assert (step.measure is not None) == (step.kind == "measure")
    if step.measure:
        assert one.measures[step.number - 1] is step.measure
        assert not (step.measure.done and step.measure.done <= as_of)
        assert step.late == max(0, (as_of - step.measure.due).days)
    assert (step.kind == "review") == (standing.status == "in_review")
    assert (step.kind == "verify") == (standing.status == "in_verification")


def test_days_stand_out(pages):
    tones = set()
    for _, issue, page in pages:
        clock = page.select_one(".rc-clock")
        moved = upto(issue.get("extensions"))
        deadline = moved[-1]["to"] if moved else issue["deadline"]
        left = (deadline - AS_OF).days
        if stands(issue) == "已销号":
            assert clock.get_text() == "已销号"
        elif left:
            assert clock.b.get_text() == str(abs(left))
            assert clock.get_text() == (f"超期{-left}天" if left < 0 else f"还剩{left}天")
            assert ("rc-light--red" in clock["class"]) == (left < 0)
        else:
            assert clock.get_text() == "今日到期"
        tones.add(clock["class"][1])
        facts = {
            each.get_text(): each.find_next_sibling("dd").get_text() for each in page.select(".rc-form dt")
        }
        assert facts["整改时限"] == f"{deadline.year}年{brief(deadline)}"
        assert facts["责任人"] == issue["owner"]
        assert facts["督导人"] == issue["supervisor"]
        assert facts["牵头部门"] == NAMES[issue["lead"]]
        assert facts["具体表现"] == issue["description"]
    assert len(tones) == 4


def test_measures_are_a_checklist(pages):
    states = set()
    for _, issue, page in pages:
        items = page.select(".rc-todo li")
        assert len(items) == len(issue["measures"])
        for item, measure in zip(items, issue["measures"], strict=True):
            done = measure.get("done") and measure["done"] <= AS_OF
            late = measure["due"] < (measure["done"] if done else AS_OF)
            assert item.find(string=True) == measure["text"]
            told = item.small.get_text()
            assert told.startswith(f"{measure['owner']} · {brief(measure['due'])}前完成")
            assert (f"{brief(measure['done'])}完成" in told.split(" · ", 2)[2]) if done else "完成" in told
            assert ("逾期" in told) == late
            assert (measure.get("output") or "—" in told) if done else "成果" not in told
            states.add((item["class"][0], late))
        assert page.select_one("#measures .rc-count").get_text() == (
            f"{sum(bool(each.get('done') and each['done'] <= AS_OF) for each in issue['measures'])}/{len(items)}"
        )
    assert states == {("is-done", False), ("is-done", True), ("is-late", True), ("is-open", False)}


def test_the_story_holds_every_entry_once(pages):
    steps = {"apply": "销号申请", "review-pass": "审核通过", "review-return": "审核退回"}
    steps |= {"verify-pass": "核验销号", "verify-return": "核验退回", "reopen": "重新整改"}
    for _, issue, page in pages:
        lists = [each for each in page.select(".rc-story") if each.find_previous("h2")["id"] == "timeline"]
        told = [each.get_text() for each in lists[0].select("dd")] if lists else []
        expected = 0
        for entry in upto(issue.get("progress")):
            said = entry.get("text") or entry["none"]
            assert sum(said in each and entry["by"] in each for each in told) == 1, (issue["id"], said)
            expected += 1
        for step in upto(issue.get("closure")):
            name = steps["-".join(filter(None, (step["step"], step.get("result"))))]
            found = [each for each in told if each.startswith(name) and step["by"] in each]
            assert any(
                (step.get("opinion") or "") in each and (step.get("method") or "") in each for each in found
            )
            expected += 1
        expected += len(upto(issue.get("rechecks")))
        assert len(told) == expected, issue["id"]
        text = page.get_text()
        for said in (each.get("text") for each in upto(issue.get("progress")) if each.get("text")):
            assert text.count(said) == 1


def test_the_history_of_a_deadline_is_told(pages):
    checked = 0
    for _, issue, page in pages:
        moved = upto(issue.get("extensions"))
        heading = page.select_one("#extensions")
        assert bool(heading) == bool(moved)
        before = issue["deadline"]
        lines = heading.find_next("dl").select("dd") if moved else []
        for line, each in zip(lines, moved, strict=True):
            text = line.get_text()
            assert f"由{brief(before)}延至{brief(each['to'])}，{each['approved_by']}批准" in text
            assert each["reason"] in text
            before = each["to"]
            checked += 1
    assert checked >= 4


def test_evidence_can_be_seen(pages, site):
    """Pictures in small, files as links to what is there, digests where an issue is closed."""
    import hashlib

    images = digests = 0
    for _, issue, page in pages:
        there = [
            each for each in issue.get("evidence") or [] if not each.get("added") or each["added"] <= AS_OF
        ]
        items = page.select("#evidence ~ .rc-proofs")[0].select("li") if there else []
        assert len(items) == len(there)
        for item, proof in zip(items, there, strict=True):
            assert (proof.get("file") or proof["ref"]) in item.get_text()
            assert (proof.get("note") or "") in item.get_text()
            if "file" not in proof:
                assert not item.a
                continue
            base = f"http://x/2019/issues/{issue['id']}/"
            path = urllib.parse.unquote(urllib.parse.urljoin(base, item.a["href"]).removeprefix("http://x/"))
            assert (site / path).read_bytes() == (
                DATA / "evidence" / issue["id"] / proof["file"]
            ).read_bytes()
            picture = item.find("img")
            assert bool(picture) == proof["file"].endswith((".jpg", ".png"))
            if picture:
                assert picture["src"] == item.a["href"]
                assert picture["loading"] == "lazy"
                images += 1
            assert bool(item.code) == (stands(issue) == "已销号")
            if item.code:
                assert item.code.get_text() == hashlib.sha256((site / path).read_bytes()).hexdigest()
                digests += 1
    assert images > 20 and digests > 40


def test_related_issues_are_few_with_a_way_to_the_rest(pages):
    cut = 0
    for unit, issue, page in pages:
        lists = page.select("#related ~ ul")
        for some in lists:
            total = int(some.find_previous("h3").select_one(".rc-count").get_text())
            links = some.select("a")
            assert len(links) == (total if total <= 5 else 6)
            assert (links[-1].get_text() == f"全部{total}项") == (total > 5)
            assert all(link["href"] != f"../{issue['id']}/" for link in links)
            cut += total > 5
        titles = [some.find_previous("h3").find(string=True).strip() for some in lists]
        if issue.get("finding"):
            same = [other for _, other in raw() if other.get("finding") == issue["finding"]]
            assert ("同一反馈问题" in titles) == (len(same) > 1)
        owned = [o for where, o in raw() if where == unit and o["owner"] == issue["owner"]]
        assert ("同一责任人" in titles) == (len(owned) > 1)
        assert ("由此举一反三而来" in titles) == bool(issue.get("by_analogy"))
    assert cut > 5


def test_links_are_short_and_lead_where_the_others_do(tmp_path):
    """Links of an issue's page go the short way, also where the site is read as files."""
    made = project.build(project.copy_small(tmp_path))
    page = BeautifulSoup(made.site.render("2019/issues/U1-001/"), "lxml")
    assert page.select_one(".rc-form a")["href"] == "../../units/unit-1/"
    made = project.build(tmp_path)
    made.site.renderer.directory_urls = False
    page = BeautifulSoup(made.site.render("2019/issues/U1-001/"), "lxml")
    assert page.select_one(".rc-form a")["href"] == "../../units/unit-1/index.html"
    assert all(not link["href"].endswith("/") for link in page.select("a"))


def opened(browser):
    return browser.execute_script("return document.querySelector('dialog.rc-preview').open")


def test_evidence_is_looked_at_where_it_is_listed(browser, server, pages):
    """With JavaScript a picture or PDF shows in a dialog: keyboard, Esc, the next one; and back to its link."""
    size(browser, 1440, 900)
    browser.get_log("browser")
    browser.get(server + "2019/issues/SU-001/")
    links = browser.find_elements(By.CSS_SELECTOR, ".rc-proofs a")
    links[0].send_keys(Keys.ENTER)
    assert opened(browser)
    frame = browser.find_element(By.CSS_SELECTOR, ".rc-preview iframe")
    assert frame.get_attribute("src") == links[0].get_attribute("href")
    assert "零星采购报价核查清单.pdf" in browser.find_element(By.CSS_SELECTOR, ".rc-preview b").text
    active = browser.switch_to.active_element
    assert active.text == "关闭"
    active.send_keys(Keys.ARROW_RIGHT)
    picture = browser.find_element(By.CSS_SELECTOR, ".rc-preview img")
    assert picture.get_attribute("src") == links[1].get_attribute("href")
    assert until(browser, "return arguments[0].naturalWidth", picture) > 0
    assert picture.get_attribute("alt") == "差价退款收据.jpg"
    way = browser.find_element(By.CSS_SELECTOR, ".rc-preview a")
    assert way.get_attribute("href") == links[1].get_attribute("href")
    browser.switch_to.active_element.send_keys(Keys.ESCAPE)
    assert not opened(browser)
    assert browser.switch_to.active_element == links[0]
    links[1].click()
    assert opened(browser)
    browser.find_element(By.CSS_SELECTOR, ".rc-preview button[data-step='0']").click()
    assert not opened(browser)
    assert browser.switch_to.active_element == links[1]
    assert [each for each in browser.get_log("browser") if each["level"] == "SEVERE"] == []


def test_the_archive_shows_its_evidence_too(browser, server):
    size(browser, 390, 844)
    browser.get(server + "archive/2019-04/")
    link = browser.find_element(By.CSS_SELECTOR, ".rc-proofs a[href$='.pdf']")
    browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", link)
    link.click()
    assert opened(browser)
    close = browser.find_element(By.CSS_SELECTOR, ".rc-preview button[data-step='0']")
    assert close.rect["x"] + close.rect["width"] <= 390
    close.click()
    assert not opened(browser)


def test_a_file_that_no_browser_shows_stays_a_link(browser, server):
    browser.get(server + "2019/issues/SU-001/")
    before = browser.execute_script(
        "var stopped; addEventListener('click', e => { stopped = e.defaultPrevented; e.preventDefault() });"
        "document.querySelectorAll('.rc-proofs a')[2].click(); return stopped"
    )
    assert before is False
    assert not opened(browser)


def test_without_scripts_a_link_opens_the_file(browser, server):
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        browser.get(server + "2019/issues/SU-001/")
        browser.find_elements(By.CSS_SELECTOR, ".rc-proofs a")[1].click()
        assert urllib.parse.unquote(browser.current_url).endswith("evidence/SU-001/差价退款收据.jpg")
    finally:
        browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


def test_a_heavy_picture_is_not_loaded_unasked(tmp_path):
    folder = project.copy_small(tmp_path)
    unit = folder / project.UNIT_1
    file = "      - {file: 学习制度.pdf, note: 印发稿, added: 2019-04-14}\n"
    more = "".join(f"      - {{file: {name}, added: 2019-04-14}}\n" for name in ("小.PNG", "大.jpg"))
    unit.write_text(unit.read_text("utf-8").replace(file, file + more), "utf-8")
    there = folder / "data/campaigns/2019/evidence/U1-001"
    (there / "小.PNG").write_bytes(b"\x89PNG" * 100)
    (there / "大.jpg").write_bytes(b"\xff\xd8\xff\xe0" * 250_001)
    made = project.build(folder)
    assert made.site, project.report(made)
    page = BeautifulSoup(made.site.render("2019/issues/U1-001/"), "lxml")
    assert [urllib.parse.unquote(each["src"]).rpartition("/")[2] for each in page.select("img")] == ["小.PNG"]
