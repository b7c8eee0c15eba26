"""What the folder of hand-written pages holds: plain files, and nothing else.

MkDocs looks for files there by itself, and follows links. So what must not be read is refused before it does.
"""

from __future__ import annotations

import posixpath
import unicodedata
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from rectify.ground import plainfiles
from rectify.notes import notes
from rectify.read import filenames, source
from rectify.read.problems import Problem, problem, unreadable

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Container, Iterable, Iterator
    from pathlib import Path

PICTURES = frozenset(["avif", "bmp", "gif", "ico", "jpeg", "jpg", "png", "tif", "tiff", "webp"])
"""Pictures made of dots. One made of lines (SVG) may hold a script."""

INERT = frozenset(
    [
        *("txt", "csv", "tsv", "log", "pdf", "ofd", "rtf", "odt", "ods", "odp"),
        *("doc", "docx", "xls", "xlsx", "ppt", "pptx", "wps", "et", "dps"),
        *("zip", "7z", "rar", "tar", "woff", "woff2", "ttf", "otf"),
        *("mp3", "m4a", "ogg", "wav", "flac", "mp4", "m4v", "mov", "webm", "avi"),
    ]
)
"""What else may be offered for reading, hearing, seeing or keeping, and runs in no browser.

Not ``gz``: web servers send ``index.html.gz`` for ``index.html``, unpacked, as a page.
"""

OURS = ("assets/rectify/", "search/")
"""Folders of the site in which everything is ours."""


class Host(NamedTuple):
    """What MkDocs makes of files of ``docs/``.

    Whether it leaves one out, what is wrong atop a page, what of the navigation leads nowhere (asked with
    what tells whether there is anything at a path), and whether a strict build stops at a dead link.
    """

    leaves_out: Callable[[str], bool]
    front: Callable[[source.Source], Iterable[Problem]]
    nav: Callable[[Callable[[str], bool]], Iterable[Problem]]
    stops_at_dead_links: bool


NOBODY = Host(lambda path: False, lambda text: (), lambda leads: (), False)
"""Where MkDocs is not asked."""


class Written(NamedTuple):
    """Paths below ``docs/``, in order: of every visible file; and what can't be read, with the reason."""

    files: list[str]
    problems: list[Problem]


def look(docs: Path, shown: str) -> Written:
    """What stands in the folder. Hidden files are left out, but not hidden links, which MkDocs follows."""
    found = Written([], [])
    left: set[str] = set()

    def failed(path: str, failure: OSError) -> None:
        at = source.Place(source.Source(f"{shown}/{path}".rstrip("/"), "", ""))
        found.problems.append(unreadable(failure, at))

    try:
        with plainfiles.Folder(docs) as folder:
            for path, kind in folder.walk(failed):
                if kind in ("link", "special") and not _is_mark(docs / path):
                    failed(path, plainfiles.RefusedError(kind))
                elif kind == "file":
                    parts = path.split("/")
                    if ends := [end for end, part in enumerate(parts, 1) if filenames.is_leftover(part)]:
                        left.add("/".join([shown, *parts[: ends[0]]]))
                    elif not any(part.startswith(".") for part in parts):
                        found.files.append(path)
    except FileNotFoundError:
        pass  # MkDocs says so itself
    except OSError as failure:
        failed("", failure)
    found.problems.extend(filenames.leftovers(left))
    return found


def _is_mark(path: Path) -> bool:
    """Whether Emacs marks with it, by a link to nowhere, that the file beside it is being edited.

    One that leads somewhere is none: MkDocs walks through it, be it the whole disk.
    """
    return path.name.startswith(".#") and not path.exists()


def addresses(
    files: list[str], shown: str, taken: Container[str], *, directory_urls: bool = True
) -> tuple[dict[str, str], list[Problem]]:
    """Addresses of the files that are no notes; a page at the address of one of ours is a problem.

    Without ``directory_urls`` a page is a file beside its neighbours, and not in a folder of its own.
    """
    found: dict[str, str] = {}
    problems = []
    for path in files:
        if not path.endswith(".md"):
            found[path] = path
            continue
        if path.startswith(f"{notes.FOLDER}/"):
            continue
        stem = path.removesuffix(".md")
        own = "/" if directory_urls else ".html"
        if stem.rsplit("/", 1)[-1] in ("index", "README"):
            stem, own = stem.rpartition("/")[0], "/"
        found[path] = f"{stem}{own}" if stem else ""
        if found[path] in taken:
            place = source.Place(source.Source(f"{shown}/{path}", "", ""))
            problems.append(problem("notes.clash", "page", place, url=f"/{found[path]}"))
    return found, problems


def file_names(
    files: Iterable[str], written: dict[str, str], shown: str, taken: Collection[str]
) -> Iterator[Problem]:
    """Files that Windows can't hold, or that are one there with another or with a page of ours.

    ``written`` maps some of them to their addresses; ``taken`` are those of our pages.
    """
    ours = {filenames.folded(url): url for url in taken}
    for path in files:
        at = source.Place(source.Source(f"{shown}/{path}", "", ""))
        for part in path.split("/"):
            if fault := filenames.fault(part):
                yield problem("notes.file-name", fault.variant, at, value=part, what=fault.what)
        url = written.get(path, "")
        other = ours.get(filenames.folded(url), url)
        if other != url:
            yield problem("notes.file-name", "page", at, url=f"/{url}", other=f"/{other}")
    first: dict[str, str] = {}
    for path, url in written.items():
        if (other := first.setdefault(filenames.folded(url), path)) != path and written[other] == url:
            at = source.Place(source.Source(f"{shown}/{path}", "", ""))
            yield problem("notes.file-name", "address", at, url=f"/{url}", other=other)
    for path, other in filenames.collisions(files):
        at = source.Place(source.Source(f"{shown}/{path}", "", ""))
        yield problem("notes.file-name", "case", at, value=path, other=other)


def kinds(files: list[str], shown: str, named: Container[str], *, active: bool) -> list[Problem]:
    """Files that a reader's browser may run, or that nobody knows: they would run as the site itself.

    ``named`` are those that the site's owner names in mkdocs.yml; with ``active`` the owner lets everything
    be but what lies among the notes, which are every clerk's.
    """
    found = []
    for path in files:
        ending = path.rpartition("/")[2].rpartition(".")
        kind = ending[2] if ending[1] else ""
        note = path.startswith(f"{notes.FOLDER}/")
        free = not note and (active or path in named)
        at = source.Place(source.Source(f"{shown}/{path}", "", ""))
        right = kind == "md" or kind.lower() in (PICTURES if note else PICTURES | INERT)
        if not (right or free):
            found.append(problem("notes.kind", "note" if note else "page", at, value=kind or path))
        elif not free and kind != "md":
            inner = filenames.active_within(path.rpartition("/")[2])
            found += [problem("notes.kind", "double", at, value=path, inner=each) for each in inner]
    return found


def named(config: Mapping[str, Any]) -> frozenset[str]:
    """The files that mkdocs.yml names as styles, scripts, templates or the site's logo."""
    found: list[object] = []
    for key in ("extra_css", "extra_javascript", "extra_templates"):
        given = config.get(key)
        found += given if isinstance(given, list) else []
    theme = config.get("theme")
    if isinstance(theme, Mapping):
        found += [theme.get("logo"), theme.get("favicon")]
    paths = (str(each.get("path") if isinstance(each, dict) else each) for each in found)
    return frozenset(posixpath.normpath(path) for path in paths)


def clashes(files: list[str], shown: str, ours: Iterable[str], *, directory_urls: bool) -> list[Problem]:
    """Files that would stand where one of ours does: on some disks in whatever case they are written."""
    wanted = {_folded(_written_to(path, directory_urls)): path for path in files if not _is_note(path)}
    above = {folder: path for place, path in wanted.items() for folder in _folders(place)}
    theirs = {path for place, path in wanted.items() if place.startswith(OURS)}
    folders = set()
    for place in map(_folded, ours):
        theirs.update(each[place] for each in (wanted, above) if place in each)
        folders.add(place.rpartition("/")[0])
    for folder in folders:
        theirs.update(wanted[each] for each in (folder, *_folders(folder)) if each in wanted)
    return [
        problem("notes.clash", "file", source.Place(source.Source(f"{shown}/{path}", "", "")))
        for path in sorted(theirs)
    ]


def _is_note(path: str) -> bool:
    return path.startswith(f"{notes.FOLDER}/") and path.endswith(".md")


def _written_to(path: str, directory_urls: bool) -> str:
    """Where MkDocs writes a file of ``docs/``."""
    if not path.endswith(".md"):
        return path
    folder, _, name = path.removesuffix(".md").rpartition("/")
    index = name in ("index", "README")
    name = "index.html" if index else f"{name}/index.html" if directory_urls else f"{name}.html"
    return f"{folder}/{name}" if folder else name


def _folded(path: str) -> str:
    return path.casefold() if path.isascii() else unicodedata.normalize("NFC", path).casefold()


def _folders(path: str) -> Iterator[str]:
    """The folders above a path, the nearest first."""
    while path := path.rpartition("/")[0]:
        yield path
