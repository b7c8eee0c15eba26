"""The data as immutable tuples, each with its place in the source (``at``).

Terms are those of the domain; see the handbook's glossary (名词). Records hold only what clerks typed;
everything derived from them and a day is in ``ledger``.
"""

from __future__ import annotations

from rectify.read.records.campaign import (
    Activity,
    Batch,
    Campaign,
    Category,
    Deadlines,
    EvidencePolicy,
    Finding,
    LevelChange,
    Light,
    Milestone,
    Organization,
    Reports,
    ResultKind,
    Unit,
    Until,
    Withdrawal,
)
from rectify.read.records.data import Data, EvidenceFile, Round, Seal, UnitFile
from rectify.read.records.issue import (
    CarriedOver,
    Claim,
    Evidence,
    Extension,
    FollowUp,
    Issue,
    Measure,
    Progress,
    Reached,
    Recheck,
    Regulation,
    Result,
    Results,
    Step,
    Target,
)

__all__ = [
    "Activity",
    "Batch",
    "Campaign",
    "CarriedOver",
    "Category",
    "Claim",
    "Data",
    "Deadlines",
    "Evidence",
    "EvidenceFile",
    "EvidencePolicy",
    "Extension",
    "Finding",
    "FollowUp",
    "Issue",
    "LevelChange",
    "Light",
    "Measure",
    "Milestone",
    "Organization",
    "Progress",
    "Reached",
    "Recheck",
    "Regulation",
    "Reports",
    "Result",
    "ResultKind",
    "Results",
    "Round",
    "Seal",
    "Step",
    "Target",
    "Unit",
    "UnitFile",
    "Until",
    "Withdrawal",
]
