"""The whole site as a value: load → check → ledger → pages, or the problems that prevent it.

To see how a site is built, read ``_assemble`` from top to bottom.
"""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from rectify import audience, check, exports, pages, search
from rectify.git import history
from rectify.handbook import chapters
from rectify.html import styles, urls
from rectify.html.rendering import Renderer
from rectify.ledger.standing import CARRIED, STATUSES
from rectify.notes import front, handwritten, notes, prose, texts
from rectify.pages import Books, Page
from rectify.read import parallel, source
from rectify.read.load import Loaded, load
from rectify.read.problems import Problem, unreadable
from rectify.speed import cache, workers
from rectify.speed.digests import Digests

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator, Sequence
    from datetime import date

    from rectify.html.page import Common
    from rectify.read.options import Options
    from rectify.read.records import Data
    from rectify.words.messages import Catalogue


WORDS = ("short", "none", "found", "at_most", "all", "failed")
"""The texts of the search scripts, in the catalogues under "search"."""


HIDEABLE = (*pages.hideable(), exports.WORD)
"""The values of the option ``hide``."""


class Asset(NamedTuple):
    """A file to copy, and its address."""

    file: Path
    url: str


class Site:
    """The generated pages and files, and the live blocks of hand-written pages."""

    def __init__(
        self,
        books: Books,
        renderer: Renderer,
        planned: list[Page],
        assets: list[Asset],
        blocks: dict[str, tuple[texts.Block, ...]],
        data: Path,
        withheld: frozenset[str] = frozenset(),
    ) -> None:
        self.books = books
        self.renderer = renderer
        self.pages = {page.url: page for page in planned}
        self.assets = assets
        self.blocks = blocks
        self.data = data
        self.withheld = withheld
        """The files below ``docs/`` that are not published."""
        self.digests = Digests()
        self.keys: dict[str, str] = {}
        """The cache keys of pages by address, as far as known; workers return theirs."""

    @functools.cached_property
    def feeds(self) -> dict[str, exports.Feed]:
        """The files that are not pages, by address."""
        return {feed.url: feed for feed in exports.plan(self.books)}

    def places(self) -> Iterator[str]:
        """The paths of all generated files except those in folders that are ours alone."""
        yield from (f"{url}index.html" for url in self.pages)
        yield from self.feeds
        yield from (asset.url for asset in self.assets)
        yield from ("404.html", "sitemap.xml", "sitemap.xml.gz")

    @functools.cached_property
    def made_with(self) -> str:
        """What all bodies are made with, as text: options, common values, the owner's templates."""
        options = self.books.options
        folder = self.renderer.overrides
        digest = cache.folder_digest(Path(folder)) if folder else ""
        renderer = self.renderer
        made_with = (digest, renderer.directory_urls, renderer.site_url, self.digests.of(renderer.common))
        return repr((options._replace(build="", cache=""), *made_with))

    def key(self, page: Page) -> str:
        """The cache key of a page's body: a digest of the data that it shows."""
        if page.url not in self.keys:
            self.keys[page.url] = self.digests.of(page.template, page.url, page.title, page.given())
        return self.keys[page.url]

    def feed(self, url: str) -> bytes:
        """The bytes of the file at an address."""
        feed = self.feeds[url]
        return feed.make(self.renderer, feed.given())

    def render(self, url: str) -> str:
        """The body of the page at an address."""
        return self.renderer.page(self.pages[url])

    def names(self) -> search.Names:
        """The names of campaigns, units and statuses."""
        books, words = self.books, self.books.words
        return {
            "campaign": {campaign.id: campaign.name for campaign in books.campaigns},
            "unit": {unit.id: unit.name for unit in books.units.values()},
            "status": {status: words(f"status.{status}") for status in (*STATUSES, *self._carried())},
        }

    def _carried(self) -> Iterator[str]:
        """The status of what was carried over, if anything was."""
        ledgers = map(self.books.now, self.books.rounds)
        if any(each.status == CARRIED for book in ledgers for each in book.standings):
            yield CARRIED

    def documents(self, some: Iterable[Page]) -> Iterator[search.Document]:
        """The search documents of pages."""
        return (each for page in some for each in self._documents(page))

    def index_head(self, cuts: Sequence[search.Cut]) -> search.File:
        """The file of the search index that scripts read first."""
        said = {name: self.books.words(f"search.{name}", n="{n}") for name in WORDS}
        return search.head(cuts, self.names(), said, self._from_root(urls.SEARCH))

    def _documents(self, page: Page) -> Iterator[search.Document]:
        """The search documents of a page."""
        url = self._from_root(page.url)
        if page.sheet > 1:
            return
        if html := page.prose():
            yield from search.sections(url, page.title, html)
        elif page.url != urls.SEARCH:
            texts = tuple(dict.fromkeys(page.texts(self.books.common, page.given())))
            yield search.Document(url, page.title, texts, page.campaign, page.unit, page.status)

    def _from_root(self, url: str) -> str:
        return self.renderer.to("")(url).removeprefix("./")


class Assembled(NamedTuple):
    """A site with warnings, or None with the errors that prevent it.

    ``kept`` are the cache keys that reading used.
    """

    site: Site | None
    problems: list[Problem]
    loaded: Loaded
    kept: list[str]


def assemble(
    root: Path,
    docs: Path,
    options: Options,
    words: Catalogue,
    *,
    directory_urls: bool = True,
    site_url: str = "",
    kept: cache.Cache = cache.DISABLED,
    markup: prose.Markup = prose.USUAL,
    owners: frozenset[str] = frozenset(),
    host: handwritten.Host = handwritten.NO_HOST,
) -> Assembled:
    """Make a site from a project folder. Writes only to the cache.

    ``site_url`` is where it will be served, if known; ``markup`` the Markdown settings of mkdocs.yml;
    ``owners`` the files in ``docs`` that it names; ``host`` knows how MkDocs treats the other files.
    """
    with workers.gc_disabled():
        renderer = functools.partial(
            Renderer, kinds=pages.snippets, directory_urls=directory_urls, site_url=site_url
        )
        return _assemble(root, docs, options, words, renderer, kept, markup, owners, host)


def books(root: Path, options: Options, words: Catalogue) -> tuple[Books | None, Loaded]:
    """The books of the readable data, whatever the rules say of it; None if nothing is readable."""
    with workers.gc_disabled():
        _, loaded = _load(root, options, words, cache.DISABLED)
        if loaded.data is None:
            return None, loaded
        return Books(_with_defaults(loaded.data, options), options, words, digests=loaded.digests), loaded


def _load(
    root: Path, options: Options, words: Catalogue, kept: cache.Cache
) -> tuple[parallel.Preloaded, Loaded]:
    early = parallel.read(root / options.data, options.data, words, kept)
    return early, load(root / options.data, options.data, words, options.campaigns, early.known)


def _with_defaults(data: Data, options: Options) -> Data:
    """The data, with campaigns' missing settings filled from the options."""
    rounds = (
        each._replace(campaign=each.campaign._replace(warning_days=options.warning_days))
        if each.campaign.warning_days is None
        else each
        for each in data.rounds
    )
    return data._replace(rounds=tuple(rounds))


def _assemble(
    root: Path,
    docs: Path,
    options: Options,
    words: Catalogue,
    rendering: Callable[[Common, str], Renderer],
    kept: cache.Cache,
    markup: prose.Markup,
    owners: frozenset[str],
    host: handwritten.Host,
) -> Assembled:
    early, loaded = _load(root, options, words, kept)
    problems = list(loaded.problems)
    if loaded.data is None:
        return Assembled(None, problems, loaded, early.names)
    data = _with_defaults(loaded.data, options)
    problems += check.check(data, options.as_of)
    shown = docs.name
    there, wrong = handwritten.scan(docs, shown)
    there = [path for path in there if not host.leaves_out(path)]
    problems += wrong
    problems += handwritten.kinds(there, shown, owners, active=options.active_files)
    found_notes, wrong = notes.read(docs, there, shown, data, words)
    problems += wrong
    edits = history.read(root, options.data, options.as_of, kept) if options.history else history.NOTHING
    hides = any(each.internal for each in loaded.parsed.values())
    public = audience.published(data, words("withheld")) if hides else data
    books = Books(public, options, words, digests=loaded.digests, edits=edits.of)
    if edits.lack:
        books.lack = words(f"git.{edits.lack.key}", detail=edits.lack.detail, folder=root.resolve())
    overrides = str(root / options.templates) if options.templates else ""
    renderer = rendering(books.common, overrides)
    planned = list(pages.plan(books))
    addresses = {page.url for page in planned} | {urls.handbook(name) for name in chapters.CHAPTERS}
    written, wrong = handwritten.addresses(there, shown, addresses, directory_urls=renderer.directory_urls)
    problems += [*wrong, *handwritten.file_names(there, written, shown, addresses)]
    links = prose.Links(written | {note.path: note.url for note in found_notes}, addresses)
    planned += chapters.pages(books, renderer, links)
    found, wrong = _hand_written(docs, shown, written)
    problems += wrong
    problems += [each for text in found for each in host.front(text.source)]
    problems += _sensitive(found, there, shown)
    found += [texts.Text(note.path, note.url, note.source, note) for note in found_notes]
    broken = any(problem.level == "error" for problem in problems)
    folder = root / options.data
    leads = _path_exists(folder, books, written, addresses)
    dead = leads if host.stops_at_dead_links else lambda path: True
    drawn, wrong = texts.draw(
        found, texts.Making(books, renderer, links, markup, broken, dead, chapters.reference)
    )
    problems += [*wrong, *(() if broken else host.nav(leads))]
    for note in found_notes:
        if note.path in drawn:
            books.notes[note.url] = note._replace(html=drawn[note.path].html)
    if any(problem.level == "error" for problem in problems):
        return Assembled(None, problems, loaded, early.names)
    books.problems = problems if public is data else _publishable(problems, public, options.as_of, loaded)
    blocks = {text.path: drawn[text.path].blocks for text in found if not text.note}
    unread = notes.withheld(docs, there, found, data)
    site = Site(books, renderer, planned, _evidence(folder, books), blocks, folder, unread)
    wrong = handwritten.clashes(there, shown, site.places(), directory_urls=renderer.directory_urls)
    if wrong:
        return Assembled(None, [*problems, *wrong], loaded, early.names)
    return Assembled(site, problems, loaded, [*early.names, *edits.names])


def _path_exists(
    folder: Path, books: Books, written: Container[str], addresses: Container[str]
) -> Callable[[str], bool]:
    """Tests whether a path below ``docs/`` exists: as a file, a page of ours or evidence."""
    evidence = functools.cache(lambda: {asset.url for asset in _evidence(folder, books)})

    def leads(path: str) -> bool:
        page = path.removesuffix("index.md") if path.endswith("index.md") else None
        return path in written or page in addresses or path == styles.URL or path in evidence()

    return leads


def _hand_written(docs: Path, shown: str, written: dict[str, str]) -> tuple[list[texts.Text], list[Problem]]:
    """Read the hand-written pages."""
    found: list[texts.Text] = []
    problems: list[Problem] = []
    for path, url in written.items():
        if not path.endswith(".md"):
            continue
        try:
            found.append(texts.Text(path, url, source.read(docs / path, f"{shown}/{path}", within=docs)))
        except (OSError, source.NotText) as failure:
            at = source.Place(source.Source(f"{shown}/{path}", "", ""))
            problems.append(unreadable(failure, at))
    return found, problems


def _sensitive(pages: Iterable[texts.Text], files: Iterable[str], shown: str) -> Iterator[Problem]:
    """Problems of wording that must not stand in hand-written pages and names of files."""
    for page in pages:
        yield from front.sensitive(page.source, front.allowed_in_page(page.source))
    for path in files:
        yield from check.privacy.told(check.privacy.in_text(path, source.start_of(f"{shown}/{path}")))


def _publishable(problems: list[Problem], public: Data, day: date, loaded: Loaded) -> list[Problem]:
    """The problems that the page of data quality may tell: those that the published data has as well."""
    hidden = {path for (path, _), parsed in loaded.parsed.items() if parsed.internal}
    same = {_identity(each) for each in check.check(public, day)}
    return [
        each
        for each in problems
        if (_identity(each) in same if each.rule in check.RULES else each.at.path not in hidden)
        # It lists names of files, perhaps of those beside what is internal.
        and each.rule != "structure.leftover"
    ]


def _identity(found: Problem) -> tuple[str, str, str, str]:
    return found.rule, found.variant, found.at.path, str(found.values)


def _evidence(data: Path, books: Books) -> list[Asset]:
    """The evidence files that pages link to, for each issue that exists on the day."""
    assets = []
    for campaign in books.campaigns:
        folder = data / books.rounds[campaign.id].folder / "evidence"
        for issue in books.issues_of(campaign.id, books.now(campaign.id).everything):
            for item in issue.evidence:
                if item.file and (item.added is None or item.added <= books.options.as_of):
                    file = books.evidence_file(campaign.id, issue.id, item.file)
                    if file and campaign.evidence.publish == "files":
                        there = folder / issue.id / file.there
                        assets.append(Asset(there, f"{campaign.id}/evidence/{issue.id}/{item.file}"))
    return assets
