"""Numbers of persons are found however they are written; days, documents and amounts are not taken for any."""

from __future__ import annotations

import datetime
import re

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

import project
from conftest import ROOT
from rectify.read import numbers

SIGNS = [
    " ",
    "\u00a0",
    "\u3000",
    "\t",
    "\n",
    "-",
    "\u2014",
    "·",
    "\u30fb",
    "/",
    "\uff0f",
    "_",
    "~",
    " - ",
    "**",
]
UNSEEN = ["", "\u200b", "\u2060", "\ufeff", "\u00ad"]
STYLES = [
    "0123456789",
    "０１２３４５６７８９",
    "〇一二三四五六七八九",
    "零壹贰叁肆伍陆柒捌玖",
    "⓪①②③④⑤⑥⑦⑧⑨",
    "٠١٢٣٤٥٦٧٨٩",
]
AROUND = ["", "电话", "联系人刘鹏：", "（", "一", "，请联系"]

mobiles = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)
FIRST, LAST = datetime.date(1949, 1, 1), datetime.date(2099, 12, 31)
days = st.dates(FIRST, LAST).map(str)


@st.composite
def identities(draw):
    digits = (
        draw(st.from_regex(r"[1-9][0-9]{5}", fullmatch=True))
        + draw(st.dates(FIRST, LAST)).strftime("%Y%m%d")
        + draw(st.from_regex(r"[0-9]{3}", fullmatch=True))
    )
    total = sum(int(each) * (2 ** (17 - place) % 11) for place, each in enumerate(digits))
    return digits + "10X98765432"[total % 11]


def grown(number, style, between):
    """A number in digits of a style, with signs between some of them."""
    made = "".join(style[int(each)] if each.isdigit() else each for each in number)
    return made[0] + "".join(sign + each for sign, each in zip(between, made[1:], strict=True))


@st.composite
def written(draw, kind):
    number = draw(kind)
    signs = st.sampled_from(["", "", "", *UNSEEN, *SIGNS])
    between = draw(st.lists(signs, min_size=len(number) - 1, max_size=len(number) - 1))
    return number, grown(number, draw(st.sampled_from(STYLES)), between)


def rises(text):
    """Whether it reads like 1-3-4-10: small numbers, each above the one before."""
    parts = [int(each) for each in re.findall(r"\d+", text)]
    return len(parts) > 2 and max(parts) < 100 and parts == sorted(set(parts))


@given(written(mobiles), st.sampled_from(AROUND), st.sampled_from(AROUND))
@example(("13800138000", "一三八零零一三八〇〇〇"), "电话", "")
def test_a_mobile_number_is_found_however_it_is_written(given_, before, after):
    number, text = given_
    assume(not rises(text))
    # Right beside it a Chinese digit is one of the number's own, if that is written in these.
    assume("一" not in before + after or text[0] not in STYLES[2] + STYLES[3])
    (found,) = numbers.find(f"{before}{text}{after}")
    assert (found.kind, numbers.bare(found.text)) == ("mobile", number)
    assert found.start == len(before)


@given(written(identities()), st.sampled_from(AROUND), st.sampled_from(AROUND))
def test_an_identity_number_is_found_however_it_is_written(given_, before, after):
    number, text = given_
    assume("一" not in before + after or text[0] not in STYLES[2] + STYLES[3])
    found = [(each.kind, numbers.bare(each.text)) for each in numbers.find(f"{before}{text}{after}")]
    assert ("identity", number) in found


@given(mobiles, st.sampled_from(["+86", "86-", "0086 ", "+86 "]))
def test_the_code_of_the_country_hides_no_number(number, code):
    (found,) = numbers.find(f"{code}{number}")
    assert numbers.bare(found.text) == number


money = st.integers(0, 10**15).map(lambda fen: f"{fen // 100:,}.{fen % 100:02}元") | st.integers(
    0, 10**13
).map(lambda yuan: f"{yuan}元")
amounts = st.decimals(0, 10**9, places=2).map(lambda each: f"{each}万元")
documents = st.builds("政〔{}〕{}号".format, st.integers(1949, 2100), st.integers(1, 9999))
ranges = st.builds("{}-{}".format, days, days) | st.builds("{}至{}".format, days, days)
shares = st.decimals(0, 100, places=1).map(lambda each: f"{each}%")
dotted = st.dates(FIRST, LAST).map(lambda day: f"{day.year}.{day.month}.{day.day}")


@given(
    st.lists(days | dotted | ranges | money | amounts | documents | shares, min_size=1, max_size=6),
    st.sampled_from(["，", "、", "；", "，共", " "]),
)
@example(["2019-04-13", "2019-04-20", "5%"], " ")
@example(["139,123,456.78元"], "，")
def test_days_documents_and_amounts_are_no_numbers_of_persons(texts, between):
    assert list(numbers.find(between.join(texts))) == []


@pytest.mark.parametrize(
    "text",
    [
        "第1-3-4-5-7-8-9-11-12项",
        "单价13.5/14.2/15.83/16.1",
        "利率139123456.78",
        "〔2019〕13号、14号，2019年5月13日",
        "sha256 1f3870be274f6c49b3e31a0c6728957f",
        "一、二、三、四、五、六、七、八、九、十、十一",
        "| 138 | 1234 | 5678 |",
    ],
)
def test_what_only_looks_like_one(text):
    assert list(numbers.find(text)) == []


def test_a_number_over_two_lines_of_a_ledger_is_told(tmp_path):
    folder = project.copy_small(tmp_path)
    file = folder / project.UNIT_1
    text = file.read_text("utf-8")
    old = "    description: 上半年督办事项没有逐项登记\n"
    folded = "    description: >-\n      联系电话139\n      1234\n      5678没有公布\n"
    assert old in text
    escaped = '    description: "联系电话139\\x201234\\x205678没有公布"\n'
    for new in (folded, escaped):
        file.write_text(text.replace(old, new), "utf-8")
        told = [line for line in project.report(project.build(folder)) if "[privacy.number]" in line]
        assert len(told) == 1, new


def test_a_number_over_two_lines_of_a_note_is_told_at_its_line(tmp_path):
    folder = project.copy_small(tmp_path)
    note = folder / "docs/notes/2019/units/unit-1.md"
    note.write_text("本周情况。\n\n联系电话139\n1234\n5678。\n", "utf-8")
    told = [line for line in project.report(project.build(folder)) if "[privacy.number]" in line]
    assert len(told) == 1
    assert "unit-1.md:3:" in told[0]


@pytest.mark.parametrize("folder", ["tests/sample", "docs", "hooks/rectify/words"])
def test_real_texts_hold_none(folder):
    """Of some 400,000 signs."""
    for file in (ROOT / folder).rglob("*"):
        if file.suffix in (".yml", ".md"):
            assert list(numbers.find(file.read_text("utf-8"))) == [], file
