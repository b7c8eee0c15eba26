"""The next step of an open issue and who has to take it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rectify.ledger import workdays
from rectify.ledger.measures import task
from rectify.read import identity

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from rectify.ledger.standing import Standing
    from rectify.read.records import Campaign, Issue, Measure
    from rectify.words.messages import Catalogue


class Next(NamedTuple):
    """The next step; its sentence is ``next.<kind>`` in the catalogue.

    ``who`` is a person's name, or the id of the reviewing or verifying unit. ``measure`` is the one to do,
    ``number`` its position from 1, ``late`` the days since it was due (0 if it is not overdue), of
    which ``working`` are working days, where these count.
    """

    kind: str
    who: str
    measure: Measure | None = None
    number: int = 0
    late: int = 0
    working: int | None = None


def next_step(standing: Standing, issue: Issue, campaign: Campaign, as_of: date) -> Next:
    """The next step of an issue on a day."""
    if standing.status == "closed":
        return Next("closed", "")
    if standing.status == "carried_over":
        return Next("carried_over", "")
    if standing.status == "in_review":
        return Next("review", issue.lead[0])
    if standing.status == "in_verification":
        return Next("verify", campaign.verified_by)
    undone = [
        (measure.due, place, measure)
        for place, measure in enumerate(issue.measures, 1)
        if not task(measure, as_of).done
    ]
    if undone:
        due, number, measure = min(undone, key=lambda each: each[:2])
        return Next(
            "measure",
            measure.owner,
            measure,
            number,
            max(0, (as_of - due).days),
            workdays.between(campaign, due, as_of),
        )
    if not issue.measures:
        return Next("plan", identity.together(issue.owner))
    if standing.returned or standing.reopened:
        return Next("returned" if standing.returned else "again", identity.together(issue.owner))
    proved = any(item.added is None or item.added <= as_of for item in issue.evidence)
    return Next("apply" if proved else "prove", identity.together(issue.owner))


def sentence(step: Next, standing: Standing, words: Catalogue, name: Callable[[str], str]) -> str:
    """The next step in words. ``name`` maps a unit's id to its name and leaves people's names alone."""
    issue = standing.issue
    if standing.closed_on:
        early = (standing.deadline - (standing.applied_on or standing.closed_on)).days
        how = "early" if early > 0 else "late" if early < 0 else "in_time"
        told = words(f"next.{'applied_' if standing.applied_on else ''}{how}", n=abs(early))
        if standing.sustained:
            told += words("next.sustained")
        return (
            told + words("next.recheck", day=words.day(standing.recheck_on)) if standing.recheck_on else told
        )
    if step.measure:
        values = {"number": step.number, "text": step.measure.text.rstrip(words("format.stop"))}
        values |= {"who": step.who, "due": words.short(step.measure.due)}
        if step.late:
            text = workdays.told(words, "next.overdue", step.late, step.working, **values)
        else:
            text = words("next.measure", **values)
    elif standing.issue.carried_over and step.kind == "carried_over":
        text = words("next.carried_over", **standing.issue.carried_over._asdict())
    else:
        text = words(f"next.{step.kind}", who=name(step.who), supervisor=identity.together(issue.supervisor))
    if standing.review_overdue:
        text += workdays.told(words, "next.secured", standing.days_left, standing.working_left)
    return words("next.after_return") + text if standing.returned and step.measure else text
