"""What the search finds, without a browser: its script reads an index, and a plain scan of the documents agrees."""

from __future__ import annotations

import html
import itertools
import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

import scripts
from rectify import search
from test_search import NAMES, documents, indexed

FIND = """async (files, queries, wanted) => {
  const search = new RectifySearch({
    json: async name => JSON.parse(files[name]),
    pairs: async name => ({ known: files[name].known, lists: Uint8Array.from(files[name].lists) }),
  });
  const found = [];
  for (const query of queries) {
    const results = await search.find(query, wanted);
    const most = results.total(), hits = [];
    for (let more = await results.next(3); more.length; more = await results.next(3)) hits.push(...more);
    found.push({ hits, most, total: results.total(), exact: results.exact(), short: results.short });
  }
  return found;
}"""


@pytest.fixture(scope="module")
def model():
    return scripts.Scripts(scripts.source("text"), scripts.source("search-model"))


def readable(files):
    """The files of an index as the model wants them read."""
    made = {}
    for url, raw in files.items():
        name = url.removeprefix(search.FOLDER)
        if name.endswith(".bin"):
            length = int.from_bytes(raw[:4], "big")
            made[name] = {"known": json.loads(raw[4 : 4 + length]), "lists": list(raw[4 + length :])}
        else:
            made[name] = raw.decode() if isinstance(raw, bytes) else raw
    return made


def holds(document, query):
    """Whether all words of a query stand in what can be found of a document."""
    own = [
        search.fold(text) for text in (document.title, NAMES["unit"].get(document.unit, ""), *document.texts)
    ]
    return all(any(term in text for text in own) for term in search.fold(query).split())


@given(
    documents,
    st.lists(st.integers(0, 40), max_size=3),
    st.lists(st.text(alphabet="整改措施食堂Ａa1 ㎡", min_size=2, max_size=6), min_size=1, max_size=4),
    st.sampled_from(["", "u", "v"]),
)
def test_it_finds_what_a_plain_scan_finds(model, given_documents, cuts, queries, unit):
    """For queries with a word of two characters or more; titles first, each document once."""
    found = [each._replace(url=f"{n}/") for n, each in enumerate(given_documents)]
    answers = model(FIND, readable(indexed(found, cuts)), queries, {"unit": unit})
    for query, answer in zip(queries, answers, strict=True):
        terms = search.fold(query).split()
        looked = any(len(term) > 1 for term in terms)
        wanted = [each.url for each in found if holds(each, query) and unit in ("", each.unit)]
        assert answer["short"] == (bool(terms) and not looked)
        urls = [hit["url"] for hit in answer["hits"]]
        assert sorted(urls) == sorted(wanted if looked else [])
        assert answer["exact"]
        assert answer["total"] == len(urls) <= answer["most"]
        assert all(
            hit["unit"] == NAMES["unit"].get(found[int(hit["url"][:-1])].unit, "") for hit in answer["hits"]
        )


def test_titles_come_first(model):
    found = [
        search.Document("text/", "别的", ("食堂账目",)),
        search.Document("title/", "食堂账目", ("别的",)),
    ]
    (answer,) = model(FIND, readable(indexed(found)), ["食堂"], {})
    assert [hit["url"] for hit in answer["hits"]] == ["title/", "text/"]
    assert [hit["text"] for hit in answer["hits"]] == ["别的", "<mark>食堂</mark>账目"]


@pytest.mark.parametrize("size", [256, 257, 700])
@pytest.mark.parametrize("each", [1, 3, 40])
def test_blocks_of_any_size_are_read(model, size, each):
    """Numbers of one byte and of two, few and many, in the last of more blocks than a byte can number."""
    found = [search.Document(f"x{n}/", "标题", ("内容",) * (n % each == 0)) for n in range(size)]
    few = [search.Document("y/", "别的")] * 130
    (answer,) = model(FIND, readable(indexed([*few, *found], range(1, 131))), ["内容"], {})
    assert [hit["url"] for hit in answer["hits"]] == [f"x{n}/" for n in range(0, size, each)]


@given(
    st.text(alphabet='整改<&"㎡İ食堂Ａ \n', max_size=30),
    st.lists(st.text(alphabet="整改<&m2i食a", min_size=1, max_size=3), max_size=3),
)
def test_marks_are_in_escaped_text(model, text, terms):
    """Without its marks a title is the text itself as HTML; what is marked folds to what was looked for."""
    made = model("(text, terms) => RectifySearch.marked(text, terms)", text, terms)
    bare = made.replace("<mark>", "").replace("</mark>", "")
    assert html.unescape(bare) == text
    assert not re.search(r'<(?!/?mark>)|["]', made)
    folded = [search.fold(html.unescape(each)) for each in re.findall(r"<mark>(.*?)</mark>", made, re.S)]
    assert all(any(term in each for term in terms) for each in folded)
    assert bool(folded) == any(term in search.fold(text) for term in terms)


def test_a_long_text_is_cut_around_what_was_found(model):
    text = "".join(itertools.islice(itertools.cycle("整改措施"), 400))
    made = model("RectifySearch.marked", f"{text}食堂{text}", ["食堂"], 120)
    assert made.startswith("…")
    assert made.endswith("…")
    assert "<mark>食堂</mark>" in made
    assert len(made) == 120 + len("……<mark></mark>")
