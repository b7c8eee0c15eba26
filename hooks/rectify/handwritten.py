"""What the folder of hand-written pages holds: plain files, and nothing else.

MkDocs looks for files there by itself, and follows links. So what must not be read is refused before it does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rectify import filenames, notes, plainfiles, source
from rectify.problems import Problem, error, unread

if TYPE_CHECKING:
    from collections.abc import Collection, Container, Iterable, Iterator
    from pathlib import Path


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
        found.problems.append(unread(failure, at))

    try:
        with plainfiles.Folder(docs) as folder:
            for path, kind in folder.walk(failed):
                # Emacs marks a file that is being edited with a link to nowhere, beside it.
                if kind in ("link", "special") and not path.rpartition("/")[2].startswith(".#"):
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


def addresses(files: list[str], shown: str, taken: Container[str]) -> tuple[dict[str, str], list[Problem]]:
    """Addresses of the files that are no notes; a page at the address of one of ours is a problem."""
    found: dict[str, str] = {}
    problems = []
    for path in files:
        if not path.endswith(".md"):
            found[path] = path
            continue
        if path.startswith(f"{notes.FOLDER}/"):
            continue
        stem = path.removesuffix(".md")
        if stem.rsplit("/", 1)[-1] in ("index", "README"):
            stem = stem.rpartition("/")[0]
        found[path] = f"{stem}/" if stem else ""
        if found[path] in taken:
            place = source.Place(source.Source(f"{shown}/{path}", "", ""))
            problems.append(error("notes.clash", "page", place, url=f"/{found[path]}"))
    return found, problems


def file_names(
    files: Iterable[str], written: dict[str, str], shown: str, taken: Collection[str]
) -> Iterator[Problem]:
    """Files that Windows can't hold, or that are one there with another or with a page of ours.

    ``written`` maps some of them to their addresses; ``taken`` are those of our pages.
    """
    ours = {filenames.same(url): url for url in taken}
    for path in files:
        at = source.Place(source.Source(f"{shown}/{path}", "", ""))
        for part in path.split("/"):
            if fault := filenames.fault(part):
                yield error("notes.file-name", fault.variant, at, value=part, what=fault.what)
        url = written.get(path, "")
        other = ours.get(filenames.same(url), url)
        if other != url:
            yield error("notes.file-name", "page", at, url=f"/{url}", other=f"/{other}")
    first: dict[str, str] = {}
    for path, url in written.items():
        if (other := first.setdefault(filenames.same(url), path)) != path and written[other] == url:
            at = source.Place(source.Source(f"{shown}/{path}", "", ""))
            yield error("notes.file-name", "address", at, url=f"/{url}", other=other)
    for path, other in filenames.alike(files):
        at = source.Place(source.Source(f"{shown}/{path}", "", ""))
        yield error("notes.file-name", "case", at, value=path, other=other)
