"""The story of a round in the handbook (一个批次的始末), told again in a real repository, day by day."""

from __future__ import annotations

import datetime
import pathlib
import re

import pytest
import yaml
from bs4 import BeautifulSoup

import project
from project import git
from rectify import check
from rectify.check.restored import bare
from rectify.git import revision
from rectify.handbook import chapters
from rectify.ledger import counts, findings
from rectify.ledger.ledger import ledger
from rectify.words import messages

GOLDEN = pathlib.Path(__file__).parent / "golden"
DAY = datetime.date.fromisoformat
NUMBER = re.compile(r"(\d+)")


class Day:
    """A day of the story: what is written on it, and the numbers of that day."""

    def __init__(self, text, last):
        self.date = DAY(text[:10])
        self.blocks = re.findall(r"```yaml\n# (.*?)\n(.*?)```", text, re.S)
        line = next(line for line in text.splitlines() if line.startswith(last))
        self.numbers = [int(number) for number in NUMBER.findall(line)]


def story(language):
    text = chapters.chapter("story", language).text
    last = {"zh": "当天：", "en": "That day:"}[language]
    return [Day(part, last) for part in re.split(r"^## (?=\d{4}-)", text, flags=re.M)[1:]]


def merged(there, new):
    """A value with what a block writes: lists grow, the same measure or milestone is written anew."""
    if isinstance(there, dict):
        return {**there, **{key: merged(there.get(key), value) for key, value in new.items()}}
    if isinstance(there, list):
        kept = list(there)
        for item in new:
            same = [n for n, each in enumerate(kept) if _same(each, item)]
            if same:
                kept[same[0]] = item
            else:
                kept.append(item)
        return kept
    return new


def _same(one, other):
    if not isinstance(one, dict):
        return False
    return any(key in one and one[key] == other.get(key) for key in ("id", "text")) or (
        one.get("kind") == other.get("kind") == "meeting"
    )


def record(whole, way):
    """The record that a block's first line names: an issue or a unit by its id, then a list's entry."""
    found = next(each for each in whole.get("issues", whole.get("units")) if each["id"] == way[0])
    return found[way[1]][int(way[2]) - 1] if way[1:] else found


def written(folder, head, text):
    """Write what a block says."""
    value = yaml.safe_load(text)
    name, _, rest = head.partition(" ")
    way, _, to = rest.partition(" → ")
    path = folder / name
    whole = yaml.safe_load(path.read_text("utf-8")) if path.exists() else None
    if way:
        found = record(whole, way.split())
        found.update(merged(found, value))
        if to:
            whole["issues"].remove(found)
            other = yaml.safe_load((folder / to).read_text("utf-8"))
            other["issues"].append(found)
            dump(folder / to, other)
    dump(path, whole if way else value if whole is None else merged(whole, value))


def dump(path, value):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump(value, allow_unicode=True, sort_keys=False), "utf-8")


def begun(folder):
    project.copy_small(folder)
    project.change(folder, {"remove": ["data/organization.yml", "data/campaigns", "docs/notes"]})
    return folder


def numbers(book):
    handed, taken = findings.of_findings(book), counts.count(book.standings)
    return [handed.total, handed.done, taken.total, taken.closed, taken.flag["overdue"]]


def seen(data, day):
    """All that a day says of each issue and finding; entries of later days are in the brief and the life."""
    book = ledger(data.rounds[0], data.organization, day)
    issues = [(each.issue.id, each.issue.title, each.issue.owner, each.issue.lead) for each in book.standings]
    states = [each._replace(issue=None, life=()) for each in book.standings]
    return issues, bare(tuple(states)), findings.states(book)


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_the_story_is_true(language, tmp_path):
    folder = begun(tmp_path / "r")
    known = {}
    words = messages.catalogue("zh")
    for number, day in enumerate(story(language)):
        for head, text in day.blocks:
            written(folder, head, text)
        made = project.build(folder, str(day.date))
        problems = list(made.problems)
        if number:
            loaded = made.loaded
            compared = revision.compare(folder, "data", "HEAD", loaded, words, day.date)
            problems += check.compare(compared)
        told = [f"{day.date} {each.rule} {each.values}" for each in problems if each.level != "notice"]
        assert told == []
        if number:
            git(folder, "add", "-A")
            git(folder, "commit", "-q", "-m", str(day.date))
        else:
            project.committed(folder)
        data = made.loaded.data
        assert numbers(ledger(data.rounds[0], data.organization, day.date)) == day.numbers, day.date
        known[day.date] = seen(data, day.date)
    assert len(known) == len(story(language)) >= 12
    for day, then in known.items():
        assert seen(data, day) == then, day


def test_both_languages_tell_the_same_days():
    zh, en = story("zh"), story("en")
    assert [(day.date, day.numbers, [head for head, _ in day.blocks]) for day in zh] == [
        (day.date, day.numbers, [head for head, _ in day.blocks]) for day in en
    ]


def told(html):
    """Headings and lines of a report, in order."""
    soup = BeautifulSoup(html, "lxml")
    for gone in soup.select("script, svg, nav, template"):
        gone.decompose()
    blocks = "h1, h2, h3, h4, p, li, tr, dt, dd, caption, figcaption"
    lines = []
    for each in soup.select(blocks):
        if each.find(["p", "li", "tr", "dt", "dd"]) is None:
            text = " ".join(each.get_text(" ").split())
            lines.append(f"{'#' * int(each.name[1])} {text}" if each.name[0] == "h" else text)
    return "\n".join(line for line in lines if line) + "\n"


@pytest.mark.parametrize("report", ["2026-05-18", "2026-06-15"])
def test_a_weekly_report_is_as_it_was(report, tmp_path):
    """Headings, order and every number. To renew: delete the file and run this test twice."""
    folder = begun(tmp_path / "r")
    for day in story("zh"):
        for head, text in day.blocks:
            written(folder, head, text)
    html = project.build(folder, "2026-07-10").site.render(f"2026/weekly/{report}/")
    file = GOLDEN / f"weekly-{report}.txt"
    if not file.exists():
        file.parent.mkdir(exist_ok=True)
        file.write_text(told(html), "utf-8")
        pytest.fail(f"{file.name} was missing and is written; read it")
    assert told(html) == file.read_text("utf-8")
