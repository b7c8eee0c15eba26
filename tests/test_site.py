"""The sample site as readers get it: parsed with a real parser, fetched over HTTP."""

from __future__ import annotations

import functools
import http.server
import threading
import urllib.error
import urllib.parse
import urllib.request

import pytest
import yaml
from bs4 import BeautifulSoup

from conftest import SAMPLE

DATA = SAMPLE / "data"
LISTS = (
    "units",
    "issues",
    "findings",
    "overdue",
    "due",
    "returned",
    "silent",
    "people",
    "departments",
    "wall",
    "board",
    "weekly",
    "regulations",
)
STATUSES = ("not_started", "in_progress", "in_review", "in_verification", "closed")
LOADING = {"img": "src", "script": "src", "link": "href", "iframe": "src", "source": "src", "use": "href"}


@pytest.fixture(scope="module")
def server(site):
    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass

    handler = functools.partial(Quiet, directory=str(site))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{running.server_port}/"
        running.shutdown()


def read(name):
    return yaml.load((DATA / name).read_text("utf-8"), Loader=yaml.CSafeLoader)


@pytest.fixture(scope="module")
def crawl(server):
    """Every page that can be reached from the home page, parsed; dead links; foreign loads."""
    pages, dead, foreign, anchors = {}, [], [], {}
    queue, seen, links = [server], {server}, []
    while queue:
        url = queue.pop()
        try:
            with urllib.request.urlopen(url) as answer:
                kind = answer.headers.get_content_type()
                body = answer.read()
        except urllib.error.HTTPError as wrong:
            dead.append((url, wrong.code))
            continue
        if kind != "text/html":
            continue
        page = BeautifulSoup(body, "lxml")
        pages[url.removeprefix(server)] = page
        anchors[url] = {tag["id"] for tag in page.find_all(id=True)}
        for tag in page.find_all(True):
            address = tag.get("href") or tag.get("src") or ""
            if not address:
                continue
            target, fragment = urllib.parse.urldefrag(urllib.parse.urljoin(url, address))
            if not target.startswith(server):
                if tag.name in LOADING and LOADING[tag.name] in tag.attrs and tag.get("rel") != ["canonical"]:
                    foreign.append((url, target))
                continue
            if fragment:
                links.append((url, target, urllib.parse.unquote(fragment)))
            if target not in seen:
                seen.add(target)
                queue.append(target)
    dead += [
        (url, f"{target}#{name}") for url, target, name in links if name not in anchors.get(target, {name})
    ]
    return pages, dead, foreign


def test_no_link_or_anchor_is_broken(crawl):
    pages, dead, _ = crawl
    assert len(pages) > 250
    assert dead == []


def test_nothing_is_loaded_from_another_host(crawl):
    pages, _, foreign = crawl
    assert foreign == []
    for url, page in pages.items():
        inline = [
            tag
            for tag in page.find_all("script")
            if not tag.get("src") and tag.get("type") != "application/json"
        ]
        assert inline == [], url
        assert page.find_all("style") == [], url
        assert page.find_all(style=True) == [], url
        assert [
            tag for tag in page.find_all(True) if any(name.startswith("on") for name in tag.attrs)
        ] == [], url


def test_every_address_of_the_domain_is_there(crawl):
    pages, _, _ = crawl
    organization = read("organization.yml")["units"]
    expected = {"", "archive/", "handbook/"}
    for folder in sorted((DATA / "campaigns").iterdir()):
        id = folder.name
        campaign = read(f"campaigns/{id}/campaign.yml")
        units = campaign.get("units") or [
            each["id"] for each in organization if each.get("kind") in ("unit", "department")
        ]
        expected |= {f"{id}/", f"archive/{id}/"}
        expected |= {f"{id}/{name}/" for name in LISTS} | {f"{id}/status/{status}/" for status in STATUSES}
        expected |= {f"{id}/units/{unit}/" for unit in units}
        findings = read(f"campaigns/{id}/findings.yml")
        expected |= {f"{id}/findings/{each['id']}/" for each in findings}
        expected |= {f"{id}/departments/{each['lead']}/" for each in findings}
        for file in (folder / "units").glob("*.yml"):
            for issue in read(f"campaigns/{id}/units/{file.name}")["issues"]:
                if str(issue["opened"]) <= "2019-04-18":
                    expected.add(f"{id}/issues/{issue['id']}/")
    expected |= {f"2019/weekly/{day}/" for day in ("2019-04-01", "2019-04-08", "2019-04-15")}
    expected |= {"archive/2019-04/"}
    assert expected - set(pages) == set()


def test_each_page_says_its_data_day_its_build_and_where_it_is(crawl):
    pages, _, _ = crawl
    for url, page in pages.items():
        text = page.get_text(" ", strip=True)
        assert "数据截至 2019-04-18" in text, url
        assert "构建" in page.select_one(".md-footer").get_text(), url
        assert page.find("h1") is not None, url
        assert len(page.find_all("h1")) == 1, url
        ids = [tag["id"] for tag in page.find_all(id=True)]
        assert len(ids) == len(set(ids)), (url, sorted(id for id in ids if ids.count(id) > 1))
        assert page.find("html")["lang"].startswith("zh")
        assert page.title.get_text(strip=True)


def test_units_and_lists_are_one_click_away(crawl, server):
    pages, _, _ = crawl
    for url, page in pages.items():
        menu = {
            urllib.parse.urljoin(server + url, link["href"]).removeprefix(server)
            for link in page.select("nav.rc-menu a[href]")
        }
        campaign = url.split("/", 1)[0] if url.split("/", 1)[0] in ("2018", "2019") else "2019"
        assert {
            f"{campaign}/{name}/" for name in ("units", "issues", "overdue", "findings", "weekly")
        } <= menu, url
        assert any(entry.startswith(f"{campaign}/units/unit-1/") for entry in menu), url
        assert {"", "archive/", "handbook/", "2018/"} - {f"{campaign}/"} <= menu, url
        assert not any("/issues/" in entry and not entry.endswith("/issues/") for entry in menu), url


def test_pages_do_not_carry_each_other(site):
    """The shell of an issue page does not grow with the number of issues."""
    page = (site / "2019/issues/U1-001/index.html").read_text("utf-8")
    article = page[page.index("<article") : page.index("</article>")]
    assert len(page.encode()) - len(article.encode()) < 24_000


def test_links_go_both_ways(crawl, server):
    pages, _, _ = crawl

    def links(url):
        body = pages[url].find("article")
        return {
            urllib.parse.urldefrag(urllib.parse.urljoin(server + url, tag["href"]))[0].removeprefix(server)
            for tag in body.find_all("a", href=True)
        }

    for url in pages:
        if url.startswith("2019/issues/") and url != "2019/issues/":
            unit = next(
                target
                for target in links(url)
                if target.startswith("2019/units/") and target != "2019/units/"
            )
            assert url in links(unit)
            for finding in (target for target in links(url) if target.startswith("2019/findings/")):
                assert url in links(finding)
    assert "2019/issues/U1-001/" in links("2019/regulations/") | links("2019/status/closed/") & links(
        "archive/2019/"
    )


def test_a_finished_campaign_says_that_it_is_read_only(crawl):
    pages, _, _ = crawl
    assert "只读" in pages["2018/"].find("article").get_text()
    assert "只读" not in pages["2019/"].find("article").get_text()


def test_the_archive_holds_every_closed_item_with_digests(crawl):
    import hashlib

    pages, _, _ = crawl
    page = pages["archive/2019/"]
    closed = int(pages["2019/"].select_one(".rc-hero a[href$='status/closed/']").get_text())
    assert len(page.select("article.rc-record")) == closed
    links = [link for link in page.select(".rc-proofs a[href]")]
    assert links
    for link in links[:20]:
        path = urllib.parse.unquote(
            urllib.parse.urljoin("http://x/archive/2019/", link["href"]).removeprefix("http://x/2019/")
        )
        raw = (DATA / "campaigns/2019" / path).read_bytes()
        assert hashlib.sha256(raw).hexdigest() in link.find_parent("li").get_text()


def test_sitemap_and_build_record(site, server):
    assert "<lastmod>2019-04-18</lastmod>" in (site / "sitemap.xml").read_text("utf-8") or not yaml.safe_load(
        "null"
    )
    record = (site / "build.json").read_text("utf-8")
    assert '"as_of": "2019-04-18"' in record
    assert '"data_sha256"' in record


def test_the_interface_is_english_when_asked(english_site):
    """With ``language: en`` only texts of the data are Chinese."""
    data = " ".join(
        file.read_text("utf-8")
        for folder in (SAMPLE / "data", SAMPLE / "docs")
        for file in sorted(folder.rglob("*"))
        if file.suffix in (".yml", ".md")
    ) + (SAMPLE / "mkdocs.yml").read_text("utf-8")
    names = " ".join(path.name for path in (SAMPLE / "data").rglob("*"))
    import re

    known = re.sub(r"\s+", "", data + names)
    for url in (
        "",
        "2019/",
        "2019/units/unit-1/",
        "2019/issues/U1-001/",
        "2019/findings/",
        "2019/weekly/2019-04-15/",
        "2019/wall/",
        "2019/board/",
        "2019/people/",
        "archive/2019/",
        "handbook/format/",
        "handbook/rules/",
        "handbook/filling/",
        "2019/overdue/",
        "404.html",
    ):
        page = BeautifulSoup(
            (
                english_site / url / "index.html" if not url.endswith(".html") else english_site / url
            ).read_text("utf-8"),
            "lxml",
        )
        assert page.find("html")["lang"] == "en"
        for script in page.find_all("script"):
            script.decompose()
        if url.startswith("handbook/"):
            continue
        for text in page.find_all(string=True):
            for run in re.findall(r"[一-鿿][一-鿿，。、；：（）《》“”〔〕]*", str(text)):
                assert re.sub(r"\s+", "", run) in known, (url, run)
