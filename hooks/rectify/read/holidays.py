"""The format of ``calendar.yml``, a part of ``format``."""

from __future__ import annotations

from rectify.read import records
from rectify.read.fields import DAY, TEXT, Many, Shape

MAX_DAYS_OFF = 2000

HOLIDAY = Shape("holiday", records.Holiday, {"from_": DAY, "name": TEXT}, to=DAY)
WORKDAY = Shape("workday", records.Workday, {"date": DAY, "name": TEXT})
CALENDAR = Shape(
    "calendar",
    records.Calendar,
    {},
    holidays=Many(HOLIDAY, max_items=MAX_DAYS_OFF),
    workdays=Many(WORKDAY, max_items=MAX_DAYS_OFF),
)
