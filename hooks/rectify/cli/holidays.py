"""``rectify calendar``: writes a year's holidays and worked weekends into ``calendar.yml``.

The days come from a library that follows the State Council's notices. It is imported here and nowhere else:
the site reads only the file, so another version of the library changes no report. Lines that are there stay.
"""

from __future__ import annotations

import datetime
import difflib
from typing import TYPE_CHECKING, NamedTuple, TextIO

from rectify.cli.projects import replace
from rectify.cli.refusal import RefusedError
from rectify.cli.reports import error_text
from rectify.ground import plainfiles
from rectify.ledger import workdays
from rectify.read import days, load, schema, source, yamltree
from rectify.read.holidays import CALENDAR
from rectify.read.problems import unreadable, visible
from rectify.read.records import Calendar
from rectify.read.yamltext import scalar

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from rectify.cli.arguments import Given
    from rectify.cli.project import Project
    from rectify.words.messages import Catalogue

_DAY = datetime.timedelta(1)


class _Line(NamedTuple):
    """A line to add: the key of its list, its first day, its text."""

    key: str
    day: date
    text: str


def run(project: Project, given: Given, out: TextIO) -> int:
    """Add what the file lacks of a year, and show what changed."""
    words, shown = project.words, f"{project.options.data}/{load.CALENDAR}"
    year = _year(given.year, words)
    off, worked = _known(year, words)
    raw, there = _present(project, shown)
    text = there.text if there else f"{schema.modeline(load.CALENDAR)}\n# {words('cli.calendar.head')}\n"
    known = _parsed(there, words) if there else Calendar(source.start_of(shown))
    mine = workdays.Workdays(known)
    for day in sorted({*off, *worked}):
        if (day in off and day in mine.worked) or (day in worked and day in mine.off):
            out.write(visible(words("cli.calendar.kept", day=day)) + "\n")
    taken = {*mine.off, *mine.worked}
    lines = [*_holidays(off, taken), *_workdays(worked, taken)]
    if not lines:
        out.write(words("cli.calendar.same", year=year, file=visible(shown)) + "\n")
        return 0
    made = _spliced(text, lines)
    wanted = {*taken, *off, *worked}
    if made is None or _days(source.Source(shown, made, ""), words) != wanted:
        added = "".join(f"\n  {line.key}: {line.text}" for line in lines)
        raise RefusedError(visible(words("cli.calendar.unclear", file=shown)) + added, 1)
    changes = difflib.unified_diff(
        there.lines if there else [], made.split("\n"), shown, shown, lineterm="", n=1
    )
    out.write("".join(f"{visible(line)}\n" for line in changes))
    end = "\r\n" if b"\r\n" in raw else "\n"
    mark = b"\xef\xbb\xbf" if raw.startswith(b"\xef\xbb\xbf") else b""
    replace(project.folder / shown, mark + made.replace("\n", end).encode())
    out.write(words("cli.calendar.done", year=year, file=visible(shown)) + "\n")
    return 0


def _year(typed: str, words: Catalogue) -> int:
    if days.iso_day(f"{typed}-01-01") is None:
        raise RefusedError(visible(words("cli.calendar.year", value=typed)))
    return int(typed)


def _known(year: int, words: Catalogue) -> tuple[dict[date, str], dict[date, str]]:
    """The named days off of a year and its worked weekends, as the library knows them."""
    import chinese_calendar

    names = {each.value: each.name for each in chinese_calendar.Holiday}
    off: dict[date, str] = {}
    worked: dict[date, str] = {}
    day = datetime.date(year, 1, 1)
    while day.year == year:
        try:
            is_off, name = chinese_calendar.get_holiday_detail(day)
        except NotImplementedError:
            last = max(chinese_calendar.holidays).year
            raise RefusedError(words("cli.calendar.unknown", year=year, last=last)) from None
        if name:
            key = f"holiday.{names.get(name, '')}"
            (off if is_off else worked)[day] = words(key) if key in words.texts else str(name)
        day += _DAY
    return off, worked


def _present(project: Project, shown: str) -> tuple[bytes, source.Source | None]:
    """The file's bytes and its text; None if there is none."""
    try:
        raw = plainfiles.read(project.folder, shown)
        return raw, source.decode(raw, "", shown)
    except FileNotFoundError:
        return b"", None
    except (OSError, source.NotText) as failure:
        at = source.start_of(shown)
        raise RefusedError(error_text([unreadable(failure, at)], project.words), 1) from None


def _parsed(text: source.Source, words: Catalogue) -> Calendar:
    parsed = load.parse(text, load.CALENDAR, CALENDAR, words)
    if not isinstance(parsed.value, Calendar):
        raise RefusedError(error_text(parsed.problems, words), 1)
    return parsed.value


def _days(text: source.Source, words: Catalogue) -> set[date]:
    """All days that a calendar names."""
    known = workdays.Workdays(_parsed(text, words))
    return {*known.off, *known.worked}


def _holidays(off: dict[date, str], taken: set[date]) -> Iterator[_Line]:
    """A line for each run of days off that are not there yet."""
    run: list[date] = []
    for day in [*sorted(set(off) - taken), None]:
        if run and (day is None or day - run[-1] > _DAY or off[day] != off[run[0]]):
            to = f", to: {run[-1]}" if len(run) > 1 else ""
            yield _Line("holidays", run[0], f"- {{from: {run[0]}{to}, name: {scalar(off[run[0]])}}}")
            run = []
        if day is not None:
            run.append(day)


def _workdays(worked: dict[date, str], taken: set[date]) -> Iterator[_Line]:
    """A line for each worked weekend day that is not there yet."""
    for day in sorted(set(worked) - taken):
        yield _Line("workdays", day, f"- {{date: {day}, name: {scalar(worked[day])}}}")


def _spliced(text: str, lines: list[_Line]) -> str | None:
    """The file with more lines, each after those of earlier days; None if it is not written in lines."""
    made = text.rstrip("\n").split("\n")
    for line in lines:
        tree = yamltree.parse("\n".join(made)).root
        pairs = (
            {name.text: (name, value) for name, value in tree.pairs}
            if isinstance(tree, yamltree.Mapping)
            else {}
        )
        if line.key not in pairs:
            made += [f"{line.key}:", f"  {line.text}"]
            continue
        name, value = pairs[line.key]
        if isinstance(value, yamltree.Scalar) and value.empty:
            made.insert(name.line, f"  {line.text}")
        elif isinstance(value, yamltree.Sequence) and made[value.line - 1][value.column - 1] == "-":
            made.insert(_place(made, tree, value, line.day), " " * (value.column - 1) + line.text)
        else:
            return None
    return "\n".join(made) + "\n"


def _place(lines: list[str], tree: yamltree.Node, value: yamltree.Sequence, day: date) -> int:
    """The index of the line before which that of a day belongs."""
    starts = sorted(
        {each.line for each in value.items}
        | {name.line for name, _ in tree.pairs if name.line > value.line}  # type: ignore[union-attr]
        | {len(lines) + 1}
    )
    before = [each.line for each in value.items if _first_day(each) <= str(day)]
    if not before:
        return value.line - 1
    end = next(line for line in starts if line > before[-1]) - 1
    while not lines[end - 1].strip() or lines[end - 1].lstrip().startswith("#"):
        end -= 1
    return end


def _first_day(item: yamltree.Node) -> str:
    pairs = item.pairs if isinstance(item, yamltree.Mapping) else []
    return next(
        (
            node.text
            for name, node in pairs
            if name.text in ("from", "date") and isinstance(node, yamltree.Scalar)
        ),
        "",
    )
