"""``rectify new finding --supplement``: what the superior handed down later (补充反馈), added to the list."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TextIO

from rectify.cli import edits
from rectify.cli.edits import Edit
from rectify.cli.refusal import RefusedError, choose
from rectify.read import splicing
from rectify.read.problems import visible

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rectify.cli.arguments import Given
    from rectify.cli.project import Project
    from rectify.read.yamltext import Data

_REQUIRED = ("text", "document", "lead")
_OPTIONAL = ("number", "list", "claims_due", "deadline")
_NUMBER = re.compile(r"(.*?)([0-9]+)")


def run(project: Project, given: Given, out: TextIO) -> int:
    """Append the finding, with its document and the day on which it was received."""
    words = project.words
    lacking = [f"--{name}" for name in _REQUIRED if not getattr(given, name)]
    if not given.supplement or lacking:
        names = words("format.list").join(["--supplement"] if not given.supplement else lacking)
        raise RefusedError(visible(words("cli.supplement.lacking", names=names)))
    every, books, loaded = edits.opened(project)
    round_ = edits.campaign(every, books, loaded, given)
    file = edits.read(every, f"{round_.folder}/findings.yml", loaded)
    categories = [each.id for each in round_.campaign.categories]
    category = categories[0] if given.category is None and len(categories) == 1 else given.category or ""
    units = [each.strip() for each in (given.applies_to or "").split(",") if each.strip()]
    entry: Data = {
        "id": given.id or next_id([each.id for each in round_.findings]),
        "category": choose(words, "category", category, categories),
        "text": given.text,
        "lead": given.lead,
        **({"applies_to": list(units)} if units else {}),
        **{name: said for name in _OPTIONAL[:2] if (said := getattr(given, name))},
        "received": edits.day(project, given),
        "document": given.document,
        **{name: said for name in _OPTIONAL[2:] if (said := getattr(given, name))},
    }
    try:
        new = splicing.insert(file.text, (len(round_.findings),), entry)
    except splicing.UnwritableError:
        raise RefusedError(visible(words("cli.edit.by-hand", file=file.name))) from None
    return edits.run(every, loaded, [Edit(file, file.edited(new))], out, dry=given.dry_run)


def next_id(ids: Iterable[str]) -> str:
    """The next id in the series of the last one: F25 → F26."""
    known = [(match[1], match[2]) for id in ids if (match := _NUMBER.fullmatch(id))]
    prefix, width = (known[-1][0], len(known[-1][1])) if known else ("F", 2)
    last = max((int(number) for name, number in known if name.lower() == prefix.lower()), default=0)
    return f"{prefix}{last + 1:0{width}d}"
