"""The one place that knows MkDocs: a site's pages become MkDocs pages, its events our steps.

MkDocs empties the output folder before it builds and aborts a strict build only after writing
everything (mkdocs/commands/build.py), so whatever is wrong is refused in ``on_config``.
"""

from __future__ import annotations

import logging
import pathlib
from typing import TYPE_CHECKING, Any

from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink, TableOfContents

from rectify import __version__, fences, messages, notes, options, problems, rendering, source
from rectify.columns import COLUMNS
from rectify.menu import menu
from rectify.project import options_place
from rectify.site import Site, assemble

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.nav import Navigation

# Not under ``mkdocs``, whose warnings abort a strict build: what the rules let pass is published.
log = logging.getLogger("rectify")

THEME = pathlib.Path(__file__).parent / "theme"


class GeneratedPage(Page):
    """A page whose body is made by the site, not from Markdown."""

    def __init__(self, site: Site, url: str, file: File, config: MkDocsConfig) -> None:
        self.site = site
        self.made = site.pages[url]
        super().__init__(self.made.title, file, config)

    def read_source(self, config: MkDocsConfig) -> None:
        """There is no source; the table of contents is left out where the page is wide."""
        self.markdown = ""
        self.meta = {"hide": ["toc"]} if self.made.wide else {}

    def render(self, config: MkDocsConfig, files: Files) -> None:
        """The body from its template, and the table of contents from the body's headings."""
        self.content = self.site.render(self.made.url)
        headings = rendering.outline(self.content)
        top = AnchorLink(self.made.title, "page", 1)
        for heading in headings:
            parent = top.children[-1] if heading.level == 3 and top.children else top
            parent.children.append(AnchorLink(heading.title, heading.id, heading.level))
        self.toc = TableOfContents([top])
        self.present_anchor_ids = {"page", *(heading.id for heading in headings)}


def prepare(config: MkDocsConfig) -> Site:
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
    return site


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
    config.extra_css.insert(0, "assets/rectify/rectify.css")
    config.extra_javascript.append("assets/rectify/rectify.js")


def add_files(site: Site, files: Files, config: MkDocsConfig) -> Files:
    """Take the notes out, put the generated pages and the evidence in."""
    for file in [each for each in files if each.src_uri.startswith(f"{notes.FOLDER}/")]:
        if file.is_documentation_page():
            files.remove(file)
    for url in site.pages:
        file = File.generated(config, f"{url}index.md", content="")
        # Our pages are in the menu, not in the nav, which every page would have to carry.
        file.inclusion = InclusionLevel.INCLUDED if url == "" else InclusionLevel.NOT_IN_NAV
        files.append(file)
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


def take_blocks(site: Site, page: Page, markdown: str) -> str:
    """A hand-written page's Markdown with its live blocks taken out."""
    if page.file.src_uri not in site.blocks:
        return markdown
    return fences.tokenised(fences.split(markdown))


def put_blocks(site: Site, page: Page, html: str) -> str:
    """A hand-written page's HTML with its live blocks put in."""
    return fences.spliced(html, site.blocks.get(page.file.src_uri, []))


def context(site: Site, page: Page | None, nav: Navigation) -> dict[str, Any]:
    """What the theme's overrides are given under the name ``rectify``."""
    made = page.made if isinstance(page, GeneratedPage) else None
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
    }
