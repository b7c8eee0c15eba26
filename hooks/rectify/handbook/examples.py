"""A bad and a good example of every rule, out of ``examples.yml``; the tests try each."""

from __future__ import annotations

import functools
import pathlib
from typing import Any, NamedTuple

import yaml

FILE = pathlib.Path(__file__).with_name("examples.yml")


class Example(NamedTuple):
    """What is wrong and what is right, as typed in ``file``, or as names of files if that is empty.

    ``before`` is what stands there first. ``do`` and ``good_do`` say what an example about files does
    to a project.
    """

    bad: str
    good: str
    file: str = ""
    before: str = ""
    do: dict[str, Any] = {}  # noqa: RUF012  (never changed)
    good_do: dict[str, Any] = {}  # noqa: RUF012


@functools.cache
def examples() -> dict[str, Example]:
    """The example of each rule, by its id."""
    given = yaml.load(FILE.read_text("utf-8"), Loader=yaml.CSafeLoader)
    return {rule: Example(**fields) for rule, fields in given.items()}
