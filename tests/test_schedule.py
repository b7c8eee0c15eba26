"""Properties of slack, checked on random records."""

from __future__ import annotations

import datetime

from hypothesis import given
from hypothesis import strategies as st

from rectify.ledger import slack
from rectify.ledger.ledger import ledger
from rectify.ledger.slack import REASONS, USUAL_DAYS, Pace
from rectify.read.records import Extension, Measure, Round, Step, UnitFile
from test_ledger import AT, ORGANIZATION, START, campaign, day, days, issue, rounds


def standing(one, as_of):
    round_ = Round(campaign(), (), (UnitFile(AT, issues=(one,), unit="unit-1"),), "campaigns/2019", {})
    return ledger(round_, ORGANIZATION, as_of).standings[0]


def measures(*dues, done=None):
    return tuple(Measure("措施", "乙", day(due), AT, done=done) for due in dues)


paces = st.integers(0, 9).flatmap(lambda most: st.integers(0, most).map(lambda n: Pace(most, n, 1)))


@given(rounds(), days, paces)
def test_the_reason_is_the_first_that_holds(round_, as_of, pace):
    for each in ledger(round_, ORGANIZATION, as_of).standings:
        if not each.open:
            continue
        plan = slack.plan(each, as_of, pace)
        late = [m.due for m in each.issue.measures if not (m.done and m.done <= as_of)]
        held = {
            "overdue": each.deadline < as_of,
            "measures": any(due > each.deadline for due in late),
            "closing": max([as_of, *late]) + datetime.timedelta(plan.needed) > each.deadline,
        }
        assert plan.reason == next((name for name in REASONS if held[name]), "")
        assert plan.begins + datetime.timedelta(plan.slack) == each.deadline
        assert plan.begins >= as_of
        assert 0 <= plan.needed <= pace.closing


@given(rounds(), days, st.integers(1, 30))
def test_a_later_deadline_gives_as_much_more_slack_and_never_a_new_reason(round_, as_of, more):
    for each in ledger(round_, ORGANIZATION, as_of).standings:
        if not each.open:
            continue
        pace = Pace(2, 1, 1)
        before = slack.plan(each, as_of, pace)
        later = each.deadline + datetime.timedelta(more)
        moved = each._replace(deadline=later, overdue=later < as_of)
        after = slack.plan(moved, as_of, pace)
        assert after.slack == before.slack + more
        assert not (after.reason and not before.reason)


@given(rounds(), days)
def test_doing_a_measure_never_costs_slack(round_, as_of):
    for each in ledger(round_, ORGANIZATION, as_of).standings:
        if not each.open:
            continue
        done = tuple(m._replace(done=min(m.done or as_of, as_of)) for m in each.issue.measures)
        freed = each._replace(issue=each.issue._replace(measures=done))
        pace = Pace(2, 1, 1)
        assert slack.plan(freed, as_of, pace).slack >= slack.plan(each, as_of, pace).slack
        assert slack.plan(freed, as_of, pace).begins == as_of


@given(rounds(), days)
def test_the_pace_is_taken_from_what_is_closed(round_, as_of):
    book = ledger(round_, ORGANIZATION, as_of)
    pace = slack.pace(book.standings)
    closed = [each for each in book.standings if not each.open]
    assert pace.known <= len(closed)
    assert 0 <= pace.verifying <= pace.closing
    if not closed:
        assert pace == Pace(USUAL_DAYS, USUAL_DAYS, 0)


def closed_in(whole, last):
    steps = (
        Step(day(5), "apply", "乙", AT),
        Step(day(5 + whole - last), "review", "丙", AT, "pass"),
        Step(day(5 + whole), "verify", "丁", AT, "pass"),
    )
    return standing(issue(measures=measures(4, done=day(4)), closure=steps), day(30))


def test_the_pace_is_the_median_rounded_up():
    assert slack.pace([closed_in(1, 1), closed_in(3, 1), closed_in(8, 2)]) == Pace(3, 1, 3)
    assert slack.pace([closed_in(1, 0), closed_in(2, 1)]) == Pace(2, 1, 2)
    assert slack.pace([]) == Pace(USUAL_DAYS, USUAL_DAYS, 0)


def test_only_the_last_application_counts():
    """What was returned and applied for again took as long as its second try."""
    steps = (
        Step(day(2), "apply", "乙", AT),
        Step(day(3), "review", "丙", AT, "return"),
        Step(day(9), "apply", "乙", AT),
        Step(day(10), "review", "丙", AT, "pass"),
        Step(day(11), "verify", "丁", AT, "pass"),
    )
    assert slack.pace([standing(issue(closure=steps), day(30))]) == Pace(2, 1, 1)


def test_what_is_under_way_needs_less():
    pace, steps = Pace(6, 2, 1), (Step(day(10), "apply", "乙", AT),)
    reviewed = (*steps, Step(day(11), "review", "丙", AT, "pass"))

    def needed(closure, as_of):
        one = issue(measures=measures(4, done=day(4)), closure=closure)
        return slack.plan(standing(one, day(as_of)), day(as_of), pace).needed

    assert needed((), 12) == 6
    assert [needed(steps, n) for n in (10, 12, 14, 19)] == [6, 4, 2, 2]
    assert [needed(reviewed, n) for n in (11, 12, 13, 19)] == [2, 1, 0, 0]


def test_slack_is_counted_to_the_deadline_of_the_day():
    """From the last open measure, or from the day itself where that is later; extensions count once approved."""
    one = issue(
        deadline=day(20),
        measures=measures(8, 15),
        extensions=(Extension(day(17), day(24), "甲", "理由", AT),),
    )
    usual = Pace(2, 2, 0)
    left = {n: slack.plan(standing(one, day(n)), day(n), usual).slack for n in (1, 15, 16, 17)}
    assert left == {1: 5, 15: 5, 16: 4, 17: 7}
    assert slack.plan(standing(one, START), START, usual).begins == day(15)
