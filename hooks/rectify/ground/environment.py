"""The only module that reads environment variables and the clock."""

from __future__ import annotations

import datetime
import os
import pathlib
import sys
import zoneinfo

ZONE = zoneinfo.ZoneInfo("Asia/Shanghai")
"""All days are calendar days in this zone, whatever the machine's own."""

YEARS = range(1950, 2150)
"""Plausible years for a build; any other is a typo."""

COMPLETION = "_RECTIFY_COMPLETE"
"""The variable with a shell's completion request, named as click does."""

_GIT_VARIABLES = {
    f"GIT_{name}"
    for name in (
        *("DIR", "WORK_TREE", "IMPLICIT_WORK_TREE", "COMMON_DIR", "INDEX_FILE", "NAMESPACE", "PREFIX"),
        *("OBJECT_DIRECTORY", "ALTERNATE_OBJECT_DIRECTORIES", "SHALLOW_FILE", "REPLACE_REF_BASE"),
        *("LITERAL_PATHSPECS", "GLOB_PATHSPECS", "NOGLOB_PATHSPECS", "ICASE_PATHSPECS"),
        *("EXTERNAL_DIFF", "DIFF_OPTS", "ATTR_SOURCE"),
    )
}
"""Variables that point git at another repository or change how it reads one."""


def merge_target() -> str | None:
    """The target branch of a merge request, in its CI pipeline; None elsewhere."""
    branch = os.environ.get("CI_MERGE_REQUEST_TARGET_BRANCH_NAME")
    # The full ref: git would prefer a tag named origin/main.
    return f"refs/remotes/origin/{branch}" if branch else None


def without_git_variables() -> dict[str, str]:
    """The environment for running git on a folder's own repository.

    Git sets some of the removed variables itself when it runs hooks.
    """
    return {name: value for name, value in os.environ.items() if name.upper() not in _GIT_VARIABLES}


def cache_key() -> str:
    """The secret key of the cache that a pipeline sets; empty if unset."""
    return os.environ.get("RECTIFY_CACHE_KEY", "")


def state_folder() -> pathlib.Path | None:
    """The user's state folder by the XDG specification; None without a home folder."""
    given, home = os.environ.get("XDG_STATE_HOME", ""), os.environ.get("HOME", "")
    folder = pathlib.Path(given or (f"{home}/.local/state" if home else ""))
    return folder if folder.is_absolute() else None


def first_set(names: list[str]) -> str | None:
    """The value of the first of these environment variables that is set."""
    return next((os.environ[name] for name in names if name in os.environ), None)


def completion_request() -> str:
    """The shell's completion request, such as ``bash_complete``; empty if there is none."""
    return os.environ.get(COMPLETION, "")


def suppress_banner() -> None:
    """Suppress the banner that Material prints on import."""
    os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")


def names_are_utf8() -> bool:
    """Whether Python decodes file names as UTF-8; in an old Chinese locale it is GBK."""
    return sys.getfilesystemencoding().lower() == "utf-8"


def ensure_utf8() -> None:
    """Re-execute this program in UTF-8 mode unless file names are UTF-8 already.

    Python decides at start. Output keeps the terminal's encoding.
    """
    if names_are_utf8() or os.environ.get("PYTHONUTF8") == "1" or not sys.executable:
        return
    stream = sys.stdout or sys.stderr
    if stream is not None:
        os.environ.setdefault("PYTHONIOENCODING", f"{stream.encoding}:backslashreplace")
    os.environ["PYTHONUTF8"] = "1"
    os.execv(sys.executable, [sys.executable, "-X", "utf8", *sys.orig_argv[1:]])  # noqa: S606


def today() -> datetime.date:
    """The day of ``SOURCE_DATE_EPOCH`` (seconds) if set, else today, in Asia/Shanghai."""
    try:
        return source_date_epoch() or datetime.datetime.now(ZONE).date()
    except ValueError:  # reported with the options
        return datetime.datetime.now(ZONE).date()


def source_date_epoch() -> datetime.date | None:
    """The day of ``SOURCE_DATE_EPOCH``; None if unset. Raises ``ValueError`` if it is not a plausible day."""
    text = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) < 12):
        raise ValueError(text)
    found = datetime.datetime.fromtimestamp(int(text), ZONE).date()
    if found.year not in YEARS:
        raise ValueError(text)
    return found
