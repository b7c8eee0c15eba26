"""The same round as a Hugo site: a content adapter over the same YAML, pages of the same kinds, our shell.

Like for like: the records, a page an issue, a unit, a unit's board and a finding, the lists in sheets of as
many rows, the wall and the archive in sheets, the people; each page in the HTML of the theme around one of
ours. Not alike: Hugo works out a status and how many days are left and nothing else; it checks no rule, has
no weekly reports, charts, analogy, calendars, badges or JSON for other programs, no handbook, 404 page,
sitemap or notes, and its pages are leaner than ours, but for the issue's.
"""

from __future__ import annotations

import pathlib
import re
import shutil

HERE = pathlib.Path(__file__).parent / "hugo"
SHELLS = {
    "issue": "2019/issues/U1-001/",
    "unit": "2019/units/unit-1/",
    "finding": "2019/findings/F01/",
    "table": "2019/status/closed/",
    "people": "2019/people/",
    "wall": "2019/wall/",
    "overview": "2019/people/",
    "archive": "2019/people/",
    "board": "2019/board/unit-1/",
}
"""Which of our pages lends its shell to which layout."""

_ARTICLE = re.compile(r'(<article class="md-content__inner md-typeset">).*?(</article>)', re.S)
_TITLE = re.compile(r"<title>.*?</title>", re.S)


def body(page: str) -> str:
    """What a page of ours has beyond the theme's shell."""
    match = _ARTICLE.search(page)
    return match[0] if match else ""


def write(folder: pathlib.Path, data: pathlib.Path, site: pathlib.Path) -> pathlib.Path:
    """A Hugo project over ``data``, its layouts around the shells of ``site``, a build of ours."""
    (folder / "content/2019").mkdir(parents=True)
    (folder / "layouts/partials").mkdir(parents=True)
    shutil.copytree(data, folder / "data")
    shutil.copy(HERE / "_content.gotmpl", folder / "content/2019/_content.gotmpl")
    for name in ("rows", "strip", "issues", "select", "units", "byunit", "byfinding", "byowner"):
        shutil.copy(HERE / f"{name}.html", folder / f"layouts/partials/{name}.html")
    for kind, url in SHELLS.items():
        body = (HERE / f"{kind}.html").read_text("utf-8")
        frame = (site / url / "index.html").read_text("utf-8").replace("{{", "{{ `{{` }}")
        frame = _TITLE.sub("<title>{{ .Title }} - 整改台账</title>", frame, count=1)
        made = _ARTICLE.sub(lambda match, body=body: match[1] + body + match[2], frame, count=1)
        assert body in made
        (folder / "layouts" / kind).mkdir()
        (folder / "layouts" / kind / "single.html").write_text(made, "utf-8")
    config = 'baseURL = "/"\ntitle = "x"\ndisableKinds = ["taxonomy", "term", "RSS", "sitemap", "404", "section", "home"]\n'
    (folder / "hugo.toml").write_text(config + "disablePathToLower = true\n", "utf-8")
    return folder
