"""Corrections (更正): the ledger of a day before one is the ledger that the day had."""

from __future__ import annotations

import datetime

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import project
from project import git
from rectify.check.restored import bare
from rectify.ledger import counts, past
from rectify.ledger.ledger import ledger, register
from test_history import found, replace

U1 = project.UNIT_1
DAY = datetime.date.fromisoformat
TITLE = "    title: 督办台账不全\n"
PROGRESS = "    progress:\n      - {date: 2019-04-11, by: 刘鹏, none: 等待各科室报送登记表}\n"


def correction(what, was="", day="2019-04-18", more="approved_by: 李卫东, "):
    """A line of corrections."""
    said = f"was: {was}, " if was else ""
    return f"      - {{date: {day}, by: 刘鹏, {more}what: {what}, {said}reason: 录入有误}}\n"


def corrected(*lines):
    """An edit that adds corrections to the second issue of unit 1."""
    return {"file": U1, "old": PROGRESS, "new": f"{PROGRESS}    corrections:\n{''.join(lines)}"}


def change(old, new):
    return {"file": U1, "old": old, "new": new}


STEP = "{date: 2019-04-17, step: verify, by: 李卫东, result: pass, opinion: 查阅原件, method: 现场核查}"
CLOSED = "    results: {recovered: 12500.50, talked_to: 2}\n"


def of_closed(*lines):
    return change(CLOSED, f"{CLOSED}    corrections:\n{''.join(lines)}")


ACCEPTED = {
    "a title": [
        change(TITLE, "    title: 督办台账缺项\n"),
        corrected(correction("title", "督办台账不全", more="")),
    ],
    "twice": [
        change(TITLE, "    title: 督办台账缺页\n"),
        corrected(
            correction("title", "督办台账不全", "2019-04-17", more=""),
            correction("title", "督办台账缺项", more=""),
        ),
    ],
    "a text of an entry": [
        change("none: 等待各科室报送登记表", "none: 等待五个科室报送登记表"),
        {
            "file": U1,
            "old": "登记表}\n",
            "new": "登记表}\n    corrections:\n"
            + correction("progress 2019-04-11 none", "等待各科室报送登记表", more=""),
        },
    ],
    "a day of closing": [
        change("date: 2019-04-17, step: verify", "date: 2019-04-18, step: verify"),
        of_closed(correction("closure 3 date", "2019-04-17")),
    ],
    "a step that was never taken": [
        change(f"      - {STEP}\n", ""),
        of_closed(correction("closure 3", STEP, more="approved_by: 王建国, removed: true, ")),
    ],
    "a forgotten entry": [
        change(
            "    progress:\n      - {date: 2019-04-12",
            "    progress:\n      - {date: 2019-04-11, by: 刘鹏, text: 已起草}\n      - {date: 2019-04-12",
        ),
        of_closed(correction("progress 2019-04-11", more="approved_by: 李卫东, added: true, ")),
    ],
    "a wrong answer": [
        change("F01: {has: true, note: 党委", "F01: {has: false, note: 党委"),
        change("issues:\n", f"corrections:\n{correction('claims F01 has', 'true')[4:]}issues:\n"),
    ],
    "a deadline": [
        change("deadline: 2019-04-14", "deadline: 2019-04-20"),
        corrected(correction("deadline", "2019-04-14")),
    ],
}


@pytest.fixture
def repository(tmp_path):
    folder = project.committed(project.copy_small(tmp_path / "r"))
    git(folder, "switch", "-q", "-c", "edit")
    return folder


@pytest.mark.parametrize("name", ACCEPTED)
def test_what_is_corrected_by_the_book_is_no_rewriting(name, repository):
    project.change(repository, {"edit": ACCEPTED[name]})
    assert found(repository) == []


@pytest.mark.parametrize("name", ACCEPTED)
def test_the_same_edit_without_its_correction_is_told(name, repository):
    edits = [each for each in ACCEPTED[name] if "corrections:" not in each["new"]]
    project.change(repository, {"edit": edits})
    assert found(repository) != []


@pytest.mark.parametrize("name", ACCEPTED)
def test_a_correction_that_says_another_value_hides_nothing(name, repository):
    project.change(repository, {"edit": ACCEPTED[name]})
    text = (repository / U1).read_text("utf-8")
    for old, new in (
        ("was: 督办台账不全", "was: 督办台账"),
        ("was: 等待各科室", "was: 等待三科室"),
        ("was: 2019-04-17", "was: 2019-04-16"),
        ("was: {date: 2019-04-17", "was: {date: 2019-04-16"),
        ("what: progress 2019-04-11, reason", "what: progress 2019-04-12, reason"),
        ("was: true", "was: partial"),
        ("was: 2019-04-14", "was: 2019-04-13"),
    ):
        if old in text:
            (repository / U1).write_text(text.replace(old, new), "utf-8")
            break
    assert found(repository) != []


def test_corrections_only_grow(repository):
    project.change(repository, {"edit": ACCEPTED["twice"]})
    git(repository, "commit", "-qam", "corrected")
    git(repository, "branch", "-f", "main")
    project.change(repository, replace(U1, "was: 督办台账缺项", "was: 督办台账缺"))
    assert found(repository) == ["history.text-kept", "history.corrections-kept"][1:]


def test_what_is_dated_today_may_be_edited(repository):
    entry = "      - {date: 2019-04-18, by: 刘鹏, text: 已登记}\n"
    project.change(repository, replace(U1, PROGRESS, PROGRESS + entry))
    git(repository, "commit", "-qam", "today")
    git(repository, "branch", "-f", "main")
    project.change(repository, replace(U1, "text: 已登记", "text: 已登记三项"))
    assert found(repository) == []  # the day of the check is the 18th
    project.change(repository, replace(U1, "none: 等待各科室", "none: 等待三个科室"))
    assert found(repository) == ["history.entry-kept"]


def test_earlier_days_keep_what_they_showed(tmp_path):
    """The wall of the 17th said closed; a correction of the 18th says it was the 18th."""
    folder = project.copy_small(tmp_path)
    before = project.build(folder).site.books
    edits = ACCEPTED["a day of closing"]
    project.change(folder, {"edit": edits})
    after = project.build(folder).site.books
    for day in map(DAY, ("2019-04-16", "2019-04-17")):
        assert bare(after.on("2019", day).standings) == bare(before.on("2019", day).standings)
    assert after.now("2019").by_unit["unit-1"][0].closed_on == DAY("2019-04-18")
    assert before.now("2019").by_unit["unit-1"][0].closed_on == DAY("2019-04-17")
    first, last = DAY("2019-04-08"), DAY("2019-04-18")
    days = counts.series(after.now("2019"), first, last)
    assert [each.status for each in days] == [
        counts.count(after.on("2019", each.day).standings).status for each in days
    ]


VALUES = {
    "title": ["台账不全", "台账缺页", "督办台账不全"],
    "deadline": ["2019-04-13", "2019-04-14", "2019-04-16"],
    "kind": ["immediate", "dated"],
    "progress 1 none": ["等待报送", "等待登记", "等待各科室报送登记表"],
    "measures 1 due": ["2019-04-12", "2019-04-13"],
}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(st.data())
def test_the_ledger_of_a_day_undoes_what_was_corrected_later(tmp_path_factory, data):
    """After each correction, every earlier day has the ledger that it had before it."""
    folder = project.copy_small(tmp_path_factory.mktemp("law"))
    path = folder / U1
    whole = yaml.safe_load(path.read_text("utf-8"))
    issue = whole["issues"][1]
    day = DAY("2019-04-13")
    known: dict[datetime.date, object] = {}
    for _ in range(data.draw(st.integers(1, 4))):
        path.write_text(yaml.safe_dump(whole, allow_unicode=True), "utf-8")
        loaded = project.build(folder).loaded.data
        for n in range(12):
            on = DAY("2019-04-08") + datetime.timedelta(n)
            seen = _seen(loaded, on)
            if on < day and on in known:
                assert seen == known[on]
            known[on] = seen
        day = day + datetime.timedelta(data.draw(st.integers(0, 2)))
        what = data.draw(st.sampled_from(sorted(VALUES)))
        *way, key = what.split()
        record = issue[way[0]][int(way[1]) - 1] if way else issue
        new = data.draw(st.sampled_from([each for each in VALUES[what] if each != str(record[key])]))
        line = {"date": day, "by": "刘鹏", "approved_by": "李卫东", "what": what, "reason": "录入有误"}
        issue.setdefault("corrections", []).append({**line, "was": record[key]})
        record[key] = new if not new.startswith("2019") else DAY(new)


def _seen(data, day):
    round_ = data.rounds[0]
    book = ledger(round_, data.organization, day)
    texts = [
        (issue.title, issue.kind, issue.deadline, [each.none for each in issue.progress])
        for file in past.round_on(round_, data.organization, day).files
        for issue in file.issues
    ]
    return bare(tuple(each._replace(life=()) for each in book.standings)), texts


def test_the_register_shares_what_no_correction_touched(tmp_path):
    folder = project.copy_small(tmp_path)
    project.change(folder, {"edit": ACCEPTED["twice"]})
    data = project.build(folder).loaded.data
    made = register(data.rounds[0], data.organization)
    assert [str(day) for day in made.changes] == ["2019-04-17", "2019-04-18"]
    titles = [[each.title for part in state.parts for each in part.issues][1] for state in made.states]
    assert titles == ["督办台账不全", "督办台账缺项", "督办台账缺页"]
    assert len({id(state.parts[-1]) for state in made.states}) == 1


def test_what_was_corrected_may_become_internal(repository):
    project.change(repository, {"edit": ACCEPTED["a text of an entry"]})
    git(repository, "commit", "-qam", "corrected")
    git(repository, "branch", "-f", "main")
    hidden = "none: 等待五个科室报送登记表, internal: {approved_by: 李卫东, reason: 涉密}}"
    project.change(repository, replace(U1, "none: 等待五个科室报送登记表}", hidden))
    assert set(found(repository)) == {"history.internal-kept"}  # approved, so it is only told


def test_a_correction_of_what_was_closed_is_not_dated_before_that(repository):
    """Or it would need no approval."""
    edits = [
        change("title: 党委中心组学习不深入", "title: 学习不深入"),
        of_closed(correction("title", "党委中心组学习不深入", "2019-04-16", more="")),
    ]
    project.change(repository, {"edit": edits})
    assert found(repository) == ["history.corrections-kept"]


def test_a_correction_is_not_older_than_its_entry(tmp_path):
    edits = ACCEPTED["a text of an entry"]
    new = edits[1]["new"].replace("date: 2019-04-18", "date: 2019-04-10")
    told = project.told(project.copy_small(tmp_path), {"edit": [edits[0], edits[1] | {"new": new}]})
    assert len(told) == 1 and "2019-04-11" in told[0] and "correction-order" in told[0]
