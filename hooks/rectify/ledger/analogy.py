"""举一反三: where else a problem may exist, judged by similar texts. Hints for readers, never a verdict.

Two issues are similar if their titles and descriptions share enough rare character bigrams. An inverted index
keeps this to a few lookups per issue.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from rectify.ledger.ledger import grouped

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from rectify.ledger.ledger import Ledger
    from rectify.ledger.standing import Standing
    from rectify.read.records import Campaign, Claim, Issue

ALIKE = 0.2
"""Similarity from which two issues are alike: common rare bigrams over those of the shorter issue."""

MIN_COMMON = 4
"""Minimum number of common rare bigrams, so that short texts are not alike by chance."""

RARE = (8, 0.05, 60)
"""A bigram is rare if at most max(8, 5 % of the issues) have it, and no more than 60."""

_RUN = re.compile(r"[\u4e00-\u9fff]+|[a-z0-9]+")


class Sign(NamedTuple):
    """A unit's self-check issue, the closed issue most similar to it, and their similarity (0 to 1)."""

    own: Standing
    closed: Standing
    share: float


class Doubt(NamedTuple):
    """A unit that denied a finding but shows signs of it, strongest first."""

    unit: str
    finding: str
    claim: Claim
    signs: tuple[Sign, ...]


class Link(NamedTuple):
    """An issue in a chain of analogies; ``depth`` is 0 for the first."""

    standing: Standing
    depth: int


class Recurrence(NamedTuple):
    """A unit with issues of a category in this campaign and in an earlier one.

    ``share`` is the similarity of the two most similar ones (0 to 1).
    """

    unit: str
    category: str
    now: tuple[Standing, ...]
    before: tuple[tuple[Campaign, Standing], ...]
    share: float


def bigrams(issue: Issue) -> frozenset[str]:
    """The character bigrams of an issue's title and description."""
    found: set[str] = set()
    for text in (issue.title, issue.description):
        for run in _RUN.findall(text.lower()):
            found.update(run[at : at + 2] for at in range(len(run) - 1))
    return frozenset(found)


def rare_bigrams(texts: Iterable[frozenset[str]]) -> frozenset[str]:
    """The bigrams that few of these issues have."""
    texts = list(texts)
    held = Counter(pair for text in texts for pair in text)
    least, share, most = RARE
    limit = min(max(least, int(len(texts) * share)), most)
    return frozenset(pair for pair, number in held.items() if number <= limit)


def similarity(one: frozenset[str], other: frozenset[str]) -> float:
    """Overlap coefficient of two sets of rare bigrams (0 to 1); 0 below ``MIN_COMMON``."""
    common = len(one & other)
    return common / min(len(one), len(other)) if common >= MIN_COMMON else 0.0


def doubts(book: Ledger, issues: Mapping[str, Issue]) -> list[Doubt]:
    """Units that denied a finding but have a self-check issue similar to one that others closed under it.

    Both issues are of the same category. The strongest signs come first. ``issues``: those of the ledger with
    their texts, by id.
    """
    if all(each.issue.finding for each in book.standings):
        return []
    texts = {each.issue.id: bigrams(issues[each.issue.id]) for each in book.standings}
    known = rare_bigrams(texts.values())
    texts = {id: text & known for id, text in texts.items()}
    index: dict[tuple[str | None, str], list[Standing]] = {}
    for each in book.standings:
        if each.issue.finding and each.closed_on:
            for pair in texts[each.issue.id]:
                index.setdefault((each.category, pair), []).append(each)
    found: dict[tuple[str, str], list[Sign]] = {}
    for own in book.standings:
        if own.issue.finding:
            continue
        for finding, sign in _signs(book, own, texts, index).items():
            found.setdefault((own.unit, finding), []).append(sign)
    made = [
        Doubt(unit, finding, book.claims[finding, unit], tuple(sorted(signs, key=_strength)))
        for (unit, finding), signs in found.items()
    ]
    return sorted(made, key=lambda doubt: (*_strength(doubt.signs[0]), doubt.finding))


def _signs(
    book: Ledger,
    own: Standing,
    texts: Mapping[str, frozenset[str]],
    index: Mapping[tuple[str | None, str], Sequence[Standing]],
) -> Mapping[str, Sign]:
    """For each finding that the unit denied, the closed issue most similar to this one, if any is alike."""
    text = texts[own.issue.id]
    common = Counter(
        (finding, other.issue.id)
        for pair in text
        for other in index.get((own.category, pair), ())
        if other.unit != own.unit
        for finding in other.issue.findings
    )
    others = {other.issue.id: other for pair in text for other in index.get((own.category, pair), ())}
    best: dict[str, Sign] = {}
    for (finding, id), number in sorted(common.items(), key=lambda item: item[0][1]):
        claim = book.claims.get((finding, own.unit))
        if number < MIN_COMMON or claim is None or claim.has != "no":
            continue
        alike = similarity(text, texts[id])
        if alike >= ALIKE and (finding not in best or alike > best[finding].share):
            best[finding] = Sign(own, others[id], alike)
    return best


def _strength(sign: Sign) -> tuple[float, str]:
    return -sign.share, sign.own.issue.id


def chains(book: Ledger) -> list[tuple[Link, ...]]:
    """The trees of issues found by analogy, each flattened depth first; the longest comes first."""
    known = {each.issue.id: each for each in book.standings}
    found_from = grouped(
        (each for each in book.standings if each.issue.by_analogy in known),
        lambda each: each.issue.by_analogy or "",
    )
    seen: set[str] = set()

    def walk(id: str) -> Iterable[Link]:
        waiting = [(id, 0)]  # a stack, not recursion: a chain may be as deep as there are issues
        while waiting:
            here, depth = waiting.pop()
            if here in seen:
                continue
            seen.add(here)
            yield Link(known[here], depth)
            waiting += [(each.issue.id, depth + 1) for each in reversed(found_from.get(here, ()))]

    roots = [id for id in found_from if known[id].issue.by_analogy not in known]
    made = [tuple(walk(id)) for id in [*roots, *found_from] if id not in seen]
    return sorted(made, key=lambda chain: (-len(chain), chain[0].standing.issue.id))


def _max_similarity(mine: Sequence[frozenset[str]], theirs: Sequence[frozenset[str]]) -> float:
    """The similarity of the two most similar texts. Only those with a common rare bigram are compared."""
    index: dict[str, list[int]] = {}
    for number, text in enumerate(theirs):
        for pair in text:
            index.setdefault(pair, []).append(number)
    best = 0.0
    for text in mine:
        common = Counter(number for pair in text for number in index.get(pair, ()))
        near = (theirs[number] for number, count in common.items() if count >= MIN_COMMON)
        best = max(best, *(similarity(text, other) for other in near), 0.0)
    return best


def recurrences(
    book: Ledger, issues: Mapping[str, Issue], earlier: Sequence[tuple[Ledger, Mapping[str, Issue]]]
) -> list[Recurrence]:
    """Units with issues of the same category in this and an earlier campaign, the most similar first.

    Categories are matched by id or name. Each ledger comes with its issues with their texts, by id.
    """
    names = {each.id: each.name for each in book.campaign.categories}
    ids = {each.name: each.id for each in book.campaign.categories}
    before: dict[tuple[str, str], list[tuple[Campaign, Standing]]] = {}
    texts: dict[tuple[str, str], list[frozenset[str]]] = {}
    for past, written in earlier:
        same = {
            each.id: each.id if each.id in names else ids.get(each.name) for each in past.campaign.categories
        }
        for each in past.standings:
            if category := same.get(each.category or ""):
                before.setdefault((each.unit, category), []).append((past.campaign, each))
                texts.setdefault((each.unit, category), []).append(bigrams(written[each.issue.id]))
    now = grouped(
        (each for each in book.standings if (each.unit, each.category) in before),
        lambda each: (each.unit, each.category or ""),
    )
    involved = {key: [bigrams(issues[each.issue.id]) for each in group] for key, group in now.items()}
    past_texts = {key: texts[key] for key in now}
    known = rare_bigrams(text for texts in (*involved.values(), *past_texts.values()) for text in texts)
    made = []
    for (unit, category), group in now.items():
        mine = [text & known for text in involved[unit, category]]
        theirs = [text & known for text in past_texts[unit, category]]
        alike = _max_similarity(mine, theirs)
        made.append(Recurrence(unit, category, group, tuple(before[unit, category]), alike))
    return sorted(
        made, key=lambda each: (-each.share, -len(each.now) - len(each.before), each.unit, each.category)
    )
