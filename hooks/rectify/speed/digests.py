"""Digests of values, for cache keys: values that would show differently have different digests.

Plain values, tuples, lists and dictionaries are digested by value, other objects by their
``fingerprint()``. Anything else is an error, so nothing that a page shows can be left out of its key.
"""

from __future__ import annotations

import datetime
import decimal
import hashlib
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable


class Fingerprinted(Protocol):
    """An object with a fingerprint."""

    def fingerprint(self) -> object:
        """A digestible value that covers all that the object can show."""


class Digests:
    """Computes digests. Those of objects are memoised by id, so the objects are kept alive."""

    def __init__(self) -> None:
        self._made: dict[int, tuple[object, bytes]] = {}

    def of(self, *values: object) -> str:
        """The digest of some values, in hex."""
        parts: list[bytes] = []
        for value in values:
            self._put(value, parts.append)
        return hashlib.sha256(b"".join(parts)).hexdigest()

    def _put(self, value: Any, put: Callable[[bytes], None]) -> None:
        kind = type(value)
        if kind is str:
            raw = value.encode("utf-8", "surrogateescape")
            put(b"s%d:" % len(raw))
            put(raw)
        elif kind in _PLAIN:
            put(_PLAIN[kind](value))
        elif hasattr(kind, "fingerprint"):
            put(self._of_object(value))
        elif isinstance(value, tuple | list):
            put(b"(%s%d:" % (kind.__name__.encode(), len(value)))
            for each in value:
                self._put(each, put)
        elif isinstance(value, dict):
            put(b"{%d:" % len(value))
            for key, each in value.items():
                self._put(key, put)
                self._put(each, put)
        elif isinstance(value, str):  # Markup must differ from the same text as str
            put(kind.__name__.encode())
            self._put(str(value), put)
        else:
            raise TypeError(f"{value!r} has no fingerprint, so nothing can be kept that shows it")

    def _of_object(self, value: Fingerprinted) -> bytes:
        key = id(value)
        if key not in self._made:
            parts = [type(value).__name__.encode()]
            self._put(value.fingerprint(), parts.append)
            self._made[key] = value, hashlib.sha256(b"".join(parts)).digest()
        return self._made[key][1]


_PLAIN: dict[type, Callable[[Any], bytes]] = {
    type(None): lambda _: b"-",
    bool: lambda value: b"+" if value else b"!",
    int: lambda value: b"i%d;" % value,
    float: lambda value: b"f%s;" % repr(value).encode(),
    bytes: lambda value: b"b%d:%s" % (len(value), value),
    datetime.date: lambda value: b"d%d;" % value.toordinal(),
    decimal.Decimal: lambda value: b"m%s;" % str(value).encode(),
}
