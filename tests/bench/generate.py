"""Generate a campaign of N issues; the same N gives the same bytes.

Units of 50 issues and 12 people each, 26 findings, every status and flag; texts of the length that clerks write,
so that an issue is about 1.8 kB of YAML.
"""

from __future__ import annotations

import datetime
import pathlib
import random

PER_UNIT = 50
STAFF = 12
AS_OF = datetime.date(2019, 4, 18)
_FIRST = datetime.date(2019, 4, 8)
_FAMILY = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻"
_GIVEN = "建国志强海涛卫东敏鹏玉霞丽华永昌立新春生长河桂兰文博思远晓燕国庆振宇雪梅"
_WORDS = [
    "党委中心组学习",
    "督办事项",
    "派车单据",
    "固定资产",
    "门面租金",
    "安全隐患",
    "消防通道",
    "差旅报销",
    "采购询价",
    "工程变更",
    "档案专审",
    "组织生活",
    "党费收缴",
    "轮岗交流",
    "公文会议",
    "职工诉求",
    "往来款项",
    "津贴补贴",
    "干部考察",
    "意识形态",
]
_SUPERVISOR = "李卫东"  # of the supervising body, so nobody else may have the name
_PHRASES = (
    "2018年以来有{n}笔没有审批单，{w}登记不全，经办人和审核人是同一人",
    "抽查{n}份凭证，其中{m}份缺少{w}明细，财务人员未按规定退回补正",
    "{w}台账只记问题不记复查结果，{n}条记录没有签字，责任没有落到具体人",
    "全年应开展{w}检查{n}次，实际只有{m}次留有记录，其余无法说明",
    "分管领导对{w}过问不够，{n}个月没有专题研究，制度停留在墙上",
    "对照要求逐件核对{w}材料，补登{n}条，退回重办{m}条，并向职工公示",
)


def _name(chance: random.Random) -> str:
    name = chance.choice(_FAMILY) + "".join(chance.sample(_GIVEN, 2))
    return name if name != _SUPERVISOR else _name(chance)


def _staff(chance: random.Random) -> list[str]:
    """The people of a unit: all different."""
    names: dict[str, None] = {}
    while len(names) < STAFF:
        names[_name(chance)] = None
    return list(names)


def _text(chance: random.Random, sentences: int) -> str:
    parts = [
        chance.choice(_PHRASES).format(
            n=chance.randint(5, 60), m=chance.randint(2, 5), w=chance.choice(_WORDS)
        )
        for _ in range(sentences)
    ]
    return "；".join(parts) + "。"


def write(folder: pathlib.Path, issues: int, campaign: str = "2019", units: int = 0) -> None:
    """Write a data folder of ``issues`` issues under ``folder``, in ``units`` or so many as are usual."""
    units = units or max(1, issues // PER_UNIT)
    place = folder / "campaigns" / campaign
    (place / "units").mkdir(parents=True)
    chance = random.Random(20190408)
    lines = [
        "units:",
        "  - {id: hq, name: 机关, leader: 周建国}",
        "  - {id: political, name: 政治工作处, parent: hq, kind: department, leader: 王志强}",
        "  - {id: finance, name: 财务处, parent: hq, kind: department, leader: 孙丽华}",
        "  - {id: discipline, name: 纪委, parent: hq, kind: supervision, leader: 李卫东}",
    ]
    lines += [
        f"  - {{id: unit-{n}, name: 第{n}团, kind: unit, leader: {_name(chance)}}}"
        for n in range(1, units + 1)
    ]
    _save(folder / "organization.yml", lines)
    participants = ", ".join(f"unit-{n}" for n in range(1, units + 1))
    _save(
        place / "campaign.yml",
        [
            "name: 2019年巡视巡察反馈问题整改",
            "source: 上级党委巡视巡察组",
            "received: 2019-03-30",
            "started: 2019-04-08",
            "deadlines: {superior: 2019-04-28, units: 2019-04-26}",
            "warning_days: 5",
            "verified_by: discipline",
            "categories: [{id: politics, name: 政治建设}, {id: study, name: 理论学习}, {id: money, name: 财经纪律}]",
            f"units: [{participants}]",
        ],
    )
    _save(
        place / "findings.yml",
        [
            f"- {{id: F{n:02d}, category: {('politics', 'study', 'money')[n % 3]}, "
            f"text: {_WORDS[n % len(_WORDS)]}不够规范，{_text(chance, 1)} lead: {('political', 'finance')[n % 2]}}}".replace(
                "。 lead", ", lead"
            )
            for n in range(1, 27)
        ],
    )
    for number in range(1, units + 1):
        _save(place / "units" / f"unit-{number}.yml", _unit(chance, number, issues // units))


def _unit(chance: random.Random, unit: int, issues: int) -> list[str]:
    lines = ["claims:"]
    held = min(26, max(1, issues // 2))
    for n in range(1, 27):
        has = "true" if n <= held else "false"
        lines.append(f"  F{n:02d}: {{has: {has}, note: {_text(chance, 1)}}}")
    lines.append("issues:")
    staff = _staff(chance)
    for n in range(1, issues + 1):
        lines += _issue(chance, unit, n, held, chance.sample(staff, 4))
    return lines


def _issue(chance: random.Random, unit: int, number: int, held: int, people: list[str]) -> list[str]:
    leader, owner, other, clerk = people
    deadline = _FIRST + datetime.timedelta(chance.randint(7, 18))
    stage = chance.choice(
        ("none", "open", "open", "review", "verification", "returned", "closed", "closed", "closed")
    )
    done = stage in ("review", "verification", "closed", "returned")
    title = f"{chance.choice(_WORDS)}{chance.choice(('不规范', '记录不全', '落实不到位', '责任不清', '流于形式'))}"
    lines = [
        f"  - id: U{unit}-{number:03d}",
        f"    finding: F{(number - 1) % held + 1:02d}",
        f"    title: {title}",
        f"    description: {_text(chance, 3)}",
        "    basis: 《中国共产党党委（党组）理论学习中心组学习规则》第九条、第十二条",
        f"    amount: {chance.randint(100, 90000)}",
        f"    recommendation: {_text(chance, 1)}",
        f"    target: {_text(chance, 1)}",
        f"    kind: {chance.choice(('immediate', 'dated', 'dated'))}",
        "    lead: political",
        "    support: [finance]",
        f"    leader: {leader}",
        f"    owner: {owner}",
        "    supervisor: 李卫东",
        "    opened: 2019-04-08",
        f"    deadline: {deadline}",
        f"    root_cause: {_text(chance, 2)}",
        "    measures:",
    ]
    for n in range(3):
        finished = f", done: {_FIRST + datetime.timedelta(n + 1)}, output: 收款收据8张" if done else ""
        lines.append(
            f"      - {{text: {_text(chance, 1)}, owner: {chance.choice((owner, clerk))}, "
            f"due: {_FIRST + datetime.timedelta(5 + n % 2)}{finished}}}"
        )
    if stage != "none":
        lines += [
            "    progress:",
            f"      - {{date: 2019-04-12, by: {owner}, text: {_text(chance, 1)}}}",
            f"      - {{date: 2019-04-17, by: {owner}, text: {_text(chance, 1)}}}",
        ]
    if done:
        lines += [
            f"    next_step: {_text(chance, 1)}",
            "    evidence:",
            f"      - {{ref: 政〔2019〕{number}号, note: 印发稿, added: 2019-04-12}}",
            "    closure:",
            f"      - {{date: 2019-04-13, step: apply, by: {owner}}}",
        ]
    if stage == "returned":
        lines.append(
            f"      - {{date: 2019-04-14, step: review, by: {other}, result: return, opinion: 依据不足}}"
        )
    if stage in ("verification", "closed"):
        lines.append(f"      - {{date: 2019-04-14, step: review, by: {other}, result: pass, opinion: 同意}}")
    if stage == "closed":
        lines += [
            "      - {date: 2019-04-16, step: verify, by: 李卫东, result: pass, opinion: 查阅原件, method: 现场核查}",
            f"    results: {{recovered: {chance.randint(0, 9000)}, dealt_with: 0, talked_to: {chance.randint(0, 3)}}}",
        ]
    return lines


def _save(file: pathlib.Path, lines: list[str]) -> None:
    file.write_text("\n".join(lines) + "\n", "utf-8", newline="\n")
