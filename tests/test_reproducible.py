"""The same data and day give the same bytes, and any past day can be built again."""

from __future__ import annotations

import datetime
import hashlib

import pytest
from bs4 import BeautifulSoup

from conftest import SAMPLE, copy_project, mkdocs
from project import build

MONDAYS = [datetime.date(2019, 4, 1) + datetime.timedelta(7 * n) for n in range(5)]


def digests(folder):
    return {
        file.relative_to(folder).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


def test_another_folder_time_zone_and_hash_seed_give_the_same_bytes(site, tmp_path):
    project = copy_project(tmp_path / "a deeper" / "另一个文件夹", its_own=True)
    done = mkdocs(
        "build",
        "--strict",
        "--site-dir",
        str(tmp_path / "out"),
        cwd=project,
        TZ="America/Los_Angeles",
        PYTHONHASHSEED="7",
        LC_ALL="C",
    )
    assert done.returncode == 0, done.stderr
    assert digests(tmp_path / "out") == digests(site)


@pytest.fixture(scope="module")
def last():
    """The sample as of a day after the last of these Mondays."""
    made = build(SAMPLE, "2019-05-06")
    assert made.site is not None
    return made.site


@pytest.mark.parametrize("monday", MONDAYS, ids=str)
def test_a_monday_rebuilt_gives_the_numbers_of_its_report(monday, last):
    then = build(SAMPLE, str(monday)).site
    url = f"2019/weekly/{monday}/"
    report = BeautifulSoup(last.render(url), "lxml")
    again = BeautifulSoup(then.render(url), "lxml")
    for page in (report, again):
        for pager in page.select(".rc-pager"):
            pager.decompose()
    assert report.get_text() == again.get_text()
    table = {
        row.find("th").get_text(strip=True): row.find("td").get_text(strip=True)
        for row in report.select("#numbers + .rc-scroll tbody tr")
    }
    overview = BeautifulSoup(then.render("2019/"), "lxml")
    if not table:
        assert not overview.select(".rc-hero")
        return
    assert table["完成率"] == overview.select_one(".rc-hero__rate").get_text(strip=True)
    lists = {
        "问题总数": "issues",
        "已销号": "status/closed",
        "临期": "due",
        "退回": "returned",
        "未报告": "silent",
    }
    for name, url in {**lists, "超期": "overdue"}.items():
        page = BeautifulSoup(then.render(f"2019/{url}/"), "lxml")
        assert table[name] == page.select_one("h1 .rc-count").get_text(strip=True), name


def test_a_campaign_in_its_first_days_has_its_pages():
    made = build(SAMPLE, "2019-04-02")
    assert made.problems == []
    text = BeautifulSoup(made.site.render("2019/"), "lxml").get_text()
    assert "正在对照认领" in text
    for url in made.site.pages:
        if url.startswith("2019/"):
            assert made.site.render(url)


def test_source_date_epoch_is_the_day(monkeypatch):
    from rectify.ground import environment

    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1555603199")  # 2019-04-18 15:59:59 UTC
    assert environment.today() == datetime.date(2019, 4, 18)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1555603200")  # a second later it is the 19th in Shanghai
    assert environment.today() == datetime.date(2019, 4, 19)
