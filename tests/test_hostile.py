"""Nothing that the data or the settings say becomes markup, an attribute, or a line of a file.

Every text of every record, found by walking the format, is replaced by one that would break out of each
format that we write, wherever the rules let it pass. What is built of that is read by real parsers.
"""

from __future__ import annotations

import functools
import json
import pathlib
import types

import icalendar
import jinja2
import lxml.html
import pytest
import yaml
from lxml import etree

import project
from conftest import mkdocs
from rectify import mkdocs as adapter
from rectify.mkdocs import supported
from rectify.read import fields
from rectify.read import format as data_format
from rectify.read.entries import Entries

BREAKS = (
    "\"'><img src=x onerror=alert(1)><script>alert(2)</script></title></textarea>]]>"
    "<!--[{{7*7}}]{% raw %}\\;,&lt;b&gt;"
)
TEXTS = (fields.TEXT, fields.NAME)
VARIANTS = (f"{BREAKS}\nATTACH:http://evil.example/\n", BREAKS)
"""With a line of its own, where a text may have several."""


def further(first, second):
    """More entries of the two issues of a unit."""
    first.update(
        rechecks=[{"date": "2019-04-17", "by": "李卫东", "result": "pass", "opinion": "如实"}],
        follow_up=[{"date": "2019-04-18", "by": "刘鹏", "text": "按月抽查"}],
        results=[{"date": "2019-04-12", "kind": "visits", "count": 3, "note": "入户"}],
    )
    second["reminders"] = [
        {
            "date": "2019-04-15",
            "by": "李卫东",
            "to": "刘鹏",
            "kind": "提醒",
            "text": "抓紧补登",
            "answered": {"date": "2019-04-16", "text": "本周完成"},
        }
    ]
    second["corrections"] = [
        {"date": "2019-04-17", "by": "刘鹏", "what": "title", "was": BREAKS, "reason": "录入有误"}
    ]
    second["transfers"] = [
        {"date": "2019-04-11", "from": "unit-2", "to": "unit-1", "by": "李卫东", "reason": "职责调整"}
    ]
    second["handovers"] = [
        {"date": "2019-04-12", "role": "owner", "from": "周明", "to": "刘鹏", "reason": "岗位调整"}
    ]
    second["measures"][0].update(
        target={"amount": 18, "unit": "公里"}, reached=[{"date": "2019-04-12", "amount": "10.4"}]
    )


MORE = {
    "data/campaigns/2019/campaign.yml": lambda it: it.update(
        milestones=[{"kind": "plan", "due": "2019-04-12", "done": "2019-04-11", "ref": "党发〔2019〕3号"}],
        signals=[{"when": "overdue", "colour": "red", "label": "超期"}],
        rules={"weekly.silent": {"level": "notice", "reason": "试行"}},
        result_kinds=[{"id": "visits", "name": "走访", "of": "count", "unit": "户"}],
        activities=[{"date": "2019-04-09", "kind": "推进会", "count": 1, "note": "部署"}],
    ),
    "data/campaigns/2019/units/unit-1.yml": lambda it: further(*it["issues"]),
}
"""What the small project has no example of."""


def kind_of(file):
    """What a file of the data holds, by the format's own list."""
    parts = pathlib.PurePosixPath(file).parts
    for pattern, kind in data_format.FILES.items():
        names = pathlib.PurePosixPath("data", pattern).parts
        if len(names) == len(parts) and all(a == b or "<" in a for a, b in zip(names, parts, strict=True)):
            return kind
    raise AssertionError(file)


def records(value, kind):
    """All records in a value, with their shapes."""
    if isinstance(kind, Entries) and isinstance(value, dict):
        kind = kind.before
    if isinstance(kind, fields.Many):
        for each in value or ():
            yield from records(each, kind.item)
    elif isinstance(kind, fields.Table):
        for each in value.values():
            yield from records(each, kind.shape)
    elif isinstance(kind, fields.Signed) and isinstance(value, dict):
        yield from records(value, kind.shape)
    elif isinstance(kind, fields.Shape):
        yield kind, value
        for key, rule in kind.keys.items():
            if key in value:
                yield from records(value[key], rule.kind)


class Plain(yaml.CSafeDumper):
    """YAML without aliases."""

    def ignore_aliases(self, _):
        return True


class Data:
    """The files of a small project, to be filled and written."""

    def __init__(self):
        self.files = {}
        for file in sorted((project.SMALL / "data").rglob("*.yml")):
            name = file.relative_to(project.SMALL).as_posix()
            self.files[name] = yaml.load(file.read_text("utf-8"), Loader=yaml.CSafeLoader)
        for name, change in MORE.items():
            change(self.files[name])

    def records(self):
        for name, value in self.files.items():
            yield from records(value, kind_of(name))

    def fill(self, shape, key, text, *, everywhere):
        for found, record in self.records():
            if found.name == shape and (everywhere or key in record):
                record[key] = f"{shape}.{key}{text}"

    def write(self, folder):
        for name, value in self.files.items():
            (folder / name).write_text(yaml.dump(value, Dumper=Plain, allow_unicode=True, sort_keys=False))


def keys():
    """Every key of the format that holds free text."""
    found = {}
    for shape, _ in Data().records():
        found |= {(shape.name, key): None for key, rule in shape.keys.items() if rule.kind in TEXTS}
    return list(found)


def passes(folder, chosen):
    """Whether the rules have nothing against the data with these texts."""
    data = Data()
    for (shape, key), (text, everywhere) in chosen.items():
        data.fill(shape, key, text, everywhere=everywhere)
    data.write(folder)
    return project.build(folder).site is not None


@functools.cache
def chosen(folder):
    """Of each key the worst text that the rules let pass, in all records or in those that have the key."""
    found = {}
    for key in keys():
        for text in VARIANTS:
            for everywhere in (True, False):
                if key not in found and passes(folder, found | {key: (text, everywhere)}):
                    found[key] = text, everywhere
    assert passes(folder, found)
    return found


SETTINGS = {"site_name": BREAKS, "site_description": BREAKS, "site_author": BREAKS}


@pytest.fixture(scope="module", params=["zh", "en"])
def hostile(request, tmp_path_factory):
    """The site of such data and settings, as MkDocs builds it."""
    folder = project.copy_small(tmp_path_factory.mktemp("hostile"))
    filled = chosen(folder)
    config = folder / "mkdocs.yml"
    given = yaml.load(config.read_text("utf-8"), Loader=yaml.CSafeLoader)
    given |= SETTINGS | {"nav": [{BREAKS: [{BREAKS: "about.md"}]}], "site_url": "http://oa.example/"}
    given["extra"]["rectify"] |= {"language": request.param, "issuer": BREAKS}
    config.write_text(yaml.dump(given, Dumper=Plain, allow_unicode=True, sort_keys=False))
    done = mkdocs("build", "--site-dir", str(folder / "site"), cwd=folder)
    assert done.returncode == 0, done.stderr
    return folder / "site", filled


def of_type(site, *suffixes):
    found = [file for file in sorted(site.rglob("*")) if file.suffix in suffixes]
    assert found
    return found


def test_the_rules_let_such_texts_pass(hostile):
    """Or this file would test nothing. Names of people and files of evidence have rules of their own."""
    _, filled = hostile
    wanted = {"unit.name", "category.name", "campaign.name", "finding.text", "issue.title"}
    wanted |= {"issue.description", "measure.text", "progress.text", "step.opinion", "light.label"}
    assert wanted <= {".".join(key) for key in filled}


def test_no_value_becomes_an_element_or_an_attribute_of_a_page(hostile):
    site, _ = hostile
    seen = ""
    for file in of_type(site, ".html"):
        if file.is_relative_to(site / "about"):
            continue  # its own title is HTML to the theme, as mkdocs.yml has it
        for element in lxml.html.document_fromstring(file.read_bytes()).iter():
            if not isinstance(element.tag, str):
                assert "onerror" not in (element.text or ""), file
                continue
            assert element.tag != "img", file
            assert not [name for name in element.attrib if name.startswith("on")], (file, element.attrib)
            assert not (element.tag == "script" and "alert" in (element.text or "")), file
        text = lxml.html.document_fromstring(file.read_bytes()).text_content()
        assert "[49]" not in text, file
        seen += text
    for name in ("unit.name", "category.name", "campaign.name", "issue.title"):
        assert f"{name}{BREAKS}" in seen


def test_no_value_becomes_an_element_of_a_feed_or_an_image(hostile):
    site, _ = hostile
    for file in of_type(site, ".atom", ".svg", ".xml"):
        for element in etree.fromstring(file.read_bytes()).iter(etree.Element):
            assert etree.QName(element).localname not in ("img", "script"), file
            assert not [name for name in element.attrib if name.startswith("on")], file
        assert b"[49]" not in file.read_bytes()


def test_no_value_becomes_a_line_of_a_calendar(hostile):
    site, _ = hostile
    told = set()
    for file in of_type(site, ".ics"):
        for component in icalendar.Calendar.from_ical(file.read_bytes()).walk():
            assert component.name in ("VCALENDAR", "VEVENT")
            assert component.errors == []
            told |= set(component)
            assert "ATTACH" not in component, file
    assert {"SUMMARY", "DESCRIPTION", "UID"} <= told


def test_every_file_of_json_is_json(hostile):
    site, _ = hostile
    for file in of_type(site, ".json"):
        json.loads(file.read_bytes())
    told = json.loads((site / "2019/issues.json").read_bytes())
    assert any(BREAKS in issue["title"] for issue in told["issues"])


def test_every_template_of_our_theme_escapes_and_no_owners_does(tmp_path):
    """Escaping is decided by the file's path, so no template can forget it."""
    names = [file.relative_to(supported.OURS).as_posix() for file in supported.OURS.rglob("*.html")]
    assert len(names) > 8
    (tmp_path / "partials").mkdir()
    for name in ("partials/copyright.html", "own.html"):
        (tmp_path / name).write_text("{{ value }}")
    env = jinja2.Environment(loader=jinja2.FileSystemLoader([tmp_path, supported.OURS]))
    adapter.take_environment(types.SimpleNamespace(), env)
    for name in names:
        assert env.autoescape(name) == (name != "partials/copyright.html"), name
    assert env.get_template("own.html").render(value="<b>") == "<b>"
