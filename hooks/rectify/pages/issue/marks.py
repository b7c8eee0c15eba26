"""The marks beside what was corrected on an issue's page, and the list that they lead to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from markupsafe import Markup

from rectify.html.compiling import escaped
from rectify.ledger import corrected

if TYPE_CHECKING:
    from collections.abc import Collection

    from rectify.html.page import Books
    from rectify.ledger.corrected import Corrected
    from rectify.words.messages import Catalogue


class Marked(NamedTuple):
    """A correction of an issue, and the entry of a list that holds what was corrected, if there is one."""

    corrected: Corrected
    entry: Any


def marked(books: Books, campaign: str, unit: str, id: str) -> tuple[Marked, ...]:
    """The corrections of an issue. Entries are the same objects as in the issue."""
    record = books.records[campaign, id]
    if not record.corrections:
        return ()
    return tuple(
        Marked(each, corrected.entry(record, each)) for each in corrected.of_record(record, id, unit)
    )


class Marks:
    """The marks of an issue's page as HTML: what ``key`` and ``entry`` don't mark, nobody sees.

    A correction marks the entry that holds what was corrected, where the page lists it, else the key of the
    issue, which is the heading of a list whose entry is gone.
    """

    def __init__(self, words: Catalogue, some: Collection[Marked]) -> None:
        self._keys: dict[str, str] = {}
        self._entries: dict[int, tuple[Any, str]] = {}
        if not some:
            return
        shown = escaped(words("corrections.mark"))
        for each, entry in some:
            if each.correction.internal:
                continue
            link = f' <a class="rc-corrected" href="#correction-{each.number}">{shown}</a>'
            if entry is None:
                self._keys[each.key] = self._keys.get(each.key, "") + link
            else:
                self._entries[id(entry)] = entry, self.entry(entry) + link

    def key(self, *names: str) -> str:
        """The marks of keys of the issue."""
        return "".join([self._keys.get(name, "") for name in names]) if self._keys else ""

    def section(self, *names: str) -> Markup:
        """The same in a line of its own, below a heading."""
        found = self.key(*names)
        return Markup(f'<p class="rc-meta">{found}</p>' if found else "")

    def entry(self, entry: Any) -> str:
        """The marks of an entry of one of its lists."""
        return self._entries[id(entry)][1] if id(entry) in self._entries else ""
