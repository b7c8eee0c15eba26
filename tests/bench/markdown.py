"""The same round as Markdown pages, for what knows nothing else: MkDocs with gen-files, and Zensical.

Alike: the records; a page an issue, a unit with the same sections as tables, a unit's board, a finding; the lists
behind the numbers, the people and the archive in sheets of as many rows; the wall, a row an issue, in as many
sheets; the weekly reports, the overview, the units, the findings, the handbook; with gen-files also the calendars,
badges, embeds and the issues as JSON. The theme has its own search.

Not alike: it checks no rule and works out a status and whether an issue is late, nothing else; no charts, analogy,
matrix of claims, data quality or changes; the wall has no bars. Zensical, which generates no files, has none of
the files that are no pages.
"""

from __future__ import annotations

import collections
import json
import pathlib
from typing import Any

import yaml

from bench import generate

CHAPTERS = pathlib.Path(__file__).parents[2] / "hooks/rectify/handbook/zh"
SHEET = 200
CONFIG = """site_name: x
theme: {name: material, font: false}
plugins: [%s]
markdown_extensions: [tables, attr_list]
validation: {omitted_files: ignore, absolute_links: ignore, anchors: ignore}
nav: [index.md]
"""

SCRIPT = """import json, mkdocs_gen_files
for path, text in json.load(open("pages.json", encoding="utf-8")).items():
    with mkdocs_gen_files.open(path, "w") as file:
        file.write(text)
"""

HEAD = "| 编号 | 问题 | 单位 | 类别 | 状态 | 责任人 | 时限 | 措施 |\n|---|---|---|---|---|---|---|---|"
DUTIES = "| 编号 | 问题 | 牵头部门 | 责任领导 | 责任人 | 督导人 | 时限 |\n|---|---|---|---|---|---|---|"
TASKS = "| 编号 | 措施 | 责任人 | 完成时限 | 完成日期 | 成果 |\n|---|---|---|---|---|---|"
CLAIMS = "| 编号 | 有无 | 说明 |\n|---|---|---|"
NUMBERS = "| 单位 | 问题总数 | 已销号 | 超期 |\n|---|---|---|---|"
STATUSES = ("not_started", "in_progress", "in_review", "in_verification", "closed")


class Issue:
    """An issue's record, and what is worked out from it once for all pages that show it."""

    def __init__(self, unit: str, record: dict[str, Any]) -> None:
        self.unit, self.record = unit, record
        self.id: str = record["id"]
        self.status = _status(record)
        self.done = sum("done" in each for each in record["measures"])
        self.open = self.status != "closed"
        self.left = (record["deadline"] - generate.AS_OF).days
        self.late = self.open and self.left < 0
        self.link = f"[{self.id}](/issues/{self.id}/)"

    def row(self) -> str:
        """The issue in a list."""
        it = self.record
        return f"| {self.link} | {it['title']} | [{self.unit}](/units/{self.unit}/) | {it['kind']} | {self.status} | {it['owner']} | {it['deadline']} | {self.done}/{len(it['measures'])} |"

    def lists(self) -> list[str]:
        """The lists that hold the issue."""
        it = self.record
        found = ["all", f"status/{self.status}", f"findings/{it['finding']}", f"departments/{it['lead']}"]
        found += [f"departments/{each}" for each in it["support"]]
        if self.open:
            found += ["open", "signals/red" if self.late else "signals/yellow" if self.left <= 5 else "signals/green"]  # fmt: skip
            found += ["overdue", "changes/overdue"] if self.late else ["due-week"] if self.left <= 6 else []
            found += ["basically-done"] if self.done == len(it["measures"]) else []
            found += [] if "progress" in it else ["silent"]
            found += ["returned"] if any(each.get("result") == "return" for each in it.get("closure", ())) else []  # fmt: skip
        else:
            found += ["signals/green", "changes/closed"]
            found += [f"results/{name}" for name in ("recovered", "talked_to") if it["results"][name]]
        return found


def pages(data: pathlib.Path) -> dict[str, str]:
    """Markdown by path."""
    folder = data / "campaigns/2019"
    ledgers = {
        file.stem: yaml.load(file.read_text("utf-8"), Loader=yaml.CSafeLoader)
        for file in sorted(folder.glob("units/*.yml"))
    }
    units = {unit: [Issue(unit, each) for each in ledger["issues"]] for unit, ledger in ledgers.items()}
    issues = [issue for own in units.values() for issue in own]
    lists: dict[str, list[Issue]] = collections.defaultdict(list)
    people: dict[str, list[Issue]] = collections.defaultdict(list)
    for issue in issues:
        people[issue.record["owner"]].append(issue)
        for name in issue.lists():
            lists[name].append(issue)
    made = {"index.md": _overview("总览", units, lists), "weekly/index.md": "# 整改周报\n"}
    made |= {f"issues/{issue.id}.md": _issue(issue) for issue in issues}
    for unit, own in units.items():
        made[f"units/{unit}.md"] = _unit(unit, own, ledgers[unit]["claims"])
        made[f"board/{unit}.md"] = _board(unit, own)
    for name, found in lists.items():
        made |= _sheets(f"lists/{name}", name, HEAD, [issue.row() for issue in found])
    rows = [
        f"| {who} | {len(own)} | {sum(each.late for each in own)} | {' '.join(each.link for each in own)} |"
        for who, own in sorted(people.items())
    ]
    made |= _sheets("people", "责任到人", "| 姓名 | 问题 | 超期 | 本人负责的问题 |\n|---|---|---|---|", rows)
    made |= _sheets("archive", "销号归档", "", [_record(issue) for issue in lists["status/closed"]])
    made |= _sheets("wall", "挂图作战", WALL, [_bar(issue) for issue in issues], 500)
    for day in ("2019-04-01", "2019-04-08", "2019-04-15"):
        made[f"weekly/{day}.md"] = _overview(f"整改工作周报（{day}）", units, lists)
    claims = {each: {unit: ledger["claims"][each] for unit, ledger in ledgers.items()} for each in ledgers["unit-1"]["claims"]}  # fmt: skip
    made |= {f"findings/{each}.md": _claims(each, found) for each, found in claims.items()}
    made |= {f"handbook/{file.name}": file.read_text("utf-8") for file in sorted(CHAPTERS.glob("*.md"))}
    return made


WALL = "| 编号 | 问题 | 责任人 | 列入 | 措施 | 时限 | 余量 |\n|---|---|---|---|---|---|---|"


def files(data: pathlib.Path) -> dict[str, str]:
    """What is no page, by path: calendars, badges, embeds, JSON."""
    made: dict[str, str] = {}
    people: dict[str, list[Issue]] = collections.defaultdict(list)
    shown = []
    for file in sorted((data / "campaigns/2019").glob("units/*.yml")):
        ledger = yaml.load(file.read_text("utf-8"), Loader=yaml.CSafeLoader)
        own = [Issue(file.stem, each) for each in ledger["issues"]]
        for issue in own:
            for who in {issue.record["owner"], issue.record["leader"], issue.record["supervisor"]}:
                people[who].append(issue)
        closed, late = sum(not each.open for each in own), sum(each.late for each in own)
        told = f"完成率{100 * closed / len(own):.1f}%，超期{late}项"
        made[f"units/{file.stem}.ics"] = _calendar(file.stem, own)
        made[f"badges/{file.stem}.svg"] = BADGE % (file.stem, told, file.stem, told)
        made[f"embed/{file.stem}.html"] = f"<!doctype html>\n<title>{file.stem}</title>\n<p>{told}</p>\n"
        shown += [{**each.record, "unit": each.unit, "status": each.status, "late": each.late} for each in own]  # fmt: skip
    made |= {f"people/{who}.ics": _calendar(who, own) for who, own in people.items()}
    made["issues.json"] = json.dumps(shown, ensure_ascii=False, default=str)
    return made


BADGE = """<svg xmlns="http://www.w3.org/2000/svg" width="197" height="22" role="img"><title>%s：%s</title>
<g font-size="12"><text x="8" y="15.5">%s</text><text x="55" y="15.5">%s</text></g></svg>
"""


def _calendar(name: str, issues: list[Issue]) -> str:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//x//ZH", f"NAME:{name}"]
    for issue in issues:
        if issue.open:
            it = issue.record
            lines += ["BEGIN:VEVENT", f"UID:{issue.id}@x", f"DTSTART;VALUE=DATE:{it['deadline']:%Y%m%d}"]
            lines += [f"SUMMARY:整改时限：{issue.id} {it['title']}", f"DESCRIPTION:{issue.unit}\\n{it['owner']}\\n{issue.status}", "END:VEVENT"]  # fmt: skip
    return "\r\n".join([*lines, "END:VCALENDAR", ""])


def _sheets(at: str, title: str, head: str, rows: list[str], most: int = SHEET) -> dict[str, str]:
    """A list in pages of as many rows."""
    starts = range(0, max(1, len(rows)), most)
    return {
        f"{at}/{f'sheet/{number}' if number else 'index'}.md": (
            f"# {title} {number + 1}/{len(starts)}\n\n" + _table(head, rows[start : start + most])
        )
        for number, start in enumerate(starts)
    }


def _table(head: str, rows: list[str]) -> str:
    return "\n".join([*([head] if head else []), *rows]) + "\n\n"


def _overview(title: str, units: dict[str, list[Issue]], lists: dict[str, list[Issue]]) -> str:
    """Numbers by unit, and the first of the lists that want attention."""
    numbers = [
        f"| [{unit}](/units/{unit}/) | {len(own)} | {sum(not each.open for each in own)} | {sum(each.late for each in own)} |"
        for unit, own in units.items()
    ]
    text = f"# {title}\n\n{_table(NUMBERS, numbers)}"
    for name in ("overdue", "due-week", "silent", "returned"):
        text += f"## {name}\n\n{_table(HEAD, [issue.row() for issue in lists[name][:50]])}"
    return text


def _unit(unit: str, own: list[Issue], claims: dict[str, dict[str, Any]]) -> str:
    attention = [issue.row() for issue in own if issue.open]
    duties = [
        f"| {each.link} | {it['title']} | {it['lead']} | {it['leader']} | {it['owner']} | {it['supervisor']} | {it['deadline']} |"
        for each in own
        for it in (each.record,)
    ]
    tasks = [
        f"| {issue.link} | {each['text']} | {each['owner']} | {each['due']} | {each.get('done', '未完成')} | {each.get('output', '')} |"
        for issue in own
        for each in issue.record["measures"]
    ]
    answers = [f"| [{each}](/findings/{each}/) | {claim['has']} | {claim['note']} |" for each, claim in claims.items()]  # fmt: skip
    sections = {
        "需要关注": _table(HEAD, attention),
        "问题清单": _table(HEAD, [issue.row() for issue in own]),
        "责任清单": _table(DUTIES, duties),
        "任务清单": _table(TASKS, tasks),
        "挂图作战": _table(WALL, [_bar(issue) for issue in own]),
        "对照认领": _table(CLAIMS, answers),
    }
    return f"# {unit}\n\n" + "".join(f"## {name}\n\n{text}" for name, text in sections.items())


def _board(unit: str, own: list[Issue]) -> str:
    text = f"# {unit}\n\n"
    for status in STATUSES:
        cards = [
            f"- {issue.link} {issue.record['title']}（{issue.record['owner']}，{issue.left}天）"
            for issue in sorted(own, key=lambda issue: issue.left)
            if issue.status == status
        ]
        text += f"## {status}\n\n" + "\n".join(cards) + "\n\n"
    return text


def _claims(finding: str, found: dict[str, dict[str, Any]]) -> str:
    rows = [f"| [{unit}](/units/{unit}/) | {claim['has']} | {claim['note']} |" for unit, claim in found.items()]  # fmt: skip
    return f"# {finding}\n\n[全部问题](/lists/findings/{finding}/)\n\n{_table(CLAIMS, rows)}"


def _bar(issue: Issue) -> str:
    it = issue.record
    pegs = " ".join(f"{'●' if 'done' in each else '◆'}{each['due']}" for each in it["measures"])
    return f"| {issue.link} | {it['title']} | {it['owner']} | {it['opened']} | {pegs} | {it['deadline']} | {issue.left} |"


def _record(issue: Issue) -> str:
    it = issue.record
    steps = "\n".join(
        f"- {each['date']} {each['step']} {each['by']} {each.get('opinion', '')}" for each in it["closure"]
    )
    return f"## {issue.id} {it['title']}\n\n{steps}\n- {'；'.join(each['ref'] for each in it['evidence'])}\n"


def _status(issue: dict[str, Any]) -> str:
    status = "in_progress" if issue.get("progress") else "not_started"
    for step in issue.get("closure", ()):
        if step["step"] == "apply":
            status = "in_review"
        elif step["result"] == "return":
            status = "in_progress"
        else:
            status = "in_verification" if step["step"] == "review" else "closed"
    return status


def _issue(issue: Issue) -> str:
    it = issue.record
    facts = "\n".join(
        f"| {key} | {it[key]} |"
        for key in ("kind", "lead", "leader", "owner", "supervisor", "opened", "deadline", "amount")
    )
    prose = "\n\n".join(
        str(it[key])
        for key in ("description", "basis", "root_cause", "recommendation", "target", "next_step")
        if key in it
    )
    measures = "\n".join(f"- {each['text']}（{each['owner']}，{each['due']}）" for each in it["measures"])
    progress = "\n".join(f"- {each['date']} {each['by']} {each['text']}" for each in it.get("progress", ()))
    closure = "\n".join(f"- {each['date']} {each['step']} {each['by']}" for each in it.get("closure", ()))
    evidence = "\n".join(f"- {each['ref']} {each['note']}" for each in it.get("evidence", ()))
    return f"# {issue.id} {it['title']}\n\n| 项 | 值 |\n|---|---|\n| 状态 | {issue.status} |\n{facts}\n\n## 问题\n\n{prose}\n\n## 措施\n\n{measures}\n\n## 进展\n\n{progress}\n\n## 销号\n\n{closure}\n\n## 佐证\n\n{evidence}\n"


def write(folder: pathlib.Path, data: pathlib.Path) -> tuple[pathlib.Path, pathlib.Path]:
    """A gen-files project and a project of plain files."""
    made = pages(data)
    generated, plain = folder / "gen-files", folder / "zensical"
    for place in (generated, plain):
        (place / "docs").mkdir(parents=True)
    (generated / "docs/index.md").write_text(made["index.md"], "utf-8")
    given = {path: text for path, text in (made | files(data)).items() if path != "index.md"}
    (generated / "pages.json").write_text(json.dumps(given), "utf-8")
    (generated / "generate.py").write_text(SCRIPT, "utf-8")
    (generated / "mkdocs.yml").write_text(CONFIG % "search, {gen-files: {scripts: [generate.py]}}", "utf-8")
    (plain / "mkdocs.yml").write_text(CONFIG % "search", "utf-8")
    for path, text in made.items():
        (plain / "docs" / path).parent.mkdir(parents=True, exist_ok=True)
        (plain / "docs" / path).write_text(text, "utf-8")
    return generated, plain
