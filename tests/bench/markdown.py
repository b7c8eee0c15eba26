"""The same round as Markdown pages, for what knows nothing else: MkDocs with gen-files, and Zensical.

A page an issue, a unit and a finding, and the tables by status, in Markdown; the theme with its search.
No wall, people, weekly reports or archive, no rules: less than what we and the Hugo site make.
"""

from __future__ import annotations

import json
import pathlib
from typing import Any

import yaml

CONFIG = """site_name: x
theme: {name: material, font: false}
plugins: [%s]
markdown_extensions: [tables, attr_list]
validation: {omitted_files: ignore}
nav: [index.md]
"""

SCRIPT = """import json, mkdocs_gen_files
for path, text in json.load(open("pages.json", encoding="utf-8")).items():
    with mkdocs_gen_files.open(path, "w") as file:
        file.write(text)
"""


def pages(data: pathlib.Path) -> dict[str, str]:
    """Markdown by path."""
    made = {"index.md": "# 总览\n"}
    folder = data / "campaigns/2019"
    by_status: dict[str, list[str]] = {}
    by_finding: dict[str, list[str]] = {}
    for file in sorted(folder.glob("units/*.yml")):
        ledger = yaml.load(file.read_text("utf-8"), Loader=yaml.CSafeLoader)
        rows = []
        for issue in ledger["issues"]:
            status = _status(issue)
            row = f"| [{issue['id']}](../issues/{issue['id']}.md) | {issue['title']} | {file.stem} | {issue['kind']} | {status} | {issue['owner']} | {issue['deadline']} |"
            rows.append(row)
            by_status.setdefault(status, []).append(row)
            by_finding.setdefault(issue["finding"], []).append(row)
            made[f"issues/{issue['id']}.md"] = _issue(issue, status)
        claims = [f"| {id} | {claim['has']} | {claim['note']} |" for id, claim in ledger["claims"].items()]
        made[f"units/{file.stem}.md"] = (
            f"# {file.stem}\n\n{_table(rows)}\n## 认领\n\n| 编号 | 有无 | 说明 |\n|---|---|---|\n"
            + "\n".join(claims)
        )
    for name, found in (("status", by_status), ("findings", by_finding)):
        for key, rows in found.items():
            made[f"{name}/{key}.md"] = f"# {key}\n\n{_table(rows)}"
    return made


def _table(rows: list[str]) -> str:
    return (
        "| 编号 | 问题 | 单位 | 类别 | 状态 | 责任人 | 时限 |\n|---|---|---|---|---|---|---|\n"
        + "\n".join(rows)
        + "\n\n"
    )


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


def _issue(issue: dict[str, Any], status: str) -> str:
    facts = "\n".join(
        f"| {key} | {issue[key]} |"
        for key in ("kind", "lead", "leader", "owner", "supervisor", "opened", "deadline")
    )
    prose = "\n\n".join(
        str(issue[key])
        for key in ("description", "basis", "root_cause", "recommendation", "target")
        if key in issue
    )
    measures = "\n".join(f"- {each['text']}（{each['owner']}，{each['due']}）" for each in issue["measures"])
    progress = "\n".join(
        f"- {each['date']} {each['by']} {each['text']}" for each in issue.get("progress", ())
    )
    closure = "\n".join(f"- {each['date']} {each['step']} {each['by']}" for each in issue.get("closure", ()))
    return f"# {issue['id']} {issue['title']}\n\n| 项 | 值 |\n|---|---|\n| 状态 | {status} |\n{facts}\n\n## 问题\n\n{prose}\n\n## 措施\n\n{measures}\n\n## 进展\n\n{progress}\n\n## 销号\n\n{closure}\n"


def write(folder: pathlib.Path, data: pathlib.Path) -> tuple[pathlib.Path, pathlib.Path]:
    """A gen-files project and a project of plain files."""
    made = pages(data)
    generated, plain = folder / "gen-files", folder / "zensical"
    for place in (generated, plain):
        (place / "docs").mkdir(parents=True)
    (generated / "docs/index.md").write_text(made["index.md"], "utf-8")
    (generated / "pages.json").write_text(
        json.dumps({k: v for k, v in made.items() if k != "index.md"}), "utf-8"
    )
    (generated / "generate.py").write_text(SCRIPT, "utf-8")
    (generated / "mkdocs.yml").write_text(CONFIG % "search, {gen-files: {scripts: [generate.py]}}", "utf-8")
    (plain / "mkdocs.yml").write_text(CONFIG % "search", "utf-8")
    for path, text in made.items():
        (plain / "docs" / path).parent.mkdir(parents=True, exist_ok=True)
        (plain / "docs" / path).write_text(text, "utf-8")
    return generated, plain
