"""What we need of MkDocs and Material that neither promises: all of it stands here.

Checked against MkDocs 1.6.1, ProperDocs 1.6.7 and Material 9.7.7 to 9.8.2. ``tests/test_private.py`` has a
test for each that fails when it is no longer so, and finds what of this kind stands anywhere else.
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

    It sets what the constructor of ``File`` sets (mkdocs/structure/files.py) without calling it, which takes
    ten times as long, for a ``PurePath``: there are many thousands of these in each build.
    """

    inclusion = InclusionLevel.NOT_IN_NAV
    src_dir = None

    def __init__(self, url: str, site_dir: str, *, directory_urls: bool) -> None:
        self.src_uri = f"{url}index.md"
        self.dest_uri = f"{url}index.html"
        self.dest_dir = site_dir
        self.use_directory_urls = directory_urls

    def is_documentation_page(self) -> bool:
        """No: its page does not pass through MkDocs one by one."""
        return False

    def copy_file(self, dirty: bool = False) -> None:
        """There is nothing to copy; see ``output``."""


def become(file: File, kind: type[SomeFile]) -> SomeFile:
    """A file that MkDocs has made, as one of a kind of ours.

    It stays the same object, which plugins may hold and have set something of; MkDocs has no way to say what
    class the files that it finds are of.
    """
    file.__class__ = kind
    assert isinstance(file, kind)  # noqa: S101
    return file


def watched(server: LiveReloadServer) -> list[str]:
    """What a preview watches for changes, which its observer knows only in its own way."""
    return [*server._watched_paths]  # noqa: SLF001


class SearchBox(BasePlugin):  # type: ignore[type-arg, no-untyped-call]
    """What the theme's header looks for before it shows a search box; the searching is ours.

    Other plugins look for it too: it has the settings of the theme's own, and an index that stays empty.
    """

    NAME = "material/search"

    def __init__(self) -> None:
        self.config_class = get_plugins()[self.NAME].load().config_class
        self.load_config({})
        self.search_index = _Index()

    def on_post_build(self, config: MkDocsConfig) -> None:
        """Ours is written with the pages."""


class _Index:
    """An index without an entry."""

    def __init__(self) -> None:
        self.entries: list[dict[str, str]] = []
