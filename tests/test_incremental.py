"""A build from the cache is a clean build, whatever was edited and whatever became of the cache."""

from __future__ import annotations

import datetime
import gc
import inspect
import itertools
import os
import pickle
import re
import shutil
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markupsafe import Markup
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import Abort

import project
from conftest import mkdocs
from rectify import search
from rectify.build import Site
from rectify.exports.calendar import Events
from rectify.html import compiling
from rectify.read import parallel, source
from rectify.search import indexing
from rectify.speed import cache, secretkey, workers
from rectify.speed.digests import Digests

ORGANIZATION = "data/organization.yml"
CACHE = ".cache/rectify"
KEY = b"a key of the tests"


def replaced(file, pattern, text):
    """An edit: the n-th match of a pattern in a file becomes a text that has not been there."""

    def edit(folder, number):
        path = folder / file
        found = list(re.finditer(pattern, path.read_text("utf-8")))
        match = found[number % len(found)]
        whole = path.read_text("utf-8")
        path.write_text(whole[: match.start(1)] + text.format(n=number) + whole[match.end(1) :], "utf-8")

    return edit


def option(line):
    def edit(folder, number):
        path = folder / "mkdocs.yml"
        key = line.split(":")[0]
        kept = [each for each in path.read_text("utf-8").split("\n") if not each.startswith(f"    {key}:")]
        at = kept.index("  rectify:") + 1
        kept.insert(at, f"    {line}".format(n=10 + number % 18))
        path.write_text("\n".join(kept), "utf-8")

    return edit


def more_evidence(folder, number):
    (folder / "data/campaigns/2019/evidence/U1-001/学习制度.pdf").write_bytes(
        b"%PDF-" + bytes([number % 256]) * number
    )


def another_note(folder, number):
    note = folder / f"docs/notes/2019/issues/U{1 + number % 2}-001.md"
    note.parent.mkdir(parents=True, exist_ok=True)
    note.write_text(f"第{number}次补充\n\n```rectify-issues\nunit: unit-1\n```\n", "utf-8")


def a_week_s_note(folder, number):
    note = folder / "docs/notes/2019/weekly/2019-04-15.md"
    note.parent.mkdir(parents=True, exist_ok=True)
    note.write_text(f"本周开了{number}次会\n", "utf-8")


def another_round(folder, number):
    """An earlier round of the same units, with issues of the same categories."""
    rounds = folder / "data/campaigns"
    shutil.copytree(rounds / "2019", rounds / "2018", dirs_exist_ok=True)
    for file in (rounds / "2018").rglob("*.yml"):
        text = file.read_text("utf-8").replace("2019-0", "2018-0")
        file.write_text(text.replace("description: ", f"description: 上一轮{number}", 1), "utf-8")


def own_template(folder, number):
    """A template of the owner's shows what ours of the same page does not."""
    (folder / "own").mkdir(exist_ok=True)
    (folder / "own/results.html").write_text(
        f'<h1 id="page">{number}</h1>{{{{ book }}}}{{{{ results }}}}', "utf-8"
    )
    option("templates: own")(folder, number)


def own(name, shown, before=""):
    """A template of the owner's in the place of ours: the same, and with it, whole, values that it is given."""

    def edit(folder, number):
        (folder / "own" / name).parent.mkdir(parents=True, exist_ok=True)
        text = next(at / name for at in compiling.FOLDERS if (at / name).is_file()).read_text("utf-8")
        assert before in text
        made = text.replace(before, before + shown, 1) if before else text + shown
        (folder / "own" / name).write_text(made, "utf-8")
        option("templates: own")(folder, number)

    return edit


OWN = {
    "pages": [
        own("unit.html", "{{ [book, unit, standings, problems, tasks, answers, weeks, chart, note] }}"),
        own("issue.html", "{{ [book, s, issue, unit, finding, evidence, related, edits, story, note] }}"),
        own("board.html", "{{ [book, unit, units, lanes, counts] }}"),
        own("regulations.html", "{{ [book, sheet] }}"),
        own("finding.html", "{{ [book, finding, claims, sheet, counts] }}"),
        own("weekly.html", "{{ [book, change, units, entries, overdue, note] }}"),
        own("analogy.html", "{{ [book, doubts, chains, again, findings] }}"),
        own("feeds/embed.html", "{{ [book, unit, counts] }}", "<body>\n"),
        own("feeds/news.xml", "{{ entries }}", "</updated>\n"),
    ],
    "macros": [own("_macros.html", "{{ segments }}", "{% macro bar(segments, label='') %}\n")],
    "tables": [own("_tables.html", "{{ book }}")],
}
"""Templates of pages and files in one project, for none is part of another; and each that is part of many."""
ELSEWHERE = [
    replaced(project.UNIT_2, r"    description: (.*)", "二单位的描述{n}"),
    replaced(project.UNIT_2, r"note: ([^,}]*), checked", "二单位的说明{n}"),
    lambda folder, number: (folder / "docs/notes/2019/units/unit-1.md").write_text(f"另一条{number}\n"),
]


@pytest.mark.parametrize("templates", OWN)
def test_an_owners_template_shows_what_was_edited_elsewhere(templates, folder):
    """It may print what ours of the same name does not: the whole of each value that it is given."""
    for template in OWN[templates]:
        template(folder, 1)
    built(folder, "first", kept=True)
    for edit in ELSEWHERE:
        edit(folder, 3)
        assert built(folder, "first", kept=True) == built(folder, "second", kept=False)


def keys(folder, **options):
    """The cache key of each page's body."""
    site = project.build(folder, **options).site
    return {url: (site.made_with, site.key(page)) for url, page in site.pages.items()}


def test_a_page_made_from_the_same_has_the_same_key(tmp_path):
    """An edit of one unit's answer changes the keys of the pages that show it, and no others."""
    folder = project.copy_small(tmp_path)
    before = keys(folder)
    ELSEWHERE[1](folder, 3)
    after = keys(folder)
    changed = {url for url in before if before[url] != after[url]}
    assert {"2019/findings/F01/", "2019/units/unit-2/", "2019/"} <= changed
    assert "2019/regulations/" not in changed
    assert not any(url.startswith("2019/issues/U1-") for url in changed)


def functions():
    """What pages and files are made with, by whose."""
    site = project.build(project.SMALL).site
    for url, page in site.pages.items():
        yield from ((url, page.view), (url, page.texts))
    yield from ((url, feed.make) for url, feed in site.feeds.items())


def test_a_page_sees_nothing_but_what_its_key_is_a_digest_of():
    """What works a page out is a plain function of what the page was given: it holds nothing else."""
    for url, function in functions():
        assert inspect.isfunction(function), url
        assert function.__closure__ is None, url
        assert not function.__defaults__, url
        assert "<" not in function.__qualname__, url


def test_what_has_no_digest_is_an_error():
    """A page that gives its template an object of a new kind can't be kept by a key that lacks it."""
    with pytest.raises(TypeError, match="no fingerprint"):
        Digests().of([object()])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("ab", "c"), ("a", "bc")),
        ((1,), (True,)),
        ((1,), ("1",)),
        ((0,), (False,)),
        ((None,), ((),)),
        (((), ((),)), (((),), ())),
        (({"a": 1},), ((("a", 1),),)),
        ((Markup("<b>"),), ("<b>",)),
        ((Decimal("1.0"),), (Decimal("1"),)),
        ((datetime.date(2019, 4, 8),), (datetime.date(2019, 4, 8).toordinal(),)),
        ((b"a",), ("a",)),
        (([],), ((),)),
    ],
)
def test_what_shows_otherwise_has_another_digest(one, other):
    assert Digests().of(*one) != Digests().of(*other)
    assert Digests().of(*one) == Digests().of(*one)


def no_note(folder, _):
    shutil.rmtree(folder / "docs/notes/2019/issues", ignore_errors=True)


def committed(folder, number):
    """The files stay as they are; git knows more of them."""
    project.git(folder, "init", "-q")
    project.git(folder, "add", "data")
    who, when = f"--author=填报人{number} <t@example.com>", f"--date=2019-04-1{number % 8}T09:00:00+08:00"
    project.git(folder, "commit", "-q", "--allow-empty", "-m", "edit", who, when)


def themed(folder, number):
    """The owner's own table of contents, and words of theirs around every body."""
    own = folder / "look/partials"
    own.mkdir(parents=True, exist_ok=True)
    entry = f"{{% for one in page.toc %}}<b>目录{number}{{{{ one.children | length }}}}</b>{{% endfor %}}"
    (own / "toc.html").write_text(entry, "utf-8")
    (own / "footer.html").write_text(f"<footer>页脚{number}</footer>", "utf-8")
    config = folder / "mkdocs.yml"
    text = config.read_text("utf-8")
    config.write_text(text.replace("font: false}", "font: false, custom_dir: look}"), "utf-8")


def hooked(folder, number):
    """A hook of the owner's that makes pages differ from what their shell gives."""
    (folder / "own.py").write_text(
        f"def on_page_content(html, page, **_):\n    return html.replace('<h2', '<h2 data-own={number}')\n",
        "utf-8",
    )
    config = folder / "mkdocs.yml"
    text = config.read_text("utf-8")
    if "own.py" not in text:
        config.write_text(re.sub(r"hooks: \[", "hooks: [own.py, ", text), "utf-8")


def served_at(folder, number):
    """Where the site will be served, which canonical links and calendars say."""
    config = folder / "mkdocs.yml"
    lines = [line for line in config.read_text("utf-8").split("\n") if not line.startswith("site_url:")]
    config.write_text("\n".join([f"site_url: http://oa.example/{number}/", *lines]), "utf-8")


def tampered(folder, number):
    """Files of the site that stands there are not what a build left."""
    for file in sorted((folder / "first").rglob("*.*"))[number % 5 :: 5]:
        file.write_bytes(file.read_bytes()[number:] + b"x")


def cut(folder, number):
    """Every file of the cache loses its end."""
    for file in (folder / CACHE).glob("*"):
        os.truncate(file, max(0, file.stat().st_size - 1 - number))


def swapped(folder, _):
    """Files of the cache change their names with one another."""
    files = sorted((folder / CACHE).glob("*"))
    for a, b in itertools.pairwise(files):
        a.rename(folder / "aside")
        b.rename(a)
        (folder / "aside").rename(b)


def lost(folder, number):
    for file in sorted((folder / CACHE).glob("*"))[number % 3 :: 2]:
        file.unlink()


NO_HISTORY = option("history: false")  # there is none before something is committed
EDITS = [
    replaced(project.UNIT_1, r"    title: (.*)", "新的标题{n}"),
    replaced(project.UNIT_2, r"    title: (.*)", "二单位的标题{n}"),
    replaced(project.UNIT_1, r"    owner: (.*)", "钱永昌{n}"),
    replaced(project.UNIT_1, r"    description: (.*)", "描述 <b>{n}</b>"),
    replaced(project.UNIT_1, r"    deadline: 2019-04-(\d+)", "2{n}"),
    replaced(project.UNIT_1, r"(?m)^(?:    closure:\n(?:      - .*\n)+)()", "# {n}\n"),
    replaced(project.UNIT_1, r"text: ([^,}]*)", "措施文字{n}"),
    replaced(project.UNIT_2, r"    opened: 2019-04-(\d+)", "0{n}"),
    replaced(project.UNIT_1, r"F01: {has: (\w+)", "partial"),
    replaced(project.UNIT_1, r"note: ([^,}]*), checked", "对照说明{n}"),
    replaced(project.UNIT_1, r"opinion: ([^,}]*)", "意见{n}"),
    replaced(project.UNIT_1, r"file: 学习制度.pdf, note: ([^,}]*)", "印发稿{n}"),
    replaced(project.UNIT_1, r"regulations:\n      - {name: ([^,}]*)", "细则{n}"),
    replaced(project.UNIT_1, r"(?:recovered|talked_to): (\d+)", "4{n}"),
    replaced(project.UNIT_1, r"support: \[(\w+)\]", "discipline"),
    replaced(project.UNIT_1, r"    kind: (\w+)", "long_term"),
    replaced(ORGANIZATION, r"name: ([^,}\n]*)", "单位名{n}"),
    replaced(project.CAMPAIGN, r"name: ([^,}\n]*)", "名称{n}"),
    replaced(project.FINDINGS, r"text: ([^,}\n]*)", "反馈问题{n}"),
    option("as_of: 2019-04-{n}"),
    option("hide: [wall, people]"),
    option("hide: [findings]"),
    option("language: en"),
    option("build: commit-{n}"),
    NO_HISTORY,
    option("issuer: 办公室{n}"),
    committed,
    more_evidence,
    another_note,
    a_week_s_note,
    another_round,
    own_template,
    no_note,
    themed,
    hooked,
    served_at,
    tampered,
    cut,
    swapped,
    lost,
]


@pytest.fixture(autouse=True, scope="module")
def blocks_of_one_unit():
    """As large rounds have them: each unit is a block of the index, and kept by itself."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(indexing, "FULL", 1)
        yield


@pytest.fixture(scope="module")
def before(blocks_of_one_unit, tmp_path_factory):
    """The small project and its first build, kept."""
    folder = project.copy_small(tmp_path_factory.mktemp("before"))
    assert built(folder, "first", kept=True) == built(folder, "second", kept=False)
    assert any((folder / CACHE).iterdir())
    return folder


@pytest.fixture
def folder(before, tmp_path):
    return shutil.copytree(before, tmp_path / "p", symlinks=True, ignore=shutil.ignore_patterns("second"))


def built(folder, name, *, kept):
    """Every file of the site, or the problems for which there is none."""
    config = folder / f"{name}.yml"
    text = (folder / "mkdocs.yml").read_text("utf-8")
    config.write_text(
        text.replace("  rectify:\n", f"  rectify:\n    cache: {CACHE if kept else 'false'}\n"), "utf-8"
    )
    out = folder / name
    try:
        build(load_config(str(config), site_dir=str(out)))
    except Abort:
        return "refused"
    finally:
        config.unlink()
        gc.unfreeze()
    return content(out)


def content(site):
    """Every file of a site."""
    files = {
        file.relative_to(site).as_posix(): file.read_bytes() for file in site.rglob("*") if file.is_file()
    }
    files.pop("sitemap.xml.gz", None)  # gzip writes the file's path
    return files


@settings(max_examples=int(os.environ.get("RECTIFY_EDITS", "6")), suppress_health_check=list(HealthCheck))
@given(steps=st.lists(st.tuples(st.sampled_from(EDITS), st.integers(0, 9)), min_size=1, max_size=5))
def test_any_edits_give_what_a_clean_build_gives(steps, before, tmp_path_factory):
    """``RECTIFY_EDITS=200 make test`` is the long run."""
    folder = shutil.copytree(
        before, tmp_path_factory.mktemp("p") / "p", symlinks=True, ignore=shutil.ignore_patterns("second")
    )
    for edit, number in steps:
        edit(folder, number)
        assert built(folder, "first", kept=True) == built(folder, "second", kept=False)


@pytest.mark.parametrize("edit", EDITS)
def test_each_edit_gives_what_a_clean_build_gives(edit, folder):
    before = content(folder / "first")
    edit(folder, 1)
    after = built(folder, "first", kept=True)
    assert after == built(folder, "second", kept=False)
    assert edit in (tampered, cut, swapped, lost, no_note, more_evidence, NO_HISTORY) or after != before


def test_an_edit_makes_anew_what_it_touches_and_nothing_else(folder):
    """One unit's file is parsed again and its pages are rendered again; the other unit's are not."""
    before = {file.name: file.stat().st_mtime_ns for file in (folder / CACHE).iterdir()}
    replaced(project.UNIT_1, r"text: (已完成制度修订稿)", "修订稿已经送审")(folder, 0)
    site = built(folder, "first", kept=True)
    assert "修订稿已经送审" in site["2019/issues/U1-001/index.html"].decode()
    after = {file.name: file.stat().st_mtime_ns for file in (folder / CACHE).iterdir()}
    fresh = [name for name in after if after[name] != before.get(name)]
    kinds = [name.split("-")[0] for name in fresh]
    assert kinds.count("data") == 1
    assert kinds.count("index") == 2  # the unit's block, and the campaign's own: the week tells of it
    # Beside the unit's own pages, the lists on which its issues stand; those without them are as they were.
    made = [
        (folder / CACHE / name).read_text("utf-8", "ignore") for name in fresh if name.startswith("pages")
    ]
    assert all("U1-" in each or "一团" in each for each in made)
    assert len(made) < [name.split("-")[0] for name in after].count("pages")
    assert sorted(name.split("-")[0] for name in before) == sorted(name.split("-")[0] for name in after)


def test_a_second_build_takes_everything_from_the_cache(tmp_path, monkeypatch):
    folder = project.copy_small(tmp_path)
    first = built(folder, "first", kept=True)
    rendered = []
    monkeypatch.setattr(workers, "cores", lambda: 1)
    render = Site.render
    monkeypatch.setattr(Site, "render", lambda site, url: rendered.append(url) or render(site, url))
    asked = []
    of_unit = Events.of_unit
    monkeypatch.setattr(Events, "of_unit", lambda *given: asked.append(given) or of_unit(*given))
    before = {file: file.stat().st_ino for file in (folder / "first").rglob("*.html")}
    assert built(folder, "first", kept=True) == first
    assert rendered == []
    assert not asked
    same = [file for file in before if file.stat().st_ino == before[file]]
    assert len(same) > 0.9 * len(before)


def test_jobs_of_the_index_may_be_done_in_any_order_and_by_any_process(tmp_path):
    """What a block answers is passed on as bytes; what is kept of one project is of no use to another's."""
    site = project.build(project.copy_small(tmp_path / "p")).site
    written = [search.Document("about/", "关于", ("说明",))]
    whole, spread = {}, {}
    indexing.Indexing(site, written, cache.DISABLED, whole.__setitem__).all()
    jobs = indexing.Indexing(site, written, cache.Cache(tmp_path / "cache", KEY), spread.__setitem__)
    assert jobs.blocks > 3
    for number in reversed(range(jobs.blocks)):
        jobs.cuts[number] = pickle.loads(pickle.dumps(jobs.cut(number)))
    for group in reversed(range(jobs.groups)):
        jobs.join(group)
    assert spread == whole
    kept = {file.name for file in (tmp_path / "cache").iterdir()}
    assert kept == set(filter(None, map(jobs.name, range(jobs.blocks))))
    assert len(kept) == jobs.blocks - 1  # all but what is not ours
    planned = [page.url for some in jobs.parts for page in some]
    assert sorted(planned) == sorted(site.pages)


def test_a_large_unit_is_more_than_one_block(tmp_path, monkeypatch):
    site = project.build(project.copy_small(tmp_path)).site
    monkeypatch.setattr(indexing, "MOST_PAGES", 2)
    monkeypatch.setattr(indexing, "FULL", 3)
    blocks = list(indexing.plan(site.pages.values()))
    assert sorted(page.url for some in blocks for page in some) == sorted(site.pages)
    units = [some for some in blocks if some[0].unit]
    assert max(map(len, units)) < 5
    assert all(len(some) >= 3 for some in units[:-1])
    assert all(len(some) <= 2 for some in blocks if some not in units)


def test_a_cache_that_cannot_be_written_is_done_without(tmp_path):
    folder = project.copy_small(tmp_path)
    (folder / ".cache").write_text("a file", "utf-8")
    done = mkdocs("build", "--strict", cwd=folder)
    assert done.returncode == 0, done.stderr


def test_what_was_kept_is_found_whole_or_not_at_all(tmp_path):
    kept = cache.Cache(tmp_path / "cache", KEY)
    name = kept.name("data", "a", "b")
    assert kept.name("data", "ab", "") != name != kept.name("pages", "a", "b")
    assert kept.get(name) is None
    kept.put(name, b"result")
    assert kept.get(name) == b"result"
    file = tmp_path / "cache" / name
    whole = file.read_bytes()
    for broken in (b"", whole[:-1], whole[1:], whole + b"x", whole.replace(b"result", b"RESULT")):
        file.write_bytes(broken)
        assert kept.get(name) is None
    file.write_bytes(whole)
    other = kept.name("data", "c")
    file.rename(tmp_path / "cache" / other)
    assert kept.get(other) is None
    kept.prune([name])
    assert list((tmp_path / "cache").iterdir()) == []


def test_other_code_makes_other_names(tmp_path, monkeypatch):
    kept = cache.Cache(tmp_path, KEY)
    before = kept.name("data", "a")
    monkeypatch.setattr(cache, "code_digest", lambda: "another version")
    assert kept.name("data", "a") != before


def test_other_libraries_make_other_names(tmp_path, monkeypatch):
    """Any installed package may shape a result, so the version of each is in the key."""
    (tmp_path / "pymdown_extensions-99.0.dist-info").mkdir()
    before = cache.code_digest.__wrapped__()
    monkeypatch.syspath_prepend(tmp_path)
    assert cache.code_digest.__wrapped__() != before


def test_an_issue_that_is_not_the_file_s_is_known_by_what_it_says(tmp_path):
    """Something that redacts an issue gives it a place without a digest, and so another key."""
    issue = project.build(project.SMALL).site.books.issues["2019", "U1-001"]
    redacted = issue._replace(at=source.start_of(issue.at.path), owner="某人")
    again = redacted._replace(owner="另一人")
    assert len({Digests().of(each) for each in (issue, redacted, again)}) == 3
    assert Digests().of(redacted) == Digests().of(redacted._replace())


class Evil:
    def __reduce__(self):
        return os.system, ("touch pwned",)


def test_nothing_but_records_comes_out_of_a_cache(tmp_path, monkeypatch):
    """A file that someone put there, with a right name and checksum, runs nothing."""
    monkeypatch.chdir(tmp_path)
    folder = project.copy_small(tmp_path / "p")
    built(folder, "first", kept=True)
    kept = cache.Cache(folder / CACHE, secretkey.find().key)
    for file in (folder / CACHE).glob("data-*"):
        kept.put(file.name, pickle.dumps(Evil()))
    site = built(folder, "first", kept=True)
    assert "党委中心组学习不深入" in site["2019/issues/U1-001/index.html"].decode()
    assert not (tmp_path / "pwned").exists()
    with pytest.raises(pickle.UnpicklingError):
        parallel._Unpickler(__import__("io").BytesIO(pickle.dumps(Evil()))).load()


def test_work_is_spread_and_its_failures_are_told():
    assert sorted(workers.spread(lambda number: number * number, 5)) == [0, 1, 4, 9, 16]
    assert list(workers.spread(lambda number: number, 0)) == []
    with pytest.raises(ZeroDivisionError):
        list(workers.spread(lambda number: 1 // number, 3))


def test_a_text_that_was_let_go_is_read_again_unless_it_changed(tmp_path):
    file = tmp_path / "unit-1.yml"
    file.write_bytes("一: 甲\r\n".encode())
    read = source.read(file, "unit-1.yml")
    read.release(file)
    assert read.text == "一: 甲\n"
    assert read.lines == ["一: 甲", ""]
    read.release(file)
    file.write_text("一: 乙\n", "utf-8")
    assert read.text == ""
    read.release(file)
    file.unlink()
    assert read.text == ""
