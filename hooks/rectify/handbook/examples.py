"""A bad and a good example of every rule, from ``examples.yml``; the tests run each."""

from __future__ import annotations

import functools
import pathlib
from typing import Any, NamedTuple

import yaml

FILE = pathlib.Path(__file__).with_name("examples.yml")


class Example(NamedTuple):
    """A bad and a good version of the text in ``file``, or of file names if ``file`` is empty.

    ``before`` is the initial text, if it is neither. ``do`` and ``good_do`` change files of a project.
    ``first`` changes them before either.
    """

    bad: str
    good: str
    file: str = ""
    before: str = ""
    do: dict[str, Any] = {}  # noqa: RUF012  (never mutated)
    good_do: dict[str, Any] = {}  # noqa: RUF012
    first: dict[str, Any] = {}  # noqa: RUF012


@functools.cache
def examples() -> dict[str, Example]:
    """The example of each rule, by its id."""
    given = yaml.load(FILE.read_text("utf-8"), Loader=yaml.CSafeLoader)
    return {rule: Example(**fields) for rule, fields in given.items()}
