"""The environment and the clock: they are read here and nowhere else."""

from __future__ import annotations

import datetime
import os
import pathlib
import sys
import zoneinfo

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


def first(names: list[str]) -> str | None:
    """What the first of some environment variables says that there is."""
    return next((os.environ[name] for name in names if name in os.environ), None)


def completion() -> str:
    """What a shell that completes our command line asks, such as ``bash_complete``."""
    return os.environ.get(COMPLETION, "")


def without_banner() -> None:
    """Have the theme not print its banner about its successor, which it does as soon as it is imported."""
    os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")


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


def today() -> datetime.date:
    """The day of the build in Asia/Shanghai; ``SOURCE_DATE_EPOCH`` (seconds) takes its place."""
    try:
        return epoch() or datetime.datetime.now(ZONE).date()
    except ValueError:  # which is told with the options
        return datetime.datetime.now(ZONE).date()


def epoch() -> datetime.date | None:
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
