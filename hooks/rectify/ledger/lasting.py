"""长期坚持: closed issues that have to last, and when each is due for another look (回头看)."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rectify.ledger.brief import Brief
    from rectify.read.records import Issue


def is_sustained(issue: Issue | Brief, day: datetime.date) -> bool:
    """Whether the verification that closed an issue by a day says that it has to last."""
    passed = [each for each in issue.closure if each.step == "verify" and each.date <= day]
    if len(passed) == 1:
        return passed[0].sustained
    return bool(passed) and sorted(passed, key=lambda each: each.date)[-1].sustained


def recheck_on(
    issue: Issue | Brief, closed: datetime.date, day: datetime.date, every: int | None
) -> datetime.date | None:
    """The day by which a lasting issue is looked at again; None if the campaign sets no period.

    It counts from the closing, then from each look.
    """
    if not every:
        return None
    looks = [each.date for each in issue.rechecks if closed <= each.date <= day]
    return max([closed, *looks]) + datetime.timedelta(every)
