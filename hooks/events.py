"""MkDocs events, a line or two each. What they do is in the package ``rectify`` beside this file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

# MkDocs puts this folder on the path only while it runs this file, so the package is imported here.
from rectify import adapter

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.nav import Navigation
    from mkdocs.structure.pages import Page

    from rectify.site import Site

_site: dict[str, Site] = {}


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Make the site anew for each build, or refuse to."""
    _site["now"] = adapter.prepare(config)
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add what the data gives."""
    return adapter.add_files(_site["now"], files, config)


def on_page_markdown(markdown: str, page: Page, **_: Any) -> str:
    """Take the live blocks out of hand-written pages before Markdown sees them."""
    return adapter.take_blocks(_site["now"], page, markdown)


def on_page_content(html: str, page: Page, **_: Any) -> str:
    """Put the live blocks back as HTML."""
    return adapter.put_blocks(_site["now"], page, html)


def on_env(env: Any, files: Files, **_: Any) -> Any:
    """All pages are read: date them."""
    adapter.fix_dates(files, _site["now"])
    return env


def on_template_context(context: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Give static templates, such as the 404 page, what our overrides need."""
    context["rectify"] = adapter.context(_site["now"], None, context["nav"])
    return context


def on_page_context(context: dict[str, Any], page: Page, nav: Navigation, **_: Any) -> dict[str, Any]:
    """Give the theme what our overrides need."""
    context["rectify"] = adapter.context(_site["now"], page, nav)
    return context
