"""The weekly report of a large round is brief: its numbers are whole, its lists hold what matters first."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup

from conftest import SAMPLE
from project import build
from rectify import reporting
from rectify.pages import weekly

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
    monkeypatch.setattr(reporting, "LARGE", 10)
    monkeypatch.setattr(weekly, "FEW", 5)


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
