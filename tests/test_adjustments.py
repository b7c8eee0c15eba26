"""调整: the superior's decisions that change what a campaign has decided, shown from their day on."""

from __future__ import annotations

import datetime

from bs4 import BeautifulSoup

import project
from rectify.ledger.ledger import ledger
from test_cli import rectify

MORE = (
    "verified_by: discipline\n"
    "adjustments: [{date: 2019-04-17, what: 分期, document: 上级〔2019〕21号, reason: 合并验收}]\n"
)


def shown(folder, as_of, url):
    made = project.build(folder, as_of)
    assert made.site is not None, project.report(made)
    found = BeautifulSoup(made.site.render(url), "lxml").find(id="adjustments")
    return found and found.get_text(" ", strip=True)


def test_overview_and_report_tell_an_adjustment_from_its_day_on(tmp_path):
    folder = project.copy_small(tmp_path)
    edit = {"file": project.CAMPAIGN, "old": "verified_by: discipline\n", "new": MORE}
    project.change(folder, {"edit": [edit]})
    said = "4月17日 依据上级〔2019〕21号，调整分期 ：合并验收"
    assert shown(folder, "2019-04-16", "2019/") is None
    assert shown(folder, "2019-04-18", "2019/") == said
    assert shown(folder, "2019-04-30", "2019/weekly/2019-04-22/") == said
    assert shown(folder, "2019-04-30", "2019/weekly/2019-04-29/") is None


def test_moving_a_unit_within_its_list_decides_nothing(tmp_path):
    old = "deadlines: {superior: 2019-04-25, units: 2019-04-23}"
    by_unit = (
        "deadlines: {superior: 2019-04-25, units: 2019-04-23, by_unit: {%s: 2019-04-24, %s: 2019-04-24}}"
    )
    told = project.told(
        project.copy_small(tmp_path),
        {
            "against": True,
            "before": {
                "edit": [{"file": project.CAMPAIGN, "old": old, "new": by_unit % ("unit-1", "unit-2")}]
            },
            "edit": [
                {
                    "file": project.CAMPAIGN,
                    "old": by_unit % ("unit-1", "unit-2"),
                    "new": by_unit % ("unit-2", "unit-1"),
                }
            ],
        },
    )
    assert not any("[history." in line for line in told)


SAID = {
    "file": project.CAMPAIGN,
    "old": "superior: 2019-04-25, units: 2019-04-23",
    "new": "superior: 2019-04-25, units: 2019-04-24",
}
UNITS = "adjustments: [{date: 2019-04-17, what: 单位时限, was: 2019-04-23, document: 上级〔2019〕21号}]\n"


def adjusted(folder, more=UNITS):
    entry = {
        "file": project.CAMPAIGN,
        "old": "verified_by: discipline\n",
        "new": f"verified_by: discipline\n{more}",
    }
    project.change(folder, {"edit": [SAID, entry]})
    return folder


def test_days_before_an_adjustment_keep_to_what_was_decided(tmp_path):
    plain = project.copy_small(tmp_path / "plain")
    folder = adjusted(project.copy_small(tmp_path / "p"))
    for day, units in (("2019-04-16", "4月23日"), ("2019-04-17", "4月24日")):
        site = project.build(folder, day).site
        left = BeautifulSoup(site.render("2019/"), "lxml").select_one(".rc-hero__left small")
        assert left.text == units
    assert "（原为2019年4月23日）" in shown(folder, "2019-04-18", "2019/")
    before = [project.build(each, "2019-04-16").site.render("2019/") for each in (plain, folder)]
    assert before[0] == before[1]


def test_of_several_adjustments_each_day_has_its_own(tmp_path):
    more = (
        "signals: [{when: due, days: 9, colour: red}]\n"
        "adjustments:\n"
        "  - {date: 2019-04-18, what: signals, was: [{when: due, days: 9, colour: blue}], document: 二}\n"
        "  - {date: 2019-04-16, what: 亮灯规则, was: [], document: 一}\n"
    )
    folder = project.copy_small(tmp_path)
    case = {
        "file": project.CAMPAIGN,
        "old": "verified_by: discipline\n",
        "new": f"verified_by: discipline\n{more}",
    }
    project.change(folder, {"edit": [case]})
    data = project.build(folder).loaded.data
    for day, colours in ((15, []), (16, ["blue"]), (17, ["blue"]), (18, ["red"])):
        then = ledger(data.rounds[0], data.organization, datetime.date(2019, 4, day)).campaign
        assert [light.colour for light in then.signals] == colours
    assert "没有" in shown(folder, "2019-04-18", "2019/")


def test_an_adjustment_that_remembers_is_accepted(tmp_path):
    folder = project.copy_small(tmp_path)
    project.committed(folder)
    adjusted(folder)
    done = rectify(folder, "check", "--against", "main")
    assert "history." not in done.stdout
    project.change(
        folder, {"edit": [{"file": project.CAMPAIGN, "old": "was: 2019-04-23", "new": "was: 2019-04-22"}]}
    )
    done = rectify(folder, "check", "--against", "main")
    assert done.returncode == 1
    assert "history.decision-kept" in done.stdout
