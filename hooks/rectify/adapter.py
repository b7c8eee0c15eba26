"""The one place that knows MkDocs: a site's pages become MkDocs pages, its events our steps.

MkDocs empties the output folder before it builds and aborts a strict build only after writing
everything (mkdocs/commands/build.py), so whatever is wrong is refused in ``on_config``.
"""

from __future__ import annotations

import functools
import html
import logging
import pathlib
import re
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

import jinja2
from mkdocs.config.base import Config
from mkdocs.config.config_options import Type
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink, TableOfContents

from rectify import __version__, fences, messages, notes, options, problems, rendering, search, shell, source
from rectify.columns import COLUMNS
from rectify.menu import menu
from rectify.project import options_place
from rectify.site import Site, assemble

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.nav import Navigation

    from rectify import pages

# Not under ``mkdocs``, whose warnings abort a strict build: what the rules let pass is published.
log = logging.getLogger("rectify")

_WORKER = re.compile(r'("search": "[^"]*?)assets/javascripts/workers/search\.[^"]*\.js')

THEME = pathlib.Path(__file__).parent / "theme"


class GeneratedFile(File):
    """A page that we write ourselves: hand-written pages may link to it, MkDocs leaves it alone."""

    @classmethod
    def at(cls, url: str, config: MkDocsConfig) -> GeneratedFile:
        """The file of the page at an address."""
        return cls(
            f"{url}index.md",
            src_dir=None,
            dest_dir=config.site_dir,
            use_directory_urls=config.use_directory_urls,
            dest_uri=f"{url}index.html",
            inclusion=InclusionLevel.NOT_IN_NAV,
        )

    def is_documentation_page(self) -> bool:
        """No: its page does not pass through MkDocs one by one."""
        return False

    def copy_file(self, dirty: bool = False) -> None:
        """There is nothing to copy; see ``write_pages``."""


class GeneratedPage(Page):
    """A page whose body is made by the site, not from Markdown."""

    def __init__(self, site: Site, url: str, file: File, config: MkDocsConfig) -> None:
        self.site = site
        self.made = site.pages[url]
        super().__init__(_as_html(self.made.title), file, config)

    def read_source(self, config: MkDocsConfig) -> None:
        """There is no source; the table of contents is left out where the page is wide."""
        self.markdown = ""
        self.meta = {"hide": ["toc"]} if self.made.wide else {}

    def render(self, config: MkDocsConfig, files: Files) -> None:
        """The body from its template, and the table of contents from the body's headings."""
        self.content = self.site.render(self.made.url)
        headings = rendering.outline(self.content)
        self.toc = _contents(self.made.title, headings)
        self.present_anchor_ids = {"page", *(heading.id for heading in headings)}


class ShellPage(GeneratedPage):
    """The first page of its kind, which the theme renders with marks for the others to fill.

    Owners' hooks and theme overrides see this one page; what they make of it is in all of its kind.
    """

    def __init__(self, build: Build, group: list[pages.Page], file: File, config: MkDocsConfig) -> None:
        super().__init__(build.site, group[0].url, file, config)
        self.build = build
        self.group = group
        self.config = config
        self.context: dict[str, Any] = {}
        self.address: str | None = None
        self.lang: object = None  # the theme's words, which its base template imports for its partials
        self.parts: dict[tuple[str, tuple[object, ...]], str] = {}
        self.shell: shell.Shell | None = None

    def render(self, config: MkDocsConfig, files: Files) -> None:
        """A mark for the body."""
        self.content = shell.MARKS["content"]
        self.toc = _contents(shell.MARKS["title"], [])
        self.present_anchor_ids = {"page"}

    def ordinary(self, made: pages.Page, file: File) -> str:
        """A page of the kind as the theme would render it by itself."""
        page = GeneratedPage(self.site, made.url, file, self.config)
        page.read_source(self.config)
        page.render(self.config, self.build.files)
        page.content = self.config.plugins.on_page_content(
            page.content or "", page=page, config=self.config, files=self.build.files
        )
        page.active = True
        given = {**self.context, "page": page, "rectify": context(self.site, made, self.context["nav"])}
        output = self.build.env.get_template("main.html").render(given)
        return self.config.plugins.on_post_page(output, page=page, config=self.config)

    def values(self, made: pages.Page, file: File) -> dict[str, str]:
        """What a page of the kind puts in the place of each mark."""
        content = self.site.render(made.url)
        headings = () if made.wide else tuple(rendering.outline(content))
        page = SimpleNamespace(
            url=file.url, file=file, title=_as_html(made.title), toc=_contents(made.title, headings)
        )
        given = {**self.context["rectify"], "page": made, "crumbs": made.crumbs}
        # Seen from one folder, menus differ only in which entry is the page itself.
        here = made.url if made.url in self.build.entries(made.campaign) else ""

        def part(name: str, *same: object) -> str:
            if not same or (name, same) not in self.parts:
                if name == "rectify-menu":
                    given["menu"] = menu(self.site.books, made.campaign, made.url)
                inner = {**self.context, "lang": self.lang, "page": page, "rectify": given}
                template = self.build.env.get_template(f"partials/{name}.html")
                self.parts[name, same] = template.render(inner)
            return self.parts[name, same]

        return {
            "title": _as_html(made.title),
            "canonical": Listed(file, self.config, "").canonical_url or "",
            "bar": part("rectify-bar"),
            "menu": part("rectify-menu", made.campaign, here),
            "toc": "" if made.wide else part("toc", headings),
            "content": content,
        }

    def mark(self, context: dict[str, Any]) -> dict[str, Any]:
        """The context for the theme, with marks for whatever differs between pages of the kind."""
        self.context = context
        self.lang = self.build.env.get_template("partials/language.html").make_module(context)
        self.title = shell.MARKS["title"]
        self.address = self.canonical_url
        if self.canonical_url:
            self.canonical_url = shell.MARKS["canonical"]
        return {**context, "rectify": {**context["rectify"], "marks": shell.MARKS}}


def _as_html(title: str) -> str:
    """A title as MkDocs has it: HTML, which the theme prints as it is."""
    return html.escape(title, quote=False)


def _contents(title: str, headings: Iterable[rendering.Heading]) -> TableOfContents:
    top = AnchorLink(title, "page", 1)
    for heading in headings:
        parent = top.children[-1] if heading.level == 3 and top.children else top
        parent.children.append(AnchorLink(heading.title, heading.id, heading.level))
    return TableOfContents([top])


class Build:
    """One run of MkDocs: the site, the pages that stand for their kinds, the theme's environment."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.shells: list[ShellPage] = []
        self.files = Files([])
        self.env = jinja2.Environment()  # noqa: S701  (the theme's takes its place)
        self.entries = functools.cache(self._entries)
        self.written: list[search.Document] = []

    def _entries(self, campaign: str) -> frozenset[str]:
        """The addresses in the menu of a campaign's pages."""
        groups = menu(self.site.books, campaign, None).groups
        return frozenset(link.url for group in groups for link in group.links)


def prepare(config: MkDocsConfig) -> Build:
    """Read the options, assemble the site, and fit the theme. Raises ``PluginError`` on bad data."""
    given = config.extra.get("rectify")
    words = messages.catalogue(options.language_of(given))
    chosen, wrong = options.read(given, _options_place(config), tuple(COLUMNS))
    if wrong:
        raise PluginError(_refusal(wrong, words))
    root = pathlib.Path(config.config_file_path).parent if config.config_file_path else pathlib.Path()
    docs = pathlib.Path(config.docs_dir)
    site, found, _ = assemble(root, docs, chosen, words, directory_urls=config.use_directory_urls)
    for problem in found:
        if problem.level == "warning":
            log.warning(problems.line(problem, words))
    if site is None:
        raise PluginError(_refusal([each for each in found if each.level == "error"], words))
    _fit_theme(config, chosen)
    return Build(site)


def _refusal(found: list[problems.Problem], words: messages.Catalogue) -> str:
    return words("problem.refused") + "\n" + problems.report(found, words)


def _options_place(config: MkDocsConfig) -> source.Place:
    path = pathlib.Path(config.config_file_path or "mkdocs.yml")
    if not path.is_file():
        return source.Place(source.Source(path.name, "", ""))
    return options_place(source.read(path, path.name, foreign=True))


def _fit_theme(config: MkDocsConfig, chosen: options.Options) -> None:
    """Our overrides lie over the theme and under the owner's ``custom_dir``; language is one word."""
    place = 1 if config.theme.custom_dir else 0
    if str(THEME) not in config.theme.dirs:
        config.theme.dirs.insert(place, str(THEME))
    config.theme["language"] = chosen.language
    if chosen.shows("search"):
        config.plugins[SearchBox.NAME] = SearchBox()
        config.theme["features"] = [*config.theme["features"], "search.highlight"]
    config.extra_css.insert(0, "assets/rectify/rectify.css")
    config.extra_javascript.append("assets/rectify/rectify.js")


class _Enabled(Config):  # type: ignore[no-untyped-call]
    enabled = Type(bool, default=True)


class SearchBox(BasePlugin[_Enabled]):  # type: ignore[no-untyped-call]
    """What the theme looks for before it shows a search box; the searching is ours."""

    NAME = "material/search"

    def __init__(self) -> None:
        self.load_config({})


def own_worker(script: str) -> str:
    """The theme's configuration with our worker behind its search box in the place of its own."""
    return _WORKER.sub(r"\1assets/rectify/search-worker.js", script)


def add_files(build: Build, files: Files, config: MkDocsConfig) -> Files:
    """Take the notes out, put the generated pages and the evidence in."""
    site = build.site
    build.files = files
    for file in [each for each in files if each.src_uri.startswith(f"{notes.FOLDER}/")]:
        if file.is_documentation_page():
            files.remove(file)
    groups = {group[0].url: group for group in shell.kinds(site.pages.values())}
    filled = {page.url for group in groups.values() for page in group[1:]}
    for url in site.pages:
        if url in filled:
            files.append(GeneratedFile.at(url, config))
            continue
        file = File.generated(config, f"{url}index.md", content="")
        # Our pages are in the menu, not in the nav, which every page would have to carry.
        file.inclusion = InclusionLevel.INCLUDED if url == "" else InclusionLevel.NOT_IN_NAV
        files.append(file)
        if url in groups:
            build.shells.append(ShellPage(build, groups[url], file, config))
        else:
            GeneratedPage(site, url, file, config)
    for asset in site.assets:
        files.append(File.generated(config, asset.url, abs_src_path=str(asset.file)))
    files.append(File.generated(config, "build.json", content=site.build_record()))
    return files


def fix_dates(files: Files, site: Site) -> None:
    """The sitemap's dates are the data day, so that the same data gives the same bytes."""
    for file in files.documentation_pages():
        if file.page is not None:
            file.page.update_date = str(site.books.options.as_of)


class Listed:
    """What the sitemap's template asks of a file: here, of one that we write ourselves."""

    is_link = False

    def __init__(self, file: File, config: MkDocsConfig, day: str) -> None:
        self.page = self
        self.update_date = day
        self.canonical_url = urljoin(config.site_url.rstrip("/") + "/", file.url) if config.site_url else None
        self.abs_url = urlsplit(self.canonical_url).path if self.canonical_url else None


def listed(build: Build, known: list[File], config: MkDocsConfig) -> list[File | Listed]:
    """The pages of the sitemap, those that we write ourselves among them."""
    day = str(build.site.books.options.as_of)
    ours = {file.page.made.url: file for file in known if isinstance(file.page, GeneratedPage)}
    return [
        *(file for file in known if not isinstance(file.page, GeneratedPage)),
        *(ours.get(url) or Listed(GeneratedFile.at(url, config), config, day) for url in build.site.pages),
    ]


def take_shell(page: Page, output: str) -> str:
    """Keep what the theme made of a page with marks; give the page itself."""
    if not isinstance(page, ShellPage):
        return output
    page.shell = shell.Shell(output)
    page.title, page.canonical_url = _as_html(page.made.title), page.address
    return page.shell.fill(page.values(page.made, page.file))


def write_pages(build: Build, config: MkDocsConfig) -> None:
    """Write every page that a shell stands for; one by one where an owner's theme differs by page."""
    for first in build.shells:
        frame, alike = first.shell, True
        for number, made in enumerate(first.group[1:] if frame else ()):
            file = GeneratedFile.at(made.url, config)
            text = frame.fill(first.values(made, file)) if frame and alike else first.ordinary(made, file)
            if number == 0 and text != (usual := first.ordinary(made, file)):
                alike, text = False, usual
                log.warning(build.site.books.words("log.ordinary", template=made.template))
            _write(pathlib.Path(file.abs_dest_path), text.encode())


def take_blocks(site: Site, page: Page, markdown: str) -> str:
    """A hand-written page's Markdown with its live blocks taken out."""
    if page.file.src_uri not in site.blocks:
        return markdown
    return fences.tokenised(fences.split(markdown))


def put_blocks(build: Build, page: Page, html: str) -> str:
    """A hand-written page's HTML with its live blocks put in. What it says can be searched for."""
    made = fences.spliced(html, build.site.blocks.get(page.file.src_uri, []))
    if not isinstance(page, GeneratedPage):
        build.written += search.sections(page.url, search.plain(str(page.title)), made)
    return made


def write_index(build: Build, config: MkDocsConfig) -> None:
    """Write the search index; the theme's script asks for it in the place of its own."""
    if not build.site.books.options.shows("search"):
        return
    for file in build.site.index(build.written):
        _write(pathlib.Path(config.site_dir) / file.url, file.content)


def _write(target: pathlib.Path, content: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)


def page_context(build: Build, given: dict[str, Any], page: Page, nav: Navigation) -> dict[str, Any]:
    """What the theme is given for a page."""
    made = page.made if isinstance(page, GeneratedPage) else None
    given["rectify"] = context(build.site, made, nav)
    return page.mark(given) if isinstance(page, ShellPage) else given


def context(site: Site, made: pages.Page | None, nav: Navigation) -> dict[str, Any]:
    """What the theme's overrides are given under the name ``rectify``."""
    chosen = site.books.options
    return {
        "t": site.books.words,
        "options": chosen,
        "version": __version__,
        "page": made,
        "crumbs": made.crumbs if made else site.books.crumbs(),
        "menu": menu(site.books, made.campaign if made else "", made.url if made else None),
        "others": [item for item in nav.items if not (item.is_page and item.is_homepage)],
        "directory_urls": site.renderer.directory_urls,
        "own_worker": own_worker,
    }
