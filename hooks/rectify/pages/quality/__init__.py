"""数据质量: what is wrong with the data."""

from __future__ import annotations

from rectify.pages.kind import PageKind
from rectify.pages.quality import page

KIND = PageKind("quality", order=140, menu=90, hides=("quality",), campaign=page.pages)
