"""Every text comes from the catalogues, which agree with each other."""

from __future__ import annotations

import io
import json
import re
import string
import tokenize

import jinja2
import lxml.html
import pytest

from conftest import ROOT
from rectify.html import compiling
from rectify.words import messages

PACKAGE = ROOT / "hooks" / "rectify"
MARKUP = (".html", ".xml", ".svg")
CHINESE = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")


def placeholders(text):
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def keys(language):
    """Keys with their placeholders, the two forms of a count as one."""
    found = {}
    for key, text in messages.catalogue(language).texts.items():
        stem = re.sub(r"\.(one|other)$", "", key)
        found.setdefault(stem, set()).update(placeholders(text))
    return found


def test_the_languages_have_the_same_keys_and_placeholders():
    chinese, english = keys("zh"), keys("en")
    assert set(chinese) == set(english)
    dates = {"format.day", "format.short", "format.month"}  # a month is a number here, a name there
    assert {key for key in chinese if key not in dates and english[key] - chinese[key]} == set()


def test_english_is_english():
    texts = messages.catalogue("en").texts
    assert {key for key, text in texts.items() if CHINESE.search(text)} == set()


def test_python_holds_no_text_of_the_interface():
    """Chinese stands in docstrings and comments only, and in what a clerk may have typed."""
    allowed = {
        "read/typos.py": "长期持续常态是有否无没部分元万人次个条件名年月日—–−，；【】［］「」：－｛｝、\u3000",
        "read/corrections.py": "（",
        "read/field_names.py": "：",
        "read/several.py": "，；／",
        "read/fullnames.py": "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方"
        "白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤欧阳上官司诸葛徒皇甫尉迟慕容令狐东公委长员务记师处科室局部办组会和与及",
        "read/identity.py": "（）．、，；／＆＋〇",
        "read/problems.py": "〈〉",
        "read/schema.py": "有部分无是否",
        "read/numbers.py": "零〇一二三四五六七八九壹贰叁肆伍陆柒捌玖幺〡〢〣〤〥〦〧〨〩ＸｘⅩⅹ万亿余多元旦吨公斤千克平方立亩里米",
        "read/privacy.py": "问题线索移交当最起月初核对算查步实建成立案例留置针举报人检控告信访件是",
        "ledger/people.py": "）",
        "notes/prose.py": "一鿿",
        "notes/tallied.py": "本周期月旬日当天其中新增计划拟预力争元万亿资金额共累合为达到：处理人次",
        "notes/claimed.py": "年月日。！？完成率为是达到升至提高已共累计销号整改个项件问题列入台账认领％反馈（）长期坚持基本正在未启动无此撤",
    }
    files = {file.relative_to(PACKAGE).as_posix(): file for file in PACKAGE.rglob("*.py")}
    assert allowed.keys() <= files.keys()
    for name, file in files.items():
        previous = None
        for token in tokenize.generate_tokens(io.StringIO(file.read_text("utf-8")).readline):
            if token.type == tokenize.STRING and not token.string.lstrip("rbfu").startswith('"""'):
                left = [
                    sign
                    for sign in CHINESE.findall(token.string)
                    if sign not in allowed.get(name, "") and sign not in "、⏎"
                ]
                assert not left, (name, token.start, token.string)
            previous = token
        assert previous


def test_templates_hold_no_text_of_the_interface():
    for file in (each for each in PACKAGE.rglob("*") if each.suffix in MARKUP):
        markup = re.sub(r"\{#.*?#\}", "", file.read_text("utf-8"), flags=re.S)
        left = [sign for sign in CHINESE.findall(markup) if sign != "\u3000"]
        assert not left, file.name
        words = re.sub(r"\{\{.*?\}\}|\{%.*?%\}", " ", markup, flags=re.S)
        words = re.sub(r"<style>.*?</style>|<[^>]*>|&\w+;", " ", words, flags=re.S)
        assert not re.findall(r"[A-Za-z]{3,}", words.replace("SHA", "")), file.name


def test_every_text_is_used():
    code = "\n".join(
        file.read_text("utf-8")
        for file in sorted(PACKAGE.rglob("*"))
        if file.suffix in (".py", *MARKUP) and "words" not in file.relative_to(PACKAGE).parts
    )
    prefixes = set(re.findall(r"""['"f]([a-z_]+(?:\.[a-z_]+)*)\.(?:['"]\s*~|\{)""", code))
    made = {"problem", "rule", "key", "shape", "format"}
    made |= {
        "report_weekday",
        "every",
        "weekday",
        "what",
        "when",
        "deadline_policy",
        "count_by",
        "day_count",
        "holidays",
        "on_time",
        "unit_kind",
        "step_name",
        "of",
        "people_results",
        "publish",
    }  # see messages.labels
    scripts = "\n".join(file.read_text("utf-8") for file in PACKAGE.rglob("tables-*.js"))
    said = {f"tables.{name}" for name in re.findall(r"""(?:words\.|["'])([a-z_]+)""", scripts)}
    unused = [
        key
        for key in keys("zh")
        if key not in code
        and key not in said
        and key.split(".")[0] not in made
        and not any(key.startswith(f"{prefix}.") for prefix in prefixes)
    ]
    assert unused == []


# A text that wants values is never shown without them.

UNFILLED = re.compile(r"\{[a-z_]+\}")
FOR_SCRIPTS = {"data-text", "data-warning"}
"""Attributes, and keys of JSON, with words that a script fills in the browser."""


def shown(html):
    """Every text and attribute of a page that a reader or a program reads, but for what is quoted as code."""
    for element in lxml.html.document_fromstring(html).iter():
        if not isinstance(element.tag, str):
            continue
        yield from (value for name, value in element.attrib.items() if name not in FOR_SCRIPTS)
        if element.tag not in ("code", "pre", "script", "style"):
            yield element.text or ""
        yield element.tail or ""


def strings(value, key=""):
    if isinstance(value, dict):
        for name, inner in value.items():
            if name != "words" and (key, name) != ("amount", "shown"):
                yield from strings(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from strings(inner, key)
    elif isinstance(value, str):
        yield value


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_page_or_file_of_a_site_holds_an_unfilled_text(language, request):
    site = request.getfixturevalue("site" if language == "zh" else "english_site")
    seen = dict.fromkeys((".html", ".json", ".ics", ".atom", ".svg", ".xml"), 0)
    for file in site.rglob("*"):
        if file.suffix not in seen or file.is_relative_to(site / "assets/rectify/schemas"):
            continue
        seen[file.suffix] += 1
        raw = file.read_bytes()
        if file.suffix == ".html":
            found = shown(raw)
        elif file.suffix == ".json":
            found = strings(json.loads(raw))
        else:
            found = [raw.decode()]
        assert [text for text in found if UNFILLED.search(text)] == [], file
    assert all(seen.values()), seen


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_a_text_used_without_its_values_raises(language):
    """Whether used in Python, in a template, or with a composed key."""
    words = messages.catalogue(language)
    env = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined, extensions=[compiling.Texts])
    env.words = words
    env.globals |= {"t": words, "texts": words.plain}
    wanting = {key for key, text in words.texts.items() if placeholders(text)}
    assert len(wanting) > 200
    for key in ("table.silent_week", "weekly.period", "selection.of"):
        assert key in wanting
        stem, _, name = key.rpartition(".")
        for template in ("{{ t(key) }}", f"{{{{ t('{key}') }}}}", f"{{{{ t('{stem}.' ~ name) }}}}"):
            with pytest.raises(KeyError):
                env.from_string(template).render(key=key, name=name)
    assert not wanting & set(words.plain)
