"""The rows of the table of people as HTML, in Python for speed. All text is escaped here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from rectify.html import urls
from rectify.html.compiling import escaped

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rectify.html.links import Way
    from rectify.html.snippets import Snippets
    from rectify.pages.people.page import Person


class Rows:
    """Filters ``people.<name>`` of templates."""

    def __init__(self, h: Snippets) -> None:
        self.h = h

    def row(self, person: Person, campaign: str, roles: Iterable[str], to: Way, posts: bool) -> Markup:
        """A row of the table of people; ``posts``: it has a column for them."""
        units = self.h.words("format.list").join(
            f'<a href="{escaped(to(urls.unit(campaign, id)))}">{escaped(self.h.unit_name(id))}</a>'
            for id in person.units[:3]
        )
        if len(person.units) > 3:
            units += escaped(self.h.words("people.more_units", n=len(person.units)))
        held = "".join(f'<td class="rc-num">{len(person.roles[role]) or ""}</td>' for role in roles)
        counts = person.counts
        late = counts.flag["overdue"]
        issues = "".join(
            f'<a class="rc-id rc-id--{each.light.colour}"'
            f' href="{escaped(to(urls.issue(campaign, each.issue.id)))}"'
            f' title="{escaped(each.issue.title)} · {escaped(self.h.words(f"status.{each.status}"))}">'
            f"{escaped(each.issue.id)}</a> "
            for each in person.roles["owner"]
        )
        name = escaped(person.name)
        post = f"<td>{escaped(self.h.words('format.list').join(person.posts))}</td>" if posts else ""
        return Markup(
            f'<tr id="{name}"><th scope="row">{name}</th>{post}<td>{units}</td>{held}'
            f'<td class="rc-num">{person.open_measures or ""}</td><td class="rc-num">{counts.open or ""}</td>'
            f'<td class="rc-num">{counts.closed or ""}</td>'
            f'<td class="rc-num{" rc-num--red" if late else ""}">{late or ""}</td>'
            f'<td class="rc-col--ids">{issues}</td></tr>'
        )
