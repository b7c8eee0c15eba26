"""The addresses of all pages, relative to the site's root. They never change."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING
from urllib.parse import quote

from rectify.read import filenames

if TYPE_CHECKING:
    from datetime import date

HOME = ""
ARCHIVE = "archive/"
HANDBOOK = "handbook/"
SEARCH = "search/"
CAMPAIGNS = "campaigns.json"
NEWS = "feed.atom"
EMBED_STYLE = "assets/rectify/embed.css"

_NAME = re.compile(r"\w+(?:[·•-]\w+)*")

_MONTH = re.compile(r"[0-9]{4}-[0-9]{2}")

TABLES = ("overdue", "due", "returned", "silent")
"""Issue tables directly under a campaign."""


def campaign(id: str) -> str:
    return f"{id}/"


def section(campaign: str, name: str) -> str:
    """A campaign's page or list by its name, such as units, wall or overdue."""
    return f"{campaign}/{name}/"


def unit(campaign: str, id: str) -> str:
    return f"{campaign}/units/{id}/"


def issue(campaign: str, id: str) -> str:
    return f"{campaign}/issues/{id}/"


def finding(campaign: str, id: str) -> str:
    return f"{campaign}/findings/{id}/"


def status(campaign: str, status: str) -> str:
    return f"{campaign}/status/{status}/"


def category(campaign: str, id: str, part: str = "") -> str:
    """The issues of a category, or a part of them."""
    return f"{campaign}/categories/{id}/" + (f"{part}/" if part else "")


def batch(campaign: str, id: str) -> str:
    """The issues of a batch (分期)."""
    return f"{campaign}/batches/{id}/"


def change(campaign: str, name: str) -> str:
    """The events of one kind since the last report."""
    return f"{campaign}/changes/{name}/"


def result(campaign: str, name: str) -> str:
    """The issues that brought a kind of result."""
    return f"{campaign}/results/{name}/"


def department(campaign: str, id: str) -> str:
    return f"{campaign}/departments/{id}/"


def week(campaign: str, report: date) -> str:
    return f"{campaign}/weekly/{report}/"


def board(campaign: str, unit: str) -> str:
    """A unit's board. Boards share a folder, so that they go through the theme once."""
    return f"{campaign}/board/{unit}/"


def month(day: date) -> str:
    return f"archive/{day:%Y-%m}/"


def archived(campaign: str) -> str:
    """A campaign's part of the archive; a campaign named like a month gives way to the month."""
    return f"archive/campaign-{campaign}/" if _MONTH.fullmatch(campaign) else f"archive/{campaign}/"


def evidence(campaign: str, issue: str, file: str) -> str:
    """The address of an evidence file, percent-encoded where its name needs it."""
    return f"{campaign}/evidence/{issue}/{quote(file)}"


def handbook(name: str) -> str:
    return f"handbook/{name}/" if name != "index" else HANDBOOK


def sheet(url: str, number: int) -> str:
    """The address of a sheet of a long page; the first sheet is the page itself."""
    return f"{url}sheet/{number}/" if number > 1 else url


def rows(campaign: str) -> str:
    """The data of a campaign's issue tables, for the script of tables."""
    return f"{campaign}/rows.json"


def issues_file(campaign: str) -> str:
    return f"{campaign}/issues.json"


def findings_file(campaign: str) -> str:
    return f"{campaign}/findings.json"


def units_file(campaign: str) -> str:
    return f"{campaign}/units.json"


def schema(name: str) -> str:
    return f"assets/rectify/schemas/{name}.json"


def news(campaign: str) -> str:
    return f"{campaign}/{NEWS}"


def unit_calendar(campaign: str, unit: str) -> str:
    return f"{campaign}/units/{unit}.ics"


def round_calendar(campaign: str) -> str:
    """The calendar of the milestones of a round."""
    return f"{campaign}/milestones.ics"


def person_calendar(campaign: str, name: str) -> str:
    """A person's file, percent-encoded for a link; a digest if the name can't be a file name."""
    safe = _NAME.fullmatch(name) and len(name) <= 40 and not filenames.is_reserved(name)
    return f"{campaign}/people/{quote(name if safe else _digest(name))}.ics"


def _digest(name: str) -> str:
    return "~" + hashlib.sha256(name.encode()).hexdigest()[:16]


def badge(campaign: str, unit: str = "") -> str:
    return f"{campaign}/badges/{unit}.svg" if unit else f"{campaign}/badge.svg"


def embed(campaign: str, unit: str = "") -> str:
    return f"{campaign}/embed/{unit}.html" if unit else f"{campaign}/embed.html"


def root(url: str) -> str:
    """The way from a page up to the site's root: '' or '../' for each level."""
    return "../" * url.count("/")
