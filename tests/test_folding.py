"""How characters are compared is written twice, in Python for the index and in a script for what reads it: the same rule."""

from __future__ import annotations

import sys
import unicodedata

import pytest

import scripts
from rectify import search
from rectify.ground import characters

CASES = {
    "": "",
    "Ａ１ 类": "a1 类",
    "一\n 二": "一 二",
    " 食堂\u3000账目\t": "食堂 账目",
    "㎡": "m2",
    "½": "1⁄2",
    "İ": "i\u0307",
    "ΣΑΣ": "σασ",
    "e\u0301É": "e\u0301é",
    "（试行）": "(试行)",
    "〔2019〕３号": "〔2019〕3号",
    "ﬃ Straße": "ffi straße",
    "𠮷野家 𝐀": "𠮷野家 a",
    "甲\u00a8乙": "甲 \u0308乙",
    "甲 \u00a8乙": "甲 \u0308乙",
}


@pytest.fixture(scope="module")
def text():
    return scripts.Scripts(scripts.source("text"))


@pytest.mark.parametrize("given", CASES)
def test_both_fold_alike(text, given):
    assert search.fold(given) == CASES[given]
    assert text("RectifyText.fold", given) == CASES[given]


def test_both_fold_every_character_alike(text):
    """Every one that this Python knows and a text may hold, between others, before a space, and by itself."""
    signs = [
        sign
        for sign in map(chr, range(sys.maxunicode + 1))
        if unicodedata.category(sign) not in ("Cn", "Co", "Cs") and not list(characters.invisible(sign))
    ]
    assert len(signs) > 140_000
    for around in ("甲{}乙", "{} x", "{}"):
        texts = [around.format(sign) for sign in signs]
        folded = text("texts => texts.map(text => RectifyText.fold(text))", texts)
        assert [each for each, made in zip(texts, folded, strict=True) if search.fold(each) != made] == []


PLACES = """given => {
  const { folded, at } = RectifyText.places(given), wrong = [];
  for (let from = 0; from < at.length; from++)
    for (let to = from + 1; to <= at.length; to++) {
      const own = given.slice(at[from][0], at[to - 1][1]), part = folded.slice(from, to).trim();
      if (!RectifyText.fold(own).includes(part)) wrong.push([own, part]);
    }
  return { folded, wrong };
}"""


@pytest.mark.parametrize("given", CASES)
def test_a_folded_text_knows_where_it_came_from(text, given):
    """Any part of it is in what the part of the text that it leads back to folds to."""
    made = text(PLACES, given)
    assert made["folded"].rstrip(" ") == CASES[given]
    assert made["wrong"] == []


def test_a_query_is_cut_into_words(text):
    assert text("RectifyText.terms", "\u3000Ａb  食堂 ") == ["ab", "食堂"]
    assert text("RectifyText.terms", " ") == []


def test_markup_is_escaped(text):
    assert text("RectifyText.escape", '<a b="c">&\'') == "&lt;a b=&quot;c&quot;&gt;&amp;'"
