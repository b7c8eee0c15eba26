"""``rectify new campaign`` writes files that the check accepts, and leaves alone what is there."""

from __future__ import annotations

import pytest
import yaml

import project
from rectify.words import messages
from test_cli import rectify


@pytest.fixture
def small(tmp_path):
    return project.copy_small(tmp_path / "p")


def test_it_takes_over_the_settings_of_the_newest_and_is_accepted(small):
    done = rectify(small, "new", "campaign", "--as-of", "2020-03-30")
    assert (done.returncode, done.stderr) == (0, "")
    assert "data/campaigns/2020" in done.stdout
    made = yaml.safe_load((small / "data/campaigns/2020/campaign.yml").read_text("utf-8"))
    before = yaml.safe_load((small / project.CAMPAIGN).read_text("utf-8"))
    for key in ("source", "verified_by", "categories", "units", "deadline_policy"):
        assert made[key] == before[key]
    assert made["name"] == "2020年巡视巡察反馈问题整改"
    assert str(made["received"]) == "2020-03-30"
    assert [each["kind"] for each in made["milestones"]] == ["plan", "period"]
    checked = rectify(small, "check", "--as-of", "2020-03-30")
    assert "2020/" not in checked.stdout, checked.stdout
    site = project.build(small, "2020-03-30").site
    assert "2020/" in site.pages


def test_names_that_need_quotes_have_them(small):
    edit = {"file": project.CAMPAIGN, "old": "name: 政治建设", "new": 'name: "政治建设, 思想建设"'}
    project.change(small, {"edit": [edit]})
    done = rectify(small, "new", "campaign", "--as-of", "2020-03-30")
    assert (done.returncode, done.stderr) == (0, "")
    made = yaml.safe_load((small / "data/campaigns/2020/campaign.yml").read_text("utf-8"))
    assert made["categories"][0]["name"] == "政治建设, 思想建设"


@pytest.mark.parametrize("id", ["2019", "archive", "campaign-2019-04", "../x", "一轮", "CON"])
def test_what_can_not_be_or_is_there_is_refused_and_nothing_is_left(small, id):
    files = {path: path.read_bytes() for path in small.rglob("*") if path.is_file()}
    done = rectify(small, "new", "campaign", "--campaign", id)
    assert done.returncode in (1, 2)
    assert done.stderr
    assert "Traceback" not in done.stderr
    assert {path: path.read_bytes() for path in small.rglob("*") if path.is_file()} == files
    assert sorted(each.name for each in (small / "data/campaigns").iterdir()) == ["2019"]


def test_an_id_that_can_be_is_not_refused(small):
    assert rectify(small, "new", "campaign", "--campaign", "2019-b", "--as-of", "2019-09-02").returncode == 0


def test_the_first_campaign_of_a_project_has_settings_of_its_own(small):
    for path in sorted((small / "data/campaigns").rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    done = rectify(small, "new", "campaign", "--as-of", "2020-03-30")
    assert done.returncode == 0, done.stderr
    made = yaml.safe_load((small / "data/campaigns/2020/campaign.yml").read_text("utf-8"))
    assert made["verified_by"] == "discipline"
    assert made["source"] == messages.catalogue("zh")("cli.new-round.source")
