"""Templates are plain Jinja's; whole texts of the catalogue are put in when they are compiled."""

from __future__ import annotations

import sys

import jinja2
import markupsafe
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rectify.html import compiling
from rectify.speed import cache
from rectify.words import messages

TEXT = st.text(st.sampled_from("ab学习<>&\"'{}%＜ ") | st.characters(codec="utf-8"), max_size=20)
VALUE = TEXT | st.integers() | st.floats() | st.none() | st.booleans() | TEXT.map(markupsafe.Markup)

WORDS = messages.Catalogue(
    "zh",
    {"plain": "<a> & b", "said": "{who}: <{{100%}} {who}>", "n.one": "one", "n.other": "{n} <", "s.x": "x"},
)


def environment(**more):
    """As ``Renderer`` has it."""
    made = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, extensions=[compiling.Texts], **more
    )
    made.extend(words=WORDS)
    made.globals["t"] = WORDS
    return made


@given(VALUE)
def test_text_is_escaped_as_markupsafe_does(value):
    assert compiling.escaped(value) == str(markupsafe.escape(value))


@given(value=VALUE, n=st.integers(0, 3))
@example(value="<", n=1)
def test_a_template_shows_the_same_with_texts_put_in_as_when_it_asks_for_each(value, n):
    source = (
        "{{ t('plain') }}{{ t( 'plain' ) | upper }}{{ t('plain')[0] ~ t('s.' ~ 'x') }}{{ t('said', who=value) }}"
        "{{ t('n', n=n) }}{% if t('plain') == value %}!{% endif %}{% for c in t('plain') %}{{ c }}{% endfor %}"
        "{{ t('plain' if n else 's.x') }}{{ it.t('plain') }} t('plain') {% set x = [t('plain'), t('s.x')] %}{{ x }}"
    )
    theirs = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined)
    theirs.globals["t"] = WORDS
    given = {"value": value, "n": n, "it": {"t": str.upper}}
    assert environment().from_string(source).render(given) == theirs.from_string(source).render(given)


def test_a_text_is_put_in_when_a_template_is_compiled():
    env = environment()
    made = env.from_string("{{ t('plain') }}")
    env.globals["t"] = None
    assert made.render() == "&lt;a&gt; &amp; b"


@pytest.mark.parametrize("key", ["nothing", "said", "s"])
def test_a_text_that_is_not_whole_says_so(key):
    with pytest.raises(KeyError):
        environment().from_string("{{ t('" + key + "') }}").render()


def test_what_a_template_was_not_given_says_so():
    """An undefined value raises, whatever is done with it."""
    for source in (
        "{{ it }}",
        "{{ it.a }}",
        "{{ own.a }}",
        "{{ own.a.b }}",
        "{% if own.a %}{% endif %}",
        "{{ it() }}",
    ):
        with pytest.raises(jinja2.UndefinedError):
            environment().from_string(source).render(own={})


def compiled_anew(monkeypatch):
    """Whether a new process would have to compile a template; it has nothing in memory."""
    monkeypatch.setattr(compiling.TemplateCache, "kept", {})
    made = []

    class Counting(jinja2.Environment):
        def compile(self, *args, **kwargs):
            made.append(args)
            return super().compile(*args, **kwargs)

    lasting = compiling.TemplateCache("zh", lasting=True)
    env = Counting(loader=jinja2.DictLoader({"a.html": "{{ 'a' }}"}), bytecode_cache=lasting)
    assert env.get_template("a.html").render() == "a"
    return bool(made)


def test_what_is_compiled_is_kept_where_python_keeps_what_it_compiles(monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path))
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert compiled_anew(monkeypatch) and compiled_anew(monkeypatch)
    assert not any(tmp_path.iterdir())
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    assert compiled_anew(monkeypatch) and not compiled_anew(monkeypatch)
    monkeypatch.setattr(cache, "code_digest", lambda: "other code")
    assert compiled_anew(monkeypatch) and not compiled_anew(monkeypatch)
    for file in tmp_path.rglob("zh-*"):
        file.write_bytes(file.read_bytes()[:-1])
    assert compiled_anew(monkeypatch)


def test_an_owners_template_may_say_a_key_like_an_attribute(tmp_path):
    (tmp_path / "issue.html").write_text("{{ it.a }}{{ t('said', who=it.b) }}{{ t('s.x') }}")
    env = environment(loader=jinja2.FileSystemLoader(tmp_path))
    assert env.get_template("issue.html").render(it={"a": 1, "b": "<"}) == "1&lt;: &lt;{100%} &lt;&gt;x"
