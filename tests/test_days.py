"""Days: plausible years, where mistakes are reported, and how long a campaign is followed."""

from __future__ import annotations

import datetime

import pytest

import project
from rectify.html.charts.days import burn_down
from rectify.ledger import periods
from rectify.ledger.ledger import ledger
from rectify.read import days, fields, options

WILD = ("0001-01-01", "0219-04-08", "1919-04-08", "1948-12-31", "2101-01-01", "9999-12-31")
KEYS = {
    project.CAMPAIGN: ("received: 2019-03-30", "started: 2019-04-08", "units: 2019-04-23", "superior: 2019-04-25"),
    project.UNIT_1: ("checked: 2019-04-09}\n  F02", "opened: 2019-04-10", "deadline: 2019-04-14",
                     "due: 2019-04-15", "done: 2019-04-14", "date: 2019-04-12", "added: 2019-04-14",
                     "issued: 2019-04-14", "date: 2019-04-15, step"),
    project.UNIT_2: ("date: 2019-04-16, from", "from: 2019-06-30", "to: 2019-07-31"),
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("wild", WILD)
def test_a_day_of_no_ledger_is_an_error_wherever_it_stands(wild, tmp_path):
    """And the only one: nothing is worked out of it, and no other day is called wrong because of it."""
    for file, keys in KEYS.items():
        for old in keys:
            folder = project.copy_small(tmp_path / f"{file}-{old}".replace("/", "-").replace("\n", ""))
            key, _, rest = old.partition(": ")
            project.change(folder, {"edit": [{"file": file, "old": old, "new": f"{key}: {wild}{rest[10:]}"}]})
            made = project.build(folder)
            told = [line for line in project.report(made) if "[structure.day]" in line]
            assert len(told) == 1, (old, project.report(made))
            assert made.site is None


@pytest.mark.parametrize("as_of", ["2019-03-29", "2031-12-31", "2039-12-31"])
def test_a_site_of_a_day_far_away_is_no_larger_for_it(as_of, tmp_path):
    folder = project.copy_small(tmp_path)
    project.change(folder, {"remove": ["docs/notes"]})  # it links to an issue that some days do not have
    made = project.build(folder, as_of=as_of)
    assert made.site is not None, project.report(made)
    ten_years = 10 * 53 + 10
    assert sum("/weekly/" in url for url in made.site.pages) < ten_years
    book = ledger(made.loaded.data.rounds[0], made.loaded.data.organization, days.iso_day(as_of))
    drawn = burn_down(book)
    assert drawn is None or len(drawn.days) < ten_years * 7


@pytest.mark.parametrize("day", [datetime.date.min, days.FIRST_DAY, days.LAST_DAY, datetime.date.max])
def test_weeks_are_counted_at_any_day(day, tmp_path):
    data = project.build(project.copy_small(tmp_path)).loaded.data
    campaign = data.rounds[0].campaign
    assert len(periods.weeks(campaign, day)) < 600
    for known in (periods.last_week, periods.since_report):
        known(campaign, day)
    assert ledger(data.rounds[0], data.organization, day).as_of == day


def test_a_day_may_not_be_before_or_after_all_ledgers():
    assert [fields.iso_day(day) for day in WILD] == [None] * len(WILD)
    assert options.day("2019-04-18") == datetime.date(2019, 4, 18)
