"""An edit of YAML changes what it says, and nothing else: all other lines stay byte for byte."""

from __future__ import annotations

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from rectify.read import splicing, yamltext

WORDS = st.text("甲乙丙a1:#-'\"{}[],\\ ", min_size=1, max_size=8).filter(lambda text: text.strip() == text)
LINES = st.lists(WORDS, min_size=2, max_size=3).map("\n".join)
KEYS = ("date", "by", "text", "note", "list", "more")
RECORDS = st.deferred(
    lambda: st.dictionaries(st.sampled_from(KEYS), st.one_of(WORDS, LINES, LISTS), min_size=1, max_size=4)
)
LISTS = st.one_of(
    st.lists(WORDS, max_size=3),
    st.lists(
        st.dictionaries(st.sampled_from(KEYS), st.one_of(WORDS, LINES), min_size=1, max_size=3), max_size=3
    ),
)
ROOTS = st.dictionaries(
    st.sampled_from(("id", "title", *KEYS)), st.one_of(WORDS, LINES, LISTS, RECORDS, st.none()), min_size=1
)


class Written:
    """Writes data as somebody would by hand: in styles, with comments and blank lines as they fall."""

    def __init__(self, draw) -> None:
        self.draw = draw
        self.comments = 0

    def end(self, column=0):
        """The end of a line: perhaps with a comment, blanks, an empty line or a line of comment."""
        kind = self.draw(st.sampled_from(("", "", "", "  ", " # {}", "\n", "\n{}# {}", "\n   \n")))
        self.comments += 1
        where = " " * self.draw(st.integers(0, column + 3))
        return kind.format(*([where, self.comments] if kind.count("{}") == 2 else [self.comments])) + "\n"

    def flow(self, value):
        if isinstance(value, dict):
            comma = self.draw(st.sampled_from((", ", ",", " , ", ",\n                ")))
            return "{" + comma.join(f"{key}: {self.flow(each)}" for key, each in value.items()) + "}"
        if isinstance(value, list):
            return "[" + ", ".join(map(self.flow, value)) + "]"
        line = "\n" + " " * 20
        plain = yamltext.scalar(value, flow=True, line=line)
        plain = plain if plain == yamltext.scalar(value, line=line) else yamltext.quoted(value or "", line)
        single = "'" + value.replace("'", "''") + "'" if value and "\n" not in value else plain
        return self.draw(st.sampled_from((plain, plain, single)))

    def scalar(self, text, column):
        """A scalar in a block, with its line end."""
        line = "\n" + " " * (column + self.draw(st.integers(1, 3)))
        kind = self.draw(st.sampled_from(("flow", "literal", "folded", "wrapped")))
        if text is None or text[:1] == " " or (kind != "literal" and (kind == "flow" or "\n" in text)):
            return (self.flow(text) if text else "") + self.end(column)
        if kind == "literal":
            return yamltext.literal(text, line) + "\n"
        wrapped = line.join(text.split(" ")) if "  " not in text else text
        if kind == "folded":
            return f">-{line}{wrapped}\n"
        made = f"{wrapped}{self.end(column)}"
        return made if _says(f"k: {made}", {"k": text}) else f" {self.flow(text)}".strip() + self.end(column)

    def block(self, value, column):
        """What stands behind a colon or a dash at a column, with its line end."""
        style = self.draw(st.sampled_from(("block", "block", "flow")))
        if isinstance(value, dict | list) and value and style == "block":
            deeper = column + (self.draw(st.sampled_from((0, 2, 4))) if isinstance(value, list) else 2)
            return self.end(column) + self.lines(value, deeper)
        if isinstance(value, dict | list):
            return f" {self.flow(value)}{self.end(column)}"
        return f" {self.scalar(value, column)}"

    def lines(self, value, column):
        indent = " " * column
        if isinstance(value, dict):
            return "".join(f"{indent}{key}:{self.block(each, column)}" for key, each in value.items())
        return "".join(f"{indent}-{self.item(each, column)}" for each in value)

    def item(self, value, column):
        if isinstance(value, dict) and self.draw(st.booleans()):
            return " " + self.lines(value, column + 2)[column + 2 :]
        return self.block(value, column) if not isinstance(value, list) else f" {self.flow(value)}\n"


def _says(text, data):
    try:
        return yamltext.read(text) == data
    except yaml.YAMLError:
        return False


@st.composite
def files(draw):
    """A text as it may stand in a file, and what it says."""
    data = draw(ROOTS)
    text = draw(st.sampled_from(("", "# head\n", "---\n"))) + Written(draw).lines(data, 0)
    text = text.rstrip("\n") if draw(st.booleans()) else text
    text = text.replace("\n", draw(st.sampled_from(("\n", "\r\n"))))
    data = yamltext.read(text)
    return text, data


def places(value, path=()):
    """The paths of everything in a value."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, each in pairs:
        yield (*path, step)
        yield from places(each, (*path, step))


def at(value, path):
    for step in path:
        value = value[step]
    return value


def shared(one, other):
    """How many signs two texts have in common at the start and at the end."""
    first = next(
        (n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(map(len, (one, other)))
    )
    rest = min(len(one), len(other)) - first
    last = next((n for n in range(rest) if one[-1 - n] != other[-1 - n]), rest)
    return first, last


def marks(text, path):
    """Where the value at a path begins and ends, by PyYAML."""
    node = yaml.compose(text, Loader=yaml.CSafeLoader)
    for step in path:
        node = (
            node.value[step] if isinstance(step, int) else next(v for k, v in node.value if k.value == step)
        )
    return node.start_mark.index, node.end_mark.index


@settings(deadline=None, max_examples=100)
@given(st.data())
def test_a_value_that_is_replaced_changes_nothing_around_it(data):
    text, said = data.draw(files())
    scalars = [path for path in places(said) if not isinstance(at(said, path), dict | list)]
    if not scalars:
        return
    path = data.draw(st.sampled_from(scalars))
    value = data.draw(st.one_of(WORDS, LINES))
    try:
        new = splicing.replace(text, path, value)
    except splicing.UnwritableError:
        raise AssertionError(text) from None
    assert yamltext.read(new) == splicing._changed(said, path, lambda _: value)
    start, end = marks(text, path)
    end = start + len(text[start:end].rstrip())
    assert new.startswith(text[:start])
    assert new.endswith(text[end:].lstrip(" "))
    if at(said, path) is not None:
        assert yamltext.read(splicing.replace(new, path, at(said, path))) == said


@settings(deadline=None, max_examples=100)
@given(st.data())
def test_what_is_inserted_leaves_all_else_as_it_was(data):
    text, said = data.draw(files())
    lists = [path for path in places(said) if isinstance(at(said, path), list)]
    holders = [(), *[path for path in places(said) if isinstance(at(said, path), dict)]]
    value = data.draw(st.one_of(WORDS, LINES, st.dictionaries(st.sampled_from(KEYS), WORDS, min_size=1)))
    if lists and data.draw(st.booleans()):
        path = data.draw(st.sampled_from(lists))
        path = (*path, data.draw(st.integers(0, len(at(said, path)))))
    else:
        path = (*data.draw(st.sampled_from(holders)), "new")
    order = data.draw(st.permutations((*KEYS, "new", "id", "title")))
    new = splicing.insert(text, path, value, order)
    assert yamltext.read(new) == splicing._changed(
        said, path[:-1], lambda old: splicing._more(old, path[-1], value)
    )
    if at(said, path[:-1]):  # else brackets without anything in them give way
        assert sum(shared(text, new)) >= len(text)
        assert yamltext.read(splicing.remove(new, path)) == said


@settings(deadline=None, max_examples=100)
@given(st.data())
def test_what_is_removed_takes_only_its_lines_with_it(data):
    text, said = data.draw(files())
    path = data.draw(st.sampled_from([path for path in places(said) if len(at(said, path[:-1])) > 1] or [()]))
    if not path:
        return
    new = splicing.remove(text, path)
    assert yamltext.read(new) == splicing._changed(said, path[:-1], lambda old: splicing._less(old, path[-1]))
    assert sum(shared(text, new)) >= len(new)


@settings(deadline=None, max_examples=100)
@given(st.data())
def test_an_entry_goes_from_one_file_into_another(data):
    """With its lines as they were, as far as the other file's layout allows; in any case it says the same."""
    (here, said), (there, known) = data.draw(files()), data.draw(files())
    entries = [path for path in places(said) if isinstance(path[-1], int)]
    lists = [path for path in places(known) if isinstance(at(known, path), list) and at(known, path)]
    if not entries or not lists:
        return
    path, target = data.draw(st.sampled_from(entries)), data.draw(st.sampled_from(lists))
    place = (*target, data.draw(st.integers(0, len(at(known, target)))))
    value = at(said, path)
    new = splicing.insert(there, place, value, written=splicing.entry(here, path))
    assert yamltext.read(new) == splicing._changed(
        known, target, lambda old: splicing._more(old, place[-1], value)
    )
    assert sum(shared(there, new)) >= len(there)


NOTEPAD = "\r\n".join(
    (
        "issues:",
        "- id: 'U1'   # 一",
        "  title: >-",
        "    甲乙",
        "    丙丁",
        "",
        "  progress:   # 进展",
        "  # 起",
        "  - date: 2019-04-12",
    )
)


def test_styles_are_kept():
    """Quotes, folded lines, lists below their key and line ends, as a file has them."""
    new = splicing.replace(NOTEPAD, ("issues", 0, "title"), "甲乙 丙戊")
    assert new == NOTEPAD.replace("丙丁", "丙戊")
    new = splicing.replace(NOTEPAD, ("issues", 0, "id"), "U'2")
    assert new == NOTEPAD.replace("'U1'", "'U''2'")
    entry = {"date": "2019-04-13", "text": "一: 二"}
    new = splicing.insert(NOTEPAD, ("issues", 0, "progress", 1), entry)
    assert new == NOTEPAD + '\r\n  - date: 2019-04-13\r\n    text: "一: 二"'
    new = splicing.insert(NOTEPAD, ("issues", 0, "corrections", 0), {"what": "title", "was": "a\nb"})
    assert new.removeprefix(NOTEPAD) == (
        "\r\n  corrections:\r\n  - what: title\r\n    was: |-\r\n      a\r\n      b"
    )
    new = splicing.remove(NOTEPAD, ("issues", 0, "progress", 0))
    assert new == NOTEPAD.replace("\r\n  progress:   # 进展", "").removesuffix("\r\n  - date: 2019-04-12")
