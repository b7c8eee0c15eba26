"""Corrections (更正) on the pages: what was corrected is marked, what it was is told, earlier days know nothing."""

from __future__ import annotations

import datetime
import json

import pytest
import yaml
from bs4 import BeautifulSoup

import project
from rectify import pages
from rectify.build import books
from rectify.html.rendering import Renderer
from rectify.read import format, options
from rectify.read.entries import Entries
from rectify.read.fields import AMOUNT, COUNT, DAY, IDENTIFIER, NAME, TEXT, Choice, Either, Many, Shape
from rectify.read.source import Place, Source
from rectify.words import messages
from test_corrections import ACCEPTED, change, corrected, correction, of_closed

DAYS = datetime.date.fromisoformat
U1 = project.UNIT_1


def site(folder, *edits, as_of="2019-04-18", **more):
    """The site after some edits, which are accepted."""
    project.change(project.copy_small(folder), {"edit": list(edits)})
    made = project.build(folder, as_of, **more)
    assert made.site, project.report(made)
    return made.site


def page(site, url):
    return BeautifulSoup(site.render(url), "html.parser")


def words(tag):
    return " ".join(tag.get_text(" ", strip=True).split())


def told(html):
    """The corrections listed on an issue's page."""
    return [words(each) for each in html.find(id="corrections").find_next("dl")("dd")]


FULL = {
    "id": "U1-003",
    "finding": "F01",
    "title": "甲",
    "description": "乙",
    "kind": "dated",
    "lead": "political",
    "leader": "赵海涛",
    "owner": "刘鹏",
    "supervisor": "李卫东",
    "opened": DAYS("2019-04-08"),
    "deadline": DAYS("2019-04-20"),
    "category": "politics",
    "basis": "丙",
    "amount": 100,
    "recommendation": "丁",
    "target": "戊",
    "standard": "己",
    "joint": ["hq"],
    "support": ["hq"],
    "root_cause": "庚",
    "next_step": "辛",
    "measures": [{"text": "补登", "owner": "刘鹏", "due": DAYS("2019-04-14")}],
    "progress": [{"date": DAYS("2019-04-11"), "by": "刘鹏", "text": "已补登"}],
    "evidence": [{"ref": "政〔2019〕12号", "added": DAYS("2019-04-12")}],
    "regulations": [{"name": "细则", "issued": DAYS("2019-04-12"), "kind": "new"}],
    "closure": [{"date": DAYS("2019-04-12"), "step": "apply", "by": "刘鹏"}],
    "results": [{"date": DAYS("2019-04-12"), "kind": "recovered", "amount": 10}],
    "rechecks": [{"date": DAYS("2019-04-17"), "by": "李卫东", "result": "pass"}],
    "follow_up": [{"date": DAYS("2019-04-17"), "by": "刘鹏", "text": "复训"}],
    "extensions": [
        {"date": DAYS("2019-04-12"), "to": DAYS("2019-04-22"), "approved_by": "王建国", "reason": "汛期"}
    ],
    "transfers": [
        {"date": DAYS("2019-04-12"), "from": "unit-2", "to": "unit-1", "by": "王建国", "reason": "归口"}
    ],
    "handovers": [
        {"date": DAYS("2019-04-12"), "role": "leader", "from": "钱七", "to": "赵海涛", "reason": "轮岗"}
    ],
    "reminders": [
        {"date": DAYS("2019-04-12"), "by": "王建国", "to": "刘鹏", "kind": "reminder", "text": "请抓紧"}
    ],
}
ELSEWHERE = {"id", "corrections", "internal", "disclosed"}
"""Keys that no correction can name, or that no page shows."""

AT_ANOTHER_TIME = {"source", "by_analogy", "carries", "carried_over", "split", "merged", "void"}
"""Keys that such an issue does not have."""


def another(kind, value):
    """A value of the same kind."""
    if isinstance(kind, Choice):
        return next(each for each in kind.options if each != value)
    if kind is DAY:
        return DAYS("2019-04-09")
    if kind in (AMOUNT, COUNT):
        return 7
    if isinstance(kind, Many | Either):
        return [another(kind.item, value[0])]
    return {IDENTIFIER: "unit-2" if value != "F01" else "F02", NAME: "钱七", TEXT: "原来的话"}.get(kind)


def every_correction():
    """A correction of each key of an issue, and of an entry of each list."""
    assert FULL.keys() | ELSEWHERE | AT_ANOTHER_TIME == format.ISSUE.keys.keys()
    for key, value in FULL.items():
        if key in ELSEWHERE:
            continue
        kind = format.ISSUE.keys[key].kind
        if isinstance(kind, Entries | Many) and isinstance(kind.item, Shape):
            name = next(name for name in value[0] if kind.item.keys[name].kind in (TEXT, NAME, DAY))
            yield f"{key} 1 {name}", another(kind.item.keys[name].kind, value[0][name])
        else:
            yield key, another(kind, value)


def test_whatever_is_corrected_is_marked_where_it_stands(tmp_path):
    """A key that is added to the format and whose corrections no page marks fails here."""
    project.copy_small(tmp_path)
    path = tmp_path / U1
    whole = yaml.safe_load(path.read_text("utf-8"))
    who = {"date": DAYS("2019-04-18"), "by": "刘鹏", "approved_by": "李卫东", "reason": "录入有误"}
    made = [{**who, "what": what, "was": was} for what, was in every_correction()]
    whole["issues"].append({**FULL, "corrections": made})
    path.write_text(json.dumps(whole, default=str, ensure_ascii=False), "utf-8")
    chosen, _ = options.read({"as_of": DAYS("2019-04-18")}, Place(Source("mkdocs.yml", "", "")), (), ())
    chosen = chosen._replace(pages=tuple(pages.hideable()))
    there, loaded = books(tmp_path, chosen, messages.catalogue("zh"))
    assert ("2019", "U1-003") in there.records, project.report(loaded)
    renderer = Renderer(there.common, "", kinds=pages.snippets, directory_urls=True)
    subject = next(each for each in pages.plan(there) if each.url == "2019/issues/U1-003/")
    html = BeautifulSoup(renderer.page(subject), "html.parser")
    marks = {link["href"] for link in html.select("a.rc-corrected")}
    unmarked = [one["what"] for n, one in enumerate(made, 1) if f"#correction-{n}" not in marks]
    assert unmarked == []
    assert [each["id"] for each in html.select("dd[id^=correction-]")] == [
        f"correction-{n}" for n in range(1, len(made) + 1)
    ]


TOLD = {
    "a title": "更正 问题：改为：督办台账缺项 刘鹏更正，理由：录入有误 原来的内容 督办台账不全",
    "a text of an entry": "更正 进展（2019年4月11日）的本周无进展的原因：改为：等待五个科室报送登记表 "
    "刘鹏更正，理由：录入有误 原来的内容 等待各科室报送登记表",
    "a day of closing": "更正 销号步骤第3步的日期：改为：2019年4月18日 刘鹏更正，李卫东批准，理由：录入有误 "
    "原来的内容 2019年4月17日",
    "a step that was never taken": "更正 销号步骤第3步：删去 刘鹏更正，王建国批准，理由：录入有误 原来的内容 "
    "日期：2019年4月17日，步骤：核验，经办人：李卫东，结果：通过，意见：查阅原件，方式：现场核查",
    "a forgotten entry": "更正 进展（2019年4月11日）：补录：日期：2019年4月11日，填报人：刘鹏，进展：已起草 "
    "刘鹏更正，李卫东批准，理由：录入有误",
    "a deadline": "更正 整改时限：改为：2019年4月20日 刘鹏更正，李卫东批准，理由：录入有误 原来的内容 2019年4月14日",
}


@pytest.mark.parametrize("name", TOLD)
def test_the_page_says_what_was_corrected_by_whom_and_why(tmp_path, name):
    built = site(tmp_path, *ACCEPTED[name])
    shown = [page(built, f"2019/issues/{id}/") for id in ("U1-001", "U1-002")]
    assert [each for html in shown if html.find(id="corrections") for each in told(html)] == [TOLD[name]]


def test_the_page_of_an_earlier_day_knows_of_no_later_correction(tmp_path):
    built = site(tmp_path, *ACCEPTED["twice"], as_of="2019-04-17")
    html = page(built, "2019/issues/U1-002/")
    assert html.h1.get_text() == "督办台账缺项"
    assert told(html) == [TOLD["a title"]]
    before = page(site(tmp_path / "b", *ACCEPTED["twice"], as_of="2019-04-16"), "2019/issues/U1-002/")
    assert before.h1.get_text() == "督办台账不全"
    assert before.find(id="corrections") is None and not before.select(".rc-corrected")


def test_an_entry_keeps_its_mark_when_a_later_correction_moves_it(tmp_path):
    """Progress number 1 was corrected; later another was added before it."""
    text = "none: 等待各科室报送登记表"
    lines = [
        correction("progress 1 none", "等待各科室报送登记表", "2019-04-17"),
        correction("progress 1", more="approved_by: 李卫东, added: true, "),
    ]
    built = site(
        tmp_path,
        change(text, "none: 等待五个科室报送登记表"),
        change(
            "      - {date: 2019-04-11, by: 刘鹏, none",
            "      - {date: 2019-04-10, by: 刘鹏, text: 已布置}\n      - {date: 2019-04-11, by: 刘鹏, none",
        ),
        {"file": U1, "old": "登记表}\n", "new": f"登记表}}\n    corrections:\n{''.join(lines)}"},
    )
    html = page(built, "2019/issues/U1-002/")
    marked = {link["href"]: words(link.parent) for link in html.select("dd > a.rc-corrected")}
    assert "等待五个科室" in marked["#correction-1"] and "已布置" in marked["#correction-2"]
    assert "进展（2019年4月11日）的" in told(html)[0] and "进展（2019年4月10日）：补录" in told(html)[1]


def test_what_a_document_orders_is_an_adjustment(tmp_path):
    line = correction("deadline", "2019-04-14", more="approved_by: 李卫东, document: 政发〔2019〕9号, ")
    built = site(tmp_path, ACCEPTED["a deadline"][0], corrected(line))
    assert told(page(built, "2019/issues/U1-002/"))[0].startswith("调整 整改时限：改为：2019年4月20日")
    assert "依据政发〔2019〕9号" in told(page(built, "2019/issues/U1-002/"))[0]


def test_what_is_withheld_is_told_as_such(tmp_path):
    line = correction("closure 3 opinion", more="approved_by: 王建国, withheld: true, ")
    built = site(tmp_path, of_closed(line))
    assert told(page(built, "2019/issues/U1-001/"))[0].endswith("原来的内容 〔不予公开〕")


def test_what_is_internal_is_not_told(tmp_path):
    line = correction("title", "督办台账不全", more="approved_by: 李卫东, internal: true, ")
    built = site(tmp_path, ACCEPTED["a title"][0], corrected(line))
    html = built.render("2019/issues/U1-002/")
    assert "rc-corrected" not in html
    for each in (html, built.render("2019/corrections/"), built.feed("2019/issues.json").decode()):
        assert "督办台账不全" not in each and "录入有误" not in each
    week = project.build(tmp_path, "2019-04-22").site.render("2019/weekly/2019-04-22/")
    assert "督办台账不全" not in week and "录入有误" not in week and 'id="corrections"' in week


LATE = {
    "a closing day": (
        "U1-001",
        [
            change("deadline: 2019-04-20", "deadline: 2019-04-16"),
            change("due: 2019-04-15, done", "due: 2019-04-14, done"),
            change("date: 2019-04-17, step: verify", "date: 2019-04-16, step: verify"),
            of_closed(correction("closure 3 date", "2019-04-17")),
        ],
    ),
    "a deadline": ("U1-002", ACCEPTED["a deadline"]),
}


@pytest.mark.parametrize("name", LATE)
def test_what_is_on_time_by_a_correction_stays_marked(tmp_path, name):
    id, edits = LATE[name]
    built = site(tmp_path, *edits)
    book = built.books.now("2019")
    (one,) = [each for each in book.standings if each.issue.id == id]
    assert one.by_correction and not one.overdue and not one.closed_late
    assert [each.issue.id for each in book.standings if each.by_correction] == [id]
    html = page(built, f"2019/issues/{id}/")
    assert "经更正" in words(html.select_one(".rc-eyebrow"))
    assert [words(row.td.find_next("td")) for row in page(built, "2019/by-correction/").select("tbody tr")]
    overview = page(built, "2019/")
    assert overview.select_one('a[href$="by-correction/"]').get_text() == "1"
    everything = page(built, "2019/issues/").select_one(f'tr:has(a[href$="{id}/"])')
    assert "经更正" in words(everything)
    unit = page(built, "2019/units/unit-1/")
    assert id in words(unit.find(id="flag-by_correction"))


@pytest.mark.parametrize("name", LATE)
def test_before_the_correction_it_was_late(tmp_path, name):
    id, edits = LATE[name]
    book = site(tmp_path, *edits).books.on("2019", DAYS("2019-04-17"))
    (one,) = [each for each in book.standings if each.issue.id == id]
    assert not one.by_correction and (one.overdue or one.closed_late)


@pytest.mark.parametrize("name", ["a title", "a day of closing", "a text of an entry"])
def test_what_was_on_time_before_is_not_marked(tmp_path, name):
    """Nor does anything else change on pages that have no such issue."""
    built = site(tmp_path, *ACCEPTED[name])
    assert not any(each.by_correction for each in built.books.now("2019").standings)
    assert "2019/by-correction/" not in built.pages


def test_the_archive_marks_what_is_on_time_by_a_correction(tmp_path):
    built = site(tmp_path, *LATE["a closing day"][1])
    assert "经更正" in words(page(built, "archive/2019/").find(id="2019-U1-001"))


def weekly(folder, *edits, as_of="2019-04-22", report="2019-04-22", **more):
    return page(site(folder, *edits, as_of=as_of, **more), f"2019/weekly/{report}/")


def test_the_weekly_tells_what_the_corrections_of_its_period_moved(tmp_path):
    html = weekly(tmp_path, *ACCEPTED["a step that was never taken"])
    shown = words(html.find(id="corrections").find_next("p"))
    assert shown.startswith("U1-001 党委中心组学习不深入")
    assert shown.endswith("更正后：已销号→待核验，销号日期 4月17日→—，计为超期，计为基本完成")
    assert "已销号 1→0；" in words(html.find(id="corrections-totals"))
    assert words(html.find(id="corrections").find_next("dd")) == TOLD["a step that was never taken"]


def test_a_correction_of_a_text_changes_no_number(tmp_path):
    html = weekly(tmp_path, *ACCEPTED["a title"])
    assert words(html.find(id="corrections").find_next("p")).endswith("不影响统计")
    assert words(html.find(id="corrections-totals")) == "本期的更正不影响统计。"


def test_a_week_without_corrections_has_no_such_section(tmp_path):
    assert weekly(tmp_path, *ACCEPTED["a title"], report="2019-04-15").find(id="corrections") is None


@pytest.mark.parametrize("name", [name for name in ACCEPTED if name != "a wrong answer"])
def test_a_past_weekly_reads_as_it_did_on_its_day(tmp_path, name):
    """The report of the 15th in today's site is that of the site of the 15th."""
    project.change(project.copy_small(tmp_path), {"edit": ACCEPTED[name]})
    now, then = (project.build(tmp_path, day).site for day in ("2019-04-18", "2019-04-15"))
    url = "2019/weekly/2019-04-15/"
    today, that_day = (words(page(each, url)) for each in (now, then))
    assert today.removesuffix("→").strip() == that_day.removesuffix("→").strip()


CLAIM = [
    change("F02: {has: false, note: 已对照检查", "F02: {has: false, note: 已逐条对照检查"),
    change(
        "issues:\n", f"corrections:\n{correction('claims F02 note', '已对照检查，无此类问题')[4:]}issues:\n"
    ),
]


def test_the_page_of_corrections_lists_all_of_a_campaign_newest_first(tmp_path):
    edits = [*ACCEPTED["twice"], *CLAIM]
    built = site(tmp_path, *edits)
    html = page(built, "2019/corrections/")
    rows = [[words(cell) for cell in row("td")] for row in html.select("tbody tr")]
    assert [row[0] for row in rows] == ["4月18日", "4月18日", "4月17日"]
    assert sorted(row[3] for row in rows) == ["对照认领F02的理由", "问题", "问题"]
    ids = [row["id"] for row in html.select("tbody tr")]
    assert sorted(ids) == ["issue-U1-002-1", "issue-U1-002-2", "unit_file-unit-1-1"]


@pytest.mark.parametrize("url", ["2019/units/unit-1/", "2019/findings/F02/"])
def test_a_corrected_answer_is_marked_with_a_link_to_its_correction(tmp_path, url):
    built = site(tmp_path, *CLAIM)
    (mark,) = page(built, url).select("tr a.rc-corrected")
    assert mark["href"].endswith("corrections/#unit_file-unit-1-1")
    assert page(built, "2019/corrections/").find(id="unit_file-unit-1-1")
    assert "已逐条对照检查" in words(mark.find_parent("td"))


def test_a_campaign_without_corrections_has_no_such_page(tmp_path):
    built = site(tmp_path)
    assert not [url for url in built.pages if "corrections" in url]


def test_a_corrected_record_is_marked_in_the_archive(tmp_path):
    built = site(tmp_path, *ACCEPTED["a day of closing"])
    (mark,) = page(built, "archive/2019/").select("a.rc-corrected")
    assert mark["href"].endswith("2019/issues/U1-001/#corrections")


ORDERED = "approved_by: 李卫东, document: 政发〔2019〕9号, "


def test_a_corrected_finding_is_marked_with_a_link_to_its_correction(tmp_path):
    old = "text: 理论学习不够深入，存在表态化、浅表化现象, lead: political"
    line = correction("text", "理论学习不够深入，存在表态化、浅表化现象", more=ORDERED).strip()[2:]
    edit = {
        "file": project.FINDINGS,
        "old": old,
        "new": f"text: 理论学习不够深入，存在浅表化现象, lead: political, corrections: [{line}]",
    }
    built = site(tmp_path, edit)
    (mark,) = page(built, "2019/findings/F01/").select("#corrected a")
    assert mark["href"].endswith("corrections/#finding-F01-1")
    (row,) = page(built, "2019/corrections/").select("tbody tr")
    assert row["id"] == "finding-F01-1" and "存在表态化、浅表化现象" in words(row)


def test_issues_json_has_the_corrections(tmp_path):
    built = site(tmp_path, *ACCEPTED["a day of closing"])
    file = json.loads(built.feed("2019/issues.json"))
    told = {issue["id"]: issue["corrections"] for issue in file["issues"]}
    assert told["U1-002"] == []
    assert told["U1-001"] == [
        {
            "date": "2019-04-18",
            "kind": "correction",
            "way": "changed",
            "where": "销号步骤第3步的日期",
            "by": "刘鹏",
            "approved_by": "李卫东",
            "reason": "录入有误",
            "document": None,
            "was": "2019年4月17日",
            "now": "2019年4月18日",
        }
    ]


def test_issues_json_withholds_what_is_withheld(tmp_path):
    line = correction("closure 3 opinion", more="approved_by: 王建国, withheld: true, ")
    file = json.loads(site(tmp_path, of_closed(line)).feed("2019/issues.json"))
    (one,) = [each for issue in file["issues"] for each in issue["corrections"]]
    assert (one["way"], one["was"], one["now"]) == ("withheld", None, "查阅原件")


def test_search_finds_the_reason_and_not_what_it_was(tmp_path):
    built = site(tmp_path, *ACCEPTED["a title"])
    (document,) = built.documents([built.pages["2019/issues/U1-002/"]])
    assert "录入有误" in document.texts and "督办台账不全" not in " ".join([document.title, *document.texts])


def test_a_past_weekly_names_the_campaign_as_it_was_named(tmp_path):
    line = correction("name", "2019年巡视巡察反馈问题整改", "2019-04-17").strip()[2:]
    edits = [
        {"file": project.CAMPAIGN, "old": "name: 2019年巡视巡察反馈问题整改", "new": "name: 2019年巡察整改"},
        {"file": project.CAMPAIGN, "old": "units: [unit-1", "new": f"corrections: [{line}]\nunits: [unit-1"},
    ]
    past = weekly(tmp_path / "a", *edits, report="2019-04-15")
    assert words(past.select_one(".rc-lead")).startswith("2019年巡视巡察反馈问题整改 ·")
    now = weekly(tmp_path / "b", *edits)
    assert words(now.select_one(".rc-lead")).startswith("2019年巡察整改 ·")
    assert words(now.find(id="corrections").find_next("p")).startswith("2019年巡察整改")


def test_what_a_claim_moved_is_told_in_the_totals(tmp_path):
    """The answer was no; it is mended to yes, so the finding is no longer denied."""
    edits = [
        change(
            "F02: {has: false, note: 已对照检查，无此类问题", "F02: {has: partial, note: 两件督办事项超期"
        ),
        change(
            "issues:\n",
            f"corrections:\n{correction('claims F02 has', 'false')[4:]}"
            f"{correction('claims F02 note', '已对照检查，无此类问题')[4:]}issues:\n",
        ),
        change(
            "    source: self_check\n    category: politics\n    title: 督办",
            "    finding: F02\n    title: 督办",
        ),
        corrected(
            correction("source", "self_check", more="approved_by: 李卫东, removed: true, "),
            correction("category", "politics", more="approved_by: 李卫东, removed: true, "),
            correction("finding", more="approved_by: 李卫东, added: true, "),
        ),
    ]
    html = weekly(tmp_path, *edits)
    groups = [words(each) for each in html.select(".rc-corrected__of")]
    assert groups == ["U1-002 督办台账不全 一团", "对照认领 一团"]
    assert "反馈问题完成率" in words(html.find(id="corrections-totals"))


def test_corrections_are_told_in_english_too(tmp_path):
    built = site(tmp_path, *LATE["a closing day"][1], as_of="2019-04-22", language="en")
    (line,) = told(page(built, "2019/issues/U1-001/"))
    assert line == (
        "Correction closing steps, step 3, Day: now 16 Apr 2019 corrected by 刘鹏, approved by 李卫东, "
        "reason: 录入有误 What it was 17 Apr 2019"
    )
    week = page(built, "2019/weekly/2019-04-22/")
    assert "no longer: Closed late" in words(week.find(id="corrections").find_next("p"))
