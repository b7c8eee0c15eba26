"""Turns before a return or reopening are not checked against the present record."""

from __future__ import annotations

import pytest

import project

OPENED = "    opened: 2019-04-08\n    deadline: 2019-04-20\n"
MEASURE = (
    "      - {text: 修订中心组学习制度, owner: 刘鹏, due: 2019-04-15, done: 2019-04-14, output: 学习制度}\n"
)
LATER = "      - {text: 补开一次专题研讨, owner: 刘鹏, due: 2019-04-20}\n"
OWNER = "    owner: 刘鹏\n    supervisor: 李卫东\n    opened: 2019-04-08\n"
CLOSURE = """\
      - {date: 2019-04-15, step: apply, by: 刘鹏}
      - {date: 2019-04-16, step: review, by: 王志强, result: pass, opinion: 同意}
      - {date: 2019-04-17, step: verify, by: 李卫东, result: pass, opinion: 查阅原件, method: 现场核查}
"""
ENDS = {
    "returned by review": CLOSURE.split("      - {date: 2019-04-17")[0].replace("pass", "return"),
    "returned by verification": CLOSURE.replace("result: pass, opinion: 查", "result: return, opinion: 查"),
    "reopened": CLOSURE + "      - {date: 2019-04-18, step: reopen, by: 李卫东, opinion: 又有缺席}\n",
    "failed a recheck": CLOSURE.rstrip("\n")
    + "\n    rechecks:\n      - {date: 2019-04-18, by: 李卫东, result: fail, opinion: 又有缺席}\n",
}


def told(folder, *edits, file=project.UNIT_1, **more):
    project.change(folder, {"edit": [{"file": file, "old": old, "new": new} for old, new in edits]})
    return [line for line in project.report(project.build(folder, **more)) if ": 错误 [" in line]


@pytest.mark.parametrize("end", ENDS)
def test_a_measure_added_after_a_turn_is_not_asked_of_its_application(end, tmp_path):
    folder = project.copy_small(tmp_path)
    assert told(folder, (CLOSURE, ENDS[end]), (MEASURE, MEASURE + LATER)) == []


@pytest.mark.parametrize("end", ENDS)
def test_who_takes_over_after_a_turn_may_have_judged_it(end, tmp_path):
    folder = project.copy_small(tmp_path)
    assert told(folder, (CLOSURE, ENDS[end]), (OWNER, OWNER.replace("刘鹏", "王志强"))) == []


def test_the_next_application_is_asked_for_every_measure(tmp_path):
    folder = project.copy_small(tmp_path)
    again = ENDS["returned by review"] + "      - {date: 2019-04-18, step: apply, by: 刘鹏}\n"
    [line] = told(folder, (CLOSURE, again), (MEASURE, MEASURE + LATER))
    assert "[closing.apply] 2019-04-18 申请销号时，第2条措施还没有完成" in line


def test_a_deadline_advanced_later_leaves_what_is_done_alone(tmp_path):
    """Finished measures and closed records never change, so rules must not require it."""
    folder = project.copy_small(tmp_path / "issue")
    assert told(folder, (OPENED, OPENED.replace("04-20", "04-14"))) == []
    folder = project.copy_small(tmp_path / "units")
    assert told(folder, ("units: 2019-04-23}", "units: 2019-04-18}"), file=project.CAMPAIGN) == []


def test_who_leads_a_unit_after_a_campaign_is_over_may_have_verified_in_it(tmp_path):
    folder = project.copy_small(tmp_path)
    moved = ("leader: 赵海涛, deputy: 陈敏", "leader: 李卫东, deputy: 陈敏")
    organization = "data/organization.yml"
    lines = told(folder, moved, file=organization)
    assert any("[closing.verifier-outside]" in line for line in lines)
    over = ("verified_by: discipline\n", "verified_by: discipline\nfinished: 2019-04-18\n")
    assert told(folder, over, file=project.CAMPAIGN) == []


ADDED = "      - {text: 补开一次专题研讨, owner: 刘鹏, due: 2019-04-20, added: 2019-04-18}\n"


def built(folder, *edits, as_of, **more):
    folder = project.copy_small(folder)
    project.change(folder, {"edit": [{"file": project.UNIT_1, "old": old, "new": new} for old, new in edits]})
    made = project.build(folder, as_of, **more)
    assert made.site is not None, project.report(made)
    return made.site


def assert_same(one, other):
    """Two sites have the same pages and files."""
    assert one.pages.keys() == other.pages.keys() and one.feeds.keys() == other.feeds.keys()
    for url in one.pages:
        if not url.startswith("handbook/"):
            assert one.render(url) == other.render(url), url
    for url in one.feeds:
        if url != "build.json":  # which tells the files apart
            assert one.feed(url) == other.feed(url), url


def test_a_measure_does_not_exist_before_it_was_added(tmp_path):
    """Whatever a day's site shows is the same without the entries dated later."""
    early, later = "2019-04-17", "2019-04-18"
    full = (CLOSURE, ENDS["returned by review"]), (MEASURE, MEASURE + ADDED)
    sites = [
        built(tmp_path / "full", *full, as_of=early),
        built(tmp_path / "without", full[0], as_of=early),
        built(tmp_path / "later", *full, as_of=later),
    ]
    assert_same(*sites[:2])
    shown = sites[2].render("2019/issues/U1-001/")
    assert "补开一次专题研讨" in shown and "4月18日增列" in shown
    assert "增列" not in sites[0].render("2019/issues/U1-001/")


def test_a_standing_application_is_held_to_the_measures_of_its_day(tmp_path):
    applied = CLOSURE.split("      - {date: 2019-04-16")[0]
    assert told(project.copy_small(tmp_path / "a"), (CLOSURE, applied), (MEASURE, MEASURE + ADDED)) == []
    [line] = told(project.copy_small(tmp_path / "b"), (CLOSURE, applied), (MEASURE, MEASURE + LATER))
    assert "[closing.apply]" in line


def test_a_measure_added_while_it_was_reviewed_is_done_before_closing(tmp_path):
    added = ADDED.replace("04-18", "04-16")
    [line] = told(project.copy_small(tmp_path / "a"), (MEASURE, MEASURE + added))
    assert "[closing.apply] 2019-04-17 核验销号时，申请以后增列的第2条措施还没有完成" in line
    done = added.replace("}", ", done: 2019-04-17}")
    assert told(project.copy_small(tmp_path / "b"), (MEASURE, MEASURE + done)) == []
