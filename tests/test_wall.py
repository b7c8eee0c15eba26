"""The wall chart: drawing and data agree; its tools in a real browser, its printout."""

from __future__ import annotations

import base64
import datetime
import io
import re
import shutil
import unicodedata

import pypdf
import pytest
import yaml
from bs4 import BeautifulSoup
from selenium.webdriver import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

import project
from conftest import SAMPLE, drawn, eventually, size

UNITS = SAMPLE / "data/campaigns/2019/units"
AS_OF = datetime.date(2019, 4, 18)
FIRST, LAST = datetime.date(2019, 4, 8), datetime.date(2019, 4, 28)


@pytest.fixture(scope="module")
def records():
    """Every issue of the round as it stands in the YAML, by its id."""
    found = {}
    for file in sorted(UNITS.glob("*.yml")):
        for issue in yaml.safe_load(file.read_text("utf-8")).get("issues") or []:
            if issue["opened"] <= AS_OF:
                found[issue["id"]] = {**issue, "unit": file.stem}
    return found


def deadline(issue):
    moved = [each for each in issue.get("extensions", ()) if each["date"] <= AS_OF]
    return max(moved, key=lambda each: each["date"])["to"] if moved else issue["deadline"]


def x(day, part=0.0):
    days = (LAST - FIRST).days + 1
    return min(max(((day - FIRST).days + part) / days, 0), 1) * 100


def percent(tag, name):
    return float(tag[name].removesuffix("%"))


@pytest.fixture(scope="module")
def wall(site):
    return BeautifulSoup((site / "2019/wall/index.html").read_text("utf-8"), "lxml")


@pytest.fixture(scope="module")
def rows(wall):
    return {row.select_one(".rc-wall__id").text: row for row in wall.select("tr.rc-wall__row")}


def bar(row):
    """Where a row's bar begins and ends."""
    parts = [part for part in row.select("rect") if "rc-bar__over" not in part["class"]]
    start = min(percent(part, "x") for part in parts)
    return start, max(percent(part, "x") + percent(part, "width") for part in parts)


def test_every_issue_is_on_the_wall_once_in_its_unit(wall, records):
    shown = [
        (body.get("id"), each.text)
        for body in wall.select(".rc-wall tbody")
        for each in body.select(".rc-wall__id")
    ]
    assert sorted(shown) == sorted((issue["unit"], id) for id, issue in records.items())
    for link in wall.select(".rc-wall__row a"):
        assert link["href"] == f"../../2019/issues/{link.select_one('.rc-wall__id').text}/"


def test_bars_run_from_opened_to_the_deadline(rows, records):
    for id, issue in records.items():
        start, end = bar(rows[id])
        assert start == pytest.approx(x(issue["opened"]), abs=0.02), id
        assert end == pytest.approx(max(x(deadline(issue), 1), start + 0.4), abs=0.03), id
        clipped = rows[id].select_one('use[href="#rc-more"]')
        assert bool(clipped) == (deadline(issue) > LAST), id


def test_measures_stand_on_their_due_days(rows, records):
    for id, issue in records.items():
        days = sorted(each["due"] for each in issue["measures"])
        pegs = rows[id].select('use[href^="#rc-peg"]')
        assert len(pegs) == sum(day <= LAST for day in days), id
        for peg, day in zip(pegs, days, strict=False):
            assert x(day) < percent(peg, "x") < x(day, 1), id
        states = {
            state: len(rows[id].select(f'use[href="#rc-peg-{state}"]')) for state in ("done", "late", "open")
        }
        done = [bool(each.get("done") and each["done"] <= AS_OF) for each in issue["measures"]]
        assert states["done"] == sum(
            ok and each["due"] <= LAST for ok, each in zip(done, issue["measures"], strict=True)
        )
        assert states["late"] == sum(
            not ok and each["due"] < AS_OF for ok, each in zip(done, issue["measures"], strict=True)
        )


def test_done_and_late_differ_in_shape(site, rows):
    """Closed issues carry a tick and no solid colour, overdue ones a hatched tail, whatever the ink."""
    closed = status_ids(site, "status/closed")
    overdue = status_ids(site, "overdue")
    assert {id for id, row in rows.items() if row.select_one('use[href="#rc-closed"]')} == closed
    assert {id for id, row in rows.items() if "rc-wall__row--closed" in row["class"]} == closed
    hatched = {id for id, row in rows.items() if row.select_one('rect[fill="url(#rc-hatch)"]')}
    assert overdue <= hatched
    assert hatched - overdue <= closed


def status_ids(site, name):
    page = BeautifulSoup((site / "2019" / name / "index.html").read_text("utf-8"), "lxml")
    return {link.text for link in page.select("table a.rc-id") if "/issues/" in link["href"]}


def test_deadlines_today_and_report_days_are_marked(wall):
    lines = {path["class"][0]: path["d"] for path in wall.select("symbol#rc-lines path")}
    for name, at in (
        ("units", x(datetime.date(2019, 4, 23), 1)),
        ("superior", x(datetime.date(2019, 4, 25), 1)),
        ("today", x(AS_OF, 0.5)),
    ):
        assert float(re.match(r"M([\d.]+) ", lines[f"rc-line--{name}"]).group(1)) == pytest.approx(
            at, abs=0.01
        )
    days = [text.text.strip() for text in wall.select("svg.rc-wall__axis text:not(.rc-tick--week)")]
    assert [text for text in days if re.match(r"[\d/]+$", text)] == [
        "4/8",
        *(str(day) for day in range(9, 29)),
    ]
    assert [text.text for text in wall.select(".rc-tick--report")] == ["报"] * 3
    assert [text.text for text in wall.select(".rc-tick--today")] == ["18", "今日"]


def test_what_cannot_make_its_date_is_marked_and_listed(wall, rows, records):
    """Computed from the YAML again: overdue, a measure due after the deadline, or no room for closing."""
    marked = {id for id, row in rows.items() if row.select_one('use[href="#rc-bad"]')}
    listed = {row.select_one("a.rc-id").text: row for row in wall.select(".rc-table--hopeless tbody tr")}
    assert set(listed) == marked
    assert marked == {id for id, row in rows.items() if "rc-wall__row--bad" in row["class"]}
    title = wall.select_one("h2#hopeless .rc-count").text.strip()
    told = next(link.b.text for link in wall.select(".rc-flow a") if link["href"] == "#hopeless")
    assert title == told == str(len(marked))
    closed = {id for id, row in rows.items() if "rc-wall__row--closed" in row["class"]}
    for id, issue in records.items():
        if id in closed:
            continue
        left = [each["due"] for each in issue["measures"] if not (each.get("done") and each["done"] <= AS_OF)]
        slack = (deadline(issue) - max([AS_OF, *left])).days
        if slack < 0:
            assert id in marked
        if slack > 1:  # review and verification took a day in this round
            assert id not in marked
        shown = rows[id].select("th span")[-1].text
        if deadline(issue) < AS_OF:
            assert shown == f"超{(AS_OF - deadline(issue)).days}天"
            assert listed[id].select("td")[-1].text == f"已{shown.replace('超', '超期')}"
        else:
            assert shown == (f"余{slack}天" if slack > 0 else "无余量" if slack == 0 else f"差{-slack}天")
    assert "为1天" in wall.select_one(".rc-wallpage__list .rc-lead").text


def test_a_unit_has_its_part_of_the_wall(site, rows):
    page = BeautifulSoup((site / "2019/units/unit-1/index.html").read_text("utf-8"), "lxml")
    own = page.select("tr.rc-wall__row")
    assert len(own) == 14
    for row in own:
        same = rows[row.select_one(".rc-wall__id").text]
        assert str(row.svg) == str(same.svg)


def many_units(folder, units):
    """A project whose round has so many units, each with the issues of another."""
    folder = project.copy_small(folder)
    text = re.sub(r"(?m)^  F02: .*\n", "", (folder / project.UNIT_1).read_text("utf-8"))  # not asked of them
    names = [f"more-{n}" for n in range(units)]
    organization = folder / "data/organization.yml"
    organization.write_text(
        organization.read_text("utf-8").rstrip()
        + "".join(f"\n  - {{id: {name}, name: 第{name}连, kind: unit, leader: 某某}}" for name in names)
        + "\n",
        "utf-8",
    )
    campaign = folder / project.CAMPAIGN
    whole = campaign.read_text("utf-8")
    campaign.write_text(whole.replace("unit-1, unit-2]", f"unit-1, unit-2, {', '.join(names)}]"), "utf-8")
    evidence = folder / "data/campaigns/2019/evidence"
    for name in names:
        for kept in sorted(evidence.glob("U1-*")):
            shutil.copytree(kept, evidence / kept.name.replace("U1-", f"{name}-"))
        file = folder / f"data/campaigns/2019/units/{name}.yml"
        file.write_text(text.replace("U1-", f"{name}-"), "utf-8")
    return folder


def test_a_large_round_is_cut_into_sheets(tmp_path):
    made = project.build(many_units(tmp_path, 43))
    assert made.site, made.problems[:3]
    sheets = [url for url in made.site.pages if url.startswith("2019/wall/")]
    assert sheets == ["2019/wall/", "2019/wall/sheet/2/", "2019/wall/sheet/3/"]
    units = [unit.id for unit in made.site.books.now("2019").units]
    seen = []
    for url in sheets:
        page = BeautifulSoup(made.site.render(url), "lxml")
        here = [body["id"] for body in page.select(".rc-wall tbody[id]")]
        assert len(here) <= 20
        seen += here
        assert len(page.select(".rc-wallpage__units a:not(.rc-wallpage__sheet)")) == len(units)
        assert bool(page.select_one("a[rel=prev]")) == (url != sheets[0])
        assert bool(page.select_one("a[rel=next]")) == (url != sheets[-1])
        listed = page.select(".rc-table--hopeless tbody tr")
        assert len(listed) == len(page.select(".rc-wall__row--bad"))
    assert seen == units
    found = [each.url for each in made.site.documents(made.site.pages[url] for url in sheets)]
    assert found == [sheets[0]]


# In a browser


@pytest.fixture
def opened(browser, server):
    def go(query="", width=1440):
        size(browser, width, 900)
        browser.get_log("browser")
        browser.get(f"{server}2019/wall/{query}")
        return browser

    yield go
    assert [e["message"] for e in browser.get_log("browser") if e["level"] in ("SEVERE", "WARNING")] == []


def table_width(browser):
    return browser.execute_script("return document.querySelector('.rc-wall__table').offsetWidth")


def pressed(browser, kind):
    return browser.find_element(
        By.CSS_SELECTOR, f".rc-wall__bar button[data-{kind}][aria-pressed=true]"
    ).get_attribute(f"data-{kind}")


@pytest.mark.browser
def test_zoom_by_button_and_key_is_in_the_address(opened):
    browser = opened()
    fit = table_width(browser)
    browser.find_element(By.CSS_SELECTOR, "button[data-zoom='2']").click()
    assert "zoom=2" in browser.current_url
    wide = table_width(browser)
    assert wide > fit
    body = browser.find_element(By.TAG_NAME, "body")
    body.send_keys("+")
    assert (pressed(browser, "zoom"), "zoom=4" in browser.current_url) == ("4", True)
    assert table_width(browser) > 1.5 * wide
    body.send_keys("+")
    assert pressed(browser, "zoom") == "4"
    body.send_keys("---")
    assert pressed(browser, "zoom") == "fit"
    assert "?" not in browser.current_url
    assert table_width(browser) == fit


@pytest.mark.browser
@pytest.mark.parametrize("width", [1440, 390])
def test_a_wide_wall_scrolls_within_its_frame_and_keeps_its_names(opened, width):
    browser = opened("?zoom=4", width)
    assert pressed(browser, "zoom") == "4"
    assert browser.execute_script("return document.documentElement.scrollWidth") <= width
    browser.execute_script("document.querySelector('.rc-wall').scrollLeft = 600")
    left = browser.execute_script(
        "return document.querySelector('.rc-wall__row th').getBoundingClientRect().left"
        " - document.querySelector('.rc-wall').getBoundingClientRect().left"
    )
    assert abs(left) < 2
    browser.execute_script("document.querySelector('.rc-wall').scrollTop = 600")
    top = browser.execute_script(
        "return document.querySelector('.rc-wall__axis').getBoundingClientRect().top"
        " - document.querySelector('.rc-wall').getBoundingClientRect().top"
    )
    assert abs(top) < 4


@pytest.mark.browser
def test_the_axis_stays_in_sight(opened):
    browser = opened()
    browser.execute_script("document.querySelector('#unit-6').scrollIntoView()")
    top, unit = browser.execute_script(
        "return ['.rc-wall__axis', '#unit-6'].map(s => document.querySelector(s).getBoundingClientRect().top)"
    )
    assert 0 < top < unit < 200


@pytest.mark.browser
def test_rows_can_be_narrowed_and_the_choice_sent_as_a_link(opened):
    def visible(browser):
        return browser.execute_script(
            "return [...document.querySelectorAll('.rc-wall__row')]"
            ".filter(r => r.offsetHeight).map(r => r.className)"
        )

    browser = opened()
    everything = visible(browser)
    browser.find_element(By.CSS_SELECTOR, "button[data-show='open']").click()
    assert "show=open" in browser.current_url
    assert len(visible(browser)) == sum("--closed" not in name for name in everything)
    browser = opened("?show=bad")
    bad = visible(browser)
    assert bad == [name for name in everything if "--bad" in name]
    assert str(len(bad)) in browser.find_element(By.CSS_SELECTOR, ".rc-wall__bar [aria-live]").text
    assert browser.find_element(By.ID, "hopeless").is_displayed()


@pytest.mark.browser
def test_the_card_tells_by_pointer_and_by_keyboard_and_goes_with_escape(opened):
    browser = opened()
    card = browser.find_element(By.CSS_SELECTOR, ".rc-wall__card")
    assert not card.is_displayed()
    link = browser.find_element(By.CSS_SELECTOR, ".rc-wall__row a[href$='/U1-001/']")
    browser.execute_script("arguments[0].scrollIntoView({block: 'center'}); arguments[0].focus()", link)
    assert card.is_displayed()
    assert link.get_attribute("aria-describedby") == card.get_attribute("id")
    for text in ("U1-001 党委中心组学习不深入", "责任人刘鹏", "4月8日列入，时限4月20日", "●"):
        assert text in card.text
    link.send_keys(Keys.TAB)
    assert "U1-001" not in card.text
    browser.switch_to.active_element.send_keys(Keys.ESCAPE)
    assert not card.is_displayed()
    bar = browser.find_element(By.CSS_SELECTOR, ".rc-wall__row--bad svg")
    browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", bar)
    ActionChains(browser).move_to_element(bar).perform()
    assert card.is_displayed()
    assert card.find_element(By.CSS_SELECTOR, ".rc-wall__why").text.startswith("不能按期")
    assert bar.get_attribute("aria-label").startswith(card.text.split("\n")[0])
    box = browser.execute_script("return arguments[0].getBoundingClientRect().toJSON()", card)
    assert box["left"] >= 0
    assert box["right"] <= 1440


@pytest.mark.browser
def test_a_finger_opens_the_card_which_leads_on(opened):
    browser = opened(width=390)
    bar = browser.find_element(By.CSS_SELECTOR, ".rc-wall__row svg")
    browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", bar)
    drawn(browser)
    box = browser.execute_script("return arguments[0].getBoundingClientRect().toJSON()", bar)
    point = {"x": box["left"] + 130, "y": box["top"] + box["height"] / 2}
    card = browser.find_element(By.CSS_SELECTOR, ".rc-wall__card")

    def tapped():  # a finger that a busy machine lets go too late is a long press: then once more
        for kind, points in (("touchStart", [point]), ("touchEnd", [])):
            browser.execute_cdp_cmd("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
        drawn(browser)
        return card.is_displayed()

    eventually(tapped)
    card.find_element(By.TAG_NAME, "a").click()
    assert "/2019/issues/" in browser.current_url


def printed(browser):
    answer = browser.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True})
    return pypdf.PdfReader(io.BytesIO(base64.b64decode(answer["data"])))


@pytest.mark.browser
def test_every_printed_sheet_has_the_heading_the_axis_the_legend_and_its_number(opened, records):
    paper = printed(opened())
    texts = [
        unicodedata.normalize("NFKC", page.extract_text()).replace("\n", " ").replace(" ", "")
        for page in paper.pages
    ]
    charts = [text for text in texts if "上级时限" in text]
    assert 3 <= len(charts) < len(texts) <= 9
    for number, text in enumerate(texts, 1):
        assert text.endswith(f"{number}/{len(texts)}") or f"{number}/{len(texts)}" in text
    for text in charts:
        for word in (
            "挂图作战",
            "2019年巡视巡察反馈问题整改",
            "2019-04-18",
            "单位时限",
            "今日",
            "措施未完成",
        ):
            assert word in text, word
        assert "4/8" in text
    ids = [id for text in charts for id in re.findall(r"[A-Z][A-Z0-9]-\d{3}", text)]
    assert sorted(ids) == sorted(records)
    for page in paper.pages:
        assert [round(float(length) / 72 * 25.4) for length in page.mediabox[2:]] == [420, 297]


@pytest.mark.browser
def test_units_are_not_torn_apart_on_paper(opened, records):
    texts = [page.extract_text() for page in printed(opened()).pages]
    for unit in {issue["unit"] for issue in records.values()}:
        own = [id for id, issue in records.items() if issue["unit"] == unit]
        where = {n for n, text in enumerate(texts) if any(id in text for id in own) and "上级时限" in text}
        assert len(where) == 1, unit
