"""The board: each status's column has exactly its issues, most urgent first."""

from __future__ import annotations

import base64
import datetime
import io
import re

import pypdf
import pytest
import yaml
from bs4 import BeautifulSoup
from selenium.webdriver.common.by import By

import project
from conftest import SAMPLE, size
from rectify.ledger import ledger
from rectify.pages.board import page as board

AS_OF = datetime.date(2019, 4, 18)
STATUSES = ("not_started", "in_progress", "in_review", "in_verification", "closed")


def parsed(site, url):
    return BeautifulSoup((site / url / "index.html").read_text("utf-8"), "lxml")


def lanes(page):
    return {lane.h2["id"]: lane for lane in page.select(".rc-lane")}


def ids(tag):
    return [each.text for each in tag.select(".rc-card .rc-id")]


def listed(site, status):
    page = parsed(site, f"2019/status/{status}")
    return [row.select_one("td a").text for row in page.select("table.rc-table--issues tbody tr")]


@pytest.fixture(scope="module")
def records():
    found = {}
    for file in sorted((SAMPLE / "data/campaigns/2019/units").glob("*.yml")):
        for issue in yaml.safe_load(file.read_text("utf-8")).get("issues") or []:
            found[issue["id"]] = {**issue, "unit": file.stem}
    return found


def test_columns_hold_the_issues_of_their_status(site):
    page = lanes(parsed(site, "2019/board"))
    assert tuple(page) == STATUSES
    for status, lane in page.items():
        whole = listed(site, status)
        assert lane.h2.b.text == str(len(whole))
        assert len(ids(lane)) == min(len(whole), board.CARDS)
        assert set(ids(lane)) <= set(whole)
        assert lane.h2.a["href"] == f"../../2019/status/{status}/"
        assert bool(lane.select_one(".rc-lane__more")) == (len(whole) > board.CARDS)


def urgency(issue):
    moved = [each for each in issue.get("extensions", ()) if each["date"] <= AS_OF]
    due = max(moved, key=lambda each: each["date"])["to"] if moved else issue["deadline"]
    return due, issue["id"]


def test_the_most_urgent_come_first_and_the_latest_closed(site, records):
    for status, lane in lanes(parsed(site, "2019/board")).items():
        whole = listed(site, status)
        if status == "closed":
            day = {
                id: max(step["date"] for step in records[id]["closure"] if step["date"] <= AS_OF)
                for id in whole
            }
            expected = sorted(whole, key=lambda each: (-day[each].toordinal(), each))
        else:
            expected = sorted(whole, key=lambda each: urgency(records[each]))
        assert ids(lane) == expected[: board.CARDS]


def test_cards_say_what_matters(site, records):
    returned = {row.select_one("td a").text for row in parsed(site, "2019/returned").table.select("tbody tr")}
    page = parsed(site, "2019/board")
    for card in page.select(".rc-card"):
        id = card.select_one(".rc-id").text
        assert card.select_one(".rc-card__title a").text == records[id]["title"]
        assert card.select_one(".rc-card__title a")["href"] == f"../../2019/issues/{id}/"
        assert records[id]["owner"] in card.select_one(".rc-card__who").text
        assert card.select_one(".rc-light")
        flags = {flag.text for flag in card.select(".rc-flag")}
        assert ("退回" in flags) == (id in returned)
        late = records[id]["deadline"] < AS_OF
        if late and not records[id].get("extensions") and "rc-card--closed" not in card["class"]:
            days = (AS_OF - records[id]["deadline"]).days
            assert card.select_one(".rc-card__when").text == f"超期{days}天"


def test_each_unit_has_its_board(site, records):
    for unit in {issue["unit"] for issue in records.values()}:
        page = parsed(site, f"2019/board/{unit}")
        own = {id for id, issue in records.items() if issue["unit"] == unit}
        assert {id for lane in lanes(page).values() for id in ids(lane)} == own
        assert page.select_one("h1 .rc-count").text == str(len(own))
        for lane in lanes(page).values():
            assert lane.h2.b.text == str(len(ids(lane)))
    link = parsed(site, "2019/units/unit-1").select_one("a[href$='2019/board/unit-1/']")
    assert link.text == "一团看板"


def test_a_long_column_is_cut_and_leads_on(tmp_path, monkeypatch):
    monkeypatch.setattr(board, "CARDS", 1)
    made = project.build(project.copy_small(tmp_path))
    page = BeautifulSoup(made.site.render("2019/board/"), "lxml")
    book = made.site.books.now("2019")
    whole = ledger.grouped(book.standings, lambda each: each.status)
    assert any(len(group) > 1 for group in whole.values())
    for status, lane in lanes(page).items():
        number = len(whole.get(status, ()))
        assert lane.h2.b.text == str(number)
        assert len(ids(lane)) == min(number, 1)
        more = lane.select_one(".rc-lane__more a")
        assert bool(more) == (number > 1)
        if more:
            assert str(number) in more.text
            assert more["href"].endswith(f"2019/status/{status}/")


def test_it_can_be_hidden(tmp_path):
    made = project.build(project.copy_small(tmp_path), hide=["board"])
    assert not [url for url in made.site.pages if "board" in url]
    assert "board/" not in made.site.render("2019/units/unit-1/")


@pytest.mark.browser
def test_on_a_phone_columns_snap_within_the_board(browser, server):
    size(browser, 390, 844)
    browser.get(server + "2019/board/")
    assert browser.execute_script("return document.documentElement.scrollWidth") <= 390
    board_ = browser.find_element(By.CSS_SELECTOR, ".rc-board")
    assert browser.execute_script("return arguments[0].scrollWidth > arguments[0].clientWidth", board_)
    browser.execute_script("arguments[0].scrollLeft = arguments[0].scrollWidth", board_)
    assert browser.find_element(By.ID, "closed").is_displayed()
    right = browser.execute_script("return document.querySelector('#closed').getBoundingClientRect().right")
    assert right <= 390


@pytest.mark.browser
def test_it_prints_on_a4_landscape(browser, server):
    size(browser, 1440, 900)
    browser.get(server + "2019/board/unit-1/")
    answer = browser.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True})
    paper = pypdf.PdfReader(io.BytesIO(base64.b64decode(answer["data"])))
    assert len(paper.pages) <= 2
    for page in paper.pages:
        assert [round(float(length) / 72 * 25.4) for length in page.mediabox[2:]] == [297, 210]
    text = "".join(page.extract_text() for page in paper.pages)
    assert len(set(re.findall(r"U1-\d{3}", text))) == 14
