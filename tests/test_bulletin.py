"""A published 整改通报 of the usual shape is typed in, and its totals come out as it prints them.

Twenty-five findings with printed numbers in two lists, 19 done and 6 under way; money in 万元, people by kind of
handling. All names are invented.
"""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

import project
from test_findings import lines

PRINTED = "截至4月18日，反馈问题25项，已完成19项（76%），正在整改6项；整改问题31项，已销号25项（80.6%）。"
SECTIONS = ("一、（一）", "一、（二）", "二、（一）", "二、（二）", "三、")


def findings():
    """Five sections of five, the last of them a list of its own."""
    for n in range(25):
        number = f"{SECTIONS[n // 5]}{n % 5 + 1}."
        listed = "选人用人专项" if n >= 20 else "主体反馈"
        yield f"- {{id: F{n + 1:02}, category: study, text: 反馈问题第{n + 1}项, lead: political, number: {number}, list: {listed}}}\n"


def issue(id, finding, results="", *, done):
    measure = ", done: 2019-04-10" if done else ""
    steps = """\
    closure:
      - {date: 2019-04-11, step: apply, by: 罗志安}
      - {date: 2019-04-12, step: review, by: 王志强, result: pass, opinion: 同意}
      - {date: 2019-04-14, step: verify, by: 李卫东, result: pass, opinion: 查阅原件, method: 现场核查}
"""
    return f"""\
  - id: {id}
    finding: {finding}
    title: {finding}的整改问题
    description: 检查发现
    kind: dated
    lead: political
    leader: 赵海涛
    owner: 罗志安
    supervisor: 李卫东
    opened: 2019-04-08
    deadline: 2019-04-20
    measures:
      - {{text: 逐项整改, owner: 罗志安, due: 2019-04-19{measure}}}
    progress:
      - {{date: 2019-04-11, by: 罗志安, text: 正在逐项整改}}
    evidence:
      - {{ref: 整改情况报告, added: 2019-04-10}}
{results}{steps if done else ""}"""


RESULTS = """\
    amount: 1250000
    results:
      - {date: 2019-04-11, kind: 追缴收回, amount: 386200}
      - {date: 2019-04-12, kind: 归还原渠道, amount: 500000}
      - {date: 2019-04-12, kind: 党纪政务处分, people: 3}
      - {date: 2019-04-12, kind: 组织处理, people: 2}
      - {date: 2019-04-12, kind: 批评教育, people: 5}
      - {date: 2019-04-14, kind: 谈话提醒, people: 12}
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = project.copy_small(tmp_path_factory.mktemp("bulletin"))
    one = [
        issue(f"U1-{n:03}", f"F{n:02}", RESULTS if n == 1 else "", done=n not in range(4, 25, 4))
        for n in range(1, 26)
    ]
    two = [issue(f"U2-{n:03}", f"F{n:02}", done=True) for n in range(1, 7)]
    answers = {
        unit: "".join(f"  F{n:02}: {{has: {has(unit, n)}, note: 对照检查}}\n" for n in range(1, 26))
        for unit in (1, 2)
    }
    project.change(
        folder,
        {
            "remove": ["data/campaigns/2019/evidence"],
            "write": {
                project.FINDINGS: "".join(findings()),
                project.UNIT_1: f"claims:\n{answers[1]}issues:\n{''.join(one)}",
                project.UNIT_2: f"claims:\n{answers[2]}issues:\n{''.join(two)}",
                "docs/news.md": f"# 通报\n\n{PRINTED}\n",
            },
        },
    )
    made = project.build(folder)
    assert {each.rule for each in made.problems} <= {"weekly.silent"}, project.report(made)
    return made.site


def has(unit, n):
    return "true" if unit == 1 or n <= 6 else "false"


def page(site, url):
    return BeautifulSoup(site.render(url), "lxml")


def test_the_overview_has_the_totals_as_printed(site):
    found = page(site, "2019/")
    assert "反馈问题25项，已完成19项（76.0%）" in found.select_one(".rc-hero").get_text()
    table = lines(found)
    numbers = {name: table["反馈问题"][name] for name in ("total", "completed", "in_progress", "not_started")}
    assert numbers == {"total": "25", "completed": "19", "in_progress": "6", "not_started": "0"}
    assert table["整改问题"]["rate"] == "80.6% 25/31"
    assert [table[f"其中{name}"]["total"] for name in ("主体反馈", "选人用人专项")] == ["20", "5"]


def test_the_weekly_report_prints_them(site):
    told = page(site, "2019/weekly/2019-04-15/").find(id="official").get_text(strip=True)
    assert told.startswith(
        "反馈问题共25项：已完成19项，基本完成0项，正在整改6项，未启动0项，完成率76.0%（19÷25）。"
    )
    assert "整改问题按同样口径：已完成25项" in told


@pytest.mark.parametrize("url", ["2019/", "2019/weekly/2019-04-15/"])
def test_money_is_in_ten_thousands_and_people_by_kind(site, url):
    text = " ".join(page(site, url).get_text(" ", strip=True).split())
    for amount in ("38.62万元", "50万元", "88.62万元"):
        assert amount in text, amount
    for kind, number in (("党纪政务处分", 3), ("组织处理", 2), ("批评教育", 5), ("谈话提醒", 12)):
        assert f"{kind} {number}人次" in text, kind


def test_the_printed_numbers_are_in_the_order_of_the_list(site):
    shown = [each.get_text() for each in page(site, "2019/findings/").select(".rc-matrix tbody .rc-printed")]
    assert shown[:2] + shown[-1:] == ["一、（一）1.", "一、（一）2.", "三、5."]
    assert len(set(shown)) == 25
