"""The data as immutable tuples, each with its place in the source (``at``).

Terms are those of the domain; see the handbook's glossary (名词). Records hold only what clerks typed;
everything derived from them and a day is in ``ledger``.
"""

from __future__ import annotations

from rectify.read.records.campaign import (
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
    Unit,
    Until,
)
from rectify.read.records.data import Data, EvidenceFile, Round, Seal, UnitFile
from rectify.read.records.issue import (
    CarriedOver,
    Claim,
    Evidence,
    Extension,
    Issue,
    Measure,
    Progress,
    Recheck,
    Regulation,
    Results,
    Step,
)

__all__ = [
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
    "Issue",
    "LevelChange",
    "Light",
    "Measure",
    "Milestone",
    "Organization",
    "Progress",
    "Recheck",
    "Regulation",
    "Results",
    "Round",
    "Seal",
    "Step",
    "Unit",
    "UnitFile",
    "Until",
]
