"""The site's options, ``extra: rectify:`` in mkdocs.yml."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from rectify.ground import environment
from rectify.ground.suggest import nearest
from rectify.read.days import iso_day
from rectify.read.problems import Problem, problem
from rectify.words.messages import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rectify.read.source import Place


class Options(NamedTuple):
    """Typed options with their defaults.

    ``data``: folder of the data, relative to mkdocs.yml.
    ``campaigns``: ids of the campaigns to publish; empty for all.
    ``as_of``: the day that the site shows; ``pinned`` if set, else today.
    ``language``: of the interface, one of ``messages.LANGUAGES``.
    ``warning_days``: yellow within this many days, unless the campaign sets its own.
    ``stale_days``: pages warn the reader when ``as_of`` is more days ago than this.
    ``hide``: page kinds to leave out, of those that exist (``pages``).
    ``columns``: columns of the issue tables; empty for the usual ones.
    ``templates``: folder whose templates override ours of the same name.
    ``build``: a label of this build, such as a commit; shown beside the version.
    ``history``: whether issue pages show the edits of their record, from git.
    ``issuer``: who issues the weekly reports; printed below them.
    ``cache``: folder of the build cache, relative to mkdocs.yml; ``false`` for none.
    ``active_files``: whether ``docs/`` may hold active content such as HTML, scripts and SVG.
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
        """Whether the page kind exists and is not hidden."""
        return kind in self.pages and kind not in self.hide


def day(text: str) -> datetime.date | None:
    """A day typed on the command line; None if invalid or of an implausible year."""
    return _day(text)[1]


def day_or_today(text: str | None) -> datetime.date | None:
    """``day``, or today without a text."""
    return environment.today() if text is None else day(text)


def read(
    given: object, at: Place, pages: tuple[str, ...], columns: tuple[str, ...]
) -> tuple[Options, list[Problem]]:
    """Options from the mapping ``extra.rectify``, and its problems.

    ``pages`` and ``columns`` are the valid values of the options ``hide`` and ``columns``.
    """
    if given is None:
        given = {}
    if not isinstance(given, dict):
        return Options(as_of=environment.today(), pages=pages), [
            problem("options", "mapping", at, value=given)
        ]
    problems: list[Problem] = []
    values: dict[str, Any] = {}
    for key, value in given.items():
        kind = _KINDS.get(str(key))
        if kind is None:
            better = nearest(str(key), _KINDS) or "、".join(_KINDS)
            problems.append(problem("options", "unknown", at.of(str(key)), key=key, better=better))
        elif value is None or value == "":
            continue
        else:
            ok, read_value = kind(value)
            if ok:
                values[key] = read_value
            else:
                problems.append(problem("options", str(key), at.of(str(key)), key=key, value=value))
    for key, known in (("hide", pages), ("columns", columns)):
        problems += _wrong_names(key, values.get(key, ()), known, at)
    pinned = "as_of" in values
    problems += [] if pinned else _wrong_epoch(at)
    values.setdefault("as_of", environment.today())
    return Options(pinned=pinned, pages=pages, **values), problems


def _wrong_names(key: str, given: tuple[str, ...], known: tuple[str, ...], at: Place) -> list[Problem]:
    """A problem for each invalid name."""
    options = "、".join(known)
    return [
        problem("options", "choice", at.of(key), key=key, value=name, options=options)
        for name in given
        if name not in known
    ]


def _wrong_epoch(at: Place) -> list[Problem]:
    """A problem if ``SOURCE_DATE_EPOCH`` is invalid."""
    try:
        environment.source_date_epoch()
    except ValueError as wrong:
        return [problem("options", "epoch", at, value=str(wrong))]
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
    """The language for messages, before the options are validated."""
    wanted = given.get("language") if isinstance(given, dict) else None
    return wanted if wanted in LANGUAGES else "zh"
