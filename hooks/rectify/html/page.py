"""Pages as values, and the data (``Books``) and common values (``Common``) that they are made from."""

from __future__ import annotations

import copy
import functools
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

from rectify.html import markup, urls
from rectify.ledger import measures
from rectify.ledger.corrected import Corrected, of_round
from rectify.ledger.ledger import Ledger, Register, register
from rectify.ledger.past import data_on, organization_on
from rectify.read import filenames

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import date

    from rectify.git.history import Edit
    from rectify.ledger.standing import Standing
    from rectify.read.options import Options
    from rectify.read.problems import Problem
    from rectify.read.records import Campaign, Data, EvidenceFile, Issue, Unit
    from rectify.read.source import Source
    from rectify.words.messages import Catalogue


Worked = TypeVar("Worked")


class Crumb(NamedTuple):
    """A breadcrumb; its address is relative to the site's root."""

    title: str
    url: str


def as_given(common: Common, given: Mapping[str, Any]) -> Mapping[str, Any]:
    """The default view: the template gets what the page was given."""
    return given


def no_texts(common: Common, given: Any) -> Iterable[str]:
    """The default search texts: none beside the title."""
    return ()


class Page(NamedTuple):
    """A page of the site.

    ``url`` is relative to the site's root and ends with a slash (empty for the home page).
    ``given`` makes, lazily, all of the data that the page shows; its digest is the cache key of the body.
    ``view`` computes the template's variables from it, ``texts`` what search finds the page by beside its
    title. Both are module-level functions, so they see no other data.
    The page shows the menu of ``campaign``. ``wide`` pages have no table of contents.
    ``campaign``, ``unit`` and ``status`` are its search facets. ``prose``, which is HTML, is indexed section
    by section.
    ``sheet`` is above 1 for a further sheet of a long page, which search does not list.
    ``day`` is the earlier day of which it tells, if so: units have the names of that day.
    """

    url: str
    title: str
    template: str
    given: Callable[[], Any]
    view: Callable[[Common, Any], Mapping[str, Any]] = as_given
    crumbs: tuple[Crumb, ...] = ()
    campaign: str = ""
    wide: bool = False
    unit: str = ""
    status: str = ""
    texts: Callable[[Common, Any], Iterable[str]] = no_texts
    prose: Callable[[], str] = str
    sheet: int = 1
    day: date | None = None


class Derived(Generic[Worked]):
    """A value that several pages compute from a ledger, memoised. In cache keys the ledger stands for it."""

    def __init__(self, book: Ledger, work: Callable[[Ledger], Worked]) -> None:
        self.book = book
        self._work = work

    def fingerprint(self) -> object:
        """The ledger."""
        return self.book

    @functools.cached_property
    def value(self) -> Worked:
        """The result."""
        return self._work(self.book)


class Note(NamedTuple):
    """A note. ``url`` is the page that it belongs to, ``path`` its own below ``docs/``."""

    url: str
    campaign: str
    path: str
    source: Source
    html: str = ""

    def fingerprint(self) -> object:
        """What a page shows of it."""
        return self.url, self.html

    @property
    def text(self) -> str:
        """Its text without markup."""
        return markup.plain(self.html)


class Common:
    """What every page may use: options, words, names of units and categories."""

    def __init__(self, data: Data, options: Options, words: Catalogue) -> None:
        self.options = options
        self.words = words
        self.organization = data.organization
        self.units = {unit.id: unit for unit in data.organization.units}
        self.categories = {
            round_.campaign.id: {each.id: each.name for each in round_.campaign.categories}
            for round_ in data.rounds
        }

    def fingerprint(self) -> object:
        """Not the words, which are our code, nor the options, which are in ``Site.made_with``."""
        return self.units, self.categories

    def on(self, day: date) -> Common:
        """The same with the units as an earlier day knew them; itself if that is how they are."""
        then = organization_on(self.organization, day)
        if then.units == self.organization.units:
            return self
        found = copy.copy(self)
        found.organization = then
        found.units = {unit.id: unit for unit in then.units}
        return found

    def unit_name(self, id: str) -> str:
        """The name of a unit or department."""
        return self.units[id].name if id in self.units else id

    def category_name(self, campaign: str, id: str | None) -> str:
        """The name of a category of a campaign."""
        return self.categories[campaign].get(id or "", "")


class Books:
    """Data, options, words and ledgers: what pages take their values from."""

    def __init__(
        self,
        data: Data,
        options: Options,
        words: Catalogue,
        notes: Mapping[str, Note] | None = None,
        digests: Mapping[str, str] | None = None,
        edits: Mapping[tuple[str, str], tuple[Edit, ...]] | None = None,
    ) -> None:
        self._whole = data
        data = data_on(data, options.as_of)
        self.data = data
        self.options = options
        self.words = words
        self.common = Common(data, options, words)
        self.notes = dict(notes or {})
        self.digests = dict(digests or {})
        self.edits = dict(edits or {})
        self.problems: list[Problem] = []
        self.lack = ""  # why edits of records may be missing
        self.rounds = {round_.campaign.id: round_ for round_ in data.rounds}
        self.files = {
            (round_.campaign.id, file.unit): file for round_ in data.rounds for file in round_.files
        }
        self.units = self.common.units
        self.unit_name = self.common.unit_name
        self.category_name = self.common.category_name
        self._registers: dict[str, Register] = {}

    def on(self, campaign: str, day: date) -> Ledger:
        """The ledger of a campaign on a day (memoised)."""
        if day == self.options.as_of:
            return self.register(campaign).on(day)
        return self.now(campaign).on(day)

    def now(self, campaign: str) -> Ledger:
        """The ledger of a campaign on the site's day."""
        return self.on(campaign, self.options.as_of)

    def register(self, campaign: str) -> Register:
        """The issues of a campaign in brief."""
        if campaign not in self._registers:
            whole = next(each for each in self._whole.rounds if each.campaign.id == campaign)
            self._registers[campaign] = register(whole, self._whole.organization)
        return self._registers[campaign]

    @functools.cached_property
    def records(self) -> dict[tuple[str, str], Issue]:
        """Every issue as it is written on the site's day, by campaign and id."""
        return {
            (campaign, issue.id): issue for (campaign, _), file in self.files.items() for issue in file.issues
        }

    @functools.cached_property
    def corrected(self) -> dict[str, tuple[Corrected, ...]]:
        """What was corrected by the site's day, by campaign."""
        organization = self.data.organization
        return {id: tuple(of_round(round_, organization)) for id, round_ in self.rounds.items()}

    @functools.cached_property
    def issues(self) -> dict[tuple[str, str], Issue]:
        """Every issue with its texts, as the site's day knows its measures, by campaign and id."""
        return {key: measures.known(issue, self.options.as_of) for key, issue in self.records.items()}

    def issues_of(self, campaign: str, standings: Iterable[Standing]) -> tuple[Issue, ...]:
        """The same issues with their texts."""
        return tuple([self.issues[campaign, each.issue.id] for each in standings])

    @property
    def campaigns(self) -> tuple[Campaign, ...]:
        """The newest first."""
        return tuple(round_.campaign for round_ in reversed(self.data.rounds))

    @property
    def current(self) -> Campaign | None:
        """The campaign of the home page: the newest that has begun and is not over."""
        day = self.options.as_of
        begun = [campaign for campaign in self.campaigns if campaign.received <= day]
        alive = [campaign for campaign in begun if not (campaign.finished and campaign.finished <= day)]
        return next(iter([*alive, *begun, *self.campaigns]), None)

    def leads(self, book: Ledger) -> tuple[Unit, ...]:
        """The departments that lead or support findings or issues of a campaign, or did until they ended."""
        units = self.data.organization.units
        ids = _leading(book)
        for unit in units:
            if (
                unit.ended
                and unit.ended >= book.campaign.received
                and unit.id in _leading(book.on(unit.ended))
            ):
                ids.add(unit.id)
        return tuple(unit for unit in units if unit.id in ids)

    def evidence_file(self, campaign: str, issue: str, name: str) -> EvidenceFile | None:
        """An evidence file, by the name that its issue gives."""
        files = self.rounds[campaign].evidence.get(issue, ())
        return next((file for file in files if file.name == filenames.composed(name)), None)

    def crumbs(self, campaign: Campaign | None = None, *more: Crumb) -> tuple[Crumb, ...]:
        """The breadcrumbs of a page: home, its campaign, and what lies between."""
        way = [Crumb(self.words("page.home"), urls.HOME)]
        if campaign:
            way.append(Crumb(campaign.name, urls.campaign(campaign.id)))
        return (*way, *more)


def _leading(book: Ledger) -> set[str]:
    ids = {id for finding in book.findings for id in finding.lead}
    for standing in book.everything:
        ids |= {*standing.issue.lead, *standing.issue.support}
    return ids


def past(items: Iterable[Any], day: date, field: str = "date") -> tuple[Any, ...]:
    """The dated entries up to a day, oldest first; file order within a day."""
    there = [item for item in items if getattr(item, field) is not None and getattr(item, field) <= day]
    return tuple(sorted(there, key=lambda item: getattr(item, field)))
