"""What must never stand on a site: internal records and notes, numbers of persons, words of cases."""

from __future__ import annotations

import gzip
import hashlib
import subprocess
from collections import Counter

import pytest
import yaml

import project
from conftest import mkdocs
from rectify import audience
from rectify.read import fields, privacy
from rectify.read import format as data_format
from rectify.read.entries import Entries
from test_hostile import Data

CANARY = "金丝雀甲乙丙丁"
UNIT = "data/campaigns/2019/units/unit-1.yml"
EVIDENCE = "data/campaigns/2019/evidence/U1-001"


def shapes(kind):
    if isinstance(kind, (fields.Many, fields.Either)):
        yield from shapes(kind.item)
        yield from shapes(kind.before) if isinstance(kind, Entries) else ()
    elif isinstance(kind, (fields.Signed, fields.Table)):
        yield from shapes(kind.shape)
    elif isinstance(kind, fields.Shape):
        yield kind
        for key in kind.keys.values():
            yield from shapes(key.kind)


HIDEABLE = {
    shape.name: shape
    for kind in data_format.FILES.values()
    for shape in shapes(kind)
    if "internal" in shape.keys
}
OPEN = {
    "organization",
    "person",
    "unit",
    "former_name",
    "joined",
    "batch",
    "adjustment",
    "rung",
    "answer",
    "target",
    "reached",
    "result_kind",
    "reports",
    "withdrawal",
    "calendar",
    "carried_over",
    "void",
    "merged",
    "split",
    "category",
    "deadlines",
    "light",
    "level",
    "evidence_policy",
    "unit_file",
    "holiday",
    "workday",
}
"""Records that are the frame of what is shown: a site without them says nothing."""


def test_every_kind_of_record_can_be_internal():
    known = {shape.name for kind in data_format.FILES.values() for shape in shapes(kind)}
    assert known - HIDEABLE.keys() - {"disclosure", "internal"} == OPEN


def planted(folder, shape):
    """The small project with an internal record of a kind, whose texts are canaries."""
    data = Data()
    if shape.name == "evidence":
        hidden = {"file": f"{CANARY}.pdf", "note": CANARY, "internal": True}
        data.files[UNIT]["issues"][0]["evidence"].append(hidden)
        data.write(folder)
        (folder / EVIDENCE / f"{CANARY}.pdf").write_bytes(f"%PDF-1.4 {CANARY}".encode())
        return
    if shape.name == "results":  # as files held them before there were dated ones
        data.files[UNIT]["issues"][0]["results"] = {"recovered": 12500}
    where = [record for found, record in data.records() if found.name == shape.name]
    assert where, f"the small project has no {shape.name}: add one in test_hostile.MORE"
    record = where[-1] if shape.name in ("issue", "finding") else where[0]
    record["internal"] = {"approved_by": "李卫东", "reason": CANARY}
    for key, rule in shape.keys.items():
        if key in record and rule.kind is fields.TEXT and key != "file":
            record[key] = f"{key}{CANARY}"
    data.write(folder)


def content(path):
    raw = path.read_bytes()
    return gzip.decompress(raw) if path.suffix == ".gz" else raw


def everywhere(folder):
    """Names and bytes of all files of the site and the cache."""
    for root in ("site", ".cache"):
        for path in (folder / root).rglob("*"):
            yield f"{path.relative_to(folder)}".encode()
            if path.is_file():
                yield content(path)


@pytest.mark.parametrize("name", HIDEABLE)
def test_an_internal_record_is_nowhere_on_the_site_or_in_the_cache(name, tmp_path):
    folder = project.copy_small(tmp_path)
    planted(folder, HIDEABLE[name])
    config = folder / "mkdocs.yml"
    config.write_text(config.read_text("utf-8").replace("    cache: false\n", ""), "utf-8")
    note = folder / "docs/notes/2019/units/unit-1.md"
    note.parent.mkdir(parents=True, exist_ok=True)
    note.write_text(f"---\ninternal: true\n---\n\n{CANARY}\n", "utf-8")
    done = mkdocs("build", "--site-dir", str(folder / "site"), cwd=folder)
    assert done.returncode == 0, done.stderr
    assert any((folder / "site").rglob("index.html"))
    for raw in everywhere(folder):
        assert CANARY.encode() not in raw
        assert CANARY.encode("unicode_escape") not in raw  # as JSON and ICS could write it


def rewrite(folder, change):
    file = folder / UNIT
    value = yaml.load(file.read_text("utf-8"), Loader=yaml.CSafeLoader)
    change(value)
    file.write_text(yaml.safe_dump(value, allow_unicode=True, sort_keys=False), "utf-8")


def test_an_internal_issue_is_counted_where_its_unit_is_shown(tmp_path):
    plain = project.build(project.copy_small(tmp_path / "plain")).site
    folder = project.copy_small(tmp_path / "hidden")
    (folder / "docs/notes/2019/units/unit-1.md").unlink()  # it links to the issue
    rewrite(folder, lambda it: it["issues"][0].update(internal=True))
    site = project.build(folder).site
    for made in (plain, site):
        assert made.books.now("2019").standings
    ours, theirs = site.books.now("2019"), plain.books.now("2019")
    for shown in ("status", "light", "overdue", "closed_on"):
        assert Counter(getattr(each, shown) for each in ours.standings) == Counter(
            getattr(each, shown) for each in theirs.standings
        )
    assert "2019/issues/U1-001/" not in site.pages
    assert "2019/issues/internal-1/" in site.pages


def test_data_without_anything_internal_is_not_touched(tmp_path):
    made = project.build(project.copy_small(tmp_path))
    data = made.loaded.data
    assert audience.published(data, "x") is data


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("联系电话13912345678。", ("number", "mobile", "13912345678")),
        ("139-1234-5678", ("number", "mobile", "139-1234-5678")),
        ("１３９１２３４５６７８", ("number", "mobile", "13912345678")),
        ("身份证11010519491231002X", ("number", "identity", "11010519491231002X")),
        ("卡号6222 0210 0111 6245 703", None),
        ("卡号4111 1111 1111 1111", ("number", "card", "4111 1111 1111 1111")),
        ("已移交问题线索2条", ("case", "term", "问题线索")),
        ("予以立案", ("case", "term", "立案")),
        ("已移交问题 线索2条", ("case", "term", "问题线索")),
        ("予以立\n案", ("case", "term", "立案")),
        ("予以立\u200b案", ("case", "term", "立案")),
        ("小组于三月成立\n\n案件另行办理", None),
        ("成 立案件审理室", None),
        ("收集建立案例库", None),
        ("当初核对的台账", None),
        ("政〔2019〕12号，共计12345678901元", None),
        ("2019-04-08至2019-04-23", None),
    ],
)
def test_what_is_sensitive(text, found):
    assert list(privacy.find(text)) == ([found] if found else [])


def test_evidence_may_be_listed_without_being_offered(tmp_path):
    folder = project.copy_small(tmp_path)
    campaign = folder / "data/campaigns/2019/campaign.yml"
    campaign.write_text(campaign.read_text("utf-8") + "evidence: {publish: list}\n", "utf-8")
    done = mkdocs("build", "--site-dir", str(folder / "site"), cwd=folder)
    assert done.returncode == 0, done.stderr
    assert not (folder / "site/2019/evidence").exists()
    page = (folder / "site/2019/issues/U1-001/index.html").read_text("utf-8")
    assert "学习制度.pdf" in page
    assert "evidence/U1-001" not in page
    raw = next((folder / EVIDENCE).glob("*.pdf")).read_bytes()
    assert hashlib.sha256(raw).hexdigest() in page


def test_records_are_walked():
    """The walk that these tests lean on meets every hideable kind."""
    met = {shape.name for shape, _ in Data().records()}
    assert met >= HIDEABLE.keys() - {"results"}


def test_words_of_a_case_may_stand_in_an_internal_record_or_where_they_are_allowed(tmp_path):
    told = "等待各科室报送登记表"
    for name, change in (
        ("internal", {"none": "等待立案后再办理", "internal": True}),
        ("open", {"none": "等待立案后再办理"}),
    ):
        folder = project.copy_small(tmp_path / name)

        def put(it, change=change):
            entry = it["issues"][1]["progress"][0]
            assert entry["none"] == told
            entry.update(change)

        rewrite(folder, put)
        found = [line for line in project.report(project.build(folder)) if "privacy" in line]
        assert len(found) == (name == "open"), found
    folder = project.copy_small(tmp_path / "allowed")

    def allow(it):
        it["issues"][1]["progress"][0]["none"] = "等待立案后再办理"
        it["issues"][1]["disclosed"] = [{"text": "立案", "by": "李卫东", "reason": "已公开通报"}]

    rewrite(folder, allow)
    assert not [line for line in project.report(project.build(folder)) if "privacy" in line]


def test_the_page_of_data_quality_tells_nothing_of_an_internal_record(tmp_path):
    """A warning names what it found: here the two spellings of a name, in an internal entry."""
    folder = project.copy_small(tmp_path)

    def two_spellings(it):
        it["issues"][1]["measures"][0].update(owner="刘·鹏", internal=True)

    rewrite(folder, two_spellings)
    made = project.build(folder)
    assert any("one-spelling" in line for line in project.report(made))
    assert not any(each.rule == "responsibility.one-spelling" for each in made.site.books.problems)


IMAGE = bytes.fromhex("89504e470d0a1a0a")


def test_images_are_published_with_the_notes_that_show_them_only(tmp_path):
    folder = project.copy_small(tmp_path)
    notes = folder / "docs/notes/2019"
    for name in ("a", "b", "c d", "both", "none"):
        (notes / f"units/{name}.png").write_bytes(IMAGE)
    (notes / "units/unit-1.md").write_text("![](a.png) ![](both.png)\n", "utf-8")
    (notes / "units/unit-2.md").write_text(
        "---\ninternal: true\n---\n\n![](b.png) ![](c%20d.png) ![](both.png)\n", "utf-8"
    )
    done = mkdocs("build", "--site-dir", str(folder / "site"), cwd=folder)
    assert done.returncode == 0, done.stderr
    there = {path.name for path in (folder / "site/notes").rglob("*.png")}
    assert there == {"a.png", "both.png", "none.png"}


def test_an_internal_campaign_has_no_images_on_the_site(tmp_path):
    folder = project.copy_small(tmp_path)
    campaign = folder / "data/campaigns/2019/campaign.yml"
    hidden = "internal: {approved_by: 李卫东, reason: 尚未公开}\n"
    campaign.write_text(campaign.read_text("utf-8") + hidden, "utf-8")
    image = folder / "docs/notes/2019/units/图.png"
    image.write_bytes(IMAGE)
    made = project.build(folder)
    assert made.site.withheld == {"notes/2019/units/图.png"}


def test_names_of_files_of_what_is_internal_stand_in_no_problem(tmp_path):
    """Neither of its evidence, recorded or not, nor of what programs left beside it."""
    folder = project.copy_small(tmp_path)
    beside = folder / "data/campaigns/2019/evidence/U1-002"
    beside.mkdir()
    for name in (f"{CANARY}.pdf", f"~${CANARY}.docx"):
        (beside / name).write_bytes(b"%PDF-1.4")
    (folder / EVIDENCE / f"{CANARY}.pdf").write_bytes(b"%PDF-1.4")
    seals = folder / "data/campaigns/2019/evidence/SHA256SUMS"
    seals.write_text(f"{'0' * 64}  U1-001/{CANARY}.pdf\n{'0' * 64}  U1-002/{CANARY}2.pdf\n", "utf-8")
    campaign = folder / "data/campaigns/2019/campaign.yml"
    lowered = "rules: {evidence.changed: {level: notice, reason: 试行}}\n"
    campaign.write_text(campaign.read_text("utf-8") + lowered, "utf-8")

    def hide(it):
        it["issues"][1]["internal"] = {"approved_by": "李卫东", "reason": "涉及个人"}
        hidden = {"file": f"{CANARY}.pdf", "note": CANARY, "internal": True}
        it["issues"][0]["evidence"].append(hidden)

    rewrite(folder, hide)
    (folder / "docs/notes/2019/units/unit-1.md").unlink()  # it links to the issue
    made = project.build(folder)
    told = project.report(made)
    assert sum(CANARY in line for line in told) >= 4, told
    site = made.site
    assert CANARY not in "".join(site.render(url) for url in site.pages)


def test_what_is_allowed_and_why_stands_on_no_page(tmp_path):
    """It is the office's record, and holds the number itself."""
    folder = project.copy_small(tmp_path)

    def allow(it):
        it["issues"][1]["disclosed"] = [{"text": f"立案{CANARY}", "by": "李卫东", "reason": CANARY}]

    rewrite(folder, allow)
    site = project.build(folder).site
    assert CANARY not in "".join(site.render(url) for url in site.pages)
    assert not [url for url in site.feeds if CANARY.encode() in site.feed(url)]


@pytest.mark.parametrize("by", ["李卫东", "刘鹏"])
@pytest.mark.parametrize(
    ("note", "fine"),
    [("units/unit-1", {"李卫东"}), ("issues/U1-001", {"李卫东"}), ("units/unit-2", {"李卫东", "刘鹏"})],
)
def test_what_a_note_may_say_is_approved_by_somebody_else(note, fine, by, tmp_path):
    folder = project.copy_small(tmp_path)
    file = folder / f"docs/notes/2019/{note}.md"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(
        f"---\ndisclosed:\n- {{text: 立案, by: {by}, reason: 已通报}}\n---\n\n予以立案。\n", "utf-8"
    )
    told = [line for line in project.report(project.build(folder)) if "[privacy." in line]
    assert len(told) == (by not in fine)


PLACES = {
    "the name of a unit": ("data/organization.yml", "name: 一团", "name: 一团13912345678"),
    "a leader": ("data/organization.yml", "leader: 赵海涛", "leader: 赵海涛13912345678"),
    "a category": ("data/campaigns/2019/campaign.yml", "name: 政治建设", "name: 政治建设13912345678"),
    "a finding": ("data/campaigns/2019/findings.yml", "督办事项超期未结", "督办事项13912345678"),
    "a claim": (UNIT, "党委中心组学习记录不全", "党委中心组13912345678"),
    "a file": (UNIT, "学习制度.pdf", "学习制度13912345678.pdf"),
    "a regulation": (UNIT, "number: 政〔2019〕12号", "number: 13912345678"),
}


@pytest.mark.parametrize("name", PLACES)
def test_numbers_are_told_wherever_a_text_stands(name, tmp_path):
    folder = project.copy_small(tmp_path)
    file, old, new = PLACES[name]
    text = (folder / file).read_text("utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new), "utf-8")
    assert [line for line in project.report(project.build(folder)) if "[privacy.number]" in line]


def test_an_author_of_git_who_is_a_number_is_masked_on_pages(tmp_path):
    folder = project.committed(project.copy_small(tmp_path))
    file = folder / UNIT
    file.write_text(file.read_text("utf-8").replace("上半年督办事项", "今年督办事项"), "utf-8")
    author = ["-c", "user.name=刘鹏139·1234·5678", "-c", "user.email=t@example.com"]
    subprocess.run(["git", *author, "commit", "-qam", f"{CANARY}13912345678"], cwd=folder, check=True)
    page = project.build(folder, as_of="2099-01-01").site.render("2019/issues/U1-002/")
    assert "刘鹏139****78" in page
    assert "5678" not in page
    assert CANARY not in page
