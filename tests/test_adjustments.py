"""调整: the superior's decisions that change what a campaign has decided, shown from their day on."""

from __future__ import annotations

from bs4 import BeautifulSoup

import project

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
