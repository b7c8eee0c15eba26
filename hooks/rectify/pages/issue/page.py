"""问题页: everything about one issue."""

from __future__ import annotations

import functools
import itertools
from typing import TYPE_CHECKING, Any, NamedTuple

from rectify.html import urls
from rectify.html.page import Books, Common, Crumb, Page, past
from rectify.ledger import ledger, limits, moved
from rectify.ledger.measures import task
from rectify.ledger.nextstep import next_step, sentence
from rectify.ledger.standing import CARRIED, STATUSES
from rectify.ledger.timeline import Event, timeline
from rectify.pages import moves, tallies
from rectify.pages.corrected import told
from rectify.pages.issue.marks import Marked, Marks, marked
from rectify.pages.issue.proofs import Proof, proofs
from rectify.pages.issue.turns import extensions, told_turn
from rectify.read import identity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from rectify.git.history import Edit
    from rectify.html.page import Note
    from rectify.ledger.ledger import Head, Ledger
    from rectify.ledger.standing import Standing
    from rectify.read.records import Finding, Handover, Issue, Step, Transfer, Unit


class Stage(NamedTuple):
    """A station of the flow, and since when.

    ``place`` is past, here or ahead; a station that was skipped has no day. ``by`` moved the issue there with
    the closing step ``step`` (``stage.<step>`` in the catalogue).
    """

    status: str
    since: date | None
    place: str
    step: str = ""
    by: str = ""


class Elsewhere(NamedTuple):
    """An issue of another campaign: one that this one carries on, or in which this one goes on.

    ``title`` and ``url`` are empty if that campaign is not published.
    """

    campaign: str
    issue: str
    title: str
    url: str
    reason: str = ""


PROSE = ("basis", "root_cause", "recommendation", "target", "standard", "next_step")
"""Texts of an issue besides its description, in the order of its page."""

RELATED = 5
"""Related issues listed; the rest are on a page of their own."""

ELSEWHERE = (
    "opened",
    "measure",
    "measure_late",
    "evidence",
    "regulation_new",
    "regulation_revised",
    "extension",
)
"""Events shown elsewhere on the page, so left out of the story."""


TONES = {
    "apply": "is-step",
    "review_pass": "is-step",
    "verify_pass": "is-good",
    "recheck_pass": "is-good",
    "follow_up": "is-good",
    "review_return": "is-bad",
    "verify_return": "is-bad",
    "reopen": "is-bad",
    "recheck_fail": "is-bad",
}
"""How entries of the story are highlighted."""


def pages(books: Books, book: Ledger) -> Iterator[Page]:
    """A page for each issue that exists on the day."""
    campaign = book.campaign
    found = Index(book)
    index = Crumb(books.words("page.issues"), urls.section(campaign.id, "issues"))
    for standing in book.everything:
        unit = Crumb(books.unit_name(standing.unit), urls.unit(campaign.id, standing.unit))
        yield Page(
            url=urls.issue(campaign.id, standing.issue.id),
            title=f"{standing.issue.id} {standing.issue.title}",
            template="issue.html",
            given=functools.partial(_given, books, book, found, standing),
            view=_view,
            crumbs=books.crumbs(campaign, index, unit),
            campaign=campaign.id,
            unit=standing.unit,
            status=standing.status,
            texts=_texts,
        )


class Mention(NamedTuple):
    """An issue as mentioned on another's page."""

    id: str
    title: str
    unit: str
    status: str
    aside: str

    def fingerprint(self) -> object:
        """All of it."""
        return tuple(self)


class Related(NamedTuple):
    """Related issues: the first few, their number, and the link to all."""

    title: str
    mentions: tuple[Mention, ...]
    total: int
    url: str


class Subject(NamedTuple):
    """The data of an issue's page.

    ``into`` are those in which an issue that was moved goes on, ``sources`` those that go on in this one.
    """

    book: Head
    standing: Standing
    issue: Issue
    unit: Unit
    findings: tuple[Finding, ...]
    analogy_of: Mention | None
    carries: Elsewhere | None
    onward: Elsewhere | None
    into: tuple[Mention, ...] | None
    sources: tuple[Mention, ...]
    evidence: tuple[Proof, ...]
    corrected: tuple[Marked, ...]
    edits: tuple[Edit, ...]
    related: tuple[Related, ...]
    note: Note | None


def _given(books: Books, book: Ledger, index: Index, standing: Standing) -> Subject:
    id, issue = book.campaign.id, standing.issue
    source = index.issues.get(issue.by_analogy or "")
    return Subject(
        book=book.head,
        standing=standing,
        issue=books.issues[id, issue.id],
        unit=books.units[standing.unit],
        findings=tuple(index.findings[id] for id in issue.findings if id in index.findings),
        analogy_of=index.mention(source) if source else None,
        carries=_carries(books, issue.carries) if issue.carries else None,
        onward=_onward(books, books.issues[id, issue.id]) if standing.status == CARRIED else None,
        into=index.mentions(issue.gone.into) if issue.gone and standing.aside == issue.gone.why else None,
        sources=index.mentions(each.id for each in index.sources.get(issue.id, ())),
        evidence=proofs(books, book, standing),
        corrected=marked(books, id, standing.unit, issue.id),
        edits=books.edits.get((id, issue.id), ()),
        related=_related(book, index, standing),
        note=books.notes.get(urls.issue(id, issue.id)),
    )


def _carries(books: Books, source: str) -> Elsewhere:
    campaign, _, id = source.partition("/")
    return _elsewhere(books, campaign, id)


def _onward(books: Books, issue: Issue) -> Elsewhere | None:
    to = issue.carried_over
    return _elsewhere(books, to.to, to.issue)._replace(reason=to.reason) if to else None


def _elsewhere(books: Books, campaign: str, id: str) -> Elsewhere:
    """An issue of another campaign, linked if it has a page on the day."""
    there = books.issues.get((campaign, id))
    if there is None or there.opened > books.options.as_of:
        name = books.rounds[campaign].campaign.name if campaign in books.rounds else campaign
        return Elsewhere(name, id, "", "")
    return Elsewhere(books.rounds[campaign].campaign.name, id, there.title, urls.issue(campaign, id))


def _texts(common: Common, given: Subject) -> Iterator[str]:
    """Search texts of an issue: all its texts up to the day, and all names."""
    issue = given.issue
    yield issue.description
    yield from filter(None, (getattr(issue, key) for key in PROSE))
    for measure in issue.measures:
        yield measure.text
        yield from filter(None, (measure.owner, measure.output))
    for event in timeline(issue, given.book.as_of):
        if not event.kind.startswith("measure"):
            yield from filter(None, (event.text, event.extra, event.who))
    moved_on: tuple[Transfer | Handover, ...] = (*issue.transfers, *issue.handovers)
    yield from (moves.told(common.words, common.unit_name, each) for each in moved_on)
    yield from (item.record.note for item in given.evidence if item.record.note)
    yield from (item.record.file for item in given.evidence if item.record.file)
    for result in tallies.brought(common.words, given.book, given.standing, issue.results):
        yield result.note
    for one, _ in given.corrected:
        yield from filter(None, (one.correction.reason, one.correction.by, one.correction.approved_by))
    yield from (*issue.leader, *issue.owner, *issue.supervisor)
    yield from map(common.unit_name, (*issue.lead, *issue.joint, *issue.support))
    if category := common.category_name(given.book.campaign.id, given.standing.category):
        yield category
    for other in (given.carries, given.onward):
        if other:
            yield from filter(None, (other.campaign, other.issue, other.reason))
    if given.note:
        yield given.note.text


class Index:
    """Lookup tables shared by all pages of issues."""

    def __init__(self, book: Ledger) -> None:
        self.findings = {finding.id: finding for finding in book.findings}
        self.issues = {each.issue.id: each for each in book.everything}
        self.analogies = ledger.grouped(book.everything, lambda each: each.issue.by_analogy)
        self.sources = moved.sources((each.issue for each in book.moved), book.as_of)
        self._owned: dict[tuple[str, str], dict[str, Standing]] = {}
        for each in book.everything:
            for name in each.issue.owner:
                of_one = self._owned.setdefault((each.unit, identity.skeleton(name)), {})
                of_one[each.issue.id] = each
        self._mentions: dict[str, Mention] = {}

    def of_owners(self, standing: Standing) -> tuple[Standing, ...]:
        """The issues of its unit that any of its owners owns."""
        groups = [self._owned[standing.unit, identity.skeleton(name)] for name in standing.issue.owner]
        return tuple({id: each for group in groups for id, each in group.items()}.values())

    def mentions(self, ids: Iterable[str]) -> tuple[Mention, ...]:
        """Several issues, as far as they have pages."""
        return tuple(self.mention(self.issues[id]) for id in ids if id in self.issues)

    def mention(self, standing: Standing) -> Mention:
        """An issue as mentioned on other pages, made once: some are mentioned on many."""
        id = standing.issue.id
        if id not in self._mentions:
            self._mentions[id] = Mention(
                id, standing.issue.title, standing.unit, standing.status, standing.aside
            )
        return self._mentions[id]


def _same_finding(book: Ledger, standing: Standing) -> tuple[Standing, ...]:
    """The issues of the findings that an issue answers."""
    if len(standing.issue.findings) < 2:
        return book.of_finding(standing.issue.finding or "")
    found = [each for id in standing.issue.findings for each in book.of_finding(id)]
    return tuple({each.issue.id: each for each in found}.values())


def _related(book: Ledger, index: Index, standing: Standing) -> tuple[Related, ...]:
    id, issue = book.campaign.id, standing.issue
    source = index.issues.get(issue.by_analogy or "")
    # The issue itself is among those of its finding and its owner.
    found = [
        ("analogy_of", (source,) if source else (), ""),
        ("analogies", index.analogies.get(issue.id, ()), urls.section(id, "issues")),
        ("same_finding", _same_finding(book, standing), urls.finding(id, issue.finding or "")),
        ("same_owner", index.of_owners(standing), urls.unit(id, standing.unit)),
    ]
    made = []
    for title, group, url in found:
        total = len(group) - (title in ("same_finding", "same_owner") and len(group) > 0)
        if total:
            others = itertools.islice((each for each in group if each is not standing), RELATED)
            made.append(Related(title, tuple(map(index.mention, others)), total, url))
    return tuple(made)


def _view(common: Common, given: Subject) -> dict[str, Any]:
    issue, standing, campaign, as_of = given.issue, given.standing, given.book.campaign, given.book.as_of
    step = next_step(standing, issue, campaign, as_of)
    return {
        **given._asdict(),
        "s": standing,
        "finished": ledger.is_finished(campaign, as_of),
        "prose": [(key, text) for key in PROSE if (text := getattr(issue, key))],
        "category": common.category_name(campaign.id, standing.category),
        "limit": _limit(common, given),
        "stages": stages(standing, issue, as_of),
        "next": sentence(step, standing, common.words, common.unit_name),
        "came": moves.came(common, issue.transfers, as_of),
        "turn": told_turn(common, standing, as_of),
        "evidence": [each for each in given.evidence if not _is_later(each, standing)],
        "later": [each for each in given.evidence if _is_later(each, standing)],
        "flags": flags(standing),
        "judged": issue.standard and standing.status in ("in_review", "in_verification"),
        "measures": [task(measure, as_of) for measure in issue.measures],
        "regulations": past(issue.regulations, as_of, "issued"),
        "extensions": extensions(issue, as_of),
        "story": story(issue, as_of),
        "marks": Marks(common.words, given.corrected),
        "corrected": [told(common, campaign.id, each) for each, _ in given.corrected],
        **tallies.of_issue(common.words, given.book, standing, issue.results),
        "tones": TONES,
    }


def _is_later(proof: Proof, standing: Standing) -> bool:
    """Whether evidence was added after closing."""
    closed, added = standing.closed_on, proof.record.added
    return closed is not None and added is not None and added > closed


def _limit(common: Common, given: Subject) -> str:
    """Where the last day allowed for the issue comes from, unless that is the deadline of all units."""
    issue, deadlines = given.issue, given.book.campaign.deadlines
    found = limits.limit(deadlines, given.standing.unit, issue.kind, given.findings)
    if found is None or found.source == "units":
        return ""
    name = {
        "unit": common.unit_name(found.name),
        "kind": found.name and common.words(f"kind_of.{issue.kind}"),
    }
    said = name.get(found.source, found.name)
    return common.words(f"limit.of.{found.source}", name=said, day=common.words.short(found.day))


def flags(standing: Standing) -> tuple[str, ...]:
    """The flags that the signal and the days beside them don't show."""
    shown = ("overdue", "review_overdue", "due_soon")
    told = shown if standing.light.when in ("overdue", "review_overdue", "due") else ()
    return tuple(flag for flag in standing.flags if flag not in told)


def stages(standing: Standing, issue: Issue, as_of: date) -> list[Stage]:
    """The stations of the flow, each with the last day on which it was entered, and by whom."""
    since = {move.status: move.day for move in standing.life if move.day <= as_of}
    reached = standing.status
    if reached == CARRIED:  # the flow stays where the campaign's end left it
        reached = [move for move in standing.life if move.status != CARRIED][-1].status
    here = STATUSES.index(reached)
    entered = {_leads_to(step): (_outcome(step), step.by) for step in past(issue.closure, as_of)}
    for recheck in past(issue.rechecks, as_of):
        if recheck.result == "fail" and recheck.date == since.get("in_progress"):
            entered["in_progress"] = "recheck", recheck.by
    return [
        Stage(status, None, "ahead")
        if number > here
        else Stage(status, since.get(status), "here" if number == here else "past", *entered.get(status, ()))
        for number, status in enumerate(STATUSES)
    ]


def _outcome(step: Step) -> str:
    return "return" if step.result == "return" else step.step


def _leads_to(step: Step) -> str:
    """The status that a closing step leads to."""
    after = {"apply": "in_review", "review": "in_verification", "verify": "closed"}
    return after.get(_outcome(step), "in_progress")


def story(issue: Issue, as_of: date) -> list[tuple[date, list[Event]]]:
    """The events by day, except those shown elsewhere on the page."""
    events = [event for event in timeline(issue, as_of) if event.kind not in ELSEWHERE]
    return [(day, list(some)) for day, some in itertools.groupby(events, lambda event: event.day)]
