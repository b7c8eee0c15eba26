"""Search finds all texts of the data, from the index files and in a real browser."""

from __future__ import annotations

import itertools
import json
import random
import re
import urllib.parse

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from conftest import ROOT, SAMPLE, copy_project, eventually, mkdocs, size, until
from rectify import search
from rectify.html import markup

AS_OF = "2019-04-18"
NAMES = {
    "campaign": {"2019": "二〇一九"},
    "unit": {"u": "第二农场", "v": "机关"},
    "status": {"closed": "已销号"},
}
texts = st.text(alphabet="整改措施食堂账目Ａａ1 \n㎡", max_size=12)
documents = st.lists(
    st.builds(
        search.Document,
        url=st.just("x/"),
        title=texts,
        texts=st.lists(texts, max_size=3).map(tuple),
        unit=st.sampled_from(["", "u", "v"]),
    ),
    max_size=40,
)


def of_block(raw, at, many, size):
    """The numbers of a block's list from a place on, and the place after."""
    if many == 0:
        end = at + -(-size // 8)
        bits = int.from_bytes(raw[at:end], "little")
        return {number for number in range(size) if bits >> number & 1}, end
    width = 2 if size > 256 else 1
    end = at + many * width
    return {int.from_bytes(raw[i : i + width], "little") for i in range(at, end, width)}, end


def looked_up(files, pair):
    """The documents of a pair, anywhere and in titles, read as a browser reads them."""
    head = json.loads(files[search.FOLDER + search.HEAD])["docs"]
    raw = files[f"{search.FOLDER}pairs/{search.shard(pair, head['shards']):x}.bin"]
    length = int.from_bytes(raw[:4], "big")
    pairs, lengths = json.loads(raw[4 : 4 + length])
    starts = [0, *itertools.accumulate(head["blocks"])]
    known = ["".join(each) for each in zip(pairs[::2], pairs[1::2], strict=True)]
    assert known == sorted(set(known))
    anywhere, titles = set(), set()
    if pair not in known:
        return anywhere, titles
    place = known.index(pair)
    at = 4 + length + sum(lengths[:place])
    end = at + lengths[place]
    while at < end:
        block = shift = 0
        while raw[at] & 0x80:
            block |= (raw[at] & 0x7F) << shift
            at, shift = at + 1, shift + 7
        block |= raw[at] << shift
        many = raw[at + 1]
        found, at = of_block(raw, at + 2, many & 0x7F, head["blocks"][block])
        anywhere |= {starts[block] + number for number in found}
        if many & 0x80:
            found, at = of_block(raw, at + 1, raw[at], head["blocks"][block])
            titles |= {starts[block] + number for number in found}
    assert at == end
    return anywhere, titles


def indexed(found, cuts=()):
    """The files of an index of documents, which are cut into blocks at some places."""
    places = [0, *sorted(cuts), len(found)]
    blocks = [search.Block.of(found[a:b], NAMES) for a, b in itertools.pairwise(places)]
    return {file.url: file.content for file in search.files(blocks, NAMES, {}, "search/")}


def records(files):
    """The documents that an index holds, in their order."""
    places = sorted(
        (*(int(part, 16) for part in name.removesuffix(".json").split("/")[-2:]), name)
        for name in files
        if "/texts/" in f"/{name}"
    )
    return [record for *_, name in places for record in json.loads(files[name])]


@given(documents, st.lists(st.integers(0, 40), max_size=4))
def test_every_pair_leads_to_its_documents_and_no_others(found, cuts):
    files = indexed(found, cuts)
    folded = [
        [search.fold(text) for text in (each.title, NAMES["unit"].get(each.unit, ""), *each.texts)]
        for each in found
    ]
    signs = set("".join(itertools.chain.from_iterable(folded))) - {" "}
    for pair in map("".join, itertools.product(signs, signs)):
        everywhere, titles = looked_up(files, pair)
        assert everywhere == {n for n, own in enumerate(folded) if any(pair in text for text in own)}
        assert titles == {n for n, own in enumerate(folded) if pair in own[0]}
    assert records(files) == [[each.url, each.title, list(each.texts)] for each in found]


@pytest.mark.parametrize("size", [256, 257, 1100])
@pytest.mark.parametrize("each", [1, 3, 40])
def test_blocks_of_many_documents_are_read_as_they_were_written(size, each):
    """Numbers of one byte and of two, few and many, in the last of more blocks than a byte can number."""
    found = [search.Document("x/", "标题" if n % (2 * each) == 0 else "", ("内容",) * (n % each == 0)) for n in range(size)]  # fmt: skip
    few = [search.Document("y/", "别的")] * 130
    files = indexed([*few, *found], range(1, 131))
    assert looked_up(files, "内容") == ({130 + n for n in range(0, size, each)}, set())
    assert looked_up(files, "标题")[1] == {130 + n for n in range(0, size, 2 * each)}
    assert looked_up(files, "别的")[1] == set(range(130))


@given(documents, st.lists(st.integers(0, 40), max_size=3))
def test_facets_are_those_of_the_documents(found, cuts):
    head = json.loads(indexed(found, cuts)[search.FOLDER + search.HEAD])["docs"]
    facet = head["facets"]["unit"]
    runs = facet.get("runs") or [part for sign in facet.get("each", "") for part in (1, ord(sign) - ord("0"))]
    values = [
        facet["values"][place][0]
        for many, place in zip(runs[::2], runs[1::2], strict=True)
        for _ in range(many)
    ]
    assert values == [each.unit for each in found]


@given(documents)
def test_a_block_that_was_kept_is_what_it_was(found):
    block = search.Block.of(found, NAMES)
    assert search.Block.read(block.written()) == block


@pytest.mark.parametrize(
    ("text", "folded"),
    [("Ａ１ 类", "a1 类"), ("一\n 二", "一 二"), ("㎡", "m2"), ("İ", "i\u0307"), ("（试行）", "(试行)")],
)
def test_folding(text, folded):
    assert search.fold(text) == folded


def test_plain_text_of_html():
    assert markup.plain("<p>甲<b>乙</b>&lt;i&gt;</p><ul><li>丙</li></ul>") == "甲乙<i>\n丙"


def written():
    """Of each page, the texts that a plain scan of the data finds: (address, text)."""
    folder = SAMPLE / "data/campaigns/2019"
    names = {unit["id"]: unit["name"] for unit in nodes(load(SAMPLE / "data/organization.yml"))}
    for file in sorted(folder.glob("units/*.yml")):
        for issue in load(file).get("issues") or []:
            if str(issue["opened"]) <= AS_OF:
                own = [names[file.stem], names[issue["lead"]], *said(issue)]
                yield from ((f"2019/issues/{issue['id']}/", text) for text in own)
    for finding in load(folder / "findings.yml"):
        yield f"2019/findings/{finding['id']}/", finding["text"]
    for note in sorted((SAMPLE / "docs/notes/2019").rglob("*.md")):
        folders = note.relative_to(SAMPLE / "docs/notes").parent.as_posix()
        for line in note.read_text("utf-8").split("\n"):
            if re.fullmatch(r"[一-鿿，。、；：]{8,}", line):
                yield f"{folders}/{note.stem}/", line


PROSE = (
    "id",
    "title",
    "description",
    "leader",
    "owner",
    "supervisor",
    "basis",
    "root_cause",
    "recommendation",
    "target",
)
DATED = {
    "progress": ("date", ("by", "text", "none")),
    "regulations": ("issued", ("name", "number")),
    "closure": ("date", ("by", "opinion", "method")),
    "measures": ("", ("text", "owner")),
}


def said(issue):
    """What an issue says up to the day."""
    for key in PROSE:
        yield from [issue[key]] if issue.get(key) else []
    for name, (day, keys) in DATED.items():
        for entry in issue.get(name) or []:
            if not day or str(entry[day]) <= AS_OF:
                yield from (entry[key] for key in keys if entry.get(key))


def load(file):
    return yaml.load(file.read_text("utf-8"), Loader=yaml.BaseLoader)


def nodes(tree):
    """Every node of the organisation that has an id."""
    if isinstance(tree, list):
        for each in tree:
            yield from nodes(each)
    elif isinstance(tree, dict):
        if "id" in tree and "name" in tree:
            yield tree
        yield from nodes(list(tree.values()))


FIND = """
const [queries, done] = arguments;
(async () => {
  const search = new RectifySearch(new RectifySearchFiles(new URL("../", location)));
  const found = [];
  for (const query of queries) {
    const results = await search.find(query, {});
    const hits = await results.next(10000);
    found.push(hits.map((hit) => hit.url));
  }
  done(found);
})();
"""


@pytest.mark.browser
def test_any_run_of_characters_is_found(browser, server):
    """Random substrings of the data, against a plain scan of it: all pages that hold them, and no others."""
    lines = [(url, search.fold(text)) for url, text in written()]
    assert len({url for url, _ in lines}) > 170
    draw = random.Random(20190418)
    queries = []
    while len(queries) < 250:
        _, line = draw.choice(lines)
        length = draw.randint(2, 8)
        start = draw.randint(0, max(0, len(line) - length))
        query = line[start : start + length].strip()
        if len(query) >= 2 and " " not in query:
            queries.append(query)
    size(browser, 1440, 900)
    browser.get(server + "search/")
    found = browser.execute_async_script(FIND, queries)
    for query, urls in zip(queries, found, strict=True):
        assert {url for url, line in lines if query in line} <= set(urls), query
    held = [len(urls) for urls in found]
    assert min(held) >= 1
    assert (
        sum(number == 0 for number in map(len, browser.execute_async_script(FIND, ["查无此文", "龘龘龘"])))
        == 2
    )


BOX = ".md-search__input"
ALL = Keys.CONTROL + "a" + Keys.NULL
LISTED = ".md-search-result__list a"


def shown(browser, selector, least=1):
    """Elements, as soon as there are so many."""
    until(browser, f"return document.querySelectorAll({json.dumps(selector)}).length >= {least}")
    return browser.find_elements(By.CSS_SELECTOR, selector)


SEEN = """
const seen = (selector) => Array.from(document.querySelectorAll(selector)).filter((each) => each.offsetParent);
return [seen(".md-search-result__meta").map((each) => each.textContent), seen(".md-search-result__list a").length > 0];
"""
"""What the box in the header says, above its results or in their place, and whether there are any."""


def asked(browser, text):
    """Wait for the search page that looks for a text, and for what it found."""
    wanted = f"search/?{urllib.parse.urlencode({'text': text})}"
    until(browser, f"return location.href.endsWith({json.dumps(wanted)})")
    until(browser, "var told = document.querySelector('.rc-search__told'); return told && told.textContent")
    return browser.find_element(By.CSS_SELECTOR, ".rc-search__told").text


@pytest.fixture
def box(browser, server):
    """The box in the header of a page on a desk, with the focus."""
    size(browser, 1440, 900)
    browser.get(server + "2019/units/")
    browser.get_log("browser")
    browser.find_element(By.TAG_NAME, "body").send_keys("s")
    field = browser.switch_to.active_element
    assert field == browser.find_element(By.CSS_SELECTOR, BOX)
    return field


@pytest.mark.browser
def test_the_box_in_the_header_finds_marks_and_follows(browser, box):
    """The theme's box and keys: s opens it, arrows choose, Enter goes; the page marks what was looked for."""
    box.send_keys("理论学习小组半年")
    first = "(document.querySelector('.md-search-result__list a') || {}).textContent"
    until(browser, f"return ({first} || '').includes('U1-002')")
    assert shown(browser, ".md-search-result__list mark")[0].text == "理论学习小组半年"
    assert {each.text for each in shown(browser, ".md-search-result .md-tag", 2)} >= {"一团", "已销号"}
    box.send_keys(Keys.ARROW_DOWN)
    browser.switch_to.active_element.send_keys(Keys.ENTER)
    shown(browser, "h1#page mark")
    assert "/2019/issues/U1-002/" in browser.current_url
    assert [entry for entry in browser.get_log("browser") if entry["level"] in ("SEVERE", "WARNING")] == []


@pytest.mark.browser
def test_enter_leads_to_all_results_however_early_it_is_pressed(browser, server, box):
    """At once; after another text whose results stand below; after the box was left; before the index is there."""
    box.send_keys("食堂", Keys.ENTER)
    assert re.fullmatch(r"找到(约)?\d+条", asked(browser, "食堂"))
    for change in (Keys.BACKSPACE * 4, Keys.ESCAPE):
        browser.get(server + "2019/units/")
        box = browser.find_element(By.CSS_SELECTOR, BOX)
        box.send_keys("理论学习")
        shown(browser, LISTED)
        box.send_keys(change)
        box.send_keys("食堂", Keys.ENTER)
        asked(browser, "食堂" if change != Keys.ESCAPE else "理论学习食堂")
    browser.get(server + "search/")
    field = browser.find_element(By.CSS_SELECTOR, ".rc-search input")
    field.send_keys("食堂", Keys.ENTER)
    assert asked(browser, "食堂").startswith("找到")


@pytest.mark.browser
def test_a_text_is_looked_for_however_it_came_into_the_box(browser, box):
    """Pasted, without any key; put together from pinyin, which is not looked for; taken away again."""
    browser.execute_cdp_cmd("Input.insertText", {"text": "理论学习小组半年"})
    assert "U1-002" in shown(browser, LISTED)[0].text
    browser.find_element(By.CSS_SELECTOR, ".md-search__form button[type=reset]").click()
    until(browser, "return !document.querySelector('.md-search__input').value")
    until(browser, f"return !document.querySelector('{LISTED}')")
    browser.execute_script(
        "window.texts = []; new MutationObserver(() => window.texts.push(document.querySelector('.md-search__input').value))"
        ".observe(document.querySelector('.md-search-result__list'), {childList: true})"
    )
    for part in ("shi", "shi'tang"):
        browser.execute_cdp_cmd(
            "Input.imeSetComposition", {"text": part, "selectionStart": len(part), "selectionEnd": len(part)}
        )
        key = {"key": "Process", "windowsVirtualKeyCode": 229}
        browser.execute_cdp_cmd("Input.dispatchKeyEvent", {"type": "keyDown", **key})
        browser.execute_cdp_cmd("Input.dispatchKeyEvent", {"type": "keyUp", **key})
    browser.execute_cdp_cmd("Input.insertText", {"text": "食堂"})
    assert shown(browser, LISTED)
    assert set(browser.execute_script("return window.texts")) == {"食堂"}


@pytest.mark.browser
def test_the_box_says_what_to_do_and_counts_nothing(browser, server, box):
    """One character is told what is missing; a text that is nowhere, that; the rest, which keys lead on."""
    for text, told in (
        ("改", "请输入两个以上的字"),
        ("改 党", "请输入两个以上的字"),
        ("𠮷", "请输入两个以上的字"),
        ("U1-001", "回车看全部结果，上下键直接选"),
        ("理论学习", "回车看全部结果，上下键直接选"),
        ("龘龘龘", "没有找到"),
    ):
        box.send_keys(ALL, Keys.BACKSPACE)
        browser.execute_cdp_cmd("Input.insertText", {"text": text})
        wanted = [[told], told.startswith("回车")]
        eventually(lambda wanted=wanted: browser.execute_script(SEEN) == wanted, lambda told=told: told)
    box.send_keys(ALL, "改", Keys.ENTER)
    assert asked(browser, "改") == "请输入两个以上的字"


@pytest.mark.browser
def test_the_box_is_open_as_long_as_it_has_the_focus(browser, box):
    """The theme closes it a moment after a page has come, and opens it a moment after the focus has."""
    is_open = "return document.getElementById('__search').checked"
    assert browser.execute_script(is_open)
    browser.execute_async_script("location$.next(new URL(location)); setTimeout(arguments[0], 200)")
    assert browser.execute_script(is_open)
    box.send_keys(Keys.ESCAPE)
    assert not browser.execute_script(is_open)
    browser.execute_script("arguments[0].focus()", box)
    assert browser.execute_script(is_open)


@pytest.mark.browser
def test_the_box_leads_to_all_results(browser, server):
    size(browser, 390, 844)
    browser.get(server + "2019/issues/U1-001/")
    browser.find_element(By.CSS_SELECTOR, "header .rc-opens__search").click()
    box = browser.switch_to.active_element
    assert box == browser.find_element(By.CSS_SELECTOR, BOX)
    box.send_keys("整改")
    links = shown(browser, LISTED, 10)
    assert len(links) == 10
    number = int(eventually(lambda: re.search(r"\d+", links[-1].text), lambda: links[-1].text).group())
    browser.get(links[-1].get_attribute("href"))
    shown(browser, ".rc-search__list li", 20)
    assert browser.find_element(By.CSS_SELECTOR, ".rc-search__told").text == f"找到{number}条"
    box = browser.find_element(By.CSS_SELECTOR, BOX)
    assert not box.is_displayed()
    browser.find_element(By.CSS_SELECTOR, ".rc-search__more").click()
    shown(browser, ".rc-search__list li", 40)


@pytest.mark.browser
def test_filters_stand_in_the_address(browser, server):
    """A filtered search can be sent as a link, which shows the same."""
    size(browser, 1440, 900)
    browser.get(server + "search/")
    shown(browser, ".rc-search.is-ready")
    browser.switch_to.active_element.send_keys("整改")
    shown(browser, ".rc-search__list li", 20)
    for name, value in (("unit", "unit-1"), ("status", "closed"), ("campaign", "2019")):
        browser.find_element(By.CSS_SELECTOR, f"select[name={name}] option[value='{value}']").click()
    until(browser, "return location.search.includes('campaign=2019')")
    titles = "Array.from(document.querySelectorAll('.rc-search__title'), each => each.textContent)"
    until(browser, f"var all = {titles}; return all.length && all.every(title => title.includes('U1-'))")
    there = [each.text for each in browser.find_elements(By.CSS_SELECTOR, ".rc-search__title")]
    assert "unit=unit-1" in browser.current_url
    assert there
    assert all("U1-" in title for title in there), there
    told = browser.find_element(By.CSS_SELECTOR, ".rc-search__told").text
    browser.get(browser.current_url)
    shown(browser, ".rc-search__list li", len(there))
    assert [each.text for each in browser.find_elements(By.CSS_SELECTOR, ".rc-search__title")] == there
    assert browser.find_element(By.CSS_SELECTOR, ".rc-search__told").text == told
    metas = {each.text for each in browser.find_elements(By.CSS_SELECTOR, ".rc-search__list .rc-meta")}
    assert len(metas) == 1
    assert "已销号" in metas.pop()


@pytest.mark.browser
def test_one_character_is_too_little_and_hostile_text_is_text(browser, server):
    size(browser, 1440, 900)
    for query, said in (("改", "请输入两个以上的字"), ("<img src=x onerror=alert(1)>", "没有找到")):
        browser.get(server + "search/")
        shown(browser, ".rc-search.is-ready")
        browser.switch_to.active_element.send_keys(query)
        told = "document.querySelector('.rc-search__told').textContent"
        until(browser, f"return {told} === {json.dumps(said)}")
        assert browser.find_elements(By.CSS_SELECTOR, ".rc-search img") == []


def test_texts_of_results_are_escaped_before_they_are_marked(tmp_path):
    """The scripts set HTML in three places; each is given what search-model.js escaped."""
    folder = ROOT / "hooks/rectify/mkdocs/theme/assets/rectify"
    page = (folder / "search-page.js").read_text("utf-8")
    assert re.findall(r"innerHTML = ([^;]*);", page) == ["hit.title", "hit.text"]
    engine = (folder / "search-model.js").read_text("utf-8")
    assert engine.count("title: marked(") == engine.count("text: marked(") == 1


def test_a_site_may_go_without_search_and_a_plugin_gives_way(tmp_path):
    plain = copy_project(tmp_path / "plain", ("    language: zh", "    language: zh\n    hide: [search]"))
    done = mkdocs("build", "--strict", "--site-dir", str(tmp_path / "site"), cwd=plain)
    assert done.returncode == 0, done.stderr
    assert not (tmp_path / "site/search").exists()
    assert "md-search" not in (tmp_path / "site/index.html").read_text("utf-8")
    theirs = copy_project(tmp_path / "theirs", ("plugins: []", "plugins: [search]"))
    done = mkdocs("build", "--strict", "--site-dir", str(tmp_path / "both"), cwd=theirs)
    assert done.returncode == 0, done.stderr
    head = json.loads((tmp_path / "both/search/search_index.json").read_text("utf-8"))
    assert sum(head["docs"]["blocks"]) > 200
    assert "search-worker.js" in (tmp_path / "both/index.html").read_text("utf-8")


def test_hand_written_pages_and_the_handbook_are_found(site):
    files = {
        file.relative_to(site).as_posix(): file.read_bytes()
        for file in (site / "search").rglob("*")
        if file.is_file()
    }
    there = records(files)
    by_url = {url: (title, texts) for url, title, texts in there}
    assert len(by_url) == len(there)
    assert {"about/", "handbook/rules/", "2019/units/unit-1/", "2019/people/", "archive/"} <= set(by_url)
    assert "search/" not in by_url
    rule = next(
        url for url in by_url if url.startswith("handbook/rules/#") and "structure.size" in by_url[url][0]
    )
    assert f'id="{rule.partition("#")[2]}"' in (site / "handbook/rules/index.html").read_text("utf-8")
    assert any("20" in text for text in by_url[rule][1])
