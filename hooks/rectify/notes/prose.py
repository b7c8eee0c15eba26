"""Markdown to safe HTML: sanitised, links resolved, headings with ids."""

from __future__ import annotations

import html.parser
import posixpath
import re
import types
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote, unquote, urlsplit, urlunsplit

import markdown
import nh3
from markdown.extensions import Extension
from markdown.extensions.toc import TocExtension
from markdown.treeprocessors import Treeprocessor
from markdown.util import AMP_SUBSTITUTE

from rectify.notes import fences

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Mapping
    from xml.etree.ElementTree import Element

_TAGS = (set(nh3.ALLOWED_TAGS) - {"map", "area"}) | {"input", "label"}
_ATTRIBUTES = {
    **{f"h{level}": {"id"} for level in range(1, 7)},
    "a": {"href", "title", "class"},
    "abbr": {"title"},
    "img": {"src", "alt", "title", "width", "height"},
    "th": {"align", "colspan", "rowspan", "scope"},
    "td": {"align", "colspan", "rowspan"},
    "ol": {"start"},
    "ul": {"class"},
    "li": {"id", "class"},
    "sup": {"id"},
    "div": {"class"},
    "p": {"class"},
    "details": {"open", "class"},
    "label": {"for", "class"},
    "input": {"type", "name", "id", "checked", "disabled"},
}
_SCHEMES = {"http", "https", "mailto", "tel"}

_CLASSES = frozenset(
    """abstract admonition admonition-title attention bug caution check cite danger done end error example
    fail failure faq footnote footnote-backref footnote-ref help hint important info inline missing note
    question quote success summary tabbed-alternate tabbed-block tabbed-content tabbed-labels tabbed-set
    task-list task-list-control task-list-indicator task-list-item tip tldr todo warning""".split()  # noqa: SIM905
)
"""The theme's classes for the boxes, tabs and lists of Markdown's extensions."""

_GENERATED_ID = re.compile(r"fn(?:ref)?\d*:[\w-]+|__tabbed_\d+(?:_\d+)?")
_INPUT = re.compile(r"<input[^<>]*>")
_TAB = re.compile(r'(?=.* type="radio")(?=.* name="__tabbed_)(?=.* id="__tabbed_)')

SNIPPETS = "pymdownx.snippets"
FENCES = "pymdownx.superfences"
"""The extension that finds live blocks; always on."""

_ALWAYS = ("tables", "def_list", "footnotes", "sane_lists")
_OF_MKDOCS = ("toc", "tables", "fenced_code")
_IN_NOTES = (
    "abbr",
    "admonition",
    "attr_list",
    "nl2br",
    "pymdownx.betterem",
    "pymdownx.caret",
    "pymdownx.critic",
    "pymdownx.details",
    "pymdownx.keys",
    "pymdownx.magiclink",
    "pymdownx.mark",
    "pymdownx.saneheaders",
    "pymdownx.smartsymbols",
    "pymdownx.tabbed",
    "pymdownx.tasklist",
    "pymdownx.tilde",
    "smarty",
)
"""Extensions that notes take over from mkdocs.yml: they read no files, run nothing and need no script."""

_BUNDLES = {"extra": ("abbr", "attr_list"), "pymdownx.extra": ("abbr", "attr_list", "pymdownx.betterem")}
"""Bundles, and the optional extensions of notes that they include."""

_CONFIGS: dict[str, dict[str, Any]] = {
    "tables": {"use_align_attribute": True},
    "pymdownx.highlight": {"use_pygments": False},
    "pymdownx.tabbed": {"alternate_style": True},
}


class Markup(NamedTuple):
    """A project's Markdown extensions, as named in mkdocs.yml, and their settings."""

    extensions: tuple[str, ...] = (
        *_ALWAYS,
        "admonition",
        "attr_list",
        "pymdownx.details",
        "pymdownx.tabbed",
        "pymdownx.tasklist",
    )
    configs: Mapping[str, Mapping[str, Any]] = types.MappingProxyType({})

    @classmethod
    def named(cls, given: object) -> Markup:
        """The value of ``markdown_extensions`` in mkdocs.yml, as far as it can be read without MkDocs."""
        items = given if isinstance(given, list) else [given] if isinstance(given, dict) else []
        configs: dict[str, dict[str, Any]] = {}
        for item in items:
            for name, config in item.items() if isinstance(item, dict) else [(item, None)]:
                configs[str(name)] = _without_none(config) if isinstance(config, dict) else {}
        return cls((*dict.fromkeys([*_OF_MKDOCS, *configs]),), configs)

    def within(self, docs: str) -> Markup:
        """Restrict snippets to ``docs/`` unless mkdocs.yml sets other folders.

        By default the extension reads any file of the project, such as those in ``.git``.
        """
        if SNIPPETS not in self.extensions:
            return self
        given = {"base_path": [docs], **self.configs.get(SNIPPETS, {})}
        given |= {"restrict_base_path": True, "url_download": False}
        return self._replace(configs={**self.configs, SNIPPETS: given})


USUAL = Markup()
"""The default; the same as in our own mkdocs.yml."""


def _without_none(config: Any) -> Any:
    """A setting without values that only MkDocs can read, such as function names."""
    if isinstance(config, dict):
        return {key: _without_none(value) for key, value in config.items() if value is not None}
    return [_without_none(value) for value in config] if isinstance(config, list) else config


class Prose(NamedTuple):
    """HTML with placeholders for its live ``blocks``, and the faults of the text.

    ``dead``: dead links. ``foreign``: images from other hosts. ``barred``: links with a refused scheme.
    ``removed``: refused tags and attributes. ``printed``: whether a live block was not recognised.
    """

    html: str
    key: str = ""
    blocks: tuple[tuple[str, str], ...] = ()
    dead: tuple[str, ...] = ()
    foreign: tuple[str, ...] = ()
    barred: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    printed: bool = False


class Links:
    """Resolves relative links of Markdown files.

    ``files`` maps paths below ``docs/`` of static files and page sources to URLs; ``pages`` are the URLs of
    generated pages. URLs are relative to the site's root.
    """

    def __init__(self, files: dict[str, str], pages: Container[str]) -> None:
        self.files = files
        self.pages = pages

    def resolve(self, target: str, path: str) -> str | None:
        """The URL of ``target`` as typed in the file ``path``; None for a dead link."""
        if target.startswith("/"):
            place = target[1:]
        else:
            place = posixpath.normpath(posixpath.join(posixpath.dirname(path), target))
        if place in self.files:
            return quote(self.files[place])
        for ending in ("/index.md", ".md", "/index.html", "/", ""):
            if place.endswith(ending):
                url = place[: len(place) - len(ending)] + "/"
                if url in self.pages or (url in ("./", "index/") and "" in self.pages):
                    return url if url in self.pages else ""
        return None


def to_html(
    text: str,
    path: str,
    links: Links,
    to: Callable[[str], str],
    anchor: str,
    level: int = 2,
    markup: Markup = USUAL,
) -> Prose:
    """Convert a Markdown text to sanitised HTML.

    ``path`` is the file's path below ``docs/``; ``to`` turns a site-relative URL into a link from the page;
    ``anchor`` prefixes heading ids, so that they don't clash with the page's own; ``level`` is the top
    heading's; ``markup`` is the project's, of which only the safe extensions are used.
    """
    found = fences.Found()
    toc = TocExtension(slugify=lambda title, separator: _slug(anchor, title), baselevel=level)
    given = {name.removeprefix("markdown.extensions.") for name in markup.extensions}
    given |= {each for name in given for each in _BUNDLES.get(name, ())}
    wanted = [name for name in _IN_NOTES if name in given]
    made = _convert([*_ALWAYS, *wanted, "pymdownx.highlight", toc], _CONFIGS, found, text)
    forbidden = _Forbidden(made)
    sanitiser = _Sanitiser(path, links, to, anchor)
    clean = nh3.clean(
        made,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        attribute_filter=sanitiser.attribute,
        link_rel=None,
    )
    clean = _INPUT.sub(sanitiser.box, clean)
    return Prose(
        clean,
        found.key,
        tuple(found.blocks),
        tuple(sanitiser.dead),
        tuple(sanitiser.foreign),
        tuple(forbidden.barred),
        (*dict.fromkeys(forbidden.removed), *sanitiser.boxes),
        fences.has_unrecognised(clean),
    )


def as_page(text: str, path: str, markup: Markup, leads: Callable[[str], bool]) -> Prose:
    """Convert a hand-written page as MkDocs will, to check its cost and links beforehand.

    ``leads`` tells whether a path below ``docs/`` exists. A link is dead if MkDocs would warn about it, which
    it does not for absolute links and those without a suffix.
    """
    found, addresses = fences.Found(), _Addresses()
    made = _convert([*markup.extensions, addresses], markup.configs, found, text)
    dead = []
    for address in addresses.found:
        target = unquote(_path_of(address))
        place = posixpath.normpath(posixpath.join(posixpath.dirname(path), target))
        warned = not target.startswith("/") and posixpath.splitext(target)[1]
        if target and warned and not leads(place):
            dead.append(address)
    return Prose(
        made,
        found.key,
        tuple(found.blocks),
        dead=tuple(dict.fromkeys(dead)),
        printed=fences.has_unrecognised(made),
    )


def _path_of(address: str) -> str:
    """The path of a link within the site; empty for an external or malformed one."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return "" if parts.scheme or parts.netloc or AMP_SUBSTITUTE in address else parts.path


class _Addresses(Extension, Treeprocessor):
    """Collects the link and image targets that Markdown generated, as MkDocs does."""

    def __init__(self) -> None:
        Extension.__init__(self)
        self.found: list[str] = []

    def extendMarkdown(self, md: markdown.Markdown) -> None:  # noqa: N802
        """Register as the last tree processor."""
        Treeprocessor.__init__(self, md)
        md.treeprocessors.register(self, "rectify-addresses", 0)

    def run(self, root: Element) -> None:
        """Collect the targets."""
        for element in root.iter():
            if address := element.get({"a": "href", "img": "src"}.get(str(element.tag), "")):
                self.found.append(address)


def with_blocks(configs: Mapping[str, Mapping[str, Any]], found: fences.Found) -> dict[str, dict[str, Any]]:
    """The settings of Markdown's extensions with our live blocks as custom fences."""
    given = configs.get(FENCES) or {}
    custom = [*given.get("custom_fences", ()), *found.config()]
    return {
        **{name: dict(each) for name, each in configs.items()},
        FENCES: {**given, "custom_fences": custom},
    }


def _convert(
    extensions: Iterable[str | Extension],
    configs: Mapping[str, Mapping[str, Any]],
    found: fences.Found,
    text: str,
) -> str:
    return markdown.markdown(
        text,
        extensions=[*dict.fromkeys([*extensions, FENCES])],
        extension_configs=with_blocks(configs, found),
        output_format="html",
    )


class _Sanitiser:
    """Filters attributes and records dead links, foreign images and refused inputs."""

    def __init__(self, path: str, links: Links, to: Callable[[str], str], anchor: str) -> None:
        self.path, self.links, self.to, self.anchor = path, links, to, anchor
        self.dead: list[str] = []
        self.foreign: list[str] = []
        self.boxes: list[str] = []

    def attribute(self, tag: str, name: str, value: str) -> str | None:
        """The sanitised value of an attribute; None removes it."""
        if name == "class":
            return " ".join(word for word in value.split() if word in _CLASSES) or None
        if name in ("id", "for", "name"):
            own = tag[0] == "h" and value.startswith(f"{self.anchor}-")
            return value if own or _GENERATED_ID.fullmatch(value) else None
        if name == "type":
            return value if value in ("radio", "checkbox") else None
        return self._address(tag, value) if (tag, name) in (("a", "href"), ("img", "src")) else value

    def _address(self, tag: str, value: str) -> str | None:
        parts = urlsplit(value)  # nh3 has removed malformed ones
        if parts.scheme or parts.netloc:
            if tag == "img":
                self.foreign.append(value)
                return None
            return value
        if not parts.path:
            return value
        url = self.links.resolve(unquote(parts.path), self.path)
        if url is None:
            self.dead.append(value)
            return None
        return urlunsplit(("", "", self.to(url), parts.query, parts.fragment))

    def box(self, found: re.Match[str]) -> str:
        """Keep disabled checkboxes of task lists and radio buttons of tabs; remove any other input."""
        if ('type="checkbox"' in found[0] and "disabled" in found[0]) or _TAB.match(found[0]):
            return found[0]
        self.boxes.append("input")
        return ""


class _Forbidden(html.parser.HTMLParser):
    """Records refused tags, attributes and link schemes before sanitising removes them."""

    def __init__(self, made: str) -> None:
        super().__init__()
        self.removed: list[str] = []
        self.barred: list[str] = []
        self.feed(made)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Record what is refused in a tag."""
        if tag not in _TAGS:
            self.removed.append(tag)
        self.removed += [name for name, _ in attrs if name.startswith("on") or name == "style"]
        for name, value in attrs:
            if tag in ("a", "img") and name in ("href", "src") and value and _has_bad_scheme(value):
                self.barred.append(value)


def _has_bad_scheme(address: str) -> bool:
    """Whether a link has a refused scheme or is malformed."""
    try:
        scheme = urlsplit(address).scheme
    except ValueError:
        return True
    return bool(scheme) and scheme not in _SCHEMES


def _slug(anchor: str, title: str) -> str:
    return f"{anchor}-{re.sub(r'[^0-9A-Za-z_一-鿿]+', '-', title).strip('-').lower()}"
