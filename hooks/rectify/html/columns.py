"""The columns that an issue table may have.

To add one: a line here with its sort key, what it shows in ``cells.py``, and
``column.<name>`` in both catalogues.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rectify.ledger.ledger import COLOURS, STATUSES

if TYPE_CHECKING:
    from collections.abc import Callable

    from rectify.ledger.ledger import Standing

COLUMNS: dict[str, Callable[[Standing], Any]] = {
    "signal": lambda each: COLOURS.index(each.light.colour),
    "id": lambda each: each.issue.id,
    "title": lambda each: each.issue.title,
    "unit": lambda each: each.unit,
    "category": lambda each: each.category or "",
    "finding": lambda each: each.issue.finding or "",
    "origin": lambda each: each.origin,
    "kind": lambda each: each.issue.kind,
    "status": lambda each: STATUSES.index(each.status),
    "flags": lambda each: each.flags,
    "lead": lambda each: each.issue.lead,
    "leader": lambda each: each.issue.leader,
    "owner": lambda each: each.issue.owner,
    "supervisor": lambda each: each.issue.supervisor,
    "opened": lambda each: each.issue.opened,
    "deadline": lambda each: each.deadline,
    "days": lambda each: each.days_left,
    "closed_on": lambda each: each.closed_on.toordinal() if each.closed_on else 0,
    "measures": lambda each: each.measures_done / max(len(each.issue.measures), 1),
    "amount": lambda each: each.issue.amount or 0,
}

USUAL = ("signal", "id", "title", "unit", "kind", "status", "lead", "owner", "deadline", "measures")
OF_UNIT = ("signal", "id", "title", "finding", "kind", "status", "deadline", "measures")
DUTIES = ("id", "title", "lead", "leader", "owner", "supervisor", "deadline")
OVERDUE = ("signal", "id", "title", "unit", "status", "lead", "owner", "deadline", "days")
ATTENTION = ("signal", "id", "title", "status", "owner", "deadline", "days", "measures")
BRIEF = ("id", "title", "unit", "status", "owner", "deadline")
DATED_OF_UNIT = ("id", "title", "status", "owner", "deadline", "days")
DATED = ("id", "title", "unit", "status", "owner", "deadline", "days")
CLOSED = ("id", "title", "unit", "lead", "owner", "deadline", "closed_on")
