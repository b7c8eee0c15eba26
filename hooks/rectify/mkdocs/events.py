"""MkDocs' event handlers. ``hooks/events.py`` of a project imports them for MkDocs to call.

MkDocs loads that file once per process, so the state here belongs to one build or preview at a time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mkdocs.exceptions import PluginError
from mkdocs.plugins import event_priority
from mkdocs.structure.files import Files

from rectify import mkdocs
from rectify.ground import environment

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.livereload import LiveReloadServer
    from mkdocs.structure.nav import Navigation
    from mkdocs.structure.pages import Page


_build: dict[str, mkdocs.Build] = {}
_serving: list[mkdocs.Waiting | mkdocs.Refused | None] = []
_dirty = [False]


def on_startup(command: str, dirty: bool, **_: Any) -> None:
    """Remember whether this is a preview, and whether MkDocs keeps old files (``--dirty``)."""
    environment.ensure_utf8()
    _serving[:] = [None] if command == "serve" else []
    _dirty[:] = [dirty]


@event_priority(-100)  # after plugins that still register watches on the original builder
def on_serve(server: LiveReloadServer, config: MkDocsConfig, **_: Any) -> LiveReloadServer:
    """Make pages on request, notice edits quickly, and show errors."""
    mkdocs.look_often(server, mkdocs.data_folder(config), config.watch)
    turns = mkdocs.Turns(server)
    turns.survive(mkdocs.words_of(config), lambda why: _serving.__setitem__(0, why))
    turns.on_request(lambda: _serving[0])
    return server


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Make the site; a preview survives an error and shows it."""
    try:
        _build["now"] = mkdocs.prepare(config)
    except PluginError as why:
        if not _serving:
            raise
        _build.pop("now", None)
        _serving[0] = mkdocs.refuse(config, why)
    return config


def on_pre_build(**_: Any) -> None:
    """Set the last build's site aside, to reuse its unchanged files."""
    if not (_serving or _dirty[0]):
        _build["now"].folder.set_aside()


@event_priority(-100)  # after owners' hooks
def on_build_error(error: Exception, **_: Any) -> None:
    """Restore the last build's site, and explain the error in a sentence."""
    if "now" in _build:
        _build["now"].folder.put_back()
    if _serving:
        mkdocs.tidy_soon()
    mkdocs.tell(error, _build.get("now"))


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the generated files."""
    return mkdocs.add_files(_build["now"], files, config) if "now" in _build else Files([])


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, **_: Any) -> str:
    """Check the front matter, and collect the page's live blocks anew."""
    mkdocs.check_meta(_build["now"].site, page, config)
    mkdocs.take_blocks(_build["now"])
    return markdown


def on_page_content(html: str, page: Page, **_: Any) -> str:
    """Insert the live blocks as HTML."""
    return mkdocs.put_blocks(_build["now"], page, html)


def on_env(env: Any, files: Files, **_: Any) -> Any:
    """Take the theme's environment, and date the pages."""
    if "now" in _build:
        mkdocs.take_environment(_build["now"], env)
        mkdocs.fix_dates(files, _build["now"].site)
    return env


def on_template_context(
    context: dict[str, Any], template_name: str, config: MkDocsConfig, **_: Any
) -> dict[str, Any]:
    """Extend the context of static templates such as the 404 page; list our pages in the sitemap."""
    build = _build["now"]
    context |= mkdocs.common_context(build, None, context["nav"])
    if template_name == "404.html":
        context["base_url"] = mkdocs.missing_base(context["base_url"], config)
    if template_name == "sitemap.xml":
        context["pages"] = mkdocs.listed(build, context["pages"], config)
    return context


def on_page_context(context: dict[str, Any], page: Page, nav: Navigation, **_: Any) -> dict[str, Any]:
    """Extend the context of a page."""
    return mkdocs.page_context(_build["now"], context, page, nav)


@event_priority(-100)  # after owners' hooks
def on_post_page(output: str, page: Page, **_: Any) -> str:
    """Keep the HTML of a page with marks as the shell of its kind."""
    return mkdocs.take_shell(page, output)


@event_priority(-100)  # after search plugins, whose index ours replaces
def on_post_build(config: MkDocsConfig, **_: Any) -> None:
    """Write our pages and the search index; a preview makes them on request."""
    if "now" not in _build:
        return
    if _serving:
        _serving[0] = mkdocs.Waiting(_build["now"], config)
        mkdocs.tidy_soon()
    else:
        mkdocs.write(_build["now"], config)
