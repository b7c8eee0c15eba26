"""What the folder of hand-written pages holds: plain files, and nothing else.

MkDocs looks for files there by itself, and follows links. So what must not be read is refused before it does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rectify import notes, plainfiles, source
from rectify.problems import Problem, error, unread

if TYPE_CHECKING:
    from collections.abc import Container
    from pathlib import Path


class Written(NamedTuple):
    """Paths below ``docs/``, in order: of every visible file; and what can't be read, with the reason."""

    files: list[str]
    problems: list[Problem]


def look(docs: Path, shown: str) -> Written:
    """What stands in the folder. Hidden files are left out, but not hidden links, which MkDocs follows."""
    found = Written([], [])

    def failed(path: str, failure: OSError) -> None:
        at = source.Place(source.Source(f"{shown}/{path}".rstrip("/"), "", ""))
        found.problems.append(unread(failure, at))

    try:
        with plainfiles.Folder(docs) as folder:
            for path, kind in folder.walk(failed):
                # Emacs marks a file that is being edited with a link to nowhere, beside it.
                if kind in ("link", "special") and not path.rpartition("/")[2].startswith(".#"):
                    failed(path, plainfiles.RefusedError(kind))
                elif kind == "file" and not any(part.startswith(".") for part in path.split("/")):
                    found.files.append(path)
    except FileNotFoundError:
        pass  # MkDocs says so itself
    except OSError as failure:
        failed("", failure)
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
