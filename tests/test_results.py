"""整改成效: dated results, activities and targets, from the YAML to each place that shows them."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

import project

RESULTS = """\
    amount: 12500.5
    results:
      - {date: 2019-04-12, kind: recovered, amount: 8000.5, note: 收回超标准列支的会议费}
      - {date: 2019-04-16, kind: 统筹盘活, amount: 3000}
      - {date: 2019-04-14, kind: avoided, amount: 412600.35}
      - {date: 2019-04-15, kind: 谈话提醒, people: 3, note: 约谈三名经办人}
      - {date: 2019-04-16, kind: admonished, people: 1}
      - {date: 2019-04-16, kind: transferred, people: 1}
      - {date: 2019-04-17, kind: visits, count: 403}
"""
CAMPAIGN = """\
result_kinds:
  - {id: visits, name: 走访服务对象, of: count, unit: 户}
activities:
  - {date: 2019-04-09, kind: 专题会议, count: 2, note: 研究整改方案}
  - {date: 2019-04-16, kind: lecture, count: 1}
  - {date: 2019-04-17, kind: 现场推进会, count: 1}
"""
MEASURE = "due: 2019-04-14, target: {amount: 18, unit: 公里}, reached: [{date: 2019-04-12, amount: 6}, {date: 2019-04-13, amount: 10.4}]}"


def made(tmp_path, *, campaign=CAMPAIGN, unit_results=RESULTS):
    """The small project with dated results, activities and a target."""
    folder = project.copy_small(tmp_path)
    file = folder / project.UNIT_1
    text = file.read_text("utf-8").replace("    results: {recovered: 12500.50, talked_to: 2}\n", unit_results)
    file.write_text(text.replace("due: 2019-04-14}", MEASURE), "utf-8")
    with (folder / project.CAMPAIGN).open("a", encoding="utf-8") as stream:
        stream.write(campaign)
    return folder


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    return project.build(made(tmp_path_factory.mktemp("results"))).site


@pytest.fixture(scope="module")
def page(site):
    return lambda url: BeautifulSoup(site.render(url), "lxml")


def pairs(table):
    """What a table or a list of pairs says, by the name in its first cell."""
    if table.name == "dl":
        return {each.dt.get_text(): each.dd.get_text(" ", strip=True) for each in table.find_all("div")}
    rows = (row.find_all(["th", "td"]) for row in table.tbody.find_all("tr"))
    return {cells[0].get_text(): [each.get_text(" ", strip=True) for each in cells[1:]] for cells in rows}


def test_the_overview_adds_up_each_kind(page):
    found = pairs(page("2019/").find(id="results").find_next("dl"))
    assert found == {
        "涉及金额": "1.28万元",
        "已整改到位": "1.1万元",
        "未整改到位": "1,800元",
        "追缴收回": "8,000.50元",
        "统筹盘活": "3,000元",
        "避免损失": "41.26万元",
        "处理人次": "4人次",
        "诫勉": "1人次",
        "谈话提醒": "3人次",
        "移交": "1人次",
        "走访服务对象": "403户",
        "制度成果": "1",
        "专题会议": "2次",
        "党课": "1次",
        "现场推进会": "1次",
    }
