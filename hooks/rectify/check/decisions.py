"""History rules on what a campaign decides for all: its deadlines, its lights and what it counts by.

They change on the superior's word only, once issues are taken on: an adjustment (调整) names the document.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rectify.check import history
from rectify.check.history import plain
from rectify.read.problems import problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rectify.check.history import Revisions
    from rectify.read.problems import Problem
    from rectify.read.records import Campaign

OF_DEADLINES = ("superior", "units", "by_unit", "by_kind", "batches")
DECIDED = (*OF_DEADLINES, "signals")
"""What changes by an adjustment only; ``count_by`` has a rule of its own."""


def _value(campaign: Campaign, key: str) -> Any:
    return _decided(getattr(campaign.deadlines if key in OF_DEADLINES else campaign, key), key)


def _decided(found: Any, key: str) -> Any:
    # Moving a unit or a batch within its list decides nothing.
    return sorted(plain(found), key=repr) if isinstance(found, tuple) and key != "signals" else plain(found)


def _both(revisions: Revisions) -> Iterator[tuple[Campaign, Campaign]]:
    """The campaigns then and now."""
    for old, new in history.rounds(revisions):
        if new:
            yield old.campaign, new.campaign


def _begun(revisions: Revisions) -> Iterator[tuple[Campaign, Campaign]]:
    """The campaigns that had issues before, then and now."""
    for old, new in history.rounds(revisions):
        if new and any(file.issues for file in old.files):
            yield old.campaign, new.campaign


def _adjusted(old: Campaign, new: Campaign) -> set[str]:
    """What the adjustments that were added are of."""
    before = set(map(plain, old.adjustments))
    return {each.what for each in new.adjustments if plain(each) not in before}


def deadline_kept(revisions: Revisions) -> Iterator[Problem]:
    """No deadline of an issue moves later except by an extension, none of a campaign but by the superior."""
    yield from history.deadline_kept(revisions)
    for old, new in _both(revisions):
        for key in _put_off(old, new):
            was, now = getattr(old.deadlines, key), getattr(new.deadlines, key)
            at = new.deadlines.at.of(key)
            yield problem("history.deadline-kept", "campaign", at, key=key, old=was, new=now)


def _put_off(old: Campaign, new: Campaign) -> list[str]:
    """The deadlines of an advance-only campaign that moved later without an adjustment."""
    if old.deadline_policy != "advance_only":
        return []
    then, now = old.deadlines, new.deadlines
    later = [key for key in ("superior", "units") if getattr(now, key) > getattr(then, key)]
    return [key for key in later if key not in _adjusted(old, new)]


def count_kept(revisions: Revisions) -> Iterator[Problem]:
    """Which numbers lead does not change once the campaign has said so, except by an adjustment."""
    for old, new in _both(revisions):
        was = old.count_by
        if was and new.count_by != was and "count_by" not in _adjusted(old, new):
            at = new.at.of("count_by") if new.count_by else new.at
            yield problem("history.count-kept", "changed", at, old=was)


def decision_kept(revisions: Revisions) -> Iterator[Problem]:
    """What a campaign has decided changes only by an adjustment, and adjustments stay.

    A warning where a campaign uses nothing of this: it was allowed before.
    """
    for old, new in _begun(revisions):
        strict = any(each.adjustments or each.deadlines.batches for each in (old, new))
        strict = strict or bool(old.deadlines.by_unit or old.deadlines.by_kind)
        told = {*_adjusted(old, new), *_put_off(old, new)}
        for key in DECIDED:
            if _value(old, key) != _value(new, key) and key not in told:
                at = new.deadlines.at.of(key) if key in OF_DEADLINES else new.at.of(key)
                found = problem("history.decision-kept", "changed", at, key=key)
                yield found if strict else found._replace(level="warning")
        yield from _misremembered(old, new)
        there = set(map(plain, new.adjustments))
        for each in old.adjustments:
            if plain(each) not in there:
                at = new.at.of("adjustments")
                yield problem("history.decision-kept", "gone", at, document=each.document)


def _misremembered(old: Campaign, new: Campaign) -> Iterator[Problem]:
    """Added adjustments that say of something that it was what it was not; of each the first tells."""
    before, first = set(map(plain, old.adjustments)), set()
    for each in sorted(new.adjustments, key=lambda each: each.date):
        if plain(each) in before or each.what in first:
            continue
        first.add(each.what)
        if each.was is not None and _decided(each.was, each.what) != _value(old, each.what):
            yield problem("history.decision-kept", "was", each.at.of("was"), key=each.what)
