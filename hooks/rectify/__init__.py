"""Rectification of inspection findings (巡视巡察反馈问题整改): data in, pages out.

One direction: load → check → ledger(as_of) → pages → site. See ``hooks/README.md``.
"""

from __future__ import annotations

import pathlib

__version__ = "0.2.0"

PACKAGE = pathlib.Path(__file__).parent
"""Where all of this lies."""
