"""Tables: whole without JavaScript, sheet by sheet; with it sorted, filtered, sent as a link, copied."""

from __future__ import annotations

import base64
import io
import json
import re
import unicodedata
import urllib.parse

import pypdf
import pytest
import yaml
from bs4 import BeautifulSoup
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

import project
from bench import generate
from conftest import ROOT, SAMPLE, copy_project, eventually, mkdocs, served, size
from rectify.exports import rows
from rectify.html.columns import COLUMNS
from rectify.pages import sheets

ISSUES = 800
UNITS = 40


@pytest.fixture(scope="session")
def large_project(tmp_path_factory):
    """A round whose tables take three sheets."""
    folder = tmp_path_factory.mktemp("large")
    generate.write(folder / "data", ISSUES, units=UNITS)
    (folder / "docs").mkdir()
    config = (SAMPLE / "mkdocs.yml").read_text("utf-8").replace("../../hooks", str(ROOT / "hooks"))
    (folder / "mkdocs.yml").write_text(config, "utf-8")
    return folder


@pytest.fixture(scope="session")
def large(large_project, tmp_path_factory):
    """Its site, served."""
    done = mkdocs("build", cwd=large_project)
    assert done.returncode == 0, done.stderr
    with served(large_project / "site", tmp_path_factory.mktemp("nginx-large")) as url:
        yield url


# Sheets


def soup(site, url):
    return BeautifulSoup(site.render(url), "html.parser")


def linked_sheets(site, url):
    """A page and all of its sheets, found as a reader finds them: by the link to the next."""
    found = []
    while url:
        page = soup(site, url)
        found.append((url, page))
        following = page.select_one("nav.rc-sheets a[rel=next]")
        at = urllib.parse.urljoin(f"http://x/{url}", following["href"]) if following else ""
        url = at.removeprefix("http://x/")
    return found


@pytest.fixture
def cut_small(tmp_path, monkeypatch):
    """The large round's site with sheets of 30 rows."""
    monkeypatch.setattr(sheets, "ROWS", 30)
    generate.write(tmp_path / "data", 150, units=10)
    (tmp_path / "docs").mkdir()
    made = project.build(tmp_path)
    assert made.site, made.problems
    return made.site


def expected(site, name):
    """The ids of a table, from the ledger itself."""
    standings = site.books.now("2019").standings
    chosen = {
        "issues": lambda s: True,
        "status/closed": lambda s: s.status == "closed",
        "overdue": lambda s: s.overdue,
        "due": lambda s: s.due_soon,
        "returned": lambda s: s.returned,
        "silent": lambda s: s.silent,
        "departments/political": lambda s: "political" in s.issue.lead,
        "findings/F01": lambda s: s.issue.finding == "F01",
    }[name]
    key = {"overdue": lambda s: s.days_left, "due": lambda s: s.deadline}.get(name, lambda s: 0)
    return [s.issue.id for s in sorted(filter(chosen, standings), key=key)]


@pytest.mark.parametrize(
    "name",
    [
        "issues",
        "status/closed",
        "overdue",
        "due",
        "returned",
        "silent",
        "departments/political",
        "findings/F01",
    ],
)
def test_sheets_add_up_to_the_table(cut_small, name):
    pages = linked_sheets(cut_small, f"2019/{name}/")
    whole = expected(cut_small, name)
    assert len(pages) == max(1, -(-len(whole) // 30))
    tables = [page.select("table.rc-table--issues")[0] for _, page in pages]
    rows = [[cell.get_text() for cell in table.select("td.rc-col--id")] for table in tables]
    assert [len(each) for each in rows[:-1]] == [30] * (len(rows) - 1)
    assert [id for each in rows for id in each] == whole
    for number, (url, page) in enumerate(pages, 1):
        assert url == f"2019/{name}/" + (f"sheet/{number}/" if number > 1 else "")
        if len(pages) > 1:
            told = page.select_one(".rc-sheets__told").get_text()
            first = (number - 1) * 30 + 1
            assert told == f"第{first}–{first + len(rows[number - 1]) - 1}项，共{len(whole)}项"
            assert page.select_one("nav.rc-sheets [aria-current=page]").get_text() == str(number)
            assert (f"第{number}页" in cut_small.pages[url].title) == (number > 1)


def test_a_department_supports_on_sheets_too(cut_small):
    pages = linked_sheets(cut_small, "2019/departments/finance/")
    found = [
        cell.get_text()
        for _, page in pages
        for cell in page.select_one("#supported").find_next("table").select("td.rc-col--id")
    ]
    standings = cut_small.books.now("2019").standings
    assert found == [s.issue.id for s in standings if "finance" in s.issue.support]


def test_people_and_the_archive_are_cut_too(cut_small):
    names = [
        cell.get_text()
        for _, page in linked_sheets(cut_small, "2019/people/")
        for cell in page.select("tbody th")
    ]
    standings = cut_small.books.now("2019").standings
    everybody = {
        name
        for s in standings
        for role in ("leader", "owner", "supervisor")
        for name in getattr(s.issue, role)
    }
    everybody |= {measure.owner for s in standings for measure in s.issue.measures}
    assert len(names) == len(everybody) > 60
    assert set(names) == everybody
    records = [
        record["id"]
        for _, page in linked_sheets(cut_small, "archive/2019/")
        for record in page.select("article.rc-record")
    ]
    assert sorted(records) == sorted(f"2019-{s.issue.id}" for s in standings if s.status == "closed")


def test_search_does_not_find_sheets(cut_small):
    found = {each.url for each in cut_small.documents(cut_small.pages.values())}
    assert not [url for url in found if "/sheet/" in url]
    assert "2019/issues/" in found


@pytest.mark.parametrize(
    ("number", "named"),
    [(1, "1 2 3 … 9"), (4, "1 2 3 4 5 6 … 9"), (5, "1 … 3 4 5 6 7 … 9"), (9, "1 … 7 8 9")],
)
def test_a_pager_names_the_ends_and_the_neighbours(monkeypatch, number, named):
    monkeypatch.setattr(sheets, "ROWS", 10)
    sheet = sheets.cut(range(85), number, "x/")
    assert " ".join(str(each) if each else "…" for each, _ in sheet.addresses()) == named
    assert [url for each, url in sheet.addresses() if each == 2] in ([], ["x/sheet/2/"])


# Rows as data


def decoded(table):
    """The cells of rows.json, written anew: of each column, the value of each issue."""
    found = {}
    for name, column in table["columns"].items():
        if "each" in column:
            at = [ord(sign) - 48 for sign in column["each"]]
        elif "runs" in column:
            runs = column["runs"]
            at = [code for many, code in zip(runs[::2], runs[1::2], strict=True) for _ in range(many)]
        else:
            at = column.get("at", range(table["count"]))
        found[name] = [column["values"][code] for code in at]
        assert len(found[name]) == table["count"], name
    return found


def shown(name, value, column):
    if name == "amount" and isinstance(value, int | float):
        return column["shown"].format(amount=f"{value:,.2f}" if value % 1 else f"{value:,}")
    text = value[1] if isinstance(value, list) else value
    return "".join(text)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("campaign", ["2019", "2018"])
def test_rows_are_what_the_tables_show(language, campaign):
    site = project.build(SAMPLE, language=language).site
    table = json.loads(site.feed(f"{campaign}/rows.json"))
    cells = site.renderer.env.globals["h"]
    standings = site.books.now(campaign).standings
    html = cells.body(standings, campaign, tuple(COLUMNS), site.renderer.to("x/"))
    found = BeautifulSoup(html, "html.parser").select("tr")
    told = decoded(table)
    assert len(found) == table["count"] == len(standings)
    for name in COLUMNS:
        column = [row.select_one(f"td.rc-col--{name}") for row in found]
        assert [cell.get_text() for cell in column] == [
            shown(name, value, table["columns"][name]) for value in told[name]
        ], name
        if name in ("opened", "deadline", "closed_on"):
            days = [cell.time["datetime"] if cell.time else "" for cell in column]
            assert days == [value[0] for value in told[name]]
        if name in ("unit", "lead", "finding"):
            ends = [cell.a["href"].rstrip("/").rpartition("/")[2] if cell.a else "" for cell in column]
            assert ends == [value[0] for value in told[name]]
        if name in ("signal", "status"):
            ends = [cell.span["class"][1].partition("--")[2] for cell in column]
            assert ends == [value[0] for value in told[name]]


def test_rows_are_small(large_project):
    made = project.build(large_project).site
    assert len(made.feed("2019/rows.json")) <= 120 * ISSUES


def test_the_scripts_say_what_is_in_the_catalogues():
    folder = ROOT / "hooks/rectify/mkdocs/theme/assets/rectify"
    code = "".join(file.read_text("utf-8") for file in sorted(folder.glob("tables-*.js")))
    used = set(re.findall(r"\bwords\.(\w+)", code)) | set(re.findall(r'say\("(\w+)"', code))
    used |= set(re.findall(r'"(\w+)"', "".join(re.findall(r"(?:words\[|say\()[^;]*?[\]{]", code))))
    assert used == set(rows.SAID)


# In a browser


@pytest.fixture
def window(browser):
    """The browser, wide, with nothing said before."""
    size(browser, 1440, 900)
    browser.get_log("browser")
    yield browser
    told = [each["message"] for each in browser.get_log("browser") if each["level"] in ("SEVERE", "WARNING")]
    assert told == []


def column(browser, name, table="table.rc-table--issues"):
    """What stands in a column of the rows on the screen."""
    return browser.execute_script(
        "return Array.from(document.querySelectorAll(arguments[0] + ' tbody tr:not(.rc-table__gap) '"
        " + '.rc-col--' + arguments[1])).map(cell => cell.textContent)",
        table,
        name,
    )


def told(browser):
    return browser.find_element(By.CSS_SELECTOR, ".rc-tools__told").text


def query(browser):
    return urllib.parse.parse_qs(urllib.parse.urlsplit(browser.current_url).query)


def head(browser, name, css):
    return browser.find_element(By.CSS_SELECTOR, f"thead .rc-col--{name} {css}")


def issues_of_sample():
    """Every issue of the sample's round, straight from its files: its unit's name and the issue."""
    units = {
        unit["id"]: unit["name"]
        for unit in yaml.safe_load((SAMPLE / "data/organization.yml").read_text("utf-8"))["units"]
    }
    for file in sorted((SAMPLE / "data/campaigns/2019/units").glob("*.yml")):
        for issue in yaml.safe_load(file.read_text("utf-8")).get("issues") or ():
            yield units[file.stem], issue


@pytest.mark.browser
def test_a_table_has_one_row_of_tools_beside_a_note_with_a_table(window, server):
    """The note of this unit has a live table, so the page names the scripts twice."""
    window.get(server + "2019/units/unit-2/")
    eventually(lambda: window.find_elements(By.CSS_SELECTOR, ".rc-tools"))
    note = window.find_element(By.CSS_SELECTOR, ".rc-note")
    assert len(note.find_elements(By.CSS_SELECTOR, "table")) == 1
    assert len(note.find_elements(By.CSS_SELECTOR, ".rc-tools")) == 1


@pytest.mark.browser
def test_a_header_sorts(window, server):
    window.get(server + "2019/issues/")
    before = column(window, "id")
    sort = head(window, "id", ".rc-sort")
    sort.click()
    assert column(window, "id") == sorted(before)
    assert head(window, "id", "").get_attribute("aria-sort") == "ascending"
    sort.click()
    assert column(window, "id") == sorted(before, reverse=True)
    assert query(window)["sort"] == ["-id"]
    sort.click()
    assert column(window, "id") == before
    assert query(window) == {}
    head(window, "status", ".rc-sort").click()
    order = ["未启动", "整改中", "待审核", "待核验", "已销号"]
    assert column(window, "status") == sorted(column(window, "status"), key=order.index)
    assert list(dict.fromkeys(column(window, "status"))) == order


@pytest.mark.browser
def test_text_narrows_by_all_shown_columns(window, server):
    window.get(server + "2019/issues/")
    find = window.find_element(By.CSS_SELECTOR, ".rc-tools__find")
    find.send_keys("台账 一团")
    wanted = [
        issue["id"] for unit, issue in issues_of_sample() if "台账" in issue["title"] and "一团" in unit
    ]
    assert wanted
    assert sorted(column(window, "id")) == sorted(wanted)
    assert told(window) == f"显示{len(wanted)} / 160项"
    assert query(window) == {"find": ["台账 一团"]}
    find.send_keys("，没有这样的")
    assert column(window, "id") == []
    assert "没有符合条件的项目" in window.find_element(By.CSS_SELECTOR, "table.rc-table--issues").text
    find.send_keys(Keys.ESCAPE)
    assert len(column(window, "id")) == 160
    assert told(window) == "共160项"


@pytest.mark.browser
def test_a_view_is_an_address(window, server):
    """Choices, a day span, a text, the order and columns that the page lacks: all of it in a fresh load."""
    window.get(server + "2019/issues/")
    view = {
        "kind": ["立行立改", "限期整改"],
        "deadline": "2019-04-15..2019-04-22",
        "owner": "华",
        "sort": "-deadline",
        "cols": "id,title,owner,kind,deadline,supervisor,amount",
    }
    kinds = {"立行立改": "immediate", "限期整改": "dated"}
    wanted = {
        issue["id"]: issue
        for _, issue in issues_of_sample()
        if issue["kind"] in kinds.values()
        and "华" in issue["owner"]
        and "2019-04-15" <= str(issue["deadline"]) <= "2019-04-22"
        and not issue.get("extensions")
    }
    assert len(wanted) > 2
    window.get(server + "2019/issues/?" + urllib.parse.urlencode(view, doseq=True))
    eventually(lambda: len(column(window, "supervisor")) == len(wanted))
    assert set(column(window, "id")) == set(wanted)
    days = [str(wanted[id]["deadline"]) for id in column(window, "id")]
    assert days == sorted(days, reverse=True)
    assert column(window, "supervisor") == [wanted[id]["supervisor"] for id in column(window, "id")]
    heads = [each.text for each in window.find_elements(By.CSS_SELECTOR, "thead .rc-sort")]
    assert heads == ["编号", "问题", "责任人", "整改类型", "整改时限", "督导人", "涉及金额"]
    chips = [each.text for each in window.find_elements(By.CSS_SELECTOR, ".rc-chip")]
    assert "整改类型：立行立改、限期整改" in chips
    assert "整改时限：2019-04-15–2019-04-22" in chips
    for _ in chips:
        window.find_element(By.CSS_SELECTOR, ".rc-chip").click()
    eventually(lambda: len(column(window, "id")) == 160)
    assert set(query(window)) == {"sort", "cols"}


@pytest.mark.browser
def test_back_and_forward_step_through_views(window, server):
    window.get(server + "2019/issues/")
    whole = column(window, "id")
    head(window, "status", ".rc-filter").click()
    window.find_element(By.CSS_SELECTOR, ".rc-panel input[value='待审核']").click()
    ActionChains(window).send_keys(Keys.ESCAPE).perform()
    narrowed = column(window, "id")
    assert set(column(window, "status")) == {"待审核"}
    head(window, "id", ".rc-sort").click()
    find = window.find_element(By.CSS_SELECTOR, ".rc-tools__find")
    find.send_keys("不")
    find.send_keys("全")
    window.back()  # the whole word goes at once
    assert column(window, "id") == sorted(narrowed)
    assert find.get_attribute("value") == ""
    window.back()
    assert column(window, "id") == narrowed
    window.back()
    assert column(window, "id") == whole
    window.forward()
    assert column(window, "id") == narrowed


@pytest.mark.browser
def test_tables_of_one_page_keep_apart(window, server):
    def rows(id):
        return window.find_elements(
            By.XPATH, f"//h2[@id='{id}']/following::table[1]/tbody/tr[not(@class='rc-group')]"
        )

    def groups(id):
        return window.find_elements(By.XPATH, f"//h2[@id='{id}']/following::table[1]//tr[@class='rc-group']")

    window.get(server + "2019/units/unit-1/")
    find = window.find_element(By.XPATH, "//h2[@id='problems']/following::input[@class='rc-tools__find'][1]")
    many, order = len(rows("duties")), [row.text for row in rows("problems")]
    assert len(groups("problems")) > 1
    find.send_keys("党")
    assert 0 < len(rows("problems")) < many
    assert groups("problems") == []  # a few rows out of several groups stand together
    assert len(rows("duties")) == many
    assert query(window) == {"problems.find": ["党"]}
    find.send_keys(Keys.BACK_SPACE)
    assert [row.text for row in rows("problems")] == order
    assert len(groups("problems")) > 1
    window.get(server + "2019/units/unit-1/?duties.find=U1-003")
    assert [len(rows("problems")), len(rows("duties"))] == [many, 1]


@pytest.mark.browser
def test_the_keyboard_is_enough(window, server):
    window.get(server + "2019/issues/")
    keys = lambda *some: ActionChains(window).send_keys(*some).perform()  # noqa: E731
    focus = lambda: window.switch_to.active_element  # noqa: E731
    window.find_element(By.CSS_SELECTOR, ".rc-tools__find").send_keys(Keys.TAB)
    assert focus().text == "列"
    keys(Keys.ENTER)
    panel = window.find_element(By.CSS_SELECTOR, ".rc-panel")
    assert panel.get_attribute("role") == "dialog"
    while focus().get_attribute("value") != "supervisor":
        keys(Keys.ARROW_DOWN)
    keys(Keys.SPACE)
    eventually(lambda: column(window, "supervisor"))
    keys(Keys.ESCAPE)
    assert focus().text == "列"
    assert window.find_elements(By.CSS_SELECTOR, ".rc-panel") == []
    while "rc-filter" not in focus().get_attribute("class").split():
        keys(Keys.TAB)
        ring = focus().value_of_css_property("outline-style")
        assert ring not in ("none", "hidden")
    assert focus().accessible_name == "按灯筛选"
    keys(Keys.SPACE)
    assert focus().get_attribute("type") == "checkbox"
    keys(Keys.SPACE)
    first = focus().get_attribute("value")
    assert set(column(window, "signal")) == {first}
    keys(Keys.TAB, Keys.TAB, Keys.ESCAPE)
    assert focus().accessible_name == "按灯筛选"
    keys(Keys.TAB)
    assert focus().text == "编号"
    keys(Keys.ENTER)
    assert column(window, "id") == sorted(column(window, "id"))


@pytest.mark.browser
@pytest.mark.parametrize("clipboard", [True, False])
def test_what_is_shown_is_copied_as_a_table(window, server, clipboard):
    """As HTML and as text, with days as days; also where there is no navigator.clipboard, as on plain http."""
    window.execute_cdp_cmd(
        "Browser.grantPermissions", {"permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"]}
    )
    window.get(server + "2019/issues/?sort=-id&unit=一团&cols=id,title,deadline,measures")
    eventually(lambda: len(column(window, "id")) == 14)
    if not clipboard:
        window.execute_script("navigator.clipboard.write = () => Promise.reject(new Error('refused'))")
    button = window.find_elements(By.CSS_SELECTOR, ".rc-tools__ends button")[1]
    button.click()
    eventually(lambda: "已复制14项" in told(window))
    plain, html = window.execute_async_script(
        "const done = arguments[0]; navigator.clipboard.read().then(async items => done(["
        "await (await items[0].getType('text/plain')).text(), await (await items[0].getType('text/html')).text()]))"
    )
    lines = [line.split("\t") for line in plain.replace("\r\n", "\n").strip("\n").split("\n")]
    assert lines[0] == ["编号", "问题", "整改时限", "措施"]
    own = sorted(((i["id"], i) for unit, i in issues_of_sample() if unit == "一团"), reverse=True)
    assert [(line[0], line[1]) for line in lines[1:]] == [(id, issue["title"]) for id, issue in own]
    assert [line[2] for line in lines[1:]] == [str(issue["deadline"]) for _, issue in own]
    table = BeautifulSoup(html, "html.parser").select_one("table")
    assert [[cell.get_text() for cell in row.select("th, td")] for row in table.select("tr")] == lines


@pytest.mark.browser
def test_a_hostile_title_is_text(tmp_path, tmp_path_factory, window):
    """What a clerk types is shown and copied as it is, also where cells are made from data."""
    folder = copy_project(tmp_path / "hostile")
    unit = folder / project.UNIT_1
    text = unit.read_text("utf-8")
    title = next(line for line in text.splitlines() if line.strip().startswith("title:"))
    unit.write_text(text.replace(title, "    title: '<img src=x onerror=alert(1)>=1+1\"'", 1), "utf-8")
    done = mkdocs("build", cwd=folder)
    assert done.returncode == 0, done.stderr
    with served(folder / "site", tmp_path_factory.mktemp("nginx-hostile")) as url:
        window.get(url + "2019/issues/?cols=id,title,supervisor")
        eventually(lambda: column(window, "supervisor"))
        assert '<img src=x onerror=alert(1)>=1+1"' in column(window, "title")
        assert window.find_elements(By.CSS_SELECTOR, "td img") == []


@pytest.mark.browser
def test_plain_tables_are_sorted_and_filtered_too(window, server):
    window.get(server + "2019/people/")
    rows = "return Array.from(document.querySelectorAll('.rc-table--data tbody tr')).map(r => r.cells[5].textContent)"
    window.find_elements(By.CSS_SELECTOR, ".rc-table--data .rc-sort")[5].click()
    numbers = [int(each) for each in window.execute_script(rows) if each]
    assert numbers == sorted(numbers)
    assert len(set(numbers)) > 2
    window.find_element(By.CSS_SELECTOR, ".rc-tools__find").send_keys("田家宁")
    names = window.execute_script(
        "return Array.from(document.querySelectorAll('.rc-table--data tbody th')).map(each => each.textContent)"
    )
    assert names == ["田家宁"]


@pytest.mark.browser
def test_without_javascript_every_row_is_there(window, large):
    window.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        window.get(large + "2019/issues/")
        seen = []
        while True:
            rows = window.find_elements(By.CSS_SELECTOR, "table.rc-table--issues tbody td.rc-col--id")
            seen += [each.text for each in rows]
            assert window.find_elements(By.CSS_SELECTOR, ".rc-tools") == []
            following = window.find_elements(By.CSS_SELECTOR, ".rc-sheets a[rel=next]")
            if not following:
                break
            following[0].click()
        assert len(seen) == len(set(seen)) == ISSUES
    finally:
        window.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


CELLS = """
return Array.from(document.querySelectorAll('table.rc-table--issues tbody tr:not(.rc-table__gap)')).map(row =>
  Array.from(row.cells).map(cell => [cell.className, cell.textContent,
    Array.from(cell.querySelectorAll('a, span, time')).map(each =>
      [each.tagName, each.className, each.href || '', each.getAttribute('datetime') || ''])]))
"""


@pytest.mark.browser
@pytest.mark.parametrize("name", ["issues", "due", "status/closed", "departments/political"])
def test_rows_made_from_data_are_those_of_the_sheets(window, large, name):
    """Cell by cell: what the script makes is what the pages say, in the same order."""
    static = []
    window.get(large + f"2019/{name}/")
    while True:
        static += window.execute_script(CELLS)
        following = window.find_elements(By.CSS_SELECTOR, ".rc-sheets a[rel=next]")
        if not following:
            break
        window.get(following[0].get_attribute("href"))
    window.get(large + f"2019/{name}/")
    asked = window.execute_script("return performance.getEntriesByType('resource').map(each => each.name)")
    assert not [each for each in asked if "rows.json" in each]
    window.find_element(By.CSS_SELECTOR, ".rc-sheets button").click()
    eventually(lambda: told(window).startswith("共"))
    window.execute_script("window.dispatchEvent(new Event('beforeprint'))")
    assert window.execute_script(CELLS) == static


@pytest.mark.browser
def test_a_long_table_is_whole_for_filters_and_rows_come_as_one_scrolls(window, large):
    window.get(large + "2019/issues/sheet/2/")
    assert told(window) == f"本页200项，共{ISSUES}项"
    head(window, "id", ".rc-sort").click()
    eventually(lambda: told(window) == f"共{ISSUES}项")
    assert not window.find_element(By.CSS_SELECTOR, ".rc-sheets").is_displayed()
    assert len(column(window, "id")) < ISSUES
    window.execute_script("document.querySelector('table').scrollIntoView(false)")
    eventually(lambda: f"U{UNITS}-{ISSUES // UNITS:03d}" in column(window, "id"))
    assert len(column(window, "id")) < ISSUES
    place = window.execute_script(
        "const head = document.querySelector('thead th').getBoundingClientRect();"
        "const over = document.elementFromPoint(head.left + 20, head.top + 8);"
        "return [head.top >= 0 && head.bottom < innerHeight / 2, Boolean(over.closest('thead'))]"
    )
    assert place == [True, True]  # the header sticks, and nothing lies over it
    window.execute_script("scrollTo(0, 0)")
    head(window, "unit", ".rc-filter").click()
    eventually(lambda: window.find_elements(By.CSS_SELECTOR, ".rc-panel"))
    boxes = window.find_elements(By.CSS_SELECTOR, ".rc-panel label")
    assert [each.text.split()[0] for each in boxes] == [f"第{n}团" for n in range(1, UNITS + 1)]
    boxes[8].click()
    eventually(lambda: told(window) == f"显示{ISSUES // UNITS} / {ISSUES}项")
    assert set(column(window, "unit")) == {"第9团"}
    window.back()
    window.back()
    eventually(lambda: told(window) == f"本页200项，共{ISSUES}项")
    assert window.find_element(By.CSS_SELECTOR, ".rc-sheets").is_displayed()
    assert len(column(window, "id")) == 200


@pytest.mark.browser
def test_people_on_other_sheets_are_found_too(window, large):
    window.get(large + "2019/people/")
    everybody = int(window.find_element(By.CSS_SELECTOR, "table[data-total]").get_attribute("data-total"))
    assert everybody > 400
    window.get(large + f"2019/people/sheet/{-(-everybody // 200)}/")
    last = window.find_elements(By.CSS_SELECTOR, "tbody th")[-1].text
    link = (
        window.find_elements(By.CSS_SELECTOR, "tbody tr")[-1]
        .find_element(By.TAG_NAME, "a")
        .get_attribute("href")
    )
    window.get(large + "2019/people/")
    window.find_element(By.CSS_SELECTOR, ".rc-tools__find").send_keys(last)
    eventually(lambda: f"/ {everybody:,}项" in told(window))
    found = window.find_elements(By.CSS_SELECTOR, "tbody tr")
    assert len(found) == 1
    assert found[0].find_element(By.TAG_NAME, "a").get_attribute("href") == link


@pytest.mark.browser
def test_the_filtered_table_is_printed(window, large, large_project):
    window.get(large + "2019/issues/?status=已销号&sort=id")
    eventually(lambda: told(window).startswith("显示"))
    answer = window.execute_cdp_cmd("Page.printToPDF", {"paperWidth": 8.27, "paperHeight": 11.69})
    paper = pypdf.PdfReader(io.BytesIO(base64.b64decode(answer["data"])))
    text = "".join(page.extract_text() for page in paper.pages)
    standings = project.build(large_project).site.books.now("2019").standings
    closed = {s.issue.id for s in standings if s.status == "closed"}
    assert len(closed) > 120
    assert set(re.findall(r"U\d+-\d{3}", text)) == closed
    assert "已销号" in unicodedata.normalize("NFKC", text)
    assert "复制" not in text


@pytest.mark.browser
def test_a_phone_holds_the_toolbar(browser, server):
    size(browser, 390, 844)
    browser.get(server + "2019/issues/?status=整改中&kind=限期整改&lead=财务处&sort=-deadline")
    eventually(lambda: browser.find_elements(By.CSS_SELECTOR, ".rc-chip"))
    assert browser.execute_script("return document.documentElement.scrollWidth") == 390
    head(browser, "status", ".rc-filter").click()
    panel = browser.find_element(By.CSS_SELECTOR, ".rc-panel").rect
    assert panel["x"] >= 0
    assert panel["x"] + panel["width"] <= 390
    assert browser.execute_script("return document.documentElement.scrollWidth") == 390
