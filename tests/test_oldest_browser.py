"""Our styles and scripts use only features of the oldest supported browsers.

The oldest is the Chromium 69 and the Firefox 68 of the handbook's chapter on browsers. What is newer is
refused here unless an older browser does without it: then it stands in a table below, with the reason.
The level of the language itself is said in ``.oxlintrc.json``, and the linter holds all scripts to it.
"""

from __future__ import annotations

import json
import re
import subprocess
import sysconfig

import pytest

from conftest import ROOT

STYLES = sorted((ROOT / "hooks/rectify").rglob("*.css"))
SCRIPTS = sorted((ROOT / "hooks/rectify/mkdocs/theme/assets/rectify").glob("*.js"))

NEWER_STYLES = {  # from which Chromium on
    r":is\(|:where\(": 88,
    r":not\([^()]*,": 88,
    r":has\(": 105,
    r":focus-visible": 86,
    r"(?<![-\w])inset(-\w+)?\s*:": 87,
    r"(?<![-\w])aspect-ratio\s*:": 88,
    r"(?<![-\w])(margin|padding)-(inline|block)\s*:": 87,
    r"(?<![-\w])(min|max|clamp)\(": 79,
    r"color-mix\(|oklch\(|light-dark\(": 111,
    r"@layer|@container|@property|@starting-style": 85,
    r"@media[^{]*[<>]": 104,
    r"\d[dsl]v[hw]\b": 108,
    r"content-visibility": 85,
    r"accent-color": 93,
    r"scrollbar-gutter": 94,
    r"overflow(-[xy])?:\s*clip": 90,
    r"text-wrap": 114,
    r"field-sizing|anchor\(|animation-timeline": 115,
    r"subgrid": 117,
    r"overflow-wrap:\s*anywhere": 80,
    r"text-underline-offset": 87,
    r"forced-color": 89,
    r"(?<![-\w])(rotate|scale|translate)\s*:": 104,
    r"(?<![-\w])page\s*:": 85,
    r"&[ :.\[]": 112,
    r"\d\s*/\s*\d+%|rgb\([^,)]+\)": 65,
    r"(?<![-\w])appearance:": 84,
    r"backdrop-filter": 76,
    r"prefers-reduced-motion": 74,
}
DONE_WITHOUT = {
    r":has\(": "a sheet that would be A3 prints on the paper that the printer is set to",
    r"(?<![-\w])page\s*:": "the same",
    r":focus-visible": "stands in rules of its own, beside the class that the theme's script gives",
    r"overflow-wrap:\s*anywhere": "a long word breaks a line later",
    r"text-wrap": "the lines of a head of two lines are of unlike length",
    r"content-visibility": "what is folded on the screen is folded on paper",
    r"text-underline-offset": "the line is nearer to the word",
    r"forced-color": "there is no such mode",
    r"prefers-reduced-motion": "there is no such wish",
    r"(?<![-\w])appearance:": "stands beside its prefixed form",
    r"\d\s*/\s*\d+%|rgb\([^,)]+\)": "Chromium 69 has it",
}

NEWER_SCRIPTS = {
    r"\?\.(?=[\w$(\[])(?!\d)": 80,
    r"\?\?": 80,
    r"\|\|=|&&=": 85,
    r"\breplaceAll\b": 85,
    r"\.at\(": 92,
    r"\bstructuredClone\b": 98,
    r"\ballSettled\b": 76,
    r"Promise\.any\b": 85,
    r"\bfromEntries\b": 73,
    r"\bmatchAll\b": 73,
    r"\bglobalThis\b": 71,
    r"\breplaceChildren\b": 86,
    r"\bfindLast|\btoSorted\b|\btoReversed\b|\bgroupBy\b|Object\.hasOwn\b": 93,
    r"\bqueueMicrotask\b": 71,
    r"\bResizeObserver\b": 64,
    r"\.text\(\)": 76,
    r"static\s*\{|#\w+\s*[=(;]": 74,
    r"^\s*(import|export)\b|type=\"module\"": 61,
    r"\d_\d": 75,
    r"\b\d+n\b": 67,
    r"navigator\.clipboard": 66,
    r"inert\b|showPopover": 102,
    r"\bshowModal\b": 98,
    r"\(\?<[=!]": 62,
}
TRIED_FIRST = {
    r"\.text\(\)": "of a Response, which is old; of a Blob it is given by scope.js",
    r"navigator\.clipboard": "asked for before it is used: it lacks on any page without https",
    r"\bshowModal\b": "asked for before it is used: a link to a file opens the file where there are no dialogs",
    r"\bResizeObserver\b": "Chromium 69 has it, and the theme brings its own",
    r"\b\d+n\b": "Chromium 69 has it",
    r"\(\?<[=!]": "Chromium 69 has it",
}
"""What may stand in a script although Firefox 68 or an older Chromium lacks it, and why."""


def bare(text):
    """A style sheet or script without its comments; of a script, without its strings."""
    return re.sub(r"/\*.*?\*/", " ", text, flags=re.DOTALL)


def newer(text, features, allowed):
    return [feature for feature in features if feature not in allowed and re.search(feature, text, re.M)]


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_styles_ask_for_nothing_newer(path):
    assert newer(bare(path.read_text("utf-8")), NEWER_STYLES, DONE_WITHOUT) == []


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_scripts_ask_for_nothing_newer(path):
    text = re.sub(r"""("|')(?:\\.|(?!\1)[^\\\n])*\1""", '""', bare(path.read_text("utf-8")))
    assert newer(re.sub(r"(?m)(^|\s)//.*$", "", text), NEWER_SCRIPTS, TRIED_FIRST) == []


def rules(text):
    """The innermost rules of a style sheet: selectors and what they set."""
    return re.findall(r"([^{}]+)\{([^{}]*)\}", bare(text))


def test_a_selector_that_is_unknown_spoils_no_other():
    """An older browser drops a whole rule if it does not know one of its selectors."""
    for path in STYLES:
        for selectors, _ in rules(path.read_text("utf-8")):
            each = [selector.strip() for selector in selectors.split(",")]
            new = [selector for selector in each if re.search(r":focus-visible|:has\(", selector)]
            assert new in ([], each), (path.name, selectors)


def test_rows_with_gaps_are_spaced_where_gaps_are_unknown():
    """Chromium 69 has gaps in grids only: what else has one is listed in access.css.

    The page that other portals embed has a style sheet of its own, so it does without.
    """
    guarded = (ROOT / "hooks/rectify/html/styles/access.css").read_text("utf-8").partition("@supports")[2]
    for path in STYLES:
        for selectors, body in rules(path.read_text("utf-8")):
            gap = re.search(r"(?<![-\w])(?:column-)?gap:(?!\s*0;)", body)
            if re.search(r"display:\s*(inline-)?flex", body) and gap:
                for selector in selectors.split(","):
                    row = re.sub(r":not\([^)]*\)", "", selector[selector.rindex(".rc-") :].strip())
                    assert f"{row} > *" in guarded or ":has(" in selector, (path.name, selector.strip())


def test_the_scan_finds_what_is_new():
    """Each pattern matches its feature; otherwise it would check nothing."""
    for feature in (":is(a)", "inset: 0", "aspect-ratio: 1", "width: min(1px, 2px)", "a:not(.b, .c)", "&:hover", "@media (width > 1px)"):  # fmt: skip
        assert newer(feature, NEWER_STYLES, DONE_WITHOUT), feature
    for feature in (
        "a?.b",
        "a?.(b)",
        "a ?? b",
        "a ||= b",
        "x.at(-1)",
        "s.replaceAll(a, b)",
        "structuredClone(a)",
    ):
        assert newer(feature, NEWER_SCRIPTS, TRIED_FIRST), feature
    for old in ("a ? .5 : b", "a ? b : c", "x.concat(b)", "grid-template-columns: minmax(0, 1fr)", "max-width: 1px", "clip-path: inset(50%)"):  # fmt: skip
        assert not newer(old, NEWER_STYLES, DONE_WITHOUT), old
        assert not newer(old, NEWER_SCRIPTS, TRIED_FIRST), old


@pytest.mark.parametrize(
    "code",
    [
        "var a = 1; alert(a);",
        "function f(a) { return function () { return a; }; } setTimeout(function () { alert(f(1)); });",
        "const a = {}; alert({ ...a, b: 1 });",
        "const text = 'a'; alert(text == 1);",
        "alert(nowhere);",
    ],
)
def test_the_linter_refuses_another_level(code, tmp_path):
    """What is older, what is newer, and what is likely a mistake."""
    linter = f"{sysconfig.get_path('scripts')}/oxlint"
    rules = ROOT / ".oxlintrc.json"
    assert json.loads(re.sub(r"(?m)^ *//.*$", "", rules.read_text("utf-8")))["env"]["es2017"]
    for text, status in ((code, 1), ("const a = 1; alert(a);", 0)):
        (tmp_path / "one.js").write_text(f"(() => {{ {text} }})();\n", "utf-8")
        command = [linter, "--deny-warnings", "--config", rules, tmp_path / "one.js"]
        done = subprocess.run(command, capture_output=True, text=True)
        assert done.returncode == status, done.stdout
