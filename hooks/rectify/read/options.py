"""What a site owner may set, in ``extra: rectify:`` of mkdocs.yml. Every option lives here.

The day that none is set for comes from ``ground.environment``.
"""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from rectify.ground import environment
from rectify.ground.suggest import nearest
from rectify.read.fields import iso_day
from rectify.read.problems import Problem, error
from rectify.words.messages import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rectify.read.source import Place


class Options(NamedTuple):
    """Typed options. A default is what a site gets that says nothing.

    ``data``: folder of the data, relative to mkdocs.yml.
    ``campaigns``: ids of the campaigns to publish; empty for all.
    ``as_of``: the day that the site shows; ``pinned`` when it was set rather than today.
    ``language``: of the interface, one of ``messages.LANGUAGES``.
    ``warning_days``: yellow within this many days, for campaigns that don't say.
    ``stale_days``: a site whose data day is older than this says so to its reader.
    ``hide``: page kinds that are not wanted, of those that there are (``pages``).
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
    pages: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    templates: str = ""
    build: str = ""
    history: bool = True
    issuer: str = ""
    cache: str = ".cache/rectify"
    active_files: bool = False

    def shows(self, kind: str) -> bool:
        """Whether there are pages of this kind, and they are wanted."""
        return kind in self.pages and kind not in self.hide


def day(text: str) -> datetime.date | None:
    """A day as typed on the command line, if it is one, and of a year that makes sense."""
    return _day(text)[1]


def day_or_today(text: str | None) -> datetime.date | None:
    """A day as ``day`` reads it; today where none was typed."""
    return environment.today() if text is None else day(text)


def read(
    given: object, at: Place, pages: tuple[str, ...], columns: tuple[str, ...]
) -> tuple[Options, list[Problem]]:
    """Options from the mapping under ``extra.rectify``; what is wrong with it comes beside.

    ``pages`` are the words that ``hide`` may hold, ``columns`` the names that the option of that name may.
    """
    if given is None:
        given = {}
    if not isinstance(given, dict):
        return Options(as_of=environment.today(), pages=pages), [error("options", "mapping", at, value=given)]
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
    for key, known in (("hide", pages), ("columns", columns)):
        problems += _wrong_names(key, values.get(key, ()), known, at)
    pinned = "as_of" in values
    problems += [] if pinned else _wrong_epoch(at)
    values.setdefault("as_of", environment.today())
    return Options(pinned=pinned, pages=pages, **values), problems


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
        environment.source_date_epoch()
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
    return (True, day) if day and day.year in environment.YEARS else (False, None)


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
