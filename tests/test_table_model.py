"""Tables as data, without a browser: the script's model sorts, filters, narrows and copies as Python would."""

from __future__ import annotations

import json

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

import project
import scripts
from bench import generate
from rectify import search
from rectify.exports import rows
from rectify.ledger.standing import STATUSES
from rectify.pages import selections

SET_UP = "var model = null, R = RectifyTables;"
IDS = "rows.map(row => model.columns.id.of(row).text)"


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("rows")
    generate.write(folder / "data", 120, units=7)
    (folder / "docs").mkdir()
    made = project.build(folder)
    assert made.site, made.problems
    return made.site


@pytest.fixture(scope="module")
def standings(site):
    return site.books.now("2019").standings


@pytest.fixture(scope="module")
def model(site):
    """The scripts, with the round's rows as ``model``."""
    words = site.feed("assets/rectify/tables-words.js").decode()
    made = scripts.Scripts(words, scripts.source("text"), scripts.source("tables-model"), SET_UP)
    made(
        "data => { model = R.fromRows(data); return model.count; }",
        json.loads(site.feed("2019/rows.json")),
    )
    return made


def chosen(model, **view):
    whole = {"q": "", "sort": "", "down": False, "filters": {}, "cols": ["id", "title", "owner"], **view}
    return model(f"view => {{ const rows = model.choose(view, view.cols); return {IDS}; }}", whole)


def named(site, status):
    return site.books.words(f"status.{status}")


def test_every_row_is_there(model, standings):
    assert chosen(model) == [each.issue.id for each in standings]


@pytest.mark.parametrize("down", [False, True])
@pytest.mark.parametrize(
    ("column", "key"),
    [
        ("id", lambda s: tuple(map(int, s.issue.id[1:].split("-")))),
        ("deadline", lambda s: s.deadline),
        ("days", lambda s: s.days_left),
    ],
)
def test_rows_are_sorted(model, standings, column, key, down):
    """Numbers in ids by their value; what is alike stays in its order, what is empty comes last either way."""
    filled = [s for s in standings if column != "days" or s.open]
    wanted = sorted(filled, key=key, reverse=down)
    shown = chosen(model, sort=column, down=down)
    assert shown == [s.issue.id for s in (*wanted, *(s for s in standings if s not in filled))]


def test_statuses_are_sorted_as_they_follow_one_another(model, site, standings):
    shown = chosen(model, sort="status")
    order = {s.issue.id: STATUSES.index(s.status) for s in standings}
    assert [order[id] for id in shown] == sorted(order.values())


def test_choices_are_counted_in_their_order(model, site, standings):
    wanted = [(named(site, each), sum(s.status == each for s in standings)) for each in STATUSES]
    made = model("() => model.choices('status').map(({ text, count }) => [text, count])")
    assert [tuple(each) for each in made] == [each for each in wanted if each[1]]


def test_filters_add_up(model, site, standings):
    """Any of the choices of a column, within a span of days, and a text, all of them."""
    first, last = "2019-04-01", "2019-05-15"
    statuses = STATUSES[1:3]
    word = next(
        s.issue.title for s in standings if s.status in statuses and first <= str(s.deadline) <= last
    )[:4]
    filters = {
        "status": [named(site, each) for each in statuses],
        "deadline": [first, last],
        "title": f" {word}",
    }
    shown = chosen(model, filters=filters)
    wanted = [s for s in standings if s.status in statuses and first <= str(s.deadline) <= last]
    assert shown == [s.issue.id for s in wanted if word in s.issue.title]
    assert 0 < len(shown) < len(wanted)


def test_a_span_may_be_open_and_numbers_are_compared_as_such(model, standings):
    assert chosen(model, filters={"days": ["9", ""]}) == [
        s.issue.id for s in standings if s.open and s.days_left >= 9
    ]
    assert chosen(model, filters={"days": ["", "-10"]}) == [
        s.issue.id for s in standings if s.open and s.days_left <= -10
    ]


@given(st.data())
def test_a_text_is_looked_for_in_the_columns_that_are_shown(model, standings, data):
    title = data.draw(st.sampled_from([s.issue.title for s in standings]))
    start = data.draw(st.integers(0, len(title) - 1))
    word = title[start : start + data.draw(st.integers(1, 4))]
    query = f"{word}\u3000{data.draw(st.sampled_from(['', 'Ｕ1', 'u2-']))}"
    terms = search.fold(query).split()
    wanted = [
        s.issue.id
        for s in standings
        if all(any(t in search.fold(x) for x in (s.issue.id, s.issue.title)) for t in terms)
    ]
    assert chosen(model, q=query, cols=["id", "title"]) == wanted


NARROW = f"""(where, order) => {{
  model.base = null;
  model.narrow(where, order);
  const rows = Array.from(model.all());
  model.base = null;
  return {IDS};
}}"""


@pytest.mark.parametrize("name", [name for name, each in selections.ALL.items() if each.where is not None])
def test_every_list_is_narrowed_to_its_issues(model, standings, name):
    """What a page tells the script by ``data-where`` holds the issues that the page's table holds."""
    one = selections.ALL[name]
    assert model(NARROW, one.where, "") == [s.issue.id for s in standings if one.holds(s)]
    wanted = sorted(filter(one.holds, standings), key=lambda s: s.deadline)
    assert model(NARROW, one.where, "deadline") == [s.issue.id for s in wanted]


@given(
    st.lists(st.tuples(st.sampled_from(["", "甲", "乙", "-"]), st.integers(0, 3)), min_size=1, max_size=300),
)
def test_packed_columns_are_unpacked(model, cells):
    """However ``exports/rows.py`` packs a column: in runs, a sign for each, places, or a value for each."""
    column = rows._column([text for text, _ in cells], lambda text: text)
    data = {"count": len(cells), "columns": {"owner": column}}
    shown = "data => { const made = R.fromRows(data); return Array.from(made.all(), row => made.columns.owner.of(row).text); }"
    assert model(shown, data) == [text for text, _ in cells]


VIEW = """(asked, prefix) => {
  const known = ["id", "title", "status", "deadline", "days"], usual = ["id", "title"];
  const read = query => R.viewOf(query, prefix, known, R.type, usual);
  const view = read(new Query(asked)), query = new Query([["other", "1"], [`${prefix}find`, "old"]]);
  R.tellView(view, query, prefix, known, R.type, usual);
  return [view, query.pairs, read(query)];
}"""

QUERY = """class Query {
  constructor(pairs) { this.pairs = pairs; }
  getAll(name) { return this.pairs.filter(pair => pair[0] === name).map(pair => pair[1]); }
  get(name) { return this.pairs.some(pair => pair[0] === name) ? this.getAll(name)[0] : null; }
  delete(name) { this.pairs = this.pairs.filter(pair => pair[0] !== name); }
  append(name, value) { this.pairs.push([name, String(value)]); }
  set(name, value) { this.delete(name); this.append(name, value); }
}"""
"""URLSearchParams, as far as it is used: V8 has none by itself."""


@pytest.mark.parametrize("prefix", ["", "problems."])
def test_a_view_is_an_address_and_an_address_a_view(model, prefix):
    model.v8.eval(f"globalThis.Query || ({QUERY.replace('class Query', 'globalThis.Query = class')})")
    asked = [
        ("find", "食堂"),
        ("sort", "-deadline"),
        ("cols", "title,nonsense,status"),
        ("status", "整改中"),
        ("status", "-"),
        ("deadline", "2019-04-01.."),
        ("days", "3"),
        ("title", "采购"),
    ]
    view, told, again = model(VIEW, [(prefix + name, text) for name, text in asked], prefix)
    assert (
        view
        == again
        == {
            "q": "食堂",
            "sort": "deadline",
            "down": True,
            "cols": ["title", "status"],
            "all": False,
            "filters": {
                "title": "采购",
                "status": ["整改中", ""],
                "deadline": ["2019-04-01", ""],
                "days": ["3", ""],
            },
        }
    )
    assert sorted(map(tuple, told)) == sorted(
        [
            ("other", "1"),
            (f"{prefix}find", "食堂"),
            (f"{prefix}sort", "-deadline"),
            (f"{prefix}cols", "title,status"),
            (f"{prefix}title", "采购"),
            (f"{prefix}status", "整改中"),
            (f"{prefix}status", "-"),
            (f"{prefix}deadline", "2019-04-01.."),
            (f"{prefix}days", "3.."),
        ]
    )


def test_an_address_that_says_nothing_is_the_usual_view(model):
    model.v8.eval(f"globalThis.Query || ({QUERY.replace('class Query', 'globalThis.Query = class')})")
    view, told, _ = model(VIEW, [["sort", "nonsense"], ["cols", "nonsense"]], "")
    assert view == {"q": "", "sort": "", "down": False, "cols": ["id", "title"], "all": False, "filters": {}}
    assert told == [["other", "1"]]


PLAIN = """(texts, known) => {
  const column = R.plain("c1", "", texts.map(text => ({ text, day: /^\\d{4}-/.test(text) })), known);
  return [column.type, column.values.map(value => value.sort === undefined ? null : value.sort)];
}"""


@pytest.mark.parametrize(
    ("texts", "known", "type"),
    [
        (["1", "2,345", "", "-6.5%"], None, "number"),
        (["2019-04-18", ""], None, "day"),
        (["甲", "乙", "甲", "乙"], None, "choice"),
        (["甲", "乙", "丙"], None, "text"),
        (["", ""], None, "choice"),
        (["甲", "12"], "number", "number"),
    ],
)
def test_plain_tables_tell_their_types(model, texts, known, type):
    made, sorts = model(PLAIN, texts, known)
    assert made == type
    numbers = {"1": 1, "2,345": 2345, "": "", "-6.5%": -6.5, "甲": "", "12": 12}
    assert sorts == [numbers[text] if type == "number" else None for text in texts]


COPY = """(data, names) => {
  const made = R.fromRows(data);
  return R.copied(made, Array.from(made.all()), names);
}"""


def test_a_copy_is_a_table_and_no_formula(model):
    """Texts stay texts in a spreadsheet, days are days; markup is text."""
    columns = {
        "id": ["U1-001", "U1-002"],
        "title": ['=1+1<b>"', "甲\n 乙"],
        "deadline": [["2019-04-18", "4月18日"], ["", ""]],
        "measures": ["1/3", "0/2"],
    }
    data = {"count": 2, "columns": {name: {"values": values} for name, values in columns.items()}}
    made = model(COPY, data, list(columns))
    head, *lines, end = made["plain"].split("\r\n")
    assert head.split("\t") == ["编号", "问题", "整改时限", "措施"]
    assert lines == ["U1-001\t'=1+1<b>\"\t2019-04-18\t1/3", "U1-002\t甲 乙\t\t0/2"]
    assert end == ""
    table = BeautifulSoup(made["html"], "html.parser").select_one("table")
    shown = [[cell.get_text() for cell in row.select("th, td")] for row in table.select("tr")]
    assert shown == [line.replace("'=", "=").split("\t") for line in (head, *lines)]
    assert all("\\@" in cell["style"] for cell in table.select("td[style]"))


def test_the_words_may_come_twice(site):
    """A page with a live table in its note names the scripts twice; what they have put there stays."""
    words = site.feed("assets/rectify/tables-words.js").decode()
    made = scripts.Scripts(words, scripts.source("text"), scripts.source("tables-model"))
    made.v8.eval("var first = RectifyTables.Model;")
    made.v8.eval(words)
    made.v8.eval(scripts.source("tables-model"))
    assert made("() => RectifyTables.Model === first")
