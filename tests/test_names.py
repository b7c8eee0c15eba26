"""People's names: validation, and which are the same person."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

import project
from rectify.check import names
from rectify.ground import characters
from rectify.ledger.everyone import everyone
from rectify.ledger.people import People
from rectify.pages.people.page import people
from rectify.read import format, fullnames, identity
from rectify.read.fields import NAME, Many, Shape
from test_cli import rectify

LAWFUL = [
    "刘鹏", "办公室主任", "刘鹏（综合办）", "1号楼管理员", "𠮷小军", "二〇三所所长", "县委（第3次）常委会",
    "阿依古丽·买买提", "ئەھمەتجان تۇرسۇن", "བསྟན་འཛིན་", "ᠪᠠᠲᠤ", "ᠰᠠᠷ\u180eᠠ", "ꀉꀊꀋ", "김철수", "Vangz Gvangjlij",
    "Lǚ Wěi", "O'Brien", "J. R. Smith", "Jean-Luc", "Smith (HR)",
]  # fmt: skip

ONE = [
    ["刘鹏", "刘　鹏", "刘 鹏", "刘\u00a0鹏", "刘\u2003鹏", "刘·鹏", "刘•鹏", "刘・鹏", "刘．鹏", "刘.鹏", "刘-鹏", "刘‐鹏", "刘–鹏"],
    ["阿依古丽·买买提", "阿依古丽•买买提", "阿依古丽・买买提", "阿依古丽.买买提", "阿依古丽‧买买提", "阿依古丽 买买提"],
    ["刘鹏（综合办）", "刘鹏(综合办)", "刘鹏 （ 综合办 ）"],
    ["Li Wei", "LiWei", "li wei", "LI-WEI", "Lǐ Wěi", "Li\u0301 Wei", "Iiwei", "ＬｉＷｅｉ", "L1 Wei"],
    ["O'Brien", "O’Brien", "OBrien", "0'Brien"],
    ["ﬁnn", "finn"],
    ["刘鹏2", "刘鹏２", "刘鹏²", "刘鹏②"],
    ["བསྟན་འཛིན", "བསྟན་འཛིན་", "བསྟན༌འཛིན"],
    ["ᠪᠠᠲᠤ", "ᠪᠠᠳᠣ", "ᠪᠠ\u180bᠲᠤ"],
]  # fmt: skip

STRANGE = {
    "刘鹏２": "U+FF12", "刘鹏²": "U+00B2", "刘鹏②": "U+2461", "ＬｉＷｅｉ": "U+FF2C", "ﬁn": "U+FB01", "⼑": "U+2F11",
    "刘\u034f鹏": "U+034F", "刘鹏\u3164": "U+3164", "刘鹏\u2800": "U+2800", "刘鹏\u0301": "U+0301", "a\u0330": "U+0330",
    "刘鹏\ufe00": "U+FE00", "刘鹏\U000e0100": "U+E0100", "刘鹏\u200b": "U+200B", "刘鹏\ue000": "U+E000",
    "刘—鹏": "U+2014", "刘ー鹏": "U+30FC", "Аlex": "U+0410", "刘、鹏": "U+3001", "刘/王": "U+002F",
    "刘鹏\U00100000": "U+100000",
}  # fmt: skip


@pytest.mark.parametrize("name", LAWFUL)
def test_a_name_may_hold_what_names_are_written_with(name):
    assert identity.normalise(name) == name
    assert identity.fault(name) is None
    assert list(characters.invisible(name)) == []


@pytest.mark.parametrize("names", ONE, ids=lambda names: names[0])
def test_spellings_of_one_name_are_one_person(names):
    assert len(set(map(identity.skeleton, names))) == 1


def test_names_of_two_people_are_two():
    names = [
        *(names[0] for names in ONE),
        "刘朋",
        "刘鹏（财务科）",
        "31号楼管理员",
        "3-1号楼管理员",
        "刘鹏3",
        *LAWFUL[5:8],
    ]
    names = [name for name in dict.fromkeys(names) if name != "ﬁnn"]
    assert len(set(map(identity.skeleton, names))) == len(names)


@pytest.mark.parametrize("name", STRANGE, ids=ascii)
def test_anything_else_in_a_name_is_told_by_its_code_point(name):
    fault = identity.fault(identity.normalise(name))
    assert fault is not None
    assert fault.values["code"] == STRANGE[name]
    better = fault.values.get("better", "")
    assert not better or identity.fault(better) is None


@pytest.mark.parametrize(
    "name", ["（刘鹏）", "刘鹏（）", "刘鹏（综合办", "·刘鹏", "刘鹏·", "刘··鹏·", "123", "-"]
)
def test_a_name_has_the_form_of_one(name):
    fault = identity.fault(identity.normalise(name))
    assert fault is not None
    assert fault.variant == "form"


@pytest.mark.parametrize(
    "text", ["👩‍🚒", "👩🏽‍🚒", "❤️‍🔥", "🏳️‍🌈", "1️⃣", "☎️", "葛\U000e0100城", "می‌خواهم", "ᠠ᠋", "甲\t乙\n丙"]
)
def test_joiners_and_selectors_stand_where_they_belong(text):
    assert list(characters.invisible(text)) == []


UNSEEN = (
    "\0", "\x1b", "\x7f", "\x85", "\x9b", "\u00ad", "\u034f", "\u061c", "\u115f", "\u180b", "\u180e", "\u200b", "\u200c",
    "\u200d", "\u200e", "\u2028", "\u2029", "\u202e", "\u2060", "\u2066", "\u2800", "\u3164", "\ud800", "\ufdd0",
    "\ufe0f", "\ufe00", "\ufeff", "\uffa0", "\ufff9", "\uffff", "\U0001ffff", "\U000e0001", "\U000e0041", "\U000e0100",
)  # fmt: skip


@pytest.mark.parametrize("character", UNSEEN, ids=ascii)
def test_what_nobody_sees_stands_in_no_text(character):
    assert list(characters.invisible(f"abc{character}")) == [3]


@pytest.mark.parametrize(
    "file", [project.UNIT_1, project.CAMPAIGN, project.FINDINGS, "data/organization.yml"]
)
def test_every_file_of_the_data_is_held_to_it(file, tmp_path):
    folder = project.copy_small(tmp_path)
    text = (folder / file).read_text("utf-8")
    (folder / file).write_text(text.replace(": ", ": \u200b", 2) + "# \u202e\n", "utf-8")
    told = project.report(project.build(folder))
    assert [line.partition("]")[0].rpartition("[")[2] for line in told if file in line] == [
        "structure.character"
    ] * 3
    assert "U+202E" in "".join(told)


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("刘鹏 王强", ["刘鹏", "王强"]),
        ("刘鹏　王强 赵海涛", ["刘鹏", "王强", "赵海涛"]),
        ("刘鹏和王强", ["刘鹏", "王强"]),
        ("李和平与欧阳锋", ["李和平", "欧阳锋"]),
        ("刘鹏 及 王强", ["刘鹏", "王强"]),
        *(
            (name, [])
            for name in ("刘 鹏", "李和平", "欧阳 修文", "刘鹏 常委", "刘鹏王强", "王强", "党委和办公室")
        ),
    ],
)
def test_several_names_are_told_apart_only_where_they_surely_are(typed, names):
    assert fullnames.several(typed) == names
    assert not names or fullnames.may_be_several(identity.normalise(typed))


@given(st.text(st.sampled_from("王李张和与及 　刘鹏强"), max_size=60))
def test_what_is_told_apart_was_suspected_and_is_all_of_it(typed):
    names = fullnames.several(typed)
    assert not names or fullnames.may_be_several(identity.normalise(typed))
    assert sum(map(len, names)) <= len(typed)
    assert all(name in typed for name in names)


def test_the_message_of_an_unseen_sign_names_its_column(tmp_path):
    folder = project.copy_small(tmp_path)
    file = folder / project.UNIT_1
    file.write_text(file.read_text("utf-8").replace("owner: 刘鹏", "owner: 刘\U000e0100鹏", 1), "utf-8")
    (told,) = project.report(project.build(folder))
    assert ":13:13: " in told
    assert "第13列有看不见的字符 U+E0100" in told


def test_every_name_of_an_issue_is_looked_at():
    """A key that holds names is found without being listed anywhere."""
    shapes = [
        format.ISSUE,
        *(key.kind.item for key in format.ISSUE.keys.values() if isinstance(key.kind, Many)),
    ]
    keys = [
        (shape.name, name)
        for shape in shapes
        if isinstance(shape, Shape)
        for name, key in shape.keys.items()
        if NAME in (key.kind, getattr(key.kind, "item", None))
    ]
    assert len(keys) > 8
    found = {
        (shape.name, key)
        for shape in shapes
        if isinstance(shape, Shape)
        for _, key, inner in names._plan(shape)
        if inner is None
    }
    assert found == set(keys)


@pytest.fixture
def spelled(tmp_path):
    """The small project, with 刘鹏 spelled in three ways."""
    folder = project.copy_small(tmp_path)
    file = folder / project.UNIT_1
    text = file.read_text("utf-8")
    assert text.count("owner: 刘鹏") > 3
    for spelling in ("刘　鹏", "刘·鹏"):
        text = (
            "owner: 刘鹏".join(text.split("owner: 刘鹏", 2)[:2])
            + f"owner: {spelling}"
            + text.split("owner: 刘鹏", 2)[2]
        )
    file.write_text(text, "utf-8")
    return folder


def everybody(book):
    return everyone(book, People(book.organization, book.as_of))


def test_one_person_is_one_line_and_one_calendar_however_spelled(spelled, tmp_path):
    plain = project.build(project.copy_small(tmp_path / "plain")).site
    site = project.build(spelled).site
    for made in (plain, site):
        made.book = made.books.now("2019")
    assert [(each.name, each.counts) for each in people(site.book)] == [
        (each.name, each.counts) for each in people(plain.book)
    ]
    assert everybody(site.book) == everybody(plain.book)
    url = "2019/people/刘鹏.ics"
    assert site.feed(url).count(b"BEGIN:VEVENT") == plain.feed(url).count(b"BEGIN:VEVENT") > 0


def test_lists_and_queries_find_a_person_however_spelled(spelled):
    given = [rectify(spelled, "list", "--owner", name).stdout for name in ("刘鹏", "刘 鹏", "刘•鹏")]
    assert len(set(given)) == 1
    assert given[0].count("\n") > 1
    page = spelled / "docs/query.md"
    blocks = [f"```counts\nowner: {name}\nshow: [total]\n```\n" for name in ("刘鹏", "刘 鹏", "刘•鹏")]
    page.write_text("# 查\n\n" + "\n".join(blocks), "utf-8")
    made = [block.html for block in project.build(spelled).site.blocks["query.md"]]
    assert len(set(made)) == 1
    assert all(str(given[0].count("\n")) in block for block in made)


def test_the_skeletons_of_lawful_names_are_their_own():
    for first, second in itertools.combinations(LAWFUL, 2):
        assert identity.skeleton(first) != identity.skeleton(second)
