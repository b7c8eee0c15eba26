"""The only room that knows MkDocs: turns a site's pages into MkDocs pages, and MkDocs' events into our steps.

MkDocs empties the output folder before it builds, and aborts a strict build only after writing everything
(mkdocs/commands/build.py), so all errors are raised in ``on_config``.
"""

from __future__ import annotations

import contextlib
import functools
import logging
import os
import pathlib
from typing import TYPE_CHECKING, Any

import jinja2
from mkdocs.exceptions import MkDocsException, PluginError
from mkdocs.structure.files import File, Files, InclusionLevel

from rectify import search
from rectify.build import HIDEABLE, Site, assemble
from rectify.ground import environment
from rectify.html import compiling, markup, styles
from rectify.html.columns import COLUMNS
from rectify.mkdocs import culprit, output, plain, private, settings, shells, supported
from rectify.mkdocs.output import take_shell
from rectify.mkdocs.pages import Build, GeneratedPage, Listed, ShellPage, context
from rectify.mkdocs.preview import Refused, Turns, Waiting, look_often, tidy_soon
from rectify.notes import fences, handwritten, notes, prose
from rectify.publish import folders
from rectify.read import configuration, options, problems, source
from rectify.speed import cache, secretkey, workers
from rectify.words import messages

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.nav import Navigation
    from mkdocs.structure.pages import Page

    from rectify import pages

# Not below the logger ``mkdocs``, whose warnings abort a strict build.
log = logging.getLogger("rectify")

__all__ = [
    "Build",
    "Refused",
    "Turns",
    "Waiting",
    "add_files",
    "check_meta",
    "common_context",
    "data_folder",
    "fix_dates",
    "listed",
    "look_often",
    "missing_base",
    "page_context",
    "prepare",
    "put_blocks",
    "refuse",
    "take_blocks",
    "take_environment",
    "take_shell",
    "tell",
    "tidy_soon",
    "words_of",
    "write",
]


def prepare(config: MkDocsConfig) -> Build:
    """Read the options, assemble the site, and fit the theme. Raises ``PluginError`` on bad data."""
    given = config.extra.get("rectify")
    words = words_of(config)
    _check_environment(config, words)
    at = _options_place(config)
    chosen, wrong = options.read(given, at, HIDEABLE, tuple(COLUMNS))
    root = pathlib.Path(config.config_file_path).parent if config.config_file_path else pathlib.Path()
    docs, site_dir = pathlib.Path(config.docs_dir), pathlib.Path(config.site_dir)
    wrong = (
        wrong
        or settings.unfit(config)
        or folders.problems(root, docs, chosen, at, site_dir, config.theme.dirs)
    )
    if wrong:
        raise PluginError(_refusal(wrong, words))
    os.umask(0o022)  # a web server must be able to read the files, whatever the user's umask
    kept = _cache(root, chosen, words)
    markup = prose.Markup(tuple(config.markdown_extensions), dict(config.mdx_configs)).within(config.docs_dir)
    with _dead_workers_explained(words):
        site, found, _, used = assemble(
            root,
            docs,
            chosen,
            words,
            directory_urls=config.use_directory_urls,
            site_url=config.site_url or "",
            kept=kept,
            markup=markup,
            owners=handwritten.named(config),
            host=settings.host(config),
        )
    for problem in found:
        if problem.level == "warning":
            log.warning(problems.line(problem, words))
    if site and site.books.lack:
        log.warning(problems.visible(words("quality.history", reason=site.books.lack)))
    if site is None:
        raise PluginError(_refusal([each for each in found if each.level == "error"], words))
    _fit_theme(config, chosen)
    return Build(site, config, kept, used, _fit_markdown(config, markup))


def _cache(root: pathlib.Path, chosen: options.Options, words: messages.Catalogue) -> cache.Cache:
    """The cache, if there is a key to authenticate its entries."""
    if not chosen.cache:
        return cache.DISABLED
    key, why, place = secretkey.find(root)
    if why:
        log.warning(words(f"log.key.{why}", least=secretkey.MIN_LENGTH, file=place))
    return cache.Cache(root / chosen.cache, key)


def _check_environment(config: MkDocsConfig, words: messages.Catalogue) -> None:
    """Raise ``PluginError`` if MkDocs runs in a way that can't give a correct site."""
    if str(supported.OURS) in config.theme.dirs:  # a plugin builds the site again, in another language
        raise PluginError(words("log.twice"))
    if not environment.names_are_utf8():
        raise PluginError(words("log.names"))


def refuse(config: MkDocsConfig, why: PluginError) -> Refused:
    """Leave MkDocs nothing to build, so that a preview keeps running and shows the error."""
    log.error(why)
    config.nav = None
    config.extra_templates = []
    config.theme.static_templates = set()
    return Refused(str(why), words_of(config))


def words_of(config: MkDocsConfig) -> messages.Catalogue:
    """The catalogue of the chosen language."""
    return messages.catalogue(options.language_of(config.extra.get("rectify")))


def write(build: Build, config: MkDocsConfig) -> None:
    """Write what MkDocs does not. Raises ``PluginError`` if a worker process dies."""
    with _dead_workers_explained(build.site.books.words):
        output.write(build, config)


@contextlib.contextmanager
def _dead_workers_explained(words: messages.Catalogue) -> Iterator[None]:
    try:
        yield
    except workers.WorkerDiedError as ended:
        raise PluginError(words("log.ended", code=ended.args[0])) from ended


def tell(error: Exception, build: Build | None) -> None:
    """Replace an error of the system, a plugin or a template by a ``PluginError`` that explains it."""
    if isinstance(error, MkDocsException):
        return
    words = build.site.books.words if build else messages.catalogue("zh")
    detail = problems.visible(f"{type(error).__name__}: {error}")
    if build and (name := culprit.plugin(error, build.config)):
        raise PluginError(problems.visible(words("log.plugin", name=name, detail=detail))) from error
    if where := culprit.template(error):
        raise PluginError(problems.visible(words("log.template", file=where, detail=detail))) from error
    if isinstance(error, OSError):
        reason = error.strerror or type(error).__name__
        told = words("log.refused", reason=reason, file=error.filename or "")
        raise PluginError(problems.visible(told)) from error


def _refusal(found: list[problems.Problem], words: messages.Catalogue) -> str:
    return words("problem.refused") + "\n" + problems.report(found, words)


def data_folder(config: MkDocsConfig) -> pathlib.Path:
    """The data folder, whether or not its data is valid."""
    chosen, _ = options.read(config.extra.get("rectify"), _options_place(config), HIDEABLE, tuple(COLUMNS))
    return pathlib.Path(config.config_file_path or "mkdocs.yml").parent / chosen.data


def _options_place(config: MkDocsConfig) -> source.Place:
    path = pathlib.Path(config.config_file_path or "mkdocs.yml")
    if not path.is_file():
        return source.Place(source.Source(path.name, "", ""))
    return configuration.read(path, path.name).options_at


def _fit_theme(config: MkDocsConfig, chosen: options.Options) -> None:
    """Put our overrides above the theme and below the owner's ``custom_dir``; set language and scripts."""
    place = 1 if config.theme.custom_dir else 0
    config.theme.dirs.insert(place, str(supported.OURS))
    config.theme["language"] = chosen.language
    if chosen.shows("search"):
        config.plugins.setdefault(private.SearchBox.NAME, private.SearchBox())
        config.theme["features"] = [*config.theme["features"], "search.highlight"]
    config.extra_css.insert(0, styles.URL)
    config.extra_javascript.extend(["assets/rectify/text.js", "assets/rectify/rectify.js"])


def _fit_markdown(config: MkDocsConfig, markup: prose.Markup) -> fences.Found:
    """Have Markdown find our live blocks wherever a fence may be."""
    found = fences.Found()
    config.markdown_extensions = [*dict.fromkeys([*markup.extensions, prose.FENCES])]
    config.mdx_configs = prose.with_blocks(markup.configs, found)
    return found


def add_files(build: Build, files: Files, config: MkDocsConfig) -> Files:
    """Remove the notes, add the generated pages and the evidence."""
    site = build.site
    build.files = files
    words = site.books.words
    build.folder.mark()
    plain.harden(files, config.docs_dir, words)
    for file in [each for each in files if each.src_uri.startswith(f"{notes.FOLDER}/")]:
        if file.is_documentation_page() or file.src_uri in site.withheld:
            files.remove(file)
    groups = {group[0].url: group for group in shells.kinds(site.pages.values())}
    for url in site.pages:
        if url not in groups:
            files.append(build.at(url))
            continue
        file = File.generated(config, f"{url}index.md", content="")
        # Our pages are in our menu; in the nav they would be part of every page.
        file.inclusion = InclusionLevel.INCLUDED if url == "" else InclusionLevel.NOT_IN_NAV
        files.append(file)
        build.shells.append(ShellPage(build, groups[url], file, config))
    for asset in site.assets:
        files.append(plain.evidence(config, asset.url, asset.file, site.data, words))
    if styles.URL not in files.src_uris:  # owners may bring their own
        files.append(File.generated(config, styles.URL, content=styles.joined()))
    return files


def take_environment(build: Build, env: jinja2.Environment) -> None:
    """Keep the theme's environment to fill shells with, and cache its compiled templates."""
    env.bytecode_cache = compiling.TemplateCache("theme")
    # Asked for each context: the answer for a name stays while the environment does.
    env.autoescape = functools.cache(functools.partial(_escapes, env))
    build.env = env


def _escapes(env: jinja2.Environment, name: str | None) -> bool:
    """Whether a template is escaped: all of ours in the theme are.

    MkDocs does not escape, and the theme's and owners' templates are written for that.
    """
    if name is None or env.loader is None:
        return False
    with contextlib.suppress(jinja2.TemplateNotFound):
        _, file, _ = env.loader.get_source(env, name)
        return file is not None and pathlib.Path(file).is_relative_to(supported.OURS)
    return False


def fix_dates(files: Files, site: Site) -> None:
    """Date the sitemap by the data, so that the same data gives the same bytes."""
    for file in files.documentation_pages():
        if file.page is not None:
            file.page.update_date = str(site.books.options.as_of)


def missing_base(base: str, config: MkDocsConfig) -> str:
    """The base of the 404 page's links.

    A server shows it at any address, so the base is the server's root; a site opened from disk has no root
    but the page's own folder.
    """
    return base if config.use_directory_urls or config.site_url else "."


def listed(build: Build, known: list[File], config: MkDocsConfig) -> list[File | Listed]:
    """The pages of the sitemap, including those that we write ourselves."""
    day = str(build.site.books.options.as_of)
    ours = {file.page.made.url: file for file in known if isinstance(file.page, GeneratedPage)}
    return [
        *(file for file in known if not isinstance(file.page, GeneratedPage)),
        *(ours.get(url) or Listed(build.at(url), config, day) for url in build.site.pages),
    ]


def check_meta(site: Site, page: Page, config: MkDocsConfig) -> None:
    """Raise ``PluginError`` for front matter that another hook broke; files' own was checked before."""
    text = source.Source(f"{pathlib.Path(config.docs_dir).name}/{page.file.src_uri}", page.markdown or "", "")
    for wrong in settings.front_faults(text, page.meta, config):
        raise PluginError(problems.line(wrong, site.books.words))


def take_blocks(build: Build) -> None:
    """Forget the live blocks of the last page before Markdown collects the next page's."""
    build.found.reset()


def put_blocks(build: Build, page: Page, html: str) -> str:
    """Insert the live blocks into a hand-written page's HTML, and add the page to the search index."""
    if isinstance(page, GeneratedPage):
        return html
    known: dict[tuple[str, str], list[str]] = {}
    for block in build.site.blocks.get(page.file.src_uri, ()):
        known.setdefault((block.name, block.body), []).append(block.html)
    blocks = {}
    for number in fences.live(html, build.found.key):
        name, body = build.found.blocks[number]
        if not known.get((name, body)):
            # Written by another hook or plugin, so the rules never checked it.
            words = build.site.books.words
            raise PluginError(words("log.block", page=page.file.src_uri, name=name))
        blocks[number] = known[name, body].pop(0)
    made = fences.splice(html, build.found.key, blocks)
    build.written += search.sections(page.url, markup.plain(str(page.title)), made)
    return made


def common_context(build: Build, made: pages.Page | None, nav: Navigation) -> dict[str, Any]:
    """What we add to the context of every template."""
    return {"rectify": context(build.site, made, nav, build.config.site_name), "config": build.for_theme}


def page_context(build: Build, given: dict[str, Any], page: Page, nav: Navigation) -> dict[str, Any]:
    """The context of a page."""
    made = page.made if isinstance(page, GeneratedPage) else None
    given |= common_context(build, made, nav)
    return page.mark(given) if isinstance(page, ShellPage) else given
