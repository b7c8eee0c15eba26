"""What a site owner may set, in ``extra: rectify:`` of mkdocs.yml. Every option lives here.

The clock and the environment are read here and nowhere else.
"""

from __future__ import annotations

import datetime
import os
import pathlib
import sys
import zoneinfo
from typing import TYPE_CHECKING, Any, NamedTuple

from rectify.ground.suggest import nearest
from rectify.read.fields import iso_day
from rectify.read.problems import Problem, error
from rectify.words.messages import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rectify.read.source import Place

ZONE = zoneinfo.ZoneInfo("Asia/Shanghai")
"""Days are calendar days here, whatever the machine's own zone."""

YEARS = range(1950, 2150)
"""In another year nobody puts anything right; it is a slip of the hand."""

COMPLETION = "_RECTIFY_COMPLETE"
"""Where a shell puts what it asks; the name is click's custom."""

_REPOSITORY = {
    f"GIT_{name}"
    for name in (
        *("DIR", "WORK_TREE", "IMPLICIT_WORK_TREE", "COMMON_DIR", "INDEX_FILE", "NAMESPACE", "PREFIX"),
        *("OBJECT_DIRECTORY", "ALTERNATE_OBJECT_DIRECTORIES", "SHALLOW_FILE", "REPLACE_REF_BASE"),
        *("LITERAL_PATHSPECS", "GLOB_PATHSPECS", "NOGLOB_PATHSPECS", "ICASE_PATHSPECS"),
        *("EXTERNAL_DIFF", "DIFF_OPTS", "ATTR_SOURCE"),
    )
}
"""Variables that tell git of a repository, or of a way to look at it, that is not the folder's own."""

PAGES = (
    "findings",
    "matrix",
    "analogy",
    "wall",
    "board",
    "weekly",
    "people",
    "departments",
    "regulations",
    "archive",
    "quality",
    "search",
    "feeds",
)
"""Page kinds that a site may leave out with ``hide``."""


class Options(NamedTuple):
    """Typed options. A default is what a site gets that says nothing.

    ``data``: folder of the data, relative to mkdocs.yml.
    ``campaigns``: ids of the campaigns to publish; empty for all.
    ``as_of``: the day that the site shows; ``pinned`` when it was set rather than today.
    ``language``: of the interface, one of ``messages.LANGUAGES``.
    ``warning_days``: yellow within this many days, for campaigns that don't say.
    ``stale_days``: a site whose data day is older than this says so to its reader.
    ``hide``: page kinds that are not wanted, out of ``PAGES``.
    ``columns``: columns of the issue tables; empty for the usual ones.
    ``templates``: folder whose templates take the place of ours of the same name.
    ``build``: a word for this build, such as a commit; shown beside the version.
    ``history``: whether issues tell who changed what of their records, out of git.
    ``issuer``: who issues the weekly reports; stands below a printed one.
    ``cache``: folder of what a next build may use again, relative to mkdocs.yml; ``false`` for none.
    ``active_files``: whether ``docs/`` may hold what a browser runs, such as HTML, scripts and SVG.
    """

    data: str = "data"
    campaigns: tuple[str, ...] = ()
    as_of: datetime.date = datetime.date.min
    pinned: bool = False
    language: str = "zh"
    warning_days: int = 5
    stale_days: int = 2
    hide: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    templates: str = ""
    build: str = ""
    history: bool = True
    issuer: str = ""
    cache: str = ".cache/rectify"
    active_files: bool = False

    def shows(self, kind: str) -> bool:
        """Whether pages of this kind are wanted."""
        return kind not in self.hide


def merge_target() -> str | None:
    """In a merge request's CI, the branch that it goes to; None elsewhere."""
    branch = os.environ.get("CI_MERGE_REQUEST_TARGET_BRANCH_NAME")
    # In full: a tag that is called origin/main would be taken first.
    return f"refs/remotes/origin/{branch}" if branch else None


def without_repository() -> dict[str, str]:
    """The environment of a program that is to look at a folder's own repository.

    Git's hooks, and people with their own ways, set variables that point it at another.
    """
    return {name: value for name, value in os.environ.items() if name.upper() not in _REPOSITORY}


def cache_key() -> str:
    """The key that a pipeline gives for the cache; empty if it gives none."""
    return os.environ.get("RECTIFY_CACHE_KEY", "")


def state_folder() -> pathlib.Path | None:
    """The folder of what programs keep for a user and nobody else; None for one without a home."""
    given, home = os.environ.get("XDG_STATE_HOME", ""), os.environ.get("HOME", "")
    folder = pathlib.Path(given or (f"{home}/.local/state" if home else ""))
    return folder if folder.is_absolute() else None


def environment(names: list[str]) -> str | None:
    """What the first of some environment variables says that there is."""
    return next((os.environ[name] for name in names if name in os.environ), None)


def names_are_utf8() -> bool:
    """Whether names of files are UTF-8 for Python; in a Chinese locale of old they are GBK."""
    return sys.getfilesystemencoding().lower() == "utf-8"


def sure_of_utf8() -> None:
    """Where names of files are not UTF-8, start this program again so that they are.

    Python settles it when it starts. What is written to the terminal stays in the terminal's encoding.
    """
    if names_are_utf8() or os.environ.get("PYTHONUTF8") == "1" or not sys.executable:
        return
    stream = sys.stdout or sys.stderr
    if stream is not None:
        os.environ.setdefault("PYTHONIOENCODING", f"{stream.encoding}:backslashreplace")
    os.environ["PYTHONUTF8"] = "1"
    os.execv(sys.executable, [sys.executable, "-X", "utf8", *sys.orig_argv[1:]])  # noqa: S606


def completion() -> str:
    """What a shell that completes our command line asks, such as ``bash_complete``."""
    return os.environ.get(COMPLETION, "")


def without_banner() -> None:
    """Have the theme not print its banner about its successor, which it does as soon as it is imported."""
    os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")


def day(text: str) -> datetime.date | None:
    """A day as typed on the command line, if it is one, and of a year that makes sense."""
    return _day(text)[1]


def day_or_today(text: str | None) -> datetime.date | None:
    """A day as ``day`` reads it; today where none was typed."""
    return today() if text is None else day(text)


def today() -> datetime.date:
    """The day of the build in Asia/Shanghai; ``SOURCE_DATE_EPOCH`` (seconds) takes its place."""
    try:
        return _epoch() or datetime.datetime.now(ZONE).date()
    except ValueError:  # which is told with the options
        return datetime.datetime.now(ZONE).date()


def _epoch() -> datetime.date | None:
    """The day of ``SOURCE_DATE_EPOCH``. Raises ``ValueError`` if that is no day, or makes no sense."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not epoch:
        return None
    if not (epoch.isascii() and epoch.isdecimal() and len(epoch) < 12):
        raise ValueError(epoch)
    found = datetime.datetime.fromtimestamp(int(epoch), ZONE).date()
    if found.year not in YEARS:
        raise ValueError(epoch)
    return found


def read(given: object, at: Place, columns: tuple[str, ...]) -> tuple[Options, list[Problem]]:
    """Options from the mapping under ``extra.rectify``; what is wrong with it comes beside.

    ``columns`` are the names that the option of that name may hold.
    """
    if given is None:
        given = {}
    if not isinstance(given, dict):
        return Options(as_of=today()), [error("options", "mapping", at, value=given)]
    problems: list[Problem] = []
    values: dict[str, Any] = {}
    for key, value in given.items():
        kind = _KINDS.get(str(key))
        if kind is None:
            better = nearest(str(key), _KINDS) or "、".join(_KINDS)
            problems.append(error("options", "unknown", at.of(str(key)), key=key, better=better))
        elif value is None or value == "":
            continue
        else:
            ok, read_value = kind(value)
            if ok:
                values[key] = read_value
            else:
                problems.append(error("options", str(key), at.of(str(key)), key=key, value=value))
    for key, known in (("hide", PAGES), ("columns", columns)):
        problems += _wrong_names(key, values.get(key, ()), known, at)
    pinned = "as_of" in values
    problems += [] if pinned else _wrong_epoch(at)
    values.setdefault("as_of", today())
    return Options(pinned=pinned, **values), problems


def _wrong_names(key: str, given: tuple[str, ...], known: tuple[str, ...], at: Place) -> list[Problem]:
    """Names that an option may not hold."""
    options = "、".join(known)
    return [
        error("options", "choice", at.of(key), key=key, value=name, options=options)
        for name in given
        if name not in known
    ]


def _wrong_epoch(at: Place) -> list[Problem]:
    """What is wrong with the environment's day, which goes for a site that has none of its own."""
    try:
        _epoch()
    except ValueError as wrong:
        return [error("options", "epoch", at, value=str(wrong))]
    return []


def _text(value: object) -> tuple[bool, str]:
    return isinstance(value, (str, int)) and not isinstance(value, bool), str(value)


def _folder(value: object) -> tuple[bool, str]:
    return isinstance(value, str) or value is False, str(value or "")


def _flag(value: object) -> tuple[bool, bool]:
    return isinstance(value, bool), value is True


def _names(value: object) -> tuple[bool, tuple[str, ...]]:
    ok = isinstance(value, list) and all(isinstance(item, (str, int)) for item in value)
    return ok, tuple(str(item) for item in value) if isinstance(value, list) else ()


def _day(value: object) -> tuple[bool, datetime.date | None]:
    day = value if type(value) is datetime.date else iso_day(str(value))
    return (True, day) if day and day.year in YEARS else (False, None)


def _count(value: object) -> tuple[bool, object]:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0, value


def _language(value: object) -> tuple[bool, object]:
    return value in LANGUAGES, value


_KINDS = {
    "data": _text,
    "campaigns": _names,
    "as_of": _day,
    "language": _language,
    "warning_days": _count,
    "stale_days": _count,
    "hide": _names,
    "columns": _names,
    "templates": _text,
    "build": _text,
    "history": _flag,
    "issuer": _text,
    "cache": _folder,
    "active_files": _flag,
}


def language_of(given: Mapping[str, Any] | None) -> str:
    """The language to report problems in, before the options themselves are known to be right."""
    wanted = given.get("language") if isinstance(given, dict) else None
    return wanted if wanted in LANGUAGES else "zh"
