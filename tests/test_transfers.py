"""Units that are renamed, end and join, issues that are transferred and handed over: each day has its own."""

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
from rectify.ledger.ledger import ledger
from test_history import found

U1, U2 = project.UNIT_1, project.UNIT_2
ORGANIZATION = "data/organization.yml"
CAMPAIGN = "data/campaigns/2019/campaign.yml"
DAY = datetime.date.fromisoformat
TRANSFER = {"date": DAY("2019-04-15"), "from": "unit-1", "to": "unit-2", "by": "李卫东", "reason": "职能划转"}
HANDOVER = {"date": DAY("2019-04-15"), "role": "owner", "from": "刘鹏", "to": "周明", "reason": "岗位调整"}


def edited(folder, name, change):
    path = folder / name
    whole = yaml.safe_load(path.read_text("utf-8"))
    change(whole)
    path.write_text(yaml.safe_dump(whole, allow_unicode=True, sort_keys=False), "utf-8")


def transferred(folder, **more):
    """The second issue of unit 1 goes to unit 2 on the 15th."""
    taken = []
    edited(folder, U1, lambda it: taken.append(it["issues"].pop(1)))
    edited(folder, U2, lambda it: it["issues"].append(taken[0] | {"transfers": [TRANSFER | more]}))


def handed(folder, **more):
    def change(it):
        it["issues"][1] |= {"owner": "周明", "handovers": [HANDOVER | more]}

    edited(folder, U1, change)


def unit(folder, **values):
    edited(folder, ORGANIZATION, lambda it: it["units"][4].update(values))


def on(folder, day, *, texts=False):
    data = project.build(folder).loaded.data
    if texts:
        return past.data_on(data, DAY(day))
    return ledger(data.rounds[0], data.organization, DAY(day))


def test_an_issue_counts_where_it_was_on_the_day(tmp_path):
    folder = project.copy_small(tmp_path)
    before = {day: bare(on(folder, day).standings) for day in ("2019-04-12", "2019-04-14")}
    transferred(folder)
    for day, standings in before.items():
        assert bare(on(folder, day).standings) == standings
    book = on(folder, "2019-04-15")
    assert [each.issue.id for each in book.of_unit("unit-2")] == ["U1-002", "U2-001"]
    assert [each.issue.id for each in book.of_unit("unit-1")] == ["U1-001"]
    days = counts.series(book, DAY("2019-04-10"), DAY("2019-04-15"))
    assert [each.total for each in days] == [3] * 6


def test_a_transferred_issue_still_answers_for_the_unit_that_it_left(tmp_path):
    folder = project.copy_small(tmp_path)
    edited(folder, U1, lambda it: it["issues"][1].update(finding="F02", source=None, category=None))
    edited(
        folder,
        U1,
        lambda it: it["claims"].update(F02={"has": True, "note": "督办不严", "checked": DAY("2019-04-09")}),
    )
    transferred(folder)
    told = project.report(project.build(folder))
    assert [line for line in told if "coverage." in line] == []
    book = on(folder, "2019-04-16")
    assert [each.issue.id for each in book.answered_by("F02", "unit-1")] == ["U1-002"]
    assert [each.issue.id for each in book.answered_by("F02", "unit-2")] == ["U1-002"]


def test_who_had_the_role_on_the_day_has_it(tmp_path):
    folder = project.copy_small(tmp_path)
    handed(folder)
    then, now = (
        on(folder, day, texts=True).rounds[0].files[0].issues[1] for day in ("2019-04-14", "2019-04-15")
    )
    assert (then.owner, then.measures[0].owner, then.handovers) == (("刘鹏",), "刘鹏", ())
    assert (now.owner, now.measures[0].owner, len(now.handovers)) == (("周明",), "周明", 1)


def test_a_measure_that_was_done_keeps_its_owner(tmp_path):
    folder = project.copy_small(tmp_path)
    handed(folder)
    edited(folder, U1, lambda it: it["issues"][1]["measures"][0].update(done=DAY("2019-04-14")))
    assert on(folder, "2019-04-16", texts=True).rounds[0].files[0].issues[1].measures[0].owner == "刘鹏"


def test_one_of_several_owners_hands_over(tmp_path):
    folder = project.copy_small(tmp_path)
    handed(folder)
    edited(folder, U1, lambda it: it["issues"][1].update(owner=["周明", "孙立"]))
    assert on(folder, "2019-04-14", texts=True).rounds[0].files[0].issues[1].owner == ("刘鹏", "孙立")


def test_a_unit_has_the_name_of_the_day(tmp_path):
    folder = project.copy_small(tmp_path)
    unit(folder, name="后勤保障团", names=[{"until": DAY("2019-04-15"), "name": "二团"}])
    names = [on(folder, day).organization.units[4].name for day in ("2019-04-15", "2019-04-16")]
    assert names == ["二团", "后勤保障团"]
    made = project.build(folder)
    monday = made.site.render("2019/weekly/2019-04-15/")
    assert "二团" in monday and "后勤保障团" not in monday
    assert "后勤保障团" in made.site.render("2019/")


def test_a_unit_that_ended_is_asked_no_more(tmp_path):
    folder = project.copy_small(tmp_path)
    transferred(folder)
    edited(folder, U2, lambda it: it["issues"].pop())
    edited(folder, U2, lambda it: it.update(issues=[]))
    unit(folder, ended=DAY("2019-04-15"), successor="unit-1")
    there = [[each.id for each in on(folder, day).answering] for day in ("2019-04-15", "2019-04-16")]
    assert there == [["unit-1", "unit-2"], ["unit-1"]]
    assert [each.id for each in on(folder, "2019-04-16").units] == ["unit-1", "unit-2"]  # it answered


def test_a_department_that_ended_is_read_as_its_successor(tmp_path):
    folder = project.copy_small(tmp_path)
    edited(folder, ORGANIZATION, lambda it: it["units"][1].update(ended=DAY("2019-04-15"), successor="hq"))
    leads = [
        {each.issue.lead[0] for each in on(folder, day).standings} for day in ("2019-04-15", "2019-04-16")
    ]
    assert [sorted(each) for each in leads] == [["political"], ["hq"]]
    findings = [on(folder, day).findings[0].lead for day in ("2019-04-15", "2019-04-16")]
    assert findings == [("political",), ("hq",)]


def test_a_unit_that_joins_takes_part_from_its_day_on(tmp_path):
    folder = project.copy_small(tmp_path)
    late = {"unit": "political", "date": DAY("2019-04-15"), "claims_due": DAY("2019-04-17")}
    edited(folder, CAMPAIGN, lambda it: it.update(joined=[late]))
    units = {day: on(folder, day) for day in ("2019-04-14", "2019-04-15", "2019-04-18")}
    assert ["political" in [each.id for each in book.units] for book in units.values()] == [False, True, True]
    asked = ["political" in [each.id for each in book.answering] for book in units.values()]
    assert asked == [False, False, True]  # it re-opens no finding before its own claims day


ACCEPTED = {
    "a transfer": transferred,
    "a handover": handed,
    "a new name": lambda folder: unit(
        folder, name="后勤保障团", names=[{"until": DAY("2019-04-15"), "name": "二团"}]
    ),
}
REFUSED = {
    "a transfer that is not written": (
        lambda folder: (
            transferred(folder),
            edited(folder, U2, lambda it: it["issues"][1].pop("transfers")),
        ),
        "history.id-kept",
    ),
    "a transfer from another unit": (
        lambda folder: transferred(folder, **{"from": "hq"}),
        "history.id-kept",
    ),
    "a handover that is not written": (
        lambda folder: edited(folder, U1, lambda it: it["issues"][1].update(owner="周明")),
        "history.roles-kept",
    ),
    "a handover from somebody else": (
        lambda folder: handed(folder, **{"from": "孙立"}),
        "history.roles-kept",
    ),
    "a new name without the old": (
        lambda folder: unit(folder, name="后勤保障团"),
        "history.units-kept",
    ),
}


@pytest.fixture
def repository(tmp_path):
    folder = project.copy_small(tmp_path / "r")
    for name in (U1, U2, ORGANIZATION):
        edited(folder, name, lambda it: None)  # as the edits write it
    project.committed(folder)
    git(folder, "switch", "-q", "-c", "edit")
    return folder


@pytest.mark.parametrize("name", ACCEPTED)
def test_what_is_written_is_no_rewriting(name, repository):
    ACCEPTED[name](repository)
    assert found(repository) == []


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_not_written_is_told(name, repository):
    change, rule = REFUSED[name]
    change(repository)
    assert rule in found(repository)


def test_what_was_written_stays(repository):
    transferred(repository)
    edited(repository, U2, lambda it: it["issues"][1].update(owner="周明", handovers=[HANDOVER]))
    unit(repository, name="后勤保障团", names=[{"until": DAY("2019-04-15"), "name": "二团"}])
    git(repository, "commit", "-qam", "moved")
    git(repository, "branch", "-f", "main")
    edited(repository, U2, lambda it: it["issues"][1]["transfers"][0].update(date=DAY("2019-04-16")))
    edited(repository, U2, lambda it: it["issues"][1]["handovers"][0].update(date=DAY("2019-04-16")))
    edited(repository, ORGANIZATION, lambda it: it["units"][4]["names"][0].update(until=DAY("2019-04-14")))
    assert set(found(repository)) == {"history.entry-kept", "history.units-kept"}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
@given(st.data())
def test_the_ledger_of_a_day_undoes_what_moved_later(tmp_path_factory, data):
    """After each move, every earlier day has the ledger that it had before it."""
    folder = project.copy_small(tmp_path_factory.mktemp("law"))
    files = {name: yaml.safe_load((folder / name).read_text("utf-8")) for name in (U1, U2)}
    day, home, owner = DAY("2019-04-12"), U1, "刘鹏"
    issue = files[U1]["issues"][1]
    known: dict[datetime.date, object] = {}
    for _ in range(data.draw(st.integers(2, 5))):
        for name, whole in files.items():
            (folder / name).write_text(yaml.safe_dump(whole, allow_unicode=True), "utf-8")
        loaded = project.build(folder).loaded.data
        for n in range(10):
            seen_on = DAY("2019-04-10") + datetime.timedelta(n)
            then = past.data_on(loaded, seen_on)
            book = ledger(loaded.rounds[0], loaded.organization, seen_on)
            roles = [each.owner for file in then.rounds[0].files for each in file.issues]
            seen = bare(tuple(each._replace(life=()) for each in book.standings)), sorted(roles)
            if seen_on < day and seen_on in known:
                assert seen == known[seen_on]
            known[seen_on] = seen
        day += datetime.timedelta(data.draw(st.integers(0, 2)))
        if data.draw(st.booleans()):
            other = U2 if home == U1 else U1
            files[home]["issues"].remove(issue)
            files[other]["issues"].append(issue)
            units = {U1: "unit-1", U2: "unit-2"}
            move = {"date": day, "from": units[home], "to": units[other], "by": "李卫东", "reason": "划转"}
            issue.setdefault("transfers", []).append(move)
            home = other
        else:
            new = data.draw(st.sampled_from([name for name in ("周明", "孙立", "刘鹏") if name != owner]))
            move = {"date": day, "role": "owner", "from": owner, "to": new, "reason": "岗位调整"}
            issue.setdefault("handovers", []).append(move)
            issue["owner"] = owner = new


BY = {"by": "刘鹏", "approved_by": "孙志远", "reason": "误录"}


def corrected(*lines):
    """The second issue of unit 1 with handovers, an owner and corrections of the 17th."""

    def edit(folder, owner, handovers):
        def change(it):
            made = [{"date": DAY("2019-04-17"), **BY, **line} for line in lines]
            it["issues"][1] |= {"owner": owner, "handovers": handovers} | (
                {"corrections": made} if made else {}
            )

        edited(folder, U1, change)

    return edit


LATER = HANDOVER | {"date": DAY("2019-04-16")}
MOVES_CORRECTED = {
    "the reason of a handover": (
        ("周明", [HANDOVER]),
        ("周明", [HANDOVER | {"reason": "退休"}]),
        [{"what": "handovers 1 reason", "was": "岗位调整"}],
    ),
    "the day of a handover": (
        ("周明", [HANDOVER]),
        ("周明", [LATER]),
        [{"what": "handovers 1 date", "was": HANDOVER["date"]}],
    ),
    "the day of a handover, which is that of the correction": (
        ("周明", [HANDOVER]),
        ("周明", [HANDOVER | {"date": DAY("2019-04-17")}]),
        [{"what": "handovers 1 date", "was": HANDOVER["date"]}],
    ),
    "a handover that was none": (
        ("周明", [HANDOVER]),
        ("刘鹏", []),
        [{"what": "handovers 1", "was": HANDOVER, "removed": True}, {"what": "owner", "was": "周明"}],
    ),
    "a handover that was forgotten": (
        ("刘鹏", []),
        ("周明", [HANDOVER]),
        [{"what": "handovers 1", "added": True}, {"what": "owner", "was": "刘鹏"}],
    ),
    "to whom": (
        ("周明", [HANDOVER]),
        ("周铭", [HANDOVER | {"to": "周铭"}]),
        [{"what": "owner", "was": "周明"}, {"what": "handovers 1 to", "was": "周明"}],
    ),
}


@pytest.mark.parametrize("name", MOVES_CORRECTED)
def test_a_corrected_handover_leaves_earlier_days_as_they_were(name, tmp_path):
    was, now, lines = MOVES_CORRECTED[name]
    folder = project.copy_small(tmp_path)
    corrected()(folder, *was)
    earlier = {
        n: (bare(on(folder, f"2019-04-{n}", texts=True)), bare(on(folder, f"2019-04-{n}").standings))
        for n in range(10, 17)
    }
    project.committed(folder)
    corrected(*lines)(folder, *now)
    for n, (texts, standings) in earlier.items():
        assert bare(on(folder, f"2019-04-{n}", texts=True)) == texts
        assert bare(on(folder, f"2019-04-{n}").standings) == standings
    assert on(folder, "2019-04-17").of_unit("unit-1")[1].issue.owner == (now[0],)
    assert found(folder) == []


def test_a_corrected_transfer_leaves_earlier_days_as_they_were(tmp_path):
    folder = project.copy_small(tmp_path)
    transferred(folder)
    days = [f"2019-04-{n}" for n in range(10, 17)]
    units = [[each.unit for each in on(folder, day).standings] for day in days]
    project.committed(folder)

    def change(it):
        it["issues"][1]["transfers"][0]["date"] = DAY("2019-04-16")
        line = {"date": DAY("2019-04-17"), "what": "transfers 1 date", "was": TRANSFER["date"], **BY}
        it["issues"][1]["corrections"] = [line]

    edited(folder, U2, change)
    assert [[each.unit for each in on(folder, day).standings] for day in days] == units
    assert found(folder) == []


def test_a_forgotten_transfer_is_added_by_a_correction(tmp_path):
    folder = project.committed(project.copy_small(tmp_path))
    transferred(folder)
    line = {"date": DAY("2019-04-17"), "what": "transfers 1", "added": True, **BY}
    edited(folder, U2, lambda it: it["issues"][1].update(corrections=[line]))
    units = [on(folder, f"2019-04-{n}").of_unit("unit-1") for n in (14, 16, 17)]
    assert [len(each) for each in units] == [2, 2, 1]
    assert found(folder) == []


def test_who_was_mistyped_may_take_over_later(tmp_path):
    folder = project.copy_small(tmp_path)
    handed(folder)
    line = {"date": DAY("2019-04-12"), "what": "owner", "was": "周明", **BY}
    edited(folder, U1, lambda it: it["issues"][1].update(corrections=[line]))
    assert project.report(project.build(folder)) == []
    owners = [on(folder, f"2019-04-{n}").of_unit("unit-1")[1].issue.owner for n in (11, 12, 15)]
    assert owners == [("周明",), ("刘鹏",), ("周明",)]


def test_a_handover_and_its_correction_may_come_together(tmp_path):
    folder = project.committed(project.copy_small(tmp_path))
    corrected({"what": "handovers 1 date", "was": HANDOVER["date"]})(folder, "周明", [LATER])
    assert found(folder) == []
