"""The site in a real Chromium, served by a real nginx under a strict Content-Security-Policy."""

from __future__ import annotations

import base64
import io
import re
import unicodedata

import pypdf
import pytest
from selenium.common.exceptions import ElementClickInterceptedException, ElementNotInteractableException
from selenium.webdriver.common.by import By

from conftest import eventually, size, until

pytestmark = pytest.mark.browser

KINDS = (
    "",
    "2019/",
    "2018/",
    "2019/units/",
    "2019/units/unit-2/",
    "2019/issues/",
    "2019/issues/U1-001/",
    "2019/findings/",
    "2019/findings/F01/",
    "2019/overdue/",
    "2019/overdue/4-7/",
    "2019/categories/finance/open/",
    "2019/changes/",
    "2019/changes/closed/",
    "2019/results/",
    "2019/results/recovered/",
    "2019/analogy/",
    "2019/people/",
    "2019/departments/",
    "2019/departments/political/",
    "2019/wall/",
    "2019/board/",
    "2019/board/unit-1/",
    "2019/weekly/",
    "2019/weekly/2019-04-15/",
    "2019/regulations/",
    "2019/quality/",
    "archive/",
    "archive/2019/",
    "archive/2019-04/",
    "search/",
    "handbook/",
    "handbook/format/",
    "handbook/feeds/",
    "about/",
    "404.html",
)


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("url", KINDS)
def test_pages_are_quiet_and_fit(browser, server, url, width):
    """No console error, no policy violation, no request to another host, no sideways scroll."""
    size(browser, width, 900)
    browser.get_log("browser")
    browser.get_log("performance")
    browser.get(server + url)
    told = [
        entry["message"] for entry in browser.get_log("browser") if entry["level"] in ("SEVERE", "WARNING")
    ]
    assert told == []
    asked = re.findall(
        r'"url":"(https?://[^"]+)"', "".join(entry["message"] for entry in browser.get_log("performance"))
    )
    assert [each for each in asked if not each.startswith(server)] == []
    assert browser.execute_script("return document.documentElement.scrollWidth") <= width
    assert browser.find_element(By.TAG_NAME, "h1").is_displayed()


def test_an_old_data_day_is_told(browser, server):
    size(browser, 1440, 900)
    browser.get(server)
    age = browser.find_element(By.CSS_SELECTOR, ".rc-age")
    days = int(re.search(r"\d+", age.text).group())
    expected = browser.execute_script(
        "return Math.floor((Date.now() + 288e5) / 864e5) - Math.floor(Date.parse('2019-04-18') / 864e5)"
    )
    assert days == expected


def test_dark_mode_is_remembered(browser, server):
    size(browser, 1440, 900)
    browser.get(server)
    assert browser.execute_script("return document.body.dataset.mdColorScheme") == "default"
    label = next(
        each
        for each in browser.find_elements(By.CSS_SELECTOR, "form label.md-header__button")
        if each.is_displayed()
    )
    label.click()
    assert browser.execute_script("return document.body.dataset.mdColorScheme") == "slate"
    browser.get(server + "2019/units/unit-1/")
    assert browser.execute_script("return document.body.dataset.mdColorScheme") == "slate"
    browser.execute_script("localStorage.clear()")


def test_the_menu_opens_on_a_phone(browser, server):
    size(browser, 390, 844)
    browser.get(server + "2019/issues/U1-001/")
    browser.find_element(By.CSS_SELECTOR, ".rc-opens__drawer").click()
    link = browser.find_element(By.CSS_SELECTOR, "nav.rc-menu a[href$='units/unit-2/']")
    browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", link)
    eventually(lambda: clicked(link))
    until(browser, "return location.pathname.endsWith('2019/units/unit-2/')")


def clicked(element) -> bool:
    """Whether an element is clickable: not while its container is still sliding in."""
    try:
        element.click()
    except (ElementClickInterceptedException, ElementNotInteractableException):
        return False
    return True


def test_the_menu_of_a_phone_stays_open_though_the_theme_would_close_it(browser, server):
    """The theme closes it a moment after a page has come; a tap on a link of the page itself does close it."""
    size(browser, 390, 844)
    browser.get(server + "2019/issues/U1-001/")
    browser.find_element(By.CSS_SELECTOR, ".rc-opens__drawer").click()
    browser.execute_async_script("location$.next(new URL(location)); setTimeout(arguments[0], 200)")
    is_open = "return document.getElementById('__drawer').checked"
    assert browser.execute_script(is_open)
    browser.execute_script(
        "var link = document.createElement('a'); link.href = '#page';"
        "document.querySelector('nav.rc-menu').prepend(link); link.click()"
    )
    assert not browser.execute_script(is_open)


def printed(browser) -> pypdf.PdfReader:
    answer = browser.execute_cdp_cmd(
        "Page.printToPDF", {"paperWidth": 8.27, "paperHeight": 11.69, "preferCSSPageSize": True}
    )
    return pypdf.PdfReader(io.BytesIO(base64.b64decode(answer["data"])))


def test_pages_print_as_documents(browser, server):
    """The content is printed; menu, breadcrumbs and link URLs are not."""
    size(browser, 1440, 900)
    for url, most in (("2019/issues/U1-001/", 4), ("2019/weekly/2019-04-15/", 19), ("2019/units/unit-1/", 8)):
        browser.get(server + url)
        paper = printed(browser)
        text = unicodedata.normalize("NFKC", "".join(page.extract_text() for page in paper.pages))
        assert 1 <= len(paper.pages) <= most, url
        title = browser.find_element(By.TAG_NAME, "h1").get_attribute("textContent").strip()
        assert unicodedata.normalize("NFKC", title)[:6] in text.replace("\n", "")
        assert "2019-04-18" in text
        assert "责任单位" not in text
        assert "http://" not in text


def test_the_wall_breaks_between_units(browser, server):
    size(browser, 1440, 900)
    browser.get(server + "2019/wall/")
    paper = printed(browser)
    assert 2 <= len(paper.pages) <= 8
    for page in paper.pages:  # A3, landscape, whatever the printer is set to
        assert [round(float(length) / 72 * 25.4) for length in page.mediabox[2:]] == [420, 297]
