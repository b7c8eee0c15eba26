"""A page as a value, and the books that all pages draw on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from rectify.html import markup, urls
from rectify.ledger.ledger import Ledger, ledger, standings_of
from rectify.read import filenames

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import date

    from rectify.git.history import Edit
    from rectify.ledger.ledger import Standing
    from rectify.read.options import Options
    from rectify.read.problems import Problem
    from rectify.read.records import Campaign, Data, EvidenceFile, Unit
    from rectify.read.source import Source
    from rectify.words.messages import Catalogue


class Crumb(NamedTuple):
    """A step on the way from the home page; its address is relative to the site's root."""

    title: str
    url: str


class Page(NamedTuple):
    """What stands at an address.

    ``url`` is relative to the site's root and ends with a slash (empty for the home page).
    ``values`` computes what the template is given, when the page is rendered and not before.
    ``campaign`` is the one whose menu the page shows. ``wide`` pages have no table of contents.
    Search finds a page by its title and ``texts``, and narrows by ``campaign``, ``unit`` and ``status``;
    a page of ``prose``, which is HTML, is found section by section.
    ``depends`` is a digest of all the data that the page shows, or empty if that is not told. ``made_from``
    is what it is worked out from for pages of many units, beside the campaign's own files: issues, of which
    only what their rows show counts; a unit's file, for all that it says; a ledger, for what its numbers
    come from on any day; and plain values.
    ``sheet`` is above 1 for a further sheet of a page too long for one, which search does not find by itself.
    """

    url: str
    title: str
    template: str
    values: Callable[[], dict[str, Any]]
    crumbs: tuple[Crumb, ...] = ()
    campaign: str = ""
    wide: bool = False
    unit: str = ""
    status: str = ""
    texts: Callable[[], Iterable[str]] = tuple
    prose: Callable[[], str] = str
    depends: Callable[[], str] = str
    made_from: Callable[[], Iterable[Any]] | None = None
    sheet: int = 1


class Note(NamedTuple):
    """A note as it was read. ``url`` is the page it belongs to, ``path`` its own below ``docs/``."""

    url: str
    campaign: str
    path: str
    source: Source
    html: str = ""

    @property
    def text(self) -> str:
        """What it says, without markup."""
        return markup.plain(self.html)


class Books:
    """Data, options, words and ledgers in one hand; the same for every page of a site."""

    def __init__(
        self,
        data: Data,
        options: Options,
        words: Catalogue,
        notes: Mapping[str, Note] | None = None,
        digests: Mapping[str, str] | None = None,
        edits: Mapping[tuple[str, str], tuple[Edit, ...]] | None = None,
    ) -> None:
        self.data = data
        self.options = options
        self.words = words
        self.notes = dict(notes or {})
        self.digests = dict(digests or {})
        self.edits = dict(edits or {})
        self.overridden: frozenset[str] = frozenset()
        """The names of the owner's templates: what they show of the data is not known."""
        self.whole = ""
        """A digest of all of this, when it was asked for; see ``unchanged``."""
        self.problems: list[Problem] = []
        self.lack = ""  # why edits of records may be missing
        self.rounds = {round_.campaign.id: round_ for round_ in data.rounds}
        self.files = {
            (round_.campaign.id, file.unit): (file,) for round_ in data.rounds for file in round_.files
        }
        self.units = {unit.id: unit for unit in data.organization.units}
        self.ledgers: dict[tuple[str, date], Ledger] = {}

    def on(self, campaign: str, day: date) -> Ledger:
        """The ledger of a campaign on a day, made once."""
        key = campaign, day
        if key not in self.ledgers:
            known = None if day == self.options.as_of else self.now(campaign)
            self.ledgers[key] = ledger(self.rounds[campaign], self.data.organization, day, known)
        return self.ledgers[key]

    def of_unit(self, campaign: str, unit: str, day: date) -> tuple[Standing, ...]:
        """The issues of one unit on a day, without making the ledger of all others."""
        if made := self.ledgers.get((campaign, day)):
            return made.of_unit(unit)
        files = self.files.get((campaign, unit), ())
        return standings_of(self.rounds[campaign], files, day, self.now(campaign).of_unit(unit))

    def now(self, campaign: str) -> Ledger:
        """The ledger of a campaign on the site's day."""
        return self.on(campaign, self.options.as_of)

    @property
    def campaigns(self) -> tuple[Campaign, ...]:
        """The newest first."""
        return tuple(round_.campaign for round_ in reversed(self.data.rounds))

    @property
    def current(self) -> Campaign | None:
        """The campaign that the home page is about: the newest that has begun and isn't over."""
        day = self.options.as_of
        begun = [campaign for campaign in self.campaigns if campaign.received <= day]
        alive = [campaign for campaign in begun if not (campaign.finished and campaign.finished <= day)]
        return next(iter([*alive, *begun, *self.campaigns]), None)

    def unit_name(self, id: str) -> str:
        """The name of a unit or department."""
        return self.units[id].name if id in self.units else id

    def category_name(self, campaign: str, id: str | None) -> str:
        """The name of a category of a campaign."""
        categories = self.rounds[campaign].campaign.categories
        return next((category.name for category in categories if category.id == id), "")

    def leads(self, book: Ledger) -> tuple[Unit, ...]:
        """The departments that lead or support a finding or an issue of a campaign."""
        ids = {finding.lead for finding in book.round.findings}
        for standing in book.standings:
            ids |= {standing.issue.lead, *standing.issue.support}
        return tuple(unit for unit in self.data.organization.units if unit.id in ids)

    def evidence_file(self, campaign: str, issue: str, name: str) -> EvidenceFile | None:
        """An evidence file as it lies in its folder, by the name that its ledger gives."""
        files = self.rounds[campaign].evidence.get(issue, ())
        return next((file for file in files if file.name == filenames.composed(name)), None)

    def crumbs(self, campaign: Campaign | None = None, *more: Crumb) -> tuple[Crumb, ...]:
        """The way to a page: home, its campaign, and what lies between."""
        way = [Crumb(self.words("page.home"), urls.HOME)]
        if campaign:
            way.append(Crumb(campaign.name, urls.campaign(campaign.id)))
        return (*way, *more)


def past(items: Iterable[Any], day: date, field: str = "date") -> tuple[Any, ...]:
    """The dated entries up to a day, oldest first; same-day ones as they stand in the file."""
    there = [item for item in items if getattr(item, field) is not None and getattr(item, field) <= day]
    return tuple(sorted(there, key=lambda item: getattr(item, field)))
