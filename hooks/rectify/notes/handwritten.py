"""Check the files of ``docs/`` before MkDocs reads them, since MkDocs follows symlinks."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from rectify.ground import plainfiles
from rectify.notes import notes
from rectify.read import filenames, source
from rectify.read.problems import Problem, problem, unreadable

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Container, Iterable, Iterator
    from pathlib import Path

RASTER = frozenset(["avif", "bmp", "gif", "ico", "jpeg", "jpg", "png", "tif", "tiff", "webp"])
"""Raster images; SVG may contain scripts."""

INERT = frozenset(
    [
        *("txt", "csv", "tsv", "log", "pdf", "ofd", "rtf", "odt", "ods", "odp"),
        *("doc", "docx", "xls", "xlsx", "ppt", "pptx", "wps", "et", "dps"),
        *("zip", "7z", "rar", "tar", "woff", "woff2", "ttf", "otf"),
        *("mp3", "m4a", "ogg", "wav", "flac", "mp4", "m4v", "mov", "webm", "avi"),
    ]
)
"""Other file types that no browser executes.

Not ``gz``: web servers send ``index.html.gz`` in place of ``index.html``.
"""

OURS = ("assets/rectify/", "search/")
"""Folders of the site that are reserved for the program."""


class Host(NamedTuple):
    """What MkDocs does with the files of ``docs/``.

    ``leaves_out``: whether it excludes a path. ``front``: problems in a page's front matter. ``nav``: dead
    links of the navigation, given a test whether a path exists. ``stops_at_dead_links``: whether a dead link
    fails a strict build.
    """

    leaves_out: Callable[[str], bool]
    front: Callable[[source.Source], Iterable[Problem]]
    nav: Callable[[Callable[[str], bool]], Iterable[Problem]]
    stops_at_dead_links: bool


NO_HOST = Host(lambda path: False, lambda text: (), lambda leads: (), False)
"""For use without MkDocs."""


class Written(NamedTuple):
    """The paths of all visible files below ``docs/``, in order, and the problems of unreadable ones."""

    files: list[str]
    problems: list[Problem]


def scan(docs: Path, shown: str) -> Written:
    """Scan the folder. Hidden files are skipped, but hidden symlinks reported, since MkDocs follows them."""
    found = Written([], [])
    left: set[str] = set()

    def failed(path: str, failure: OSError) -> None:
        at = source.start_of(f"{shown}/{path}".rstrip("/"))
        found.problems.append(unreadable(failure, at))

    try:
        with plainfiles.Folder(docs) as folder:
            for path, kind in folder.walk(failed):
                if kind in ("link", "special") and not _is_emacs_lock(docs / path):
                    failed(path, plainfiles.RefusedError(kind))
                elif kind == "file":
                    parts = path.split("/")
                    if ends := [end for end, part in enumerate(parts, 1) if filenames.is_leftover(part)]:
                        left.add("/".join([shown, *parts[: ends[0]]]))
                    elif not any(part.startswith(".") for part in parts):
                        found.files.append(path)
    except FileNotFoundError:
        pass  # reported by MkDocs
    except OSError as failure:
        failed("", failure)
    found.problems.extend(filenames.leftovers(left))
    return found


def _is_emacs_lock(path: Path) -> bool:
    """Whether a path is a lock of Emacs: a dangling symlink named ``.#…``.

    One that is not dangling counts as a symlink, which MkDocs would follow anywhere.
    """
    return path.name.startswith(".#") and not path.exists()


def addresses(
    files: list[str], shown: str, taken: Container[str], *, directory_urls: bool = True
) -> tuple[dict[str, str], list[Problem]]:
    """URLs of all files except notes, and a problem for each page at the URL of a generated one (``taken``).

    Without ``directory_urls`` a page is ``name.html``, not ``name/``.
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
            place = source.start_of(f"{shown}/{path}")
            problems.append(problem("notes.clash", "page", place, url=f"/{found[path]}"))
    return found, problems


def file_names(
    files: Iterable[str], written: dict[str, str], shown: str, taken: Collection[str]
) -> Iterator[Problem]:
    """Problems of names: invalid on Windows, or colliding there with another file or a generated page.

    ``written`` maps files to their URLs; ``taken`` are the URLs of generated pages.
    """
    ours = {filenames.folded(url): url for url in taken}
    for path in files:
        at = source.start_of(f"{shown}/{path}")
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
            at = source.start_of(f"{shown}/{path}")
            yield problem("notes.file-name", "address", at, url=f"/{url}", other=other)
    for path, other in filenames.collisions(files):
        at = source.start_of(f"{shown}/{path}")
        yield problem("notes.file-name", "case", at, value=path, other=other)


def kinds(files: list[str], shown: str, named: Container[str], *, active: bool) -> list[Problem]:
    """Problems of file types that a browser may execute, which would run in the site's origin.

    Exempt are files ``named`` in mkdocs.yml and, with the option ``active``, all files except those among the
    notes, which every clerk can edit.
    """
    found = []
    for path in files:
        ending = path.rpartition("/")[2].rpartition(".")
        kind = ending[2] if ending[1] else ""
        note = path.startswith(f"{notes.FOLDER}/")
        free = not note and (active or path in named)
        at = source.start_of(f"{shown}/{path}")
        right = kind == "md" or kind.lower() in (RASTER if note else RASTER | INERT)
        if not (right or free):
            found.append(problem("notes.kind", "note" if note else "page", at, value=kind or path))
        elif not free and kind != "md":
            inner = filenames.active_within(path.rpartition("/")[2])
            found += [problem("notes.kind", "double", at, value=path, inner=each) for each in inner]
    return found


def named(config: Mapping[str, Any]) -> frozenset[str]:
    """The files that mkdocs.yml names as styles, scripts, templates, logo or favicon."""
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
    """Problems of files that would overwrite a generated one (``ours``), ignoring case."""
    wanted = {
        filenames.folded(_output_path(path, directory_urls)): path for path in files if not _is_note(path)
    }
    above = {folder: path for place, path in wanted.items() for folder in _parents(place)}
    theirs = {path for place, path in wanted.items() if place.startswith(OURS)}
    folders = set()
    for place in map(filenames.folded, ours):
        theirs.update(each[place] for each in (wanted, above) if place in each)
        folders.add(place.rpartition("/")[0])
    for folder in folders:
        theirs.update(wanted[each] for each in (folder, *_parents(folder)) if each in wanted)
    return [problem("notes.clash", "file", source.start_of(f"{shown}/{path}")) for path in sorted(theirs)]


def _is_note(path: str) -> bool:
    return path.startswith(f"{notes.FOLDER}/") and path.endswith(".md")


def _output_path(path: str, directory_urls: bool) -> str:
    """The path at which MkDocs writes a file of ``docs/``."""
    if not path.endswith(".md"):
        return path
    folder, _, name = path.removesuffix(".md").rpartition("/")
    index = name in ("index", "README")
    name = "index.html" if index else f"{name}/index.html" if directory_urls else f"{name}.html"
    return f"{folder}/{name}" if folder else name


def _parents(path: str) -> Iterator[str]:
    """The parent folders of a path, nearest first."""
    while path := path.rpartition("/")[0]:
        yield path
