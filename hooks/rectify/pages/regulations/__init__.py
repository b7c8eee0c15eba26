"""Regulations and other results of rectification."""

from __future__ import annotations

from rectify.pages.kind import PageKind
from rectify.pages.regulations import page

KIND = PageKind("regulations", order=130, menu=80, hides=("regulations",), campaign=page.pages)
