"""What uses keys that the format did not have at first.

A rule that refuses what was allowed only warns where nothing newer is used, so that old data stays valid.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rectify.read.problems import Problem
    from rectify.read.records import Campaign, Issue, Organization

_ISSUE = (
    "id title description kind lead leader owner supervisor opened deadline at finding source by_analogy"
    " category basis amount recommendation target support root_cause measures progress next_step evidence"
    " regulations closure results rechecks extensions"
)
_CAMPAIGN = (
    "name source received started deadlines verified_by categories at claims_due finished report_weekday"
    " warning_days deadline_policy units signals rules evidence id calendar"
)
_ENTRY = ("added", "target", "reached", "deadline", "sustained")
"""Fields of entries that are newer than the entries themselves."""


def lowered(found: Problem, campaign: Campaign, organization: Organization, *issues: Issue) -> Problem:
    """A problem of these issues, as a warning if neither they nor their campaign use anything newer."""
    newer = (
        _more(campaign, _CAMPAIGN)
        or _more(campaign.deadlines, "superior units at")
        or _more(organization, "units at")
        or any(_more(unit, "id name at parent kind leader deputy") for unit in organization.units)
        or any(map(_is_newer, issues))
    )
    return found if newer else found._replace(level="warning")


def _is_newer(issue: Issue) -> bool:
    entries = (*issue.measures, *issue.closure, *issue.rechecks)
    return (
        _more(issue, _ISSUE)
        or type(issue.results) is tuple
        or any(getattr(each, key, None) for each in entries for key in _ENTRY)
    )


def _more(record: Any, fields: str) -> bool:
    """Whether a record has a value in other fields than these."""
    known, usual = fields.split(), record._field_defaults
    return any(
        value != usual.get(name)
        for name, value in zip(record._fields, record, strict=True)
        if name not in known
    )
