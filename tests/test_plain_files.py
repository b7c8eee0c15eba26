"""The site under other addresses: without directory URLs, in a subfolder, with an owner's own pages."""

from __future__ import annotations

import json
import re
import urllib.parse

import pytest
from bs4 import BeautifulSoup

import project
from conftest import mkdocs

ATTRIBUTES = ("href", "src", "action", "data-root", "data-rows", "xlink:href")
STYLES = re.compile(r"url\(([^)]*)\)")


def addresses(file):
    """All URLs in a file of a site."""
    if file.suffix in (".html", ".svg", ".xml", ".atom"):
        page = BeautifulSoup(file.read_text("utf-8"), "lxml" if file.suffix == ".html" else "xml")
        yield from (tag[name] for name in ATTRIBUTES for tag in page.find_all(attrs={name: True}))
        yield from (tag.get_text() for tag in page.find_all("loc"))
    elif file.suffix == ".css":
        yield from (found.strip("'\"") for found in STYLES.findall(file.read_text("utf-8")))
    elif file.suffix == ".ics":
        text = file.read_bytes().decode().replace("\r\n ", "")
        yield from (line.partition(":")[2] for line in text.split("\r\n") if line.startswith("URL"))


def urls_in(node):
    """Whatever stands under the key ``url`` in JSON."""
    if isinstance(node, list):
        for each in node:
            yield from urls_in(each)
    elif isinstance(node, dict):
        yield from [node["url"]] if isinstance(node.get("url"), str) else []
        yield from urls_in(list(node.values()))


def records(folder):
    """Addresses that programs read, from the site's root on: of search, and of the other JSON files."""
    head = json.loads((folder / "search/search_index.json").read_text("utf-8"))
    yield head["docs"]["page"]
    for file in sorted((folder / "search/texts").rglob("*.json")):
        yield from (record[0] for record in json.loads(file.read_text("utf-8")))
    for file in (folder / "campaigns.json", *sorted(folder.glob("2019/*.json"))):
        yield from urls_in(json.loads(file.read_text("utf-8")))


class Crawl:
    """The addresses in a site's files that lead to no file or to no anchor, followed on the disk.

    With directory URLs a folder stands for its index.html, as a server has it, and the page that is shown
    for a missing one begins at the root.
    """

    def __init__(self, folder, directory_urls, site_url):
        self.folder, self.directory_urls, self.site_url = folder, directory_urls, site_url
        self.ids, self.dead = {}, []
        for file in sorted(each for each in folder.rglob("*") if each.is_file()):
            for target in addresses(file):
                self.follow(file, file.parent, target)
        for target in records(folder):
            self.follow(folder / "search/search_index.json", folder, target)

    def follow(self, file, base, target):
        address = urllib.parse.urlsplit(target)
        if self.site_url and target.startswith(self.site_url):
            address, base = urllib.parse.urlsplit(target.removeprefix(self.site_url)), self.folder
        if address.scheme or address.netloc:
            return
        path = urllib.parse.unquote(address.path)
        if path.startswith("/"):
            assert file.name == "404.html" and (self.directory_urls or self.site_url), (file, target)
            path = path.removeprefix(urllib.parse.urlsplit(self.site_url).path or "/")
            base = self.folder
        there = (base / path).resolve() if path or not target.startswith("#") else file
        if there.is_dir() and self.directory_urls:
            there /= "index.html"
        if not there.is_file() or not self.has(there, urllib.parse.unquote(address.fragment)):
            self.dead.append((str(file.relative_to(self.folder)), target))

    def has(self, file, anchor):
        if not anchor or file.suffix != ".html":
            return True
        if file not in self.ids:
            page = BeautifulSoup(file.read_text("utf-8"), "lxml")
            self.ids[file] = {tag["id"] for tag in page.find_all(id=True)}
        return anchor in self.ids[file]


BLOCKS = """# {title}

见[总览]({up}index.md)、[一团]({up}2019/units/unit-1/index.md)和[简介]({up}about.md)。

```issues
columns: [signal, id, title, unit, lead]
```

```counts
show: [total, overdue]
```

```chart
type: units
```

```chart
type: heat
```
"""
PAGES = ("read.md", "制度/办法.md", "sub/index.md", "sub/deep/page.md", "README/README.md")


@pytest.mark.parametrize("directory_urls", [True, False])
@pytest.mark.parametrize("site_url", ["", "http://intranet.example/zhenggai/"])
def test_every_address_in_a_site_leads_somewhere(tmp_path, directory_urls, site_url):
    """From pages, hand-written ones with live blocks at any depth, the page for missing ones, feeds, search."""
    folder = project.copy_small(tmp_path / "p")
    for path in PAGES:
        file = folder / "docs" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(BLOCKS.format(title=path, up="../" * path.count("/")), "utf-8")
    with (folder / "docs/notes/2019/units/unit-1.md").open("a", encoding="utf-8") as note:
        note.write(
            "\n\n见[办法](../../../制度/办法.md)、[文件](../../../sub/index.md)。\n\n```issues\ncolumns: [id]\n```\n"
        )
    config = folder / "mkdocs.yml"
    given = f"use_directory_urls: {str(directory_urls).lower()}\nsite_url: '{site_url}'\n"
    config.write_text(given + config.read_text("utf-8"), "utf-8")
    out = tmp_path / "out"
    done = mkdocs("build", "--strict", "--site-dir", str(out), cwd=folder)
    assert done.returncode == 0, done.stderr
    assert (out / "2019/issues/U1-001/index.html").is_file()
    assert (out / ("read/index.html" if directory_urls else "read.html")).is_file()
    assert Crawl(out, directory_urls, site_url).dead == []


def test_a_site_in_a_subfolder_has_canonical_links_and_a_dated_sitemap(tmp_path):
    folder = project.copy_small(tmp_path / "p")
    config = folder / "mkdocs.yml"
    config.write_text("site_url: http://intranet.example/zhenggai/\n" + config.read_text("utf-8"), "utf-8")
    done = mkdocs("build", "--strict", "--site-dir", str(tmp_path / "out"), cwd=folder)
    assert done.returncode == 0, done.stderr
    page = BeautifulSoup((tmp_path / "out/2019/units/unit-1/index.html").read_text("utf-8"), "lxml")
    assert page.find("link", rel="canonical")["href"] == "http://intranet.example/zhenggai/2019/units/unit-1/"
    sitemap = (tmp_path / "out/sitemap.xml").read_text("utf-8")
    assert "http://intranet.example/zhenggai/2019/issues/U1-001/" in sitemap
    assert sitemap.count("<lastmod>2019-04-18</lastmod>") == sitemap.count("<url>")


def test_the_owners_pages_and_nav_stay_theirs(tmp_path):
    folder = project.copy_small(tmp_path / "p")
    config = folder / "mkdocs.yml"
    text = config.read_text("utf-8")
    config.write_text(
        text + "nav:\n  - 首页: index.md\n  - 简介: about.md\n  - 一团: 2019/units/unit-1/index.md\n", "utf-8"
    )
    done = mkdocs("build", "--strict", "--site-dir", str(tmp_path / "out"), cwd=folder)
    assert done.returncode == 0, done.stderr
    page = BeautifulSoup((tmp_path / "out/about/index.html").read_text("utf-8"), "lxml")
    others = [link.get_text(strip=True) for link in page.select(".rc-menu a")]
    assert "简介" in others
    assert "一团" in others
