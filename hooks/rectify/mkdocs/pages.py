"""Our pages as MkDocs pages: one of each kind goes through the theme, as a shell for the others."""

from __future__ import annotations

import copy
import functools
import hashlib
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

import jinja2
from markupsafe import Markup, escape
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink, TableOfContents

from rectify import __version__, search
from rectify.html import rendering
from rectify.mkdocs import shells
from rectify.mkdocs.folder import Folder
from rectify.mkdocs.menu import menu
from rectify.mkdocs.private import GeneratedFile

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import File
    from mkdocs.structure.nav import Navigation

    from rectify import pages
    from rectify.build import Site
    from rectify.notes import fences
    from rectify.speed.cache import Cache


PAPERS = {"issue.html": "issue", "unit.html": "unit"}
"""Templates with a head of their own in print, and its text (``paper.<name>``)."""


class GeneratedPage(Page):
    """A page whose body comes from our site, not from Markdown."""

    def __init__(self, site: Site, made: pages.Page, file: File, config: MkDocsConfig) -> None:
        self.site = site
        self.made = made
        super().__init__(as_html(made.title), file, config)

    def read_source(self, config: MkDocsConfig) -> None:
        """There is no source. Wide pages hide the table of contents."""
        self.markdown = ""
        self.meta = {"hide": ["toc"]} if self.made.wide else {}

    def take(self, content: str) -> None:
        """Set the body, and the table of contents from its headings."""
        self.content = content
        headings = rendering.outline(content)
        self.toc = _contents(self.made.title, headings)
        self.present_anchor_ids = {"page", *(heading.id for heading in headings)}


class ShellPage(GeneratedPage):
    """The first page of a kind, which the theme renders with marks, as the shell of all.

    Owners' hooks and theme overrides see only this page; what they do to it applies to the whole kind.
    """

    def __init__(self, build: Build, group: list[pages.Page], file: File, config: MkDocsConfig) -> None:
        super().__init__(build.site, group[0], file, config)
        self.build = build
        self.group = group
        self.config = config
        self.context: dict[str, Any] = {}
        self.address: str | None = None
        self.lang: object = None  # the theme's texts, which its base template imports for partials
        self.parts: dict[tuple[str, tuple[object, ...]], str] = {}
        self.frames: dict[tuple[object, ...], str] = {}
        self.shell = shells.Shell("")
        self.alike = True

    def render(self, config: MkDocsConfig, files: Files) -> None:
        """Set a mark as the body."""
        self.content = shells.MARKS["content"]
        self.toc = _contents(shells.MARKS["title"], [])
        self.present_anchor_ids = {"page"}

    def filled(self, made: pages.Page, file: File, content: str) -> str:
        """A page of the kind, filled into the shell."""
        return self.shell.fill(self.values(made, file, content))

    def ordinary(self, made: pages.Page, file: File, content: str) -> str:
        """A page of the kind, rendered by the theme."""
        page = GeneratedPage(self.site, made, file, self.config)
        page.read_source(self.config)
        page.take(content)
        page.content = self.config.plugins.on_page_content(
            content, page=page, config=self.config, files=self.build.files
        )
        page.active = True
        if made is self.made:  # the home page has neighbours in the nav
            page.previous_page, page.next_page = self.previous_page, self.next_page
        given = {
            **self.context,
            "page": page,
            "rectify": context(self.site, made, self.context["nav"], self.config.site_name),
        }
        output = self.build.env.get_template("main.html").render(given)
        return self.config.plugins.on_post_page(output, page=page, config=self.config)

    def frame(self, made: pages.Page) -> str:
        """A digest of what the theme puts around the body of a page of the kind.

        Without what depends on the page's title and address, which are in the key of its body.
        """
        key = made.crumbs, made.campaign, self.here(made)
        if key not in self.frames:
            values = self.values(made, self.build.at(made.url), "")
            self.frames[key] = _digest("\0".join([self.look, values["bar"], values["menu"]]))
        return self.frames[key]

    def here(self, made: pages.Page) -> str:
        """The page's address if it is in the menu: within a folder, menus differ only in that."""
        return made.url if made.url in self.build.entries(made.campaign) else ""

    @functools.cached_property
    def look(self) -> str:
        """A digest of what the theme makes of every page of the kind."""
        return _digest("\0".join([*self.shell.parts, *self.shell.names, self.shell.last, self.contents]))

    @functools.cached_property
    def contents(self) -> str:
        """The theme's HTML of a table of contents."""
        return self.values(self.made, self.file, '<h2 id="one">1</h2><h3 id="two">2</h3>')["toc"]

    def values(self, made: pages.Page, file: File, content: str) -> dict[str, str]:
        """The value of each mark for a page of the kind."""
        headings = () if made.wide else tuple(rendering.outline(content))
        page = SimpleNamespace(
            url=file.url, file=file, title=as_html(made.title), toc=_contents(made.title, headings)
        )
        given = {**self.context["rectify"], "page": made, "crumbs": made.crumbs}

        def part(name: str, *same: object) -> str:
            if not same or (name, same) not in self.parts:
                if name == "rectify-menu":
                    given["menu"] = menu(self.site.books, made.campaign, made.url)
                inner = {**self.context, "lang": self.lang, "page": page, "rectify": given}
                template = self.build.env.get_template(f"partials/{name}.html")
                self.parts[name, same] = template.render(inner)
            return self.parts[name, same]

        return {
            "title": as_html(made.title),
            "trail": trail(made),
            "canonical": Listed(file, self.config, "").canonical_url or "",
            "bar": part("rectify-bar", made.crumbs),
            "menu": part("rectify-menu", made.campaign, self.here(made)),
            "toc": "" if made.wide else part("toc", headings),
            "content": content,
        }

    def mark(self, context: dict[str, Any]) -> dict[str, Any]:
        """The theme's context, with marks for what differs between pages of the kind."""
        self.context = context
        self.lang = self.build.env.get_template("partials/language.html").make_module(context)
        self.title = shells.MARKS["title"]
        self.address = self.canonical_url
        if self.canonical_url:
            self.canonical_url = shells.MARKS["canonical"]
        return {**context, "rectify": {**context["rectify"], "marks": shells.MARKS}}


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def as_html(title: str) -> Markup:
    """A title as MkDocs has it: HTML, which the theme prints unescaped, even in attributes."""
    return escape(title)


def trail(made: pages.Page) -> Markup:
    """A page's breadcrumbs as the rest of its title: ``- 各单位 - 2019年…``."""
    return _trail(made.crumbs[1:])


@functools.lru_cache
def _trail(crumbs: tuple[pages.Crumb, ...]) -> Markup:
    return Markup("").join(Markup(" - {}").format(crumb.title) for crumb in reversed(crumbs))


def _contents(title: str, headings: Iterable[rendering.Heading]) -> TableOfContents:
    top = AnchorLink(title, "page", 1)
    for heading in headings:
        parent = top.children[-1] if heading.level == 3 and top.children else top
        parent.children.append(AnchorLink(heading.title, heading.id, heading.level))
    return TableOfContents([top])


class Build:
    """One run of MkDocs: the site, the shell pages, the theme's environment."""

    def __init__(
        self, site: Site, config: MkDocsConfig, kept: Cache, used: list[str], found: fences.Found
    ) -> None:
        self.site = site
        self.found = found  # live blocks of the hand-written page in progress
        # Copied, since MkDocs' option lookup is slow for many thousands of files.
        self.site_dir, self.directory_urls = config.site_dir, config.use_directory_urls
        self.config = config
        self.cache = kept
        self.kept = used  # cache keys used to read the data
        self.folder = Folder(config.site_dir)
        self.shells: list[ShellPage] = []
        self.files = Files([])
        self.at = functools.cache(self._at)
        self.env = jinja2.Environment()  # noqa: S701  (replaced by the theme's)
        self.entries = functools.cache(self._entries)
        self.written: list[search.Document] = []

    @functools.cached_property
    def for_theme(self) -> MkDocsConfig:
        """The configuration for the theme, with escaped names, which the theme prints as HTML.

        The copyright line stays: it is HTML by the theme's own rules.
        """
        copied = copy.copy(self.config)
        for name in ("site_name", "site_description", "site_author"):
            if copied[name] is not None:
                copied[name] = escape(copied[name])
        return copied

    def _at(self, url: str) -> GeneratedFile:
        """The file of the page at an address."""
        return GeneratedFile(url, self.site_dir, directory_urls=self.directory_urls)

    def _entries(self, campaign: str) -> frozenset[str]:
        """The addresses in a campaign's menu."""
        groups = menu(self.site.books, campaign, None).groups
        return frozenset(link.url for group in groups for link in group.links)


class Listed:
    """What the sitemap's template needs of a file that we write ourselves."""

    is_link = False

    def __init__(self, file: File, config: MkDocsConfig, day: str) -> None:
        self.page = self
        self.update_date = day
        self.canonical_url = urljoin(config.site_url.rstrip("/") + "/", file.url) if config.site_url else None
        self.abs_url = urlsplit(self.canonical_url).path if self.canonical_url else None


def context(site: Site, made: pages.Page | None, nav: Navigation, site_name: str) -> dict[str, Any]:
    """The variable ``rectify`` of our theme overrides."""
    chosen = site.books.options
    return {
        "t": site.books.words,
        "site_name": site_name,
        "options": chosen,
        "version": __version__,
        "page": made,
        "trail": trail(made) if made else "",
        "paper": PAPERS.get(made.template, "") if made else "",
        "crumbs": made.crumbs if made else site.books.crumbs(),
        "menu": menu(site.books, made.campaign if made else "", made.url if made else None),
        "others": [item for item in nav.items if not (item.is_page and item.is_homepage)],
        "directory_urls": site.renderer.directory_urls,
    }
