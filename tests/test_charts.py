"""Charts: the drawing, the accessible text and the data table agree."""

from __future__ import annotations

import datetime
import itertools
import shutil

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st
from selenium.webdriver.common.by import By

from conftest import SAMPLE, size
from project import UNIT_1, UNIT_2, build, copy_small, report
from rectify.html import charts
from rectify.html.charts.days import FORMS, LABEL
from rectify.html.charts.heat import LEVELS, shade
from rectify.ledger import counts
from rectify.ledger.standing import COLOURS, STATUSES

NUMBERS = st.dictionaries(st.sampled_from(STATUSES), st.integers(0, 9999), min_size=1)


@pytest.fixture(scope="module")
def made():
    return build(SAMPLE).site


@pytest.fixture(scope="module")
def book(made):
    return made.books.now("2019")


def figures(made, url="2019/"):
    return BeautifulSoup(made.render(url), "lxml")


@pytest.mark.parametrize("name", ["burn-down", "stack"])
def test_a_chart_has_a_name_a_description_and_its_numbers(made, book, name):
    figure = figures(made).find(id=name).find_next("figure")
    drawings = figure.select("svg")
    assert len(drawings) == len(FORMS)
    for drawing in drawings:
        named = [drawing.find(id=id) for id in drawing["aria-labelledby"].split()]
        assert [each.name for each in named] == ["title", "desc"]
        assert all(each.get_text(strip=True) for each in named)
        assert "160" in named[1].get_text() or "69" in named[1].get_text()
        assert drawing["role"] == "img"
    days = counts.series(book, book.campaign.started - datetime.timedelta(1), book.as_of)
    rows = figure.select("details table tbody tr")
    assert len(rows) == len(days) > 10
    for row, day in zip(rows, days, strict=True):
        assert row.find("time")["datetime"] == str(day.day)
        told = [int(cell.get_text()) for cell in row.select("td")]
        assert told == [*(day.status[status] for status in STATUSES), day.open, day.total]


def test_no_colour_stands_alone(made):
    """Every area of the stack is named with its number; every part of a strip has a shape."""
    page = figures(made)
    for drawing in page.find(id="stack").find_next("figure").select("svg"):
        words = " ".join(text.get_text() for text in drawing.select(".rc-axis--area"))
        for status in STATUSES:
            assert made.books.words(f"status.{status}") in words
    strips = page.select(".rc-signals")
    assert len(strips) == 14
    for strip in strips:
        assert len(strip.select("rect")) == len(strip.select("text"))
        assert all(text.get_text()[0] in "▲◆■●" for text in strip.select("text"))
        assert strip["aria-label"]
    assert page.select("svg [style]") == []


def test_the_strips_add_up_to_the_signals(made, book):
    totals = dict.fromkeys(COLOURS, 0)
    for strip in figures(made).select(".rc-signals"):
        for rect, text in zip(strip.select("rect"), strip.select("text"), strict=True):
            totals[rect["class"][0].removeprefix("rc-signals__")] += int(text.get_text().split()[1])
    assert totals == counts.count(book.standings).colour


def test_the_heat_map_adds_up(book):
    """Rows, columns and the whole; the shade grows with the number."""
    heat = charts.heat(book, book.units)
    assert sum(cell.open for row in heat.rows for cell in row.cells) == sum(
        each.open for each in book.standings
    )
    for place, foot in enumerate(heat.foot):
        column = [row.cells[place] for row in heat.rows]
        assert foot.open == sum(cell.open for cell in column)
        assert foot.total == sum(cell.total for cell in column)
        assert foot.overdue == sum(cell.overdue for cell in column)
    for row in heat.rows:
        assert sum(cell.total for cell in row.cells) == len(book.of_unit(row.unit.id))


@given(st.lists(st.integers(0, 5000), min_size=1))
def test_darker_is_more(numbers):
    most = max(numbers)
    levels = [(number, shade(number, most)) for number in sorted(numbers)]
    assert all(0 <= level <= LEVELS and (level > 0) == (number > 0) for number, level in levels)
    assert all(a[1] <= b[1] for a, b in itertools.pairwise(levels))
    assert most == 0 or levels[-1][1] == LEVELS


@given(NUMBERS)
def test_bars_and_strips_fill_their_width_without_gaps(numbers):
    for parts in (charts.bar(numbers), charts.signals(numbers)):
        assert {part.name: part.number for part in parts} == {k: n for k, n in numbers.items() if n}
        if parts:
            assert parts[0].x == 0
            assert abs(parts[-1].x + parts[-1].width - 200) < 0.05
        for a, b in itertools.pairwise(parts):
            assert abs(a.x + a.width - b.x) < 0.05


@settings(max_examples=40)
@given(st.dates(datetime.date(2019, 4, 8), datetime.date(2019, 6, 30)))
def test_areas_lie_on_each_other_and_reach_the_total(day):
    """On every day: each area begins where the one below it ends; the last ends at all issues."""
    book = _books().on("2019", day)
    drawn = charts.stack(book)
    for form in drawn.forms:
        frame, floor = form.frame, [form.frame.bottom] * len(drawn.days)
        for area in form.areas:
            points = [tuple(map(float, point.split(","))) for point in area.points.split()]
            upper, lower = points[: len(drawn.days)], points[len(drawn.days) :][::-1]
            assert [y for _, y in lower] == floor
            assert all(high <= low for (_, high), low in zip(upper, floor, strict=True))
            floor = [y for _, y in upper]
        assert floor == [frame.y(each.total) for each in drawn.days]
        assert sum(area.number for area in form.areas) == drawn.days[-1].total
        labels = sorted(area.label_y for area in form.areas if area.number)
        assert all(b - a >= 13.9 for a, b in itertools.pairwise(labels))


@settings(max_examples=40)
@given(st.dates(datetime.date(2019, 4, 8), datetime.date(2019, 6, 30)))
def test_the_burn_down_ends_at_what_is_open(day):
    book = _books().on("2019", day)
    drawn = charts.burn_down(book)
    for form in drawn.forms:
        assert form.open == sum(each.open for each in book.standings) == drawn.days[-1].open
        assert form.last == (form.frame.x(drawn.days[-1].day), form.frame.y(form.open))
        assert 0 <= form.ideal_open <= len(book.standings)
        for a, b in itertools.combinations(form.lines, 2):
            assert a.row != b.row or abs(a.label - b.label) >= LABEL
        days = [mark.at for mark in form.frame.x_marks]
        assert all(b - a >= form.frame.form.apart - 0.2 for a, b in itertools.pairwise(days))


_MADE = []


def _books():
    if not _MADE:
        _MADE.append(build(SAMPLE).site.books)
    return _MADE[0]


def test_every_chart_can_stand_in_a_page(tmp_path):
    folder = copy_small(tmp_path)
    kinds = ("burn_down", "stack", "status", "signals", "units", "heat")
    blocks = "\n\n".join(f"```chart\ntype: {kind}\n```" for kind in (*kinds, "burn_down"))
    (folder / "docs/about.md").write_text(f"# 图\n\n{blocks}\n", "utf-8")
    from conftest import mkdocs

    done = mkdocs("build", "--strict", cwd=folder)
    assert done.returncode == 0, done.stderr
    page = BeautifulSoup((folder / "site/about/index.html").read_text("utf-8"), "lxml")
    assert len(page.select("article .rc-block")) == 7
    assert len(page.select("article .rc-chart__desk")) == 3
    assert page.select("article .rc-signals, article .rc-table--heat, article svg.rc-bar")
    assert page.select(".rc-block a.rc-n") == []  # part of the issues: no list has just these
    ids = [tag["id"] for tag in page.find_all(id=True)]
    assert len(ids) == len(set(ids))


@pytest.mark.browser
@pytest.mark.parametrize("url", ["2019/", "2018/"])
@pytest.mark.parametrize("width", [1440, 390])
def test_chart_text_is_readable(browser, server, width, url):
    """In the form that is shown no text is under 9 pixels high, and none is cut off at the sides."""
    size(browser, width, 900)
    browser.get(server + url)
    shown = [each for each in browser.find_elements(By.CSS_SELECTOR, ".rc-chart svg") if each.is_displayed()]
    assert len(shown) == 2
    for drawing in shown:
        box = drawing.rect
        for text in drawing.find_elements(By.TAG_NAME, "text"):
            place = text.rect
            assert place["height"] >= 9
            assert place["x"] >= box["x"] - 1
            assert place["x"] + place["width"] <= box["x"] + box["width"] + 1


ISSUE = """
  - id: U1-{number:03d}
    source: self_check
    category: politics
    title: 台账不全之{number}
    description: 没有逐项登记
    kind: dated
    lead: political
    leader: 赵海涛
    owner: 刘鹏
    supervisor: 李卫东
    opened: 2019-04-08
    deadline: 2019-04-20
    measures:
      - {{text: 补登, owner: 刘鹏, due: 2019-04-14, done: 2019-04-10}}
    progress:
      - {{date: 2019-04-09, by: 刘鹏, text: 已经动手}}
    evidence:
      - {{ref: 政〔2019〕12号, note: 台账, added: 2019-04-10}}
"""
STEPS = (
    "{date: 2019-04-15, step: apply, by: 刘鹏}",
    "{date: 2019-04-16, step: review, by: 王志强, result: pass, opinion: 同意}",
    "{date: 2019-04-17, step: verify, by: 李卫东, result: pass, opinion: 查阅原件, method: 现场核查}",
)
ROUNDS = {
    "none": [],
    "one": [0],
    "all closed": [3] * 5,
    "one closed": [3],
    "fourteen": [0, 1, 1, 1, 2, 2, 2, 2, 2, 2, 3, 3, 3, 3],
}
"""How many steps of closing each issue has."""


def round_of(folder, steps):
    """A project of two units and so many issues, each so many steps on its way."""
    copy_small(folder)
    shutil.rmtree(folder / "docs/notes")
    shutil.rmtree(folder / "data/campaigns/2019/evidence")
    claim = "claims:\n  {}: {{has: false, note: 已对照检查, checked: 2019-04-09}}\n"
    issues = []
    for number, many in enumerate(steps, 1):
        closure = "".join(f"      - {step}\n" for step in STEPS[:many])
        issues.append(ISSUE.format(number=number) + (f"    closure:\n{closure}" if many else ""))
    mine = claim.format("F01") + "  F02: {has: false, note: 已对照检查, checked: 2019-04-09}\n"
    listed = ("issues:" + "".join(issues)) if issues else "issues: []\n"
    (folder / UNIT_1).write_text(mine + listed, "utf-8")
    (folder / UNIT_2).write_text(claim.format("F01") + "issues: []\n", "utf-8")
    return folder


LABELS = """
document.querySelector("article").innerHTML = arguments[0];
return Array.from(document.querySelectorAll("article svg")).filter((svg) => svg.clientWidth).map((svg) => {
  const scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
  const frame = svg.getBoundingClientRect();
  return Array.from(svg.querySelectorAll("text"), (text) => {
    const box = text.getBoundingClientRect(), high = scale * parseFloat(getComputedStyle(text).fontSize);
    const middle = (box.top + box.bottom) / 2;
    return { text: text.textContent, left: box.left, right: box.right, top: middle - high / 2,
             bottom: middle + high / 2, inside: box.left >= frame.left - 1 && box.right <= frame.right + 1 };
  });
});
"""
"""Puts a page's body in the place of another's; the box of each label of each chart that is shown: its signs alone,
without the room of a line around them."""


def overprinted(labels):
    """Pairs of labels that lie on each other by more than a pixel."""
    for one, other in itertools.combinations(labels, 2):
        across = min(one["right"], other["right"]) - max(one["left"], other["left"])
        down = min(one["bottom"], other["bottom"]) - max(one["top"], other["top"])
        if across > 1 and down > 1:
            yield one["text"], other["text"]


@pytest.mark.browser
@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("case", ROUNDS)
def test_no_label_of_a_chart_lies_on_another(browser, server, tmp_path, case, width):
    """Whatever there is to show, on the first day, between the deadlines, at the end; in both languages."""
    folder = round_of(tmp_path, ROUNDS[case])
    size(browser, width, 900)
    browser.get(server + "2019/")
    found = []
    for day in ("04-08", "04-09", "04-11", "04-16", "04-18", "04-23", "04-25", "05-20"):
        for language in ("zh", "en"):
            made = build(folder, f"2019-{day}", language)
            assert made.site, report(made)
            body = made.site.render("2019/")
            charts_ = browser.execute_script(LABELS, body)
            assert charts_ or case == "none"
            for labels in charts_:
                found += [(day, language, *pair) for pair in overprinted(labels)]
                found += [(day, language, each["text"]) for each in labels if not each["inside"]]
    assert found == [], found


@pytest.mark.browser
@pytest.mark.parametrize("case", ROUNDS)
def test_an_overview_fits_the_narrowest_screen_whatever_it_shows(browser, server, tmp_path, case):
    """The largest rate has a figure more than any other."""
    folder = round_of(tmp_path, ROUNDS[case])
    size(browser, 320, 900)
    browser.get(server + "2019/")
    for language in ("zh", "en"):
        for day in ("04-08", "04-18", "05-20"):
            made = build(folder, f"2019-{day}", language)
            assert made.site, report(made)
            browser.execute_script(LABELS, made.site.render("2019/"))
            wide = browser.execute_script("return document.documentElement.scrollWidth")
            assert (day, language, wide) == (day, language, 320)


BLOCKS = "```chart\ntype: heat\n```\n\n```chart\ntype: signals\n```\n"
SEEN = """
document.querySelector("article").innerHTML = arguments[0];
document.body.dataset.mdColorScheme = arguments[1];
const rgb = (colour) => colour.match(/[0-9.]+/g).slice(0, 3).map(Number);
const table = document.querySelector(".rc-note .rc-table--heat");
const strip = document.querySelector(".rc-note .rc-signals");
return {
  hidden: table.parentElement.scrollWidth - table.parentElement.clientWidth,
  text: strip.getBoundingClientRect().width / strip.viewBox.baseVal.width
        * parseFloat(getComputedStyle(strip.querySelector("text")).fontSize),
  numbers: Array.from(table.querySelectorAll("tbody td")).filter((cell) => /[0-9]/.test(cell.textContent))
           .map((cell) => getComputedStyle(cell)).map((style) => [rgb(style.color), rgb(style.backgroundColor)]),
};
"""


def brightness(colour):
    """The relative luminance of a colour (WCAG)."""
    parts = [part / 255 for part in colour]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["default", "slate"])
@pytest.mark.parametrize("width", [1440, 390])
def test_a_chart_in_a_text_is_read_as_well_as_that_of_the_overview(browser, server, tmp_path, width, scheme):
    """Its numbers do not link and are seen on their ground; a strip is not blown up; a few columns fit a phone."""
    folder = copy_small(tmp_path)
    (folder / "docs/notes/2019/units/unit-1.md").write_text(BLOCKS, "utf-8")
    size(browser, width, 900)
    browser.get(server + "2019/")
    made = build(folder)
    assert made.site, report(made)
    seen = browser.execute_script(SEEN, made.site.render("2019/units/unit-1/"), scheme)
    assert seen["hidden"] == 0
    assert seen["text"] < 24
    assert len(seen["numbers"]) == 2
    for colour, ground in seen["numbers"]:
        bright, dark = sorted((brightness(colour), brightness(ground)), reverse=True)
        assert (bright + 0.05) / (dark + 0.05) >= 4.5, (colour, ground)
