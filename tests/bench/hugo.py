"""The same round as a Hugo site: a content adapter over the same YAML, pages of the same kinds, our shell.

Written as one would who wants it fast: what a page shows of an issue is worked out once, in the adapter; what
leads from a unit, a finding, a person or a list to its issues is made once (``partialCached``); a row that several
lists show is rendered once and kept with its issue (``.Store``), since the cache of partials holds a thousand.

Alike: the records; a page an issue, a unit, a unit's board, a finding, the lists behind the numbers in sheets of
as many rows, the wall and the archive in sheets, the people, the weekly reports, what changed, the board, the
matrix of claims, the units with their distribution, what was not reported, the overview, the handbook, the page
for addresses that lead nowhere; calendars a unit and a person, badges, embeds, JSON and Atom; each page in the
HTML of the theme around one of ours, with the theme's files. In all about as many files and bytes.

Not alike: it checks no rule (the page of data quality lists only what was not reported), works out no schedule
(whether an issue can still make its date, what waits for whom), no slack on the wall, no history out of git, no
analogy, no notes and no queries in hand-written pages. All weekly reports tell the numbers of the day, and the
first fifty rows of a list; charts are plainer; the handbook lacks what is made from rules and formats; a unit's
calendar, badge and embed stand in the folder of its page; ``rows.json`` has four columns; lists are not sorted.
No sitemap (ours is empty without an address of the site), and no search: Pagefind adds it.
"""

from __future__ import annotations

import pathlib
import re
import shutil

HERE = pathlib.Path(__file__).parent / "hugo"
CHAPTERS = pathlib.Path(__file__).parents[2] / "hooks/rectify/handbook/zh"
SHELLS = {
    "issue": "2019/issues/U1-001/",
    "unit": "2019/units/unit-1/",
    "finding": "2019/findings/F01/",
    "wall": "2019/wall/",
    "board": "2019/board/unit-1/",
    "handbook": "handbook/reading/",
}
"""Which of our pages lends its shell to which layout; the others borrow that of the people's."""

PIECES = {
    "wall head": ("2019/units/unit-1/", r'<colgroup><col class="rc-wall__names">.*?</thead>'),
    "wall buttons": ("2019/units/unit-1/", r'<div class="rc-wall__bar".*?(?=<figure)'),
    "scripts": ("2019/people/", r'<script src="[^"]*/tables-words.js".*?tables-start.js" defer></script>'),
}
"""What is the same on every page that has it, and where it is found on a page of ours."""

CONFIG = """baseURL = "/"
title = "整改台账"
disableKinds = ["taxonomy", "term", "RSS", "sitemap", "section", "home"]
disablePathToLower = true

[mediaTypes."text/calendar"]
suffixes = ["ics"]

[mediaTypes."application/atom+xml"]
suffixes = ["atom"]

[outputFormats.calendar]
mediaType = "text/calendar"
isPlainText = true

[outputFormats.badge]
mediaType = "image/svg+xml"
baseName = "badge"

[outputFormats.embed]
mediaType = "text/html"
baseName = "embed"
isHTML = true

[outputFormats.atom]
mediaType = "application/atom+xml"
"""

_ARTICLE = re.compile(r'(<article class="md-content__inner md-typeset">).*?(</article>)', re.S)
_TITLE = re.compile(r"<title>.*?</title>", re.S)
_MARK = re.compile(r"\{\{/\* ours: (.*?) \*/\}\}")


def body(page: str) -> str:
    """What a page of ours has beyond the theme's shell."""
    match = _ARTICLE.search(page)
    return match[0] if match else ""


def write(folder: pathlib.Path, data: pathlib.Path, site: pathlib.Path) -> pathlib.Path:
    """A Hugo project over ``data``, its layouts around the shells of ``site``, a build of ours."""
    layouts = folder / "layouts"
    (layouts / "partials").mkdir(parents=True)
    (folder / "content/2019").mkdir(parents=True)
    shutil.copytree(data, folder / "data")
    shutil.copytree(site / "assets", folder / "static/assets")
    shutil.copy(HERE / "_content.gotmpl", folder / "content/2019/_content.gotmpl")
    pieces = {name: _piece(site, *where) for name, where in PIECES.items()}
    for file in (HERE / "partials").iterdir():
        (layouts / "partials" / file.name).write_text(_filled(file, pieces), "utf-8")
    for file in (HERE / "files").iterdir():
        kind, _, name = file.name.partition(".")
        (layouts / kind).mkdir(exist_ok=True)
        shutil.copy(file, layouts / kind / f"single.{name}")
    for file in (HERE / "bodies").iterdir():
        (layouts / file.stem).mkdir(exist_ok=True)
        frame = site / SHELLS.get(file.stem, "2019/people/") / "index.html"
        made = _framed(frame.read_text("utf-8"), _filled(file, pieces))
        place = layouts / "404.html" if file.stem == "404" else layouts / file.stem / "single.html"
        place.write_text(made, "utf-8")
    _handbook(folder / "content/handbook")
    (folder / "hugo.toml").write_text(CONFIG, "utf-8")
    return folder


def _piece(site: pathlib.Path, url: str, pattern: str) -> str:
    match = re.search(pattern, (site / url / "index.html").read_text("utf-8"), re.S)
    assert match
    return match[0]


def _filled(file: pathlib.Path, pieces: dict[str, str]) -> str:
    """A template, with the pieces of ours that it names."""
    return _MARK.sub(lambda match: pieces[match[1]], file.read_text("utf-8").rstrip("\n"))


def _framed(frame: str, body: str) -> str:
    """A layout: a body in the shell of a page of ours."""
    frame = _TITLE.sub("<title>{{ .Title }} - 整改台账</title>", frame.replace("{{", "{{ `{{` }}"), count=1)
    made = _ARTICLE.sub(lambda match: match[1] + body + match[2], frame, count=1)
    assert body in made
    return made


def _handbook(folder: pathlib.Path) -> None:
    """The handbook's chapters, as the Markdown that they are."""
    folder.mkdir()
    for chapter in sorted(CHAPTERS.glob("*.md")):
        name = "intro" if chapter.stem == "index" else chapter.stem
        text = f"---\ntitle: {name}\ntype: handbook\n---\n{chapter.read_text('utf-8')}"
        (folder / f"{name}.md").write_text(text, "utf-8")
