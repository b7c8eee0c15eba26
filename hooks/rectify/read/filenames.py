"""Names of files: which of them programs leave behind, which Windows can't hold, and which are one there.

The data is edited on Windows, kept on Linux and served from either. A name that only one of them can hold,
or two names that are one on another, would be told by a broken copy of the site.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, NamedTuple

from rectify.ground import characters
from rectify.read.problems import Problem
from rectify.read.source import Place, Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_LEFT = re.compile(
    r"""
    thumbs\.db(:encryptable)? | ehthumbs(_vista)?\.db | desktop\.ini | \$recycle\.bin
    | system\ volume\ information
    | \.ds_store | \._.* | \.appledouble | \.spotlight-v100 | \.trashes | \.fseventsd | __macosx | icon\r
    | ~\$.* | \.~.* | \.\#.* | \#.*\# | .*~                             # Word, Excel, WPS, LibreOffice, Emacs
    | \.nfs[0-9a-f]+ | \.fuse_hidden.* | \.smbdelete.* | \.goutputstream-.* | \.directory
    | .*\.(bak\d* | te?mp | sw[nop] | kate-swp | orig | rej | wbk | xlk | asd)
    | .*\.(crdownload | part(ial)? | download)
    """,
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)

_RESERVED = re.compile(
    r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])[ ]*(\..*)?", re.IGNORECASE | re.DOTALL
)
_ACTIVE = frozenset(
    [
        *("htm", "html", "xhtml", "xht", "shtml", "mht", "mhtml", "svg", "svgz", "xml", "xsl", "xslt"),
        *("js", "mjs", "css", "php", "phtml", "asp", "aspx", "jsp", "cgi"),
    ]
)
_BARRED = re.compile(r'[<>:"/\\|?*\x00-\x1f]')
_SHOWN = 8


class Fault(NamedTuple):
    """Why Windows can't hold a name: a variant of the rule that tells it, and what is at fault."""

    variant: str
    what: str


def is_leftover(name: str) -> bool:
    """Whether a system, an office program or an editor left a file of this name for itself."""
    return _LEFT.fullmatch(name) is not None


def leftovers(paths: Iterable[str]) -> Iterator[Problem]:
    """One notice of all that was left behind, at the first of it."""
    left = sorted(paths)
    if left:
        at = Place(Source(left[0], "", ""))
        names = "、".join(path.rpartition("/")[2] for path in left[:_SHOWN])
        variant = "more" if len(left) > _SHOWN else "files"
        yield Problem("structure.leftover", variant, "notice", at, {"n": len(left), "files": names})


def is_reserved(name: str) -> bool:
    """Whether the name, with any ending, is a device's on Windows."""
    return _RESERVED.fullmatch(name) is not None


def fault(name: str) -> Fault | None:
    """What keeps Windows from having a file of this name, or readers from seeing it; None if nothing."""
    if found := _BARRED.search(name):
        return Fault("character", characters.display(found.group()))
    for at in characters.invisible(name):
        return Fault("character", characters.code_point(name[at]))
    if is_reserved(name):
        return Fault("reserved", name.partition(".")[0].strip())
    return Fault("end", "") if name[-1:] in (".", " ") else None


def active_within(name: str) -> list[str]:
    """Endings before the last by which some web servers send a file as a page: ``x.html.ofd``."""
    return [part for part in name.lower().split(".")[1:-1] if part in _ACTIVE]


def composed(name: str) -> str:
    """A name in the form in which names are compared; macOS takes them apart (é: e and its accent)."""
    return name if name.isascii() else unicodedata.normalize("NFC", name)


def same(name: str) -> str:
    """What names have in common that are one file on Windows or macOS."""
    return composed(name).casefold()


def alike(names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Each name that is one file with an earlier one elsewhere, and that earlier one."""
    first: dict[str, str] = {}
    for name in names:
        other = first.setdefault(same(name), name)
        if other != name:
            yield name, other
