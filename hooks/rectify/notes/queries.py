"""Parse the YAML of live blocks and compute their values.

The keys are declared as shapes like the data's, so that mistakes are reported the same way.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from rectify.ground.suggest import nearest
from rectify.html import charts, urls
from rectify.html.columns import COLUMNS, USUAL
from rectify.ledger import counts, everyone, findings, results
from rectify.ledger.people import People
from rectify.ledger.standing import CARRIED, COLOURS, FLAGS, STATUSES
from rectify.notes.fences import MISSPELT
from rectify.pages import tallies
from rectify.pages.dashboard.page import ranked, unit_rows
from rectify.read import entries, yamltree
from rectify.read.fields import (
    COUNT,
    FLAG,
    NAME,
    TEXT,
    Choice,
    Either,
    Many,
    Named,
    Shape,
)
from rectify.read.problems import problem
from rectify.read.reading import INVALID, Reading, TooManyError
from rectify.read.source import Place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from rectify.html.page import Books
    from rectify.ledger.ledger import Ledger
    from rectify.ledger.standing import Standing
    from rectify.notes.fences import Fence
    from rectify.read.problems import Problem
    from rectify.read.records import Campaign
    from rectify.read.source import Source
    from rectify.words.messages import Catalogue

OF_FINDINGS = (
    "findings",
    "findings_done",
    "findings_rate",
    *(f"findings_{name}" for name in findings.STATES if name != CARRIED),
)
OF_PEOPLE = ("people", *entries.PEOPLE)
OF_RESULTS = ("stake", "settled", "unsettled", *entries.MONEY, *OF_PEOPLE)
FIGURES = (
    *("total", "open", "closed", "completion_rate", "on_time_rate", *STATUSES[:-1], *FLAGS),
    *OF_FINDINGS,
    *OF_RESULTS,
)
"""The figures of a ``counts`` block; those of findings have filters of their own."""

FINDING_FILTERS = ("campaign", "finding", "category", "lead")

CHARTS = ("burn_down", "stack", "status", "signals", "units", "heat")
PEOPLE = ("leader", "owner", "supervisor")
REFERENCES = ("keys", "rules", "examples", "requirements", "options", "columns", "queries", "feeds")


class Query(NamedTuple):
    """The keys of a block. Filters are combined by "and"; an absent one matches everything."""

    at: Place
    campaign: str | None = None
    title: str | None = None
    unit: tuple[str, ...] = ()
    finding: tuple[str, ...] = ()
    category: tuple[str, ...] = ()
    lead: tuple[str, ...] = ()
    leader: tuple[str, ...] = ()
    owner: tuple[str, ...] = ()
    supervisor: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    signal: tuple[str, ...] = ()
    origin: tuple[str, ...] = ()
    overdue: bool | None = None
    review_overdue: bool | None = None
    due_soon: bool | None = None
    returned: bool | None = None
    reopened: bool | None = None
    extended: bool | None = None
    silent: bool | None = None
    basically_done: bool | None = None
    closed_late: bool | None = None
    follow_up_due: bool | None = None
    by_correction: bool | None = None
    columns: tuple[str, ...] = USUAL
    sort: str | None = None
    limit: int | None = None
    show: tuple[str, ...] = ("total", "closed", "completion_rate", "overdue")
    type: str = "status"
    topic: str = "keys"


_FILTERS: dict[str, Any] = {
    "campaign": TEXT,
    "title": TEXT,
    **{key: Either(TEXT) for key in ("unit", "finding", "category", "lead")},
    **{key: Either(NAME) for key in PEOPLE},
    "kind": Either(Choice("immediate", "dated", "long_term")),
    "status": Either(Choice(*STATUSES)),
    "signal": Either(Choice(*COLOURS)),
    "origin": Either(Choice("finding", "self_check", "by_analogy")),
    **dict.fromkeys(FLAGS, FLAG),
}
SHAPES = {
    "issues": Shape(
        "query",
        Query,
        {},
        **_FILTERS,
        columns=Many(Choice(*COLUMNS)),
        sort=Choice(*COLUMNS, *(f"-{column}" for column in COLUMNS)),
        limit=COUNT,
    ),
    "counts": Shape("query", Query, {}, **_FILTERS, show=Many(Named("figure", *FIGURES))),
    "chart": Shape("query", Query, {"type": Choice(*CHARTS)}, **_FILTERS),
    "reference": Shape("query", Query, {"topic": Choice(*REFERENCES)}),
}


def read(fence: Fence, source: Source, books: Books, host: str = "") -> tuple[Query | None, list[Problem]]:
    """A block's query (None if invalid) and its problems, placed in the Markdown file.

    ``host`` is the campaign of the containing page, the default for the key ``campaign``.
    """
    if fence.name in MISSPELT:
        at = Place(source, max(1, fence.line - 1))
        return None, [problem("notes.query", "name", at, value=fence.name, better=MISSPELT[fence.name])]
    body = "\n".join(" " * fence.indent + line for line in fence.body.split("\n"))
    tree = yamltree.parse("\n" * (fence.line - 1) + body)
    if tree.faults:
        fault = tree.faults[0]
        at = Place(source, fault.line, fault.column)
        return None, [problem("notes.query", "syntax", at, name=fence.name, detail=fault.detail)]
    place = Place(source, fence.line)
    if tree.empty and fence.name != "reference":
        return Query(at=place, campaign=host or None), []
    reading = Reading(source, books.words)
    try:
        query = SHAPES[fence.name].read(tree.root, reading, fence.name)
    except TooManyError:
        query = INVALID
    if query is INVALID:
        return None, reading.problems
    if host and not query.campaign:
        query = query._replace(campaign=host)
    return query, [*reading.problems, *_references(query, tree.root, books)]


def _references(query: Query, root: yamltree.Node, books: Books) -> list[Problem]:
    """Problems of references to unknown units, findings, categories and campaigns."""
    if query.campaign and query.campaign not in books.rounds:
        known = {"campaign": list(books.rounds)}
    else:
        book = _ledger(query, books) if books.campaigns else None
        known = {
            "unit": list(books.units),
            "lead": list(books.units),
            "finding": [finding.id for finding in book.findings] if book else [],
            "category": [each.id for each in book.campaign.categories] if book else [],
        }
    problems = _of_issues_only(query, root)
    if "unit" in known and books.campaigns:
        campaign = _ledger(query, books).campaign
        figures = (*FIGURES, *results.own_kinds(campaign))
        problems += [*_of_people(query, root, campaign), *_unknown_figures(query, root, figures)]
    pairs = root.pairs if isinstance(root, yamltree.Mapping) else ()
    for name, value in pairs:
        items = value.items if isinstance(value, yamltree.Sequence) else [value]
        for item in items:
            if name.text in known and isinstance(item, yamltree.Scalar) and item.text not in known[name.text]:
                at = Place(query.at.source, item.line, item.column)
                better, options = nearest(item.text, known[name.text]), "、".join(known[name.text][:8])
                values = {"key": name.text, "value": item.text, "better": better, "options": options}
                problems.append(problem("notes.query", "reference", at, **values))
    return problems


def _unknown_figures(query: Query, root: yamltree.Node, known: tuple[str, ...]) -> Iterator[Problem]:
    """A problem for each figure that is none, nor a kind of results of the campaign's own."""
    for name, value in root.pairs if isinstance(root, yamltree.Mapping) else ():
        if name.text == "show" and isinstance(value, yamltree.Sequence):
            for item, figure in zip(value.items, query.show, strict=True):
                if figure not in known:
                    at = Place(query.at.source, item.line, item.column)
                    values = {"key": "show", "value": figure, "better": nearest(figure, known)}
                    yield problem("notes.query", "reference", at, **values, options="、".join(known))


def _of_issues_only(query: Query, root: yamltree.Node) -> list[Problem]:
    """Problems of filters that findings don't have, beside figures of findings."""
    if not isinstance(root, yamltree.Mapping) or not set(query.show) & set(OF_FINDINGS):
        return []
    return [
        problem("notes.query", "level", Place(query.at.source, name.line, name.column), key=name.text)
        for name, _ in root.pairs
        if name.text in _FILTERS and name.text not in (*FINDING_FILTERS, "title")
    ]


def _of_people(query: Query, root: yamltree.Node, campaign: Campaign) -> Iterator[Problem]:
    """A problem for a filter beside figures of people, of whom only the whole campaign tells."""
    own = [kind.id for kind in campaign.result_kinds if kind.of == "people"]
    shown = [name for name in query.show if name in (*OF_PEOPLE, *own)]
    if not shown or results.tells_people(campaign):
        return
    for name, _ in root.pairs if isinstance(root, yamltree.Mapping) else ():
        if name.text in _FILTERS and name.text not in ("campaign", "title"):
            at = Place(query.at.source, name.line, name.column)
            yield problem("notes.query", "people", at, key=name.text, figures="、".join(shown))


def _ledger(query: Query, books: Books, day: date | None = None) -> Ledger:
    id = query.campaign or (books.current.id if books.current else "")
    return books.on(id, day or books.options.as_of)


def select(query: Query, book: Ledger) -> list[Standing]:
    """The issues that match a query, sorted and limited."""
    chosen = list(filter(_matches(query, book), book.standings))
    if query.sort:
        chosen.sort(key=COLUMNS[query.sort.lstrip("-")].sort, reverse=query.sort.startswith("-"))
    return chosen if query.limit is None else chosen[: query.limit]


def _passes(query: Query, each: Standing) -> bool:
    found = {
        "unit": each.unit,
        "category": each.category,
        "kind": each.issue.kind,
        "status": each.status,
        "signal": each.light.colour,
        "origin": each.origin,
    }
    several = (("finding", each.issue.findings), ("lead", each.issue.lead))
    return (
        all(value in getattr(query, key) for key, value in found.items() if getattr(query, key))
        and all(
            not set(values).isdisjoint(getattr(query, key)) for key, values in several if getattr(query, key)
        )
        and all(getattr(query, flag) in (None, getattr(each, flag)) for flag in FLAGS)
    )


def _matches(query: Query, book: Ledger) -> Callable[[Standing], bool]:
    """Whether an issue is one of a query's; people are compared as who they are, not as they are spelled."""
    key = everyone.keys(book, People(book.organization, book.as_of))
    asked = [(role, names) for role in PEOPLE if (names := getattr(query, role))]

    def passes(each: Standing) -> bool:
        return _passes(query, each) and all(
            not {key(name, role, each.unit) for name in names}.isdisjoint(
                key(name, role, each.unit) for name in getattr(each.issue, role)
            )
            for role, names in asked
        )

    return passes


def values(name: str, query: Query, books: Books, place: str = "") -> dict[str, Any]:
    """The values for the block's template. ``place`` prefixes ids, to keep them unique on the page."""
    if name == "reference":
        return {"topic": query.topic}
    if not books.campaigns:
        return {"book": None, "query": query}
    book = _ledger(query, books)
    standings = select(query, book)
    total = counts.count(standings)
    figures = {
        "total": str(total.total),
        "open": str(total.open),
        "closed": str(total.closed),
        "completion_rate": total.completion_rate,
        "on_time_rate": total.on_time_rate,
        **{status: str(number) for status, number in total.status.items()},
        **{flag: str(number) for flag, number in total.flag.items()},
        **(_of_findings(query, book) if set(query.show) & set(OF_FINDINGS) else {}),
    }
    return {
        "book": book.head,
        "query": query,
        "standings": standings,
        "counts": total,
        "figures": [(name, figures.get(name)) for name in query.show],
        "tallies": _of_results(query, book, standings, books.words),
        "bar": charts.bar(total.status),
        **(
            _chart(query.type, place, book.of_issues(each.issue.id for each in standings))
            if name == "chart"
            else {}
        ),
        "url": urls.section(book.campaign.id, "issues"),
    }


def _of_results(
    query: Query, book: Ledger, standings: list[Standing], words: Catalogue
) -> dict[str, tallies.Tally]:
    """The figures of results, by name; the campaign's own kinds are named by their ids."""
    own = results.own_kinds(book.campaign)
    shown = [name for name in query.show if name in OF_RESULTS or name in own]
    if not shown:
        return {}
    matches = _matches(query, book)
    aside = (each for each in book.earning() if each.aside and matches(each))
    found, made = results.outcome([*standings, *aside], book.as_of), {}
    for name in shown:
        kind = name in own or name in (*entries.MONEY, *entries.PEOPLE)
        of, unit = (own[name].of, own[name].unit or "") if name in own else (_sort(name), "")
        label = tallies.label(words, book.campaign, name, dated=True) if kind else words(f"results.{name}")
        number = found.of_kind(name) if kind else getattr(found, name)
        made[name] = tallies.Tally(name, label, of, number, unit)
    return made


def _sort(name: str) -> str:
    return "people" if name in OF_PEOPLE else "money"


def _of_findings(query: Query, book: Ledger) -> dict[str, str]:
    """The figures of the findings that a query lets through."""
    states = findings.states(book)
    total = findings.tally(
        states[each.id]
        for each in book.findings
        if all(
            not set(values).isdisjoint(getattr(query, key))
            for key, values in (("finding", (each.id,)), ("category", (each.category,)), ("lead", each.lead))
            if getattr(query, key)
        )
    )
    return {
        "findings": str(total.total),
        "findings_done": str(total.done),
        "findings_rate": total.rate,
        **{f"findings_{state}": str(number) for state, number in total.number.items()},
    }


def _chart(kind: str, place: str, book: Ledger) -> dict[str, Any]:
    """The values of a chart of the matching issues and their units."""
    if kind in ("burn_down", "stack"):
        drawn = charts.burn_down(book) if kind == "burn_down" else charts.stack(book)
        return {"chart": drawn, "place": place}
    if kind == "heat":
        return {"chart": charts.heat(book, [unit for unit, _ in ranked(book)], linked=False)}
    if kind == "signals":
        return {"strip": charts.signals(counts.count(book.standings).colour)}
    return {"rows": [row._replace(links={}) for row in unit_rows(book)]}
