"""The data format (version 1): the keys of each record, their types, and which are required.

The loader, the JSON Schemas and the handbook's tables are derived from it. To add a key: a field in
``records``, a line here, a name in both message catalogues.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rectify.read import records
from rectify.read.adjusting import Adjusting
from rectify.read.corrections import ANYTHING, WHERE, Corrected
from rectify.read.daytables import Days
from rectify.read.entries import ACTIVITIES, MONEY, PARTY, PEOPLE, Entries
from rectify.read.fields import (
    AMOUNT,
    CLAIM,
    COUNT,
    DAY,
    FLAG,
    IDENTIFIER,
    NAME,
    QUANTITY,
    RULE,
    SUFFIX,
    TEXT,
    Choice,
    Many,
    Named,
    Shape,
    Table,
)
from rectify.read.holidays import CALENDAR
from rectify.read.several import OneOrMany

if TYPE_CHECKING:
    from rectify.read.fields import Kind

MAX_UNITS = 5000
MAX_PEOPLE = 20_000
MAX_CATEGORIES = MAX_MILESTONES = 100
MAX_FINDINGS = 2000
MAX_BATCHES = MAX_RESULT_KINDS = 50
MAX_LISTS = 20
MAX_CORRECTIONS = 500
"""Pages show units by category and by finding; no real campaign has a tenth of these."""


NAMES = OneOrMany(NAME)
IDENTIFIERS = OneOrMany(IDENTIFIER)
KIND = Choice("immediate", "dated", "long_term")


def _unique_by_id(shape: Shape, max_items: int = 0) -> Many:
    return Many(shape, unique="id", max_items=max_items)


DISCLOSURE = Shape("disclosure", records.Disclosure, {"text": TEXT, "by": NAME, "reason": TEXT})
CORRECTION = Shape(
    "correction",
    records.Correction,
    {"date": DAY, "by": NAME, "what": WHERE, "reason": TEXT},
    approved_by=NAME,
    document=TEXT,
    was=ANYTHING,
    added=FLAG,
    removed=FLAG,
    withheld=FLAG,
)
CORRECTIONS = Many(CORRECTION, max_items=MAX_CORRECTIONS)
FORMER_NAME = Shape("former_name", records.FormerName, {"until": DAY, "name": TEXT})
UNIT = Shape(
    "unit",
    records.Unit,
    {"id": IDENTIFIER, "name": TEXT},
    parent=IDENTIFIER,
    kind=Choice("group", "department", "unit", "supervision"),
    leader=NAME,
    deputy=NAME,
    names=Many(FORMER_NAME, max_items=MAX_LISTS),
    ended=DAY,
    successor=IDENTIFIER,
    disclosed=Many(DISCLOSURE),
)
PERSON = Shape("person", records.Person, {"name": NAME, "unit": IDENTIFIER}, post=NAME, from_=DAY, until=DAY)
ORGANIZATION = Corrected(
    "organization",
    records.Organization,
    {"units": _unique_by_id(UNIT, MAX_UNITS)},
    people=Many(PERSON, max_items=MAX_PEOPLE),
    corrections=CORRECTIONS,
)

CATEGORY = Shape("category", records.Category, {"id": IDENTIFIER, "name": TEXT})
BATCH = Shape(
    "batch",
    records.Batch,
    {"id": IDENTIFIER, "name": TEXT, "deadline": DAY},
    findings=Many(IDENTIFIER),
    units=Many(IDENTIFIER),
)
DEADLINES = Shape(
    "deadlines",
    records.Deadlines,
    {"superior": DAY, "units": DAY},
    by_unit=Days(records.Until, IDENTIFIER),
    by_kind=Days(records.Until, KIND),
    batches=_unique_by_id(BATCH, MAX_BATCHES),
)
LIGHT = Shape(
    "light",
    records.Light,
    {
        "when": Choice("closed", "overdue", "review_overdue", "due", "long_term", "otherwise"),
        "colour": Choice("red", "yellow", "blue", "green"),
    },
    days=COUNT,
    label=TEXT,
)
SIGNALS = Many(LIGHT, max_items=50)
COUNT_BY = Choice("findings", "issues")
LETTER = Named("reminder", "notice", "order", "guidance", "admonition")
RUNG = Shape(
    "rung",
    records.Rung,
    {
        "when": Choice("due", "overdue"),
        "days": COUNT,
        "kind": LETTER,
        "to": Choice("owner", "leader", "supervisor"),
    },
)
LEVEL = Shape("level", records.LevelChange, {"level": Choice("error", "warning", "notice"), "reason": TEXT})
EVIDENCE_POLICY = Shape(
    "evidence_policy",
    records.EvidencePolicy,
    {},
    types=Many(SUFFIX),
    max_megabytes=COUNT,
    publish=Choice("files", "list"),
)
MILESTONE = Shape(
    "milestone",
    records.Milestone,
    {"kind": Named("milestone", "plan", "meeting", "period", "report", "publication"), "due": DAY},
    done=DAY,
    ref=TEXT,
)
RESULT_KIND = Shape(
    "result_kind",
    records.ResultKind,
    {"id": IDENTIFIER, "name": TEXT, "of": Choice("money", "people", "count")},
    unit=TEXT,
)
ACTIVITY = Shape(
    "activity",
    records.Activity,
    {"date": DAY, "kind": Named("activity_kind", *ACTIVITIES), "count_": COUNT},
    note=TEXT,
)
WEEKDAY = Choice("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
REPORTS = Shape(
    "reports",
    records.Reports,
    {"every": Choice("week", "fortnight", "month")},
    weekday=WEEKDAY,
    day=COUNT,
    also=Many(DAY, max_items=MAX_MILESTONES),
    holidays=Choice("keep", "next_workday"),
)
ADJUSTMENT = Adjusting(
    "adjustment",
    records.Adjustment,
    {
        "date": DAY,
        "what": Choice("superior", "units", "by_unit", "by_kind", "batches", "signals", "count_by"),
        "document": TEXT,
    },
    reason=TEXT,
    was=ANYTHING,
)
ADJUSTMENT.kinds = {
    **{name: key.kind for name, key in DEADLINES.keys.items()},
    "signals": SIGNALS,
    "count_by": COUNT_BY,
}
JOINED = Shape("joined", records.Joined, {"unit": IDENTIFIER, "date": DAY}, claims_due=DAY)
CAMPAIGN = Corrected(
    "campaign",
    records.Campaign,
    {
        "name": TEXT,
        "source": TEXT,
        "received": DAY,
        "started": DAY,
        "deadlines": DEADLINES,
        "verified_by": IDENTIFIER,
        "categories": _unique_by_id(CATEGORY, MAX_CATEGORIES),
    },
    claims_due=DAY,
    finished=DAY,
    report_weekday=WEEKDAY,
    reports=REPORTS,
    adjustments=Many(ADJUSTMENT, max_items=MAX_MILESTONES),
    joined=Many(JOINED),
    corrections=CORRECTIONS,
    warning_days=COUNT,
    day_count=Choice("calendar", "working"),
    deadline_policy=Choice("advance_only", "approved_extension"),
    on_time=Choice("closed", "applied"),
    units=Many(IDENTIFIER),
    signals=SIGNALS,
    rules=Table(LEVEL, key="rule", names=RULE),
    evidence=EVIDENCE_POLICY,
    milestones=Many(MILESTONE, max_items=MAX_MILESTONES),
    ladder=Many(RUNG, max_items=50),
    lists=Many(TEXT, max_items=MAX_LISTS),
    count_by=COUNT_BY,
    result_kinds=_unique_by_id(RESULT_KIND, MAX_RESULT_KINDS),
    activities=Many(ACTIVITY),
    people_results=Choice("totals", "issues"),
    recheck_every=COUNT,
    disclosed=Many(DISCLOSURE),
)

WITHDRAWAL = Shape("withdrawal", records.Withdrawal, {"date": DAY, "document": TEXT, "reason": TEXT})
FINDING = Corrected(
    "finding",
    records.Finding,
    {"id": IDENTIFIER, "category": IDENTIFIER, "text": TEXT, "lead": IDENTIFIERS},
    applies_to=Many(IDENTIFIER),
    number=TEXT,
    list=Named("finding_list", "main", "personnel", "ideology", "immediate"),
    received=DAY,
    document=TEXT,
    claims_due=DAY,
    withdrawn=WITHDRAWAL,
    deadline=DAY,
    corrections=CORRECTIONS,
    disclosed=Many(DISCLOSURE),
)
FINDINGS = _unique_by_id(FINDING, MAX_FINDINGS)

TARGET = Shape("target", records.Target, {"amount": QUANTITY, "unit": TEXT})
REACHED = Shape("reached", records.Reached, {"date": DAY, "amount": QUANTITY})
CLAIM_SHAPE = Shape(
    "claim",
    records.Claim,
    {"has": CLAIM, "note": TEXT},
    checked=DAY,
    issue=IDENTIFIER,
    disclosed=Many(DISCLOSURE),
)
MEASURE = Shape(
    "measure",
    records.Measure,
    {"text": TEXT, "owner": NAME, "due": DAY},
    done=DAY,
    output=TEXT,
    added=DAY,
    target=TARGET,
    reached=Many(REACHED),
)
PROGRESS = Shape("progress", records.Progress, {"date": DAY, "by": NAME}, text=TEXT, none=TEXT)
EVIDENCE = Shape("evidence", records.Evidence, {}, file=TEXT, ref=TEXT, note=TEXT, added=DAY)
REGULATION = Shape(
    "regulation",
    records.Regulation,
    {"name": TEXT, "issued": DAY, "kind": Choice("new", "revised")},
    number=TEXT,
)
STEP = Shape(
    "step",
    records.Step,
    {"date": DAY, "step": Choice("apply", "review", "verify", "reopen"), "by": NAME},
    result=Choice("pass", "return"),
    opinion=TEXT,
    method=TEXT,
    deadline=DAY,
    sustained=FLAG,
)
RESULT = Shape(
    "result",
    records.Result,
    {"date": DAY, "kind": Named("result_kind", *MONEY, *PEOPLE)},
    amount=AMOUNT,
    people=COUNT,
    count_=COUNT,
    note=TEXT,
)
RESULTS = Shape("results", records.Results, {}, recovered=AMOUNT, dealt_with=COUNT, talked_to=COUNT)
RECHECK = Shape(
    "recheck",
    records.Recheck,
    {"date": DAY, "by": NAME, "result": Choice("pass", "fail")},
    opinion=TEXT,
    deadline=DAY,
)
FOLLOW_UP = Shape("follow_up", records.FollowUp, {"date": DAY, "by": NAME, "text": TEXT}, due=DAY)
EXTENSION = Shape(
    "extension",
    records.Extension,
    {"date": DAY, "to": DAY, "approved_by": NAME, "reason": TEXT},
    from_=DAY,
)
ANSWER = Shape("answer", records.Answer, {"date": DAY, "text": TEXT})
REMINDER = Shape(
    "reminder",
    records.Reminder,
    {"date": DAY, "by": NAME, "to": NAME, "kind": LETTER, "text": TEXT},
    answered=ANSWER,
)
CARRIED_OVER = Shape(
    "carried_over", records.CarriedOver, {"to": IDENTIFIER, "issue": IDENTIFIER, "reason": TEXT}
)
VOID = Shape("void", records.Void, {"date": DAY, "by": NAME, "approved_by": NAME, "reason": TEXT})
MERGED = Shape("merged", records.Merged, {"date": DAY, "into": IDENTIFIER, "by": NAME, "reason": TEXT})
SPLIT = Shape("split", records.Split, {"date": DAY, "into": IDENTIFIERS, "by": NAME, "reason": TEXT})
TRANSFER = Shape(
    "transfer",
    records.Transfer,
    {"date": DAY, "from_": IDENTIFIER, "to": IDENTIFIER, "by": NAME, "reason": TEXT},
)
HANDOVER = Shape(
    "handover",
    records.Handover,
    {
        "date": DAY,
        "role": Choice("owner", "leader", "supervisor", "lead"),
        "from_": PARTY,
        "to": PARTY,
        "reason": TEXT,
    },
)
ISSUE = Corrected(
    "issue",
    records.Issue,
    {
        "id": IDENTIFIER,
        "title": TEXT,
        "description": TEXT,
        "kind": KIND,
        "lead": IDENTIFIERS,
        "leader": NAMES,
        "owner": NAMES,
        "supervisor": NAMES,
        "opened": DAY,
        "deadline": DAY,
    },
    finding=IDENTIFIERS,
    source=Choice("self_check", "carried_over"),
    by_analogy=IDENTIFIER,
    carries=TEXT,
    category=IDENTIFIER,
    basis=TEXT,
    amount=AMOUNT,
    recommendation=TEXT,
    target=TEXT,
    standard=TEXT,
    joint=Many(IDENTIFIER),
    support=Many(IDENTIFIER),
    root_cause=TEXT,
    measures=Many(MEASURE),
    progress=Many(PROGRESS),
    next_step=TEXT,
    evidence=Many(EVIDENCE),
    regulations=Many(REGULATION),
    closure=Many(STEP),
    results=Entries(RESULT, RESULTS),
    rechecks=Many(RECHECK),
    follow_up=Many(FOLLOW_UP),
    extensions=Many(EXTENSION),
    carried_over=CARRIED_OVER,
    void=VOID,
    merged=MERGED,
    split=SPLIT,
    reminders=Many(REMINDER),
    transfers=Many(TRANSFER),
    handovers=Many(HANDOVER),
    corrections=CORRECTIONS,
    disclosed=Many(DISCLOSURE),
)
UNIT_FILE = Corrected(
    "unit_file",
    records.UnitFile,
    {},
    claims=Table(CLAIM_SHAPE, key="finding"),
    issues=_unique_by_id(ISSUE),
    corrections=CORRECTIONS,
)

FILES: dict[str, Kind] = {
    "organization.yml": ORGANIZATION,
    "calendar.yml": CALENDAR,
    "campaigns/<campaign>/campaign.yml": CAMPAIGN,
    "campaigns/<campaign>/findings.yml": FINDINGS,
    "campaigns/<campaign>/units/<unit>.yml": UNIT_FILE,
}
"""The type of each file in the data folder."""
