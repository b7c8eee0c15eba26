"""One value or several: how a key is read that took only one before."""

from __future__ import annotations

import jsonschema
import pytest

from rectify.read import problems, schema, yamltree
from rectify.read.fields import IDENTIFIER, NAME
from rectify.read.reading import INVALID, Reading
from rectify.read.several import OneOrMany
from rectify.read.source import Source
from rectify.words import messages
from test_schemas import resolved


def read(text, item=IDENTIFIER):
    """What a value is read as, and what is told of it."""
    node = yamltree.parse(f"lead: {text}\n").root.pairs[0][1]
    reading = Reading(Source("u.yml", text, ""), messages.catalogue("zh"))
    value = OneOrMany(item).read(node, reading, "lead")
    return value, [problems.line(each, messages.catalogue("zh")) for each in reading.problems], node


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("hq", ("hq",)),
        ("[hq]", ("hq",)),
        ("[hq, office]", ("hq", "office")),
        ("[office, hq]", ("office", "hq")),
    ],
)
def test_one_is_read_as_a_list_of_one_and_order_is_kept(text, values):
    assert read(text)[:2] == (values, [])


WRONG = {
    "[]": "[structure.empty] lead 的方括号里没有内容。应当：一个，或者一列。改法：在方括号里补上内容，几个之间加逗号。",
    "[hq, office, hq]": "[structure.unique] lead 里“hq”写了两次。应当：每个只写一次。改法：删去重复的“hq”。",
    "hq、office": "[structure.type] lead 写成了“hq、office”。应当：一个列表。改法：改成 [hq, office]。",
    "[hq, 办公室]": "[structure.identifier]",
    "办公室": "[structure.identifier]",
    "{a: b}": "[structure.type]",
}


@pytest.mark.parametrize("text", WRONG)
def test_what_is_wrong_is_told_once(text):
    value, told, _ = read(text)
    assert value is INVALID
    assert len(told) == 1
    assert WRONG[text] in told[0]


def test_names_are_compared_as_they_are_read():
    assert read("[刘鹏, 王志强]", NAME)[0] == ("刘鹏", "王志强")
    assert "[structure.unique]" in read("[刘鹏, 刘 鹏]", NAME)[1][0]
    assert "[structure.name]" in read("刘鹏、王志强", NAME)[1][0]


@pytest.mark.parametrize(
    "text", ["hq", "[hq]", "[hq, office]", *(each for each in WRONG if "hq、" not in each)]
)
def test_the_schema_says_the_same(text):
    value, _, node = read(text)
    made = schema._schema(OneOrMany(IDENTIFIER), "lead", messages.catalogue("zh"))
    fine = jsonschema.Draft7Validator(made).is_valid(resolved(node))
    assert fine == (value is not INVALID)
