"""Message catalogues, looked up by key and language.

A catalogue is a YAML file of nested keys, ``<language>.yml``, here and optionally beside a page kind. A text
may have ``{placeholders}``; a text with a count may be a pair ``one`` / ``other``, chosen by ``n``.
"""

from __future__ import annotations

import functools
import pathlib
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

import yaml

from rectify import PACKAGE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

FOLDER = pathlib.Path(__file__).parent
LANGUAGES = tuple(sorted(path.stem for path in FOLDER.glob("*.yml")))


class Catalogue:
    """The texts of one language. Call it with a key: ``words("status.closed")``."""

    __slots__ = ("language", "plain", "texts")

    def __init__(self, language: str, texts: dict[str, str]) -> None:
        self.language = language
        self.texts = texts
        self.plain = {key: text for key, text in texts.items() if "{" not in text}
        """Texts without placeholders, so that a direct lookup never prints a raw ``{placeholder}``."""

    def __call__(self, key: str, /, **values: Any) -> str:
        """The text of a key, formatted with ``values``. Raises ``KeyError`` for an unknown key."""
        text = self.texts.get(key)
        if text is None:
            text = self.texts[f"{key}.one" if values.get("n") == 1 else f"{key}.other"]
        return text.format_map(values) if "{" in text else text

    def day(self, day: date) -> str:
        """A day in full: 2019年4月15日."""
        return self("format.day", y=day.year, m=day.month, d=day.day, month=self._month(day))

    def short(self, day: date) -> str:
        """A day without its year: 4月15日."""
        return self("format.short", m=day.month, d=day.day, month=self._month(day))

    def brief(self, day: date, today: date) -> str:
        """``short`` within the year of ``today``, else ``day``."""
        return self.short(day) if day.year == today.year else self.day(day)

    def month(self, day: date) -> str:
        """The month of a day: 2019年4月."""
        return self("format.month", y=day.year, m=day.month, month=self._month(day))

    def weekday(self, day: date) -> str:
        """The day of the week: 星期一."""
        return self(f"format.weekdays.{day.isoweekday()}")

    def money(self, amount: Decimal) -> str:
        """An amount in 元, exact to the fen, with decimals only if it is not whole."""
        whole = amount == int(amount)
        return self("format.money", amount=f"{amount:,.0f}" if whole else f"{amount:,.2f}")

    def large(self, amount: Decimal) -> str:
        """An amount as pages show it: in 万元 (two decimals) or 亿元 (four) if it is large, else in 元."""
        return self._scaled(amount, rounded=True)

    def reported(self, amount: Decimal) -> str:
        """An amount as reports show it: as ``large`` if nothing is lost by that, else ``money``."""
        return self._scaled(amount, rounded=False)

    def _scaled(self, amount: Decimal, *, rounded: bool) -> str:
        smaller, larger = (Decimal(self(f"format.money_large.{size}.from")) for size in (1, 2))
        up = larger - smaller / 200  # from here on the smaller unit is rounded up to the larger one
        for size, unit, start, least in ((2, larger, up, "0.0001"), (1, smaller, smaller, "0.01")):
            scaled = (amount / unit).quantize(Decimal(least), ROUND_HALF_UP)
            if amount >= start and (rounded or scaled * unit == amount):
                return self(f"format.money_large.{size}.text", amount=f"{scaled.normalize():,f}")
        return self.money(amount)

    def _month(self, day: date) -> str:
        return self(f"format.months.{day.month}")

    def __contains__(self, key: str) -> bool:
        return key in self.texts


@functools.cache
def catalogue(language: str) -> Catalogue:
    """The catalogue of a language out of ``LANGUAGES``."""
    files = [FOLDER / f"{language}.yml", *sorted(PACKAGE.glob(f"pages/*/{language}.yml"))]
    trees = [yaml.load(file.read_text("utf-8"), Loader=yaml.CSafeLoader) for file in files]
    texts = dict(pair for tree in trees for pair in _flat(tree, ""))
    return Catalogue(language, {**_names_of_every_record(texts), **texts})


def _names_of_every_record(texts: dict[str, str]) -> dict[str, str]:
    """The names of keys that many records have, for each: ``key.every.x`` as ``key.<shape>.x``."""
    names = {key.removeprefix(_EVERY): text for key, text in texts.items() if key.startswith(_EVERY)}
    shapes = {key.split(".")[1] for key in texts if key.startswith("key.")}
    return {f"key.{shape}.{name}": text for shape in shapes for name, text in names.items()}


_EVERY = "key.every."


def _flat(tree: dict[str, Any], prefix: str) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    for key, value in tree.items():
        if isinstance(value, dict):
            pairs += _flat(value, f"{prefix}{key}.")
        else:
            pairs.append((f"{prefix}{key}", str(value)))
    return pairs


def labels(words: Catalogue, key: str, option: str) -> Iterator[str]:
    """The display texts of an enum value of the data, from each section that may name it."""
    for heading in (key, "kind_of", "unit_kind", "step_name", "origin", "regulation", "result", "role"):
        if f"{heading}.{option}" in words:
            yield words(f"{heading}.{option}")
