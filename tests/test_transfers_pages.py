"""What readers see of units that were renamed, merged or joined, and of issues that went elsewhere."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

import project

CASE = {
    "edit": [
        {
            "file": "data/organization.yml",
            "old": "name: 二团, kind: unit, leader: 马文斌",
            "new": "name: 二团, kind: unit, leader: 马文斌, ended: 2019-04-14, successor: unit-1",
        },
        {
            "file": "data/organization.yml",
            "old": "deputy: 陈敏}",
            "new": "deputy: 陈敏, names: [{until: 2019-04-11, name: 一营}]}\n"
            "  - {id: unit-3, name: 三团, kind: unit, leader: 高原}",
        },
        {
            "file": project.CAMPAIGN,
            "old": "verified_by: discipline",
            "new": "verified_by: discipline\njoined: [{unit: unit-3, date: 2019-04-12, claims_due: 2019-04-22}]",
        },
    ]
}
"""二团 goes into 一团, which was 一营 before; 三团 joins."""


@pytest.fixture(scope="module")
def sites(tmp_path_factory):
    """The project of the case on a day, in a language."""
    folder = project.copy_small(tmp_path_factory.mktemp("transfers"))
    project.change(folder, CASE)
    old, new = folder / project.UNIT_2, folder / project.UNIT_1
    claims, _, issue = old.read_text("utf-8").partition("issues:\n")
    old.write_text(claims, "utf-8")
    kept = new.read_text("utf-8")
    moved = "    transfers: [{date: 2019-04-15, from: unit-2, to: unit-1, by: 李卫东, reason: 编制调整}]\n"
    handed = "    handovers: [{date: 2019-04-16, role: owner, from: 周明, to: 刘鹏, reason: 岗位调整}]\n"
    new.write_text(kept + handed + issue.rstrip("\n") + "\n" + moved, "utf-8")
    made = {}

    def on(day="2019-04-18", language="zh"):
        if (day, language) not in made:
            assembled = project.build(folder, day, language)
            assert not project.report(assembled)
            made[day, language] = assembled.site
        return made[day, language]

    return on


def page(site, url):
    return BeautifulSoup(site.render(url), "lxml")


def text(part):
    return " ".join(part.get_text().split())


@pytest.mark.parametrize(
    ("id", "language", "told"),
    [
        ("U2-001", "zh", "移交 由二团移交一团：编制调整 李卫东"),
        ("U2-001", "en", "Transferred From 二团 to 一团: 编制调整 李卫东"),
        ("U1-002", "zh", "交接 责任人由周明交接给刘鹏：岗位调整"),
        ("U1-002", "en", "Handed over Owner from 周明 to 刘鹏: 岗位调整"),
    ],
)
def test_an_issue_tells_where_it_came_from_and_who_had_it(sites, id, language, told):
    story = page(sites(language=language), f"2019/issues/{id}/").select(".rc-story dd")
    assert told in [text(each) for each in story]


def test_before_the_day_there_is_no_transfer(sites):
    before = sites("2019-04-14")
    assert "移交" not in before.render("2019/issues/U2-001/")
    facts = page(before, "2019/issues/U1-002/").select_one(".rc-form")
    owner = facts.find("dt", string="责任人")
    assert text(owner.find_next("dd")) == "周明"
