"""Templates are compiled to quicker code than Jinja's, which shows the same."""

from __future__ import annotations

import sys

import jinja2
import markupsafe
from hypothesis import given
from hypothesis import strategies as st

from rectify import PACKAGE
from rectify.html import compiling
from rectify.speed import cache
from rectify.words import messages

TEXT = st.text(st.sampled_from("ab学习<>&\"'{}%＜ ") | st.characters(codec="utf-8"), max_size=20)
VALUE = TEXT | st.integers() | st.floats() | st.none() | st.booleans() | TEXT.map(markupsafe.Markup)

TEMPLATE = """
{%- macro cell(value, css='x') %}<td class="{{ css }}">{{ value }}{{ caller() if caller is defined else '' }}</td>{% endmacro -%}
{{ value }}|{{ cell(value) }}|{{ cell(value, css=name ~ '&') }}|{% call cell(name) %}{{ value }}{% endcall %}|
{%- for each in [value, name] %}{{ loop.index }}{{ twice(each, to=name) }}{{ loop.cycle('<', '>') }}{% endfor -%}
|{{ cell(*[name]) }}|{{ '%s' | format(name) }}|{{ name | upper }}|{{ (name | e) ~ name }}|{{ made.upper() }}|{{ told('a', from=name) }}
"""


def told(*values, **named):
    return f"{values}{named}"


def twice(value, to):
    return f"{value}{to}"


@given(value=VALUE, name=TEXT)
def test_what_is_compiled_shows_what_jinja_shows(value, name):
    given = {"value": value, "name": name, "twice": twice, "told": told, "made": name}
    ours = compiling.Environment(autoescape=True, undefined=jinja2.StrictUndefined)
    ours.words = messages.catalogue("zh")
    theirs = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined)
    assert ours.from_string(TEMPLATE).render(given) == theirs.from_string(TEMPLATE).render(given)


@given(VALUE)
def test_text_is_escaped_as_markupsafe_does(value):
    assert compiling.escaped(value) == str(markupsafe.escape(value))


def test_texts_of_the_catalogue_are_put_in():
    words = messages.catalogue("zh")
    env = compiling.Environment(autoescape=True, undefined=jinja2.StrictUndefined)
    env.words = words
    env.globals.update(t=words, texts=words.texts)
    made = env.from_string(
        "{{ t('status.closed') }}{% for s in ['closed'] %}{{ t('status.' ~ s) }}{% endfor %}"
    )
    assert made.render() == words("status.closed") * 2


@given(VALUE, st.integers(0, 3))
def test_texts_are_filled_as_the_catalogue_fills_them(value, number):
    """The same whether a text is put in when compiled or asked of the catalogue on the page."""
    words = messages.Catalogue("zh", {"said": "{who}: <{{100%}} {who}>", "n.one": "one", "n.other": "{n} <"})
    asked = "t('said', who=value)}}{{t('n', n=number)}}{{t('said', who=value, more=1)"
    ours = compiling.Environment(autoescape=True)
    ours.words = words
    theirs = jinja2.Environment(autoescape=True)
    given = {"t": words, "value": value, "number": number}
    assert ours.from_string("{{" + asked + "}}").render(given) == theirs.from_string(
        "{{" + asked + "}}"
    ).render(given)


def test_an_issues_page_asks_for_attributes_only():
    """In our own template a dot is an attribute; in one that an owner puts in its place, a key as well."""
    source = "{% set d = {'items': 1, 'own': 2} %}{{ d.own }}"
    made = {}
    for folder in (str(PACKAGE / "pages/issue"), "/owner"):
        env = compiling.Environment(autoescape=True)
        env.words = messages.catalogue("zh")
        made[folder] = env.compile(source, "issue.html", f"{folder}/issue.html", raw=True)
    assert (
        ".own" in made[str(PACKAGE / "pages/issue")] and "getattr" not in made[str(PACKAGE / "pages/issue")]
    )
    assert "environment.getattr(" in made["/owner"]


def compiled_anew(monkeypatch):
    """Whether a new process would have to compile a template; it has nothing in memory."""
    monkeypatch.setattr(compiling.Compiled, "kept", {})
    made = []

    class Counting(compiling.Environment):
        def compile(self, *args, **kwargs):
            made.append(args)
            return super().compile(*args, **kwargs)

    lasting = compiling.Compiled("zh", lasting=True)
    env = Counting(loader=jinja2.DictLoader({"a.html": "{{ t('status.closed') }}"}), bytecode_cache=lasting)
    words = env.words = messages.catalogue("zh")
    assert env.get_template("a.html").render() == words("status.closed")
    return bool(made)


def test_what_is_compiled_is_kept_where_python_keeps_what_it_compiles(monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path))
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert compiled_anew(monkeypatch) and compiled_anew(monkeypatch)
    assert not any(tmp_path.iterdir())
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    assert compiled_anew(monkeypatch) and not compiled_anew(monkeypatch)
    monkeypatch.setattr(cache, "code", lambda: "other code")
    assert compiled_anew(monkeypatch) and not compiled_anew(monkeypatch)
    for file in tmp_path.rglob("zh-*"):
        file.write_bytes(file.read_bytes()[:-1])
    assert compiled_anew(monkeypatch)


def test_an_owners_template_may_say_a_key_like_an_attribute(tmp_path):
    (tmp_path / "issue.html").write_text("{{ it.a }}{{ t('measure.due', day=it.b) }}")
    env = compiling.Environment(loader=jinja2.FileSystemLoader(tmp_path), autoescape=True)
    words = env.words = messages.catalogue("zh")
    made = env.get_template("issue.html").render(it={"a": 1, "b": "<"})
    assert made == "1" + words("measure.due", day="&lt;")
