"""Every kind of page by axe-core, by keyboard alone, on a narrow screen, and to a program that reads it aloud.

axe-core finds what can be found by rules; keys are tried one by one.
"""

from __future__ import annotations

import importlib.resources
import itertools
import json
import re

import pytest
from bs4 import BeautifulSoup
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from conftest import size, until
from test_browser import KINDS

AXE = importlib.resources.files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = ["color-contrast", "link-in-text-block"]
ALIKE = {
    "2018/",
    "2019/issues/",
    "2019/overdue/4-7/",
    "2019/categories/finance/open/",
    "2019/changes/closed/",
    "2019/board/unit-1/",
    "2019/weekly/",
    "handbook/",
    "404.html",
}
"""Kinds that are built of what another kind has too; in the dark and on a phone that one is looked at."""
RUN = """
axe.run(document, %s).then(function (found) {
  return JSON.stringify(found.violations.map(function (each) {
    return [each.id, each.nodes.length, each.nodes[0].html.slice(0, 200), each.nodes[0].failureSummary];
  }));
})
"""


def emulate(browser, **features):
    """Media features, such as prefers_color_scheme; none for what they are by themselves."""
    browser.get("about:blank")  # no page is left to remember the change
    wanted = [{"name": name.replace("_", "-"), "value": value} for name, value in features.items()]
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": wanted})


def violations(browser, **options):
    """axe-core's violations; its script is injected by the debugger, bypassing the page's policy."""
    browser.execute_cdp_cmd("Runtime.evaluate", {"expression": AXE})
    answer = browser.execute_cdp_cmd(
        "Runtime.evaluate",
        {
            "expression": RUN % json.dumps({"resultTypes": ["violations"], **options}),
            "awaitPromise": True,
            "returnByValue": True,
        },
    )
    return json.loads(answer["result"]["value"])


@pytest.mark.browser
@pytest.mark.parametrize(
    ("url", "width"), [(url, 1440) for url in KINDS] + [(url, 390) for url in KINDS if url not in ALIKE]
)
def test_axe_finds_nothing(browser, server, url, width):
    """WCAG 2.0, 2.1 and 2.2 at A and AA, and best practice; colours, which are slow, at one width."""
    size(browser, width, 900)
    browser.get(server + url)
    rules = {} if width == 1440 else {rule: {"enabled": False} for rule in COLOURS}
    assert violations(browser, runOnly={"type": "tag", "values": TAGS}, rules=rules) == []


@pytest.mark.browser
@pytest.mark.parametrize("url", [url for url in KINDS if url not in ALIKE])
def test_axe_finds_nothing_in_the_dark(browser, server, url):
    size(browser, 1440, 900)
    emulate(browser, prefers_color_scheme="dark")
    try:
        browser.get(server + "build.json")
        browser.execute_script("localStorage.clear()")
        browser.get(server + url)
        assert browser.execute_script("return document.body.dataset.mdColorScheme") == "slate"
        assert violations(browser, runOnly={"type": "rule", "values": COLOURS}) == []
    finally:
        browser.execute_script("localStorage.clear()")
        emulate(browser)


@pytest.mark.browser
@pytest.mark.parametrize("url", KINDS)
def test_nothing_scrolls_sideways_however_narrow(browser, server, url):
    """WCAG 1.4.10: 320 wide, which is 1280 at four times its size; and twice the size of 1440."""
    for width in (320, 720):
        size(browser, width, 900)
        browser.get(server + url)
        assert browser.execute_script("return document.documentElement.scrollWidth") <= width


FOCUSED = """
var here = document.activeElement, box = here.getBoundingClientRect(), style = getComputedStyle(here);
var label = here.matches("input.md-option") ? here.nextElementSibling : here;
var ring = getComputedStyle(label);
return {
  is: here.outerHTML.slice(0, 120), tag: here.tagName, text: here.textContent.trim(),
  ringed: (ring.outlineStyle !== "none" && parseFloat(ring.outlineWidth) > 0) || ring.boxShadow !== "none",
  shown: label.getBoundingClientRect().width > 0 && style.visibility === "visible"
         && box.right > 0 && box.left < innerWidth && box.bottom > 0 && box.top < innerHeight,
};
"""


def press(browser, *keys):
    ActionChains(browser).send_keys(*keys).perform()


def tabbed(browser, most):
    """The focused elements after each press of Tab, until the focus leaves the page."""
    found = []
    for _ in range(most):
        press(browser, Keys.TAB)
        here = browser.execute_script(FOCUSED)
        if here["tag"] in ("BODY", "HTML") or here["is"] in [each["is"] for each in found[:1]]:
            break
        found.append(here)
    return found


@pytest.mark.browser
@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("url", ["", "2019/issues/U1-001/", "search/"])
def test_every_stop_of_the_tab_key_is_seen_and_none_holds_it(browser, server, url, width):
    size(browser, width, 900)
    browser.get(server + url)
    if url == "search/":  # whose field takes the focus when it is ready
        until(browser, "return document.activeElement.name === 'text'")
    browser.execute_script("document.body.tabIndex = -1; document.body.focus(); document.body.tabIndex = 0;")
    browser.execute_script("document.body.removeAttribute('tabindex')")
    stops = tabbed(browser, 600)
    assert "md-skip" in stops[0]["is"]
    assert [stop["is"] for stop in stops if not (stop["ringed"] and stop["shown"])] == []
    assert len(stops) < 600
    assert any("build.json" in stop["is"] for stop in stops[-3:])  # the foot of the page is reached


@pytest.mark.browser
def test_the_first_stop_leads_past_the_menu(browser, server):
    size(browser, 1440, 900)
    browser.get(server + "2019/issues/U1-001/")
    press(browser, Keys.TAB, Keys.ENTER)
    press(browser, Keys.TAB)
    inside = (
        "return !!document.activeElement.closest('article') && !document.activeElement.closest('.rc-crumbs')"
    )
    assert browser.execute_script(inside)


@pytest.mark.browser
def test_the_menu_of_a_phone_opens_and_closes_by_keys(browser, server):
    size(browser, 390, 844)
    browser.get(server + "2019/units/unit-1/")
    button = browser.find_element(By.CSS_SELECTOR, ".rc-opens__drawer")
    menu = browser.find_element(By.CSS_SELECTOR, "nav.rc-menu")
    assert not menu.is_displayed()
    assert (button.aria_role, button.accessible_name) == ("button", "打开菜单")
    press(browser, Keys.TAB, Keys.TAB)
    assert browser.switch_to.active_element == button
    press(browser, Keys.ENTER)
    assert button.get_attribute("aria-expanded") == "true"
    assert menu.is_displayed()
    assert browser.execute_script("return !!document.activeElement.closest('nav.rc-menu a')")
    press(browser, Keys.ESCAPE)
    assert button.get_attribute("aria-expanded") == "false"
    assert browser.switch_to.active_element == button
    press(browser, Keys.SPACE)
    press(browser, Keys.TAB, Keys.ENTER)
    assert browser.current_url != server + "2019/units/unit-1/"


@pytest.mark.browser
def test_light_and_dark_are_changed_by_keys(browser, server):
    """The switch that has the focus is the one that is shown, whichever of the two was chosen before."""
    size(browser, 1440, 900)
    browser.get(server)
    browser.execute_script("localStorage.clear()")  # what an earlier test chose
    for now, then in (("default", "slate"), ("slate", "default")):
        browser.get(server)
        for _ in range(6):
            press(browser, Keys.TAB)
            here = browser.execute_script(FOCUSED)
            if "md-option" in here["is"]:
                break
        assert here["ringed"]
        assert here["shown"]
        assert browser.execute_script("return document.body.dataset.mdColorScheme") == now
        press(browser, Keys.ENTER)
        until(browser, f"return document.body.dataset.mdColorScheme === '{then}'")


@pytest.mark.browser
def test_a_disclosure_opens_by_keys(browser, server):
    size(browser, 1440, 900)
    browser.get(server + "2019/")
    summary = browser.find_element(By.CSS_SELECTOR, "details > summary")
    browser.execute_script("arguments[0].focus()", summary)
    before = summary.find_element(By.XPATH, "..").get_attribute("open")
    press(browser, Keys.ENTER)
    assert summary.find_element(By.XPATH, "..").get_attribute("open") != before
    press(browser, Keys.SPACE)
    assert summary.find_element(By.XPATH, "..").get_attribute("open") == before


@pytest.mark.browser
def test_the_search_box_is_used_by_keys_alone(browser, server):
    """Typed into, a result chosen with the arrows, left again."""
    size(browser, 1440, 900)
    browser.get(server + "2019/units/")
    field = browser.find_element(By.CSS_SELECTOR, ".md-search__input")
    for _ in range(8):
        press(browser, Keys.TAB)
        if browser.switch_to.active_element == field:
            break
    assert browser.switch_to.active_element == field
    press(browser, Keys.ESCAPE)
    press(browser, Keys.TAB)
    assert browser.execute_script("return !document.activeElement.closest('.md-search')")
    press(browser, "/")
    until(browser, "return document.querySelector('#__search').checked")
    press(browser, "学习")
    until(browser, "return document.querySelectorAll('.md-search-result__link').length > 0")
    press(browser, Keys.ARROW_DOWN)
    chosen = browser.switch_to.active_element
    assert "md-search-result__link" in chosen.get_attribute("class")
    assert browser.execute_script(FOCUSED)["ringed"]
    press(browser, Keys.ENTER)
    until(browser, "return !location.pathname.endsWith('/units/')")


@pytest.mark.browser
def test_what_scrolls_can_be_scrolled_by_keys(browser, server):
    """What is wider or higher than its frame takes the focus, or holds something that does."""
    size(browser, 390, 844)
    for url in KINDS:
        browser.get(server + url)
        held = browser.execute_script("""
          return Array.from(document.querySelectorAll("article *")).filter(function (each) {
            var style = getComputedStyle(each);
            var scrolls = (/auto|scroll/.test(style.overflowX) && each.scrollWidth > each.clientWidth + 1)
                       || (/auto|scroll/.test(style.overflowY) && each.scrollHeight > each.clientHeight + 1);
            return scrolls && each.tabIndex < 0 && !each.querySelector("a[href], [tabindex='0']");
          }).map(function (each) { return each.outerHTML.slice(0, 120); });
        """)
        assert held == [], url


@pytest.mark.browser
def test_nothing_moves_for_who_asked_for_stillness(browser, server):
    size(browser, 1440, 900)
    emulate(browser, prefers_reduced_motion="reduce")
    try:
        browser.get(server)
        moving = browser.execute_script("""
          return Array.from(document.querySelectorAll("*")).filter(function (each) {
            var style = getComputedStyle(each);
            return (style.transitionDuration + "," + style.animationDuration).split(",")
              .some(function (time) { return parseFloat(time) > 0.001; });
          }).map(function (each) { return each.className; });
        """)
        assert moving == []
    finally:
        emulate(browser)


@pytest.mark.browser
def test_keys_of_colours_are_seen_where_the_system_chooses_all_colours(browser, server):
    """In a high-contrast mode, which takes backgrounds away, a legend still shows what its words mean."""
    size(browser, 1440, 900)
    emulate(browser, forced_colors="active")
    try:
        browser.get(server)
        assert browser.execute_script("return matchMedia('(forced-colors: active)').matches")
        shown = browser.execute_script("""
          return Array.from(document.querySelectorAll(".rc-flow .rc-key")).map(function (each) {
            return getComputedStyle(each).backgroundColor; });
        """)
        assert len(set(shown)) == 5
    finally:
        emulate(browser)


def soup(path):
    return BeautifulSoup(path.read_text("utf-8"), "lxml")


def test_the_language_is_told_with_its_script(site, english_site):
    assert soup(site / "index.html").html["lang"] == "zh-Hans"
    assert soup(english_site / "index.html").html["lang"] == "en"


def test_no_two_pages_have_one_title(site):
    seen = {}
    for path in sorted(site.rglob("*.html")):
        title = re.search(r"<title>(.*?)</title>", path.read_text("utf-8"))[1]
        assert title not in seen or "404.html" in (path.name, seen[title].name), (path, seen[title])
        seen[title] = path


@pytest.mark.parametrize("url", KINDS)
def test_headings_tables_and_days_say_what_they_are(site, url):
    page = soup(site / url if url.endswith(".html") else site / url / "index.html")
    article = page.select_one("article")
    levels = [int(each.name[1]) for each in article.select("h1, h2, h3, h4, h5, h6")]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    for table in article.select("table"):
        region = table.find_parent(attrs={"role": "region"})
        named = table.caption or table.get("aria-label") or (region and region.get("aria-label"))
        assert named or not table.select_one("[class^=rc-]"), table.get_text(" ", strip=True)[:80]
        for head in table.select("th"):
            assert head.get("scope") or not named, head
    for day in article.select("time"):
        assert day.get("datetime"), day
