"""A campaign's id may look like a month."""

from __future__ import annotations

import project


def test_a_campaign_named_like_a_month_leaves_the_month_its_address(tmp_path):
    folder = project.copy_small(tmp_path)
    project.change(
        folder,
        {
            "remove": ["docs/notes"],
            "rename": {"data/campaigns/2019": "data/campaigns/2019-04"},
        },
    )
    made = project.build(folder)
    assert made.site is not None, project.report(made)
    month, own = (made.site.pages[url] for url in ("archive/2019-04/", "archive/campaign-2019-04/"))
    assert month.title != own.title
    assert "2019-04/issues/U1-001/" in made.site.render(own.url)
    assert "2019-04/issues/U1-001/" in made.site.render(month.url)
    assert "campaign-2019-04/" in made.site.render("archive/")


def test_the_archive_of_any_other_campaign_stays_where_it_was(tmp_path):
    made = project.build(project.copy_small(tmp_path))
    assert "archive/2019/" in made.site.pages
