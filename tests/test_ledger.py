"""Properties of the ledger, checked on random records."""

from __future__ import annotations

import datetime
import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rectify.ledger import counts, periods
from rectify.ledger.brief import brief
from rectify.ledger.ledger import ledger
from rectify.ledger.lights import scheme
from rectify.ledger.standing import STATUSES, moves
from rectify.ledger.timeline import timeline
from rectify.read.records import (
    Campaign,
    Category,
    Deadlines,
    Extension,
    Finding,
    Issue,
    Light,
    Measure,
    Organization,
    Progress,
    Recheck,
    Round,
    Step,
    Unit,
    UnitFile,
)
from rectify.read.source import Place, Source

AT = Place(Source("test.yml", "", ""))
START = datetime.date(2019, 4, 1)
UNITS = tuple(Unit(id, id, AT, kind="unit") for id in ("unit-1", "unit-2", "unit-3"))
ORGANIZATION = Organization(UNITS, AT)

days = st.integers(0, 40).map(lambda n: START + datetime.timedelta(n))


def day(n: int) -> datetime.date:
    return START + datetime.timedelta(n)


def campaign(**more) -> Campaign:
    values = {
        "name": "批次",
        "source": "来源",
        "received": START,
        "started": day(3),
        "deadlines": Deadlines(day(25), day(22), AT),
        "verified_by": "unit-3",
        "categories": (Category("study", "学习", AT),),
        "at": AT,
        "id": "2019",
    }
    return Campaign(**{**values, **more})


def issue(id: str = "A", **more) -> Issue:
    values = {
        "title": "问题",
        "description": "说明",
        "kind": "dated",
        "lead": ("unit-3",),
        "leader": "甲",
        "owner": "乙",
        "supervisor": "丙",
        "opened": day(0),
        "deadline": day(20),
        "at": AT,
        "source": "self_check",
        "category": "study",
    }
    return Issue(id=id, **{**values, **more})


@st.composite
def issues(draw, id: str = "A") -> Issue:
    opened = draw(days)
    later = st.integers(0, 40).map(lambda n: opened + datetime.timedelta(n))
    step = st.sampled_from(
        [
            ("apply", None),
            ("review", "pass"),
            ("review", "return"),
            ("verify", "pass"),
            ("verify", "return"),
            ("reopen", None),
        ]
    )
    closure = draw(st.lists(st.tuples(later, step), max_size=6))
    return issue(
        id,
        kind=draw(st.sampled_from(["immediate", "dated", "long_term"])),
        opened=opened,
        deadline=draw(later),
        measures=tuple(
            Measure("措施", "乙", draw(later), AT, done=draw(st.none() | later))
            for _ in range(draw(st.integers(0, 3)))
        ),
        progress=tuple(
            Progress(when, "乙", AT, text="做了" if done else None, none=None if done else "等")
            for when, done in draw(st.lists(st.tuples(later, st.booleans()), max_size=4))
        ),
        closure=tuple(Step(when, name, "丁", AT, result) for when, (name, result) in closure),
        rechecks=tuple(
            Recheck(when, "丁", result, AT)
            for when, result in draw(
                st.lists(st.tuples(later, st.sampled_from(["pass", "fail"])), max_size=2)
            )
        ),
        extensions=tuple(
            Extension(when, to, "甲", "理由", AT)
            for when, to in draw(st.lists(st.tuples(later, later), max_size=2))
        ),
    )


@st.composite
def rounds(draw) -> Round:
    files = []
    for unit in UNITS:
        number = draw(st.integers(0, 4))
        made = tuple(draw(issues(f"{unit.id}-{n}")) for n in range(number))
        files.append(UnitFile(AT, issues=made, unit=unit.id))
    findings = (Finding("F01", "study", "问题", "unit-3", AT),)
    return Round(campaign(), findings, tuple(files), "campaigns/2019", {})


@given(rounds(), days)
def test_counts_add_up(round_, as_of):
    book = ledger(round_, ORGANIZATION, as_of)
    total = counts.count(book.standings)
    assert total.total == len(book.standings) == sum(total.status.values()) == sum(total.colour.values())
    assert total.open + total.closed == total.total
    assert sum(counts.count(book.of_unit(unit.id)).total for unit in UNITS) == total.total
    for each in book.standings:
        assert each.overdue == (each.status != "closed" and each.deadline < as_of)
        assert not (each.overdue and each.due_soon)
        assert (each.closed_on is not None) == (each.status == "closed")


@given(rounds(), days, st.integers(0, 20))
def test_time_only_adds_entries(round_, as_of, later):
    before = ledger(round_, ORGANIZATION, as_of)
    after = ledger(round_, ORGANIZATION, as_of + datetime.timedelta(later))
    ids = [each.issue.id for each in after.standings]
    assert [each.issue.id for each in before.standings] == [
        id for id in ids if id in {each.issue.id for each in before.standings}
    ]
    written = {issue.id: issue for file in round_.files for issue in file.issues}
    for each in before.standings:
        story = timeline(written[each.issue.id], as_of)
        assert timeline(written[each.issue.id], as_of + datetime.timedelta(later))[: len(story)] == story


@given(issues(), days)
def test_closed_stays_closed_unless_reopened(one, as_of):
    found = moves(brief(one))
    for before, after in itertools.pairwise(found):
        if before.status == "closed" and after.status != "closed":
            reopened = [step.date for step in one.closure if step.date <= after.day]
            failed = [recheck.date for recheck in one.rechecks if recheck.result == "fail"]
            assert after.day in reopened + failed


@given(rounds(), days, st.randoms(use_true_random=False))
def test_order_of_files_and_entries_does_not_matter(round_, as_of, random):
    def shuffled(items):
        items = list(items)
        random.shuffle(items)
        return tuple(items)

    def by_day(steps):
        """Steps of one day are taken in file order; different days may be in any order."""
        groups = {}
        for step in steps:
            groups.setdefault(step.date, []).append(step)
        return tuple(step for day_ in shuffled(groups) for step in groups[day_])

    other = round_._replace(
        files=shuffled(
            file._replace(
                issues=shuffled(
                    each._replace(
                        progress=shuffled(each.progress),
                        measures=shuffled(each.measures),
                        closure=by_day(each.closure),
                        rechecks=by_day(each.rechecks),
                        extensions=by_day(each.extensions),
                    )
                    for each in file.issues
                )
            )
            for file in round_.files
        )
    )

    def told(book):
        return [each._replace(issue=each.issue.id) for each in book.standings]

    assert told(ledger(round_, ORGANIZATION, as_of)) == told(ledger(other, ORGANIZATION, as_of))


@given(rounds(), days)
@settings(max_examples=50)
def test_series_equals_the_ledger_of_every_day(round_, as_of):
    first = START - datetime.timedelta(2)
    book = ledger(round_, ORGANIZATION, as_of)
    for each in counts.series(book, first, day(60)):
        assert each.status == counts.count(ledger(round_, ORGANIZATION, each.day).standings).status
        assert each.day <= as_of


@given(st.integers(0, 5000), st.integers(0, 5000))
def test_percent(part, whole):
    part = min(part, whole)
    told = counts.percent(part, whole)
    if not whole:
        assert told == "—"
        return
    assert (told == "100.0%") == (part == whole)
    assert abs(float(told[:-1]) - 100 * part / whole) <= 0.1


def test_percent_as_published():
    assert counts.percent(19, 25) == "76.0%"
    assert counts.percent(688, 697) == "98.7%"
    assert counts.percent(1, 8) == "12.5%"
    assert counts.percent(9999, 10000) == "99.9%"
    assert counts.percent(1, 2000) == "0.1%"


def standing(one: Issue, as_of: datetime.date, **more):
    files = (UnitFile(AT, issues=(one,), unit="unit-1"),)
    return ledger(Round(campaign(**more), (), files, "", {}), ORGANIZATION, as_of).standings[0]


def step(n: int, name: str, result: str | None = None) -> Step:
    return Step(day(n), name, "丁", AT, result)


def test_status_by_the_table():
    life = issue(
        progress=(Progress(day(1), "乙", AT, none="等"), Progress(day(2), "乙", AT, text="做了")),
        closure=(
            step(4, "apply"),
            step(5, "review", "return"),
            step(6, "apply"),
            step(7, "review", "pass"),
            step(8, "verify", "pass"),
            step(12, "reopen"),
        ),
    )
    expected = "not_started not_started in_progress in_progress in_review in_progress in_review in_verification closed"
    assert [standing(life, day(n)).status for n in range(9)] == expected.split()
    assert standing(life, day(5)).returned
    assert not standing(life, day(6)).returned
    assert standing(life, day(12)).status == "in_progress"
    assert standing(life, day(12)).reopened
    assert standing(life, day(11)).closed_on == day(8)


def test_a_measure_done_starts_an_issue():
    one = issue(measures=(Measure("措施", "乙", day(9), AT, done=day(3)),))
    assert standing(one, day(2)).status == "not_started"
    assert standing(one, day(3)).status == "in_progress"
    assert standing(one, day(3)).basically_done


def test_a_failed_recheck_reopens_and_a_passed_one_does_not():
    closed = (step(4, "apply"), step(5, "review", "pass"), step(6, "verify", "pass"))
    failed = issue(closure=closed, rechecks=(Recheck(day(9), "丁", "fail", AT),))
    passed = issue(closure=closed, rechecks=(Recheck(day(9), "丁", "pass", AT),))
    assert (standing(failed, day(8)).status, standing(failed, day(9)).status) == ("closed", "in_progress")
    assert standing(passed, day(9)).status == "closed"


def test_deadline_moves_with_the_extensions_approved_by_the_day():
    one = issue(extensions=(Extension(day(10), day(30), "甲", "理由", AT),))
    assert standing(one, day(9)).deadline == day(20)
    assert standing(one, day(10)).deadline == day(30)
    assert standing(one, day(10)).extended
    assert not standing(one, day(25)).overdue


def test_of_two_extensions_of_one_day_the_last_in_the_file_holds():
    first, second = (Extension(day(10), day(n), "甲", "理由", AT) for n in (35, 30))
    assert standing(issue(extensions=(first, second)), day(11)).deadline == day(30)
    assert standing(issue(extensions=(second, first)), day(11)).deadline == day(35)


def test_days_and_signals():
    one = issue()
    assert standing(one, day(20)).days_left == 0
    assert standing(one, day(20)).due_soon
    assert standing(one, day(21)).overdue
    colours = [standing(one, day(n)).light.colour for n in (14, 15, 20, 21)]
    assert colours == ["green", "yellow", "yellow", "red"]
    long = one._replace(kind="long_term")
    assert [standing(long, day(n)).light.colour for n in (14, 15, 21)] == ["blue", "yellow", "red"]


def test_a_district_may_set_its_own_signals():
    signals = (
        Light("overdue", "red", AT),
        Light("due", "yellow", AT, days=10),
        Light("due", "green", AT, days=20, label="预告"),
        Light("otherwise", "blue", AT),
    )
    lights = [standing(issue(deadline=day(30)), day(n), signals=signals).light for n in (9, 10, 20, 31)]
    assert [(light.colour, light.label) for light in lights] == [
        ("blue", None),
        ("green", "预告"),
        ("yellow", None),
        ("red", None),
    ]
    assert scheme(campaign(signals=signals))[-1].when == "otherwise"


def test_closed_late_and_on_time():
    closure = (step(4, "apply"), step(5, "review", "pass"), step(6, "verify", "pass"))
    late, on_time = issue(deadline=day(5), closure=closure), issue(deadline=day(6), closure=closure)
    assert standing(late, day(9)).closed_late
    assert not standing(on_time, day(9)).closed_late
    assert not standing(late, day(9)).overdue


def test_a_week_covers_the_seven_days_before_its_report():
    monday = datetime.date(2019, 4, 15)
    week = periods.weeks(campaign(), monday)[-1]
    assert (week.report, week.first, week.last) == (
        monday,
        datetime.date(2019, 4, 8),
        datetime.date(2019, 4, 14),
    )


WEEK = periods.Week.before(datetime.date(2019, 4, 15))


def told(day: str, **text) -> dict:
    return {"progress": (Progress(datetime.date.fromisoformat(day), "乙", AT, **text),)}


def made(day: str, step: str, result: str | None = None) -> dict:
    return {"closure": (Step(datetime.date.fromisoformat(day), step, "乙", AT, result),)}


def done(day: str) -> dict:
    return {"measures": (Measure("措施", "乙", WEEK.last, AT, done=datetime.date.fromisoformat(day)),)}


@pytest.mark.parametrize(
    ("record", "silent"),
    [
        ({}, True),
        (told("2019-04-14", text="做了"), False),
        (told("2019-04-08", none="等"), False),
        (told("2019-04-15", text="做了"), True),
        (told("2019-04-07", text="做了"), True),
        (done("2019-04-08"), False),
        (done("2019-04-07"), True),
        (done("2019-04-15"), True),
        (made("2019-04-14", "review", "return"), False),
        (made("2019-04-07", "review", "return"), True),
        (made("2019-04-07", "apply"), False),  # it is with who reviews it
        (made("2019-04-15", "apply"), True),
        ({"opened": datetime.date(2019, 4, 12)}, True),
        ({"opened": datetime.date(2019, 4, 13)}, False),
        ({"opened": datetime.date(2019, 4, 14)}, False),
    ],
)
def test_who_is_silent_in_a_week(record, silent):
    one = issue(**{"opened": datetime.date(2019, 4, 1), "deadline": day(50), **record})
    for as_of in (WEEK.report, WEEK.report + datetime.timedelta(3)):
        assert standing(one, as_of).silent == silent


@given(rounds(), days)
def test_nobody_is_both_silent_and_held_and_who_is_either_was_open(round_, as_of):
    week = periods.last_week(round_.campaign, as_of)
    if week is None:
        return
    book = ledger(round_, ORGANIZATION, week.report)
    held = {each.issue.id for some in counts.waiting(book, week).values() for each in some}
    silent = {each.issue.id for each in book.standings if each.silent}
    then = ledger(round_, ORGANIZATION, week.last)
    assert not held & silent
    assert held | silent <= {each.issue.id for each in then.standings if each.open}
    for each in then.standings:
        assert (each.issue.id in held) <= (each.status in ("in_review", "in_verification"))


def test_reports_of_a_finished_campaign_end_with_it():
    weeks = periods.weeks(campaign(finished=day(20)), day(300))
    assert weeks[0].report.weekday() == 0
    assert weeks[-1].last >= day(20) > weeks[-2].last


def test_statuses_are_five():
    assert len(STATUSES) == 5
