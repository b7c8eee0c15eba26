"""Files for other programs, read by other programs' libraries: JSON, calendars, Atom, badges, embedding."""

from __future__ import annotations

import datetime
import functools
import hashlib
import json
import re
import urllib.parse

import icalendar
import jsonschema
import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from selenium.webdriver.common.by import By

import project
from conftest import SAMPLE, mkdocs, size, until
from rectify import exports
from rectify.exports import calendar, shapes
from rectify.html import urls
from rectify.html.rendering import Renderer
from test_numbers_agree import AS_OF, CAMPAIGNS, ledger, read, units_of

ATOM = "{http://www.w3.org/2005/Atom}"
FILES = ("campaigns.json", "2019/issues.json", "2019/units.json", "2018/issues.json", "2018/units.json")
TOP = [unit for unit in read("organization.yml")["units"] if "parent" not in unit]
SITE = hashlib.sha256("\0".join(unit[key] for unit in TOP for key in ("id", "name")).encode()).hexdigest()[
    :12
]
"""The sample says nothing of where it is served, so it is known by its units."""

HOSTILE = "<b>\"粗\"&'体'</b>]]>; 甲,乙\\n\\丙 {{ 7*7 }}"


def feed(site, url):
    """The bytes of an export, assembled in this process."""
    return site.feed(url)


def records(campaign):
    """Every issue of a campaign as its YAML has it, with its unit."""
    for unit in units_of(campaign):
        if unit in ledger(campaign, AS_OF):
            for issue in read(f"campaigns/{campaign}/units/{unit}.yml").get("issues") or []:
                if issue["opened"] <= AS_OF:
                    yield unit, issue


# JSON.


def loaded(site, name):
    return json.loads((site / name).read_text("utf-8"))


@functools.cache
def documented(folder, language):
    """The tables of the handbook: shape → key → the shape that it leads to, if any."""
    page = BeautifulSoup((folder / "handbook/feeds/index.html").read_bytes(), "lxml")
    found = {}
    for heading in page.select("h3[id^=feed-]"):
        rows = heading.find_next("table").select("tbody tr")
        found[heading["id"]] = {}
        for row in rows:
            key, meaning, kind = row.find_all("td")
            assert meaning.get_text(strip=True), key
            link = kind.find("a")
            found[heading["id"]][key.get_text()] = link["href"].removeprefix("#") if link else None
    return found


def walk(value, tables, table, where):
    assert list(value) == list(tables[table]), where
    for key, inner in value.items():
        shape = tables[table][key]
        for each in inner if isinstance(inner, list) else [inner]:
            if shape is None:
                assert not isinstance(each, (dict, list)), (where, key)
            elif each is not None:
                walk(each, tables, shape, f"{where}.{key}")


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", FILES)
def test_every_key_is_in_the_handbook(name, language, request):
    site = request.getfixturevalue("site" if language == "zh" else "english_site")
    told = loaded(site, name)
    assert told.pop("$schema")
    walk(told, documented(site, language), f"feed-{name.rsplit('/', 1)[-1].replace('.', '-')}", name)


@pytest.mark.parametrize("name", FILES)
def test_each_file_is_what_its_schema_says(site, name):
    told = loaded(site, name)
    schema = json.loads((site / name).parent.joinpath(told.pop("$schema")).read_text("utf-8"))
    jsonschema.Draft7Validator.check_schema(schema)
    check = jsonschema.Draft7Validator(schema, format_checker=jsonschema.FormatChecker())
    assert [error.message for error in check.iter_errors(told)] == []
    # Readers have to bear with more keys, but never with fewer or with other values.
    check.validate({**told, "new": 1})
    assert not check.is_valid({**told, "version": "1"})
    assert not check.is_valid({**told, "as_of": "2019-4-18"})
    assert not check.is_valid({key: value for key, value in told.items() if key != "as_of"})


def test_version_1_keeps_its_keys():
    """Changing or removing a key requires version 2; add new keys here."""
    assert shapes.VERSION == 1
    kept = {
        "campaigns.json": "version as_of site current feed campaigns",
        "issues.json": "version as_of site campaign issues aside",
        "findings.json": "version as_of site campaign levels findings",
        "units.json": "version as_of site campaign counts levels outcome claims activities last_report units",
        "listed": "campaign counts levels feeds",
        "campaign": "id name source received started units_deadline superior_deadline finished batches on_time count_by over url "
        "milestones joined",
        "batch": "id name deadline findings units",
        "milestone": "kind name due done ref state",
        "issue": "id title url unit unit_name category category_name origin finding by_analogy carries findings kind lead "
        "lead_name leads joint support leader owner supervisor leaders owners supervisors opened original_deadline deadline batch days_left working_days_left status "
        "status_name official official_name signal signal_name flags returns returns_by_review returns_by_verification turn holder holder_name held_since "
        "measures measures_done reminders last_entry closed_on follow_up applied_on sustained recheck_on amount settled unsettled results carried_over aside aside_on into came_from corrections transfers handovers",
        "joined": "unit unit_name date claims_due",
        "transfer": "date from from_name to to_name by reason",
        "handover": "date role from to reason",
        "former_name": "name until",
        "correction": "date kind way where by approved_by reason document was now",
        "carried_over": "campaign issue url",
        "results": "recovered dealt_with talked_to kinds",
        "sum": "kind name of number unit issues",
        "activity": "date kind name count note",
        "unit": "id name kind leader deputy url calendar badge embed counts outcome names ended successor successor_name",
        "counts": "total open closed completion_rate completion_rate_shown on_time_rate on_time_rate_shown "
        "status flags signals",
        "status": "not_started in_progress in_review in_verification closed carried_over",
        "flags": "overdue review_overdue due_soon returned reopened extended silent basically_done closed_late follow_up_due by_correction",
        "signals": "red yellow blue green",
        "levels": "findings issues",
        "tally": "total done completion_rate completion_rate_shown completed sustained basically_done "
        "in_progress not_started carried_over denied withdrawn",
        "finding": "id number text list list_name category category_name lead lead_name leads url state state_name received document claims_due deadline "
        "withdrawn counts",
        "withdrawal": "date document reason",
        "outcome": "recovered dealt_with talked_to regulations people transferred stake settled unsettled kinds",
        "claims": "findings asked answered",
        "feeds": "issues findings units feed badge embed",
    }
    assert {name: " ".join(key.name for key in keys) for name, keys in shapes.SHAPES.items()} == kept


def test_issues_say_what_their_records_say(site):
    for campaign in CAMPAIGNS:
        told = {issue["id"]: issue for issue in loaded(site, f"{campaign}/issues.json")["issues"]}
        order = [
            issue["id"] for unit in units_of(campaign) for issue in told.values() if issue["unit"] == unit
        ]
        assert list(told) == order
        names = {unit["id"]: unit["name"] for unit in read("organization.yml")["units"]}
        for unit, issue in records(campaign):
            said = told[issue["id"]]
            assert said["unit"] == unit
            assert said["unit_name"] == names[unit]
            assert said["lead_name"] == names[issue["lead"]]
            for key in ("title", "kind", "lead", "leader", "owner", "supervisor"):
                assert said[key] == issue[key]
            assert said["finding"] == issue.get("finding")
            assert said["by_analogy"] == issue.get("by_analogy")
            assert said["support"] == issue.get("support", [])
            assert said["opened"] == str(issue["opened"])
            assert said["original_deadline"] == str(issue["deadline"])
            assert said["amount"] == issue.get("amount")
            closed = said["status"] == "closed"
            recovered = issue.get("results", {}).get("recovered")  # of people only the total is told
            assert (said["results"] is not None) == bool(closed and recovered)


def addresses(value, table):
    """All values that the handbook describes as addresses."""
    for key in shapes.SHAPES[table]:
        inner = value[key.name]
        for each in inner if isinstance(inner, list) else [inner]:
            if key.kind == "url" and key.name != "site":
                yield each
            elif key.kind in shapes.SHAPES and each is not None:
                yield from addresses(each, key.kind)


@pytest.mark.parametrize("name", FILES)
def test_every_address_leads_somewhere(site, name):
    found = list(addresses(loaded(site, name), name.rsplit("/", 1)[-1]))
    assert found
    for address in found:
        file = site / urllib.parse.unquote(address)
        assert (file / "index.html" if address.endswith("/") else file).is_file(), address


def test_a_record_is_a_line(site):
    lines = (site / "2019/issues.json").read_text("utf-8").splitlines()
    issues = loaded(site, "2019/issues.json")["issues"]
    assert sum(line.startswith('{"id": ') for line in lines) == len(issues)


# Calendars.


def events(raw):
    parsed = icalendar.Calendar.from_ical(raw)
    assert parsed.errors == []
    return parsed, list(parsed.walk("VEVENT"))


def due(campaign, chosen):
    """Day and issue of what is due, from the YAML: of issues and of measures that are chosen."""
    found = []
    for unit, issue in records(campaign):
        state = ledger(campaign, AS_OF)[unit][issue["id"]]
        if state["status"] == "closed":
            continue
        if chosen(unit, issue, None):
            found.append((state["deadline"], f"{campaign}-{issue['id']}@{SITE}.rectify"))
        for measure in issue["measures"]:
            if (measure.get("done") is None or measure["done"] > AS_OF) and chosen(unit, issue, measure):
                name = hashlib.sha256(measure["text"].encode()).hexdigest()[:12]
                found.append((str(measure["due"]), f"{campaign}-{issue['id']}-{name}@{SITE}.rectify"))
    return sorted(found)


def shown(raw):
    _, found = events(raw)
    return sorted((str(event["DTSTART"].dt), str(event["UID"])) for event in found)


@pytest.mark.parametrize("campaign", CAMPAIGNS)
def test_a_units_calendar_has_what_is_due_in_it(site, campaign):
    for unit in units_of(campaign):
        raw = (site / f"{campaign}/units/{unit}.ics").read_bytes()
        assert shown(raw) == due(campaign, lambda whose, issue, measure, unit=unit: whose == unit)


def test_a_persons_calendar_has_what_they_answer_for(site):
    def theirs(name):
        return lambda unit, issue, measure: (
            measure["owner"] == name
            if measure
            else name in (issue["leader"], issue["owner"], issue["supervisor"])
        )

    names = {
        name
        for _, issue in records("2019")
        for name in (issue["leader"], issue["owner"], issue["supervisor"])
    }
    names |= {measure["owner"] for _, issue in records("2019") for measure in issue["measures"]}
    assert {file.stem for file in (site / "2019/people").glob("*.ics")} == names
    for name in names:
        assert shown((site / f"2019/people/{name}.ics").read_bytes()) == due("2019", theirs(name)), name


def test_calendars_keep_to_the_standard(site):
    files = [*site.glob("*/units/*.ics"), *site.glob("*/people/*.ics")]
    assert len(files) > 100
    for file in files:
        raw = file.read_bytes()
        assert raw.endswith(b"END:VCALENDAR\r\n")
        assert raw.count(b"\n") == raw.count(b"\r\n") == raw.count(b"\r")
        for line in raw.split(b"\r\n"):
            assert len(line) <= 75
            line.decode()  # no character is cut in two
        whole, found = events(raw)
        assert str(whole["VERSION"]) == "2.0"
        assert str(whole["PRODID"])
        assert "METHOD" not in whole  # a published event would need an organiser
        assert str(whole["NAME"]) == str(whole["X-WR-CALNAME"])
        assert len({str(event["UID"]) for event in found}) == len(found)
        for event in found:
            assert event["DTSTAMP"].dt == datetime.datetime(2019, 4, 17, 16, tzinfo=datetime.UTC)
            assert type(event["DTSTART"].dt) is datetime.date
            assert event["DTEND"].dt - event["DTSTART"].dt == datetime.timedelta(1)
            assert event["SUMMARY"]
            assert "URL" not in event  # this site does not know where it is served


@given(st.text())
def test_any_text_comes_back_from_a_calendar(value):
    made = calendar.folded(["BEGIN:VEVENT", f"SUMMARY:{calendar.text(value)}", "END:VEVENT"])
    lines = made.encode().split(b"\r\n")
    assert lines.pop() == b""
    assert all(len(line) <= calendar.OCTETS for line in lines)
    assert all(line.decode() for line in lines)
    kept = re.sub(r"[\x00-\x08\x0b-\x1f\x7f]", "", re.sub(r"\r\n?", "\n", value))
    assert str(icalendar.Event.from_ical(made)["SUMMARY"]) == kept


@given(st.lists(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"])).map("X:{}".format)))
def test_folded_lines_unfold(lines):
    assert calendar.folded(lines).replace("\r\n ", "") == "".join(f"{line}\r\n" for line in lines or [""])


def uids(folder, **site):
    made = project.build(folder, **site).site
    found = {}
    for url in ("2019/units/unit-1.ics", "2019/units/unit-2.ics"):
        for event in events(feed(made, url))[1]:
            found[str(event["SUMMARY"])] = str(event["UID"])
    ids = [each.text for each in etree.fromstring(feed(made, "feed.atom")).iter(f"{ATOM}id")]
    return found, ids


MEASURE = "      - {text: 补登督办台账, owner: 刘鹏, due: 2019-04-14}\n"


def test_a_measure_keeps_its_event_whatever_stands_before_it(tmp_path):
    before, _ = uids(project.copy_small(tmp_path))
    more = "      - {text: 先开一次会, owner: 刘鹏, due: 2019-04-13}\n"
    moved = MEASURE.replace("due: 2019-04-14", "due: 2019-04-12").replace("owner: 刘鹏", "owner: 陈敏")
    edit = {"file": project.UNIT_1, "old": MEASURE, "new": more + moved + MEASURE}
    project.change(tmp_path, {"edit": [edit]})
    made = project.build(tmp_path).site
    after = [
        (str(each["SUMMARY"]), str(each["UID"])) for each in events(feed(made, "2019/units/unit-1.ics"))[1]
    ]
    assert len({uid for _, uid in after}) == len(after) == 4
    assert {uid for title, uid in before.items() if "U1" in title} < {uid for _, uid in after}


def test_no_two_sites_share_an_event_or_an_entry(tmp_path):
    """Two counties with the same round and numbers: one beside the other, and served at other addresses."""
    one, two = (project.copy_small(tmp_path / name) for name in ("one", "two"))
    project.change(
        two, {"edit": [{"file": "data/organization.yml", "old": "name: 二团", "new": "name: 三团"}]}
    )
    (events_one, ids_one), (events_two, ids_two) = uids(one), uids(two)
    assert events_one.keys() == events_two.keys()
    assert len(ids_one) > 1
    assert not set(events_one.values()) & set(events_two.values())
    assert not set(ids_one) & set(ids_two)
    books = project.build(one).site.books
    at = [Renderer(books.common, site_url=url) for url in ("http://a.example/x/", "http://a.example/y", "")]
    assert len({calendar.site_id(each) for each in at}) == 3
    assert calendar.site_id(Renderer(books.common, site_url="http://a.example/y/")) == calendar.site_id(at[1])


# Names that no file may have.

NAMES = [
    "../../etc/passwd",
    "a/b",
    "a\\b",
    ".",
    "..",
    "刘 鹏",
    "刘鹏?",
    "很" * 60,
    "CON:",
    "x.ics",
    "'\"<>|*",
    "-a",
]


def test_a_persons_file_is_safe_whatever_the_name():
    found = {urllib.parse.unquote(urls.person_calendar("2019", name)) for name in NAMES}
    assert len(found) == len(NAMES)
    for url in found:
        assert re.fullmatch(r"2019/people/~[0-9a-f]{16}\.ics", url)
    for name in ("刘鹏", "买买提·吐尔逊", "Li-Ming", "O_1"):
        assert urllib.parse.unquote(urls.person_calendar("2019", name)) == f"2019/people/{name}.ics"


@given(st.text(min_size=1, max_size=80), st.text(min_size=1, max_size=80))
def test_no_two_names_share_a_file(one, other):
    files = [urllib.parse.unquote(urls.person_calendar("2019", name)) for name in (one, other)]
    assert (files[0] == files[1]) == (one == other)
    for file in files:
        folder, _, name = file.rpartition("/")
        assert folder == "2019/people"
        assert re.fullmatch(r"(\w|~)[\w·•-]*\.ics", name)
        assert len(name.encode()) < 255


# Atom.


def atom(raw):
    root = etree.fromstring(raw)
    assert root.tag == f"{ATOM}feed"
    return root, root.findall(f"{ATOM}entry")


def happened(campaign):
    """Closings, returns and reopenings up to the day, from the YAML."""
    for _, issue in records(campaign):
        for step in issue.get("closure", []):
            kind = (
                "returned"
                if step.get("result") == "return"
                else {"verify": "closed", "reopen": "reopened"}.get(step["step"])
            )
            if kind and step["date"] <= AS_OF:
                yield f"tag:rectify,2026:{SITE}/{campaign}/{issue['id']}/{step['date']}/{kind}"
        for look in issue.get("rechecks") or []:
            if look["result"] == "fail" and look["date"] <= AS_OF:
                yield f"tag:rectify,2026:{SITE}/{campaign}/{issue['id']}/{look['date']}/reopened"


@pytest.mark.parametrize("url", ["feed.atom", "2019/feed.atom", "2018/feed.atom"])
def test_atom_has_what_the_standard_asks(site, url):
    root, entries = atom((site / url).read_bytes())
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    assert len(set(ids)) == len(ids)
    assert root.findtext(f"{ATOM}id") not in ids
    for each in (root, *entries):
        for name in ("id", "title", "updated"):
            assert len(each.findall(f"{ATOM}{name}")) == 1
        assert re.fullmatch(r"tag:rectify,2026:[A-Za-z0-9/._-]+", each.findtext(f"{ATOM}id"))
        assert (
            datetime.datetime.fromisoformat(each.findtext(f"{ATOM}updated")).utcoffset().seconds == 8 * 3600
        )
        assert each.findtext(f"{ATOM}author/{ATOM}name")
        for link in each.findall(f"{ATOM}link"):
            target = (site / url).parent / link.get("href")
            assert (target / "index.html" if target.is_dir() else target).is_file()
    days = [entry.findtext(f"{ATOM}updated") for entry in entries]
    assert days == sorted(days, reverse=True)
    assert root.findtext(f"{ATOM}updated") == days[0]
    assert all(f"/{day[:10]}/" in id for day, id in zip(days, ids, strict=True))


@pytest.mark.parametrize("campaign", CAMPAIGNS)
def test_atom_tells_of_every_closing_and_return(site, campaign):
    _, entries = atom((site / f"{campaign}/feed.atom").read_bytes())
    assert sorted(entry.findtext(f"{ATOM}id") for entry in entries) == sorted(happened(campaign))


def test_the_sites_feed_has_the_last_hundred(site):
    _, entries = atom((site / "feed.atom").read_bytes())
    everything = [id for campaign in CAMPAIGNS for id in happened(campaign)]
    assert len(everything) > 100
    last = sorted((id.split("/")[3] for id in everything), reverse=True)[:100]
    assert [entry.findtext(f"{ATOM}updated")[:10] for entry in entries] == last


# Badges and embedded pages.


def luminance(colour):
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_badges_stand_by_themselves(site):
    files = [*site.glob("*/badge.svg"), *site.glob("*/badges/*.svg")]
    assert len(files) == 2 + sum(len(units_of(campaign)) for campaign in CAMPAIGNS)
    for file in files:
        root = etree.fromstring(file.read_bytes())
        assert {etree.QName(tag).localname for tag in root.iter()} == {"svg", "title", "path", "g", "text"}
        for tag in root.iter():
            assert not {"style", "href", "class"} & set(tag.attrib)
        assert root.find("{*}title").text.startswith(root.get("aria-label"))
        assert "".join(text.text for text in root.iter("{*}text")) == root.get("aria-label").replace(
            "：", "", 1
        )
        ends = [float(text.get("x")) + float(text.get("textLength")) for text in root.iter("{*}text")]
        assert ends[-1] < float(root.get("width"))
        for path in root.iter("{*}path"):
            assert 1.05 / (luminance(path.get("fill")) + 0.05) >= 4.5


def test_embedded_pages_run_nothing_and_lead_to_the_top(site):
    for file in [*site.glob("*/embed.html"), *site.glob("*/embed/*.html")]:
        page = BeautifulSoup(file.read_bytes(), "lxml")
        assert page.find("html")["lang"] == "zh-CN"
        assert not page.find_all(["script", "style"])
        assert not page.find_all(style=True)
        assert page.find("h2")
        for link in page.select("a"):
            assert link["target"] == "_top"
            assert (file.parent / link["href"]).resolve().joinpath("index.html").is_file()
        assert (file.parent / page.find("link")["href"]).resolve().is_file()


@pytest.mark.browser
def test_another_page_shows_badge_and_embedded_page(browser, server):
    """In a real browser, under the strict policy that the pages have."""
    size(browser, 1024, 800)
    browser.get(server + "about/")
    browser.get_log("browser")
    browser.execute_script(
        "const page = document.querySelector('article');"
        "for (const [tag, src] of [['img', '../2019/badges/unit-2.svg'], ['iframe', '../2019/embed.html']]) {"
        "  const made = document.createElement(tag); made.src = src; made.id = `put-${tag}`;"
        "  made.width = tag == 'iframe' ? 480 : ''; made.height = tag == 'iframe' ? 220 : '';"
        "  page.prepend(made); }"
    )
    assert until(browser, "return document.getElementById('put-img').naturalWidth") > 100
    browser.switch_to.frame("put-iframe")
    assert browser.find_element(By.CSS_SELECTOR, "[data-figure=total] b").text == "160"
    assert browser.execute_script("return document.documentElement.scrollWidth <= innerWidth")
    tall = browser.execute_script("return [document.documentElement.scrollHeight, innerHeight]")
    assert tall[0] <= tall[1], tall
    background = "return getComputedStyle(document.querySelector('.rc-embed')).backgroundColor"
    assert browser.execute_script(background) == "rgb(255, 255, 255)"  # its style sheet was taken
    browser.find_element(By.CSS_SELECTOR, "[data-figure=overdue] a").click()
    browser.switch_to.default_content()
    assert browser.current_url == server + "2019/overdue/"
    assert [entry for entry in browser.get_log("browser") if entry["level"] in ("SEVERE", "WARNING")] == []


# All of them.


@pytest.fixture
def hostile(tmp_path):
    """A small site with texts that try to break out of every format."""
    folder = project.copy_small(tmp_path)
    quoted = json.dumps(HOSTILE, ensure_ascii=False)
    edits = [
        {"file": project.UNIT_1, "old": "title: 督办台账不全", "new": f"title: {quoted}"},
        {"file": project.UNIT_1, "old": "text: 补登督办台账", "new": f"text: {quoted}"},
        {"file": project.UNIT_1, "old": "opinion: 查阅原件", "new": f"opinion: {quoted}"},
        {"file": "data/organization.yml", "old": "name: 一团", "new": f"name: {quoted}"},
        {"file": project.CAMPAIGN, "old": "name: 2019年巡视巡察反馈问题整改", "new": f"name: {quoted}"},
        {"file": project.UNIT_2, "old": "owner: 郭立新\n", "new": "owner: 郭立新（后勤 1 科）\n"},
    ]
    project.change(folder, {"edit": edits})
    return project.build(folder).site


def test_texts_break_out_of_nothing(hostile):
    [told] = [
        each for each in json.loads(feed(hostile, "2019/issues.json"))["issues"] if each["id"] == "U1-002"
    ]
    assert told["title"] == HOSTILE
    _, found = events(feed(hostile, "2019/units/unit-1.ics"))
    assert [str(event["SUMMARY"]) for event in found] == [
        f"整改时限：U1-002 {HOSTILE}",
        f"措施到期：U1-002 {HOSTILE}",
    ]
    root, entries = atom(feed(hostile, "2019/feed.atom"))
    assert root.findtext(f"{ATOM}title") == f"{HOSTILE}：销号和退回"
    assert entries[0].findtext(f"{ATOM}summary").endswith(f"意见：{HOSTILE}")
    badge = etree.fromstring(feed(hostile, "2019/badges/unit-1.svg"))
    assert badge.get("aria-label").startswith(HOSTILE)
    page = BeautifulSoup(feed(hostile, "2019/embed/unit-1.html"), "lxml")
    assert page.find("h2").get_text() == HOSTILE
    assert not page.find_all("b", string="\"粗\"&'体'")
    assert all(".." not in url for url in hostile.feeds)
    assert any(re.fullmatch(r"2019/people/~[0-9a-f]{16}\.ics", url) for url in hostile.feeds)


def test_a_site_that_knows_its_address_says_it(tmp_path):
    folder = project.copy_small(tmp_path / "p")
    config = folder / "mkdocs.yml"
    config.write_text("site_url: http://intranet.example/zhenggai\n" + config.read_text("utf-8"), "utf-8")
    done = mkdocs("build", "--strict", "--site-dir", str(tmp_path / "out"), cwd=folder)
    assert done.returncode == 0, done.stderr
    here = "http://intranet.example/zhenggai/"
    assert loaded(tmp_path / "out", "2019/issues.json")["site"] == here
    _, found = events((tmp_path / "out/2019/units/unit-1.ics").read_bytes())
    assert {str(event["URL"]) for event in found} == {f"{here}2019/issues/U1-002/"}
    root, entries = atom((tmp_path / "out/2019/feed.atom").read_bytes())
    assert root.find(f"{ATOM}link[@rel='self']").get("href") == f"{here}2019/feed.atom"
    assert entries[0].find(f"{ATOM}link").get("href") == f"{here}2019/issues/U1-001/"
    assert "intranet" not in entries[0].findtext(f"{ATOM}id")
    page = BeautifulSoup((tmp_path / "out/2019/embed.html").read_bytes(), "lxml")
    assert page.find("link")["href"] == f"{here}assets/rectify/embed.css"
    assert all(link["href"].startswith(here) for link in page.select("a"))


def test_without_directory_urls_addresses_name_files(tmp_path):
    books = project.build(project.copy_small(tmp_path)).site.books
    renderer = Renderer(books.common, directory_urls=False)
    made = {each.url: each.make(renderer, each.given()) for each in exports.plan(books)}
    told = json.loads(made["2019/issues.json"])
    assert told["issues"][0]["url"] == "2019/issues/U1-001/index.html"
    assert b'href="../2019/overdue/index.html"' in made["2019/embed.html"]


def test_they_can_be_left_out(tmp_path):
    folder = project.copy_small(tmp_path)
    every = set(project.build(folder).site.feeds)
    assert {"2019/people/刘鹏.ics", "2019/units/unit-1.ics", "campaigns.json", "feed.atom"} < every
    assert set(project.build(folder, hide=["feeds"]).site.feeds) == {
        "build.json",
        "2019/rows.json",
        "assets/rectify/tables-words.js",
    }
    fewer = every - set(project.build(folder, hide=["people"]).site.feeds)
    assert fewer == {url for url in every if "/people/" in url}
    site = project.build(folder, hide=["feeds"]).site
    assert "订阅日历" not in site.render("2019/units/unit-1/")
    assert ".ics" not in site.render("2019/people/")


def test_pages_say_where_they_are(site):
    page = BeautifulSoup((site / "2019/units/unit-1/index.html").read_bytes(), "lxml")
    link = page.find("article").find("a", string="订阅日历")
    assert (site / "2019/units/unit-1" / link["href"]).resolve() == (site / "2019/units/unit-1.ics").resolve()
    for url in ("", "2019/", "2019/issues/U1-001/", "about/", "handbook/"):
        page = BeautifulSoup((site / url / "index.html").read_bytes(), "lxml")
        link = page.find("link", rel="alternate", type="application/atom+xml")
        assert (site / url / link["href"]).resolve() == (site / "feed.atom").resolve()
        assert link["title"] == "整改台账：销号和退回"


def test_a_campaign_of_its_first_days_has_them_too():
    site = project.build(SAMPLE, "2019-04-02").site
    for url in site.feeds:
        assert feed(site, url), url
    assert json.loads(feed(site, "2019/issues.json"))["issues"] == []
    counts = json.loads(feed(site, "2019/units.json"))["counts"]
    assert counts["completion_rate"] is None
    assert counts["completion_rate_shown"] == "—"
    root, entries = atom(feed(site, "2019/feed.atom"))
    assert entries == []
    assert root.findtext(f"{ATOM}updated") == "2019-04-02T00:00:00+08:00"
    assert "尚无整改问题" in feed(site, "2019/badge.svg").decode()
    assert events(feed(site, "2019/units/unit-1.ics"))[1] == []


def test_a_badge_says_what_is_due_soon_also_when_something_is_overdue(tmp_path):
    """U1-002 is overdue since the 15th; U1-001, due on the 22nd, was reopened on the 18th."""
    folder = project.copy_small(tmp_path)
    deadline = {"file": project.UNIT_1, "old": "deadline: 2019-04-20", "new": "deadline: 2019-04-22"}
    open_again = "    rechecks:\n      - {date: 2019-04-18, by: 李卫东, result: fail, opinion: 不实}\n"
    results = {"file": project.UNIT_1, "old": "    results:", "new": f"{open_again}    results:"}
    project.change(folder, {"edit": [deadline, results]})
    for language, said in (
        ("zh", "完成率0.0%，超期1项，临期1项"),
        ("en", "0.0% closed, 1 overdue, 1 due soon"),
    ):
        made = project.build(folder, language=language).site
        for url in ("2019/badges/unit-1.svg", "2019/badge.svg"):
            badge = etree.fromstring(feed(made, url))
            assert badge.get("aria-label").endswith(said)
            assert "#b3261e" in etree.tostring(badge).decode()
