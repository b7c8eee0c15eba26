"""All that we use of MkDocs and Material without a promise from either.

Checked against MkDocs 1.6.1, ProperDocs 1.6.7 and Material 9.7.7 to 9.8.2. ``tests/test_private.py`` has a
test for each that fails when it changes, and finds other private uses.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from mkdocs.plugins import BasePlugin, get_plugins
from mkdocs.structure.files import File, InclusionLevel

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.livereload import LiveReloadServer

SomeFile = TypeVar("SomeFile", bound=File)


class GeneratedFile(File):
    """A page that we write ourselves: hand-written pages may link to it, MkDocs leaves it alone.

    Sets what ``File.__init__`` sets (mkdocs/structure/files.py) without calling it: its ``PurePath`` takes
    ten times as long, for many thousands of files in each build.
    """

    inclusion = InclusionLevel.NOT_IN_NAV
    src_dir = None

    def __init__(self, url: str, site_dir: str, *, directory_urls: bool) -> None:
        self.src_uri = f"{url}index.md"
        self.dest_uri = f"{url}index.html"
        self.dest_dir = site_dir
        self.use_directory_urls = directory_urls

    def is_documentation_page(self) -> bool:
        """No: MkDocs does not process it."""
        return False

    def copy_file(self, dirty: bool = False) -> None:
        """Nothing to copy; see ``output``."""


def become(file: File, kind: type[SomeFile]) -> SomeFile:
    """Change the class of a file that MkDocs made.

    In place, since plugins may hold the object or have set attributes; MkDocs has no way to choose its class.
    """
    file.__class__ = kind
    assert isinstance(file, kind)  # noqa: S101
    return file


def watched(server: LiveReloadServer) -> list[str]:
    """The paths that a preview watches."""
    return [*server._watched_paths]  # noqa: SLF001


class SearchBox(BasePlugin):  # type: ignore[type-arg, no-untyped-call]
    """The plugin that the theme's header looks for before it shows a search box; the search is ours.

    Other plugins look for it too: it has the settings of the theme's own, and an empty index.
    """

    NAME = "material/search"

    def __init__(self) -> None:
        self.config_class = get_plugins()[self.NAME].load().config_class
        self.load_config({})
        self.search_index = _Index()

    def on_post_build(self, config: MkDocsConfig) -> None:
        """Nothing: our index is written with the pages."""


class _Index:
    """An empty index."""

    def __init__(self) -> None:
        self.entries: list[dict[str, str]] = []
