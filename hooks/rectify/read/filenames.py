"""File names: leftovers of programs, names invalid on Windows, and names that collide there.

The data is edited on Windows, stored on Linux and served from either. A name that is invalid on one system,
or two names that differ only in case, would break a copy of the site.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, NamedTuple

from rectify.ground import characters
from rectify.read.problems import Problem
from rectify.read.source import start_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_LEFTOVER = re.compile(
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
_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f]')
_MAX_LISTED = 8


class Fault(NamedTuple):
    """Why a name is invalid: the variant of the rule, and the text at fault."""

    variant: str
    what: str


def is_leftover(name: str) -> bool:
    """Whether the name is that of a temporary or metadata file of a system, office program or editor."""
    return _LEFTOVER.fullmatch(name) is not None


def leftovers(paths: Iterable[str]) -> Iterator[Problem]:
    """One notice for all leftovers, placed at the first."""
    left = sorted(paths)
    if left:
        at = start_of(left[0])
        names = "、".join(path.rpartition("/")[2] for path in left[:_MAX_LISTED])
        variant = "more" if len(left) > _MAX_LISTED else "files"
        yield Problem("structure.leftover", variant, "notice", at, {"n": len(left), "files": names})


def is_reserved(name: str) -> bool:
    """Whether the name is a device name on Windows, with any suffix."""
    return _RESERVED.fullmatch(name) is not None


def fault(name: str) -> Fault | None:
    """Why a name is invalid on Windows or has invisible characters; None if it is fine."""
    if found := _FORBIDDEN.search(name):
        return Fault("character", characters.display(found.group()))
    for at in characters.invisible(name):
        return Fault("character", characters.code_point(name[at]))
    if is_reserved(name):
        return Fault("reserved", name.partition(".")[0].strip())
    return Fault("end", "") if name[-1:] in (".", " ") else None


def active_within(name: str) -> list[str]:
    """Inner suffixes that make some web servers send a file as a page: ``x.html.ofd``."""
    return [part for part in name.lower().split(".")[1:-1] if part in _ACTIVE]


def composed(name: str) -> str:
    """The NFC form of a name, for comparing; macOS stores names decomposed."""
    return name if name.isascii() else unicodedata.normalize("NFC", name)


def folded(name: str) -> str:
    """The comparison key of a name on a case-insensitive file system."""
    return composed(name).casefold()


def collisions(names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Pairs of a name and the earlier one that it collides with on a case-insensitive file system."""
    first: dict[str, str] = {}
    for name in names:
        other = first.setdefault(folded(name), name)
        if other != name:
            yield name, other
