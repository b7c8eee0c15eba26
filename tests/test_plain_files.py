"""The site under other addresses: without directory URLs, in a subfolder, with an owner's own pages."""

from __future__ import annotations

import urllib.parse

from bs4 import BeautifulSoup

import project
from conftest import mkdocs


def dead_links(folder):
    """Links of every page that lead to no file or to no anchor, followed on the disk."""
    dead = []
    pages = {file: BeautifulSoup(file.read_text("utf-8"), "lxml") for file in folder.rglob("*.html")}
    ids = {file: {tag["id"] for tag in page.find_all(id=True)} for file, page in pages.items()}
    for file, page in pages.items():
        if file.name == "404.html":
            continue  # its addresses begin at the server's root
        for tag in page.find_all(href=True) + page.find_all(src=True):
            address = urllib.parse.urlsplit(tag.get("href") or tag.get("src"))
            if address.scheme or address.netloc:
                continue
            target = (file.parent / urllib.parse.unquote(address.path)).resolve() if address.path else file
            if target.is_dir():
                dead.append((file.name, tag.get("href"), "folder"))
            elif not target.is_file():
                dead.append((file.name, tag.get("href"), "missing"))
            elif address.fragment and urllib.parse.unquote(address.fragment) not in ids.get(target, set()):
                dead.append((file.name, tag.get("href"), "anchor"))
    return dead


def test_without_directory_urls_every_link_names_a_file(tmp_path):
    folder = project.copy_small(tmp_path / "p")
    config = folder / "mkdocs.yml"
    config.write_text("use_directory_urls: false\n" + config.read_text("utf-8"), "utf-8")
    done = mkdocs("build", "--strict", "--site-dir", str(tmp_path / "out"), cwd=folder)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "out/2019/issues/U1-001/index.html").is_file()
    assert dead_links(tmp_path / "out") == []


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
